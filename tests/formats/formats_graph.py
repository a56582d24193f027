"""A graph of three papers with what makes writers stumble."""

from kg.records import (
    Author,
    Authored,
    Cites,
    Dataset,
    Graph,
    ImplementedBy,
    Paper,
    PublishedIn,
    ReadingList,
    Repository,
    UsesDataset,
    Venue,
)


def small_graph() -> Graph:
    graph = Graph()
    acmr, wang, unlisted = (
        "doi:10.1145/3123266.3123326",
        "arxiv:1607.06215",
        "title:0123456789abcdef",
    )
    for record in [
        ReadingList(id="list:small", source="small.md", sha256="0" * 64, entry_count=2),
        Paper(
            id=acmr,
            title="Adversarial\nCross-Modal Retrieval",
            short="ACMR",
            year=2017,
            publication_date="2017-10-23",
            venue="ACM Multimedia",
            pages="154-162",
            doi="10.1145/3123266.3123326",
            arxiv_id="1708.01234",
            abstract="Here, we seek an effective common subspace.",
            fields_of_study=["Computer Science", "Mathematics"],
            is_open_access=True,
            references_state="partial",
            listed=True,
        ),
        Paper(
            id=wang,
            title='The ImageNet\x00 "quoted" <study> & more',
            short="Wang 2016",
            year=2016,
            venue="arXiv",
            arxiv_id="1607.06215",
            listed=True,
        ),
        Paper(id=unlisted, title="Unlisted", short="Wang 2016", year=2016, citation_count=3),
        Venue(id="venue:acm-multimedia", name="ACM Multimedia", kind="conference"),
        PublishedIn(start=acmr, end="venue:acm-multimedia"),
        Venue(id="venue:arxiv", name="arXiv", kind="preprint"),
        PublishedIn(start=wang, end="venue:arxiv"),
        Dataset(id="dataset:nus-wide", name="NUS-WIDE"),
        UsesDataset(start=acmr, end="dataset:nus-wide", kind="citation"),
        Repository(id="https://github.com/x/acmr", url="https://github.com/x/acmr", name="acmr"),
        ImplementedBy(start=acmr, end="https://github.com/x/acmr", framework="pytorch"),
        Cites(start=acmr, end=wang, intents=["background", "methodology"], influential=True),
        Cites(start=wang, end=unlisted, sources=["records"], evidence=["reference [3]"]),
    ]:
        graph.add(record)
    names = ["Bokun Wang", "Laurens van der Maaten", "Martin Luther King Jr.", "Barnes and Noble"]
    # Ids in another order than positions: the order of authors is that of positions.
    for position, name in enumerate(names, start=1):
        author = f"{acmr}#author-{9 - position}"
        graph.add(Author(id=author, name=name, name_key=name.casefold()))
        graph.add(Authored(start=author, end=acmr, position=position))
    return graph
