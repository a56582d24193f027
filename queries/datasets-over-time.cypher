// title: Datasets by year
// answers: Which datasets were used when, and on what evidence?
MATCH (paper:Paper)-[use:USES_DATASET]->(dataset:Dataset)
WITH dataset.name AS dataset, paper.year AS year, use.kind AS kind, count(paper) AS papers
RETURN dataset, year, kind, papers
ORDER BY dataset, coalesce(year, 9999), kind
