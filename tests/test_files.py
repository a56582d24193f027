"""Files: read within bounds, written whole or not at all, by one function."""

import os
import resource
import stat
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import kg.page
from kg.errors import CurationError, ExportError, KgError, ReadingListError, RecordsError
from kg.files import UNFINISHED, read_file, replace_file, whole_file, write_file
from kg.records import Graph, Paper

LIST = "# L\n- [A study of things](https://doi.org/10.1145/3123266.3123326)\n"


def left_behind(directory):
    return [path.name for path in directory.iterdir() if path.name.startswith(UNFINISHED)]


def test_a_file_is_replaced_in_one_step(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"before")
    with whole_file(path) as stream:
        stream.write(b"after")
        stream.flush()
        assert path.read_bytes() == b"before"
    assert path.read_bytes() == b"after"
    assert left_behind(tmp_path) == []


@pytest.mark.parametrize("reason", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_what_fails_midway_leaves_the_former_content_and_nothing_else(tmp_path, reason):
    path = tmp_path / "a.csv"
    path.write_bytes(b"before")

    def content():
        yield b"half"
        raise reason

    with pytest.raises((ExportError, KeyboardInterrupt)), whole_file(path) as stream:
        stream.writelines(content())
    assert [each.name for each in tmp_path.iterdir()] == ["a.csv"]
    assert path.read_bytes() == b"before"


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o755, 0o666])
def test_permissions_stay(tmp_path, mode):
    path = tmp_path / "private.md"
    path.write_bytes(b"before")
    path.chmod(mode)
    write_file(path, b"after")
    assert stat.S_IMODE(path.stat().st_mode) == mode


def test_a_private_file_is_private_while_it_is_written(tmp_path):
    path = tmp_path / "private.md"
    path.write_bytes(b"before")
    path.chmod(0o600)
    with whole_file(path) as stream:
        stream.write(b"a secret")
        stream.flush()
        (name,) = left_behind(tmp_path)
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600


def test_a_new_file_has_the_permissions_that_the_user_gives_to_new_files(tmp_path):
    before = os.umask(0o027)
    try:
        write_file(tmp_path / "new.csv", b"a")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "new.csv").stat().st_mode) == 0o640


@pytest.mark.parametrize("mode", [0o444, 0o400, 0o555])
def test_a_write_protected_file_is_not_replaced_not_even_by_root(tmp_path, mode):
    path = tmp_path / "protected.md"
    path.write_bytes(b"before")
    path.chmod(mode)
    with pytest.raises(CurationError, match=r"write-protected, .*protected\.md, choose"):
        write_file(path, b"after", error=CurationError)
    assert path.read_bytes() == b"before"
    assert left_behind(tmp_path) == []


def test_a_link_stays_a_link_and_the_file_behind_it_is_written(tmp_path):
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "list.md").write_bytes(b"before")
    (tmp_path / "README.md").symlink_to("docs/list.md")
    write_file(tmp_path / "README.md", b"after")
    assert (tmp_path / "README.md").is_symlink()
    assert (tmp_path / "docs" / "list.md").read_bytes() == b"after"


@pytest.mark.skipif(not os.access("/", os.W_OK), reason="only root gives links to others")
@pytest.mark.parametrize(
    ("mode", "owner", "followed"),
    [
        (0o1777, 65534, False),  # /tmp
        (0o1777, 0, True),  # the user's own link there
        (0o1775, 65534, True),  # a directory of one group
        (0o777, 65534, True),  # the system follows it, too
    ],
)
def test_a_link_that_somebody_else_laid_where_all_may_write_is_not_followed(
    tmp_path, mode, owner, followed
):
    shared, victim, link = tmp_path / "shared", tmp_path / "victim", tmp_path / "shared" / "out.ttl"
    shared.mkdir()
    shared.chmod(mode)
    victim.write_bytes(b"before")
    link.symlink_to(victim)
    os.chown(link, owner, owner, follow_symlinks=False)
    os.chown(shared, 1, 1)
    if followed:
        write_file(link, b"after")
    else:
        with pytest.raises(ExportError, match="somebody else's link in a directory open to all"):
            write_file(link, b"after")
    assert victim.read_bytes() == (b"after" if followed else b"before")


def test_names_of_unfinished_files_cannot_be_foretold_and_waiting_links_are_not_followed(
    tmp_path, monkeypatch
):
    victim = tmp_path / "victim"
    victim.write_bytes(b"untouched")
    path = tmp_path / "out.html"
    for name in (f".out.html.{os.getpid()}.part", "out.html.tmp", "out.html.part"):
        (tmp_path / name).symlink_to(victim)
    write_file(path, b"page")
    # Even somebody who guessed the name gains nothing.
    monkeypatch.setattr("secrets.token_hex", lambda count: "guessed")
    (tmp_path / f"{UNFINISHED}guessed").symlink_to(victim)
    with pytest.raises(ExportError, match="File exists"):
        write_file(path, b"other")
    assert victim.read_bytes() == b"untouched"
    assert path.read_bytes() == b"page"


@pytest.mark.parametrize(
    ("name", "hint"),
    [("no/such/a.csv", "make its directory"), ("file/a.csv", "make its"), ("a\0b", "another")],
)
def test_where_a_file_cannot_be_written_is_one_line(tmp_path, name, hint):
    (tmp_path / "file").touch()
    with pytest.raises(ExportError, match=hint):
        write_file(f"{tmp_path}/{name}", b"a")


def test_a_directory_is_not_written_over(tmp_path):
    with pytest.raises(ExportError, match="directory"):
        write_file(tmp_path, b"a")


def test_a_name_as_long_as_names_may_be_is_written(tmp_path):
    path = tmp_path / ("n" * 251 + ".csv")
    write_file(path, b"a")
    assert path.read_bytes() == b"a"


def test_a_pipe_is_written_to_as_it_is(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    received = []
    reader = threading.Thread(target=lambda: received.append(pipe.read_bytes()))
    reader.start()
    write_file(pipe, b"page")
    reader.join(10)
    assert received == [b"page"]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_a_disk_that_is_full_leaves_the_former_content(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"before")
    code = (
        "import signal, sys; from kg.files import write_file; from kg.errors import KgError\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "try: write_file(sys.argv[1], b'x' * 3_000_000)\n"
        "except KgError as error: print(error)"
    )
    said = subprocess.run(
        [sys.executable, "-c", code, path],
        capture_output=True,
        text=True,
        check=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000)),
    ).stdout
    assert said.startswith("the disk is full, ")
    assert path.read_bytes() == b"before"
    assert left_behind(tmp_path) == []


def test_a_device_that_is_full_says_what_to_do():
    with pytest.raises(ExportError, match=r"the disk is full, /dev/full, make room"):
        write_file("/dev/full", b"x" * 100_000)


def test_every_writer_keeps_permissions_and_leaves_nothing_behind(tmp_path, run_writers):
    for name, write in run_writers.items():
        path = tmp_path / name
        path.write_bytes(b"")
        path.chmod(0o600)
        write(path)
        assert path.stat().st_size > 0, name
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, name
        path.chmod(0o444)
        with pytest.raises((ExportError, CurationError)):
            write(path)
    assert left_behind(tmp_path) == []


@pytest.fixture
def run_writers(tmp_path):
    """Return the functions of ``kg`` that write a whole file, by a fitting file name."""
    from kg.curation import dismiss
    from kg.formats import write
    from kg.linked_data.export import export_rdf
    from kg.sources.archive import Archive

    graph = Graph()
    graph.add(Paper(id="doi:10.1/a", title="A study", year=2016))
    archive = Archive(tmp_path / "archive")
    archive.keep("paper/00000000", {"a": {"paperId": None}})
    yield {
        "page.html": lambda path: kg.page.write_page(graph, path),
        "graph.csv": lambda path: write(graph, path, "csv"),
        "graph.nt": lambda path: export_rdf(graph, path),
        "list.kg.toml": lambda path: dismiss(path, {"doi:10.1/a": "out of scope"}),
        "answers.jsonl": archive.export,
    }
    archive.close()


@pytest.mark.parametrize("path", ["/dev/zero", "/dev/urandom", "/dev/null", "/dev/full"])
def test_a_device_is_no_list(path):
    with pytest.raises(ReadingListError, match=rf"a pipe or a device, not a list, {path}, name"):
        read_file(path, noun="list")


def test_a_pipe_that_nobody_writes_to_is_refused_at_once(tmp_path):
    os.mkfifo(tmp_path / "list.md")
    with pytest.raises(RecordsError, match="a pipe or a device, not a file of records"):
        read_file(tmp_path / "list.md", noun="file of records", error=RecordsError)


@pytest.mark.parametrize(
    "command", ["kg parse <(cat list.md)", "cat list.md | kg parse /dev/stdin"]
)
def test_what_the_shell_passes_as_a_pipe_is_read(tmp_path, command):
    (tmp_path / "list.md").write_text(LIST)
    ended = subprocess.run(
        ["bash", "-c", command.replace("kg", f"{sys.executable} -m kg")],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert ended.returncode == 0, ended.stderr
    assert "A study of things" in ended.stdout


def test_too_large_a_file_is_read_no_further_than_its_bound(tmp_path):
    path = tmp_path / "sparse.md"
    with path.open("wb") as stream:
        stream.truncate(1 << 40)
    with pytest.raises(ReadingListError, match=r"too large for a list \(over 20 MB\)"):
        read_file(path, largest=20_000_000, noun="list")


def test_a_pipe_that_is_stdout_is_written_to(tmp_path):
    code = "from kg.files import write_file; write_file('/dev/stdout', b'page')"
    command = [sys.executable, "-c", code]
    assert subprocess.run(command, capture_output=True, check=True).stdout == b"page"
    with (tmp_path / "out").open("wb") as file:
        subprocess.run(command, stdout=file, check=True)
    assert (tmp_path / "out").read_bytes() == b"page"


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="names there are Unicode")
def test_a_name_that_is_not_utf8_is_said_in_one_line(tmp_path, monkeypatch, capsys):
    from kg.cli import main

    monkeypatch.chdir(tmp_path)
    name = os.fsdecode(b"l\xfcste.md")
    Path(name).write_text(LIST)
    assert main(["build", name, "--source", "none"]) == 1
    said = capsys.readouterr().err.splitlines()[-1]
    assert said.startswith("error: a name or value that is not UTF-8 cannot be kept, ")
    assert said.endswith("l\\udcfcste.md, rename it")


def test_of_writers_that_read_the_same_one_writes_and_nothing_is_lost(tmp_path):
    path = tmp_path / "list.md"
    path.write_bytes(b"as read")

    def wrote(number):
        try:
            replace_file(path, b"as read", b"by %d" % number)
        except KgError:
            return None
        return b"by %d" % number

    with ThreadPoolExecutor(8) as writers:
        written = [content for content in writers.map(wrote, range(8)) if content is not None]
    assert written == [path.read_bytes()]
    assert list(tmp_path.iterdir()) == [path]
