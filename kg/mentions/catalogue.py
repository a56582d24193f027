"""Which datasets there are: their names, links, and the papers that introduce them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

import msgspec

from kg.errors import CurationError
from kg.files import read_file
from kg.identifiers import normalise_title
from kg.records import KnownDataset, MovedRepository

__all__ = [
    "Catalogue",
    "read_datasets",
    "read_moved",
    "standard_catalogue",
]

_PACKAGED = Path(__file__).with_name("datasets.toml")


class _File(msgspec.Struct, forbid_unknown_fields=True):
    dataset: list[KnownDataset] = []
    repository: list[MovedRepository] = []
    cues: dict[str, list[str]] = {}


class Catalogue:
    """Known datasets, found by name and link.

    Parameters
    ----------
    datasets
        Known datasets; of two with one name the later counts.
    cues
        The words that tell use from mention, by group; see ``datasets.toml``.

    Examples
    --------
    >>> known = standard_catalogue()
    >>> known.find("FLICKR", "http://shannon.cs.illinois.edu/DenotationGraph/").name
    'Flickr30k'
    >>> known.find("mirflickr").name, known.find("coco", "https://cocodataset.org/#download").name
    ('MIRFlickr-25K', 'MS COCO')
    >>> known.find("FLICKR") is None
    True
    """

    def __init__(self, datasets: Iterable[KnownDataset], cues: Mapping[str, Sequence[str]]) -> None:
        self.datasets = list({_key(dataset.name): dataset for dataset in datasets}.values())
        self.cues = {group: tuple(items) for group, items in cues.items()}
        self._by_name: dict[str, KnownDataset] = {}
        for dataset in self.datasets:
            for name in dataset.names():
                self._by_name[_key(name)] = dataset

    def find(self, name: str, url: str | None = None) -> KnownDataset | None:
        """Return the dataset that a list means by a name: what its link says, else its name.

        A usual name ("XMedia") means itself wherever it leads; a short or unknown one
        ("FLICKR") means what its link leads to.
        """
        named = self._by_name.get(_key(name))
        if named and _key(name) == _key(named.name):
            return named
        linked = [dataset for dataset in self.datasets if url and _leads_to(url, dataset)]
        akin = [
            candidate
            for candidate in linked
            if any(_key(name) in _key(other) for other in candidate.names())
        ]
        return akin[0] if len(akin) == 1 else named

    def extended(self, datasets: Iterable[KnownDataset]) -> Catalogue:
        """Return a catalogue with further datasets, which replace those of the same name."""
        return Catalogue([*self.datasets, *datasets], self.cues)


def _key(name: str) -> str:
    return normalise_title(name).replace(" ", "")


def _leads_to(url: str, dataset: KnownDataset) -> bool:
    return any(part.casefold() in url.casefold() for part in dataset.links)


def read_datasets(path: str | Path) -> list[KnownDataset]:
    """Return the datasets of a file in the form of ``datasets.toml``.

    Raises
    ------
    CurationError
        When the file is missing, is not TOML, or a dataset is not described as it must be.
    """
    return _read(Path(path)).dataset


def read_moved(path: str | Path) -> list[MovedRepository]:
    """Return the moved repositories of the same file: ``[[repository]]`` with ``url`` and ``formerly``.

    Raises
    ------
    CurationError
        As :func:`read_datasets`.
    """
    return _read(Path(path)).repository


def _read(path: Path) -> _File:
    try:
        content = read_file(path, noun="file of datasets", error=CurationError)
        return msgspec.convert(tomllib.loads(content.decode("utf-8-sig")), _File)
    except (ValueError, RecursionError) as error:  # TOML, its shape, its depth, its numbers
        raise CurationError(
            f"not a file of datasets: {error}",
            where=str(path),
            hint='a table a dataset: [[dataset]] name = "MS COCO"',
        ) from None


@cache
def standard_catalogue() -> Catalogue:
    """Return the datasets and cues that ship with kg."""
    packaged = _read(_PACKAGED)
    return Catalogue(packaged.dataset, packaged.cues)


def name_pattern(name: str) -> str:
    """Return a regular expression for a name; spaces and hyphens inside it do not matter.

    Examples
    --------
    >>> bool(re.fullmatch(name_pattern("MS-COCO"), "MSCOCO"))
    True
    """
    runs = re.findall(r"[^\W\d_]+|\d+|\+", name)
    return r"[\s_–-]?".join(re.escape(run) for run in runs)
