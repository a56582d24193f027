"""``kg topics``: what the papers are about, and which of them tie topics together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.common import emit, print_json, say
from kg.cli.options import JsonFormat, StoreOption
from kg.cli.tables import folded

if TYPE_CHECKING:
    from kg.records import GraphReader
    from kg.topics import Topic, Topics


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(topics)


def topics(
    reading_list: Annotated[
        str | None,
        typer.Option(
            "--list", metavar="LIST", help="Only the papers of this list: its id, path or URL."
        ),
    ] = None,
    resolution: Annotated[
        float | None,
        typer.Option(
            help="Above 1: more and smaller topics; below 1: fewer and larger. "
            "Left out: each as small as the citations tell it apart."
        ),
    ] = None,
    store: StoreOption = None,
    format: JsonFormat = "text",
) -> None:
    """Divide the papers into topics, by citations, common references and being cited together.

    Example: kg topics --list README.md --resolution 1.5
    """
    import msgspec

    from kg.ingest.built_lists import find_input
    from kg.settings import store_url
    from kg.stores import open_store
    from kg.topics import find_topics

    with open_store(store_url(store)) as opened:
        wanted = find_input(opened.inputs(), reading_list).input if reading_list else None
        found = find_topics(opened, reading_list=wanted, resolution=resolution)
        if format == "json":
            print_json(
                {
                    **msgspec.to_builtins(found),
                    "topics": [
                        {
                            **msgspec.to_builtins(topic),
                            "bridges": [bridge._asdict() for bridge in topic.bridges],
                        }
                        for topic in found.topics
                    ],
                }
            )
        else:
            emit(folded(_as_text(found, opened)))
    if len(found.topics) == 1 and resolution is None:
        say("the citations tell no topics apart; --resolution 1 divides the papers all the same")
    for papers, what in (
        (found.few, "placed by few links: what they cite is not known, or little"),
        (found.unassigned, "in no topic: too little ties them to others"),
    ):
        if papers:
            say(f"{len(papers)} paper{'s' if len(papers) > 1 else ''} {what}")


def _as_text(found: Topics, graph: GraphReader) -> str:
    caption = {
        node["id"]: node.get("short") or node.get("title") or node["id"]
        for node in graph.nodes("Paper", ("id", "short", "title"))
    }
    lines = [line for topic in found.topics for line in _lines(topic, caption)]
    return "".join(f"{line}\n" for line in lines) or "no topics: nothing ties the papers together\n"


def _lines(topic: Topic, caption: Mapping[str, str]) -> Iterator[str]:
    years = "-".join(dict.fromkeys(map(str, topic.years)))
    yield f"{topic.id}. {topic.name} ({topic.size} papers{', ' + years if years else ''})"
    first, last = topic.main_path["first"], topic.main_path["last"]
    if first and last:
        yield f"   main path: {caption[first]} ... {caption[last]}"
    for bridge in topic.bridges:
        yield f"   bridge: {caption[bridge.id]}, to {', '.join(map(str, bridge.to))}"
