"""Telling the user what is being asked for."""

from __future__ import annotations

from collections import Counter

from kg.records import Progress

__all__ = ["RequestProgress"]


class RequestProgress:
    """Tells what is going on: requests sent, and those planned as far as is known."""

    def __init__(self, progress: Progress | None) -> None:
        self.requests: Counter[str] = Counter()
        self._progress = progress
        self._doing = ""
        self._planned = 0

    def tell(self, doing: str, left: int) -> None:
        """Note what is asked for now, and how many requests it will still take."""
        self._doing = doing
        self._planned = self.requests.total() + left
        if left:
            self.notice(None)

    def notice(self, trouble: str | None) -> None:
        """Pass on that a request was answered, or why one was not."""
        if self._progress is not None:
            sent = self.requests.total()
            words = f"{self._doing}: {trouble}" if trouble else self._doing
            self._progress(words, sent, max(sent, self._planned))
