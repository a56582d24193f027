"""Never two requests closer than the interval."""

import itertools
import json
import subprocess
import sys
import time
from pathlib import Path

from fixtures_s2 import TINY
from s2_corpus import simulated_corpus
from s2_server import S2Server

from kg.sources.pacer import Pacer

TESTS = Path(__file__).parent.parent
INTERVAL = 0.03


def test_requests_of_one_process_keep_apart(tmp_path):
    pacer = Pacer(tmp_path, INTERVAL)
    moments = []
    for _ in range(4):
        with pacer.turn() as turn:
            moments.append(time.monotonic())
            turn.seen()
    assert all(b - a >= INTERVAL for a, b in itertools.pairwise(moments))


def test_another_pacer_on_the_same_directory_waits_too(tmp_path):
    with Pacer(tmp_path, INTERVAL).turn():
        first = time.monotonic()
    with Pacer(tmp_path, INTERVAL).turn() as turn:
        assert time.monotonic() - first >= INTERVAL
        assert turn.waited > 0


def test_what_a_service_demands_is_kept_by_another_process_from_its_first_request_on(tmp_path):
    pacer = Pacer(tmp_path, 0.0)
    with pacer.turn() as turn:
        turn.seen()
        seen = time.monotonic()
        pacer.at_least(INTERVAL)
    with Pacer(tmp_path, 0.0).turn():
        assert time.monotonic() - seen >= INTERVAL


def test_a_time_left_from_before_a_restart_of_the_machine_is_ignored(tmp_path):
    (tmp_path / "pace").write_text(repr(time.monotonic() + 1e6))
    with Pacer(tmp_path, INTERVAL).turn() as turn:
        assert turn.waited < 1
    (tmp_path / "pace").write_text("not a time")
    with Pacer(tmp_path, INTERVAL).turn():
        pass


def test_too_many_requests_slow_it_down_and_quiet_speeds_it_up(tmp_path):
    pacer = Pacer(tmp_path, 1.1)
    pacer.slow_down()
    assert pacer.interval == 2.2
    for _ in range(10):
        pacer.slow_down()
    assert pacer.interval == 8 * 1.1
    for _ in range(50):
        pacer.quicken()
    assert pacer.interval == 1.1


def test_processes_keep_apart(tmp_path):
    with S2Server(simulated_corpus(**TINY)[0]) as server:
        server.fault = lambda _: "slow" if len(server.log) % 9 == 4 else None
        command = [
            sys.executable,
            "-m",
            "s2_ask",
            server.url,
            str(tmp_path),
            str(INTERVAL),
            json.dumps(TINY),
            "--contexts",
        ]
        running = [subprocess.Popen(command, cwd=TESTS, stdout=subprocess.PIPE) for _ in range(2)]
        said = [process.communicate(timeout=50)[0] for process in running]
    assert [process.returncode for process in running] == [0, 0]
    assert said[0] == said[1]
    assert len(server.log) > 20
    assert min(server.gaps()) >= INTERVAL
