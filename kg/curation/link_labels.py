r"""What a list calls its links: "arXiv" leads to one place, "paper" anywhere.

``\x00url\x00`` is where the address of an entry's paper goes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from urllib.parse import urlsplit

__all__ = ["relabelled", "usual_label"]

#: Words of a label that say nothing of where its link leads.
_ANY_PLACE = frozenset(
    "a article here html link page paper pdf publication read site the url web".split()
)
_LABELLED = re.compile("\\[([^\\[\\]\x00]*)\\]\\(\x00url\x00\\)")


def usual_label(texts: Iterable[str]) -> str:
    r"""Return what most entries call a link to a paper, wherever that is.

    Examples
    --------
    >>> usual_label(["A [arXiv](\x00url\x00)", "B [pdf](\x00url\x00)"]), usual_label([])
    ('pdf', 'paper')
    """
    labels = Counter(
        label
        for text in texts
        for label in _LABELLED.findall(text)
        if label.strip() and _leads_anywhere(label)
    )
    return min(labels, key=lambda label: (-labels[label], label), default="paper")


def relabelled(text: str, example: str, url: str, usual: str) -> str:
    r"""Return an entry whose link is not labelled as one to another place.

    Parameters
    ----------
    text
        The entry.
    example
        The address under whose label it is written.
    url
        The address that it will have.
    usual
        The label that fits any.

    Examples
    --------
    >>> relabelled("A [arXiv](\x00url\x00)", "https://arxiv.org/abs/1", "https://doi.org/10.1/a", "paper")
    'A [paper](\x00url\x00)'
    >>> relabelled("A [pdf](\x00url\x00)", "https://a.org/pdf/1.pdf", "https://doi.org/10.1/a", "pdf")
    'A [paper](\x00url\x00)'
    """
    elsewhere = urlsplit(example).hostname != urlsplit(url).hostname
    no_file = _is_file(example) and not _is_file(url)

    def fits(label: str) -> bool:
        leads_there = not elsewhere or _leads_anywhere(label)
        return leads_there and not (no_file and "pdf" in _words(label))

    right = usual if fits(usual) else "paper"
    return _LABELLED.sub(
        lambda match: match[0] if fits(match[1]) else f"[{right}](\x00url\x00)", text
    )


def _is_file(address: str) -> bool:
    """Whether an address is that of a PDF: a label that says so is wrong of another."""
    return re.search(r"(?i)\.pdf$|/(?:e?pdf|content/pdf)(?:/|$)|[?&]pdf=", address) is not None


def _leads_anywhere(label: str) -> bool:
    return _ANY_PLACE.issuperset(_words(label))


def _words(label: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", label.casefold())
