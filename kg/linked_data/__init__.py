"""Linked data: the graph as RDF, its description, its shapes, and SPARQL over it."""
