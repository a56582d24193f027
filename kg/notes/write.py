"""Write the notes of a store into a folder, and again, without touching what its owner wrote."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Literal

import msgspec

from kg.errors import ExportError
from kg.files import write_file
from kg.notes.contents import (
    Links,
    NotesContents,
    front_matter,
    index_text,
    note_text,
    read_contents,
)
from kg.notes.note import encoded, new_note
from kg.notes.vault import NoteFile, Vault, file_name, open_vault
from kg.stores import Store

__all__ = ["WrittenNotes", "write_notes"]

#: The id of the index, which is found by it as the other notes are.
_INDEX = "kg:index"


class WrittenNotes(msgspec.Struct, frozen=True):
    """How many notes there are, how many files were written, which papers left, which files were left alone.

    ``left`` names notes of papers that are no longer in the list; ``untouched`` files
    without the line below which text is the owner's, which are all the owner's; ``beside``
    new notes whose name another file has, which is no note of kg's (any more); ``copies``
    files with the id of another note, which are left alone.
    """

    notes: int
    written: int
    left: list[str]
    untouched: list[str]
    beside: list[str]
    copies: list[str]


def write_notes(
    store: Store,
    directory: str | Path,
    *,
    papers: Literal["listed", "all"] = "listed",
) -> WrittenNotes:
    r"""Write a Markdown note a paper, linked to each other, and an index.

    A note that is there is found by the ``id`` in its front matter, whatever it is called
    now, and by an id that the paper had before. Keys that are not kg's, tags, and everything below the line ``%% yours %%`` stay
    byte for byte. Nothing is deleted: the note of a paper that left the list says so.

    Parameters
    ----------
    store
        The store; it is only read.
    directory
        The folder; made when it is not there.
    papers
        Those of the lists, or all.

    Raises
    ------
    ExportError
        When the folder cannot be used.

    Examples
    --------
    >>> import tempfile
    >>> from kg.records import Graph, Paper
    >>> from kg.stores import open_store
    >>> graph = Graph()
    >>> graph.add(Paper(id="doi:10.1/a", title="Deep CCA", short="DCCA", year=2013, listed=True))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with open_store(f"{folder}/store", write=True) as opened:
    ...         changes = opened.write(graph, [])
    ...         done = write_notes(opened, f"{folder}/notes")
    ...     sorted(path.name for path in Path(folder, "notes").iterdir())
    ['DCCA2013.md', 'index.md']
    """
    contents = read_contents(store)
    chosen = {
        id
        for id, paper in contents.papers.items()
        if papers == "all" or paper.properties.get("listed")
    }
    names = {id: contents.papers[id].key for id in contents.papers} | {_INDEX: "index"}
    vault = open_vault(Path(directory), names)
    successors = _with_former_ids(vault, contents)
    paths = _paths(vault, names, [_INDEX, *(id for id in contents.papers if id in chosen)])

    def link(id: str) -> str | None:
        return vault.link(paths[id]) if id in paths else None

    # Text without the line that ends kg's part is all its owner's; others' notes have ids too.
    owned = {id for id in paths if id in vault.notes and vault.notes[id].note.marker is None}

    def content_of(id: str) -> bytes:
        if id in successors:
            left = f"\nThe note of this paper is {link(successors[id])} now.\n\n"
            return encoded(vault.notes[id].note.unlisted(left))
        return encoded(_text(contents, id, vault.notes.get(id), link, chosen=id in chosen))

    written = [
        _write_changed(vault, id, paths[id], content_of(id)) for id in sorted(paths.keys() - owned)
    ]
    return WrittenNotes(
        notes=len(chosen),
        written=sum(written),
        left=[paths[id] for id in sorted(paths.keys() - owned - chosen - {_INDEX})],
        untouched=[paths[id] for id in sorted(owned & names.keys())],
        beside=_beside(paths, names, paths.keys() & names.keys() - vault.notes.keys()),
        copies=sorted(vault.copies),
    )


def _write_changed(vault: Vault, id: str, path: str, content: bytes) -> bool:
    """Write a note unless it is there just so; return whether it was written."""
    if id in vault.notes and content == vault.notes[id].content:
        return False
    write_file(vault.directory / path, content, error=ExportError)
    return True


def _with_former_ids(vault: Vault, contents: NotesContents) -> dict[str, str]:
    """Let papers keep the notes of the ids that they had, and return the ids of notes that cannot.

    A paper that had two, as two papers that are one now, has one note from now on; the
    other's id is returned with the id of the paper.
    """
    known_as: dict[str, set[str]] = {}
    for id, paper in contents.papers.items():
        for alias in paper.properties.get("aliases", ()):
            known_as.setdefault(alias, set()).add(id)
    left = {}
    for former in sorted(vault.notes.keys() - contents.papers.keys() - {_INDEX}):
        ids = known_as.get(former, set())
        if len(ids) == 1:
            (id,) = ids
            if not vault.adopt(former, id):
                left[former] = id
    return left


def _beside(paths: Mapping[str, str], names: Mapping[str, str], new: Iterable[str]) -> list[str]:
    """Return the paths of new notes whose own names are taken by files that are no notes of kg's."""
    return [paths[id] for id in sorted(new) if paths[id] != f"{file_name(names[id])}.md"]


def _paths(vault: Vault, names: Mapping[str, str], wanted: Iterable[str]) -> dict[str, str]:
    """Return the paths of the notes that are there, and of those that are to be made."""
    paths = {id: found.path for id, found in vault.notes.items()}
    for id in wanted:
        if id not in paths:
            paths[id] = vault.name_for(names[id])
    return paths


def _text(
    contents: NotesContents, id: str, found: NoteFile | None, link: Links, *, chosen: bool
) -> str:
    """Return a note, or the index, as it is to be written."""
    if id == _INDEX:
        values: dict[str, Any] = {"id": _INDEX, "title": "Reading list"}
        body = index_text(contents, link)
    elif id in contents.papers:
        values = front_matter(contents, id) | ({} if chosen else {"listed": False})
        body = note_text(contents, id, link)
    elif found is not None:
        return found.note.unlisted("\nThis paper is no longer in the graph.\n\n")
    return new_note(values, body) if found is None else found.note.rewritten(values, body)
