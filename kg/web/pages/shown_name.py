"""The words that name a node."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any

__all__ = ["shown_name"]


def shown_name(node: Mapping[str, Any]) -> str:
    """Return the words that name a node: its title or name where it shows something, else its id.

    Examples
    --------
    >>> shown_name({"id": "doi:10.1/a", "title": "Deep hashing"}), shown_name({"id": "s2:1", "name": " "})
    ('Deep hashing', 's2:1')
    """
    for name in ("title", "name", "source"):
        words = str(node.get(name) or "")
        if any(unicodedata.category(letter)[0] in "LNPS" for letter in words):
            return words
    return str(node["id"])
