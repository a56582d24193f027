"""A service that answers oddly, without end, or with our own secrets: one line, and the rest stands."""

import gc
import gzip
import itertools
import json
import logging
import os
import socket
import subprocess
import sys
import threading
import time
import tracemalloc
import zlib
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from s2_server import S2Server

from kg.errors import ReadingListError, UsageError
from kg.http import TooLarge, exchange, http_client
from kg.reading_list import read_list
from kg.records import Entry
from kg.sources.semantic_scholar import SemanticScholar
from kg.sources.semantic_scholar.answers import batch_of, bulk_page, edge_page, match

SHA = "649def34f8be52c8b66281af98ae884c09aef38b"
KEY = "s2-key-that-nobody-may-see"
ODD = [True, -1, 2**63, "x" * 10, [], {}, [1], {"a": 1}, 1.5, [None], [[[]]]]
ENTRIES = [
    Entry(line=1, title="Deep maps of things", ids={"doi": "10.5555/a"}),
    Entry(line=2, title="Shallow maps of other things"),
]
LIST = "# L\n- [Deep maps of things](https://doi.org/10.5555/a), 2019\n"


@contextmanager
def service(answer):
    """Serve what ``answer(path, body)`` returns: (status, headers, body bytes or parts of them)."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_):
            pass

        def do_GET(self):
            self._serve(b"")

        def do_POST(self):
            self._serve(self.rfile.read(int(self.headers["Content-Length"])))

        def _serve(self, sent):
            requests.append(self.path)
            status, headers, body = answer(self.path, sent)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Connection", "close")
            if isinstance(body, bytes):
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.close_connection = True
            try:
                for part in [body] if isinstance(body, bytes) else body:
                    self.wfile.write(part)
            except OSError:
                pass

    requests = []
    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    http.daemon_threads = True
    http.block_on_close = False
    threading.Thread(target=http.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{http.server_address[1]}", requests
    finally:
        http.shutdown()
        http.server_close()


def source_of(url, tmp_path, **options):
    usual = {"base_url": url, "interval": 0.0, "patience": 2.0, "archive": tmp_path / "answers"}
    return SemanticScholar(**usual | options)


def kg(arguments, directory, **environment):
    return subprocess.run(
        [sys.executable, "-m", "kg", *arguments],
        cwd=directory,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, "KG_ARCHIVE": str(directory / "archive"), **environment},
    )


# ------------------------------------------------------------------------- odd fields

FIELDS = (
    "corpusId externalIds title abstract url venue publicationVenue publicationDate journal year "
    "authors referenceCount citationCount influentialCitationCount isOpenAccess openAccessPdf "
    "fieldsOfStudy s2FieldsOfStudy publicationTypes tldr"
).split()


@pytest.mark.parametrize("odd", ODD, ids=repr)
def test_an_odd_field_is_not_known_whatever_it_is_and_said(odd):
    from kg.sources.semantic_scholar.lookup import decode_raw

    for name in FIELDS:
        noted = []
        paper = {"paperId": SHA, "title": "A study", name: odd}
        (row,) = batch_of(1, note=noted.append)([paper])
        assert decode_raw(row, "2026-11-30").ids["s2"] == SHA
        assert match({"data": [paper]}, noted.append)["paperId"] == SHA
        assert bulk_page({"total": 1, "data": [paper]}, noted.append).papers[0]["paperId"] == SHA
        if odd is True and name != "isOpenAccess":
            assert row[name] is None
            assert name in noted


@pytest.mark.parametrize("odd", ODD, ids=repr)
@pytest.mark.parametrize("name", ["contexts", "intents", "contextsWithIntent", "isInfluential"])
def test_an_odd_edge_is_still_a_citation(tmp_path, odd, name):
    page = edge_page("citedPaper", 0)(
        {"data": [{"citedPaper": {"paperId": SHA, "title": "A"}, name: odd}]}
    )
    assert page.edges[0]["citedPaper"]["paperId"] == SHA


@pytest.mark.parametrize("count", [True, -1, 2**63, "many", 1.5, [3], None])
def test_an_odd_count_stops_neither_this_build_nor_later_ones(
    tmp_path, s2_literature, monkeypatch, caplog, count
):
    corpus, entries = s2_literature
    with S2Server(corpus) as server:
        answer = server.answer

        def spoiled(seen, path):
            body = answer(seen, path)
            for row in body if isinstance(body, list) else []:
                if row:
                    row["referenceCount"] = count
            return body

        monkeypatch.setattr(server, "answer", spoiled)
        graphs = []
        for _ in range(2):
            with source_of(server.url, tmp_path) as source:
                works = [one.work for one in source.resolve(entries[:20], {}) if one.work]
                found = source.expand(works, "references")
                graphs.append(found)
        assert graphs[0] == graphs[1]
        assert sum(len(one.neighbours) for one in graphs[0]) > 20
    said = [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert len([record for record in said if "referenceCount" in record.getMessage()]) <= 2


def test_numbers_beyond_numbers_are_not_known(tmp_path):
    body = (
        f'[{{"paperId": "{SHA}", "title": "Deep maps of things", "year": 1e999,'
        f' "referenceCount": {10**30}, "citationCount": {"9" * 5000}}}]'
    ).encode()
    with (
        service(lambda path, sent: (200, {}, body)) as (url, _),
        source_of(url, tmp_path) as source,
    ):
        (found,) = source.resolve(ENTRIES[:1], {})
    assert found.work.ids["s2"] == SHA
    assert (found.work.year, found.work.reference_count, found.work.citation_count) == (None,) * 3


# -------------------------------------------------------------------- without end, too large


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, b"[" * 100_000 + b"]" * 100_000),
        (200, b'{"a":' * 100_000 + b"1" + b"}" * 100_000),
        (500, b"[" * 100_000 + b"]" * 100_000),
        (429, b'{"error":' * 100_000),
    ],
    ids=["arrays", "objects", "in an error", "cut off"],
)
def test_deep_nesting_is_one_line(tmp_path, status, body):
    (tmp_path / "list.md").write_text(LIST)
    with service(lambda path, sent: (status, {}, body)) as (url, _):
        ended = kg(
            ["build", "list.md"],
            tmp_path,
            KG_S2_URL=url,
            KG_S2_INTERVAL="0",
            KG_S2_PATIENCE="1",
        )
    assert ended.returncode == 3, ended.stderr
    assert "Traceback" not in ended.stderr
    assert "deferred: " in ended.stderr.splitlines()[-1]


def paper(number):
    return {"paperId": f"{number:040x}", "title": f"Paper {number}", "externalIds": {}}


@pytest.mark.parametrize("rows", [0, 1, 3])
@pytest.mark.parametrize("kind", ["the same token", "always another token"])
def test_a_search_that_always_has_another_page_ends(tmp_path, rows, kind):
    numbers = itertools.count()

    def answer(path, sent):
        if "/search/bulk" in path:
            token = "T" if kind == "the same token" else f"T{next(numbers)}"
            data = [paper(next(numbers)) for _ in range(rows)]
            return 200, {}, json.dumps({"total": 4000, "token": token, "data": data}).encode()
        return 404, {}, b'{"error":"Title match not found"}'

    with service(answer) as (url, requests), source_of(url, tmp_path) as source:
        source.resolve(ENTRIES[1:], {})
        assert len(requests) < 60


@pytest.mark.parametrize("rows", [0, 1, 2, 7])
def test_references_that_always_have_another_page_end_and_are_not_archived(tmp_path, rows):
    numbers, endless = itertools.count(), True

    def answer(path, sent):
        if path.startswith("/graph/v1/paper/batch"):
            if "references." in path:
                return 500, {}, b'{"message":"Internal"}'
            return 200, {}, json.dumps([{**paper(1), "title": ENTRIES[0].title}]).encode()
        offset = int(path.split("offset=")[1].split("&")[0])
        edges = [{"citedPaper": paper(100 + next(numbers))} for _ in range(rows or (not endless))]
        page = {"offset": offset, "data": edges}
        return 200, {}, json.dumps({**page, "next": offset + 1} if endless else page).encode()

    with service(answer) as (url, requests):
        with source_of(url, tmp_path) as source:
            works = [one.work for one in source.resolve(ENTRIES[:1], {})]
            (found,) = source.expand(works, "references")
            assert found.state == "deferred"
            assert source.deferred
            assert len(requests) < 60
        endless = False
        with source_of(url, tmp_path) as source:
            (found,) = source.expand(works, "references")
            assert found.state != "deferred"
            assert len(found.neighbours) == max(rows, 1)


def gzip_bomb(megabytes):
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    part = b" " * 1_000_000
    return b"".join([*(packer.compress(part) for _ in range(megabytes)), packer.flush()])


BOMB = gzip_bomb(300)


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({"Content-Encoding": "gzip"}, BOMB),
        ({"Content-Encoding": "gzip, gzip"}, gzip.compress(BOMB)),
        ({"Content-Encoding": "gzip"}, gzip.compress(BOMB)),
        ({"Content-Encoding": "br"}, b"\x0b\x02\x80abc\x03"),
        ({"Content-Encoding": "gzip"}, b"not gzip"),
        ({"Content-Encoding": "gzip"}, gzip.compress(b"[]")[:-9]),
    ],
    ids=["bomb", "double", "nested", "brotli", "none", "half"],
)
def test_what_is_packed_is_unpacked_within_bounds(tmp_path, headers, body):
    (tmp_path / "list.md").write_text(LIST)
    code = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_DATA, (600_000_000,) * 2)\n"
        "from kg.cli import main; sys.exit(main())"
    )
    with service(lambda path, sent: (200, headers, body)) as (url, _):
        for arguments, code_expected in ((["build", "list.md"], 3), (["parse", f"{url}/l.md"], 1)):
            ended = subprocess.run(
                [sys.executable, "-c", code, *arguments],
                cwd=tmp_path,
                capture_output=True,
                text=True,
                timeout=60,
                check=False,
                env={
                    **os.environ,
                    "KG_ARCHIVE": str(tmp_path / "archive"),
                    "KG_S2_URL": url,
                    "KG_S2_INTERVAL": "0",
                    "KG_S2_PATIENCE": "1",
                },
            )
            assert ended.returncode == code_expected, ended.stderr
            assert "Traceback" not in ended.stderr


def dripping(seconds):
    for _ in range(int(seconds * 20)):
        yield b" "
        time.sleep(0.05)


def test_an_answer_that_drips_is_given_up_as_a_whole(tmp_path):
    with (
        service(lambda path, sent: (200, {}, dripping(30))) as (url, _),
        source_of(url, tmp_path, patience=1.0) as source,
    ):
        began = time.monotonic()
        source.resolve(ENTRIES, {})
        assert source.deferred
        assert time.monotonic() - began < 10


def test_headers_that_drip_are_given_up_as_a_whole(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def drip():
            connection, _ = listening.accept()
            try:
                connection.sendall(b"HTTP/1.1 200 OK\r\n")
                for number in range(600):
                    connection.sendall(b"X-%d: a\r\n" % number)
                    time.sleep(0.05)
            except OSError:
                connection.close()

        threading.Thread(target=drip, daemon=True).start()
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        with source_of(url, tmp_path, patience=1.0) as source:
            began = time.monotonic()
            source.resolve(ENTRIES[:1], {})
            assert time.monotonic() - began < 10


# ------------------------------------------------------------- secrets, settings, addresses


@pytest.mark.parametrize("status", [400, 401, 403, 422, 500, 404])
@pytest.mark.parametrize("form", ['{{"error":"bad key {}"}}', '{{"message":"fields and {}"}}'])
def test_a_service_that_repeats_the_key_does_not_publish_it(tmp_path, status, form):
    (tmp_path / "list.md").write_text(LIST)
    with service(lambda path, sent: (status, {}, form.format(KEY).encode())) as (url, _):
        ended = kg(
            ["-vv", "build", "list.md", "--format", "json"],
            tmp_path,
            KG_S2_URL=url,
            KG_S2_INTERVAL="0",
            KG_S2_PATIENCE="0.5",
            S2_API_KEY=KEY,
        )
    assert "Traceback" not in ended.stderr
    assert KEY not in ended.stdout + ended.stderr
    for path in tmp_path.rglob("*"):
        if path.is_file():
            assert KEY.encode() not in path.read_bytes(), path


@pytest.mark.parametrize(
    ("environment", "named"),
    [
        ({"HTTPS_PROXY": "gopher://127.0.0.1:1", "HTTP_PROXY": ""}, "HTTPS_PROXY"),
        ({"ALL_PROXY": "foo://ann:pa55word@127.0.0.1:1"}, "ALL_PROXY"),
        ({"SSL_CERT_FILE": "/no/such/file.pem"}, "SSL_CERT_FILE"),
    ],
    ids=["proxy", "proxy with a password", "certificate"],
)
def test_a_setting_that_cannot_be_used_is_named_and_matters_only_where_something_is_sent(
    tmp_path, environment, named
):
    (tmp_path / "list.md").write_text(LIST)
    ended = kg(["build", "list.md"], tmp_path, **environment)
    assert (ended.returncode, ended.stderr.count("error: ")) == (2, 1), ended.stderr
    assert named in ended.stderr.splitlines()[-1]
    assert "pa55word" not in ended.stderr
    for quiet in (["--offline"], ["--plan"]):
        assert "error" not in kg(["build", "list.md", *quiet], tmp_path, **environment).stderr


@pytest.mark.parametrize(
    "location",
    [
        "javascript:alert(1)",
        "http://[broken",
        "file:///etc/passwd",
        "//:99999/",
        "",
        "data:text/plain,x",
    ],
)
def test_a_list_that_redirects_to_no_address_is_one_line(location):
    with service(lambda path, sent: (302, {"Location": location}, b"")) as (url, _):
        with pytest.raises(ReadingListError) as caught:
            read_list(f"{url}/list.md")
        assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "location", ["javascript:alert(1)", "http://[broken", "https://elsewhere.test/"]
)
def test_a_service_that_sends_elsewhere_says_which_setting(tmp_path, location):
    with (
        service(lambda path, sent: (302, {"Location": location}, b"")) as (url, _),
        source_of(url, tmp_path, patience=0.3) as source,
    ):
        source.resolve(ENTRIES[:1], {})
        assert source.deferred


@pytest.mark.parametrize(
    ("credentials", "secret"),
    [
        ("//ann:pa55word@{host}/list.md", "pa55word"),
        ("//{host}/list.md?token=t0ps3cret", "t0ps3cret"),
        ("//{host}/list.md?X-Amz-Signature=0f3a9c77aa&X-Amz-Expires=60", "0f3a9c77aa"),
        ("//gh-t0k3n-of-ann@{host}/list.md", "gh-t0k3n-of-ann"),
    ],
)
def test_the_credentials_of_a_list_are_asked_with_and_shown_nowhere(tmp_path, credentials, secret):
    with service(lambda path, sent: (200, {}, LIST.encode())) as (url, requests):
        where = "http:" + credentials.format(host=url.removeprefix("http://"))
        for arguments in (
            ["build", where, "--source", "none", "--format", "json"],
            ["check", where, "--format", "github"],
            ["check", where],
            ["parse", where, "--format", "json"],
            ["export", "graph.nt"],
        ):
            ended = kg(arguments, tmp_path)
            assert ended.returncode in (0, 1), ended.stderr
            assert "Traceback" not in ended.stderr
            assert secret not in ended.stdout + ended.stderr, arguments
        assert "@" in where or any(secret in path for path in requests)
    for path in tmp_path.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            if data[:2] == b"\x1f\x8b":
                data = gzip.decompress(data)
            assert secret.encode() not in data, path


@pytest.mark.parametrize(
    "url",
    [
        "api.example.org",
        "ftp://example.org",
        "http://a b",
        "http://example.org/x?y",
        "javascript:1",
    ],
)
def test_an_address_of_a_service_that_is_none_names_its_setting(tmp_path, url):
    with pytest.raises(UsageError, match="KG_S2_URL"):
        source_of(url, tmp_path)


def test_a_list_that_drips_is_given_up_as_a_whole(monkeypatch):
    monkeypatch.setattr("kg.reading_list.fetching._SECONDS", 0.5)
    with service(lambda path, sent: (200, {}, dripping(30))) as (url, _):
        began = time.monotonic()
        with pytest.raises(ReadingListError, match="cannot be fetched"):
            read_list(f"{url}/list.md")
        assert time.monotonic() - began < 5


def test_a_list_at_an_address_is_not_fetched_offline(tmp_path):
    with service(lambda path, sent: (200, {}, LIST.encode())) as (url, asked):
        for command in (["build", f"{url}/list.md"], ["add", "1706.03762", f"{url}/list.md"]):
            ended = kg([*command, "--offline"], tmp_path)
            assert (ended.returncode, ended.stderr.count("error: ")) == (2, 1), ended.stderr
            assert "save it as a file" in ended.stderr
    assert not asked


@pytest.mark.parametrize("packed", [True, False])
def test_what_was_too_large_is_not_kept_in_memory(packed):
    body = b" " * 30_000_000
    headers = {"Content-Encoding": "gzip"} if packed else {}
    sent = gzip.compress(body, 1) if packed else body
    tracemalloc.start()
    gc.disable()
    try:
        with service(lambda path, _: (200, headers, sent)) as (url, _), http_client({}) as client:
            for _ in range(3):
                with pytest.raises(TooLarge):
                    exchange(client, url, largest=20_000_000, seconds=30)
            held, _ = tracemalloc.get_traced_memory()
    finally:
        gc.enable()
        tracemalloc.stop()
    assert held < 20_000_000
