"""Which paper does a person mean? Ids, aliases, links, lines of a list, words of a title."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from typing import Any

from kg.captions import without_letter
from kg.errors import AmbiguousPaper, PaperNotFound, UsageError
from kg.identifiers import from_text, normalise_title
from kg.records import GraphReader

__all__ = ["find_paper", "papers_where"]

log = logging.getLogger("kg")

#: How alike two names are, out of 100, that may be one mistyped, and that are.
_LIKELY, _MISTYPED = 75, 88
_SHORTEST_MISTYPED = 10
#: How many times as far away the next name is, where one is clearly the nearest.
_CLEARLY = 3
_READ = ("id", "title", "short", "year", "aliases", "s2_id", "listed")


def find_paper(graph: GraphReader, words: str) -> str:
    """Return the id of the paper that a person's words mean.

    Parameters
    ----------
    graph
        A store, or a graph in memory.
    words
        An id or alias (``doi:10.1/x``, ``s2:...``), a DOI, an arXiv id or their links, a
        line of a list (``line:17``), an acronym (``ACMR``, ``Wang 2017``), a title or
        words of one. Ids come first, then the acronym or whole title, then words; a
        mistyped title is the one paper that is near, which is said.

    Raises
    ------
    AmbiguousPaper
        When several papers fit equally well; ``candidates`` names them.
    PaperNotFound
        When none fits; ``candidates`` names those whose titles are nearest.

    Examples
    --------
    >>> from kg.records import Graph, Paper
    >>> graph = Graph()
    >>> graph.add(Paper(id="doi:10.1/a", title="Adversarial Cross-Modal Retrieval", short="ACMR"))
    >>> graph.add(Paper(id="arxiv:1711.06420", title="Cross-Modal Matching", short="Gu 2018"))
    >>> find_paper(graph, "acmr")
    'doi:10.1/a'
    >>> find_paper(graph, "https://arxiv.org/abs/1711.06420v2")
    'arxiv:1711.06420'
    >>> find_paper(graph, "adversarial retrieval"), find_paper(graph, "Adversarial Cros-Modal Retreival")
    ('doi:10.1/a', 'doi:10.1/a')
    """
    as_given, words = words, words.strip()
    if match := re.fullmatch(r"line:\s*(\d+)", words, re.IGNORECASE):
        return _on_line(graph, int(match[1]))
    papers = list(graph.nodes("Paper", _READ))
    if any(paper["id"] == as_given for paper in papers):
        return as_given
    if found := _named_so(papers, words):
        return _only(found, words)
    parts = _with_parts(papers, words)
    if len(parts) == 1:
        named = _named([_candidate(parts[0])])
        log.warning("no paper is called %r: the one with words that begin so is %s", words, named)
        return str(parts[0]["id"])
    scored = _nearest(papers, words)
    likely = [paper for paper, score in scored if score >= _LIKELY]
    if _is_mistyped(words, [score for _, score in scored]):
        named = _named(likely[:1])
        log.warning("no paper is called %r: the one written almost so is %s", words, named)
        return str(likely[0]["id"])
    if parts:
        return _only(parts, words)
    hint = "give an id, a DOI, line:N or words of its title"
    raise PaperNotFound(
        "no paper of the graph goes by that name",
        where=words,
        hint=f"did you mean: {_named(likely)}?" if likely else hint,
        candidates=[paper for paper, _ in scored],
    )


def _named_so(papers: list[dict[str, Any]], words: str) -> list[dict[str, Any]]:
    """Return the papers that the first test which any passes is passed by."""
    found = ([paper for paper in papers if fits(paper)] for fits in _tests(words))
    return next((papers for papers in found if papers), [])


def _is_mistyped(words: str, scores: list[float]) -> bool:
    """Return whether words are the nearest title with a slip: an identifier with one is another identifier."""
    is_title = from_text(words) is None and len(words) >= _SHORTEST_MISTYPED
    nearest, after = [*scores, 0, 0][:2]
    clear = after < nearest and 100 - after >= _CLEARLY * (100 - nearest)
    return is_title and nearest >= _MISTYPED and (after < _LIKELY or clear)


def _nearest(papers: list[dict[str, Any]], words: str) -> list[tuple[dict[str, object], float]]:
    """Return the papers whose names are nearest, and how alike they are, the nearest first."""
    from rapidfuzz import fuzz, process

    is_id = from_text(words) is not None
    names = [paper["id"] if is_id else normalise_title(paper.get("title", "")) for paper in papers]
    wanted = words if is_id else normalise_title(words)
    scorer = fuzz.ratio if is_id else fuzz.token_sort_ratio
    found = process.extract(wanted, names, scorer=scorer, limit=5)
    return [(_candidate(papers[number]), score) for _, score, number in found]


#: Letters that are taken for the beginning of a word.
_SHORTEST_BEGINNING = 5
#: Signs of scripts that write without blanks.
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
#: Whether a paper is the one that words mean.
_Test = Callable[[dict[str, Any]], bool]


def _tests(words: str) -> Iterator[_Test]:
    """Yield what to try, best first: a title only where the words are no identifier."""
    id = from_text(words) or (
        f"s2:{words.lower()}" if re.fullmatch("[0-9a-fA-F]{40}", words) else None
    )
    yield from _tests_of_ids(words, id)
    if id is None and (title := normalise_title(words)):
        yield from _tests_of_titles(title)


def _tests_of_ids(words: str, id: str | None) -> Iterator[_Test]:
    yield lambda paper: paper["id"] == words
    if id is not None:
        yield lambda paper: paper["id"] == id
    names = {words, id}
    yield (
        lambda paper: (
            not names.isdisjoint(paper.get("aliases", ())) or id == f"s2:{paper.get('s2_id')}"
        )
    )


def _tests_of_titles(words: str) -> Iterator[_Test]:
    def title(paper: dict[str, Any]) -> str:
        return normalise_title(paper.get("title", ""))

    def caption(paper: dict[str, Any]) -> str:
        return normalise_title(paper.get("short", ""))

    def before_colon(paper: dict[str, Any]) -> str:
        return normalise_title(paper.get("title", "").split(":")[0])

    def plain_caption(paper: dict[str, Any]) -> str:
        return normalise_title(without_letter(paper.get("short", ""), paper.get("year")))

    def initials(paper: dict[str, Any]) -> str:
        """Return ``acmr`` of "Adversarial Cross-Modal Retrieval"."""
        return "".join(word[0] for word in title(paper).split())

    wanted = words.split()
    yield lambda paper: words in (title(paper), caption(paper))
    yield lambda paper: words in (before_colon(paper), plain_caption(paper))
    if len(wanted) == 1 and len(words) > 2:
        yield lambda paper: words == initials(paper)
    yield lambda paper: f" {words} " in f" {title(paper)} "
    yield lambda paper: set(wanted) <= set(title(paper).split())


def _with_parts(papers: list[dict[str, Any]], words: str) -> list[dict[str, Any]]:
    """Return the papers whose titles hold all words, also as beginnings of longer ones.

    Letters within a word are no word ("GAT" of "propagation"), but where words stand
    without blanks between them; and a few letters begin too many words ("gated").
    """
    wanted = normalise_title(words).split() if from_text(words) is None else []
    titles = [normalise_title(paper.get("title", "")) for paper in papers]
    return [
        paper
        for paper, title in zip(papers, titles, strict=True)
        if wanted
        and all(
            (f" {word}" if len(word) >= _SHORTEST_BEGINNING else f" {word} ") in f" {title} "
            or (_UNSPACED.search(word) and word in title)
            for word in wanted
        )
    ]


def _on_line(graph: GraphReader, line: int) -> str:
    ends = {
        (edge.end, edge.start)
        for edge in graph.relationships("LISTS", ("line",))
        if edge.properties.get("line") == line
    }
    papers = {paper["id"]: paper for paper in graph.nodes("Paper", _READ)}
    found = [{**papers[id], "list": start} for id, start in sorted(ends) if id in papers]
    if not found:
        raise PaperNotFound(
            "no listed paper stands on that line", where=f"line:{line}", hint="see: kg parse LIST"
        )
    if len({paper["id"] for paper in found}) == 1:
        return str(found[0]["id"])
    return _only(found, f"line:{line}")


def _only(found: list[dict[str, Any]], words: str) -> str:
    if len(found) == 1:
        return str(found[0]["id"])
    found = sorted(found, key=lambda paper: (not paper.get("listed"), paper["id"]))
    candidates = [_candidate(paper) for paper in found]
    named = _named(candidates[:10])
    more = f"; and {len(found) - 10} more" if len(found) > 10 else ""
    raise AmbiguousPaper(
        f"{len(found)} papers go by that name",
        where=words,
        hint=f"give the id of one of: {named}{more}",
        candidates=candidates,
    )


def _candidate(paper: dict[str, Any]) -> dict[str, object]:
    return {name: paper[name] for name in ("id", "title", "year", "list") if name in paper}


def _named(candidates: list[dict[str, object]]) -> str:
    return "; ".join(
        f"{paper['id']} ({paper.get('title', 'no title')}, {paper.get('year', 'no year')})"
        for paper in candidates
    )


def papers_where(graph: GraphReader, predicate: str) -> set[str]:
    """Return the ids of the papers that meet a Cypher predicate on the paper ``p``.

    Raises
    ------
    UsageError
        When the graph is none that can be asked in Cypher.
    QueryError
        When the predicate is not Cypher.

    Examples
    --------
    >>> import tempfile
    >>> from kg.ingest import demo_graph
    >>> from kg.stores.opening import open_store
    >>> with tempfile.TemporaryDirectory() as directory, open_store(directory, write=True) as store:
    ...     changes = store.write(demo_graph(), [])
    ...     len(papers_where(store, "p.year < 1960"))
    1
    """
    query = getattr(graph, "query", None)
    if query is None:
        raise UsageError("only a store can evaluate a predicate", where=predicate)
    # Open to whoever may query the store anyway; stores answer without writing.
    return {row["id"] for row in query(f"MATCH (p:Paper) WHERE {predicate} RETURN p.id AS id")}
