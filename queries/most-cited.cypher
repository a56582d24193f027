// title: Most cited papers of the list
// answers: Which listed papers are cited most by other listed papers?
// parameters: limit = 10
MATCH (citing:Paper {listed: true})-[:CITES]->(cited:Paper {listed: true})
WITH cited, count(citing) AS citations
RETURN cited.id AS id, cited.title AS title, cited.year AS year, citations
ORDER BY citations DESC, id
LIMIT $limit
