"""What a store promises about its nodes: constraints and indexes, created once."""

from __future__ import annotations

from kg.records import LABELS, RELATIONSHIP_TYPES

__all__ = ["CONSTRAINTS", "FULL_TEXT_INDEXES", "MARKS", "MODEL", "RANGE_INDEXES"]

#: Every label's ids are unique, on both stores.
CONSTRAINTS = tuple(
    f"CREATE CONSTRAINT kg_{kind.LABEL.lower()}_id IF NOT EXISTS "
    f"FOR (n:{kind.LABEL}) REQUIRE n.id IS UNIQUE"
    for kind in LABELS
)

#: What the query library looks things up by (Neo4j; the embedded engine scans in memory).
RANGE_INDEXES = tuple(
    f"CREATE INDEX kg_{label.lower()}_{name} IF NOT EXISTS FOR (n:{label}) ON (n.{name})"
    for label, name in (
        ("Paper", "year"),
        ("Paper", "listed"),
        ("Paper", "title"),
        ("Paper", "short"),
        ("Author", "name_key"),
        ("Author", "name"),
        ("Venue", "name"),
        ("Dataset", "name"),
    )
)

#: For words of titles and abstracts, and of names, in Neo4j Browser and Bloom.
FULL_TEXT_INDEXES = (
    "CREATE FULLTEXT INDEX kg_paper_text IF NOT EXISTS FOR (n:Paper) ON EACH [n.title, n.short, n.abstract]",
    "CREATE FULLTEXT INDEX kg_names IF NOT EXISTS FOR (n:Author|Venue|Dataset) ON EACH [n.name]",
)

#: Properties of papers in which users write too: kg's only where they hold what kg wrote.
MARKS = ("status", "tags", "note")

#: Label or relationship type to the properties of the graph model: what kg may remove again.
MODEL: dict[str, frozenset[str]] = {
    **{kind.LABEL: frozenset(kind.__struct_fields__) for kind in LABELS},
    **{
        kind.TYPE: frozenset(kind.__struct_fields__) - {"start", "end"}
        for kind in RELATIONSHIP_TYPES
    },
}
