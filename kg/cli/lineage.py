"""``kg lineage``: the main path, ancestors and descendants, paths between papers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from kg.cli.common import emit, group, print_json, progress, say
from kg.cli.main_path import fact_of, headline, show_path, show_support, story
from kg.cli.options import JsonFormat, PaperArgument, StoreOption
from kg.cli.tables import table

if TYPE_CHECKING:
    from kg.lineage import Network
    from kg.stores import Store

WeightsOption = Annotated[
    Literal["spc", "splc", "spnp"],
    typer.Option("--weights", help="Which paths a citation's weight counts."),
]
SearchOption = Annotated[
    Literal["key-route", "global", "local", "local-backward"],
    typer.Option("--search", help="How the path is found from the weights."),
]
RoutesOption = Annotated[
    int, typer.Option("--routes", min=1, help="key-route: start from so many heaviest citations.")
]
CyclesOption = Annotated[
    Literal["condense", "preprint"],
    typer.Option("--cycles", help="How paths are counted through citation cycles."),
]
SectionOption = Annotated[
    str | None,
    typer.Option("--section", metavar="HEADING", help="Only papers listed below this heading."),
]
WhereOption = Annotated[
    str | None,
    typer.Option(
        "--where", metavar="CYPHER", help="Only papers p for which this is true: 'p.listed'."
    ),
]
YearsOption = Annotated[
    str | None, typer.Option("--years", metavar="A-B", help="Only papers of these years.")
]
SourcesOption = Annotated[
    int,
    typer.Option(
        "--sources", metavar="N", min=1, help="Only citations that at least N services assert."
    ),
]
DepthOption = Annotated[
    int | None, typer.Option("--depth", min=1, help="Only so many citations away.")
]
_LISTED_PATHS = 1000


def register(app: typer.Typer) -> None:
    """Add the commands."""
    lineage = group("Lineage: the main path, what a paper builds on, what builds on it.")
    for command in (main, explain, ancestors, descendants, path):
        lineage.command()(command)
    app.add_typer(lineage, name="lineage")


def main(
    *,
    weights: WeightsOption = "spc",
    search: SearchOption = "key-route",
    routes: RoutesOption = 1,
    cycles: CyclesOption = "condense",
    support: Annotated[
        bool,
        typer.Option(
            "--support", help="Leave out every known reference list in turn: what survives?"
        ),
    ] = False,
    section: SectionOption = None,
    where: WhereOption = None,
    years: YearsOption = None,
    sources: SourcesOption = 1,
    store: StoreOption = None,
    format: JsonFormat = "text",
) -> None:
    """Print the main path: how the idea travelled, exactly and with every tie.

    Example: kg lineage main --weights splc --routes 3
    """
    from kg.lineage import main_path, selection_sentence
    from kg.lineage import support as supported
    from kg.lineage.documents import main_document, support_document

    options: dict[str, Any] = {
        "weights": weights,
        "search": search,
        "routes": routes,
        "cycles": cycles,
    }
    _say_idle_routes(search, routes)
    with _network(store, section, where, years, sources) as (_, net):
        found = main_path(net, **options)
        firm = None
        if support:
            with progress() as report:
                firm = supported(
                    net,
                    **options,
                    progress=lambda done, total: report("reference lists left out", done, total),
                )
    if format == "json":
        print_json(
            main_document(found) | ({"support": support_document(firm, net)} if firm else {})
        )
        return
    emit(selection_sentence(section, where, years, sources) + headline(found))
    show_path(found, firm)
    if firm is not None:
        show_support(found, firm, net)


def explain(
    *,
    weights: WeightsOption = "spc",
    search: SearchOption = "key-route",
    routes: RoutesOption = 1,
    cycles: CyclesOption = "condense",
    section: SectionOption = None,
    where: WhereOption = None,
    years: YearsOption = None,
    sources: SourcesOption = 1,
    store: StoreOption = None,
    format: JsonFormat = "text",
) -> None:
    """Tell the main path in words: what each paper did to the one before.

    Example: kg lineage explain --section 2020
    """
    from kg.lineage import explain as told
    from kg.lineage import main_path, selection_sentence
    from kg.lineage.documents import explained_document

    _say_idle_routes(search, routes)
    with _network(store, section, where, years, sources) as (opened, net):
        found = main_path(net, weights=weights, search=search, routes=routes, cycles=cycles)
        citations = told(opened, found)
    if format == "json":
        print_json(explained_document(found, citations))
    else:
        chosen = selection_sentence(section, where, years, sources)
        emit(chosen + headline(found) + story(found, citations))


def _say_idle_routes(search: str, routes: int) -> None:
    if routes > 1 and search != "key-route":
        say(f"warning: --routes {routes} has no effect: it is for --search key-route")


def ancestors(
    paper: PaperArgument,
    *,
    depth: DepthOption = None,
    section: SectionOption = None,
    where: WhereOption = None,
    years: YearsOption = None,
    store: StoreOption = None,
    format: JsonFormat = "text",
) -> None:
    """Print what a paper builds on: the papers it cites, those they cite, and so on.

    Example: kg lineage ancestors "Deep Supervised Cross-modal Retrieval" --depth 2
    """
    with _network(store, section, where, years) as (opened, net):
        _show_reached(net, _paper(opened, net, paper), "ancestors", depth, format)


def descendants(
    paper: PaperArgument,
    *,
    depth: DepthOption = None,
    section: SectionOption = None,
    where: WhereOption = None,
    years: YearsOption = None,
    store: StoreOption = None,
    format: JsonFormat = "text",
) -> None:
    """Print what builds on a paper: the papers that cite it, those that cite them, and so on.

    Example: kg lineage descendants 10.1145/3123266.3123326
    """
    with _network(store, section, where, years) as (opened, net):
        _show_reached(net, _paper(opened, net, paper), "descendants", depth, format)


def path(
    cited: Annotated[str, typer.Argument(metavar="FROM", help="The cited paper.")],
    citing: Annotated[str, typer.Argument(metavar="TO", help="The paper that builds on it.")],
    *,
    section: SectionOption = None,
    where: WhereOption = None,
    years: YearsOption = None,
    store: StoreOption = None,
    format: JsonFormat = "text",
) -> None:
    """Print all shortest chains of citations from one paper to one that builds on it.

    When only the other way round leads anywhere, that is shown, and said.

    Example: kg lineage path "Deep Canonical Correlation Analysis" ACMR
    """
    from kg.errors import NoPath
    from kg.lineage import count_shortest_paths, decimal_digits, shortest_paths
    from kg.lineage.documents import paths_document

    with _network(store, section, where, years) as (opened, net):
        start, end = _paper(opened, net, cited), _paper(opened, net, citing)
    count = count_shortest_paths(net, start, end)
    turned = not count
    if turned:
        start, end = end, start
        count = count_shortest_paths(net, start, end)
    if not count:
        raise NoPath(
            "neither paper builds on the other",
            where=f"{start} and {end}",
            hint=f"as far as is known; {net.references}",
        )
    chains = shortest_paths(net, start, end, limit=_LISTED_PATHS)
    if turned:
        say("the other way round: the first paper builds on the second")
    if count > len(chains):
        say(f"the first {len(chains):,} of {decimal_digits(count)} shortest paths")
    if format == "json":
        print_json(paths_document(net, chains, count, turned=turned))
        return
    for number, chain in enumerate(chains, 1):
        rows = [(fact_of(net, id, "year"), fact_of(net, id, "title"), id) for id in chain]
        table(("Year", "Title", "Id"), rows, title=f"Path {number} of {decimal_digits(count)}")
    emit(f"{net.references}\n")


@contextmanager
def _network(
    store: str | None,
    section: str | None,
    where: str | None,
    years: str | None,
    sources: int = 1,
) -> Iterator[tuple[Store, Network]]:
    from kg.lineage import selected, year_range
    from kg.settings import store_url
    from kg.stores import open_store

    span = None if years is None else year_range(years)
    with open_store(store_url(store)) as opened:
        yield opened, selected(opened, section=section, where=where, years=span, sources=sources)


def _paper(opened: Store, net: Network, words: str) -> str:
    from kg.errors import PaperNotFound
    from kg.stores.find_paper import find_paper

    id = find_paper(opened, words)
    if id not in net.index:
        raise PaperNotFound(
            "not among the chosen papers", where=id, hint="drop --section, --where or --years"
        )
    return id


def _show_reached(
    net: Network,
    paper_id: str,
    direction: Literal["ancestors", "descendants"],
    depth: int | None,
    format: str,
) -> None:
    from kg import lineage
    from kg.lineage.documents import reached_document

    reach = lineage.ancestors if direction == "ancestors" else lineage.descendants
    found = reach(net, paper_id, depth)
    if format == "json":
        print_json(reached_document(net, paper_id, found))
        return
    if found:
        rows = [
            (distance, fact_of(net, id, "year"), fact_of(net, id, "title"), id)
            for id, distance in found.items()
        ]
        table(("Distance", "Year", "Title", "Id"), rows)
    papers = "1 paper" if len(found) == 1 else f"{len(found):,} papers"
    emit(f"{papers}{_reservation(net, paper_id, direction)}; {net.references}\n")


def _reservation(net: Network, paper_id: str, direction: str) -> str:
    """Say how far the number of papers can be relied on: an unread list is not an empty one."""
    if direction == "descendants":
        unread = net.references.papers - net.references.complete
        return " among those whose references are known" if unread else ""
    state = net.references_state(paper_id)
    if state == "complete":
        return ""
    if state in ("partial", "capped"):
        return " known, for only a part of what this paper cites is known"
    return " known, for what this paper cites is not known: it may build on many"
