"""One more entry, written as the list writes its own, where it belongs."""

from __future__ import annotations

import pytest

from kg.curation import Notation, add
from kg.curation.add import work_from_graph
from kg.errors import KgError, UsageError
from kg.reading_list import read_list
from kg.records import Graph, Work, WorkAuthor
from kg.settings import packaged

LIST = packaged("examples", "cross-modal-retrieval.md")
NEW = Work(
    title="Hashing of Sounds and Images", year=2020, venue="ICCV 2020", ids={"arxiv": "2001.00009"},
    authors=[WorkAuthor(name="Ann Lee"), WorkAuthor(name="Bob Moe")], publication_date="2020-04-05",
)  # fmt: skip


def added(text: str, work: Work = NEW, **options):
    return add(text.encode(), read_list("list.md", text=text), work, **options)


def with_entries(heading: str, *entries: str) -> str:
    return f"# Papers\n\n{heading}\n\n" + "\n".join(entries) + "\n"


def test_the_users_list() -> None:
    body = LIST.read_bytes()
    work = Work(
        title="Hashing of Sounds and Images", year=2021, venue="SIGIR 2021", ids={"doi": "10.1/x"}
    )
    done = add(body, read_list(str(LIST)), work)
    assert (
        done.entry
        == "- (2021 SIGIR)**Hashing of Sounds and Images** [📄paper](https://doi.org/10.1/x)"
    )
    before, after = body.split(b"\n"), done.body.split(b"\n")
    assert after[: done.line - 1] + after[done.line :] == before, "nothing else changed"
    assert done.section[-1] == "2021"
    assert b"(2021 MM)" in after[done.line - 2]


def test_a_year_without_a_heading_gets_one() -> None:
    work = Work(
        title="Hashing of Sounds and Images", year=2015, venue="ICCV 2015", ids={"doi": "10.1/x"}
    )
    done = add(LIST.read_bytes(), read_list(str(LIST)), work)
    lines = done.body.decode().split("\n")
    assert lines[done.line - 3 : done.line + 2] == [
        "2015", "", "- (2015 ICCV)**Hashing of Sounds and Images** [📄paper](https://doi.org/10.1/x)", "", "2014",
    ]  # fmt: skip
    parsed = read_list(str(LIST), text=done.body.decode())
    assert [entry.section[-1] for entry in parsed.entries if entry.title == work.title] == ["2015"]


NOTATIONS = [
    (
        "- [Deep Hashing {n}](https://arxiv.org/abs/190{n}.00001) (CVPR 2019)",
        "- [Hashing of Sounds and Images](https://arxiv.org/abs/2001.00009) (ICCV 2020)",
    ),
    (
        "1. **Deep Hashing {n}.** *Jane Doe, Max Roe*. CVPR 2019. [[pdf](https://arxiv.org/pdf/190{n}.00001.pdf)]",
        "4. **Hashing of Sounds and Images.** *Ann Lee, Bob Moe*. ICCV 2020. [[pdf](https://arxiv.org/pdf/2001.00009.pdf)]",
    ),
    (
        '* J. Doe et al. "Deep Hashing {n}." CVPR (2019). [[paper]](https://arxiv.org/abs/190{n}.00001)',
        '* A. Lee et al. "Hashing of Sounds and Images." ICCV (2020). [[paper]](https://arxiv.org/abs/2001.00009)',
    ),
    (
        "+ [Deep Hashing {n}](https://arxiv.org/abs/190{n}.00001) (Feb., 2019)  \n  [![Star](https://img.shields.io/github/stars/a/{n}.svg)](https://github.com/a/{n})",
        "+ [Hashing of Sounds and Images](https://arxiv.org/abs/2001.00009) (Apr., 2020)",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("entry", "expected"), NOTATIONS)
def test_the_lists_own_notation(entry: str, expected: str) -> None:
    text = with_entries("## Hashing", *(entry.replace("{n}", str(n)) for n in (1, 2, 3)))
    done = added(text)
    if expected[0] == "4":
        expected = (
            "2" + expected[1:]
        )  # every item of that list is numbered 1: so is what follows it
    assert done.entry == expected
    again = read_list("list.md", text=done.body.decode()).entries
    assert [one.title for one in again][-1] == NEW.title


def test_a_table() -> None:
    rows = [
        f"| [Deep Hashing {n}](https://arxiv.org/abs/190{n}.00001) | Jane Doe | CVPR 2019 | |"
        for n in (1, 2, 3)
    ]
    text = (
        "# Papers\n\n| Title | First Author | Venue | Code |\n|---|---|---|---|\n"
        + "\n".join(rows)
        + "\n\nThe end.\n"
    )
    done = added(text)
    assert (
        done.entry
        == "| [Hashing of Sounds and Images](https://arxiv.org/abs/2001.00009) | Ann Lee | ICCV 2020 | |"
    )
    assert done.body.decode().split("\n")[7] == done.entry


def test_a_heading_inside_a_list_ends_a_section() -> None:
    entry = "  - 2019 | Deep {} Number {} | CVPR | [`PDF`](https://arxiv.org/abs/19{}.0000{})"
    text = "# Papers\n" + "\n".join(
        f"+ #### {name}\n" + "\n".join(entry.format(name, n, k, n) for n in (1, 2, 3))
        for k, name in ((11, "Hashing"), (12, "Matching"))
    )
    lines = added(text + "\n", section="Hashing").body.decode().split("\n")
    assert lines[5].startswith("  - 2020 | Hashing of Sounds")
    assert lines[6] == "+ #### Matching"


def test_newest_first_and_oldest_first() -> None:
    entry = "- ({year} CVPR) **Deep Hashing of {year}** [paper](https://arxiv.org/abs/{year:.2s}01.0{year})"
    for years, place in (
        (["2023", "2021", "2019", "2018"], 2),
        (["2018", "2019", "2021", "2023"], 2),
    ):
        text = with_entries("## Hashing", *(entry.format(year=year) for year in years))
        order = [one.year for one in read_list("l.md", text=added(text).body.decode()).entries]
        assert order[place] == 2020
        assert order == sorted(order, reverse=years[0] == "2023")


def test_line_ends_stay_and_a_missing_last_one_is_no_matter() -> None:
    entries = (
        f"- (2019 CVPR) **Deep Hashing {n}** [paper](https://arxiv.org/abs/190{n}.00001)"
        for n in (1, 2, 3)
    )
    text = with_entries("## Hashing", *entries).replace("\n", "\r\n").removesuffix("\r\n")
    done = add(text.encode(), read_list("list.md", text=text.replace("\r\n", "\n")), NEW)
    assert done.body.decode().startswith(text + "\r\n- (2020 ICCV)")
    assert b"\n" not in done.body.replace(b"\r\n", b"")


@pytest.mark.parametrize(
    "work",
    [
        Work(title="Another title", ids={"arxiv": "1904.03582"}),
        Work(title="Cross-Modal Prototype Driven Network for Radiology Report Generation", year=2022, ids={"doi": "10.1007/978-3-031-19833-5_33"}),
        Work(title="Deep cross-modal hashing", year=2017),
    ],
)  # fmt: skip
def test_a_paper_is_not_added_twice(demo_graph: Graph, work: Work) -> None:
    with pytest.raises(KgError, match=r"already in the list.*cross-modal-retrieval\.md:\d+"):
        add(LIST.read_bytes(), read_list(str(LIST)), work, graph=demo_graph)


def test_the_published_version_of_a_listed_preprint_is_refused() -> None:
    text = with_entries(
        "## P",
        *(
            f"- **Deep Hashing of Cats {n}** [paper](https://arxiv.org/abs/190{n}.00001)"
            for n in (1, 2)
        ),
    )
    with pytest.raises(KgError, match=r"already in the list.*list\.md:6"):
        added(
            text,
            Work(title="Deep hashing of cats 2", year=2020, venue="CVPR", ids={"doi": "10.1/x"}),
        )


def test_a_paper_of_the_graph_goes_to_the_section_it_is_close_to(demo_graph: Graph) -> None:
    work = work_from_graph(demo_graph, "arxiv:1412.6980")
    assert work.title == "Adam: A method for stochastic optimization"
    done = add(
        LIST.read_bytes(), read_list(str(LIST)), work, graph=demo_graph, paper="arxiv:1412.6980"
    )
    assert done.section[-1] == "2014"


def test_a_section_may_be_named() -> None:
    entry = "- **Deep {} Number {}** [paper](https://arxiv.org/abs/{}.0000{})"
    text = "# Papers\n\n" + "\n".join(
        f"## {name}\n\n" + "\n".join(entry.format(name, n, 1901 + k, n) for n in (1, 2, 3)) + "\n"
        for k, name in enumerate(("Hashing", "Matching"))
    )
    assert added(text, section="matching").section[-1] == "Matching"
    with pytest.raises(UsageError, match="no section"):
        added(text, section="Nowhere")


def test_what_is_not_known_is_left_out() -> None:
    notation_of = "- ({}) **Deep Hashing {}** [paper](https://arxiv.org/abs/190{}.00001)"
    text = with_entries("## P", *(notation_of.format("2019 CVPR", n, n) for n in range(1, 6)))
    notation = Notation(read_list("l.md", text=text), text)
    assert notation.write(Work(title="Only a Title", year=2020)) == "- (2020) **Only a Title**"


@pytest.mark.parametrize(
    ("label", "expected"),
    [("arXiv", "paper"), ("[arXiv]", "paper"), ("pdf", "pdf"), ("PMLR", "paper"), ("📄paper", "📄paper")],
)  # fmt: skip
def test_a_link_is_not_labelled_as_one_to_another_place(label: str, expected: str) -> None:
    label = label.strip("[]")
    entries = [
        f"- **Deep Hashing {n} of Things** (CVPR 2019) [{label}](https://arxiv.org/abs/1902.0000{n})"
        for n in range(4)
    ]
    work = Work(title="Hashing of Sounds", year=2020, venue="ICCV 2020", ids={"doi": "10.1000/x"})
    done = added(with_entries("## 2019", *entries), work)
    assert done.entry.endswith(f"[{expected}](https://doi.org/10.1000/x)")
    arxiv = added(with_entries("## 2019", *entries), NEW)
    assert f"[{label}](https://arxiv.org/abs/2001.00009)" in arxiv.entry


APA = (
    "- Fischer, E. (2016). Birds of the English fens. *Ibis*, 12(3), 45-67. https://doi.org/10.5555/fen",
    "- Walker, D., & Peters, A. (2017). Dunes of Jutland and their sand. *Geology*, 1, 2. https://doi.org/10.5555/dune",
)  # fmt: skip


def test_no_number_of_a_neighbour_is_copied_and_no_author_is_dropped() -> None:
    work = Work(
        title="Winter ice cover of boreal lakes", year=2018, venue="Nature", ids={"doi": "10.5555/ice"},
        authors=[WorkAuthor(name="Anna Peters"), WorkAuthor(name="Brian Hughes")],
    )  # fmt: skip
    entry = added(with_entries("## Nature", *APA), work).entry
    assert entry.startswith("- Peters, A., & Hughes, B. (2018). ")
    assert not {"12", "45", "67", "(3)"} & set(entry.replace(",", " ").replace("-", " ").split())


STYLES = {
    "ampersand and no comma": (
        "- Weber, A. & Adler, R. (199{n}). Floods of the {word}. *Past and Present, 17*, 11-19. https://doi.org/10.5555/{n}",
        "- Eis, E. & de Vries, J. P. (2014). ", "- Eis, E., de Vries, J. P. & Falk, C. D. (2014). ",
    ),
    "initials without full stops": (
        "{number}. Weber A, Adler RT. Floods of the {word}. Ibis. 199{n};3(2):12-20. https://doi.org/10.5555/{n}",
        "4. Eis E, de Vries JP. Floods", "4. Eis E, de Vries JP, Falk CD. Floods",
    ),
    "capitals": (
        "[{number}] WEBER A, ADLER R T. Floods of the {word}[J]. Ibis, 199{n}, 3(2): 12-20. https://doi.org/10.5555/{n}",
        "[4] EIS E, DE VRIES J P. Floods", "[4] EIS E, DE VRIES J P, FALK C D. Floods",
    ),
    "capitals, in full": (
        "- WEBER, Ann; ADLER, Rolf. Floods of the {word}. *Ibis*, v. 3, n. 2, p. 12-20, 199{n}. https://doi.org/10.5555/{n}",
        "- EIS, Erik; DE VRIES, Jan Peter. Floods", "- EIS, Erik; DE VRIES, Jan Peter; FALK, Cy Dale. Floods",
    ),
    "given name first": (
        '{number}. A. Weber and R. T. Adler, "Floods of the {word}," *Ibis*, vol. 3, no. 2, pp. 12-20, 199{n}. https://doi.org/10.5555/{n}',
        '4. E. Eis and J. P. de Vries, "Floods', '4. E. Eis, J. P. de Vries and C. D. Falk, "Floods',
    ),
}  # fmt: skip


@pytest.mark.parametrize("style", STYLES)
def test_authors_are_written_in_the_form_of_the_list(style: str) -> None:
    pattern, of_two, of_three = STYLES[style]
    entries = [
        pattern.format(n=n, number=n + 1, word=word)
        for n, word in enumerate(["northern valley", "western plain", "eastern coast"])
    ]
    people = [WorkAuthor(name=name) for name in ("Erik Eis", "Jan Peter de Vries", "Cy Dale Falk")]  # fmt: skip
    for number, expected in ((2, of_two), (3, of_three)):
        work = Work(
            title="Floods and the winter ice of lakes", year=2014, venue="Nature",
            ids={"doi": "10.5555/ice"}, authors=people[:number],
        )  # fmt: skip
        assert added(with_entries("## Floods", *entries), work).entry.startswith(expected)


def test_a_link_is_that_of_its_section_and_pdf_is_the_label_of_no_page() -> None:
    bullets = "".join(
        f"- **Deep Hashing {n} of Things** (CVPR 2019) [paper](https://arxiv.org/abs/1902.0000{n})\n"
        for n in range(3)
    )
    rows = "".join(
        f"| Floods of the {word} | 199{n} | [pdf](https://arxiv.org/pdf/1903.0000{n}.pdf) |\n"
        for n, word in enumerate(["valley", "plain", "coast"])
    )
    text = f"# L\n\n## Things\n\n{bullets}\n## Floods\n\n| Title | Year | Link |\n|---|---|---|\n{rows}"
    for ids, link in (
        ({"arxiv": "2001.00009"}, "[pdf](https://arxiv.org/pdf/2001.00009.pdf)"),
        ({"doi": "10.5555/ice"}, "[paper](https://doi.org/10.5555/ice)"),
    ):
        work = Work(title="Floods and winter ice", year=2020, ids=ids)
        assert link in added(text, work, section="Floods").entry
    page = added(text, NEW, section="Things").entry
    assert "[paper](https://arxiv.org/abs/2001.00009)" in page


def test_others_are_left_to_et_al_only_where_there_are_more() -> None:
    entries = [
        f"- A. Weber et al. **Floods of the {word}**, Ibis 199{n}. [paper](https://doi.org/10.5555/{n})"
        for n, word in enumerate(["northern valley", "western plain", "eastern coast"])
    ]
    for people, expected in (
        (NEW.authors, "- A. Lee et al. **"),
        (NEW.authors[:1], "- A. Lee. **"),
    ):
        work = Work(title=NEW.title, year=2020, ids={"doi": "10.5555/ice"}, authors=people)
        assert added(with_entries("## Floods", *entries), work).entry.startswith(expected)


def test_a_row_names_all_authors_unless_its_column_is_of_the_first() -> None:
    rows = "".join(
        f"| {name} and their sand | {author} | 201{n} | [doi](https://doi.org/10.5555/{n}) |\n"
        for n, (name, author) in enumerate([("Dunes", "Dora Walker"), ("Beaches", "Cato Morgan")])
    )
    for heading, people in (("Authors", "Ann Lee, Bob Moe"), ("First author", "Ann Lee")):
        text = f"# L\n\n| Title | {heading} | Year | Link |\n|---|---|---|---|\n{rows}"
        assert added(text).entry == (
            f"| Hashing of Sounds and Images | {people} | 2020 | [paper](https://arxiv.org/abs/2001.00009) |"
        )


@pytest.mark.parametrize(
    "entries",
    [APA, ("- **Deep Hashing of Things** (CVPR 2019) [paper](https://arxiv.org/abs/1902.00001)",)],
)
def test_marks_in_a_title_are_its_words(entries) -> None:  # fmt: skip
    title = "Pipes | and *stars* _in_ titles"
    work = Work(title=title, year=2018, venue="ECCV 2018", ids={"arxiv": "1901.00002"})
    done = added(with_entries("## 2018", *entries), work)
    found = [one.title for one in read_list("l.md", text=done.body.decode()).entries]
    assert title in found


def test_a_table_of_a_web_page_is_left_alone() -> None:
    text = (
        "# L\n\n<table><tr><th>Title</th><th>Year</th></tr>\n"
        '<tr><td><a href="https://doi.org/10.5555/fen">Birds of the English fens</a></td><td>2018</td></tr>\n</table>\n'
    )
    with pytest.raises(KgError, match="by hand"):
        added(text, Work(title="Winter ice cover", year=2018, ids={"doi": "10.5555/ice"}))


@pytest.mark.parametrize(
    ("text", "ids", "line"),
    [
        ("10.5555/fen\n10.5555/dune\n", {"doi": "10.5555/ice"}, "10.5555/ice"),
        ("doi:10.5555/fen\n", {"doi": "10.5555/ice"}, "doi:10.5555/ice"),
        ("https://doi.org/10.5555/fen\r\n", {"doi": "10.5555/i<ce>"}, "https://doi.org/10.5555/i%3Cce%3E"),
        ("https://doi.org/10.5555/fen", {"arxiv": "2101.00001"}, "https://arxiv.org/abs/2101.00001"),
        ("# mine\n\narXiv:1706.03762v5\n", {"doi": "10.5555/ice", "arxiv": "2101.00001"}, "arXiv:2101.00001"),
        ("1706.03762\n\n# more to come\n", {"arxiv": "2101.00001"}, "2101.00001"),
        ("10.5555/fen\n", {"arxiv": "hep-th/9711200"}, "arXiv:hep-th/9711200"),
        ("10.5555/fen\n", {"acl": "P18-1001"}, "acl:P18-1001"),
        ("10.5555/fen\n", {"pmid": "12345678"}, "PMID: 12345678"),
        ("PMC7654321\n", {"pmc": "PMC1234567"}, "PMC1234567"),
        ("10.5555/fen\n", {"openreview": "Abc123XYZ"}, "openreview:Abc123XYZ"),
        ("10.5555/fen\n", {"s2": "a" * 40}, "s2:" + "a" * 40),
    ],
)  # fmt: skip
def test_a_list_of_identifiers_gets_one_more(text: str, ids: dict[str, str], line: str) -> None:
    work = Work(title="Winter ice cover of boreal lakes", year=2018, ids=ids)
    found = add(text.encode(), read_list("l.txt", text=text), work)
    assert found.entry == line
    before, after = text.splitlines(), found.body.decode().splitlines()
    after.remove(line)
    assert after == before
    assert ("\r\n" in text) == (b"\r\n" in found.body)
    with pytest.raises(KgError, match="already in the list"):
        add(found.body, read_list("l.txt", text=found.body.decode()), work)


def test_a_paper_without_an_identifier_is_not_put_into_a_list_of_them() -> None:
    text = "10.5555/fen\n"
    parsed = read_list("l.txt", text=text)
    with pytest.raises(KgError, match="no identifier"):
        add(text.encode(), parsed, Work(title="Winter ice cover of boreal lakes", year=2018))
    with pytest.raises(KgError, match="no sections"):
        add(text.encode(), parsed, Work(title="Ice", ids={"doi": "10.5555/i"}), section="2018")


def test_an_empty_field_goes_with_its_marks_and_what_is_known_is_linked() -> None:
    text = "# L\n\n" + "".join(
        f"- {people}. Sobre os rios do {place}. **Acta Amazonica**, 199{n}.\n"
        for n, (people, place) in enumerate(
            [("Ana Lopes", "norte"), ("Rui Costa", "sul"), ("Eva Reis", "leste")]
        )
    )
    work = Work(
        title="Learning to Predict Floods",
        year=2023,
        venue="arXiv.org",
        ids={"arxiv": "2301.00001"},
        authors=[WorkAuthor(name="Eva Eis")],
    )
    entry = added(text, work).entry
    assert "**" not in entry.replace("**Learning to Predict Floods**", "")
    assert "https://arxiv.org/abs/2301.00001" in entry
    assert "Eva Eis" in entry


def test_a_volume_within_emphasis_is_its_own_papers() -> None:
    text = "# L\n\n" + "".join(
        f"- {family}, A. & Adler, R. (199{n}). Floods of the {family}. *Past and Present, 17*, 11-19. https://doi.org/10.5555/{n}\n"
        for n, family in enumerate(["Weber", "Okafor", "Nagy"])
    )
    assert added(text).entry.startswith("- Lee, A. & Moe, B. (2020). ")


def test_lines_that_are_broken_by_two_blanks_stay_broken() -> None:
    text = "# L\n\n" + "".join(
        f"**{title}**  \nAna Lopes  \nNature 201{n} [[paper](https://doi.org/10.5555/{n})]\n\n"
        for n, title in enumerate(["Birds of the fens", "Dunes of Jutland", "Herring of the coast"])
    )
    assert added(text).entry == (
        "**Hashing of Sounds and Images**  \nAnn Lee, Bob Moe  \nICCV 2020 [[paper](https://arxiv.org/abs/2001.00009)]"
    )
