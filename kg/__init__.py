"""citation-kg: a list of papers as a citation knowledge graph.

>>> from kg import build, open_source, open_store
>>> from kg.settings import packaged
>>> import tempfile
>>> with tempfile.TemporaryDirectory() as directory:
...     report = build(
...         [str(packaged("examples", "cross-modal-retrieval.md"))],
...         store=directory,
...         source=open_source(str(packaged("examples", "cross-modal-retrieval.records.jsonl"))),
...     )
...     with open_store(directory) as store:
...         rows = store.query("MATCH (p:Paper {listed: true}) RETURN count(p) AS papers")
>>> rows
[{'papers': 62}]
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

#: Public name to the module that has it. Imported when first asked for, because the
#: engines behind them take longer to import than most commands take to run.
_HOMES = {
    "Graph": "kg.records",
    "KgError": "kg.errors",
    "ancestors": "kg.lineage",
    "build": "kg.ingest.build",
    "descendants": "kg.lineage",
    "display": "kg.page",
    "export": "kg.graph_export",
    "export_rdf": "kg.linked_data.export",
    "find_paper": "kg.stores.find_paper",
    "main_path": "kg.lineage",
    "open_source": "kg.sources",
    "open_store": "kg.stores",
    "read_list": "kg.reading_list",
    "render": "kg.page",
    "validate": "kg.linked_data.validate",
}

__all__ = [
    "Graph",
    "KgError",
    "ancestors",
    "build",
    "descendants",
    "display",
    "export",
    "export_rdf",
    "find_paper",
    "main_path",
    "open_source",
    "open_store",
    "read_list",
    "render",
    "validate",
]

if TYPE_CHECKING:
    from kg.errors import KgError
    from kg.graph_export import export
    from kg.ingest.build import build
    from kg.lineage import ancestors, descendants, main_path
    from kg.linked_data.export import export_rdf
    from kg.linked_data.validate import validate
    from kg.page import display, render
    from kg.reading_list import read_list
    from kg.records import Graph
    from kg.sources import open_source
    from kg.stores import open_store
    from kg.stores.find_paper import find_paper


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'kg' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)
