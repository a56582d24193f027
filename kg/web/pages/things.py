"""The pages of authors, venues, datasets and repositories."""

from __future__ import annotations

import msgspec

from kg.linked_data.literals import public_url
from kg.web.addresses import Address
from kg.web.pages.papers import (
    EntryOfPage,
    LinkOfPage,
    PaperRow,
    UseOfPage,
    entries,
    paper_row,
    paper_rows,
)
from kg.web.pages.shown_name import shown_name
from kg.web.snapshot import SiteSnapshot

__all__ = [
    "AuthorPage",
    "DatasetPage",
    "RepositoryPage",
    "VenuePage",
    "author_page",
    "dataset_page",
    "repository_page",
    "venue_page",
]


class AuthorPage(msgspec.Struct, frozen=True, omit_defaults=True):
    """A person as printed: their papers here, and others printed under the same name."""

    id: str
    name: str
    papers: list[PaperRow]
    links: list[LinkOfPage] = []
    namesakes: list[Address] = []


class VenuePage(msgspec.Struct, frozen=True, omit_defaults=True):
    """A journal or conference series, and its papers here."""

    id: str
    name: str
    papers: list[PaperRow]
    acronym: str | None = None
    kind: str | None = None
    alternate_names: list[str] = []


class DatasetPage(msgspec.Struct, frozen=True, omit_defaults=True):
    """A dataset: who introduces it, who uses it and by which words, where lists name it."""

    id: str
    name: str
    links: list[LinkOfPage] = []
    aliases: list[str] = []
    introduced_by: list[PaperRow] = []
    used_by: list[UseOfPage] = []
    entries: list[EntryOfPage] = []


class RepositoryPage(msgspec.Struct, frozen=True, omit_defaults=True):
    """A code repository, and the papers that it implements."""

    id: str
    name: str
    papers: list[PaperRow]
    host: str | None = None
    links: list[LinkOfPage] = []


def author_page(snapshot: SiteSnapshot, id: str) -> AuthorPage:
    """Return the page of an author; a ``KeyError`` where there is none."""
    authors = snapshot.of("author")
    author = authors[id]
    profiles = (
        ("Semantic Scholar", "s2_id", "https://www.semanticscholar.org/author/"),
        ("ORCID", "orcid", "https://orcid.org/"),
    )
    return AuthorPage(
        id=id,
        name=shown_name(author),
        papers=paper_rows(snapshot, (edge.end for edge in snapshot.from_node("AUTHORED", id))),
        links=[
            LinkOfPage(name, url)
            for name, property, prefix in profiles
            if property in author and (url := public_url(f"{prefix}{author[property]}"))
        ],
        namesakes=[
            Address("author", other, shown_name(authors[other])) for other in snapshot.namesakes(id)
        ],
    )


def venue_page(snapshot: SiteSnapshot, id: str) -> VenuePage:
    """Return the page of a venue; a ``KeyError`` where there is none."""
    venue = snapshot.of("venue")[id]
    return VenuePage(
        id=id,
        name=shown_name(venue),
        papers=paper_rows(snapshot, (edge.start for edge in snapshot.to_node("PUBLISHED_IN", id))),
        acronym=venue.get("acronym"),
        kind=venue.get("kind"),
        alternate_names=venue.get("alternate_names", []),
    )


def dataset_page(snapshot: SiteSnapshot, id: str) -> DatasetPage:
    """Return the page of a dataset; a ``KeyError`` where there is none."""
    dataset = snapshot.of("dataset")[id]
    url = public_url(dataset.get("url", ""))
    papers = snapshot.of("paper")
    uses = [edge for edge in snapshot.to_node("USES_DATASET", id) if edge.start in papers]
    uses.sort(key=lambda edge: (-(papers[edge.start].get("year") or 0), edge.start))
    return DatasetPage(
        id=id,
        name=shown_name(dataset),
        links=[LinkOfPage("Home page", url)] if url else [],
        aliases=dataset.get("aliases", []),
        introduced_by=paper_rows(
            snapshot, (edge.start for edge in snapshot.to_node("INTRODUCES", id))
        ),
        used_by=[
            UseOfPage(
                Address("paper", edge.start, shown_name(papers[edge.start])),
                f"told by {edge.properties.get('kind', 'its words')}",
                edge.properties.get("evidence", []),
            )
            for edge in uses
        ],
        entries=entries(snapshot, id),
    )


def repository_page(snapshot: SiteSnapshot, id: str) -> RepositoryPage:
    """Return the page of a code repository; a ``KeyError`` where there is none."""
    repository = snapshot.of("repository")[id]
    url = public_url(repository.get("url", id))
    return RepositoryPage(
        id=public_url(id) or id,  # never with somebody's password
        name=shown_name(repository),
        papers=[
            paper_row(snapshot, edge.start)
            for edge in snapshot.to_node("IMPLEMENTED_BY", id)
            if edge.start in snapshot.of("paper")
        ],
        host=repository.get("host"),
        links=[LinkOfPage("Repository", url)] if url else [],
    )
