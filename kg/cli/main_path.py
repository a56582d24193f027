"""How ``kg lineage`` prints a main path: as a table, with its support, or as a story."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING, Any

from kg.cli.common import emit
from kg.cli.tables import table

if TYPE_CHECKING:
    from fractions import Fraction

    from kg.lineage import Arc, Explained, MainPath, Network, Support

__all__ = ["fact_of", "headline", "show_path", "show_support", "story"]

_NAMED = 4  # papers named in one cell; the rest is counted


def headline(found: MainPath) -> str:
    """Return what was sought, how much was found, and how far it can be relied on."""
    from kg.lineage import short_number

    size = f"{len(found.papers):,} papers, {len(found.arcs):,} citations"
    lines = [
        f"Main path: {found.weights} weights, {found.search} search, cycles: {found.cycles}",
        f"{size}; {short_number(found.flow)} paths in the whole network",
        str(found.references),
    ]
    if found.components:
        cycles = "; ".join(f"{one.id} ({len(one.papers):,} papers)" for one in found.components)
        if found.arcs:
            lines.append(f"citation cycles on it: {cycles}")
        else:
            lines.append(f"all citations lie inside citation cycles: {cycles}")
            lines.append(
                "no path leads out of them; --cycles preprint counts the paths inside, "
                "as if each paper built on the preprints of the others"
            )
    elif not found.arcs:
        lines.append("no citation is known between these papers: there is no main path")
    return "\n".join(lines) + "\n\n"


def show_path(found: MainPath, firm: Support | None) -> None:
    """Print one row for what a paper took from others; papers that start it have none."""
    from kg.lineage import caption, reasons, short_number, step_caption

    steps = found.steps
    step_of = {id: number for number, step in enumerate(steps) for id in step}

    def order(arc_and_reason: tuple[Arc, str]) -> tuple[int, int, str]:
        arc, why = arc_and_reason
        return step_of[arc.citing], arc.weight, why

    rows = []
    arcs = sorted(zip(found.arcs, reasons(found), strict=True), key=order)
    for (number, weight, why), alike in groupby(arcs, key=order):
        step, chosen = steps[number], [arc for arc, _ in alike]
        cited = dict.fromkeys(step_of[arc.cited] for arc in chosen)
        row = [
            _span(found, step),
            step_caption(found, step),
            _titles(found, step),
            _several([step_caption(found, steps[one]) for one in cited]),
            short_number(weight),
            f"{weight * 100 / found.flow:.0f} %",
            why,
        ]
        if firm is not None:
            least = min(firm.arcs[arc.cited, arc.citing] for arc in chosen)
            row.append(f"{int(least * firm.runs)}/{firm.runs}")
        rows.append(row)
    columns = ["Year", "Paper", "Title", "Builds on", "Paths", "Share", "Why"]
    if rows:
        table(columns + ["Survives"] * (firm is not None), rows)
    for step in steps:
        if len(step) > 1:
            emit(f"\n{step_caption(found, step)}: papers that build on each other, one step\n")
            facts = [found.facts[id] for id in step]
            papers = [
                (fact.get("year"), caption(found, id), fact.get("title"), id)
                for fact, id in zip(facts, step, strict=True)
            ]
            table(("Year", "Paper", "Title", "Id"), papers)


def _span(found: MainPath, step: list[str]) -> str | None:
    """Return the year of a step, of a cycle the first and the last."""
    years = sorted({year for id in step if (year := found.facts[id].get("year")) is not None})
    if not years:
        return None
    return f"{years[0]}" if len(years) == 1 else f"{years[0]}-{years[-1]}"


def _titles(found: MainPath, step: list[str]) -> str | None:
    if len(step) == 1:
        title: str | None = found.facts[step[0]].get("title")
        return title
    return f"citation cycle of {len(step):,} papers, named below"


def _several(names: list[str]) -> str:
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {more} more" if more > 0 else "")


def show_support(found: MainPath, firm: Support, net: Network) -> None:
    """Print which reference lists the path stands on, and which are worth reading."""
    from kg.lineage import short_number

    def kept(share: Fraction) -> str:
        return f"{int(share * len(found.arcs))} of {len(found.arcs)}"

    def paper(id: str) -> tuple[Any, Any]:
        return fact_of(net, id, "year"), fact_of(net, id, "title")

    emit(f"\n{firm.runs:,} known reference lists left out in turn\n")
    if firm.without:
        lists = [(*paper(id), kept(share)) for id, share in firm.without.items()]
        table(("Year", "Without the references of", "Citations kept"), lists)
    if firm.unread:
        unread = [(*paper(one.id), short_number(one.paths), kept(one.kept)) for one in firm.unread]
        emit("\nreference lists worth reading: what each could bring at most\n")
        table(("Year", "Title", "Paths", "Citations kept"), unread)


def _step_lines(found: MainPath, number: int, step: list[str]) -> Iterator[str]:
    """Yield the lines that name the paper of a step, or the papers of a citation cycle."""
    year = _span(found, step) or "year not known"
    titles = [found.facts[id].get("title") or id for id in step]
    if len(step) == 1:
        yield f"{number}. {year}  {titles[0]}"
    else:
        yield f"{number}. {year}  {len(step):,} papers that build on each other:"
        yield from (f"   - {title}" for title in titles)


def _arrival(citation: Explained) -> Iterator[str]:
    """Yield the lines about one citation of the path."""
    from kg.lineage import short_number

    yield f"   {citation.sentence}"
    paths = "path" if citation.weight == 1 else "paths"
    yield f"     {short_number(citation.weight)} {paths}: {citation.why}"
    yield from (f'     "{" ".join(words.split())}"' for words in citation.contexts[:2])


def story(found: MainPath, citations: list[Explained]) -> str:
    """Return the path in words: what each paper did to the one before."""
    from kg.lineage import step_caption

    lines: list[str] = []
    cited = {one.cited for one in citations}
    ends = []
    for number, step in enumerate(found.steps, 1):
        lines.extend(_step_lines(found, number, step))
        arrived = [one for one in citations if one.citing in step]
        if not arrived:
            whom = "it builds" if len(step) == 1 else "they build"
            lines.append(f"   starts the path: what {whom} on is not in this network")
        lines.extend(line for citation in arrived for line in _arrival(citation))
        lines.append("")
        if arrived and cited.isdisjoint(step):
            ends.append(step_caption(found, step))
    return "\n".join(lines) + (f"It ends at {_several(ends)}.\n" if ends else "")


def fact_of(net: Network, id: str, name: str) -> Any:
    """Return a property of a paper of a network."""
    return net.facts[net.index[id]].get(name)
