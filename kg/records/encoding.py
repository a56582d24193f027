"""Facts as JSON, piece by piece: whole, those of a large input are larger than the input."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from kg.records.facts import Facts

__all__ = ["json_of_facts"]

_BATCH = 2_000


def json_of_facts(facts: Facts) -> Iterator[bytes]:
    """Yield the JSON of the facts of an input, from which msgspec decodes the same facts.

    Examples
    --------
    >>> facts = Facts(input="list:a", location="a.md", source="none", known=[0])
    >>> b"".join(json_of_facts(facts))
    b'{"input":"list:a","location":"a.md","source":"none","known":[0]}'
    """
    rest = msgspec.json.encode(msgspec.structs.replace(facts, works=[], citations=[]))
    yield rest.removesuffix(b"}")
    for name, records in ((b"works", facts.works), (b"citations", facts.citations)):
        for start in range(0, len(records), _BATCH):
            yield b"," if start else b',"' + name + b'":['
            yield msgspec.json.encode(records[start : start + _BATCH])[1:-1]
        if records:
            yield b"]"
    yield b"}"
