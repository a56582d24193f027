"""Corrections change what they correct and not a byte more."""

from __future__ import annotations

import difflib
import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.cli import main
from kg.credentials import strip_credentials
from kg.curation import FixedList, fix
from kg.curation.fix import diff
from kg.errors import ReadingListError
from kg.reading_list import read_list
from kg.reading_list.curation_file import Curation
from kg.records import Graph
from kg.settings import packaged

LIST = packaged("examples", "cross-modal-retrieval.md")


def fixed(body: bytes, graph: Graph | None = None, curation: Curation | None = None) -> FixedList:
    encoding = "utf-16" if body[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    text = body.decode(encoding).replace("\r\n", "\n").replace("\r", "\n")
    return fix(body, read_list(LIST.name, text=text), graph=graph, curation=curation)


def test_the_users_list(demo_graph: Graph) -> None:
    body = LIST.read_bytes()
    once = fixed(body, demo_graph)
    lines = once.body.decode().split("\n")
    assert "X-Amz" not in lines[47]
    assert "token=" not in lines[38]
    assert lines[8].startswith("- (2022 ECCV)**Cross-modal Prototype Driven Network")
    assert "📄paper" in lines[7]
    assert {one.code for one in once.corrections} == {
        "mojibake",
        "credential-in-link",
        "venue-contradicts",
    }
    assert len(body.split(b"\n")) == len(once.body.split(b"\n"))
    again = fixed(once.body, demo_graph)
    assert again == FixedList(once.body, [])


def test_lines_without_a_finding_stay_byte_for_byte(demo_graph: Graph) -> None:
    body = LIST.read_bytes()
    once = fixed(body, demo_graph)
    corrected = {one.line for one in once.corrections}
    for number, (before, after) in enumerate(
        zip(body.split(b"\n"), once.body.split(b"\n"), strict=True), start=1
    ):
        assert (before == after) is (number not in corrected)


def test_the_diff_shows_no_credential(demo_graph: Graph) -> None:
    body = LIST.read_bytes()
    shown = diff(body, fixed(body, demo_graph).body, LIST.name)
    assert "[credentials]" in shown
    assert "736E8089" not in shown
    assert "X-Amz" not in shown


ENTRY = "- (2022 CVPR) **Deep Hashing for {}** [paper](https://a.org/{}.pdf{}){}"


def test_line_ends_encoding_and_mark_stay() -> None:
    for encoding, mark in (("utf-8", b""), ("utf-8", b"\xef\xbb\xbf"), ("utf-16-le", b"\xff\xfe")):
        for end in ("\n", "\r\n", "\r"):
            text = end.join(
                ["# Papers", ENTRY.format("Images ü", "x", "?token=5f", " "), "", "last line"]
            )
            done = fixed(mark + text.encode(encoding))
            assert done.body == mark + text.replace("?token=5f", "").encode(encoding)


def test_the_link_of_a_dataset_is_corrected_too() -> None:
    text = f"# Papers\n\n{ENTRY.format('Images', 'x', '', '')}\n\n# Datasets\n\n- NUS-WIDE [link](https://a.org/n.zip?token=5f)\n"
    assert fixed(text.encode()).body.decode() == text.replace("?token=5f", "")


def test_an_entry_that_says_nothing_new_goes_others_stay() -> None:
    one = ENTRY.format("Images", "x", "", "")
    more = one + " [code](https://github.com/a/b)"
    other = ENTRY.format("Images", "y", "", "")
    text = f"# Papers\n\n{one}\n{one}\n{more}\n{other}\n"
    done = fixed(text.encode())
    assert done.body.decode() == f"# Papers\n\n{one}\n{more}\n{other}\n"
    assert [(c.line, c.code) for c in done.corrections] == [(4, "duplicate-entry")]


CODE = [
    "```md\n- x\n```\n\n{}\n",
    "## Example\n\n{}\n",
    "Write an entry so:\n\n{}\n",
    "- [Site](https://a.org)\n\n{deeper}\n",
    "~~~~\n{}\n~~~~\n",
    "1. Say\n\n   ```\n{}\n   ```\n",
]


@pytest.mark.parametrize("around", CODE)
def test_code_is_no_entry_and_stays_and_what_repeats_it_is_no_duplicate(around: str) -> None:
    code = [ENTRY.format(name, name, "?token=5f", "ðŸ“„") for name in ("Images", "Sounds", "Films")]
    block = around.format(
        "\n".join("    " + line for line in code),
        deeper="\n".join(" " * 8 + line for line in code),
    )
    genuine = ENTRY.format("Images", "Images", "", "")
    text = f"# Papers\n\n{block}\nText.\n\n{genuine}\n"
    parsed = read_list("l.md", text=text)
    assert [entry.line for entry in parsed.entries] == [text.rstrip().count("\n") + 1]
    assert fixed(text.encode()) == FixedList(text.encode(), [])


def test_the_rest_of_a_table_in_html_is_read_behind_a_blank_line() -> None:
    row = "<tr><td><b>Deep Hashing of {0}</b></td><td>2021</td><td><a href='https://a.org/{0}.pdf'>pdf</a></td></tr>"
    text = f"# Papers\n\n<table>\n{row.format('Images')}\n\n    {row.format('Sounds')}\n</table>\n"
    entries = read_list("l.md", text=text).entries
    assert [entry.title for entry in entries] == [
        "Deep Hashing of Images",
        "Deep Hashing of Sounds",
    ]


def test_only_a_line_that_says_all_that_was_read_is_a_duplicate() -> None:
    one = ENTRY.format("Images", "x", "", "")
    name, _, address = one.rpartition("(")
    joined = f"{name.rpartition('[')[0]}\n  [paper]({address}"
    text = f"# Papers\n\n{joined}\n{one}\n"
    assert len(read_list("l.md", text=text).entries) == 2
    assert fixed(text.encode()).body.decode() == text


def test_what_the_owner_ignores_is_not_corrected() -> None:
    body = ("# Papers\n\n" + ENTRY.format("Images", "x", "?token=5f", "")).encode()
    assert fixed(body, curation=Curation(ignore={"credential-in-link": ["*"]})).body == body


def test_bytes_that_are_no_text_are_refused() -> None:
    parsed = read_list("l.md", text=ENTRY.format("Images", "x", "", ""))
    with pytest.raises(ReadingListError, match="not UTF-8"):
        fix(b"caf\xe9", parsed)


words = st.text(alphabet="aeé ß—📄[](){}*_|#&?=%/\\\"'", max_size=20)
secrets = st.sampled_from(
    ["", "?token=5f3a", "?X-Amz-Signature=0&page=2", "?page=2&access_token=x(1)"]
)
mangled = st.sampled_from(["", "ðŸ“„", "Privateâ€“Shared", "cafÃ©"])
ends = st.sampled_from(["\n", "\r\n"])


@settings(max_examples=60)
@given(
    st.lists(st.tuples(words, secrets, mangled, words), min_size=1, max_size=6), ends, st.booleans()
)
def test_fixing_twice_changes_nothing_and_no_byte_is_lost(
    entries: list[tuple[str, str, str, str]], end: str, last: bool
) -> None:
    lines = ["# Papers", ""]
    for number, (before, secret, bad, after) in enumerate(entries):
        lines += [ENTRY.format(f"Images {number} {bad}", number, secret, f" {after}"), before]
    body = (end.join(lines) + (end if last else "")).encode()
    once = fixed(body)
    assert fixed(once.body) == FixedList(once.body, [])
    before_lines, after_lines = body.decode().split(end), once.body.decode().split(end)
    corrected = {one.line for one in once.corrections}
    assert len(before_lines) == len(after_lines)
    for number, (old, new) in enumerate(zip(before_lines, after_lines, strict=True), start=1):
        if number not in corrected:
            assert old == new
            continue
        # What went is a credential, a wrongly decoded sign, or a space inside a link.
        for tag, i, j, _, _ in difflib.SequenceMatcher(
            None, old, new, autojunk=False
        ).get_opcodes():
            assert tag in ("equal", "delete", "replace", "insert")
            if tag == "delete":
                assert re.search(r"token|X-Amz|[?&=%()5f3a0x1]|\s|[^\x00-\x7f]", old[i:j])
    for url in re.findall(r"\]\((https?://[^\s)]+)", once.body.decode()):
        assert not strip_credentials(url)[1]


KNOWN = [
    {"externalIds": {"ArXiv": "1609.02907"}, "title": "Semi-Supervised Classification with Graphs", "year": 2017},
    {"externalIds": {"ArXiv": "1810.00826"}, "title": "How Powerful are Graph Neural Networks?", "year": 2019},
]  # fmt: skip
DOUBTFUL = """# Papers

- (2017 CVPR) **Semi-Supervised Classification with Graphs** [paper](https://arxiv.org/abs/1609.02907)
- (2017 ICLR) **Semi-Supervised Classification with Graphs** [paper](https://arxiv.org/abs/1609.02907)

## Others

- (2018 ESWC) **Modeling Relational Data with Convolutions** [paper](https://arxiv.org/abs/1810.00826)
- (2019 ICLR) **How Powerful are Graph Neural Networks?** [paper](https://arxiv.org/abs/1810.00826)
"""


@pytest.mark.parametrize("turned", [False, True])
def test_what_a_correction_makes_equal_goes_at_once_and_a_right_entry_is_not_accused(
    turned: bool, tmp_path, monkeypatch, capsys
) -> None:
    monkeypatch.chdir(tmp_path)
    lines = DOUBTFUL.splitlines()
    if turned:
        lines[7:9] = lines[8:6:-1]
    list_file, facts = tmp_path / "list.md", tmp_path / "facts.jsonl"
    list_file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    of_all = {"paperId": None, "venue": "ICLR", "authors": [{"name": "Ann Lee"}]}
    facts.write_text("\n".join(json.dumps(of_all | paper) for paper in KNOWN), encoding="utf-8")
    (tmp_path / "other.md").write_text(
        "# L\n\n- **A Paper About Other Things** (2019) [paper](https://a.org/x.pdf)\n"
    )
    assert main(["build", "list.md", "other.md", "--source", "facts.jsonl"]) == 0
    assert "list.md: one-id-two-titles" in capsys.readouterr().out
    main(["check", "list.md", "--fix", "--format", "json"])
    found = json.loads(capsys.readouterr().out)["findings"]
    wrong = [finding["line"] for finding in found if finding["code"] == "wrong-identifier"]
    mended = list_file.read_text(encoding="utf-8").splitlines()
    assert [mended[line - 1] for line in wrong] == [line for line in mended if "Modeling" in line]
    assert sum("Semi-Supervised" in line for line in mended) == 1
    main(["check", "list.md", "--fix"])
    assert list_file.read_text(encoding="utf-8").splitlines() == mended
