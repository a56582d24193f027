"""An entry whose title, links, year, venue and authors are fields: what a new entry is filled into."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

import ftfy

from kg.curation.form import Form, form_of
from kg.curation.people_shown import PeopleShown
from kg.curation.volumes import without_volume
from kg.records import Entry

__all__ = ["FIELD", "Skeleton", "block", "degraded", "skeleton_of"]

FIELD = re.compile("\x00([a-z]+)\x00")
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)[a-z]*"


class Skeleton(NamedTuple):
    """The text of an entry with fields in the place of its values, and what they were."""

    text: str
    fields: frozenset[str]
    entry: Entry
    form: Form
    people: PeopleShown | None = None


def block(lines: Sequence[str], line: int, taken: Sequence[int]) -> str:
    """Return the lines of the entry on a line: up to the next item, a heading, or what does not continue it.

    Parameters
    ----------
    lines
        The lines of the list.
    line
        The line of the entry, 1-based.
    taken
        The lines of all entries, sorted.
    """
    end = next((other for other in taken if other > line), len(lines) + 1)
    lines_of_block = [lines[line - 1]] if line <= len(lines) else []
    own = len(lines_of_block[0]) - len(lines_of_block[0].lstrip()) if lines_of_block else 0
    for text in lines[line : end - 1]:
        marker = re.match(r"(\s*)(?:[-*+]|\d+[.)])\s|\|", text)
        if marker and len(marker[1] or "") <= own:
            break
        if re.match(r"\s{0,3}#|</?(?:details|summary|table|h\d)", text):
            break
        if text.strip() and not text.startswith((" ", "\t")) and not lines_of_block[-1].strip():
            break  # an empty line, and nothing that continues the item
        lines_of_block.append(text)
    return "\n".join(lines_of_block).rstrip()


def skeleton_of(entry: Entry, lines: Sequence[str], taken: Sequence[int]) -> Skeleton | None:
    """Return an entry with its values replaced by fields; None when they are not all found."""
    source = block(lines, entry.line, taken)
    written = _EntryText(
        ftfy.fix_encoding(source).rstrip() if not source.isascii() else source.rstrip()
    )
    words = [re.escape(word) for word in entry.title.split()]
    if not words or not written.put(r"[\s*_`]+".join(words), "title"):
        return None
    if entry.links and not any(link.kind == "paper" for link in entry.links):
        return None
    written.text = _without_links(written.text, entry)
    people = None
    if entry.authors:
        names = _without_end(entry.authors)
        shown = written.put(_authors_pattern(names), "authors")
        if shown is None:
            return None
        people = PeopleShown(names, shown)
    _put_what_may_be_missing(written, entry)
    form = form_of(lines, entry.line)
    text = _without_values(written.text) if form.kind == "row" else written.text
    if (bare := without_volume(text)) is None:
        return None
    text = text if bare == text else _tidy(bare)
    return Skeleton(text, frozenset(FIELD.findall(text)), entry, form, people)


class _EntryText:
    """The text of an entry while fields take the place of its values."""

    def __init__(self, text: str) -> None:
        self.text = text

    def put(self, pattern: str, field: str) -> str | None:
        """Put a field in the place of the first text that fits, and return that; None where none does."""
        # Never inside another field, nor inside an address.
        parts = re.split('(\x00[a-z]+\x00|https?://[^\\s()<>"]+)', self.text)
        for position in range(0, len(parts), 2):
            if match := re.search(pattern, parts[position]):
                before, after = parts[position][: match.start()], parts[position][match.end() :]
                parts[position] = f"{before}\x00{field}\x00{after}"
                self.text = "".join(parts)
                return match.group()
        return None


def _put_what_may_be_missing(written: _EntryText, entry: Entry) -> None:
    if entry.venue:
        written.put(rf"(?<!\w){re.escape(entry.venue)}(?!\w)", "venue")
    if entry.year:
        _put_date(written.put, entry.year)
    written.put(r"^(\s*)\d+(?=[.)]\s)|(?<=^\|)\s*\d+\s*(?=\|)|(?<=^\[)\d+(?=\])", "number")
    for kind in ("arxiv", "doi"):
        if kind in entry.ids:
            written.text = written.text.replace(entry.ids[kind], f"\x00{kind}\x00")


def _without_values(row: str) -> str:
    """Empty the cells of a row that hold no field: what they say is true of their own paper alone."""
    parts = re.split(r"(?<!\\)(\|)", row)
    return "".join(
        " " if part.strip() and part != "|" and not FIELD.search(part) else part for part in parts
    )


def _without_links(text: str, entry: Entry) -> str:
    """Put the field of the first link to the paper; take out the other links, which a new entry lacks."""
    address = next((link.url for link in entry.links if link.kind == "paper"), None)
    if address and address in text:
        before, _, after = text.partition(address)
        text = f"{before}\x00url\x00{after}"
    badge = r"\[!\[[^\[\]]*\]\([^()]*\)\]\(\s*https?://[^()\s]*\s*\)"
    label = r"\[[^\[\]]*\]\(\s*(?:https?://|\.?/)[^()\s]*(?:\([^()\s]*\)[^()\s]*)*\s*\)"
    picture = r"!\[[^\[\]]*\]\([^()]*\)(?!\]\()"
    return _tidy(re.sub(rf"[ \t]*(?:{badge}|{picture}|(?<!!){label})", "", text))


def _tidy(text: str) -> str:
    """Take out what brackets and commas are left over around nothing."""
    text = re.sub(r",?[ \t]*(?:\[[\s,;|/]*\]|\([\s,;.|/]*\))", "", text)
    text = re.sub(r"(?<=[(\[])[\s,;.]+(?=[\w\x00])|[ ,;]+(?=[)\]])", "", text)
    # Two blanks at the end of a line break it.
    return re.sub(r"(?<=\S)(?:( {2})[ \t]*|[ \t]+)(?=\n)", lambda end: end[1] or "", text.rstrip())


def _without_end(authors: Sequence[str]) -> list[str]:
    """Return names without the full stop behind the last, where initials have none of their own."""
    *before, last = authors
    ends = re.fullmatch(r"[^.,]{2,} [A-Z]{1,3}\.", last) and "." not in "".join(before)
    return [*before, last.removesuffix(".") if ends else last]


def _authors_pattern(authors: Sequence[str]) -> str:
    first, last = re.escape(authors[0]), re.escape(authors[-1])
    return first if len(authors) == 1 else rf"{first}.{{0,2000}}?{last}"


def _put_date(put: Callable[..., str | None], year: int) -> None:
    """Put the fields of a date; a month that stands beside the year is one of them."""
    if put(rf"(?<!\d){year}(?=\s?[-./]\s?\d{{1,2}}(?!\d))", "year"):
        put(r"(?<=^[-./])0\d(?!\d)", "mm") or put(r"(?<=^[-./])\d{1,2}(?!\d)", "month")
    else:
        put(rf"(?<![\d-]){year}(?![\d-])", "year")
        put(rf"(?i)(?<!\w){_MONTH}(?=[.,'\s]*$)", "monthname")


def degraded(skeleton: Skeleton, available: frozenset[str]) -> Skeleton | None:
    """Return a skeleton without the fields that are not known; None when title or link would go."""
    missing = skeleton.fields - available
    if missing & {"title", "number", "arxiv", "doi"}:
        return None
    text = skeleton.text
    if "url" in missing:
        text = re.sub("\\[(\x00title\x00)\\]\\(\x00url\x00\\)", r"\1", text)
        text = re.sub("[ \t]*\\[[^\\[\\]\x00]*\\]\\(\x00url\x00\\)", "", text)
    if "authors" in missing:
        text = re.sub(r",?\s*et al\.", "", text)
    for field in missing:
        text = text.replace(f"\x00{field}\x00", "")
    text = re.sub(
        r"(?<!\*)\*[\s.,]+\*(?!\*)|\*{4,}|(?<!\w)_{2,}(?!\w)|\*\*[\s.,]+\*\*(?=[\s.,]|$)|(?<=\*\*)[ \t]+\.(?=\s|$)|(?<=\s),\s+",
        "",
        text,
    )
    return skeleton._replace(text=_tidy(text), fields=frozenset(FIELD.findall(text)))
