"""Code repositories, recognised in addresses and sentences."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from kg.reading_list.links import framework
from kg.records import Repository

__all__ = ["CodeMention", "code_of_abstract", "code_of_context", "repository"]

_FORGES = ("github.com", "gitlab.com", "bitbucket.org", "codeberg.org", "gitee.com")
_SAME_FORGE = {
    "raw.githubusercontent.com": "github.com",
    "codeload.github.com": "github.com",
    "raw.github.com": "github.com",
}
#: First steps of a forge's own pages, which belong to no repository.
_NOT_OWNERS = frozenset(
    "about apps collections contact customer-stories enterprise explore features help issues join login "
    "marketplace new notifications orgs pricing pulls search security settings signup site sponsors topics "
    "trending users".split()
)
_SSH = re.compile(r"(?:ssh://)?git@([^:/]+)[:/](.+)")
_IN_TEXT = re.compile(
    rf"(?:https?://)?(?:www\.)?(?:{'|'.join(map(re.escape, _FORGES))})/[\w.~-]+/[\w./~-]*[\w~-]",
    re.IGNORECASE,
)
_CODE = re.compile(
    r"\b(?:code|codes|implementation|implementations|repository|software|source)\b", re.IGNORECASE
)
_OURS = re.compile(
    r"\b(?:our|ours|we (?:release|provide|publish|make)|this (?:paper|work))\b", re.IGNORECASE
)
_THEIRS = re.compile(
    r"\b(?:their|official|original|public|publicly available|released|provided|authors'?|author's)\b",
    re.IGNORECASE,
)


class CodeMention(NamedTuple):
    """A repository that a sentence names, the framework it names, and the sentence."""

    repository: Repository
    framework: str | None
    quote: str


def repository(url: str) -> Repository | None:
    """Return the repository that a URL belongs to, however the URL is written.

    Examples
    --------
    >>> repository("http://www.github.com/Naver-AI/pcme/tree/main#readme").id
    'https://github.com/naver-ai/pcme'
    >>> repository("git@github.com:naver-ai/PCME.git").id
    'https://github.com/naver-ai/pcme'
    >>> repository("https://gitlab.com/group/team/tool/-/releases/v1?x=y").name
    'group/team/tool'
    >>> repository("https://github.com/naver-ai") is None
    True
    """
    url = url.strip().removeprefix("git+")
    if match := _SSH.fullmatch(url):
        url = f"https://{match[1]}/{match[2]}"
    try:
        parts = urlsplit(url if "://" in url else f"https://{url}")
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return None
    host = _SAME_FORGE.get(host, host)
    steps = [unquote(step) for step in parts.path.split("/") if step]
    if not host:
        return None
    if host in _FORGES:
        depth = _depth(host, steps)
        if depth < 2 or steps[0].casefold() in _NOT_OWNERS:
            return None
        name = "/".join([*steps[: depth - 1], re.sub(r"\.git$", "", steps[depth - 1])])
        plain = f"https://{host}/{name}"
        return Repository(id=plain.casefold(), url=plain, host=host, name=name)
    plain = f"https://{host}/" + "/".join(steps)
    return Repository(id=plain.rstrip("/"), url=plain, host=host, name="/".join(steps) or host)


def _depth(host: str, steps: list[str]) -> int:
    """Return how many steps of a path name the repository; groups nest on gitlab.com alone."""
    if host != "gitlab.com":
        return min(2, len(steps))
    pages = ("-", "tree", "blob", "raw", "issues", "merge_requests", "commits", "releases", "wikis")
    return next((at for at, step in enumerate(steps) if at >= 2 and step in pages), len(steps))


def code_of_abstract(abstract: str) -> list[CodeMention]:
    """Return the repositories that an abstract gives for its paper.

    Examples
    --------
    >>> found = code_of_abstract("It wins. Code is available at https://github.com/a/b.git.")
    >>> [(one.repository.id, one.quote) for one in found]
    [('https://github.com/a/b', 'Code is available at https://github.com/a/b.git.')]
    """
    return [
        mention
        for mention in _mentions(abstract)
        if _CODE.search(mention.quote) or _OURS.search(mention.quote)
    ]


def code_of_context(context: str) -> tuple[list[CodeMention], list[CodeMention]]:
    """Return the repositories that the words around a citation give: the cited paper's, the citing paper's.

    Words that do not say whose code it is make no link.

    Examples
    --------
    >>> theirs, ours = code_of_context("We use the official PyTorch code of [3] (github.com/a/b).")
    >>> theirs[0].repository.name, theirs[0].framework, ours
    ('a/b', 'pytorch', [])
    """
    theirs, ours = [], []
    for mention in _mentions(context):
        if not _CODE.search(mention.quote):
            continue
        own = re.search(
            r"\b(?:our (?:\w+ ){0,2}(?:code|implementation|software|source)|we (?:release|publish))\b",
            mention.quote,
            re.IGNORECASE,
        )
        if own:
            ours.append(mention)
        elif _THEIRS.search(mention.quote) or re.search(
            r"\b(?:code|implementation)s? (?:of|by|from)\b", mention.quote, re.IGNORECASE
        ):
            theirs.append(mention)
    return theirs, ours


def _mentions(text: str) -> list[CodeMention]:
    found: dict[str, CodeMention] = {}
    if "/" not in text or not _IN_TEXT.search(text):
        return []  # as in most texts, which need not be cut into sentences
    for sentence in re.split(r"(?<=[.!?])\s+(?=[A-Z])", " ".join(text.split())):
        for match in _IN_TEXT.finditer(sentence):
            linked = repository(match.group())
            if linked:
                found.setdefault(linked.id, CodeMention(linked, framework(sentence), sentence))
    return [found[id] for id in sorted(found)]
