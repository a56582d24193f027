// title: Ancestors of a paper
// answers: Which papers does a paper build on, within three generations, and how far away are they?
// parameters: paper = "doi:10.1145/3123266.3123326"
MATCH path = (paper:Paper {id: $paper})-[:CITES*1..3]->(found:Paper)
WITH found, min(length(path)) AS distance
RETURN found.id AS id, found.title AS title, found.year AS year, distance
ORDER BY distance, id
