"""Checks for maintainers: which findings are wanted, the hook, and the action."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from kg.cli import main

ROOT = Path(__file__).parents[2]
LIST = (
    "# Papers\n\n"
    "- **Deep Hashing of Many Images**, 2019 [paper](https://a.example/x.pdf?token=5f3a9c0d11)\n"
    "- **Deep Hashing of Few Images**, 2020\n"
    "- **Shallow Hashing of Images**, 2021 [paper] (https://a.example/y.pdf)\n"
)


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("README.md").write_text(LIST, encoding="utf-8")


def check(capsys, *options):
    code = main(["check", "README.md", "--format", "json", *options])
    document = json.loads(capsys.readouterr().out)
    return code, {finding["code"] for finding in document["findings"]}, document["counts"]


def test_of_several_lists_one_that_cannot_be_read_hides_nothing_of_the_others(capsys):
    Path("none.md").write_text("# Words\n\nNothing but words.\n", encoding="utf-8")
    assert main(["check", "none.md", "README.md", "lost.md", "--format", "github"]) == 1
    told = capsys.readouterr()
    assert "file=README.md" in told.out
    errors = [line for line in told.err.splitlines() if line.startswith("error: ")]
    assert [("none.md" in line, "lost.md" in line) for line in errors] == [(True, False), (False, True)]  # fmt: skip


def test_only_selected_codes_are_found_and_decide_the_exit_code(capsys):
    assert check(capsys, "--select", "no-link") == (0, {"no-link"}, {"no-link": 1})
    assert check(capsys, "--select", "no-link,broken-markup")[:2] == (
        1,
        {"no-link", "broken-markup"},
    )
    code, found, _ = check(capsys, "--ignore", "credential-in-link,broken-markup")
    assert (code, found) == (0, {"no-link"})
    assert check(capsys, "--select", "no-link", "--select", "broken-markup", "--ignore", "no-link")[
        1
    ] == {"broken-markup"}


def test_a_code_that_no_finding_has_is_wrong_usage(capsys):
    assert main(["check", "README.md", "--select", "no-lnik"]) == 2
    assert "no-lnik" in capsys.readouterr().err


def test_an_ignored_code_that_no_finding_has_is_said(capsys):
    Path("README.kg.toml").write_text('[ignore]\nno-lnik = ["*"]\nno-link = ["*"]\n')
    main(["check", "README.md"])
    told = capsys.readouterr().err
    assert "ignores 'no-lnik', a code that no finding has" in told
    assert "'no-link'" not in told


def test_fix_corrects_what_is_selected_and_nothing_else(capsys):
    before = Path("README.md").read_bytes()
    main(["check", "README.md", "--fix", "--select", "broken-markup"])
    after = Path("README.md").read_bytes()
    assert after == before.replace(b"[paper] (", b"[paper](")
    main(["check", "README.md", "--fix", "--ignore", "credential-in-link"])
    assert Path("README.md").read_bytes() == after
    main(["check", "README.md", "--fix"])
    assert b"token" not in Path("README.md").read_bytes()


def test_the_end_counts_by_code_and_quiet_prints_no_finding(capsys):
    assert main(["check", "README.md"]) == 1
    assert capsys.readouterr().out.endswith(
        "2 errors, 1 warning\n    credential-in-link  1\n    broken-markup       1\n    no-link             1\n"
    )
    assert main(["check", "README.md", "--quiet"]) == 1
    assert capsys.readouterr().out == ""
    assert main(["check", "README.md", "--quiet", "--select", "no-link"]) == 0


def hooks():
    """Return the entry of each hook by its id."""
    text = (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
    return dict(re.findall(r"^- id: (\S+)\n(?:  .*\n)*?  entry: (.*)$", text, re.MULTILINE))


def test_the_hook_fails_on_a_bad_list_and_passes_over_what_lists_nothing(capsys):
    Path("CONTRIBUTING.md").write_text("# How to help\n\nOpen an issue first.\n", encoding="utf-8")
    Path("EMPTY.md").write_bytes(b"\xef\xbb\xbf\n")
    _, *words = shlex.split(hooks()["kg-check"])
    assert main([*words, "CONTRIBUTING.md", "EMPTY.md"]) == 0
    assert main([*words, "CONTRIBUTING.md", "README.md", "EMPTY.md"]) == 1
    assert "README.md:3" in capsys.readouterr().out


def test_the_fixing_hook_writes_the_list(capsys):
    _, *words = shlex.split(hooks()["kg-fix"])
    main([*words, "README.md"])
    assert b"token" not in Path("README.md").read_bytes()
    assert main([*words, "README.md"]) == 0


def action_script():
    text = (ROOT / "action.yml").read_text(encoding="utf-8")
    block = re.search(r"name: Check\n(?:.*\n)*?      run: \|\n((?: {8}.*\n)+)", text)[1]
    assert "${{" not in block  # an input must not become a command
    return textwrap.dedent(block)


def run_action(tmp_path, **inputs):
    programs = tmp_path / "runner" / "citation-kg" / "bin"
    programs.mkdir(parents=True, exist_ok=True)
    (programs / "kg").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m kg "$@"\n')
    (programs / "kg").chmod(0o755)
    given = {"LISTS": "README.md\n", "SELECT": "", "IGNORE": "", "LINKS": "false", "BUILD": "false"}
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", action_script()],
        env=os.environ
        | given
        | inputs
        | {
            "RUNNER_TEMP": str(tmp_path / "runner"),
            "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md"),
            "PYTHONPATH": str(ROOT),
        },
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_action_annotates_and_fails_where_the_list_is_wrong(tmp_path):
    done = run_action(tmp_path)
    assert done.returncode == 1, done.stderr
    assert "::error file=README.md,line=3,title=credential-in-link::" in done.stdout
    assert "`no-link` 1" in (tmp_path / "summary.md").read_text(encoding="utf-8")


def test_an_input_of_the_action_is_no_command(tmp_path):
    done = run_action(tmp_path, SELECT="no-link", IGNORE="mojibake", LISTS="README.md\n\n")
    assert done.returncode == 0, done.stderr
    done = run_action(tmp_path, SELECT="$(touch owned)")
    assert done.returncode == 2
    assert not Path("owned").exists()
