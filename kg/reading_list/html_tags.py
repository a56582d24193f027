"""The HTML tags in a Markdown text, and what their attributes say."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

__all__ = ["attribute_of", "badge_words", "tags_in"]

_TAG = re.compile(r"<(/?)([A-Za-z][\w-]*)([^<>]*)>")

_ATTRIBUTE = re.compile(
    r"""\b(href|alt|src)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE
)


def tags_in(content: str) -> Iterator[tuple[int, int, re.Match[str] | None]]:
    """Yield start, end and match of every tag; of every comment, without a match."""
    at = 0
    while (start := content.find("<", at)) >= 0:
        if content.startswith("<!--", start):
            end = content.find("-->", start + 4)
            end = len(content) if end < 0 else end + 3
            yield start, end, None
        elif match := _TAG.match(content, start):
            end = match.end()
            yield start, end, match
        else:
            end = start + 1
        at = end


def attribute_of(attributes: str, name: str) -> str | None:
    """Return the value of an attribute, or None."""
    for match in _ATTRIBUTE.finditer(attributes):
        if match.group(1).lower() == name:
            return html.unescape(next(part for part in match.groups()[1:] if part is not None))
    return None


def badge_words(src: str) -> str:
    """Return the words on a badge whose image has no text of its own."""
    match = re.search(r"shields\.io/badge/([^-?&/]+)", src)
    return re.sub(r"%20|_", " ", match.group(1)) if match else ""
