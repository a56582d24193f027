"""What speaks for a block being the entry of a paper, looking at the block alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from kg.reading_list import links
from kg.reading_list.candidates import (
    Candidate,
    is_only_venue,
    is_paper_label,
    lead_only_within,
    leads_to_paper,
)
from kg.reading_list.columns import column_role
from kg.reading_list.dates_and_venues import FUNCTION_WORDS
from kg.reading_list.features import Row, fact
from kg.reading_list.piece import Piece
from kg.reading_list.sections import Place

__all__ = [
    "EVENTS",
    "count_of",
    "holds_no_papers",
    "hrefs_of",
    "names_a_tool",
    "prose_in",
    "rows_alone",
]

_NO_PAPERS = re.compile(
    r"(?i)\b(?:contents?|toc|sponsors?|contribut\w+|acknowledg\w+|licen[sc]e|tools?|toolbox(?:es)?|librar(?:y|ies)|"
    r"courses?|lectures?|seminars?|call for papers|tutorials?|blogs?|posts?|books?|talks?|videos?|conferences?|workshops?|journals?|websites?|resources|links|products?|related (?:lists?|repos\w*|awesome)|"
    r"awesome lists?|projects?|researchers|people|communit(?:y|ies)|news|updated?s?|about (?:me|us)|changelog|citation|star history|software|glossary|dictionary|abbreviations|acronyms|competitions?|challenges?|jobs?|slides|presentations?|posters?)\b|目录"
)

#: Sections whose parts hold no papers, either.
EVENTS = re.compile(r"(?i)\b(?:conferences|workshops|courses|blogs|jobs)\b")

#: What follows the noun that a heading is about.
_ENDS_NAME = re.compile(r"\s*(?:$|[^\w\s]|\d|(?:and|or|for|of|on|in|about|to|from|by|with)\b)")

PAPERS_NAMED = re.compile(
    r"(?i)(?<!call for )\b(?:papers?|thes[ei]s|dissertations?|publications?|articles?|readings?|to read|literature)\b|论文|論文|논문|文献"
)

DATASETS = re.compile(r"(?i)\b(?:data\s?sets?|corpora|benchmarks?)\b|数据集")


#: Words with which a list speaks of itself to its reader.
_SPEAKING = re.compile(
    r"(?i)\b(?:we|you|your|our|us|i|i'll|i'm|my|please|here|below|above|following|lists?|curated|collections?|repo(?:sitory)?|"
    r"contribut\w+|welcome|feel free|pull requests?|e-?mail|contact|inspired by|updated?|click|see also|more|citations|star|issues?|icons?|"
    r"is|are|was|were|has|have|can|will|should|this|these|it)\b|请|欢迎|本文|合集|我们|列表|この|です|ます"
)

_LONGEST_SAID = 400

_WORD = re.compile(r"[^\W\d_][\w'’-]*")


def rows_alone(candidates: Sequence[Candidate], placed: dict[int, Place]) -> list[Row]:
    """Return the features of each candidate that need no other candidate."""
    heads = {above.index for candidate in candidates for above in candidate.under}
    linked = {
        candidate.block.group
        for candidate in candidates
        if candidate.kind == "row" and hrefs_of(candidate)
    }
    rows = []
    for candidate in candidates:
        names = [
            ("bias", 1.0),
            *((name, 1.0) for name in _of_candidate(candidate, placed[candidate.index])),
        ]
        if candidate.index in heads:
            names.append(("heads others", 1.0))
        if candidate.kind == "row" and candidate.block.group not in linked:
            names.append(("table without links", 1.0))
        if candidate.title is not None:
            names.append(("likeness", candidate.title.likeness))
        rows.append(names + prose_in(candidate))
    return rows


def _of_candidate(candidate: Candidate, place: Place) -> Iterable[str]:
    yield f"kind {candidate.kind}"
    title = candidate.title
    if title is None:
        yield "no title"
        return
    yield from _of_fields(candidate)
    yield from _of_title(candidate, title)
    yield from _of_links(candidate, title)
    section = list(_of_section(candidate, place))
    yield from section
    reference = list(_of_reference([piece for piece in candidate.pieces if piece is not title]))
    yield from reference
    if reference == [_NO_REFERENCE] and not hrefs_of(candidate):
        yield from _of_bare_title(title, section)
    yield from _of_block(candidate, title)


def _of_reference(others: Sequence[Piece]) -> Iterable[str]:
    """Yield what is said beside the title: where, when and by whom."""
    dates = {fact(piece) for piece in others if piece.role == "dated"}
    certain = [piece.certain for piece in others if piece.role == "names"]
    venue = "venue" if any("venue" in date for date in dates) else "no venue"
    year = "year" if any("year" in date for date in dates) else "no year"
    yield f"{venue}, {year}, {'names' if certain else 'no names'}"
    if max(certain, default=0.0) >= 0.9:
        yield "sure names"


_NO_REFERENCE = "no venue, no year, no names"


def _of_bare_title(title: Piece, section: Iterable[str]) -> Iterable[str]:
    """Yield what a title looks like that stands alone, and in which kind of section."""
    yield f"bare title, {'alike' if title.likeness >= 0.6 else 'unlike'}"
    if count_of(title) > 3:
        yield f"bare title, {_letters_of(title)}"
    yield from (f"bare title in {fact}" for fact in section)


def _of_block(candidate: Candidate, title: Piece) -> Iterable[str]:
    """Yield how the block stands among the others."""
    if candidate.follower:
        yield "leads others"
    if candidate.block.parent is not None:
        yield "nested"
        yield f"nested, {_letters_of(title)}"
    if candidate.block.quoted:
        yield "quoted"
    if candidate.kind == "paragraph" and not candidate.follower:
        yield f"paragraph begins {fact(candidate.pieces[0])}"


def _letters_of(title: Piece) -> str:
    return "in capitals" if _is_capital(title.text) else "in small letters"


def _of_fields(candidate: Candidate) -> Iterable[str]:
    """Yield what the words of a candidate say together: who, when, where."""
    said = candidate.fields
    if said is None:
        return
    present = [
        name
        for name, value in (("people", said.people), ("year", said.year), ("venue", said.venue))
        if value
    ]
    trust = "surely" if not said.doubtful else "maybe"
    yield f"says {' '.join(present) or 'a title'}"
    yield f"says {trust} {' '.join(present) or 'a title'}"
    yield f"{candidate.kind} says {trust} {' '.join(present) or 'a title'}"
    if len(present) > 1:
        yield f"says {trust} much"
    if "title" in said.doubtful:
        yield "title doubtful"


def count_of(title: Piece) -> int:
    """Return the number of words."""
    return len(title.text.split())


def _of_title(candidate: Candidate, title: Piece) -> Iterable[str]:
    count = count_of(title)
    alike = "alike" if title.likeness >= 0.4 else "unlike"
    yield f"title {title.style}"
    yield f"{candidate.kind} title {title.style}"
    yield f"title {'short' if count < 3 else 'long' if count > 25 else 'usual'}"
    yield f"title {title.style}, {alike}"
    if title is candidate.pieces[0]:
        yield "title first"
    if count > 3:
        yield f"title {_letters_of(title)}"
    if title.text.endswith((".", ":", "!", "：")):
        yield f"title ends with {title.text[-1]}"
    if is_only_venue(title.text):
        yield "title is a venue"
    if title.href:
        host = links.host_kind(title.href)
        yield f"title leads to {host}"
        yield f"title leads to {host}, {alike}"
    if 0 <= title.cell < len(candidate.block.columns):
        yield f"title in column {column_role(candidate.block.columns[title.cell])}"


def _of_links(candidate: Candidate, title: Piece) -> Iterable[str]:
    hrefs = hrefs_of(candidate)
    if not hrefs:
        yield "no link"
        return
    if lead_only_within(hrefs):
        yield "links within"
    elif not any(href.startswith("http") for href in hrefs):
        yield "links to files beside"
    yield "scholarly link" if _is_scholarly(hrefs) else "no scholarly link"
    if any(map(leads_to_paper, candidate.pieces)):
        yield "link of a paper"
    if any(map(is_paper_label, candidate.pieces)):
        yield "label of a paper"
    if _ELSEWHERE.issuperset(map(links.host_kind, hrefs)):
        yield "links elsewhere"
    if not title.href and all(piece.role == "label" for piece in _linked(candidate)):
        yield "labels alone are links"


def _is_scholarly(hrefs: Iterable[str]) -> bool:
    return any(map(links.scholarly, hrefs))


def _linked(candidate: Candidate) -> list[Piece]:
    return [piece for piece in candidate.pieces if piece.href]


#: Kinds of pages that are no papers.
_ELSEWHERE = {"code", "project", "video", "blog", "demo", "other", "dataset", "slides"}


def _of_section(candidate: Candidate, place: Place) -> Iterable[str]:
    kind = _kind_of_section(place.section)
    is_tool = names_a_tool(candidate)
    if kind is not None:
        yield kind
    if kind in (_NO_PAPERS_HERE, _EVENTS_ABOVE):
        hrefs = hrefs_of(candidate)
        if hrefs and not _is_scholarly(hrefs):
            yield f"{kind}, leads elsewhere"
    if kind == _NO_PAPERS_HERE and is_tool:
        yield f"{kind}, a tool"
    if any(map(DATASETS.search, place.section[-1:])):
        yield "section of datasets"
    if place.venue:
        yield "section of a venue"
    elif place.year:
        yield "section of a year"
    if is_tool:
        yield "a tool"


_NO_PAPERS_HERE = "section of no papers"
_EVENTS_ABOVE = "below a section of events"


def _kind_of_section(section: Sequence[str]) -> str | None:
    """Return what the heading of a section announces, and those above it."""
    if not section:
        return "no section"
    if holds_no_papers(section[-1]):
        return _NO_PAPERS_HERE
    if PAPERS_NAMED.search(section[-1]):
        return "section of papers"
    return _EVENTS_ABOVE if any(map(EVENTS.search, section[:-1])) else None


def prose_in(candidate: Candidate) -> Row:
    """Return how much of a candidate is running text, and of which kind of candidate."""
    words = sum(
        len(piece.text.split())
        for piece in candidate.pieces
        if piece.role in ("text", "note") and piece is not candidate.title and not piece.href
    )
    said = (
        ""
        if candidate.title and _is_capital(candidate.title.text)
        else candidate.block.text[:_LONGEST_SAID]
    )
    speaking = len(_SPEAKING.findall(said))
    row = [(f"prose in {candidate.kind}", min(words, 60) / 20)]
    if speaking:
        row += [
            ("speaks to the reader", min(speaking, 3)),
            (f"{candidate.kind} speaks to the reader", 1.0),
        ]
    return row


def _is_capital(text: str) -> bool:
    """Whether most words of a text are capitalised, as in titles and unlike in sentences."""
    words = [word for word in _WORD.findall(text) if word.casefold() not in FUNCTION_WORDS]
    return len(words) > 1 and sum(word[0].isupper() for word in words) >= 0.7 * len(words)


def holds_no_papers(heading: str) -> bool:
    """Whether a heading names what is no paper: "Tools for Python", not "Tool Learning"."""
    return not PAPERS_NAMED.search(heading) and any(
        _ENDS_NAME.match(heading, match.end()) for match in _NO_PAPERS.finditer(heading)
    )


def hrefs_of(candidate: Candidate) -> list[str]:
    """Return where the pieces of a candidate lead."""
    return [piece.href for piece in candidate.pieces if piece.href]


def names_a_tool(candidate: Candidate) -> bool:
    """Whether a short name stands first: a tool with its description, not a title."""
    first = next((piece for piece in candidate.pieces if piece.text and piece.role != "tag"), None)
    if first is None or first.style != "link" or first.likeness >= 0.4:
        return False
    return first.role != "label" or links.label_kind(first.text) != "paper"
