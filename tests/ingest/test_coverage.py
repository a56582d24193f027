"""What several services say of one paper's references, put together; pure functions of the facts."""

import pytest

from kg.ingest import assemble
from kg.records import Citation, Facts, ReferenceListing, Work, WorkAuthor
from kg.why import why_citation

CITING = Work(title="A paper that cites", ids={"doi": "10.1/citing"}, year=2015)
LEE = [WorkAuthor(name="Ann Lee"), WorkAuthor(name="Bo Li")]
KNOWN = Work(title="Deep maps of quiet things", ids={"doi": "10.1/known"}, year=2010, authors=LEE)
OTHER = Work(title="Another known paper", ids={"doi": "10.1/other"}, year=2011)


def reference(title=None, year=None, author=None, **ids):
    authors = [WorkAuthor(name=author)] if author else []
    return Work(title=title, year=year, authors=authors, ids=ids, secondhand=True)


def listing(source, state, **counts):
    return ReferenceListing(citing=0, source=source, state=state, **counts)


def graph_of(works, said, listings):
    """Return the graph of one citing paper; ``said`` are (work, source) pairs."""
    facts = Facts(
        input="list:x",
        location="x",
        source="semantic-scholar",
        works=[CITING, *works],
        known=[0],
        citations=[
            Citation(citing=0, cited=cited, source=source, evidence=f"as {source} says")
            for cited, source in said
        ],
        reference_listings=listings,
    )
    assembly = assemble([facts])
    paper = assembly.graph.get("Paper", "doi:10.1/citing")
    return paper, assembly


def cited(assembly):
    return {edge.end: edge.sources for edge in assembly.graph.records("CITES")}


@pytest.mark.parametrize(
    ("listings", "state", "complete"),
    [
        ([("semantic-scholar", "complete", 1, 1)], "complete", ["semantic-scholar"]),
        ([("semantic-scholar", "elided", 1, 0)], "partial", None),
        (
            [("semantic-scholar", "elided", 1, 0), ("crossref", "complete", 1, 1)],
            "complete",
            ["crossref"],
        ),
        (  # a list shorter than another service states
            [("semantic-scholar", "complete", 1, 1), ("crossref", "partial", 7, 1)],
            "partial",
            ["semantic-scholar"],
        ),
        (
            [("semantic-scholar", "unknown", 0, 0), ("openalex", "partial", None, 1)],
            "partial",
            None,
        ),
        ([("semantic-scholar", "capped", 20_000, 9_999)], "capped", None),
    ],
)
def test_states(listings, state, complete):
    told = [
        listing(name, said, stated=stated, received=received)
        for name, said, stated, received in listings
    ]
    paper, _ = graph_of([KNOWN, KNOWN], [(1, "crossref")], told)
    assert paper.references_state == state
    assert paper.references_complete == complete
    assert paper.references_known == 1


def test_nothing_known_leaves_the_state_as_it_is():
    paper, _ = graph_of([], [], [listing("semantic-scholar", "elided", stated=30)])
    assert (paper.references_state, paper.references_known) == ("elided", 0)
    assert paper.references_stated == 30
    assert paper.references_sources == ["semantic-scholar: elided"]


@pytest.mark.parametrize(
    ("described", "linked"),
    [
        (reference("Deep maps of quiet things", 2010, "Lee"), "title, year and first author"),
        (reference("Deep Maps of Quiet Things.", 2010, "A. Lee"), "title, year and first author"),
        (reference("Deep maps of quiet things", 2010, "Lee A"), "title, year and first author"),
        (reference("Deep maps of quiet things", 2011, "Lee"), "years one apart"),
        (reference("Deep maps of quiet things", None, "Lee"), "title and first author"),
        (reference("Deep maps of quiet things", 2010), "title and year"),
        (reference("Deep maps of quiet things"), None),  # a title alone
        (reference("Deep maps of quiet things", 2010, "Li"), None),  # not the first author
        (reference("Deep maps of quiet things", 2003, "Lee"), None),
        (reference("Deep maps of quiet things II", 2010, "Lee"), None),
        (reference("Reply to: Deep maps of quiet things", 2010, "Lee"), None),
        (reference(None, 2010, "Lee"), None),
    ],
)
def test_a_reference_without_identifier_is_linked_only_when_that_is_certain(described, linked):
    told = [listing("crossref", "complete", stated=2, received=2)]
    paper, assembly = graph_of(
        [KNOWN, OTHER, described], [(1, "semantic-scholar"), (3, "crossref")], told
    )
    if linked is None:
        assert cited(assembly) == {"doi:10.1/known": ["semantic-scholar"]}
        assert paper.references_sources == ["crossref: 1 of 2 identified"]
        assert [one.code for one in assembly.warnings] == ["unidentified-reference"]
        return
    assert cited(assembly) == {"doi:10.1/known": ["crossref", "semantic-scholar"]}
    (edge,) = assembly.graph.records("CITES")
    assert edge.evidence[0].startswith("Crossref: deposited without a DOI; ")
    assert linked in edge.evidence[0]
    assert paper.references_sources == ["crossref: 2 of 2 identified"]


def test_what_stands_beside_an_identifier_neither_names_joins_nor_parts():
    beside = reference("Something else entirely", 1950, "Nobody", doi="10.1/known", pmid="7")
    bag = Work(ids={"doi": "10.1/other", "pmid": "9"}, also=["doi:10.1/known"], secondhand=True)
    _, assembly = graph_of(
        [KNOWN, OTHER, beside, bag],
        [(1, "semantic-scholar"), (3, "crossref"), (4, "opencitations")],
        [],
    )
    assert cited(assembly) == {
        "doi:10.1/known": ["crossref", "semantic-scholar"],
        "doi:10.1/other": ["opencitations"],
    }
    known = assembly.graph.get("Paper", "doi:10.1/known")
    assert (known.title, known.year, known.pubmed_id) == (KNOWN.title, 2010, None)
    assert assembly.warnings == []


def test_of_several_descriptions_of_an_unknown_paper_the_commonest_names_it():
    told = [
        reference("Quiet things", 2001, "Roe", doi="10.7/new"),
        reference("Wrong title", 1990, "Doe", doi="10.7/new"),
        reference("Quiet things", 2001, doi="10.7/new"),
    ]
    _, assembly = graph_of(told, [(1, "crossref"), (2, "crossref"), (3, "openalex")], [])
    paper = assembly.graph.get("Paper", "doi:10.7/new")
    assert (paper.title, paper.year) == ("Quiet things", 2001)
    assert cited(assembly) == {"doi:10.7/new": ["crossref", "openalex"]}


def test_a_wrong_doi_names_the_service_that_asserts_it_and_is_contested():
    told = [listing("semantic-scholar", "complete", stated=1, received=1)]
    paper, assembly = graph_of(
        [KNOWN, OTHER], [(1, "semantic-scholar"), (1, "crossref"), (2, "crossref")], told
    )
    assert cited(assembly)["doi:10.1/other"] == ["crossref"]
    assert paper.references_complete == ["semantic-scholar"]


def test_a_paper_that_cites_itself_is_left_out_and_counted_as_identified():
    told = [listing("crossref", "complete", stated=2, received=2)]
    itself = reference(doi="10.1/citing")
    paper, assembly = graph_of([KNOWN, itself], [(1, "crossref"), (2, "crossref")], told)
    assert cited(assembly) == {"doi:10.1/known": ["crossref"]}
    assert paper.references_state == "complete"
    assert [one.code for one in assembly.warnings] == ["self-citation"]


@pytest.mark.parametrize("itself", [{"doi": "10.1/citing"}, {"title": "A paper that cites"}])
def test_why_says_that_a_paper_cites_itself(itself):
    told = [
        listing("crossref", "complete", stated=2, received=2),
        listing("openalex", "partial", received=1),
    ]
    works = [CITING, KNOWN, reference(**itself)]
    said = [(1, "crossref"), (2, "crossref"), (1, "openalex")]
    facts = Facts(
        input="list:x", location="x", source="none", works=works, known=[0], reference_listings=told,
        citations=[Citation(citing=0, cited=cited, source=source) for cited, source in said],
    )  # fmt: skip
    graph = assemble([facts]).graph
    reasons = why_citation(graph, "doi:10.1/citing", "doi:10.1/citing", [facts]).reasons
    assert [(one.code, one.source) for one in reasons] == [
        ("self-citation", "crossref"),
        ("list-without", "openalex"),
    ]
    assert reasons[0].sentence.startswith(
        "Crossref's list for A paper that cites 2015 holds A paper"
    )
    unsaid = why_citation(graph, "doi:10.1/known", "doi:10.1/known", [facts]).reasons
    assert [one.code for one in unsaid] == ["self-citation"]
    assert unsaid[0].sentence.startswith("nobody says")


def test_facts_of_an_earlier_version_keep_their_states():
    works = [
        Work(
            title="One", ids={"doi": "10.1/citing"}, references_state="complete", reference_count=1
        ),
        KNOWN,
    ]
    facts = Facts(
        input="list:x", location="x", source="semantic-scholar", works=works, known=[0],
        citations=[Citation(citing=0, cited=1)],
    )  # fmt: skip
    paper = assemble([facts]).graph.get("Paper", "doi:10.1/citing")
    assert (paper.references_state, paper.references_sources) == (
        "complete",
        ["semantic-scholar: 1 of 1 identified"],
    )
