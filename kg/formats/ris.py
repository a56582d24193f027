"""RIS read reference by reference, so that a missing line costs nothing but itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

__all__ = ["read_references"]

_RIS_TAG = re.compile(
    r"^\s*(?P<tag>[A-Z][A-Z0-9]|[a-z][a-z0-9](?=  - ))\s{1,2}-(?:\s(?P<value>.*))?$"
)
_RIS_TITLES = frozenset(("TI", "T1", "CT", "BT"))


def read_references(text: str) -> Iterator[tuple[int, dict[str, list[str]], list[str]]]:
    r"""Yield line, values by tag, and problems of every reference of a RIS file.

    Examples
    --------
    >>> list(read_references("DB  - X\nTY  - JOUR\nTI  - A\nTY  - BOOK"))[0]
    (1, {'DB': ['X'], 'TY': ['JOUR'], 'TI': ['A']}, ['the reference does not begin with TY', 'the reference is not closed by ER: it ends before the next TY'])
    """
    start, fields, problems, last = 0, {}, [], ""  # type: int, dict[str, list[str]], list[str], str
    lines = text.lstrip("\ufeff").splitlines()
    for number, line in enumerate(lines, 1):
        match = _RIS_TAG.match(line)
        if match is None:
            if fields and last and line.strip():
                fields[last][-1] += f" {line.strip()}"  # a long value goes on
            continue
        tag, value = match["tag"].upper(), (match["value"] or "").strip()
        if tag == "TY" and fields and _begins_anew(fields, lines[number:]):
            problems.append("the reference is not closed by ER: it ends before the next TY")
            yield start, fields, problems
            fields, problems = {}, []
        if tag == "ER":
            if fields:
                yield start, fields, problems
            fields, problems, last = {}, [], ""
            continue
        if not fields:
            start = number
        problems += _problems_of(tag, value, fields)
        fields.setdefault(tag, []).append(value)
        last = tag
    if fields:
        problems.append("the reference is not closed by ER: the file ends")
        yield start, fields, problems


def _problems_of(tag: str, value: str, fields: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Yield what is wrong with a line behind those of a reference."""
    if not fields and tag != "TY":
        yield "the reference does not begin with TY"
    if tag == "DO" and value not in fields.get("DO", [value]):
        yield "DO is given twice, the first is taken"


def _begins_anew(fields: Mapping[str, Sequence[str]], following: Iterable[str]) -> bool:
    """Return whether a TY begins another reference: the first of this one, behind other tags, does not."""
    if "TY" in fields:
        return True
    if not fields.keys() & _RIS_TITLES:
        return False
    for line in following:
        match = _RIS_TAG.match(line)
        tag = match["tag"].upper() if match else ""
        if tag in _RIS_TITLES or tag in ("TY", "ER"):
            return tag in _RIS_TITLES
    return False
