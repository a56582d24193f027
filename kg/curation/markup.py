"""Markdown that does not show as it was meant."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

__all__ = ["broken_markup"]

_CODE = re.compile(r"`[^`]*`")
_GAP = re.compile(r"\[[^\[\]]*\]\s+\((?=https?://)")
_OPEN_LINK = re.compile(r"\]\(\s*https?://[^()\s]*(?:\([^()\s]*\)[^()\s]*)*\s*(?:$|\[)")
_NO_TARGET = re.compile(r"\]\(\s*\)")
_OPEN_LABEL = re.compile(r"(?:^|[^\]!\w])\[[^\[\]]*\((?=https?://)")


def broken_markup(text: str, lines: Sequence[int]) -> Iterator[tuple[int, str, str]]:
    """Yield line, what is broken and what to do, for the lines of entries.

    Examples
    --------
    >>> list(broken_markup("- **A** [paper] (https://example.org)", [1]))
    [(1, 'a space between the label and the address of a link', 'join them: [label](address)')]
    >>> list(broken_markup("- **A** [paper](https://example.org/a_(b))", [1]))
    []
    """
    all_lines = text.split("\n")
    for number in sorted(set(lines)):
        line = _CODE.sub("", all_lines[number - 1]) if number <= len(all_lines) else ""
        # Bold may run over the line, but not over an empty one.
        paragraph = _CODE.sub("", "\n".join(all_lines[number - 1 :]).split("\n\n")[0])
        if _GAP.search(line):
            yield (
                number,
                "a space between the label and the address of a link",
                "join them: [label](address)",
            )
        elif _OPEN_LINK.search(line):
            yield number, "a link is not closed", "add the closing bracket: [label](address)"
        elif _OPEN_LABEL.search(line):
            yield number, "the label of a link is not closed", "close it: [label](address)"
        elif _NO_TARGET.search(line):
            yield number, "a link without an address", "give its address or remove the brackets"
        elif _odd(line) and _odd(paragraph.split("\n- ")[0]):
            yield number, "bold is opened and not closed", "close it with **"


def _odd(text: str) -> bool:
    return text.replace("***", "").replace("\\*", "").count("**") % 2 == 1
