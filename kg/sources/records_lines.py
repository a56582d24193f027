"""A line of a file of records: its lists of references and citations, and the papers in them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

import msgspec

from kg.identifiers import from_text, graph_id, split_graph_id
from kg.records import Work
from kg.sources.s2_papers import NoteUnread, decode_paper, ignore, text_of, texts_of
from kg.sources.source import Neighbour, Relation

__all__ = ["NOT_SAID", "StatedList", "decoded", "items_of", "neighbour_of", "stated_list"]

#: Where a record does not say whether a list of it is whole.
NOT_SAID = object()


def decoded(line: bytes) -> Any:
    """Return a line of JSON; half a surrogate pair in it, which msgspec refuses, costs nothing else.

    Raises
    ------
    ValueError
        When it is not JSON.
    """
    try:
        return msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return json.loads(line)


def items_of(record: Mapping[str, Any], name: str) -> list[Any]:
    """Return the items of a list of a record; nothing where it is no list."""
    value = record.get(name)
    return value if isinstance(value, list) else []


class StatedList(NamedTuple):
    """The items of a list of a record, each as JSON; ``complete`` is what the record says of it."""

    items: list[bytes]
    complete: Any


def stated_list(line: bytes, relation: Relation) -> StatedList:
    """Return the list that a record has for a relation, its items not decoded yet."""
    try:
        fields = msgspec.json.decode(line, type=dict[str, msgspec.Raw])
        items = msgspec.json.decode(fields.get(relation, b"[]"), type=list[msgspec.Raw])
        complete = fields.get(f"{relation}Complete")
        said = NOT_SAID if complete is None else decoded(bytes(complete))
        return StatedList([bytes(item) for item in items], said)
    except (msgspec.DecodeError, UnicodeDecodeError):  # no list, or half a surrogate pair
        record = decoded(line)
        texts = [json.dumps(item).encode() for item in items_of(record, relation)]
        return StatedList(texts, record.get(f"{relation}Complete", NOT_SAID))


def _paper_named(text: str) -> Work:
    """Return the paper that a reference names in a text: an identifier, or else its title."""
    id = from_text(text) or graph_id("doi", text)
    return Work(ids=dict([split_graph_id(id)])) if id else Work(title=text_of(text))


def neighbour_of(item: object, other_side: str, note: NoteUnread = ignore) -> Neighbour | None:
    """Return the paper at the other end of a citation, and what is said of it; None where it is none.

    Parameters
    ----------
    item
        A paper, an edge with the paper in ``other_side``, or an identifier or title alone.
    other_side
        ``citedPaper`` or ``citingPaper``.
    note
        Is told what is there and not read.
    """
    if isinstance(item, str):
        return Neighbour(work=_paper_named(item)) if item.strip() else None
    if not isinstance(item, Mapping):
        return None
    paper = item.get(other_side)
    if isinstance(paper, str) and paper.strip():
        work = _paper_named(paper)
    else:
        work = decode_paper(paper if isinstance(paper, Mapping) else item, note)
    contexts, context_intents = [], []
    for told in items_of(item, "contextsWithIntent"):
        if isinstance(told, Mapping) and (text := text_of(told.get("context"))):
            contexts.append(text)
            context_intents.append(texts_of(told.get("intents")))
    for context in items_of(item, "contexts"):
        if (text := text_of(context)) and text not in contexts:
            contexts.append(text)
            context_intents.append([])
    influential = item.get("isInfluential")
    return Neighbour(
        work=work,
        intents=texts_of(item.get("intents")),
        influential=influential if isinstance(influential, bool) else None,
        contexts=contexts,
        context_intents=context_intents,
        evidence=text_of(item.get("evidence")),
    )
