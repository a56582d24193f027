"""Crossref: the reference lists that publishers deposit."""

from kg.sources.crossref.primary import CrossrefAlone
from kg.sources.crossref.source import Crossref

__all__ = ["Crossref", "CrossrefAlone"]
