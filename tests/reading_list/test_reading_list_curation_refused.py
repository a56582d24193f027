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
        ("[ignore]\nno-link = 3", 6),
        ("[list]\nid = 1", 5),
        ("[lists]\n", 5),
        ("x = ", 5),
        ("[datasets]\ncoco = [1, 2]", 6),
    ],
)
def test_what_is_no_curation_file_names_its_line(tmp_path: Path, addition: str, line: int) -> None:
    said = refused(tmp_path, GOOD + addition + "\n")
    assert f"list.kg.toml:{line}," in said
    assert len(said) < 400


TWO = """[decisions."deep hashing"]
title = "Deep Hashing"
accept = "doi:10.1145/1"

[decisions."wide hashing | https://a.org/1"]
title = "Wide Hashing"  # accept = the journal's
"""


@pytest.mark.parametrize(
    ("text", "key", "line"),
    [
        (TWO + "accept = 7\n", "accept", 7),
        (TWO + 'accept = "hashing"\n', "'hashing'", 7),
        (TWO + 'reject = [\n  "doi:10.1/a",\n\n  7,\n]\n', "reject", 7),
        (TWO + 'titel = "Wide"\n', "titel", 7),
        (TWO + '\n[marks]\n"doi:10.1/a" = {status = "read"}\n"doi:10.1/b" = {tags = 1}\n', "tags", 10),
        (TWO + '[marks."doi:10.1/a"]\nstatus = "read"\n[marks."doi:10.1/b"]\nstatus = "red"\n', "'red'", 10),
        ('[ignore]\nno-link = ["*"]\nno-year = "*"\n', "no-year", 3),
        ('[datasets]\nflickr = [\n  "Flickr 30k",\n]\n# no-year\n"MS COCO" = "coco"\n', "MS COCO", 6),
        ('dismissed."doi:10.1/a" = "x"\ndismissed."doi:10.1/b" = true\n', "doi:10.1/b", 2),
        ('marks = {"doi:10.1/a" = {status = "read", note = 3}}\n', "note", 1),
        ('[list]\nid = "a"\n\n[dismissed]\nid = "b"\nlicence = 4\n', "licence", 6),
        ('[list]\nid = "a"\nlicense = "https://a.org"\n', "license", 3),
        ('[list]\nid = "a"\n\n[ignore]\nno-link = [\n  "a",\n  "b"\n', "nclosed", 5),
        ('[dismissed]\na = """of\nno\nend\n', "nterminated", 2),
        ("\r\n[ignore]\r\n\r\nno-link = 3\r\n", "no-link", 4),
    ],
)  # fmt: skip
def test_a_wrong_value_is_named_with_the_line_of_its_own_key(tmp_path, text, key, line) -> None:
    said = refused(tmp_path, text)
    assert f"list.kg.toml:{line}," in said
    assert key in said


def test_the_line_is_found_in_a_large_file_without_delay(tmp_path: Path) -> None:
    rows = [f'"doi:10.1/{number}" = "out of scope"\n' for number in range(3000)]
    rows[2345] = '"doi:10.1/2345" = false\n'
    assert "list.kg.toml:2347," in refused(tmp_path, "[dismissed]\n" + "".join(rows))


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


def test_of_two_faults_one_is_told_with_its_own_place_and_reason(tmp_path: Path) -> None:
    message = refused(tmp_path, '[marks]\n"doi:10.5555/a" = "read"\n[ignore]\nfoo = 3\n')
    assert "ignore.foo: Expected `array`, got `int`, list.kg.toml:4" in message
