"""Pairs of an entry and a work that are, or are not, one paper.

Hand-labelled pairs (``tests/data/matching/pairs.jsonl``), titles that differ in a sign, a
letter or an abbreviation (``hard_negatives.tsv``), and pairs made from the real titles of
the example by changes whose answer is known: notices, other years, other people.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from rapidfuzz import fuzz, process

from kg.records import Entry, Work, WorkAuthor
from kg.settings import packaged
from kg.sources.records_file import RecordsFile

DATA = Path(__file__).parents[1] / "data" / "matching" / "pairs.jsonl"
HARD = DATA.with_name("hard_negatives.tsv")
PUBLISHED = DATA.with_name("published_pairs.tsv")
VARIANTS = DATA.with_name("variant_titles.tsv")
PHYSICS = DATA.with_name("physics_titles.tsv")
#: How notices about a paper are titled; none of them is the paper.
NOTICES = (
    "Erratum: {}",
    "ERRATUM {}",
    "Erratum to: {}",
    "Erratum to “{}” [Pattern Recognit. 45 (2012) 1]",
    "Corrigendum to '{}'",
    "{} – CORRIGENDUM",
    "Author Correction: {}",
    "Correction to: {}",
    "Addendum: {}",
    "{} (vol 12, pg 345, 2019)",
    "Retraction: {}",
    "Retraction Note: {}",
    "RETRACTION {}",
    "Retraction notice to {}",
    "Notice of Retraction: {}",
    "Expression of Concern: {}",
    "Editorial Expression of Concern: {}",
    "Reply to: {}",
    "REPLY: {}",
    "{}: Reply",
    "Authors’ reply: {}",
    "Response to “{}”",
    "Comment on: {}",
    "Comment on “{}” by Smith et al.",
    "COMMENT: {}",
    "{}: Discussion",
    "Supplementary material for: {}",
    "Supplement: {}",
    "{}: Supplementary Information",
    "Editorial: {}",
    "Book Review: {}",
    "{} (book review)",
    "Review of: {}",
    "REMOVAL: {}",
    "Retraction and replacement of {}",
    "Editors’ note: {}",
    "A critique of {}",
    "Referee report for {}",
    "Replication package for {}",
    "Figure 3 from {}",
    "Berichtigung: {}",
    "Corrigendum zu {}",
)


class Pair(NamedTuple):
    kind: str
    same: bool
    entry: Entry
    work: Work


def labelled() -> list[Pair]:
    pairs = []
    for line in DATA.read_text(encoding="utf-8").splitlines():
        told = json.loads(line)
        work = dict(told["work"])
        authors = [WorkAuthor(name=name) for name in work.pop("authors", [])]
        pairs.append(
            Pair(
                told["kind"],
                told["same"],
                Entry(line=1, **told["entry"]),
                Work(**work, authors=authors),
            )
        )
    return pairs


def hard_negatives() -> Iterator[Pair]:
    """Two titles as if by the same people in the same year, in both directions.

    The titles of ``published_pairs.tsv`` and ``physics_titles.tsv`` were looked up: both of
    a pair are published works. Each of physics (by arXiv id) is compared with the four
    most like it; they differ by a sign, a letter, a number or a word.
    """
    for path in (HARD, PUBLISHED):
        for line in path.read_text(encoding="utf-8").splitlines():
            kind, one, other = line.split("\t")
            yield from both_ways(kind, one, other)
    lines = PHYSICS.read_text(encoding="utf-8").splitlines()
    titles = [line.split("\t")[1] for line in lines]
    alike = {
        tuple(sorted((title, other)))
        for title in titles
        for other, _, _ in process.extract(title, titles, scorer=fuzz.ratio, limit=5)
        if other != title
    }
    for one, other in sorted(alike):
        yield from both_ways("particle", one, other)


def both_ways(kind: str, one: str, other: str) -> Iterator[Pair]:
    people = ["Ana Lopez", "Ben Okafor"]
    authors = [WorkAuthor(name=name) for name in people]
    for listed, known in ((one, other), (other, one)):
        yield Pair(
            kind,
            False,
            Entry(line=1, title=listed, year=2019, authors=people),
            Work(title=known, year=2019, authors=authors),
        )


_KINDS = {"name": "name in front", "subtitle": "subtitle left out", "cut": "end cut off"}
VARIANT_KINDS = frozenset(_KINDS.values())


def variants() -> Iterator[Pair]:
    """One paper under two titles: with the name in front, the subtitle or the end, and without.

    The titles of ``variant_titles.tsv`` are real, with year and first authors; the list
    names all of them, or the first alone.
    """
    for line in VARIANTS.read_text(encoding="utf-8").splitlines():
        kind, year, names, whole, short = line.split("\t")
        people = names.split("; ")
        authors = [WorkAuthor(name=name) for name in people]
        for listed, known in ((whole, short), (short, whole)):
            for told in (people, people[:1]):
                yield Pair(
                    _KINDS[kind],
                    True,
                    Entry(line=1, title=listed, year=int(year), authors=told),
                    Work(title=known, year=int(year), authors=authors),
                )


def made() -> Iterator[Pair]:
    facts = RecordsFile(packaged("examples", "cross-modal-retrieval.records.jsonl"))
    works = [
        work
        for work in facts.works
        if work.year and work.authors and len((work.title or "").split()) > 3
    ]
    for work in works:
        title, names = work.title or "", [author.name for author in work.authors]
        words = title.split()

        def entry(
            title: str,
            *,
            years: int = 0,
            people: list[str] | None = None,
            year: int = work.year or 0,
        ) -> Entry:
            return Entry(line=1, title=title, year=year + years, authors=people)

        bare = Work(title=title, year=work.year, authors=work.authors)
        yield Pair("case", True, entry(title.upper()), bare)
        yield Pair(
            "punctuation", True, entry(title.replace("-", " ").replace(":", " -") + "."), bare
        )
        yield Pair("year before", True, entry(title, years=-1), bare)
        yield Pair(
            "initials",
            True,
            entry(title, people=[f"{name[0]}. {name.split()[-1]}" for name in names]),
            bare,
        )
        yield Pair("later year", False, entry(title, years=3), bare)
        yield Pair("other authors", False, entry(title, people=["Zoltan Qwxyz"]), bare)
        yield Pair(
            "continued", False, entry(f"{title} with large language models", people=names), bare
        )
        yield Pair("preceded", False, entry(f"Rethinking {title}", people=names), bare)
        yield Pair("revisited", False, entry(f"{title} Revisited", people=names), bare)
        yield Pair("part two", False, entry(f"{title}, Part II", people=names), bare)
        yield Pair("word gone", False, entry(" ".join(words[:1] + words[2:]), people=names), bare)
        for form in NOTICES:
            yield Pair("notice", False, entry(form.format(title), people=names), bare)
        if re.fullmatch(r"[A-Za-z]{4,}", words[-1]):
            yield Pair(
                "last word",
                False,
                entry(" ".join([*words[:-1], "Segmentation"]), people=names),
                bare,
            )


class VersionPair(NamedTuple):
    kind: str
    same: bool
    one: Work
    other: Work


def version_pairs() -> Iterator[VersionPair]:
    """A preprint and a publication that are, or are not, two versions of one work."""
    facts = RecordsFile(packaged("examples", "cross-modal-retrieval.records.jsonl"))
    for number, work in enumerate(facts.works):
        title = work.title or ""
        if not work.year or not work.authors or len(title.split()) < 4:
            continue
        article = Work(
            title=title, year=work.year, authors=work.authors, ids={"doi": f"10.5555/{number}"}
        )

        def preprint(
            title: str,
            server: dict[str, str] | None = None,
            *,
            years: int = 1,
            authors: list[WorkAuthor] = work.authors,
            year: int = work.year,
            number: int = number,
        ) -> Work:
            ids = server or {"arxiv": f"1901.{number:05}"}
            return Work(title=title, year=year - years, authors=authors, ids=ids)

        others = [WorkAuthor(name="Zoltan Qwxyz"), *work.authors[1:]]
        biorxiv = {"doi": f"10.1101/2020.01.01.{number:06}"}
        yield VersionPair("arXiv, the year before", True, preprint(title), article)
        yield VersionPair("arXiv, other capitals", True, preprint(title.upper(), years=0), article)
        yield VersionPair("bioRxiv, the year before", True, preprint(title, biorxiv), article)
        yield VersionPair("three years apart", False, preprint(title, years=3), article)
        yield VersionPair("another first author", False, preprint(title, authors=others), article)
        yield VersionPair("a sequel", False, preprint(f"{title} II"), article)
        yield VersionPair("an erratum", False, preprint(f"Erratum: {title}"), article)
        yield VersionPair("a sign more", False, preprint(f"{title} in C++"), article)
        yield VersionPair(
            "two publications",
            False,
            Work(title=title, year=work.year, authors=work.authors, ids={"doi": "10.5555/other"}),
            article,
        )


def all_pairs() -> list[Pair]:
    return [*labelled(), *hard_negatives(), *made()]
