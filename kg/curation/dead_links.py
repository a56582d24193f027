"""Which links of a list are dead or have moved: where they stand, and what is said of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import quote

from kg.credentials import strip_credentials
from kg.curation.findings import CODES, Finding, without_ignored
from kg.curation.markup import addresses
from kg.reading_list.curation_file import Curation
from kg.records import ParsedList
from kg.sources.links import LinkAnswer, LinkAnswers

__all__ = ["LinkPlace", "LinkReport", "link_places", "report_links"]

_MARKDOWN_LINKS = re.compile(r"\]\(\s*<?(https?://[^\s<>]+?)>?(?:\s+[\"'(][^\n]*?)?\)")


class LinkPlace(NamedTuple):
    """A link of a list.

    ``line`` is that of its entry, or its own where it belongs to none. ``signed`` says that
    the list gives it with credentials, without which it may lead elsewhere.
    """

    line: int
    url: str
    signed: bool


class LinkReport(NamedTuple):
    """What is known of the links of a list.

    ``moved`` has the new address of each link that ``kg check --fix`` corrects.
    """

    findings: list[Finding]
    answers: dict[str, LinkAnswer]
    moved: dict[str, str]


def link_places(parsed: ParsedList, text: str) -> list[LinkPlace]:
    r"""Return the links of a list, once a line: of its entries, its datasets and its prose.

    Parameters
    ----------
    parsed
        The list.
    text
        Its text, for what stands outside its entries.

    Examples
    --------
    >>> from kg.reading_list import read_list
    >>> text = "See [us](https://a.org/).\n\n- **Deep Hashing of Images** [pdf](https://b.org/x.pdf), 2019\n"
    >>> [(place.line, place.url) for place in link_places(read_list("l.md", text=text), text)]
    [(1, 'https://a.org/'), (3, 'https://b.org/x.pdf')]
    """
    lines = text.split("\n")
    signed = {bare for line in lines for bare in _signed(line)}
    named = list(_named(parsed))
    places = [LinkPlace(line, url, url in signed) for line, url in named]
    taken = {line for line, _ in named} | {line for entry in parsed.entries for line in entry.lines}
    known = {url for _, url in named}
    places += [
        place
        for number, line in enumerate(lines, 1)
        if number not in taken
        for place in _in_prose(number, line)
        if place.url not in known
    ]
    web = [place for place in places if re.match(r"(?i)[a-z][a-z0-9+.-]*://", place.url)]
    return sorted(dict.fromkeys(web))


def _named(parsed: ParsedList) -> Iterator[tuple[int, str]]:
    """Yield the links of entries and datasets, with their lines."""
    for entry in parsed.entries:
        yield from ((entry.line, link.url) for link in entry.links)
    yield from ((dataset.line, dataset.url) for dataset in parsed.datasets if dataset.url)


def _in_prose(number: int, line: str) -> Iterator[LinkPlace]:
    """Yield the links of a line that belongs to no entry."""
    for address in map(_balanced, _MARKDOWN_LINKS.findall(line)):
        bare, removed = strip_credentials(address)
        yield LinkPlace(number, bare, removed)


def _signed(line: str) -> Iterator[str]:
    for address in addresses(line):
        bare, removed = strip_credentials(address)
        if removed:
            yield bare


def _balanced(address: str) -> str:
    missing = address.count("(") - address.count(")")
    return address + ")" * max(0, missing)


def report_links(
    parsed: ParsedList,
    text: str,
    links: LinkAnswers,
    *,
    curation: Curation | None = None,
    ask: bool = True,
) -> LinkReport:
    """Ask the links of a list that were not asked before, and say which are surely dead or moved.

    Parameters
    ----------
    parsed, text
        The list and its text.
    links
        Asks them, and knows what was answered.
    curation
        Findings that the owner wants ignored are left out, and not corrected.
    ask
        False: say only what is known already.
    """
    places = link_places(parsed, text)
    answers = links.answers((place.url for place in places), ask=ask)
    places = [place for place in places if place.url in answers]
    # What is asked without its credentials may be refused for want of them.
    answers |= {
        place.url: LinkAnswer(outcome="unverifiable", reason="asked without its credentials")
        for place in places
        if place.signed and answers[place.url].outcome != "fine"
    }
    dead = {url for url, answer in answers.items() if links.is_dead(answer)}
    copies = links.copies(sorted(dead), ask=ask)
    findings = [
        finding
        for place in places
        for finding in _findings(
            parsed.source, place, answers[place.url], place.url in dead, copies.get(place.url)
        )
    ]
    moved = {url: new for url, answer in answers.items() if (new := _written(answer.target))}
    return LinkReport(without_ignored(parsed, findings, curation), answers, moved)


def _findings(
    source: str, place: LinkPlace, answer: LinkAnswer, dead: bool, copy: str | None
) -> Iterator[Finding]:
    def finding(code: str, what: str, why: str, suggestion: str) -> Finding:
        return Finding(source, place.line, code, CODES[code], what, why, suggestion)

    if dead:
        seen = f"{answer.reason}, seen first on {(answer.first or '')[:10]}"
        yield finding(
            "dead-link",
            f"the link is dead: {place.url}",
            seen if answer.looks < 2 else f"{seen}, and again later",
            "link where it is now, or remove the link",
        )
        if copy is not None:
            yield finding(
                "archived-copy",
                f"the Wayback Machine has a copy of {place.url}",
                "the link is dead",
                f"link {copy}",
            )
    elif target := _written(answer.target):
        yield finding(
            "moved-link",
            f"the link has moved: {place.url}",
            "its server sends everybody to the new address, for good",
            f"write {target}; kg check --links --fix does",
        )


def _written(target: str | None) -> str | None:
    """Return an address as it can stand in Markdown and in a table."""
    if target is None:
        return None
    escaped = quote(target, safe="!#$%&'()*+,/:;=?@[]~_.-")
    if escaped.count("(") != escaped.count(")"):
        escaped = escaped.replace("(", "%28").replace(")", "%29")
    return escaped.replace("[", "%5B").replace("]", "%5D")
