"""Read queries made by chance, the same ones from the same seed."""

from __future__ import annotations

import random


class _Maker:
    """Expressions over a node ``t``; deeper ones are made of shallower ones."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)

    def pick(self, *choices: str) -> str:
        return self.chance.choice(choices)

    def number(self, depth: int) -> str:
        if depth <= 0:
            return self.pick("t.n", "t.f", "1", "2", "-3", "0.5", "t.nothing", "2.0", "null")
        a, b = self.number(depth - 1), self.number(depth - 1)
        return self.pick(
            f"({a} + {b})",
            f"({a} - {b})",
            f"{a} * {b}",
            f"({a}) / ({b})",
            f"({a}) % 3",
            f"abs({a})",
            f"round({a})",
            f"round({a}, 1)",
            f"floor({a})",
            f"ceil({a})",
            f"sign({a})",
            f"toInteger({a})",
            f"toFloat({a})",
            f"coalesce({a}, {b})",
            f"size({self.string(depth - 1)})",
            f"size({self.list(depth - 1)})",
            f"CASE WHEN {self.truth(depth - 1)} THEN {a} ELSE {b} END",
            f"reduce(s = 0, x IN [1, 2, 3] | s + x * {a})",
        )

    def string(self, depth: int) -> str:
        if depth <= 0:
            return self.pick("t.s", "t.id", "t.name", "t.title", "'abc'", "''", "'A b'", "null")
        a, b = self.string(depth - 1), self.string(depth - 1)
        return self.pick(
            f"({a} + {b})",
            f"toUpper({a})",
            f"toLower({a})",
            f"trim({a})",
            f"substring({a}, 1)",
            f"substring({a}, 0, 2)",
            f"left({a}, 3)",
            f"right({a}, 1)",
            f"replace({a}, 'a', 'xy')",
            f"reverse({a})",
            f"toString({self.number(depth - 1)})",
            f"split({a}, ' ')[0]",
            f"coalesce({a}, {b})",
            f"({a} + {self.pick('t.n', '1')})",
            f"CASE t.b WHEN true THEN {a} WHEN false THEN {b} END",
        )

    def truth(self, depth: int) -> str:
        if depth <= 0:
            return self.pick("t.b", "true", "t.n > 1", "t.title IS NULL", "t.s = 'alpha'", "null")
        n, m = self.number(depth - 1), self.number(depth - 1)
        s, u = self.string(depth - 1), self.string(depth - 1)
        a, b = self.truth(depth - 1), self.truth(depth - 1)
        return self.pick(
            f"{n} {self.pick('=', '<>', '<', '<=', '>', '>=')} {m}",
            f"{s} {self.pick('=', '<>', '<', '>')} {u}",
            f"({a} {self.pick('AND', 'OR', 'XOR')} {b})",
            f"NOT ({a})",
            f"{self.pick(n, s)} IS {self.pick('', 'NOT ')}NULL",
            f"{s} {self.pick('STARTS WITH', 'ENDS WITH', 'CONTAINS')} {self.pick(u, chr(39) + 'a' + chr(39))}",
            f"{s} =~ {self.pick(chr(39) + '(?i)a.*' + chr(39), chr(39) + '[a-z ]+' + chr(39))}",
            f"{n} IN {self.list(depth - 1)}",
            f"any(x IN {self.list(depth - 1)} WHERE x > {n})",
            f"all(x IN {self.list(depth - 1)} WHERE x <> {n})",
            f"EXISTS {{ (t)-[:LINK]->({self.pick('', '{b: true}')}) }}",
            f"isEmpty({s})",
        )

    def list(self, depth: int) -> str:
        if depth <= 0:
            return self.pick("t.l", "[1, 2, 3]", "[]", "[2, null]", "range(0, 3)")
        a = self.list(depth - 1)
        return self.pick(
            f"[x IN {a} WHERE x > {self.number(depth - 1)}]",
            f"[x IN {a} | x + {self.number(depth - 1)}]",
            f"({a} + [{self.number(depth - 1)}])",
            f"({a})[{self.pick('1..', '..2', '-2..', '0..1')}]",
            f"tail({a})",
            f"({a} + {self.number(depth - 1)})",
        )

    def value(self, depth: int) -> str:
        return getattr(self, self.pick("number", "string", "truth", "list"))(depth)

    def query(self) -> str:
        depth = self.chance.randint(0, 3)
        a, b, where = self.value(depth), self.value(depth), self.truth(depth)
        return self.pick(
            f"MATCH (t:Thing) RETURN t.id AS id, {a} AS a ORDER BY id",
            f"MATCH (t:Thing) RETURN t.id AS id, {a}, {b} ORDER BY id",
            f"MATCH (t:Thing) WHERE {where} RETURN t.id AS id ORDER BY id",
            f"MATCH (t:Thing) WHERE NOT ({where}) RETURN t.id AS id ORDER BY id",
            f"MATCH (t:Thing) RETURN {a} AS a ORDER BY a, t.id",
            f"MATCH (t:Thing) RETURN t.id AS id, {a} AS a ORDER BY a DESC, id LIMIT 4",
            f"MATCH (t:Thing) RETURN DISTINCT {a} AS a",
            f"MATCH (t:Thing) RETURN {where} AS k, count(*) AS n ORDER BY k",
            f"MATCH (t:Thing) RETURN {a} AS k, count({b}) AS n, count(DISTINCT t.b) AS d",
            f"MATCH (t:Thing) RETURN sum({self.number(depth)}) AS s, avg({self.number(depth)}) AS m",
            f"MATCH (t:Thing) RETURN min({self.number(depth)}) AS lo, max({self.string(depth)}) AS hi",
            f"MATCH (t:Thing) WITH t, {a} AS v WHERE v IS NOT NULL RETURN t.id AS id, v ORDER BY id",
            f"MATCH (t:Thing) WITH t, {a} AS title ORDER BY t.id RETURN collect(title) AS all_titles",
            f"MATCH (t:Thing) WITH {where} AS k, count(*) AS n WHERE n > 1 RETURN k, n ORDER BY k",
            f"MATCH (t:Thing) OPTIONAL MATCH (t)-[r:LINK]->(u) WHERE {where} RETURN t.id AS id, count(u) AS n, sum(r.k) AS k ORDER BY id",
            "MATCH (t:Thing) OPTIONAL MATCH (t)<-[:LINK]-(u:Thing {b: true}) WITH u, count(*) AS n RETURN u.id AS id, n ORDER BY n, id",
            f"MATCH (t:Thing)-[r:LINK*1..2]->(u:Thing) WHERE {where} RETURN t.id AS a, u.id AS b, size(r) AS n ORDER BY a, b, n",
            f"MATCH (t:Thing)-[:LINK]->(u:Thing) WHERE {where} RETURN t.id AS a, collect(DISTINCT u.id)[0] IS NULL AS none, count(*) AS n ORDER BY a",
            f"MATCH p = (t:Thing)-[:LINK*]->(u:Thing {{id: 't4'}}) WHERE {where} RETURN t.id AS id, min(length(p)) AS n ORDER BY id",
            f"UNWIND {self.list(depth).replace('t.', 'null + ') if depth == 0 else '[1, 2, null]'} AS x RETURN x, x IS NULL AS n ORDER BY x",
            f"MATCH (t:Thing) RETURN t {{.id, .title, v: {a}}} AS m ORDER BY t.id",
            f"MATCH (t:Thing) WITH {{id: t.id, type: {a}}} AS m RETURN m.id AS id, m.type AS v ORDER BY id",
            f"MATCH (t:Thing) WITH [t.id, {a}, {b}] AS l RETURN l[0] AS id, l[1] AS a, l[-1] AS b ORDER BY id",
        )


def generated(count: int, seed: int = 20) -> list[str]:
    """Return queries, each once."""
    maker = _Maker(seed)
    queries: dict[str, None] = {}
    while len(queries) < count:
        queries[maker.query()] = None
    return list(queries)
