"""A made-up release of the Semantic Scholar datasets, with every dirt that the real one has.

Files overlap, some are gzip without saying so, lines are broken, ids are null, papers cite
themselves and papers that are not there, and a paper comes twice with other content.
"""

from __future__ import annotations

import gzip
import json
from collections import Counter
from pathlib import Path
from typing import Any

from s2_corpus import Corpus, sha_of

DATE = "2025-08-22"


def corpus_id(paper: dict[str, Any]) -> int:
    return int(paper["externalIds"]["CorpusId"])


def paper_line(paper: dict[str, Any]) -> dict[str, Any]:
    """Return a paper of the service as a line of the dataset."""
    ids = dict.fromkeys(
        ("ACL", "DBLP", "ArXiv", "MAG", "CorpusId", "PubMed", "DOI", "PubMedCentral")
    )
    fields = [{"category": name, "source": "external"} for name in paper["fieldsOfStudy"] or ()]
    fields += paper["s2FieldsOfStudy"]
    return {
        "corpusid": corpus_id(paper),
        "externalids": ids | {k: str(v) for k, v in paper["externalIds"].items()},
        "url": paper["url"],
        "title": paper["title"],
        "authors": paper["authors"],
        "venue": paper["venue"],
        "publicationvenueid": (paper["publicationVenue"] or {}).get("id"),
        "year": paper["year"],
        "referencecount": paper["referenceCount"],
        "citationcount": paper["citationCount"],
        "influentialcitationcount": paper["influentialCitationCount"],
        "isopenaccess": paper["isOpenAccess"],
        "s2fieldsofstudy": fields,
        "publicationtypes": paper["publicationTypes"],
        "publicationdate": paper["publicationDate"],
        "journal": paper["journal"],
    }


def citation_line(number: int, citing: int, cited: int | None, **more: Any) -> dict[str, Any]:
    return {
        "citationid": number,
        "citingcorpusid": citing,
        "citedcorpusid": cited,
        "isinfluential": False,
        "contexts": None,
        "intents": None,
    } | more


class Release:
    """Lines by dataset and file, and how many of them should be dropped for which reason."""

    def __init__(self) -> None:
        self.lines: dict[str, dict[str, list[bytes]]] = {}
        self.dropped: dict[str, Counter[str]] = {}
        self.counted: Counter[str] = Counter()

    def add(self, dataset: str, file: str, line: Any, *, lost: str | None = None) -> None:
        raw = line if isinstance(line, bytes) else json.dumps(line).encode()
        self.lines.setdefault(dataset, {}).setdefault(file, []).append(raw)
        self.dropped.setdefault(dataset, Counter())
        self.counted[dataset] += 1
        if lost is not None:
            self.dropped[dataset][lost] += 1

    def blank(self, dataset: str, file: str) -> None:
        """Add what is no line at all."""
        self.lines[dataset][file] += [b"", b"  "]

    def write(self, folder: Path) -> Path:
        """Write the files: those whose name ends in .gz or in _1 are packed."""
        for dataset, files in self.lines.items():
            (folder / dataset).mkdir(parents=True, exist_ok=True)
            for name, lines in files.items():
                text = b"\n".join(lines) + b"\n"
                if name.endswith((".gz", "_1")):
                    text = gzip.compress(text, mtime=0)
                (folder / dataset / name).write_bytes(text)
        return folder


def release_of(corpus: Corpus) -> Release:
    """Return the release of a literature, clean: withheld and unresolved references are not in it."""
    made = Release()
    files = ("20250822_0", "20250822_1", "part-2.jsonl.gz")
    venues: dict[str, dict[str, Any]] = {}
    for number, (sha, paper) in enumerate(corpus.papers.items()):
        file = files[number % 3]
        made.add("papers", file, paper_line(paper))
        made.add("paper-ids", files[1], {"sha": sha, "corpusid": corpus_id(paper), "primary": True})
        if paper["abstract"]:
            made.add(
                "abstracts",
                file,
                {
                    "corpusid": corpus_id(paper),
                    "openaccessinfo": None,
                    "abstract": paper["abstract"],
                },
            )
        if paper["tldr"]:
            tldr = {"corpusid": corpus_id(paper), "model": "v2", "text": paper["tldr"]["text"]}
            made.add("tldrs", files[2], tldr)
        if venue := paper["publicationVenue"]:
            venues[venue["id"]] = venue
    for old, sha in corpus.merged.items():
        paper = corpus.papers[sha]
        made.add(
            "paper-ids", files[0], {"sha": old, "corpusid": corpus_id(paper), "primary": False}
        )
    for venue in venues.values():
        made.add("publication-venues", files[1], venue)
    number = 0
    for sha, cited_papers in corpus.references.items():
        for cited in cited_papers if sha not in corpus.withheld else ():
            number += 1
            citing = corpus_id(corpus.papers[sha])
            known = isinstance(cited, str)
            made.add(
                "citations",
                files[number % 3],
                citation_line(
                    number,
                    citing,
                    corpus_id(corpus.papers[cited]) if known else None,
                    intents=[["background"], ["methodology", "result"]]
                    if number % 5 == 0
                    else None,
                    isinfluential=number % 7 == 0,
                ),
                lost=None if known else "null-cited",
            )
    return made


def soil(made: Release, corpus: Corpus) -> Release:
    """Add every dirt to a release, each counted under its reason."""
    one, two, three = (corpus_id(paper) for paper in list(corpus.papers.values())[:3])
    first = paper_line(corpus.papers[next(iter(corpus.papers))])
    unreadable = (
        b"{broken",
        b'{"corpusid": 3, "title": ',
        b"[1, 2]",
        b"null",
        b"{}",
        b'"text"',
        b'{"corpusid": null, "title": "Nobody"}',
        b'{"corpusid": 99999999999999999999, "title": "Too large"}',
    )
    for dataset in made.lines:
        for line in unreadable:
            made.add(dataset, "20250822_1", line, lost="unreadable")
        made.blank(dataset, "20250822_1")
    # The same paper again with fewer fields in a later file, and whole in a still later one.
    made.add("papers", "20250823_0", {"corpusid": one, "title": "A stub"}, lost="duplicate")
    made.add("papers", "20250823_1", first, lost="duplicate")
    rows = {
        "null-cited": citation_line(900_001, one, None),
        "self-citation": citation_line(900_002, two, two),
        "unknown-paper": citation_line(900_003, one, 77),
    }
    for reason, row in rows.items():
        made.add("citations", "20250822_0", row, lost=reason)
    made.add("citations", "20250822_0", citation_line(900_004, 78, one), lost="unknown-paper")
    again = json.loads(made.lines["citations"]["20250822_0"][0])
    again |= {"isinfluential": True, "intents": [["result"], None, []]}
    made.add("citations", "part-10.jsonl", again, lost="duplicate")
    made.add("citations", "part-10.jsonl", again | {"citationid": 900_009}, lost="duplicate")
    made.add("abstracts", "20250822_1", {"corpusid": 77, "abstract": "x"}, lost="unknown-paper")
    described = next(corpus_id(paper) for paper in corpus.papers.values() if paper["abstract"])
    made.add("abstracts", "20250823_0", {"corpusid": described}, lost="duplicate")
    made.add("tldrs", "20250822_1", {"corpusid": 77, "text": "x"}, lost="unknown-paper")
    old = sha_of("unknown")
    made.add("paper-ids", "20250822_1", {"sha": old, "corpusid": 77}, lost="unknown-paper")
    made.add("paper-ids", "20250822_1", {"sha": "no sha", "corpusid": one}, lost="unreadable")
    made.add("paper-ids", "20250823_0", {"sha": old, "corpusid": three, "primary": False})
    made.add("paper-ids", "20250823_0", {"sha": old, "corpusid": three}, lost="duplicate")
    return made
