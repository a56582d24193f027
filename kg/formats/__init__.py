"""The graph in the formats other tools read: bibliographies, tables, networks.

BibTeX, RIS and CSL-JSON hold the papers of the reading lists, to cite them; CSV,
GraphML, GEXF and Pajek hold every paper of the graph, to count and to draw.
"""

from kg.formats.write import FORMATS, format_of, write

__all__ = ["FORMATS", "format_of", "write"]
