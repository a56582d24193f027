"""What exhausts a process is one line in another."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kg.confined import run_confined
from kg.errors import Exhausted, KgError, TimeLimitReached, UsageError


def test_a_function_answers_as_it_would_here():
    assert run_confined("operator:add", [{"a": 1}["a"], 2]) == 3


def test_an_error_of_ours_comes_back_whole():
    with pytest.raises(UsageError) as raised:
        run_confined("kg.library:query", ["most-citde"])
    assert raised.value.where == "most-citde"
    assert "most-cited" in raised.value.hint


def test_an_error_that_is_a_bug_is_one():
    with pytest.raises(RuntimeError, match="ZeroDivisionError"):
        run_confined("operator:truediv", [1, 0])


@pytest.mark.parametrize("text", ["'x' * 10**11", "[0] * 10**12", "bytes(2**31)"])
def test_memory_has_an_end(text):
    with pytest.raises(Exhausted, match=r"more memory than 1\.0 GB"):
        run_confined("builtins:eval", [text], memory=1 << 30)


def test_nesting_has_an_end():
    with pytest.raises(Exhausted, match="nested"):
        run_confined("builtins:eval", ["(lambda f: f(f))(lambda f: f(f))"])


def test_time_has_an_end():
    before = time.monotonic()
    with pytest.raises(TimeLimitReached, match=r"longer than 0\.3 seconds"):
        run_confined("time:sleep", [60], time_limit=0.3)
    assert time.monotonic() - before < 5


def test_a_value_that_cannot_be_sent_is_an_error():
    with pytest.raises(KgError):
        run_confined("builtins:str", [1 << 70])


def test_nothing_is_imported_from_where_one_stands(tmp_path, monkeypatch):
    (tmp_path / "msgspec.py").write_text("raise SystemExit(9)")
    monkeypatch.chdir(tmp_path)
    assert run_confined("builtins:str", [1]) == "1"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child of its parent's end")
def test_the_work_ends_with_who_asked_for_it(tmp_path):
    child = f"import os, time; open({str(tmp_path / 'pid')!r}, 'w').write(str(os.getpid())); time.sleep(60)"
    asked = f"from kg.confined import run_confined; run_confined('builtins:exec', [{child!r}])"
    parent = subprocess.Popen([sys.executable, "-c", asked])
    try:
        pid = _written(tmp_path / "pid")
    finally:
        parent.kill()
        parent.wait()
    deadline = time.monotonic() + 5
    while _runs(pid):
        assert time.monotonic() < deadline
        time.sleep(0.02)


def _written(path) -> int:
    deadline = time.monotonic() + 20
    while not (path.exists() and path.read_text()):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return int(path.read_text())


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
