"""The links of lists, asked at most once: what was answered is archived like everything else."""

from __future__ import annotations

import queue
import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple, Self
from urllib.parse import urldefrag, urlsplit

import msgspec

from kg.records import Progress
from kg.settings import archive_directory, link_settings
from kg.sources.archive import Archive
from kg.sources.links.addresses import host_of, why_not_asked
from kg.sources.links.answers import LinkAnswer
from kg.sources.links.asking import LinkAsker

__all__ = ["LinkAnswers", "LinkCounts"]

_LINK = "link/1"
_COPY = "wayback/1"
_WORKERS = 8  # hosts that are asked at the same time


class LinkCounts(NamedTuple):
    """Links that were asked this time, and what is known of all of them."""

    asked: int
    fine: int
    moved: int
    dead: int
    unverifiable: int


def _silent(_what: str, _done: int, _total: int) -> None:
    return None


class LinkAnswers:
    """What the links of lists lead to, from the archive and where need be from the web.

    Parameters
    ----------
    refresh
        Ask again what was answered more than this many days ago.
    now
        One look at a dead link is enough; else two, a day apart.
    progress
        Is told how many links are still asked.
    """

    def __init__(
        self, *, refresh: float | None = None, now: bool = False, progress: Progress = _silent
    ) -> None:
        self._settings = link_settings()
        self._archive = Archive(archive_directory(), refresh)
        self._asker: LinkAsker | None = None  # made when something is asked
        self._now = now
        self._progress = progress
        self.asked = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close connections and archive."""
        if self._asker is not None:
            self._asker.close()
        self._archive.close()

    def _opened(self) -> LinkAsker:
        if self._asker is None:
            self._asker = LinkAsker(self._settings)
        return self._asker

    def answers(self, urls: Iterable[str], *, ask: bool = True) -> dict[str, LinkAnswer]:
        """Return what each link leads to.

        Parameters
        ----------
        urls
            Without credentials. What follows ``#`` is not asked for.
        ask
            False: only what is archived, and nothing is sent.

        Returns
        -------
        dict
            By link as it was given. ``gone`` has ``looks`` of at least two where it is sure.

        Notes
        -----
        Addresses inside the machine or its network, and those of no web server, are not
        asked: nothing can be said of them. A link costs at most a HEAD, a GET and its redirects; one host is asked one request
        at a time. A second call with the same links sends nothing.
        """
        wanted = list(dict.fromkeys(urls))
        keys = {url: urldefrag(url).url for url in wanted}
        refused = {key: reason for key in keys.values() if (reason := why_not_asked(key))}
        known = self._known([key for key in dict.fromkeys(keys.values()) if key not in refused])
        due = [key for key, (_, is_due) in known.items() if is_due and ask]
        self._ask(due, {key: answer for key, (answer, _) in known.items()})
        found = {key: answer for key, (answer, _) in self._known(list(known)).items() if answer}
        found |= {
            key: LinkAnswer(outcome="unverifiable", reason=reason)
            for key, reason in refused.items()
        }
        return {url: _without_catch_all(key, found) for url, key in keys.items() if key in found}

    def _known(self, keys: Sequence[str]) -> dict[str, tuple[LinkAnswer | None, bool]]:
        """Return the archived answer of each link, and whether it is to be asked again."""
        archived = self._archive.find(_LINK, keys)
        known: dict[str, tuple[LinkAnswer | None, bool]] = dict.fromkeys(keys, (None, True))
        for key, archived_answer in archived.items():
            answer = msgspec.convert(archived_answer.body, LinkAnswer)
            second = answer.outcome == "gone" and answer.looks < 2 and not self._now
            late = second and _seconds_since(answer.first) >= self._settings.recheck
            known[key] = answer, archived_answer.stale or late
        return known

    def _ask(self, keys: Sequence[str], before: Mapping[str, LinkAnswer | None]) -> None:
        if not keys:
            return
        for done, (key, answer) in enumerate(_in_parallel(self._opened().ask, keys), 1):
            self._archive.keep(_LINK, {key: msgspec.to_builtins(self._seen(answer, before[key]))})
            self.asked += 1
            self._progress("asking links", done, len(keys))

    def _seen(self, answer: LinkAnswer, before: LinkAnswer | None) -> LinkAnswer:
        """Return an answer with when a dead link was first seen to be dead."""
        if answer.outcome != "gone":
            return answer
        first, looks = _moment(), 1
        if before is not None and before.outcome == "gone" and before.first is not None:
            first = before.first
            apart = _seconds_since(first) >= self._settings.recheck
            looks = max(before.looks, 2 if apart else 1)
        return msgspec.structs.replace(answer, first=first, looks=looks)

    def is_dead(self, answer: LinkAnswer) -> bool:
        """Whether a link was seen to be gone often enough to say so."""
        return answer.outcome == "gone" and (self._now or answer.looks >= 2)

    def copies(self, urls: Iterable[str], *, ask: bool = True) -> dict[str, str]:
        """Return the Wayback Machine's copy of each dead link that it has one of."""
        wanted = list(dict.fromkeys(urls))
        known = self._archive.find(_COPY, wanted)
        missing = [url for url in wanted if ask and (url not in known or known[url].stale)]
        for url in missing:
            self._archive.keep(_COPY, {url: self._opened().archived_copy(url)})
        found = self._archive.find(_COPY, wanted)
        return {url: answer.body for url, answer in found.items() if answer.body}

    def counts(self, answers: Mapping[str, LinkAnswer]) -> LinkCounts:
        """Return how many links were asked this time, and how many are what."""
        kinds = Counter(
            "dead" if self.is_dead(answer) else answer.outcome for answer in answers.values()
        )
        unverifiable = kinds["unverifiable"] + kinds["gone"]
        return LinkCounts(self.asked, kinds["fine"], kinds["moved"], kinds["dead"], unverifiable)


def _in_parallel(
    ask: Callable[[str], LinkAnswer], keys: Sequence[str]
) -> Iterable[tuple[str, LinkAnswer]]:
    """Yield the answers as they come: several hosts at once, the links of one after the other."""
    by_host: dict[object, list[str]] = defaultdict(list)
    for key in keys:
        by_host[host_of(key)].append(key)
    hosts: queue.SimpleQueue[list[str]] = queue.SimpleQueue()
    for group in sorted(by_host.values(), key=len, reverse=True):
        hosts.put(group)  # the longest first: it decides when all is done
    answered: queue.SimpleQueue[tuple[str, LinkAnswer] | BaseException] = queue.SimpleQueue()

    def work() -> None:
        try:
            while True:
                for key in hosts.get_nowait():
                    answered.put((key, ask(key)))
        except queue.Empty:
            return
        except BaseException as error:  # noqa: BLE001 - raised again by who waits
            answered.put(error)

    for _ in range(min(_WORKERS, len(by_host))):
        threading.Thread(target=work, daemon=True).start()
    for _ in keys:
        found = answered.get()
        if isinstance(found, BaseException):
            raise found
        yield found


def _without_catch_all(key: str, answers: Mapping[str, LinkAnswer]) -> LinkAnswer:
    """Return an answer, which says nothing where other pages are sent to the same place."""
    answer = answers[key]
    if answer.outcome != "moved":
        return answer
    pages = {
        urlsplit(other).path.rstrip("/").rpartition("/")[2].lower()
        for other, its in answers.items()
        if its.target == answer.target
    }
    if len(pages) < 2:
        return answer
    return LinkAnswer(outcome="unverifiable", reason="several pages are sent to the same one")


def _moment() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _seconds_since(moment: str | None) -> float:
    if moment is None:
        return 0.0
    return (datetime.now(UTC) - datetime.fromisoformat(moment)).total_seconds()
