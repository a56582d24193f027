"""Where the embedded engine differs from Neo4j, as tables: what is made right, respelt or refused.

The rewriting takes its reasons from here, ``docs/make_stores.py`` writes them into
``docs/stores.md``, and the tests ask every example.
"""

from __future__ import annotations

from typing import NamedTuple

from kg.errors import QueryDiffers

__all__ = [
    "ABOUT_ENGINE",
    "APPENDED",
    "COLLECT",
    "COLLECTED_SUM",
    "DISTINCT_SUM",
    "ENGINE_ERRORS",
    "HINTS",
    "INDEX_HINT",
    "LACKING_FUNCTIONS",
    "MADE_RIGHT",
    "MOMENT",
    "MONTHS",
    "NUMERAL",
    "OWN_VALUE",
    "PROCEDURE",
    "PROJECTED_AGGREGATE",
    "REFUSAL",
    "REFUSED",
    "REPEATED_CONDITION",
    "REPEATED_PATH",
    "RESPELT",
    "ROUND_MODE",
    "SAME_FUNCTIONS",
    "SHORTEST",
    "WHOLE_DECIMAL",
    "ZERO",
    "EngineDifference",
    "failing",
    "refused",
]

#: How an error of the engine begins when a check of ours failed; the reason follows.
REFUSAL = "'kg: "


class EngineDifference(NamedTuple):
    """One difference: what is said of it, what to write instead, and queries that show it."""

    what: str
    instead: str = ""
    examples: tuple[str, ...] = ()
    #: How the documentation calls it, where the error names the very function or property.
    kind: str = ""


def failing(reason: str) -> str:
    """Return an expression that fails with a reason when it is evaluated."""
    # No function raises an error of one's choice; this one repeats what it was given.
    return f"date({REFUSAL}{reason}')"


def refused(difference: EngineDifference, name: str = "") -> QueryDiffers:
    """Return the error for a difference, with the name that the query has for it."""
    what = difference.what.replace("{name}", name)
    return QueryDiffers(what, hint=difference.instead.replace("{name}", name))


# ------------------------------------------------------------------ seen only when the query runs

ZERO = EngineDifference(
    "division by zero",
    "Neo4j answers Infinity or NaN for decimals: leave such rows out with WHERE",
    ("RETURN 1 / 0.0 AS x", "UNWIND [0.0, 2.0] AS y RETURN 1 / y AS x", "RETURN 1 % 0.0 AS x"),
    "a decimal divided by zero",
)
NUMERAL = EngineDifference(
    "the embedded store writes this number otherwise than Neo4j",
    "take it as a number, without toString",
    ("RETURN toString(1e10) AS x", "RETURN toString(0.00001) AS x"),
    "`toString` of decimals that Java writes with an exponent (10 million and more, below a thousandth)",
)
MOMENT = EngineDifference(
    "a date or time is compared with something of another type",
    "make both of one type, for example with date(...)",
    (
        "RETURN date('2020-01-01') = '2020-01-01' AS x",
        "RETURN '2020-01-01' IN [date('2020-01-01')] AS x",
    ),
    "a date or time compared with another type, with a string above all",
)
APPENDED = EngineDifference(
    "a list and null are added",
    "Neo4j answers null: leave such rows out with WHERE",
    ("RETURN [1] + null AS x",),
    "a list plus null",
)
WHOLE_DECIMAL = EngineDifference(
    "the embedded store takes 1 and 1.0 for two values, and a whole decimal is grouped here",
    "group by toFloat or toInteger of it, for example WITH DISTINCT toInteger(x) AS x",
    (
        "UNWIND [1, 1.0] AS x WITH DISTINCT x RETURN count(*) AS n",
        "UNWIND [1, 1.0] AS x WITH x, count(*) AS c RETURN max(c) AS n",
        "UNWIND [1, 1.0] AS x WITH collect(DISTINCT x) AS l RETURN size(l) AS n",
        "UNWIND [1, 1.0, 2] AS x RETURN x, count(*) AS c ORDER BY c DESC LIMIT 1",
        "CALL { RETURN 1 AS x UNION RETURN 1.0 AS x } RETURN count(*) AS n",
        "UNWIND [1, 1.0] AS x RETURN DISTINCT x",
        "UNWIND [[1], [1.0]] AS x RETURN count(DISTINCT x) AS n",
        "UNWIND [[1], [1.0]] AS x RETURN x, count(*) AS n",
        "UNWIND [{a: 1}, {a: 1.0}] AS x WITH DISTINCT x RETURN count(*) AS n",
        "RETURN [[1]] AS x UNION RETURN [[1.0]] AS x",
    ),
    "1 and 1.0, alone or in lists and maps, in one column that is grouped, united or made distinct, "
    "seen in the answer or not",
)
#: Reason to hint, for what an error of the engine repeats.
HINTS = {one.what: one.instead for one in (ZERO, NUMERAL, MOMENT, APPENDED, WHOLE_DECIMAL)}

# ------------------------------------------------------------------ functions

#: Neo4j's other names of functions, and the engine's only one.
SAME_FUNCTIONS = {"lower": "toLower", "upper": "toUpper", "char_length": "size"}
#: Functions that the engine lacks, and what says the same.
LACKING_FUNCTIONS = {
    "percentileCont": "for 0.5: WITH x ORDER BY x WITH collect(x) AS l WITH l, 0.5 * (size(l) - 1) AS i WITH l, i, "
    "toInteger(floor(i)) AS a, toInteger(ceil(i)) AS b RETURN l[a] + (l[b] - l[a]) * (i - a)",
    "percentileDisc": "for 0.5: WITH x ORDER BY x WITH collect(x) AS l RETURN l[toInteger(ceil(0.5 * size(l))) - 1]",
    "stDevP": "sqrt(avg(x * x) - avg(x) * avg(x))",
    "nullIf": "CASE WHEN a = b THEN null ELSE a END",
    "isNaN": "x <> x",
    "normalize": "ask a Neo4j store",
    "toIntegerOrNull": "CASE WHEN valueType(x) STARTS WITH 'STRING' THEN toInteger(x) END",
    "toFloatOrNull": "CASE WHEN valueType(x) STARTS WITH 'STRING' THEN toFloat(x) END",
    "toStringOrNull": "toString(x), where x is a plain value",
    "toBooleanOrNull": "CASE WHEN valueType(x) STARTS WITH 'STRING' THEN toBoolean(x) END",
    "toIntegerList": "[x IN l | toInteger(x)]",
    "toFloatList": "[x IN l | toFloat(x)]",
    "toStringList": "[x IN l | toString(x)]",
    "toBooleanList": "[x IN l | toBoolean(x)]",
}

# ------------------------------------------------------------------ tables of the documentation

MADE_RIGHT = (
    EngineDifference(
        "properties called `id`, `title`, `name`, `type`, `label`, `start`, `end` (the engine answers "
        "those for itself; `kg` keeps yours under another name)",
        examples=("MATCH (v:Venue) RETURN v.title AS t LIMIT 1",),
    ),
    EngineDifference(
        "`keys()`", examples=("MATCH (v:Venue) RETURN keys(v) AS k ORDER BY v.id LIMIT 3",)
    ),
    EngineDifference(
        "map projections",
        examples=("MATCH (p:Paper) RETURN p {.id, .year} AS m ORDER BY p.id LIMIT 2",),
    ),
    EngineDifference(
        "variable-length paths without an end (the engine stops at 10)",
        examples=("MATCH p = (:Chain {i: 0})-[:NEXT*]->() RETURN max(length(p)) AS n",),
    ),
    EngineDifference("`round` of negative halves", examples=("RETURN round(-2.5) AS x",)),
    EngineDifference("`stDev` of nothing", examples=("MATCH (n:Nowhere) RETURN stDev(n.x) AS x",)),
    EngineDifference("`isEmpty`", examples=("RETURN isEmpty([]) AS a, isEmpty('a') AS b",)),
    EngineDifference(
        "properties in patterns that nothing has yet",
        examples=("MATCH (p:Paper {never_seen: 1}) RETURN count(p) AS n",),
    ),
    EngineDifference("block comments", examples=("RETURN /* one */ 1 AS x",)),
    EngineDifference(
        "`count(DISTINCT x)` of 1 and 1.0 (alone, not in lists or maps)",
        examples=("UNWIND [1, 1.0, 2] AS x RETURN count(DISTINCT x) AS n",),
    ),
    EngineDifference(
        "three optimiser passes that lose rows (one of them counted 0 for "
        "`MATCH (a)-[:CITES]-()-[:CITES]-(b) RETURN count(b)`)",
        examples=("MATCH (a)-[:CITES]-()-[:CITES]-(b) RETURN count(b) AS n",),
    ),
)
RESPELT = (
    EngineDifference(
        "`MATCH (a), (b), p = shortestPath(...)`",
        examples=(
            "MATCH (a:Chain {i: 0}), (b:Chain {i: 5}), p = shortestPath((a)-[:NEXT*]->(b)) RETURN length(p) AS n",
        ),
    ),
    EngineDifference(
        "`(p:Paper WHERE p.year > 2015)` and `[c:CITES WHERE ...]` in a MATCH",
        examples=(
            "MATCH (p:Paper WHERE p.year > 2015) RETURN count(p) AS n",
            "MATCH (p:Paper)-[c:CITES WHERE c.retrieved IS NULL]->() RETURN count(c) AS n",
        ),
    ),
    EngineDifference(
        "`2015 <= p.year < 2018`",
        examples=("MATCH (p:Paper) WHERE 2015 <= p.year < 2018 RETURN count(p) AS n",),
    ),
    EngineDifference(
        "`(p:!Author)`, `(p:(Paper|Venue)&!Author)`, `(n:%)`, `[r:!CITES]`, `WHERE n:Paper|Author`",
        examples=(
            "MATCH (p:!Author) RETURN count(p) AS n",
            "MATCH (p:(Paper|Venue)&!Author) RETURN count(p) AS n",
            "MATCH (:Paper)-[r:!CITES]->() RETURN count(r) AS n",
            "MATCH (n:%) RETURN count(n) AS n",
            "MATCH (n) WHERE n:Paper|Author RETURN count(n) AS n",
            "MATCH (n) WHERE n.id <> '' AND n:(Paper|Venue)&!Author RETURN count(n) AS n",
            "MATCH (n) WHERE NOT (n:Paper|Author) RETURN count(n) AS n",
            "MATCH (n) RETURN n:Paper&Author AS both, count(*) AS n",
            "MATCH ()-[r]->() WHERE r:CITES|LISTS RETURN count(r) AS n",
            "MATCH (n) WITH collect(n) AS l RETURN size([x IN l WHERE x:Paper | x.id]) AS n",
        ),
    ),
    EngineDifference(
        "repeated relationships (`-[:CITES]->{1,3}`, `->+`, `->*`)",
        examples=(
            "MATCH (a:Chain)-[:NEXT]->{1,3}(b) RETURN count(*) AS n",
            "MATCH (:Chain {i: 0})-[:NEXT]->+(b) RETURN count(b) AS n",
            "MATCH (:Chain {i: 0})-[:NEXT]->*(b) RETURN count(b) AS n",
        ),
    ),
)
#: Seen on the words of the query.
ROUND_MODE = EngineDifference(
    "the embedded store rounds in one way only",
    "leave the mode out",
    ("RETURN round(2.5, 0, 'HALF_DOWN') AS x",),
    "`round` with a mode",
)
MONTHS = EngineDifference(
    "the embedded store counts no months between dates",
    "use duration.inDays or duration.inSeconds",
    (
        "RETURN duration.between(date('2020-01-01'), date('2021-01-01')) AS x",
        "RETURN duration.inMonths(date('2020-01-01'), date('2021-01-01')) AS x",
    ),
    "`duration.between`, `duration.inMonths`",
)
COLLECT = EngineDifference(
    "the embedded store has no COLLECT { }",
    "write [(a)-[:CITES]->(b) | b.id], or MATCH and collect(...) before",
    ("MATCH (p:Paper) RETURN COLLECT { MATCH (p)-[:CITES]->(q) RETURN q.id } AS l",),
    "`COLLECT { }`",
)
SHORTEST = EngineDifference(
    "the embedded store chooses no paths by SHORTEST or ANY",
    "write p = shortestPath((a)-[:CITES*]->(b)) with the length of your pattern (*1..3), or allShortestPaths(...)",
    (
        "MATCH p = SHORTEST 1 (a:Chain)-[:NEXT]->+(b:Chain) RETURN p",
        "MATCH p = ALL SHORTEST (a:Chain)-[:NEXT]->+(b:Chain) RETURN p",
        "MATCH p = ANY SHORTEST (a:Chain)-[:NEXT]->+(b:Chain) RETURN p",
        "MATCH p = SHORTEST 2 GROUPS (a:Chain)-[:NEXT]->+(b:Chain) RETURN p",
        "MATCH ANY (a:Chain)-[:NEXT]->+(b:Chain) RETURN count(*) AS n",
        "MATCH p = ANY 2 PATHS (a:Chain)-[:NEXT]->+(b:Chain) RETURN p",
    ),
    "`SHORTEST 1`, `ALL SHORTEST`, `ANY SHORTEST`, `MATCH ANY`",
)
REPEATED_PATH = EngineDifference(
    "the embedded store repeats single relationships only",
    "write (a)-[:CITES*1..3]->(b)",
    ("MATCH ((a:Chain)-[:NEXT]->(b)){1,3} RETURN count(*) AS n",),
    "repeated parts of a path",
)
REPEATED_CONDITION = EngineDifference(
    "the embedded store repeats relationships without conditions only",
    "write p = (a)-[:CITES*1..3]->(b) WHERE all(r IN relationships(p) WHERE ...)",
    ("MATCH (a:Chain)-[r:NEXT WHERE r.k > 1]->{1,3}(b) RETURN count(*) AS n",),
    "repeated relationships with a condition",
)
DISTINCT_SUM = EngineDifference(
    "the embedded store takes 1 and 1.0 in {name}(DISTINCT ...) for two values",
    "write WITH DISTINCT toFloat(x) AS x RETURN {name}(x)",
    (
        "UNWIND [1, 1.0] AS x RETURN sum(DISTINCT x) AS n",
        "UNWIND [1] AS x RETURN avg(DISTINCT x) AS n",
    ),
    "`sum(DISTINCT x)`, `avg(DISTINCT x)`",
)
OWN_VALUE = EngineDifference(
    "{name} is set and read in one SET",
    "read it in a second SET",
    kind="a property that is set and read in one `SET`",
)
PROJECTED_AGGREGATE = EngineDifference(
    "a map projection aggregates",
    "aggregate in a WITH before it",
    ("MATCH (p:Paper) RETURN p {.year, n: count(*)} AS m",),
    "an aggregate in a map projection",
)
COLLECTED_SUM = EngineDifference(
    "a collected list is added to",
    "collect in a WITH before",
    ("MATCH (p:Paper) RETURN collect(p.id) + [null] AS l",),
    "adding to a collected list",
)
PROCEDURE = EngineDifference(
    "the embedded store has no procedure {name}",
    "ask a Neo4j store, or write it in Cypher",
    ("CALL db.schema.visualization()",),
    "`CALL` of procedures but `db.labels`, `db.propertyKeys` and `db.relationshipTypes`",
)
ABOUT_ENGINE = EngineDifference(
    "{name} tells about the engine, not the graph",
    "ask a Neo4j store",
    ("EXPLAIN MATCH (p:Paper) RETURN p", "PROFILE MATCH (p:Paper) RETURN p", "SHOW INDEXES"),
    "`EXPLAIN`, `PROFILE`, `SHOW`",
)
INDEX_HINT = EngineDifference(
    "the embedded store takes no hints",
    "leave USING out",
    ("MATCH (p:Paper) USING INDEX p:Paper(year) WHERE p.year = 2017 RETURN count(p) AS n",),
    "`USING INDEX`, `USING SCAN`, `USING JOIN`",
)
REFUSED = (
    ZERO, NUMERAL, WHOLE_DECIMAL, DISTINCT_SUM, MOMENT, APPENDED, ROUND_MODE, MONTHS, COLLECT, SHORTEST,
    REPEATED_PATH, REPEATED_CONDITION, OWN_VALUE, PROJECTED_AGGREGATE, COLLECTED_SUM, PROCEDURE,
    ABOUT_ENGINE, INDEX_HINT,
)  # fmt: skip
ENGINE_ERRORS = (
    EngineDifference("Cartesian points", examples=("RETURN point({x: 1, y: 2}) AS x",)),
    EngineDifference(
        "`WHERE` inside a pattern outside of MATCH",
        examples=("MATCH (p:Paper) RETURN [(p)-[c:CITES WHERE c.k = 1]->(q) | q.id] AS l",),
    ),
)
