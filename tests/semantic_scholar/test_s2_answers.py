"""What counts as an answer, and what does not."""

import pytest

from kg.sources.client import NotData
from kg.sources.semantic_scholar.answers import batch_of, bulk_page, edge_page, match

PAPER = {"paperId": "649def34f8be52c8b66281af98ae884c09aef38b"}
WITHHELD = {"data": None, "citingPaperInfo": {"openAccessPdf": {"disclaimer": "elided"}}}


@pytest.mark.parametrize(
    ("check", "body"),
    [
        (batch_of(2), [PAPER, None]),
        (batch_of(1), [{"paperId": None, "title": None}]),
        (batch_of(1, "references"), [PAPER | {"references": None}]),
        (batch_of(1, "references"), [PAPER | {"references": [PAPER, {"paperId": None}, None]}]),
        (bulk_page, {"total": 0, "offset": 0}),
        (bulk_page, {"total": 1, "token": None, "data": [PAPER]}),
        (match, {"data": [PAPER | {"matchScore": 109.5}]}),
        (edge_page("citedPaper", 0), {"offset": 0, "data": []}),
        (edge_page("citedPaper", 0), {"offset": 0, "next": 1, "data": [{"citedPaper": PAPER}]}),
        (edge_page("citedPaper", 0), {"offset": 0, "data": [{"citedPaper": None}]}),
        (edge_page("citedPaper", 0), WITHHELD),
    ],
)
def test_answers(check, body):
    check(body)


@pytest.mark.parametrize(
    ("check", "body"),
    [
        (batch_of(2), [PAPER]),
        (batch_of(1), None),
        (batch_of(1), {"error": "Internal"}),
        (batch_of(1), ["<html>"]),
        (batch_of(1), [{"error": "Internal"}]),
        (batch_of(1), [{"paperId": 7}]),
        (batch_of(1, "references"), [PAPER]),
        (batch_of(1, "references"), [PAPER | {"references": {}}]),
        (bulk_page, {"data": [PAPER]}),
        (bulk_page, {"total": 3, "data": None}),
        (match, {"error": "Internal"}),
        (match, {"data": None}),
        (edge_page("citedPaper", 0), {"data": None}),
        (edge_page("citedPaper", 0), {"offset": 0, "data": [PAPER]}),
        (edge_page("citedPaper", 1000), {"data": [{"citedPaper": PAPER}], "next": 1000}),
        (edge_page("citedPaper", 0), {"offset": 0, "data": [], "next": 1000}),
    ],
)
def test_no_answers(check, body):
    with pytest.raises(NotData):
        check(body)


def test_an_empty_page_before_others_is_believed_the_third_time():
    check = edge_page("citedPaper", 0)
    empty = {"offset": 0, "data": [], "next": 1000}
    for _ in range(2):
        with pytest.raises(NotData):
            check(empty)
    assert check(empty).next == 1000
