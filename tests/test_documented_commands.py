"""What the documentation prints runs as it is printed, page by page."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from crossref_server import CrossrefServer
from example_literature import EXAMPLES, LIST, RECORDS, example_literature
from fixtures_neo4j import emptied
from links.loopback_web import LoopbackWeb
from openalex_server import OpenAlexServer
from opencitations_server import OpenCitationsServer
from s2_server import S2Server
from zotero.loopback_zotero import COLLECTIONS, ITEMS, LoopbackZotero

ROOT = Path(__file__).parent.parent
DOCS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]

# Lists under the names that the pages give theirs; a short one where two are merged.
_SHORT = "# {0}\n\n- **Deep Canonical Correlation Analysis** (ICML 2013)\n"
_LISTS = ("README.md", "cross-modal-retrieval.md")

# What a page takes as given: done before its first command.
_BEFORE = {
    "docs/curation.md": "rm -r examples",
    "docs/how-to/export.md": "kg build README.md",
    "docs/how-to/publish.md": "kg build README.md",
    "docs/how-to/serve.md": "kg build README.md",
    "docs/how-to/see-topics.md": "kg build README.md",
    "docs/how-to/tend-your-list.md": "kg build README.md; kg export references.bib",
    "docs/identity.md": "cp README.md papers.md; kg build papers.md",
    "docs/linked-data.md": """kg build README.md
        kg export broken.ttl; sed -i 's/dcterms:title/dcterms:alternative/' broken.ttl
        kg export graph.nq
        echo 'SELECT ?p { ?p a fabio:Expression }' > years.rq""",
    "docs/reference/cli.md": "kg build papers.md; mkdir reading; cp README.md reading",
    "docs/semantic-scholar.md": "kg build README.md",
}

# Commands that stand for an act with another machine's service, and why they are not run.
_NOT_HERE = {
    "neo4j+s://1234abcd": "an account of a cloud service",
    "kg bulk": "a release of half a terabyte; tests/bulk runs the commands on a made-up one",
}

_KG = """#!/usr/bin/env bash
# kg as the pages mean it: their Neo4j is the one of the tests, and a finding is an answer.
case "$*" in
serve*--no-open*) exec {python} -m kg "$@" ;;
serve*) timeout --signal INT 10 {python} -m kg "$@"; exit 0 ;; # until Ctrl-C
esac
words=("${{@//neo4j:\\/\\/localhost/${{NEO4J_OF_TESTS:-}}}}")
code=0
{python} -m kg "${{words[@]}}" || code=$?
case "$1:$code" in check:1|validate:1) exit 0 ;; *) exit "$code" ;; esac
"""


def blocks(page: Path, *languages: str) -> list[str]:
    """Return the blocks of a page that a reader runs: fenced ones, and indented ones of README."""
    text = page.read_text(encoding="utf-8")
    if page.name == "README.md" and "bash" in languages:
        indented = re.findall(r"(?:^    (?:kg|make|pip) .*\n)+", text, re.MULTILINE)
        return [re.sub(r"^    ", "", block, flags=re.MULTILINE) for block in indented]
    found = re.findall(r"^ *```(\w+)\n(.*?)^ *```", text, re.MULTILINE | re.DOTALL)
    return [
        "\n".join(re.findall(r"^\$ (.*)", block, re.MULTILINE)) if language == "console" else block
        for language, block in found
        if language in languages
    ]


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


@pytest.fixture(scope="module")
def services(tmp_path_factory) -> Iterator[dict[str, str]]:
    """The services of the tests, as the environment that names them."""
    nowhere = LoopbackWeb({"https://doi.org/": str}, tmp_path_factory.mktemp("web"))
    with (
        S2Server(example_literature()) as s2,
        CrossrefServer({}) as crossref,
        OpenCitationsServer({}) as opencitations,
        OpenAlexServer([]) as openalex,
        nowhere as web,
        LoopbackZotero(ITEMS, COLLECTIONS) as zotero,
    ):
        yield {
            "KG_S2_URL": s2.url,
            "KG_S2_INTERVAL": "0",
            "KG_CROSSREF_URL": crossref.url,
            "KG_CROSSREF_INTERVAL": "0",
            "KG_OPENCITATIONS_URL": opencitations.url,
            "KG_OPENCITATIONS_INTERVAL": "0",
            "KG_OPENALEX_URL": openalex.url,
            "KG_OPENALEX_INTERVAL": "0",
            "KG_LINKS_PROXY": web.proxy,
            "KG_LINKS_INTERVAL": "0",
            "KG_ZOTERO_URL": zotero.url,
        }


@pytest.fixture
def desk(tmp_path: Path, services: dict[str, str]) -> dict[str, str]:
    """A directory as a reader's: lists, an empty cache, and kg; returns the environment."""
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "kg").write_text(_KG.format(python=sys.executable))
    for installed in ("pip", "make", "docker"):  # what a page installs is there already
        (programs / installed).write_text("#!/bin/sh\nexit 0\n")
    for program in programs.iterdir():
        program.chmod(0o755)
    work = tmp_path / "desk"
    shutil.copytree(EXAMPLES, work / "examples")
    for name in _LISTS:
        shutil.copy(LIST, work / name)
    for name in ("papers.md", "hashing.md", "retrieval.md"):
        (work / name).write_text(_SHORT.format(name.removesuffix(".md").title()))
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("KG_")},
        **services,
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "KG_ARCHIVE": str(tmp_path / "archive"),
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
        "BROWSER": "true",
        "PWD": str(work),
    }


def answers(page: Path) -> dict[str, str]:
    """Return what a page shows as the answer to a block of commands."""
    text = page.read_text(encoding="utf-8")
    return dict(re.findall(r"^```bash\n([^`]*)^```\n\n```text\n([^`]*)^```", text, re.MULTILINE))


def shows(shown: str, printed: str) -> bool:
    """Whether that was printed, whatever the width of columns; ``...`` stands for anything."""
    parts = [re.escape(part.strip()) for part in " ".join(shown.split()).split("...")]
    return re.search(".*".join(parts), " ".join(printed.split())) is not None


def run(script: str, environment: dict[str, str]) -> str:
    done = subprocess.run(
        ["bash", "-eo", "pipefail", "-c", script],
        cwd=environment["PWD"], env=environment,
        stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, f"{script}\n{done.stdout[-1500:]}\n{done.stderr[-1500:]}"
    return done.stdout + done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("page", [p for p in DOCS if blocks(p, "bash", "console")], ids=name_of)
def test_the_commands_of_a_page_run_one_after_another(page, desk, request):
    printed = blocks(page, "bash", "console")
    if any("neo4j://localhost" in block for block in printed):
        desk["NEO4J_OF_TESTS"] = request.getfixturevalue("neo4j_address")
    examples = ["kg build examples/cross-modal-retrieval.md --source " + f"'{RECORDS}'"]
    run(_BEFORE.get(name_of(page), examples[0]), desk)
    shown = answers(page)
    for block in printed:
        if "neo4j://localhost" in block:
            emptied(desk["NEO4J_OF_TESTS"])
        if not any(elsewhere in block for elsewhere in _NOT_HERE):
            printed_now = run(block, desk)
            assert shows(shown.get(block, ""), printed_now), (block, printed_now)


@pytest.mark.slow
@pytest.mark.parametrize("page", [p for p in DOCS if blocks(p, "python")], ids=name_of)
def test_the_python_of_a_page_runs(page, desk):
    run("kg build README.md; kg export papers.csv; kg export network.graphml", desk)
    for number, block in enumerate(blocks(page, "python")):
        Path(desk["PWD"], f"block_{number}.py").write_text(block)
        run(f"{sys.executable} -W error block_{number}.py", desk)


@pytest.mark.slow
def test_the_python_of_the_documentation_has_types(tmp_path):
    for page in DOCS:
        for number, block in enumerate(blocks(page, "python")):
            (tmp_path / f"{page.stem.replace('-', '_')}_{number}.py").write_text(block)
    checked = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--config-file", ROOT / "pyproject.toml", tmp_path],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert checked.returncode == 0, checked.stdout


@pytest.mark.slow
@pytest.mark.parametrize(
    "workflow", sorted((ROOT / "docs" / "examples").glob("*.yml")), ids=name_of
)
def test_the_steps_of_an_example_workflow_run(workflow, desk):
    text = workflow.read_text(encoding="utf-8")
    steps = re.findall(r"^( +)run: (?:\|\n((?:\1  .*\n|\n)+)|(.+)\n)", text, re.MULTILINE)
    assert steps
    desk |= {
        "LIST": "README.md",
        "GITHUB_STEP_SUMMARY": f"{desk['PWD']}/summary.md",
        "BASE": "https://example.org/list",
    }
    for _, several, single in steps:
        run(several or single, desk)
