"""What kg owns, kept as text."""

from __future__ import annotations

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from kg.stores.ownership import Kind, Ownership, pack_owned, unpack_owned
from kg.stores.texts import pack_text

CITES = Kind("Paper", "CITES", "Paper")
AUTHORED = Kind("Author", "AUTHORED", "Paper")
LISTS = Kind("ReadingList", "LISTS", "Paper", ("position",))
IDS = st.sampled_from([f"doi:10.1/{letter}" for letter in "aäbcdefgh"])
PAIRS = st.sets(st.tuples(IDS, IDS), min_size=1)


@given(PAIRS, PAIRS, st.sets(st.tuples(IDS, IDS, st.integers(0, 9)), min_size=1))
def test_what_kg_owns_is_read_as_it_was_kept_whatever_the_order(cites, authored, lists):
    sets = {CITES: cites, AUTHORED: authored, LISTS: lists}
    tables = {kind: dict.fromkeys(keys) for kind, keys in sets.items()}
    nodes: dict[str, set[str]] = {}
    for kind, keys in tables.items():
        nodes.setdefault(kind.start, set()).update(key[0] for key in keys)
        nodes.setdefault(kind.end, set()).update(key[1] for key in keys)
    owned = Ownership(nodes, tables, {("doi:10.1/a", "status", '"read"')})
    backwards = Ownership(
        dict(reversed(nodes.items())),
        {kind: dict(reversed(keys.items())) for kind, keys in reversed(tables.items())},
        owned.marks,
    )
    assert unpack_owned(pack_owned(owned)) == owned
    assert pack_owned(backwards) == pack_owned(owned)


def test_what_version_0_1_0_kept_is_read():
    lines = [
        (["Paper"], ["doi:10.1/a", "doi:10.1/b"]),
        (["ReadingList"], ["list:l"]),
        (["Paper", "CITES", "Paper", []], [["doi:10.1/a", "doi:10.1/b"]]),
        (["ReadingList", "LISTS", "Paper", ["position"]], [["list:l", "doi:10.1/b", 3]]),
    ]
    assert unpack_owned(pack_text(map(msgspec.json.encode, lines))) == Ownership(
        {"Paper": {"doi:10.1/a", "doi:10.1/b"}, "ReadingList": {"list:l"}},
        {CITES: {("doi:10.1/a", "doi:10.1/b"): None}, LISTS: {("list:l", "doi:10.1/b", 3): None}},
    )
