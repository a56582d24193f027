"""Whatever goes wrong on the way, what is learnt in the end is the same."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from fixtures_s2 import TINY
from s2_ask import ask
from s2_corpus import simulated_corpus
from s2_server import FAULTS, S2Server, random_faults

from kg.sources.semantic_scholar import SemanticScholar

TESTS = Path(__file__).parent.parent
CORPUS, ENTRIES = simulated_corpus(**TINY)


def asked(server, archive, **options):
    """Ask until nothing is deferred, at most five times; return the answers and the rounds."""
    for round_ in range(1, 6):
        usual = {"interval": 0.0, "patience": 3.0}
        with SemanticScholar(base_url=server.url, archive=archive, **usual | options) as source:
            answers = ask(source, ENTRIES, contexts=True)
            if source.deferred is None:
                return answers, round_
    raise AssertionError(source.deferred)


@pytest.fixture(scope="module")
def faultless(tmp_path_factory):
    with S2Server(CORPUS) as server:
        return asked(server, tmp_path_factory.mktemp("good"))[0]


# Where a fault can only hit some requests.
WHERE = {
    "short batch": "POST /paper/batch",
    "cut": "POST /paper/batch",
    "bulk early": "GET /paper/search/bulk",
    "empty page": "GET /paper/{id}/",
}


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_alone(faultless, tmp_path, fault):
    hit = []

    def sometimes(seen):
        if not seen.endpoint.startswith(WHERE.get(fault, "")):
            return None
        hit.append(seen)
        return fault if len(hit) % 4 in (1, 2) else None

    with S2Server(CORPUS, fault=sometimes) as server:
        assert asked(server, tmp_path)[0] == faultless
    assert any(seen.fault == fault for seen in server.log)


@pytest.mark.parametrize("seed", range(6))
def test_mixtures(faultless, tmp_path, seed):
    with S2Server(CORPUS, fault=random_faults(seed, 0.3)) as server:
        answers, _ = asked(server, tmp_path)
    assert answers == faultless
    assert sum(seen.fault is not None for seen in server.log) > 5


def test_a_stalled_answer(faultless, tmp_path):
    with S2Server(CORPUS, fault=lambda _: "stall" if len(server.log) == 1 else None) as server:
        assert asked(server, tmp_path)[0] == faultless


@pytest.mark.parametrize("fault", ["429", "500", "close", "html"])
def test_an_outage_defers_and_the_next_build_resumes(faultless, tmp_path, fault):
    with S2Server(CORPUS) as server:
        server.fault = lambda _: fault if len(server.log) >= 3 else None
        with SemanticScholar(
            base_url=server.url, interval=0.0, patience=0.3, archive=tmp_path
        ) as source:
            answers = ask(source, ENTRIES, contexts=True)
            assert "run the same command again to resume" in source.deferred
        assert all(not entry[-1] for entry in answers["entries"])  # these had been answered
        answered = [seen for seen in server.log if seen.fault is None]
        server.fault = lambda _: None
        assert asked(server, tmp_path) == (faultless, 1)
        again = [seen for seen in server.log if seen.fault is None][len(answered) :]
    assert not {question(seen) for seen in answered} & {question(seen) for seen in again}


def question(seen):
    return (seen.endpoint, str(sorted(seen.parameters.items())), seen.path, tuple(seen.ids))


def command(server, archive):
    return [
        sys.executable,
        "-m",
        "s2_ask",
        server.url,
        str(archive),
        "0.005",
        json.dumps(TINY),
        "--contexts",
    ]


def test_killed_at_random_moments_nothing_answered_is_asked_again(faultless, tmp_path):
    random_ = random.Random(11)
    kills = 0
    with S2Server(CORPUS, fault=lambda _: "slow") as server:
        while kills < 6:
            before = len(server.log)
            process = subprocess.Popen(
                command(server, tmp_path), cwd=TESTS, stdout=subprocess.DEVNULL
            )
            wanted = before + random_.randint(1, 8)
            while process.poll() is None and len(server.log) < wanted:
                time.sleep(0.002)
            time.sleep(random_.random() * 0.05)
            process.kill()
            if process.wait() == 0:
                break
            kills += 1
        answers, _ = asked(server, tmp_path)
    assert answers == faultless
    assert kills > 2
    questions = [question(seen) for seen in server.log]
    # Only what was on its way when the process died may have been asked twice.
    assert len(questions) - len(set(questions)) <= kills


@pytest.mark.skipif(os.name == "nt", reason="no such signal on Windows")
def test_ctrl_c_ends_at_once_and_keeps_everything(faultless, tmp_path):
    with S2Server(CORPUS, fault=lambda _: "429" if len(server.log) >= 4 else None) as server:
        process = subprocess.Popen(
            command(server, tmp_path), cwd=TESTS, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        while len(server.log) < 8 and process.poll() is None:
            time.sleep(0.01)
        began = time.monotonic()
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=20)
        assert time.monotonic() - began < 2
        assert process.returncode != 0
        server.fault = lambda _: None
        kept = {question(seen) for seen in server.log if seen.fault is None}
        server.log.clear()
        assert asked(server, tmp_path)[0] == faultless
        assert not kept & {question(seen) for seen in server.log}
