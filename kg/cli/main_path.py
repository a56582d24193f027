"""How ``kg lineage`` prints a main path: as a table, with its support, or as a story."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from kg.cli.common import emit
from kg.cli.tables import table

if TYPE_CHECKING:
    from fractions import Fraction

    from kg.lineage import Arc, ExplainedCitation, MainPath, Network, Support

__all__ = ["fact_of", "headline", "show_path", "show_support", "story"]

_NAMED = 4  # papers named in one cell; the rest is counted


def headline(found: MainPath) -> str:
    """Return what was sought, how much was found, and how far it can be relied on."""
    from kg.lineage import short_number

    size = f"{_counted(len(found.papers), 'paper')}, {_counted(len(found.arcs), 'citation')}"
    lines = [
        f"Main path: {found.weights} weights, {found.search} search, cycles: {found.cycles}",
        f"{size}; {short_number(found.flow)} path{'s' * (found.flow != 1)} in the whole network",
        str(found.references),
    ]
    if found.components:
        cycles = "; ".join(
            f"{component.id} ({len(component.papers):,} papers)" for component in found.components
        )
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


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'s' * (number != 1)}"


def show_path(found: MainPath, firm: Support | None) -> None:
    """Print every step of the path: a row for what it took from others, or that it starts it."""
    from kg.lineage import reasons, short_number, step_caption

    steps = found.steps
    step_of = {id: number for number, step in enumerate(steps) for id in step}
    alike: list[dict[tuple[int, str], list[Arc]]] = [{} for _ in steps]
    for arc, why in zip(found.arcs, reasons(found), strict=True):
        alike[step_of[arc.citing]].setdefault((arc.weight, why), []).append(arc)
    tied = _tied_beginnings(found, step_of)
    rows: list[list[object]] = []
    for number, step in enumerate(steps):
        if number in tied:
            begun = _beginning(found, [steps[number_of_step] for number_of_step in tied[number]])
            rows.extend([*row, *_survival(firm, [])] for row in begun)
        for (weight, why), arcs in sorted(alike[number].items()):
            cited = dict.fromkeys(step_of[arc.cited] for arc in arcs)
            builds_on = _several(
                [step_caption(found, steps[number_of_step]) for number_of_step in cited]
            )
            share = f"{weight * 100 / found.flow:.0f} %"
            counted = (builds_on, short_number(weight), share, why, *_survival(firm, arcs))
            rows.append([*_named(found, step), *counted])
    columns = ["Year", "Paper", "Title", "Builds on", "Paths", "Share", "Why"]
    if rows:
        table(columns + ["Survives"] * (firm is not None), rows)
    _show_cycles(found)


def _show_cycles(found: MainPath) -> None:
    """Print the papers of each step that holds several."""
    from kg.lineage import caption, step_caption

    for step in found.cycle_steps:
        before, after = ("\n", ", one step") if found.arcs else ("", "")
        emit(f"{before}{step_caption(found, step)}: papers that build on each other{after}\n")
        facts = [(id, found.facts[id]) for id in step]
        papers = [
            (fact.get("year"), caption(found, id), fact.get("title"), id) for id, fact in facts
        ]
        table(("Year", "Paper", "Title", "Id"), papers)


def _survival(firm: Support | None, arcs: list[Arc]) -> list[str | None]:
    """Return the cell that says in how many runs the rarest of these citations is on the path."""
    if firm is None:
        return []
    if not arcs:
        return [None]
    least = min(firm.arcs[arc.cited, arc.citing] for arc in arcs)
    return [f"{int(least * firm.runs)}/{firm.runs}"]


def _tied_beginnings(found: MainPath, step_of: dict[str, int]) -> dict[int, list[int]]:
    """Return the steps that start the path, those of equal weights to the same steps together."""
    arrived = {step_of[arc.citing] for arc in found.arcs}
    onward: dict[int, set[tuple[int, int]]] = {}
    for arc in found.arcs:
        if step_of[arc.cited] not in arrived:
            onward.setdefault(step_of[arc.cited], set()).add((step_of[arc.citing], arc.weight))
    tied: dict[frozenset[tuple[int, int]], list[int]] = {}
    for number in sorted(onward):
        tied.setdefault(frozenset(onward[number]), []).append(number)
    return {numbers[0]: numbers for numbers in tied.values()}


def _beginning(found: MainPath, steps: list[list[str]]) -> list[list[object]]:
    """Return the rows of steps that start the path; many that tie have one."""
    from kg.lineage import step_caption

    why = (None, None, None, "starts the path")
    if len(steps) <= _NAMED:
        return [[*_named(found, step), *why] for step in steps]
    together = _several([step_caption(found, step) for step in steps])
    words = f"{len(steps)} tie as the beginning: kg lineage explain names them all"
    return [[_span(found, [id for step in steps for id in step]), together, words, *why]]


def _named(found: MainPath, step: list[str]) -> tuple[str | None, str, str | None]:
    """Return the first cells of a row: when, which paper or papers, and the title."""
    from kg.lineage import step_caption

    title = found.facts[step[0]].get("title")
    if len(step) > 1:
        title = f"citation cycle of {len(step):,} papers, named below"
    return _span(found, step), step_caption(found, step), title


def _span(found: MainPath, papers: list[str]) -> str | None:
    """Return the year of papers, or their first and last."""
    years = sorted({year for id in papers if (year := found.facts[id].get("year")) is not None})
    if not years:
        return None
    return f"{years[0]}" if len(years) == 1 else f"{years[0]}-{years[-1]}"


def _several(names: list[str]) -> str:
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {more} more" if more > 0 else "")


def show_support(found: MainPath, firm: Support, net: Network) -> None:
    """Print which reference lists the path stands on, and which are worth reading."""
    from kg.lineage import short_number

    def of_all_arcs(share: Fraction) -> str:
        return f"{int(share * len(found.arcs))} of {len(found.arcs)}"

    def paper(id: str) -> tuple[Any, Any]:
        return fact_of(net, id, "year"), fact_of(net, id, "title")

    emit(f"\n{firm.runs:,} known reference lists left out in turn\n")
    if firm.without:
        lists = [(*paper(id), of_all_arcs(share)) for id, share in firm.without.items()]
        table(("Year", "Without the references of", "Citations kept"), lists)
    if firm.unread:
        unread = [
            (
                *paper(reference_list.id),
                short_number(reference_list.paths),
                of_all_arcs(reference_list.kept),
            )
            for reference_list in firm.unread
        ]
        emit("\nreference lists worth reading: what each could bring at most\n")
        table(("Year", "Title", "Paths", "Citations kept"), unread)


def _step_lines(found: MainPath, number: int, step: list[str]) -> Iterator[str]:
    """Yield the lines that name the paper of a step, or the papers of a citation cycle."""
    if len(step) > 1:
        first, *papers = _cycle_lines(found, step)
        yield f"{number}. {first}"
        yield from papers
    else:
        title = found.facts[step[0]].get("title") or step[0]
        yield f"{number}. {_span(found, step) or 'year not known'}  {title}"


def _cycle_lines(found: MainPath, step: list[str]) -> Iterator[str]:
    """Yield the lines that name the papers of a citation cycle."""
    when = _span(found, step) or "year not known"
    yield f"{when}  {len(step):,} papers that build on each other:"
    yield from (f"   - {found.facts[id].get('title') or id}" for id in step)


def _arrival(citation: ExplainedCitation) -> Iterator[str]:
    """Yield the lines about one citation of the path."""
    from kg.lineage import short_number

    yield f"   {citation.sentence}"
    paths = "path" if citation.weight == 1 else "paths"
    yield f"     {short_number(citation.weight)} {paths}: {citation.why}"
    yield from (f'     "{" ".join(words.split())}"' for words in citation.contexts[:2])


def story(found: MainPath, citations: list[ExplainedCitation]) -> str:
    """Return the path in words: what each paper did to the one before."""
    from kg.lineage import step_caption

    lines: list[str] = []
    if not found.arcs:
        for step in found.cycle_steps:
            lines.extend([*_cycle_lines(found, step), ""])
    cited = {citation.cited for citation in citations}
    ends = []
    for number, step in enumerate(found.steps, 1):
        lines.extend(_step_lines(found, number, step))
        arrived = [citation for citation in citations if citation.citing in step]
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
