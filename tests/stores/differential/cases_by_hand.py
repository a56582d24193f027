"""Everyday read queries, by what they are about. Both stores must answer each alike."""

#: What the queries ask besides the example's graph: made with the same Cypher on both stores.
SETUP = [
    """
    UNWIND [
      {id: 't1', n: 1, f: 1.5, s: 'alpha', l: [1, 2, 3], b: true, w: ['x', 'y'], name: 'one'},
      {id: 't2', n: 2, f: -2.5, s: 'Beta', l: [3], b: false, w: ['y'], title: 'two'},
      {id: 't3', n: 3, f: 0.25, s: 'gamma delta', b: true, name: 'three', title: 'drei'},
      {id: 't4', n: -4, f: 2.5, s: 'épsilon', l: [5, 5], type: 'odd'},
      {id: 't5', n: 0, s: '  pad  ', b: false, label: 'l'},
      {id: 't6', f: 100.0, s: 'ALPHA', l: [9, 8, 7]},
      {id: 't7', n: 7, f: -0.5, s: 'a.b', w: ['z']}
    ] AS row
    CREATE (t:Thing) SET t = row
    """,
    "MATCH (t:Thing {id: 't1'}) SET t.day = date('2020-02-29'), t.at = datetime('2020-02-29T10:00:00Z')",
    "MATCH (t:Thing {id: 't2'}) SET t.day = date('2019-12-31'), t.at = datetime('2019-12-31T23:59:59Z')",
    "MATCH (t:Thing {id: 't3'}) SET t.day = date('2021-01-01')",
    """
    UNWIND [['t1', 't2', 1], ['t2', 't3', 2], ['t3', 't4', 3], ['t4', 't1', 4], ['t5', 't5', 5],
            ['t1', 't3', 6], ['t1', 't3', 7], ['t6', 't1', 8]] AS row
    MATCH (a:Thing {id: row[0]}), (b:Thing {id: row[1]})
    CREATE (a)-[:LINK {k: row[2], type: 'own', id: 'r' + toString(row[2])}]->(b)
    """,
    "MATCH (t:Thing {id: 't1'}), (p:Paper {listed: true}) WHERE p.year = 2017 CREATE (t)-[:ABOUT]->(p)",
    "CREATE (:Chain {i: 0})",
    "UNWIND range(1, 14) AS i MATCH (c:Chain {i: i - 1}) CREATE (c)-[:NEXT]->(:Chain {i: i})",
]

MATCHING = """
MATCH (p:Paper) RETURN count(p) AS n
MATCH (p:Paper {listed: true}) RETURN count(*) AS n
MATCH (p:Paper) WHERE p.listed RETURN count(*) AS n
MATCH (p:Paper) WHERE NOT p.listed RETURN count(*) AS n
MATCH (p:Paper) WHERE p.listed IS NULL RETURN count(*) AS n
MATCH (p:Paper) WHERE p.year > 2015 AND p.listed RETURN p.id AS id, p.title AS title ORDER BY id
MATCH (p:Paper) WHERE p.year >= 2015 OR p.year IS NULL RETURN count(p) AS n
MATCH (p:Paper) WHERE p.year IN [2015, 2016, 2017] RETURN p.year AS year, count(*) AS n ORDER BY year
MATCH (p:Paper) WHERE p.year <> 2017 RETURN count(p) AS n
MATCH (p:Paper) WHERE NOT p.year = 2017 RETURN count(p) AS n
MATCH (p:Paper) WHERE p.year = 2017 XOR p.listed RETURN count(p) AS n
MATCH (p:Paper)-[:CITES]->(q:Paper) RETURN count(*) AS n
MATCH (p:Paper)-[c:CITES]->(q:Paper) RETURN p.id, q.id ORDER BY p.id, q.id LIMIT 20
MATCH (p:Paper)<-[:AUTHORED]-(a:Author) RETURN a.name AS author, count(p) AS papers ORDER BY papers DESC, author LIMIT 10
MATCH (a:Author)-[r:AUTHORED]->(p:Paper {listed: true}) WHERE r.position = 1 RETURN a.name, p.title ORDER BY p.id
MATCH (a:Author)-[:AUTHORED]->(p)<-[:AUTHORED]-(b:Author) WHERE a.id < b.id RETURN count(*) AS pairs
MATCH (a:Author)-[:AUTHORED]->(p)<-[:AUTHORED]-(b:Author) WHERE a.id < b.id RETURN a.id, b.id, count(*) AS n ORDER BY n DESC, a.id, b.id LIMIT 10
MATCH (a)-[:CITES]->(b)-[:CITES]->(c) RETURN count(*) AS n
MATCH (a)-[:CITES]->(b)-[:CITES]->(c), (a)-[:CITES]->(c) RETURN count(*) AS n
MATCH (a:Paper)-[:CITES]->(b:Paper), (b)-[:CITES]->(a) RETURN count(*) AS n
MATCH (p:Paper)--(x) RETURN labels(x) AS l, count(*) AS n ORDER BY l
MATCH (p:Paper)-[r]-(x) RETURN type(r) AS t, count(*) AS n ORDER BY t
MATCH (p:Paper)-[r]->() RETURN DISTINCT type(r) AS t ORDER BY t
MATCH (p:Paper)<-[r:LISTS|AUTHORED]-() RETURN type(r) AS t, count(*) AS n ORDER BY t
MATCH (x:Venue|Dataset) RETURN labels(x)[0] AS l, count(*) AS n ORDER BY l
MATCH (x) WHERE x:Venue OR x:Dataset RETURN count(x) AS n
MATCH (p:Paper) WHERE (p)-[:USES_DATASET]->() RETURN count(p) AS n
MATCH (p:Paper) WHERE NOT (p)-[:USES_DATASET]->() AND p.listed RETURN count(p) AS n
MATCH (p:Paper) WHERE EXISTS { (p)-[:IMPLEMENTED_BY]->(:Repository) } RETURN p.id AS id ORDER BY id
MATCH (p:Paper) WHERE EXISTS { MATCH (p)-[:CITES]->(q:Paper) WHERE q.year < 2000 } RETURN count(p) AS n
MATCH (p:Paper) WHERE NOT EXISTS { (p)-[:CITES]->() } AND p.listed RETURN count(p) AS n
MATCH (p:Paper {listed: true}) RETURN p.id AS id, COUNT { (p)<-[:CITES]-() } AS cited ORDER BY cited DESC, id LIMIT 5
MATCH (p:Paper {listed: true}) WHERE COUNT { (p)-[:CITES]->() } > 10 RETURN count(p) AS n
MATCH (l:ReadingList)-[r:LISTS]->(p:Paper) RETURN r.line, r.position, r.matched_by, r.confidence, p.id ORDER BY r.line LIMIT 70
MATCH (l:ReadingList)-[r:LISTS]->(d:Dataset) RETURN r.line AS line, d.name AS name ORDER BY line, name
MATCH (n:Nowhere) RETURN n
MATCH (n:Nowhere) RETURN count(n) AS n
MATCH (p:Paper) WHERE p.nothing = 1 RETURN p
MATCH (p:Paper {nothing: null}) RETURN count(p) AS n
MATCH (a:Thing), (b:Thing) RETURN count(*) AS n
MATCH (a:Thing)-[:LINK]->(a) RETURN a.id
MATCH (a:Thing)-[r:LINK]-(b) RETURN a.id, b.id, r.k ORDER BY r.k, a.id
MATCH (a:Thing)-[:LINK]->(b:Thing)-[:LINK]->(c:Thing) RETURN a.id, b.id, c.id ORDER BY a.id, b.id, c.id
MATCH (a:Thing {id: 't1'})-[r:LINK]->(b) RETURN r.k AS k, b.id AS id ORDER BY k
MATCH (a:Thing)-[r:LINK {k: 3}]->(b) RETURN a.id, b.id
MATCH (a)-[r]->(b) WHERE type(r) = 'LINK' AND r.k > 5 RETURN r.k ORDER BY r.k
MATCH (a:Thing)-[r]->(b) WHERE startNode(r) = a AND endNode(r).id = 't3' RETURN r.k ORDER BY r.k
MATCH (a:Thing {id: 't1'}), (b:Thing {id: 't3'}) RETURN EXISTS { (a)-[:LINK]->(b) } AS linked
MATCH (p:Paper {listed: true})-[:PUBLISHED_IN]->(v:Venue) RETURN v.name AS venue, count(*) AS n, min(p.year) AS first, max(p.year) AS last ORDER BY n DESC, venue LIMIT 10
MATCH (p:Paper)-[:CITES]->(q:Paper)<-[:CITES]-(r:Paper) WHERE p.id < r.id RETURN p.id, r.id, count(q) AS shared ORDER BY shared DESC, p.id, r.id LIMIT 10
MATCH (a:Paper)<-[:CITES]-(p:Paper)-[:CITES]->(b:Paper) WHERE a.id < b.id RETURN a.id, b.id, count(p) AS n ORDER BY n DESC, a.id, b.id LIMIT 10
MATCH (p:Paper) WHERE p.title CONTAINS 'Hashing' RETURN count(p) AS n
MATCH (p:Paper) WHERE toLower(p.title) CONTAINS 'hashing' RETURN p.title AS t ORDER BY t LIMIT 10
MATCH (p:Paper) WHERE p.title STARTS WITH 'Deep' RETURN p.title AS t ORDER BY t
MATCH (p:Paper) WHERE p.title ENDS WITH 'Retrieval' RETURN count(*) AS n
MATCH (d:Dataset) RETURN d.name AS name, d.url AS url ORDER BY name
MATCH (d:Dataset)<-[u:USES_DATASET]-(p:Paper) RETURN d.name, u.kind, count(p) AS n ORDER BY d.name, u.kind
MATCH (d:Dataset)<-[:USES_DATASET]-(p:Paper)-[:USES_DATASET]->(e:Dataset) WHERE d.name < e.name RETURN d.name, e.name, count(*) AS n ORDER BY n DESC, d.name, e.name
MATCH (r:Repository)<-[i:IMPLEMENTED_BY]-(p) RETURN r.host AS host, i.framework AS framework, count(*) AS n ORDER BY host, framework
"""

PROPERTIES = """
MATCH (t:Thing) RETURN t.id, t.title, t.name, t.type, t.label ORDER BY t.id
MATCH (t:Thing) RETURN t.node_type, t.start, t.connection_type, t.nothing ORDER BY t.id
MATCH (t:Thing) WHERE t.title IS NOT NULL RETURN t.id ORDER BY t.id
MATCH (t:Thing) WHERE t.name IS NULL RETURN t.id ORDER BY t.id
MATCH (t:Thing) RETURN coalesce(t.title, t.name, t.type, 'none') AS x ORDER BY t.id
MATCH (t:Thing)-[r:LINK]->() RETURN r.id, r.type, r.start, r.end, r.title ORDER BY r.k
MATCH (a:Author) RETURN a.title AS t, count(*) AS n
MATCH (v:Venue) WHERE v.title IS NULL RETURN count(v) AS n
MATCH (p:Paper) WHERE p.name IS NULL AND p.type IS NULL AND p.label IS NULL RETURN count(p) AS n
MATCH (t:Thing) RETURN properties(t) AS p ORDER BY t.id
MATCH (t:Thing) RETURN t ORDER BY t.id
MATCH (a:Author) RETURN a ORDER BY a.id LIMIT 5
MATCH (v:Venue) RETURN v ORDER BY v.id LIMIT 5
MATCH (p:Paper {listed: true}) RETURN p ORDER BY p.id LIMIT 5
MATCH (l:ReadingList) RETURN l
MATCH (l:ReadingList)-[r:LISTS]->() RETURN r ORDER BY r.position LIMIT 5
MATCH ()-[r:CITES]->() RETURN properties(r) AS p, r ORDER BY startNode(r).id, endNode(r).id LIMIT 5
MATCH (t:Thing) RETURN t {.id, .title, .nothing} AS m ORDER BY t.id
MATCH (t:Thing) RETURN t {.*} AS m ORDER BY t.id
MATCH (t:Thing) RETURN t {.id, name: t.s, extra: 1} AS m ORDER BY t.id
MATCH (t:Thing) RETURN size(keys(t)) AS n ORDER BY t.id
MATCH (t:Thing) UNWIND keys(t) AS k RETURN DISTINCT k ORDER BY k
MATCH (t:Thing) UNWIND keys(t) AS k RETURN k, count(*) AS n ORDER BY k
MATCH (t:Thing) RETURN [k IN keys(t) WHERE k <> 'id' AND k STARTS WITH 't'] AS ks ORDER BY t.id
MATCH (t:Thing) WHERE 'title' IN keys(t) RETURN t.id ORDER BY t.id
MATCH (t:Thing) RETURN t['title'] AS x, t['n'] AS y ORDER BY t.id
UNWIND ['id', 'title', 'n'] AS k MATCH (t:Thing {id: 't2'}) RETURN k, t[k] AS v
MATCH (a:Author) UNWIND keys(a) AS k RETURN DISTINCT k ORDER BY k
MATCH ()-[r:LINK]->() UNWIND keys(r) AS k RETURN DISTINCT k ORDER BY k
MATCH ()-[r:LINK]->() RETURN r['type'] AS t, r['k'] AS k ORDER BY k
RETURN {id: 1, title: 'x', n: null} AS m
WITH {id: 1, title: 'x'} AS m RETURN m.id, m.title, m['id'], keys(m) AS k
WITH {name: {type: [1, {label: 2}]}} AS m RETURN m.name.type[1].label AS x
MATCH (t:Thing {id: 't1'}) WITH t {.id, .name} AS m RETURN m.id, m.name, m
MATCH (t:Thing) WITH collect({id: t.id, n: t.n}) AS things UNWIND things AS x RETURN x.id, x.n ORDER BY x.id
MATCH (c:Chain) RETURN c.id, c.title, c.name ORDER BY c.i
MATCH (c:Chain) WHERE c.id IS NULL RETURN count(c) AS n
MATCH (c:Chain {i: 3}) RETURN c, properties(c) AS p, keys(c) AS k
MATCH (t:Thing {name: 'one'}) RETURN t.id
MATCH (t:Thing {title: 'two'}) RETURN t.id
MATCH (t:Thing {type: 'odd'}) RETURN t.id
MATCH ()-[r:LINK {type: 'own', id: 'r3'}]->() RETURN r.k
MATCH (n) WHERE n.title = 'two' RETURN n.id
MATCH (n) WHERE n.name = 'one' RETURN n.id
MATCH (n:Thing) RETURN exists(n.title) AS x ORDER BY n.id
MATCH (p:Paper) WHERE p.title IS NOT NULL RETURN count(p.title) AS n, count(DISTINCT p.title) AS d
MATCH (t:Thing) RETURN `t`.`title` AS x ORDER BY t.id
MATCH (title:Thing) RETURN title.title AS x ORDER BY title.id
MATCH (name:Thing {id: 't1'}) RETURN name.name AS id, name.id AS name
WITH 1 AS id, 2 AS title RETURN id, title, id + title AS name
UNWIND [{id: 1}, {id: 2}] AS id RETURN id.id AS x
MATCH (t:Thing) RETURN valueType(t.n) AS v ORDER BY t.id
MATCH (t:Thing) RETURN labels(t) AS l LIMIT 1
MATCH (t:Thing {id:'t1'})-[r]->(p:Paper) RETURN type(r), labels(p)[0] LIMIT 1
MATCH (n) WHERE n:Thing RETURN count(n) AS n
MATCH (n:Thing:Paper) RETURN count(n) AS n
MATCH (n:Thing&!Paper) RETURN count(n) AS n
"""

NULLS = """
MATCH (t:Thing) RETURN t.n AS n ORDER BY n
MATCH (t:Thing) RETURN t.n AS n ORDER BY n DESC
MATCH (t:Thing) RETURN t.f AS f, t.n AS n ORDER BY f, n
MATCH (t:Thing) RETURN t.s AS s ORDER BY s
MATCH (t:Thing) RETURN t.s AS s ORDER BY s DESC
MATCH (t:Thing) RETURN t.l AS l ORDER BY l, t.id
MATCH (t:Thing) RETURN t.b AS b ORDER BY b, t.id
MATCH (t:Thing) RETURN t.b AS b ORDER BY b DESC, t.id
MATCH (t:Thing) RETURN t.day AS d ORDER BY d, t.id
MATCH (t:Thing) WHERE t.n > 0 RETURN t.id ORDER BY t.id
MATCH (t:Thing) WHERE NOT (t.n > 0) RETURN t.id ORDER BY t.id
MATCH (t:Thing) WHERE t.n = null RETURN t.id
MATCH (t:Thing) WHERE t.n <> null RETURN t.id
MATCH (t:Thing) RETURN t.n IS NULL AS x, t.n = t.n AS y, t.n > null AS z ORDER BY t.id
RETURN null = null AS a, null <> null AS b, null IS NULL AS c, null IN [1, null] AS d, 1 IN [1, null] AS e, 2 IN [1, null] AS f
RETURN null AND false AS a, null AND true AS b, null OR true AS c, null OR false AS d, NOT null AS e, null XOR true AS f
RETURN 1 + null AS a, 'a' + null AS b, [1] + null AS c, size(null) AS d, toUpper(null) AS e, null[0] AS f
RETURN coalesce(null, null, 3) AS a, coalesce(null) AS b
RETURN CASE WHEN null THEN 1 ELSE 2 END AS a, CASE null WHEN null THEN 1 ELSE 2 END AS b
RETURN CASE 2 WHEN 1 THEN 'one' WHEN 2 THEN 'two' END AS a, CASE 3 WHEN 1 THEN 'one' END AS b
MATCH (t:Thing) RETURN CASE WHEN t.n > 1 THEN 'big' WHEN t.n <= 1 THEN 'small' ELSE 'none' END AS x ORDER BY t.id
MATCH (t:Thing) RETURN sum(t.n) AS s, avg(t.n) AS a, count(t.n) AS c, min(t.n) AS lo, max(t.n) AS hi
MATCH (t:Thing) RETURN sum(t.f) AS s, avg(t.f) AS a, count(*) AS c
MATCH (t:Nowhere) RETURN sum(t.n) AS s, avg(t.n) AS a, min(t.n) AS lo, collect(t.n) AS l, count(t) AS c
MATCH (t:Thing) RETURN size(collect(t.n)) AS l
MATCH (t:Thing) WITH t ORDER BY t.id RETURN collect(t.n) AS l
MATCH (t:Thing) RETURN count(DISTINCT t.b) AS n
MATCH (t:Thing) RETURN t.b AS b, count(*) AS n ORDER BY b
MATCH (t:Thing) RETURN DISTINCT t.b AS b ORDER BY b
UNWIND [3, null, 1, 2] AS x RETURN x ORDER BY x
UNWIND [3, null, 1, 2] AS x RETURN max(x) AS hi, min(x) AS lo, sum(x) AS s, avg(x) AS a, count(x) AS c
UNWIND [] AS x RETURN x
UNWIND null AS x RETURN x
UNWIND [null] AS x RETURN x
RETURN [1, null, 2] = [1, null, 2] AS a, [1, 2] = [1, 2] AS b, [1, null] = [2, null] AS c
RETURN {a: null} = {a: null} AS a, {a: 1} = {a: 1} AS b
RETURN 1 < null AS a, 'a' < 1 AS b, true < false AS c
UNWIND ['b', 'a', 'B', 'A', 'é', 'z', '1', ''] AS x RETURN x ORDER BY x
UNWIND [1, 2.5, -1, 0.5, 10] AS x RETURN x ORDER BY x
UNWIND [[1, 2], [1], [], [2], [1, null]] AS x RETURN x ORDER BY x
UNWIND [true, false, null, true] AS x RETURN x ORDER BY x DESC
MATCH (p:Paper) RETURN p.year AS year, count(*) AS n ORDER BY year DESC LIMIT 5
MATCH (p:Paper) RETURN p.year AS year ORDER BY year, p.id SKIP 5 LIMIT 5
RETURN nullIf(1, 1) AS a, nullIf(1, 2) AS b
RETURN isEmpty('') AS a, isEmpty([]) AS b, isEmpty([1]) AS c, isEmpty(null) AS d
"""

NUMBERS = """
RETURN 7 / 2 AS a, -7 / 2 AS b, 7 % 3 AS c, -7 % 3 AS d, 7.0 / 2 AS e, 7 / 2.0 AS f
RETURN 2 ^ 3 AS a, 2 ^ 0.5 AS b, 10 / 4 * 2 AS c, 10 * 4 / 3 AS d, 2 + 3 * 4 - 5 AS e
RETURN 1 / 0.0 AS a
RETURN -1 / 0.0 AS a
RETURN 0 / 0.0 AS a
RETURN 5 % 0.0 AS a
RETURN 1 / 0 AS a
MATCH (t:Thing) RETURN t.n / 2 AS a, t.n / 2.0 AS b, t.n % 2 AS c ORDER BY t.id
MATCH (t:Thing) RETURN t.f / t.n AS a ORDER BY t.id
MATCH (t:Thing) WHERE t.n <> 0 RETURN t.f / t.n AS a, 10 / t.n AS b ORDER BY t.id
MATCH (t:Thing) RETURN sum(t.f) / count(t.n) AS a
MATCH (p:Paper {listed: true}) RETURN p.year / 10 * 10 AS decade, count(*) AS n ORDER BY decade
MATCH (p:Paper {listed: true}) RETURN toFloat(count(p)) / 62 AS share
MATCH (p:Paper) WITH count(p) AS total MATCH (q:Paper {listed: true}) WITH total, count(q) AS n RETURN 1.0 * n / total AS share
MATCH (p:Paper {listed: true}) OPTIONAL MATCH (p)-[:CITES]->(q) WITH p, count(q) AS n RETURN avg(n) AS mean, max(n) AS most, round(avg(n), 2) AS rounded
RETURN round(2.5) AS a, round(-2.5) AS b, round(2.4) AS c, round(-2.6) AS d, round(3) AS e
RETURN round(0.5) AS a, round(-0.5) AS b, round(1.5) AS c, round(-1.5) AS d
RETURN round(2.345, 2) AS a, round(-1.55, 1) AS b, round(2.5, 0) AS c, round(1234.5678, 1) AS d
RETURN round(1.25, 1, 'HALF_EVEN') AS a, round(1.25, 1, 'UP') AS b, round(1.25, 1, 'DOWN') AS c
MATCH (t:Thing) RETURN round(t.f) AS r, floor(t.f) AS fl, ceil(t.f) AS c, abs(t.f) AS ab, sign(t.f) AS s ORDER BY t.id
MATCH (t:Thing) RETURN round(100.0 * t.f / 3) / 100 AS r ORDER BY t.id
RETURN abs(-3) AS a, sign(-3) AS b, sqrt(16) AS c, exp(0) AS d, log(1) AS e, log10(1000) AS f, pi() > 3 AS g
RETURN sin(0) AS a, cos(0) AS b, tan(0) AS c, atan2(1, 1) AS d, degrees(pi()) AS e, radians(180) AS f
RETURN toInteger('12') AS a, toInteger('x') AS b, toInteger(2.9) AS c, toInteger(-2.9) AS d, toInteger('2.9') AS e, toInteger(null) AS f
RETURN toFloat('1.5') AS a, toFloat('x') AS b, toFloat(2) AS c
RETURN toString(1) AS a, toString(1.0) AS b, toString(1.5) AS c, toString(true) AS d, toString(-0.25) AS e, toString('x') AS f
RETURN toString(12345678.5) AS a
RETURN toString(1e10) AS a
RETURN toString(0.00001) AS a
RETURN toString(100.0) AS a, toString(0.001) AS b, toString(1234567.25) AS c
MATCH (t:Thing) RETURN toString(t.f) AS s, toString(t.n) AS n ORDER BY t.id
MATCH (t:Thing) RETURN 'f: ' + t.f AS s, 'n: ' + t.n AS n ORDER BY t.id
RETURN toBoolean('true') AS a, toBoolean('x') AS b, toBoolean(1) AS c, toBoolean(0) AS d
RETURN 1 = 1.0 AS a, 1 IN [1.0] AS b, [1] = [1.0] AS c, 1 < 1.5 AS d, 1 <> 1.0 AS e
UNWIND [1, 1.0, 2] AS x RETURN DISTINCT x
UNWIND [1, 1.0, 2] AS x RETURN x, count(*) AS n ORDER BY x
UNWIND [[1], [1.0], [2]] AS x RETURN count(DISTINCT x) AS n
UNWIND [[1], [1.0], [2]] AS x WITH DISTINCT x RETURN count(*) AS n
UNWIND [{a: [1]}, {a: [1.0]}] AS x WITH x, count(*) AS n RETURN max(n) AS m
UNWIND [[1, 2], [1, 2], [3]] AS x RETURN count(DISTINCT x) AS n
UNWIND [{a: 1}, {a: 1}, {a: 2}] AS x WITH DISTINCT x RETURN count(*) AS n
UNWIND [[2.5], [2.5]] AS x RETURN x, count(*) AS n
RETURN 1 AS x UNION RETURN 1.0 AS x
RETURN 1 AS x UNION ALL RETURN 1.0 AS x
UNWIND [1, 2, 3, 4] AS x RETURN stDev(x) AS s, stDevP(x) AS p
UNWIND [1, 2, 3, 4] AS x RETURN stDev(x) AS s
UNWIND [5] AS x RETURN stDev(x) AS s
MATCH (x:Nowhere) RETURN stDev(x.n) AS s
UNWIND [1, 2, 3, 4] AS x RETURN percentileCont(x, 0.5) AS c, percentileDisc(x, 0.5) AS d
UNWIND [1, 2, 3] AS x RETURN sum(x) AS s, avg(x) AS a, sum(x * 1.0) AS f
UNWIND [1.5, 2] AS x RETURN sum(x) AS s, avg(x) AS a, max(x) AS m
RETURN 9223372036854775807 AS big
RETURN 9223372036854775807 + 1 AS big
RETURN 0x1F AS a, 1e3 AS b, 1.5e-3 AS c, .5 AS d
RETURN -(-3) AS a, +3 AS b, - 3 AS c, 3--3 AS d
RETURN 3 - -3 AS a, 2 - 3 - 4 AS b, 2 ^ 2 ^ 3 AS c, -2 ^ 2 AS d
RETURN range(0, 5) AS a, range(5, 0, -2) AS b, range(0, 0) AS c, range(1, 0) AS d
RETURN 10 / 3.0 AS a, 1.0 / 3 AS b, 2 / 3 AS c
RETURN 5 / 2 * 2.0 AS a, 5 * 2.0 / 2 AS b, (1 + 2) / 2 AS c, 3 / (1 + 1) AS d, 3.0 / (1 + 1) AS e
RETURN isNaN(0.0) AS a, 0.1 + 0.2 AS b, 1.1 * 3 AS c
MATCH (t:Thing) WHERE t.n % 2 = 1 RETURN t.id ORDER BY t.id
MATCH (t:Thing) WITH t.n AS n WHERE n IS NOT NULL RETURN sum(n) / count(n) AS mean, sum(n) * 1.0 / count(n) AS exact
RETURN toInteger(round(2.5)) AS a, toInteger(round(-2.5)) AS b
RETURN 0.1 AS a, 1e100 AS b, -1e-10 AS c
"""

STRINGS = """
RETURN toUpper('aé') AS a, toLower('AÉ') AS b, trim('  x ') AS c, lTrim('  x ') AS d, rTrim('  x ') AS e
RETURN substring('hello', 1) AS a, substring('hello', 1, 3) AS b, left('hello', 2) AS c, right('hello', 2) AS d
RETURN replace('banana', 'a', 'o') AS a, split('a,b,,c', ',') AS b, reverse('abc') AS c, size('héllo') AS d
RETURN split('', ',') AS a, split('abc', '') AS b, split('a b', ' ')[1] AS c
RETURN 'a' + 'b' AS a, 'a' + 1 AS b, 1 + 'a' AS c
RETURN 'abc' =~ 'a.c' AS a, 'abc' =~ 'b' AS b, 'ABC' =~ '(?i)abc' AS c, 'a\\nb' =~ 'a.b' AS d
RETURN 'foo.bar' =~ '.*\\\\.bar' AS a, 'x1' =~ '[a-z]\\\\d' AS b, '' =~ '' AS c, null =~ 'x' AS d
MATCH (p:Paper) WHERE p.title =~ '(?i).*hash.*' RETURN count(p) AS n
MATCH (p:Paper) WHERE p.title =~ '.*[Rr]etrieval$' RETURN count(p) AS n
MATCH (p:Paper) WHERE p.id =~ 'doi:10\\\\.1109/.*' RETURN count(p) AS n
MATCH (t:Thing) WHERE t.s =~ '[a-z. ]+' RETURN t.id ORDER BY t.id
RETURN 'it\\'s' AS a, "say \\"hi\\"" AS b, 'tab\\there' AS c, '\\u0041' AS d
RETURN 'a' < 'b' AS a, 'a' < 'B' AS b, 'a' < 'aa' AS c, 'Z' < 'a' AS d
RETURN 'abc' STARTS WITH 'a' AS a, 'abc' ENDS WITH 'bc' AS b, 'abc' CONTAINS 'd' AS c, 'abc' STARTS WITH '' AS d
RETURN 'abc' STARTS WITH null AS a, null CONTAINS 'a' AS b
RETURN toString(date('2020-01-02')) AS a
MATCH (t:Thing) RETURN toUpper(t.s) AS u, size(t.s) AS n, trim(t.s) AS w, left(t.s, 2) AS l ORDER BY t.id
MATCH (t:Thing) RETURN split(t.s, ' ') AS w ORDER BY t.id
MATCH (p:Paper {listed: true}) UNWIND split(toLower(p.title), ' ') AS w WITH w, count(*) AS n WHERE n > 5 RETURN w, n ORDER BY n DESC, w
MATCH (a:Author) RETURN left(a.name_key, 1) AS c, count(*) AS n ORDER BY c LIMIT 10
RETURN substring('héllo wörld', 1, 4) AS a, reverse('añb') AS b, toUpper('ß') AS c
RETURN size('😀') AS n
RETURN char_length('abc') AS a
RETURN apoc.text.join(['a'], ',') AS x
RETURN 'a\\\\b' AS a, 'a//b' AS b, '/* no */' AS c // comment
RETURN 1 /* one */ + 1 AS two
RETURN "double 'single' inside" AS a, 'single "double" inside' AS b
RETURN trim(null) AS a, toLower(null) AS b, substring(null, 1) AS c
RETURN lower('ABC') AS a, upper('abc') AS b
RETURN substring('hello', 10) AS a, left('hi', 10) AS b
RETURN 'abc'[0] AS x
RETURN normalize('é') = 'é' AS a
RETURN toStringOrNull(1) AS a
RETURN btrim('  x ') AS a
RETURN 'a' || 'b' AS a
RETURN 'A' = 'a' AS a, 'a' = 'a' AS b, 'a' <> 'b' AS c
"""

LISTS = """
RETURN [1, 2, 3][0] AS a, [1, 2, 3][-1] AS b, [1, 2, 3][5] AS c, [1, 2, 3][1..] AS d, [1, 2, 3][..2] AS e, [1, 2, 3][-2..] AS f
RETURN [1, 2, 3][1..1] AS a, [1, 2, 3][0..10] AS b, [][0] AS c, [1, 2, 3][null] AS d
RETURN size([1, 2]) AS a, head([1, 2]) AS b, last([1, 2]) AS c, tail([1, 2]) AS d, reverse([1, 2]) AS e, head([]) AS f
RETURN [1, 2] + [3] AS a, [1] + 2 AS b, 1 + [2] AS c, [1] + [[2]] AS d
RETURN [x IN [1, 2, 3] WHERE x > 1 | x * 2] AS a, [x IN [1, 2, 3] | x + 0.5] AS b, [x IN [1, 2] WHERE x = 1] AS c
RETURN reduce(s = 0, x IN [1, 2, 3] | s + x) AS a, reduce(s = '', x IN ['a', 'b'] | s + x) AS b
RETURN any(x IN [1, 2] WHERE x = 2) AS a, all(x IN [1, 2] WHERE x > 0) AS b, none(x IN [1] WHERE x = 2) AS c, single(x IN [1, 1] WHERE x = 1) AS d
RETURN any(x IN [1, null] WHERE x = 2) AS a, all(x IN [null, 1] WHERE x = 1) AS b, none(x IN [null] WHERE x = 1) AS c, all(x IN [] WHERE x) AS d
RETURN 1 IN [1, 2] AS a, [1] IN [[1], [2]] AS b, 'a' IN [] AS c, NOT 1 IN [2] AS d
UNWIND [1, 2, 2, 3] AS x RETURN collect(x) AS a, collect(DISTINCT x) AS b, count(DISTINCT x) AS c
UNWIND [[1, 2], [3]] AS x UNWIND x AS y RETURN y ORDER BY y DESC
UNWIND range(1, 3) AS x UNWIND range(1, x) AS y RETURN x, y ORDER BY x, y
MATCH (t:Thing) RETURN t.l[0] AS a, t.l[-1] AS b, size(t.l) AS c, t.l[1..] AS d ORDER BY t.id
MATCH (t:Thing) WHERE 5 IN t.l RETURN t.id
MATCH (t:Thing) WHERE 'y' IN t.w RETURN t.id ORDER BY t.id
MATCH (t:Thing) WHERE NOT 'y' IN t.w RETURN t.id ORDER BY t.id
MATCH (t:Thing) WHERE any(x IN t.l WHERE x > 4) RETURN t.id ORDER BY t.id
MATCH (t:Thing) WHERE all(x IN t.l WHERE x > 2) RETURN t.id ORDER BY t.id
MATCH (t:Thing) UNWIND t.w AS w RETURN w, count(*) AS n ORDER BY w
MATCH (t:Thing) RETURN [x IN t.l | x * 2] AS a ORDER BY t.id
MATCH (t:Thing) RETURN reduce(s = 0, x IN t.l | s + x) AS a ORDER BY t.id
MATCH (p:Paper) WHERE size(p.aliases) > 2 RETURN count(p) AS n
MATCH (p:Paper) WHERE p.aliases IS NOT NULL UNWIND p.aliases AS a RETURN split(a, ':')[0] AS kind, count(*) AS n ORDER BY kind
MATCH (p:Paper) WHERE any(a IN p.aliases WHERE a STARTS WITH 'arxiv:') RETURN count(p) AS n
MATCH (p:Paper {listed: true}) RETURN size([(p)-[:CITES]->(q) WHERE q.listed | q.id]) AS cited, p.id ORDER BY cited DESC, p.id
MATCH (p:Paper {listed: true}) RETURN size([(p)-[:CITES]->(q) | q]) AS n ORDER BY n DESC, p.id LIMIT 5
MATCH (a:Author)-[r:AUTHORED]->(p:Paper {year: 2017}) WITH p, a ORDER BY r.position RETURN p.id AS id, collect(a.name) AS authors ORDER BY id LIMIT 5
MATCH (a:Author)-[r:AUTHORED]->(p:Paper {year: 2017}) WITH p, a, r ORDER BY p.id, r.position RETURN p.id AS id, collect(a.name)[0] AS first, collect(a.name)[..2] AS two ORDER BY id
MATCH (l:ReadingList)-[r:LISTS]->(p) RETURN r.section AS section, count(*) AS n ORDER BY section
MATCH (l:ReadingList)-[r:LISTS]->(p) UNWIND r.section AS s RETURN s, count(*) AS n ORDER BY n DESC, s
MATCH ()-[c:CITES]->() WHERE c.sources IS NOT NULL UNWIND c.sources AS s RETURN s, count(*) AS n
WITH [3, 1, 2] AS l UNWIND l AS x WITH x ORDER BY x RETURN collect(x) AS sorted
WITH [1, 2, 3] AS l, 1 AS i RETURN l[i] AS a, l[i - 1] AS b, l[i..] AS c, l[size(l) - 1] AS d
WITH ['id', 'title'] AS l, 0 AS i RETURN l[i] AS a
WITH {a: [10, 20]} AS m, 1 AS i RETURN m.a[i] AS x
RETURN [1, 'a', true, null, 2.5, [1]] AS mixed
RETURN [[1, 2], [3]][0][1] AS a
RETURN {a: 1, b: {c: 2}}.b.c AS x
RETURN size([x IN range(1, 100) WHERE x % 7 = 0]) AS n
RETURN [x IN range(0, 4) | x / 2] AS a, [x IN range(0, 4) | x / 2.0] AS b
WITH [1, 2, 3, 4] AS l RETURN [i IN range(0, size(l) - 2) | l[i + 1] - l[i]] AS differences
RETURN collect(1) AS a
RETURN toStringList([1, 2]) AS a
RETURN toIntegerList(['1', 'x']) AS a
RETURN apoc.coll.sum([1]) AS a
"""

AGGREGATION = """
MATCH (p:Paper {listed: true}) OPTIONAL MATCH (p)<-[:CITES]-(q) RETURN p.id AS id, count(q) AS n ORDER BY n DESC, id
MATCH (p:Paper) OPTIONAL MATCH (p)<-[:AUTHORED]-(a) WITH a, count(*) AS k RETURN a.id, k ORDER BY k DESC, a.id LIMIT 10
MATCH (p:Paper) OPTIONAL MATCH (p)-[:PUBLISHED_IN]->(v) RETURN v.name AS venue, count(*) AS n ORDER BY n DESC, venue LIMIT 10
MATCH (p:Paper) OPTIONAL MATCH (p)-[:PUBLISHED_IN]->(v) RETURN v IS NULL AS none, count(p) AS n ORDER BY none
MATCH (p:Paper {listed: true}) OPTIONAL MATCH (p)-[:USES_DATASET]->(d) WITH p, d ORDER BY d.name RETURN p.id, collect(d.name) AS datasets ORDER BY p.id
MATCH (p:Paper {listed: true}) OPTIONAL MATCH (p)-[:USES_DATASET]->(d) WITH p, count(d) AS n RETURN n, count(p) AS papers ORDER BY n
MATCH (p:Paper {listed: true}) OPTIONAL MATCH (p)-[:CITES]->(q:Paper) WHERE q.year < 2010 RETURN p.id, count(q) AS old ORDER BY old DESC, p.id LIMIT 10
MATCH (p:Paper {listed: true}) OPTIONAL MATCH (p)-[:CITES]->(q) OPTIONAL MATCH (p)<-[:CITES]-(r) RETURN p.id, count(DISTINCT q) AS out, count(DISTINCT r) AS in_ ORDER BY p.id
MATCH (t:Thing) OPTIONAL MATCH (t)-[r:LINK]->(u) WITH t, r, u ORDER BY u.id RETURN t.id, sum(r.k) AS s, max(r.k) AS m, collect(u.id) AS ids ORDER BY t.id
MATCH (t:Thing) OPTIONAL MATCH (t)-[r:LINK]->(u) WITH t, r, u ORDER BY r.k RETURN t.id, collect(r.k) AS ks ORDER BY t.id
MATCH (t:Thing) OPTIONAL MATCH (t)-[:NOTHING]->(u) RETURN t.id, u, u.id, count(u) AS n ORDER BY t.id
OPTIONAL MATCH (n:Nowhere) RETURN n, n.id AS id, count(*) AS c
OPTIONAL MATCH (n:Nowhere) RETURN count(n) AS a, count(*) AS b
MATCH (t:Thing) RETURN t.b AS b, sum(t.n) AS s, avg(t.f) AS a, min(t.s) AS lo, max(t.s) AS hi, count(*) AS n ORDER BY b
MATCH (t:Thing) WITH t.b AS b, collect(t.id) AS ids RETURN b, size(ids) AS n ORDER BY b
MATCH (t:Thing) WITH count(*) AS n RETURN n * 2 AS twice
MATCH (t:Thing) WITH max(t.n) AS m MATCH (u:Thing {n: m}) RETURN u.id
MATCH (p:Paper) WITH p.year AS y, count(*) AS n WHERE n > 10 RETURN y, n ORDER BY y
MATCH (p:Paper) WITH p.year AS p WHERE p > 2017 RETURN count(p) AS n
MATCH (p:Paper) WITH p.year AS year WHERE year > 2017 RETURN year, count(*) AS n ORDER BY year
MATCH (p:Paper) WITH DISTINCT p.year AS y RETURN count(y) AS n
MATCH (p:Paper) RETURN count(DISTINCT p.year) AS years, count(p.year) AS known, count(*) AS all
MATCH (p:Paper) RETURN p.listed AS l, p.year > 2015 AS new, count(*) AS n ORDER BY l, new
MATCH (p:Paper) RETURN p.year % 2 = 0 AS even, count(*) AS n ORDER BY even
MATCH (p:Paper) WITH p ORDER BY p.year DESC, p.id LIMIT 3 RETURN collect(p.id) AS ids
MATCH (p:Paper) WITH p ORDER BY p.id SKIP 2 LIMIT 2 RETURN p.id ORDER BY p.id DESC
MATCH (p:Paper {listed: true}) WITH p, size((p.title)) AS n RETURN max(n) AS longest, min(n) AS shortest
MATCH (a:Author)-[:AUTHORED]->(p) WITH a, count(p) AS n WITH n, count(a) AS authors RETURN n, authors ORDER BY n
MATCH (a:Author)-[:AUTHORED]->(p) WITH a, count(p) AS n ORDER BY n DESC, a.id LIMIT 3 MATCH (a)-[:AUTHORED]->(q) WITH a, q ORDER BY q.year RETURN a.name, collect(DISTINCT q.year) AS years ORDER BY a.name
MATCH (p:Paper {listed: true}) CALL { WITH p MATCH (p)-[:CITES]->(q) RETURN count(q) AS n } RETURN p.id, n ORDER BY n DESC, p.id LIMIT 5
MATCH (p:Paper {listed: true}) CALL (p) { MATCH (p)-[:CITES]->(q) RETURN count(q) AS n } RETURN p.id, n ORDER BY n DESC, p.id LIMIT 5
CALL { MATCH (p:Paper) RETURN count(p) AS n UNION MATCH (a:Author) RETURN count(a) AS n } RETURN n ORDER BY n
MATCH (p:Paper) RETURN 'paper' AS what, count(p) AS n UNION MATCH (a:Author) RETURN 'author' AS what, count(a) AS n
MATCH (p:Paper) RETURN p.year AS x UNION MATCH (p:Paper) RETURN p.year AS x
RETURN 1 AS x UNION ALL RETURN 1 AS x
UNWIND [1, 2] AS x RETURN x UNION UNWIND [2, 3] AS x RETURN x
UNWIND ['a', 'b', 'a'] AS k RETURN k, count(*) AS n ORDER BY n DESC
UNWIND [{k: 'a', v: 1}, {k: 'b', v: 2}, {k: 'a', v: 3}] AS r RETURN r.k AS k, sum(r.v) AS s, collect(r.v) AS l ORDER BY k
MATCH (p:Paper) RETURN count(p) + 1 AS n, count(p) * 2.0 AS m
MATCH (p:Paper) RETURN min(p.year) AS lo, max(p.year) AS hi, max(p.year) - min(p.year) AS span
MATCH (p:Paper {listed: true}) WITH min(p.year) AS lo, max(p.year) AS hi UNWIND range(lo, hi) AS y OPTIONAL MATCH (q:Paper {listed: true, year: y}) RETURN y, count(q) AS n ORDER BY y
MATCH (a:Author)-[:AUTHORED]->(p:Paper)-[:CITES]->(q:Paper)<-[:AUTHORED]-(a) RETURN count(DISTINCT p) AS n
MATCH (p:Paper)-[:CITES]->(q:Paper) RETURN p.year - q.year AS gap, count(*) AS n ORDER BY gap
MATCH (p:Paper)-[:CITES]->(q:Paper) WHERE p.year < q.year RETURN p.id, q.id ORDER BY p.id, q.id
MATCH (n) WHERE n:Paper OR n:Author RETURN labels(n)[0] AS l, count(*) AS n ORDER BY l
MATCH (p:Paper) WITH collect(p.year) AS ys RETURN size(ys) AS n, size([y IN ys WHERE y > 2015]) AS new
MATCH (p:Paper) WITH collect(p) AS ps RETURN size(ps) AS n, size([x IN ps WHERE x.listed]) AS listed
MATCH (p:Paper) WITH collect(p) AS ps UNWIND ps AS p WITH p WHERE p.listed RETURN count(p) AS n
MATCH (t:Thing)-[r:LINK]->(u:Thing) WITH t, collect({k: r.k, to: u.id}) AS links RETURN t.id, size(links) AS n ORDER BY t.id
MATCH (t:Thing) RETURN t.id AS id, EXISTS { (t)-[:LINK]->() } AS out ORDER BY id
MATCH (t:Thing) RETURN count { (t)--() } AS degree, t.id AS id ORDER BY degree DESC, id
MATCH (t:Thing) RETURN COLLECT { MATCH (t)-[:LINK]->(u) RETURN u.id ORDER BY u.id } AS ids ORDER BY t.id
MATCH (p:Paper)-[:PUBLISHED_IN]->(v) WITH v, count(*) AS n, collect(p.year) AS years WHERE n > 3 RETURN v.name, n, size(years) AS known ORDER BY n DESC, v.name
MATCH (p:Paper) WHERE p.references_state IS NOT NULL RETURN p.references_state AS state, count(*) AS n ORDER BY state
MATCH (p:Paper {listed: true}) RETURN p.references_state AS state, sum(COUNT { (p)-[:CITES]->() }) AS n ORDER BY state
"""

PATHS = """
MATCH (a:Chain {i: 0})-[:NEXT*]->(b) RETURN count(b) AS n, max(b.i) AS last
MATCH (a:Chain {i: 0})-[:NEXT*2..]->(b) RETURN count(b) AS n
MATCH (a:Chain {i: 0})-[:NEXT*..3]->(b) RETURN b.i ORDER BY b.i
MATCH (a:Chain {i: 0})-[:NEXT*0..2]->(b) RETURN b.i ORDER BY b.i
MATCH (a:Chain {i: 0})-[:NEXT*3]->(b) RETURN b.i
MATCH (a:Chain {i: 0})-[:NEXT*12..14]->(b) RETURN b.i ORDER BY b.i
MATCH (a:Chain {i: 0})-[r:NEXT*]->(b {i: 12}) RETURN size(r) AS n
MATCH p = (a:Chain {i: 0})-[:NEXT*]->(b {i: 4}) RETURN length(p) AS n, [x IN nodes(p) | x.i] AS i, [r IN relationships(p) | type(r)] AS t
MATCH p = (a:Chain {i: 0})-[*]->(b:Chain {i: 11}) RETURN length(p) AS n
MATCH p = (a:Chain {i: 5})-[:NEXT*1..2]-(b) RETURN b.i ORDER BY b.i
MATCH p = shortestPath((a:Chain {i: 0})-[:NEXT*]->(b:Chain {i: 13})) RETURN length(p) AS n
MATCH p = shortestPath((a:Chain {i: 13})-[:NEXT*]-(b:Chain {i: 0})) RETURN length(p) AS n, [x IN nodes(p) | x.i] AS i
MATCH p = shortestPath((a:Thing {id: 't6'})-[:LINK*]->(b:Thing {id: 't4'})) RETURN [x IN nodes(p) | x.id] AS ids
MATCH p = allShortestPaths((a:Thing {id: 't1'})-[:LINK*]->(b:Thing {id: 't4'})) RETURN length(p) AS n, [x IN nodes(p) | x.id] AS ids
MATCH (a:Thing {id: 't1'}), (b:Thing {id: 't5'}) OPTIONAL MATCH p = shortestPath((a)-[:LINK*]->(b)) RETURN p IS NULL AS none
MATCH (a:Thing {id: 't1'})-[:LINK*]->(b) RETURN b.id AS id, count(*) AS n ORDER BY id
MATCH (a:Thing {id: 't1'})-[:LINK*1..3]->(b) RETURN DISTINCT b.id AS id ORDER BY id
MATCH p = (a:Thing {id: 't1'})-[:LINK*1..3]->(b) RETURN b.id AS id, min(length(p)) AS d ORDER BY id
MATCH p = (a:Thing {id: 't1'})-[:LINK*]->(a) RETURN length(p) AS n ORDER BY n
MATCH (a:Thing)-[:LINK*0..1]->(b:Thing) RETURN a.id, b.id ORDER BY a.id, b.id
MATCH (a:Thing {id: 't5'})-[:LINK*]->(b) RETURN b.id
MATCH (a:Thing {id: 't1'})-[:LINK*2]-(b) RETURN b.id AS id ORDER BY id
MATCH p = (a:Thing)-[r:LINK*1..2 {type: 'own'}]->(b:Thing {id: 't4'}) RETURN a.id, length(p) AS n ORDER BY a.id, n
MATCH p = (a:Thing {id: 't1'})-[:LINK*1..2]->(b) WHERE all(x IN nodes(p) WHERE x.n > 0) RETURN [x IN nodes(p) | x.id] AS ids ORDER BY ids
MATCH p = (a:Thing {id: 't1'})-[rs:LINK*1..2]->(b) WHERE none(r IN rs WHERE r.k = 6) RETURN [r IN rs | r.k] AS ks ORDER BY ks
MATCH p = (a:Thing {id: 't6'})-[:LINK]->(b) RETURN p
MATCH p = (a:Thing {id: 't6'})-[:LINK]->(b)-[:LINK]->(c {id: 't2'}) RETURN p
MATCH (p:Paper {listed: true})-[:CITES*1..3]->(q:Paper) RETURN p.id AS id, count(DISTINCT q) AS n ORDER BY n DESC, id LIMIT 10
MATCH path = (p:Paper {listed: true})-[:CITES*]->(q:Paper) RETURN max(length(path)) AS longest, count(path) AS n
MATCH path = (p:Paper)-[:CITES*]->(q:Paper) WHERE q.year < 1990 RETURN length(path) AS n, count(*) AS c ORDER BY n
MATCH path = (p:Paper)-[:CITES*2..2]->(q:Paper) RETURN count(path) AS n
MATCH path = (p:Paper {listed: true})-[:CITES*..2]->(q:Paper {listed: true}) RETURN count(*) AS n
MATCH (p:Paper {id: 'doi:10.1145/3123266.3123326'})-[:CITES*1..2]->(q) RETURN DISTINCT q.id AS id ORDER BY id
MATCH (p:Paper {id: 'doi:10.1145/3123266.3123326'})<-[:CITES*1..2]-(q) RETURN DISTINCT q.id AS id ORDER BY id
MATCH (a:Paper {listed: true}), (b:Paper {listed: true}) WHERE a.id < b.id MATCH p = shortestPath((a)-[:CITES*..4]-(b)) RETURN length(p) AS n, count(*) AS pairs ORDER BY n
MATCH p = (a:Chain {i: 0})-[:NEXT*1..3]->() RETURN nodes(p)[-1].i AS last, relationships(p)[0] AS first, size(nodes(p)) AS n ORDER BY n
MATCH p = (a:Thing {id: 't1'}) RETURN length(p) AS n, nodes(p) AS ns
MATCH (a:Chain {i: 0}) MATCH (a)-[:NEXT*1..2]->(b) WITH a, collect(b.i) AS l RETURN size(l) AS n
MATCH (a:Chain {i:0})-[:NEXT]->{1,3}(b) RETURN b.i ORDER BY b.i
MATCH (a:Chain)-[:NEXT]->(b WHERE b.i > 12) RETURN b.i ORDER BY b.i
MATCH (a:Thing)-[:LINK|ABOUT*1..2]->(b) RETURN count(*) AS n
MATCH (a:Thing {id: 't1'})-[:LINK*1..2]->(b)-[:LINK]->(c) RETURN a.id, b.id, c.id ORDER BY b.id, c.id
"""

DATES = """
RETURN date('2020-02-29') AS a, date('2020-02-29').year AS y, date('2020-02-29').month AS m, date('2020-02-29').day AS d
RETURN date({year: 2020, month: 2, day: 3}) AS a, date('2020-02') AS b, date('2020') AS c
RETURN date('2020-01-01') < date('2020-01-02') AS a, date('2020-01-01') = date('2020-01-01') AS b
RETURN date('2020-01-31') + duration({months: 1}) AS a, date('2020-03-01') - duration({days: 1}) AS b
RETURN date('2020-01-01') + duration('P1Y2M3D') AS a
RETURN duration('P1Y2M3DT4H5M6S') AS a, duration({days: 1, hours: 25}) AS b, duration('P2W') AS c
RETURN duration.between(date('2020-01-01'), date('2021-03-04')) AS d
RETURN duration.between(date('2020-01-01'), date('2021-03-04')).months AS m
RETURN duration.inDays(date('2020-01-01'), date('2021-03-04')).days AS d
RETURN duration.inMonths(date('2020-01-01'), date('2021-03-04')).months AS d
RETURN duration.inSeconds(datetime('2020-01-01T00:00:00Z'), datetime('2020-01-01T01:00:00Z')).seconds AS d
RETURN datetime('2020-01-02T03:04:05Z') AS a, datetime('2020-01-02T03:04:05+02:00') AS b, localdatetime('2020-01-02T03:04:05') AS c
RETURN datetime('2020-01-02T03:04:05Z').hour AS h, datetime('2020-01-02T03:04:05Z').epochSeconds AS e
RETURN date('2020-12-31').week AS w, date('2020-12-31').dayOfWeek AS d, date('2020-12-31').quarter AS q, date('2020-12-31').ordinalDay AS o
RETURN toString(date('2020-01-02')) AS a, toString(datetime('2020-01-02T03:04:05Z')) AS b, toString(duration('P1D')) AS c
RETURN date.truncate('month', date('2020-02-29')) AS a
RETURN date(datetime('2020-02-29T10:00:00Z')) AS a
MATCH (t:Thing) RETURN t.day AS d, t.day.year AS y, t.at AS at ORDER BY t.id
MATCH (t:Thing) WHERE t.day > date('2020-01-01') RETURN t.id ORDER BY t.id
MATCH (t:Thing) WHERE t.day >= date({year: 2020}) RETURN t.id ORDER BY t.day
MATCH (t:Thing) RETURN min(t.day) AS a, max(t.day) AS b, count(t.day) AS c
MATCH (t:Thing) RETURN t.day.year AS y, count(*) AS n ORDER BY y
MATCH (t:Thing) RETURN t.day + duration({years: 1}) AS d ORDER BY t.id
MATCH (t:Thing) WHERE t.at < datetime('2020-01-01T00:00:00Z') RETURN t.id
MATCH (p:Paper) WHERE p.publication_date IS NOT NULL RETURN date(p.publication_date).year AS y, count(*) AS n ORDER BY y
MATCH (p:Paper) WHERE p.publication_date STARTS WITH '2017' RETURN count(p) AS n
MATCH (p:Paper) RETURN left(p.publication_date, 7) AS month, count(*) AS n ORDER BY month LIMIT 10
RETURN time('10:00:00Z') AS a, localtime('10:00') AS b
RETURN date('2020-01-01') = '2020-01-01' AS a
RETURN duration('P1M') = duration('P30D') AS a, duration('PT60S') = duration('PT1M') AS b
RETURN date('20200102') AS a, date('2020-W01-1') AS b
RETURN datetime({epochSeconds: 0}) AS a
RETURN date('nonsense') AS a
"""

CLAUSES = """
RETURN 1
RETURN 1 AS `a b`, 'x' AS `id`
RETURN 1+1, 'a' + 'b', size([1]), $p
RETURN $p AS a, $l[0] AS b, $m.id AS c, $m.title AS d, $l AS l, $m AS m
UNWIND $l AS x RETURN x, x + 1 AS y
MATCH (t:Thing {id: $id}) RETURN t.n AS n, $title AS title
MATCH (t:Thing) WHERE t.title = $title RETURN t.id
UNWIND $rows AS row RETURN row.id AS id, row.name AS name
MATCH (t:Thing) WHERE t.id IN $ids RETURN t.id ORDER BY t.id
MATCH (t:Thing {id: $m.id}) RETURN t.n
MATCH (t:Thing) RETURN t.id ORDER BY t.id SKIP $p LIMIT $p
MATCH (t:Thing) RETURN * ORDER BY t.id LIMIT 2
WITH 1 AS a, 2 AS b RETURN *
MATCH (t:Thing) WITH * WHERE t.n > 1 RETURN t.id ORDER BY t.id
MATCH (t:Thing) WITH t AS u RETURN u.id AS id ORDER BY id
MATCH (t:Thing) WITH t.id AS id, t RETURN id, t.n ORDER BY id
MATCH (t:Thing) RETURN t.id AS id, t.n AS n ORDER BY t.n * -1, id
MATCH (t:Thing) RETURN t.id ORDER BY t.n IS NULL, t.n, t.id
MATCH (t:Thing) RETURN t.id, t.n ORDER BY CASE WHEN t.b THEN 0 ELSE 1 END, t.id
MATCH (t:Thing) RETURN DISTINCT t.b, t.n > 1 ORDER BY t.b, t.n > 1
MATCH (t:Thing) RETURN t.s AS x ORDER BY toLower(t.s), t.id
MATCH (t:Thing) RETURN t.id LIMIT 0
MATCH (t:Thing) WITH t LIMIT 3 RETURN count(t) AS n
MATCH (p:Paper) WHERE p.year = 2017 AND p.listed RETURN p.id AS id ORDER BY id;
match (p:Paper) where p.year = 2017 return count(p) as n
MATCH (p:Paper) WHERE p.id = 'x' OR p.id = "y" RETURN p
MATCH (p:`Paper`) RETURN count(`p`) AS `count`
RETURN true AND NOT false AS a, 1 <= 2 AS b, 1 = 1 = true AS c
RETURN 1 < 2 < 3 AS a
RETURN NOT 1 = 2 AS a, NOT (1 = 1 AND 2 = 3) AS b
RETURN 1 AS a, 2 AS b, a AS c
WITH 1 AS x RETURN y
RETURN $missing AS x
RETURN foo(1) AS x
MATCH (p:Paper) RETURN p.id, count(*) AS n, 1 + count(*) AS z ORDER BY p.id LIMIT 2
MATCH (t:Thing) WITH t ORDER BY t.id WITH collect(t.id) AS ids RETURN ids[0] AS first, ids[-1] AS last, ids[1..3] AS some
MATCH (t:Thing) WHERE t.n > 0 WITH t WHERE t.f > 0 RETURN t.id ORDER BY t.id
MATCH (t:Thing) WITH t, t.n AS n ORDER BY n DESC LIMIT 2 RETURN t.id, n ORDER BY n
MATCH (a:Thing {id: 't1'}) MATCH (a)-[:LINK]->(b) MATCH (b)-[:LINK]->(c) RETURN a.id, b.id, c.id ORDER BY b.id, c.id
MATCH (a:Thing {id: 't1'}), (b:Thing {id: 't2'}) RETURN a.n + b.n AS s, a <> b AS d, a = a AS e
MATCH (a:Thing)-->(b:Thing) WHERE a.id <> b.id WITH a, b ORDER BY b.id RETURN a.id, collect(b.id) AS bs, count(b) AS n ORDER BY a.id
FOREACH (x IN [1] | CREATE (:Y))
CALL db.labels() YIELD label WHERE label = 'Paper' RETURN label
CALL db.schema.visualization()
SHOW INDEXES
EXPLAIN MATCH (p:Paper) RETURN p
MATCH (p:Paper) USING INDEX p:Paper(year) WHERE p.year = 2017 RETURN count(p) AS n
RETURN point({x: 1, y: 2}) AS p
RETURN rand() < 1 AS a
RETURN size(randomUUID()) AS n
LOAD CSV FROM 'file:///x.csv' AS row RETURN row
MATCH (p:Paper) RETURN elementId(p) = elementId(p) AS same LIMIT 1
RETURN 1 IS :: INTEGER AS a, 'x' IS :: STRING AS b
RETURN valueType(1) AS a, valueType('x') AS b, valueType([1]) AS c
MATCH (t:Thing) WHERE t.title IS NULL AND t.name IS NULL RETURN t.id AS `the id`, t.n AS `n!` ORDER BY `the id`
MATCH (t:Thing)-[r:LINK]->(u) RETURN t.id + '->' + u.id AS link, r.k ORDER BY r.k
RETURN [x IN [{id: 1}, {id: 2}] | x.id] AS ids, [x IN [{id: 1}] | x {.id, title: 'T'}] AS maps
MATCH (t:Thing {id: 't1'}) SET t.n = 5
RETURN exists { MATCH (t:Thing {id: 't1'}) } AS a
MATCH (a:Author) WHERE a.name STARTS WITH 'W' RETURN a.name AS name, COUNT { (a)-[:AUTHORED]->() } AS n ORDER BY n DESC, name, a.id LIMIT 5
"""


PARAMETERS = {
    "p": 2,
    "id": "t1",
    "title": "two",
    "l": [1, 2],
    "m": {"id": "t1", "title": None, "name": "x"},
    "ids": ["t1", "t3", "nope"],
    "rows": [{"id": 1, "name": "a"}, {"id": 2, "name": None}],
}

RESPELT = """
MATCH (a:Thing {id: 't1'}), (b:Thing {id: 't4'}), p = shortestPath((a)-[:LINK*]->(b)) RETURN length(p) AS n
MATCH (a:Thing {id: 't1'}), (b:Thing), p = allShortestPaths((a)-[:LINK*]->(b)) WHERE a <> b RETURN b.id AS id, length(p) AS n ORDER BY id, n
MATCH (p:Paper WHERE p.year > 2015) RETURN count(p) AS n
MATCH (p:Paper WHERE p.listed)-[:CITES]->(q:Paper WHERE q.year < 2000 OR q.year = 2017) WHERE p.year > 2010 OR q.listed RETURN count(*) AS n
MATCH (a:Thing)-[r:LINK WHERE r.k > 3]->(b) RETURN a.id AS a, b.id AS b ORDER BY r.k
MATCH (a:Thing) OPTIONAL MATCH (a)-[:LINK]->(b WHERE b.n > 2) RETURN a.id AS a, b.id AS b ORDER BY a, b
MATCH (p:Paper) WHERE EXISTS { MATCH (p)-[:CITES]->(q WHERE q.year < 2000) } RETURN count(p) AS n
MATCH (p:Paper) WHERE 2015 <= p.year < 2018 RETURN p.id AS id ORDER BY id
MATCH (t:Thing) WHERE -3 < t.n - 1 <= 1 + 1 RETURN t.id AS id ORDER BY id
RETURN 1 < 2 < 3 AS a, 1 < 3 < 2 AS b, 1 = 1 = 1 AS c, 3 > 2 >= null AS d, 1 < 2 <> 3 > 1 AS e
MATCH (x:!Author) WHERE x:Thing OR x:Venue RETURN count(x) AS n
MATCH (x:(Thing|Venue)&!Paper) RETURN labels(x)[0] AS l, count(*) AS n ORDER BY l
MATCH (x) WHERE x:!Author AND x:!Paper AND x:Dataset RETURN count(x) AS n
MATCH (:Thing)-[r:!LINK]->(x) RETURN count(r) AS n
MATCH (x IS Thing) RETURN count(x) AS n
MATCH (x IS (Thing|Venue)&!Paper) RETURN count(x) AS n
MATCH (a IS Thing)-[r IS LINK WHERE r.k IS NOT NULL]->(IS Thing) RETURN count(r) AS n
MATCH (x) WHERE (x.n IS NULL) AND x IS Thing RETURN count(x) AS n
MATCH (p:Paper) RETURN count(p.is) AS n UNION DISTINCT MATCH (p:Paper) RETURN count(p.is) AS n
MATCH (a:Thing {id: 't1'})-[:LINK]->{1,3}(b) RETURN b.id AS id ORDER BY id
MATCH (a:Thing {id: 't1'})-[r:LINK]->+(b) RETURN b.id AS id, size(r) AS n ORDER BY id, n
MATCH (a:Thing {id: 't6'})-[:LINK]->*(b) RETURN b.id AS id ORDER BY id
MATCH (a:Thing {id: 't1'})<-[:LINK]-{2}(b) RETURN b.id AS id ORDER BY id
MATCH (a:Thing {id: 't1'})-[:LINK]-{,2}(b) RETURN b.id AS id ORDER BY id
MATCH (a:Chain {i: 0})-->{12,}(b) RETURN b.i AS i ORDER BY i
UNWIND [1, 1.0, 2.5, 2.5, '1', null, true] AS x RETURN count(DISTINCT x) AS n
MATCH (t:Thing) RETURN count(DISTINCT t.f) AS f, count(DISTINCT coalesce(t.n, t.f)) AS n, count(DISTINCT t) AS t
MATCH (a:Thing)-[:LINK]-()-[:LINK]-(b) RETURN count(b) AS n
MATCH (a:Thing)-[:LINK]-()-[:LINK]-(b) RETURN a.id AS id, count(*) AS n ORDER BY id
MATCH (a:Thing)-[:LINK]-()-[:LINK]-(b) WITH a, count(b) AS n ORDER BY n DESC, a.id LIMIT 2 RETURN a.id AS id, n
MATCH (a:Thing {id: 't1'})-[:LINK*2]-(b) RETURN count(b) AS n
MATCH (p:Paper)-[:CITES]-()-[:CITES]-(q:Paper) RETURN count(*) AS n
"""

BY_HAND = {
    name: block.strip("\n").splitlines()
    for name, block in {
        "matching": MATCHING,
        "properties": PROPERTIES,
        "nulls": NULLS,
        "numbers": NUMBERS,
        "strings": STRINGS,
        "lists": LISTS,
        "aggregation": AGGREGATION,
        "paths": PATHS,
        "dates": DATES,
        "clauses": CLAUSES,
        "respelt": RESPELT,
    }.items()
}


#: Queries that the embedded store refuses, and a word of what it says to do.
REFUSED = {
    "MATCH (t:Thing) RETURN percentileCont(t.n, 0.5) AS x": "collect(x)",
    "MATCH (t:Thing) RETURN percentileDisc(t.n, 0.5) AS x": "collect(x)",
    "MATCH (t:Thing) RETURN stDevP(t.n) AS x": "sqrt",
    "RETURN nullIf(1, 1) AS x": "CASE WHEN",
    "RETURN isNaN(1.0) AS x": "x <> x",
    "RETURN COLLECT { MATCH (t:Thing) RETURN t.id } AS x": "MATCH and collect",
    "MATCH p = SHORTEST 1 (a:Thing {id: 't1'})-[:LINK]->+(b:Thing {id: 't4'}) RETURN length(p) AS n": "shortestPath(",
    "MATCH ANY (a:Thing {id: 't1'})-[:LINK]->+(b) RETURN count(*) AS n": "shortestPath(",
    "MATCH p = ANY 2 PATHS (a:Thing {id: 't1'})-[:LINK]->+(b) RETURN count(*) AS n": "shortestPath(",
    "MATCH p = ALL SHORTEST (a:Thing {id: 't1'})-[:LINK]->+(b:Thing {id: 't4'}) RETURN length(p) AS n": "allShortestPaths",
    "MATCH (a:Thing {id: 't1'}) ((x)-[:LINK]->(y)){1,2} (b) RETURN b.id AS id": "*1..3",
    "MATCH (a:Thing)-[r:LINK WHERE r.k > 1]->+(b) RETURN count(b) AS n": "WHERE all(",
    "MATCH (t:Thing) WHERE EXISTS { (t)-[:LINK]->(u WHERE u.n > 2) } RETURN t.id AS id": "behind the pattern",
    "MATCH (:!Thing) RETURN count(*) AS n": "name the node",
    "UNWIND [1, 1.0] AS x RETURN sum(DISTINCT x) AS n": "WITH DISTINCT toFloat(x)",
    "UNWIND [1, 1.0, 2] AS x RETURN collect(DISTINCT x) AS l": "toFloat or toInteger",
    "RETURN 1 / 0.0 AS x": "leave such rows out",
    "RETURN toString(1e10) AS x": "without toString",
    "RETURN round(2.5, 0, 'UP') AS x": "leave the mode out",
    "RETURN duration.between(date('2020-01-01'), date('2021-01-01')) AS x": "duration.inDays",
    "EXPLAIN MATCH (n) RETURN n": "ask a Neo4j store",
    "CALL db.info()": "write it in Cypher",
    "SHOW INDEXES": "ask a Neo4j store",
}
