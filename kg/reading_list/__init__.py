"""Reading lists: Markdown or a bibliographic format to entries, datasets and warnings."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from kg.errors import ReadingListError
from kg.reading_list.parse import parse
from kg.records import ParsedList

__all__ = ["parse", "read_list"]


def read_list(source: str, *, text: str | None = None) -> ParsedList:
    """Read a list from a path, ``-``, or a URL."""
    if text is None:
        if source == "-":
            text = sys.stdin.read()
        else:
            path = Path(source)
            if path.is_dir():
                raise ReadingListError("is a directory, not a list", where=source, hint="name a file")
            try:
                text = path.read_text(encoding="utf-8")
            except FileNotFoundError:
                raise ReadingListError("no such file", where=source, hint="check the path") from None
            except UnicodeDecodeError:
                raise ReadingListError("not a text file", where=source) from None
    path = Path(source)
    name = path.stem if path.stem.lower() != "readme" else path.resolve().parent.name
    slug = re.sub(r"[^\w]+", "-", name.lower()).strip("-") or "list"
    parsed = parse(text, source=path.name or source, id=f"list:{slug}")
    if not parsed.entries and not parsed.datasets:
        raise ReadingListError("no entry of a paper was found", where=source)
    return parsed
