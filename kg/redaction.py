"""Redaction: the keys, passwords and addresses of a run, which belong in no message, log or file."""

from __future__ import annotations

import json
import os
import re
from functools import lru_cache
from html import escape
from urllib.parse import quote, quote_plus, unquote

from kg.credentials import strip_credentials

__all__ = ["credentials", "secret", "without_secrets"]

#: Variables whose values belong in no message, log or file.
_SECRET_VARIABLES = (
    "S2_API_KEY",
    "NEO4J_PASSWORD",
    "OPENALEX_API_KEY",
    "ZOTERO_API_KEY",
    "OPENCITATIONS_TOKEN",
    "KG_MAILTO",
)
#: Variables that hold addresses, which may hold a user and a password.
_ADDRESS_VARIABLES = tuple(
    spelling
    for name in ("KG_STORE", "KG_LINKS_PROXY", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
    for spelling in (name, name.lower())
)
#: A shorter value is no secret worth the name, and stands in words that are none.
_SHORTEST_SECRET = 6
_secrets_given: set[str] = set()


def secret(*values: str | None) -> None:
    """Note values of this run that belong in no message: credentials of an address, a key.

    Examples
    --------
    >>> secret("pa55-phrase")
    >>> without_secrets("401 for ann:pa55-phrase")
    '401 for ann:***'
    """
    _secrets_given.update(value for value in values if value)


def without_secrets(text: str) -> str:
    """Return a text without the keys, passwords, tokens and mail address of this run.

    A service may repeat what it was sent in its error; whatever is said goes through here.

    Examples
    --------
    >>> without_secrets("Forbidden")
    'Forbidden'
    """
    keys = tuple(os.environ.get(name, "").strip() for name in _SECRET_VARIABLES)
    addresses = tuple(os.environ.get(name, "") for name in _ADDRESS_VARIABLES)
    for spelling in _spellings((*keys, *_secrets_given), addresses):
        text = text.replace(spelling, "***")
    return text


@lru_cache(maxsize=8)
def _spellings(keys: tuple[str, ...], addresses: tuple[str, ...]) -> list[str]:
    """Return how secrets may be written, the longest first: one may hold another."""
    values = set(keys).union(*map(credentials, addresses))
    found = {
        spelling for value in values if len(value) >= _SHORTEST_SECRET for spelling in _spelt(value)
    }
    return sorted(found, key=lambda spelling: (-len(spelling), spelling))


def _spelt(value: str) -> set[str]:
    """Return a secret as it stands, and as addresses, documents and messages write it."""
    quoted = {quote(value, safe=""), quote(value), quote_plus(value)}
    lower = {re.sub("%[0-9A-F]{2}", lambda match: match[0].lower(), text) for text in quoted}
    documents = {json.dumps(value)[1:-1], json.dumps(value, ensure_ascii=False)[1:-1]}
    return {value, *quoted, *lower, *documents, repr(value)[1:-1], escape(value)}


def credentials(address: str) -> set[str]:
    """Return the password of an address and what its query signs or authorises with.

    Examples
    --------
    >>> sorted(credentials("https://ann:pa55@example.org/list.md?token=0f3a"))
    ['0f3a', 'pa55']
    """
    found: set[str] = set()
    authority = re.match(r"\w[\w+.-]*://([^/?#]*)@", address)
    if authority is not None:
        user, colon, password = authority.group(1).partition(":")
        found.add(unquote(password if colon else user))
    public, _ = strip_credentials(address)
    public_parts = set(re.split(r"[?&#]", public))
    for part in re.split(r"[?&#]", address.partition("://")[2])[1:]:
        if part not in public_parts:
            found.add(unquote(part.partition("=")[2]))
    return found - {""}
