"""How a list writes its entries, learnt from the entries it has, to write one more.

Every entry whose title, links, year, venue and authors are found again in its own lines
becomes a skeleton; a new entry takes the skeleton that most entries of its section share
and whose fields are all known. A row stands among rows of its own table, an item among
items with its marker: the form of the neighbour decides.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import ftfy

from kg.curation.form import Form, form_of, plain_entry
from kg.curation.link_labels import relabelled, usual_label
from kg.curation.people_shown import people_as_shown
from kg.curation.volumes import without_volume
from kg.identifiers import page_of
from kg.reading_list.count_spans import without_counts
from kg.records import Entry, ParsedList, Work
from kg.venues import is_preprint_server, meeting, venue_name

__all__ = ["Notation", "block"]

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)[a-z]*"
_FIELD = re.compile("\x00([a-z]+)\x00")
#: Kinds of identifiers whose page an entry may link to, the best first.
_LINKED = ("doi", "acl", "openreview", "s2")
_LINKS = frozenset(("url", "arxiv", "doi"))
_CORE = frozenset(("year", "venue", "authors", "url"))
_OFTEN = 0.2  # a word that fewer entries share is not of the notation
_LABELS = frozenset(
    "abs al and arxiv doi et html in journal link of on paper pdf preprint proc proceedings pub published the url".split()
)
_SHARE = 0.1  # a notation that fewer entries share is an exception


class _Skeleton(NamedTuple):
    text: str
    fields: frozenset[str]
    entry: Entry
    form: Form


class Notation:
    r"""The notation of a list.

    Parameters
    ----------
    parsed
        The list.
    text
        Its text.

    Examples
    --------
    >>> from kg.reading_list import read_list
    >>> text = "# L\n- (2022 CVPR) **Deep Hashing for Images** [paper](https://arxiv.org/abs/2207.04818)\n"
    >>> notation = Notation(read_list("l.md", text=text), text)
    >>> notation.write(Work(title="Hashing Again", year=2023, venue="ICCV 2023", ids={"arxiv": "2301.00001"}))
    '- (2023 ICCV) **Hashing Again** [paper](https://arxiv.org/abs/2301.00001)'
    """

    def __init__(self, parsed: ParsedList, text: str) -> None:
        self._lines = lines = without_counts(text).split("\n")
        taken = sorted(
            {entry.line for entry in parsed.entries} | {dataset.line for dataset in parsed.datasets}
        )
        self._skeletons = [
            skeleton
            for entry in parsed.entries
            if (skeleton := _skeleton(entry, lines, taken)) is not None
        ]
        self._skeletons = _without_remarks(self._skeletons)
        self._venues = _venue_labels(parsed.entries)
        self._arxiv = _arxiv_form(parsed.entries)
        named = sum(entry.authors is not None for entry in parsed.entries)
        self._names_people = 2 * named > len(parsed.entries)
        self._label = usual_label(skeleton.text for skeleton in self._skeletons)

    def write(self, work: Work, section: Sequence[str] | None = None, number: int = 1) -> str:
        """Return the first of :meth:`entries`: as most entries of the section are written.

        Parameters
        ----------
        work
            What is known of the paper.
        section
            The headings above the entry; None: as most entries of the list.
        number
            The number of the entry, where entries are numbered.
        """
        return next(self.entries(work, section, number))

    def entries(
        self,
        work: Work,
        section: Sequence[str] | None = None,
        number: int = 1,
        beside: int | None = None,
    ) -> Iterator[str]:
        """Yield the lines of an entry for a paper, the best notation first, without a last line end.

        Parameters
        ----------
        work
            What is known about it.
        section
            Where it will stand: the notation of that section counts before that of the list.
        number
            Its number, where the list numbers its entries.
        beside
            The line of the entry that it will stand next to, whose form it takes.
        """
        values = self._values(work, number)
        form = self._form(section, beside)
        for chosen in self._choices(frozenset(values), section, form):
            entry = self._filled(chosen, values, work)
            # What identifies the paper is linked, where the entries of the list have a link or not.
            if "url" in values and not chosen.fields & _LINKS and chosen.form.kind != "row":
                yield f"{entry} [paper]({values['url']})"
            yield entry
        values |= {name: _unmarked(values[name]) for name in ("title", "venue") if name in values}
        people = work.authors if self._names_people else ()
        values["authors"] = ", ".join(_unmarked(author.name) for author in people)
        if (plain := plain_entry(form or Form("item", "- "), values)) is not None:
            yield plain

    def _form(self, section: Sequence[str] | None, beside: int | None) -> Form | None:
        """Return the form of the neighbour, else that of most entries of the section."""
        if beside is not None:
            return form_of(self._lines, beside)
        forms = Counter(
            skeleton.form
            for skeleton in self._skeletons
            if section is not None and skeleton.entry.section == list(section)
        )
        return forms.most_common(1)[0][0] if forms else None

    def _filled(self, chosen: _Skeleton, known: Mapping[str, str], work: Work) -> str:
        values = dict(known)
        row = chosen.text.lstrip().startswith("|")
        values["authors"] = people_as_shown(work.authors, chosen.entry, chosen.form, chosen.text)
        example = next((link.url for link in chosen.entry.links if link.kind == "paper"), "")
        text = relabelled(chosen.text, example, values.get("url", ""), self._label)

        def fill(match: re.Match[str]) -> str:
            value = values[match[1]]
            if match[1] in ("title", "authors", "venue"):
                value = _unmarked(value)
                value = value.replace("|", "\\|") if row else value
            return value

        return _FIELD.sub(fill, text)

    def venue(self, label: str) -> str | None:
        """Return a venue as the list writes it: its usual label, else the acronym; None for a preprint server.

        Examples
        --------
        >>> Notation(ParsedList(id="list:l", source="l", sha256=""), "").venue("CVPR 2022")
        'CVPR'
        """
        key = _venue_key(label)
        if key in self._venues:
            return self._venues[key]
        if known := meeting(label):
            return known
        name = venue_name(label)
        if name is None or name.key == "arxiv":
            return None
        return name.acronym or name.name

    def _values(self, work: Work, number: int) -> dict[str, str]:
        values = {"title": " ".join((work.title or "").split()), "number": str(number)}
        if work.year:
            values["year"] = str(work.year)
        if work.publication_date and re.match(r"\d{4}-\d{2}", work.publication_date):
            values["mm"] = work.publication_date[5:7]
            values["month"] = values["mm"].lstrip("0")
            values["monthname"] = _MONTHS[int(values["mm"]) - 1]
        venue = self.venue(work.venue) if work.venue else None
        if venue:
            values["venue"] = venue
        elif "arxiv" in work.ids and (preprint := self._venues.get("arxiv")):
            values["venue"] = preprint
        if work.authors:
            values["authors"] = ""
        values |= {kind: work.ids[kind] for kind in ("arxiv", "doi") if kind in work.ids}
        url = self._address(work)
        if url:
            values["url"] = url
        return values

    def _address(self, work: Work) -> str | None:
        ids = work.ids
        if "arxiv" in ids and (self._arxiv or "doi" not in ids):
            return (
                self._arxiv.format(ids["arxiv"]) if self._arxiv else page_of("arxiv", ids["arxiv"])
            )
        if work.url and "doi" not in ids:
            return work.url
        return next((page_of(kind, ids[kind]) for kind in _LINKED if kind in ids), None)

    def _choices(
        self, available: frozenset[str], section: Sequence[str] | None, form: Form | None
    ) -> Iterator[_Skeleton]:
        """Yield the skeletons to try: of the section, then of the list, whole ones first."""
        of_form = [
            skeleton for skeleton in self._skeletons if form is None or skeleton.form == form
        ]
        inside = [
            each for each in of_form if section is not None and each.entry.section == list(section)
        ]
        here, anywhere = (_commonest(some, available) for some in (inside, of_form))
        if here and anywhere and len(inside) < 3 and here.fields & _CORE < anywhere.fields & _CORE:
            here = None  # so few entries tell no notation that leaves out what the list gives
        yield from (whole for whole in (here, anywhere) if whole is not None)
        for some in (inside, of_form):
            yield from _reduced(some, available)


def _unmarked(text: str) -> str:
    """Return words in which Markdown sees no mark."""
    return re.sub(r"[\\*`<\[\]]|(?<!\w)_|_(?!\w)", r"\\\g<0>", text)


def _reduced(skeletons: Sequence[_Skeleton], available: frozenset[str]) -> Iterator[_Skeleton]:
    """Yield what two entries share that say all of the core, then what is left without a field."""
    for group in _grouped(skeleton for skeleton in skeletons if skeleton.fields <= available):
        if len(group) >= 2 and group[0].fields & _CORE == available & _CORE:
            yield _usual(group)
    for group in _grouped(skeletons):
        if (degraded := _degraded(_usual(group), available)) is not None:
            yield degraded


def _without_remarks(skeletons: Sequence[_Skeleton]) -> list[_Skeleton]:
    """Return the skeletons whose words belong to the notation, not to their own paper."""
    texts = Counter(" ".join(skeleton.text.split()) for skeleton in skeletons)
    spread = Counter(word for skeleton in skeletons for word in _words_of(skeleton))
    often = max(2, _OFTEN * len(skeletons))
    usual = _LABELS | {word for word, count in spread.items() if count >= often}
    return [
        skeleton
        for skeleton in skeletons
        if texts[" ".join(skeleton.text.split())] > 1 or _words_of(skeleton) <= usual
    ]


def _words_of(skeleton: _Skeleton) -> set[str]:
    text = re.sub(r"https?://\S+", " ", _FIELD.sub(" ", skeleton.text))
    return set(re.findall(r"[^\W\d_]{2,}", text.casefold()))


def _commonest(skeletons: Sequence[_Skeleton], available: frozenset[str]) -> _Skeleton | None:
    """Return the skeleton that says most, of those that a good part of the entries share."""
    usual = max(2, _SHARE * len(skeletons)) if len(skeletons) >= 3 else 1
    groups = _grouped(skeleton for skeleton in skeletons if skeleton.fields <= available)
    common = [group for group in groups if len(group) >= min(usual, len(skeletons) / 3)]
    if not common:
        return None
    return _usual(
        min(
            common,
            key=lambda group: (-len(group[0].fields & _CORE), -len(group), group[0].entry.line),
        )
    )


def _grouped(skeletons: Iterable[_Skeleton]) -> list[list[_Skeleton]]:
    """Return skeletons that differ in white space alone together, the largest group first."""
    groups: dict[str, list[_Skeleton]] = defaultdict(list)
    for skeleton in skeletons:
        groups[" ".join(skeleton.text.split())].append(skeleton)
    return sorted(groups.values(), key=lambda group: (-len(group), group[0].entry.line))


def _usual(group: Sequence[_Skeleton]) -> _Skeleton:
    text = Counter(skeleton.text for skeleton in group).most_common(1)[0][0]
    return next(skeleton for skeleton in group if skeleton.text == text)


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


def _skeleton(entry: Entry, lines: Sequence[str], taken: Sequence[int]) -> _Skeleton | None:
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
    if entry.authors and not written.put(_authors_pattern(entry.authors), "authors"):
        return None
    _put_what_may_be_missing(written, entry)
    form = form_of(lines, entry.line)
    text = _without_values(written.text) if form.kind == "row" else written.text
    if (bare := without_volume(text)) is None:
        return None
    text = text if bare == text else _tidy(bare)
    return _Skeleton(text, frozenset(_FIELD.findall(text)), entry, form)


class _EntryText:
    """The text of an entry while fields take the place of its values."""

    def __init__(self, text: str) -> None:
        self.text = text

    def put(self, pattern: str, field: str) -> bool:
        """Put a field in the place of the first text that fits; tell whether any does."""
        # Never inside another field, nor inside an address.
        parts = re.split('(\x00[a-z]+\x00|https?://[^\\s()<>"]+)', self.text)
        for position in range(0, len(parts), 2):
            changed = re.sub(pattern, f"\x00{field}\x00", parts[position], count=1)
            if changed != parts[position]:
                parts[position] = changed
                self.text = "".join(parts)
                return True
        return False


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
        " " if part.strip() and part != "|" and not _FIELD.search(part) else part for part in parts
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


def _authors_pattern(authors: Sequence[str]) -> str:
    first, last = re.escape(authors[0]), re.escape(authors[-1])
    return first if len(authors) == 1 else rf"{first}.{{0,2000}}?{last}"


def _put_date(put: Callable[..., bool], year: int) -> None:
    """Put the fields of a date; a month that stands beside the year is one of them."""
    if put(rf"(?<!\d){year}(?=\s?[-./]\s?\d{{1,2}}(?!\d))", "year"):
        put(r"(?<=^[-./])0\d(?!\d)", "mm") or put(r"(?<=^[-./])\d{1,2}(?!\d)", "month")
    else:
        put(rf"(?<![\d-]){year}(?![\d-])", "year")
        put(rf"(?i)(?<!\w){_MONTH}(?=[.,'\s]*$)", "monthname")


def _venue_key(label: str) -> str:
    return meeting(label) or (name.key if (name := venue_name(label)) else label)


def _venue_labels(entries: Sequence[Entry]) -> dict[str, str]:
    """Return how the list usually writes each venue it names."""
    labels_of: dict[str, Counter[str]] = defaultdict(Counter)
    for entry in entries:
        if entry.venue:
            labels_of["arxiv" if is_preprint_server(entry.venue) else _venue_key(entry.venue)][
                entry.venue
            ] += 1
    return {
        key: min(labels, key=lambda label: (-labels[label], label))
        for key, labels in labels_of.items()
    }


def _arxiv_form(entries: Sequence[Entry]) -> str | None:
    """Return how the list links arXiv, with {} for the id; None when it hardly does."""
    forms: Counter[str] = Counter()
    for entry in entries:
        for link in entry.links:
            if match := re.fullmatch(
                r"(https?://(?:www\.)?arxiv\.org/(abs|pdf)/)[^?#]+?(?:v\d+)?(\.pdf)?", link.url
            ):
                forms[f"{match[1]}{{}}{match[3] or ''}"] += 1
                break
    if sum(forms.values()) * 10 < len(entries) or not forms:
        return None
    return min(forms, key=lambda form: (-forms[form], form))


def _degraded(skeleton: _Skeleton, available: frozenset[str]) -> _Skeleton | None:
    """Return a skeleton without the fields that are not known; None when title or link would go."""
    missing = skeleton.fields - available
    if missing & {"title", "number", "arxiv", "doi"}:
        return None
    text = skeleton.text
    if "url" in missing:
        text = re.sub("\\[(\x00title\x00)\\]\\(\x00url\x00\\)", r"\1", text)
        text = re.sub("[ \t]*\\[[^\\[\\]\x00]*\\]\\(\x00url\x00\\)", "", text)
    for field in missing:
        text = text.replace(f"\x00{field}\x00", "")
    text = re.sub(
        r"(?<!\*)\*[\s.,]+\*(?!\*)|\*{4,}|(?<!\w)_{2,}(?!\w)|\*\*[\s.,]+\*\*(?=[\s.,]|$)|,?\s*et al\.|(?<=\*\*)[ \t]+\.(?=\s|$)|(?<=\s),\s+",
        "",
        text,
    )
    return skeleton._replace(text=_tidy(text), fields=frozenset(_FIELD.findall(text)))
