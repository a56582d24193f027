"""Marks: in the curation file, at once in the store, kept over builds, and nobody else's business."""

from __future__ import annotations

import csv
import io
import json

import pytest
from typer.testing import CliRunner

from kg.cli import app
from kg.curation.mark import set_mark
from kg.errors import CurationError, UsageError
from kg.ingest.marks import add_marks
from kg.reading_list.curation_file import read_curation
from kg.records import Facts, Graph, Paper
from kg.stores import open_store
from kg.web.publish import publish

LIST = """# Papers

- **Deep Hashing for Image Retrieval**. arXiv 2022. [paper](https://arxiv.org/abs/2201.00001)
- **A Study of Cross-Modal Search**. CVPR 2021. [paper](https://doi.org/10.1109/cvpr.2021.00001)
"""
DEEP, STUDY = "arxiv:2201.00001", "doi:10.1109/cvpr.2021.00001"


def run(*arguments):
    result = CliRunner().invoke(app, list(arguments))
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.fixture
def papers(tmp_path):
    path = tmp_path / "papers.md"
    path.write_text(LIST)
    return path


@pytest.fixture
def built(papers, tmp_path):
    store = str(tmp_path / "store")
    run("build", str(papers), "--source", "none", "--store", store)
    return store


def marks(store):
    query = "MATCH (p:Paper) WHERE p.status IS NOT NULL OR p.tags IS NOT NULL OR p.note IS NOT NULL RETURN p.id AS id, p.status AS status, p.tags AS tags, p.note AS note ORDER BY id"
    with open_store(store) as opened:
        return opened.query(query)


def test_a_mark_is_in_the_file_and_at_once_in_the_store(built, papers):
    papers.with_suffix(".kg.toml").write_text('# mine\n[list]\nlicence = "https://example.org/l"\n')
    run("mark", "Deep Hashing", "--status", "reading", "--tag", "survey", "--store", built)
    told = json.loads(
        run(
            "mark",
            DEEP,
            "--tag",
            "core",
            "--note",
            'Say "why"?',
            "--store",
            built,
            "--format",
            "json",
        )
    )
    assert told == {
        "id": DEEP,
        "curation": "papers.kg.toml",
        "status": "reading",
        "tags": ["survey", "core"],
        "note": 'Say "why"?',
    }
    text = papers.with_suffix(".kg.toml").read_text()
    assert text.startswith('# mine\n[list]\nlicence = "https://example.org/l"\n')
    assert text.count(DEEP) == 1
    assert marks(built) == [
        {"id": DEEP, "status": "reading", "tags": ["core", "survey"], "note": 'Say "why"?'}
    ]


def test_marks_stay_over_builds_and_what_the_file_says_counts(built, papers, tmp_path):
    run("mark", STUDY, "--status", "read", "--store", built)
    before = marks(built)
    papers.write_text(LIST.replace("# Papers", "# Papers\n\nWords."))
    run("build", str(papers), "--source", "none", "--store", built)
    assert marks(built) == before
    run("store", "copy", built, str(tmp_path / "copy"))
    assert marks(str(tmp_path / "copy")) == before
    file = papers.with_suffix(".kg.toml")
    file.write_text(
        '[marks]\n"doi:10.1109/cvpr.2021.00001" = {tags = ["by hand"]}\n"doi:10.1/gone" = {status = "read"}\n'
    )
    report = json.loads(
        run("build", str(papers), "--source", "none", "--store", built, "--format", "json")
    )
    assert "mark-without-paper" in {one["code"] for one in report["warnings"]}
    assert marks(built) == [{"id": STUDY, "status": None, "tags": ["by hand"], "note": None}]


def test_what_a_user_set_in_a_query_survives_builds_and_is_not_marked_over(built, papers):
    theirs = f"MATCH (p:Paper {{id: '{DEEP}'}}) SET p.status = 'lent', p.tags = ['mine']"
    run("query", theirs, "--write", "--store", built)
    with pytest.raises(UsageError, match=r"its status is 'lent'.*REMOVE p\.status"):
        run("mark", DEEP, "--status", "read", "--store", built)
    assert not papers.with_suffix(".kg.toml").exists()
    run("mark", DEEP, "--note", "Good.", "--store", built)
    papers.write_text(LIST.replace("# Papers", "# Papers\n\nWords."))
    run("build", str(papers), "--source", "none", "--store", built)
    assert marks(built) == [{"id": DEEP, "status": "lent", "tags": ["mine"], "note": "Good."}]
    run("mark", DEEP, "--clear", "--store", built)
    assert marks(built) == [{"id": DEEP, "status": "lent", "tags": ["mine"], "note": None}]


@pytest.mark.parametrize(
    "said",
    [
        '[marks]\n"arxiv:2201.00001" = 5\n',
        '[marks]\n"arxiv:2201.00001" = {status = "read", nonsense = 1}\n',
        '[marks]\n"doi:10.1/x" = {tags = "one"}\n',
        '[marks]\n"doi:10.1/x" = {note = ["a"]}\n',
        "marks = 3\n",
        "[marks\n",
    ],
)
def test_a_curation_file_of_another_shape_is_named_and_stays(built, papers, said):
    file = papers.with_suffix(".kg.toml")
    file.write_text(said)
    with pytest.raises(CurationError, match=r"papers\.kg\.toml"):
        run("mark", DEEP, "--status", "read", "--store", built)
    assert file.read_text() == said


def test_odd_marks_of_a_user_are_shown_as_they_are(built, tmp_path):
    theirs = f"MATCH (p:Paper {{id: '{DEEP}'}}) SET p.status = 5, p.tags = 'mine', p.note = 3"
    run("query", theirs, "--write", "--store", built)
    run("export", f"{tmp_path}/notes/", "--format", "notes", "--store", built)
    notes = [note.read_text() for note in (tmp_path / "notes").rglob("*.md")]
    assert any('tags: ["kg/5", "mine"]' in note for note in notes)
    run("view", "--no-open", "-o", str(tmp_path / "page.html"), "--store", built)
    assert "#mine" in (tmp_path / "page.html").read_text()


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_curation_file_keeps_its_byte_order_mark_and_line_ends(tmp_path, mark, end):
    path = tmp_path / "l.kg.toml"
    lines = ["# mine", "[ignore]", 'no-link = ["*"]', "", "[dismissed]", '"doi:10.1/b" = "no"', ""]
    path.write_bytes(mark + end.join(lines).encode())
    set_mark(path, ["doi:10.1/a"], status="read")
    content = path.read_bytes()
    assert content.startswith(mark + end.join(lines).encode())
    assert content.count(b"\n") == content.count(end.encode())
    set_mark(path, ["doi:10.1/a"], clear=True)
    assert path.read_bytes().count(b"\n") == path.read_bytes().count(end.encode())
    assert path.read_bytes().startswith(mark)


def test_a_mark_in_capitals_is_that_of_the_paper(tmp_path):
    path = tmp_path / "l.kg.toml"
    path.write_text('[marks]\n"DOI:10.1109/CVPR.2017.348" = {status = "read", tags = ["mine"]}\n')
    marks = read_curation(path).marks
    graph = Graph()
    graph.add(Paper(id="doi:10.1109/cvpr.2017.348"))
    facts = Facts(input="l", location="l", source="s", marks=marks)
    assert add_marks(graph, [facts]) == []
    assert [paper["status"] for paper in graph.nodes("Paper")] == ["read"]
    mark = set_mark(path, ["doi:10.1109/cvpr.2017.348"], status="reading")
    assert mark.tags == ["mine"]
    assert len(read_curation(path).marks) == 1


def test_a_mark_can_be_cleared(built, papers):
    run("mark", DEEP, "--status", "read", "--note", "x", "--store", built)
    run("mark", DEEP, "--clear", "--store", built)
    assert marks(built) == []
    assert "marks" not in papers.with_suffix(".kg.toml").read_text()
    run("mark", DEEP, "--clear", "--status", "to-read", "--store", built)
    assert [one["status"] for one in marks(built)] == ["to-read"]


def test_of_several_lists_the_curation_file_must_be_named(built, tmp_path):
    other = tmp_path / "other.md"
    other.write_text(LIST.replace("# Papers", "# Others"))
    run("build", str(other), "--source", "none", "--store", built)
    with pytest.raises(UsageError, match=r"2 lists hold the paper.*other\.kg\.toml"):
        run("mark", DEEP, "--status", "read", "--store", built)
    file = tmp_path / "other.kg.toml"
    run("mark", DEEP, "--status", "read", "--tag", "b", "--curation", str(file), "--store", built)
    first = tmp_path / "papers.kg.toml"
    run(
        "mark",
        DEEP,
        "--status",
        "reading",
        "--tag",
        "a",
        "--curation",
        str(first),
        "--store",
        built,
    )
    assert DEEP in file.read_text()
    # Of several lists all that they say; the first one's status counts.
    assert marks(built) == [{"id": DEEP, "status": "read", "tags": ["a", "b"], "note": None}]


def test_marks_that_do_not_come_along_with_a_list_are_said(built, papers, tmp_path, caplog):
    run("mark", DEEP, "--status", "read", "--store", built)
    moved = papers.with_name("moved.md")
    papers.rename(moved)
    run("store", "move", str(papers), str(moved), "--store", built)
    assert "papers.kg.toml are not read: rename it to" in caplog.text
    found = json.loads(
        run("build", str(moved), "--source", "none", "--store", built, "--format", "json")
    )
    assert [one["message"] for one in found["warnings"] if one["code"] == "marks-gone"] == [
        f"the marks of the last build are gone: there is no {moved.with_suffix('.kg.toml')}"
    ]
    found = json.loads(
        run("build", str(moved), "--source", "none", "--store", built, "--format", "json")
    )
    assert not [one for one in found["warnings"] if one["code"] == "marks-gone"]


def test_a_curation_file_that_no_build_reads_by_itself_is_said(built, tmp_path):
    elsewhere, beside = tmp_path / "elsewhere.toml", tmp_path / "papers.kg.toml"
    found = CliRunner().invoke(
        app, ["mark", DEEP, "--status", "read", "--store", built, "--curation", str(elsewhere)]
    )
    assert found.exit_code == 0
    assert f"builds read it only with --curation {elsewhere}" in found.stderr
    found = CliRunner().invoke(
        app, ["mark", DEEP, "--status", "read", "--store", built, "--curation", str(beside)]
    )
    assert "--curation" not in found.stderr


@pytest.mark.parametrize(
    "said",
    [
        'status = "skimmed"',
        "tags = [1]",
        "tags = 'x'",
        'note = ["x"]',
        'colour = "red"',
        "status = 3",
    ],
)
def test_a_mark_that_is_none_is_refused_where_it_is_read(papers, tmp_path, said):
    papers.with_suffix(".kg.toml").write_text(f'[marks]\n"{DEEP}" = {{{said}}}\n')
    with pytest.raises(CurationError, match=r"papers\.kg\.toml"):
        run("build", str(papers), "--source", "none", "--store", str(tmp_path / "s"))


def test_a_mark_that_cannot_be_kept_is_refused(built, papers):
    for words in (["--tag", "a\x1bb"], ["--note", "\x00"], []):
        with pytest.raises(UsageError):
            run("mark", DEEP, *words, "--store", built)
    assert not papers.with_suffix(".kg.toml").exists()


def test_marks_are_private(built, tmp_path):
    run(
        "mark",
        DEEP,
        "--status",
        "read",
        "--tag",
        "tag-of-mine",
        "--note",
        "note-of-mine",
        "--store",
        built,
    )
    for name in ("g.ttl", "g.nq", "g.jsonld", "r.bib", "r.ris", "r.csl.json"):
        run("export", str(tmp_path / name), "--store", built)
        assert b"of-mine" not in (tmp_path / name).read_bytes()
    run("export", str(tmp_path / "p.csv"), "--store", built)
    rows = list(csv.DictReader(io.StringIO((tmp_path / "p.csv").read_text())))
    assert [(row["status"], row["tags"], row["note"]) for row in rows if row["id"] == DEEP] == [
        ("read", "tag-of-mine", "note-of-mine")
    ]
    run("export", str(tmp_path / "notes"), "--format", "notes", "--store", built)
    (note,) = [
        path
        for path in (tmp_path / "notes").iterdir()
        if DEEP in path.read_text().partition("title")[0]
    ]
    assert 'tags: ["kg/read", "tag-of-mine"]' in note.read_text()
    assert "> note-of-mine" in note.read_text()
    with open_store(built) as opened:
        publish(opened, tmp_path / "site")
        publish(opened, tmp_path / "marked", marks=True)
    site = [path for path in (tmp_path / "site").rglob("*") if path.is_file()]
    assert not [path for path in site if b"of-mine" in path.read_bytes()]
    page = (tmp_path / "marked" / "paper" / DEEP / "index.html").read_text()
    assert '<span class="tag">tag-of-mine</span>' in page
    assert "note-of-mine" in page


@pytest.mark.neo4j
def test_marks_are_in_step_on_a_server(papers, neo4j_url):
    run("build", str(papers), "--source", "none", "--store", neo4j_url)
    run("mark", DEEP, "--status", "read", "--tag", "a", "--store", neo4j_url)
    assert marks(neo4j_url) == [{"id": DEEP, "status": "read", "tags": ["a"], "note": None}]
    run("build", str(papers), "--source", "none", "--store", neo4j_url)
    assert marks(neo4j_url) == [{"id": DEEP, "status": "read", "tags": ["a"], "note": None}]
    run("mark", DEEP, "--clear", "--store", neo4j_url)
    assert marks(neo4j_url) == []
