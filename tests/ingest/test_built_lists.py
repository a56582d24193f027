"""Lists that are forgotten, moved, renamed, or of one id."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kg import build
from kg.cli import main
from kg.errors import KgError
from kg.ingest import forget_list, move_list
from kg.stores import open_store


def written(path: Path, numbers: range) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [
        f"- [A study of the subject number {n}](https://doi.org/10.1/{n}), 2019" for n in numbers
    ]
    path.write_text("# Papers\n\n" + "\n".join(lines) + "\n", encoding="utf-8")
    return str(path)


def contents(url: str) -> tuple[set[str], list[str]]:
    with open_store(url) as store:
        return {paper["id"] for paper in store.nodes("Paper")}, [
            one.input for one in store.inputs()
        ]


@pytest.fixture
def url(tmp_path) -> str:
    return str(tmp_path / "store")


def made(url: str, *lists: str):
    return build(lists, store=url, source="none")


def codes(report) -> list[str]:
    return [warning.code for warning in report.warnings if warning.code == "list-moved"]


@pytest.mark.parametrize("name", ["list:b", "b", "b.md", "path"])
@pytest.mark.parametrize("gone", [True, False])
def test_a_forgotten_list_leaves_what_the_others_assert(tmp_path, url, name, gone):
    a, b = written(tmp_path / "a.md", range(6)), written(tmp_path / "b.md", range(4, 12))
    made(url, a, b)
    if gone:
        Path(b).unlink()
    with open_store(url, write=True) as store:
        store.query("CREATE (:Note {id: 'mine'})", write=True)
        forget_list(store, b if name == "path" else name)
        assert store.query("MATCH (n:Note) RETURN n.id AS id") == [{"id": "mine"}]
    forgotten = contents(url)
    made(str(tmp_path / "fresh"), a)
    assert forgotten == contents(str(tmp_path / "fresh"))


def test_the_last_list_can_be_forgotten_and_built_again(tmp_path, url):
    a = written(tmp_path / "a.md", range(6))
    made(url, a)
    with open_store(url, write=True) as store:
        forget_list(store, a)
    assert contents(url) == (set(), [])
    made(url, a)
    assert len(contents(url)[0]) == 6


def test_what_is_no_list_of_the_store_is_said_with_those_that_are(tmp_path, url):
    made(url, written(tmp_path / "a.md", range(6)))
    before = contents(url)
    with open_store(url, write=True) as store, pytest.raises(KgError, match="list:a"):
        forget_list(store, "other.md")
    assert contents(url) == before


@pytest.mark.parametrize("new", ["c.md", "deep/a.md", "deep/c.md"])
def test_a_list_that_moves_has_one_place(tmp_path, url, new):
    a = written(tmp_path / "a.md", range(6))
    made(url, a)
    moved = Path(written(tmp_path / new, range(6)))
    with open_store(url, write=True) as store:
        move_list(store, a, str(moved))
    papers, inputs = contents(url)
    assert (len(papers), inputs) == (6, [f"list:{moved.stem}"])
    assert codes(made(url, str(moved))) == []
    assert contents(url) == (papers, inputs)


def test_a_list_is_not_moved_onto_another(tmp_path, url):
    a, b = written(tmp_path / "a.md", range(6)), written(tmp_path / "b.md", range(8))
    made(url, a, b)
    before = contents(url)
    with (
        open_store(url, write=True) as store,
        pytest.raises(KgError, match="first: kg store forget list:b"),
    ):
        move_list(store, a, b)
    assert contents(url) == before


@pytest.mark.parametrize("new", ["c.md", "deep/a.md", "deep/c.md"])
@pytest.mark.parametrize("numbers", [range(10), range(4, 10), range(14)])
def test_a_list_whose_old_file_is_gone_is_recognised(tmp_path, url, new, numbers):
    a, other = written(tmp_path / "a.md", range(10)), written(tmp_path / "z.md", range(90, 95))
    made(url, a, other)
    Path(a).unlink()
    moved = written(tmp_path / new, numbers)
    assert codes(made(url, moved)) == ["list-moved"]
    made(str(tmp_path / "fresh"), moved, other)
    assert contents(url) == contents(str(tmp_path / "fresh"))
    assert codes(made(url, moved)) == []


def test_a_list_that_still_stands_or_says_something_else_keeps_its_place(tmp_path, url):
    a = written(tmp_path / "a.md", range(10))
    made(url, a)
    assert codes(made(url, written(tmp_path / "c.md", range(10)))) == []
    Path(a).unlink()
    assert codes(made(url, written(tmp_path / "d.md", range(5, 15)))) == []
    assert contents(url)[1] == ["list:a", "list:c", "list:d"]


def test_two_lists_of_one_id_are_told_apart(tmp_path, url):
    a, other = written(tmp_path / "x/a.md", range(6)), written(tmp_path / "y/a.md", range(6))
    made(url, a)
    with pytest.raises(KgError) as error:
        made(url, other)
    said = str(error.value)
    assert Path(a).as_posix() in said
    assert Path(other).as_posix() in said
    assert "kg store forget" in said
    assert "kg store move" in said


def test_the_commands(tmp_path, url, capfd):
    a, b = written(tmp_path / "a.md", range(6)), written(tmp_path / "b.md", range(6, 8))
    made(url, a, b)
    c = written(tmp_path / "c.md", range(6))
    assert main(["store", "move", a, c, "--store", url]) == 0
    assert main(["store", "forget", "b", "--store", url]) == 0
    assert main(["store", "forget", "b", "--store", url]) == 1
    out, err = capfd.readouterr()
    assert out == ""
    assert err.splitlines()[-1].startswith("error: the store was not built from this list, b")
    main(["info", "--store", url, "--format", "json"])
    assert [one["input"] for one in json.loads(capfd.readouterr().out)["inputs"]] == ["list:c"]


def test_a_curation_file_that_did_not_come_along_is_named(tmp_path, url):
    old = written(tmp_path / "old.md", range(5))
    made(url, old)
    (tmp_path / "old.kg.toml").write_text("[marks]\n")
    new = str(Path(old).rename(tmp_path / "new.md"))
    (warning,) = [one for one in made(url, new).warnings if one.code == "list-moved"]
    assert f"rename it to {tmp_path / 'new.kg.toml'}" in warning.message


@pytest.mark.parametrize("options", [[], ["--plan"], ["--expand", "both"]])
@pytest.mark.parametrize("source", ["none", "records.jsonl", "semantic-scholar"])
def test_following_ends_where_nothing_new_is_found(tmp_path, monkeypatch, source, options):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KG_ARCHIVE", str(tmp_path / "archive"))
    (tmp_path / "l.md").write_text(
        "# L\n\n- **Rain of Kerala** (2021) [p](https://doi.org/10.5/a)\n"
    )
    record = '{"paperId":"a","title":"Rain of Kerala","externalIds":{"DOI":"10.5/a"},"references":[{"paperId":"b","title":"Wind"}]}\n'
    (tmp_path / "records.jsonl").write_text(record + '{"paperId":"b","title":"Wind"}\n')
    command = ["build", "l.md", "--hops", "99999999999", "--source", source, "--store", "s"]
    assert main([*command, "--offline", *options]) in (0, 3)
