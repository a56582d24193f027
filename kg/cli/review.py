"""``kg review`` and ``kg why``: what is in doubt, and why things are as they are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from kg.cli.common import emit, print_json, say
from kg.cli.options import CurationOption, JsonFormat, PaperArgument, StoreOption
from kg.errors import UsageError


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(review)
    app.command()(why)


def review(
    list: Annotated[str, typer.Argument(metavar="LIST", help="The list, as it was built.")],
    accept: Annotated[
        list[str] | None,
        typer.Option(metavar="LINE=ID", help="The entry on this line is this paper."),
    ] = None,
    reject: Annotated[
        list[int] | None,
        typer.Option(metavar="LINE", help="None of the candidates is the entry on this line."),
    ] = None,
    curation: CurationOption = None,
    store: StoreOption = None,
    format: JsonFormat = "text",
) -> None:
    """Show the unsure and unmatched entries with their candidates, or decide about them.

    Decisions are written to LIST.kg.toml beside the list and win over everything.

    Example: kg review README.md --accept 48=doi:10.1016/j.neunet.2020.03.015
    """
    from kg.curation.review import decide, doubts
    from kg.settings import store_url
    from kg.stores import open_store

    with open_store(store_url(store)) as opened:
        inputs = opened.inputs()
    if accept or reject:
        path, count = decide(
            list,
            inputs,
            accept=_accepted(accept or (), reject or ()),
            reject=reject or (),
            curation=curation,
        )
        say(f"{count} decision(s) written to {path}; run kg build again to apply them")
    found = doubts(list, inputs, curation=curation)
    if format == "json":
        print_json(found)
        return
    for doubt in found:
        emit(
            f"line {doubt['line']}: {doubt['title']}\n  {doubt['confidence']}: {doubt['evidence']}\n"
        )
        for candidate in doubt["candidates"]:
            year = f" ({candidate['year']})" if candidate.get("year") else ""
            emit(f"    {candidate['id']}  {candidate.get('title')}{year}: {candidate['reason']}\n")
    if not found:
        emit("nothing is in doubt\n")


def _accepted(accept: Sequence[str], reject: Sequence[int]) -> dict[int, str]:
    """Return the identifier of each line; one line is decided in one way."""
    found: dict[int, str] = {}
    for line, id in map(_pair, accept):
        if line in reject or found.setdefault(line, id) != id:
            raise UsageError(
                f"line {line} is decided in two ways", where="--accept", hint="say one of them"
            )
    return found


def _pair(text: str) -> tuple[int, str]:
    line, _, id = text.partition("=")
    if not line.strip().isdigit() or not id.strip():
        raise UsageError(
            f"{text!r} is not LINE=ID",
            where="--accept",
            hint="for example --accept 48=doi:10.1016/j.neunet.2020.03.015",
        )
    return int(line), id.strip()


def why(
    paper: PaperArgument,
    other: Annotated[
        str | None,
        typer.Argument(metavar="[PAPER]", help="Why does the first cite this one, or why not?"),
    ] = None,
    store: StoreOption = None,
    format: JsonFormat = "text",
) -> None:
    """Say why an entry was matched as it was, or why a citation is in the graph or not.

    Example: kg why line:48, or: kg why ACMR "deep canonical correlation analysis"
    """
    import msgspec

    from kg.settings import store_url
    from kg.stores import open_store
    from kg.stores.find_paper import find_paper
    from kg.why import why_citation, why_paper

    with open_store(store_url(store)) as opened:
        id = find_paper(opened, paper)
        if other is None:
            answer = why_paper(opened, opened.inputs(), id)
        else:
            answer = why_citation(opened, id, find_paper(opened, other), opened.inputs())
    if format == "json":
        print_json(msgspec.to_builtins(answer))
        return
    emit("linked\n" if answer.link else "not linked\n")
    for reason in answer.reasons:
        origin = ", ".join(part for part in (reason.source, reason.date) if part)
        emit(f"- {reason.sentence} [{reason.code}{f'; {origin}' if origin else ''}]\n")
