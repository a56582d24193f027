"""What a person notes about a paper for themselves, in the curation file and at once in the store."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
import tomlkit
from tomlkit.items import AbstractTable

from kg.errors import CurationError, UsageError
from kg.identifiers import from_text
from kg.ingest import assemble
from kg.reading_list.curation_file import (
    STATUSES,
    curation_path,
    editable,
    read_curation,
    write_edited,
)
from kg.records import Facts, Mark
from kg.stores import Store
from kg.stores.schema import MARKS

__all__ = ["is_beside_a_list", "mark_paper", "set_mark"]


def mark_paper(
    store: Store,
    paper: str,
    *,
    status: str | None = None,
    tags: Sequence[str] = (),
    note: str | None = None,
    clear: bool = False,
    curation: str | None = None,
) -> tuple[Mark, Path]:
    """Note something about a paper: in the curation file of its list, and in the store.

    Parameters
    ----------
    store
        Opened for writing.
    paper
        The id of a paper of the store.
    status
        ``to-read``, ``reading`` or ``read``.
    tags
        Added to those that it has.
    note
        Takes the place of the former note.
    clear
        Forget what was noted before.
    curation
        The curation file, where several lists hold the paper, or none does.

    Returns
    -------
    tuple
        The mark as it is now, and the curation file.

    Raises
    ------
    UsageError
        When the status, a tag or the note cannot be kept, or it is not clear in which file.
    CurationError
        When the file cannot be read or written.
    """
    facts = store.inputs()
    owner, path = _owner(store, facts, paper, curation)
    names = ("id", "aliases", *MARKS)
    known = next(node for node in store.nodes("Paper", names) if node["id"] == paper)
    _must_not_replace(
        {name: known[name] for name in store.owned().users_marks("Paper", paper, known)},
        {"status": status, "tags": tags, "note": note},
        paper,
    )
    mark = set_mark(
        path, [paper, *known.get("aliases", ())],
        status=status, tags=tags, note=note, clear=clear,
    )  # fmt: skip
    owner.marks = read_curation(path).marks
    store.write(assemble(facts).graph, facts)
    return mark, path


def _must_not_replace(users: Mapping[str, Any], marks: Mapping[str, Any], paper: str) -> None:
    """Refuse a mark in the place of a property that the user set in a query."""
    for name, value in sorted(users.items()):
        if marks[name]:
            raise UsageError(
                f"its {name} is {value!r}, which no mark but a query has set",
                where=paper,
                hint=f"note that elsewhere and REMOVE p.{name} in a query with --write",
            )


def _owner(
    store: Store, facts: Sequence[Facts], paper: str, curation: str | None
) -> tuple[Facts, Path]:
    """Return the list whose owner marks a paper, and its curation file."""
    lists = {fact.input: fact for fact in facts if fact.reading_list is not None}
    holding = sorted(
        {edge.start for edge in store.relationships("LISTS", ()) if edge.end == paper} & set(lists)
    )
    possible = [lists[id] for id in holding] or list(lists.values())
    if curation is not None and possible:
        named = Path(curation)
        beside = [fact for fact in possible if _same(curation_path(fact.location), named)]
        return (beside or possible)[0], named
    if len(possible) == 1 and (path := curation_path(possible[0].location)) is not None:
        return possible[0], path
    raise _unclear(paper, possible, held=bool(holding))


def _unclear(paper: str, possible: Sequence[Facts], *, held: bool) -> UsageError:
    if len(possible) == 1:
        what = "a list that is no file has no curation file beside it"
    else:
        what = f"{len(possible)} lists hold the paper" if held else "no list holds the paper"
    paths = [curation_path(fact.location) for fact in possible]
    known = ", ".join(str(path) for path in paths if path is not None)
    hint = f"say --curation FILE{f', one of: {known}' if known else ''}"
    return UsageError(what, where=paper, hint=hint)


def is_beside_a_list(store: Store, path: Path) -> bool:
    """Return whether a curation file is that of a list of the store, which every build reads.

    Parameters
    ----------
    store
        The store.
    path
        The curation file.
    """
    return any(
        _same(curation_path(facts.location), path)
        for facts in store.inputs()
        if facts.reading_list is not None
    )


def _same(one: Path | None, other: Path) -> bool:
    return one is not None and one.resolve() == other.resolve()


def set_mark(
    path: Path,
    ids: Sequence[str],
    *,
    status: str | None = None,
    tags: Sequence[str] = (),
    note: str | None = None,
    clear: bool = False,
) -> Mark:
    """Write the mark of a paper into a curation file; what else the file holds stays as it is.

    Parameters
    ----------
    path
        The curation file; made when it is not there.
    ids
        The ids of the paper: its own, then those it was known by, under which it may be marked.
    status, tags, note, clear
        As for :func:`mark_paper`; an empty tag or note is none.

    Raises
    ------
    UsageError
        When a status, tag or note is none.
    CurationError
        When the file is not TOML, or its marks are no table.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as directory:
    ...     file = Path(directory) / "list.kg.toml"
    ...     mark = set_mark(file, ["doi:10.1/a"], status="read", tags=["survey"])
    ...     print(file.read_text(), end="")
    [marks]
    "doi:10.1/a" = {status = "read", tags = ["survey"]}
    """
    _refuse_unfit(status, [*tags, note or ""])
    if os.path.lexists(path):
        read_curation(path)  # says what is wrong with it, and where
    document = editable(path)
    marks = document.setdefault("marks", tomlkit.table())
    if not isinstance(marks, AbstractTable):
        raise CurationError("marks is not a table", where=path.name)
    key = _key_of(marks, ids)
    before = Mark()
    if key in marks and not clear:
        before = msgspec.convert(marks.unwrap()[key], Mark)
    after = Mark(
        status=status or before.status,
        tags=list(dict.fromkeys(tag for tag in (*before.tags, *map(str.strip, tags)) if tag)),
        note=(before.note if note is None else note.strip()) or None,
    )
    _put(marks, key, after)
    if not marks:
        document.pop("marks")
    write_edited(path, document)
    return after


def _put(marks: AbstractTable, key: str, mark: Mark) -> None:
    """Write a mark as one line of its table, or take the line out where nothing is marked."""
    if mark != Mark():
        line = tomlkit.inline_table()
        line.update(msgspec.to_builtins(mark))
        marks[key] = line
    else:
        marks.pop(key, None)


def _key_of(marks: AbstractTable, ids: Sequence[str]) -> str:
    """Return under which of its ids, however spelled, a paper is marked, or the first of them."""
    spelled = {from_text(key) or key: key for key in marks} | {key: key for key in marks}
    return next((spelled[id] for id in ids if id in spelled), ids[0])


def _refuse_unfit(status: str | None, texts: Sequence[str]) -> None:
    if status not in (None, *STATUSES):
        raise UsageError(
            f"{status!r} is no status", where="--status", hint=f"one of {', '.join(STATUSES)}"
        )
    for text in texts:
        if any(unicodedata.category(char) in ("Cc", "Cs") and char not in "\n\t" for char in text):
            raise UsageError("a tag or note holds control characters", where=repr(text)[:80])
