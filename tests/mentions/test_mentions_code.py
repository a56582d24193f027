"""One repository, however its URL is written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.mentions import code_of_abstract, code_of_context, repository


@pytest.mark.parametrize(
    "url",
    [
        "https://github.com/naver-ai/pcme",
        "http://github.com/naver-ai/pcme/",
        "https://www.github.com/Naver-AI/PCME",
        "https://github.com/naver-ai/pcme.git",
        "https://github.com/naver-ai/pcme/tree/main/src",
        "https://github.com/naver-ai/pcme/blob/master/README.md#usage",
        "https://github.com/naver-ai/pcme?tab=readme-ov-file",
        "https://github.com/naver-ai/pcme/releases/tag/v1.0",
        "https://github.com/naver-ai/pcme#readme",
        "git@github.com:naver-ai/pcme.git",
        "git+https://github.com/naver-ai/pcme.git",
        "https://raw.githubusercontent.com/naver-ai/pcme/main/README.md",
        "  https://github.com/naver-ai/pcme  ",
    ],
)
def test_every_way_to_write_it_is_one_repository(url: str) -> None:
    found = repository(url)
    assert found is not None
    assert found.id == "https://github.com/naver-ai/pcme"
    assert found.host == "github.com"


@pytest.mark.parametrize(
    "url",
    [
        "https://github.com/naver-ai",
        "https://github.com/topics/hashing",
        "https://",
        "https://[bad",
        "",
    ],
)
def test_what_is_no_repository(url: str) -> None:
    assert repository(url) is None


def test_groups_of_gitlab_nest() -> None:
    found = repository("https://gitlab.com/group/team/tool/-/tree/main")
    assert found is not None
    assert found.name == "group/team/tool"


def test_a_page_elsewhere_is_its_own() -> None:
    found = repository("https://user:secret@example.org/code/?token=1")
    assert found is not None
    assert (found.id, found.url) == ("https://example.org/code", "https://example.org/code")


@given(st.from_regex(r"https?://(www\.)?github\.com/[\w-]{1,8}/[\w.-]{1,8}[\w-]", fullmatch=True))
def test_the_url_of_a_repository_means_itself(url: str) -> None:
    found = repository(url)
    if found is not None:
        again = repository(found.url)
        assert again is not None
        assert again.id == found.id


def test_code_in_an_abstract_is_the_papers_own() -> None:
    found = code_of_abstract(
        "We win. Our PyTorch code is at https://github.com/a/b. See also arxiv.org."
    )
    assert [(one.repository.name, one.framework) for one in found] == [("a/b", "pytorch")]


def test_a_repository_that_is_no_code_of_the_paper_is_left_out() -> None:
    assert code_of_abstract("GitHub projects such as https://github.com/a/b are analysed.") == []


@pytest.mark.parametrize(
    ("context", "theirs", "ours"),
    [
        ("We run the official code of DCMH [4] (https://github.com/x/dcmh).", ["x/dcmh"], []),
        ("Our code extends [4] and lies at https://github.com/me/mine.", [], ["me/mine"]),
        ("See https://github.com/x/dcmh and [4].", [], []),
    ],
)
def test_whose_code_a_context_names(context: str, theirs: list[str], ours: list[str]) -> None:
    found = code_of_context(context)
    assert [[one.repository.name for one in side] for side in found] == [theirs, ours]
