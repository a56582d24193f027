"""References without an identifier that are papers of the graph after all.

They are compared with the papers of the finished graph, under the titles that those have
there, by the rule of list entries; only what is certain is linked.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from kg.ingest.citations import Assertion, Citations, UnidentifiedReference, own_papers
from kg.ingest.paper_ids import IdentifiedPapers
from kg.matching import TitleIndex, surnames, year_gap
from kg.records import Facts, Work

__all__ = ["link_unidentified"]

_HOW = {
    "crossref": "Crossref: deposited without a DOI",
    "openalex": "OpenAlex: without an identifier of ours",
    "opencitations": "OpenCitations: without an identifier of ours",
}


def link_unidentified(
    inputs: Sequence[Facts],
    identified: IdentifiedPapers,
    citations: Citations,
    works_of: Mapping[str, Sequence[Work]],
) -> None:
    """Link the references of services that are papers of the graph by title, year and first author.

    Parameters
    ----------
    inputs, identified
        What the papers are known from.
    citations
        Its ``unidentified`` are linked, as far as that is certain; the others stay.
    works_of
        The works of each paper of the graph, the most authoritative first.

    Notes
    -----
    Linear in papers, if there is any such reference at all.
    """
    if not any(reference.cited.secondhand for reference in citations.unidentified):
        return
    own = {facts.input: own_papers(facts, identified) for facts in inputs}
    unsure = set(_unsure(inputs, identified))
    ids = sorted(works_of.keys() - unsure)
    papers = [_as_named(works_of[id]) for id in ids]
    index = _titles(papers)
    left = []
    for reference in citations.unidentified:
        citing = reference.citing if reference.cited.secondhand else None
        found = None if citing is None else _paper_of(reference.cited, index, papers)
        if citing is None or found is None:
            left.append(reference)
            continue
        number, agreement = found
        among = own[reference.input]
        if among is None or {citing, ids[number]} <= among:
            citations.add(reference.input, citing, ids[number], _stated(reference, agreement))
    citations.unidentified = left


def _titles(papers: Sequence[Work]) -> TitleIndex:
    index = TitleIndex()
    for number, paper in enumerate(papers):
        if paper.title:
            index.add(number, paper)
    return index


def _stated(reference: UnidentifiedReference, agreement: str) -> Assertion:
    how = _HOW.get(reference.source, f"{reference.source}: without an identifier")
    statement = msgspec.structs.replace(reference.statement, evidence=how)
    return Assertion(statement, reference.source, agreement)


def _unsure(inputs: Sequence[Facts], identified: IdentifiedPapers) -> Iterator[str]:
    """Yield the papers of entries that are in doubt: nothing else may be taken for them."""
    for facts in inputs:
        for resolution, paper in zip(facts.resolutions, identified.listed(facts), strict=True):
            if resolution.confidence == "unsure":
                yield paper


def _as_named(works: Sequence[Work]) -> Work:
    """Return a paper as the graph names it."""
    return Work(
        title=next((work.title for work in works if work.title), None),
        year=next((work.year for work in works if work.year), None),
        publication_date=next(
            (work.publication_date for work in works if work.publication_date), None
        ),
        authors=next((work.authors for work in works if work.authors), []),
        publication_types=next(
            (work.publication_types for work in works if work.publication_types), []
        ),
    )


def _paper_of(cited: Work, index: TitleIndex, papers: Sequence[Work]) -> tuple[int, str] | None:
    """Return the paper that a reference is for certain, and what agrees."""
    if not cited.title:
        return None
    # Reference lists write names in every order: the first author is compared below.
    found = index.find(Work(title=cited.title, year=cited.year, venue=cited.venue))
    if found is None or found[1] != "certain":
        return None
    paper = papers[found[0]]
    author, gap = _names_first_author(cited, paper), year_gap(cited, paper)
    if author is False:
        return None
    if author and gap is not None:
        agree = "title, year and first author" if gap == 0 else "title and first author"
    elif author:
        agree = "title and first author"
    elif gap == 0:
        agree = "title and year"
    else:
        return None  # a title alone is not enough
    return found[0], f"{agree} are this paper's" + (", years one apart" if gap == 1 else "")


def _names_first_author(cited: Work, paper: Work) -> bool | None:
    """Whether a reference names the first author of a paper; None where one names nobody."""
    if not cited.authors or not paper.authors:
        return None
    first = surnames([paper.authors[0].name])
    return bool(first) and first[0] in _words(cited.authors[0].name)


def _words(name: str) -> set[str]:
    folded = unicodedata.normalize("NFKD", name).casefold()
    folded = "".join(char for char in folded if not unicodedata.combining(char))
    return {
        re.sub(r"['’-]", "", word) for word in re.findall(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", folded)
    }
