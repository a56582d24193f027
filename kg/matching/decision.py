"""The rule: certain, probable, unsure or none, and the sentence that says why."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Literal, NamedTuple

import msgspec

from kg.identifiers import graph_ids
from kg.matching.agreement import (
    Agreement,
    SamePeople,
    compare,
    describe,
    is_version_pair,
    same_people,
    work_id,
    work_of_entry,
)
from kg.matching.contradiction import titles_akin
from kg.matching.evidence import said_of_another, with_retraction_notice
from kg.matching.retractions import is_retracted
from kg.matching.titles import announces_retraction, compare_titles, is_generic
from kg.records import Entry, MatchCandidate, Resolution, Work
from kg.venues import is_preprint

__all__ = [
    "Confidence",
    "Verdict",
    "is_alike",
    "judge",
    "match_entry",
    "stands_alone",
    "verify_identified",
    "with_known_retraction",
]

Confidence = Literal["certain", "probable", "unsure", "none"]


class Verdict(NamedTuple):
    """A candidate and what the rule says of it."""

    confidence: Confidence
    reason: str
    agreement: Agreement
    work: Work
    #: Whether it is a notice that the described paper is retracted.
    tells_of_retraction: bool = False


def _decide(title: str, agreement: Agreement, people: SamePeople) -> tuple[Confidence, str]:
    """Apply the rule to one candidate; the sentence says what spoke for and against."""
    relation = agreement.title
    if relation in _NEVER_LINKED:
        return _NEVER_LINKED[relation]
    if agreement.notice:
        return (
            "unsure",
            "the title is equal, but the source says that it is a notice about it, or data or an editorial",
        )
    if relation in _OTHER_BY_TITLE:
        against = agreement.contradicted
        return ("none" if against else "unsure"), _OTHER_BY_TITLE[relation]
    if relation == "equal":
        return _decide_equal(title, agreement)
    if relation == "near":
        return _decide_near(agreement)
    if relation == "coined":
        return _decide_coined(agreement, people)
    return _decide_subtitle(agreement, people)


#: Relations of titles of which none is ever linked, whatever else agrees.
_NEVER_LINKED: dict[str, tuple[Confidence, str]] = {
    "sign": ("unsure", "title equal but for signs that make another word"),
    "word": ("unsure", "title one letter apart, which may be another word"),
    "notice": (
        "unsure",
        "a notice about a paper (erratum, retraction, reply, ...) is not the paper",
    ),
    "contained": ("none", "one title contains the other, which makes it another paper"),
    "different": ("none", "another title"),
}


#: Relations of titles that may be of one paper only where nothing else speaks against it.
_OTHER_BY_TITLE: dict[str, str] = {
    "text": "title equal but for what one has behind it, which may make it another text",
    "named": "title equal but for a name in front, which may make it another paper",
}


def _decide_equal(title: str, agreement: Agreement) -> tuple[Confidence, str]:
    agreeing = _sentence(agreement)
    if agreement.contradicted:
        return "unsure", f"equal title, but {_contradiction(agreement)}"
    if is_generic(title) and not (
        agreement.ids or (agreement.same_year and (agreement.authors or agreement.venue))
    ):
        return "unsure", f"equal title, but too general to decide by it ({agreeing})"
    return "certain", f"equal title after normalising{f' ({agreeing})' if agreeing else ''}"


def _decide_near(agreement: Agreement) -> tuple[Confidence, str]:
    if agreement.contradicted:
        return "none", f"nearly equal title, but {_contradiction(agreement)}"
    if agreement.year and agreement.authors:
        return "probable", f"nearly equal title ({_sentence(agreement)})"
    unconfirmed = "author" if not agreement.authors else "year"
    return "unsure", f"nearly equal title, but no {unconfirmed} to confirm it"


def _decide_coined(agreement: Agreement, people: SamePeople) -> tuple[Confidence, str]:
    # A later paper may put a name before the title of an earlier one by the same first author.
    if agreement.contradicted:
        return "none", f"title equal but for a name in front, and {_contradiction(agreement)}"
    if (agreement.same_year and people != "other") or (agreement.year and people == "all"):
        return "probable", f"title equal but for the name in front ({_sentence(agreement)})"
    return "unsure", "title equal but for a name in front, and no authors and year to confirm it"


def _decide_subtitle(agreement: Agreement, people: SamePeople) -> tuple[Confidence, str]:
    what = "where one is cut off" if agreement.title == "cut" else "for the subtitle"
    # The first half of a title, by the same people a year apart, is often the
    # conference paper that the longer one extends: only full agreement links.
    if agreement.contradicted:
        return "none", f"title equal but {what}, and {_contradiction(agreement)}"
    if agreement.same_year and people != "other":
        return "probable", f"title equal but {what} ({_sentence(agreement)})"
    return "unsure", f"title equal but {what}, which may be another paper"


def _sentence(agreement: Agreement) -> str:
    parts = []
    if agreement.same_year:
        parts.append("same year")
    elif agreement.year:
        parts.append("years one apart")
    if agreement.authors:
        parts.append("author in common")
    if agreement.venue:
        parts.append("same venue")
    return ", ".join(parts)


def _contradiction(agreement: Agreement) -> str:
    parts = []
    if agreement.ids is False:
        parts.append("another identifier of the same kind")
    if agreement.year is False:
        parts.append("years more than one apart")
    if agreement.authors is False:
        parts.append("no author in common")
    return " and ".join(parts)


def judge(described: Work, work: Work, known_words: Collection[str] = frozenset()) -> Verdict:
    """Return what the rule says of one candidate.

    Parameters
    ----------
    described
        The work as the list describes it.
    work
        The candidate.
    known_words
        As for :func:`kg.matching.titles.compare_titles`.
    """
    agreement = compare(described, work, known_words)
    confidence, reason = _decide(described.title or "", agreement, same_people(described, work))
    return Verdict(
        confidence, reason, agreement, work, _tells_of_retraction(described, agreement, work)
    )


def _tells_of_retraction(described: Work, agreement: Agreement, work: Work) -> bool:
    """Whether a work is the notice that the described paper is retracted, by its title or its type."""
    if agreement.title == "notice" and announces_retraction(
        work.title or "", described.title or ""
    ):
        return True
    is_notice = agreement.title == "notice" or (agreement.title == "equal" and agreement.notice)
    return is_notice and is_retracted(None, work.publication_types)


def match_entry(
    entry: Entry,
    candidates: Sequence[Work],
    *,
    rejected: Sequence[str] = (),
    known_words: Collection[str] = frozenset(),
) -> Resolution:
    """Decide which of the candidates an entry is, if any.

    Parameters
    ----------
    entry
        The entry of the list.
    candidates
        The works that a source found for it, in any order.
    rejected
        Graph ids that a person ruled out; ``*`` rules out all.
    known_words
        Words of the other titles that the source has: where both spellings of a word
        occur among them, one is no slip for the other.

    Returns
    -------
    Resolution
        With a work only when exactly one is certain, or, none being certain, exactly
        one is probable. ``candidates`` holds every candidate with its reason, best
        first.

    Examples
    --------
    >>> entry = Entry(line=1, title="Deep Cross-Modal Hashing", year=2017)
    >>> match_entry(entry, [Work(title="Ranking-based deep cross-modal hashing", year=2019)]).confidence
    'none'
    >>> match_entry(entry, [Work(title="Deep Cross-modal Hashing", year=2016)]).evidence
    'equal title after normalising (years one apart): "Deep Cross-modal Hashing" (2016)'
    """
    described = work_of_entry(entry)
    judged: list[Verdict] = []
    for work in _distinct(candidates):
        ids = {work_id(work), *graph_ids(work.ids), *work.also}
        verdict = judge(described, work, known_words)
        if "*" in rejected or ids & set(rejected):
            verdict = verdict._replace(confidence="none", reason="ruled out by the list's owner")
        judged.append(verdict)
    judged.sort(key=lambda verdict: (_ORDER.index(verdict.confidence), work_id(verdict.work)))
    resolution = _resolution(judged)
    resolution.candidates = [
        _candidate(verdict.confidence, verdict.reason, verdict.work) for verdict in judged
    ]
    return resolution


def _resolution(judged: list[Verdict]) -> Resolution:
    """Return what the candidates, best first, come to."""
    best = judged[0].confidence if judged else "none"
    if best == "none":
        return Resolution(evidence="no candidate with this title was found")
    at_best = [verdict for verdict in judged if verdict.confidence == best]
    chosen = judged[0] if best == "unsure" else _only_one(at_best)
    if chosen is None or not stands_alone(chosen, judged):
        alike = (
            at_best if len(at_best) > 1 else [verdict for verdict in judged if is_alike(verdict)]
        )
        named = "; ".join(describe(verdict.work) for verdict in alike[:3])
        return Resolution(
            confidence="unsure", evidence=f"{len(alike)} candidates are equally good: {named}"
        )
    evidence = f"{chosen.reason}: {describe(chosen.work)}"
    evidence = _with_notice_of_retraction(evidence, chosen.work, judged)
    if best == "unsure":
        return Resolution(confidence="unsure", evidence=evidence)
    return Resolution(
        work=chosen.work,
        matched_by="title+author" if chosen.agreement.authors else "title",
        confidence=best,
        evidence=evidence,
    )


def _with_notice_of_retraction(evidence: str, work: Work, judged: Sequence[Verdict]) -> str:
    """Return evidence that says so where a candidate is the notice that a paper is retracted."""
    ids = {*graph_ids(work.ids), *work.also}
    for verdict in judged:
        if verdict.tells_of_retraction or not ids.isdisjoint(verdict.work.retracts):
            return with_retraction_notice(evidence, describe(verdict.work))
    return evidence


def with_known_retraction(
    entry: Entry, resolution: Resolution, candidates: Sequence[Work]
) -> Resolution:
    """Return a resolution whose evidence says so where a candidate is the notice that its paper is retracted.

    For a paper that was found by its identifier; the candidates were found by its title.

    Parameters
    ----------
    entry
        The entry.
    resolution
        What it was resolved to by its identifier.
    candidates
        Works that were found by its title.

    Examples
    --------
    >>> entry, paper = Entry(line=1, title="Deep hashing of moss"), Work(title="Deep hashing of moss")
    >>> found = Resolution(work=paper, confidence="certain", evidence="found by its DOI")
    >>> notice = Work(title="Retraction notice to “Deep hashing of moss” [J. Moss 3 (2019) 1-9]")
    >>> with_known_retraction(entry, found, [notice]).evidence.partition("; ")[2]
    'a notice of its retraction is known: "Retraction notice to “Deep hashing of moss” [J. Moss 3 (2019) 1-9]"'
    """
    if resolution.work is None:
        return resolution
    described = work_of_entry(entry)
    judged = [judge(described, work) for work in candidates]
    evidence = _with_notice_of_retraction(resolution.evidence, resolution.work, judged)
    return msgspec.structs.replace(resolution, evidence=evidence)


_ORDER: tuple[Confidence, ...] = ("certain", "probable", "unsure", "none")


def _only_one(
    judged: list[Verdict],
) -> Verdict | None:
    """Return the one candidate that stands out: alone, or alone in sharing an author or the venue."""
    if len(judged) <= 1:
        return judged[0] if judged else None
    works = [verdict.work for verdict in judged]
    if all(is_version_pair(works[0], work) for work in works[1:]):
        return next(
            (
                verdict
                for verdict in judged
                if not is_preprint(verdict.work.venue, verdict.work.ids)
            ),
            judged[0],
        )
    by_author = [verdict for verdict in judged if verdict.agreement.authors]
    by_venue = [
        verdict for verdict in judged if verdict.agreement.venue and verdict.agreement.same_year
    ]
    for standing_out in (by_author, by_venue):
        if len(standing_out) == 1:
            return standing_out[0]
    return None


#: Relations of titles that may be of one paper.
_ALIKE = frozenset(("equal", "near", "subtitle", "cut", "coined", "named"))


def is_alike(judged: Verdict) -> bool:
    """Whether a candidate's title may be that of the paper, whatever else is said against it."""
    return judged.agreement.title in _ALIKE


def stands_alone(chosen: Verdict, judged: Sequence[Verdict]) -> bool:
    """Whether no other candidate has such a title, where the chosen one's lacks a name or its end."""
    if chosen.confidence == "unsure" or chosen.agreement.title not in ("coined", "cut"):
        return True
    return not any(is_alike(verdict) and verdict is not chosen for verdict in judged)


def _distinct(works: Sequence[Work]) -> list[Work]:
    """Return the works that are not the same as one before, by any identifier."""
    seen: set[str] = set()
    kept = []
    for work in works:
        ids = {*graph_ids(work.ids), *work.also} or {f"{work_id(work)} {work.year}"}
        if not ids & seen:
            kept.append(work)
        seen |= ids
    return kept


def _candidate(confidence: Confidence, reason: str, work: Work) -> MatchCandidate:
    return MatchCandidate(
        id=work_id(work),
        title=work.title,
        year=work.year,
        authors=[author.name for author in work.authors[:3]],
        confidence=confidence,
        reason=reason,
    )


_KIND_NAMES = {
    "doi": "DOI",
    "arxiv": "arXiv id",
    "acl": "ACL Anthology id",
    "s2": "Semantic Scholar id",
    "openreview": "OpenReview id",
    "pmid": "PubMed id",
}


def verify_identified(entry: Entry, work: Work, kind: str) -> Resolution:
    """Decide about the work that a source knows by an identifier of the entry.

    Certain, unless the two titles share less than half of the shorter one's words, or one
    is a correction of the other or a reply to it: then the identifier in the list leads to
    another text, and the entry is unsure. A notice of retraction may stand at the article's
    own identifier, where some publishers put it.

    Parameters
    ----------
    entry
        The entry.
    work
        The work that a source knows by an identifier of it.
    kind
        Kind of the identifier.

    Examples
    --------
    >>> entry = Entry(line=25, title="Cross-modal Center Loss", ids={"arxiv": "2008.03561"})
    >>> work = Work(title="Cross-Modal Center Loss for 3D Cross-Modal Retrieval")
    >>> verify_identified(entry, work, "arxiv").confidence
    'certain'
    """
    name = f"{_KIND_NAMES.get(kind, kind)} {entry.ids.get(kind, '')}".strip()
    relation = compare_titles(entry.title, work.title or "")
    if relation == "notice" and not announces_retraction(work.title or "", entry.title):
        reason = said_of_another(name, f"a notice about the paper: {describe(work)}")
        return Resolution(
            confidence="unsure",
            evidence=reason,
            candidates=[_candidate("unsure", reason, work)],
        )
    if relation == "different" and not titles_akin(entry.title, work.title or ""):
        reason = said_of_another(name, f"another title: {describe(work)}")
        return Resolution(
            confidence="unsure",
            evidence=reason,
            candidates=[_candidate("unsure", reason, work)],
        )
    words = "equal title" if relation == "equal" else f"its title is {describe(work)}"
    return Resolution(
        work=work,
        matched_by="s2" if kind == "corpus" else kind,
        confidence="certain",
        evidence=f"found by the {name} in the entry; {words}",
        candidates=[_candidate("certain", f"found by {name}", work)],
    )
