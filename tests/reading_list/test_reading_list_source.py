"""Where a list is read from: files, standard input, URLs, GitHub repositories."""

import io

import pytest

from kg.errors import ReadingListError
from kg.reading_list import read_all, read_list

LIST = "# L\n- **Deep Residual Learning for Image Recognition** (CVPR 2016) [paper](https://arxiv.org/abs/1512.03385)\n"


def test_a_file_is_called_by_its_name(tmp_path):
    path = tmp_path / "vision papers.md"
    path.write_bytes(b"\xef\xbb\xbf" + LIST.replace("\n", "\r\n").encode())
    parsed = read_list(str(path))
    assert (parsed.id, parsed.source, len(parsed.entries)) == (
        "list:vision-papers",
        "vision papers.md",
        1,
    )


def test_a_readme_is_called_by_its_folder_unless_its_owner_names_it(tmp_path):
    path = tmp_path / "hashing" / "README.md"
    path.parent.mkdir()
    path.write_text(LIST, encoding="utf-8")
    assert read_list(str(path)).id == "list:hashing"
    (path.parent / "README.kg.toml").write_text('[list]\nid = "mine"\n', encoding="utf-8")
    assert read_list(str(path)).id == "list:mine"


def test_standard_input(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(LIST.encode())))
    assert read_list("-").source == "-"


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "empty"),
        (b"  \n", "empty"),
        (bytes(range(256)) * 9, "not text"),
        (b"# Nothing here\n", "no entry"),
    ],
)
def test_what_is_no_list_is_said_in_one_line(tmp_path, content, what):
    path = tmp_path / "x.md"
    path.write_bytes(content)
    with pytest.raises(ReadingListError, match=what):
        read_list(str(path))


def test_missing_files_and_directories(tmp_path):
    with pytest.raises(ReadingListError, match="no such file"):
        read_list(str(tmp_path / "x.md"))
    with pytest.raises(ReadingListError, match="directory"):
        read_list(str(tmp_path))
    with pytest.raises(ReadingListError):
        read_list("x\0.md")


def test_a_url_is_fetched_and_its_credentials_are_not_kept(httpserver):
    httpserver.expect_request("/a/papers.md").respond_with_data(LIST)
    parsed = read_list(httpserver.url_for("/a/papers.md?token=5ecret"))
    assert parsed.id == "list:papers"
    assert "5ecret" not in parsed.source
    with pytest.raises(ReadingListError, match="500"):
        read_list(httpserver.url_for("/missing.md"))


def test_a_repository_means_its_readme(httpserver):
    httpserver.expect_request("/ann/papers/HEAD/README.md").respond_with_data("", status=404)
    httpserver.expect_request("/ann/papers/HEAD/readme.md").respond_with_data(LIST)
    parsed = read_list("https://github.com/ann/papers", github=httpserver.url_for("").rstrip("/"))
    assert (parsed.id, parsed.source) == ("list:ann-papers", "https://github.com/ann/papers")


def test_all_lists_of_a_repository(httpserver):
    tree = {
        "tree": [
            {"path": name, "type": "blob"}
            for name in ("b.md", "a/x.md", "code.py", ".github/c.md", "empty.md")
        ]
    }
    httpserver.expect_request("/repos/ann/papers/git/trees/HEAD").respond_with_json(tree)
    httpserver.expect_request("/ann/papers/HEAD/b.md").respond_with_data(LIST)
    httpserver.expect_request("/ann/papers/HEAD/a/x.md").respond_with_data(LIST)
    httpserver.expect_request("/ann/papers/HEAD/empty.md").respond_with_data("# Nothing\n")
    base = httpserver.url_for("").rstrip("/")
    found = read_all("https://github.com/ann/papers", github=base, github_api=base)
    assert [one.id for one in found] == ["list:ann-papers-x", "list:ann-papers-b"]


def test_all_lists_of_a_directory(tmp_path):
    (tmp_path / "sub").mkdir()
    (tmp_path / "b.md").write_text(LIST, encoding="utf-8")
    (tmp_path / "sub" / "a.md").write_text(LIST, encoding="utf-8")
    (tmp_path / "notes.md").write_text("# Notes\n", encoding="utf-8")
    assert [one.id for one in read_all(str(tmp_path))] == ["list:b", "list:a"]


def test_an_unreachable_host_is_one_line():
    with pytest.raises(ReadingListError, match="cannot be fetched"):
        read_list("http://127.0.0.1:9/x.md")
