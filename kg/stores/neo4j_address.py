"""The address of a Neo4j server, and with what name and password it is asked."""

from __future__ import annotations

import os
import re
from urllib.parse import SplitResult, unquote, urlsplit, urlunsplit

from kg.credentials import strip_credentials
from kg.errors import UsageError

__all__ = ["LOOPBACK_CREDENTIALS", "server_of"]

#: What docker-compose.yml sets where nobody chose a password.
LOOPBACK_CREDENTIALS = ("neo4j", "citation-kg")
#: A name, in any script, or the digits of an address.
_HOST = re.compile(r"[\w.-]+|[0-9a-fA-F:.]+(?:%\w+)?")


def server_of(url: str) -> tuple[str, str, str | None, tuple[str, str] | None]:
    """Return the address to connect to, the URL to show, the database and the credentials.

    What the URL does not say is taken from ``NEO4J_DATABASE``, ``NEO4J_USERNAME`` and
    ``NEO4J_PASSWORD``; this machine's own server has the password of docker-compose.yml.

    Raises
    ------
    UsageError
        When it is no address of a server.

    Examples
    --------
    >>> server_of("neo4j://me:secret@db.example.org:7687/papers")[:2]
    ('neo4j://db.example.org:7687', 'neo4j://db.example.org:7687/papers')
    """
    try:
        parts = urlsplit(url)
        _check_address(parts)
    except ValueError as error:
        raise UsageError(
            f"not the address of a server: {error}",
            where=strip_credentials(url)[0],
            hint="check --store or KG_STORE, for example neo4j://localhost:7687",
        ) from None
    host = parts.netloc.rpartition("@")[2]
    database = unquote(parts.path.strip("/")) or os.environ.get("NEO4J_DATABASE") or None
    address = urlunsplit((parts.scheme, host, "", "", ""))
    user = unquote(parts.username or "") or os.environ.get("NEO4J_USERNAME", "")
    password = unquote(parts.password or "") or os.environ.get("NEO4J_PASSWORD", "")
    credentials = (user or LOOPBACK_CREDENTIALS[0], password) if user or password else None
    if credentials is None and parts.hostname in ("localhost", "127.0.0.1", "::1"):
        credentials = LOOPBACK_CREDENTIALS
    return address, urlunsplit((parts.scheme, host, parts.path, "", "")), database, credentials


def _check_address(parts: SplitResult) -> None:
    """Refuse what names no server.

    Raises
    ------
    ValueError
        With the reason.
    """
    host = parts.hostname
    if not host:
        raise ValueError("it names no host")
    try:
        port = parts.port
    except ValueError:
        port = 0
    if port == 0:
        raise ValueError("its port is no number from 1 to 65535")
    if not _HOST.fullmatch(host) or not _is_host_name(host):
        raise ValueError("no host has such a name")
    if "/" in parts.path.strip("/"):
        raise ValueError("a database has no / in its name")


def _is_host_name(host: str) -> bool:
    if ":" in host:  # IPv6, which was read as such
        return True
    try:
        return all(host.removesuffix(".").encode("idna").split(b"."))
    except UnicodeError:  # a part that is empty or too long
        return False
