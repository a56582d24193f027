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
    """A server: where it answers, its process, and a client of it."""

    address: str
    process: subprocess.Popen
    client: httpx.Client

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
    try:
        address = process.stdout.readline().strip()
        assert address, process.stderr.read()
        # As clients that follow nothing and send nothing of their own.
        with httpx.Client(base_url=address, timeout=60, trust_env=False) as client:
            yield Served(address, process, client)
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
        process.stdout.close()
        process.stderr.close()
        process.wait()
