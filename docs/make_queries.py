"""Write docs/queries.md from the query library and its answers on the example, or check it.

python docs/make_queries.py           write it
python docs/make_queries.py --check   exit 1 when it is stale
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kg.ingest import demo_graph
from kg.library import LibraryQuery, queries
from kg.stores import Store, open_store

TARGET = Path(__file__).parent / "queries.md"
ROWS = 4
WIDEST = 70
INTRODUCTION = """\
# Queries

<!-- Made by docs/make_queries.py from queries/ and the example; `make lint` checks that it is current. -->

What people ask of a citation graph, ready to run. Each query is a file `NAME.cypher` with a
SPARQL twin `NAME.rq` that gives the same rows:

```bash
kg queries                              # the library
kg query most-cited -p limit=3          # Cypher, on either store
kg query ancestors -p paper="DRSL"      # a paper by id, DOI, line:N, acronym or words
kg sparql most-cited -p limit=3         # the SPARQL twin
kg queries most-cited                   # the query itself, to start from
```

The answers below are those of the example (`kg demo`), cut to their first rows. Its records name
no intents and one list, so three queries are empty there.
"""


def main() -> int:
    """Write the page, or with ``--check`` compare it."""
    text = page()
    if "--check" in sys.argv[1:]:
        if TARGET.is_file() and TARGET.read_text(encoding="utf-8") == text:
            return 0
        print("error: docs/queries.md is stale, run python docs/make_queries.py", file=sys.stderr)
        return 1
    TARGET.write_text(text, encoding="utf-8", newline="\n")
    return 0


def page() -> str:
    """Return the page: every query with its parameters and the first rows of its answer."""
    with tempfile.TemporaryDirectory() as folder:
        with open_store(folder, write=True) as store:
            store.write(demo_graph(), [])
        with open_store(folder) as store:
            parts = [section(query, store) for query in queries()]
    return INTRODUCTION + "".join(parts)


def section(query: LibraryQuery, store: Store) -> str:
    """Return the part of one query."""
    rows = store.query(query.cypher, query.values({}))
    told = [f"\n## {query.title}\n\n`{query.name}`: {query.answers}\n"]
    for parameter in query.parameters:
        default = json.dumps(parameter.default, ensure_ascii=False)
        told.append(f"\nParameter `{parameter.name}` ({parameter.type}), by default `{default}`.\n")
    if not rows:
        return "".join([*told, "\nNothing on the example.\n"])
    told.append("\n" + table(rows[:ROWS]))
    if len(rows) > ROWS:
        told.append(f"\n... {len(rows)} rows in all.\n")
    return "".join(told)


def table(rows: list[Mapping[str, Any]]) -> str:
    """Return rows as a Markdown table, long texts cut with an ellipsis."""
    columns = list(rows[0])
    lines = [
        columns,
        ["---"] * len(columns),
        *([cell(row[name]) for name in columns] for row in rows),
    ]
    return "".join("| " + " | ".join(line) + " |\n" for line in lines)


def cell(value: object) -> str:
    """Return a value as the text of a table's cell."""
    text = "" if value is None else str(value)
    text = text if len(text) <= WIDEST else text[: WIDEST - 1] + "…"
    return text.replace("|", "\\|").replace("<", "&lt;")


if __name__ == "__main__":
    sys.exit(main())
