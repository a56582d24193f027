"""Part of a network: a section of a list, some years, or what a predicate says."""

from __future__ import annotations

import re

from kg.errors import UsageError
from kg.lineage.network import Network, network
from kg.records import GraphReader
from kg.stores.find_paper import papers_where

__all__ = ["selected", "selection_sentence", "year_range"]


def year_range(text: str) -> tuple[int, int]:
    """Return the first and the last year of ``2015-2020``, ``2015-``, ``-2020`` or ``2015``.

    Raises
    ------
    UsageError
        When it is none of these.

    Examples
    --------
    >>> year_range("2015-2020"), year_range("-2020"), year_range("2017")
    ((2015, 2020), (0, 2020), (2017, 2017))
    """
    match = re.fullmatch(r"\s*(\d{4})?\s*([-\u2013])?\s*(\d{4})?\s*", text)
    first, dash, last = match.groups() if match else (None, None, None)
    if first and not dash and not last:
        return (int(first), int(first))
    if not dash or not (first or last):
        raise UsageError(f"{text!r} is not a range of years", hint="for example 2015-2020")
    years = (int(first or 0), int(last or 9999))
    if years[0] > years[1]:
        raise UsageError(f"{text!r} ends before it begins", hint="for example 2015-2020")
    return years


def selected(
    graph: GraphReader,
    *,
    section: str | None = None,
    where: str | None = None,
    years: tuple[int, int] | None = None,
    sources: int = 1,
) -> Network:
    """Return the network of the papers that meet all conditions, and the citations between them.

    Parameters
    ----------
    graph
        A store, or for ``section`` and ``years`` a graph in memory.
    section
        Papers that a list has in a section, or below a section, of this heading; case is
        disregarded.
    where
        A Cypher predicate on the paper ``p``, run by the store: ``p.listed``.
    years
        First and last year; papers of unknown year are left out.
    sources
        Only citations that at least so many sources assert.

    Raises
    ------
    KgError
        When no citation is asserted by so many sources.
    UsageError
        When no paper meets them all.

    Examples
    --------
    >>> from kg.records import Graph, Paper
    >>> graph = Graph()
    >>> graph.add(Paper(id="doi:10.1/a", year=1990))
    >>> graph.add(Paper(id="doi:10.1/b", year=2000))
    >>> selected(graph, years=(1995, 2005)).ids
    ['doi:10.1/b']
    """
    net = network(graph, sources=sources)
    chosen = set(net.ids)
    if section is not None:
        chosen &= _in_section(graph, section)
    if years is not None:
        first, last = years
        chosen = {id for id in chosen if first <= (net.year(net.index[id]) or -1) <= last}
    if where is not None:
        chosen &= papers_where(graph, where)
    if not chosen:
        raise UsageError("no paper meets the conditions", hint="loosen one of them")
    return net if len(chosen) == len(net) else net.restricted(chosen)


def selection_sentence(
    section: str | None, where: str | None, years: str | None, sources: int
) -> str:
    """Return a line that says which part of a network was selected; nothing for all of it.

    Parameters
    ----------
    section, where, years, sources
        What ``kg lineage`` takes as ``--section``, ``--where``, ``--years`` and ``--sources``.

    Examples
    --------
    >>> print(selection_sentence(None, None, "2015-", 2), end="")
    Only papers of 2015- and citations that at least 2 services assert
    """
    parts = [
        f"papers below the heading {section}" if section else "",
        f"papers where {where}" if where else "",
        f"papers of {years}" if years else "",
        f"citations that at least {sources} services assert" if sources > 1 else "",
    ]
    chosen = " and ".join(part for part in parts if part)
    return f"Only {chosen}\n" if chosen else ""


def _in_section(graph: GraphReader, section: str) -> set[str]:
    wanted = section.strip().casefold()
    sections: dict[str, set[str]] = {}
    for edge in graph.relationships("LISTS", ("section",)):
        for heading in edge.properties.get("section") or ():
            sections.setdefault(heading.strip(), set()).add(edge.end)
    found = {id for heading, ids in sections.items() if heading.casefold() == wanted for id in ids}
    if not found:
        known = ", ".join(sorted(sections)) or "none"
        raise UsageError(f"no section {section!r}", hint=f"sections are: {known}")
    return found
