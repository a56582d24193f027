"""Notices about a paper are not the paper; a mark of retraction is on the paper itself."""

from __future__ import annotations

import pytest
from matching.adversarial import NOTICES

from kg.matching import (
    announces_retraction,
    compare_titles,
    is_retracted,
    is_version_pair,
    match_entry,
    retraction_notice,
    title_keys,
    verify_identified,
)
from kg.matching.notices import is_notice_type, notice_of
from kg.matching.retractions import without_mark
from kg.records import Entry, Work, WorkAuthor

TITLE = "Slow light in cold atomic rubidium gas"
MARKS = (
    "Retracted\uff1a{}",
    "RETRACTED: {}",
    "RETRACTED ARTICLE: {}",
    "RETRACTED CHAPTER: {}",
    "RETRACTED {}",
    "[Retracted] {}",
    "(Withdrawn) {}",
    "WITHDRAWN: {}",
    "REMOVED: {}",
    "TEMPORARY REMOVAL: {}",
    "Retracted and replaced: {}",
    "Retracted and Republished: {}",
    "Notice of Violation of IEEE Publication Principles: {}",
    "{} (Retracted)",
    "{} [RETRACTED]",
    "{} – RETRACTED",
    "{}: RETRACTED",
    "{} (Retracted article. See vol. 3, pg. 4, 2021)",
    "{} (This article has been retracted)",
    "{} [Withdrawn]",
    "Article retracted: {}",
    "This article has been retracted: {}",
    "[This paper was withdrawn] {}",
    "Paper withdrawn – {}",
    "The study has been retracted and replaced: {}",
    "RETRACTED & REPLACED: {}",
    "†RETRACTED: {}",
    "RETRACTED. {}",
    "WITHDRAWN--{}",
    "Withdrawn as duplicate: {}",
    "{{Retracted}} {}",
    "{} (Temporary removal)",
    "{}; retracted",
    "{} | Retracted",
)
RETRACTIONS = (
    "Retraction: {}",
    "Retraction Note: {}",
    "Retraction Note to: {}",
    "Retraction notice to {}",
    "Notice of Retraction: {}",
    "Statement of Retraction: {}",
    "Withdrawal: {}",
    "Removal notice to {}",
    "{} (retraction)",
    "{} (Retraction of vol 3, pg 4, 2011)",
    "{} [Retraction notice]",
    "{} (Withdrawal)",
    "{} (Withdrawal of vol 3, pg 4, 2011)",
    "Retraction and replacement: {}",
    "Retraction & Republication of: {}",
    "Notice of Retraction and Replacement: {}",
    "Notice of Removal: {}",
    'Retraction notice to "{}" [J. Things 12 (2019) 1-9]',
    "Retraction notice to “{}” [Appl. Things 512 (2020) 145-151]",
    "Retraction for Lee et al., {}",
    "Notice of retraction {}",
    "NOTICE OF RETRACTION {}",
    "Notice of Retraction: Lee A, et al. {}. J Things. 2019;179:1",
    'Retraction: Lee et al., "{}"',
    'Retraction for "{}"',
    "Author retraction: {}",
    "Publisher's Retraction: {}",
    "Editorial Retraction. {}",
    "Article withdrawal: {}",
    "Retraction of publication: {}",
    "Notification of Retraction: {}",
    "Partial Retraction to: {}",
    "Retraction | {}",
    "{} Retraction Note",
    "{} – Retraction notice",
    "{} (notice of retraction)",
    "Rétractation : {}",
)
#: What an article may be called, too: it tells beside the article alone.
DOUBTFUL = (
    "{} Retraction",
    "{} RETRACTION",
    "{}. Retraction",
    "{} Withdrawal",
    "Retraction for Lee, {}",
    'Retraction for Lee and Ek, "{}"',
    "Removal: {}",
    "Withdrawal {}",
)


@pytest.mark.parametrize("form", NOTICES)
def test_a_notice_is_shown_and_never_linked(form: str) -> None:
    people = ["A. Lopez"]
    work = Work(title=form.format(TITLE), year=2019, authors=[WorkAuthor(name="Ana Lopez")])
    found = match_entry(Entry(line=1, title=TITLE, year=2019, authors=people), [work])
    assert found.work is None
    assert found.confidence == "unsure"
    assert "notice" in found.evidence


@pytest.mark.parametrize("form", MARKS)
def test_a_marked_article_is_the_article_and_is_retracted(form: str) -> None:
    title = form.format(TITLE)
    assert is_retracted(title, None)
    assert without_mark(title) == TITLE
    assert compare_titles(title, TITLE) == "equal"


@pytest.mark.parametrize("form", RETRACTIONS)
def test_a_notice_of_retraction_tells_of_one(form: str) -> None:
    assert is_retracted(form.format(TITLE), None)
    assert compare_titles(form.format(TITLE), TITLE) == "notice"


@pytest.mark.parametrize(
    "title",
    [
        "Retracted papers and their citations",
        "Retraction of the tongue in sleep",
        "Removed carbon by forests",
        "Withdrawn patients in trials: an analysis",
        "Retractions: a study of notices",
        "Withdrawal from opioids in adults",
        "On removal of noise (with an appendix)",
        "Paper retracted for fraud: a study",
        "Articles retracted by journals",
        "Retraction for fixed points",
        "A deformation (strong retraction) of spaces",
    ],
)
def test_papers_about_retraction_are_not_retracted(title: str) -> None:
    assert not is_retracted(title, ["JournalArticle"])


@pytest.mark.parametrize(
    "kinds", [["Retracted Publication"], ["JournalArticle", "Retraction"], ["withdrawn"]]
)
def test_a_type_tells_of_a_retraction(kinds: list[str]) -> None:
    assert is_retracted(TITLE, kinds)


def test_a_record_whose_type_is_a_notice_is_not_linked_by_title() -> None:
    work = Work(title=TITLE, year=2019, publication_types=["Published Erratum"])
    found = match_entry(Entry(line=1, title=TITLE, year=2019), [work])
    assert found.confidence == "unsure"
    assert not is_notice_type(["Review", "JournalArticle", "Editorial"])


def test_an_identifier_that_leads_to_an_erratum_is_unsure() -> None:
    entry = Entry(line=1, title=TITLE, ids={"doi": "10.1/e"})
    assert verify_identified(entry, Work(title=f"Erratum: {TITLE}"), "doi").confidence == "unsure"
    assert verify_identified(entry, Work(title=f"Retraction: {TITLE}"), "doi").work is not None
    notice = Entry(line=1, title=f"Erratum: {TITLE}", ids={"doi": "10.1/e"})
    assert verify_identified(notice, Work(title=f"Erratum: {TITLE}"), "doi").work is not None


def test_a_notice_that_the_list_names_is_found() -> None:
    title = f"Comment on “{TITLE}”"
    found = match_entry(
        Entry(line=1, title=title, year=2019), [Work(title=title, year=2019), Work(title=TITLE)]
    )
    assert found.work is not None
    assert found.work.title == title
    assert notice_of(TITLE) is None


@pytest.mark.parametrize("form", [*RETRACTIONS, *DOUBTFUL])
def test_a_notice_is_told_by_the_title_that_it_is_about(form: str) -> None:
    title = form.format(TITLE)
    assert announces_retraction(title, TITLE)
    assert not announces_retraction(title, "Frogs in winter")
    entry = Entry(line=1, title=TITLE, ids={"doi": "10.5555/a"})
    assert verify_identified(entry, Work(title=title), "doi").work is not None
    alone = match_entry(Entry(line=1, title=TITLE), [Work(title=title)])
    assert alone.confidence == "unsure"
    assert retraction_notice(alone.evidence)
    assert title_keys(title) & title_keys(TITLE)


@pytest.mark.parametrize("title", ["Comment on “{}”", "Erratum: {}", "{} (withdrawn patients)"])
def test_another_notice_tells_of_no_retraction(title: str) -> None:
    assert not announces_retraction(title.format(TITLE), TITLE)


def test_a_notice_that_bears_the_title_tells_by_its_type_or_by_what_it_updates() -> None:
    article = Work(title=TITLE, year=2019, ids={"doi": "10.5555/a"})
    by_type = Work(title=TITLE, year=2021, publication_types=["Retraction notice"])
    by_id = Work(title="Correction to the literature", retracts=["doi:10.5555/a"])
    for notice in (by_type, by_id):
        found = match_entry(Entry(line=1, title=TITLE, year=2019), [article, notice])
        assert found.work is article
        assert retraction_notice(found.evidence)


@pytest.mark.parametrize("form", [*RETRACTIONS, *DOUBTFUL])
def test_a_notice_beside_the_article_is_said_in_its_evidence(form: str) -> None:
    entry = Entry(line=1, title=TITLE, year=2019)
    works = [Work(title=TITLE, year=2019), Work(title=form.format(TITLE), year=2021)]
    found = match_entry(entry, works)
    assert found.work is works[0]
    assert "a notice of its retraction is known" in found.evidence


@pytest.mark.parametrize(
    "title",
    [
        *("RETRACTED-Frogs in winter", "RETRACTED_Frogs in winter", "WITHDRAWN—Frogs in winter"),
        *(
            "Frogs in winter (Withdrawal)",
            "Frogs in winter [WITHDRAWAL]",
            "Frogs in winter WITHDRAWN",
        ),
        *(
            "Frogs in winter RETRACTED ARTICLE",
            "Frogs in winter RETRACTED",
            "RETRACTED-ARTICLE Frogs in winter",
        ),
    ],
)
def test_marks_of_retraction_without_a_stop_are_seen(title: str) -> None:
    assert is_retracted(title, None)


@pytest.mark.parametrize(
    "title",
    [
        *("Opioid withdrawal", "Symptoms of caffeine (withdrawal)", "WHY PAPERS ARE RETRACTED"),
        *("Retracted-paper networks", "Effects of Nicotine Withdrawal", "Why are papers retracted"),
    ],
)
def test_a_paper_about_retraction_or_withdrawal_is_not_retracted(title: str) -> None:
    assert not is_retracted(title, None)


@pytest.mark.parametrize("types", [["Dataset"], ["Editorial"], ["Software"], ["Supplement"]])
def test_data_or_an_editorial_under_the_title_is_not_the_article(types: list[str]) -> None:
    people = [WorkAuthor(name="Ann Lee"), WorkAuthor(name="Bo Ek")]
    deposit = Work(
        title=TITLE,
        year=2019,
        authors=people,
        ids={"doi": "10.5281/zenodo.1234"},
        publication_types=types,
        venue="Zenodo",
    )
    entry = Entry(line=1, title=TITLE, year=2019, authors=["Ann Lee", "Bo Ek"])
    assert match_entry(entry, [deposit]).confidence == "unsure"
    preprint = Work(
        title=TITLE, year=2019, authors=people, ids={"arxiv": "1901.00009"}, venue="arXiv.org"
    )
    assert not is_version_pair(preprint, deposit)
    article = Work(title=TITLE, year=2019, publication_types=["JournalArticle", *types])
    assert match_entry(entry, [article]).confidence == "certain"


@pytest.mark.parametrize(
    ("title", "retracted"),
    [
        ("Withdrawal: the physiology of opioids", False),
        ("Retraction: the lens of the eye", False),
        ("Retraction: a history of glaciers", False),
        ("Retraction: The lens of the eye", False),
        ("Withdrawal: symptoms and treatment", False),
        ("Withdrawal: Alcohol and the Brain", False),
        ("Withdrawal: A Study of the Opioid Crisis", False),
        ("Retraction: theory and practice in type theory", False),
        ("Retraction – An Overview of Methods", False),
        ("Retraction to the boundary of a convex body", False),
        ("Retraction of a claim by Lee et al.: a study", False),
        ("Retraction notice to authors: guidelines", False),
        ("Notice of retraction: how journals word them", False),
        ("Notice of withdrawal from the Paris Agreement", False),
        ("Statement of withdrawal symptoms", False),
        ("Removal notice and takedown under the law", False),
        ("Withdrawn: a memoir", False),
        ("Retracted: the story of a hoax", False),
        ("Growth Cone Collapse and Axon Retraction", False),
        ("How to Write a Retraction Notice", False),
        ("RETRACTED: the lens of the eye", True),
        ("Retraction: The role of glaciers in fjords of the north", True),
        ("Withdrawal: Slow light in rubidium", True),
        ("Retraction: miR-21 in slow cells", True),
        ("Retraction for Lee et al., Slow light in rubidium", True),
    ],
)
def test_an_article_about_retraction_is_not_retracted(title: str, *, retracted: bool) -> None:
    assert is_retracted(title, None) is retracted


@pytest.mark.parametrize(
    "title",
    [
        "In this issue",
        "Letters to the editor",
        "Table of contents",
        "News and views",
        "From the editors",
        "Back matter of this issue",
        "Acknowledgment of reviewers",
    ],
)
def test_what_every_issue_of_a_journal_has_is_told_by_more_than_its_title(title):
    entry = Entry(line=3, title=title, year=2015)
    one = Work(title=title, year=2015, authors=[WorkAuthor("Ann Low")])
    assert match_entry(entry, [one]).confidence == "unsure"
    entry.authors = ["Ann Low"]
    assert match_entry(entry, [one]).confidence == "certain"
