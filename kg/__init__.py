"""citation-kg: a Markdown list of papers as a citation knowledge graph."""

__version__ = "0.1.0"
