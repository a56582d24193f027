"""The spans in which ``kg format`` writes how often a paper is cited: what a list says is beside them."""

from __future__ import annotations

import re

__all__ = ["count_span", "put_count", "without_counts"]

#: A span as kg writes it, and nothing else between the two comments: other words are the owner's.
_SPAN = re.compile(r"<!--kg:count-->\[\d+ citations?\]<!--/kg-->")
_SPAN_AND_SPACE = re.compile(rf" ?{_SPAN.pattern}")
_CELL_END = re.compile(r"(?<!\\)\|")
#: What closes a line after its words: closing tags, a hard break, white space.
_LINE_END = re.compile(r"(?:\s|</(?:li|td|tr|p|dd|dt|div|span)>|<br ?/?>|\\$)*$", re.IGNORECASE)


def count_span(count: int) -> str:
    """Return the span that says how often a paper is cited.

    Examples
    --------
    >>> count_span(1)
    '<!--kg:count-->[1 citation]<!--/kg-->'
    """
    return f"<!--kg:count-->[{count} citation{'' if count == 1 else 's'}]<!--/kg-->"


def without_counts(text: str) -> str:
    """Return a text without the spans, and without the space before each.

    Examples
    --------
    >>> without_counts("- **A** " + count_span(3) + ", 2001")
    '- **A**, 2001'
    """
    return _SPAN_AND_SPACE.sub("", text) if "<!--kg:count-->" in text else text


def put_count(line: str, span: str, title: str) -> str:
    """Return the line of an entry with a span: in place of an old one, else behind its words.

    Parameters
    ----------
    line
        The line.
    span
        What to write.
    title
        Of the entry: in a table the span goes into its cell.

    Examples
    --------
    >>> put_count("- **A** [pdf](https://a.org)  ", "<!--kg:count-->[3 citations]<!--/kg-->", "A")
    '- **A** [pdf](https://a.org) <!--kg:count-->[3 citations]<!--/kg-->  '
    >>> put_count("| 2001 | A | ICML |", "<!--kg:count-->[3 citations]<!--/kg-->", "A")
    '| 2001 | A <!--kg:count-->[3 citations]<!--/kg--> | ICML |'
    """
    if _SPAN.search(line):
        return _SPAN.sub(lambda _: span, line, count=1)
    bars = [match.start() for match in _CELL_END.finditer(line)]
    if line.lstrip().startswith("|") and len(bars) > 1:
        end = _end_of_cell(line, bars, title)
        return _behind(line[:end], span) + line[end:]
    return _behind(line, span)


def _behind(text: str, span: str) -> str:
    match = _LINE_END.search(text)
    end = match.start() if match else len(text)
    return f"{text[:end]} {span}{text[end:]}"


def _end_of_cell(line: str, bars: list[int], title: str) -> int:
    """Return where the cell ends that holds most of the words of a title."""
    words = set(re.findall(r"\w+", title.casefold()))

    def shared(bar: int) -> int:
        cell = line[bars[bars.index(bar) - 1] + 1 : bar]
        return len(words & set(re.findall(r"\w+", cell.casefold())))

    return max(bars[1:], key=shared)
