"""Where the facts about an opened list come from, and which lists a store holds."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from kg.curation.entries import known_graph
from kg.curation.findings import CODES, Finding
from kg.errors import UsageError
from kg.opened_list import OpenedList
from kg.records import GraphReader
from kg.settings import archive_directory, store_url
from kg.sources import open_source
from kg.stores import Store, open_store

__all__ = ["existing_store", "facts_about", "lists_of", "missing_list", "only_list"]


@contextmanager
def existing_store(url: str | None) -> Iterator[Store | None]:
    """Open a store where there is one; yield None where nothing was built yet."""
    address = store_url(url)
    if "://" not in address and not Path(address).exists():
        yield None
        return
    with open_store(address) as opened:
        yield opened


def lists_of(store: Store) -> list[str]:
    """Return where the lists of a store were read from, ordered by id; as seen from here."""
    places = [facts.location for facts in store.inputs() if facts.reading_list is not None]
    here = Path.cwd()
    return [
        Path(place).relative_to(here).as_posix()
        if "://" not in place and Path(place).is_relative_to(here)
        else place
        for place in places
    ]


def missing_list(where: str) -> Finding | None:
    """Return the finding that a list of a store cannot be read any more; None where it can.

    Standard input that was built cannot be read a second time either.
    """
    if where == "-":
        return _missing(where, "the list was read from standard input and is not at hand")
    if "://" in where or Path(where).exists():
        return None
    return _missing(where, f"the list is gone: {where}")


def _missing(where: str, what: str) -> Finding:
    place = shlex.quote(where)
    return Finding(
        source=Path(where).name,
        line=None,
        code="list-gone",
        severity=CODES["list-gone"],
        what=what,
        why="the store still holds what was built from it",
        suggestion=f"kg store move {place} NEW where it has a new place, kg store forget {place} where it is no more",
    )


@contextmanager
def facts_about(
    opened_list: OpenedList, *, store: str | None, source: str | None
) -> Iterator[GraphReader | None]:
    """Yield a graph that holds the list, or None when nothing is known about it.

    In this order: what ``source`` says (``semantic-scholar``, or a file of records), when
    one is named; the store, when the list was built into it; the archive of answers,
    which sends nothing.

    Parameters
    ----------
    opened_list
        The list with its curation file.
    store
        Directory or address of a store, or None for the usual one.
    source
        Whom to ask instead, or None.
    """
    if source is not None:
        with closing(open_source(source)) as opened_source:
            yield known_graph(opened_list.parsed, opened_source, opened_list.decisions)
        return
    with existing_store(store) as opened:
        if opened is not None and any(
            reading_list["id"] == opened_list.parsed.id
            for reading_list in opened.nodes("ReadingList", ("id",))
        ):
            yield opened
            return
    if archive_directory().is_dir():
        with closing(open_source("semantic-scholar", offline=True)) as archived:
            yield known_graph(opened_list.parsed, archived, opened_list.decisions)
        return
    yield None


def only_list(store: Store, wanted: Sequence[str]) -> str:
    """Return the list that is named, or the store's only one.

    Raises
    ------
    UsageError
        When none is named and the store holds none or several.
    """
    known = list(wanted) or lists_of(store)
    if len(known) != 1:
        raise UsageError(f"the store holds {len(known)} lists", hint="name the one that is meant")
    return known[0]
