"""What stands where an identifier would, and is none."""

from __future__ import annotations

import pytest

from kg.identifiers import graph_id, orcid_in
from kg.placeholders import is_placeholder
from kg.sources.s2_papers import decode_paper

NOTHING = (
    "None",
    "N/A",
    "nan",
    "null",
    "0",
    "-1",
    "",
    " ",
    "00",
    "0.0",
    "-1.0",
    "-99",
    "--",
    "???",
    "—",
    "xxx",
)


@pytest.mark.parametrize("word", NOTHING)
def test_a_word_for_nothing_is_no_author_id(word: str) -> None:
    work = decode_paper({"title": "T", "authors": [{"authorId": word, "name": "Ana Lopez"}]})
    assert is_placeholder(word)
    assert work.authors[0].s2_id is None


@pytest.mark.parametrize("id", ["7", "100", "-17", "A-1", "xx", "1.0", "zero"])
def test_an_id_that_looks_a_little_like_nothing_is_an_id(id: str) -> None:
    assert not is_placeholder(id)


@pytest.mark.parametrize(
    "orcid",
    [
        *(
            "0000-0000-0000-0000",
            "0000-0002-1825-0098",
            "0000-0001-5109-3701",
            "1111-1111-1111-1111",
        ),
        *("9999-9999-9999-9999", "0000-0002-1694-2330", "0000-0002-1825-00970", "none", ""),
    ],
)
def test_an_orcid_with_a_wrong_check_digit_or_of_one_digit_is_none(orcid: str) -> None:
    assert orcid_in(orcid) is None
    author = {"name": "Ana Lopez", "externalIds": {"ORCID": orcid}}
    assert decode_paper({"title": "T", "authors": [author]}).authors[0].orcid is None


@pytest.mark.parametrize(
    ("text", "orcid"),
    [
        ("0000-0002-1825-0097", "0000-0002-1825-0097"),
        ("https://orcid.org/0000-0001-5109-3700", "0000-0001-5109-3700"),
        ("0000-0002-1694-233x", "0000-0002-1694-233X"),
        ("000000021694233X", "0000-0002-1694-233X"),
    ],
)
def test_an_orcid_is_read_in_its_usual_spellings(text: str, orcid: str) -> None:
    assert orcid_in(text) == orcid


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        *(
            ("doi", f"10.{value}")
            for value in ("0000/0000", "0000/abc", "xxxx/xxxx", "1145/nnnnnnn.nnnnnnn")
        ),
        *(
            ("doi", f"10.1145/{value}")
            for value in ("0000000.0000000", "xxxxxxx.xxxxxxx", "XXXX", "null", "???", "n/a")
        ),
        *(("mag", value) for value in ("-1", "0", "none", "-99")),
        *(("pmid", value) for value in ("0", "-1", "00000000")),
        *(("corpus", value) for value in ("-1", "null")),
        *(("pmc", value) for value in ("PMC0", "PMC", "0", "-1")),
    ],
)
def test_a_placeholder_is_no_identifier(kind: str, value: str) -> None:
    assert graph_id(kind, value) is None


@pytest.mark.parametrize(
    ("kind", "value", "id"),
    [
        ("pmid", "031234567", "pmid:31234567"),
        ("pmid", "PMID: 0017", "pmid:17"),
        ("pmc", "PMC0031", "pmc:PMC31"),
        ("pmc", "PMCID: PMC31", "pmc:PMC31"),
        ("mag", "007", "mag:7"),
        ("corpus", "CorpusID:012", "corpus:12"),
    ],
)
def test_leading_zeros_make_no_other_number(kind: str, value: str, id: str) -> None:
    assert graph_id(kind, value) == id


@pytest.mark.parametrize(
    "doi",
    [
        *(
            "10.5555/k(5)<a>|b",
            "10.5555/<b>x</b>",
            "10.5555/a*b*c",
            "10.5555/x<i>",
            "10.5555/k[2]<sub>z",
        ),
        "10.1002/(sici)1097-4571(199806)49:8<693::aid-asi4>3.0.co;2-o",
    ],
)
def test_the_doi_of_a_record_is_read_whole(doi: str) -> None:
    assert decode_paper({"title": "T", "externalIds": {"DOI": doi}}).ids == {"doi": doi}


@pytest.mark.parametrize(
    ("kind", "id", "spellings"),
    [
        (
            *("arxiv", "arxiv:1801.00001"),
            (
                *("https://arxiv.org/abs/1801.00001", "http://arxiv.org/pdf/1801.00001v2"),
                *(
                    "arxiv.org/abs/1801.00001",
                    "10.48550/arXiv.1801.00001",
                    "oai:arXiv.org:1801.00001",
                ),
                *("https://doi.org/10.48550/arXiv.1801.00001", "1801.00001v2.pdf", '"1801.00001"'),
            ),
        ),
        ("arxiv", "arxiv:hep-th/9711200", ("https://arxiv.org/abs/hep-th/9711200",)),
        (
            *("pmid", "pmid:123456"),
            (
                *("https://pubmed.ncbi.nlm.nih.gov/123456/", "123456.0", "PMID: 123456."),
                *("ncbi.nlm.nih.gov/pubmed/123456", "https://europepmc.org/article/MED/123456"),
            ),
        ),
        (
            *("pmc", "pmc:PMC123456"),
            (
                *("https://pmc.ncbi.nlm.nih.gov/articles/PMC123456/", "123456.0", "pmc123456"),
                "https://www.ncbi.nlm.nih.gov/pmc/articles/123456",
            ),
        ),
        (
            *("acl", "acl:P18-1001"),
            (
                *(
                    "https://aclanthology.org/P18-1001/",
                    "acl:P18-1001",
                    "p18-1001",
                    "P18-1001v2.pdf",
                ),
                *("https://www.aclweb.org/anthology/P18-1001", "10.18653/v1/P18-1001"),
            ),
        ),
        ("acl", "acl:2020.acl-main.12", ("https://aclanthology.org/2020.acl-main.12.pdf",)),
        (
            *("openreview", "openreview:AbCdE123"),
            (
                *("https://openreview.net/forum?id=AbCdE123", "openreview.net/pdf?id=AbCdE123"),
                *("'AbCdE123'", "https://openreview.net/forum?id=AbCdE123&noteId=xyz"),
            ),
        ),
        (
            *("doi", "doi:10.5555/abc.1"),
            (
                *(
                    "10.5555/abc.1</a>",
                    "<i>10.5555/abc.1</i>",
                    "10.5555/ABC.1<br/>",
                    "<10.5555/abc.1>",
                ),
                *("10.5555/abc.1?download=true", "http://dx.doi.org/10.5555/abc.1?utm_source=a"),
                *("“10.5555/abc.1”", "https://www.doi.org/10.5555/abc.1/", "10.5555/abc.1 [doi]"),
            ),
        ),
        (
            "dblp",
            "dblp:conf/x/Lee18",
            ("DBLP:conf/x/Lee18", "https://dblp.org/rec/conf/x/Lee18.html"),
        ),
        ("corpus", "corpus:12", ("https://api.semanticscholar.org/CorpusID:12", "12.0")),
    ],
)
def test_an_identifier_has_one_spelling_wherever_it_comes_from(
    kind: str, id: str, spellings: tuple[str, ...]
) -> None:
    assert {spelling: graph_id(kind, spelling) for spelling in spellings} == dict.fromkeys(
        spellings, id
    )


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        *(("acl", '""'), ("acl", "nonsense here"), ("arxiv", "0000.00000"), ("arxiv", "1801.0000")),
        *(
            ("arxiv", "https://example.org/1801.00001"),
            ("doi", "10.1234/x y"),
            ("doi", "10.1234/x%20y"),
        ),
        *(("pmid", "twelve"), ("openreview", "https://openreview.net/group?id=ICLR.cc/2018")),
    ],
)
def test_what_cannot_be_read_whole_is_no_identifier(kind: str, value: str) -> None:
    assert graph_id(kind, value) is None
