"""How central every paper of a release is: citations, PageRank, and the component it is in."""

from __future__ import annotations

import shutil
import time
from pathlib import Path
from typing import Any

from kg.bulk.components import components
from kg.bulk.engine import Engine, open_engine
from kg.bulk.report import ReleaseReport, size_of
from kg.bulk.steps import ReleaseSteps
from kg.errors import ExportError
from kg.files import UNFINISHED, whole_file
from kg.records import Progress
from kg.sources.dump import read_manifest

__all__ = ["rank"]

_DAMPING = 0.85
_CLOSE = 1e-8
#: PageRank is counted in whole units of 1e-18: sums of whole numbers do not depend on their
#: order, so that engines and threads agree to the last digit.
_ONE = 10**18
_DIGITS = 12


def rank(
    tables: str | Path,
    to: str | Path | None = None,
    *,
    engine: str = "duckdb",
    memory: str = "4GB",
    threads: int | None = None,
    master: str | None = None,
    progress: Progress | None = None,
) -> ReleaseReport:
    """Write corpusid, citations, pagerank and component of every paper, by corpus id.

    Parameters
    ----------
    tables
        The folder of a prepared release.
    to
        The Parquet file; None: ``rank.parquet`` in the folder.
    engine, memory, threads, master
        See :func:`kg.bulk.engine.open_engine`.
    progress
        Called with the round that is computed.

    Returns
    -------
    ReleaseReport
        Rows and bytes of the file.

    Raises
    ------
    KgError
        When there are no tables, or the file cannot be written.

    Notes
    -----
    ``citations`` counts the citing papers in the release. ``pagerank`` is that of Brin and
    Page 1998 with damping 0.85: a paper without references gives to all, the sum is 1, and
    it ends when a round changes less than 1e-8 in all (L1); rounded to 12 digits.
    ``component`` is the smallest corpus id that citations lead to, in either direction.
    Each round is one join of the citations: about 60 rounds.
    """
    began = time.monotonic()
    manifest = read_manifest(tables)
    folder = Path(tables)
    target = folder / "rank.parquet" if to is None else Path(to)
    if target.is_dir() or not target.parent.is_dir():
        hint = "name a file" if target.is_dir() else "make its directory first"
        raise ExportError("the file cannot be written", where=str(target), hint=hint)
    work = target.parent / f"{UNFINISHED}rank-{target.name}"
    shutil.rmtree(work, ignore_errors=True)
    try:
        with open_engine(
            engine, scratch=work, memory=memory, threads=threads, master=master
        ) as opened:
            ranked = _ranked(opened, folder, ReleaseSteps(opened, work / "steps"), progress)
            opened.write(ranked, work / "rank")
        _as_one_file(sorted((work / "rank").glob("*.parquet")), target)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return ReleaseReport(
        engine=engine,
        release=manifest["release"],
        tables={"rank": size_of([target])},
        seconds=round(time.monotonic() - began, 3),
    )


def _ranked(engine: Engine, folder: Path, steps: ReleaseSteps, progress: Progress | None) -> Any:
    import ibis

    def say(what: str) -> None:
        if progress is not None:
            progress(what, 0, 0)

    papers = engine.table([folder / "papers"]).select("corpusid")
    cites = engine.table([folder / "citations_by_citing"]).select("citing", "cited")
    say("finding components")
    groups = components(steps, cites.select(one="citing", other="cited"))
    say("ranking")
    ranks = _pagerank(steps, papers, cites)
    cited = cites.group_by(corpusid="cited").aggregate(citations=cites.count())
    total = engine.rows(ranks.aggregate(total=ranks["rank"].sum()))[0]["total"] or 1
    found = papers.left_join(cited, "corpusid").select("corpusid", "citations")
    found = found.left_join(groups, "corpusid").select("corpusid", "citations", "component")
    found = found.inner_join(ranks.select(corpusid="node", mass="rank"), "corpusid")
    share = found.mass.cast("float64") / ibis.literal(float(total))
    return found.select(
        corpusid="corpusid",
        citations=found.citations.fill_null(0),
        pagerank=share.round(_DIGITS),
        component=ibis.coalesce(found.component, found.corpusid),
    ).order_by("corpusid")


def _pagerank(steps: ReleaseSteps, papers: Any, cites: Any) -> Any:
    """Return columns ``node`` and ``rank``, in units of 1e-18."""
    import ibis

    count = int(steps.engine.rows(papers.aggregate(papers=papers.count()))[0]["papers"])
    if not count:
        return papers.select(node="corpusid", rank="corpusid")
    degrees = cites.group_by(corpusid="citing").aggregate(degree=cites.count())
    nodes = papers.left_join(degrees, "corpusid").select(node="corpusid", degree="degree")
    start = ibis.literal(_ONE // count, type="int64")
    first = nodes.mutate(rank=start, before=ibis.literal(0, type="int64"))

    def next_round(ranks: Any) -> Any:
        idle = ranks.filter(ranks.degree.isnull())
        lost = steps.engine.rows(idle.aggregate(lost=idle["rank"].sum()))[0]["lost"] or 0
        base = int(((1 - _DAMPING) * _ONE + _DAMPING * float(lost)) / count)
        # Division and product of doubles are the same everywhere; only sums are not.
        given = ranks.filter(ranks.degree.notnull())
        given = given.select(
            citing="node",
            share=(given["rank"].cast("float64") / given.degree.cast("float64"))
            .floor()
            .cast("int64"),
        )
        received = cites.inner_join(given, "citing").select("cited", "share")
        received = received.group_by(node="cited").aggregate(received=received.share.sum())
        both = ranks.left_join(received, "node").select("node", "degree", "received", before="rank")
        passed = both.received.fill_null(0).cast("float64") * ibis.literal(_DAMPING)
        return both.select(
            "node",
            "degree",
            "before",
            rank=passed.floor().cast("int64") + ibis.literal(base, "int64"),
        )

    def settled(ranks: Any) -> bool:
        moved = (ranks["rank"] - ranks.before).abs().sum()
        return bool(
            int(steps.engine.rows(ranks.aggregate(moved=moved))[0]["moved"]) < _CLOSE * _ONE
        )

    return steps.rounds("pagerank", first, next_round, settled)


def _as_one_file(parts: list[Path], target: Path) -> None:
    from pyarrow import parquet

    schema = parquet.read_schema(parts[0])
    with whole_file(target) as file, parquet.ParquetWriter(file, schema, compression="zstd") as out:
        for part in parts:
            for batch in parquet.ParquetFile(part).iter_batches(122_880):
                out.write_batch(batch)
