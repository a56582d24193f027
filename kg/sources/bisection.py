"""Asking for many things at once, and finding the one that spoils it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from kg.sources.client import NotFound, RequestRefused, ServiceFailing

__all__ = ["ask_bisecting"]

_Item = TypeVar("_Item")
_Answer = TypeVar("_Answer")


def ask_bisecting(
    groups: Iterable[list[_Item]], ask: Callable[[list[_Item]], _Answer]
) -> Iterator[tuple[list[_Item], _Answer | RequestRefused | ServiceFailing]]:
    """Ask for groups; halve one that fails until what makes it fail is alone.

    Groups are taken one by one as they are needed; halves wait until all groups were
    asked for, so that a service in trouble has time to recover.

    Yields
    ------
    tuple
        A group or part of one, with its answer; a group of one also with its failure.

    Examples
    --------
    >>> def ask(group):
    ...     if "bad" in group:
    ...         raise RequestRefused("no such id")
    ...     return len(group)
    >>> [(group, str(answer)) for group, answer in ask_bisecting([["a", "bad", "c", "d"]], ask)]
    [(['c', 'd'], '2'), (['a'], '1'), (['bad'], 'no such id')]
    """
    whole = iter(groups)
    halves: deque[list[_Item]] = deque()
    while (group := next(whole, None) or (halves.popleft() if halves else None)) is not None:
        try:
            yield group, ask(group)
        except (ServiceFailing, NotFound, RequestRefused) as failure:
            if len(group) > 1:
                middle = len(group) // 2
                halves += (group[:middle], group[middle:])
            elif isinstance(failure, NotFound):
                # What is not known is absent from an answer to many: this says something else.
                yield group, ServiceFailing(str(failure))
            else:
                yield group, failure
