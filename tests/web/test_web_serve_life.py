"""A server's life: it begins with an address, sees what is built beside it, and ends at Ctrl-C."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
import threading
import time
from urllib.parse import urlsplit

import pytest
from page.page_graphs import citation_graph
from web.servers import PAGE, served
from web.site_stores import stored

from kg import open_store
from kg.cli import main
from kg.records import Graph


def test_a_rebuild_beside_it_is_seen_by_the_next_request_and_none_fails(tmp_path):
    store = stored(citation_graph(30, listed=8), tmp_path / "store")
    statuses, going = [], True
    with served(store) as running:

        def ask():
            while going:
                paths = ("/", "/papers?q=deep", "/paper/", "/health")
                statuses.extend(running.get(path).status_code for path in paths)

        asking = threading.Thread(target=ask)
        asking.start()
        try:
            for papers in (40, 20, 55):
                stored(citation_graph(papers, listed=8), tmp_path / "store")
                assert running.get("/health").json()["papers"] == papers
                assert running.get("/papers?format=json").json()["total"] == papers
                counted = {"q": "MATCH (p:Paper) RETURN count(p) AS n", "format": "json"}
                assert running.get("/cypher", params=counted).json() == [{"n": papers}]
            with open_store(store, write=True) as opened:
                opened.query("MATCH (p:Paper) SET p.title = 'Renamed by hand'", write=True)
            assert "Renamed by hand" in running.get("/papers", headers={"Accept": PAGE}).text
            titles = "SELECT DISTINCT ?t { ?p a schema:ScholarlyArticle ; dcterms:title ?t }"
            assert "Renamed by hand" in running.get("/sparql", params={"query": titles}).text
        finally:
            going = False
            asking.join()
    assert set(statuses) == {200}
    assert len(statuses) > 20


def test_a_store_that_is_lost_leaves_the_site_as_it_was(tmp_path):
    store = stored(citation_graph(30, listed=8), tmp_path / "store")
    with served(store) as running:
        (tmp_path / "store" / "graph.kgl").write_bytes(b"damaged")
        for _ in range(2):
            assert running.get("/health").json()["papers"] == 30
        asked = running.get("/cypher", params={"q": "RETURN 1 AS n", "format": "json"})
        assert (asked.status_code, bool(asked.json()["error"])) == (503, True)
        (tmp_path / "store").rename(tmp_path / "moved")
        for name in ("papers.csv", "graph.ttl"):
            answer = running.get(f"/export/{name}")
            assert (answer.status_code, answer.headers["content-type"]) == (503, "application/json")
            assert "store" in answer.json()["error"]
            assert "content-disposition" not in answer.headers
        page = running.get("/export/graph.nt", headers={"Accept": PAGE})
        assert (page.status_code, "<html" in page.text) == (503, True)
    assert "Traceback" not in "".join(running.printed)


@pytest.mark.parametrize("path", ["/cypher", "/export/graph.nt", "/"])
def test_ctrl_c_ends_it_at_once_whatever_it_does(demo_store, path):
    slow = "UNWIND range(1, 200000) AS a UNWIND range(1, 200000) AS b RETURN sum(a * b) AS n"
    with served(demo_store) as running:
        address = running.address.removeprefix("http://").rstrip("/").split(":")
        query = "?q=" + slow.replace(" ", "+") if path == "/cypher" else ""
        with socket.create_connection((address[0], int(address[1]))) as connection:
            connection.sendall(f"GET {path}{query} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            time.sleep(1)
            started = time.monotonic()
            running.process.send_signal(signal.SIGINT)
            assert running.process.wait(10) == 0
            # The query itself would take its limit of ten.
            assert time.monotonic() - started < 2
    assert "Traceback" not in "".join(running.printed)


def test_what_it_cannot_serve_or_use_is_one_line(demo_store, tmp_path, capsys):
    def said(*arguments):
        code = main(["serve", "--no-open", *arguments])
        return code, capsys.readouterr().err.strip()

    code, words = said("--store", str(tmp_path / "none"))
    assert (code, words.count("\n")) == (1, 0)
    assert "no store" in words
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        code, words = said("--store", demo_store, "--port", str(port))
    assert (code, words.count("\n")) == (1, 0)
    assert f"127.0.0.1:{port}" in words
    assert said("--store", demo_store, "--port", "70000")[0] == 2
    assert said("--store", demo_store, "--time-limit", "0")[0] == 2
    assert said("--store", demo_store, "--host", "no such host", "--token", "x" * 20)[0] == 1


@pytest.mark.parametrize("command", ["publish", "serve", "info", "query", "export"])
def test_what_fetches_nothing_claims_to_have_kept_nothing_when_interrupted(
    command, demo_store, tmp_path, capsys, monkeypatch
):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("kg.settings.store_url", interrupted)
    options = {
        "publish": [str(tmp_path / "site")],
        "query": ["RETURN 1"],
        "export": [str(tmp_path / "graph.ttl")],
    }
    assert main([command, *options.get(command, []), "--store", demo_store]) == 130
    assert capsys.readouterr().err == "interrupted\n"


def test_who_goes_away_while_asking_is_no_bug(tmp_path):
    with served(stored(Graph(), tmp_path / "store")) as running:
        host, port = urlsplit(running.address).netloc.split(":")
        for head in ("Content-Length: 9", "Transfer-Encoding: chunked"):
            with socket.create_connection((host, int(port))) as client:
                asked = f"POST /sparql HTTP/1.1\r\nHost: {host}\r\n{head}\r\n"
                client.sendall(f"{asked}Content-Type: application/sparql-query\r\n\r\n".encode())
        assert running.get("/health").status_code == 200
    assert "Traceback" not in running.printed[1]


def test_ctrl_c_while_the_commands_are_read_is_one_line():
    code = (
        "import sys\n"
        "class Pressed:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name == 'typer': raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, Pressed())\n"
        "from kg.__main__ import run\n"
        "sys.exit(run())\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code], check=False, capture_output=True, text=True, timeout=60
    )
    assert (ended.returncode, ended.stdout, ended.stderr) == (130, "", "interrupted\n")


def test_without_the_extra_one_line_names_it(demo_store):
    code = (
        "import sys\n"
        "class Missing:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name.split('.')[0] in ('starlette', 'uvicorn'):\n"
        "            raise ModuleNotFoundError(name)\n"
        "import importlib.util\n"
        "found = importlib.util.find_spec\n"
        "importlib.util.find_spec = lambda name, *more: (\n"
        "    None if name in ('starlette', 'uvicorn') else found(name, *more))\n"
        "sys.meta_path.insert(0, Missing())\n"
        "from kg.cli import main\n"
        f"sys.exit(main(['serve', '--store', {demo_store!r}]))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert re.fullmatch(r"error: [^\n]*citation-kg\[serve\][^\n]*\n", done.stderr)


def test_no_other_command_imports_what_it_needs(demo_store, tmp_path):
    code = (
        "import sys; from kg.cli import main\n"
        f"main(['publish', sys.argv[1], '--store', {demo_store!r}])\n"
        "main(['--help'])\n"
        "assert not {'starlette', 'uvicorn', 'mcp'} & sys.modules.keys()\n"
        "import kg, kg.web\n"
        "assert not {'starlette', 'uvicorn', 'mcp'} & sys.modules.keys()\n"
    )
    subprocess.run([sys.executable, "-c", code, tmp_path / "site"], check=True, capture_output=True)
