"""Identifiers of papers that stand in running text: by the name of their kind, or by their form."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from kg import identifiers
from kg.dois import written_dois
from kg.identifiers import from_url, graph_id
from kg.reading_list.piece import URL, addresses_in

__all__ = ["WrittenIdentifier", "says_identifiers_only", "written_identifiers"]


class WrittenIdentifier(NamedTuple):
    """An identifier, its kind, and from where to where it stands in a text."""

    start: int
    end: int
    kind: str
    value: str

    @property
    def id(self) -> str:
        """The identifier as the graph holds it."""
        return graph_id(self.kind, self.value) or f"{self.kind}:{self.value}"


#: The archives whose old numbers are told without the word arXiv before them.
_ARCHIVES = (
    r"(?:acc-phys|adap-org|alg-geom|ao-sci|astro-ph|atom-ph|bayes-an|chao-dyn|chem-ph|cmp-lg|comp-gas|cond-mat|cs|dg-ga"
    r"|funct-an|gr-qc|hep-(?:ex|lat|ph|th)|math|math-ph|mtrl-th|nlin|nucl-(?:ex|th)|patt-sol|physics|plasm-ph|q-alg"
    r"|q-bio|quant-ph|solv-int|supr-con)"
)
#: A number of arXiv by its year and month: of four digits until 2014, of five since.
_MONTH_AND_NUMBER = r"((?:0[7-9]|1[0-4])(?:0[1-9]|1[0-2])\.\d{4}|(?:1[5-9]|[23]\d)(?:0[1-9]|1[0-2])\.\d{5})(?:v\d+)?"
_ACL = r"([A-Z]\d\d-\d{4}|\d{4}\.[a-z0-9]+-[a-z0-9]+\.\d+)"
_NAMED = (
    (
        "arxiv",
        r"\barxiv(?:\.org)?\s*[:./]?\s*(?:abs/|pdf/)?((?:[a-z-]+(?:\.[a-z]{2})?/)?\d{4}\.\d{4,5}(?:v\d+)?|[a-z-]+(?:\.[a-z]{2})?/\d{7}(?!\d))",
    ),
    ("arxiv", rf"(?<![\w/.-])({_ARCHIVES}(?:\.[a-z]{{2}})?/\d{{7}})(?!\d)"),
    ("pmid", r"\b(?:pmid|pubmed id)\s*[:.]?\s*(\d{4,8})(?!\d)"),
    ("pmc", r"\b(?:pmc(?:id)?\s*[:.]?\s*)?(PMC\d{4,9})(?!\d)"),
    ("pmc", r"\bpmcid\s*[:.]?\s*(\d{4,9})(?!\d)"),
    ("openreview", r"\bopenreview(?:\.net/(?:forum|pdf)\?id=|\s*:\s*(?=[\w-]{8,14}\b))([\w-]+)"),
    ("arxiv", rf"(?<=[\[(]){_MONTH_AND_NUMBER}(?=[\])])"),
    ("acl", rf"\bacl(?:anthology\.org/|\s*:\s*){_ACL}"),
)
_PATTERNS = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _NAMED)
#: What is an identifier where nothing else is said: a number of arXiv, or of the ACL Anthology.
_ALONE = (
    ("arxiv", re.compile(rf"(?<![\w/.-]){_MONTH_AND_NUMBER}(?![\w/-])")),
    ("acl", re.compile(rf"(?<![\w/.-]){_ACL}(?![\w/-])")),
)  # fmt: skip
#: What every identifier has, to pass by most texts at once.
_MAY_HOLD = re.compile(r"\d{4}|[A-Z]\d\d-\d|openreview", re.IGNORECASE)
#: What stands before a DOI in running text that is not the middle of an address.
_BEFORE_DOI = re.compile(r"(?i)(?:\bdoi(?:\.org)?\s*[:.=/]?\s*|(?:^|[^\w/.=-]))$")
#: Characters of the longest name of a kind before an identifier.
_LONGEST_NAME = 20
#: ``Lee 2018:``, ``Low & Rye (1977)``
_KEY = re.compile(
    r"\W*[A-ZÀ-Þ][a-zß-ÿ'’-]+(?: (?:and|&) [A-ZÀ-Þ][\w'’-]+| et al\.?)?,? \(?(?:19|20)\d\d[a-z]?\)?\W*"
)
_LETTER = re.compile(r"[^\W\d_]")
_ABOUT_IDENTIFIERS = re.compile(
    r"(?i)\bhttps?://|\b(?:dx\.)?doi(?:\.org)?\b|\barxiv\b|\bpmc?id\b|\bpapers?\b|\band\b"
)


@lru_cache(maxsize=32768)
def written_identifiers(text: str) -> tuple[WrittenIdentifier, ...]:
    """Return the identifiers in a text, in their order.

    Examples
    --------
    >>> [one.id for one in written_identifiers("arXiv:1801.00006v2, hep-th/9711200; doi:10.5555/ab,10.5555/cd")]
    ['arxiv:1801.00006', 'arxiv:hep-th/9711200', 'doi:10.5555/ab', 'doi:10.5555/cd']
    >>> [one.id for one in written_identifiers("https://arxiv.org/abs/1801.00006 (PMID 12345678)")]
    ['arxiv:1801.00006', 'pmid:12345678']
    """
    if not _MAY_HOLD.search(text):
        return ()
    found = list(_in_addresses(text))
    rest = URL.sub(_blank, text)
    found += [*_named(rest, _PATTERNS), *_dois(rest)]
    if alone := _named(_without(rest, found), _ALONE):
        found += () if _LETTER.search(_without(text, [*found, *alone])) else alone
    return tuple(sorted(found))


def _in_addresses(text: str) -> Iterator[WrittenIdentifier]:
    for start, url in addresses_in(text):
        for kind, value in from_url(url).items():
            yield WrittenIdentifier(start, start + len(url), kind, value)


def _named(text: str, patterns: Iterable[tuple[str, re.Pattern[str]]]) -> list[WrittenIdentifier]:
    return [
        WrittenIdentifier(match.start(), match.end(), kind, value)
        for kind, pattern in patterns
        for match in pattern.finditer(text)
        if (value := identifiers.normalise(kind, match[1]))
    ]


def _dois(text: str) -> Iterator[WrittenIdentifier]:
    for start, end in written_dois(text):
        value = identifiers.normalise("doi", text[start:end])
        if value and _BEFORE_DOI.search(text[max(0, start - _LONGEST_NAME) : start]):
            yield WrittenIdentifier(start, end, "doi", value)


def _without(text: str, found: Iterable[WrittenIdentifier]) -> str:
    """Return a text with blanks in place of identifiers and of what is said about them."""
    parts, at = [], 0
    for one in sorted(found):
        if one.end > at:
            start = max(at, one.start)
            parts += [text[at:start], " " * (one.end - start)]
            at = one.end
    return _ABOUT_IDENTIFIERS.sub(_blank, "".join(parts) + text[at:])


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())


def says_identifiers_only(text: str) -> bool:
    """Whether a text holds identifiers and nothing else but a name and its year.

    Examples
    --------
    >>> says_identifiers_only("PMID: 12345678, PMC7654321"), says_identifiers_only("PaLM, arXiv:2204.02311")
    (True, False)
    """
    found = written_identifiers(text)
    rest = _without(text, found)
    return bool(found) and (not _LETTER.search(rest) or _KEY.fullmatch(rest) is not None)
