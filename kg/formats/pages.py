"""Page numbers: which hyphen of them stands between the first and the last page."""

from __future__ import annotations

import re

from kg.placeholders import is_placeholder

__all__ = ["page_range"]

#: What can only stand between two pages, unlike a hyphen alone.
_BETWEEN = re.compile(r"\s*(?:[–—‒−]|--+)\s*|\s+[-‐‑]\s+|\s+[-‐‑]|[-‐‑]\s+")
_ROMAN = re.compile(r"[ivxlcdm]+", re.IGNORECASE)
_LETTERED = re.compile(r"[A-Za-z]{1,2}(\d+)")


def page_range(pages: str) -> tuple[str, str]:
    """Return the first and the last page; the last is empty where it is not told apart.

    A hyphen inside a page number ("A-12", an article number) stays in it: a hyphen is
    between two pages only where both sides are written alike and count upwards.

    Examples
    --------
    >>> page_range("154-162"), page_range("A-12-A-15"), page_range("xii--xv")
    (('154', '162'), ('A-12', 'A-15'), ('xii', 'xv'))
    >>> page_range("eaay-1234"), page_range("n/a-n/a"), page_range("12-15, 20")
    (('eaay-1234', ''), ('', ''), ('12-15, 20', ''))
    """
    pages = " ".join(pages.split())
    if is_placeholder(pages):
        return "", ""
    if "," in pages or ";" in pages:
        return pages, ""
    sure = _BETWEEN.split(pages)
    if len(sure) == 2:
        return _without_placeholders(*sure)
    parts = re.split("[-‐‑]", pages)
    if len(sure) == 1 and len(parts) % 2 == 0:
        middle = len(parts) // 2
        first, last = "-".join(parts[:middle]), "-".join(parts[middle:])
        if is_placeholder(first) or is_placeholder(last) or _counts(first, last):
            return _without_placeholders(first, last)
    return pages, ""


def _without_placeholders(first: str, last: str) -> tuple[str, str]:
    known = [page for page in (first, last) if not is_placeholder(page)]
    return (known[0] if known else "", known[1] if len(known) == 2 else "")


def _counts(first: str, last: str) -> bool:
    """Return whether two page numbers are written alike and do not count downwards."""
    if first.isdecimal() and last.isdecimal():
        shortened = first[: max(0, len(first) - len(last))] + last  # "1234-45" ends at 1245
        return int(shortened) >= int(first)
    if _ROMAN.fullmatch(first) and _ROMAN.fullmatch(last):
        return True
    if (lettered := _LETTERED.fullmatch(first)) and last.isdecimal():
        return int(last) >= int(lettered.group(1))
    return _count_in_parts(first, last)


def _count_in_parts(first: str, last: str) -> bool:
    """Return whether two page numbers differ in their digits only, and not downwards: e12-e19."""
    first_parts, last_parts = (re.findall(r"\d+|\D+", page.casefold()) for page in (first, last))
    if len(first_parts) != len(last_parts) or not any(map(str.isdecimal, first_parts)):
        return False
    pairs = list(zip(first_parts, last_parts, strict=True))
    if any(
        first_part != last_part
        for first_part, last_part in pairs
        if not (first_part.isdecimal() and last_part.isdecimal())
    ):
        return False
    numbers = [
        (int(first_part), int(last_part))
        for first_part, last_part in pairs
        if first_part.isdecimal()
    ]
    return [first_part for first_part, _ in numbers] <= [last_part for _, last_part in numbers]
