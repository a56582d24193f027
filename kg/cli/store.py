"""``kg store copy``, ``rebuild``, ``forget``, ``move``, and ``kg info``."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from kg.cli.common import emit, group, print_json, progress, say
from kg.cli.options import JsonFormat, StoreOption
from kg.cli.tables import table


def register(app: typer.Typer) -> None:
    """Add the commands."""
    store = group("Copy a store, make it anew, or take lists out of it.")
    store.command()(copy)
    store.command()(rebuild)
    store.command()(forget)
    store.command()(move)
    app.add_typer(store, name="store")
    app.command()(info)


def copy(
    source: Annotated[str, typer.Argument(metavar="FROM", help="Directory or neo4j:// URL.")],
    target: Annotated[str, typer.Argument(metavar="TO", help="An empty store of either kind.")],
) -> None:
    """Copy everything in a store to an empty one, what you added yourself included.

    Example: kg store copy kg-store neo4j://localhost
    """
    from kg.stores.copying import copy_store

    with progress() as report:
        changes = copy_store(source, target, progress=report)
    say(f"{changes.added} nodes and relationships copied to {_shown(target)}")


def rebuild(store: StoreOption = None) -> None:
    """Make a store anew from the facts it remembers: after damage or an upgrade. Sends nothing.

    Example: kg store rebuild --store kg-store
    """
    from kg.ingest import assemble
    from kg.settings import store_url
    from kg.stores.copying import rebuild_store

    url = store_url(store)
    with progress() as report:
        changes = rebuild_store(url, lambda inputs: assemble(inputs).graph, progress=report)
    for name in changes.set_aside:
        say(f"{name} was damaged and is set aside as damaged-{name}")
    say(
        f"store {_shown(url)}: {changes.added} added, {changes.changed} changed, "
        f"{changes.removed} removed"
    )


def forget(
    list: Annotated[
        str,
        typer.Argument(
            metavar="LIST", help="Its id, path, URL or file name; the file may be gone."
        ),
    ],
    store: StoreOption = None,
) -> None:
    """Take a list out of the store, with all that only it asserted; what you added stays.

    Example: kg store forget papers.md
    """
    from kg.ingest import forget_list
    from kg.settings import store_url
    from kg.stores import open_store

    url = store_url(store)
    with open_store(url, write=True, make=False) as opened:
        changes = forget_list(opened, list)
    say(
        f"store {_shown(url)}: {changes.added} added, {changes.changed} changed, "
        f"{changes.removed} removed"
    )


def move(
    old: Annotated[str, typer.Argument(metavar="OLD", help="Its former id, path or URL.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="The path or URL where it is now.")],
    store: StoreOption = None,
) -> None:
    """Tell the store that a list has a new place. What it says there is read by the next build.

    Example: kg store move README.md reading/README.md
    """
    from kg.ingest import move_list
    from kg.settings import store_url
    from kg.stores import open_store

    url = store_url(store)
    with open_store(url, write=True, make=False) as opened:
        moved = move_list(opened, old, new)
    say(f"store {_shown(url)}: the list is {moved.input} now, at {moved.location}")


def info(store: StoreOption = None, format: JsonFormat = "text") -> None:
    """Show what is in the store: counts, how much of it is known, from where and when.

    Example: kg info --format json
    """
    from kg.settings import store_url
    from kg.stores import open_store, summary

    with open_store(store_url(store)) as opened:
        found = summary(opened)
    if format == "json":
        print_json(found)
    else:
        show(found)


def show(found: dict[str, Any]) -> None:
    """Print a summary of a store, for a person."""
    coverage, dates = found["coverage"], found["dates"]
    emit(
        f"store: {found['store']}\n"
        f"nodes: {_counts(found['nodes'])}\n"
        f"relationships: {_counts(found['relationships'])}\n"
        f"listed papers: {coverage['listed']}\n"
        f"  their entries were matched: {_counts(coverage['entries'])}\n"
        f"  their references are: {_counts(coverage['references'])}\n"
        f"  their citations are: {_counts(coverage['citations'])}\n"
    )
    if found["sources"]:
        emit("\nof the listed papers' reference lists, and all citations:\n")
        table(
            ("source", *_SERVICE_COLUMNS),
            [
                (name, *(counts[key] for key in _SERVICE_COLUMNS))
                for name, counts in found["sources"].items()
            ],
        )
    if found["agreement"]:
        emit("\nagreement on the listed papers for which both gave a list:\n")
        table(
            ("sources", "lists", "both", "first alone", "second alone"),
            [
                (
                    " and ".join(counted["sources"]),
                    counted["lists"],
                    counted["both"],
                    *counted["only"].values(),
                )
                for counted in found["agreement"]
            ],
        )
    lines = (
        [f"answers date from: {dates['oldest']} to {dates['newest']}"] if dates["oldest"] else []
    )
    for counted in found["inputs"]:
        lines.append(
            f"input: {counted['input']}, facts from {counted['source']}{_filled(counted['options'])}"
        )
        if counted["deferred"]:
            lines.append(f"  deferred: {counted['deferred']}")
    emit("".join(f"{line}\n" for line in ["", *lines]) if lines else "")


def _filled(options: dict[str, Any]) -> str:
    """Say which services were asked besides the source."""
    if not (fill := options.get("fill")):
        return ""
    checked = ", complete lists cross-checked" if options.get("cross_check") else ""
    return f", reference lists filled from {', '.join(fill)}{checked}"


_SERVICE_COLUMNS = ("asked", "answered", "complete", "unidentified", "citations", "alone")


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{n} {name}" for name, n in counts.items()) or "none"


def _shown(url: str) -> str:
    """Return a store's address without credentials."""
    scheme, sign, rest = url.partition("://")
    return scheme + sign + rest.rpartition("@")[2] if sign else url
