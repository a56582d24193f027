"""The notations met in the wild, one example each."""

import pytest

from kg.reading_list import parse, read_list


def read(text):
    return parse(text, source="list.md", id="list:x")


def told(entry):
    return entry.title, entry.year, entry.venue, entry.authors


ATTENTION = ("Attention Is All You Need", 2017, "NeurIPS")
RESNET = ("Deep Residual Learning for Image Recognition", 2016, "CVPR")


@pytest.mark.parametrize(
    "text",
    [
        "- (2017 NeurIPS)**{0}** [paper](https://arxiv.org/abs/1706.03762)\n- (2016 CVPR)**{1}** [paper](https://arxiv.org/abs/1512.03385)\n",
        "- [{0}](https://arxiv.org/abs/1706.03762), NeurIPS 2017. Ashish Vaswani, Noam Shazeer\n- [{1}](https://arxiv.org/abs/1512.03385), CVPR 2016. Kaiming He, Xiangyu Zhang\n",
        "1. Ashish Vaswani, Noam Shazeer. **{0}.** *NeurIPS* (2017)\n2. Kaiming He, Xiangyu Zhang. **{1}.** *CVPR* (2016)\n",
        "- {0} (NeurIPS 2017) [[paper]](https://arxiv.org/abs/1706.03762) [[code]](https://github.com/a/b)\n- {1} (CVPR 2016) [[paper]](https://arxiv.org/abs/1512.03385)\n",
        '- A. Vaswani, N. Shazeer, "{0}," in NeurIPS, 2017.\n- K. He, X. Zhang, "{1}," in CVPR, 2016.\n',
        "- [2017 NeurIPS] [{0}](https://arxiv.org/abs/1706.03762), Ashish Vaswani, et al.\n- [2016 CVPR] [{1}](https://arxiv.org/abs/1512.03385), Kaiming He, et al.\n",
        "- ⭐️⭐️ (NeurIPS'17) *{0}* [[paper]](https://arxiv.org/abs/1706.03762)\n- (CVPR'16) *{1}* [[paper]](https://arxiv.org/abs/1512.03385)\n",
        "| Title | Venue | Links |\n|---|---|---|\n| {0} | NeurIPS 2017 | [pdf](https://arxiv.org/abs/1706.03762) |\n| {1} | CVPR 2016 | [pdf](https://arxiv.org/abs/1512.03385) |\n",
        "<table><tr><th>Title</th><th>Venue</th></tr><tr><td><a href='https://arxiv.org/abs/1706.03762'>{0}</a></td><td>NeurIPS 2017</td></tr><tr><td><a href='https://arxiv.org/abs/1512.03385'>{1}</a></td><td>CVPR 2016</td></tr></table>\n",
        "### {0}\n- Authors: Ashish Vaswani, Noam Shazeer\n- Venue: NeurIPS 2017\n- [paper](https://arxiv.org/abs/1706.03762)\n\nAn abstract of it.\n\n### {1}\n- Authors: Kaiming He, Xiangyu Zhang\n- Venue: CVPR 2016\n- [paper](https://arxiv.org/abs/1512.03385)\n",
        "**{0}**  \n*Ashish Vaswani, Noam Shazeer*  \nNeurIPS 2017. [[Paper](https://arxiv.org/abs/1706.03762)]\n\n**{1}**  \n*Kaiming He*  \nCVPR 2016. [[Paper](https://arxiv.org/abs/1512.03385)]\n",
        "- 2017\n  - NeurIPS\n    - {0} [[paper](https://arxiv.org/abs/1706.03762)]\n- 2016\n  - CVPR\n    - {1} [[paper](https://arxiv.org/abs/1512.03385)]\n",
        "- Vaswani A, Shazeer N, et al. {0}[C]//NeurIPS. 2017: 1-11. [[paper]](https://arxiv.org/abs/1706.03762)\n- He K, Zhang X, et al. {1}[C]//CVPR. 2016: 770-778. [[paper]](https://arxiv.org/abs/1512.03385)\n",
        "- {0}, Vaswani et al., NeurIPS 2017 | [bibtex](./a.txt) | [pdf](https://arxiv.org/abs/1706.03762)\n- {1}, He et al., CVPR 2016 | [bibtex](./b.txt) | [pdf](https://arxiv.org/abs/1512.03385)\n",
        "### [{0}](https://arxiv.org/abs/1706.03762)\n*Ashish Vaswani, Noam Shazeer*\nNeurIPS 2017\n\n### [{1}](https://arxiv.org/abs/1512.03385)\n*Kaiming He, Xiangyu Zhang*\nCVPR 2016\n",
        '> #### 1) *"{0}"*, NeurIPS 2017 [[paper](https://arxiv.org/abs/1706.03762)]\n> #### 2) *"{1}"*, CVPR 2016 [[paper](https://arxiv.org/abs/1512.03385)]\n',
        "[{0}. NeurIPS 2017.](https://arxiv.org/abs/1706.03762)\nHighlight: no recurrence\n\n[{1}. CVPR 2016](https://arxiv.org/abs/1512.03385)\n",
        "- [NeurIPS 2017: {0}](https://arxiv.org/abs/1706.03762) open source\n- [CVPR 2016: {1}](https://arxiv.org/abs/1512.03385) open source\n",
        "{0} (NeurIPS 2017, [pdf](https://arxiv.org/abs/1706.03762))\n\n{1} (CVPR 2016, [pdf](https://arxiv.org/abs/1512.03385))\n",
        "- {0}, in *NeurIPS* 2017. [\\[paper\\]](https://arxiv.org/abs/1706.03762)\n- {1}, in *CVPR* 2016. [\\[paper\\]](https://arxiv.org/abs/1512.03385)\n",
        ":white_check_mark: [{0}] [[paper]](https://arxiv.org/abs/1706.03762) (NeurIPS 2017)\n\n:white_check_mark: [{1}] [[paper]](https://arxiv.org/abs/1512.03385) (CVPR 2016)\n",
        "## 1. NeurIPS 2017\n- {0} [[paper]](https://arxiv.org/abs/1706.03762)\n\n## 2. CVPR 2016\n- {1} [[paper]](https://arxiv.org/abs/1512.03385)\n",
        "### 2017\n### Conference\n- {0} (**NeurIPS**) [[paper]](https://arxiv.org/abs/1706.03762)\n\n### 2016\n### Conference\n- {1} (**CVPR**) [[paper]](https://arxiv.org/abs/1512.03385)\n",
        "- {0}\n  - The 31st Conference on Neural Information Processing Systems (NeurIPS 2017)\n  - Ashish Vaswani, Noam Shazeer\n  - https://arxiv.org/abs/1706.03762\n- {1}\n  - IEEE Conference on Computer Vision (CVPR 2016)\n  - Kaiming He, Xiangyu Zhang\n  - https://arxiv.org/abs/1512.03385\n",
        "| Date | Title | Venue |\n|---|---|---|\n| 20170612 | **{0}** [(pdf)](https://arxiv.org/abs/1706.03762) | NeurIPS |\n| 201606 | **{1}** [(pdf)](https://arxiv.org/abs/1512.03385) | CVPR |\n",
        "**{0}**\n\n- intro: NeurIPS 2017. Google Brain\n- arxiv: <https://arxiv.org/abs/1706.03762>\n\n**{1}**\n\n- intro: CVPR 2016. MSRA\n- arxiv: <https://arxiv.org/abs/1512.03385>\n",
    ],
)
def test_a_notation_is_understood(text):
    entries = read("# Papers\n\n" + text.format(ATTENTION[0], RESNET[0])).entries
    assert [told(entry)[:3] for entry in entries] == [ATTENTION, RESNET]


def test_authors_where_they_are_given():
    entries = read(
        "# L\n- Vaswani, A., Shazeer, N., & Parmar, N. (2017). Attention is all you need. NeurIPS, 30. https://arxiv.org/abs/1706.03762\n"
    ).entries
    assert told(entries[0]) == (
        "Attention is all you need",
        2017,
        "NeurIPS",
        ["Vaswani, A.", "Shazeer, N.", "Parmar, N."],
    )
    assert entries[0].ids == {"arxiv": "1706.03762"}


def test_the_list_tells_whether_its_entries_begin_with_names():
    cited = """# L
- Ilya Sutskever, Oriol Vinyals, and Quoc V. Le: Sequence to Sequence Learning, NIPS 2014.
- David Blei, Andrew Y. Ng, and Michael I. Jordan: Latent Dirichlet Allocation, JMLR, 2003.
- Ryan Kiros, et al.: Skip-Thought Vectors for Sentences, NIPS 2015.
- Yoon Kim: Convolutional Neural Networks for Sentence Classification, EMNLP 2014.
- Dekai Wu: Inversion Transduction Grammars and Bilingual Parsing, Computational Linguistics, 1997.
"""
    entries = read(cited).entries
    assert [(entry.title, entry.authors) for entry in entries[3:]] == [
        ("Convolutional Neural Networks for Sentence Classification", ["Yoon Kim"]),
        ("Inversion Transduction Grammars and Bilingual Parsing", ["Dekai Wu"]),
    ]
    assert entries[0].authors == ["Ilya Sutskever", "Oriol Vinyals", "Quoc V. Le"]
    assert entries[4].venue == "Computational Linguistics"
    titles = "# L\n" + "\n".join(
        f"- {title} [[paper](https://arxiv.org/abs/2205.0330{n})]"
        for n, title in enumerate(
            [
                "Forget Less, Count Better: A Benchmark for Lifelong Counting",
                "Glance to Count with Anchors",
                "Counting with Adaptive Auxiliary Learning",
            ]
        )
    )
    assert next((one.title, one.authors) for one in read(titles).entries) == (
        "Forget Less, Count Better: A Benchmark for Lifelong Counting",
        None,
    )


def test_titles_alone_are_papers_where_no_paper_is_linked():
    text = """# Papers to read

- Index
  - SuRF: Practical Range Query Filtering with Fast Succinct Tries (SIGMOD 2018)<br>
    Of those who know about databases.
  - The Case for Learned Index Structures<br>
- Consistency
  - Linearizability: A Correctness Condition for Concurrent Objects
"""
    assert [entry.title for entry in read(text).entries] == [
        "SuRF: Practical Range Query Filtering with Fast Succinct Tries",
        "The Case for Learned Index Structures",
        "Linearizability: A Correctness Condition for Concurrent Objects",
    ]


def test_titles_alone_below_a_heading_that_names_a_venue():
    text = """# L
### NeurIPS-2021
- Multi-modal Dependency Tree for Video Captioning [[paper]](https://openreview.net/pdf?id=sW40wkwfsZp)

### ACMMM-2021
- Distributed Attention for Grounded Image Captioning
- Controllable Video Captioning with an Exemplar Sentence. `oral` [[paper]](https://dl.acm.org/doi/pdf/10.1145/3394171.3413908)

### Notes
- These bullets say something about how the list is made
"""
    assert [told(entry)[:3] for entry in read(text).entries] == [
        ("Multi-modal Dependency Tree for Video Captioning", 2021, "NeurIPS"),
        ("Distributed Attention for Grounded Image Captioning", 2021, "ACMMM"),
        ("Controllable Video Captioning with an Exemplar Sentence", 2021, "ACMMM"),
    ]


def test_bullets_after_a_paper_that_only_say_where_its_code_is():
    text = "# L\n- 论文：Han L, Fang L. [**FlashFusion: Real-time Dense Reconstruction**](https://arxiv.org/abs/1801.00001)[C]. RSS, 2018.\n- **代码**：https://github.com/a/flash\n- Zou C, Shan Q. [**LayoutNet: Reconstructing the Room Layout**](https://arxiv.org/abs/1803.08999)[C]. CVPR, 2018.\n"
    first, second = read(text).entries
    assert [link.url for link in first.links] == [
        "https://arxiv.org/abs/1801.00001",
        "https://github.com/a/flash",
    ]
    assert first.authors in (["Han L", "Fang L."], ["Han L", "Fang L"])
    assert [link.kind for link in second.links] == ["paper"]


def test_words_of_a_title_in_bold_are_part_of_it():
    text = "| Date | Title |\n|---|---|\n| 201901 | **Asymmetric Loss** Functions for Lesion Detection [(paper)](https://arxiv.org/abs/1901.00001) |\n| 202006 | **Dice loss:** A Noise-robust Framework for Segmentation [(paper)](https://arxiv.org/abs/2006.00001) |\n"
    assert [(one.title, one.year) for one in read(text).entries] == [
        ("Asymmetric Loss Functions for Lesion Detection", 2019),
        ("A Noise-robust Framework for Segmentation", 2020),
    ]


def test_what_is_not_a_paper_is_left_out():
    text = """# Awesome
## Contents
- [Papers](#papers)
## Papers
- [Attention Is All You Need](https://arxiv.org/abs/1706.03762)
- [Deep Residual Learning for Image Recognition](https://arxiv.org/abs/1512.03385)
## Tools
- [PyTorch](https://pytorch.org) - Tensors and dynamic neural networks in Python
## Courses
- [CS231n: Convolutional Neural Networks for Visual Recognition](http://cs231n.stanford.edu/)
## Contributing
Please read [the guide](CONTRIBUTING.md). If you use this list, cite [our survey](https://arxiv.org/abs/2101.00001).
"""
    assert [entry.line for entry in read(text).entries] == [5, 6]


def test_links_are_told_by_their_label_else_by_their_host():
    text = "# L\n- **Deep Hashing for Cross-Modal Retrieval** (CVPR 2017) [pdf](https://a.org/x) [x](https://github.com/a/b) [project](https://a.github.io/) [Data](https://a.org/d) [video](https://youtu.be/1) [slides](https://a.org/s) [demo](https://a.org/demo) [blog](https://a.org/b) [pdf](https://a.org/x)\n"
    links = read(text).entries[0].links
    assert [link.kind for link in links] == [
        "paper",
        "code",
        "project",
        "dataset",
        "video",
        "slides",
        "demo",
        "blog",
    ]


def test_a_dataset_section_holds_datasets_unless_they_are_papers():
    text = "# L\n## Datasets\n- [NUS-WIDE](https://a.org/nus)\n- XMedia & XMediaNet [link](https://a.org/x)\n- [A FAIR and AI-ready Higgs Boson Decay Dataset](https://arxiv.org/abs/2108.02214) (2021)\n"
    parsed = read(text)
    assert [one.names for one in parsed.datasets] == [["NUS-WIDE"], ["XMedia", "XMediaNet"]]
    assert [entry.year for entry in parsed.entries] == [2021]


def test_only_titles_are_a_list_too():
    entries = read(
        "# Reading list\n- Deep Residual Learning for Image Recognition\n- Learning Transferable Visual Models From Natural Language Supervision\n"
    ).entries
    assert len(entries) == 2


def codes(text):
    return [(warning.code, warning.line) for warning in read(text).warnings]


def test_warnings_name_their_line():
    text = """# L
## 2016
- **Deep Residual Learning for Image Recognition** (CVPR 2017) [paper](https://arxiv.org/abs/1512.03385)
- **Deep Residual Learning for Image Recognition** (CVPR 2016) [paper](https://openaccess.thecvf.com/content_ICCV_2016/papers/x.pdf)
- **Image Retrieval with Graph Hashing Networks** (ICML 2016)
- **Learning Hash Codes with Broken Links** (2016) [[paper]] (https://arxiv.org/abs/1601.00001)
"""
    assert codes(text) == [
        ("year-contradicts-heading", 3),
        ("duplicate-entry", 4),
        ("venue-contradicts-link", 4),
        ("no-link", 5),
        ("broken-markup", 6),
    ]


def test_credentials_are_removed_and_never_repeated():
    text = "# L\n- **Deep Residual Learning for Image Recognition** (CVPR 2016) [paper](https://ann:hunter2@a.org/x.pdf?page=2&X-Amz-Signature=5ecre7&token=abcdef)\n"
    parsed = read(text)
    assert parsed.entries[0].links[0].url == "https://a.org/x.pdf?page=2"
    warning = next(one for one in parsed.warnings if one.code == "credential-removed")
    assert warning.line == 2
    assert "a.org" in warning.message
    assert not any(secret in repr(parsed) for secret in ("hunter2", "5ecre7", "abcdef"))


def test_mojibake_is_repaired_line_by_line():
    text = "# L\n- **Privateâ€“Shared Subspaces for Retrieval** (CVPR 2020) [ðŸ“„paper](https://arxiv.org/abs/2001.00001)\n- **Schrödinger’s Cats in Retrieval** (CVPR 2020) [paper](https://arxiv.org/abs/2001.00002)\n"
    parsed = read(text)
    assert [entry.title for entry in parsed.entries] == [
        "Private–Shared Subspaces for Retrieval",
        "Schrödinger’s Cats in Retrieval",
    ]
    assert [one.line for one in parsed.warnings if one.code == "encoding-repaired"] == [2]


def test_a_year_written_as_the_number_of_a_list_is_the_year():
    text = "# L\n\n2017. [Attention Is All You Need](https://arxiv.org/abs/1706.03762)\n2018. [Deep Contextualized Word Representations](https://arxiv.org/abs/1802.05365)\n"
    assert [entry.year for entry in read(text).entries] == [2017, 2018]


def test_a_tool_that_links_its_paper_is_a_tool():
    text = """# L

## Tools

- [PyOD](https://github.com/a/pyod) - Python toolbox for outlier detection. [[paper]](https://arxiv.org/abs/1901.01588)
- [DGL](https://www.dgl.ai/): deep graph library, [paper](https://arxiv.org/abs/1909.01315)

## Papers

- [Attention Is All You Need](https://arxiv.org/abs/1706.03762)
"""
    assert [entry.title for entry in read(text).entries] == ["Attention Is All You Need"]


def test_journals_and_meetings_are_not_papers():
    text = """# L

- [Attention Is All You Need](https://arxiv.org/abs/1706.03762), NeurIPS 2017
- [GPT-4 Technical Report](https://arxiv.org/abs/2303.08774), arXiv 2023

## Where to publish

- [IEEE Transactions on Knowledge and Data Engineering (TKDE)](https://www.computer.org/web/tkde)
- [Data Mining and Knowledge Discovery](https://link.springer.com/journal/10618)
- [ACM International Conference on Management of Data (SIGMOD)](https://sigmod.org/)
"""
    assert [entry.line for entry in read(text).entries] == [3, 4]


def test_home_pages_of_authors_are_not_links_of_the_paper():
    text = "# L\n\n**Inverse Rendering of Image GANs.**<br>\n*[Xingang Pan](https://xingangpan.github.io/), [Ayush Tewari](https://ayushtewari.com/).*<br>\n3DV 2022. [[PDF](https://arxiv.org/abs/2206.09244)]\n"
    (entry,) = read(text).entries
    assert entry.authors == ["Xingang Pan", "Ayush Tewari"]
    assert [link.url for link in entry.links] == ["https://arxiv.org/abs/2206.09244"]


@pytest.mark.parametrize(
    ("written", "authors"),
    [
        ("Graves, Alex, et al.", ["Graves, Alex"]),
        ("Omran, Mohamed and Lassner, Christoph", ["Omran, Mohamed", "Lassner, Christoph"]),
        ("Hodge, V. and Austin, J.", ["Hodge, V.", "Austin, J."]),
    ],
)
def test_family_names_may_come_first(written, authors):
    text = f'# L\n\n- {written} "Speech recognition with deep networks." ICASSP 2013. [[pdf]](https://arxiv.org/abs/1303.5778)\n'
    (entry,) = read(text).entries
    assert entry.authors == authors


def test_family_and_given_names_that_take_turns_are_people():
    text = "# L\n1. [Spectra of Two Stars](https://arxiv.org/abs/1901.00001)\n   Low, Rachel A., Rye, Douglas R., Fox, Zhao\n2. [Orbits of Two Stars](https://arxiv.org/abs/1901.00002)\n   Mole, Simon J., Fern, Luca\n"
    assert [entry.authors for entry in read(text).entries] == [
        ["Low, Rachel A.", "Rye, Douglas R.", "Fox, Zhao"],
        ["Mole, Simon J.", "Fern, Luca"],
    ]


def test_a_column_of_names_in_chinese_holds_titles():
    text = "| 名字 | 作者 | 进度 |\n|---|---|---|\n| Highly Available Ledgers: Virtues and Limits | | done |\n| Consensus in the Cloud: Systems Explained | | |\n"
    assert [entry.title for entry in read(text).entries] == [
        "Highly Available Ledgers: Virtues and Limits",
        "Consensus in the Cloud: Systems Explained",
    ]


def test_an_address_in_brackets_below_a_title_is_its_link():
    text = "- **Photon escape in an arc**\n[https://arxiv.org/abs/2410.03660]\n  + Ann Low (9th author)\n"
    (entry,) = parse(text, source="l.md", id="list:l").entries
    assert (entry.title, entry.ids) == ("Photon escape in an arc", {"arxiv": "2410.03660"})


def test_a_link_that_says_an_identifier_is_no_title():
    text = "#### [Oxygen on tantalum oxides](https://doi.org/10.1038/s41560-021-00948-w)\n> Ann Low, Ben Rye\n>\n> *Nature Energy*, *2021*, [DOI: 10.1038/s41560-021-00948-w](https://doi.org/10.1038/s41560-021-00948-w)\n\n#### [Limits of reduction on surfaces](https://doi.org/10.1038/s41929-021-00618-w)\n> Carl Fox, Ben Rye\n>\n> *Nature Catalysis*, *2021*, [DOI: 10.1038/s41929-021-00618-w](https://doi.org/10.1038/s41929-021-00618-w)\n"
    entries = parse(text, source="l.md", id="list:l").entries
    assert [(one.title, one.venue, one.year) for one in entries] == [
        ("Oxygen on tantalum oxides", "Nature Energy", 2021),
        ("Limits of reduction on surfaces", "Nature Catalysis", 2021),
    ]


def test_a_doi_is_read_where_nothing_says_that_it_is_one():
    text = "Gleason, Colin & Durand, Michael. (2020). Remote Sensing of River Discharge: A Review. Remote Sensing. 12. 1107. 10.3390/rs12071107.\n"
    (entry,) = parse(text, source="l.md", id="list:l").entries
    assert entry.ids == {"doi": "10.3390/rs12071107"}


def test_the_address_of_a_template_is_a_link():
    text = "## Readings\n- [Cognitive maps in rats and men]({{ site.url }}/assets/tolman1948maps.pdf), figs. 6\n- [Core systems of number]({{ site.url }}/assets/feigenson2004number.pdf).\n"
    first, second = parse(text, source="l.md", id="list:l").entries
    assert (first.title, first.links[0].url) == (
        "Cognitive maps in rats and men", "{{ site.url }}/assets/tolman1948maps.pdf"
    )  # fmt: skip
    assert second.title == "Core systems of number"


def test_what_leads_to_a_paper_in_a_list_of_papers_is_one():
    names = ("Ann Low and Ben Rye", "Carl Fox, Ben Rye", "Dora Moss and Ann Low", "")
    titles = (
        "Proofs as Programs",
        "A Calculus of Contexts",
        "Types for Modules",
        "Intuitionistic Type Theory",
    )
    text = "## Papers\n" + "".join(
        f"- [{title}](http://www.example.edu/p{n}.pdf){' - ' if who else ''}{who}\n"
        for n, (title, who) in enumerate(zip(titles, names, strict=True))
    )  # fmt: skip
    assert [one.title for one in parse(text, source="l.md", id="list:l").entries] == list(titles)


def test_a_remark_between_citations_is_none():
    text = '## Papers\n\n*who is working on which*\n\n*NOT FINAL*\n\nAnn Low, Ben Rye. "Food webs in lakes" Nature 7: 12 (2016).\n\nCarl Fox, Ben Rye. "Ponds in winter" Science 8: 13 (2017).\n\nAnn Low, Carl Fox. "Rivers and their banks" Ecology 9: 14 (2018).\n'
    entries = parse(text, source="l.md", id="list:l").entries
    assert [one.title for one in entries] == ["Food webs in lakes", "Ponds in winter", "Rivers and their banks"]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "title", "year"),
    [
        (
            "Gordon M, Steiger BB, Casey JA. Two decades of burn zone disaster data, 2000-2019. Under review at Nature. March 2025.",
            "Two decades of burn zone disaster data, 2000-2019",
            2025,
        ),
        (
            "Do V, Wilner LB, Casey JA. Patterns of severe weather in the United States, 2018–2020. PLOS Climate. 2025 Jan 22;4(1):e523.",
            "Patterns of severe weather in the United States, 2018–2020",
            2025,
        ),
    ],
)
def test_the_years_that_a_study_is_of_are_a_part_of_its_title(line, title, year):
    (entry,) = parse(line + "\n", source="l.md", id="list:l").entries
    assert (entry.title, entry.year) == (title, year)


def test_those_who_edited_the_volume_are_no_authors():
    line = "- Jim Hollan and Scott Stornetta. 1992. **Beyond being there**. In Proceedings of the SIGCHI Conference on Human Factors in Computing Systems (CHI '92), Penny Bauersfeld, John Bennett, and Gene Lynch (Eds.). ACM, New York, NY, USA, 119-125.\n"
    (entry,) = parse(line, source="l.md", id="list:l").entries
    assert entry.authors == ["Jim Hollan", "Scott Stornetta"]


def test_family_and_given_names_that_take_turns_are_told_by_the_given_ones():
    line = "1. [Light curves of eccentric binaries](https://arxiv.org/abs/1607.00001)  \nKjurkchieva, Diana, Vasileva, Doroteya  \n2016\n"
    (entry,) = parse(line, source="l.md", id="list:l").entries
    assert entry.authors == ["Kjurkchieva, Diana", "Vasileva, Doroteya"]


@pytest.mark.parametrize(
    "link", ["[paper](https://doi.org/10.1000/a)", "[pdf](https://arxiv.org/abs/1901.00001)"]
)
@pytest.mark.parametrize(
    "reference",
    [
        "**Hashing for images at scale**. Ann Lee and Bob Moe. *CVPR*, 2010.",
        "Ann Lee and Bob Moe. Hashing for images at scale. CVPR, 2010.",
        "**Hashing for images at scale** (CVPR 2010)",
        '"Hashing for images at scale", Ann Lee, Bob Moe, 2010',
    ],
)  # fmt: skip
@pytest.mark.parametrize("times", [1, 3])
def test_an_item_without_a_link_is_no_part_of_the_one_before_it(link, reference, times):
    pair = f"- **Deep maps of {{n}} things**. {link}\n- {reference}\n"
    text = "# L\n\n" + "".join(
        pair.format(n=n).replace("images", f"images {n}").replace("1901.0000", f"1901.000{n}")
        for n in range(times)
    )
    lines = [entry.line for entry in read_list("l.md", text=text).entries]
    assert lines == list(range(3, 3 + 2 * times))


def test_a_name_with_the_links_and_the_reference_in_words_behind_it_are_one_entry():
    text = (
        "# L\n\n- VGG-Net [[Web]](http://www.robots.ox.ac.uk/vgg) [[Paper]](http://arxiv.org/pdf/1409.1556)\n"
        "- Karen Simonyan and Andrew Zisserman, Very Deep Convolutional Networks for Large-Scale Image Recognition, ICLR, 2015.\n"
    )
    (entry,) = read_list("l.md", text=text).entries
    assert entry.ids == {"arxiv": "1409.1556"}
    assert entry.title.startswith("Very Deep Convolutional Networks")
