"""What is in doubt in a list, and what its owner decides about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from kg.errors import KgError, UsageError
from kg.identifiers import from_text
from kg.ingest.built_lists import location_of
from kg.records import Entry, Facts, ParsedList

__all__ = ["decide", "doubts"]


def doubts(
    where: str, inputs: Sequence[Facts], *, curation: str | None = None
) -> list[dict[str, Any]]:
    """Return the unsure and unmatched entries of a list as it was last built, with their candidates.

    Entries that a decision was made about since then are left out. Lines that may be papers
    and were not read follow, as ``unread``: their owner writes them so that they are, or ignores them.

    Parameters
    ----------
    where
        The path or URL of the list.
    inputs
        What the store remembers.
    curation
        The curation file, when it is not beside the list.

    Raises
    ------
    KgError
        When the list was not built into the store.

    Examples
    --------
    >>> from kg.ingest import demo_facts
    >>> facts = demo_facts()
    >>> [(one["line"], one["confidence"]) for one in doubts("cross-modal-retrieval.md", [facts])]
    [(48, 'unsure')]
    """
    facts, parsed = _built(where, inputs)
    path = _curation_path(where, curation)
    decided = _decided(parsed, path) if path and path.is_file() else set()
    return [
        {
            "line": entry.line,
            "title": entry.title,
            "year": entry.year,
            "confidence": resolution.confidence,
            "evidence": resolution.evidence,
            "candidates": msgspec.to_builtins(resolution.candidates),
        }
        for position, (entry, resolution) in enumerate(
            zip(parsed.entries, facts.resolutions, strict=True)
        )
        if resolution.confidence in ("unsure", "none") and position not in decided
    ] + [
        {
            "line": line_left.line,
            "title": line_left.text,
            "year": None,
            "confidence": "unread",
            "evidence": "may be a paper and was not read; give it a link or an identifier of the paper",
            "candidates": [],
        }
        for line_left in parsed.left
        if line_left.reason == "unsure"
    ]


def decide(
    where: str,
    inputs: Sequence[Facts],
    *,
    accept: Mapping[int, str],
    reject: Sequence[int],
    curation: str | None = None,
) -> tuple[Path, int]:
    """Write decisions into the curation file; return its path and how many were written.

    Parameters
    ----------
    where
        The list: a path or URL.
    inputs
        The facts that the store remembers, with the candidates.
    accept
        Line to the identifier that the entry on it is.
    reject
        Lines whose candidates are all wrong.
    curation
        The curation file, when it is not beside the list.

    Raises
    ------
    UsageError
        When a line holds no entry, or an identifier is none.
    """
    from kg.reading_list.curation_file import write_decision

    _, parsed = _built(where, inputs)
    path = _curation_path(where, curation)
    if path is None:
        raise UsageError(
            "a list from a URL has no place beside it",
            where=where,
            hint="name a file with --curation",
        )
    for line, text in accept.items():
        id = from_text(text)
        if id is None:
            raise UsageError(
                f"{text!r} is no identifier",
                where=f"line {line}",
                hint="give a DOI, an arXiv id, or s2:<paper id>",
            )
        write_decision(path, _entry(parsed, line), accept=id)
    for line in reject:
        write_decision(path, _entry(parsed, line), reject=["*"])
    return path, len(accept) + len(reject)


def _built(where: str, inputs: Sequence[Facts]) -> tuple[Facts, ParsedList]:
    resolved = location_of(where)
    for facts in inputs:
        parsed = facts.reading_list
        if parsed and (
            resolved == facts.location or where in (parsed.source, parsed.id, facts.location)
        ):
            return facts, parsed
    raise KgError(
        "this list was not built into the store", where=where, hint="run kg build on it first"
    )


def _curation_path(where: str, curation: str | None) -> Path | None:
    from kg.reading_list.curation_file import curation_path

    return Path(curation) if curation else curation_path(where)


def _decided(parsed: ParsedList, path: Path) -> set[int]:
    from kg.reading_list.curation_file import decisions_for, read_curation

    return set(decisions_for(parsed, read_curation(path))[0])


def _entry(parsed: ParsedList, line: int) -> Entry:
    for entry in parsed.entries:
        if entry.line == line:
            return entry
    raise UsageError(
        "no entry stands on this line", where=f"line {line}", hint="kg parse LIST shows the lines"
    )
