"""A prepared release of Semantic Scholar as a source: like the service, and nothing is asked of anybody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from kg.errors import ReleaseError
from kg.identifiers import graph_ids, normalise_title
from kg.matching import match_entry, title_keys
from kg.records import Decision, Entry, Resolution, Work
from kg.sources.release_tables import MANIFEST, Order, ReleaseLink, ReleaseTables, read_manifest
from kg.sources.s2_papers import text_of
from kg.sources.semantic_scholar.resolve import (
    LINKED,
    identified,
    ids_to_ask,
    in_order,
    settle_by_decision,
)
from kg.sources.source import Expansion, Neighbour, Relation

__all__ = ["MANIFEST", "Order", "PreparedRelease", "read_manifest"]


class PreparedRelease:
    """The tables that ``kg bulk prepare`` made of a release.

    Parameters
    ----------
    path
        The folder of the tables.
    memory, threads
        See :class:`kg.sources.release_tables.ReleaseTables`.

    Raises
    ------
    MissingExtra
        When the extra ``bulk`` is not installed.
    ReleaseError
        When the folder holds no tables of a release.
    """

    name = "semantic-scholar-dump"
    works: Sequence[Work] = ()
    deferred: str | None = None

    def __init__(
        self, path: str | Path, *, memory: int = 4 * 10**9, threads: int | None = None
    ) -> None:
        self.path = Path(path)
        self.requests: dict[str, int] = {}
        self._tables = ReleaseTables(path, memory=memory, threads=threads)
        self._works: dict[int, Work] = {}
        self._links: dict[Relation, dict[int, list[ReleaseLink]]] = {
            "references": {},
            "citations": {},
        }

    def close(self) -> None:
        """See :meth:`kg.sources.Source.close`."""
        self._tables.close()

    def describe(self, ids: Sequence[str]) -> list[Work]:
        """See :meth:`kg.sources.Source.describe`."""
        papers_of = self._tables.by_ids(ids)
        works = self._full_works({paper for papers in papers_of.values() for paper in papers})
        return [
            _asked_as(works[paper], id)
            for id in ids
            for paper in papers_of.get(id, ())
            if paper in works
        ]

    def introducing(self, names: Sequence[str]) -> list[Work]:
        """Return no work: the release does not say which paper introduces a dataset."""
        del names
        return []

    # ------------------------------------------------------------------- resolution

    def resolve(
        self, entries: Sequence[Entry], decisions: Mapping[int, Decision]
    ) -> list[Resolution]:
        """See :meth:`kg.sources.Source.resolve`: by identifier, then by title, under the same rule."""
        settled, doubts = self._by_identifiers(entries, decisions)
        settle_by_decision(settled, decisions)
        left = [
            index
            for index, entry in enumerate(entries)
            if index not in settled and normalise_title(entry.title)
        ]
        # An equal title that is certain is certain whatever else there is.
        for equal_alone in (True, False):
            found = self._by_titles(entries, decisions, left, equal_alone=equal_alone)
            settled |= found
            left = [index for index in left if found[index].confidence != "certain"]
        # What a release does not hold may be newer than it: no id is called unknown.
        return in_order(len(entries), settled, doubts, {})

    def _by_identifiers(
        self, entries: Sequence[Entry], decisions: Mapping[int, Decision]
    ) -> tuple[dict[int, Resolution], dict[int, Resolution]]:
        ids_of = {
            index: ids_to_ask(entry, decisions.get(index)) for index, entry in enumerate(entries)
        }
        papers_of = self._tables.by_ids([id for ids in ids_of.values() for _, id, _ in ids])
        works = self._full_works({paper for papers in papers_of.values() for paper in papers})
        settled: dict[int, Resolution] = {}
        doubts: dict[int, Resolution] = {}
        for index, ids in ids_of.items():
            for kind, id, _ in ids:
                for paper in papers_of.get(id, ()):
                    if index in settled or paper not in works:
                        continue
                    work = _asked_as(works[paper], id)
                    found = identified(entries[index], work, kind, decisions.get(index))
                    if found.confidence in LINKED:
                        settled[index] = found
                    elif found.confidence == "unsure":
                        doubts.setdefault(index, found)
        return settled, doubts

    def _by_titles(
        self,
        entries: Sequence[Entry],
        decisions: Mapping[int, Decision],
        indices: Sequence[int],
        *,
        equal_alone: bool,
    ) -> dict[int, Resolution]:
        keys = {
            index: [
                key
                for key in title_keys(entries[index].title)
                if not equal_alone or key.startswith("=")
            ]
            for index in indices
        }
        papers_of = self._tables.by_title_keys({key for own in keys.values() for key in own})
        works = self._full_works({paper for papers in papers_of.values() for paper in papers})
        found = {}
        for index in indices:
            papers = sorted({paper for key in keys[index] for paper in papers_of.get(key, ())})
            found[index] = match_entry(
                entries[index],
                [works[paper] for paper in papers],
                rejected=decisions.get(index, Decision()).reject,
            )
        return found

    def _full_works(self, papers: set[int]) -> dict[int, Work]:
        """Return works with their abstracts, as the service answers about papers asked for."""
        return self._tables.works(papers, texts=True)

    # -------------------------------------------------------------------- expansion

    def expand(
        self, works: Sequence[Work], relation: Relation, *, contexts: bool = False
    ) -> list[Expansion]:
        """See :meth:`kg.sources.Source.expand`: one scan of the citations and one of the papers.

        Raises
        ------
        ReleaseError
            When sentences are asked for and were not kept.
        """
        if contexts and not self._tables.has_contexts:
            raise ReleaseError(
                "the sentences of citations were not kept",
                where=str(self.path),
                hint="prepare with --contexts, or build without it",
            )
        papers = self._papers_of(works)
        known = {paper for paper in papers if paper is not None}
        self._look_up(known, [relation])
        links = self._links[relation]
        contexts_of = self._contexts(known, relation) if contexts else {}
        retrieved = self._tables.manifest["release"]
        expansions = []
        for work, paper in zip(works, papers, strict=True):
            if paper is None:
                expansions.append(Expansion(state="unknown"))
                continue
            total = work.reference_count if relation == "references" else work.citation_count
            own = links[paper]
            expansions.append(
                Expansion(
                    state=_state(len(own), total, relation),
                    neighbours=[
                        self._neighbour(paper, link, relation, contexts_of) for link in own
                    ],
                    total=total,
                    retrieved=retrieved,
                )
            )
        return expansions

    def look_ahead(self, works: Sequence[Work], relations: Sequence[Relation]) -> None:
        """See :meth:`kg.sources.LookingAhead.look_ahead`: one scan of the papers for all relations."""
        papers = self._papers_of(works)
        self._look_up({paper for paper in papers if paper is not None}, relations)

    def _look_up(self, papers: set[int], relations: Sequence[Relation]) -> None:
        """Keep the citations of papers and the works at their other ends."""
        met = set()
        for relation in relations:
            links = self._links[relation]
            new = papers - links.keys()
            found = self._tables.links(new, relation)
            links |= {paper: found.get(paper, []) for paper in new}
            met |= {link.other for paper in papers for link in links[paper]}
        self._works |= self._tables.works(met - self._works.keys())

    def _papers_of(self, works: Sequence[Work]) -> list[int | None]:
        """Return the corpus id of each work, by any of its identifiers."""
        unknown = [id for work in works if "corpus" not in work.ids for id in graph_ids(work.ids)]
        papers_of = self._tables.by_ids(unknown) if unknown else {}

        def paper_of(work: Work) -> int | None:
            if "corpus" in work.ids:
                return int(work.ids["corpus"])
            known = (paper for id in graph_ids(work.ids) for paper in papers_of.get(id, ()))
            return next(known, None)

        return [paper_of(work) for work in works]

    def _neighbour(
        self,
        paper: int,
        link: ReleaseLink,
        relation: Relation,
        contexts_of: Mapping[tuple[int, int], list[tuple[str, list[str]]]],
    ) -> Neighbour:
        pair = (paper, link.other) if relation == "references" else (link.other, paper)
        quoted = contexts_of.get(pair, [])
        return Neighbour(
            work=self._works[link.other],
            intents=link.intents,
            influential=link.influential,
            contexts=[text for text, _ in quoted],
            context_intents=[intents for _, intents in quoted],
        )

    def _contexts(
        self, papers: set[int], relation: Relation
    ) -> dict[tuple[int, int], list[tuple[str, list[str]]]]:
        found: dict[tuple[int, int], list[tuple[str, list[str]]]] = {}
        for pair, rows in self._tables.contexts(papers, relation).items():
            sentences: dict[str, list[str]] = {}
            for row in rows:
                intents = row["intents"] or []
                for position, given in enumerate(row["contexts"]):
                    if text := text_of(given):
                        meant = intents[position] if position < len(intents) else None
                        sentences.setdefault(text, [intent for intent in meant or [] if intent])
            found[pair] = list(sentences.items())
        return found


def _asked_as(work: Work, id: str) -> Work:
    """Return a work with the id it was asked for among its names."""
    return work if id in graph_ids(work.ids) else msgspec.structs.replace(work, also=[id])


def _state(found: int, total: int | None, relation: Relation) -> str:
    """Judge a list by how much of it the release holds: it does not say what is withheld."""
    if total is None or (relation == "references" and total == 0):  # no paper cites nothing
        return "partial" if found else "unknown"
    return "complete" if found >= total else "partial"
