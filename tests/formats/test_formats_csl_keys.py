"""Citation keys of CSL-JSON, wherever a program keeps them."""

from __future__ import annotations

import json

import pytest

from kg.formats.reading import read_csl


@pytest.mark.parametrize(
    "said",
    [
        {"citation-key": "acmrKey"},
        {"citationKey": "acmrKey"},
        {"note": "Citation Key: acmrKey"},
        {"note": "Read it.\r\ncitation key:acmrKey \r\nDOI: 10.1/x"},
        {"note": "citation-key: acmrKey"},
    ],
)
def test_the_key_of_an_item_comes_before_its_number(said):
    item = {"id": "http://zotero.org/users/1/items/ABCD", "title": "Deep Hashing", **said}
    assert read_csl(json.dumps([item])).entries[0].citation_key == "acmrKey"
