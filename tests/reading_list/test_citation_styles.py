"""Citations of many styles are read, and what stands beside a title is no part of it."""

from __future__ import annotations

import pytest

from kg.reading_list import parse
from kg.records import Entry


def entries_of(*lines: str) -> list[Entry]:
    text = "# Reading\n\n" + "\n".join(lines) + "\n"
    return parse(text, source="list.md", id="list:l").entries


def families(entry: Entry) -> list[str]:
    return [name.split(",")[0] if "," in name else name.split()[-1] for name in entry.authors or []]


ABNT = [
    "- SILVA, J. P. da; SOUZA, M. Conflitos pelo uso da água no sertão. Revista Brasileira de Geografia, v. 12, n. 3, p. 45-60, 2015.",
    "- OLIVEIRA, R. A.; COSTA, L. M.; PEREIRA, A. Solos e sedimentos de um rio. Estudos Avançados, v. 30, n. 2, p. 101-120, 2018.",
    "- LIMA, E. C. et al. A escola no campo. Educação e Pesquisa, v. 41, p. 15-31, 2017.",
]
GBT = [
    "- ZHANG S, LI H. Soil moisture in terraced fields[J]. Journal of Hydrology, 2019, 570: 12-25.",
    "- TINGVALL P G. Foreign ownership and wages[D]. Stockholm University, 2007.",
    "- 张三, 李四. 城市公共交通的公平性研究[J]. 地理学报, 2018, 73(4): 650-663.",
]
GERMAN = [
    "* Weber, Klaus; Lang, Eva (Hrsg.): Quellen der Stadtgeschichte. Ein Handbuch, Köln 2012.",
    "* Fuchs, Jürgen/ Klein, Sabine: Das Archiv im Wandel, in: Archivar 65 (2012), S. 24-31.",
    "* Roth, Peter; Kaiser, Ute: Glocken und Uhren im Dorf, Volkskunde im Tal 12 (2016), S. 3-19.",
]
LINKED = [
    "- [Moss and Hale 1985. Vowel length in island dialects.](papers/moss.pdf)",
    "- [Carter, Anna and Ben Stone. 2021. Tone and stress in one grammar.](https://doi.org/10.5334/gjgl.142)",
    "- [Lin, Wu, and Zhao (2011). Contour tones revisited.](papers/lin.pdf)",
]
GOST = [
    "- Иванов А.Б., Петров В.Г. Модели очередей в сетях // Автоматика и телемеханика. 2004. № 4. С. 12-20.",
    "- Сидорова Е.Н. Устойчивость решений // Математические заметки. 2010. Т. 87. С. 3-15.",
    "- Кузнецов П.А., Орлов Д.И. Теория графов. - М.: Наука, 1999.",
]
JAPANESE = [
    "- 田中太郎, 佐藤花子: 地震波形の自動分類手法の提案, 日本地震学会秋季大会, 2019.",
    "- 鈴木一郎, 高橋健, 山本優: 河川水位の予測モデル, 土木学会論文集, 2020.",
    "- 中村誠, 小林真一: 対話における相槌の分析, 言語処理学会第25回年次大会, 2019.",
]


@pytest.mark.parametrize(
    ("lines", "titles", "people"),
    [
        (
            ABNT,
            [
                "Conflitos pelo uso da água no sertão",
                "Solos e sedimentos de um rio",
                "A escola no campo",
            ],
            [2, 3, 1],
        ),
        (
            GBT,
            [
                "Soil moisture in terraced fields",
                "Foreign ownership and wages",
                "城市公共交通的公平性研究",
            ],
            [2, 1, 2],
        ),
        (
            GERMAN,
            [
                "Quellen der Stadtgeschichte. Ein Handbuch",
                "Das Archiv im Wandel",
                "Glocken und Uhren im Dorf",
            ],
            [2, 2, 2],
        ),
        (
            LINKED,
            [
                "Vowel length in island dialects",
                "Tone and stress in one grammar",
                "Contour tones revisited",
            ],
            [2, 2, 3],
        ),
        (
            GOST,
            ["Модели очередей в сетях", "Устойчивость решений", "Теория графов"],
            [2, 1, 2],
        ),
        (
            JAPANESE,
            [
                "地震波形の自動分類手法の提案",
                "河川水位の予測モデル",
                "対話における相槌の分析",
            ],
            [2, 3, 2],
        ),
    ],
    ids=["ABNT", "GB/T 7714", "German", "in a link", "GOST", "Japanese"],
)
def test_a_citation_is_read_in_the_style_of_its_country(lines, titles, people):
    entries = entries_of(*lines)
    assert [entry.title for entry in entries] == titles
    assert [len(entry.authors or []) for entry in entries] == people


@pytest.mark.parametrize(
    ("lines", "venues"),
    [
        (GERMAN[1:], ["Archivar", "Volkskunde im Tal"]),
        (GOST[:2], ["Автоматика и телемеханика", "Математические заметки"]),
        (ABNT[1:2], ["Estudos Avançados"]),
    ],
    ids=["German", "GOST", "ABNT"],
)
def test_what_follows_the_title_is_the_venue(lines, venues):
    assert [entry.venue for entry in entries_of(*lines)] == venues


@pytest.mark.parametrize(
    ("line", "title"),
    [
        (
            "- Li, W. (2018). The law of small courts, in: Journal of Legal History 12 (3), pp. 4-18.",
            "The law of small courts",
        ),
        (
            "- Hale, D. (2016). Understanding modules in practice (University of Leeds). https://example.org/t.pdf",
            "Understanding modules in practice",
        ),
        (
            "- Votes without parties, Unpublished 2018 [pdf](https://example.org/v.pdf)",
            "Votes without parties",
        ),
        (
            "- Kim, J. & Park, S. (2024) The genome of a bamboo, Mitochondrial DNA Part B, 9:1, 88-93, DOI: 10.1080/23802359.2023.2301017",
            "The genome of a bamboo",
        ),
        (
            "- Added: Paper and its makers - Emil Hart et al, CHI 2012",
            "Paper and its makers",
        ),
        (
            "- Required: [Writing in the margins](https://doi.org/10.1000/1) - Ann Low, 2011",
            "Writing in the margins",
        ),
    ],
)
def test_what_is_said_beside_a_title_is_no_part_of_it(line, title):
    (entry,) = entries_of(line)
    assert entry.title == title


@pytest.mark.parametrize(
    "title",
    [
        "Attention, Please: A Study of Interruptions",
        "Forget Less, Count Better: A Benchmark for Crowds",
        "Winters in the North, Part 2",
        "The City Challenge 2022: A Report on Traffic",
        "Do As I Can, Not As I Say: Robots in Kitchens",
        "Semantic Maps via Patches, Context Fields and Guidance Fields",
        "Learning from Institutions (and Their Colleges)",
        "New Ways to Read: A Primer",
        "Nature and Science: Two Views",
    ],
)
def test_a_title_that_reads_like_names_or_a_venue_stays_whole(title):
    (entry,) = entries_of(f"- **{title}** [paper](https://arxiv.org/abs/2101.00001)")
    assert (entry.title, entry.authors) == (title, None)


def test_where_people_work_and_what_they_do_are_no_names():
    entries = entries_of(
        "- Learning to See Shade. Simon Weber and Universität Bern and Paolo Conti. *CVPR 2018*",
        "- Slow Rivers of Light. Anna Moss, University of Leeds, Carl Fox, ETH Zurich. *ICCV 2019*",
        "- Ten Ways to Cut a Scene. Emil Hart (MIT), Fay Cole (Google). *CVPR 2020*",
    )
    assert list(map(families, entries)) == [["Weber", "Conti"], ["Moss", "Fox"], ["Hart", "Cole"]]


def test_people_in_lines_of_their_own_are_several_with_their_roles_left_out():
    entries = entries_of(
        "- **Dust and gas in nearby discs** https://arxiv.org/abs/2410.02222",
        "  + Barry Moore (7th author, Associate)",
        "- **A survey of faint moons** https://arxiv.org/abs/2410.02223",
        "  + Anna Lind (1st author, Graduate Student)",
        "  + Carl Fox (3rd author, Professor)",
    )
    assert [entry.authors for entry in entries] == [["Barry Moore"], ["Anna Lind", "Carl Fox"]]


def test_a_short_citation_says_who_and_when():
    entries = entries_of(
        "- Vector Models for Template Music [[Wu+, 19](https://example.org/a.pdf)]",
        "- A Survey of Song Writing Machines [[Zhu+, 23/8](https://arxiv.org/abs/2308.12982)]",
        "- Melody Models of Folk Song [[Jeong, 22](https://example.org/b.pdf)]",
    )
    assert [entry.year for entry in entries] == [2019, 2023, 2022]
    assert entries[1].authors == ["Zhu"]


def test_whom_somebody_wrote_it_with_is_an_author():
    (entry,) = entries_of(
        "- [Trade and wages in small towns](https://example.org/t.pdf) (with Anna Low and Ben Rye). Economic Modelling, 2023."
    )
    assert families(entry) == ["Low", "Rye"]


def test_a_column_of_another_name_holds_no_authors():
    (entry,) = entries_of(
        "| Organ | Title | Authors | Year |",
        "|---|---|---|---|",
        "| Brain | [Slices of tissue under light](https://arxiv.org/abs/2101.00001) | Anna Low, Ben Rye | 2021 |",
    )
    assert families(entry) == ["Low", "Rye"]


def test_bold_words_before_a_year_are_the_title_unless_they_are_names():
    works = entries_of(
        "- **Living Soils** (2009). Bram Boateng. Book of Earth.",
        "- **River Songs** (2011). Anna Osei. Book of Water.",
    )
    people = entries_of(
        "- **Anna Osei** (2011). River Songs. Book of Water.",
        "- **Low, A.** (2011). River Songs of Old. Nature.",
    )
    assert [entry.title for entry in works] == ["Living Soils", "River Songs"]
    assert [entry.authors for entry in works] == [["Bram Boateng"], ["Anna Osei"]]
    assert [entry.title for entry in people] == ["River Songs", "River Songs of Old"]


@pytest.mark.parametrize("bullet", ["・", "･", "◆", "●"])
def test_a_bullet_of_another_country_begins_an_entry(bullet):
    entries = entries_of(*(line.replace("- ", bullet) for line in JAPANESE))
    assert [len(entry.authors or []) for entry in entries] == [2, 3, 2]
