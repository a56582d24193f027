"""What a curation file must not hold is refused where it is read, in one line with its line number."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.errors import CurationError
from kg.reading_list.curation_file import read_curation

GOOD = '# ours\n[list]\nid = "mine"\nlicence = "https://creativecommons.org/licenses/by/4.0/"\n'


def refused(tmp_path: Path, text: str) -> str:
    path = tmp_path / "list.kg.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CurationError) as error:
        read_curation(path)
    assert "\n" not in str(error.value)
    assert "\x1b" not in str(error.value)
    return str(error.value)


def test_a_good_one_is_read(tmp_path: Path) -> None:
    path = tmp_path / "list.kg.toml"
    path.write_text("\ufeff" + GOOD, encoding="utf-8")
    assert read_curation(path).id == "mine"


@pytest.mark.parametrize(
    "id", [r"a\u001b]52;c;aGk=\u0007b", r"a\nb", r"a\tb", "a b", "", r"a\u0000", r"a\u0085b", "a" * 201, "<a>"]
)  # fmt: skip
def test_an_id_with_what_no_store_carries(tmp_path: Path, id: str) -> None:
    assert "list.kg.toml:3" in refused(tmp_path, GOOD.replace('"mine"', f'"{id}"'))


@pytest.mark.parametrize(
    "licence", ["CC BY 4.0", "", "mailto:me@example.org", "creativecommons.org/by", "https://a b", "https://", r"https://a\nb", "<https://a>"]
)  # fmt: skip
def test_a_licence_that_is_no_iri(tmp_path: Path, licence: str) -> None:
    text = GOOD.replace("https://creativecommons.org/licenses/by/4.0/", licence)
    assert "list.kg.toml:4" in refused(tmp_path, text)


@pytest.mark.parametrize(
    ("addition", "line"),
    [
        ("[ignore]\nno-link = " + "[" * 10_000 + "]" * 10_000, 6),
        ("[ignore]\nno-link = " + "{a = " * 5_000, 6),
        ("[dismissed]\nx = " + "9" * 5_000, 6),
        ("[ignore]\nno-link = 3", 5),
        ("[list]\nid = 1", 5),
        ("[lists]\n", 5),
        ("x = ", 5),
        ("[datasets]\ncoco = [1, 2]", 5),
    ],
)
def test_what_is_no_curation_file_names_its_line(tmp_path: Path, addition: str, line: int) -> None:
    said = refused(tmp_path, GOOD + addition + "\n")
    assert f"list.kg.toml:{line}," in said
    assert len(said) < 400


def test_another_encoding(tmp_path: Path) -> None:
    path = tmp_path / "list.kg.toml"
    path.write_bytes(GOOD.replace("ours", "für").encode("latin-1"))
    with pytest.raises(CurationError, match="not UTF-8"):
        read_curation(path)


@pytest.fixture
def no_root() -> Iterator[None]:
    """Be nobody for a while, since root reads everything."""
    if os.geteuid():
        yield
        return
    os.seteuid(65534)
    yield
    os.seteuid(0)


@pytest.mark.skipif(os.name == "nt", reason="no such permissions on Windows")
def test_one_that_may_not_be_read(no_root: None) -> None:
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "list.kg.toml"
        path.write_text(GOOD)
        path.chmod(0)
        with pytest.raises(CurationError, match="Permission denied"):
            read_curation(path)
