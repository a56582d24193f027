"""Facts as JSON, piece by piece: whole, those of a large input are larger than the input."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from kg.records.citations import CitationTable
from kg.records.facts import Facts

__all__ = ["facts_of_json", "json_of_facts"]

_BATCH = 2_000


def json_of_facts(facts: Facts) -> Iterator[bytes]:
    """Yield the JSON of the facts of an input.

    Examples
    --------
    >>> facts = Facts(input="list:a", location="a.md", source="none", known=[0])
    >>> b"".join(json_of_facts(facts))
    b'{"input":"list:a","location":"a.md","source":"none","known":[0]}'
    """
    rest = msgspec.structs.replace(facts, works=[], citations=CitationTable())
    yield msgspec.json.encode(rest, enc_hook=_nothing).removesuffix(b',"citations":{}}')
    if facts.works:
        yield b',"works":'
        yield from _pieces(facts.works)
    if table := facts.citations:
        yield b',"citations":{"statements":'
        yield from _pieces(table.statements)
        for name in ("citing", "cited", "statement"):
            yield b',"' + name.encode() + b'":'
            yield from _pieces(getattr(table, name).tolist())
        yield b"}"
    yield b"}"


def _nothing(_table: CitationTable) -> dict[str, Any]:
    return {}


def _pieces(values: Sequence[Any]) -> Iterator[bytes]:
    yield b"["
    for start in range(0, len(values), _BATCH):
        yield b"," if start else b""
        yield msgspec.json.encode(values[start : start + _BATCH])[1:-1]
    yield b"]"


def facts_of_json(text: bytes) -> Facts:
    """Return the facts of which this is the JSON.

    Raises
    ------
    msgspec.MsgspecError, RecursionError, UnicodeError
        When it is none.

    Examples
    --------
    >>> facts_of_json(b'{"input":"list:a","location":"a.md","source":"none","known":[0]}').known
    [0]
    """
    return msgspec.json.decode(text, type=Facts, dec_hook=_read)


def _read(type: type, value: Any) -> Any:
    if type is CitationTable:
        return CitationTable.read(value)
    raise NotImplementedError(type)
