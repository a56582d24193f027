"""Whether a host is this machine, or one of the network around it, which others must not reach through us."""

from __future__ import annotations

import ipaddress
import re
import socket
import unicodedata

__all__ = ["is_inside_host", "is_inside_number"]

_INSIDE_NAMES = (
    "localhost", "local", "localdomain", "internal", "intranet", "lan", "home", "corp", "svc", "arpa",
)  # fmt: skip
_NUMBER = re.compile(r"(?i)(?:0x[0-9a-f]*|\d+)(?:\.(?:0x[0-9a-f]*|\d+)){0,3}")
#: Networks of version 6 whose last four bytes are an address of version 4.
_HOLDING_VERSION_4 = [
    ipaddress.ip_network(network)
    for network in ("::/96", "::ffff:0:0/96", "::ffff:0:0:0/96", "64:ff9b::/96")
]
#: What the library of some versions of Python takes for public.
_NEVER_PUBLIC = [
    ipaddress.ip_network(network) for network in ("192.0.0.0/24", "64:ff9b:1::/48", "fec0::/10")
]


def is_inside_host(host: str) -> bool:
    """Return whether a host is by its name or number this machine or one of its network.

    Numbers count in every spelling that a resolver takes: short, octal, hexadecimal, in
    the digits of any script.

    Examples
    --------
    >>> [is_inside_host(host) for host in ("127.1", "0x7f000001", "printer", "fritz.lan", "::1")]
    [True, True, True, True, True]
    >>> is_inside_host("example.org")
    False
    """
    name = unicodedata.normalize("NFKC", host).replace("。", ".").strip("[]").rstrip(".").lower()
    if ":" in name:
        return is_inside_number(name.partition("%")[0])
    if _NUMBER.fullmatch(name):
        try:
            return is_inside_number(socket.inet_ntoa(socket.inet_aton(name)))
        except OSError:
            return True  # no address of anything
    return "." not in name or name.rpartition(".")[2] in _INSIDE_NAMES


def is_inside_number(number: str) -> bool:
    """Return whether an IP address is not one of the public network.

    Examples
    --------
    >>> is_inside_number("10.0.0.7"), is_inside_number("::ffff:127.0.0.1")
    (True, True)
    >>> is_inside_number("93.184.216.34"), is_inside_number("64:ff9b::10.0.0.7")
    (False, True)
    """
    try:
        address = ipaddress.ip_address(number)
    except ValueError:
        return True
    if isinstance(address, ipaddress.IPv6Address):
        if any(address in network for network in _HOLDING_VERSION_4):
            address = ipaddress.IPv4Address(address.packed[-4:])
        else:
            address = address.sixtofour or address
    never = any(address in network for network in _NEVER_PUBLIC)
    return never or not address.is_global or address.is_multicast
