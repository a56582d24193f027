"""What the owner of a list decided, and how it is kept."""

import pytest

from kg.errors import CurationError
from kg.reading_list import read_list
from kg.reading_list.curation_file import (
    curation_path,
    decision_key,
    decisions_for,
    read_curation,
    write_decision,
)

LIST = "# L\n- **Deep Residual Learning for Image Recognition** (CVPR 2016) [paper](https://arxiv.org/abs/1512.03385)\n- **Deep Hashing for Image Retrieval** (CVPR 2015)\n"


def test_a_decision_is_written_beside_what_a_person_wrote(tmp_path):
    path = tmp_path / "l.kg.toml"
    path.write_text(
        '# ours\n[list]\nid = "l" # short\n\n[ignore]\nno-link = ["*"]\n', encoding="utf-8"
    )
    first, second = read_list("l.md", text=LIST).entries
    write_decision(path, first, accept="arxiv:1512.03385")
    write_decision(path, second, reject=["s2:b", "s2:a"])
    write_decision(path, second, reject=["s2:c"])
    text = path.read_text(encoding="utf-8")
    assert text.startswith('# ours\n[list]\nid = "l" # short\n')
    said = read_curation(path)
    assert said.id == "l"
    assert said.ignore == {"no-link": ["*"]}
    assert said.decisions[decision_key(first)].accept == "arxiv:1512.03385"
    assert said.decisions[decision_key(second)].reject == ["s2:a", "s2:b", "s2:c"]


def test_decisions_follow_their_entry_not_its_line(tmp_path):
    path = tmp_path / "l.kg.toml"
    write_decision(path, read_list("l.md", text=LIST).entries[1], accept="doi:10.1/x")
    moved = read_list("l.md", text=LIST.replace("# L\n", "# L\n\nMany words.\n\n"))
    decisions, warnings = decisions_for(moved, read_curation(path))
    assert {index: one.accept for index, one in decisions.items()} == {1: "doi:10.1/x"}
    assert warnings == []


def test_a_decision_whose_entry_is_gone_is_a_warning(tmp_path):
    path = tmp_path / "l.kg.toml"
    write_decision(path, read_list("l.md", text=LIST).entries[1], accept="doi:10.1/x")
    without = read_list("l.md", text="\n".join(LIST.split("\n")[:2]))
    decisions, warnings = decisions_for(without, read_curation(path))
    assert decisions == {}
    assert [(one.code, one.source) for one in warnings] == [("decision-without-entry", "l.md")]


@pytest.mark.parametrize(
    "text",
    [
        "[list",
        "decisions = 3",
        "[lists]\nid = 'x'\n",
        "[decisions.x]\naccept = 'nothing'\n",
        "[decisions.x]\naccpet = 'doi:10.1/x'\n",
    ],
)
def test_a_broken_file_is_said_in_one_line(tmp_path, text):
    path = tmp_path / "l.kg.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CurationError, match=r"l\.kg\.toml"):
        read_curation(path)


def test_where_the_file_lies(tmp_path):
    assert curation_path("-") is None
    assert curation_path("https://github.com/a/b") is None
    assert curation_path("a/papers.md").as_posix() == "a/papers.kg.toml"
    (tmp_path / "papers.md.kg.toml").write_text("", encoding="utf-8")
    assert curation_path(str(tmp_path / "papers.md")).name == "papers.md.kg.toml"
