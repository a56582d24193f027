"""What files and tables write where an identifier would stand, and that identifies nothing."""

from __future__ import annotations

import re

__all__ = ["is_placeholder", "is_placeholder_doi"]

#: Words for nothing, which files and tables write where an identifier would stand.
_PLACEHOLDERS = frozenset(
    ("", "0", "-", "--", "?", "none", "nan", "null", "nil", "na", "n/a", "n.a.", "unknown", "undefined",
     "missing", "tba", "tbd", "todo", "false", "#n/a", "<na>", "nat", "nul", "nobody", "not available", "n.d.")
)  # fmt: skip
#: Numbers and signs of nothing: zeros, -1, -99, question marks, dashes, xxx.
_PLACEHOLDER = re.compile(
    r"[0-]?0*(?:\.0+)?|\d{4}\.0{4,5}|-1(?:\.0+)?|-9+|[-?_.*/#\u2012-\u2015\s]+|x{3,}", re.IGNORECASE
)
#: DOIs that templates and examples print: the prefix, or all that is behind it, says nothing.
_PLACEHOLDER_DOI = re.compile(
    r"10\.0+/.*|10\.\d+/(?:[0?*._/-]{2,}|[xn]{2,}(?:[./-][xn]+)*|null|none|nan|n/?a|undefined|unknown|tba|tbd|todo)",
    re.IGNORECASE,
)


def is_placeholder(value: str) -> bool:
    """Return whether a value is a word for nothing (None, nan, N/A, null, 0, -, empty).

    Examples
    --------
    >>> is_placeholder("N/A"), is_placeholder("nan"), is_placeholder("A-1")
    (True, True, False)
    """
    value = value.strip()
    return value.casefold() in _PLACEHOLDERS or _PLACEHOLDER.fullmatch(value) is not None


def is_placeholder_doi(doi: str) -> bool:
    """Return whether a DOI is one that templates and examples print.

    Examples
    --------
    >>> is_placeholder_doi("10.0000/0000"), is_placeholder_doi("10.1145/3123266")
    (True, False)
    """
    return _PLACEHOLDER_DOI.fullmatch(doi) is not None
