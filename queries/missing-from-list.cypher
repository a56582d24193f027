// title: Cited by the list but not in it
// answers: Which papers do the listed papers cite most that the list does not have?
// parameters: limit = 20
MATCH (citing:Paper {listed: true})-[:CITES]->(missing:Paper {listed: false})
WITH missing, count(citing) AS cited_by
RETURN missing.id AS id, missing.title AS title, missing.year AS year, cited_by
ORDER BY cited_by DESC, id
LIMIT $limit
