"""What a store shall hold, loaded into a new engine file, in bulk and as a whole."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kg.records import LABELS, RELATIONSHIPS, Columns, Graph, Progress, rows_of
from kg.stores.ownership import Kind, batches, kind_of
from kg.stores.rewriting import hidden, translate
from kg.stores.schema import CONSTRAINTS
from kg.stores.whole_store import End, Key, OwnNode, OwnRelationship, Row, WholeStore

__all__ = ["load", "load_graph"]


_ID = hidden("id")
#: Marks users' nodes until their relationships are there too.
_MARK = "kg_number"
#: How many nodes, and how many of the smaller relationships, the engine is given at once.
_NODES, _RELATIONSHIPS = 5_000, 20_000
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
    with _new_file(path) as graph:
        for label, nodes in whole.nodes.items():
            if nodes:
                _add_nodes(graph, label, list(nodes), _columns_of_rows(nodes.values()))
                tell(label, len(nodes), len(nodes))
        for kind in sorted(whole.relationships):
            rows = whole.relationships[kind]
            if kind.key:
                _create_keyed(graph, kind, rows)
            elif rows:
                starts, ends = [key[0] for key in rows], [key[1] for key in rows]
                _add_relationships(graph, kind, starts, ends, _columns_of_rows(rows.values()))
            if rows:
                tell(kind.type, len(rows), len(rows))
        for (label, id), more in sorted(whole.labels.items()):
            for other in more:
                graph.add_label(label, [id], other)
        _create_own_nodes(graph, whole.own_nodes)
        _create_own_relationships(graph, whole.own_relationships)
        if whole.own_nodes:
            graph.cypher(f"MATCH (n) WHERE n.{_MARK} IS NOT NULL REMOVE n.{_MARK}")


def load_graph(graph: Graph, path: Path, tell: Progress) -> None:
    """Write a new engine file of a graph and nothing else, from the columns of its records.

    The file is that which :func:`load` writes of the same nodes and relationships.

    Parameters
    ----------
    graph, path, tell
        As for :func:`load`.

    Raises
    ------
    OSError, kglite.KgError
        When it cannot be written.
    """
    with _new_file(path) as engine:
        for label in LABELS:
            if columns := graph.columns(label):
                _add_nodes(engine, label.LABEL, columns["id"], _hidden(columns))
                tell(label.LABEL, len(columns["id"]), len(columns["id"]))
        for type_ in sorted(RELATIONSHIPS, key=kind_of):
            kind, columns = kind_of(type_), graph.columns(type_)
            if not columns:
                continue
            if kind.key:
                keys = zip(*(columns[name] for name in ("start", "end", *kind.key)), strict=True)
                rows = dict(zip(keys, rows_of(_hidden(columns)), strict=True))
                _create_keyed(engine, kind, rows)
            else:
                starts, ends = columns["start"], columns["end"]
                _add_relationships(engine, kind, starts, ends, _hidden(columns))
            tell(kind.type, len(columns["start"]), len(columns["start"]))


def _hidden(columns: Columns) -> Columns:
    """Return the columns of properties under the names that the engine keeps."""
    names = sorted(columns.keys() - {"start", "end"}, key=hidden)
    return {hidden(name): columns[name] for name in names}


@contextmanager
def _new_file(path: Path) -> Iterator[Any]:
    """Open a new engine file under the constraints of the model, and close it."""
    import kglite

    for former in (path, path.with_name(f"{path.name}-wal")):
        former.unlink(missing_ok=True)
    graph = kglite.open(os.fspath(path), durable="off", lock=False)
    for constraint in CONSTRAINTS:
        graph.cypher(translate(constraint).cypher)
    yield graph
    with warnings.catch_warnings():
        # Which columns a save could not lay out for memory mapping is no news to anybody.
        warnings.simplefilter("ignore", kglite.MappedFallbackWarning)
        graph.close()


def _add_nodes(graph: Any, label: str, ids: Sequence[str], columns: Columns) -> None:
    kinds = _kinds(columns)
    for frame in _frames({"id": ids}, columns, kinds, _NODES):
        graph.add_nodes(frame, label, "id", column_types=_lists(kinds))


def _add_relationships(
    graph: Any, kind: Kind, starts: Sequence[str], ends: Sequence[str], columns: Columns
) -> None:
    kinds, keys = _kinds(columns), {"start": starts, "end": ends}
    for frame in _frames(keys, columns, kinds, _RELATIONSHIPS):
        graph.add_relationships(
            frame, kind.type, kind.start, "start", kind.end, "end", column_types=_lists(kinds)
        )


def _kinds(columns: Columns) -> dict[str, str]:
    return {name: _kind(values) for name, values in columns.items()}


def _lists(kinds: Mapping[str, str]) -> dict[str, str]:
    """Return the columns of lists as the engine is told of them, which then need not look at every value."""
    return {name: kind for name, kind in kinds.items() if kind == "list"}


def _create_keyed(graph: Any, kind: Kind, rows: Mapping[Key, Row]) -> None:
    """Create relationships of which two nodes can have several, which in bulk become one."""
    create = (
        f"UNWIND $rows AS row MATCH (a:{kind.start} {{{_ID}: row.a}}) "
        f"MATCH (b:{kind.end} {{{_ID}: row.b}}) CREATE (a)-[r:{kind.type}]->(b) SET r += row.p"
    )
    for batch in batches([{"a": key[0], "b": key[1], "p": row} for key, row in rows.items()]):
        graph.cypher(create, params={"rows": batch})


def _columns_of_rows(rows: Iterable[Row]) -> Columns:
    """Return the columns of rows, None where a row lacks a property."""
    table = list(rows)
    names = sorted({name for row in table for name in row})
    return {name: [row.get(name) for row in table] for name in names}


def _frames(
    keys: Mapping[str, Sequence[str]], columns: Columns, kinds: Mapping[str, str], rows: int
) -> Iterator[Any]:
    """Yield tables whose columns have the types of their values, the keys first.

    In pieces, since the engine holds all that it is given at once twice over.
    """
    import pandas as pd

    length = max(map(len, keys.values()))
    for start in range(0, length, rows):
        piece = slice(start, start + rows)
        yield pd.DataFrame(
            {
                name: _column(values[piece], kinds.get(name, "object"))
                for name, values in {**keys, **columns}.items()
            }
        )


def _kind(values: Iterable[Any]) -> str:
    kinds = set(map(type, values)) - {type(None)}
    named = {int: "Int64", bool: "boolean", float: "Float64", list: "list"}
    return named.get(kinds.pop(), "object") if len(kinds) == 1 else "object"


def _column(values: Sequence[Any], kind: Any) -> Any:
    import numpy as np
    import pandas as pd

    if kind in ("object", "list"):
        # The very objects: pandas would make others of texts.
        return np.fromiter(values, dtype=object, count=len(values))
    return pd.array(values, dtype=kind)


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
