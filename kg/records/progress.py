"""How whoever waits is told what is being done."""

from __future__ import annotations

from collections.abc import Callable

__all__ = ["Progress"]

#: Is told what is being done, how much of it is done, and how much there is (0: not known).
Progress = Callable[[str, int, int], None]
