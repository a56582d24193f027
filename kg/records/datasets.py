"""Datasets and moved repositories as a file describes them; see ``kg/mentions/datasets.toml``."""

from __future__ import annotations

import msgspec

from kg.identifiers import graph_ids

__all__ = ["Introduction", "KnownDataset", "MovedRepository"]


class Introduction(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A paper that introduces a dataset."""

    title: str
    doi: str | None = None
    arxiv: str | None = None
    acl: str | None = None

    def ids(self) -> list[str]:
        """Return the graph ids of the paper."""
        known = {"doi": self.doi, "arxiv": self.arxiv, "acl": self.acl}
        return graph_ids({kind: value for kind, value in known.items() if value})


class KnownDataset(
    msgspec.Struct,
    frozen=True,
    omit_defaults=True,
    forbid_unknown_fields=True,
    rename={"others": "not"},
):
    """A dataset with every name that papers give it; see ``datasets.toml`` for the fields."""

    name: str
    aliases: tuple[str, ...] = ()
    ambiguous: tuple[str, ...] = ()
    url: str | None = None
    links: tuple[str, ...] = ()
    introduced_by: tuple[Introduction, ...] = ()
    others: tuple[str, ...] = ()

    def names(self) -> list[str]:
        """Return every name, the usual one first, each once."""
        return list(dict.fromkeys((self.name, *self.aliases, *self.ambiguous)))

    def certain_names(self) -> list[str]:
        """Return the names that mean this dataset wherever they stand."""
        return [name for name in (self.name, *self.aliases) if name not in self.ambiguous]


class MovedRepository(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A repository that has moved: where it is, and where it was."""

    url: str
    formerly: tuple[str, ...]
