// title: Self-citations
// answers: How many of the citations of each listed paper share an author with it? Authors without an identifier are compared by name: names as printed, may be several people.
MATCH (citing:Paper {listed: true})-[:CITES]->(cited:Paper)
WITH citing, count(cited) AS citations
OPTIONAL MATCH (one:Author)-[:AUTHORED]->(citing)-[:CITES]->(own:Paper)<-[:AUTHORED]-(other:Author)
WHERE one.id = other.id
   OR (one.name_key = other.name_key AND (one.id CONTAINS '#author-' OR other.id CONTAINS '#author-'))
WITH citing, citations, count(DISTINCT own.id) AS self_citations
RETURN citing.id AS id, citing.title AS title, citations, self_citations, 100 * self_citations / citations AS percent
ORDER BY percent DESC, id
