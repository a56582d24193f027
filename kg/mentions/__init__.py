"""Datasets and code, recognised in sentences and addresses."""

from __future__ import annotations

from kg.mentions.catalogue import Catalogue, KnownDataset, read_datasets, standard_catalogue
from kg.mentions.code import repository
from kg.mentions.datasets import Recogniser, Use

__all__ = [
    "Catalogue",
    "KnownDataset",
    "Recogniser",
    "Use",
    "read_datasets",
    "repository",
    "standard_catalogue",
]
