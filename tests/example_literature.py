"""The example's records as a literature that the loopback Semantic Scholar answers from."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from s2_corpus import Corpus, sha_of

EXAMPLES = Path(__file__).parent.parent / "examples"
LIST = EXAMPLES / "cross-modal-retrieval.md"
RECORDS = EXAMPLES / "cross-modal-retrieval.records.jsonl"

_UNKNOWN: dict[str, Any] = {
    "abstract": None,
    "publicationVenue": None,
    "isOpenAccess": False,
    "openAccessPdf": None,
    "fieldsOfStudy": None,
    "s2FieldsOfStudy": [],
    "publicationTypes": None,
    "publicationDate": None,
    "journal": None,
    "tldr": None,
}


def example_literature() -> Corpus:
    """Return the papers of the example's records, and what they cite by an identifier.

    A cited work without an identifier that is none of the records stays unresolved.
    """
    records = [json.loads(line) for line in RECORDS.read_text(encoding="utf-8").splitlines()]
    papers = {
        sha_of(record["title"]): _paper(number, record) for number, record in enumerate(records)
    }
    by_title = {paper["title"].lower(): sha for sha, paper in papers.items()}
    references: dict[str, list[str | dict[str, Any]]] = {}
    for record in records:
        cited = references[sha_of(record["title"])] = []
        for work in (reference["citedPaper"] for reference in record["references"]):
            sha = by_title.get(work["title"].lower())
            if sha is None and work.get("externalIds"):
                sha = by_title[work["title"].lower()] = sha_of(work["title"])
                papers[sha] = _paper(len(papers), work)
            cited.append(sha or _unresolved(work))
    return Corpus(papers, references)


def _paper(number: int, record: dict[str, Any]) -> dict[str, Any]:
    sha = sha_of(record["title"])
    return {
        **_UNKNOWN,
        "paperId": sha,
        "corpusId": 9_000_000 + number,
        "externalIds": {**record["externalIds"], "CorpusId": 9_000_000 + number},
        "url": f"https://www.semanticscholar.org/paper/{sha}",
        "title": record["title"],
        "year": record.get("year"),
        "venue": record.get("venue") or "",
        "authors": [
            {"authorId": str(int(sha_of(author["name"])[:8], 16)), "name": author["name"]}
            for author in record.get("authors", ())
        ],
    }


def _unresolved(work: dict[str, Any]) -> dict[str, Any]:
    known = {"title": work["title"], "year": work.get("year")}
    return {**_UNKNOWN, "paperId": None, "externalIds": None, "venue": "", "authors": [], **known}
