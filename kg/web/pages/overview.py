"""The front page: what the graph is, how much of it is known, its main path."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from kg.records import Edge
from kg.web.addresses import Address
from kg.web.pages.papers import PaperRow, paper_row
from kg.web.pages.shown_name import shown_name
from kg.web.snapshot import SiteSnapshot

__all__ = ["Figure", "Overview", "overview"]


class Figure(msgspec.Struct, frozen=True):
    """A number and what it counts."""

    count: int
    what: str


class Overview(msgspec.Struct, frozen=True, omit_defaults=True):
    """The front page. ``built`` is the newest date of an answer, None when none has one.

    ``spine`` are the papers of the main path in one line, one standing for all that tie
    with it; ``main_path`` holds all.
    """

    title: str
    figures: list[Figure]
    lists: list[Address] = []
    entries: dict[str, int] = {}
    references: dict[str, int] = {}
    main_path: list[PaperRow] = []
    spine: list[PaperRow] = []
    sources: list[str] = []
    built: str | None = None


def overview(
    snapshot: SiteSnapshot, main_path: Sequence[str] = (), spine: Sequence[str] = ()
) -> Overview:
    """Return the front page.

    Parameters
    ----------
    snapshot
        The graph.
    main_path
        Ids of the papers of its main path, the oldest first.
    spine
        Those of them that stand for the others.
    """
    lists = {id: shown_name(reading_list) for id, reading_list in snapshot.of("list").items()}
    listed = [paper for paper in snapshot.of("paper").values() if paper.get("listed")]
    edges = [edge for found in snapshot.out["CITES"].values() for edge in found]
    return Overview(
        title=_title([*lists.values()]),
        figures=[
            _figure(len(listed), "paper", "papers", " of the list" + "s" * (len(lists) > 1)),
            *(_figure(len(snapshot.of(kind)), *words) for kind, *words in _FIGURES),
            _figure(len(edges), "citation", "citations"),
        ],
        lists=[Address("list", id, name) for id, name in lists.items()],
        entries=_counted(_confidences(snapshot)),
        references=_counted(paper.get("references_state", "unknown") for paper in listed),
        main_path=[paper_row(snapshot, id) for id in main_path],
        spine=[paper_row(snapshot, id) for id in spine],
        sources=sorted({name for edge in edges for name in edge.properties.get("sources", [])}),
        built=_newest(snapshot, edges),
    )


_FIGURES = (
    ("paper", "paper", "papers", " in all"),
    ("author", "author", "authors"),
    ("venue", "venue", "venues"),
    ("dataset", "dataset", "datasets"),
    ("repository", "code repository", "code repositories"),
)


def _figure(count: int, singular: str, plural: str, of_what: str = "") -> Figure:
    return Figure(count, (singular if count == 1 else plural) + of_what)


def _title(names: Sequence[str]) -> str:
    if len(names) > 2:
        return f"{names[0]} and {len(names) - 1} more lists"
    return " and ".join(names) or "Citation graph"


def _confidences(snapshot: SiteSnapshot) -> Iterator[str]:
    papers = snapshot.of("paper")
    for edges in snapshot.out["LISTS"].values():
        for edge in edges:
            if edge.end in papers:
                yield edge.properties.get("confidence", "none")


def _newest(snapshot: SiteSnapshot, edges: Sequence[Edge]) -> str | None:
    dates = {edge.properties.get("retrieved") for edge in edges}
    dates.update(reading_list.get("retrieved") for reading_list in snapshot.of("list").values())
    return max((date for date in dates if date), default=None)


def _counted(values: Iterable[str]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for value in values:
        counts[value] = counts.get(value, 0) + 1
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
