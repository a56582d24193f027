"""What passes between the rooms: plain typed records, and nothing else.

Three families, in the order the data moves:

- what a list says: :class:`Entry`, :class:`ListedDataset`, :class:`Warning`, :class:`ParsedList`;
- what a source says: :class:`Work`, :class:`Resolution`, :class:`Citation`, and, put
  together for one list or records file, :class:`Facts`;
- the graph itself: :class:`Paper`, :class:`Author`, ... and the relationships
  :class:`Cites`, :class:`Authored`, ..., held in a :class:`Graph`.

A field that is not known is ``None`` (or an empty list), never ``""`` or ``0``.
The graph's records have the names, labels and types of the graph model, so that
:func:`properties` is all that is needed to write one to a store.
"""

from __future__ import annotations

from kg.records.citations import Citation, CitationTable, Statement
from kg.records.columns import Columns, rows_of
from kg.records.datasets import Introduction, KnownDataset, MovedRepository
from kg.records.encoding import facts_of_json, json_of_facts
from kg.records.entries import (
    Decision,
    Entry,
    LeftOut,
    Link,
    ListedDataset,
    Mark,
    ParsedList,
    Warning,
)
from kg.records.facts import (
    BuildOptions,
    Facts,
    MatchCandidate,
    ReferenceListing,
    Resolution,
    Work,
    WorkAuthor,
)
from kg.records.graph import Edge, Graph, GraphReader, authors_of
from kg.records.model import (
    LABELS,
    RELATIONSHIP_TYPES,
    RELATIONSHIPS,
    Author,
    Authored,
    Cites,
    Dataset,
    ImplementedBy,
    Introduces,
    Lists,
    ListsDataset,
    Node,
    Paper,
    PublishedIn,
    ReadingList,
    Relationship,
    Repository,
    UsesDataset,
    Venue,
    properties,
)
from kg.records.progress import Progress
from kg.records.reference_lists import ListSummary, service_label
from kg.records.snapshot import ListedPaper, NewsSnapshot

__all__ = [
    "LABELS",
    "RELATIONSHIPS",
    "RELATIONSHIP_TYPES",
    "Author",
    "Authored",
    "BuildOptions",
    "Citation",
    "CitationTable",
    "Cites",
    "Columns",
    "Dataset",
    "Decision",
    "Edge",
    "Entry",
    "Facts",
    "Graph",
    "GraphReader",
    "ImplementedBy",
    "Introduces",
    "Introduction",
    "KnownDataset",
    "LeftOut",
    "Link",
    "ListSummary",
    "ListedDataset",
    "ListedPaper",
    "Lists",
    "ListsDataset",
    "Mark",
    "MatchCandidate",
    "MovedRepository",
    "NewsSnapshot",
    "Node",
    "Paper",
    "ParsedList",
    "Progress",
    "PublishedIn",
    "ReadingList",
    "ReferenceListing",
    "Relationship",
    "Repository",
    "Resolution",
    "Statement",
    "UsesDataset",
    "Venue",
    "Warning",
    "Work",
    "WorkAuthor",
    "authors_of",
    "facts_of_json",
    "json_of_facts",
    "properties",
    "rows_of",
    "service_label",
]
