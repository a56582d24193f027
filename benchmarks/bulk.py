"""A made-up release prepared, asked and exported: CPU and memory beside plain DuckDB SQL doing the same.

    python benchmarks/bulk.py                                       small, a minute
    python benchmarks/bulk.py --papers 3000000 --scales 1           30 M citations, two cores: half an hour
    python benchmarks/bulk.py --papers 30000 --scales 1,3,10 --engines duckdb,spark

What counts are the ratios of one run: *plain SQL* is the same tables made by hand-written
DuckDB SQL in one go, with the same two Python functions, without files of its own between,
without a check of the downloads and without going on after a kill.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

CITATIONS = 10
WORDS = (
    "deep cross modal hashing retrieval adaptive networks learning graph sparse neural attention "
    "multi-view metric online robust semantic kernel tensor image text video music protein climate "
    "quantum market language speech sensor robot"
).split()


class Cost(NamedTuple):
    """What a command took, with all its processes."""

    cpu: float
    peak: int
    wall: float


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--papers", type=int, default=20_000)
    options.add_argument("--scales", default="1,3")
    options.add_argument("--engines", default="duckdb")
    options.add_argument("--memory", default="2GB")
    options.add_argument("--threads", default="2")
    options.add_argument("--skip", default="", help="some of export, rank, plain")
    options.add_argument("--folder", help="where to work; kept")
    given = options.parse_args()
    folder = Path(given.folder or tempfile.mkdtemp(prefix="kg-bench-"))
    try:
        for scale in map(int, given.scales.split(",")):
            run(given, folder / str(scale), given.papers * scale)
    finally:
        if not given.folder:
            shutil.rmtree(folder)


def run(given: argparse.Namespace, folder: Path, papers: int) -> None:
    dump = folder / "2025-08-22"
    if not dump.exists():
        make_release(dump, papers)
    rows = papers * (1 + CITATIONS)
    size = sum(file.stat().st_size for file in dump.rglob("*") if file.is_file())
    print(f"\n{papers:,} papers, {papers * CITATIONS:,} citations, {size / 1e6:,.0f} MB packed")
    print(f"{'':34}{'CPU s':>9}{'CPU s/M rows':>14}{'peak MB':>9}{'wall s':>8}")
    limits = ["--memory", given.memory, "--threads", given.threads]
    skipped = given.skip.split(",")
    plain = None
    if "plain" not in skipped:
        script = [sys.executable, __file__, "plain", dump, folder / "plain", *limits[1::2]]
        plain = told("plain DuckDB SQL, prepare", measured(script), rows)
    for engine in given.engines.split(","):
        kg = [sys.executable, "-m", "kg", "bulk"]
        own = [*limits, "--engine", engine]
        tables = folder / f"tables-{engine}"
        shutil.rmtree(tables, ignore_errors=True)
        cost = told(
            f"{engine}, prepare", measured([*kg, "prepare", dump, "--to", tables, *own]), rows
        )
        if plain:
            print(f"{'':6}{cost.cpu / plain.cpu:.2f} times the CPU of plain DuckDB SQL")
            same_rows(folder / "plain", tables)
        list_ = folder / "list.md"
        write_list(folder, tables)
        region = ["--list", list_, "--expand", "both", "--hops", "2", "--as", "parquet"]
        out = [*kg, "export", tables, "--to", folder / "region", *region, *own]
        told(f"{engine}, region of 60 papers", measured(out), rows)
        report = json.loads((folder / "region/parquet/schema.json").read_text())
        assert "CITES" in report["relationships"]
        if "export" not in skipped:
            for kind in ("parquet", "neo4j", "nt"):
                out = [*kg, "export", tables, "--to", folder / "whole", "--as", kind, *own]
                told(f"{engine}, export of all as {kind}", measured(out), rows)
        if "rank" not in skipped:
            told(f"{engine}, rank", measured([*kg, "rank", tables, *own]), rows)


def told(what: str, cost: Cost, rows: int) -> Cost:
    print(
        f"{what:34}{cost.cpu:9.1f}{cost.cpu / rows * 1e6:14.2f}{cost.peak / 1e6:9,.0f}{cost.wall:8.1f}",
        flush=True,
    )
    return cost


def measured(command: list[object]) -> Cost:
    """Run a command; look at the memory of all its processes five times a second."""
    began = time.monotonic()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu: dict[int, float] = {}
    peak = 0
    with subprocess.Popen(
        [str(word) for word in command], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as process:
        while process.poll() is None:
            held = 0
            for pid in family(process.pid):
                try:
                    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
                    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text().split()
                except OSError:
                    continue  # it has just ended
                cpu[pid] = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
                # What processes share counts once.
                held += int(rollup[rollup.index("Pss:") + 1]) << 10
            peak = max(peak, held)
            time.sleep(0.2)
        error = process.stderr.read().decode() if process.stderr else ""
        assert process.returncode == 0, error[-2000:]
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    waited_for = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    # A process that nobody waited for is known from the last look alone.
    return Cost(max(waited_for, sum(cpu.values())), peak, time.monotonic() - began)


def family(pid: int) -> list[int]:
    found = [pid]
    try:
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                found += family(int(child))
    except OSError:
        pass
    return found


# ------------------------------------------------------------------------ a made-up release


def make_release(dump: Path, papers: int) -> None:
    """Write a release: citations of everything by everything, a few rows of each dirt."""
    import duckdb

    sql = duckdb.connect(config={"preserve_insertion_order": True, "memory_limit": "2GB"})
    words = ", ".join(f"'{word}'" for word in WORDS)
    sql.execute(f"CREATE TABLE words AS SELECT [{words}] AS w")
    title = " || ' ' || ".join(f"w[1 + (hash(i * 31 + {n}) % {len(WORDS)})::INT]" for n in range(7))
    for name in ("papers", "citations"):
        (dump / name).mkdir(parents=True)
    files = 4 if papers < 1_000_000 else 12
    for number in range(files):
        sql.execute(f"""
            COPY (SELECT i AS corpusid,
                {{'DOI': '10.1109/BENCH.' || i, 'ArXiv': CASE WHEN i % 3 = 0 THEN
                  '17' || lpad((1 + i % 12)::VARCHAR, 2, '0') || '.' || lpad((i % 100000)::VARCHAR, 5, '0') END,
                  'MAG': (2000000000 + i)::VARCHAR, 'CorpusId': i::VARCHAR}} AS externalids,
                'https://www.semanticscholar.org/paper/' || sha1(i::VARCHAR) AS url,
                'On ' || {title} || ' ' || i AS title,
                [{{'authorId': (i * 7 % {papers})::VARCHAR, 'name': 'Ann Lee'}},
                 {{'authorId': (i * 13 % {papers})::VARCHAR, 'name': 'Bo Li'}}] AS authors,
                w[1 + i % 31] || ' Conference' AS venue, NULL AS publicationvenueid,
                1990 + i % 35 AS year, {CITATIONS} AS referencecount, {CITATIONS} AS citationcount,
                1 AS influentialcitationcount, i % 2 = 0 AS isopenaccess,
                [{{'category': 'Computer Science', 'source': 's2-fos-model'}}] AS s2fieldsofstudy,
                ['JournalArticle'] AS publicationtypes, (1990 + i % 35) || '-03-01' AS publicationdate,
                {{'name': 'Journal', 'volume': '7', 'pages': '1-9'}} AS journal
              FROM range({number}, {papers}, {files}) r(i), words)
            TO '{dump}/papers/2025_{number}.jsonl.gz' (FORMAT json, COMPRESSION gzip)""")
        (dump / f"papers/2025_{number}.jsonl.gz").rename(dump / f"papers/20250822_{number}.gz")
        sql.execute(f"""
            COPY (SELECT i AS citationid, (hash(i) % {papers})::BIGINT AS citingcorpusid,
                CASE WHEN i % 20 = 0 THEN NULL WHEN i % 101 = 0 THEN {papers} + i
                  ELSE floor({papers} * pow((hash(i * 3 + 1) % 1000000007) / 1000000007.0, 1.2))::BIGINT
                END AS citedcorpusid,
                i % 9 = 0 AS isinfluential, ['as shown in [1]'] AS contexts,
                CASE WHEN i % 3 = 0 THEN [['background']] WHEN i % 3 = 1 THEN [['methodology', 'result']] END AS intents
              FROM (SELECT CASE WHEN r.range % 53 = 0 THEN r.range - r.range % 106 ELSE r.range END AS i
                    FROM range({number}, {papers * CITATIONS}, {files}) r))
            TO '{dump}/citations/{number}.jsonl.gz' (FORMAT json, COMPRESSION gzip)""")
    sql.close()


def write_list(folder: Path, tables: Path) -> None:
    """Write a list of 60 papers of the release, by title."""
    import duckdb

    found = duckdb.sql(
        f"SELECT title FROM read_parquet('{tables}/papers/*.parquet') ORDER BY hash(corpusid) LIMIT 60"
    ).fetchall()
    text = "# Papers\n\n" + "".join(
        f"- **{title}** [paper](https://x.org/{n})\n" for n, (title,) in enumerate(found)
    )
    (folder / "list.md").write_text(text, encoding="utf-8")


# ---------------------------------------------------------------------------- plain DuckDB SQL


def plain(dump: Path, target: Path, memory: str, threads: str) -> None:
    """Make the tables as one would by hand."""
    import duckdb

    from kg.bulk.paper_keys import GIVEN_IDS, ids_of_paper, keys_of_title

    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    sql = duckdb.connect(
        config={
            "memory_limit": memory,
            "threads": threads,
            "preserve_insertion_order": False,
            "temp_directory": str(target / "spilled"),
        }
    )
    sql.create_function("ids_of", ids_of_paper, ["VARCHAR"] * (1 + len(GIVEN_IDS)), "VARCHAR")
    sql.create_function("keys_of", keys_of_title, ["VARCHAR"], "VARCHAR")
    given = ", ".join(f"""coalesce(externalids."{name}", '')""" for name in GIVEN_IDS)
    named = ", ".join(f'"{name}" VARCHAR' for name in GIVEN_IDS)
    read = "format='newline_delimited', ignore_errors=true, maximum_object_size=33554432"
    form = "(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880)"
    sql.execute(f"""CREATE TABLE rows AS SELECT *, row_number() OVER () AS line,
        regexp_extract(url, '([0-9a-f]{{40}})/?$', 1) AS sha,
        replace(ids_of(corpusid::VARCHAR, {given}), chr(31), 's2:' || sha) AS ids,
        keys_of(coalesce(title, '')) AS keys
      FROM read_json('{dump}/papers/*', {read}, columns={{
        corpusid: 'BIGINT', externalids: 'STRUCT({named})', title: 'VARCHAR',
        authors: 'STRUCT("authorId" VARCHAR, name VARCHAR)[]', venue: 'VARCHAR', publicationvenueid: 'VARCHAR',
        year: 'BIGINT', referencecount: 'BIGINT', citationcount: 'BIGINT', influentialcitationcount: 'BIGINT',
        isopenaccess: 'BOOLEAN', s2fieldsofstudy: 'STRUCT(category VARCHAR, source VARCHAR)[]',
        publicationtypes: 'VARCHAR[]', publicationdate: 'VARCHAR',
        journal: 'STRUCT(name VARCHAR, volume VARCHAR, pages VARCHAR)', url: 'VARCHAR'}})
      WHERE corpusid IS NOT NULL""")
    sql.execute("""CREATE TABLE losers AS SELECT line FROM (
        SELECT line, row_number() OVER (PARTITION BY corpusid ORDER BY line DESC) AS place FROM rows
        WHERE corpusid IN (SELECT corpusid FROM rows GROUP BY ALL HAVING count(*) > 1)) WHERE place > 1""")
    kept = "FROM rows WHERE line NOT IN (SELECT line FROM losers)"
    sql.execute(f"""COPY (SELECT * EXCLUDE (line, keys, ids, externalids), string_split(ids, chr(10)) AS ids {kept}
      ORDER BY corpusid) TO '{target}/papers.parquet' {form}""")
    sql.execute(f"""COPY (SELECT DISTINCT split_part(id, ':', 1) AS kind, substr(id, instr(id, ':') + 1) AS value, corpusid
      FROM (SELECT unnest(string_split(ids, chr(10))) AS id, corpusid {kept}) WHERE id NOT LIKE 'corpus:%'
      ORDER BY ALL) TO '{target}/ids.parquet' {form}""")
    sql.execute(f"""COPY (SELECT unnest(string_split(keys, chr(10))) AS key, corpusid {kept} ORDER BY ALL)
      TO '{target}/titles.parquet' {form}""")
    sql.execute("CREATE TABLE known AS SELECT corpusid FROM rows")
    sql.execute("DROP TABLE rows")
    sql.execute(f"""COPY (SELECT citingcorpusid AS citing, citedcorpusid AS cited, min(citationid) AS citationid,
        bool_or(isinfluential) AS influential,
        bool_or(contains(intents, 'background')) AS background,
        bool_or(contains(intents, 'methodology')) AS methodology,
        bool_or(contains(intents, 'result')) AS result, count(*) AS rows
      FROM read_json('{dump}/citations/*', {read}, columns={{citationid: 'BIGINT', citingcorpusid: 'BIGINT',
        citedcorpusid: 'BIGINT', isinfluential: 'BOOLEAN', intents: 'VARCHAR'}})
      WHERE citingcorpusid <> citedcorpusid AND citingcorpusid IN (SELECT corpusid FROM known)
        AND citedcorpusid IN (SELECT corpusid FROM known)
      GROUP BY ALL ORDER BY citing, cited) TO '{target}/citations_by_citing.parquet' {form}""")
    sql.execute(f"""COPY (SELECT * FROM '{target}/citations_by_citing.parquet' ORDER BY cited, citing)
      TO '{target}/citations_by_cited.parquet' {form}""")
    sql.close()


def same_rows(plain_tables: Path, tables: Path) -> None:
    """See that both have the same rows with the same values, in whatever order."""
    import duckdb

    for name in ("papers", "ids", "titles", "citations_by_citing", "citations_by_cited"):
        files = plain_tables / f"{name}.parquet", tables / name / "*.parquet"
        columns = ", ".join(sorted(duckdb.read_parquet(str(files[1])).columns))
        one, other = (
            duckdb.sql(
                f"SELECT count(*), sum(hash({columns})::HUGEINT % 1000000007) FROM read_parquet('{file}')"
            ).fetchone()
            for file in files
        )
        assert one == other, (name, one, other)


if __name__ == "__main__":
    if sys.argv[1:2] == ["plain"]:
        plain(Path(sys.argv[2]), Path(sys.argv[3]), sys.argv[4], sys.argv[5])
    else:
        main()
