"""Which papers do these words mean? Those that hold them all, in their titles first."""

from __future__ import annotations

from typing import NamedTuple

from kg.identifiers import normalise_title
from kg.web.snapshot import SiteSnapshot

__all__ = ["PaperWords", "paper_words", "ranked"]


class PaperWords(NamedTuple):
    """The words of a paper, folded, with a space on either side: of its title, and of the rest."""

    id: str
    title: str
    others: str
    listed: bool
    cited: int


def paper_words(snapshot: SiteSnapshot) -> list[PaperWords]:
    """Return the words of every paper, once for many searches; a few kB a paper."""
    people = snapshot.of("author")
    found = []
    for id, paper in snapshot.of("paper").items():
        authors = (people[edge.start].get("name", "") for edge in snapshot.to_node("AUTHORED", id))
        others = " ".join(
            str(part)
            for part in (
                paper.get("year", ""),
                paper.get("venue", ""),
                *authors,
                id,
                *paper.get("aliases", ()),
                paper.get("abstract", ""),
                paper.get("tldr", ""),
            )
        )
        found.append(
            PaperWords(
                id,
                f" {normalise_title(str(paper.get('short') or ''))} {normalise_title(str(paper.get('title') or ''))} ",
                f" {normalise_title(others)} ",
                bool(paper.get("listed")),
                len(snapshot.to_node("CITES", id)),
            )
        )
    return found


def ranked(papers: list[PaperWords], query: str) -> tuple[list[str], bool]:
    """Return the ids of the papers that fit a query, the best first, and whether they hold all of its words.

    Where none holds all words, those that hold most are returned. Without words every
    paper fits.

    Examples
    --------
    >>> papers = [PaperWords("a", " deep hashing ", " 2017 ", False, 1),
    ...           PaperWords("b", " hashing ", " deep learning ", True, 9)]
    >>> ranked(papers, "Deep hash")
    (['a', 'b'], True)
    >>> ranked(papers, "deep quantisation")
    (['a', 'b'], False)
    """
    words = normalise_title(query).split()
    scored = []
    for paper in papers:
        in_title = sum(f" {word}" in paper.title for word in words)
        matched = sum(f" {word}" in paper.title or f" {word}" in paper.others for word in words)
        if matched or not words:
            is_title = bool(words) and f" {' '.join(words)} " in paper.title
            rank = (-matched, not is_title, -in_title, not paper.listed, -paper.cited, paper.id)
            scored.append((rank, paper.id))
    scored.sort()
    most = -scored[0][0][0] if scored else 0
    return [id for rank, id in scored if -rank[0] == most], most == len(words)
