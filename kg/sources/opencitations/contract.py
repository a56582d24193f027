"""What the Index v2 of OpenCitations takes and gives.

Source: api.opencitations.net and recorded answers. Every value is a text; both ends of a
citation are bags of identifiers parted by blanks. A paper that is not known, a DOI that
is none and a back end that timed out are all answered with ``[]``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from kg.identifiers import graph_id
from kg.records import Work
from kg.sources.client import NotData, Service
from kg.sources.reference_lists import ReferenceList, identified, one_spelling
from kg.sources.source import Neighbour
from kg.venues import is_preprint

__all__ = ["opencitations_service", "references_of", "rows_check"]

_KEPT = ("oci", "citing", "cited")
#: Kinds of a bag that are ours; the others (omid, openalex, wikidata) name no node.
_OURS = ("doi", "pmid", "pmcid", "arxiv")
_KIND = {"pmcid": "pmc"}


def opencitations_service(base_url: str, token: str | None) -> Service:
    """Return OpenCitations as whom to ask; the token is sent as ``authorization`` and nowhere else."""

    def stop(status: int, _words: str) -> str | None:
        if status not in (401, 403):
            return None
        if token is not None:
            return f"OpenCitations refused the token ({status}): check OPENCITATIONS_TOKEN, or unset it"
        return f"OpenCitations refuses to answer ({status}): wait, or set OPENCITATIONS_TOKEN"

    return Service(
        name="OpenCitations",
        address=f"{base_url}/index/v2",
        setting="KG_OPENCITATIONS_URL",
        headers={} if token is None else {"authorization": token},
        stop=stop,
        allowance="it allows 180 requests a minute: KG_OPENCITATIONS_INTERVAL makes them fewer",
        plain_errors=True,
        unknown=lambda _, words: words.startswith("HTTP status code 404"),
    )


def rows_check(doi: str) -> Callable[[Any], list[dict[str, str]]]:
    """Return the check of an answer to a DOI: citations, each with its identifier and both ends.

    Raises
    ------
    NotData
        When the answer has another shape, or another paper cites; raised by the check.
    """

    def check(body: Any) -> list[dict[str, str]]:
        if not isinstance(body, list):
            raise NotData("no list")
        for row in body:
            if not isinstance(row, dict) or not all(
                isinstance(row.get(name), str) for name in _KEPT
            ):
                raise NotData("a row that is no citation")
            citing = _dois_of(row["citing"])
            if citing and doi not in citing:
                raise NotData("citations by another paper")
        return [{name: row[name] for name in _KEPT} for row in body]

    return check


def _dois_of(bag: str) -> set[str | None]:
    return {one_spelling(part[4:]) for part in bag.split() if part.startswith("doi:")}


def references_of(rows: Sequence[dict[str, str]], retrieved: str | None = None) -> ReferenceList:
    """Return the references that the rows of one paper name.

    Examples
    --------
    >>> row = {"oci": "062-061", "citing": "doi:10.1/a", "cited": "omid:br/061 doi:10.2/B pmid:7"}
    >>> found = references_of([row, {**row, "cited": "omid:br/9"}])
    >>> [(one.work.ids, one.evidence) for one in found.references]
    [({'doi': '10.2/b', 'pmid': '7'}, 'OpenCitations: OCI 062-061'), ({}, 'OpenCitations: OCI 062-061')]
    >>> found.received, found.identified
    (2, 1)
    """
    references: dict[str, Neighbour] = {}
    for row in rows:
        ids, also = identified(_ids_of(row["cited"]))
        work = Work(ids=ids, also=also, secondhand=True)
        key = " ".join(f"{kind}:{value}" for kind, value in ids.items()) or row["oci"]
        references.setdefault(
            key, Neighbour(work=work, evidence=f"OpenCitations: OCI {row['oci']}")
        )
    return ReferenceList(
        received=len(rows), references=list(references.values()), retrieved=retrieved
    )


def _ids_of(bag: str) -> list[str]:
    """Return the graph ids of a bag; a published DOI before that of a preprint."""
    found = []
    for part in bag.split():
        kind, _, value = part.partition(":")
        if kind in _OURS and (id := graph_id(_KIND.get(kind, kind), value)):
            found.append(id)
    return sorted(dict.fromkeys(found), key=_rank)


def _rank(id: str) -> tuple[bool, bool, str]:
    kind, _, value = id.partition(":")
    return kind != "doi", kind == "doi" and is_preprint(None, {"doi": value}), id
