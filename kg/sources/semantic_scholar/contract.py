"""What the Graph API of Semantic Scholar takes and gives: fields, limits, forms of ids.

Source: the published OpenAPI description (graph/v1) and recorded answers; limits
that are not in the description say so.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from kg.identifiers import KINDS, normalise
from kg.sources.client import Service

__all__ = [
    "BATCH_BYTES",
    "BATCH_IDS",
    "BULK_PAGE",
    "EDGE_FIELDS",
    "NESTED_CAP",
    "NESTED_FIELDS",
    "PAGE_END",
    "PAGE_LIMIT",
    "PAPER_FIELDS",
    "SEARCH_FIELDS",
    "URL_BYTES",
    "api_ids",
    "s2_service",
]

#: Ids of one ``POST /paper/batch``.
BATCH_IDS = 500
#: Bytes an answer may have; more is refused with status 400.
BATCH_BYTES = 10_000_000
#: Nested citations or references of one batch; what is beyond is cut without a word.
NESTED_CAP = 9_999
#: Papers of one page of ``GET /paper/search/bulk``.
BULK_PAGE = 1_000
#: Edges of one page, and the offset no page reaches (``offset + limit < 10000``).
PAGE_LIMIT = 1_000
PAGE_END = 9_999
#: Bytes of a URL that every gateway lets through (not in the description).
URL_BYTES = 7_600

_NODE_FIELDS = (
    "externalIds",
    "title",
    "venue",
    "publicationVenue",
    "year",
    "authors",
    "referenceCount",
    "citationCount",
    "influentialCitationCount",
    "isOpenAccess",
    "fieldsOfStudy",
    "publicationTypes",
    "publicationDate",
    "journal",
)
#: Fields of a searched paper; the search endpoints know no ``tldr``.
SEARCH_FIELDS = (*_NODE_FIELDS, "corpusId", "url", "abstract", "openAccessPdf", "s2FieldsOfStudy")
#: Fields of a paper asked for by an id.
PAPER_FIELDS = (*SEARCH_FIELDS, "tldr")
#: Fields of a cited or citing paper: a node of the graph, at about 0.5 to 1 kB.
NESTED_FIELDS = _NODE_FIELDS
#: Fields of the citation itself, on the pages of one paper.
EDGE_FIELDS = ("contexts", "intents", "contextsWithIntent", "isInfluential")

_PREFIXES = {
    "s2": "",
    "corpus": "CorpusId:",
    "doi": "DOI:",
    "arxiv": "ARXIV:",
    "acl": "ACL:",
    "pmid": "PMID:",
    "pmc": "PMCID:",
    "mag": "MAG:",
}
# One id that the service cannot read may cost the whole batch it is in.
_SOUND = re.compile(r"[!-~]{1,200}")


def api_ids(ids: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return ``(kind, id as the API takes it)`` of a paper's ids, the surest first.

    Kinds that the service cannot look up (OpenReview, DBLP, keys) and values that
    are not ids of their kind are left out.

    Examples
    --------
    >>> api_ids({"arxiv": "2207.04818", "doi": "10.1007/978-3-031-19833-5_33"})
    [('doi', 'DOI:10.1007/978-3-031-19833-5_33'), ('arxiv', 'ARXIV:2207.04818')]
    >>> api_ids({"openreview": "rJl0r3R9KX", "doi": "not a doi"})
    []
    """
    found = []
    for kind in sorted(ids, key=lambda kind: (kind not in ("s2", "corpus"), _order(kind))):
        value = normalise(kind, ids[kind]) if kind in _PREFIXES else None
        if value is not None and _SOUND.fullmatch(value):
            found.append((kind, _PREFIXES[kind] + value.removeprefix("PMC")))
    return found


def _order(kind: str) -> int:
    return KINDS.index(kind) if kind in KINDS else len(KINDS)


def s2_service(base_url: str, api_key: str | None) -> Service:
    """Return Semantic Scholar as whom to ask; the key is sent as ``x-api-key`` and nowhere else."""

    def stop(status: int, words: str) -> str | None:
        if status not in (401, 403) or not words:
            return None
        if api_key is not None:
            return (
                f"Semantic Scholar refused the API key ({status}): check S2_API_KEY, "
                "or unset it to ask without a key"
            )
        return f"Semantic Scholar refuses to answer without a key ({status}): set S2_API_KEY"

    return Service(
        name="Semantic Scholar",
        address=f"{base_url}/graph/v1",
        setting="KG_S2_URL",
        headers={} if api_key is None else {"x-api-key": api_key},
        stop=stop,
        essential=True,
        allowance=""
        if api_key is not None
        else "without a key all users share one allowance, S2_API_KEY gives you one of your own",
    )
