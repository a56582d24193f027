"""A graph as files for Neo4j's own importer, and the script that runs it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kg.bulk.engine import Engine
from kg.bulk.graph_tables import GraphTables
from kg.files import write_file
from kg.stores.schema import CONSTRAINTS, FULL_TEXT_INDEXES, RANGE_INDEXES

__all__ = ["write_import"]

#: Between the items of a list: a character that no text of a graph holds.
_BETWEEN = "\x1f"
#: What would end a line or an item inside a value.
_BREAKS = "[\r\n\x1f]+"
_TYPES = {"int64": ":long", "boolean": ":boolean"}

_SCRIPT = """\
#!/usr/bin/env bash
# Imports this graph into a new database of a Neo4j that is not running on it.
# usage: import.sh [DATABASE] [further options of neo4j-admin database import full]
# Neo4j is found through NEO4J_HOME, else on the path.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
database="${1:-neo4j}"
admin="${NEO4J_HOME:+$NEO4J_HOME/bin/}neo4j-admin"
command -v "$admin" > /dev/null || {
  echo "error: neo4j-admin is not found, $admin, set NEO4J_HOME to the folder of Neo4j" >&2
  exit 1
}
"$admin" database import full "$database" \\
  --array-delimiter=U+001F \\
%(files)s
  "${@:2}"
cat <<'CYPHER'
// The importer makes no constraints. Start the database and run in it:
%(cypher)s
CYPHER
"""


def write_import(engine: Engine, graph: GraphTables, folder: Path) -> dict[str, list[Path]]:
    """Write CSV files, their headers and ``import.sh``; return the files by label and type.

    Values are quoted with quotes doubled, a line break in one is a blank, and a list is its
    items between U+001F: every version of the importer reads that alike.

    Parameters
    ----------
    engine
        The engine that holds the tables.
    graph
        Nodes and relationships as tables.
    folder
        A folder that is not there yet.
    """
    written: dict[str, list[Path]] = {}
    options = []
    parts = [
        ("nodes", label, label, table, {"id": f"id:ID({label})"})
        for label, table in graph.nodes.items()
    ]
    parts += [
        (
            "relationships",
            relationship.type,
            f"{relationship.type}-{relationship.end}"
            if graph.ends(relationship.type) > 1
            else relationship.type,
            relationship.table,
            {"start": f":START_ID({relationship.start})", "end": f":END_ID({relationship.end})"},
        )
        for relationship in graph.relationships
    ]
    for option, name, stem, table, own_names in parts:
        header = ",".join(
            own_names.get(column, column + _type(kind)) for column, kind in table.schema().items()
        )
        folder.mkdir(parents=True, exist_ok=True)
        write_file(folder / f"{stem}-header.csv", f"{header}\n".encode())
        lines = table.select(line=_line(table))
        # The importer tells packing by the content, and people by the name.
        files = [
            file.rename(file.with_suffix(".csv.gz"))
            for file in engine.write_lines(lines, folder, stem)
        ]
        named = ",".join(f"$here/{file.name}" for file in (folder / f"{stem}-header.csv", *files))
        options.append(f'  --{option}={name}="{named}" \\')
        written[stem] = files
    cypher = "\n".join(
        f"{statement};" for statement in (*CONSTRAINTS, *RANGE_INDEXES, *FULL_TEXT_INDEXES)
    )
    script = folder / "import.sh"
    text = _SCRIPT % {"files": "\n".join(options), "cypher": cypher}
    write_file(script, text.encode())
    script.chmod(0o755)
    return written


def _type(kind: Any) -> str:
    return ":string[]" if kind.is_array() else _TYPES.get(str(kind), "")


def _line(table: Any) -> Any:
    """Return the line of a row: what is not known is nothing between two commas."""
    import ibis

    cells: list[Any] = []
    for name, kind in table.schema().items():
        column = table[name]
        if kind.is_array():
            column = column.map(lambda item: item.re_replace(_BREAKS, " ")).join(_BETWEEN)
        elif kind.is_string():
            column = column.re_replace(_BREAKS, " ")
        text = column.cast("string") if not kind.is_string() and not kind.is_array() else column
        if kind.is_string() or kind.is_array():
            text = ibis.literal('"').concat(text.replace('"', '""'), '"')
        cells += [text.fill_null(""), ","]
    first, *rest = cells[:-1]
    return first.concat(*rest)
