"""The folder of the notes: which file is whose, what a new one is called, how one links to another."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

import msgspec

from kg.errors import ExportError
from kg.notes.note import Note, read_note

__all__ = ["NoteFile", "Vault", "file_name", "open_vault"]

_LONGEST = 120
#: Names that Windows keeps for devices, whatever follows a dot.
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\..*)?", re.IGNORECASE)
_UNSAFE = re.compile(r"[^\w .+@()-]+")
#: What a link in double brackets cannot hold.
_UNLINKABLE = frozenset("[]|#^:")


class NoteFile(msgspec.Struct, frozen=True):
    """A file of the folder (``path`` relative to it, with slashes), and the note in it."""

    path: str
    content: bytes
    note: Note


class Vault(msgspec.Struct):
    """A folder of notes: those that have an id by it, and the names of all its files, folded.

    ``copies`` are the files whose id another note has.
    """

    directory: Path
    notes: dict[str, NoteFile]
    taken: set[str]
    stems: dict[str, int]
    copies: list[str]

    def adopt(self, former: str, id: str) -> bool:
        """Give the note of a former id to the id that its paper has now, and say whether it has it.

        Of two notes the one with text of its owner is it, and where both have, that of the
        new id.
        """
        note = self.notes.get(id)
        if note is not None and (
            note.note.has_text_of_owner or not self.notes[former].note.has_text_of_owner
        ):
            return False
        if note is not None:
            self.copies.append(note.path)
        self.notes[id] = self.notes.pop(former)
        return True

    def name_for(self, words: str) -> str:
        """Return the path of a new note: a legal name that no file has, and take it."""
        stem = name = file_name(words)
        number = 2
        while _folded(f"{name}.md") in self.taken:
            name = f"{stem} {number}"
            number += 1
        self.taken.add(_folded(f"{name}.md"))
        self.stems[_folded(name)] = self.stems.get(_folded(name), 0) + 1
        return f"{name}.md"

    def link(self, path: str) -> str:
        """Return a link to a note, which every editor of notes follows."""
        target = path.removesuffix(".md")
        stem = target.rpartition("/")[2]
        if not _UNLINKABLE.isdisjoint(target):
            return f"[{re.sub(r'[][|]', ' ', stem)}](<{quote(path)}>)"
        return f"[[{stem if self.stems.get(_folded(stem)) == 1 else target}]]"


def open_vault(directory: Path, names: Mapping[str, str]) -> Vault:
    """Read the notes of a folder; it is made where there is none.

    Parameters
    ----------
    directory
        The folder.
    names
        The words that name each note, by id: of two files with one id, the one that is
        called so is the note.

    Raises
    ------
    ExportError
        When it is no folder or cannot be read.
    """
    vault = Vault(directory, {}, set(), defaultdict(int), [])
    for path in _files(directory):
        relative = path.relative_to(directory).as_posix()
        vault.taken.add(_folded(relative))
        if path.suffix.lower() != ".md" or not path.is_file():
            continue
        vault.stems[_folded(path.stem)] += 1
        found = _note(path, relative)
        if found is None or found.note.id is None:
            continue
        id = found.note.id
        expected = f"{file_name(names[id])}.md" if id in names else None
        if id in vault.notes:
            vault.copies.append(vault.notes[id].path if relative == expected else relative)
        if id not in vault.notes or relative == expected:
            vault.notes[id] = found
    return vault


def _files(directory: Path) -> list[Path]:
    """Return what is in a folder, hidden files and folders apart; it is made where there is none."""
    try:
        directory.mkdir(parents=True, exist_ok=True)
        return sorted(
            path
            for path in directory.rglob("*")
            if not any(part.startswith(".") for part in path.relative_to(directory).parts)
        )
    except OSError as error:
        raise ExportError(
            error.strerror or "cannot be used", where=str(directory), hint="name a folder"
        ) from error


def _note(path: Path, relative: str) -> NoteFile | None:
    try:
        content = path.read_bytes()
    except OSError:
        return None  # whoever protected it meant it
    note = read_note(content)
    return None if note is None else NoteFile(relative, content, note)


def _folded(name: str) -> str:
    """Return a name as systems compare it that know no case and no two ways to write an accent."""
    return unicodedata.normalize("NFC", name).casefold()


def file_name(words: str) -> str:
    """Return a name without suffix that is legal everywhere and can be linked to.

    Examples
    --------
    >>> file_name("Wang2017Adversarial"), file_name("a/b: c?"), file_name("con"), file_name("...")
    ('Wang2017Adversarial', 'a-b- c', '_con', 'paper')
    """
    name = _UNSAFE.sub("-", unicodedata.normalize("NFC", words)).strip(" .-")
    name = name.encode("utf-8", "ignore")[:_LONGEST].decode("utf-8", "ignore").strip(" .-")
    return f"_{name}" if _DEVICES.fullmatch(name) else name or "paper"
