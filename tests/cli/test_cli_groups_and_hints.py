"""Groups alone print their help, hints can be pasted into a shell, and every command is documented."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
import typer.main

from kg.cli import app, main

ROOT = Path(__file__).resolve().parents[2]


def commands():
    """Yield every command with its words: ("lineage", "main")."""

    def walk(command, words):
        if children := getattr(command, "commands", None):
            for name, child in children.items():
                yield from walk(child, (*words, name))
        else:
            yield words, command

    return list(walk(typer.main.get_command(app), ()))


COMMANDS = commands()


def test_there_are_commands() -> None:
    assert ("lineage", "main") in dict(COMMANDS)
    assert len(COMMANDS) > 20


@pytest.mark.parametrize(("words", "command"), COMMANDS, ids=lambda one: str(one)[:40])
def test_every_command_has_help_with_an_example_and_is_documented(words, command) -> None:
    text = command.help or ""
    called = " ".join(("kg", *words))
    assert text.strip(), f"{called} has no help"
    assert re.search(r"\bExamples?:", text), f"{called} has no example"
    assert called in text.partition("Example")[2], f"the example of {called} is of another command"
    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    own = [page for page in pages if page.name != "cli.md"]
    assert any(called in page.read_text(encoding="utf-8") for page in own), f"{called} is nowhere"


@pytest.mark.parametrize("group", ["lineage", "store"])
def test_a_group_alone_prints_its_help(group: str, capfdbinary) -> None:
    assert main([group]) == 2
    out, err = (part.decode() for part in capfdbinary.readouterr())
    assert out == ""
    assert f" {group} [OPTIONS] COMMAND" in err
    assert "error" not in err
    assert err.count("\n") > 5


def test_the_archive_alone_shows_the_archive(tmp_path: Path, monkeypatch, capfdbinary) -> None:
    monkeypatch.setenv("KG_ARCHIVE", str(tmp_path))
    assert main(["archive"]) == 0
    assert "empty" in capfdbinary.readouterr().out.decode()


@pytest.mark.parametrize(
    "url", ["http://localhost:7474", "https://me:secret@host/x", "ftp://host", "http+s://h", "://"]
)
@pytest.mark.parametrize("command", [["info"], ["query", "most-cited"], ["lineage", "main"]])
def test_an_address_that_is_no_store_is_one_line(url: str, command: list[str], capfdbinary) -> None:
    assert main([*command, "--store", url]) == 2
    err = capfdbinary.readouterr().err.decode()
    assert err.count("\n") == 1
    assert "neo4j://localhost:7687" in err
    assert "secret" not in err


@pytest.mark.parametrize("name", ["my list.md", "it's.md", "$HOME.md", "a;b.md", "list.md"])
def test_hints_are_quoted_for_the_shell(
    name: str, tmp_path: Path, monkeypatch, capfdbinary
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KG_ARCHIVE", str(tmp_path / "archive"))
    (tmp_path / "sub").mkdir()
    where = f"sub/{name}"
    (tmp_path / where).write_text("# L\n\n- **Deep Hashing for Images** (2020)\n")
    assert main(["check", where]) == 0
    err = capfdbinary.readouterr().err.decode()
    hint = re.search(r"; (kg build .*) gives it facts", err)
    assert hint is not None
    assert shlex.split(hint[1]) == ["kg", "build", where]
    assert main(["build", where, "--source", "none"]) == 0
    out = capfdbinary.readouterr().out.decode()
    review = re.search(r"kg review .*", out)
    assert review is not None
    assert shlex.split(review[0]) == ["kg", "review", where]
    assert main(shlex.split(review[0])[1:]) == 0
