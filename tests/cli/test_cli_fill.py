"""``kg build --fill``, ``--cross-check`` and ``--source crossref`` on the command line."""

import json
from urllib.parse import quote

import pytest
from service_literature import literature_of, running

from kg.cli import main

SECRETS = {
    "KG_MAILTO": "ann.lee@example.org",
    "OPENALEX_API_KEY": "openalex-key-of-a-test",
    "OPENCITATIONS_TOKEN": "opencitations-token-of-a-test",
}


@pytest.fixture(scope="module")
def literature():
    return literature_of(5, listed=12, others=90, withheld=5, typical=6)


@pytest.fixture
def kg(literature, tmp_path, monkeypatch, capsys):
    """Return a function that runs kg in a folder with a list, and the services it asks."""
    (tmp_path / "papers.md").write_text(literature.markdown, "utf-8")
    monkeypatch.chdir(tmp_path)

    def run(*arguments):
        code = main([*arguments, "--format", "json"])
        said = capsys.readouterr()
        return code, json.loads(said.out) if said.out else said.err

    with running(literature) as services:
        for name, value in services.environment().items():
            monkeypatch.setenv(name, value)
        yield run, services


def test_a_plan_counts_the_requests_of_services_and_sends_none(kg):
    run, services = kg
    every = "crossref,opencitations,openalex"
    code, planned = run("build", "papers.md", "--fill", every, "--plan")
    assert code == 0
    assert sum(services.requests().values()) == 0
    names = {endpoint.split()[0] for endpoint in planned["requests"]}
    assert {"crossref", "opencitations", "openalex"} <= names
    code, report = run("build", "papers.md", "--fill", every)
    assert code == 0
    assert report["requests"]["total"] == sum(services.requests().values())
    assert run("build", "papers.md", "--fill", every, "--plan")[1]["total"] == 0
    assert run("build", "papers.md", "--fill", every, "--offline")[1]["requests"]["total"] == 0


def test_a_plan_of_titles_alone_counts_all_of_them_for_a_cross_check(kg, tmp_path):
    run, _ = kg
    titles = [f"- **A study number {number} of quiet things** (2019)" for number in range(10)]
    (tmp_path / "titles.md").write_text("# Papers\n\n" + "\n".join(titles) + "\n", "utf-8")
    options = ("build", "titles.md", "--fill", "opencitations", "--plan")
    endpoint = "opencitations GET /references/doi:{doi}"
    assert run(*options)[1]["requests"][endpoint] == 4
    assert run(*options, "--cross-check")[1]["requests"][endpoint] == 10


@pytest.mark.parametrize("fill", ["scopus", "crossref,none", "", "crossref;openalex"])
def test_an_unknown_service_is_wrong_usage(kg, fill):
    run, services = kg
    code, said = run("build", "papers.md", "--fill", fill)
    assert (code, sum(services.requests().values())) == (2, 0)
    assert "--fill" in said


@pytest.mark.parametrize(
    ("options", "names"),
    [
        ("--source crossref --expand citations", ["--expand citations"]),
        ("--source crossref --expand both --contexts", ["--expand both", "--contexts"]),
        ("--source crossref --cross-check", ["--cross-check"]),
        ("--source crossref --fill crossref --cross-check", ["--cross-check"]),
        ("--source crossref --fill openalex --cross-check", []),
        ("--source none --expand both", ["--expand both"]),
        ("--fill none --cross-check", ["--cross-check"]),
        ("--expand citations --cross-check", ["--cross-check"]),
        ("--expand citations --fill openalex", ["--fill openalex"]),
        ("--expand both --contexts --cross-check", []),
        ("--source crossref", []),
    ],
)
def test_an_option_that_nobody_can_serve_is_told(kg, capsys, options, names):
    assert main(["build", "papers.md", "--plan", *options.split()]) == 0
    told = [line for line in capsys.readouterr().err.splitlines() if line.startswith("warning: ")]
    assert len(told) == len(names)
    for line, name in zip(told, names, strict=True):
        assert line.startswith(f"warning: {name} ")


@pytest.mark.parametrize("source", ["semantic-scholar", "crossref"])
@pytest.mark.parametrize("patience", ["-1", "nan", "inf", "-inf"])
def test_a_patience_that_is_no_number_of_seconds_is_wrong_usage(kg, monkeypatch, source, patience):
    run, services = kg
    code, said = run("build", "papers.md", "--source", source, f"--patience={patience}")
    assert (code, said.count("\n")) == (2, 1)
    monkeypatch.setenv("KG_S2_PATIENCE", patience)
    code, said = run("build", "papers.md", "--source", source)
    assert (code, sum(services.requests().values())) == (2, 0)
    assert "KG_S2_PATIENCE" in said


def test_crossref_alone_while_semantic_scholar_cannot_be_reached(kg, monkeypatch, literature):
    run, services = kg
    monkeypatch.setenv("KG_S2_URL", "http://127.0.0.1:9")
    code, report = run("build", "papers.md", "--source", "crossref")
    assert code == 0
    assert set(report["requests"]["by_endpoint"]) <= {"GET /works", "GET /works?query"}
    # Crossref holds the withheld papers, with their lists.
    assert report["lists"][0]["matched"] == len(literature.withheld)
    assert report["relationships"]["CITES"] > 0
    assert services.requests()["s2"] == 0
    assert run("build", "papers.md", "--source", "crossref")[1]["requests"]["total"] == 0


def test_keys_and_mail_address_are_in_no_file(kg, tmp_path, monkeypatch):
    run, services = kg
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    services.openalex.key = SECRETS["OPENALEX_API_KEY"]
    services.opencitations.token = SECRETS["OPENCITATIONS_TOKEN"]
    code, _ = run(
        "build", "papers.md", "--fill", "crossref,opencitations,openalex", "--cross-check"
    )
    assert code == 0
    assert {seen.parameters["mailto"] for seen in services.crossref.log} == {SECRETS["KG_MAILTO"]}
    asked = [*services.opencitations.log, *services.openalex.log]
    assert not any("example.org" in str(seen) for seen in asked)
    for path in tmp_path.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert not any(value.encode() in data for value in SECRETS.values()), path


def test_no_secret_is_in_what_is_said_when_services_fail(kg, monkeypatch, caplog):
    run, services = kg
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("KG_S2_PATIENCE", "0.5")
    caplog.set_level("DEBUG")
    sent = " ".join(SECRETS.values())
    services.opencitations.fault = services.openalex.fault = lambda _: "500"
    echo = {"status": "failed", "message": f"no such fields for {sent} {quote(sent)}"}
    services.crossref.answer = lambda _: (400, echo)
    code, report = run("build", "papers.md", "--fill", "crossref,opencitations,openalex")
    assert code == 3
    assert "no such fields for ***" in report["deferred"]
    for value in SECRETS.values():
        assert value not in caplog.text + report["deferred"]
        assert quote(value) not in caplog.text + report["deferred"]


def test_a_service_that_no_longer_understands_costs_its_own_lists_alone(kg):
    run, services = kg
    services.crossref.fault = lambda _: "unknown fields"
    code, report = run("build", "papers.md", "--fill", "crossref,openalex")
    assert (code, len(services.crossref.log)) == (3, 1)
    assert "Crossref no longer knows what is asked of it" in report["deferred"]
    assert "openalex GET /works" in report["requests"]["by_endpoint"]
    services.crossref.fault = lambda _: None
    assert run("build", "papers.md", "--fill", "crossref,openalex")[0] == 0


def test_a_refusal_of_one_service_is_said_and_resumed(kg):
    run, services = kg
    services.crossref.fault = lambda _: "403"
    code, _ = run("build", "papers.md")
    assert (code, len(services.crossref.log)) == (3, 1)
    services.crossref.fault = lambda _: None
    assert run("build", "papers.md")[0] == 0


def test_what_could_not_be_asked_does_not_count_as_asked(kg, capsys):
    run, services = kg
    run("build", "papers.md", "--fill", "none")
    assert run("build", "papers.md", "--fill", "crossref,openalex", "--offline")[0] == 3
    assert services.crossref.log == []
    found = run("info")[1]
    assert [found["sources"][name]["asked"] for name in ("crossref", "openalex")] == [0, 0]
    assert found["sources"]["semantic-scholar"]["asked"] > 0
    assert main(["info"]) == 0
    assert f"  deferred: {found['inputs'][0]['deferred']}\n" in capsys.readouterr().out
    run("build", "papers.md", "--fill", "crossref,openalex")
    found = run("info")[1]
    assert found["sources"]["crossref"]["asked"] > 0
    assert found["inputs"][0]["deferred"] is None


def test_what_a_service_adds_is_told_by_build_info_news_and_lineage(kg, literature, capsys):
    run, _ = kg

    def said(*arguments):
        assert main(list(arguments)) == 0
        return capsys.readouterr().out

    run("build", "papers.md", "--fill", "none")
    run("build", "papers.md", "--fill", "none")
    assert said("news").startswith("no news between the last two builds")
    report = run("build", "papers.md", "--fill", "crossref", "--cross-check")[1]
    assert report["sources"] == run("info")[1]["sources"]
    counts = report["sources"]["crossref"]
    told = said("build", "papers.md", "--fill", "crossref", "--cross-check")
    line = next(line for line in told.splitlines() if line.startswith("crossref: "))
    assert line == (
        f"crossref: {counts['answered']} of {counts['asked']} lists given, "
        f"{counts['complete']} complete; {counts['citations']} citations, "
        f"{counts['alone']} of them from it alone"
    )
    assert ", reference lists filled from crossref, complete lists cross-checked\n" in said("info")
    run("build", "papers.md", "--fill", "none")
    fewer = run("news")[1]["references"]
    assert {one["id"] for one in fewer} == literature.withheld
    assert all(one["before"] > one["now"] == 0 for one in fewer)
    run("build", "papers.md")
    more = run("news")[1]["references"]
    assert {one["id"]: one["now"] for one in more} == {one["id"]: one["before"] for one in fewer}
    assert f"More or fewer references known ({len(more)})\n" in said("news")
    run("build", "papers.md", "--fill", "crossref,openalex", "--cross-check")
    filtered = said("lineage", "main", "--sources", "2")
    assert filtered.startswith("Only citations that at least 2 services assert\n")
    assert said("lineage", "main").startswith("Main path: ")
