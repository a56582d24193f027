"""Text from outside reaches a terminal or a workflow's log as text, never as a command."""

import errno
import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

CLIPBOARD = "\x1b]52;c;cm0gLXJmIC8=\x07"
TITLE = "\x1b]0;owned\x1b\\"
CLEAR = "\x9b2J\x1b[8m"
BIDI = "\u202ereversed\u202c \u2066isolated\u2069"
OBEYED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
# What our own tables and bars send, and a terminal's own line end.
OURS = re.compile(r"\x1b\[\??[0-9;]*[mKhlA]|\r\n")
COMMAND = re.compile(r"^\s*::|##\[", re.MULTILINE)


def kg(arguments, directory, **options):
    """Run kg as a user does, with its output in pipes."""
    return subprocess.run(
        [sys.executable, "-m", "kg", *arguments],
        cwd=directory,
        capture_output=True,
        timeout=60,
        check=False,
        **options,
    )


def kg_on_a_terminal(arguments, directory):
    """Return all that kg writes to a terminal."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "kg", *arguments],
        cwd=directory,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    parts = []
    while True:
        try:
            part = os.read(ours, 65_536)
        except OSError:  # the other side is closed
            break
        if not part:
            break
        parts.append(part)
    process.wait(60)
    os.close(ours)
    return b"".join(parts).decode("utf-8")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """Return a directory with a list and records full of commands, built into a store."""
    directory = tmp_path_factory.mktemp("hostile")
    titles = [f"Hashing {evil} of things" for evil in (CLIPBOARD, TITLE, CLEAR, BIDI)]
    (directory / "list.md").write_text(
        f"# Papers\n\n## Section {CLIPBOARD} {BIDI}\n\n"
        + "".join(
            f"- [{title}](https://doi.org/10.1145/312326{n}.3123326) (CVPR 2017)\n"
            for n, title in enumerate(titles)
        ),
        encoding="utf-8",
    )
    (directory / "records.jsonl").write_text(
        "".join(
            json.dumps(
                {
                    "paperId": f"p{n}",
                    "externalIds": {"DOI": f"10.1145/312326{n}.3123326"},
                    "title": title,
                    "year": 2017,
                    "venue": f"CVPR {BIDI}",
                    "authors": [{"name": f"Ann {BIDI} Lee"}],
                }
            )
            + "\n"
            for n, title in enumerate(titles)
        )
    )
    built = kg(["build", "list.md", "--source", "records.jsonl"], directory)
    assert built.returncode == 0, built.stderr
    return directory


@pytest.mark.parametrize(
    "arguments",
    [
        ["parse", "list.md"],
        ["parse", "list.md", "--format", "json"],
        ["check", "list.md"],
        ["check", "list.md", "--format", "markdown"],
        ["check", "list.md", "--format", "github"],
        ["review", "list.md"],
        ["query", "MATCH (p:Paper) RETURN p.title, p.venue"],
        ["query", "MATCH (p:Paper) RETURN p.title", "--format", "csv"],
        ["query", "MATCH (p:Paper) RETURN p.title", "--format", "json"],
        ["query", f"RETURN '{CLIPBOARD}{BIDI}' AS `x{CLEAR}`"],
        ["query", f"RETURN {CLIPBOARD}"],
        ["sparql", "SELECT ?t { ?p <http://purl.org/dc/terms/title> ?t }"],
        ["sparql", "SELECT ?t { ?p <http://purl.org/dc/terms/title> ?t }", "--format", "tsv"],
        ["why", "line:5"],
        ["export", "-", "--format", "bib"],
        ["export", "-", "--format", "csv"],
        ["export", "-", "--format", "nt"],
        ["add", f"No such paper {CLIPBOARD}{BIDI}", "list.md", "--offline"],
        ["lineage", "ancestors", f"nobody {CLEAR}"],
        ["build", f"missing {CLIPBOARD}.md", "--source", "none"],
        ["check", "list.md", "--fix", "--dry-run"],
        ["info"],
        ["mark", "line:5", "--tag", f"x{CLIPBOARD}"],
        ["topics"],
        ["format", "list.md", "--sort", "title", "--dry-run"],
        ["write", "list.md", "-o", "-"],
        ["suggest", "list.md"],
        ["lineage", "explain"],
    ],
    ids=lambda arguments: " ".join(arguments[:2])[:20].encode("unicode_escape").decode(),
)
def test_a_terminal_is_never_commanded(hostile, arguments):
    written = OURS.sub("", kg_on_a_terminal(arguments, hostile))
    assert written
    assert OBEYED.findall(written) == []


def test_a_document_on_a_terminal_is_still_json(hostile):
    written = kg_on_a_terminal(["query", f"RETURN '{BIDI}' AS v", "--format", "json"], hostile)
    assert json.loads(written)[0]["v"] == BIDI


def test_a_pipe_gets_data_as_its_format_says(hostile):
    piped = kg(["query", f"RETURN '{BIDI}' AS v", "--format", "csv"], hostile)
    assert BIDI in piped.stdout.decode()


def test_a_record_turns_the_direction_of_no_page(hostile):
    asked = ["query", "MATCH (p:Paper) RETURN DISTINCT p.venue AS v", "--format", "json"]
    assert [row["v"] for row in json.loads(kg(asked, hostile).stdout)] == ["CVPR reversed isolated"]


@pytest.mark.parametrize(
    "name",
    [
        "::error::owned.md",
        "x\n::set-output name=a::b.md",
        " ::add-mask::a.md",
        "##[error]x.md",
        "a\r::warning::b.md",
    ],
)
@pytest.mark.parametrize(
    "command",
    [
        ["check"],
        ["parse"],
        ["build", "--source", "none"],
        ["check", "--fix", "--dry-run"],
    ],
    ids=" ".join,
)
def test_no_file_name_gives_a_command_to_a_log(tmp_path, name, command):
    (tmp_path / name).write_text(
        "# L\n- **A study of things** (CVPR 2017)\n- [A study of things](http://x.org/?utm_source=a)\n"
    )
    ended = kg([command[0], f"./{name}" if command[0] != "check" else name, *command[1:]], tmp_path)
    said = (ended.stdout + ended.stderr).decode()
    assert said.strip()
    assert COMMAND.findall(said) == []


def test_annotations_in_a_log_command_no_terminal_either(hostile):
    said = kg(["check", "list.md", "--format", "github"], hostile).stdout.decode()
    assert said
    assert OBEYED.findall(said) == []


@pytest.mark.parametrize(
    "name", ["::error::owned.md", "x\n::set-output name=a::b.md", "a,line=1::b.md"]
)
def test_annotations_are_the_only_commands_of_the_github_format(tmp_path, name):
    (tmp_path / name).write_text("# L\n- **A study of things** (CVPR 2017)\n")
    said = kg(["check", name, "--format", "github"], tmp_path).stdout.decode()
    lines = said.splitlines()
    assert lines
    for line in lines:
        assert re.fullmatch(r"::(error|warning|notice) file=[^:,]+,line=\d+,title=[\w-]+::.*", line)


@pytest.mark.parametrize(
    "arguments",
    [
        ["queries"],
        ["queries", "--format", "json"],
        ["--version"],
        ["parse", "list.md"],
        ["export", "-", "--format", "nt"],
    ],
    ids=" ".join,
)
def test_a_full_stdout_is_one_line(hostile, arguments):
    with Path("/dev/full").open("wb") as full:
        ended = subprocess.run(
            [sys.executable, "-m", "kg", *arguments],
            cwd=hostile,
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
            timeout=60,
        )
    assert ended.returncode == 1
    last = ended.stderr.decode().splitlines()[-1]
    assert (
        last
        == f"error: the answer cannot be written: {os.strerror(errno.ENOSPC)}, stdout, make room for it"
    )
