"""Ctrl-C says what is kept, where something is."""

from __future__ import annotations

from importlib import import_module

import pytest

from kg.cli import main


@pytest.mark.parametrize(
    ("command", "interrupted", "said"),
    [
        (
            ["build", "l.md"],
            ("kg.ingest", "build"),
            ": what was fetched is kept, run the same command",
        ),
        (
            ["bulk", "prepare", "d"],
            ("kg.bulk.prepare", "prepare"),
            ": what was made is kept, run the same command",
        ),
        (["bulk", "rank", "t"], ("kg.bulk.rank", "rank"), ""),
    ],
)
def test_an_interrupt_says_what_the_same_command_goes_on_from(
    command, interrupted, said, monkeypatch, capsys, tmp_path
):
    def stop(*_, **__):
        raise KeyboardInterrupt

    module, function = interrupted
    monkeypatch.setattr(import_module(module), function, stop)
    monkeypatch.chdir(tmp_path)
    options = ["--to", "t"] if "prepare" in command else []
    assert main([*command, *options]) == 130
    words = f"interrupted{said} to go on" if said else "interrupted"
    assert capsys.readouterr().err.splitlines()[-1] == words
