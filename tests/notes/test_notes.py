"""Notes beside what their owner writes: random edits survive, links resolve, names are legal."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from page.page_graphs import PAYLOADS, hostile_graph
from typer.testing import CliRunner

from kg.cli import app
from kg.errors import UsageError
from kg.formats.papers import plain
from kg.notes import MARKER, write_notes
from kg.notes.note import _tags_of, new_note, read_note
from kg.notes.vault import file_name
from kg.records import Cites, Graph, Lists, Paper, ReadingList
from kg.stores import open_store

_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


def stored(graph, directory):
    with open_store(str(directory), write=True) as store:
        store.write(graph, [])
    return str(directory)


def written(store, vault, **options):
    with open_store(store) as opened:
        return write_notes(opened, vault, **options)


def small_graph():
    graph = Graph()
    graph.add(
        ReadingList(id="list:l", title="A list", source="l.md", sha256="0" * 64, entry_count=2)
    )
    for n, (id, title) in enumerate(
        [("doi:10.1/a", "First paper"), ("doi:10.1/b", "Second paper")]
    ):
        graph.add(Paper(id=id, title=title, year=2010 + n, listed=True, references_state="partial"))
        graph.add(
            Lists(start="list:l", end=id, line=n + 1, position=n + 1, title=title, section=["Old"])
        )
    graph.add(Paper(id="doi:10.1/c", title="Third paper", year=2001))
    graph.add(
        Cites(start="doi:10.1/b", end="doi:10.1/a", sources=["crossref"], evidence=["reference 3"])
    )
    graph.add(
        Cites(start="doi:10.1/b", end="doi:10.1/c", sources=["crossref"], evidence=["reference 4"])
    )
    return graph


@pytest.fixture(scope="session")
def demo(demo_graph, tmp_path_factory):
    folder = tmp_path_factory.mktemp("notes")
    store = stored(demo_graph, folder / "store")
    written(store, folder / "vault")
    return store, folder / "vault"


def links_of(text):
    found = re.findall(r"(?<!\\)\[\[([^\]|#]+)\]\]", text)
    return found + [
        unquote(path).removesuffix(".md") for path in re.findall(r"\]\(<([^>]+)>\)", text)
    ]


def unresolved(vault):
    """Return the links of a folder that lead to no file, or to two."""
    paths = [path.relative_to(vault).as_posix().removesuffix(".md") for path in vault.rglob("*.md")]
    bad = []
    for path in vault.rglob("*.md"):
        ours = path.read_bytes().partition(MARKER.encode())[0].decode("utf-8", "replace")
        for link in links_of(ours.partition("\n---\n")[2]):
            fitting = [one for one in paths if one == link or one.endswith(f"/{link}")]
            if len(fitting) != 1:
                bad.append((path.name, link))
    return bad


def test_every_listed_paper_has_a_note_and_every_link_resolves(demo):
    _store, vault = demo
    assert len(list(vault.iterdir())) == 63
    assert unresolved(vault) == []
    text = (vault / "Wang2017Adversarial.md").read_text(encoding="utf-8")
    assert 'id: "doi:10.1145/3123266.3123326"\n' in text
    assert "- [[Andrew2013Deep]] Deep Canonical Correlation Analysis (2013): reference" in text
    assert "- [[DRSL2021]]" in text.partition("## Cited by")[2]
    assert "## Main path" in (vault / "index.md").read_text(encoding="utf-8")


def test_writing_again_writes_nothing_and_the_same_graph_gives_the_same_bytes(demo, tmp_path):
    store, vault = demo
    assert written(store, vault).written == 0
    written(store, tmp_path / "other")
    for path in vault.iterdir():
        assert path.read_bytes() == (tmp_path / "other" / path.name).read_bytes()


def test_all_papers_can_have_notes(demo, tmp_path):
    store, _ = demo
    assert written(store, tmp_path / "vault", papers="all").notes == 321
    assert unresolved(tmp_path / "vault") == []
    assert "listed: false\n" in (tmp_path / "vault" / "LeCun1998MNIST.md").read_text(
        "utf-8"
    ) or any(b"listed: false\n" in path.read_bytes() for path in (tmp_path / "vault").iterdir())


# ------------------------------------------------------------------------------- edits

_FRONT = [
    "mood: good\n",
    "aliases:\n  - ACMR\n  - 'the one: with a colon'\n",
    "rating: 5 # of 5\n",
    "# a comment of mine\nmine: [a, b,\n  c]\n",
    "summary: |\n  two lines\n\n  id: not-an-id\n",
    "cssclasses: wide\r\n",
    '"quoted key": "a \\"quoted\\" value"\n',
    "empty:\n",
    "Title: mine, not kg's\n",
    "created: 2024-01-01T10:00:00\n",
    "? an odd key\n: its value\n",
    "words that are no key\n",
]
_BELOW = [
    b"\nRead it twice. See [[Nowhere]].\n",
    b"---\nid: doi:10.1/fake\n---\n",
    b"%% yours %%\nagain below\n",
    b"no newline at the end",
    b"\r\nWindows\r\nlines\r\n",
    b"\xff\xfe not UTF-8 \x00\n",
    "日本語のメモ \u2028 ünï\n".encode(),
    b"# A heading\n\n- [ ] todo\n\t- deeper\n",
    b"   \n\n\n",
    b"## Cites\n\n- [[Andrew2013Deep]]\n",
]
_TAGS = [
    "tags: [mine, 'two words', status/mine]\n",
    "tags: mine, other\n",
    "tags:\n  - mine\n  - other\n",
    "tags:\n- mine\n",
]


def edited(pick, path, vault):
    """Edit a note in one of many ways; return what must be in it from now on, and its path."""
    content = path.read_bytes()
    kind = pick.choice(["front", "below", "tags", "rename", "move"])
    if kind == "front":
        words = pick.choice(_FRONT)
        words = words.replace("mood", f"mood{pick.randrange(10**6)}").encode()
        lines = content.split(b"\n")
        close = lines.index(b"---", 1)
        place = pick.choice([1, close])
        head = b"\n".join(lines[:place]) + b"\n"
        path.write_bytes(head + words + b"\n".join(lines[place:]))
        return words, path
    if kind == "below":
        words = pick.choice(_BELOW)
        path.write_bytes(content + words)
        return words, path
    if kind == "tags":
        words = pick.choice(_TAGS)
        front, _, rest = content.partition(b"\n---\n")
        if b"\ntags: []" in front:
            path.write_bytes(
                front.replace(b"\ntags: []", b"\n" + words.encode().rstrip(b"\n"))
                + b"\n---\n"
                + rest
            )
            return words.encode(), path
        return b"", path
    target = path.with_name(f"My {pick.randrange(10**6)} [note] #1 & more.md")
    if kind == "move":
        target = vault / f"folder {pick.randrange(4)}" / path.name
        target.parent.mkdir(exist_ok=True)
    if not target.exists():
        path.rename(target)
        return b"", target
    return b"", path


def test_two_hundred_random_edits_survive_byte_for_byte(demo, tmp_path):
    store, made = demo
    vault = tmp_path / "vault"
    shutil.copytree(made, vault)
    pick = random.Random(12)
    notes = {path: [] for path in sorted(vault.rglob("*.md"))}
    for _ in range(200):
        path = pick.choice(sorted(notes))
        kept, now = edited(pick, path, vault)
        notes[now] = [*notes.pop(path), *([kept] if kept else [])]
    below = {path: path.read_bytes().partition(MARKER.encode())[2] for path in notes}
    stale = {path: path.read_bytes() for path in notes}
    for path, content in stale.items():  # kg's part is out of date in every note
        path.write_bytes(content.replace(b"## Cites\n", b"## Cites\n\nold words\n", 1))
    done = written(store, vault)
    assert done.notes == 62
    assert done.untouched == []
    assert set(vault.rglob("*.md")) == set(notes)
    for path, words in notes.items():
        content = path.read_bytes()
        assert content.partition(MARKER.encode())[2] == below[path]
        assert b"old words" not in content.partition(MARKER.encode())[0]
        for one in words:
            assert one in content, (path.name, one)
    assert unresolved(vault) == []
    assert written(store, vault).written == 0


def test_a_file_of_the_owner_with_a_notes_name_is_not_overwritten(tmp_path):
    store, vault = stored(small_graph(), tmp_path / "store"), tmp_path / "vault"
    vault.mkdir()
    (vault / "first2010paper.MD").write_text("mine")
    (vault / "index.md").write_text("---\nid: 202401011200\n---\nmine too")
    written(store, vault)
    assert (vault / "first2010paper.MD").read_text() == "mine"
    assert (vault / "index.md").read_text() == "---\nid: 202401011200\n---\nmine too"
    assert (vault / "First2010Paper 2.md").is_file()
    assert (vault / "index 2.md").is_file()
    assert "[[First2010Paper 2]]" in (vault / "index 2.md").read_text()
    assert written(store, vault).written == 0


def test_without_the_marker_line_the_whole_text_is_the_owners(tmp_path):
    store, vault = stored(small_graph(), tmp_path / "store"), tmp_path / "vault"
    written(store, vault)
    path = vault / "First2010Paper.md"
    mine = path.read_text().replace(MARKER, "").replace("partial", "changed by me")
    path.write_text(mine)
    done = written(store, vault)
    assert path.read_text() == mine
    assert done.untouched == ["First2010Paper.md"]
    assert len(list(vault.iterdir())) == 3


@pytest.mark.parametrize(
    "spoilt", [b"", b"no front matter\n", b"---\ntitle: x\n---\n", b"---\nid:\n---\n\xff\n"]
)
def test_a_note_that_became_unusable_is_kept_and_named(tmp_path, spoilt):
    store, vault = stored(small_graph(), tmp_path / "store"), tmp_path / "vault"
    assert written(store, vault).beside == []
    (vault / "First2010Paper.md").write_bytes(spoilt)
    assert written(store, vault).beside == ["First2010Paper 2.md"]
    assert (vault / "First2010Paper.md").read_bytes() == spoilt
    assert written(store, vault).beside == []


def test_a_copy_of_a_note_is_named_and_left_alone(tmp_path):
    store, vault = stored(small_graph(), tmp_path / "store"), tmp_path / "vault"
    written(store, vault)
    for name in ("A copy.md", "Z copy.md"):
        shutil.copy(vault / "First2010Paper.md", vault / name)
    done = written(store, vault)
    assert done.copies == ["A copy.md", "Z copy.md"]
    assert done.written == 0


def test_the_address_of_a_doi_with_signs_of_markup_is_whole(tmp_path):
    graph = Graph()
    doi = "10.1002/(sici)1097-4571(199806)49:8<693::aid-asi4>3.0.co;2-o"
    graph.add(Paper(id=f"doi:{doi}", title="On SICI", year=1998, doi=doi, listed=True))
    graph.add(Paper(id="key:a", title="A page", url="https://e.org/a b|c<d>", listed=True))
    written(stored(graph, tmp_path / "store"), tmp_path / "vault")
    text = "".join(path.read_text() for path in (tmp_path / "vault").iterdir())
    assert (
        "<https://doi.org/10.1002/(sici)1097-4571(199806)49:8%3C693::aid-asi4%3E3.0.co;2-o>" in text
    )
    assert "<https://e.org/a%20b%7Cc%3Cd%3E>" in text


def test_a_note_keeps_the_line_ends_that_it_has(tmp_path):
    store, vault = stored(small_graph(), tmp_path / "store"), tmp_path / "vault"
    written(store, vault)
    path = vault / "First2010Paper.md"
    mine = path.read_bytes().replace(b"\n", b"\r\n") + b"mine\r\n"
    path.write_bytes(mine)
    assert written(store, vault).written == 0
    path.write_bytes(mine.replace(b"2010", b"1999").replace(b"Only a part", b"Some"))
    assert written(store, vault).written == 1
    assert path.read_bytes() == mine


_TEXTS = st.lists(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12).filter(
        lambda text: plain(text).replace(" ", "-") == text
    ),
    unique=True,
    max_size=4,
)


@pytest.mark.parametrize(
    "form",
    [
        "tags: {}\n",
        "tags:\n{}",
        None,
    ],
)
@given(mine=_TEXTS, first=_TEXTS, second=_TEXTS)
def test_tags_that_kg_takes_away_go_and_those_of_the_owner_stay(form, mine, first, second):
    def tags_in(text):
        return _tags_of(next(b.text for b in read_note(text.encode()).blocks if b.key == "tags"))

    text = new_note({"id": "key:a", "tags": []}, "body\n")
    quoted = [json.dumps(tag, ensure_ascii=False) for tag in mine]
    if form is None:
        mine = []
    elif form.endswith("{}\n"):
        text = text.replace("tags: []\n", form.format(f"[{', '.join(quoted)}]"))
    elif mine:
        text = text.replace("tags: []\n", form.format("".join(f"  - {tag}\n" for tag in quoted)))
    for tags in (first, second, []):
        values = {"id": "key:a", "tags": tags}
        text = read_note(text.encode()).rewritten(values, "body\n")
        assert sorted(tags_in(text)) == sorted({*mine, *tags})
        assert read_note(text.encode()).rewritten(values, "body\n") == text
        assert text.splitlines().count(MARKER) == 1
    assert "kg tags" not in text.partition("body\n")[2]


def test_a_mark_that_is_cleared_goes_from_the_note_and_a_like_tag_of_the_owner_stays(tmp_path):
    store, vault = str(tmp_path / "store"), tmp_path / "vault"
    for name in ("tags", "mine"):
        graph = small_graph()
        graph.add(
            Paper(
                id="doi:10.1/a", title="First paper", year=2010, listed=True, tags=["survey", "x"]
            )
        )
        written(stored(graph, store), vault)
        path = vault / "First2010Paper.md"
        text = path.read_text()
        assert '%% kg tags: ["survey", "x"] %%\n%% yours %%\n' in text or name == "mine"
        written(stored(small_graph(), store), vault)
        text = path.read_text()
        assert ("survey" in text, '"x"' in text) == (name == "mine", False)
        path.write_text(text.replace("tags: []", "tags: [survey]"))


def test_a_note_of_a_paper_that_left_is_kept_and_marked(tmp_path):
    graph = small_graph()
    store, vault = stored(graph, tmp_path / "store"), tmp_path / "vault"
    written(store, vault)
    path = vault / "First2010Paper.md"
    path.write_text(path.read_text() + "my thoughts\n")
    smaller = Graph()
    smaller.add(
        ReadingList(id="list:l", title="A list", source="l.md", sha256="0" * 64, entry_count=1)
    )
    smaller.add(Paper(id="doi:10.1/b", title="Second paper", year=2011, listed=True))
    smaller.add(Lists(start="list:l", end="doi:10.1/b", line=1, position=1, title="Second paper"))
    stored(smaller, tmp_path / "store")
    assert written(store, vault).left == ["First2010Paper.md"]
    text = path.read_text()
    assert "listed: false\n" in text
    assert 'title: "First paper"\n' in text
    assert text.endswith(f"{MARKER}\nmy thoughts\n")
    assert unresolved(vault) == []
    stored(graph, tmp_path / "store")
    assert written(store, vault).left == []
    assert "listed:" not in path.read_text()


def renamed(pairs):
    """Return the small graph, its papers under better ids; the former ones are aliases."""
    graph = Graph()
    former = dict(pairs)
    for edge in small_graph().relationships("LISTS"):
        graph.add(
            Lists(**{**edge.properties, "start": edge.start, "end": former.get(edge.end, edge.end)})
        )
    for node in small_graph().nodes("ReadingList"):
        graph.add(ReadingList(**node))
    for node in small_graph().nodes("Paper"):
        id = former.get(node["id"], node["id"])
        aliases = [node["id"]] if id != node["id"] else []
        graph.add(Paper(**{**node, "id": id, "aliases": aliases}))
    return graph


def test_a_paper_keeps_its_note_when_it_gets_a_better_id(tmp_path):
    before = stored(small_graph(), tmp_path / "before")
    vault = tmp_path / "vault"
    written(before, vault)
    paths = sorted(path.name for path in vault.iterdir())
    note = next(path for path in vault.iterdir() if read_note(path.read_bytes()).id == "doi:10.1/a")
    note.write_text(note.read_text() + "mine\n")
    after = stored(renamed([("doi:10.1/a", "doi:10.5555/better")]), tmp_path / "after")
    done = written(after, vault)
    assert sorted(path.name for path in vault.iterdir()) == paths
    assert done.left == done.beside == done.copies == []
    found = read_note(note.read_bytes())
    assert (found.id, found.value("listed"), found.yours) == ("doi:10.5555/better", None, "mine\n")
    assert written(after, vault).written == 0


@pytest.mark.parametrize("texts", [("mine", ""), ("", "mine"), ("mine", "mine too"), ("", "")])
def test_of_two_notes_of_papers_that_are_one_now_the_one_with_text_stays(tmp_path, texts):
    vault = tmp_path / "vault"
    before = stored(small_graph(), tmp_path / "before")
    written(before, vault)
    notes = {read_note(path.read_bytes()).id: path for path in vault.iterdir()}
    former, note = notes["doi:10.1/a"], notes["doi:10.1/b"]
    for path, text in ((former, texts[0]), (note, texts[1])):
        path.write_text(path.read_text() + text)
    graph = Graph()
    graph.add(
        Paper(id="doi:10.1/b", title="Second paper", year=2011, listed=True, aliases=["doi:10.1/a"])
    )
    done = written(stored(graph, tmp_path / "after"), vault)
    assert read_note(former.read_bytes()).yours == texts[0]
    assert read_note(note.read_bytes()).yours == texts[1]
    if texts == ("mine", ""):
        assert read_note(former.read_bytes()).id == "doi:10.1/b"
        assert done.copies == [note.name]
    else:
        assert f"The note of this paper is [[{note.stem}]] now." in former.read_text()
        assert done.left == [former.name]
        assert "no longer in the graph" not in former.read_text()


def test_names_are_legal_on_windows_and_titles_stay_words(tmp_path):
    payloads = [words.encode("utf-8", "replace").decode() for words in PAYLOADS]
    payloads += [
        "[[index]] ![[x]] %% yours %%",
        "# heading\n%% yours %%\n---",
        "con",
        "x" * 900,
        "日本" * 90,
    ]
    store, vault = stored(hostile_graph(payloads), tmp_path / "store"), tmp_path / "vault"
    written(store, vault)
    folded = set()
    for path in vault.iterdir():
        assert not re.search(r'[<>:"/\\|?*\x00-\x1f]', path.name)
        assert not path.stem.endswith((" ", "."))
        assert not _DEVICES.fullmatch(path.stem)
        assert len(os.fsencode(path.name)) < 200
        folded.add(path.name.casefold())
        text = path.read_text(encoding="utf-8")
        assert text.splitlines().count(MARKER) == 1
        assert not re.search(r"(?<!\\)<(?!https?://)", text.partition("\n---\n")[2])
    assert len(folded) == len(payloads) + 1
    assert unresolved(vault) == []
    assert written(store, vault).written == 0


@pytest.mark.parametrize(
    "words", ["COM1", "nul.txt", "a. ", "..", "a<b>:c", "ünï", "x" * 500, "", "LPT²"]
)
def test_any_words_give_a_legal_name(words):
    name = file_name(words)
    assert name == name.strip(" .")
    assert name
    assert not _DEVICES.fullmatch(name)
    assert not re.search(r'[<>:"/\\|?*\[\]#^]', name)
    assert len(name.encode()) <= 121


def test_remarks_of_the_list_are_in_the_note(tmp_path):
    list_path = tmp_path / "reading.md"
    list_path.write_text(
        "# Reading\n\n- **Deep Canonical Correlation Analysis**. ICML 2013. [paper](https://arxiv.org/abs/1301.00001)\n"
        "  - my remark: read [this](https://me:secret@host.example/a?token=0f3a) first <b>!</b>\n"
    )
    runner, store, vault = CliRunner(), str(tmp_path / "store"), tmp_path / "vault"
    built = runner.invoke(app, ["build", str(list_path), "--source", "none", "--store", store])
    assert built.exit_code == 0, (built.output, built.exception)
    done = runner.invoke(app, ["export", f"{vault}/", "--format", "notes", "--store", store])
    assert done.exit_code == 0, done.output
    (note,) = [path for path in vault.iterdir() if path.name != "index.md"]
    text = note.read_text()
    assert "> - my remark: read [this](https://host.example/a) first \\<b>!\\</b>" in text
    assert "secret" not in text
    refused = runner.invoke(app, ["export", "-", "--format", "notes", "--store", store])
    assert isinstance(refused.exception, UsageError)


@pytest.mark.neo4j
def test_a_server_gives_the_same_notes(demo, demo_graph, neo4j_url, tmp_path):
    stored(demo_graph, neo4j_url)
    written(neo4j_url, tmp_path / "vault")
    for path in demo[1].iterdir():
        assert path.read_bytes() == (tmp_path / "vault" / path.name).read_bytes()
