"""``kg.build`` as a person writes it in a script or a notebook."""

from __future__ import annotations

import sys
import types
from pathlib import Path

import pytest

import kg
from kg.errors import UsageError
from kg.lineage import main_path, network, steps
from kg.opened_list import open_list
from kg.progress import notebook_progress
from kg.settings import packaged

RECORDS = packaged("examples", "cross-modal-retrieval.records.jsonl")
TEXT = "# Papers\n\n- (2020 CVPR) **Deep Hashing for Images** [paper](https://arxiv.org/abs/2001.00001)\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("KG_STORE", raising=False)
    (tmp_path / "papers.md").write_text(TEXT, encoding="utf-8")
    (tmp_path / "more.md").write_text(TEXT.replace("2001", "2002"), encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    "lists",
    ["papers.md", Path("papers.md"), ["papers.md"], (Path("papers.md"),), [Path("papers.md"), "more.md"]],
)  # fmt: skip
def test_a_list_is_a_path_or_several(here: Path, lists) -> None:
    report = kg.build(lists, source="none")
    assert report.lists[0].source == "papers.md"
    assert report.store == "kg-store"
    assert (here / "kg-store").is_dir()


@pytest.mark.parametrize("source", [str(RECORDS), RECORDS])
def test_a_source_is_named_as_on_the_command_line(here: Path, source) -> None:
    report = kg.build(source=source, store=here / "other")
    assert report.nodes["Paper"] > 300
    assert report.store.endswith("other")


def test_the_source_is_that_of_the_command_line(here: Path, monkeypatch) -> None:
    # Nothing listens there: who asks is Semantic Scholar, and the list's own graph stands.
    monkeypatch.setenv("KG_S2_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("KG_ARCHIVE", str(here / "archive"))
    monkeypatch.setenv("KG_S2_PATIENCE", "0")
    report = kg.build("papers.md")
    assert report.deferred
    assert report.nodes["Paper"] == 1


def test_results_are_told_in_a_line_and_in_html(here: Path, demo_graph) -> None:
    report = kg.build("papers.md", source="none")
    assert repr(report) == (
        "BuildReport(papers.md: 1 entries, 1 papers, 0 matched; 1 papers, 0 citations)"
    )
    assert "<td>papers.md</td>" in report._repr_html_()
    path = main_path(demo_graph)
    for result in (path, network(demo_graph), steps(demo_graph)):
        assert len(repr(result)) < 120
    assert path._repr_html_().startswith("<table>")


def test_html_of_a_report_is_safe(here: Path) -> None:
    (here / "<b>.md").write_text(TEXT, encoding="utf-8")
    assert "<b>" not in kg.build("<b>.md", source="none")._repr_html_()


class Line:
    """A line in the output of a notebook's cell."""

    def __init__(self, text: str) -> None:
        self.texts = [text]

    def update(self, line: dict[str, str], *, raw: bool) -> None:
        assert raw
        self.texts.append(line["text/plain"])


def test_in_a_notebook_progress_shows_without_being_asked_for(here: Path, monkeypatch) -> None:
    lines: list[Line] = []

    def display(line: dict[str, str], *, raw: bool, display_id: bool) -> Line:
        assert raw
        assert display_id
        lines.append(Line(line["text/plain"]))
        return lines[-1]

    notebook = types.SimpleNamespace(
        get_ipython=lambda: types.SimpleNamespace(kernel=object()),
        display=types.SimpleNamespace(display=display),
    )
    monkeypatch.setitem(sys.modules, "IPython", notebook)
    kg.build("papers.md", source=RECORDS)
    assert lines
    assert len({line.texts[0].partition(":")[0] for line in lines}) == len(lines)


def test_a_shell_without_a_kernel_is_no_notebook(monkeypatch) -> None:
    shell = types.SimpleNamespace(get_ipython=types.SimpleNamespace)
    monkeypatch.setitem(sys.modules, "IPython", shell)
    assert notebook_progress() is None


def test_a_list_is_opened_with_its_decisions(here: Path) -> None:
    (here / "papers.md.kg.toml").write_text("")
    path = open_list("papers.md").curation_path
    assert path is not None
    path.write_text('[list]\nid = "mine"\n', encoding="utf-8")
    opened = open_list("papers.md")
    assert opened.parsed.id == "list:mine"
    assert opened.location == (here / "papers.md").as_posix()
    assert opened.body() == TEXT.encode()


def test_a_plan_knows_what_the_curation_file_decides(here: Path, monkeypatch, capfdbinary) -> None:
    import json

    from kg.cli import main
    from kg.reading_list.curation_file import decision_key

    monkeypatch.setenv("KG_ARCHIVE", str(here / "archive"))
    (here / "papers.md").write_text("# Papers\n\n- **Deep Hashing for Images** (2020)\n")
    (here / "more.md").write_text("# More\n\n- **Graph Matching for Sounds** (2021)\n")

    def titles() -> str:
        command = ["build", "papers.md", "more.md", "--plan", "--format", "json"]
        assert main(command) == 0
        steps = json.loads(capfdbinary.readouterr().out)["steps"]
        return next(step["what"] for step in steps if "bulk" in step["endpoint"])

    assert titles() == "2 titles, many a request"
    (entry,) = open_list("more.md").parsed.entries
    (here / "more.kg.toml").write_text(
        f'[decisions.{json.dumps(decision_key(entry))}]\naccept = "doi:10.1000/x"\n'
    )
    assert titles() == "1 titles, many a request"


@pytest.mark.parametrize("lists", [5, None, [5], [None, "l.md"]])
def test_what_can_be_no_list_is_refused_with_what_can(lists, tmp_path):
    with pytest.raises(UsageError, match="names no list"):
        kg.build(lists, store=tmp_path / "store", source="none")
