"""What goes wrong costs nothing: killed anywhere and run again, or one line that says what to do."""

from __future__ import annotations

import gzip
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from bulk_release import DATE, release_of, soil
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet
from s2_corpus import simulated_corpus

from kg.bulk import shard_lines
from kg.bulk.dump import Shard
from kg.bulk.prepare import prepare
from kg.bulk.shard_lines import look_through, write_sound
from kg.cli import main

KG = [sys.executable, "-m", "kg"]


@pytest.fixture(scope="module")
def dump(tmp_path_factory) -> Path:
    corpus = simulated_corpus(seed=5, listed=12, others=90, typical=9)[0]
    return soil(release_of(corpus), corpus).write(tmp_path_factory.mktemp("faults") / DATE)


def content(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def expected(dump, tmp_path_factory) -> dict[str, bytes]:
    target = tmp_path_factory.mktemp("whole") / "tables"
    prepare(dump, target)
    return content(target)


def copied(dump: Path, folder: Path) -> Path:
    return Path(shutil.copytree(dump, folder / DATE))


def told(capsys, *arguments: object) -> str:
    code = main([str(argument) for argument in arguments])
    error = capsys.readouterr().err.strip().splitlines()[-1]
    assert code in (1, 2), error
    assert error.startswith("error: ")
    return error


def notes(target: Path) -> int:
    walked = os.walk(target / ".kg-prepare")
    return sum(name.endswith(".json") for _, _, files in walked for name in files)


@pytest.mark.slow
def test_killed_anywhere_and_run_again_it_ends_in_the_same_bytes(dump, expected, tmp_path) -> None:
    target = tmp_path / "tables"
    steps = random.Random(7)
    kills = 0
    # Killed when so many notes of finished steps are there: in the middle of the next one.
    for wanted in (1, 9, 20, 27, 31, 34, 38):
        with subprocess.Popen(
            [*KG, "bulk", "prepare", dump, "--to", target], stderr=subprocess.DEVNULL
        ) as process:
            while process.poll() is None:
                if notes(target) >= wanted:
                    time.sleep(steps.random() * 0.05)
                    process.kill()
                    process.wait()
                time.sleep(0.002)
        kills += process.returncode == -signal.SIGKILL
    assert kills >= 4
    prepare(dump, target)
    assert content(target) == expected


def test_a_step_that_was_cut_short_is_done_again(dump, expected, tmp_path, monkeypatch) -> None:
    """Stopped after every single step: what a kill leaves there is half a table without its note."""
    target = tmp_path / "tables"
    from kg.bulk import prepare as module

    class Killed(BaseException):
        pass

    done = set()
    write_file = module.write_file

    def write_and_die(path, text, **options):
        name = Path(path).name
        if name not in done:
            done.add(name)
            raise Killed  # before the note of the step is written
        write_file(path, text, **options)

    monkeypatch.setattr(module, "write_file", write_and_die)
    for _ in range(60):
        try:
            prepare(dump, target)
            break
        except Killed:
            continue
    assert len(done) > 15
    assert content(target) == expected


def test_finished_tables_are_left_alone(dump, expected, tmp_path) -> None:
    target = tmp_path / "tables"
    report = prepare(dump, target)
    before = (target / "manifest.json").stat().st_mtime_ns
    again = prepare(dump, target)
    assert (again.tables, again.dropped) == (report.tables, report.dropped)
    assert (target / "manifest.json").stat().st_mtime_ns == before


def test_tables_of_another_release_are_never_mixed(dump, tmp_path, capsys) -> None:
    target = tmp_path / "tables"
    prepare(dump, target)
    other = copied(dump, tmp_path)
    (other / "papers" / "20250825_0").write_text('{"corpusid": 1}\n')
    assert "another release" in told(capsys, "bulk", "prepare", other, "--to", target)
    assert "another --contexts" in told(
        capsys, "bulk", "prepare", dump, "--to", target, "--contexts"
    )


def test_a_file_that_was_half_downloaded_is_named_and_resumed(
    dump, expected, tmp_path, capsys
) -> None:
    broken = copied(dump, tmp_path)
    file = broken / "citations" / "part-2.jsonl.gz"
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])
    error = told(capsys, "bulk", "prepare", broken, "--to", tmp_path / "tables")
    assert str(file) in error
    assert "download it again" in error
    file.write_bytes(whole)
    # The file has another size now, which makes it another release than the one begun.
    shutil.rmtree(tmp_path / "tables")
    prepare(broken, tmp_path / "tables")
    assert content(tmp_path / "tables") == expected


def test_damage_inside_a_file_is_named(dump, tmp_path, capsys) -> None:
    broken = copied(dump, tmp_path)
    file = broken / "papers" / "20250822_1"
    damaged = bytearray(file.read_bytes())
    damaged[-6] ^= 0xFF  # in its checksum
    file.write_bytes(damaged)
    assert str(file) in told(capsys, "bulk", "prepare", broken, "--to", tmp_path / "tables")


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("expired.jsonl.gz", b"<html>The link has expired</html>", "not what its name says"),
        ("20250822_9.gz", b"", "not what its name says"),
    ],
)
def test_a_page_in_place_of_a_file_is_told(dump, tmp_path, capsys, name, text, said) -> None:
    broken = copied(dump, tmp_path)
    (broken / "papers" / name).write_bytes(text)
    error = told(capsys, "bulk", "prepare", broken, "--to", tmp_path / "tables")
    assert said in error
    assert name in error


@pytest.mark.parametrize(
    "name",
    ["20250822_3.gz.part", "20250822_3.crdownload", "part-3.jsonl.gz.tmp", "part-3.jsonl.zst",
     "Unconfirmed 81.download", "20250822 3"],
)  # fmt: skip
def test_a_file_that_may_be_a_part_of_the_release_is_not_passed_over(
    dump, tmp_path, capsys, name
) -> None:
    broken = copied(dump, tmp_path)
    (broken / "citations" / name).write_bytes(b"{}")
    error = told(capsys, "bulk", "prepare", broken, "--to", tmp_path / "tables")
    assert name in error
    assert "finish its download" in error


@pytest.mark.parametrize("lead", [Path.mkdir, lambda path: path.symlink_to("nowhere")])
def test_a_name_of_a_part_that_leads_to_no_file_is_not_passed_over(
    dump, tmp_path, capsys, lead
) -> None:
    broken = copied(dump, tmp_path)
    lead(broken / "citations" / "20250822_9")
    error = told(capsys, "bulk", "prepare", broken, "--to", tmp_path / "tables")
    assert f"it is no file, {broken / 'citations' / '20250822_9'}" in error


def test_a_line_of_any_length_and_a_last_one_without_end_are_lines_like_others(tmp_path) -> None:
    for dataset in ("papers", "citations"):
        (tmp_path / DATE / dataset).mkdir(parents=True)
    lines = [
        '{"corpusid": 1, "title": "One"}',
        " ",
        f'{{"corpusid": 2, "other": "{"x " * 17_000_000}"}}',
        "",
        '{"corpusid": 3}',
        "{" + "x" * 2_000_000,
    ]
    (tmp_path / DATE / "papers" / "20250822_0").write_text("\n".join(lines) + "\n  ")
    (tmp_path / DATE / "citations" / "20250822_0").write_text('{"citingcorpusid": 1}')
    report = prepare(tmp_path / DATE, tmp_path / "tables")
    assert report.read == {"papers": 4, "citations": 1}
    assert report.tables["papers"]["rows"] == 3
    assert report.dropped["papers"]["unreadable"] == 1
    assert report.dropped["citations"]["null-cited"] == 1


#: What an engine could take, with the lines behind it, for one value: cut off, spread out, a list.
BEGINNINGS = (
    '{"corpusid": 900, "title": ', '{"corpusid": 900, "authors": [', '[{"corpusid": 900},', "[", "{",
    '{"corpusid": 900, "authors": [{"name": "A"},', '{"corpusid": 900,', '{"corpusid": 900, "title": "cut',
    '{"a":' * 3000, "[" * 3000, "]", "}", ",", '"', "<html>", "\x00", '{"corpusid": 900}]', "\\",
)  # fmt: skip


def test_a_line_that_begins_a_value_costs_no_other_line(tmp_path) -> None:
    lines = []
    for number, beginning in enumerate(BEGINNINGS):
        lines += [beginning, f'{{"corpusid": {number}, "title": "Good"}}']
    pretty = ["{", ' "corpusid": 901', "}", "[", '{"corpusid": 902},', '{"corpusid": 903}', "]"]
    files = {"papers": [*lines, *pretty, '{"corpusid": 800}'], "citations": ['{"citationid": 1}']}
    for dataset, texts in files.items():
        (tmp_path / DATE / dataset).mkdir(parents=True)
        packed = gzip.compress("\n".join(texts).encode())
        (tmp_path / DATE / dataset / "20250822_0.gz").write_bytes(packed)
    report = prepare(tmp_path / DATE, tmp_path / "tables")
    found = parquet.read_table(tmp_path / "tables" / "papers").column("corpusid").to_pylist()
    assert found == [*range(len(BEGINNINGS)), 800, 903]
    assert report.read["papers"] == len(files["papers"])
    assert report.dropped["papers"]["unreadable"] == len(files["papers"]) - len(found)


@given(st.text(alphabet="{}\n\r x", max_size=12), st.integers(1, 4))
def test_a_file_is_sound_when_every_line_is_like_an_object(text, block) -> None:
    lines = text.encode().split(b"\n")
    ended = lines[:-1] if lines[-1] == b"" else lines
    like_objects = all(line[:1] == b"{" and line[-1:] == b"}" for line in ended)
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as folder:
        patch.setattr(shard_lines, "_BLOCK", block)
        path = Path(folder) / "lines"
        path.write_bytes(text.encode())
        shard = Shard("papers", 0, path, len(text), packed=False)
        seen = look_through(shard, path, lambda _: None)
        copied = write_sound(shard, path, Path(folder) / "copy")
        copy = (Path(folder) / "copy").read_bytes().split(b"\n")[:-1]
    assert seen.sound == like_objects
    there = [line.strip() for line in lines if line.strip()]
    assert copied.lines == len(copy) == len(there)
    if seen.sound:
        assert seen.lines == len(there)
        assert copy == there


@pytest.mark.parametrize("mark", ["\ufeff", "\ufeff \n"])
def test_a_byte_order_mark_costs_no_line(dump, expected, tmp_path, mark) -> None:
    copy = copied(dump, tmp_path)
    for dataset in ("papers", "citations"):
        file = copy / dataset / "20250822_0"
        file.write_bytes(mark.encode() + file.read_bytes())
    prepare(copy, tmp_path / "tables")
    for name in ("papers", "citations_by_citing"):
        path = f"{name}/part-0.parquet"
        assert (tmp_path / "tables" / path).read_bytes() == expected[path]


def test_what_looks_like_no_file_of_this_release_is_warned_of(dump, tmp_path, caplog) -> None:
    copy = copied(dump, tmp_path)
    (copy / "papers" / "20240131_0").write_text('{"corpusid": 12345}\n')
    (copy / "papers" / "20250822_7").write_text("<html>\n<p>The link has expired</p>\n</html>\n")
    prepare(copy, tmp_path / "tables")
    first, second = (record.getMessage() for record in caplog.records)
    assert f"of papers in {copy} are of 2024-01-31, 2025-08-22 and 2025-08-23" in first
    assert f"no line of {copy / 'papers' / '20250822_7'} can be read" in second


@pytest.mark.parametrize("place", ["papers", "papers/tables", "authors"])
def test_tables_never_lie_among_the_files_of_the_release(dump, tmp_path, capsys, place) -> None:
    copy = copied(dump, tmp_path)
    error = told(capsys, "bulk", "prepare", copy, "--to", copy / place)
    assert "that of files of the release" in error
    assert content(copy) == content(dump)


def test_tables_of_another_version_are_told(dump, tmp_path, capsys) -> None:
    target = tmp_path / "tables"
    prepare(dump, target)
    manifest = json.loads((target / "manifest.json").read_bytes())
    wrong = [manifest | {"format": 0}, manifest | {"tables": {}}, manifest | {"files": None}, []]
    wrong += [{name: manifest[name] for name in manifest if name != left} for left in manifest]
    for one in wrong:
        (target / "manifest.json").write_text(json.dumps(one))
        error = told(capsys, "bulk", "prepare", dump, "--to", target)
        assert "another version of kg, " in error
        assert "into a new folder" in error
    assert "another version of kg, " in told(capsys, "bulk", "rank", target)
    begun = tmp_path / "begun" / ".kg-prepare"
    begun.mkdir(parents=True)
    for text in ("", "[]", "{}", json.dumps(manifest | {"format": 0})):
        (begun / "order.json").write_text(text)
        error = told(capsys, "bulk", "prepare", dump, "--to", begun.parent)
        assert "remove the folder" in error


def test_an_export_replaces_only_what_an_export_left(dump, tmp_path, capsys) -> None:
    prepare(dump, tmp_path / "tables")
    for foreign in ("neo4j/conf/neo4j.conf", "parquet/mine.parquet", "nt/notes.txt", "nt"):
        file = tmp_path / "out" / foreign
        file.parent.mkdir(parents=True)
        file.write_text("mine")
        error = told(capsys, "bulk", "export", tmp_path / "tables", "--to", tmp_path / "out")
        assert str(tmp_path / "out" / Path(foreign).parts[0]) in error
        assert file.read_text() == "mine"
        shutil.rmtree(tmp_path / "out")


def test_what_stands_beside_the_files_of_a_release_is_left_alone(dump, expected, tmp_path) -> None:
    copy = copied(dump, tmp_path)
    for name in (
        "_SUCCESS",
        ".20250822_0.crc",
        "README.md",
        "20250822_0.md5",
        "LICENSE",
        ".DS_Store",
    ):
        (copy / "papers" / name).write_text("x")
    prepare(copy, tmp_path / "tables")
    assert content(tmp_path / "tables") == expected


def test_folders_that_are_something_else_are_told(dump, tmp_path, capsys) -> None:
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "main.tex").write_text("x")
    prepared = tmp_path / "tables"
    for arguments, said in (
        (("prepare", tmp_path / "nowhere", "--to", prepared), "no such folder"),
        (("prepare", tmp_path / "thesis", "--to", prepared), "holds no papers"),
        (("prepare", dump, "--to", tmp_path / "thesis"), "holds something else"),
        (("prepare", dump, "--to", tmp_path / "thesis" / "main.tex"), "it is a file"),
        (("prepare", dump, "--to", tmp_path / "[x]"), "for something else"),
        (("prepare", dump, "--to", tmp_path / "O'Neill"), "for something else"),
        (("prepare", dump, "--to", tmp_path / "back\\slash"), "for something else"),
        (("prepare", dump, "--to", prepared, "--memory", "500MB"), "too little"),
        (("prepare", dump, "--to", prepared, "--memory", "much"), "no size"),
        (("prepare", dump, "--to", prepared, "--engine", "dask"), "no engine"),
        (("prepare", dump, "--to", prepared, "--threads", "0"), "no number of threads"),
        (("prepare", dump, "--to", prepared, "--release", "soon"), "no date"),
        (("prepare", dump, "--to", prepared, "--release", "2024-01-01"), "2025-08-22"),
        (("prepare", "s3://bucket/2025-08-22", "--to", prepared), "folders of this machine"),
        (("rank", tmp_path / "thesis"), "no tables of a release"),
        (("export", prepared, "--to", tmp_path / "o", "--expand", "both"), "--expand, name it"),
        (("export", prepared, "--to", tmp_path / "o", "--hops", "1"), "--hops, name it"),
        (("export", tmp_path / "thesis", "--to", prepared), "no tables of a release"),
    ):
        error = told(capsys, "bulk", *arguments)
        assert said in error, error
    list_ = tmp_path / "list.md"
    list_.write_text(
        "- (2017)**Deep Cross-Modal Hashing** [paper](https://arxiv.org/abs/1602.02255)\n"
    )
    build = ("build", list_, "--store", tmp_path / "store", "--source")
    assert "no tables of a release" in told(capsys, *build, tmp_path / "thesis")
    prepare(dump, prepared)
    assert "prepare with --contexts" in told(capsys, *build, prepared, "--contexts")


def test_tables_that_were_damaged_are_told_and_never_read_by_half(
    dump, tmp_path, capsys, monkeypatch
) -> None:
    whole = tmp_path / "tables"
    prepare(dump, whole)
    monkeypatch.chdir(tmp_path)
    Path("list.md").write_text("- **Deep Hashing** [paper](https://arxiv.org/abs/1602.02255)\n")
    commands = (
        ("build", "list.md", "--store", "store", "--source", "copy"),
        ("bulk", "export", "copy", "--to", "out", "--list", "list.md"),
        ("bulk", "export", "copy", "--to", "out"),
        ("bulk", "rank", "copy", "--to", "rank.parquet"),
        ("bulk", "prepare", dump, "--to", "copy"),
    )
    for name, harm in (
        ("papers", lambda file: file.unlink()),
        ("ids", lambda file: file.write_bytes(file.read_bytes()[:-9])),
        ("titles", lambda file: shutil.copy(file, file.with_name("part-1.parquet"))),
    ):
        shutil.copytree(whole, "copy")
        harm(Path("copy") / name / "part-0.parquet")
        for command in commands:
            error = told(capsys, *command)
            assert f"copy/{name}" in error
            assert "prepare them into a new folder" in error
        shutil.rmtree("copy")
    # Of the same size and other bytes: only reading tells.
    shutil.copytree(whole, "copy")
    file = Path("copy/papers/part-0.parquet")
    file.write_bytes(bytes(file.stat().st_size))
    for command in commands[:2]:
        assert "the tables cannot be read" in told(capsys, *command)


def test_a_full_disk_is_one_line_and_the_run_goes_on_when_there_is_room(
    dump, expected, tmp_path
) -> None:
    target = tmp_path / "tables"
    # No file may be larger than 12 kB: what the system says then is what it says of a full disk.
    ran = subprocess.run(
        [*KG, "bulk", "prepare", dump, "--to", target],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (12_000, 12_000)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 1, ran.stderr
    error = ran.stderr.strip().splitlines()[-1]
    assert error.startswith("error: the disk is full")
    assert str(target) in error
    prepare(dump, target)
    assert content(target) == expected


@pytest.mark.parametrize(
    ("missing", "engine", "extra"),
    [("ibis", "duckdb", "bulk"), ("duckdb", "duckdb", "bulk"), ("pyspark", "spark", "spark")],
)
def test_a_missing_extra_is_one_line_that_names_it(
    dump, tmp_path, capsys, monkeypatch, missing, engine, extra
) -> None:
    for name in [*sys.modules]:
        if name.startswith((f"{missing}.", "kg.bulk.duckdb_engine", "kg.bulk.spark_engine")):
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, missing, None)
    error = told(capsys, "bulk", "prepare", dump, "--to", tmp_path / "t", "--engine", engine)
    assert f"pip install 'citation-kg[{extra}]'" in error


def test_two_at_once_do_not_write_into_one_another(dump, tmp_path, capsys) -> None:
    from filelock import FileLock

    (tmp_path / "tables" / ".kg-prepare").mkdir(parents=True)
    with FileLock(tmp_path / "tables" / ".kg-prepare" / "lock"):
        error = told(capsys, "bulk", "prepare", dump, "--to", tmp_path / "tables")
    assert "another process" in error


def test_flat_names_and_part_numbers_are_taken(tmp_path, dump) -> None:
    flat = tmp_path / "flat"
    flat.mkdir()
    for dataset in ("papers", "citations"):
        lines = b"".join(
            gzip.decompress(data) if (data := file.read_bytes())[:2] == b"\x1f\x8b" else data
            for file in sorted((dump / dataset).iterdir())
        )
        (flat / f"{dataset}-0.jsonl.gz").write_bytes(gzip.compress(lines))
    report = prepare(flat, tmp_path / "tables", release="20250822")
    assert report.release == DATE
    assert set(report.tables) == {
        "papers", "ids", "titles", "citations_by_citing", "citations_by_cited",
    }  # fmt: skip
    assert report.tables["papers"]["rows"] == 102
