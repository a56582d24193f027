"""The text beside a structured answer: short, for assistants that show their model nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from functools import singledispatch
from typing import Any

from kg.formats.papers import plain
from kg.web.assistants import answers
from kg.web.assistants.paging import excerpt

__all__ = ["text_of"]

_LONGEST = 4_000
_LINE = 260


def text_of(answer: Any) -> str:
    """Return an answer in a few lines; words of others stand in quotation marks.

    Examples
    --------
    >>> print(text_of(answers.SearchAnswer(of=0)))
    0 shown of 0
    """
    if isinstance(answer, answers.SearchResults | answers.TextDocument):
        # The pair search and fetch is read as JSON, from the text too.
        return json.dumps(asdict(answer), ensure_ascii=False)
    lines = [excerpt(plain(line), _LINE) for line in _lines(answer)]
    if isinstance(answer, answers.AnswerPart):
        lines.insert(0, _how_many(answer))
    shown: list[str] = []
    room = _LONGEST
    for place, line in enumerate(lines):
        room -= len(line.encode()) + 1
        if room < 0:
            shown.append(f"[{len(lines) - place:,} more lines in the structured answer]")
            break
        shown.append(line)
    return "\n".join(shown)


def _how_many(answer: answers.AnswerPart) -> str:
    of = "not known" if answer.of is None else f"{answer.of:,}"
    more = "" if answer.next_offset is None else f"; more from offset {answer.next_offset}"
    return f"{answer.shown:,} shown of {of}{more}"


def _quoted(words: str | None) -> str:
    return "“" + plain(words or "").replace("“", "'").replace("”", "'") + "”"


def _paper(paper: Any) -> str:
    year = "year not known" if paper.year is None else paper.year
    return f"- {_quoted(paper.title)} ({year}) {paper.id}"


@singledispatch
def _lines(answer: Any) -> Iterator[str]:
    raise TypeError(f"no text for {type(answer).__name__}")


@_lines.register
def _(answer: answers.SearchAnswer) -> Iterator[str]:
    if answer.note:
        yield answer.note
    for paper in answer.papers:
        yield f"{_paper(paper)}{', in the list' if paper.listed else ''}, references {paper.references_state}"


@_lines.register
def _(answer: answers.PaperAnswer) -> Iterator[str]:
    yield _paper(answer)
    yield f"authors: {_quoted(', '.join(answer.authors))}"
    yield f"references ({answer.references_state}): {answer.references}"
    yield f"citations ({answer.citations_state}): {answer.cited_by}"
    for name in ("citation_count", "reference_count"):
        value = getattr(answer, name)
        yield f"{name}: {'not known' if value is None else format(value, ',')}"
    for named in answer.named_by:
        yield f"{named.reading_list} line {named.line}: {named.confidence}, by {named.matched_by}"


@_lines.register
def _(answer: answers.CitationAnswer) -> Iterator[str]:
    yield f"{_quoted(answer.title)} {answer.id}: {answer.completeness}"
    for paper in answer.papers:
        sources = f", says {', '.join(paper.sources)}" if paper.sources else ""
        yield _paper(paper) + sources


@_lines.register
def _(answer: answers.WhyAnswer) -> Iterator[str]:
    yield "linked" if answer.link else "not linked"
    for reason in answer.reasons:
        origin = ", ".join(part for part in (reason.code, reason.source, reason.date) if part)
        yield f"- {_quoted(reason.sentence)} [{origin}]"


@_lines.register
def _(answer: answers.PathsAnswer) -> Iterator[str]:
    yield answer.note
    titles = {paper.id: _paper(paper).removeprefix("- ") for paper in answer.papers}
    for number, chain in enumerate(answer.paths, 1):
        yield f"path {number} of {answer.count}:"
        yield from (f"- {titles.get(id, id)}" for id in chain)


@_lines.register
def _(answer: answers.MainPathAnswer) -> Iterator[str]:
    yield f"main path, {answer.weights} weights, {answer.search} search; {answer.note}"
    yield from map(_paper, answer.papers)


@_lines.register
def _(answer: answers.ReachAnswer) -> Iterator[str]:
    yield f"{_quoted(answer.title)} {answer.id}, its references {answer.references_state}; {answer.note}"
    for paper in answer.papers:
        yield f"{_paper(paper)}, {paper.distance} away"


@_lines.register
def _(answer: answers.Entries) -> Iterator[str]:
    figures = ", ".join(f"{n} {name}" for name, n in answer.confidences.items())
    yield f"{answer.reading_list} {_quoted(answer.title)}: {figures}; references {answer.references_state}"
    for entry in answer.entries:
        yield f"{_paper(entry)}, line {entry.line}, {entry.confidence}"


@_lines.register
def _(answer: answers.SuggestAnswer) -> Iterator[str]:
    yield answer.note
    for suggestion in answer.suggestions:
        yield f"{_paper(suggestion)}: {'; '.join(suggestion.reasons)}"


@_lines.register
def _(answer: answers.QueryRows) -> Iterator[str]:
    if answer.note:
        yield answer.note
    yield f"columns: {', '.join(answer.columns)}"
    for row in answer.rows:
        yield "- " + json.dumps(row, ensure_ascii=False)


@_lines.register
def _(answer: answers.SchemaAnswer) -> Iterator[str]:
    yield f"lists: {', '.join(answer.lists) or 'none'}; references {answer.references_state}"
    for node in answer.nodes:
        yield f"- {node.count:,} {node.label}: {', '.join(p.name for p in node.properties)}"
    for edge in answer.relationships:
        yield f"- {edge.count:,} (:{edge.start})-[:{edge.type}]->(:{edge.end})"
    for query in answer.queries:
        yield f"- query {query.name}: {query.title}"
