// title: Sleeping papers
// answers: Which papers of the graph were first cited only many years after they appeared?
// parameters: years = 5
// parameters: limit = 20
MATCH (paper:Paper)<-[:CITES]-(citing:Paper)
WHERE paper.year IS NOT NULL AND citing.year IS NOT NULL
WITH paper, min(citing.year) AS first_cited, count(citing) AS citations
WHERE first_cited - paper.year >= $years
RETURN paper.id AS id, paper.title AS title, paper.year AS year, first_cited, first_cited - paper.year AS slept, citations
ORDER BY slept DESC, id
LIMIT $limit
