// title: First paper to use a dataset
// answers: Which paper of the graph was the first to use each dataset?
MATCH (user:Paper)-[:USES_DATASET]->(dataset:Dataset)
WHERE user.year IS NOT NULL
WITH dataset, min(user.year) AS year
MATCH (paper:Paper)-[use:USES_DATASET]->(dataset)
WHERE paper.year = year
RETURN dataset.name AS dataset, year, paper.id AS id, paper.title AS title, use.kind AS kind
ORDER BY dataset, id
