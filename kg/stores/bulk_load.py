"""What a store shall hold, loaded into a new engine file, in bulk and as a whole."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from kg.records import Progress
from kg.stores.replacement import End, Key, OwnNode, OwnRelationship, Row, WholeStore
from kg.stores.rewriting import hidden, translate
from kg.stores.schema import CONSTRAINTS
from kg.stores.state import Kind, batches

__all__ = ["load"]


_ID = hidden("id")
#: Marks users' nodes until their relationships are there too.
_MARK = "kg_number"
_DURATION = {"months", "days", "seconds"}


def load(whole: WholeStore, path: Path, tell: Progress) -> None:
    """Write a new engine file.

    Every node of kg's has its own id as the engine's id too, which the engine then never
    gives to another.

    Parameters
    ----------
    whole
        What it shall hold.
    path
        The file; one that is there is replaced.
    tell
        Called with what is being written, how many are done, and of how many.

    Raises
    ------
    OSError, kglite.KgError
        When it cannot be written.
    """
    import kglite

    for former in (path, path.with_name(f"{path.name}-wal")):
        former.unlink(missing_ok=True)
    graph = kglite.open(os.fspath(path), durable="off", lock=False)
    for constraint in CONSTRAINTS:
        graph.cypher(translate(constraint).cypher)
    for label, nodes in whole.nodes.items():
        if nodes:
            _load_nodes(graph, label, nodes)
            tell(label, len(nodes), len(nodes))
    for kind in sorted(whole.relationships):
        rows = whole.relationships[kind]
        if rows:
            (_create_keyed if kind.key else _load_relationships)(graph, kind, rows)
            tell(kind.type, len(rows), len(rows))
    for (label, id), more in sorted(whole.labels.items()):
        for other in more:
            graph.add_label(label, [id], other)
    _create_own_nodes(graph, whole.own_nodes)
    _create_own_relationships(graph, whole.own_relationships)
    if whole.own_nodes:
        graph.cypher(f"MATCH (n) WHERE n.{_MARK} IS NOT NULL REMOVE n.{_MARK}")
    with warnings.catch_warnings():
        # Which columns a save could not lay out for memory mapping is no news to anybody.
        warnings.simplefilter("ignore", kglite.MappedFallbackWarning)
        graph.close()


def _load_nodes(graph: Any, label: str, nodes: Mapping[str, Row]) -> None:
    frame = _frame(nodes.values())
    frame.insert(0, "id", list(nodes))
    graph.add_nodes(frame, label, "id")


def _load_relationships(graph: Any, kind: Kind, rows: Mapping[Key, Row]) -> None:
    frame = _frame(rows.values())
    frame.insert(0, "start", [key[0] for key in rows])
    frame.insert(1, "end", [key[1] for key in rows])
    graph.add_relationships(frame, kind.type, kind.start, "start", kind.end, "end")


def _create_keyed(graph: Any, kind: Kind, rows: Mapping[Key, Row]) -> None:
    """Create relationships of which two nodes can have several, which in bulk become one."""
    create = (
        f"UNWIND $rows AS row MATCH (a:{kind.start} {{{_ID}: row.a}}) "
        f"MATCH (b:{kind.end} {{{_ID}: row.b}}) CREATE (a)-[r:{kind.type}]->(b) SET r += row.p"
    )
    for batch in batches([{"a": key[0], "b": key[1], "p": row} for key, row in rows.items()]):
        graph.cypher(create, params={"rows": batch})


def _frame(rows: Iterable[Row]) -> Any:
    """Return rows as a table whose columns have the types of their values."""
    import pandas as pd

    table = list(rows)
    names = sorted({name for row in table for name in row})
    return pd.DataFrame(
        {name: _column([row.get(name) for row in table]) for name in names}, index=range(len(table))
    )


def _column(values: list[Any]) -> Any:
    import pandas as pd

    kinds = {type(value) for value in values} - {type(None)}
    if kinds == {int}:
        return pd.array(values, dtype="Int64")
    if kinds == {bool}:
        return pd.array(values, dtype="boolean")
    if kinds == {float}:
        return pd.array(values, dtype="Float64")
    column = pd.Series([None] * len(values), dtype=object)
    column[:] = values
    return column


def _create_own_nodes(graph: Any, nodes: Sequence[OwnNode]) -> None:
    by_labels: dict[str, list[Row]] = {}
    for number, node in enumerate(nodes):
        row = {"p": node.properties | {_MARK: number}}
        by_labels.setdefault(_labelled(node.labels), []).append(row)
    for labels, rows in sorted(by_labels.items()):
        for batch in batches(rows):
            graph.cypher(
                f"UNWIND $rows AS row CREATE (n{labels}) SET n += row.p", params={"rows": batch}
            )
    for number, node in enumerate(nodes):
        _set_durations(graph, f"MATCH (x) WHERE x.{_MARK} = {number}", node.properties)


def _create_own_relationships(graph: Any, edges: Sequence[OwnRelationship]) -> None:
    by_pattern: dict[str, list[Row]] = {}
    for edge in edges:
        pattern = f"MATCH {_pattern('a', edge.start)} MATCH {_pattern('b', edge.end)}"
        create = f"{pattern} CREATE (a)-[r:{_quoted(edge.type)}]->(b) SET r += row.p"
        row = {"a": edge.start.id, "b": edge.end.id, "p": edge.properties}
        by_pattern.setdefault(create, []).append(row)
    for create, rows in sorted(by_pattern.items()):
        for batch in batches(rows):
            graph.cypher(f"UNWIND $rows AS row {create}", params={"rows": batch})


def _pattern(name: str, end: End) -> str:
    if not end.label:
        return f"({name}) WHERE {name}.{_MARK} = row.{name}"
    return f"({name}:{end.label} {{{_ID}: row.{name}}})"


def _set_durations(graph: Any, match: str, properties: Row) -> None:
    """Make durations of what passed through Python as a map."""
    for name, value in properties.items():
        if isinstance(value, dict) and value.keys() == _DURATION:
            graph.cypher(
                f"{match} SET x.{_quoted(name)} = duration($value)", params={"value": value}
            )


def _labelled(labels: Sequence[str]) -> str:
    return "".join(f":{_quoted(label)}" for label in labels)


def _quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"
