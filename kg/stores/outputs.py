"""Where an answer may be written: not over what a person wrote, and not into a store."""

from __future__ import annotations

from pathlib import Path
from typing import IO, Any

from kg.errors import ExportError
from kg.files import read_file
from kg.reading_list.curation_file import curation_path
from kg.stores.directory import StoreDirectory
from kg.stores.opening import open_store
from kg.stores.store import Store

__all__ = ["check_output"]

_MARKDOWN = (".md", ".markdown", ".mdx")
_CURATION = ".kg.toml"


def check_output(target: str | Path | IO[bytes], store: object = None) -> None:
    """Refuse to write an answer over a person's own file, or among the files of a store.

    Parameters
    ----------
    target
        Where the answer is to go; a stream is left alone.
    store
        The store that is asked, or its URL: no file that it was built from is written over.

    Raises
    ------
    ExportError
        When the target lies in a store's directory; or is there and is a list or a file of
        records of the store, a list with a curation file beside it, a curation file, or
        Markdown that is not one of our tables.

    Examples
    --------
    >>> check_output("papers.kg-new.csv")
    """
    if not isinstance(target, (str, Path)):
        return
    path = Path(target).resolve()
    if StoreDirectory(path.parent).engine_file.exists():
        raise _refused("it lies in the directory of a store", target)
    if not path.is_file():
        return
    if path.name.endswith(_CURATION):
        raise _refused("a curation file is not overwritten", target)
    beside = curation_path(str(path))
    if (beside is not None and beside.is_file()) or _is_prose(path) or _is_input(path, store):
        raise _refused("a list or a file of records is not overwritten", target)


def _is_prose(path: Path) -> bool:
    """Whether a file is Markdown of a person's: ours is a table, or nothing."""
    if path.suffix.lower() not in _MARKDOWN:
        return False
    content = read_file(path, error=ExportError).lstrip()
    return bool(content) and not content.startswith(b"|")


def _is_input(path: Path, store: Any) -> bool:
    if isinstance(store, str):
        with open_store(store) as opened:
            return _is_input(path, opened)
    if not isinstance(store, Store):
        return False
    # Of the records behind a list a store knows the name alone.
    return any(
        _is_same(path, facts.location) or path.name == Path(facts.options.source).name
        for facts in store.inputs()
    )


def _is_same(path: Path, location: str) -> bool:
    try:
        return path.samefile(location)
    except (OSError, ValueError):  # it is gone, or was a URL
        return False


def _refused(problem: str, target: str | Path) -> ExportError:
    return ExportError(problem, where=str(target), hint="choose another name, or move it away")
