"""From the rows of a release to tables: expressions of Ibis, written once, run on every engine."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from kg.bulk.paper_keys import GIVEN_IDS, SHA

__all__ = [
    "LOST",
    "abstracts",
    "authors",
    "citations",
    "contexts_of",
    "duplicates",
    "from_lines",
    "identifiers",
    "of_known_papers",
    "papers",
    "reasons",
    "shas",
    "titles",
    "tldrs",
    "turned",
    "venues",
]

#: Why a row of a dataset is in no table, in the order in which that is decided.
LOST: dict[str, tuple[str, ...]] = {
    "papers": ("unreadable", "duplicate"),
    "citations": ("unreadable", "null-cited", "self-citation", "unknown-paper", "duplicate"),
    "paper-ids": ("unreadable", "unknown-paper", "duplicate"),
    "publication-venues": ("unreadable", "duplicate"),
    "abstracts": ("unreadable", "unknown-paper", "duplicate"),
    "authors": ("unreadable", "duplicate"),
    "tldrs": ("unreadable", "unknown-paper", "duplicate"),
}
#: What tells two rows of a dataset apart; a row without it is unreadable.
_KEYS: dict[str, tuple[str, ...]] = {
    "papers": ("corpusid",),
    "citations": ("citing",),
    "paper-ids": ("sha", "corpusid"),
    "publication-venues": ("id",),
    "abstracts": ("corpusid",),
    "authors": ("authorid",),
    "tldrs": ("corpusid",),
}
_INTENTS = ("background", "methodology", "result")
_WHOLE = "^[0-9]{1,18}$"
_LAST_SHA = r"([0-9a-fA-F]{40})/?$"


@cache
def _python_functions() -> tuple[Callable[..., Any], Callable[..., Any]]:
    """Return what is not said in SQL: the identifiers of a paper and the keys of its title."""
    import ibis

    from kg.bulk.paper_keys import ids_of_paper, keys_of_title

    python = ibis.udf.scalar.python
    return python(ids_of_paper), python(keys_of_title)


# --------------------------------------------------------------------- lines to rows


def from_lines(dataset: str, lines: Any, shard: int) -> Any:
    """Return the rows of one file, as far as they can be read.

    Parameters
    ----------
    dataset
        Its name.
    lines
        A table of the declared columns and ``line``.
    shard
        The number of the file.
    """
    if dataset != "citations":
        lines = lines.mutate(known=_known_fields(lines))
    rows = _ROWS[dataset](lines)
    for key in _KEYS[dataset]:
        rows = rows.filter(rows[key].notnull())
    if dataset == "citations":
        return rows
    return rows.mutate(shard=_integer(shard))


def _integer(value: int) -> Any:
    import ibis

    return ibis.literal(value, type="int64")


def _known_fields(lines: Any) -> Any:
    """Count the fields of a line that say something."""
    total = _integer(0)
    for name, kind in lines.drop("line").schema().items():
        column = lines[name]
        says = column.notnull()
        if kind.is_array():
            says &= column.length() > 0
        elif kind.is_string():
            says &= column != ""
        total += says.fill_null(False).cast("int64")
    return total


def _numbers(lines: Any, *names: str) -> dict[str, Any]:
    import ibis

    return {
        name: ibis.ifelse(
            lines[name].re_search(_WHOLE), lines[name].try_cast("int64"), ibis.null("int64")
        )
        for name in names
    }


def _paper_rows(lines: Any) -> Any:
    ids_of_paper, keys_of_title = _python_functions()
    given = [lines.externalids[name].fill_null("") for name in GIVEN_IDS]
    counts = ("year", "referencecount", "citationcount", "influentialcitationcount")
    sha = lines.url.re_extract(_LAST_SHA, 1).lower()
    return lines.mutate(
        **_numbers(lines, "corpusid", *counts),
        sha=sha.nullif(""),
        ids=ids_of_paper(lines.corpusid.fill_null(""), *given),
        keys=keys_of_title(lines.title.fill_null("")),
    ).drop("externalids")


def _citation_rows(lines: Any) -> Any:
    intents = lines.intents.cast("string")
    meant = {name: intents.contains(name) for name in _INTENTS}
    more = ("contexts", "intents") if "contexts" in lines.columns else ()
    return lines.select(
        citationid=lines.citationid,
        citing=lines.citingcorpusid,
        cited=lines.citedcorpusid,
        influential=lines.isinfluential,
        **meant,
        **{name: lines[name] for name in more},
    )


def _id_rows(lines: Any) -> Any:
    import ibis

    sha = lines.sha.lower()
    is_sha = sha.re_search("^[0-9a-f]{40}$")
    return lines.mutate(
        **_numbers(lines, "corpusid"),
        sha=ibis.ifelse(is_sha, sha, ibis.null("string")),
        primary=lines.primary.fill_null(False),
    )


def _abstract_rows(lines: Any) -> Any:
    return lines.select(
        **_numbers(lines, "corpusid"),
        abstract=lines.abstract,
        open_access_pdf=lines.openaccessinfo["url"],
        known=lines.known,
        line=lines.line,
    )


def _author_rows(lines: Any) -> Any:
    return lines.select(
        authorid=lines.authorid,
        name=lines.name,
        orcid=lines.externalids["ORCID"][0],
        known=lines.known,
        line=lines.line,
    )


def _tldr_rows(lines: Any) -> Any:
    return lines.mutate(**_numbers(lines, "corpusid"))


def _as_they_are(lines: Any) -> Any:
    return lines


_ROWS: Mapping[str, Callable[[Any], Any]] = {
    "papers": _paper_rows,
    "citations": _citation_rows,
    "paper-ids": _id_rows,
    "publication-venues": _as_they_are,
    "abstracts": _abstract_rows,
    "authors": _author_rows,
    "tldrs": _tldr_rows,
}


def reasons(rows: Any) -> Any:
    """Count the rows of citations of one file by the reasons that the file itself tells."""
    unknown = rows.cited.isnull()
    itself = (rows.citing == rows.cited).fill_null(False)
    return rows.aggregate(
        **{
            "null-cited": unknown.sum().fill_null(0),
            "self-citation": itself.sum().fill_null(0),
        },
    )


# -------------------------------------------------------------------- rows to tables


def duplicates(dataset: str, rows: Any) -> Any:
    """Return shard and line of the rows that give way to another one of their key.

    The row with more fields stays, then the one of the later file, then the later line.
    Only keys and counts are compared, so that this takes little memory however wide rows are.
    """
    import ibis

    keys = list(_KEYS[dataset])
    narrow = rows.select(*keys, "known", "shard", "line")
    several = narrow.group_by(keys).aggregate(rows=narrow.count())
    several = several.filter(several.rows > 1).drop("rows")
    rivals = narrow.semi_join(several, keys)
    best = ibis.window(
        group_by=keys,
        order_by=[ibis.desc("known"), ibis.desc("shard"), ibis.desc("line")],
    )
    placed = rivals.mutate(place=ibis.row_number().over(best))
    return placed.filter(placed.place > 0).select("shard", "line")


def of_known_papers(rows: Any, papers: Any) -> Any:
    """Return the rows whose paper is in the table of papers."""
    return rows.semi_join(papers.select("corpusid"), "corpusid")


def papers(rows: Any, losers: Any, shas: Any | None) -> Any:
    """Return the papers, each once, by corpus id, with all their identifiers.

    ``ids`` begins with the one that names the paper in a graph.

    Parameters
    ----------
    rows
        Records of papers, some of them twice.
    losers
        The records of which another one is kept.
    shas
        Semantic Scholar's ids by corpus id, where the release has them.
    """
    import ibis

    remaining = _remaining(rows, losers).drop("keys")
    if shas is not None:
        primary = shas.filter(shas.primary).group_by("corpusid")
        primary = primary.aggregate(primary=lambda group: group.sha.min())
        remaining = remaining.left_join(primary, "corpusid")
        remaining = remaining.mutate(sha=ibis.coalesce(remaining.primary, remaining.sha))
    own = ibis.ifelse(remaining.sha.isnull(), "", ibis.literal("s2:").concat(remaining.sha, "\n"))
    ids = remaining.ids.replace(f"{SHA}\n", own).split("\n")
    return remaining.select(
        "corpusid",
        "sha",
        "title",
        "year",
        "publicationdate",
        "venue",
        "publicationvenueid",
        "authors",
        "journal",
        "referencecount",
        "citationcount",
        "influentialcitationcount",
        "isopenaccess",
        "s2fieldsofstudy",
        "publicationtypes",
        "url",
        ids=ids,
    ).order_by("corpusid")


def identifiers(papers: Any, shas: Any | None) -> Any:
    """Return which paper each identifier leads to: kind, value, corpus id.

    The corpus id itself is not among them, and the ids of merged papers are.
    """
    named = papers.select(papers.corpusid, id=papers.ids.unnest())
    colon = named.id.find(":")
    named = named.select(
        kind=named.id.left(colon), value=named.id.substr(colon + 1), corpusid="corpusid"
    )
    named = named.filter(named.kind != "corpus")
    if shas is not None:
        merged = shas.select(kind=_text("s2"), value="sha", corpusid="corpusid")
        named = named.union(merged).distinct()
    return named.order_by("kind", "value", "corpusid")


def _text(value: str) -> Any:
    import ibis

    return ibis.literal(value, type="string")


def titles(rows: Any, losers: Any) -> Any:
    """Return the keys under which a title is found, with the papers that have it."""
    remaining = rows.filter(rows.keys != "").anti_join(losers, ["shard", "line"])
    keyed = remaining.select(
        key=remaining["keys"].split("\n").unnest(), corpusid=remaining.corpusid
    )
    return keyed.order_by("key", "corpusid")


def citations(rows: Any, papers: Any) -> Any:
    """Return the citations between known papers, each pair once, by citing and cited paper.

    ``rows`` of the table says in how many rows the release has the pair. Intents are three
    flags, because an engine holds lists that it gathers in memory and flags on disk.
    """
    known = papers.select("corpusid")
    sound = rows.filter(rows.cited.notnull(), rows.citing != rows.cited)
    sound = sound.semi_join(known, [("citing", "corpusid")])
    sound = sound.semi_join(known, [("cited", "corpusid")])
    return (
        sound.group_by("citing", "cited")
        .aggregate(
            citationid=sound.citationid.min(),
            influential=sound.influential.any(),
            **{name: sound[name].any() for name in _INTENTS},
            rows=sound.count(),
        )
        .order_by("citing", "cited")
    )


def turned(citations: Any) -> Any:
    """Return citations by cited and citing paper."""
    return citations.order_by("cited", "citing")


def contexts_of(rows: Any, citations: Any) -> Any:
    """Return the sentences of citations, row by row of the release, by citing and cited paper."""
    contexts = rows.filter(rows.contexts.length() > 0)
    contexts = contexts.semi_join(citations, ["citing", "cited"])
    contexts = contexts.select("citing", "cited", "citationid", "contexts", "intents").distinct()
    return contexts.order_by("citing", "cited", "citationid")


def _by_key(dataset: str) -> Callable[[Any, Any], Any]:
    def table(rows: Any, losers: Any) -> Any:
        return _remaining(rows, losers).order_by(*_KEYS[dataset])

    return table


abstracts = _by_key("abstracts")
authors = _by_key("authors")
shas = _by_key("paper-ids")
tldrs = _by_key("tldrs")
venues = _by_key("publication-venues")


def _remaining(rows: Any, losers: Any) -> Any:
    """Return the rows that give way to no other, without what only served to compare them."""
    return rows.anti_join(losers, ["shard", "line"]).drop("known", "shard", "line")
