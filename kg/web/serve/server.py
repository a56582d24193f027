"""A server on this machine that runs until it is interrupted."""

from __future__ import annotations

import contextlib
import logging
import socket
from collections.abc import Callable, Sequence

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from kg.errors import KgError, UsageError
from kg.public_limits import PUBLIC_SECONDS
from kg.web.serve.app import Settings, create_app
from kg.web.serve.edition import Editions
from kg.web.serve.guard import SPARQL, Access, is_host_name, is_loopback

__all__ = ["run"]

#: For answers that are under way; what takes longer is broken off.
_SECONDS_TO_END = 0.3


def run(
    url: str,
    *,
    host: str = "127.0.0.1",
    port: int = 8642,
    token: str | None = None,
    time_limit: float = PUBLIC_SECONDS,
    cors: bool = False,
    names: Sequence[str] = (),
    ready: Callable[[str], None],
) -> None:
    """Serve the site of a store until Ctrl-C.

    Parameters
    ----------
    url
        What :func:`kg.stores.open_store` takes.
    host, port
        Where to listen; port 0 is any that is free.
    token
        What has to be shown to be answered; another host than loopback needs one.
    time_limit
        Seconds that a query may take.
    cors
        Let pages of other origins ask ``/sparql``.
    names
        Host names beside ``host`` that it is asked by, as a proxy before it passes them on.
    ready
        Called with the address once it answers.

    Raises
    ------
    UsageError
        When other machines could ask without a token.
    StoreError
        When there is no store that can be read.
    KgError
        When the address cannot be listened at.
    """
    access = _access(host, names, token, cors=cors)
    listening = _listening(host, port)
    with listening:
        port = listening.getsockname()[1]
        settings = Settings(url=url, access=access, time_limit=time_limit, port=port)
        # What goes wrong is said by us, on one line.
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
        config = uvicorn.Config(
            create_app(settings, Editions(url)),
            http=_Http,
            ws="none",
            lifespan="on",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=_SECONDS_TO_END,  # type: ignore[arg-type] # any number will do
        )
        server = _Server(config, lambda: ready(f"http://{_shown(host)}:{port}/"))
        with contextlib.suppress(KeyboardInterrupt):  # the way to end it
            server.run([listening])


def _access(host: str, names: Sequence[str], token: str | None, *, cors: bool) -> Access:
    """Return who is answered; another host than loopback needs a token."""
    for option, name in (("--host", host), *(("--known-as", name) for name in names)):
        if not is_loopback(name) and not token:
            raise UsageError(
                "other machines could ask without a token",
                where=f"{option} {name}",
                hint=f"say --token TOKEN, or leave {option} out",
            )
        if option == "--known-as" and not is_host_name(name):
            raise UsageError(
                "not the name of a host", where=f"{option} {name}", hint="for example lists.example"
            )
    if token is not None and not token.strip():
        raise UsageError("an empty token protects nothing", where="--token")
    is_open = not is_loopback(host)
    own = (host, *_machine_names()) if is_open else ()
    return Access(
        names=frozenset(name.lower() for name in (*names, *own)),
        is_open=is_open,
        token=token,
        cors=frozenset({SPARQL}) if cors else frozenset(),
    )


class _Server(uvicorn.Server):
    """A server that says when it answers."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready()


class _Http(H11Protocol):
    """HTTP/1.1, whose answer to what is none is marked like every other."""

    def send_400_response(self, msg: str) -> None:
        content = f"{msg}\n".encode("ascii", "replace")
        self.transport.write(
            b"HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\n"
            b"X-Content-Type-Options: nosniff\r\nConnection: close\r\n"
            b"Content-Length: %d\r\n\r\n%s" % (len(content), content)
        )
        self.transport.close()


def _listening(host: str, port: int) -> socket.socket:
    try:
        family, _, _, _, address = socket.getaddrinfo(
            host.strip("[]"), port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with contextlib.ExitStack() as on_failure:
            made = on_failure.enter_context(socket.socket(family, socket.SOCK_STREAM))
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            made.bind(address)
            made.listen(128)
            on_failure.pop_all()
    except (OSError, OverflowError) as error:
        raise KgError(
            f"nothing can listen there: {getattr(error, 'strerror', None) or error}",
            where=f"{host}:{port}",
            hint="choose another --port or --host",
        ) from error
    return made


def _machine_names() -> set[str]:
    """Return what this machine calls itself, in full and without its domain."""
    name = socket.gethostname()
    return {name, name.partition(".")[0]} - {""}


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host and not host.startswith("[") else host
