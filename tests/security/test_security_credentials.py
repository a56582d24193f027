"""An address with a password, a token or a signature, wherever it stands: kept and shown without."""

import gzip
import html
import json
import zlib
from urllib.parse import quote

import pytest

from kg.cli import main
from kg.credentials import strip_credentials, text_without_credentials
from kg.redaction import without_secrets
from kg.sources.archive_rows import pack_row, read_row
from kg.stores.texts import unpack_text

SECRET = "q7Kx2mVw9Z"
ADDRESSES = [
    f"https://ann:{SECRET}@example.org/a",
    f"https://ann:p@{SECRET}@example.org/a",
    f"https://{SECRET}:x-oauth-basic@github.com/a/b",
    f"git+https://ann:{SECRET}@example.org/a.git",
    f"//ann:{SECRET}@example.org/a",
    f"https://example.org/a?page=2&access_token={SECRET}",
    f"https://example.org/a#access_token={SECRET}&x=1",
    f"https://example.org/#/papers?sig={SECRET}",
    f"https://example.org/a?x=1&amp;sig={SECRET}",
    f"https://example.org/a?x=1;sig={SECRET}",
    f"https://example.org/to?url=https%3A%2F%2Fexample.net%2Fa%3Ftoken%3D{SECRET}",
    f"https://example.org/to?url=https://example.net/a?sig={SECRET}",
    f"https://example.org/to?url=https%253A%252F%252Fann%253A{SECRET}%2540example.net",
    f"https://bucket.s3.amazonaws.com/a.pdf?X-Amz-Credential={SECRET}%2Faws4&X-Amz-Signature=0f{SECRET}",
    f"https://store.blob.core.windows.net/c/a.pdf?sv=2020&sr=b&sig={SECRET}%3D",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_link_keeps_nothing_that_authorises_its_reader(address):
    bare, removed = strip_credentials(address)
    assert removed
    assert SECRET not in bare
    assert strip_credentials(bare) == (bare, False)


@pytest.mark.parametrize(
    "text",
    [
        "at https://example.org/a?page=2&sort=year#part-2; and (https://example.org/b_(c)).",
        "https://web.archive.org/web/2020/https://example.org/a?x=1&amp;y=2",
        "https://example.org/to?url=https%3A%2F%2Fexample.net%2Fa%3Fpage%3D2",
        "https://medium.com/@ann/a-post // and a remark",
        "either/or, 10.1000/a//b, https://",
    ],
)
def test_a_text_without_credentials_stays_as_it_is(text):
    assert text_without_credentials(text) == text


def test_an_address_encoded_in_itself_again_and_again_is_no_deep_work():
    deep = "https://example.org/?u=" + "%25" * 50_000 + "2F//"
    assert strip_credentials(deep) == (deep, False)


def kept_and_shown(store, capsys):
    """Return all that a store keeps, unpacked, and all that was printed."""
    files = [path.read_bytes() for path in sorted(store.rglob("*")) if path.is_file()]
    unpacked = [gzip.decompress(file) for file in files if file.startswith(b"\x1f\x8b")]
    out = capsys.readouterr()
    return b"\n".join([*files, *unpacked]).decode("latin-1"), out.out + out.err


def test_no_field_of_a_record_brings_a_credential_into_the_store_or_an_export(
    tmp_path, monkeypatch, capsys
):
    monkeypatch.chdir(tmp_path)
    records = [
        {
            "paperId": f"key{number}",
            "title": f"Deep maps number {number}, see {address}",
            "abstract": f"Data: {address}.",
            "tldr": {"text": address},
            "venue": address,
            "journal": {"pages": address},
            "url": address,
            "openAccessPdf": {"url": address},
            "authors": [{"name": f"Ann {address}"}],
            "externalIds": {"DOI": address},
            "references": [{"title": f"Shallow maps {number} {address}", "contexts": [address]}],
        }
        for number, address in enumerate(ADDRESSES)
    ]
    (tmp_path / "r.jsonl").write_text("\n".join(map(json.dumps, records)))
    assert main(["-vv", "build", "--source", "r.jsonl", "--store", "s"]) == 0
    assert main(["export", "out.csv", "--store", "s", "--abstracts"]) == 0
    assert main(["export", "out.nt", "--store", "s", "--abstracts"]) == 0
    kept, shown = kept_and_shown(tmp_path / "s", capsys)
    exported = (tmp_path / "out.csv").read_text() + (tmp_path / "out.nt").read_text()
    assert "Deep maps number 3" in kept
    assert "Deep maps number 3" in exported
    assert SECRET not in kept + shown + exported


def test_keys_that_differ_in_a_token_alone_are_two_papers(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    records = [
        {"paperId": f"https://example.org/a?token={n}", "title": f"Maps of {n}"} for n in "xy"
    ]
    (tmp_path / "r.jsonl").write_text("\n".join(map(json.dumps, records)))
    assert main(["build", "--source", "r.jsonl", "--store", "s"]) == 0
    assert "graph: 2 Paper" in capsys.readouterr().out


def test_no_line_of_a_list_is_shown_with_a_credential(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    lines = ["# Maps", f"See {ADDRESSES[0]} first.", ""]
    for number, address in enumerate(ADDRESSES):
        lines.append(
            f"- Deep maps number {number} of things. A. Smith. CVPR 2019. <{address}> [pdf]({address})"
        )
        lines.append(f"- **Raw data** at {address} and more")
    lines += ["## Datasets", *(f"- [{address}]({address}): faces" for address in ADDRESSES)]
    (tmp_path / "l.md").write_text("\n".join(lines) + "\n")
    for arguments in (
        ["build", "l.md", "--source", "none", "--store", "s"],
        ["parse", "l.md", "--format", "json"],
        ["parse", "l.md", "--left"],
        ["check", "l.md", "--store", "s"],
        ["review", "l.md", "--store", "s"],
    ):
        main(["-vv", *arguments])
    kept, shown = kept_and_shown(tmp_path / "s", capsys)
    assert "Deep maps number 3" in kept
    assert "Raw data" in shown
    assert SECRET not in kept + shown


def test_a_file_that_is_made_to_burst_fills_no_memory(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("kg.unpacking._SMALL", 1 << 20)
    burst = gzip.compress(bytes(1 << 20) + b"\n" * (1 << 23))
    (tmp_path / "r.jsonl.gz").write_bytes(burst)
    assert main(["build", "--source", str(tmp_path / "r.jsonl.gz"), "--store", "s"]) == 1
    assert "it holds more than text can" in capsys.readouterr().err
    with pytest.raises(ValueError, match="does not end where it should"):
        unpack_text(burst)
    moment = "2026-11-30T10:00:00Z"
    row = pack_row("paper/0", "key", moment, "x" * (1 << 23))
    assert zlib.decompressobj().decompress(row)
    with pytest.raises(ValueError, match="cut off"):
        read_row("paper/0", "key", moment, row)


@pytest.mark.parametrize("key", ['pa"ss\\word', "pässwörd/7", "it's <mine> & none's", "a/b+c=d%e"])
def test_a_key_is_hidden_however_a_document_or_an_address_spells_it(key, monkeypatch):
    monkeypatch.setenv("S2_API_KEY", key)
    spelt = [
        json.dumps(key),
        json.dumps(key, ensure_ascii=False),
        repr(key),
        html.escape(key),
        quote(key, safe=""),
        quote(key, safe="").lower(),
    ]
    assert all("***" in without_secrets(f"no such key: {spelling}") for spelling in spelt)
    assert without_secrets(json.dumps({"error": key})) == '{"error": "***"}'


@pytest.mark.parametrize(
    "command",
    [
        ["build", "@", "--source", "none"],
        ["build", "--source", "@"],
        ["parse", "ftp:@"],
        ["add", "@"],
        ["why", "@"],
        ["validate", "@"],
        ["sparql", "ASK {}", "@"],
        ["archive", "import", "@"],
        ["info", "--store=@"],
        ["check", "@"],
        ["store", "forget", "@"],
        ["lineage", "ancestors", "@"],
    ],
)
@pytest.mark.parametrize("debug", [[], ["--debug"]])
def test_an_address_that_is_given_is_repeated_without_credentials(
    command, debug, tmp_path, monkeypatch, capsys
):
    monkeypatch.chdir(tmp_path)
    # Of each case its own: what is hidden once in a process stays so.
    password = f"pw-{'-'.join(command)}-{len(debug)}".replace("@", "").replace(" {}", "")
    address = f"https://ann:{password}@127.0.0.1:1/a.ttl?page=2&token=t{password}"
    arguments = [word.replace("@", address) for word in command]
    assert main([*debug, *arguments]) in (1, 2)
    captured = capsys.readouterr()
    assert "error: " in captured.err or "Error" in captured.err
    assert password not in captured.out + captured.err


def test_the_note_of_a_mark_leaves_its_file_without_credentials(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "l.md").write_text("- [Deep maps](https://doi.org/10.5555/a), CVPR 2019\n")
    noted = f'note = "Deep notes at {ADDRESSES[0]}"'
    (tmp_path / "l.kg.toml").write_text(f'[marks]\n"doi:10.5555/a" = {{{noted}}}\n')
    assert main(["build", "l.md", "--source", "none", "--store", "s"]) == 0
    assert main(["export", "n/", "--format", "notes", "--store", "s"]) == 0
    kept, shown = kept_and_shown(tmp_path / "s", capsys)
    notes = "".join(path.read_text() for path in (tmp_path / "n").glob("*.md"))
    assert "Deep notes at https://example.org/a" in kept
    assert "Deep notes at https://example.org/a" in notes
    assert SECRET not in kept + shown + notes
    assert noted in (tmp_path / "l.kg.toml").read_text()
