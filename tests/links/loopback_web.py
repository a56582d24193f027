"""A web of hosts on the loopback address, behind a forward proxy: each page behaves as it is told to.

``web.pages[url]`` is a function of the method that returns status, headers and body, or the
name of a way to fail. Hosts that have no page do not exist. https goes through CONNECT, with
certificates of the web's own authority (``web.authority`` is its file).
"""

from __future__ import annotations

import contextlib
import datetime as dt
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple, Self
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

Answer = tuple[int, Mapping[str, str], bytes] | str


class Asked(NamedTuple):
    """A request as it arrived; ``at`` in seconds of the monotonic clock."""

    method: str
    url: str
    at: float
    headers: dict[str, str]


def certificate(directory: Path, hosts: list[str]) -> Path:
    """Write one file with a key and a certificate for all hosts that vouches for itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "loopback web")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host) for host in hosts]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )
    file = directory / "web.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return file


class LoopbackWeb:
    """The proxy and everything behind it."""

    def __init__(self, pages: Mapping[str, Callable[[str], Answer]], directory: Path) -> None:
        self.pages = dict(pages)
        self.hosts = {urlsplit(url).hostname or "" for url in self.pages}
        self.broken_resolver: set[str] = set()
        self.log: list[Asked] = []
        self.at_once: dict[str, int] = {}
        self.most_at_once = 0
        self._busy: dict[str, int] = {}
        self._lock = threading.Lock()
        self.authority = certificate(directory, sorted(self.hosts))
        self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._tls.load_cert_chain(self.authority)

    def __enter__(self) -> Self:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self._server.block_on_close = False
        self.proxy = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, method: str, url: str, headers: dict[str, str]) -> Answer:
        host = urlsplit(url).hostname or ""
        with self._lock:
            self.log.append(Asked(method, url, time.monotonic(), headers))
            self._busy[host] = self._busy.get(host, 0) + 1
            self.most_at_once = max(self.most_at_once, self._busy[host])
        try:
            page = self.pages.get(url)
            return (404, {}, b"no such page") if page is None else page(method)
        finally:
            with self._lock:
                self._busy[host] -= 1

    def secured(self, connection: socket.socket) -> ssl.SSLSocket:
        return self._tls.wrap_socket(connection, server_side=True)


def _handler(web: LoopbackWeb) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        origin = ""  # of the tunnel that we are in

        def log_message(self, *_: Any) -> None:
            pass

        def _refused(self, host: str) -> bool:
            if host in web.broken_resolver:
                status = "loopback; error=dns_timeout"
            elif host not in web.hosts:
                status = 'loopback; error=dns_error; rcode="NXDOMAIN"'
            else:
                return False
            self.send_response(502)
            self.send_header("Proxy-Status", status)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return True

        def do_CONNECT(self) -> None:
            host, _, port = self.path.rpartition(":")
            if self._refused(host):
                return
            self.send_response(200)
            self.end_headers()
            with contextlib.suppress(OSError), web.secured(self.connection) as secured:
                self.connection = self.request = secured
                self.origin = f"https://{host}" + ("" if port == "443" else f":{port}")
                self.setup()
                self.close_connection = False
                while not self.close_connection:
                    self.handle_one_request()
            self.close_connection = True

        def do_HEAD(self) -> None:
            self._serve("HEAD")

        def do_GET(self) -> None:
            self._serve("GET")

        def _serve(self, method: str) -> None:
            url = self.origin + self.path if self.origin else self.path
            if self._refused(urlsplit(url).hostname or ""):
                return
            answer = web.answer(method, url, dict(self.headers.items()))
            self.close_connection = True
            if answer == "hang":
                time.sleep(4)
            elif answer == "garbage":
                self.wfile.write(b"\x00\x01 this is no HTTP\r\n\r\n")
            elif answer != "reset":
                self._send(method, *answer)

        def _send(self, method: str, status: int, headers: Mapping[str, str], body: bytes) -> None:
            self.send_response(status)
            for name, value in {"Content-Type": "text/html", **headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Connection", "close")
            self.end_headers()
            if method == "GET":
                with contextlib.suppress(OSError):
                    self.wfile.write(body)

    return Handler
