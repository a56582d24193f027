"""What services say of citations, asked of a real Neo4j: the same answers as from the embedded store."""

import json

import pytest
from service_literature import FILLERS, literature_of, running

from kg.cli import main

pytestmark = pytest.mark.neo4j


@pytest.fixture
def kg(neo4j_url, tmp_path, monkeypatch, capsys):
    """Return a function that runs a command on both stores, and what there is to know."""
    literature = literature_of(5, listed=24, others=140, withheld=8, typical=7, misled=3)
    (tmp_path / "papers.md").write_text(literature.markdown, "utf-8")
    monkeypatch.chdir(tmp_path)

    def both(*arguments):
        answers = []
        for store in ("kg-store", neo4j_url):
            code = main([*arguments, "--store", store])
            said = capsys.readouterr()
            text = (said.out + said.err).replace(neo4j_url, "STORE").replace("kg-store", "STORE")
            answers.append((code, text))
        return answers

    with running(literature) as services:
        for name, value in services.environment().items():
            monkeypatch.setenv(name, value)
        built = both("build", "papers.md", "--fill", ",".join(FILLERS), "--cross-check")
        assert [code for code, _ in built] == [0, 0]
        yield both, literature


def test_every_command_that_tells_of_services_answers_alike(kg, tmp_path):
    both, literature = kg
    contested = min(literature.contested)
    shared = min(pair for pair, who in literature.holders.items() if who == set(FILLERS))
    whole = min(literature.whole)
    absent = (
        whole,
        next(id for _, id in contested_first(literature) if lacks(literature, whole, id)),
    )
    commands = [
        *(("query", name, "--format", "json") for name in LIBRARY),
        *(("why", *pair, "--format", "json") for pair in (contested, shared, absent)),
        ("info",),
        ("info", "--format", "json"),
        ("suggest", "papers.md", "--format", "json"),
        ("check", "papers.md", "--format", "json"),
        *(("lineage", "main", "--sources", n, "--format", "json") for n in ("1", "2", "3", "9")),
        ("query", PROPERTIES, "--format", "json"),
        ("export", "-", "--format", "nt"),
    ]
    answers = {command: both(*command) for command in commands}
    for command, (embedded, neo4j) in answers.items():
        assert embedded == neo4j, command
    rows = json.loads(answers["query", "contested-citations", "--format", "json"][0][1])
    assert literature.contested <= {(row["citing"], row["cited"]) for row in rows}
    known = json.loads(answers["query", PROPERTIES, "--format", "json"][0][1])
    assert {
        (one["citing"], one["cited"]): set(one["sources"]) for one in known
    } == literature.holders
    assert all(len(one["sources"]) == len(one["evidence"]) for one in known)
    assert answers["lineage", "main", "--sources", "9", "--format", "json"][0][0] == 1


LIBRARY = ("citation-agreement", "contested-citations", "reference-coverage")
PROPERTIES = (
    "MATCH (a:Paper)-[c:CITES]->(b:Paper) RETURN a.id AS citing, b.id AS cited, "
    "c.sources AS sources, c.evidence AS evidence, a.references_known AS known, "
    "a.references_stated AS stated, a.references_sources AS lists, "
    "a.references_complete AS complete, a.references_state AS state ORDER BY citing, cited"
)


def contested_first(literature):
    return [*sorted(literature.contested), *sorted(literature.holders)]


def lacks(literature, citing, cited):
    return citing != cited and not {(citing, cited), (cited, citing)} & set(literature.holders)
