"""The same list resolves the same, whether the service or a file of records is asked."""

import json

from s2_corpus import Corpus, sha_of
from s2_server import S2Server

from kg.identifiers import normalise_title
from kg.reading_list import read_list
from kg.settings import packaged
from kg.sources.records_file import RecordsFile
from kg.sources.semantic_scholar import SemanticScholar

LIST = packaged("examples", "cross-modal-retrieval.md")
RECORDS = packaged("examples", "cross-modal-retrieval.records.jsonl")


def served(records):
    """Return the works of a file of records as the service would know them."""
    own = {normalise_title(record["title"]): record for record in records}
    papers = {}

    def add(given):
        title = normalise_title(given["title"])
        paper = own.get(title, given)
        sha = sha_of(title if title in own else given["paperId"] or title)
        ids = {**(paper.get("externalIds") or {}), "CorpusId": int(sha[:8], 16)}
        papers[sha] = {
            **paper,
            "paperId": sha,
            "externalIds": ids,
            "venue": paper.get("venue") or "",
        }
        return sha

    references = {
        add(one): [add(edge["citedPaper"]) for edge in one["references"]] for one in records
    }
    return Corpus(papers, references)


def test_the_users_list(tmp_path):
    entries = read_list(str(LIST)).entries
    records = [json.loads(line) for line in RECORDS.read_text(encoding="utf-8").splitlines()]
    with S2Server(served(records)) as server:
        with SemanticScholar(base_url=server.url, interval=0.0, archive=tmp_path) as source:
            by_service = source.resolve(entries, {})
        assert len(server.log) <= 4
    by_records = RecordsFile(str(RECORDS)).resolve(entries, {})
    for entry, one, other in zip(entries, by_service, by_records, strict=True):
        assert (one.confidence, one.matched_by) == (other.confidence, other.matched_by), entry
        if other.work is not None:
            assert one.work.title == other.work.title
