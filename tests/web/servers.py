"""A real ``kg serve`` for the tests: a process of its own on a free port."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from typing import NamedTuple

import httpx

PAGE = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


class Served(NamedTuple):
    """A server: where it answers, its process, a client of it, and what it printed once it has ended."""

    address: str
    process: subprocess.Popen
    client: httpx.Client
    printed: list[str]

    def get(self, path, **options):
        return self.client.get(path, **options)


@contextmanager
def served(store, *options, **environment):
    command = [sys.executable, "-m", "kg", "serve", "--no-open", "--port", "0", "--store", store]
    process = subprocess.Popen(
        [*command, *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | environment,
    )
    printed: list[str] = []
    try:
        address = process.stdout.readline().strip()
        assert address, process.stderr.read()
        # As clients that follow nothing and send nothing of their own.
        with httpx.Client(base_url=address, timeout=60, trust_env=False) as client:
            yield Served(address, process, client, printed)
    finally:
        process.send_signal(signal.SIGINT)
        try:
            printed += process.communicate(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
