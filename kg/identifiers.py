"""Identifiers of papers: recognise, normalise, prefer.

A *graph id* is a kind and a value in one string (``doi:10.1145/3123266.3123326``,
``arxiv:2207.04818``); it is what ``Paper.id`` and ``Paper.aliases`` hold.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from urllib.parse import unquote

from kg.dois import doi_in_address, doi_in_value
from kg.identifier_text import plain_identifier
from kg.placeholders import is_placeholder
from kg.titles import normalise_title

__all__ = [
    "FIELD_OF",
    "KINDS",
    "LINKED_KINDS",
    "from_text",
    "from_url",
    "graph_id",
    "graph_ids",
    "normalise_title",
    "orcid_in",
    "page_of",
    "preferred",
    "split_graph_id",
    "title_id",
]

#: Kinds in the order in which they become ``Paper.id``; the rest only alias.
KINDS = ("doi", "arxiv", "acl", "pmid", "openreview", "s2", "key", "pmc", "dblp", "corpus", "mag")

#: The property of a paper that holds an identifier of a kind.
FIELD_OF = {
    "doi": "doi",
    "arxiv": "arxiv_id",
    "acl": "acl_id",
    "pmid": "pubmed_id",
    "openreview": "openreview_id",
    "s2": "s2_id",
    "pmc": "pmc_id",
    "dblp": "dblp_key",
    "corpus": "corpus_id",
}

#: What people call the page of a paper by each kind of identifier, in the order of its links.
LINKED_KINDS = {
    "doi": "DOI",
    "arxiv": "arXiv",
    "acl": "ACL Anthology",
    "openreview": "OpenReview",
    "pmid": "PubMed",
    "s2": "Semantic Scholar",
}

_PAGE_OF = {
    "doi": "https://doi.org/",
    "arxiv": "https://arxiv.org/abs/",
    "acl": "https://aclanthology.org/",
    "pmid": "https://pubmed.ncbi.nlm.nih.gov/",
    "openreview": "https://openreview.net/forum?id=",
    "s2": "https://www.semanticscholar.org/paper/",
    "pmc": "https://www.ncbi.nlm.nih.gov/pmc/articles/",
    "dblp": "https://dblp.org/rec/",
}

_PREFERRED = ("doi", "arxiv", "acl", "pmid", "openreview", "s2", "key", "title")
_RANKS = {kind: rank for rank, kind in enumerate(_PREFERRED)}

#: New numbers, also behind an archive's name; old ones, also with the subject class.
_ARXIV_NUMBER = r"(?:(?:[a-z-]+(?:\.[a-z-]{2,})?/)?\d{4}\.\d{4,5}|[a-z-]+(?:\.[a-z-]{2,})?/\d{7})"
#: What arXiv prints behind the number: "[cs.CL] 6 Dec 2017".
_STAMP = r"(?:\s*\[[a-z-]+(?:\.[a-z-]{2,})?\](?:\s+\d{1,2}\s+[a-z]{3}\w*\s+\d{4})?)?"
#: An address where an identifier should stand: of a site that has pages of papers.
_ADDRESS = re.compile(
    r"https?:/|(?:[\w-]+\.)+(?:org|gov|com|info|net|io|ai|cool|edu|uni-trier\.de|dagstuhl\.de|uni-saarland\.de)/",
    re.IGNORECASE,
)
#: How an identifier of a kind is written, and what of it is kept.
_FORMS = {
    "arxiv": re.compile(
        rf"(?:oai:)?(?:arxiv(?:\.org)?[:.\s]*|abs/)*({_ARXIV_NUMBER})(?:v\d+)?(?:\.pdf)?{_STAMP}",
        re.IGNORECASE,
    ),
    "acl": re.compile(
        r"(?:acl(?:\s?anthology)?[:\s]*)?([A-Z]\d\d-\d{1,5}|\d{4}\.[a-z0-9_]+-[a-z0-9_]+\.\d+)(?:v\d+)?(?:\.pdf)?/?",
        re.IGNORECASE,
    ),
    "openreview": re.compile(
        r"(?:openreview(?:\.net)?[:\s]*|\S*[?&]id=)?([\w-]+)(?:&\S*)?", re.IGNORECASE
    ),
    "s2": re.compile(r"([0-9a-f]{40})", re.IGNORECASE),
    **dict.fromkeys(("pmid", "corpus", "mag"), re.compile(r"[^\d-]*0*([1-9]\d*)(?:\.0+)?")),
    "pmc": re.compile(r"(?:PMC)?(?:ID:?\s*)?(?:PMC)?0*([1-9]\d*)(?:\.0+)?(?:\.\d)?", re.IGNORECASE),
    "dblp": re.compile(r"(?:dblp:)?([^\s:]+(?::[^\s:]+)*)", re.IGNORECASE),
}
_ARXIV_DOI = re.compile(r"10\.48550/arxiv\.(?P<id>.+)", re.IGNORECASE)
#: An identifier that is told by the DOI that was made of it.
_AS_DOI = {
    "arxiv": re.compile(r".*\b10\.48550/arxiv\.(?P<id>.+)", re.IGNORECASE),
    "acl": re.compile(r".*\b10\.18653/v1/(?P<id>.+)", re.IGNORECASE),
}


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
    >>> normalise("doi", "(see 10.1145/3123266.)")
    '10.1145/3123266'
    >>> normalise("doi", "not a doi"), normalise("doi", "10.1145/.")
    (None, None)
    """
    is_normal = _IS_NORMAL.get(kind)
    if is_normal and is_normal(small := value.lower()):
        return small
    value = plain_identifier(value)
    if is_placeholder(value):
        return None
    if kind == "doi":
        return doi_in_value(value)
    if kind not in _FORMS:
        return value or None
    if kind in _AS_DOI and (registered := _AS_DOI[kind].fullmatch(value)):
        value = registered["id"]
    if _ADDRESS.match(value):
        return _in_address(kind, value)
    match = _FORMS[kind].fullmatch(value.rstrip(".,;"))
    if match is None or is_placeholder(plain_identifier(match[1])):
        return None
    return _SPELL.get(kind, str)(match[1])


def _in_address(kind: str, address: str) -> str | None:
    """Return the identifier of a kind that stands in an address, with or without its scheme."""
    return from_url(address if "://" in address else f"https://{address}").get(kind)


_ORCID = re.compile(r"(?<!\d)\d{4}-?\d{4}-?\d{4}-?\d{3}[\dX](?!\d)", re.IGNORECASE)


def orcid_in(text: str) -> str | None:
    """Return the ORCID iD in a text, or None: all of one digit, or a wrong check digit, is none.

    Examples
    --------
    >>> orcid_in("https://orcid.org/0000-0002-1825-0097")
    '0000-0002-1825-0097'
    >>> orcid_in("0000-0002-1825-0098"), orcid_in("0000-0000-0000-0000")
    (None, None)

    Notes
    -----
    The check digit is that of ISO 7064, 11-2, as ORCID documents it.
    """
    match = _ORCID.search(text)
    if match is None:
        return None
    signs = match.group().replace("-", "").upper()
    total = 0
    for digit in signs[:-1]:
        total = (total + int(digit)) * 2
    check = (12 - total % 11) % 11
    if signs[-1] != ("X" if check == 10 else str(check)) or len(set(signs[:-1])) == 1:
        return None
    return "-".join(signs[start : start + 4] for start in range(0, 16, 4))


def _acl(id: str) -> str:
    return id.upper() if id[0].isalpha() else id.lower()


def _arxiv(number: str) -> str:
    """Return the one spelling of an arXiv id (arXiv itself answers all of them with one paper)."""
    archive, slash, digits = number.lower().rpartition("/")
    return digits if "." in digits else archive.partition(".")[0] + slash + digits


#: What is done to an identifier of a kind so that it has one spelling.
_SPELL: dict[str, Callable[[str], str]] = {
    "arxiv": _arxiv,
    "acl": _acl,
    "s2": str.lower,
    "pmc": "PMC{}".format,
}
#: Values that are their own normal form beyond doubt: nearly all that were normalised before.
_IS_NORMAL = {
    "doi": re.compile(
        r"10\.(?!48550/)[1-9][0-9]{3,8}/(?=[a-z0-9._/-]*[1-9])[a-z0-9](?:[a-z0-9._/-]*[a-z0-9])?"
    ).fullmatch,
    "s2": re.compile(r"[0-9a-f]{40}").fullmatch,
    "arxiv": re.compile(r"[0-9]{4}\.(?!0+$)[0-9]{4,5}").fullmatch,
}


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
    is_normal = _IS_NORMAL.get(kind)
    if is_normal and is_normal(value):
        return f"{kind}:{value}"
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
    if len(ids) > 1:
        # In the order of their kinds the ids are best first: a DOI that is an arXiv id stands before that.
        found = [id for kind in KINDS if kind in ids and (id := graph_id(kind, ids[kind]))]
        return list(dict.fromkeys(found))
    return [id for kind in ids if kind in KINDS and (id := graph_id(kind, ids[kind]))]


def preferred(ids: Iterable[str]) -> str | None:
    """Return the graph id that names the node: the first kind of the design's order.

    Among several of one kind the smallest string wins, so that the choice does not
    depend on the order they came in.

    Examples
    --------
    >>> preferred(["s2:" + "0" * 40, "arxiv:2207.04818"])
    'arxiv:2207.04818'
    """
    ranked = [(rank, id) for id in ids if (rank := _rank(id)) < len(_PREFERRED)]
    return min(ranked)[1] if ranked else None


def split_graph_id(id: str) -> tuple[str, str]:
    """Return ``(kind, value)`` of a graph id.

    Examples
    --------
    >>> split_graph_id("doi:10.1/a:b")
    ('doi', '10.1/a:b')
    """
    kind, _, value = id.partition(":")
    return kind, value


def page_of(kind: str, value: str) -> str | None:
    """Return the address of the page that an identifier has, or None where its kind has none.

    Parameters
    ----------
    kind
        One of :data:`KINDS`.
    value
        The identifier, already fit to stand in an address; ``{}`` gives a pattern.

    Examples
    --------
    >>> page_of("doi", "10.1145/3123266.3123326")
    'https://doi.org/10.1145/3123266.3123326'
    >>> page_of("key", "42")
    """
    page = _PAGE_OF.get(kind)
    return page + value if page else None


def _rank(id: str) -> int:
    return _RANKS.get(id.partition(":")[0], len(_PREFERRED))


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


_ARXIV_PAGE = re.compile(
    rf"https?://(?:(?:[\w-]+\.)*arxiv\.org/(?:abs|pdf|html|format|src|e-print|ps|list|tb|a|ftp/arxiv/papers/\d{{4}})|xxx\.lanl\.gov/(?:abs|pdf)|"
    rf"ar5iv\.org/(?:abs|html)|(?:www\.)?alphaxiv\.org/(?:abs|pdf|overview)|(?:www\.)?arxiv-vanity\.com/papers|"
    rf"huggingface\.co/papers|scirate\.com/arxiv|papers\.cool/arxiv)/(?:arxiv:)?({_ARXIV_NUMBER})(?![\d.]*\d)",
    re.IGNORECASE,
)
_ACL_PAGE = re.compile(
    r"https?://(?:www\.)?(?:aclanthology\.(?:org|info)|aclweb\.org/anthology(?:-new)?|aclanthology\.coli\.uni-saarland\.de)/"
    r"(?:papers/)?(?:[A-Z]/[A-Z]\d\d/)?([A-Z]\d\d-\d{4,5}|\d{4}\.[a-z0-9_]+-[a-z0-9]+\.\d+)(?![\d-])",
    re.IGNORECASE,
)
#: Where an identifier stands in the address of a page, by kind. Only pages whose address
#: names the paper for certain.
_PAGES: tuple[tuple[str, str, re.Pattern[str]], ...] = tuple(
    (kind, form, re.compile(pattern, re.IGNORECASE))
    for kind, form, pattern in (
        (
            "openreview",
            "{}",
            r"https?://(?:api\d?\.)?openreview\.net/(?:forum|pdf|attachment)\?(?:[^#]*&)?id=([\w-]+)",
        ),
        (
            "pmid",
            "{}",
            r"https?://(?:pubmed\.ncbi\.nlm\.nih\.gov|(?:www\.)?ncbi\.nlm\.nih\.gov/(?:m/)?pubmed)/(?:\?term=)?(\d+)",
        ),
        (
            "pmid",
            "{}",
            r"https?://(?:www\.)?(?:ncbi\.nlm\.nih\.gov/pmc/articles/pmid|europepmc\.org/(?:article|abstract)/med)/(\d+)",
        ),
        (
            "pmc",
            "{}",
            r"https?://(?:www\.ncbi\.nlm\.nih\.gov/(?:labs/)?pmc|ncbi\.nlm\.nih\.gov/pmc|pmc\.ncbi\.nlm\.nih\.gov|europepmc\.org)/(?:articles?/)(?:PMC/)?((?:PMC)?\d+)",
        ),
        (
            "corpus",
            "{}",
            r"https?://(?:api|www)\.semanticscholar\.org/(?:graph/v1/paper/|p/|paper/)?CorpusID:(\d+)",
        ),
        (
            "s2",
            "{}",
            r"https?://(?:www\.|api\.)?semanticscholar\.org/(?:graph/v1/)?(?:paper|reader)/(?:[^?#]*/)?([0-9a-f]{40})(?![0-9a-f])",
        ),
        (
            "dblp",
            "{}",
            r"https?://(?:www\.)?dblp\.(?:org|uni-trier\.de|dagstuhl\.de)/rec/(?:html/|bibtex/|xml/)?((?:conf|journals|books|phd|series|reference)/[\w.-]+/[\w-]+)",
        ),
        (
            "doi",
            "10.1038/{}",
            r"https?://(?:www\.)?nature\.com/(?:[a-z]+/journal/v\d+/n\d+/(?:full|abs|pdf)/|articles/)((?:s\d{5}-\d{3}-\d{4,5}-\w|d\d{5}-\d{3}-\d{5}-\w|[a-z]+(?:\.\d{4}\.\d+|\d+|\.\d+)))(?![\w-])",
        ),
        (
            "doi",
            "10.7554/elife.{}",
            r"https?://(?:www\.)?elifesciences\.org/(?:articles|content)/(\d{5,})",
        ),
    )
)


def from_url(url: str) -> dict[str, str]:
    """Return the identifiers that a URL carries, kind to normalised value.

    Only what the address names for certain: a DOI in any publisher's form, arXiv and
    its mirrors, ACL Anthology, OpenReview, PubMed, PubMed Central, Semantic Scholar and
    DBLP pages.

    Examples
    --------
    >>> from_url("https://arxiv.org/pdf/2005.03687v2.pdf")
    {'arxiv': '2005.03687'}
    >>> from_url("https://dl.acm.org/doi/abs/10.1145/3404835.3462867")
    {'doi': '10.1145/3404835.3462867'}
    >>> from_url("https://www.nature.com/articles/s41586-018-0361-2")
    {'doi': '10.1038/s41586-018-0361-2'}
    >>> from_url("https://www.biorxiv.org/content/10.1101/837104v1.full.pdf")
    {'doi': '10.1101/837104'}
    >>> from_url("https://academic.oup.com/nar/advance-article/doi/10.1093/nar/gkad055/7031233")
    {'doi': '10.1093/nar/gkad055'}
    >>> from_url("https://ieeexplore.ieee.org/document/9411880")
    {}
    """
    plain = unquote(url.split("#", maxsplit=1)[0])
    if match := _ARXIV_PAGE.match(plain):
        return {"arxiv": _arxiv(match.group(1))}
    if match := _ACL_PAGE.match(plain):
        return {"acl": _acl(match.group(1))}
    for kind, form, pattern in _PAGES:
        if match := pattern.match(plain):
            normal = normalise(kind, form.format(match.group(1)))
            return {kind: normal} if normal else {}
    doi = doi_in_address(url)
    normal = normalise("doi", doi) if doi else None
    found = graph_id("doi", normal) if normal else None
    return dict([split_graph_id(found)]) if found else {}


def title_id(title: str) -> str:
    """Return the id of a paper that has nothing but a title: ``title:<16 hex>``.

    Examples
    --------
    >>> title_id("Deep Cross-modal Hashing") == title_id("Deep Cross-Modal Hashing.")
    True
    """
    digest = hashlib.sha256(normalise_title(title).encode()).hexdigest()
    return f"title:{digest[:16]}"
