"""An address that is no server's is said on one line, with the setting that holds it."""

from __future__ import annotations

import pytest

from kg.cli import main
from kg.errors import StoreUnreachable
from kg.stores import open_store


@pytest.mark.parametrize(
    "address",
    [
        "bolt://host:99999",
        "bolt://host:0",
        "bolt://host:-1",
        "neo4j://host:abc",
        "bolt://me:secret@host:7x",
        "neo4j://me:secret@:7687",
        "neo4j+s://",
        "neo4j://[::1",
        "bolt://[zz]:7687",
        "bolt://a b",
        "bolt://ho%st",
        "bolt://..",
        f"bolt://{'a' * 300}",
        "neo4j://localhost:7687/a/b",
    ],
)
def test_an_address_of_no_server_is_wrong_usage(capsys, monkeypatch, address):
    monkeypatch.setenv("KG_STORE", address)
    assert main(["info"]) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert err.startswith("error: not the address of a server: ")
    assert "--store or KG_STORE" in err
    assert "secret" not in err


@pytest.mark.parametrize("address", ["bolt://127.0.0.1:1", "NEO4J://[::1]:1", "bolt://x.invalid."])
def test_a_server_that_does_not_answer_is_said_with_the_setting(address):
    with pytest.raises(StoreUnreachable, match="check --store or KG_STORE"):
        open_store(address)
