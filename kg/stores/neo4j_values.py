"""Rows of the Neo4j driver in the form that every store gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import neo4j
from neo4j.graph import Node, Path, Relationship
from neo4j.time import Date, DateTime, Duration, Time

from kg.stores.embedded_values import iso_duration, iso_time

__all__ = ["shown_row"]


def shown_row(record: neo4j.Record) -> dict[str, Any]:
    """Return a row: nodes and relationships as small mappings, times as text."""
    return {name: _value(value) for name, value in dict(record).items()}


def _value(value: Any) -> Any:
    """Return a value of an answer in the form every store gives."""
    for kinds, form in _FORMS:
        if isinstance(value, kinds):
            return form(value)
    return value


def _mapping(value: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _value(inner) for name, inner in sorted(value.items())}


def _node(node: Node) -> dict[str, Any]:
    return {"labels": sorted(node.labels), "properties": _mapping(node)}


def _relationship(relationship: Relationship) -> dict[str, Any]:
    return {"type": relationship.type, "properties": _mapping(relationship)}


def _path(path: Path) -> dict[str, Any]:
    return {
        "nodes": [_node(node) for node in path.nodes],
        "relationships": [_relationship(relationship) for relationship in path.relationships],
    }


def _duration(value: Duration) -> str:
    return iso_duration(value.months, value.days, value.seconds, value.nanoseconds)


def _time(value: DateTime | Time) -> str:
    return value.iso_format() if value.nanosecond % 1000 else iso_time(value.to_native())


#: How values are given that are no plain ones; a duration is a tuple as well, so it comes first.
_FORMS: tuple[tuple[Any, Callable[[Any], Any]], ...] = (
    (Node, _node),
    (Relationship, _relationship),
    (Path, _path),
    (dict, _mapping),
    (Duration, _duration),
    (list | tuple, lambda values: [_value(inner) for inner in values]),
    (DateTime | Time, _time),
    (Date, Date.iso_format),
)
