"""Datasets and code, recognised in sentences and addresses."""

from __future__ import annotations

from kg.mentions.catalogue import (
    Catalogue,
    read_datasets,
    read_moved,
    standard_catalogue,
)
from kg.mentions.code import CodeMention, code_of_abstract, code_of_context, repository
from kg.mentions.datasets import Recogniser, Use

__all__ = [
    "Catalogue",
    "CodeMention",
    "Recogniser",
    "Use",
    "code_of_abstract",
    "code_of_context",
    "read_datasets",
    "read_moved",
    "repository",
    "standard_catalogue",
]
