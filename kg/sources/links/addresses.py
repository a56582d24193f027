"""What an address says without being asked: its host, whether that is inside, and the DOI it leads to."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from kg.inside import is_inside_host

__all__ = ["doi_of", "host_of", "why_not_asked"]

_RESOLVERS = ("doi.org", "dx.doi.org", "www.doi.org", "hdl.handle.net")


def host_of(url: str) -> tuple[str, int] | None:
    """Return host and port of an http(s) address; None for anything else.

    Examples
    --------
    >>> host_of("https://Example.org/a"), host_of("mailto:ann@example.org")
    (('example.org', 443), None)
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return None
    return parts.hostname.rstrip("."), port or (443 if parts.scheme == "https" else 80)


def why_not_asked(url: str) -> str | None:
    """Return why an address is not asked for by what it says of itself; None where it may be.

    Examples
    --------
    >>> why_not_asked("ftp://example.org/a"), why_not_asked("http://192.168.0.1/")
    ('not an address of the web', 'an address inside the machine or its network')
    >>> why_not_asked("https://example.org/")
    """
    name = host_of(url)
    if name is None:
        return "not an address of the web"
    return "an address inside the machine or its network" if is_inside_host(name[0]) else None


def doi_of(url: str) -> str | None:
    """Return the DOI of an address of the DOI resolver, as it is written.

    Examples
    --------
    >>> doi_of("http://dx.doi.org/10.1002/(SICI)1097-4571%3C1::AID%3E3.0")
    '10.1002/(SICI)1097-4571<1::AID>3.0'
    >>> doi_of("https://doi.org/the-identifier/what-is-a-doi/")
    """
    host = host_of(url)
    if host is None or host[0] not in _RESOLVERS:
        return None
    path = unquote(urlsplit(url).path).strip("/ ")
    return path if re.match(r"10\.\d{3,9}(?:\.\d+)*/\S", path) else None
