"""OpenAlex: an open catalogue of works, a hundred a request."""

from kg.sources.openalex.source import OpenAlex

__all__ = ["OpenAlex"]
