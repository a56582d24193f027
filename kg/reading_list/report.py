"""What a list says, as the JSON of the contract and as a table for people."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from kg.identifiers import graph_ids
from kg.reading_list.left_out import maybe_entries
from kg.records import Entry, ParsedList

__all__ = ["as_json", "summary", "table_rows"]

_DOUBTS = (
    "no-link",
    "duplicate-entry",
    "one-id-two-titles",
    "year-contradicts",
    "venue-contradicts",
    "broken-markup",
    "unread-identifier",
)


def as_json(parsed: ParsedList) -> dict[str, Any]:
    """Return the JSON document of ``kg parse``.

    Examples
    --------
    >>> document = as_json(ParsedList(id="list:l", source="l.md", sha256="", entries=[Entry(line=1, title="T")]))
    >>> sorted(document)
    ['datasets', 'entries', 'id', 'left', 'sha256', 'source', 'title', 'warnings']
    """
    return {
        "id": parsed.id,
        "title": parsed.title,
        "source": parsed.source,
        "sha256": parsed.sha256,
        "entries": [_entry(entry) for entry in parsed.entries],
        "datasets": [
            {
                "line": item.line,
                "name": item.name,
                "url": item.url,
                "section": item.section,
                "names": item.names,
                "position": item.position,
            }
            for item in parsed.datasets
        ],
        "left": [
            {"line": item.line, "text": item.text, "reason": item.reason} for item in parsed.left
        ],
        "warnings": [
            {"code": item.code, "message": item.message, "source": item.source, "line": item.line}
            for item in parsed.warnings
        ],
    }


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "line": entry.line,
        "title": entry.title,
        "year": entry.year,
        "venue": entry.venue,
        "authors": entry.authors,
        "links": [
            {"kind": link.kind, "url": link.url}
            | ({"framework": link.framework} if link.framework else {})
            for link in entry.links
        ],
        "ids": entry.ids,
        "section": entry.section,
        "framework": entry.framework,
        "position": entry.position,
        "lines": entry.lines or [entry.line],
        **({"citation_key": entry.citation_key} if entry.citation_key else {}),
        **({"record_type": entry.record_type} if entry.record_type else {}),
        **({"more_authors": True} if entry.more_authors else {}),
        **({"published": entry.published} if entry.published else {}),
        **({"unsure": entry.unsure} if entry.unsure else {}),
    }


def table_rows(parsed: ParsedList) -> tuple[list[str], list[list[object]]]:
    """Return the columns and rows of the table of ``kg parse``.

    ``look up`` is what the entry will be looked up by; ``doubt`` names what a person
    should look at.
    """
    doubts: dict[int, list[str]] = defaultdict(list)
    for warning in parsed.warnings:
        if warning.line and warning.code.startswith(_DOUBTS):
            doubts[warning.line].append(warning.code)
    rows: list[list[object]] = []
    for entry in parsed.entries:
        looked_up = (graph_ids(entry.ids) or ["title"])[0]
        kinds = Counter(link.kind for link in entry.links)
        links = " ".join(kind if count == 1 else f"{kind}×{count}" for kind, count in kinds.items())
        unsure = [f"unsure-{name}" for name in entry.unsure]
        doubt = " ".join(dict.fromkeys([*doubts[entry.line], *unsure]))
        rows.append([entry.line, entry.year, entry.venue, entry.title, looked_up, links, doubt])
    rows += [
        [dataset.line, None, None, " + ".join(dataset.names), "dataset", "", ""]
        for dataset in parsed.datasets
    ]
    rows.sort(key=lambda row: int(str(row[0])))
    return ["line", "year", "venue", "title", "look up", "links", "doubt"], rows


def _left_out(parsed: ParsedList) -> list[str]:
    counts = Counter(passage.reason for passage in parsed.left)
    if not counts:
        return []
    reasons = ", ".join(f"{count} {reason}" for reason, count in sorted(counts.items()))
    return [f"left out: {reasons} (kg parse --left shows them)"]


def summary(parsed: ParsedList) -> list[str]:
    """Return what a person should know about a list, a line each."""
    by_id = sum(bool(graph_ids(entry.ids)) for entry in parsed.entries)
    names = sum(len(dataset.names) for dataset in parsed.datasets)
    by_title = len(parsed.entries) - by_id
    counted = f"{len(parsed.entries)} entries ({by_id} by an identifier, {by_title} by title)"
    lines = [f"{parsed.source}: {counted}, {names} datasets", *_left_out(parsed)]
    lines += maybe_entries(
        warning.line for warning in parsed.warnings if warning.code == "maybe-entry"
    )
    return [*lines, *_warnings(parsed)]


#: Warnings of one kind that are shown.
_MOST_SHOWN = 5


def _warnings(parsed: ParsedList) -> Iterator[str]:
    """Yield the first warnings of each kind, and how many more there are."""
    shown = [warning for warning in parsed.warnings if warning.code != "maybe-entry"]
    counts = Counter(warning.code for warning in shown)
    repaired = counts["encoding-repaired"] if counts["encoding-repaired"] > _MOST_SHOWN else 0
    numbers: Counter[str] = Counter()
    for warning in shown:
        code = warning.code
        numbers[code] += 1
        if repaired and code == "encoding-repaired":
            continue
        if numbers[code] <= _MOST_SHOWN:
            yield f"line {warning.line}: {warning.message} [{code}]"
        elif numbers[code] == _MOST_SHOWN + 1:
            yield f"... and {counts[code] - _MOST_SHOWN} more [{code}]"
    if repaired:
        yield f"{repaired} lines had been decoded with the wrong encoding: repaired [encoding-repaired]"
