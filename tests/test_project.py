"""The project around the code: what is shipped, what is imported, what must not be in it."""

import ast
import os
import re
import subprocess
import sys
import tomllib
import venv
import zipfile
from collections import Counter
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
import typer.main
from radon.complexity import cc_visit
from radon.visitors import Class

from kg.cli import app

ROOT = Path(__file__).parent.parent

# What takes long to import, and what `kg --help` has no use for.
HEAVY = {
    "bibtexparser",
    "duckdb",
    "ftfy",
    "httpx",
    "ibis",
    "kglite",
    "markdown_it",
    "neo4j",
    "networkx",
    "numpy",
    "pandas",
    "pyarrow",
    "pyoxigraph",
    "pyshacl",
    "pyspark",
    "pyvis",
    "rapidfuzz",
    "rdflib",
    "rispy",
    "scipy",
}


def run(*command, **options):
    return subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, check=False, **options
    )


@pytest.fixture(scope="session")
def wheel(tmp_path_factory):
    target = tmp_path_factory.mktemp("wheel")
    built = run(
        sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation",
        "--wheel-dir", target, ROOT,
    )  # fmt: skip
    assert built.returncode == 0, built.stderr
    return next(target.glob("citation_kg-*.whl"))


def test_the_wheel_ships_queries_exports_and_examples_inside_the_package(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    for folder in ("queries", "exports", "examples"):
        here = {
            f"kg/_data/{folder}/{path.relative_to(ROOT / folder).as_posix()}"
            for path in (ROOT / folder).rglob("*")
            if path.is_file() and not path.name.startswith(".")
        }
        assert here, folder
        assert here <= names
    top_level = {name.split("/")[0] for name in names}
    assert {name for name in top_level if not name.endswith(".dist-info")} == {"kg"}
    assert "kg/py.typed" in names


@pytest.mark.slow
def test_the_wheel_runs_the_demo_in_an_empty_environment_elsewhere(wheel, tmp_path):
    venv.create(tmp_path / "venv")
    bin = tmp_path / "venv" / ("Scripts" if os.name == "nt" else "bin")
    pip = [sys.executable, "-m", "pip", "--python", bin / "python"]
    installed = run(*pip, "install", "--quiet", wheel)
    assert installed.returncode == 0, installed.stderr
    clean = {
        name: value for name, value in os.environ.items() if not name.startswith(("KG_", "PYTHON"))
    }
    demo = run(bin / "kg", "demo", cwd=tmp_path, env=clean)
    assert demo.returncode == 0, demo.stderr
    assert "321" in demo.stdout
    page = next(tmp_path.glob("**/lineage.html"))
    assert "Adversarial Cross-Modal Retrieval" in page.read_text(encoding="utf-8")


def test_what_is_imported_is_declared_and_nothing_else():
    imported = set()
    for path in (ROOT / "kg").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {name.name.split(".")[0] for name in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                imported.add(node.module.split(".")[0])
    distributions = packages_distributions()
    needed = {
        distributions[name][0].lower()
        for name in imported - set(sys.stdlib_module_names) - {"kg", "__future__"}
    }
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [line for lines in project["optional-dependencies"].values() for line in lines]
    declared = {re.match(r"[\w-]+", line)[0].lower() for line in project["dependencies"] + extras}
    assert needed == declared - {project["name"]}


def test_help_imports_nothing_heavy():
    code = (
        "import sys; from kg.cli import main; code = main(['--help'])\n"
        "print(*sorted({name.split('.')[0] for name in sys.modules}), file=sys.stderr)\n"
        "sys.exit(code)"
    )
    shown = run(sys.executable, "-c", code)
    assert shown.returncode == 0
    assert "build" in shown.stdout
    assert HEAVY & set(shown.stderr.split()) == set()


@pytest.mark.parametrize("script", sorted(path.name for path in (ROOT / "docs").glob("make_*.py")))
def test_the_generated_documentation_is_current(script):
    checked = run(sys.executable, ROOT / "docs" / script, "--check")
    assert checked.returncode == 0, checked.stderr


def test_the_command_line_reference_does_not_depend_on_the_terminal():
    narrow, wide = (
        run(
            sys.executable, "-c",
            "import sys; sys.path.insert(0, 'docs'); import make_reference, typer.main;"
            "print(make_reference.reference(typer.main.get_command(make_reference.app)))",
            cwd=ROOT, env={**os.environ, "COLUMNS": columns},
        ).stdout
        for columns in ("40", "400")
    )  # fmt: skip
    assert "## kg build" in narrow
    assert narrow == wide


def documented_commands():
    """Yield (file:line, words) for every kg command in an indented or fenced block."""
    for path in [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]:
        fenced = False
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            fenced ^= line.startswith("```")
            if fenced or line.startswith("    "):
                command = re.match(r"\s*(?:\$ )?kg ((?:[a-z-]+ )*[a-z-]+)", line)
                if command:
                    options = re.findall(r"(?<= )--[a-z-]+", line)
                    yield f"{path.relative_to(ROOT)}:{number}", command[1].split(), options


def test_every_documented_command_and_option_exists():
    unknown = []
    for where, words, options in documented_commands():
        command = typer.main.get_command(app)
        while words and hasattr(command, "commands"):
            command = command.commands.get(words.pop(0))
        known = {
            name
            for param in getattr(command, "params", ())
            for name in (*param.opts, *param.secondary_opts)
        }
        if command is None or not set(options) <= known:
            unknown.append(where)
    assert unknown == []


def commands(group, words=()):
    """Yield (words, command) for every command that a user sees."""
    for name, command in group.commands.items():
        if not command.hidden:
            inner = commands(command, (*words, name)) if hasattr(command, "commands") else ()
            yield from inner or [((*words, name), command)]


def test_every_command_has_an_example_and_a_place_in_the_documentation():
    pages = [path for path in (ROOT / "docs").rglob("*.md") if path.parent.name != "reference"]
    text = "".join(path.read_text(encoding="utf-8") for path in [ROOT / "README.md", *pages])
    seen = list(commands(typer.main.get_command(app)))
    assert len(seen) > 30
    for words, command in seen:
        assert re.search(r"^Examples?:\s+kg ", command.help, re.MULTILINE), words
        assert re.search(rf"\bkg {' '.join(words)}\b", text), words


def test_an_option_of_several_commands_is_declared_once():
    declared = Counter(
        ast.unparse(node)
        for path in (ROOT / "kg" / "cli").glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "typer.Option"
    )
    assert {option for option, count in declared.items() if count > 1} == {
        "typer.Option('--format')"  # each with the formats of its command
    }


def test_no_function_has_more_than_fifteen_ways_through_it_and_none_of_reading_lists_twelve():
    entangled = [
        f"{path.relative_to(ROOT)}:{block.lineno} {block.name} ({block.complexity})"
        for path in (ROOT / "kg").rglob("*.py")
        for block in cc_visit(path.read_text(encoding="utf-8"))
        if block.complexity > (12 if path.parent.name == "reading_list" else 15)
        and not isinstance(block, Class)
    ]
    assert entangled == []


# The brackets keep these lines from finding themselves.
FORBIDDEN = re.compile(
    r"/wor[k]/(?:main|shared|steering|\.library)|/op[t]/\w+env|/roo[t]/|/tm[p]/bash|"
    r"py[p]i\.org|pythonhoste[d]\.org|npmj[s]\.(?:org|com)|repo\.mave[n]\.|mave[n]\.org|"
    r"debia[n]\.org|proxy\.golan[g]\.org|crate[s]\.io"
)


def tracked_files():
    listed = run("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", cwd=ROOT)
    if listed.returncode:  # not a checkout: an unpacked archive
        return [path for path in ROOT.rglob("*") if path.is_file() and ".venv" not in path.parts]
    paths = [ROOT / name for name in listed.stdout.split("\0") if name]
    return [path for path in paths if path.is_file()]


def test_no_file_names_a_machine_or_a_package_registry():
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in tracked_files()
        for number, line in enumerate(path.read_bytes().decode("utf-8", "ignore").splitlines(), 1)
        if FORBIDDEN.search(line)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("require", "code", "closing"),
    [("", 0, "1 skipped, 1 xfailed"), ("all", 1, "1 failed, 1 xfailed")],
)
def test_a_skip_is_a_failure_where_everything_is_required(tmp_path, require, code, closing):
    (tmp_path / "test_it.py").write_text(
        "import pytest\n"
        "def test_skips(): pytest.skip('no server')\n"
        "@pytest.mark.xfail\n"
        "def test_fails(): assert False\n"
    )
    tested = run(
        sys.executable, "-m", "pytest", "-p", "fixtures_strict", "-c", os.devnull, "--rootdir", tmp_path, tmp_path,
        env={**os.environ, "KG_TEST_REQUIRE": require, "PYTHONPATH": str(ROOT / "tests")},
    )  # fmt: skip
    assert tested.returncode == code
    assert closing in tested.stdout
    assert ("skipped although KG_TEST_REQUIRE=all" in tested.stdout) == bool(require)


def test_a_module_that_skips_itself_is_a_failure_too(tmp_path):
    (tmp_path / "test_it.py").write_text("import pytest\npytest.importorskip('no_such_module')\n")
    tested = run(
        sys.executable, "-m", "pytest", "-p", "fixtures_strict", "-c", os.devnull, "--rootdir", tmp_path, tmp_path,
        env={**os.environ, "KG_TEST_REQUIRE": "all", "PYTHONPATH": str(ROOT / "tests")},
    )  # fmt: skip
    assert tested.returncode not in (0, 5)
    assert "no_such_module" in tested.stdout
