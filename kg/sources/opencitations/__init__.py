"""OpenCitations: open citations with an identifier each, one list a request."""

from kg.sources.opencitations.source import OpenCitations

__all__ = ["OpenCitations"]
