"""Identifiers of papers: recognise, normalise, prefer.

A *graph id* is a kind and a value in one string (``doi:10.1145/3123266.3123326``,
``arxiv:2207.04818``); it is what ``Paper.id`` and ``Paper.aliases`` hold.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from urllib.parse import unquote

__all__ = [
    "KINDS",
    "from_text",
    "graph_id",
    "graph_ids",
    "normalise_title",
    "preferred",
    "split_graph_id",
    "title_id",
]

#: Kinds in the order in which they become ``Paper.id``; the rest only alias.
KINDS = ("doi", "arxiv", "acl", "pmid", "openreview", "s2", "key", "pmc", "dblp", "corpus", "mag")

_PREFERRED = ("doi", "arxiv", "acl", "pmid", "openreview", "s2", "key", "title")

_ARXIV_NUMBER = r"(?:\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Za-z]{2})?/\d{7})"
_DOI = re.compile(r"10\.\d{4,9}/[^\s\"<>|\\^`{}]+")
_BARE_DOI = re.compile(r"10\.\d+(?:\.\d+)*/\S+")
_ARXIV = re.compile(_ARXIV_NUMBER)
_ARXIV_DOI = re.compile(r"10\.48550/arxiv\.(?P<id>.+)", re.IGNORECASE)
_TRAILING = ".,;:!?'\"”’*_"


def normalise(kind: str, value: str) -> str | None:
    """Return the normal form of an identifier, or None when it is not one.

    DOIs are bare and lower case (DOI handbook, section 2.4: case-insensitive);
    arXiv ids have no version.

    Examples
    --------
    >>> normalise("doi", "https://doi.org/10.1145/3123266.3123326")
    '10.1145/3123266.3123326'
    >>> normalise("arxiv", "arXiv:2005.03687v2")
    '2005.03687'
    >>> normalise("doi", "not a doi")
    """
    value = unicodedata.normalize("NFKC", value).strip()
    if kind == "doi" and _BARE_DOI.fullmatch(value):
        return value.rstrip(".,;").lower()  # told as one: brackets and "<" belong to it
    if kind == "doi":
        match = _DOI.search(unquote(value) if "%2f" in value.lower() else value)
        return _balanced(match.group().rstrip(_TRAILING)).lower() if match else None
    if kind == "arxiv":
        match = re.fullmatch(rf"(?:arxiv:)?({_ARXIV_NUMBER})(?:v\d+)?", value, re.IGNORECASE)
        return match.group(1) if match else None
    if kind == "s2":
        return value.lower() if re.fullmatch(r"[0-9a-fA-F]{40}", value) else None
    if kind in ("pmid", "corpus", "mag"):
        digits = re.sub(r"^\D*", "", value)
        return digits if digits.isdigit() and digits.strip("0") else None
    if kind == "pmc":
        match = re.fullmatch(r"(?:PMC)?(\d+)", value, re.IGNORECASE)
        return f"PMC{match.group(1)}" if match else None
    return value or None


def _balanced(text: str) -> str:
    # A DOI may hold brackets of its own, but not one that only a sentence closes.
    while text and text[-1] in ")]" and text.count(")") + text.count("]") > text.count(
        "("
    ) + text.count("["):
        text = text[:-1]
    return text


def graph_id(kind: str, value: str) -> str | None:
    """Return the graph id of an identifier, or None when it is not one.

    A DOI that DataCite gave to an arXiv preprint counts as the arXiv id.

    Examples
    --------
    >>> graph_id("doi", "10.48550/arXiv.2207.04818")
    'arxiv:2207.04818'
    >>> graph_id("acl", "W10-0721")
    'acl:W10-0721'
    """
    normal = normalise(kind, value)
    if normal is None:
        return None
    if kind == "doi" and (match := _ARXIV_DOI.fullmatch(normal)):
        arxiv = normalise("arxiv", match["id"])
        return f"arxiv:{arxiv}" if arxiv else None
    return f"{kind}:{normal}"


def graph_ids(ids: Mapping[str, str]) -> list[str]:
    """Return the graph ids of a mapping of kind to value, best first, each once.

    Examples
    --------
    >>> graph_ids({"arxiv": "2207.04818", "doi": "10.1007/978-3-031-19833-5_33"})
    ['doi:10.1007/978-3-031-19833-5_33', 'arxiv:2207.04818']
    """
    found = (graph_id(kind, ids[kind]) for kind in KINDS if kind in ids)
    return sorted(dict.fromkeys(id for id in found if id), key=_rank)


def preferred(ids: Iterable[str]) -> str | None:
    """Return the graph id that names the node: the first kind of the design's order.

    Among several of one kind the smallest string wins, so that the choice does not
    depend on the order they came in.

    Examples
    --------
    >>> preferred(["s2:" + "0" * 40, "arxiv:2207.04818"])
    'arxiv:2207.04818'
    """
    usable = [id for id in ids if split_graph_id(id)[0] in _PREFERRED]
    return min(usable, key=lambda id: (_rank(id), id)) if usable else None


def split_graph_id(id: str) -> tuple[str, str]:
    """Return ``(kind, value)`` of a graph id.

    Examples
    --------
    >>> split_graph_id("doi:10.1/a:b")
    ('doi', '10.1/a:b')
    """
    kind, _, value = id.partition(":")
    return kind, value


def _rank(id: str) -> int:
    kind = split_graph_id(id)[0]
    return _PREFERRED.index(kind) if kind in _PREFERRED else len(_PREFERRED)


def from_text(text: str) -> str | None:
    """Return the graph id that a user's words name, or None.

    Accepts a graph id, a bare DOI or arXiv id, and their URLs.

    Examples
    --------
    >>> from_text("https://arxiv.org/pdf/1711.06420.pdf")
    'arxiv:1711.06420'
    >>> from_text("10.1145/3123266.3123326")
    'doi:10.1145/3123266.3123326'
    >>> from_text("Deep Cross-Modal Hashing")
    """
    text = text.strip()
    kind, value = split_graph_id(text)
    if kind.lower() in (*KINDS, "title") and value and not value.startswith("//"):
        kind = kind.lower()
        return text if kind == "title" else graph_id(kind, value)
    if text.startswith(("http://", "https://")):
        found = graph_ids(from_url(text))
        return found[0] if found else None
    if text.startswith("10."):
        return graph_id("doi", text)
    return graph_id("arxiv", text)


def from_url(url: str) -> dict[str, str]:
    """Return the identifiers that a URL carries, kind to normalised value.

    Examples
    --------
    >>> from_url("https://arxiv.org/pdf/2005.03687v2.pdf")
    {'arxiv': '2005.03687'}
    >>> from_url("https://dl.acm.org/doi/abs/10.1145/3404835.3462867")
    {'doi': '10.1145/3404835.3462867'}
    >>> from_url("https://ieeexplore.ieee.org/document/9411880")
    {}
    """
    plain = unquote(url.split("#")[0])
    if re.match(r"https?://([\w-]+\.)*arxiv\.org/", plain, re.IGNORECASE):
        match = re.search(rf"/(?:abs|pdf|html|format|src|e-print)/({_ARXIV_NUMBER})", plain)
        return {"arxiv": match.group(1)} if match else {}
    if match := re.match(r"https?://(?:www\.)?(?:aclanthology\.org|aclweb\.org/anthology(?:-new)?|aclanthology\.info/papers)/(?:[A-Z]/[A-Z]\d\d/)?([A-Za-z0-9.-]+?)(?:v\d)?(?:\.pdf|\.bib)?/?(?:\?.*)?$", plain):
        return {"acl": match.group(1)}
    if match := re.match(r"https?://(?:api\.)?openreview\.net/(?:forum|pdf)\?(?:.*&)?id=([\w-]+)", plain):
        return {"openreview": match.group(1)}
    if match := _DOI.search(plain.split("?")[0]):
        doi = re.sub(r"\.(?:pdf|full|html?)$|/(?:full|pdf|abstract|epdf)$", "", match.group())
        normal = normalise("doi", doi)
        found = graph_id("doi", normal) if normal else None
        return dict([split_graph_id(found)]) if found else {}
    return {}


_LATEX_ACCENT = re.compile(
    r"\\(?:[`'^\"~=.]\s*|[uvHtcdbkr](?:\s+|(?=\{)))(?:\{\\?([A-Za-z])\}|\\?([A-Za-z]))"
)
_LATEX_COMMAND = re.compile(
    r"\\(?:text[a-z]*|math[a-z]*|emph|em|bf|it|tt|sc|rm|sf|operatorname)\b\s*|\\[ ,;!]|[{}$\\^]"
)


_GREEK = re.compile("[\u03b1-\u03c9]")


def _greek_name(letter: re.Match[str]) -> str:
    return unicodedata.name(letter.group()).rsplit(" ", 1)[-1].lower()


def normalise_title(title: str) -> str:
    """Return the words of a title, folded so that equal titles compare equal.

    Unicode compatibility forms, ligatures, case, accents, LaTeX and punctuation
    are folded away; Greek letters become their names; hyphens and other separators
    split words, apostrophes do not.

    Examples
    --------
    >>> normalise_title("Private–Shared {\\\\em Deep} Schr\\\\\\"odinger's efﬁcient")
    'private shared deep schrodingers efficient'
    >>> normalise_title("β-VAE") == normalise_title("$\\\\beta$-VAE") == "beta vae"
    True
    """
    title = _LATEX_ACCENT.sub(r"\1\2", title)
    title = _LATEX_COMMAND.sub("", title)
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", title)).casefold()
    kept = "".join(char for char in folded if not unicodedata.combining(char))
    kept = re.sub(r"['’‘ʼ`´]", "", _GREEK.sub(_greek_name, kept))
    return " ".join(re.findall(r"\w+", kept.replace("_", " ")))


def title_id(title: str) -> str:
    """Return the id of a paper that has nothing but a title: ``title:<16 hex>``.

    Examples
    --------
    >>> title_id("Deep Cross-modal Hashing") == title_id("Deep Cross-Modal Hashing.")
    True
    """
    digest = hashlib.sha256(normalise_title(title).encode()).hexdigest()
    return f"title:{digest[:16]}"


#: Parameters of a query that open what is not public, or say who opened it.
_SECRET = re.compile(
    r"(?i)x-(?:amz|goog|ms|oss|cos)-.*|awsaccesskeyid|googleaccessid|ossaccesskeyid|policy|key-pair-id|signature|sig|sign|hash|"
    r".*token.*|.*secret.*|.*passw(?:or)?d.*|pwd|pass|api_?key|apikey|key|auth.*|credentials?|"
    r"session.*|.*session_?id|jsessionid|phpsessid|sid|tid|ticket|sso.*|login.*|user(?:name|id)?|code|state|"
    r"expires?|origin(?:region|creation)|host|s[vrtepo]|sk[oestv][a-z]*|se|srt|spr|sharing|share_?key|rlkey|resourcekey|dl_token|access.*|client_?secret|e?mail|uid|ott|md5|__cf_.*|utm_.*"
)


def strip_credentials(url: str) -> tuple[str, bool]:
    """Return a URL without credentials, and whether it carried any.

    Removed are user and password, and parameters of query or fragment that sign,
    authorise or identify a reader (tokens, signatures, session ids); the rest of the
    link stays as it is written.

    Examples
    --------
    >>> strip_credentials("https://ann:pw@example.org/a.pdf?page=2&X-Amz-Signature=0f3a")
    ('https://example.org/a.pdf?page=2', True)
    >>> strip_credentials("https://openreview.net/forum?id=r1xMH1BtvB")
    ('https://openreview.net/forum?id=r1xMH1BtvB', False)
    """
    before, mark, query = url.partition("?")
    bare = re.sub(r"^(\w+:)?//[^/?#@]*@", r"\1//", before)
    removed = bare != before
    kept = [part for part in query.split("&") if not _SECRET.fullmatch(part.split("=")[0])]
    if len(kept) < len(query.split("&")) and mark:
        removed = True
        query = "&".join(kept)
    return bare + (mark + query if query or not removed else ""), removed
