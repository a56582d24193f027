"""What the owner of a list does not want suggested again, kept in the curation file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import tomlkit
from tomlkit.items import Table

from kg.errors import CurationError
from kg.reading_list.curation_file import editable, write_edited

__all__ = ["dismiss"]


def dismiss(path: Path, papers: Mapping[str, str]) -> None:
    """Write papers that are not to be suggested again; what else the file holds stays as it is.

    Parameters
    ----------
    path
        The curation file; made when it is not there.
    papers
        Reason by id of the paper.

    Raises
    ------
    CurationError
        When the file is not TOML or cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as directory:
    ...     file = Path(directory) / "list.kg.toml"
    ...     dismiss(file, {"doi:10.1/a": "out of scope"})
    ...     print(file.read_text(), end="")
    [dismissed]
    "doi:10.1/a" = "out of scope"
    """
    document = editable(path)
    table = document.setdefault("dismissed", tomlkit.table())
    if not isinstance(table, Table):
        raise CurationError("dismissed is not a table", where=path.name)
    for id, reason in papers.items():
        table[id] = reason
    write_edited(path, document)
