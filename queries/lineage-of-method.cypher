// title: Lineage of a method
// answers: Which papers have a word in their title, in order of time, and on how many earlier ones of them does each build?
// parameters: word = "hashing"
MATCH (paper:Paper)
WHERE toLower(paper.title) CONTAINS toLower($word)
OPTIONAL MATCH (paper)-[:CITES]->(earlier:Paper)
WHERE toLower(earlier.title) CONTAINS toLower($word)
WITH paper, count(earlier) AS builds_on
RETURN paper.id AS id, paper.title AS title, paper.year AS year, paper.listed AS listed, builds_on
ORDER BY coalesce(year, 9999), id
