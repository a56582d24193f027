"""Pages as plain data: one module a kind of page, made of a snapshot, shown by templates."""

from kg.web.pages.indexes import IndexPage, index_page
from kg.web.pages.library import LibraryPage, library_page
from kg.web.pages.overview import Overview, overview
from kg.web.pages.papers import (
    EntryOfPage,
    PaperPage,
    PaperRow,
    completeness,
    paper_links,
    paper_page,
    paper_row,
    paper_rows,
)
from kg.web.pages.reading_lists import ListPage, list_page
from kg.web.pages.search import FoundPapers, PaperIndex, PaperSearch, SearchPage, paper_search
from kg.web.pages.shown_name import shown_name
from kg.web.pages.things import (
    AuthorPage,
    DatasetPage,
    RepositoryPage,
    VenuePage,
    author_page,
    dataset_page,
    repository_page,
    venue_page,
)

__all__ = [
    "AuthorPage",
    "DatasetPage",
    "EntryOfPage",
    "FoundPapers",
    "IndexPage",
    "LibraryPage",
    "ListPage",
    "Overview",
    "PaperIndex",
    "PaperPage",
    "PaperRow",
    "PaperSearch",
    "RepositoryPage",
    "SearchPage",
    "VenuePage",
    "author_page",
    "completeness",
    "dataset_page",
    "index_page",
    "library_page",
    "list_page",
    "overview",
    "paper_links",
    "paper_page",
    "paper_row",
    "paper_rows",
    "paper_search",
    "repository_page",
    "shown_name",
    "venue_page",
]
