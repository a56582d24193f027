// title: Papers cited together
// answers: Which pairs of listed papers are cited together most often?
// parameters: limit = 10
MATCH (one:Paper {listed: true})<-[:CITES]-(citing:Paper)-[:CITES]->(other:Paper {listed: true})
WHERE one.id < other.id
WITH one.id AS one, one.title AS one_title, other.id AS other, other.title AS other_title, count(citing) AS cited_together
RETURN one, one_title, other, other_title, cited_together
ORDER BY cited_together DESC, one, other
LIMIT $limit
