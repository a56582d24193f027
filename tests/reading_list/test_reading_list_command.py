"""``kg parse``, as a user types it."""

import json

import pytest
from labelled_lists import LISTS
from typer.testing import CliRunner

from kg.cli import app


def run(*arguments):
    return CliRunner().invoke(app, ["parse", *map(str, arguments)])


@pytest.fixture(scope="module")
def seed():
    return next(LISTS.glob("01-*.md"))


def test_the_json_is_one_document(seed):
    result = run(seed, "--format", "json")
    assert result.exit_code == 0
    document = json.loads(result.stdout)
    assert len(document["entries"]) == 64
    assert document["entries"][0]["section"] == ["paper list", "2022"]


def test_the_table_says_what_will_be_looked_up_and_what_is_doubtful(seed):
    result = run(seed)
    assert result.exit_code == 0
    line = next(line for line in result.stdout.splitlines() if "Handwriting Recognition" in line)
    assert line.startswith("63")
    assert "no-link" in line
    assert "arxiv:2207.04818" in result.stdout
    assert "64 entries" in result.stderr
    assert "X-Amz" not in result.output


def test_several_lists_are_one_document(seed):
    document = json.loads(run(seed, next(LISTS.glob("55-*.md")), "--format", "json").stdout)
    assert len(document["entries"]) == 74
    assert {entry["source"] for entry in document["entries"]} == {seed.name, "55-starred-table.md"}


def test_wrong_use(seed):
    assert run(seed, "--format", "xml").exit_code == 2
    assert run().exit_code == 2
