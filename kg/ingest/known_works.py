"""Works met so far, each once, and what is said of the citations between them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence

import msgspec

from kg.matching import contradict
from kg.records import BuildOptions, CitationTable, ReferenceListing, Statement, Work
from kg.sources import Expansion, Neighbour, PrefetchingSource, Relation, Source

__all__ = ["KnownWorks", "relations_of"]

_RELATIONS: dict[str, tuple[Relation, ...]] = {
    "none": ("references",),
    "references": ("references",),
    "citations": ("citations",),
    "both": ("references", "citations"),
}


#: Where a citation was found.
_GIVEN: dict[Relation, str] = {
    "references": "in its reference list",
    "citations": "among the papers that cite it",
}


def relations_of(expand: str) -> tuple[Relation, ...]:
    """Return which lists of each paper a value of ``--expand`` asks for.

    ``none`` asks for references too: the citations between the list's own papers are
    among them.

    Examples
    --------
    >>> relations_of("both")
    ('references', 'citations')
    """
    return _RELATIONS[expand]


class KnownWorks:
    """Works met so far, each once, and what a source says of the citations between them.

    Attributes
    ----------
    works, citations, reference_listings
        As in :class:`kg.records.Facts`.
    """

    def __init__(self, source: Source) -> None:
        self.source = source
        self.works: list[Work] = []
        self.citations = CitationTable()
        self.reference_listings: list[ReferenceListing] = []
        self._indices: dict[tuple[object, ...], list[int]] = {}
        self._expanded: set[tuple[int, Relation]] = set()

    def index_of(self, work: Work, *, listed: bool = False) -> int:
        """Return the index of a work, known by its identifiers or, without any, by its description.

        An entry without identifier is kept apart from references that read alike: whether
        they are one is for the title rule to say.
        """
        key = _key(work) if work.ids or not listed else ("listed", *_key(work))
        known = self._indices.setdefault(key, [])
        # Two papers may bear one identifier by mistake: both are kept, for identity to tell, and
        # who names the identifier alone means the one of which most is said.
        alike = [index for index in known if not contradict(self.works[index], work)]
        if alike:
            return alike[0] if work.title else max(alike, key=self._fullness)
        known.append(len(self.works))
        self.works.append(msgspec.structs.replace(work))
        return known[-1]

    def _fullness(self, index: int) -> int:
        work = self.works[index]
        return bool(work.title) + bool(work.authors) + bool(work.year) + bool(work.venue)

    def expand(
        self,
        frontier: Sequence[int],
        options: BuildOptions,
        fill: Callable[[], set[int]] = set,
    ) -> None:
        """Follow the relations asked for, hop by hop.

        Parameters
        ----------
        frontier
            Where to begin: indices of works.
        options
            How far to follow what.
        fill
            Called after the first hop; returns the works that it has met.
        """
        relations = relations_of(options.expand)
        for hop in range(options.hops):
            met: set[int] = set()
            if isinstance(self.source, PrefetchingSource):
                self.source.look_ahead([self.works[index] for index in frontier], relations)
            for relation in relations:
                unexpanded = [
                    index for index in frontier if (index, relation) not in self._expanded
                ]
                self._expanded |= {(index, relation) for index in unexpanded}
                expansions = self.source.expand(
                    [self.works[index] for index in unexpanded],
                    relation,
                    contexts=options.contexts,
                )
                met |= self._add(relation, unexpanded, expansions)
            if hop == 0:
                met |= fill()
            frontier = sorted(index for index in met if self.works[index].ids)
            if not frontier:
                break

    def _add(
        self, relation: Relation, asked: Sequence[int], expansions: Sequence[Expansion]
    ) -> set[int]:
        """Add what works were found to cite or to be cited by; return the works at the other end."""
        given = f"{_GIVEN[relation]} as given by {self.source.name}"
        # A source may give one work, and say the same of it, in many lists.
        found: dict[int, int] = {}
        known_at: dict[str | None, dict[int, tuple[int, int]]] = defaultdict(dict)
        for index, expansion in zip(asked, expansions, strict=True):
            self._note_list(index, relation, expansion)
            known = known_at[expansion.retrieved]
            for neighbour in expansion.neighbours:
                if id(neighbour) in known:
                    continue
                other = found.get(id(neighbour.work))
                if other is None:
                    other = found[id(neighbour.work)] = self.index_of(neighbour.work)
                statement = _statement(neighbour, expansion, given)
                known[id(neighbour)] = other, self.citations.number_of(statement)
            pairs = [known[id(neighbour)] for neighbour in expansion.neighbours]
            others, statements = zip(*pairs, strict=True) if pairs else ((), ())
            ends = [index] * len(others), others
            citing, cited = ends if relation == "references" else reversed(ends)
            self.citations.add(citing, cited, statements)
        return set(found.values())

    def _note_list(self, index: int, relation: Relation, expansion: Expansion) -> None:
        setattr(self.works[index], f"{relation}_state", expansion.state)
        if relation == "references":
            received = expansion.received
            self.reference_listings.append(
                ReferenceListing(
                    citing=index,
                    source=self.source.name,
                    state=expansion.state,
                    stated=expansion.total or None,
                    received=len(expansion.neighbours) if received is None else received,
                    retrieved=expansion.retrieved,
                )
            )


def _statement(neighbour: Neighbour, expansion: Expansion, given: str) -> Statement:
    return Statement(
        intents=neighbour.intents,
        influential=neighbour.influential,
        contexts=neighbour.contexts,
        context_intents=neighbour.context_intents,
        evidence=neighbour.evidence or given,
        retrieved=expansion.retrieved,
    )


def _key(work: Work) -> tuple[object, ...]:
    description = (work.title, work.year, *(author.name for author in work.authors))
    if not work.ids and not work.also:
        return ("secondhand", *description) if work.secondhand else description
    ids = (*sorted(work.ids.items()), *sorted(work.also))
    # What reference lists say of one paper may differ, and is not what the paper's record says.
    return ("secondhand", *ids, *description) if work.secondhand else ids
