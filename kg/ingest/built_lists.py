"""The lists that a store was built from: found by name, forgotten, moved, told apart.

A store knows a list by its id and by the place that it was read from. A list whose file
is gone may stand in another place under another name: what it said tells.
"""

from __future__ import annotations

import logging
import shlex
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from kg.credentials import strip_credentials
from kg.errors import KgError
from kg.ingest.assemble import assemble
from kg.opened_list import OpenedList, open_list
from kg.reading_list.curation_file import curation_path
from kg.reading_list.zotero import zotero_location
from kg.records import Entry, Facts, ParsedList, Warning
from kg.stores import Changes, Store
from kg.titles import normalise_title

__all__ = ["find_input", "forget_list", "move_list", "settle_places"]

_log = logging.getLogger("kg")

#: Share of the entries from which a list is another one in a new place.
_MOSTLY = 0.6


def forget_list(store: Store, name: str) -> Changes:
    """Take a list out of a store, with all that only it asserted. Sends nothing.

    Parameters
    ----------
    store
        Opened for writing.
    name
        The list's id, path, URL or file name, also when its file is gone; or the id of
        a file of records.

    Raises
    ------
    KgError
        When the store was not built from it, or the name fits several.
    """
    facts = store.inputs()
    forgotten = find_input(facts, name)
    left = [input_facts for input_facts in facts if input_facts is not forgotten]
    return store.write(assemble(left).graph, left)


def move_list(store: Store, old: str, new: str) -> Facts:
    """Tell a store the new place of a list, whose id follows its name. Sends nothing.

    What the list says is read by the next build.

    Parameters
    ----------
    store
        Opened for writing.
    old
        As for :func:`forget_list`.
    new
        The path or URL where it is now.

    Returns
    -------
    Facts
        What the store knows of the list, under its new id and place.

    Raises
    ------
    KgError
        When the list is not in the store, cannot be read in its new place, or another
        list of the store has the id that it has there.
    """
    facts = store.inputs()
    moved = find_input(facts, old)
    if moved.reading_list is None:
        raise KgError(
            "only a list can be moved", where=moved.input, hint="build the records file again"
        )
    opened = open_list(new)
    others = [input_facts for input_facts in facts if input_facts is not moved]
    for other in others:
        if other.location == opened.location:
            raise KgError(
                f"{moved.input} cannot take the place of a list that the store has too",
                where=other.location,
                hint=f"first: kg store forget {shlex.quote(other.input)}",
            )
        if other.input == opened.parsed.id:
            raise _two_of_one_id(other, opened.parsed.id, opened.location)
    if stays := _left_behind(opened, moved.location):
        _log.warning("%s has moved%s", moved.input, stays)
    moved.input, moved.location = opened.parsed.id, opened.location
    moved.reading_list.id, moved.reading_list.source = opened.parsed.id, opened.parsed.source
    after = sorted([*others, moved], key=lambda input_facts: input_facts.input)
    store.write(assemble(after).graph, after)
    return moved


def find_input(facts: Sequence[Facts], name: str) -> Facts:
    """Return the input that a person means.

    Raises
    ------
    KgError
        When there is none, or several; the message names those there are.

    Examples
    --------
    >>> facts = [Facts(input="list:papers", location="/home/a/papers.md", source="none")]
    >>> find_input(facts, "papers.md").input
    'list:papers'
    """
    place = location_of(name)
    for found in (
        [input_facts for input_facts in facts if input_facts.location == place],
        [input_facts for input_facts in facts if input_facts.input in (name, f"list:{name}")],
        [input_facts for input_facts in facts if Path(input_facts.location).name == name],
    ):
        if len(found) == 1:
            return found[0]
        if found:
            raise KgError(
                f"{len(found)} lists go by that name",
                where=strip_credentials(name)[0],
                hint="use one of: " + ", ".join(input_facts.input for input_facts in found),
            )
    known = (
        ", ".join(f"{input_facts.input} ({input_facts.location})" for input_facts in facts)
        or "none"
    )
    raise KgError(
        "the store was not built from this list",
        where=strip_credentials(name)[0],
        hint=f"it was built from: {known}",
    )


def location_of(name: str) -> str:
    """Return where a list of this path, URL or ``zotero:`` lies, as the facts of a build say it.

    Examples
    --------
    >>> location_of("zotero:Deep Learning"), location_of("https://me:secret@example.org/l.md")
    ('zotero://collection/Deep%20Learning', 'https://example.org/l.md')
    """
    if "://" in name:
        return strip_credentials(name)[0]
    return zotero_location(name) or Path(name).resolve().as_posix()


def settle_places(
    lists: Sequence[OpenedList], known: Mapping[str, Facts]
) -> tuple[dict[str, Facts], list[Warning]]:
    """Return what a store knows without the lists whose place these take, and what to say.

    Parameters
    ----------
    lists
        What is built.
    known
        What the store was built from, by input.

    Raises
    ------
    KgError
        When two lists would have one id.
    """
    left, warnings = dict(known), []
    places: dict[str, str] = {}
    for opened in lists:
        id, place = opened.parsed.id, opened.location
        if places.setdefault(id, place) != place:
            raise _two_of_one_id(Facts(input=id, location=places[id], source=""), id, place)
        former = left.get(id)
        if former is not None and former.location == place:
            if former.marks and opened.curation_path and not opened.curation_path.exists():
                message = (
                    f"the marks of the last build are gone: there is no {opened.curation_path}"
                )
                warnings.append(Warning("marks-gone", message, source=opened.parsed.source))
            continue
        gone = _moved_from(opened.parsed, [former] if former else list(left.values()))
        if gone is not None:
            del left[gone.input]
            message = f"takes the place of {gone.input}, whose file {gone.location} is gone"
            message += _left_behind(opened, gone.location)
            warnings.append(Warning("list-moved", message, source=opened.parsed.source))
        elif former is not None:
            raise _two_of_one_id(former, id, place)
    return left, warnings


def _left_behind(opened: OpenedList, former: str) -> str:
    """Return what to do where the curation file of a list that moved did not come along."""
    file = curation_path(former)
    here = opened.curation_path
    if file is None or not file.is_file() or here is None or here.exists():
        return ""
    return (
        f"; its decisions and marks in {file} are not read: rename it to {here}, "
        f"or give it with --curation"
    )


def _moved_from(parsed: ParsedList, known: Sequence[Facts]) -> Facts | None:
    """Return the list whose file is gone and that says mostly the same, the likest first."""
    gone = [
        (_shared(parsed, input_facts.reading_list), input_facts)
        for input_facts in known
        if input_facts.reading_list is not None and _is_gone(input_facts.location)
    ]
    share, former = max(gone, key=lambda pair: pair[0], default=(0.0, None))
    return former if share >= _MOSTLY else None


def _is_gone(location: str) -> bool:
    path = Path(location)
    return "://" not in location and path.is_absolute() and not path.exists()


def _shared(parsed: ParsedList, former: ParsedList) -> float:
    """Return how many of the entries stand in both lists, as a share of the longer one."""
    entries = Counter(_key(entry) for entry in parsed.entries)
    formerly = Counter(_key(entry) for entry in former.entries)
    longer = max(entries.total(), formerly.total())
    return (entries & formerly).total() / longer if longer else 0.0


def _key(entry: Entry) -> tuple[str, ...]:
    return ("title", normalise_title(entry.title)) if entry.title else tuple(
        f"{kind}:{value}" for kind, value in sorted(entry.ids.items())
    )  # fmt: skip


def _two_of_one_id(former: Facts, id: str, place: str) -> KgError:
    return KgError(
        f"two lists would both be {id}",
        where=f"{place} and {former.location}",
        hint='give one of them its own id ([list] id = "..." in its .kg.toml), '
        "or, if it is one list that moved: kg store move, or no longer wanted: kg store forget",
    )
