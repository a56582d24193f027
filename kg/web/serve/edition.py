"""The site as one version of the store gives it, and the newest one of them."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import threading
import weakref
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from typing import Any, TypeVar

import msgspec

from kg.errors import KgError
from kg.linked_data.literals import segment
from kg.linked_data.triple_store import RdfPlace, prepared
from kg.page import render as lineage_page
from kg.public_limits import PUBLIC_BYTES, PUBLIC_MEMORY, PUBLIC_ROWS
from kg.redaction import without_secrets
from kg.stores import Store, open_store
from kg.web.addresses import PageLinks, former_ids, page_folder
from kg.web.contents import newest_date, read_contents
from kg.web.defaults import DefaultAnswer, default_answers_of
from kg.web.feed import atom, latest_news
from kg.web.pages import PaperIndex
from kg.web.serve.threads import in_thread
from kg.web.snapshot import KINDS

__all__ = ["CachedResponse", "Edition", "Editions"]

log = logging.getLogger("kg.web.serve")

T = TypeVar("T")

_KEPT_BYTES = 64 << 20
#: Seconds that a server may take to say whether it holds something new.
_PATIENCE = 2.0
#: Seconds for the whole library.
_DEFAULTS_SECONDS = 60.0


class CachedResponse(msgspec.Struct, frozen=True):
    """What is sent: bytes, their media type, and what tells them from others (an entity tag)."""

    content: bytes
    media_type: str
    status: int = 200
    headers: dict[str, str] = {}
    tag: str = ""


def answer(content: bytes, media_type: str, **more: Any) -> CachedResponse:
    """Return an answer with its entity tag."""
    tag = hashlib.blake2b(content, digest_size=12).hexdigest()
    return CachedResponse(content, media_type, tag=f'"{tag}"', **more)


class _KeptAnswers:
    """Answers that may be given again, the least wanted forgotten first."""

    def __init__(self) -> None:
        self._bytes = 0
        self._answers: OrderedDict[Hashable, CachedResponse] = OrderedDict()

    def get(self, key: Hashable) -> CachedResponse | None:
        found = self._answers.get(key)
        if found is not None:
            self._answers.move_to_end(key)
        return found

    def add(self, key: Hashable, given: CachedResponse) -> CachedResponse:
        if key not in self._answers and len(given.content) < _KEPT_BYTES // 4:
            self._answers[key] = given
            self._bytes += len(given.content)
        while self._bytes > _KEPT_BYTES:
            _, forgotten = self._answers.popitem(last=False)
            self._bytes -= len(forgotten.content)
        return given


class Edition:
    """The site of one version of a store, with the answers that it has given.

    Parameters
    ----------
    store
        The store, closed when nobody needs the edition any more.
    version
        What the store called itself before it was read.
    """

    def __init__(self, store: Store, version: str) -> None:
        self.version = version
        self.contents = read_contents(store, served=True)
        self.index = PaperIndex(self.contents.snapshot)
        self.ids = {
            kind: {
                page_folder(kind, id)[len(kind) + 1 : -1]: id
                for id in self.contents.snapshot.of(kind)
            }
            for kind in KINDS
        }
        #: Segments of the ids that papers had before, and the papers that have them now.
        self.moved = {
            segment(former): id for former, id in former_ids(self.contents.snapshot).items()
        }
        self.kept = _KeptAnswers()
        self._making: dict[Hashable, asyncio.Future[CachedResponse]] = {}
        self._defaults: asyncio.Future[dict[str, DefaultAnswer]] | None = None
        self._place: RdfPlace | None = None
        # The store is asked by one thread at a time.
        self._lock = threading.Lock()
        weakref.finalize(self, store.close)

    def links(self, path: str) -> PageLinks:
        """Return how a page at a path of an address writes links."""
        return PageLinks("../" * (path.count("/") - 1), self.contents.snapshot, index="")

    def given(self, key: Hashable, make: Callable[[], CachedResponse]) -> CachedResponse:
        """Return the answer of a key, made at once when it was not given before."""
        found = self.kept.get(key)
        return self.kept.add(key, make()) if found is None else found

    async def given_slowly(
        self, key: Hashable, make: Callable[[], Awaitable[CachedResponse]]
    ) -> CachedResponse:
        """Return the answer of a key that takes long to make: once, however many wait for it."""
        found = self.kept.get(key)
        if found is not None:
            return found
        making = self._making.get(key)
        if making is None:
            making = self._making[key] = asyncio.ensure_future(make())
            making.add_done_callback(lambda done: self._made(key, done))
        return await asyncio.shield(making)

    def _made(self, key: Hashable, done: asyncio.Future[CachedResponse]) -> None:
        del self._making[key]
        if not done.cancelled() and done.exception() is None and done.result().status == 200:
            self.kept.add(key, done.result())

    async def defaults(self, url: str) -> dict[str, DefaultAnswer]:
        """Return what the library answers before anybody asks otherwise; empty where it takes too long."""
        if self._defaults is None:
            self._defaults = asyncio.ensure_future(in_thread(lambda: _defaults(url)))
        return await asyncio.shield(self._defaults)

    def ask_store(self, ask: Callable[[Store], T]) -> T:
        """Return what a function finds in the store; for a thread."""
        with self._lock:
            return ask(self.contents.store)

    def lineage(self) -> bytes:
        """Return the lineage page; for a thread."""
        home = self.links("/lineage.html").folder("")
        page = self.ask_store(lambda store: lineage_page(store, home=home))
        return page.encode("utf-8", "replace")

    def feed(self) -> bytes:
        """Return the feed; for a thread."""
        return atom(
            self.ask_store(latest_news),
            title=self.contents.site.title,
            updated=newest_date(self.contents),
            links=self.links("/feed.atom"),
        ).encode("utf-8", "replace")

    def place(self) -> RdfPlace:
        """Return where the RDF lies, exported when it is asked for first; for a thread."""

        def prepare(store: Store) -> RdfPlace:
            if self._place is None:
                self._place = prepared(store)
            return self._place

        return self.ask_store(prepare)


def _defaults(url: str) -> dict[str, DefaultAnswer]:
    try:
        return default_answers_of(
            url,
            time_limit=_DEFAULTS_SECONDS,
            rows=PUBLIC_ROWS,
            size=PUBLIC_BYTES,
            memory=PUBLIC_MEMORY,
        )
    except KgError as error:
        log.info("the library is asked query by query: %s", without_secrets(str(error)))
        return {}


class Editions:
    """The newest edition of a store: read again once the store holds something else.

    Parameters
    ----------
    url
        What :func:`kg.stores.open_store` takes.

    Raises
    ------
    StoreError
        When there is no store that can be read.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        with open_store(url) as store:
            version = store.version()
        self._newest = self._read(version)
        self._refused = ""
        self._reading = asyncio.Lock()

    async def current(self) -> Edition:
        """Return the newest edition. What cannot be read now leaves the one before."""
        version = await self._version()
        if version in (self._newest.version, self._refused):
            return self._newest
        async with self._reading:
            # Others may have read it while this one waited.
            version = await self._version()
            if version in (self._newest.version, self._refused):
                return self._newest
            try:
                self._newest = await in_thread(lambda: self._read(version))
            except KgError as error:
                self._refused = version
                log.warning("the store cannot be read again: %s", without_secrets(str(error)))
        return self._newest

    def _read(self, version: str) -> Edition:
        # The version is older than what is read: what is written meanwhile is seen by the next request.
        store = open_store(self.url)
        try:
            return Edition(store, version)
        except BaseException:
            store.close()
            raise

    async def _version(self) -> str:
        store = self._newest.contents.store
        if "://" not in self.url:
            return store.version()
        try:
            return await asyncio.wait_for(in_thread(store.version), _PATIENCE)
        except (KgError, TimeoutError):
            return self._newest.version
