"""Kinds of archived answers: what was asked for, with which fields."""

from __future__ import annotations

import zlib

__all__ = ["kind_of_answer"]


def kind_of_answer(name: str, fields: tuple[str, ...]) -> str:
    """Return under which kind an answer is archived: its name and its set of fields.

    Examples
    --------
    >>> kind_of_answer("paper", ("title", "year")) == kind_of_answer("paper", ("year", "title"))
    True
    """
    return f"{name}/{zlib.crc32(','.join(sorted(fields)).encode()):08x}"
