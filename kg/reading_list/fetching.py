"""The text of a list: from a file, standard input, a URL or a GitHub repository."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

import msgspec

from kg.credentials import strip_credentials
from kg.errors import ReadingListError, UsageError
from kg.files import read_file
from kg.reading_list.zotero import SCHEME, zotero_location, zotero_text
from kg.redaction import credentials, secret
from kg.settings import zotero_settings

__all__ = [
    "Text",
    "check_offline",
    "github_repository",
    "list_id",
    "markdown_files",
    "read_source",
]

#: The largest list that is read, in bytes.
LARGEST = 20_000_000
#: Seconds that fetching a list may take as a whole.
_SECONDS = 60.0
_GITHUB = re.compile(
    r"https?://(?:www\.)?github\.com/([\w.-]+)/([\w.-]+?)(?:\.git)?/?(?:\?.*|#.*)?"
)
_GITHUB_FILE = re.compile(
    r"https?://(?:www\.)?github\.com/([\w.-]+)/([\w.-]+)/(?:blob|raw)/(.+?)(?:[?#].*)?"
)
_RAW_PATH = re.compile(r"/([\w.-]+)/([\w.-]+)/.+")
_EXTENSION = re.compile(
    r"\.(?:md|markdown|txt|html?|bib|ris|csl\.json|json|mdx|rst)$", re.IGNORECASE
)
_READMES = ("README.md", "readme.md", "Readme.md", "README.markdown", "README")


class Text(NamedTuple):
    """The text of a list, and how the list is called: a URL or a file name."""

    text: str
    name: str


def github_repository(url: str) -> tuple[str, str] | None:
    """Return owner and name when a URL is that of a GitHub repository.

    Examples
    --------
    >>> github_repository("https://github.com/thunlp/PromptPapers")
    ('thunlp', 'PromptPapers')
    >>> github_repository("https://example.org/list.md")
    """
    match = _GITHUB.fullmatch(url)
    return (match.group(1), match.group(2)) if match else None


def list_id(source: str) -> str:
    """Return the id of the list at a path or URL.

    Examples
    --------
    >>> list_id("https://github.com/thunlp/PromptPapers/blob/main/README.md")
    'list:thunlp-promptpapers'
    >>> list_id("somewhere/papers.md"), list_id("somewhere/vision/README.md")
    ('list:papers', 'list:vision')
    >>> list_id("zotero:Deep Learning")
    'list:zotero-deep-learning'
    """
    if location := zotero_location(source):
        name = unquote(location.removeprefix(SCHEME).partition("/")[2])
        return "list:" + _slug(f"zotero {name}")
    return "list:" + _slug(_github_name(source) or _file_name(source))


def _github_name(source: str) -> str | None:
    """Return owner, repository and file of a list on GitHub; None for any other."""
    if found := github_repository(source):
        return "-".join(found)
    if match := _GITHUB_FILE.fullmatch(source):
        owner, name, rest = match.groups()
        stem = rest.rsplit("/", 1)[-1].rsplit(".", 1)[0]
        return f"{owner}-{name}" + ("" if stem.lower() == "readme" else f"-{stem}")
    if "://" in source and "raw.githubusercontent.com" in source:
        match = _RAW_PATH.fullmatch(urlsplit(source).path.rstrip("/"))
        return f"{match.group(1)}-{match.group(2)}" if match else None
    return None


def _file_name(source: str) -> str:
    """Return the name of the file of a list, or where it is a README, that of its directory."""
    if "://" in source:
        address = urlsplit(source)
        parts = [part for part in address.path.split("/") if part] or [address.hostname or "list"]
    else:
        parts = ["stdin"] if source == "-" else list(Path(source).resolve().parts)
    stem = _EXTENSION.sub("", parts[-1])
    return parts[-2] if stem.lower() == "readme" and len(parts) > 1 else stem


def _slug(text: str) -> str:
    return re.sub(r"[^\w]+|_", "-", text.casefold()).strip("-") or "list"


def read_source(source: str, *, github: str = "https://raw.githubusercontent.com") -> Text:
    """Return the text at a path, ``-`` (standard input), URL or ``zotero:``.

    A GitHub repository means its README; ``github`` is where raw files are fetched.

    Raises
    ------
    ReadingListError
        When there is nothing, or it is a directory, too large, or not text.
    """
    if source == "-":
        return Text(_decoded(sys.stdin.buffer.read(LARGEST + 1), "standard input"), "-")
    if location := zotero_location(source):
        return Text(zotero_text(location), location)
    if not re.match(r"https?://", source):
        return Text(
            _decoded(read_file(source, largest=LARGEST, noun="list"), source), Path(source).name
        )
    shown, _ = strip_credentials(source)
    if repository := github_repository(source):
        return Text(_readme(github, *repository), shown)
    if match := _GITHUB_FILE.fullmatch(source):
        owner, name, rest = match.groups()
        return Text(_decoded(_fetched(f"{github}/{owner}/{name}/{rest}", shown), shown), shown)
    return Text(_decoded(_fetched(source, shown), shown), shown)


def markdown_files(source: str, *, github_api: str) -> list[str]:
    """Return the paths or URLs of the Markdown files of a directory or GitHub repository.

    Anything else stands for itself. Ordered by path; hidden directories are left out.

    Raises
    ------
    ReadingListError
        When there are none.
    """
    if repository := github_repository(source):
        base = f"https://github.com/{'/'.join(repository)}/blob/HEAD"
        return [f"{base}/{path}" for path in _files_of_repository(github_api, *repository)]
    if "://" not in source and Path(source).is_dir():
        paths = (path.relative_to(source) for path in Path(source).rglob("*"))
        return [
            str(Path(source) / path) for path in sorted(paths) if _MARKDOWN.search(path.as_posix())
        ]
    return [source]


def _files_of_repository(github_api: str, owner: str, name: str) -> list[str]:
    """Return the paths of the Markdown files of a repository, in order."""
    where = f"{owner}/{name}"
    body = _fetched(f"{github_api}/repos/{where}/git/trees/HEAD?recursive=1", where)
    try:
        tree = msgspec.json.decode(body or b"", type=_Tree).tree
    except msgspec.MsgspecError:
        raise ReadingListError(
            "the file list of the repository cannot be read", where=where
        ) from None
    return sorted(item.path for item in tree if item.type == "blob" and _MARKDOWN.search(item.path))


class _TreeItem(msgspec.Struct):
    path: str
    type: str = "blob"


class _Tree(msgspec.Struct):
    tree: list[_TreeItem] = []


_MARKDOWN = re.compile(r"^(?!\.)(?!.*/\.).*\.(?:md|markdown)$", re.IGNORECASE)


def check_offline(sources: Iterable[str]) -> None:
    """Refuse lists that would be fetched from elsewhere; a Zotero on this machine would not.

    Raises
    ------
    UsageError
        With the first that is at a URL or on zotero.org.

    Examples
    --------
    >>> check_offline(["papers.md", "-"])
    >>> check_offline(["https://example.org/papers.md"])
    Traceback (most recent call last):
    ...
    kg.errors.UsageError: --offline sends nothing, and this list is fetched, https://example.org/papers.md, save it as a file
    """
    for source in sources:
        is_elsewhere = zotero_settings().key if zotero_location(source) else "://" in source
        if is_elsewhere:
            raise UsageError(
                "--offline sends nothing, and this list is fetched",
                where=strip_credentials(source)[0],
                hint="save it as a file",
            )


def _readme(github: str, owner: str, name: str) -> str:
    for readme in _READMES:
        body = _fetched(f"{github}/{owner}/{name}/HEAD/{readme}", f"{owner}/{name}", missing=True)
        if body is not None:
            return _decoded(body, f"{owner}/{name}")
    raise ReadingListError(
        "no README in the repository", where=f"{owner}/{name}", hint="check the address"
    )


def _fetched(url: str, shown: str, *, missing: bool = False) -> bytes | None:
    """Return the body at a URL; None when it is missing and that is allowed."""
    from kg.http import Broken, Unreachable, exchange, http_client

    secret(*credentials(url))
    client = http_client({"Accept": "text/plain, text/markdown, */*"}, redirects=5)
    try:
        answer = exchange(client, url, largest=LARGEST, seconds=_SECONDS)
    except Unreachable as error:
        raise ReadingListError(
            f"cannot be fetched: {error}", where=shown, hint="check the address and the network"
        ) from None
    except Broken as error:
        raise ReadingListError(
            f"cannot be fetched: {error}",
            where=shown,
            hint="check the address, or save the list as a file",
        ) from None
    finally:
        client.close()
    if missing and answer.status == 404:
        return None
    if answer.status != 200:
        raise ReadingListError(
            f"the server answered {answer.status}", where=shown, hint="check the address"
        )
    return answer.body


def _decoded(body: bytes | None, where: str) -> str:
    if body is None or len(body) > LARGEST:
        raise ReadingListError("too large for a reading list", where=where)
    if not body.strip():
        raise ReadingListError("empty", where=where, hint="a list needs at least one entry")
    encoding = "utf-16" if body[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = body.decode(encoding)
    except UnicodeDecodeError:
        text = body.decode("cp1252", "replace")
    if "\0" in text or sum(char < " " and char not in "\t\n\r\f\v" for char in text[:10_000]) > 20:
        raise ReadingListError("not text", where=where, hint="give a Markdown file")
    return text.replace("\r\n", "\n").replace("\r", "\n")
