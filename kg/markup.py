"""Markup in text from outside, read as markup: once, where the text comes in."""

from __future__ import annotations

import html
import re

__all__ = ["without_markup"]

# Names alone do not make a tag: "a<b and c>d" is mathematics, <b class="x"> is markup.
_TAG = re.compile(
    r"</?(?:a|abbr|article-title|b|bdi|big|body|br|code|div|em|font|h[1-6]|i|inf|inline-formula|"
    r"italic|jats:[\w-]+|li|link|m?math|meta|m(?:i|n|o|s|row|sub|sup|subsup|text|frac|over|under|style|space|fenced)|"
    r"mml:[\w-]+|ol|p|pre|roman|s|sc|scp|small|span|strike|strong|sub|sup|table|tex-math|title|tt|u|ul|underline|xref)"
    r"(?:\s+[\w:-]+\s*=\s*(?:\"[^\"<>]*\"|'[^'<>]*'|[^\s\"'<>=]+))*\s*/?>"
    r"|</?(?:form|iframe|img|input|object|script|style|svg)\b[^<>]*>|<!--.*?-->",
    re.IGNORECASE | re.DOTALL,
)
#: Tags that begin a line, a paragraph or a cell.
_PARTING = re.compile(
    r"</?(?:br|body|div|h[1-6]|li|ol|p|pre|table|ul|jats:(?:p|title|sec|list|list-item))\b",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:[a-z][a-z0-9]{1,31}|#[0-9]{1,7}|#x[0-9a-f]{1,6});", re.IGNORECASE)
#: Markup inside markup inside entities: nobody nests it deeper, and hostile text must end.
_MOST_ROUNDS = 8


def without_markup(text: str) -> str:
    """Return a text without HTML, JATS or MathML markup, its entities as characters.

    Sub- and superscripts stay as what they hold; what begins a line parts words. A ``<`` that is not the start of a tag
    stays. What was escaped twice is read twice.

    Examples
    --------
    >>> without_markup("Synthesis of TiO<sub>2</sub>: R&amp;D for a<b")
    'Synthesis of TiO2: R&D for a<b'
    >>> without_markup("&lt;i&gt;In vivo&lt;/i&gt; imaging")
    'In vivo imaging'
    >>> without_markup("Decay of <mml:math><mml:mi>B</mml:mi></mml:math> mesons")
    'Decay of B mesons'
    >>> without_markup("Deep hashing<br/>for images <br>at scale")
    'Deep hashing for images at scale'
    """
    if "<" not in text and "&" not in text:
        return text
    for _ in range(_MOST_ROUNDS):
        plain = _ENTITY.sub(lambda entity: html.unescape(entity[0]), _TAG.sub(_in_place_of, text))
        if plain == text:
            break
        text = plain
    return text


def _in_place_of(tag: re.Match[str]) -> str:
    """Return the blank that a tag stands for where it parts words that nothing else parts."""
    if not _PARTING.match(tag[0]):
        return ""
    before, after = tag.string[: tag.start()][-1:], tag.string[tag.end() :][:1]
    return " " if before.strip() and after.strip() and after not in ".,;:!?)" else ""
