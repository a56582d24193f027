"""The site of a store as a server on this machine: pages, queries, SPARQL, exports.

Needs the extra ``citation-kg[serve]``; nothing else of the package imports this.
"""

from kg.web.serve.app import Settings, create_app
from kg.web.serve.server import run

__all__ = ["Settings", "create_app", "run"]
