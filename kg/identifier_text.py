"""What files, pages and word processors do to the characters of an identifier, undone."""

from __future__ import annotations

import html
import re
import unicodedata

from kg.dois import HTML_TAG

__all__ = ["plain_identifier"]

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_DASHES = re.compile("[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")
_LATEX = (
    # the address of a link, not the words that are printed for it
    (re.compile(r"\\href\s*\{([^{}]*)\}\s*\{[^{}]*\}"), r"\1"),
    (re.compile(r"\{?\\textless(?:\{\}|\s+)?\}?"), "<"),
    (re.compile(r"\{?\\textgreater(?:\{\}|\s+)?\}?"), ">"),
    (re.compile(r"\{?\\textunderscore(?:\{\}|\s+)?\}?"), "_"),
    (re.compile(r"\$([<>_])\$"), r"\1"),
    (re.compile(r"\\([%_&#$<>{}])"), r"\1"),
    (re.compile(r"\\(?:[A-Za-z]+\*?\s*|-)"), ""),  # how it is printed, not what it says
    (re.compile(r"[{}]"), ""),
)
_TAG_IN_FRONT = re.compile(rf"\s*{HTML_TAG}\s*", re.IGNORECASE)
_TAG_BEHIND = re.compile(
    r"\s*(?:</(?P<closed>\w+)[^<>]*>|<(?:br|hr|img|wbr)\b[^<>]*>)\s*$", re.IGNORECASE
)
#: Signs that a file puts around a value: quotation marks, brackets that open and close.
_AROUND = re.compile(
    r"(?P<quote>[\"'`“”‘’«»]+)(?P<quoted>.*?)[\"'`“”‘’«»]+|<(?P<angled>[^<>]*)>|\[(?P<bracketed>[^\[\]]*)\]",
    re.DOTALL,
)


def plain_identifier(value: str) -> str:
    r"""Return an identifier without markup, quotation marks, invisible characters and LaTeX.

    Examples
    --------
    >>> plain_identifier('"10.1000/a\\_b"'), plain_identifier("<b>10.1000/a</b>")
    ('10.1000/a_b', '10.1000/a')
    >>> plain_identifier(r"\href{https://doi.org/10.1000/a}{10.1000/a}")
    'https://doi.org/10.1000/a'
    >>> plain_identifier("10.1002/a:8<693::aid-b>3.0.co;2-o")
    '10.1002/a:8<693::aid-b>3.0.co;2-o'
    """
    if not value.isascii():
        value = _DASHES.sub("-", _INVISIBLE.sub("", unicodedata.normalize("NFKC", value)))
    if "&" in value:
        value = " ".join(html.unescape(value).split())
    if any(sign in value for sign in "\\{}$"):
        for pattern, character in _LATEX:
            value = pattern.sub(character, value)
    if "<" in value:
        value = _without_tags_around(value)
    value = value.strip()
    if match := _AROUND.fullmatch(value):
        value = next(
            part for part in match.group("quoted", "angled", "bracketed") if part is not None
        )
    return value.strip()


def _without_tags_around(value: str) -> str:
    """Drop the tags around an identifier; one that opens and closes inside is a part of a DOI."""
    while match := _TAG_IN_FRONT.match(value):
        value = value[match.end() :]
    while (match := _TAG_BEHIND.search(value)) and not (
        match["closed"] and f"<{match['closed']}" in value
    ):
        value = value[: match.start()]
    return value
