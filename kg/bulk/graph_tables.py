"""A whole release as the tables of the graph model: papers, authors, venues and what joins them.

Records that share an identifier are one paper. Titles join nothing here: that takes the
rule of :mod:`kg.matching`, which builds and regions apply.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from kg.bulk.components import components
from kg.bulk.engine import Engine
from kg.bulk.steps import ReleaseSteps
from kg.identifiers import KINDS, preferred

__all__ = ["Between", "GraphTables", "whole_graph"]

#: Kinds of identifiers that make two records one paper.
_JOINING = ("doi", "arxiv", "acl", "pmid", "pmc", "openreview", "s2")
_FIELD = {
    "doi": "doi",
    "arxiv_id": "arxiv",
    "acl_id": "acl",
    "pubmed_id": "pmid",
    "pmc_id": "pmc",
    "dblp_key": "dblp",
    "openreview_id": "openreview",
    "s2_id": "s2",
}
_INTENTS = ("background", "methodology", "result")
_SOURCE = "semantic-scholar-dump"
_EVIDENCE = f"in its reference list as given by {_SOURCE}"


class Between(NamedTuple):
    """The relationships of a type between two labels; the first columns are ``start`` and ``end``."""

    type: str
    start: str
    end: str
    table: Any


class GraphTables(NamedTuple):
    """A graph as tables: nodes by label, and relationships."""

    nodes: dict[str, Any]
    relationships: list[Between]

    def ends(self, type: str) -> int:
        """Return at how many labels the relationships of a type end."""
        return sum(relationship.type == type for relationship in self.relationships)


@cache
def _udfs() -> tuple[Callable[..., Any], Callable[..., Any], Callable[..., Any]]:
    import ibis

    from kg.captions import caption
    from kg.sources.s2_papers import text_of
    from kg.titles import normalise_title

    def one_line(text: str) -> str:
        return " ".join((text_of(text) or "").split())

    def short_of(title: str, author: str, year: str) -> str:
        return caption(title, [author] if author else [], int(year) if year else None) or ""

    def name_key(name: str) -> str:
        return normalise_title(name)

    python = ibis.udf.scalar.python
    return python(one_line), python(short_of), python(name_key)


def _clean(column: Any) -> Any:
    return _udfs()[0](column.fill_null("")).nullif("")


def whole_graph(
    engine: Engine,
    tables: Path,
    names: list[str],
    work: Path,
    *,
    release: str | None,
    abstracts: bool,
) -> GraphTables:
    """Return the graph of a whole release.

    Parameters
    ----------
    engine
        Where it is computed.
    tables, names
        The folder of the tables and which there are.
    work
        A folder for what lies between.
    release
        Its date.
    abstracts
        With abstracts and summaries.
    """
    read = {name: engine.table([tables / name]) for name in names}
    steps = ReleaseSteps(engine, work)
    merged = _merged(steps, read)
    papers = _papers(steps, read, merged)
    venues = _venues(steps, papers, read)
    papers = papers.left_join(venues.drop("raw", "venueid"), "place")
    authored = steps.keep("authored", _authored(papers))
    cites = _cites(read["citations_by_citing"], merged, papers, release)
    nodes = {
        "Paper": _paper_nodes(papers, read, release=release, abstracts=abstracts),
        "Author": _author_nodes(authored, read),
        "Venue": _venue_nodes(steps),
    }
    published = papers.filter(papers.venue_node.notnull())
    authored = authored.select("start", "end", "position").order_by("end", "position")
    published = published.select(start="id", end="venue_node").order_by("start")
    relationships = [
        Between("CITES", "Paper", "Paper", cites),
        Between("AUTHORED", "Author", "Paper", authored),
        Between("PUBLISHED_IN", "Paper", "Venue", published),
    ]
    return GraphTables(nodes, relationships)


# ----------------------------------------------------------------------------- papers


def _merged(steps: ReleaseSteps, read: Mapping[str, Any]) -> Any:
    """Return the records that share an identifier: corpus id, the node they are, its id and aliases."""
    import ibis

    ids = read["ids"].filter(read["ids"].kind.isin(_JOINING))
    holders = ids.group_by("kind", "value").aggregate(
        one=ids.corpusid.min(), other=ids.corpusid.max()
    )
    shared = holders.filter(holders.one != holders.other).select("kind", "value", "one")
    pairs = ids.inner_join(shared, ["kind", "value"])
    pairs = steps.keep("shared", pairs.select(one="one", other="corpusid").distinct())
    groups = components(steps, pairs)
    papers = read["papers"]
    records = papers.inner_join(groups, "corpusid").select(
        "corpusid", "component", "citationcount", "ids"
    )
    fullest = ibis.window(
        group_by="component", order_by=[ibis.desc("citationcount"), ibis.asc("corpusid")]
    )
    records = records.mutate(place=ibis.row_number().over(fullest))
    by_id = records.select("component", "corpusid", id=records.ids.unnest())
    ranked = by_id.mutate(ranked=_rank(by_id.id).concat(by_id.id))
    named = ranked.group_by("component").aggregate(
        id=ranked.ranked.min(), all_ids=ranked.id.collect(distinct=True)
    )
    named = named.mutate(id=named.id.substr(1))
    first = records.filter(records.place == 0).select("component", node="corpusid")
    joined = records.inner_join(first, "component").select("corpusid", "component", "node")
    joined = joined.inner_join(named, "component")
    return steps.keep(
        "merged", joined.select("corpusid", "node", "id", "all_ids").order_by("corpusid")
    )


def _rank(id: Any) -> Any:
    """Return one letter that puts ids in the order in which they name a paper."""
    import ibis

    order = [kind for kind in KINDS if preferred([f"{kind}:x"])]
    cases = [(id.startswith(f"{kind}:"), str(place)) for place, kind in enumerate(order)]
    return ibis.cases(*cases, else_="9")


def _papers(steps: ReleaseSteps, read: Mapping[str, Any], merged: Any) -> Any:
    """Return one record a paper, with its id in the graph and what its venue is called."""
    import ibis

    papers = read["papers"]
    known = merged.select("corpusid", "node", merged_id="id", all_ids="all_ids")
    papers = papers.left_join(known, "corpusid").drop("corpusid_right")
    papers = papers.filter(papers.node.isnull() | (papers.node == papers.corpusid))
    papers = papers.mutate(
        id=ibis.coalesce(papers.merged_id, papers.ids[0]),
        ids=ibis.coalesce(papers.all_ids, papers.ids),
    )
    label = papers.venue.nullif("")
    if "venues" in read:
        venues = read["venues"].select(venueid="id", venue_name="name")
        papers = papers.left_join(venues, [("publicationvenueid", "venueid")])
        label = ibis.coalesce(papers.venue.nullif(""), papers.venue_name.nullif(""))
    label = ibis.coalesce(label, papers.journal["name"].nullif(""), "")
    place = label.concat("\x1f", papers.publicationvenueid.fill_null(""))
    left_out = ("venue", "venueid", "venue_name", "node", "merged_id", "all_ids")
    wanted = [name for name in papers.columns if name not in left_out]
    return steps.keep("papers", papers.mutate(place=place).select(*wanted, "place"))


def _paper_nodes(
    papers: Any, read: Mapping[str, Any], *, release: str | None, abstracts: bool
) -> Any:
    import ibis

    title = _clean(papers.title)
    first = papers.authors.filter(lambda author: author["name"].fill_null("") != "")
    _, short_of, _ = _udfs()
    # A paper without a year is of that of its day of publication.
    dated = papers.publicationdate.re_extract(r"^(\d{4})-", 1).nullif("").cast("int64")
    years = [
        ibis.ifelse(one.between(1000, 2999), one, ibis.null("int64"))
        for one in (papers.year, dated)
    ]
    year = ibis.coalesce(*years)
    ids = papers.ids.join("\n")
    others = papers.ids.filter(lambda id: id != papers.id)
    nodes = papers.select(
        id=papers.id,
        title=title,
        short=short_of(
            title.fill_null(""),
            _clean(first[0]["name"]).fill_null(""),
            year.cast("string").fill_null(""),
        ).nullif(""),
        year=year,
        publication_date=papers.publicationdate.nullif(""),
        venue=papers.venue_label,
        volume=_clean(papers.journal["volume"]),
        pages=_clean(papers.journal["pages"]),
        **{
            name: ids.re_extract(rf"(?:^|\n){kind}:([^\n]+)", 1).nullif("")
            for name, kind in _FIELD.items()
        },
        corpus_id=papers.corpusid,
        aliases=_some(others.sort()),
        url=papers.url.nullif(""),
        citation_count=papers.citationcount,
        reference_count=papers.referencecount,
        influential_citation_count=papers.influentialcitationcount,
        counts_date=ibis.ifelse(
            papers.citationcount.notnull(), ibis.literal(release, "string"), None
        ),
        is_open_access=papers.isopenaccess,
        fields_of_study=_some(
            papers.s2fieldsofstudy.filter(lambda field: field["category"].notnull())
            .map(lambda field: field["category"])
            .unique()
            .sort()
        ),
        publication_types=_some(papers.publicationtypes.filter(lambda type: type.notnull())),
    )
    for relation, own in (("references", "citing"), ("citations", "cited")):
        nodes = _with_state(nodes, read[f"citations_by_{own}"], own, relation)
    if abstracts:
        for name, columns in (
            ("abstracts", {"abstract": "abstract", "open_access_pdf": "open_access_pdf"}),
            ("tldrs", {"tldr": "text"}),
        ):
            if name in read:
                more = read[name].select(corpus_id="corpusid", **columns)
                nodes = nodes.left_join(more, "corpus_id").drop("corpus_id_right")
    return nodes.order_by("id")


def _some(values: Any) -> Any:
    """Return a list, or null where it is empty: what is not known is absent."""
    import ibis

    return ibis.ifelse(values.length() > 0, values, None)


def _with_state(nodes: Any, citations: Any, own: str, relation: str) -> Any:
    """Add how much of a relation's list the release holds."""
    import ibis

    held = citations.group_by(own).aggregate(held=citations.count())
    nodes = nodes.left_join(held, [("corpus_id", own)]).drop(own)
    count = nodes.reference_count if relation == "references" else nodes.citation_count
    found = nodes.held.fill_null(0)
    is_counted = count.notnull()
    if relation == "references":  # no paper cites nothing
        is_counted &= count > 0
    state = ibis.cases(
        (is_counted & (found >= count), "complete"),
        (is_counted | (found > 0), "partial"),
        else_="unknown",
    )
    return nodes.mutate(**{f"{relation}_state": state}).drop("held")


# ------------------------------------------------------------------ authors and venues


def _authored(papers: Any) -> Any:
    """Return who wrote what: an author without an id, or named twice, is local to the paper."""
    import ibis

    named = papers.select(
        "id", authors=papers.authors.filter(lambda author: author["name"].fill_null("") != "")
    )
    authors = named.unnest("authors", offset="place")
    authors = authors.select(
        end="id",
        position=authors.place.cast("int64") + 1,
        authorid=authors.authors["authorId"].nullif(""),
        name=_clean(authors.authors["name"]),
    )
    again = ibis.row_number().over(group_by=["end", "authorid"], order_by="position")
    authors = authors.mutate(again=again)
    own = authors.authorid.notnull() & (authors.again == 0)
    local = authors.end.concat("#author-", authors.position.cast("string"))
    return authors.select(
        start=ibis.ifelse(own, ibis.literal("s2:").concat(authors.authorid.fill_null("")), local),
        end="end",
        position="position",
        s2_id=ibis.ifelse(own, authors.authorid, None),
        name="name",
    )


def _author_nodes(authored: Any, read: Mapping[str, Any]) -> Any:
    import ibis

    longest = authored.name.length().cast("string").lpad(6, "0").concat(authored.name)
    people = authored.group_by(id=authored.start).aggregate(
        name=longest.max(), s2_id=authored.s2_id.max()
    )
    people = people.mutate(name=people.name.substr(6))
    orcid: Any = ibis.null("string")
    if "authors" in read:
        more = read["authors"].select(s2_id="authorid", orcid="orcid")
        people = people.left_join(more, "s2_id").drop("s2_id_right")
        orcid = people.orcid.nullif("")
    return people.select(
        id="id", name="name", name_key=_udfs()[2](people.name), s2_id="s2_id", orcid=orcid
    ).order_by("id")


def _venues(steps: ReleaseSteps, papers: Any, read: Mapping[str, Any]) -> Any:
    """Return the venue of every label that papers give: read as builds read it, each label once."""
    from kg.ingest.venues import add_venues
    from kg.records import Graph
    from kg.sources.s2_papers import decode_paper

    listed = steps.engine.rows(read["venues"]) if "venues" in read else []
    known = {row["id"]: row for row in listed}
    labels = papers.select("place").distinct().order_by("place")
    works, cleaned = {}, []
    for number, row in enumerate(steps.engine.rows(labels)):
        label, _, id = row["place"].partition("\x1f")
        venue = known.get(id, {"id": id}) if id else None
        work = decode_paper({"venue": label, "publicationVenue": venue})
        works[f"{number:09}"] = [work]
        cleaned.append((row["place"], label, id, work.venue))
    graph = Graph()
    add_venues(graph, works)
    node_of = {edge.start: edge.end for edge in graph.relationships("PUBLISHED_IN")}
    venues = graph.records("Venue")
    steps.given(
        "venue-nodes",
        {
            name: _typed([getattr(venue, name) for venue in venues], many=name == "alternate_names")
            for name in ("id", "name", "acronym", "kind", "s2_id", "alternate_names")
        },
    )
    return steps.given(
        "venue-labels",
        {
            "place": _typed([place for place, *_ in cleaned]),
            "raw": _typed([label for _, label, _, _ in cleaned]),
            "venueid": _typed([id for _, _, id, _ in cleaned]),
            "venue_label": _typed([label for *_, label in cleaned]),
            "venue_node": _typed([node_of.get(number) for number in works]),
        },
    )


def _typed(values: list[Any], *, many: bool = False) -> Any:
    import pyarrow as pa

    return pa.array(values, type=pa.list_(pa.string()) if many else pa.string())


def _venue_nodes(steps: ReleaseSteps) -> Any:
    return steps.engine.table([steps.work / "venue-nodes"]).order_by("id")


# -------------------------------------------------------------------------- citations


def _cites(citations: Any, merged: Any, papers: Any, release: str | None) -> Any:
    """Return the citations between papers: those of merged records once, and none of a paper by itself."""
    import ibis

    node = merged.select("corpusid", "node")
    for end in ("citing", "cited"):
        citations = citations.left_join(node, [(end, "corpusid")])
        citations = citations.mutate(**{f"{end}_node": citations.node}).drop("node", "corpusid")
    touched = citations.citing_node.notnull() | citations.cited_node.notnull()
    flags = ("influential", *_INTENTS)
    plain = citations.filter(~touched).select("citing", "cited", *flags)
    moved = citations.filter(touched)
    moved = moved.select(
        citing=ibis.coalesce(moved.citing_node, moved.citing),
        cited=ibis.coalesce(moved.cited_node, moved.cited),
        **{name: moved[name] for name in flags},
    )
    moved = moved.filter(moved.citing != moved.cited)
    moved = moved.group_by("citing", "cited").aggregate(
        **{name: moved[name].any() for name in flags}
    )
    both = plain.union(moved)
    named = papers.select("corpusid", "id")
    both = both.inner_join(named, [("citing", "corpusid")]).drop("corpusid")
    both = both.rename(start="id")
    both = both.inner_join(named, [("cited", "corpusid")])
    meant = [ibis.ifelse(both[name].fill_null(False), name, "") for name in _INTENTS]
    intents = ibis.array(meant).filter(lambda intent: intent != "")
    return both.order_by("citing", "cited").select(
        start="start",
        end="id",
        intents=_some(intents),
        influential="influential",
        sources=ibis.array([ibis.literal(_SOURCE)]),
        evidence=ibis.array([ibis.literal(_EVIDENCE)]),
        retrieved=ibis.literal(release, type="string"),
    )
