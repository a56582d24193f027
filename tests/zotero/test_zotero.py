"""Zotero libraries as lists, and citation keys that come back as they were."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from zotero.loopback_zotero import COLLECTIONS, ITEMS, KEY, LoopbackZotero, item

from kg.cli import main
from kg.reading_list import read_list
from kg.settings import packaged
from kg.stores import open_store


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("ZOTERO_API_KEY", "ZOTERO_LIBRARY", "KG_ZOTERO_URL"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def local(monkeypatch):
    with LoopbackZotero(ITEMS, COLLECTIONS) as server:
        monkeypatch.setenv("KG_ZOTERO_URL", server.url)
        yield server


def test_a_running_zotero_is_read_with_its_citation_keys(local):
    parsed = read_list("zotero:")
    assert parsed.id == "list:zotero"
    said = {one.title: one for one in parsed.entries}
    assert set(said) == {
        "Deep Hashing of Images",
        "Attention Is All You Need",
        "A Report without Key",
    }
    first = said["Deep Hashing of Images"]
    assert (first.citation_key, first.year, first.ids) == (
        "lee:2019/deep",
        2019,
        {"doi": "10.5555/one"},
    )
    assert (first.venue, first.authors) == ("Journal of Hashing", ["Ann Lee"])
    second = said["Attention Is All You Need"]
    assert (second.citation_key, second.year) == ("vaswani_attention17", 2017)
    assert second.ids == {"arxiv": "1706.03762", "pmid": "123"}
    third = said["A Report without Key"]
    assert (third.citation_key, third.authors) == (None, ["The ATLAS Collaboration"])
    assert {method for method, _, _ in local.log} == {"GET"}


@pytest.mark.parametrize(
    ("name", "titles"),
    [
        ("Deep Learning", {"Deep Hashing of Images", "Attention Is All You Need"}),
        ("AAAA1111", {"Deep Hashing of Images", "Attention Is All You Need"}),
        ("hashing", {"Attention Is All You Need"}),
    ],
)
def test_a_collection_goes_by_key_or_name_and_holds_those_below_it(local, name, titles):
    assert {one.title for one in read_list(f"zotero:{name}").entries} == titles


@pytest.mark.parametrize(
    ("name", "said"),
    [("Nothing", "no collection goes by that name, zotero:Nothing, collections are Deep Learning, "),
     ("Twice", "several collections go by that name, zotero:Twice, give its key: DDDD4444, EEEE5555")],
)  # fmt: skip
def test_a_collection_that_is_not_one_is_an_error_that_names_what_there_is(
    local, name, said, capsys
):
    assert main(["parse", f"zotero:{name}"]) == 1
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("name", ["zotero:", "zotero:Deep Learning"])
def test_a_zotero_list_goes_by_the_name_that_it_was_built_by(local, name, capsys):
    assert main(["build", name, "--source", "none"]) == 0
    capsys.readouterr()
    assert main(["review", name]) == 0
    assert "Deep Hashing of Images" in capsys.readouterr().out
    assert main(["review", name, "--reject", "2"]) == 2
    assert "name a file with --curation" in capsys.readouterr().err
    assert main(["topics", "--list", name]) == 0
    assert main(["export", "out.ris", "--list", name]) == 0
    assert main(["store", "forget", name]) == 0
    assert not list(Path().glob("zotero*"))


@pytest.mark.parametrize("paged", [True, False])
def test_a_library_of_many_pages_is_read_whole_and_none_twice(monkeypatch, paged):
    many = [
        item(f"M{n}", f"Deep Hashing of Images, Part {n}", citationKey=f"k{n}") for n in range(250)
    ]
    with LoopbackZotero(many, web=True, paged=paged) as server:
        monkeypatch.setenv("KG_ZOTERO_URL", server.url)
        monkeypatch.setenv("ZOTERO_API_KEY", KEY)
        monkeypatch.setenv("ZOTERO_LIBRARY", "groups/7")
        entries = read_list("zotero:").entries
    assert [one.citation_key for one in entries] == [f"k{n}" for n in range(250)]
    assert len(server.log) == (3 if paged else 1)


def test_the_key_stands_in_a_header_and_in_nothing_that_is_said(monkeypatch, capsys):
    with LoopbackZotero(ITEMS, web=True) as server:
        monkeypatch.setenv("KG_ZOTERO_URL", server.url)
        monkeypatch.setenv("ZOTERO_LIBRARY", "groups/7")
        monkeypatch.setenv("ZOTERO_API_KEY", KEY)
        assert main(["build", "zotero:", "--source", "none"]) == 0
        assert all(KEY not in path for _, path, _ in server.log)
        assert {headers["zotero-api-key"] for _, _, headers in server.log} == {KEY}
        monkeypatch.setenv("ZOTERO_API_KEY", "another-key")
        assert main(["parse", "zotero:"]) == 1
    said = capsys.readouterr()
    assert "ZOTERO_API_KEY" in said.err
    assert KEY not in said.out + said.err
    assert not any(
        KEY.encode() in file.read_bytes() for file in Path("kg-store").rglob("*") if file.is_file()
    )


def test_too_many_requests_are_waited_out_and_never_read_as_items(monkeypatch, capsys):
    refusals = [(429, {"Retry-After": "0"}, b'[{"key": "X", "data": {"title": "slow down"}}]')] * 2
    with LoopbackZotero(ITEMS, fault=lambda _: refusals.pop() if refusals else None) as server:
        monkeypatch.setenv("KG_ZOTERO_URL", server.url)
        assert len(read_list("zotero:").entries) == 3
        refusals += [(429, {"Retry-After": "0"}, b"[]")] * 20
        assert main(["build", "zotero:", "--source", "none"]) == 3
    assert "again later" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("fault", "said"),
    [((403, {}, b"Local API is not enabled"), "allow other applications"),
     ((404, {}, b""), "ZOTERO_LIBRARY"),
     ((200, {}, b'{"a": 1}'), "no list of items"),
     ((200, {}, b"<html>"), "no list of items")],
)  # fmt: skip
def test_what_is_no_library_is_one_line(monkeypatch, capsys, fault, said):
    with LoopbackZotero(ITEMS, fault=lambda _: fault) as server:
        monkeypatch.setenv("KG_ZOTERO_URL", server.url)
        assert main(["parse", "zotero:"]) == 1
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1


def test_nobody_there_and_half_a_setting_say_what_to_do(monkeypatch, capsys):
    monkeypatch.setenv("KG_ZOTERO_URL", "http://127.0.0.1:9")
    assert main(["parse", "zotero:"]) == 1
    assert "start it, or set ZOTERO_API_KEY" in capsys.readouterr().err
    monkeypatch.setenv("ZOTERO_API_KEY", KEY)
    assert main(["parse", "zotero:"]) == 2
    assert "a key needs a library" in capsys.readouterr().err


def keys_of(file):
    text = Path(file).read_text(encoding="utf-8")
    if file.endswith(".bib"):
        return re.findall(r"^@\w+\{([^,]*),", text, re.MULTILINE)
    if file.endswith(".ris"):
        return re.findall(r"^ID  - (.*)$", text, re.MULTILINE)
    return [one["id"] for one in json.loads(text)]


@pytest.mark.parametrize("format", ["bib", "ris", "csl.json"])
def test_a_zotero_library_gets_its_citation_keys_back(local, format):
    assert main(["build", "zotero:Deep Learning", "--source", "none"]) == 0
    assert main(["export", f"out.{format}"]) == 0
    assert set(keys_of(f"out.{format}")) == {"lee:2019/deep", "vaswani_attention17"}
    with open_store("kg-store") as store:
        (one,) = store.nodes("ReadingList")
        assert one["source"] == "zotero://collection/Deep%20Learning"


@pytest.mark.parametrize("format", ["bib", "ris", "csl.json"])
def test_three_hundred_keys_of_a_library_come_back_unchanged(format):
    records = str(packaged("examples", "cross-modal-retrieval.records.jsonl"))
    assert main(["build", "--source", records, "--store", "first"]) == 0
    assert main(["export", f"first.{format}", "--store", "first"]) == 0
    given = Path(f"first.{format}").read_text(encoding="utf-8")
    for number, key in enumerate(dict.fromkeys(keys_of(f"first.{format}"))):
        own = f"Müller+{number}:own_key.x"
        pattern = {"bib": rf"{{{re.escape(key)},", "ris": rf"ID  - {re.escape(key)}\n",
                   "csl.json": rf'"id": "{re.escape(key)}"'}[format]  # fmt: skip
        replacement = {"bib": f"{{{own},", "ris": f"ID  - {own}\n", "csl.json": f'"id": "{own}"'}[
            format
        ]
        given = re.sub(pattern, replacement, given, count=1)
    Path(f"library.{format}").write_text(given, encoding="utf-8")
    assert main(["build", f"library.{format}", "--source", "none"]) == 0
    assert main(["export", f"back.{format}"]) == 0
    back = Path(f"back.{format}").read_text(encoding="utf-8")
    assert len(keys_of(f"library.{format}")) > 300
    lost = [key for key in keys_of(f"library.{format}") if key not in back]
    assert lost == []


def test_keys_that_bibtex_cannot_hold_are_told_apart_and_said(monkeypatch, caplog):
    keys = ["a,b", "a b", "a_b", "A{b", "50%", "李2021", "müller:19+x.y/z"]
    library = [item(f"K{n}", f"Of Odd Keys {n}", citationKey=key) for n, key in enumerate(keys)]
    with LoopbackZotero(library) as server:
        monkeypatch.setenv("KG_ZOTERO_URL", server.url)
        assert main(["build", "zotero:", "--source", "none"]) == 0
    assert main(["export", "out.bib"]) == 0
    written = keys_of("out.bib")
    assert {"a_b", "50_", "李2021", "müller:19+x.y/z"} < set(written)
    assert len({key.casefold() for key in written}) == len(keys)
    assert not any(set(key) & set(" ,{}%") for key in written)
    assert [f"cannot hold the citation key {key}:" in caplog.text for key in keys] == [True, True, False, True, True, False, False]  # fmt: skip
    assert main(["export", "out.csl.json"]) == 0
    assert set(keys_of("out.csl.json")) == set(keys)


def test_the_keys_of_publishers_are_read_and_written_as_they_are():
    keys = [
        "S0893-6080(05)80023-1",
        "10.1002/(SICI)1097-0258:AID<1>3.0.CO;2-#",
        'a"b',
        "x\\y$z",
        "a%b",
    ]
    entries = [f"@misc{{{key}, title={{Of Odd Keys {n}}}}}" for n, key in enumerate(keys)]
    Path("l.bib").write_text("\n".join(entries), encoding="utf-8")
    assert [one.citation_key for one in read_list("l.bib").entries] == keys
    assert main(["build", "l.bib", "--source", "none"]) == 0
    assert main(["export", "out.bib"]) == 0
    assert set(keys_of("out.bib")) == set(keys)


def test_items_of_law_and_patents_are_read_with_title_and_year(monkeypatch):
    library = [
        item("L1", None, itemType="statute", nameOfAct="An Act", dateEnacted="2001-01-01"),
        item("L2", None, itemType="case", caseName="Roe v. Wade", dateDecided="1973"),
        item("L3", "A Lamp", itemType="patent", issueDate="2012-01-02"),
    ]
    with LoopbackZotero(library) as server:
        monkeypatch.setenv("KG_ZOTERO_URL", server.url)
        said = [(one.title, one.year) for one in read_list("zotero:").entries]
    assert said == [("An Act", 2001), ("Roe v. Wade", 1973), ("A Lamp", 2012)]


def test_two_entries_of_one_paper_keep_both_keys_and_no_key_is_given_twice():
    Path("l.bib").write_text(
        "@article{smith2020, title={Deep Hashing}, author={Smith, J.}, year=2020, doi={10.5555/a}}\n"
        "@misc{smith2019pre, title={Deep Hashing}, author={Smith, J.}, year=2020, doi={10.5555/a}}\n"
        "@article{smith2020, title={Other Things Entirely}, author={Ray, B.}, year=2001, doi={10.5555/b}}\n",
        encoding="utf-8",
    )
    assert main(["build", "l.bib", "--source", "none"]) == 0
    assert main(["export", "out.bib"]) == 0
    keys = keys_of("out.bib")
    assert "smith2020" in keys
    assert len(set(keys)) == len(keys) == 2
    assert "ids = {smith2019pre}" in Path("out.bib").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("format", "begins"),
    [("ris", "TY  - "), ("bibtex", "@"), ("bib", "@"), ("csl-json", "[\n"), ("csl.json", "[\n")],
)
def test_suggestions_can_be_imported(format, begins, capsys, tmp_path):
    import shutil

    for suffix in ("md", "records.jsonl"):
        shutil.copy(packaged("examples", f"cross-modal-retrieval.{suffix}"), tmp_path)
    build = ["build", "cross-modal-retrieval.md", "--source", "cross-modal-retrieval.records.jsonl"]
    assert main(build) == 0
    capsys.readouterr()
    assert main(["suggest", "--limit", "3", "--format", format]) == 0
    out = capsys.readouterr().out
    assert out.startswith(begins)
    name = {"bibtex": "bib", "csl-json": "json", "csl.json": "json"}.get(format, format)
    assert len(read_list(f"s.{name}", text=out).entries) == 3
