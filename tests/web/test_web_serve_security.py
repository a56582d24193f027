"""Who is answered, what may be sent, and what no answer lacks."""

from __future__ import annotations

import re
import socket
from urllib.parse import quote, urlsplit

import pytest
from web.servers import PAGE, served

from kg.cli import main

TOKEN = "correct horse battery"


def raw(server, request):
    """The answer to bytes, sent as they are."""
    parts = urlsplit(server.address)
    with socket.create_connection((parts.hostname, parts.port), timeout=30) as connection:
        connection.sendall(request)
        connection.shutdown(socket.SHUT_WR)
        answer = b""
        while piece := connection.recv(65536):
            answer += piece
    return answer


def status(answer):
    return int(answer.split(b" ", 2)[1])


@pytest.fixture(scope="module")
def secret_server(demo_store):
    with served(demo_store, "--token", TOKEN) as running:
        yield running


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:80", "127.0.0.1.evil.example", "localhost.evil.example", "0.0.0.0",
     "127.0.0.1@evil.example", "evil.example#127.0.0.1", "[::1", "localhost.", "", "192.168.0.7",
     "127.0.0.1, evil.example", "localhost:80:80", "2130706433", "localhost\tx"],
)  # fmt: skip
def test_another_name_is_not_answered(server, host):
    answer = server.get("/health", headers={"Host": host})
    assert answer.status_code in (400, 421)
    assert "papers" not in answer.text


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST:1", "127.0.0.1:9", "[::1]:80", "127.8.8.8"]
)
def test_this_machine_is_answered_by_each_of_its_names(server, host):
    assert server.get("/health", headers={"Host": host}).status_code == 200


def test_open_to_others_it_answers_to_the_machines_name_and_to_those_that_are_named(
    demo_store, capsys
):
    shown = {"Authorization": f"Bearer {TOKEN}"}
    own = socket.gethostname()
    options = ("--token", TOKEN, "--known-as", "Lists.example", "--known-as", "graph.example")
    with served(demo_store, "--host", "0.0.0.0", *options) as running:
        port = urlsplit(running.address).port

        def asked(host):
            with socket.create_connection(("127.0.0.1", port)) as connection:
                head = f"GET /health HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n"
                connection.sendall(
                    f"{head}Authorization: {shown['Authorization']}\r\n\r\n".encode()
                )
                return int(connection.recv(65536).split(b" ", 2)[1])

        for host in (
            own,
            own.upper(),
            f"{own}:{port}",
            "lists.example",
            "graph.example:443",
            "127.0.0.1",
        ):
            assert asked(host) == 200, host
        for host in ("evil.example", f"{own}.evil.example", "x.lists.example", f"x{own}"):
            assert asked(host) == 421, host
    assert main(["serve", "--known-as", "lists.example", "--store", demo_store, "--no-open"]) == 2
    assert "--token" in capsys.readouterr().err
    wrong = [
        "serve",
        "--token",
        TOKEN,
        "--known-as",
        "https://lists.example",
        "--store",
        demo_store,
    ]
    assert main([*wrong, "--no-open"]) == 2
    assert "--known-as" in capsys.readouterr().err


def test_two_names_or_none_are_refused(server):
    for lines in (b"Host: localhost\r\nHost: evil.example\r\n", b""):
        assert status(raw(server, b"GET /health HTTP/1.1\r\n" + lines + b"\r\n")) in (400, 421)
    assert status(raw(server, b"GET /health HTTP/1.0\r\n\r\n")) == 421


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Origin": "http://localhost:1"},
     {"Origin": "http://127.0.0.1"}, {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"},
     {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "cors"}, {"Origin": ""}],
)  # fmt: skip
def test_pages_of_others_may_not_ask(server, headers):
    for path in ("/", "/cypher?q=RETURN+1", "/export/graph.ttl", "/health"):
        assert server.get(path, headers=headers).status_code == 403


def test_own_pages_and_links_of_others_are_answered(server):
    own = {"Origin": server.address.rstrip("/"), "Sec-Fetch-Site": "same-origin"}
    followed = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    for headers in (own, followed):
        assert server.get("/health", headers=headers).status_code == 200


def test_sparql_alone_is_open_to_other_origins(server, secret_server):
    asked = {"params": {"query": "ASK {}"}, "headers": {"Origin": "https://other.example"}}
    answer = server.get("/sparql", **asked)
    assert answer.json() == {"head": {}, "boolean": True}
    assert answer.headers["access-control-allow-origin"] == "*"
    preflight = server.client.options(
        "/sparql",
        headers={"Origin": "https://other.example", "Access-Control-Request-Method": "POST"},
    )
    assert (preflight.status_code, preflight.headers["access-control-allow-origin"]) == (204, "*")
    assert "access-control-allow-origin" not in server.get("/health").headers
    closed = secret_server.get("/sparql", **asked)
    assert (closed.status_code, closed.headers.get("access-control-allow-origin")) == (403, None)


@pytest.mark.parametrize(
    "path",
    ["/../../etc/passwd", "/paper/../../../etc/passwd", "/paper/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
     "/paper/..%5c..%5cetc", "/style.css/../../pyproject.toml", "/%00", "/paper/%00.json", "/paper/%ff/",
     "//evil.example/paper/x", "/export/..%2f..%2fetc%2fpasswd", "/queries/..%2f..%2fqueries/most-cited/",
     "/query/..%2fmost-cited", "/query/most-cited%00", "/paper/" + "a" * 9000, "/.kg-site.json",
     "/queries/most-cited/../../x", "/.env", "/paper//etc/passwd", "/queries/most-cited/secret.txt"],
)  # fmt: skip
def test_paths_lead_nowhere_but_to_the_site(server, path):
    request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode()
    answer = raw(server, request)
    assert status(answer) in (400, 404)
    assert b"root:" not in answer
    assert b"nosniff" in answer


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "POST", "TRACE", "CONNECT", "FOO"])
def test_nothing_is_written(server, method):
    for path in ("/", "/papers", "/cypher?q=RETURN+1", "/export/graph.ttl"):
        answer = server.client.request(method, path)
        assert answer.status_code in (400, 405), path


def test_large_bodies_are_refused_however_they_are_sent(server):
    headers = {"Content-Type": "application/sparql-query"}
    query = b"ASK {} #" + b"x" * 1_000_000

    def pieces():
        for _ in range(20):
            yield b"#" + b"x" * 99_999

    assert server.client.post("/sparql", content=query, headers=headers).status_code == 413
    assert server.client.post("/sparql", content=pieces(), headers=headers).status_code == 413
    length = b"Content-Length: 99999999999999999999999999\r\n\r\n"
    huge = raw(server, b"POST /sparql HTTP/1.1\r\nHost: localhost\r\n" + length)
    assert status(huge) in (400, 413)
    assert server.client.post("/sparql", content=b"ASK {}", headers=headers).status_code == 200


def test_what_is_no_http_is_refused_with_the_same_marks(server):
    for request in (
        b"nonsense\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost : x\r\n\r\n",
        b"\x16\x03\x01\x02\x00\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
    ):
        answer = raw(server, request)
        assert status(answer) == 400
        assert b"X-Content-Type-Options: nosniff" in answer


def test_every_answer_is_what_it_says_it_is_and_runs_nothing_of_others(server):
    for path in ("/", "/health", "/nothing", "/papers?year=x", "/sparql", "/badge.svg", "/cypher",
                 "/export/papers.csv", "/lineage.html", "/site.js", "/paper/nothing.json"):  # fmt: skip
        headers = server.get(path).headers
        assert headers["x-content-type-options"] == "nosniff", path
        assert "frame-ancestors 'none'" in headers["content-security-policy"], path
        assert headers["cross-origin-resource-policy"] in ("same-origin", "cross-origin")
        assert "server" not in headers
    policy = server.get("/").headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy


def test_other_machines_need_a_token(demo_store, capsys):
    for host in ("0.0.0.0", "::", "192.0.2.1", "example.org", "127.0.0.1.example.org"):
        assert main(["serve", "--host", host, "--store", demo_store, "--no-open"]) == 2
        assert "--token" in capsys.readouterr().err
    assert main(["serve", "--token", " ", "--store", demo_store, "--no-open"]) == 2


def test_without_the_token_nothing_is_answered(secret_server):
    for path in (
        "/",
        "/health",
        "/nothing",
        "/export/graph.ttl",
        "/sparql?query=ASK{}",
        "/style.css",
    ):
        for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": f"Basic {TOKEN}"},
                        {"Authorization": "Bearer"}, {"Authorization": f"Bearer {TOKEN}x"},
                        {"Cookie": f"kg-session-8642={TOKEN}"}):  # fmt: skip
            answer = secret_server.get(path, headers=headers)
            assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
            assert "321" not in answer.text
    for given in ("wrong", "", f"{TOKEN}&token=wrong"):
        assert secret_server.get(f"/?token={given}").status_code == 401


def test_what_sparql_refuses_is_plain_words_whoever_refuses_it(server, secret_server):
    direct = {"Content-Type": "application/sparql-query"}
    answers = {
        401: secret_server.get("/sparql?query=ASK{}"),
        403: secret_server.get("/sparql", headers={"Origin": "https://evil.example"}),
        405: server.client.put("/sparql"),
        413: server.client.post("/sparql", content=b"#" * 1_000_001, headers=direct),
        421: server.get("/sparql", headers={"Host": "evil.example"}),
        400: server.get("/sparql?query=nonsense"),
    }
    for status, answer in answers.items():
        assert answer.status_code == status
        assert answer.headers["content-type"].startswith("text/plain"), status
        assert not answer.text.startswith(("{", "<"))
    page = secret_server.get("/sparql", headers={"Accept": PAGE})
    assert (page.status_code, "<form" in page.text) == (401, True)


def test_the_token_is_a_header_or_once_a_parameter_that_leaves_the_address(secret_server):
    shown = {"Authorization": f"Bearer {TOKEN}"}
    assert secret_server.get("/health", headers=shown).json()["papers"] == 321
    entered = secret_server.get(f"/papers?q=hashing&token={quote(TOKEN)}", headers={"Accept": PAGE})
    assert (entered.status_code, entered.headers["location"]) == (303, "/papers?q=hashing")
    cookie = entered.headers["set-cookie"]
    assert TOKEN not in cookie
    assert quote(TOKEN) not in cookie
    assert "HttpOnly" in cookie
    assert re.search("samesite=(lax|strict)", cookie, re.IGNORECASE)
    kept = {"Cookie": cookie.partition(";")[0]}
    secret_server.client.cookies.clear()
    assert secret_server.get("/papers?q=hashing", headers=kept).status_code == 200
    # Another site's page cannot use it.
    assert (
        secret_server.get("/", headers=kept | {"Origin": "https://evil.example"}).status_code == 403
    )


@pytest.mark.parametrize(
    "path", ["//evil.example/x", "/%5cevil.example", "///evil.example", "/%2f%2fevil.example"]
)
def test_the_address_after_the_token_is_this_server(secret_server, path):
    target = f"{path}?token={quote(TOKEN)}"
    answer = raw(
        secret_server,
        f"GET {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode(),
    )
    location = re.search(rb"(?i)location: ([^\r]*)", answer)[1].decode()
    assert re.match(r"/(?![/\\])", location)


def test_no_token_reaches_a_log(demo_store):
    with served(demo_store, "--token", TOKEN) as running:
        running.get(f"/?token={quote(TOKEN)}")
        running.get("/nothing", headers={"Authorization": f"Bearer {TOKEN}"})
        running.get("/cypher", params={"q": TOKEN, "token": TOKEN})
    assert TOKEN not in running.address + "".join(running.printed)
    assert "Ctrl-C" in running.printed[1]
    assert running.process.returncode == 0
