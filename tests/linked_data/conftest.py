"""A small graph that has everything in it once, hostile titles included."""

from __future__ import annotations

import pytest

from kg.records import (
    Author,
    Authored,
    Cites,
    Dataset,
    Graph,
    ImplementedBy,
    Introduces,
    Lists,
    ListsDataset,
    Paper,
    PublishedIn,
    ReadingList,
    Repository,
    UsesDataset,
    Venue,
)

DCMH = "doi:10.1109/cvpr.2017.348"
ACMR = "doi:10.1145/3123266.3123326"
NUS = "doi:10.1145/1646396.1646452"
HOSTILE = "s2:0123456789abcdef0123456789abcdef01234567"
LIST = "list:cross-modal"


def full_graph() -> Graph:
    graph = Graph()
    for node in (
        Paper(
            id=DCMH,
            title="Deep Cross-Modal Hashing",
            short="DCMH",
            year=2017,
            publication_date="2017-07-21",
            venue="CVPR 2017",
            volume="1",
            issue="2",
            pages="3270-3278",
            publisher="IEEE",
            abstract="We propose DCMH.",
            tldr="Hashing, deep.",
            doi="10.1109/cvpr.2017.348",
            arxiv_id="1602.02255",
            s2_id="a" * 40,
            corpus_id=1234,
            dblp_key="conf/cvpr/JiangL17",
            aliases=["arxiv:1602.02255", "corpus:1234", "s2:" + "a" * 40, "title:00aa11bb22cc33dd"],
            url="https://user:secret@openaccess.thecvf.com/a b.pdf?X-Amz-Signature=f00&page=2",
            citation_count=900,
            reference_count=40,
            influential_citation_count=100,
            counts_date="2026-09-01",
            is_open_access=True,
            open_access_pdf="https://arxiv.org/pdf/1602.02255",
            fields_of_study=["Computer Science", "Computer Science", "Mathematics"],
            publication_types=["JournalArticle", "Conference"],
            references_state="complete",
            citations_state="unknown",
            listed=True,
        ),
        Paper(
            id=ACMR,
            title="Adversarial Cross-Modal Retrieval",
            short="ACMR",
            year=2017,
            venue="ACM Multimedia",
            doi="10.1145/3123266.3123326",
            url="https://www.sciencedirect.com/science/article/abs/pii/S0020025520307684",
            references_state="partial",
            listed=True,
        ),
        Paper(
            id=NUS,
            title="NUS-WIDE: a real-world web image database",
            short="NUS-WIDE",
            year=2009,
            doi="10.1145/1646396.1646452",
            pubmed_id="123456",
            pmc_id="PMC123",
            listed=False,
        ),
        Paper(
            id=HOSTILE,
            title='<script>alert("1")</script> \\ "quoted" \x00\ud800 &lt;b&gt; a<b \u202e {}%zz\n  e\u0301',
            short="?",
            year=2018,
            s2_id="0123456789abcdef0123456789abcdef01234567",
            url="not a url",
            aliases=["key:a b/c~d#e?f%", "key:ü|<>"],
            listed=True,
        ),
        Paper(id="title:9999aaaa0000bbbb", short="nameless", listed=False),
        Author(id="s2:1", name="Qing-Yuan Jiang", name_key="qing yuan jiang", s2_id="1"),
        Author(
            id="s2:2",
            name="Wu-Jun Li",
            name_key="wu jun li",
            s2_id="2",
            orcid="0000-0002-1825-0097",
        ),
        Author(id=f"{ACMR}#author-1", name="Bokun Wang", name_key="bokun wang"),
        Venue(
            id="venue:cvpr",
            name="Computer Vision and Pattern Recognition",
            acronym="CVPR",
            kind="conference",
            alternate_names=["CVPR", "IEEE CVPR"],
        ),
        Venue(id="venue:information-sciences", name="Information Sciences", kind="journal"),
        Dataset(
            id="dataset:nus-wide",
            name="NUS-WIDE",
            url="https://lms.comp.nus.edu.sg/research/NUS-WIDE.htm",
            aliases=["NUSWIDE"],
        ),
        Dataset(id="dataset:flickr", name="MIRFlickr"),
        Repository(
            id="https://github.com/penghu-cs/DSCMR",
            url="https://github.com/penghu-cs/DSCMR",
            host="github.com",
            name="penghu-cs/DSCMR",
        ),
        ReadingList(
            id=LIST,
            title="Cross-modal retrieval",
            source="papers.md",
            sha256="0" * 64,
            entry_count=4,
            retrieved="2026-09-02",
        ),
        Authored(start="s2:1", end=DCMH, position=1),
        Authored(start="s2:2", end=DCMH, position=2),
        Authored(start="s2:2", end=HOSTILE, position=1),
        Authored(start=f"{ACMR}#author-1", end=ACMR, position=1),
        PublishedIn(start=DCMH, end="venue:cvpr"),
        PublishedIn(start=HOSTILE, end="venue:information-sciences"),
        UsesDataset(
            start=DCMH,
            end="dataset:nus-wide",
            kind="context",
            evidence=["on NUS-WIDE", "and again"],
        ),
        UsesDataset(start=ACMR, end="dataset:flickr", kind="abstract", evidence=["on MIRFlickr"]),
        UsesDataset(start=HOSTILE, end="dataset:nus-wide", kind="citation", evidence=["cites it"]),
        Introduces(start=NUS, end="dataset:nus-wide", evidence="its title"),
        ImplementedBy(
            start=DCMH,
            end="https://github.com/penghu-cs/DSCMR",
            framework="pytorch",
            source="papers.md:7",
        ),
        ImplementedBy(start=ACMR, end="https://github.com/penghu-cs/DSCMR"),
        Cites(
            start=HOSTILE,
            end=DCMH,
            intents=["background", "methodology", "result"],
            influential=True,
            contexts=["as in [3]", "we follow [3]"],
            context_intents=["background", "methodology, result"],
            sources=["records", "semantic-scholar"],
            evidence=["reference 3", "isInfluential"],
            retrieved="2026-09-03",
        ),
        Cites(start=ACMR, end=DCMH, sources=["records"], evidence=["reference 12"]),
        Cites(start=DCMH, end=NUS, influential=False, sources=["semantic-scholar"]),
        Cites(start=HOSTILE, end="title:9999aaaa0000bbbb"),
        Lists(
            start=LIST,
            end=DCMH,
            line=3,
            position=1,
            section=["papers", "2017"],
            title="Deep Cross-modal Hashing",
            year=2017,
            venue="CVPR",
            matched_by="doi",
            confidence="certain",
            evidence="the link names the DOI",
        ),
        Lists(
            start=LIST,
            end=ACMR,
            line=4,
            position=2,
            section=["papers", "2017"],
            title="ACMR",
            matched_by="title",
            confidence="probable",
            evidence="same title",
        ),
        Lists(
            start=LIST,
            end=HOSTILE,
            line=5,
            position=3,
            section=["papers", "2018"],
            title="<b>x</b>",
        ),
        ListsDataset(start=LIST, end="dataset:nus-wide", line=8, position=4, title="NUS-WIDE"),
    ):
        graph.add(node)
    return graph


@pytest.fixture
def full() -> Graph:
    return full_graph()
