"""What only this machine or its network reaches is reached by no word of others."""

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from kg.errors import ReadingListError
from kg.inside import is_inside_host, is_inside_number
from kg.reading_list.fetching import read_source

LIST = b"# Maps\n- Deep maps of things. A. Smith. CVPR 2019.\n"


@contextmanager
def web(redirects):
    """Be the proxy through which every host is reached; yield its address and what was asked."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_):
            pass

        def do_GET(self):
            asked.append(self.path)
            target = redirects.get(self.path)
            self.send_response(302 if target else 200)
            if target:
                self.send_header("Location", target)
            body = b"" if target else LIST
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def through(monkeypatch):
    for name in ("NO_PROXY", "no_proxy", "ALL_PROXY", "all_proxy", "HTTPS_PROXY", "https_proxy"):
        monkeypatch.delenv(name, raising=False)
    return lambda address: [
        monkeypatch.setenv(name, address) for name in ("HTTP_PROXY", "http_proxy")
    ]


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.1/latest/meta-data",
        "http://169.254.169.254/latest/meta-data",
        "//localhost/",
        "http://0x7f.1/",
        "http://2130706433/",
        "http://[::1]/",
        "http://[::ffff:10.0.0.1]/",
        "http://[64:ff9b::a00:1]/",
        "http://metadata.google.internal/",
        "http://printer/",
    ],
)
def test_a_list_of_the_web_is_not_read_from_this_machine_or_its_network(target, through):
    with web({"http://lists.example/l.md": target}) as (address, asked):
        through(address)
        with pytest.raises(ReadingListError, match="it sends to an address inside"):
            read_source("http://lists.example/l.md")
    assert asked == ["http://lists.example/l.md"]


def test_a_list_may_move_about_in_the_web_and_within_the_own_network(through):
    moved = {
        "http://lists.example/l.md": "http://other.example/l.md",
        "http://wiki.intranet/l.md": "http://10.0.0.7/l.md",
    }
    with web(moved) as (address, asked):
        through(address)
        for start in moved:
            assert read_source(start).text == LIST.decode()
    assert len(asked) == 4


@pytest.mark.parametrize(
    "host",
    [
        "LOCALHOST.", "app.localhost", "fritz.lan", "api.default.svc", "1.home.arpa", "127.1", "017700000001",
        "①②⑦.0.0.1", "127。0。0。1", "[::1]", "fe80::1%eth0", "999.1.1.1",
    ],
)  # fmt: skip
def test_a_name_or_number_of_the_inside_is_known_however_it_is_spelt(host):
    assert is_inside_host(host)


@pytest.mark.parametrize(
    "number",
    [
        "100.64.0.1", "192.0.0.8", "198.18.0.1", "255.255.255.255", "0.0.0.0", "::127.0.0.1", "::ffff:0:127.0.0.1",
        "64:ff9b::7f00:1", "64:ff9b:1::7f00:1", "2002:7f00:1::", "2001:0:7f00:1::", "fec0::1", "fd00::1", "ff02::1",
    ],
)  # fmt: skip
def test_no_number_that_hides_an_inner_one_is_public(number):
    assert is_inside_number(number)


@pytest.mark.parametrize("number", ["93.184.216.34", "2606:2800:220:1::1", "64:ff9b::5db8:d822"])
def test_a_number_of_the_public_network_is_public(number):
    assert not is_inside_number(number)
