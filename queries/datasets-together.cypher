// title: Datasets used together
// answers: Which datasets are used by the same papers?
MATCH (one:Dataset)<-[:USES_DATASET]-(paper:Paper)-[:USES_DATASET]->(other:Dataset)
WHERE one.id < other.id
WITH one.id AS one_id, one.name AS one, other.id AS other_id, other.name AS other, count(paper) AS papers
RETURN one, other, papers
ORDER BY papers DESC, one_id, other_id
