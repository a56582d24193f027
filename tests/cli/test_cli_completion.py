"""Shells complete commands and options."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    ("words", "place", "offered"), [("kg lin", "1", "lineage"), ("kg mark --sta", "2", "--status")]
)
def test_a_shell_is_offered_what_fits(words, place, offered):
    asked = {"_KG_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": place}
    code = "import sys; sys.argv = ['kg']; from kg.cli import main; sys.exit(main())"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, **asked},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.split() == [offered]
