"""The commands as a user runs them."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kg.cli import main
from kg.reading_list import read_list
from kg.settings import packaged

NAME = "cross-modal-retrieval"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with the user's list, its records, and a store built from them."""
    where = tmp_path_factory.mktemp("curation")
    for suffix in ("md", "records.jsonl"):
        shutil.copy(packaged("examples", f"{NAME}.{suffix}"), where)
    from kg.ingest import build
    from kg.sources import open_source

    build(
        [str(where / f"{NAME}.md")],
        store=str(where / "kg-store"),
        source=open_source(str(where / f"{NAME}.records.jsonl")),
    )
    return where


@pytest.fixture
def here(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fresh copy of the list; the store knows it by its id."""
    shutil.copy(built / f"{NAME}.md", tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KG_STORE", str(built / "kg-store"))
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(list(arguments))
    out, err = capsys.readouterr()
    return code, out, err


def test_check_exits_1_on_errors_and_its_json_is_the_contract(here: Path, capsys) -> None:
    code, out, _ = run(capsys, "check", f"{NAME}.md", "--format", "json")
    assert code == 1
    findings = json.loads(out)["findings"]
    assert list(findings[0]) == ["source", "line", "code", "severity", "what", "why", "suggestion"]
    assert {9, 19, 39, 48, 50, 63} <= {one["line"] for one in findings if one["code"] != "mojibake"}


def test_check_with_a_file_of_records_needs_no_store(
    here: Path, built: Path, capsys, monkeypatch
) -> None:
    monkeypatch.setenv("KG_STORE", str(here / "none"))
    code, out, _ = run(
        capsys, "check", f"{NAME}.md", "--source", str(built / f"{NAME}.records.jsonl")
    )
    assert code == 1
    assert "ECCV 2022" in out
    assert not (here / "none").exists()


def test_check_without_facts_checks_the_list_against_itself(
    here: Path, capsys, monkeypatch
) -> None:
    monkeypatch.setenv("KG_STORE", str(here / "none"))
    code, out, err = run(capsys, "check", f"{NAME}.md", "--format", "markdown")
    assert code == 1
    assert "| 63 | warning `no-link` |" in out
    assert "kg build" in err


def test_fix_writes_and_a_second_fix_finds_nothing_to_do(here: Path, capsys) -> None:
    code, shown, _ = run(capsys, "check", f"{NAME}.md", "--fix", "--dry-run")
    assert code == 0
    assert shown.startswith("---")
    before = (here / f"{NAME}.md").read_bytes()
    assert before == packaged("examples", f"{NAME}.md").read_bytes(), "a dry run writes nothing"
    run(capsys, "check", f"{NAME}.md", "--fix")
    after = (here / f"{NAME}.md").read_bytes()
    assert after != before
    _, _, err = run(capsys, "check", f"{NAME}.md", "--fix")
    assert "0 corrections made" in err
    assert (here / f"{NAME}.md").read_bytes() == after


def test_suggest_and_dismiss(here: Path, capsys) -> None:
    code, out, _ = run(capsys, "suggest", f"{NAME}.md", "--format", "json", "--limit", "3")
    assert code == 0
    first = json.loads(out)["suggestions"]
    assert {"id", "title", "year", "reasons", "entry"} <= first[0].keys()
    run(capsys, "suggest", f"{NAME}.md", "--dismiss", first[0]["id"], "--reason", "known")
    assert '"known"' in (here / f"{NAME}.kg.toml").read_text()
    _, out, _ = run(capsys, "suggest", f"{NAME}.md", "--format", "json", "--limit", "3")
    assert [one["id"] for one in json.loads(out)["suggestions"]][:2] == [
        one["id"] for one in first[1:]
    ]


def test_add_a_suggested_paper_and_refuse_it_the_second_time(here: Path, capsys) -> None:
    code, out, _ = run(capsys, "add", "arxiv:1412.6980", f"{NAME}.md")
    assert code == 0
    assert out.endswith("[📄paper](https://arxiv.org/pdf/1412.6980.pdf)\n")
    assert any(entry.ids.get("arxiv") == "1412.6980" for entry in read_list(f"{NAME}.md").entries)
    code, _, err = run(capsys, "add", "https://arxiv.org/abs/1412.6980", f"{NAME}.md")
    assert code == 1
    assert "already in the list" in err


def test_add_what_nobody_knows_is_deferred_offline(here: Path, capsys) -> None:
    code, _, err = run(capsys, "add", "10.5555/absent", f"{NAME}.md", "--offline")
    assert code == 3
    assert err.count("\n") == 1


def test_add_words_that_are_no_paper(here: Path, capsys) -> None:
    code, _, err = run(
        capsys, "add", "a paper nobody wrote about zebras", f"{NAME}.md", "--offline"
    )
    assert code == 1
    assert "neither an identifier" in err


def test_news_of_one_build_says_so(here: Path, capsys) -> None:
    code, _, err = run(capsys, "news")
    assert code == 1
    assert "built only once" in err


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", "--dry-run", "x.md"],
        ["check", "x.md", "--format", "yaml"],
        ["check", "-", "--fix"],
    ],
)
def test_wrong_use_exits_2(here: Path, arguments: list[str], monkeypatch) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "kg", *arguments], input="- **A Paper of Words** [paper](https://arxiv.org/abs/2001.00001)\n",
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2, done.stderr


def test_add_asks_semantic_scholar_and_check_reads_the_archive_afterwards(
    tmp_path: Path, capsys, monkeypatch, s2_literature, s2_server
) -> None:
    corpus, entries = s2_literature
    listed = {entry.ids["doi"] for entry in entries if "doi" in entry.ids}
    lines = [
        f"- ({entry.year}) **{entry.title}** [paper](https://doi.org/{entry.ids['doi']})"
        for entry in entries
        if "doi" in entry.ids
    ][:5]
    (tmp_path / "papers.md").write_text("# Papers\n\n" + "\n".join(lines) + "\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KG_STORE", str(tmp_path / "none"))
    monkeypatch.setenv("KG_S2_URL", s2_server.url)
    monkeypatch.setenv("KG_S2_INTERVAL", "0")
    doi = next(
        paper["externalIds"]["DOI"]
        for paper in corpus.papers.values()
        if paper.get("externalIds", {}).get("DOI", "").lower() not in {*listed, ""}
    )
    code, out, err = run(capsys, "add", doi, "papers.md")
    assert code == 0, err
    assert out.startswith("- (")
    assert len(read_list("papers.md").entries) == 6
    sent = len(s2_server.log)
    assert run(capsys, "add", doi, "papers.md", "--offline")[0] == 1, "already there"
    code, out, _ = run(
        capsys, "check", "papers.md", "--format", "json", "--source", "semantic-scholar"
    )
    assert code == 0, out
    asked = len(s2_server.log)
    assert asked > sent
    again = run(capsys, "check", "papers.md", "--format", "json")
    assert (code, out) == again[:2], "the archive says the same, without a request"
    assert len(s2_server.log) == asked
