"""One request at a time, never two closer than the interval, over all processes.

A key allows about one request a second over everything that uses it, so the pace
is kept in a file beside the archive: whoever holds its lock may send. The next
request waits for the interval after the *answer* to the last one has begun to
arrive, because only then is it known that the service has seen the request.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from filelock import FileLock

__all__ = ["Pacer"]

_SLOWEST = 8.0
_QUIET = 5
#: Seconds between two requests; what a file asks for beyond it is no interval.
_LONGEST_DEMAND = 60.0


class Pacer:
    """Keeps requests apart.

    Parameters
    ----------
    directory
        Where the file with the time of the last request lies; made when missing.
    interval
        Least number of seconds between two requests.
    service
        Each service has a pace of its own, and a file for it; "" is Semantic Scholar.

    Attributes
    ----------
    least, interval
        The seconds that were asked for, and those kept now.
    demanded
        The seconds that the service's headers ask for; other processes keep to them too.

    Notes
    -----
    After "too many requests" the interval doubles, up to eight times what was asked
    for; after five answers in a row it shrinks again by a third.
    """

    def __init__(self, directory: Path, interval: float, service: str = "") -> None:
        self.interval = interval
        self.least = interval
        self.demanded = 0.0
        self._answered = 0
        self._path = directory / ("pace" + (f"-{service}" if service else ""))
        directory.mkdir(parents=True, exist_ok=True)
        self._lock = FileLock(self._path.with_name(self._path.name + ".lock"))

    @contextlib.contextmanager
    def turn(self) -> Iterator[Turn]:
        """Wait for our turn; inside the block one request may be sent.

        Yields
        ------
        Turn
            Call its ``seen`` as soon as the answer begins to arrive. Without it the
            request counts as seen when the block ends.
        """
        began = time.monotonic()
        with self._lock:
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
            with open(descriptor, "r+b", buffering=0) as file:  # noqa: PTH123 - made when missing, never emptied
                turn = Turn(file, self)
                try:
                    turn.wait()
                    turn.waited = time.monotonic() - began
                    yield turn
                finally:
                    turn.end()

    def at_least(self, interval: float) -> None:
        """Keep requests further apart when the service's headers ask for it; called within a turn."""
        self.demanded = interval or self.demanded
        self.least = max(self.least, interval)
        self.interval = max(self.interval, self.least)

    def slow_down(self) -> None:
        """Take the service at its word: it was asked too often."""
        self._answered = 0
        self.interval = min(max(self.interval, 0.001) * 2, max(self.least, 0.001) * _SLOWEST)

    def quicken(self) -> None:
        """Note an answer; after a while of them go back towards the asked interval."""
        self._answered += 1
        if self._answered >= _QUIET:
            self._answered = 0
            self.interval = max(self.least, self.interval / 1.5)


class Turn:
    """The right to send one request now; ``waited`` is how many seconds it took to get."""

    def __init__(self, file: IO[bytes], pacer: Pacer) -> None:
        self.waited = 0.0
        self._file = file
        self._pacer = pacer
        self._seen: float | None = None

    def wait(self) -> None:
        """Sleep until the interval since the last request of any process is over."""
        last, demanded = self._read()
        interval = max(self._pacer.interval, demanded)
        now = time.monotonic()
        # A time far ahead is left from before a restart of the machine, whose clock began anew.
        due = last + interval
        if now < due <= now + 2 * interval + 10:
            _sleep_until(due)
        # Should this process be killed while it waits for the answer, the service may
        # see the request later than now.
        self._write(time.monotonic() + self._pacer.least)

    def seen(self) -> None:
        """Note that the service has seen the request, now at the latest."""
        if self._seen is None:
            self._seen = time.monotonic()
            self._write(self._seen)

    def end(self) -> None:
        """Leave to the next one when this request was seen, and what its answer demands."""
        self.seen()
        self._write(self._seen or 0.0)

    def _read(self) -> tuple[float, float]:
        """Return the moment of the last request, and the interval that the service demanded then."""
        self._file.seek(0)
        try:
            moment, demanded = [*map(float, self._file.read().split()), 0.0][:2]
        except ValueError:
            return float("-inf"), 0.0
        return moment, demanded if 0 <= demanded <= _LONGEST_DEMAND else 0.0

    def _write(self, moment: float) -> None:
        # Always as long, and over the old one: at no moment is the file without a time.
        self._file.seek(0)
        self._file.write(f"{moment:<32.6f} {self._pacer.demanded:<16.6f}".encode())


def _sleep_until(moment: float) -> None:
    while (left := moment - time.monotonic()) > 0:
        time.sleep(left)
