"""The text of a list: its addresses, and markup that does not show as it was meant."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from kg.reading_list.warnings import SPLIT_ADDRESS

__all__ = ["addresses", "broken_markup", "each_address"]

_URL = re.compile(r"https?://[^\s<>\"\]]+")
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
        elif SPLIT_ADDRESS.search(line):
            yield number, "a space in the address of a link", "take it out, or write it as %20"
        elif _NO_TARGET.search(line):
            yield number, "a link without an address", "give its address or remove the brackets"
        elif _odd(line) and _odd(paragraph.split("\n- ")[0]):
            yield number, "bold is opened and not closed", "close it with **"


def _odd(text: str) -> bool:
    return text.replace("***", "").replace("\\*", "").count("**") % 2 == 1


def addresses(text: str) -> list[str]:
    """Return the http(s) addresses in a text.

    Examples
    --------
    >>> addresses("see [a](https://a.org/x_(1)), https://b.org.")
    ['https://a.org/x_(1)', 'https://b.org']
    """
    return [found[: _address_end(found)] for found in _URL.findall(text)]


def each_address(text: str, change: Callable[[str], str]) -> str:
    """Return a text with every http(s) address in it changed.

    Examples
    --------
    >>> each_address("see [a](https://a.org/x_(1)), https://b.org.", lambda address: "<" + address + ">")
    'see [a](<https://a.org/x_(1)>), <https://b.org>.'
    """

    def changed(match: re.Match[str]) -> str:
        end = _address_end(match.group())
        return change(match.group()[:end]) + match.group()[end:]

    return _URL.sub(changed, text)


def _address_end(text: str) -> int:
    """Return where an address ends: before a bracket that it did not open, without a full stop."""
    depth = 0
    for position, char in enumerate(text):
        depth += (char == "(") - (char == ")")
        if depth < 0 or char in "|，。":
            text = text[:position]
            break
    return len(text.rstrip(".,;:!?'*_"))
