"""Venues: the node around the papers of one journal or series of conferences."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from kg.records import Graph, PublishedIn, Venue, Work
from kg.venues import VenueName, venue_name

__all__ = ["add_venues"]


class _VenueOfPaper(msgspec.Struct):
    """A paper, the work that says where it appeared, and the name of the venue."""

    paper: str
    work: Work
    name: VenueName


def add_venues(graph: Graph, works_of: Mapping[str, Sequence[Work]]) -> None:
    """Add the venue of each paper: by Semantic Scholar's id, else by its normalised name.

    Parameters
    ----------
    graph
        Is added to.
    works_of
        The works of each paper, the most authoritative first.
    """
    stated = [found for paper, works in works_of.items() if (found := _stated(paper, works))]
    ids_of_name = _ids_of_names(stated)
    by_id: dict[str, list[_VenueOfPaper]] = defaultdict(list)
    for venue in stated:
        by_id[_venue_id(venue, ids_of_name)].append(venue)
    for id, venues in by_id.items():
        graph.add(_venue(id, [venue.work for venue in venues], [venue.name for venue in venues]))
        for venue in venues:
            graph.add(PublishedIn(start=venue.paper, end=id))


def _stated(paper: str, works: Sequence[Work]) -> _VenueOfPaper | None:
    work = next((work for work in works if work.venue), None)
    name = venue_name(work.venue) if work and work.venue else None
    return _VenueOfPaper(paper, work, name) if work and name else None


def _ids_of_names(venues: Iterable[_VenueOfPaper]) -> dict[str, set[str]]:
    """Return the Semantic Scholar ids that go by a name, by the name's key."""
    ids: dict[str, set[str]] = defaultdict(set)
    for venue in venues:
        work = venue.work
        if work.venue_id:
            for label in (work.venue, *work.venue_alternate_names):
                if label and (name := venue_name(label)):
                    ids[name.key].add(work.venue_id)
    return ids


def _venue_id(venue: _VenueOfPaper, ids_of_name: Mapping[str, set[str]]) -> str:
    same_name = ids_of_name.get(venue.name.key, set())
    only = next(iter(same_name)) if len(same_name) == 1 else None
    return f"venue:{venue.work.venue_id or only or venue.name.key}"


def _venue(id: str, works: Sequence[Work], names: Sequence[VenueName]) -> Venue:
    s2_id = next((work.venue_id for work in works if work.venue_id), None)
    name = _usual(name.name for name in names) or id
    others = {name.name for name in names} | {
        other for work in works for other in work.venue_alternate_names
    }
    kind = _usual(work.venue_kind for work in works) or _usual(name.kind for name in names)
    return Venue(
        id=id,
        name=name,
        acronym=_usual(name.acronym for name in names) or _shortest_acronym(others),
        kind=kind,
        s2_id=s2_id,
        alternate_names=sorted(others - {name}) or None,
    )


def _usual(values: Iterable[str | None]) -> str | None:
    """Return the commonest value, of several the shortest."""
    counted = Counter(value for value in values if value)
    return min(counted, key=lambda value: (-counted[value], len(value), value), default=None)


def _shortest_acronym(names: Iterable[str]) -> str | None:
    return _usual(name for name in names if name.isupper() and " " not in name)
