"""The page of a reading list: every entry in the list's order, and how it was matched."""

from __future__ import annotations

import msgspec

from kg.linked_data.literals import public_url
from kg.web.addresses import Address
from kg.web.pages.papers import EntryOfPage, LinkOfPage, entry
from kg.web.pages.shown_name import shown_name
from kg.web.snapshot import SiteSnapshot

__all__ = ["ListPage", "ListedEntry", "Section", "list_page"]


class ListedEntry(msgspec.Struct, frozen=True):
    """An entry, and the page of what it names."""

    entry: EntryOfPage
    names: Address


class Section(msgspec.Struct, frozen=True):
    """Entries that follow each other under one heading."""

    heading: list[str]
    entries: list[ListedEntry]


class ListPage(msgspec.Struct, frozen=True, omit_defaults=True):
    """A reading list. ``figures`` counts its entries by how sure their match is."""

    id: str
    title: str
    source: str
    figures: dict[str, int]
    sections: list[Section]
    retrieved: str | None = None
    links: list[LinkOfPage] = []


def list_page(snapshot: SiteSnapshot, id: str) -> ListPage:
    """Return the page of a reading list; a ``KeyError`` where there is none."""
    reading_list = snapshot.of("list")[id]
    title = shown_name(reading_list)
    papers, datasets = snapshot.of("paper"), snapshot.of("dataset")
    ordered = sorted(
        snapshot.from_node("LISTS", id),
        key=lambda edge: (edge.properties.get("position", 0), edge.end),
    )
    sections: list[Section] = []
    figures: dict[str, int] = {}
    for edge in ordered:
        found = entry(Address("list", id, title), edge)
        if edge.end in papers:
            names = Address("paper", edge.end, shown_name(papers[edge.end]))
            figures[found.confidence] = figures.get(found.confidence, 0) + 1
        else:
            names = Address("dataset", edge.end, shown_name(datasets[edge.end]))
        if not sections or sections[-1].heading != found.section:
            sections.append(Section(found.section, []))
        sections[-1].entries.append(ListedEntry(found, names))
    url = public_url(reading_list["source"])
    return ListPage(
        id=id,
        title=title,
        source=str(reading_list["source"]),
        figures={name: figures[name] for name in _CONFIDENCES if name in figures},
        sections=sections,
        retrieved=reading_list.get("retrieved"),
        links=[LinkOfPage("The list", url)] if url else [],
    )


_CONFIDENCES = ("certain", "probable", "unsure", "none")
