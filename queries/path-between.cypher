// title: Papers between two
// answers: Which papers lie on the citation paths from a later paper to an earlier one, at most three steps from each?
// parameters: paper_citing = "doi:10.1016/j.ins.2020.08.009"
// parameters: paper_cited = "doi:10.1007/978-1-4612-4380-9_14"
MATCH (citing:Paper {id: $paper_citing})-[:CITES*0..3]->(between:Paper)
WITH DISTINCT between
MATCH (between)-[:CITES*0..3]->(cited:Paper {id: $paper_cited})
WITH DISTINCT between
RETURN between.id AS id, between.title AS title, between.year AS year
ORDER BY coalesce(year, 9999), id
