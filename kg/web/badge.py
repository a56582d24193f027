"""A badge for the list's README: how much of it is matched and known."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from kg.web.pages import Overview

__all__ = ["badge", "badge_words"]

_PIXELS_A_LETTER = 6.6
_PADDING = 12


def badge_words(page: Overview) -> list[str]:
    """Return what the badge says, a phrase a field.

    Examples
    --------
    >>> badge_words(Overview(title="x", figures=[], entries={"certain": 63, "unsure": 1}))
    ['63 of 64 entries matched', '1 unsure', '0 of 0 reference lists complete']
    """
    entries, references = page.entries, page.references
    matched = entries.get("certain", 0) + entries.get("probable", 0)
    return [
        f"{matched} of {sum(entries.values())} entries matched",
        f"{entries.get('unsure', 0)} unsure",
        f"{references.get('complete', 0)} of {sum(references.values())} reference lists complete",
    ]


def badge(words: Sequence[str]) -> str:
    """Return the badge as an SVG picture; the same words give the same bytes."""
    fields, x = [], 0
    for text, colour in zip(words, ("#1b2430", "#59636f", "#0b5c94"), strict=True):
        width = round(len(text) * _PIXELS_A_LETTER) + _PADDING
        fields.append(
            f'<rect x="{x}" width="{width}" height="20" fill="{colour}"/>'
            f'<text x="{x + width / 2:g}" y="14" fill="#fff">{escape(text)}</text>'
        )
        x += width
    name = ", ".join(words)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{x}" height="20" role="img" '
        f"aria-label={quoteattr(name)}><title>{escape(name)}</title>"
        '<g font-family="Verdana,DejaVu Sans,sans-serif" font-size="11" text-anchor="middle">'
        f"{''.join(fields)}</g></svg>\n"
    )
