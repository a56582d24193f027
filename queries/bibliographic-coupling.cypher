// title: Papers that share references
// answers: Which pairs of listed papers cite the same works?
// parameters: limit = 10
MATCH (one:Paper {listed: true})-[:CITES]->(cited:Paper)<-[:CITES]-(other:Paper {listed: true})
WHERE one.id < other.id
WITH one.id AS one, one.title AS one_title, other.id AS other, other.title AS other_title, count(cited) AS shared
RETURN one, one_title, other, other_title, shared
ORDER BY shared DESC, one, other
LIMIT $limit
