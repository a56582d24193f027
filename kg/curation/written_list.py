"""A Markdown list made from a bibliography, written so that it is read back as the same entries."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Literal, NamedTuple
from urllib.parse import quote

from msgspec.structs import replace

from kg.identifiers import from_url
from kg.reading_list import parse
from kg.records import Entry, Link, ParsedList
from kg.venues import same_venue

__all__ = ["ListNotation", "MisreadField", "WrittenList", "write_list"]

ListNotation = Literal["bullets", "table"]

_FIELDS = ("title", "year", "venue", "authors", "ids", "links")
_ADDRESSES = {
    "doi": "https://doi.org/{}",
    "arxiv": "https://arxiv.org/abs/{}",
    "acl": "https://aclanthology.org/{}",
    "openreview": "https://openreview.net/forum?id={}",
    "pmid": "https://pubmed.ncbi.nlm.nih.gov/{}/",
    "pmc": "https://www.ncbi.nlm.nih.gov/pmc/articles/{}/",
    "s2": "https://www.semanticscholar.org/paper/{}",
}
_LABELS = {"paper": "paper", "code": "code", "project": "project", "video": "video",
           "slides": "slides", "demo": "demo", "blog": "blog", "dataset": "dataset"}  # fmt: skip
_HEADING = "| Title | Authors | Venue | Year | Links |\n|---|---|---|---|---|\n"


class MisreadField(NamedTuple):
    """A field of an entry that is read back as something else: what it was, and what is read."""

    title: str
    field: str
    written: object
    read: object


class WrittenList(NamedTuple):
    """The text of a list, how many entries it has, and what is read back otherwise."""

    text: str
    entries: int
    differences: list[MisreadField]


def write_list(parsed: ParsedList, title: str, notation: ListNotation = "bullets") -> WrittenList:
    r"""Return the entries of a bibliography as a Markdown list.

    Parameters
    ----------
    parsed
        The bibliography, or any list.
    title
        The heading of the new list.
    notation
        ``bullets`` or ``table``.

    Returns
    -------
    WrittenList
        All entries take the form, or each its own, with which least is read back as
        something else; what is, is named.

    Notes
    -----
    The list is read once for each form, half a dozen times in all.

    Examples
    --------
    >>> from kg.reading_list import read_list
    >>> bib = read_list("l.bib", text="@article{a, title={Deep Hashing of Images}, author={Lee, Ann}, year=2019, doi={10.5555/a}}")
    >>> print(write_list(bib, "Hashing").text)
    # Hashing
    <BLANKLINE>
    - **Deep Hashing of Images**. Ann Lee. 2019. [paper](https://doi.org/10.5555/a)
    <BLANKLINE>
    """
    entries = [_linked(entry) for entry in parsed.entries]
    forms = _TABLE_FORMS if notation == "table" else _BULLET_FORMS

    def lost(choice: Sequence[int]) -> list[list[MisreadField]]:
        return _losses(entries, choice, title, forms)

    # Entries of one form are read best, but some entry may need another one.
    tried = [[number] * len(entries) for number in range(len(forms))]
    losses = [lost(choice) for choice in tried]
    tried.append([min(range(len(forms)), key=lambda form: len(losses[form][index]))
                  for index in range(len(entries))])  # fmt: skip
    losses.append(lost(tried[-1]))
    best = min(range(len(tried)), key=lambda number: sum(map(len, losses[number])))
    text = _text(entries, tried[best], title, forms)[0]
    return WrittenList(text, len(entries), [field for some in losses[best] for field in some])


def _linked(entry: Entry) -> Entry:
    """Return an entry with a link for each identifier that none of its links shows."""
    links = list(entry.links)
    shown = {pair for link in links for pair in from_url(link.url).items()}
    for kind, value in entry.ids.items():
        if (kind, value) not in shown and kind in _ADDRESSES:
            links.append(Link("paper", _ADDRESSES[kind].format(quote(value, safe="/:;().-_<>"))))
    return replace(entry, links=links)


def _text(
    entries: Sequence[Entry], chosen: Sequence[int], title: str, forms: Sequence[_Form]
) -> tuple[str, dict[int, int]]:
    """Return the list, and the entry (index) that stands on each line."""
    parts, lines, line, section = [f"# {_escaped(title)}\n"], {}, 2, None
    for index, entry in enumerate(entries):
        if entry.section != section:
            section = entry.section
            head = "\n" + "".join(
                f"{'#' * (depth + 2)} {_escaped(name)}\n\n" for depth, name in enumerate(section)
            )
            head += _HEADING if forms is _TABLE_FORMS else ""
            parts.append(head)
            line += head.count("\n")
        lines[line] = index
        parts.append(forms[chosen[index]](entry) + "\n")
        line += parts[-1].count("\n")
    return "".join(parts), lines


def _losses(
    entries: Sequence[Entry], chosen: Sequence[int], title: str, forms: Sequence[_Form]
) -> list[list[MisreadField]]:
    """Return what each entry loses when the list is read."""
    text, lines = _text(entries, chosen, title, forms)
    read = {
        lines.get(entry.line): entry for entry in parse(text, source="l.md", id="list:l").entries
    }
    return [_differences(entry, read.get(index)) for index, entry in enumerate(entries)]


def _differences(entry: Entry, read: Entry | None) -> list[MisreadField]:
    if read is None:
        return [MisreadField(entry.title, "entry", entry.title, None)]
    before, after = _values_of(entry), _values_of(read)
    # The year of a venue is a field of its own, and its acronym stands for its name.
    if entry.venue and read.venue and same_venue(entry.venue, read.venue):
        after = {**after, "venue": before["venue"]}
    return [
        MisreadField(entry.title, field, before[field], after[field])
        for field in _FIELDS
        if before[field] != after[field]
    ]


def _values_of(entry: Entry) -> Mapping[str, object]:
    return {
        "title": entry.title,
        "year": entry.year,
        "venue": entry.venue,
        "authors": entry.authors,
        "ids": entry.ids,
        "links": sorted(link.url for link in entry.links),
    }


def _escaped(text: str, *, row: bool = False) -> str:
    escaped = re.sub(r"([\\`*_\[\]<>~])", r"\\\1", " ".join(text.split()))
    escaped = re.sub(r"&(?=#?\w+;)", "&amp;", escaped)
    return escaped.replace("|", "\\|") if row else escaped


def _address(url: str) -> str:
    plain = re.sub(r"[\s<>\"|\\^`{}]", lambda match: quote(match.group()), url)
    if plain.count("(") != plain.count(")"):
        plain = plain.replace("(", "%28").replace(")", "%29")
    return plain


def _links(entry: Entry) -> str:
    return " ".join(
        f"[{_LABELS.get(link.kind, 'link')}]({_address(link.url)})" for link in entry.links
    )


def _people(entry: Entry) -> str:
    *before, last = map(_escaped, entry.authors or [""])
    return f"{', '.join(before)} and {last}" if before else last


def _joined(*parts: str) -> str:
    return " ".join(part for part in parts if part)


def _sentence(text: str) -> str:
    return f"{text}." if text and not text.endswith(".") else text


def _when(entry: Entry, separator: str = " ") -> str:
    """Return venue and year; a venue that names the year says it already."""
    venue, year = _escaped(entry.venue or ""), str(entry.year or "")
    if year and re.search(rf"\b{year}\b", venue):
        return venue
    return separator.join(part for part in (venue, year) if part)


def _in_brackets(entry: Entry) -> str:
    when = f"({_when(entry)})" if _when(entry) else ""
    title = _joined(f"**{_escaped(entry.title)}**", when)
    return "- " + _joined(
        _sentence(title) if entry.authors else title, _sentence(_people(entry)), _links(entry)
    )


def _venue_apart(entry: Entry) -> str:
    venue = f"*{_escaped(entry.venue)}*" if entry.venue else ""
    when = ", ".join(part for part in (venue, str(entry.year or "")) if part)
    title = f"**{_escaped(entry.title)}**"
    return "- " + _joined(
        _sentence(title), _sentence(_people(entry)), _sentence(when), _links(entry)
    )


def _linked_title(entry: Entry) -> str:
    if not entry.links:
        return _in_brackets(entry)
    first, *others = entry.links
    title = f"[{_escaped(entry.title)}]({_address(first.url)})"
    return "- " + _joined(
        f"{title},",
        _sentence(_people(entry)),
        _sentence(_when(entry, ", ")),
        _links(replace(entry, links=others)),
    )


def _date_first(entry: Entry) -> str:
    when = (
        f"({_joined(str(entry.year or ''), _escaped(entry.venue or ''))})" if _when(entry) else ""
    )
    return "- " + _joined(
        when,
        f"**{_escaped(entry.title)}**",
        f"*{_people(entry)}*" if entry.authors else "",
        _links(entry),
    )


def _people_first(entry: Entry) -> str:
    """Write who stands before a year in brackets: a group, too, is read as an author there."""
    year = f"({entry.year})" if entry.year else ""
    venue = f"*{_escaped(entry.venue)}*" if entry.venue else ""
    return "- " + _joined(
        _sentence(_joined(_people(entry), year)),
        _sentence(f"**{_escaped(entry.title)}**"),
        _sentence(venue),
        _links(entry),
    )


def _on_lines(entry: Entry) -> str:
    """Write the authors on a line of their own, where nothing is to be told apart."""
    when = f"({_when(entry)})" if _when(entry) else ""
    title = _joined(f"**{_escaped(entry.title)}**", when)
    return "- " + " \\\n  ".join(
        part
        for part in (title, ", ".join(map(_escaped, entry.authors or ())), _links(entry))
        if part
    )


def _row(entry: Entry, emphasis: str = "{}", venue: str = "{}") -> str:
    cells = (
        emphasis.format(_escaped(entry.title, row=True)),
        ", ".join(_escaped(name, row=True) for name in entry.authors or ()),
        venue.format(_escaped(entry.venue, row=True)) if entry.venue else "",
        str(entry.year or ""),
        _links(entry),
    )
    return "| " + " | ".join(cells) + " |"


def _bold_row(entry: Entry) -> str:
    return _row(entry, "**{}**")


def _row_with_emphasis(entry: Entry) -> str:
    return _row(entry, "**{}**", "*{}*")


_Form = Callable[[Entry], str]
_BULLET_FORMS: tuple[_Form, ...] = (
    _in_brackets,
    _venue_apart,
    _linked_title,
    _date_first,
    _people_first,
    _on_lines,
)
_TABLE_FORMS: tuple[_Form, ...] = (_row, _bold_row, _row_with_emphasis)
