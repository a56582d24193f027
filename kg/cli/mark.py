"""``kg mark``: what a person notes about papers for themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from kg.cli.common import print_json, say
from kg.cli.options import JsonFormat, PaperArgument, StoreOption
from kg.errors import UsageError

if TYPE_CHECKING:
    from kg.records import Mark


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(mark)


def mark(
    paper: PaperArgument,
    status: Annotated[
        Literal["to-read", "reading", "read"] | None,
        typer.Option("--status", help="How far you have come with it."),
    ] = None,
    tag: Annotated[
        list[str] | None, typer.Option("--tag", metavar="TAG", help="Add a tag; repeatable.")
    ] = None,
    note: Annotated[
        str | None, typer.Option("--note", metavar="TEXT", help="A note, instead of the former.")
    ] = None,
    clear: Annotated[bool, typer.Option("--clear", help="Forget what was marked before.")] = False,
    curation: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="The curation file, when it is not clear which."),
    ] = None,
    store: StoreOption = None,
    format: JsonFormat = "text",
) -> None:
    """Mark a paper for yourself: how far you have read it, tags, a note.

    Marks are kept in the curation file beside the list and are at once in the store. They
    are private: RDF never holds them, a published site only with --marks.

    Example: kg mark ACMR --status read --tag survey --note "Compare with DCMH."
    """
    import msgspec

    from kg.curation.mark import is_beside_a_list, mark_paper
    from kg.settings import store_url
    from kg.stores import open_store
    from kg.stores.find_paper import find_paper

    if not (status or tag or clear) and note is None:
        raise UsageError("nothing to mark", hint="say --status, --tag, --note or --clear")
    with open_store(store_url(store), write=True, make=False) as opened:
        id = find_paper(opened, paper)
        after, path = mark_paper(
            opened, id, status=status, tags=tag or (), note=note, clear=clear, curation=curation
        )
        is_read = is_beside_a_list(opened, path)
    if not is_read:
        say(f"no list has {path.name} beside it: builds read it only with --curation {path}")
    if format == "json":
        print_json({"id": id, "curation": path.name, **msgspec.structs.asdict(after)})
        return
    say(f"{id}: {_in_words(after)}, in {path.name}")


def _in_words(mark: Mark) -> str:
    note = f"“{mark.note}”" if mark.note else None
    parts = [mark.status, *(f"#{tag}" for tag in mark.tags), note]
    return ", ".join(part for part in parts if part) or "not marked any more"
