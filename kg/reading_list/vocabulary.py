"""The words of reading lists, in the languages people write them in."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

__all__ = ["vocabulary"]


@cache
def vocabulary() -> dict[str, dict[str, list[str]]]:
    """Return the words of ``vocabulary.toml``: by what they are about, then by what they mean.

    Examples
    --------
    >>> "venue" in vocabulary()["columns"]
    True
    """
    path = Path(__file__).with_name("vocabulary.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))
