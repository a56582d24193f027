"""Semantic Scholar as a source: the fewest requests, nothing asked twice, nothing lost."""

from kg.sources.semantic_scholar.source import SemanticScholar

__all__ = ["SemanticScholar"]
