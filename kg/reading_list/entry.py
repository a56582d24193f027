"""From the pieces of an entry to the entry."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg import identifiers
from kg.dois import written_dois
from kg.reading_list import links
from kg.reading_list.candidates import Candidate
from kg.reading_list.piece import Piece
from kg.reading_list.recognise import venue_name
from kg.reading_list.sections import Place
from kg.reading_list.signs_of_words import without_marks
from kg.records import Entry, Link

__all__ = ["entry_of"]

#: Identifiers that stand in the text of an entry behind the name of their kind.
_WRITTEN = {
    "arxiv": re.compile(
        r"(?i)\barxiv\s*[:.]?\s*(?:abs/)?((?:[a-z-]+(?:\.[a-z]{2})?/)?\d{4}\.\d{4,5}|[a-z-]+(?:\.[a-z]{2})?/\d{7}(?!\d))"
    ),
    "pmid": re.compile(r"(?i)\b(?:pmid|pubmed id)\s*[:.]?\s*(\d{4,8})(?!\d)"),
    "pmc": re.compile(
        r"(?i)\b(?:pmc(?:id)?\s*[:.]?\s*)?(PMC\d{4,9})(?!\d)|\bpmcid\s*[:.]?\s*(\d{4,9})(?!\d)"
    ),
}
_ARCHIVES = re.compile(r"(?i)(?:\w*rxiv|corr|osf|ssrn|hal|preprints?)\b|.*\bpreprint$")
#: Who published it says less than where it appeared.
_PUBLISHERS = re.compile(r"(?i)ieee|acm|springer|elsevier|mdpi|wiley|press|mit press")
#: A link written where an address should stand: ``[paper]([text](address))``.
_LINK_IN_LINK = re.compile(r"(?:\[|%5B).*(?:\]|%5D)\((https?://.+)\)")
#: What stands before a DOI in running text that is not the middle of an address.
_BEFORE_DOI = re.compile(r"(?i)(?:\bdoi\s*[:.=]?\s*|(?:^|[^\w/.=-]))$")


def entry_of(candidate: Candidate, place: Place) -> Entry:
    """Return the entry that a candidate is, standing in a place of the list.

    The title of an entry that says no more is its address.
    """
    title = candidate.title
    year, venue = _when(candidate.pieces)
    found, framework = _links(candidate)
    ids: dict[str, str] = {}
    for link in found:
        for kind, value in links.identifiers_of(link.url).items():
            ids.setdefault(kind, value)
    for one in candidate.pieces:
        for kind, pattern in _WRITTEN.items():
            if match := pattern.search(one.text):
                written = match[match.lastindex or 1]
                ids.setdefault(kind, identifiers.normalise(kind, written) or "")
        if doi := _written_doi(one.text):
            ids.setdefault("doi", identifiers.normalise("doi", doi) or "")
    people = [
        name
        for one in candidate.pieces
        if one.role in ("names", "dated") and one is not title
        for name in one.people
    ]
    said = title.text if title else ""
    line = (title.line if title else 0) or candidate.block.line
    if candidate.fields is not None:
        said, line = candidate.fields.title, candidate.fields.line
        year = candidate.fields.year or year or candidate.fields.year_of_month
        venue = candidate.fields.venue
        people = list(candidate.fields.people)
    if people and (part := _PART.match(people[0])):
        said = f"{said.rstrip(' .')}. {part['part']}"
        people = [part["first"], *people[1:]] if part["first"] else people[1:]
    return Entry(
        line=line,
        title=clean_title(said) or _address(candidate, found),
        year=year or place.year,
        venue=venue or place.venue,
        authors=people or None,
        links=found,
        ids={kind: value for kind, value in ids.items() if value},
        section=place.section,
        framework=framework,
        lines=candidate.lines,
    )


def _written_doi(text: str) -> str | None:
    return next(
        (text[start:end] for start, end in written_dois(text) if _BEFORE_DOI.search(text[:start])),
        None,
    )


def _address(candidate: Candidate, found: Sequence[Link]) -> str:
    return next((link.url for link in found), candidate.block.text)


#: "Part A" behind the full stop of a title looks like a name with an initial.
_PART = re.compile(
    r"(?P<part>(?:Part|Section|Volume|Vol\.?|Book|Chapter) (?:[A-Z]|[IVX]+|\d+))(?:\.\s+(?P<first>\S.*)|\.?$)"
)


def clean_title(text: str) -> str:
    """Return a title without a full stop, quotation marks or stray punctuation around it.

    Examples
    --------
    >>> clean_title('"Language Models as Knowledge Bases?",')
    'Language Models as Knowledge Bases?'
    """
    whole = re.sub(r"\s+", " ", text).strip(" \t,;:|_`")
    text = without_marks(whole, " \t,;:|*_`-–—")
    text = re.sub(r"^[.。]\s+", "", text)
    text = re.sub(r"[,.;”\"]\s*[Ii]n:?$", "", text)
    text = re.sub(r"(?i)(?<=[.?!])\s+(?:oral|spotlight|poster|highlight)\W*$", "", text)
    text = re.sub(r"(?i)\s*[(\[](?:paper|pdf|link|arxiv|(?-i:[CDJMPRS]))[)\]]\W?$", "", text)
    if len(text) > 1 and text[0] in "\"“'‘《「" and text[-1] in "\"”'’》」":
        text = text[1:-1].strip(" ,")
    if text.startswith("[") and text.endswith("]") and text.count("[") == 1:
        text = text[1:-1]
    return re.sub(r"(?<!\.)\.$", "", text).strip(" ,;")


def _when(pieces: Sequence[Piece]) -> tuple[int | None, str | None]:
    years: list[int] = []
    venue, venue_year, best = None, None, 0.0
    for one in pieces:
        if one.role == "venue":
            if best < 0.5:
                venue, best = venue_name(one.text), 0.5
        elif one.role == "dated" and one.when:
            # Where it appeared, rather than the archive it can be had from.
            certain = (
                min(one.certain, 0.75) if _ARCHIVES.match(one.when.venue or "") else one.certain
            )
            if _PUBLISHERS.fullmatch(one.when.venue or ""):
                certain = min(certain, 0.6)
            if one.when.venue and certain > best:
                venue, venue_year, best = one.when.venue, one.when.year, certain
            if one.when.year:
                years.append(one.when.year)
    return venue_year or (years[0] if years else None), venue


def _links(candidate: Candidate) -> tuple[list[Link], str | None]:
    kinds: dict[str, tuple[str, str | None, bool]] = {}
    for one in candidate.pieces:
        if not one.href or one.href.startswith(("#", "mailto:", "javascript:")):
            continue
        url = one.href
        if nested := _LINK_IN_LINK.fullmatch(url):
            url = nested.group(1)
        url = re.sub(r"(?:\"|%22)[^\"/]*(?:\"|%22)$", "", url)  # a title glued to its address
        if one.role == "names" and links.host_kind(url) != "paper":
            continue  # somebody's home page
        label = one.text
        title = (
            one is candidate.title
            if candidate.fields is None
            else one.href in candidate.fields.hrefs
        )
        kind = links.link_kind(label, url, title=title)
        if one.field.startswith("dataset") and not title:
            kind = "dataset"
        if (
            0 <= one.cell < len(candidate.block.columns)
            and not title
            and not links.label_kind(label)
        ):
            kind = links.label_kind(candidate.block.columns[one.cell]) or kind
        framework = links.framework(label) if kind == "code" else None
        known = kinds.get(url)
        if known is None or (known[2] and not title and links.label_kind(label)):
            kinds[url] = (kind, framework or (known[1] if known else None), title)
    found = [Link(kind, url, framework) for url, (kind, framework, _) in kinds.items()]
    return found, next((link.framework for link in found if link.framework), None)
