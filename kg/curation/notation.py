"""How a list writes its entries, learnt from the entries it has, to write one more.

Every entry whose title, links, year, venue and authors are found again in its own lines
becomes a skeleton; a new entry takes the skeleton that most entries of its section share
and whose fields are all known. A row stands among rows of its own table, an item among
items with its marker: the form of the neighbour decides.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from kg.curation.form import Form, form_of, plain_entry
from kg.curation.link_labels import relabelled, usual_label
from kg.curation.people_shown import PeopleStyle
from kg.curation.skeletons import FIELD, Skeleton, degraded, skeleton_of
from kg.identifiers import page_of
from kg.reading_list.count_spans import without_counts
from kg.records import Entry, ParsedList, Work
from kg.venues import is_preprint_server, meeting, venue_name

__all__ = ["Notation"]

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
#: Kinds of identifiers whose page an entry may link to, the best first.
_LINKED = ("doi", "acl", "openreview", "s2")
_LINKS = frozenset(("url", "arxiv", "doi"))
_CORE = frozenset(("year", "venue", "authors", "url"))
#: The heading of a column that holds one author of each paper.
_FIRST_AUTHOR = re.compile(r"(?i)\b(?:first|1st|lead)\b|第一")
#: Words for the authors that are not named; a full stop before the title stays.
_AND_OTHERS = re.compile(r",?\s*(?:\bet al\b(?:\.(?!\s*[\x00\"*]))?|等)")
_OFTEN = 0.2  # a word that fewer entries share is not of the notation
_LABELS = frozenset(
    "abs al and arxiv doi et html in journal link of on paper pdf preprint proc proceedings pub published the url".split()
)
_SHARE = 0.1  # a notation that fewer entries share is an exception


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
            if (skeleton := skeleton_of(entry, lines, taken)) is not None
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

    def _filled(self, chosen: Skeleton, known: Mapping[str, str], work: Work) -> str:
        values = dict(known)
        row = chosen.text.lstrip().startswith("|")
        text, values["authors"] = self._with_people(chosen, work)
        of_neighbour = _arxiv_form([chosen.entry])
        if of_neighbour and values.get("url") == (self._address_at_arxiv(work) or ""):
            values["url"] = of_neighbour.format(work.ids["arxiv"])
        example = next((link.url for link in chosen.entry.links if link.kind == "paper"), "")
        text = relabelled(text, example, values.get("url", ""), self._label)

        def fill(match: re.Match[str]) -> str:
            value = values[match[1]]
            if match[1] in ("title", "authors", "venue"):
                value = _unmarked(value)
                value = value.replace("|", "\\|") if row else value
            return value

        return FIELD.sub(fill, text)

    def _with_people(self, chosen: Skeleton, work: Work) -> tuple[str, str]:
        """Return the text of a skeleton and the authors to fill in: all, or as many as it has place for."""
        alike = [each for each in self._skeletons if each.text == chosen.text]
        style = PeopleStyle.of(
            each.people for each in (*alike, *self._skeletons) if each.people is not None
        )
        names = [author.name for author in work.authors]
        if any(map(_FIRST_AUTHOR.search, chosen.form.columns)):
            return chosen.text, style.written(names[:1])
        if not _AND_OTHERS.search(chosen.text):
            return chosen.text, style.written(names)
        place = len(chosen.entry.authors or ()) or 1
        if len(names) > place:
            return chosen.text, style.inner.join(map(style.first.written, names[:place]))
        return _AND_OTHERS.sub("", chosen.text), style.written(names)

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
        if self._arxiv or "doi" not in ids:
            at_arxiv = self._address_at_arxiv(work)
            if at_arxiv is not None:
                return at_arxiv
        if work.url and "doi" not in ids:
            return work.url
        return next((page_of(kind, ids[kind]) for kind in _LINKED if kind in ids), None)

    def _address_at_arxiv(self, work: Work) -> str | None:
        if "arxiv" not in work.ids:
            return None
        id = work.ids["arxiv"]
        return self._arxiv.format(id) if self._arxiv else page_of("arxiv", id)

    def _choices(
        self, available: frozenset[str], section: Sequence[str] | None, form: Form | None
    ) -> Iterator[Skeleton]:
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


def _reduced(skeletons: Sequence[Skeleton], available: frozenset[str]) -> Iterator[Skeleton]:
    """Yield what two entries share that say all of the core, then what is left without a field."""
    for group in _grouped(skeleton for skeleton in skeletons if skeleton.fields <= available):
        if len(group) >= 2 and group[0].fields & _CORE == available & _CORE:
            yield _usual(group)
    for group in _grouped(skeletons):
        if (shorter := degraded(_usual(group), available)) is not None:
            yield shorter


def _without_remarks(skeletons: Sequence[Skeleton]) -> list[Skeleton]:
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


def _words_of(skeleton: Skeleton) -> set[str]:
    text = re.sub(r"https?://\S+", " ", FIELD.sub(" ", skeleton.text))
    return set(re.findall(r"[^\W\d_]{2,}", text.casefold()))


def _commonest(skeletons: Sequence[Skeleton], available: frozenset[str]) -> Skeleton | None:
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


def _grouped(skeletons: Iterable[Skeleton]) -> list[list[Skeleton]]:
    """Return skeletons that differ in white space alone together, the largest group first."""
    groups: dict[str, list[Skeleton]] = defaultdict(list)
    for skeleton in skeletons:
        groups[" ".join(skeleton.text.split())].append(skeleton)
    return sorted(groups.values(), key=lambda group: (-len(group), group[0].entry.line))


def _usual(group: Sequence[Skeleton]) -> Skeleton:
    text = Counter(skeleton.text for skeleton in group).most_common(1)[0][0]
    return next(skeleton for skeleton in group if skeleton.text == text)


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
