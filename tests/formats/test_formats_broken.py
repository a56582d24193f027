"""Bibliographies as they are found: what cannot be read as it stands is kept and said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import ReadingListError
from kg.formats.reading import read_as, read_bibtex, read_csl, read_ris


def titles(found):
    return [entry.title for entry in found.entries]


@pytest.mark.parametrize(
    ("text", "expected", "said"),
    [
        ("@a{x, title={One}}\n@a{x, title={Two}}", ["One", "Two"], "also that of line 1"),
        ("@a{x, title={One}, title={Two}}", ["One"], "title is given twice"),
        ("@a{x, title={One}\n year=2001}\n@a{y, title={Two}}", ["One", "Two"], "comma is missing"),
        ("@a{x, title={One {B}, year={2001}}\n\n@a{y, title={Two}}", ["One B", "Two"], "balanced"),
        ('@a{x, title="One, year={2001}}\n@a{y, title={Two}}', ["One", "Two"], "balanced"),
        ("@a{x, title={One}, year={2001}\n@a{y, title={Two}}", ["One", "Two"], "end of the entry"),
        ("@a{x, title={One}, year=2001", ["One"], "end of the entry"),
        ("@a{x, title={One}, ?!}\n@a{y, title={Two}}", ["One", "Two"], "not read"),
        ("@a{x title={One}, year=2001}\n@a{y, title={Two}}", ["One", "Two"], "behind the key"),
        ("@a{z, title={0}}\n@a{x title={One}}", ["0", "One"], "behind the key"),
        ("@a{x, title={One}}, year={2001}}\n@a{y, title={Two}}", ["One", "Two"], "brace too many"),
        ("@a{my own key, title={One}}\n@a{y, title={Two}}", ["One", "Two"], "holds a blank"),
        ("@a{, title={One}}", ["One"], None),
        ("@a(x, title={One})", ["One"], None),
        ("@string(j = {J})\n@a(x, title={One}, journal=j)\n@a(y, title={Two}, year=2001)", ["One", "Two"], None),
        ("@comment{@a{z, title={No}}}\n@a{x, title={One}}", ["One"], None),
        ("% note\n@a{x, title = {One},}", ["One"], None),
        ("@a{x, title={One}}@a{y, title={Two}}", ["One", "Two"], None),
        ("@a{x, title={A @b{c} d}}\n@a{y, title={Two}}", ["A @b{c} d".replace("{c}", "c"), "Two"], None),
        ("@a{x,\r\n title={One}\r\n}\r\n@a{y, title={Two}}", ["One", "Two"], None),
    ],
)  # fmt: skip
def test_a_broken_bibtex_entry_costs_nothing_but_itself(text, expected, said):
    found = read_bibtex(text)
    assert titles(found) == expected
    assert (said is None) == (found.warnings == [])
    if said:
        assert any(said in warning.message for warning in found.warnings)
        assert all(warning.line for warning in found.warnings)


def test_the_year_of_a_broken_entry_is_still_its_own():
    found = read_bibtex("@a{x, title={One {B}, author={Low, A.}, year={2001}}\n@a{y, title={T}}")
    assert found.entries[0].year == 2001
    assert found.entries[0].authors == ["A. Low"]


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("journaltitle={Journal of Examples}, date={2002-05-03}", ("Journal of Examples", 2002)),
        ('journal = jfp # " (Special Issue)", year = 1999', ("J. Funct. (Special Issue)", 1999)),
        ("crossref={meet}", ("Proc. of Small Things", 2004)),
        ("crossref={MEET}, year={2005}", ("Proc. of Small Things", 2005)),
        ("booktitle={Proc. \\& Co.}, year={c. 1687}", ("Proc. & Co.", 1687)),
        ("eventtitle={Congress}, year={2019.0}", ("Congress", 2019)),
    ],
)
def test_fields_of_the_standards_are_read(field, expected):
    found = read_bibtex(
        f'@string{{jfp = "J. Funct."}}\n@inproceedings{{x, title={{T}}, {field}}}\n'
        "@proceedings{meet, title={Proc. of Small Things}, year={2004}, editor={Poe, E.}}"
    )
    entry = found.entries[0]
    assert (entry.venue, entry.year) == expected
    assert ("meet" in field.lower()) == (len(found.entries) == 1)


@pytest.mark.parametrize(
    ("written", "title"),
    [
        (r"$\lambda$-Calculus", "λ-Calculus"),
        ("Wys$^*$", "Wys*"),
        ("Why 100% renewable grids fail", "Why 100% renewable grids fail"),
        (r"Sleep in 5\% of voles", "Sleep in 5% of voles"),
        (r"{\'\i}ndice de {DNA}", "índice de DNA"),
        ("TiO<sub>2</sub> &amp; light", "TiO2 & light"),
        ('<span class="nocase">macOS</span> at work', "macOS at work"),
        (r"A \TeX{} story of {\LaTeX} and \BibTeX, the {\TeX}book", "A TeX story of LaTeX and BibTeX, the TeXbook"),
        (r"Moss with \textless{} and \textgreater\ signs", "Moss with < and > signs"),
        (r"Moss with \MATLAB{} and \KaTeX too", "Moss with MATLAB and KaTeX too"),
        (r"{\sc Lisp} by \textsc{people}, \xspace \protect\emph{again}", "Lisp by people, again"),
        (r"{\bf Bold} moss \ldots{} \& \Large larger", "Bold moss … & larger"),
    ],
)  # fmt: skip
def test_titles_are_read_as_they_print(written, title):
    assert titles(read_bibtex(f"@a{{x, title={{{written}}}}}")) == [title]


@pytest.mark.parametrize(
    ("author", "people"),
    [
        ("Low, A. and and Rye, B.", ["A. Low", "B. Rye"]),
        ("Low, A. and", ["A. Low"]),
        ("A, B, C, D, E", ["A, B, C, D, E"]),
        ("Low, A.; Rye, B.", ["A. Low", "B. Rye"]),
        ("Low, A. & Rye, B.", ["A. Low", "B. Rye"]),
        ("Ann Low, Ben Rye, Cy Fo", ["Ann Low", "Ben Rye", "Cy Fo"]),
        ("Garcia Lopez, Maria Jose", ["Maria Jose Garcia Lopez"]),
        ("{World Health Organization}", ["World Health Organization"]),
        ("Low, A. and others", ["A. Low"]),
        (r"Low, A. and \'Alvarez, B. and \'{E}tienne, D.", ["A. Low", "B. Álvarez", "D. Étienne"]),
        (r"Low, A. and \c{C}elik, E. and \v{C}apek, K.", ["A. Low", "E. Çelik", "K. Čapek"]),
        (r"Low, A. and \L ukasz, P. and \O sterby, O.", ["A. Low", "P. Łukasz", "O. Østerby"]),
        (r"\'A. Low and \"Oz\c{c}an, B. and \AA kesson, T.", ["Á. Low", "B. Özçan", "T. Åkesson"]),
        (r"Garc{\'\i}a, J. and {\v{C}}apek, K.", ["J. García", "K. Čapek"]),
        (r"{The \LaTeX{} Project}", ["The LaTeX Project"]),
        ("", None),
    ],
)  # fmt: skip
def test_odd_lists_of_authors_cost_no_entry(author, people):
    (entry,) = read_bibtex(f"@a{{x, title={{T}}, author={{{author}}}}}").entries
    assert entry.authors == people


@pytest.mark.parametrize(
    "field",
    [
        "eprint={1706.03762}",
        "eprint={1706.03762v5}, archiveprefix={arXiv}",
        "journal={arXiv preprint arXiv:1706.03762}",
        "journal={CoRR}, volume={abs/1706.03762}",
        "note={arXiv: 1706.03762 [cs.CL]}",
        "howpublished={\\url{https://arxiv.org/abs/1706.03762}}",
        "url={https://arxiv.org/pdf/1706.03762.pdf}",
        "doi={10.48550/arXiv.1706.03762}",
    ],
)
def test_an_arxiv_id_is_found_wherever_people_put_it(field):
    (entry,) = read_bibtex(f"@misc{{x, title={{T}}, {field}}}").entries
    assert entry.ids["arxiv"] == "1706.03762"


@pytest.mark.parametrize(
    ("text", "expected", "said"),
    [
        ("TY  - JOUR\nTI  - One\n\nTY  - JOUR\nTI  - Two\nER  - ", ["One", "Two"], "not closed"),
        ("TY  - JOUR\nTI  - One\nER  - \n TY  - JOUR\n TI  - Two\n ER  - ", ["One", "Two"], None),
        ("TY  - JOUR\nTI  - One", ["One"], "not closed"),
        ("TY  - JOUR\nCT  - One\nER  - ", ["One"], None),
        ("TY  - BOOK\nBT  - One\nER  - ", ["One"], None),
        ("TI  - One\nER  - \nTY  - JOUR\nTI  - Two\nER  -", ["One", "Two"], "begin with TY"),
        ("TY  - JOUR\rTI  - One\rER  - \r", ["One"], None),
        ("\ufeffTY  - JOUR\nTI  - One\n goes on\nER  - ", ["One goes on"], None),
        ("TY  - JOUR\nDO  - 10.5555/x\nER  - ", ["10.5555/x"], None),
        ("TY  -JOUR\nTI  -One\nER  -\nTY  -JOUR\nTI  -Two\nER  -", ["One", "Two"], None),
        ("TY  - JOUR\nAU  - Low, A.\nER  - \nTY  - JOUR\nTI  - Two\nER  - ", ["Two"], "left out"),
    ],
)
def test_a_broken_ris_record_costs_nothing_but_itself(text, expected, said):
    found = read_ris(text)
    assert titles(found) == expected
    assert (said is None) == (found.warnings == [])
    assert not said or said in found.warnings[0].message


@pytest.mark.parametrize("tag", ["DO  - ", "M3  - doi: ", "N1  - DOI: ", "UR  - https://doi.org/"])
def test_a_doi_is_found_in_every_field_of_ris(tag):
    text = f"TY  - JOUR\nTI  - T\nUR  - https://example.org/a\n{tag}10.5555/Peat\nER  - "
    assert read_ris(text).entries[0].ids == {"doi": "10.5555/peat"}


@pytest.mark.parametrize(
    ("lines", "ids"),
    [
        ("JO  - arXiv preprint arXiv:1706.03762", {"arxiv": "1706.03762"}),
        ("JF  - arXiv\nM1  - hep-th/9711200", {"arxiv": "hep-th/9711200"}),
        ("AN  - arXiv:math.GT/0309136", {"arxiv": "math/0309136"}),
        ("C2  - PMC2367499\nAN  - 31178118\nDB  - PubMed", {"pmid": "31178118", "pmc": "PMC2367499"}),
        ("N1  - PMID: 31178118", {"pmid": "31178118"}),
        ("AN  - 31178118\nDB  - Scopus\nM1  - 7", {}),
        ("JO  - arXiv\nM1  - 7", {}),
    ],
)  # fmt: skip
def test_an_identifier_is_found_in_the_fields_of_ris_that_archives_use(lines, ids):
    assert read_ris(f"TY  - JOUR\nTI  - T\n{lines}\nER  - ").entries[0].ids == ids


def test_an_arxiv_id_is_no_volume_and_no_issue():
    (entry,) = read_bibtex("@misc{x, title={T}, volume={arXiv:1901.00002}, number=3}").entries
    assert entry.published == {"issue": "3"}


@pytest.mark.parametrize(
    ("item", "title", "year"),
    [
        ('{"title": ["T"], "issued": {"date-parts": [[2001, 2]]}}', "T", 2001),
        ('{"title": "T", "issued": {"date-parts": [["2002"]]}}', "T", 2002),
        ('{"title": "T", "published-print": {"date-parts": [[1687]]}}', "T", 1687),
        ('{"title": "T", "issued": {"literal": "Spring 1905"}}', "T", 1905),
        ('{"title": "T", "issued": {"date-parts": [[null]]}}', "T", None),
        ('{"title": "T", "author": [{"family": "Low", "given": ""}, "Rye"]}', "T", None),
        ('{"title": [], "DOI": "10.5555/X"}', "10.5555/x", None),
        ('{"title": "<i>In vivo</i> T", "container-title": ["J", "K"]}', "In vivo T", None),
    ],
)
def test_csl_items_as_services_give_them(item, title, year):
    found = read_csl(f'[{item}, {{"title": "Last"}}]')
    assert titles(found) == [title, "Last"]
    assert found.entries[0].year == year


def test_a_csl_item_with_nothing_to_tell_it_by_is_said():
    found = read_csl('[{"title": "T"},\n{"type": "book"}]')
    assert titles(found) == ["T"]
    assert [(warning.code, warning.line) for warning in found.warnings] == [
        ("unreadable-record", 2)
    ]


@given(st.text('@ar{}(),="#\\%$\n x1', max_size=200))
def test_no_bibtex_is_a_crash_and_every_entry_has_a_line(text):
    try:
        found = read_bibtex("@a{first, title={First}}\n" + text)
    except ReadingListError:
        return
    assert "First" in found.entries[0].title
    assert all(1 <= entry.line <= text.count("\n") + 2 for entry in found.entries)


@given(
    st.lists(st.sampled_from(["TY  - JOUR", "TI  - T", "ER  - ", "AU  - A", "x", "", " PY - 1"]))
)
def test_no_ris_is_a_crash(lines):
    try:
        found = read_as("\n".join(lines), "ris")
    except ReadingListError:
        return
    assert all(entry.title for entry in found.entries)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("@a{, title={No Key}, year=2002}\n@a{x, title={One}}", [(2002, None), (None, None)]),
        ("@a{x, title={One}, crossref={}}\n@a{, title={Two}, year=1}", [(None, None)] * 2),
        (
            "@article{x, title={One}, crossref={y}}\n@article{y, title={Two}, year=2003}",
            [(2003, "Two"), (2003, None)],
        ),
        (
            "@a{x, title={One}, xdata={v, z}}\n@xdata{z, year=2004}\n@xdata{v, journal={J}}",
            [(2004, "J")],
        ),
        (
            "@inbook{x, title={One}, crossref={y}}\n@book{y, title={Two}, year=2005}",
            [(2005, "Two")],
        ),
    ],
)
def test_only_what_an_entry_names_is_inherited_and_only_collections_are_no_papers(text, expected):
    assert [(entry.year, entry.venue) for entry in read_bibtex(text).entries] == expected


@pytest.mark.parametrize(
    ("fields", "ids"),
    [
        ("howpublished={\\url{https://doi.org/10.1000/a.1}}", {"doi": "10.1000/a.1"}),
        ("howpublished={https://arxiv.org/abs/2001.00001}", {"arxiv": "2001.00001"}),
        ("note={\\doi{10.1000/a.1}}", {"doi": "10.1000/a.1"}),
        ("note={Available as doi:10.1000/a.1}", {"doi": "10.1000/a.1"}),
        ("note={Erratum: doi:10.1000/a.1}", {}),
        ("note={The dataset is at https://doi.org/10.1000/a.1}", {}),
        ("note={Comment on arXiv:2001.00001}", {}),
        ("note={See also doi 10.1000/a.1}", {}),
        ("note={Supplementary material: https://doi.org/10.1000/a.1}", {}),
        ("eprint={2001.00001v2 [cs.CL]}", {"arxiv": "2001.00001"}),
        ("eprint={arXiv:2001.00001 [math.AG] 3 Jan 2020}", {"arxiv": "2001.00001"}),
        ("eprint={11111111}, eprinttype={pubmed}", {"pmid": "11111111"}),
        ("journal={CoRR}, volume={cs.CL/0306050}", {"arxiv": "cs/0306050"}),
        ("eprint={9711200}, archiveprefix={arXiv}, primaryclass={hep-th}", {"arxiv": "hep-th/9711200"}),
        ("eprint={0309136v2}, eprinttype={arxiv}, eprintclass={math.GT}", {"arxiv": "math/0309136"}),
        ("eprint={\\href{https://arxiv.org/abs/1901.00006}{1901.00006}}", {"arxiv": "1901.00006"}),
        ("eprint={https://www.biorxiv.org/content/10.1101/2020.01.01.123456v2.full.pdf}", {"doi": "10.1101/2020.01.01.123456"}),
        ("number={arXiv:1901.00002}, publisher={arXiv}", {"arxiv": "1901.00002"}),
        ("volume={abs/1901.00002}", {"arxiv": "1901.00002"}),
        ("note={PMID: 31178118; PMCID: PMC2367499}", {"pmid": "31178118", "pmc": "PMC2367499"}),
        ("note={Erratum in PMID: 31178118}", {}),
        ("doi={\\href{https://doi.org/10.1000/a\\_1}{10.1000/a\\_1}}", {"doi": "10.1000/a_1"}),
        ("doi={10.1000/a.1;10.1000/b}", {"doi": "10.1000/a.1"}),
        ("doi={https://doi.org/10.1000/a.1, https://doi.org/10.1000/b}", {"doi": "10.1000/a.1"}),
        ("doi={10.1016/S0140\\mbox{-}6736(03)13633\\nobreakdash-X}", {"doi": "10.1016/s0140-6736(03)13633-x"}),
        ("doi={10.1000/ab\\allowbreak cd}", {"doi": "10.1000/abcd"}),
        ("doi={10.1000/(SICI)1(2)3:4;5}", {"doi": "10.1000/(sici)1(2)3:4;5"}),
    ],
)  # fmt: skip
def test_an_identifier_is_read_whole_and_never_that_of_another_work(fields, ids):
    (entry,) = read_bibtex(f"@misc{{x, title={{One}}, {fields}}}").entries
    assert entry.ids == ids


@pytest.mark.parametrize(
    ("text", "expected", "said"),
    [
        ("DB  - X\nTI  - One\nTY  - JOUR\nPY  - 2001\nER  - ", [("One", 2001)], "begin with TY"),
        ("TI  - One\nPY  - 2001\nTY  - JOUR\nTI  - Two\nER  - ", [("One", 2001), ("Two", None)], "begin with TY"),
        ("TY  - JOUR\nTI  - One\n\nPY  - 2001\nER  - ", [("One", 2001)], None),
        ("Provider: X\n\nTY  - JOUR\nTI  - One\nER  - ", [("One", None)], None),
        ("ty  - JOUR\nti  - One\npy  - 2001\ner  - ", [("One", 2001)], None),
        ("TY  - JOUR\nTI  - One\nDO  - 10.1/a\nDO  - 10.1/b\nER  - ", [("One", None)], "twice"),
        ("TY  - JOUR\nTI  - One\n  or Two\nER  - ", [("One or Two", None)], None),
    ],
)  # fmt: skip
def test_tags_of_ris_in_any_order_are_one_reference(text, expected, said):
    found = read_ris(text)
    assert [(entry.title, entry.year) for entry in found.entries] == expected
    assert (said is None) == (found.warnings == [])
    assert said is None or said in found.warnings[0].message


@pytest.mark.parametrize(
    ("tag", "value"),
    [
        ("N1", "Erratum in: J Foo. 2003;3(4):5. doi: 10.1000/erratum"),
        ("N1", "The data set is at https://doi.org/10.5281/zenodo.1"),
        ("N1", "Reply to doi:10.1000/other"),
        ("N1", "Related article: https://doi.org/10.1000/other"),
        ("M3", "Corrected by doi:10.1000/other"),
    ],
)
def test_the_doi_of_another_work_in_a_note_is_not_taken(tag, value):
    (entry,) = read_ris(f"TY  - JOUR\nTI  - One\n{tag}  - {value}\nER  - ").entries
    assert entry.ids == {}


@pytest.mark.parametrize(
    ("text", "expected", "said"),
    [
        ('[{"title": "One"}, "text", null]', ["One"], 2),
        ('[{"title": "One"},\n{"title": "Two", "DOI": "10', ["One"], 1),
        ('{"title": "One"}\n{"title": "Two"}', ["One", "Two"], 0),
        ('{"message": {"items": [{"title": ["One"]}]}}', ["One"], 0),
        ('{"message": {"title": ["One"]}}', ["One"], 0),
        ('{"references": [{"title": "One"}]}', ["One"], 0),
    ],
)
def test_of_csl_what_can_be_read_is_read(text, expected, said):
    found = read_csl(text)
    assert titles(found) == expected
    assert len(found.warnings) == said


@pytest.mark.parametrize(
    ("more", "ids"),
    [
        ('"note": "arXiv:2001.00001 [cs]\\nPMID: 12345678"', {"arxiv": "2001.00001", "pmid": "12345678"}),
        ('"note": "DOI: 10.1000/a.1"', {"doi": "10.1000/a.1"}),
        ('"note": "Erratum: doi 10.1000/a.1"', {}),
        ('"archive": "arXiv", "archive_location": "2001.00001"', {"arxiv": "2001.00001"}),
        ('"archive": "JSTOR", "archive_location": "2001.00001"', {}),
        ('"number": "arXiv:hep-th/9711200"', {"arxiv": "hep-th/9711200"}),
    ],
)  # fmt: skip
def test_what_csl_has_no_field_for_is_read_from_its_note(more, ids):
    (entry,) = read_csl(f'[{{"title": "One", "issued": "2017", {more}}}]').entries
    assert (entry.year, entry.ids) == (2017, ids)


def test_people_on_one_line_of_ris_and_its_number_are_read():
    text = "TY  - JOUR\nTI  - One\nAU  - Lee, Ann; Ek, Bo\nM1  - arXiv:1301.00001\nER  - "
    (entry,) = read_ris(text).entries
    assert entry.authors == ["Ann Lee", "Bo Ek"]
    assert entry.ids == {"arxiv": "1301.00001"}


def test_what_is_no_name_of_csl_is_nobody():
    (entry,) = read_csl('[{"title": "One", "author": [{"family": "Lee"}, ["x"], 5, null]}]').entries
    assert entry.authors == ["Lee"]
