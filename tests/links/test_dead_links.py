"""Dead links: 200 links of every behaviour, and not one false alarm."""

from __future__ import annotations

import itertools
import json
import socket
import ssl
import threading
from collections import Counter, defaultdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote, unquote

import pytest
from links.loopback_web import LoopbackWeb, certificate

from kg.cli import main
from kg.sources.links import LinkAnswers, asking

PAPER = b"<html><title>A paper</title><body>An abstract of some length.</body></html>"
PDF = {"Content-Type": "application/pdf"}


def always(status, body=PAPER, **headers):
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda _method: (status, named, body)


def by_method(head, get):
    return lambda method: (head if method == "HEAD" else get)(method)


def to(target, status=301):
    return always(status, b"", Location=target)


def failing(how):
    return lambda _method: how


LOG_IN = b"<form><input type='password' name='p'></form>"
RIDDLES = [
    b"<title>Just a moment...</title>",
    b"<title>Making sure you&#39;re not a bot!</title>",
    b"<html>Please verify that you are a human</html>",
    b"<title>Pardon Our Interruption</title>",
]
#: outcome, and the pages of one link: "" is the link itself, others are where it leads.
BEHAVIOURS = {
    "a page": ("fine", {"": always(200)}),
    "a file": ("fine", {"": always(200, b"%PDF", **PDF)}),
    "no HEAD": ("fine", {"": by_method(always(405), always(200))}),
    "HEAD says 404, GET does not": ("fine", {"": by_method(always(404), always(200))}),
    "HEAD breaks": ("fine", {"": by_method(failing("reset"), always(200))}),
    "HEAD is refused": ("fine", {"": by_method(always(403), always(200))}),
    "HEAD fails": ("fine", {"": by_method(always(500), always(200))}),
    "part of it": ("fine", {"": always(206)}),
    "empty": ("fine", {"": always(204, b"")}),
    "sent elsewhere for now": ("fine", {"": to("/now", 302), "now": always(200)}),
    "seen elsewhere": ("fine", {"": to("/now", 303), "now": always(200)}),
    "sent elsewhere for now, strictly": ("fine", {"": to("/now", 307), "now": always(200)}),
    "gone": ("dead", {"": always(404)}),
    "gone for good": ("dead", {"": always(410)}),
    "gone, and no HEAD": ("dead", {"": by_method(always(405), always(404))}),
    "gone, and HEAD hangs up": ("dead", {"": by_method(failing("reset"), always(404))}),
    "gone where it has moved to": ("dead", {"": to("/b/x.pdf"), "b/x.pdf": always(404)}),
    "no such host": ("dead", None),
    "moved": ("moved", {"": to("/b/paper.pdf"), "b/paper.pdf": always(200)}),
    "moved, strictly": ("moved", {"": to("/b/paper.pdf", 308), "b/paper.pdf": always(200)}),
    "moved twice": ("moved", {"": to("/b/1"), "b/1": to("/b/2"), "b/2": always(200)}),
    "moved, then for now": ("moved", {"": to("/b/1"), "b/1": to("/c/2", 302), "c/2": always(200)}),
    "for now, then moved": ("fine", {"": to("/b/1", 302), "b/1": to("/c/2"), "c/2": always(200)}),
    **{f"refused {status}": ("unverifiable", {"": always(status)}) for status in
       (400, 401, 402, 403, 405, 406, 408, 418, 420, 425, 429, 451, 500, 501, 502, 503, 504, 520, 530, 999)},
    "HEAD is refused and GET says 404": ("unverifiable", {"": by_method(always(403), always(404))}),
    "HEAD is there and GET is not": ("unverifiable", {"": by_method(always(200), always(404))}),
    "hangs": ("unverifiable", {"": failing("hang")}),
    "hangs up": ("unverifiable", {"": failing("reset")}),
    "speaks something else": ("unverifiable", {"": failing("garbage")}),
    "no answer of its resolver": ("unverifiable", None),
    **{f"riddle {number}": ("unverifiable", {"": always(status, body)})
       for number, (status, body) in enumerate(itertools.product((200, 403, 404, 503), RIDDLES))},
    "riddle by header": ("unverifiable", {"": always(404, PAPER, cf_mitigated="challenge")}),
    "front page": ("unverifiable", {"": to("/"), "/": always(200)}),
    "front page of a language": ("unverifiable", {"": to("/en/"), "en/": always(200)}),
    "front page by name": ("unverifiable", {"": to("/index.html"), "index.html": always(200)}),
    "a page further up": ("unverifiable", {"": to("/p"), "p": always(200)}),
    "log-in page": ("unverifiable", {"": to("/login?next=%2Fp"), "login?next=%2Fp": always(200)}),
    "log-in form": ("unverifiable", {"": to("/b/x"), "b/x": always(200, LOG_IN)}),
    "log-in page that is 404": ("unverifiable", {"": to("/sso/a"), "sso/a": always(404)}),
    "gone unless one logs in": ("unverifiable", {"": always(404, WWW_Authenticate="Basic")}),
    "moved with a note whence": ("unverifiable", {"": to("/b?utm_source=a"), "b?utm_source=a": always(200)}),
    "error page": ("unverifiable", {"": to("/404.html"), "404.html": always(200)}),
    "a session of one's own": ("unverifiable", {"": to("/b/x;jsessionid=8F2A"), "b/x;jsessionid=8F2A": always(200)}),
    "in a circle": ("unverifiable", {"": to("/b"), "b": to("/b/"), "b/": to("/b")}),
    "to another scheme": ("unverifiable", {"": to("javascript:alert(1)")}),
    "to no address": ("unverifiable", {"": to("http://[")}),
    "into the machine": ("unverifiable", {"": to("http://127.0.0.1:1/")}),
    "into the network": ("unverifiable", {"": to("http://192.168.1.1/x")}),
}  # fmt: skip
NOT_ASKED = [
    "http://127.0.0.1:9/x", "http://localhost/x", "http://10.0.0.1/x", "http://[::1]/x",
    "http://printer/x", "http://nas.local/x", "http://0x7f.1/x", "http://169.254.169.254/latest",
]  # fmt: skip
LINKS = 200


def web_of_links(directory):
    """Return a web and its links with what is true of each."""
    pages, links, unresolvable = {}, {}, set()
    # One link that hangs is waited for; more of them would only take longer.
    quick = [behaviour for name, behaviour in BEHAVIOURS.items() if name != "hangs"]
    behaviours = itertools.chain([BEHAVIOURS["hangs"]], itertools.cycle(quick))
    for number in range(LINKS - len(NOT_ASKED) - 7):
        outcome, behaviour = next(behaviours)
        scheme = ("http", "https")[number % 2]
        # Pages that lead nowhere else stand on a few hosts together, as in life.
        shared = (
            behaviour is not None and list(behaviour) == [""] and behaviour[""]("GET") != "hang"
        )
        base = f"{scheme}://{f'h{number % 7}' if shared else f'own{number}'}.example"
        url = f"{base}/p/{number}"
        links[url] = outcome
        if behaviour is None and outcome == "unverifiable":
            unresolvable.add(f"own{number}.example")
        for path, page in (behaviour or {}).items():
            pages[f"{base}/{path.lstrip('/')}" if path else url] = page
    links |= dict.fromkeys(NOT_ASKED, "unverifiable")
    dois = {
        "10.5555/there.1": 1,
        "10.5555/(sici)<1::aid>": 1,
        "10.5555/away": 100,
        "10.5555/odd": 2,
    }
    for doi, code in dois.items():
        address = f"https://doi.org/api/handles/{quote(doi, safe='/')}"
        body = json.dumps({"responseCode": code, "handle": doi, "values": ["x" * 3000]}).encode()
        pages[address] = always(404 if code == 100 else 200, body)
        links[f"https://doi.org/{quote(doi, safe='/')}"] = {1: "fine", 100: "dead"}.get(
            code, "unverifiable"
        )
    links["http://dx.doi.org/10.5555/there.1"] = "fine"
    links["https://short.example/doi"] = "fine"
    pages["https://short.example/doi"] = to("https://doi.org/10.5555/there.1")
    links["https://short.example/old-doi"] = "dead"
    pages["https://short.example/old-doi"] = to("https://doi.org/10.5555/away")
    pages["https://archive.org/"] = always(200)
    web = LoopbackWeb(pages, directory)
    web.broken_resolver |= unresolvable
    archived = {
        url
        for number, (url, outcome) in enumerate(links.items())
        if outcome == "dead" and number % 2
    }
    plain = web.answer

    def answer(method, url, headers):
        if "/wayback/available?url=" in url:
            asked_for = unquote(url.partition("url=")[2])
            closest = {
                "status": "200",
                "available": True,
                "timestamp": "20190101000000",
                "url": f"http://web.archive.org/web/20190101000000/{asked_for}",
            }
            web.log_copies.append(asked_for)
            snapshots = {"closest": closest} if asked_for in archived else {}
            return 200, {}, json.dumps({"url": asked_for, "archived_snapshots": snapshots}).encode()
        return plain(method, url, headers)

    web.log_copies = []
    web.answer = answer
    return web, links, archived


def list_of(links):
    lines = [
        f"- **A paper about things number {number}**, 2019 [paper](<{url}>)"
        for number, url in enumerate(links)
    ]
    return "# Papers\n\n" + "\n".join(lines) + "\n"


@pytest.fixture
def web(tmp_path, monkeypatch):
    made, links, archived = web_of_links(tmp_path)
    with made:
        monkeypatch.setenv("KG_LINKS_PROXY", made.proxy)
        monkeypatch.setenv("SSL_CERT_FILE", str(made.authority))
        monkeypatch.setenv("KG_LINKS_INTERVAL", "0.002")
        monkeypatch.setenv("KG_LINKS_TIMEOUT", "3")
        monkeypatch.setenv("KG_LINKS_RECHECK", "0")
        monkeypatch.chdir(tmp_path)
        made.links, made.archived = links, archived
        yield made


def checked(capsys, *options):
    code = main(["check", "list.md", "--links", "--format", "json", *options])
    assert code in (0, 1)
    document = json.loads(capsys.readouterr().out)
    found = defaultdict(set)
    for finding in document["findings"]:
        if finding["code"] in ("dead-link", "moved-link", "archived-copy"):
            found[finding["code"]].add(finding["line"])
    return found, document["links"]


def test_no_link_of_any_behaviour_is_a_false_alarm_and_a_second_run_asks_nothing(
    web, tmp_path, capsys, monkeypatch
):
    assert len(web.links) == LINKS
    (tmp_path / "list.md").write_text(list_of(web.links), encoding="utf-8")
    line_of = {url: number for number, url in enumerate(web.links, 3)}
    expected = Counter(web.links.values())

    found, counts = checked(capsys)
    # One look at a dead link is not enough.
    assert found["dead-link"] == set()
    assert counts == {
        "asked": LINKS - len(NOT_ASKED),
        "fine": expected["fine"],
        "moved": expected["moved"],
        "dead": 0,
        "unverifiable": expected["unverifiable"] + expected["dead"],
    }
    assert web.log_copies == []

    found, counts = checked(capsys)
    dead = {url for url, outcome in web.links.items() if outcome == "dead"}
    assert found["dead-link"] == {line_of[url] for url in dead}
    assert found["moved-link"] == {
        line_of[url] for url, outcome in web.links.items() if outcome == "moved"
    }
    assert found["archived-copy"] == {line_of[url] for url in web.archived}
    assert counts["asked"] == expected["dead"]
    assert set(web.log_copies) == dead

    asked = len(web.log), len(web.log_copies)
    _, counts = checked(capsys)
    assert counts["asked"] == 0
    assert (len(web.log), len(web.log_copies)) == asked
    assert web.most_at_once == 1
    assert not any(host in one.url for one in web.log for host in ("127.0.0.1", "192.168", "::1"))
    agents = {one.headers["User-Agent"].partition("/")[0] for one in web.log}
    assert agents == {"citation-kg"}


def test_what_is_not_asked_is_counted_as_unverifiable_and_not_as_asked(web, tmp_path, capsys):
    path = tmp_path / "l.md"
    addresses = "http://192.168.0.1/z", "http://[::1]/", "http://127.0.0.1:80/a", "ftp://f.org/x"
    path.write_text(
        "# L\n\n"
        + "".join(
            f"- **Paper number {n} about the retrieval of things** (CVPR 2015) [paper]({address})\n"
            for n, address in enumerate(addresses)
        )
    )
    for _ in range(2):
        main(["check", str(path), "--links", "--format", "json"])
        links = json.loads(capsys.readouterr().out)["links"]
        assert links == {"asked": 0, "fine": 0, "moved": 0, "dead": 0, "unverifiable": 4}


def test_one_look_is_enough_when_asked_for(web, tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("KG_LINKS_RECHECK", "86400")
    few = [url for url, outcome in web.links.items() if outcome == "dead"][:3]
    (tmp_path / "list.md").write_text(list_of(few), encoding="utf-8")
    assert checked(capsys)[0]["dead-link"] == set()
    # Not a day apart: it is not asked again, and not said.
    assert checked(capsys) == (
        {},
        {"asked": 0, "fine": 0, "moved": 0, "dead": 0, "unverifiable": 3},
    )
    assert checked(capsys, "--now")[0]["dead-link"] == {3, 4, 5}


def test_a_link_is_asked_again_only_when_its_answer_is_older_than_refresh(web, tmp_path, capsys):
    fine = next(url for url, outcome in web.links.items() if outcome == "fine")
    (tmp_path / "list.md").write_text(list_of([fine]), encoding="utf-8")
    assert checked(capsys)[1]["asked"] == 1
    assert checked(capsys, "--refresh", "1d")[1]["asked"] == 0


def test_fix_writes_the_new_address_of_a_moved_link_and_nothing_else(web, tmp_path, capsys):
    moved = [url for url, outcome in web.links.items() if outcome == "moved"][:4]
    fine = [url for url, outcome in web.links.items() if outcome == "fine"][:4]
    file = tmp_path / "list.md"
    file.write_bytes(list_of(moved + fine).replace("\n", "\r\n").encode())
    before = file.read_bytes()
    assert checked(capsys, "--fix")[0]["moved-link"] == set()
    lines = list(zip(before.split(b"\r\n"), file.read_bytes().split(b"\r\n"), strict=True))
    changed = [number for number, (old, new) in enumerate(lines, 1) if old != new]
    assert changed == [3, 4, 5, 6]
    assert all(re_prefix(old) == re_prefix(new) for old, new in lines)
    after = file.read_bytes()
    checked(capsys, "--fix")
    assert file.read_bytes() == after


def re_prefix(line):
    return line.partition(b"[paper]")[0]


def test_credentials_are_neither_sent_nor_shown_and_their_link_is_never_dead(web, tmp_path, capsys):
    gone = next(url for url, outcome in web.links.items() if outcome == "dead" and "/p/" in url)
    signed = f"{gone}?X-Amz-Signature=5f3a9c0d11"
    (tmp_path / "list.md").write_text(list_of([signed]), encoding="utf-8")
    main(["check", "list.md", "--links", "--now"])
    said = capsys.readouterr()
    assert "5f3a9c0d11" not in said.out + said.err
    assert "dead-link" not in said.out
    assert not any("5f3a9c0d11" in one.url for one in web.log)


def test_requests_to_one_host_are_the_interval_apart(web, tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("KG_LINKS_INTERVAL", "0.15")
    host = "http://paced.example"
    web.hosts.add("paced.example")
    for number in range(4):
        web.pages[f"{host}/{number}"] = always(200, b"%PDF", **PDF)
    (tmp_path / "list.md").write_text(list_of([f"{host}/{n}" for n in range(4)]), encoding="utf-8")
    assert checked(capsys)[1] == {"asked": 4, "fine": 4, "moved": 0, "dead": 0, "unverifiable": 0}
    gaps = [b.at - a.at for a, b in itertools.pairwise(web.log)]
    assert len(gaps) == 3
    assert min(gaps) >= 0.15


def test_every_code_of_a_link_can_be_ignored(web, tmp_path, capsys):
    moved = next(url for url, outcome in web.links.items() if outcome == "moved")
    file = tmp_path / "list.md"
    file.write_text(list_of([moved]), encoding="utf-8")
    Path("list.kg.toml").write_text('[ignore]\nmoved-link = ["*"]\n', encoding="utf-8")
    before = file.read_bytes()
    assert checked(capsys, "--fix")[0]["moved-link"] == set()
    assert file.read_bytes() == before


def test_without_a_proxy_the_server_that_was_looked_up_is_the_one_that_is_asked(
    tmp_path, monkeypatch
):
    # The resolver is the surroundings; server, certificate and connection are real.
    answers = []

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_):
            pass

        def do_GET(self):
            answers.append(self.headers["Host"])
            self.send_response(404)
            self.end_headers()

        def do_HEAD(self):
            self.do_GET()

    file = certificate(tmp_path, ["web.example"])
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(file)
    server.socket = tls.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    port = server.server_address[1]
    known = {"web.example": "127.0.0.1", "doi.org": "127.0.0.1", "other.example": "127.0.0.1",
             "inside.example": "10.0.0.1"}  # fmt: skip

    def resolve(host, port, *_, **__):
        if host == "away.example":
            raise socket.gaierror(socket.EAI_AGAIN, "try again")
        if host not in {**known, "127.0.0.1": ""}:
            raise socket.gaierror(socket.EAI_NONAME, "unknown")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (known.get(host, host), port))]

    for name in ("KG_LINKS_PROXY", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    monkeypatch.setenv("KG_LINKS_INTERVAL", "0")
    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    with LinkAnswers(now=True) as links:
        inside = links.answers(
            ["http://inside.example/x", "https://away.example/", "http://no.example/"]
        )
        assert [one.outcome for one in inside.values()] == ["unverifiable", "unverifiable", "gone"]
        # From here on this machine stands for a public one.
        monkeypatch.setattr(asking, "is_inside_number", lambda number: number.startswith("10."))
        urls = [f"https://web.example:{port}/x", f"https://other.example:{port}/x"]
        outcomes = {url: answer.outcome for url, answer in links.answers(urls).items()}
    server.shutdown()
    server.server_close()
    # The certificate names one of the two only.
    assert outcomes == {urls[0]: "gone", urls[1]: "unverifiable"}
    assert set(answers) == {f"web.example:{port}"}
