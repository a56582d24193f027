"""What an address says without being asked: its host, whether that is inside, and the DOI it leads to."""

from __future__ import annotations

import ipaddress
import re
import socket
from urllib.parse import unquote, urlsplit

__all__ = ["doi_of", "host_of", "is_inside_number", "why_not_asked"]

_INSIDE_NAMES = ("localhost", "local", "localdomain", "internal", "intranet", "lan", "home", "corp")
_RESOLVERS = ("doi.org", "dx.doi.org", "www.doi.org", "hdl.handle.net")
_NUMBER = re.compile(r"(?i)(?:0x[0-9a-f]*|\d+)(?:\.(?:0x[0-9a-f]*|\d+)){0,3}")


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
    return "an address inside the machine or its network" if _is_inside(name[0]) else None


def _is_inside(host: str) -> bool:
    """Whether a host is by its name or number this machine or one of its network.

    Numbers count in every spelling that a resolver takes: short, octal, hexadecimal.

    Examples
    --------
    >>> [_is_inside(host) for host in ("127.1", "0x7f000001", "printer", "fritz.lan", "::1")]
    [True, True, True, True, True]
    >>> _is_inside("example.org")
    False
    """
    if ":" in host:
        return is_inside_number(host.partition("%")[0])
    if _NUMBER.fullmatch(host):
        try:
            return is_inside_number(socket.inet_ntoa(socket.inet_aton(host)))
        except OSError:
            return True  # no address of anything
    return "." not in host or host.rpartition(".")[2] in _INSIDE_NAMES


def is_inside_number(number: str) -> bool:
    """Whether an IP address is not one of the public network.

    Examples
    --------
    >>> is_inside_number("10.0.0.7"), is_inside_number("::ffff:127.0.0.1")
    (True, True)
    >>> is_inside_number("93.184.216.34")
    False
    """
    try:
        address = ipaddress.ip_address(number)
    except ValueError:
        return True
    if isinstance(address, ipaddress.IPv6Address):
        address = address.ipv4_mapped or address.sixtofour or address
    return not address.is_global or address.is_multicast


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
