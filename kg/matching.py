"""Is this record that entry? A decision, and a sentence of evidence.

The rule, whatever the source: an equal title that nothing contradicts is *certain*;
a nearly equal one is *probable* only with the year within one and an author surname
in common; an equal title with a contradiction, or several equal candidates, is
*unsure*; anything else is *none*. A title that contains or extends another is
another paper. Only certain and probable are linked.

Identifiers say more than titles: an identifier in common is certain unless the two
titles have nothing to do with each other, which means that the identifier is wrong.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from rapidfuzz.distance import OSA

from kg.identifiers import graph_ids, normalise_title, split_graph_id, title_id
from kg.records import Candidate, Entry, Resolution, Work

__all__ = [
    "Agreement",
    "TitleIndex",
    "compare",
    "compare_titles",
    "is_generic",
    "match_entry",
    "surnames",
    "verify_identified",
    "work_id",
    "work_of_entry",
]

TitleRelation = Literal["equal", "near", "subtitle", "contained", "different"]
Confidence = Literal["certain", "probable", "unsure", "none"]

#: A title made of these words alone names a kind of text, not one text.
_GENERIC = frozenset(
    {
        *("a", "an", "and", "for", "from", "in", "of", "on", "the", "to", "with"),
        *("introduction", "introductory", "survey", "surveys", "review", "reviews", "overview"),
        *("editorial", "preface", "foreword", "tutorial", "note", "notes", "lecture", "lectures"),
        *("conclusion", "conclusions", "abstract", "proceedings", "workshop", "discussion"),
        *("comment", "comments", "commentary", "reply", "response", "perspective", "perspectives"),
        *(
            "erratum",
            "corrigendum",
            "correction",
            "addendum",
            "appendix",
            "index",
            "report",
            "news",
        ),
        *("summary", "guest", "message", "chairs", "brief", "short", "recent", "future"),
        *("advances", "progress", "challenges", "opportunities", "directions", "trends"),
        *("deep", "learning", "machine", "neural", "network", "networks", "artificial"),
        *("intelligence", "vision", "computer", "data", "mining", "reinforcement"),
        *("statistics", "statistical", "methods", "theory", "analysis"),
    }
)
_PARTS = re.compile(r"\s*(?::|\s[-–—]\s|[–—]|\?\s)\s*")
_NUMERAL = re.compile(r"[ivx]+|\d\w*|\w|one|two|three|four|five|first|second|third")


class Agreement(NamedTuple):
    """How far two descriptions of papers agree; the booleans are None where one side is silent."""

    title: TitleRelation
    year: bool | None
    same_year: bool | None
    authors: bool | None
    venue: bool | None
    ids: bool | None

    @property
    def contradicted(self) -> bool:
        """Whether something besides the title speaks against the two being one."""
        return False in (self.year, self.authors, self.ids)


def surnames(names: Iterable[str]) -> list[str]:
    """Return the folded surname of each name.

    Takes "Kan, Meina" and "Meina Kan", drops particles of et al., and folds accents.

    Examples
    --------
    >>> surnames(["Meina Kan", "Kan, M.", "L. Van Gool", "José García Jr.", "et al."])
    ['kan', 'kan', 'gool', 'garcia']
    """
    found = []
    for name in names:
        part = name.split(",")[0] if "," in name else name
        folded = unicodedata.normalize("NFKD", part).casefold()
        folded = "".join(char for char in folded if not unicodedata.combining(char))
        words = [
            word
            for word in re.findall(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", folded)
            if word not in ("jr", "sr", "ii", "iii", "et", "al", "others", "etc")
        ]
        if words:
            found.append(re.sub(r"['’-]", "", words[-1]))
    return found


def is_generic(title: str) -> bool:
    """Whether a title is too short or too general to identify a paper alone.

    Examples
    --------
    >>> is_generic("Introduction"), is_generic("Deep Learning"), is_generic("A Survey")
    (True, True, True)
    >>> is_generic("Graph Attention Networks")
    False
    """
    words = normalise_title(title).split()
    return len(words) < 3 or all(word in _GENERIC for word in words)


def compare_titles(one: str, other: str) -> TitleRelation:
    """Return how two titles relate.

    Returns
    -------
    str
        ``equal``: the same words after normalising. ``near``: an acronym prefix more
        or less, a plural, or one typing error inside a long word. ``subtitle``: one is
        the other without its subtitle. ``contained``: the words of one are part of
        the other's. ``different`` otherwise.

    Examples
    --------
    >>> compare_titles("Deep Cross-modal Hashing", "Deep cross modal hashing.")
    'equal'
    >>> compare_titles("DSAN Cross-modal subspace learning", "Cross-modal subspace learning")
    'near'
    >>> compare_titles("On deep learning of views", "On Deep Learning of Views: Objectives")
    'subtitle'
    >>> compare_titles("Deep cross-modal hashing", "Ranking-based deep cross-modal hashing")
    'contained'
    >>> compare_titles("Deep supervised hashing", "Deep unsupervised hashing")
    'different'
    """
    a, b = normalise_title(one), normalise_title(other)
    if not a or not b:
        return "different"
    if a == b:
        return "equal"
    joined_a, joined_b = a.replace(" ", ""), b.replace(" ", "")
    if joined_a == joined_b and len(joined_a) >= 16:
        return "equal"  # "cross modal" and "crossmodal", a space lost in the list
    if _without_acronym(one) == b or _without_acronym(other) == a:
        return "near"
    words_a, words_b = a.split(), b.split()
    if len(words_a) == len(words_b) and _nearly(words_a, words_b, _names(one) | _names(other)):
        return "near"
    if _main_title(one) == b or _main_title(other) == a:
        return "subtitle"
    if f" {a} " in f" {b} " or f" {b} " in f" {a} ":
        return "contained"
    return "different"


def _without_acronym(title: str) -> str | None:
    """Return the normalised title without a leading acronym, or None when it has none."""
    match = re.match(r"\s*([^\s:]*[A-Z0-9][^\s:]*)\s*(?::|\s[-–—]\s|\s)\s*(?=\S)", title)
    if not match or sum(char.isupper() for char in match.group(1)) < 2:
        return None
    rest = normalise_title(title[match.end() :])
    return rest if len(rest.split()) >= 4 else None


def _main_title(title: str) -> str | None:
    parts = [part for part in _PARTS.split(title, maxsplit=1) if part.strip()]
    if len(parts) < 2 or len(normalise_title(parts[0]).split()) < 3:
        return None
    return normalise_title(parts[0])


def _names(title: str) -> set[str]:
    """Return the words that are somebody's coinage: a capital or a digit inside (``ResNet``, ``v2``)."""
    return {
        word
        for token in re.split(r"[\s\-–—/]+", title)
        if re.search(r"\d|\w[A-Z]", token)
        for word in normalise_title(token).split()
    }


def _nearly(words_a: list[str], words_b: list[str], names: set[str]) -> bool:
    pairs = [(a, b) for a, b in zip(words_a, words_b, strict=True) if a != b]
    if not pairs or len(pairs) > 2 or len(words_a) < 4:
        return False
    plural = [_plural(a, b) for a, b in pairs]
    if all(plural):
        return True
    return len(pairs) == 1 and names.isdisjoint(pairs[0]) and _typing_error(*pairs[0])


def _plural(a: str, b: str) -> bool:
    short, long = sorted((a, b), key=len)
    return len(short) > 2 and (
        long in (short + "s", short + "es") or (short.endswith("y") and long == short[:-1] + "ies")
    )


def _typing_error(a: str, b: str) -> bool:
    # One slip inside a long word. Not at its start: "asymmetric" is no slip for
    # "symmetric"; never in a number: "part i" and "part ii" are two papers.
    if _NUMERAL.fullmatch(a) or _NUMERAL.fullmatch(b) or min(len(a), len(b)) < 6:
        return False
    return a[:2] == b[:2] and OSA.distance(a, b) == 1


def _years_of(work: Work) -> list[int]:
    years = [] if work.year is None else [work.year]
    if work.publication_date and work.publication_date[:4].isdigit():
        years.append(int(work.publication_date[:4]))
    return years


def compare(one: Work, other: Work) -> Agreement:
    """Return how far two works agree.

    Years agree within one (preprint and publication); authors agree when a surname is
    common; identifiers disagree when one kind has two values, arXiv and publisher
    DOIs being different kinds.

    Examples
    --------
    >>> a = Work(title="Multi-view discriminant analysis", year=2012)
    >>> b = Work(title="Multi-view Discriminant Analysis", year=2016)
    >>> compare(a, b).contradicted
    True
    """
    years_a, years_b = _years_of(one), _years_of(other)
    gap = min((abs(a - b) for a in years_a for b in years_b), default=None)
    people_a = surnames(author.name for author in one.authors)
    people_b = surnames(author.name for author in other.authors)
    shared = {kind for kind in one.ids if kind in other.ids and kind in _IDENTIFYING}
    same = [kind for kind in shared if one.ids[kind] == other.ids[kind]]
    return Agreement(
        title=compare_titles(one.title or "", other.title or ""),
        year=None if gap is None else gap <= 1,
        same_year=None if gap is None else gap == 0,
        authors=bool(set(people_a) & set(people_b)) if people_a and people_b else None,
        venue=_same_venue(one, other),
        ids=None if not shared else bool(same),
    )


_IDENTIFYING = ("doi", "arxiv", "acl", "pmid", "openreview")


def _same_venue(one: Work, other: Work) -> bool | None:
    if not one.venue or not other.venue:
        return None
    a = set(re.findall(r"[a-z]+", one.venue.casefold()))
    names = [other.venue, *other.venue_alternate_names]
    return any(a <= set(re.findall(r"[a-z]+", name.casefold())) for name in names) if a else None


def _decide(title: str, agreement: Agreement, *, same_people: bool) -> tuple[Confidence, str]:
    """Apply the rule to one candidate; the sentence says what spoke for and against."""
    said = _sentence(agreement)
    if agreement.title == "equal":
        if agreement.contradicted:
            return "unsure", f"equal title, but {_contradiction(agreement)}"
        if is_generic(title) and not (
            agreement.ids or (agreement.same_year and (agreement.authors or agreement.venue))
        ):
            return "unsure", f"equal title, but too general to decide by it ({said})"
        return "certain", f"equal title after normalising{f' ({said})' if said else ''}"
    if agreement.title == "near":
        if agreement.contradicted:
            return "none", f"nearly equal title, but {_contradiction(agreement)}"
        if agreement.year and agreement.authors:
            return "probable", f"nearly equal title ({said})"
        unconfirmed = "author" if not agreement.authors else "year"
        return "unsure", f"nearly equal title, but no {unconfirmed} to confirm it"
    if agreement.title == "subtitle":
        # The first half of a title, by the same people a year apart, is often the
        # conference paper that the longer one extends: only full agreement links.
        if agreement.contradicted:
            return "none", f"title with another subtitle, and {_contradiction(agreement)}"
        if agreement.same_year and same_people:
            return "probable", f"title equal but for the subtitle ({said})"
        return "unsure", "title equal but for the subtitle, which may be another paper"
    if agreement.title == "contained":
        return "none", "one title contains the other, which makes it another paper"
    return "none", "another title"


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


def work_of_entry(entry: Entry) -> Work:
    """Return what the list says about an entry, in the form that sources use."""
    from kg.records import WorkAuthor

    return Work(
        title=entry.title,
        ids=dict(entry.ids),
        year=entry.year,
        venue=entry.venue,
        authors=[WorkAuthor(name=name) for name in entry.authors or []],
    )


def work_id(work: Work) -> str:
    """Return the graph id that a work alone would have.

    Examples
    --------
    >>> work_id(Work(title="x", ids={"arxiv": "2207.04818"}))
    'arxiv:2207.04818'
    """
    ids = [
        id
        for id in graph_ids(work.ids)
        if split_graph_id(id)[0] not in ("pmc", "dblp", "corpus", "mag")
    ]
    return ids[0] if ids else title_id(work.title or "")


def _same_people(one: Work, other: Work) -> bool:
    a = surnames(author.name for author in one.authors)
    return bool(a) and a == surnames(author.name for author in other.authors)


def _judged(described: Work, work: Work) -> tuple[Confidence, str, Agreement]:
    agreement = compare(described, work)
    confidence, reason = _decide(
        described.title or "", agreement, same_people=_same_people(described, work)
    )
    return confidence, reason, agreement


def match_entry(
    entry: Entry, candidates: Sequence[Work], *, rejected: Sequence[str] = ()
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
    judged: list[tuple[Confidence, str, Agreement, Work]] = []
    for work in _distinct(candidates):
        ids = {work_id(work), *graph_ids(work.ids), *work.also}
        confidence, reason, agreement = _judged(described, work)
        if "*" in rejected or ids & set(rejected):
            confidence, reason = "none", "ruled out by the list's owner"
        judged.append((confidence, reason, agreement, work))
    judged.sort(key=lambda one: (_ORDER.index(one[0]), work_id(one[3])))
    shown = [_candidate(*one) for one in judged]

    for level in ("certain", "probable"):
        at_level = [one for one in judged if one[0] == level]
        chosen = _only_one(at_level)
        if chosen:
            return Resolution(
                work=chosen[3],
                matched_by="title+author" if chosen[2].authors else "title",
                confidence=level,
                evidence=f"{chosen[1]}: {describe(chosen[3])}",
                candidates=shown,
            )
        if at_level:
            return Resolution(
                confidence="unsure",
                evidence=f"{len(at_level)} candidates are equally good: "
                + "; ".join(describe(one[3]) for one in at_level[:3]),
                candidates=shown,
            )
    if judged and judged[0][0] == "unsure":
        return Resolution(
            confidence="unsure",
            evidence=f"{judged[0][1]}: {describe(judged[0][3])}",
            candidates=shown,
        )
    return Resolution(evidence="no candidate with this title was found", candidates=shown)


_ORDER: tuple[Confidence, ...] = ("certain", "probable", "unsure", "none")


def _only_one(
    judged: list[tuple[Confidence, str, Agreement, Work]],
) -> tuple[Confidence, str, Agreement, Work] | None:
    """Return the one candidate that stands out: alone, or alone in sharing an author or the venue."""
    if len(judged) <= 1:
        return judged[0] if judged else None
    works = [one[3] for one in judged]
    if all(is_version_pair(works[0], work) for work in works[1:]):
        return next((one for one in judged if not is_preprint(one[3])), judged[0])
    by_author = [one for one in judged if one[2].authors]
    by_venue = [one for one in judged if one[2].venue and one[2].same_year]
    for standing_out in (by_author, by_venue):
        if len(standing_out) == 1:
            return standing_out[0]
    return None


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


def is_preprint(work: Work) -> bool:
    """Whether a work is known only as a preprint: an arXiv id and no publisher's DOI or venue."""
    if "doi" in work.ids:
        return False
    venue = (work.venue or "").casefold()
    return "arxiv" in work.ids and (not venue or "arxiv" in venue or venue == "corr")


def is_version_pair(one: Work, other: Work) -> bool:
    """Whether two works are the preprint and the published version of one work.

    Equal title (not a general one), the same first author, years within one, and
    exactly one of the two a preprint.

    Examples
    --------
    >>> from kg.records import WorkAuthor
    >>> people = [WorkAuthor(name="Hu Peng")]
    >>> preprint = Work(title="Deep maps of things", ids={"arxiv": "1901.00001"}, year=2019, authors=people)
    >>> article = Work(title="Deep Maps of Things", ids={"doi": "10.1/x"}, year=2020, authors=people)
    >>> is_version_pair(preprint, article)
    True
    """
    if is_preprint(one) == is_preprint(other):
        return False
    agreement = compare(one, other)
    if agreement.title != "equal" or agreement.contradicted or not agreement.year:
        return False
    first_a = surnames([one.authors[0].name]) if one.authors else []
    first_b = surnames([other.authors[0].name]) if other.authors else []
    return bool(first_a) and first_a == first_b and not is_generic(one.title or "")


def _candidate(confidence: Confidence, reason: str, agreement: Agreement, work: Work) -> Candidate:
    del agreement
    return Candidate(
        id=work_id(work),
        title=work.title,
        year=work.year,
        authors=[author.name for author in work.authors[:3]],
        confidence=confidence,
        reason=reason,
    )


def describe(work: Work) -> str:
    """Return a work in a few words: its title in quotes and its year.

    Examples
    --------
    >>> describe(Work(title="Deep Canonical Correlation Analysis", year=2013))
    '"Deep Canonical Correlation Analysis" (2013)'
    """
    return f'"{work.title or work_id(work)}"' + (f" ({work.year})" if work.year else "")


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

    Certain, unless the two titles share less than half of the shorter one's words: then
    the identifier in the list leads to another paper, and the entry is unsure.

    Examples
    --------
    >>> entry = Entry(line=25, title="Cross-modal Center Loss", ids={"arxiv": "2008.03561"})
    >>> work = Work(title="Cross-Modal Center Loss for 3D Cross-Modal Retrieval")
    >>> verify_identified(entry, work, "arxiv").confidence
    'certain'
    """
    name = f"{_KIND_NAMES.get(kind, kind)} {entry.ids.get(kind, '')}".strip()
    relation = compare_titles(entry.title, work.title or "")
    shown = [
        Candidate(
            id=work_id(work),
            title=work.title,
            year=work.year,
            authors=[author.name for author in work.authors[:3]],
            confidence="certain",
            reason=f"found by {name}",
        )
    ]
    if relation == "different" and not _akin(entry.title, work.title or ""):
        reason = f"{name} in the list leads to another title: {describe(work)}"
        return Resolution(
            confidence="unsure",
            evidence=reason,
            candidates=[
                Candidate(
                    id=shown[0].id,
                    title=work.title,
                    year=work.year,
                    authors=shown[0].authors,
                    confidence="unsure",
                    reason=reason,
                )
            ],
        )
    words = "equal title" if relation == "equal" else f"its title is {describe(work)}"
    return Resolution(
        work=work,
        matched_by="s2" if kind == "corpus" else kind,
        confidence="certain",
        evidence=f"found by the {name} in the entry; {words}",
        candidates=shown,
    )


def _akin(one: str, other: str) -> bool:
    a, b = set(normalise_title(one).split()), set(normalise_title(other).split())
    if not a or not b or not _latin(one) or not _latin(other):
        return True  # nothing to compare, or titles in two scripts: the identifier decides
    return len(a & b) * 2 >= min(len(a), len(b))


def _latin(text: str) -> bool:
    letters = [char for char in text if char.isalpha()]
    return sum(char.isascii() for char in letters) * 2 > len(letters)


class TitleIndex:
    """Known works by title, to ask "which of you is this?" of many descriptions.

    Finds equal and nearly equal titles without comparing with every work: a nearly
    equal title shares its first or its last three words, or differs by one leading word.
    """

    def __init__(self) -> None:
        self._works: list[tuple[int, Work]] = []
        self._blocks: dict[str, list[int]] = defaultdict(list)

    def add(self, key: int, work: Work) -> None:
        """Make a work findable under ``key``."""
        for block in _blocks(work.title or ""):
            self._blocks[block].append(len(self._works))
        self._works.append((key, work))

    def find(
        self, described: Work, *, distinct_keys: bool = True
    ) -> tuple[int, Confidence, str] | None:
        """Return ``(key, confidence, sentence)`` of the one work that matches, or None.

        None also where several different works match equally well.
        """
        judged = [
            (confidence, reason, agreement, self._works[position])
            for position in self._positions(described.title or "")
            for confidence, reason, agreement in [_judged(described, self._works[position][1])]
        ]
        for level in ("certain", "probable"):
            at_level = [one for one in judged if one[0] == level]
            keys = {one[3][0] for one in at_level}
            if len(keys) == 1:
                return at_level[0][3][0], level, f"{at_level[0][1]}: {describe(at_level[0][3][1])}"
            by_author = {one[3][0] for one in at_level if one[2].authors}
            if distinct_keys and len(by_author) == 1:
                one = next(one for one in at_level if one[2].authors)
                return one[3][0], level, f"{one[1]}: {describe(one[3][1])}"
            if keys:
                return None
        return None

    def nearby(self, title: str) -> list[int]:
        """Return the keys of the works whose titles are worth comparing with this one."""
        return [self._works[position][0] for position in self._positions(title)]

    def _positions(self, title: str) -> list[int]:
        return sorted(
            {position for block in _blocks(title) for position in self._blocks.get(block, ())}
        )


def _blocks(title: str) -> set[str]:
    words = normalise_title(title).split()
    if not words:
        return set()
    joined = "".join(words)
    return {
        "=" + joined,
        "<" + " ".join(words[:3]),
        ">" + " ".join(words[-3:]),
    }
