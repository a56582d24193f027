// title: Cited by much of the list but missing
// answers: Which missing papers does at least a given share of the list cite, of the listed papers whose references are known?
// parameters: percent = 30
MATCH (known:Paper {listed: true})-[:CITES]->(:Paper)
WITH count(DISTINCT known.id) AS of
MATCH (citing:Paper {listed: true})-[:CITES]->(missing:Paper {listed: false})
WITH missing, of, count(citing) AS cited_by
WHERE 100 * cited_by >= $percent * of
RETURN missing.id AS id, missing.title AS title, missing.year AS year, cited_by, of
ORDER BY cited_by DESC, id
