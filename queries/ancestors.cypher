// title: Ancestors of a paper
// answers: Which papers does a paper build on, within three generations, and how far away are they?
// parameters: paper = "ACMR"
MATCH path = (paper:Paper {id: $paper})-[:CITES*1..3]->(ancestor:Paper)
WITH ancestor, min(length(path)) AS distance
RETURN ancestor.id AS id, ancestor.title AS title, ancestor.year AS year, distance
ORDER BY distance, id
