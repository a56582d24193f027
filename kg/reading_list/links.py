"""What a link of an entry is: told by its label, else by its host."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache, partial
from types import MappingProxyType
from urllib.parse import urlsplit

from kg import identifiers
from kg.reading_list.dates_and_venues import venue_acronym
from kg.reading_list.vocabulary import vocabulary

__all__ = ["FRAMEWORKS", "host_kind", "identifiers_of", "label_kind", "link_kind", "scholarly"]

#: Frameworks that the label of a code link may name.
FRAMEWORKS = (
    "pytorch", "tensorflow", "keras", "jax", "flax", "caffe2", "caffe", "theano", "torch",
    "mxnet", "chainer", "paddlepaddle", "paddle", "mindspore", "matlab", "lua", "jittor",
    "gluon", "julia", "flux", "dgl", "pyg", "megengine", "oneflow", "darknet", "cntk", "dynet",
)  # fmt: skip

_LABELS: dict[str, frozenset[str]] = {
    kind: frozenset(words) | (frozenset(FRAMEWORKS) if kind == "code" else frozenset())
    for kind, words in vocabulary()["labels"].items()
}
#: Words that say nothing about the kind, but are no part of a title either.
_FILLERS = _LABELS.pop("filler")
#: When a label names several kinds ("project code"), the earlier decides.
_ORDER = ("other", "dataset", "video", "slides", "demo", "blog", "code", "project", "paper")

_HOSTS = {host: kind for kind, hosts in vocabulary()["hosts"].items() for host in hosts}


@lru_cache(maxsize=8192)
def _hosted(host: str) -> str | None:
    """Return the kind of page that a host is known for."""
    parts = host.split(".")
    for start in range(len(parts) - 1):
        whole = ".".join(parts[start:])
        for known in (
            whole,
            re.sub(r"\d+(?=\.\w+$)", "", whole),
            ".".join([*parts[start:-1], "*"]),
        ):
            if known in _HOSTS:
                return _HOSTS[known]
    return next((_HOSTS[f"{part}.*"] for part in parts[:-1] if f"{part}.*" in _HOSTS), None)


_WORD = re.compile(r"c\+\+|[^\W_]+")


def _words(label: str) -> list[str]:
    return _WORD.findall(label.casefold())


#: Characters of the longest label in Chinese.
_LONGEST_LABEL = 8
_CHINESE = re.compile("[\u3040-\u9fff]")


def _word_kind(word: str) -> str | None:
    kind = next((kind for kind, known in _LABELS.items() if word in known), None)
    if kind is None and _CHINESE.search(word) and len(word) <= _LONGEST_LABEL:
        kind = next(filter(partial(_holds_label, word), _ORDER), None)
    if kind is None and (match := re.fullmatch(r"([a-z]+|[\u3040-\u9fff]+)\d", word)):
        return _word_kind(match.group(1))
    return kind


def _holds_label(word: str, kind: str) -> bool:
    """Whether a known word stands in a text whose words are not set apart, as in Chinese."""
    return any(known in word for known in _LABELS[kind] if _CHINESE.match(known))


#: ``Code (not yet)``
_REMARK = re.compile(r"\s*[(（][^()（）]{1,40}[)）]\W*$")


@lru_cache(maxsize=32768)
def label_kind(label: str) -> str | None:
    """Return the kind of link that a label names, or None when it is not a label.

    Examples
    --------
    >>> label_kind("📄paper"), label_kind("[PDF]"), label_kind("Code (PyTorch)")
    ('paper', 'paper', 'code')
    >>> label_kind("link")
    ''
    >>> label_kind("Deep Cross-Modal Hashing")
    """
    remark = _REMARK.search(label)
    if remark and (kind := label_kind(label[: remark.start()])):
        return kind
    words = _words(label)
    if len(words) > 6:
        return None
    kinds: set[str] = set()
    for word in words:
        if kind := _word_kind(word):
            kinds.add(kind)
        elif not _is_filler(word) and not (kinds and venue_acronym(word)):
            return None
    if kinds == {"code", "other"}:
        return "code"  # code and model
    return next((kind for kind in _ORDER if kind in kinds), "")


def _is_filler(word: str) -> bool:
    return word in _FILLERS or word.isdigit()


def framework(label: str) -> str | None:
    """Return the framework that a label names.

    Examples
    --------
    >>> framework("💻︎TensorFlow")
    'tensorflow'
    """
    words = _words(label)
    found = next((name for name in FRAMEWORKS if name in words), None)
    return {"paddle": "paddlepaddle", "tf": "tensorflow"}.get(found, found) if found else None


@lru_cache(maxsize=8192)
def host_kind(url: str) -> str | None:
    """Return the kind of page that a URL's host and path tell, or None.

    Examples
    --------
    >>> host_kind("https://github.com/a/b"), host_kind("https://arxiv.org/abs/1711.06420")
    ('code', 'paper')
    >>> host_kind("https://example.org/")
    """
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
    except ValueError:
        return None
    path = parts.path.lower()
    if host.endswith("huggingface.co"):
        return _HUGGING_FACE.get(path.split("/")[1] if path.count("/") else "", "other")
    hosted = _hosted(host)
    known = _file_kind(path) or (hosted if hosted != "paper" else None)
    if known:
        return known
    if identifiers_of(url):
        return "paper"
    if hosted is None:
        return "blog" if _POST.search(path) else None
    return "other" if _FRONT_PAGE.fullmatch(path) else hosted


_HUGGING_FACE = {"papers": "paper", "datasets": "dataset", "spaces": "demo", "blog": "blog"}
#: A post, by the folder of posts or the day that stands in its path.
_POST = re.compile(r"/(?:blogs?|posts?|weblog)/[^/]|/(?:19|20)\d\d/[01]?\d/(?:[0-3]?\d/)?[^/]")
#: The front page of a publisher, a journal or a meeting is no paper.
_FRONT_PAGE = re.compile(r"/?|/(?:journal|conference)s?/[\w-]+/?|/books?/.*")


@lru_cache(maxsize=8192)
def identifiers_of(url: str) -> Mapping[str, str]:
    """Return the identifiers that a URL carries, by kind.

    Examples
    --------
    >>> dict(identifiers_of("https://arxiv.org/abs/1711.06420"))
    {'arxiv': '1711.06420'}
    """
    return MappingProxyType(identifiers.from_url(url))


#: What the end of a file's name tells.
_FILES = {
    ".pdf": "paper", ".ps": "paper", ".ps.gz": "paper", ".ppt": "slides", ".pptx": "slides",
    ".mp4": "video", ".avi": "video", ".mov": "video", ".bib": "other", ".txt": "other",
}  # fmt: skip


def _file_kind(path: str) -> str | None:
    """Return the kind of page that the name of a file tells, or None."""
    kind = next((kind for end, kind in _FILES.items() if path.endswith(end)), None)
    return "slides" if kind == "paper" and re.search(r"slides?|poster", path) else kind


@lru_cache(maxsize=8192)
def scholarly(url: str) -> bool:
    """Whether a URL is on a host of papers, or carries the identifier of one.

    Examples
    --------
    >>> scholarly("https://arxiv.org/abs/1711.06420"), scholarly("http://cs.example.edu/l1.pdf")
    (True, False)
    """
    if identifiers_of(url):
        return True
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return False
    return _hosted(host.lower()) == "paper" and host_kind(url) == "paper"


def link_kind(label: str, url: str, *, title: bool = False) -> str:
    """Return the kind of a link: its label's, else its host's; the link of a title is the paper.

    A "project" that lies on a code host is code.

    Parameters
    ----------
    label
        What the list calls the link.
    url
        Where it leads.
    title
        Whether it is the link of a title.

    Examples
    --------
    >>> link_kind("project", "https://github.com/thunlp/OpenPrompt")
    'code'
    >>> link_kind("Some long title of a paper", "https://example.org/p", title=True)
    'paper'
    """
    host = host_kind(url)
    is_web = url.startswith("http")
    if title:
        return "paper" if host in (None, "other") and is_web else host or "other"
    kind = label_kind(label)
    if kind:
        return _HOST_DECIDES.get((kind, host), kind)
    words = _words(label)
    if 1 < len(words) <= 3 and (kind := _word_kind(words[-1])):
        return kind  # "IIW dataset"
    return host or ("project" if is_web else "other")


#: What a label and a host say together, where the label alone would mislead.
_HOST_DECIDES: dict[tuple[str, str | None], str] = {
    ("project", "code"): "code",
    ("other", "dataset"): "dataset",
}
