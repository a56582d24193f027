"""Settings: a flag over the environment over the curation file over the default.

The one place that knows the names of environment variables and where packaged
files lie.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import NamedTuple

from kg.errors import UsageError

__all__ = [
    "DEFAULT_STORE",
    "ServiceSettings",
    "archive_directory",
    "crossref_settings",
    "link_settings",
    "openalex_settings",
    "opencitations_settings",
    "packaged",
    "s2_settings",
    "store_url",
    "zotero_settings",
]

DEFAULT_STORE = "kg-store"


def store_url(flag: str | None = None) -> str:
    """Return the directory or URL of the store: ``--store``, else ``KG_STORE``, else the default.

    Raises
    ------
    UsageError
        When the name given is empty.

    Examples
    --------
    >>> store_url("neo4j://localhost")
    'neo4j://localhost'
    """
    if flag is not None and not flag.strip():
        raise UsageError(
            "no store is named", where="--store", hint="a directory, or the address of a Neo4j"
        )
    return flag or os.environ.get("KG_STORE") or DEFAULT_STORE


def archive_directory() -> Path:
    """Return the directory of archived answers: ``KG_ARCHIVE``, else in the user's cache."""
    if directory := os.environ.get("KG_ARCHIVE"):
        return Path(directory)
    import platformdirs

    return platformdirs.user_cache_path("citation-kg") / "archive"


def packaged(*parts: str) -> Path:
    """Return the path of a file that ships with the package: under ``queries/``, ``exports/`` or ``examples/``.

    In a wheel they lie in ``kg/_data``, in a checkout beside the package.

    Examples
    --------
    >>> packaged("queries").is_dir()
    True
    """
    here = Path(__file__).parent
    root = here / "_data" if (here / "_data").is_dir() else here.parent
    return root.joinpath(*parts)


def number(name: str, default: float) -> float:
    """Return a number from the environment.

    Raises
    ------
    UsageError
        When the variable is set to something that is not a number of at least 0.

    Examples
    --------
    >>> number("KG_NOT_SET", 1.1)
    1.1
    """
    text = os.environ.get(name)
    if not text:
        return default
    return _seconds(text, name, f"for example {name}={default:g}")


def _seconds(given: str | float, where: str, hint: str) -> float:
    try:
        value = float(given)
    except ValueError:
        value = -1.0
    if not 0 <= value < float("inf"):
        raise UsageError(f"{str(given)!r} is not a number of seconds", where=where, hint=hint)
    return value


class ServiceSettings(NamedTuple):
    """How a service is asked.

    Attributes
    ----------
    base_url
        Scheme and host of its API.
    interval, patience
        Seconds between requests, and without a usable answer before it is given up for now.
    credential
        Key, token or mail address, or None; it belongs in no message, log or file.
    """

    base_url: str
    interval: float
    patience: float
    credential: str | None = None


def s2_settings(
    base_url: str | None = None,
    interval: float | None = None,
    patience: float | None = None,
    api_key: str | None = None,
) -> ServiceSettings:
    """Return how to ask Semantic Scholar: what is given, else the environment, else the defaults.

    Parameters
    ----------
    base_url
        Scheme and host; ``KG_S2_URL``.
    interval
        Seconds between requests; ``KG_S2_INTERVAL``.
    patience
        Seconds without a usable answer; ``KG_S2_PATIENCE``.
    api_key
        ``S2_API_KEY``.

    Raises
    ------
    UsageError
        When ``KG_S2_URL`` is no http(s) address, ``S2_API_KEY`` no key, or a number is none.

    Examples
    --------
    >>> s2_settings("http://127.0.0.1:8080/", 0.01, 5).base_url
    'http://127.0.0.1:8080'
    """
    return ServiceSettings(
        _address(base_url, "KG_S2_URL", "https://api.semanticscholar.org", without="/graph/v1"),
        number("KG_S2_INTERVAL", 1.1) if interval is None else interval,
        _patience(patience),
        api_key or _key("S2_API_KEY", "Semantic Scholar"),
    )


def _address(given: str | None, variable: str, default: str, *, without: str = "") -> str:
    """Return scheme and host of an API: what is given, else the environment, else the default."""
    url = (given or os.environ.get(variable) or default).rstrip("/").removesuffix(without)
    if not re.fullmatch(r"https?://([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:\d{1,5})?", url):
        raise UsageError(
            "not the scheme and host of an API", where=variable, hint=f"for example {default}"
        )
    return url


def _patience(given: float | None) -> float:
    if given is None:
        return number("KG_S2_PATIENCE", 600.0)
    # The command line reads the variable where its option is not given.
    return _seconds(given, "KG_S2_PATIENCE or --patience", "for example KG_S2_PATIENCE=600")


def crossref_settings(
    base_url: str | None = None,
    interval: float | None = None,
    patience: float | None = None,
    mailto: str | None = None,
) -> ServiceSettings:
    """Return how to ask Crossref: what is given, else the environment, else the defaults.

    Who gives a mail address may ask three times a second, else once (Crossref, 2025-12).

    Parameters
    ----------
    base_url
        Scheme and host; ``KG_CROSSREF_URL``.
    interval
        Seconds between requests; ``KG_CROSSREF_INTERVAL``.
    patience
        Seconds without a usable answer; ``KG_S2_PATIENCE``.
    mailto
        ``KG_MAILTO``.

    Raises
    ------
    UsageError
        When ``KG_CROSSREF_URL`` is no http(s) address, ``KG_MAILTO`` no mail address, or a
        number is none.

    Examples
    --------
    >>> crossref_settings("http://127.0.0.1:8080", None, 5, "ann@example.org").interval
    0.34
    """
    address = (mailto or os.environ.get("KG_MAILTO", "")).strip()
    if address and not re.fullmatch(r"[^@\s\x00-\x1f]+@[^@\s\x00-\x1f]+", address):
        raise UsageError("not a mail address", where="KG_MAILTO", hint="correct or unset it")
    return ServiceSettings(
        _address(base_url, "KG_CROSSREF_URL", "https://api.crossref.org"),
        number("KG_CROSSREF_INTERVAL", 0.34 if address else 1.0) if interval is None else interval,
        _patience(patience),
        address or None,
    )


def opencitations_settings(
    base_url: str | None = None,
    interval: float | None = None,
    patience: float | None = None,
    token: str | None = None,
) -> ServiceSettings:
    """Return how to ask OpenCitations: what is given, else the environment, else the defaults.

    It allows 180 requests a minute.

    Parameters
    ----------
    base_url
        Scheme and host; ``KG_OPENCITATIONS_URL``.
    interval
        Seconds between requests; ``KG_OPENCITATIONS_INTERVAL``.
    patience
        Seconds without a usable answer; ``KG_S2_PATIENCE``.
    token
        ``OPENCITATIONS_TOKEN``.

    Raises
    ------
    UsageError
        When ``KG_OPENCITATIONS_URL`` is no http(s) address, ``OPENCITATIONS_TOKEN`` no
        token, or a number is none.

    Examples
    --------
    >>> opencitations_settings("http://127.0.0.1:8080", 0.01, 5).base_url
    'http://127.0.0.1:8080'
    """
    return ServiceSettings(
        _address(base_url, "KG_OPENCITATIONS_URL", "https://api.opencitations.net"),
        number("KG_OPENCITATIONS_INTERVAL", 0.34) if interval is None else interval,
        _patience(patience),
        token or _key("OPENCITATIONS_TOKEN", "OpenCitations"),
    )


def openalex_settings(
    base_url: str | None = None,
    interval: float | None = None,
    patience: float | None = None,
    api_key: str | None = None,
) -> ServiceSettings:
    """Return how to ask OpenAlex: what is given, else the environment, else the defaults.

    Parameters
    ----------
    base_url
        Scheme and host; ``KG_OPENALEX_URL``.
    interval
        Seconds between requests; ``KG_OPENALEX_INTERVAL``.
    patience
        Seconds without a usable answer; ``KG_S2_PATIENCE``.
    api_key
        ``OPENALEX_API_KEY``.

    Raises
    ------
    UsageError
        When ``KG_OPENALEX_URL`` is no http(s) address, ``OPENALEX_API_KEY`` no key, or a
        number is none.

    Examples
    --------
    >>> openalex_settings("http://127.0.0.1:8080", 0.01, 5).interval
    0.01
    """
    return ServiceSettings(
        _address(base_url, "KG_OPENALEX_URL", "https://api.openalex.org"),
        number("KG_OPENALEX_INTERVAL", 0.1) if interval is None else interval,
        _patience(patience),
        api_key or _key("OPENALEX_API_KEY", "OpenAlex"),
    )


class LinkSettings(NamedTuple):
    """How links are asked: seconds between requests to one host, for one answer, and between two looks; a proxy."""

    interval: float
    timeout: float
    recheck: float
    proxy: str | None


def link_settings() -> LinkSettings:
    """Return how the links of a list are asked: the environment, else the defaults.

    Raises
    ------
    UsageError
        When ``KG_LINKS_PROXY`` is no http(s) address, or a number is none.

    Examples
    --------
    >>> link_settings()
    LinkSettings(interval=1.0, timeout=20.0, recheck=86400.0, proxy=None)
    """
    proxy = os.environ.get("KG_LINKS_PROXY", "").strip()
    if proxy and not re.fullmatch(r"https?://[^\s/?#]+/?", proxy):
        raise UsageError(
            "not the address of a proxy",
            where="KG_LINKS_PROXY",
            hint="for example http://127.0.0.1:8080, or unset it",
        )
    return LinkSettings(
        number("KG_LINKS_INTERVAL", 1.0),
        number("KG_LINKS_TIMEOUT", 20.0),
        number("KG_LINKS_RECHECK", 86400.0),
        proxy or None,
    )


class ZoteroSettings(NamedTuple):
    """How Zotero is asked: address of the API, library, key (None for the one of this machine)."""

    base_url: str
    library: str
    key: str | None

    @property
    def is_local(self) -> bool:
        """Whether a running Zotero is asked, not zotero.org."""
        return self.key is None


def zotero_settings() -> ZoteroSettings:
    """Return how to ask Zotero: on the web with a key and a library, else on this machine.

    Raises
    ------
    UsageError
        When ``KG_ZOTERO_URL`` is no http(s) address, ``ZOTERO_LIBRARY`` no library, or there
        is a key without a library.

    Examples
    --------
    >>> zotero_settings()
    ZoteroSettings(base_url='http://localhost:23119/api', library='users/0', key=None)
    """
    key = _key("ZOTERO_API_KEY", "Zotero")
    library = os.environ.get("ZOTERO_LIBRARY", "").strip().strip("/")
    if (library and not re.fullmatch(r"(?:users|groups)/\d+", library)) or (key and not library):
        raise UsageError(
            "not a library" if library else "a key needs a library",
            where="ZOTERO_LIBRARY",
            hint="users/ID or groups/ID; zotero.org/settings/keys shows the ID",
        )
    default = "https://api.zotero.org" if key else "http://localhost:23119"
    address = _address(None, "KG_ZOTERO_URL", default, without="/api")
    return ZoteroSettings(address if key else f"{address}/api", library or "users/0", key)


def _key(variable: str, service: str) -> str | None:
    key = os.environ.get(variable, "").strip()
    if key and not re.fullmatch(r"[!-~]+", key):
        raise UsageError(
            "not a key: it holds spaces or characters outside ASCII",
            where=variable,
            hint=f"copy it again from the message {service} sent",
        )
    return key or None
