// title: Author collaborations over time
// answers: Who wrote listed papers together, how many, and from when to when? Authors without an identifier are told by name: names as printed, may be several people.
// parameters: limit = 20
MATCH (first:Author)-[:AUTHORED]->(paper:Paper {listed: true})<-[:AUTHORED]-(second:Author)
WITH CASE WHEN first.id CONTAINS '#author-' THEN first.name_key ELSE first.id END AS one,
     CASE WHEN second.id CONTAINS '#author-' THEN second.name_key ELSE second.id END AS other,
     paper.id AS paper, paper.year AS year
WHERE one < other
WITH one, other, count(DISTINCT paper) AS papers, min(year) AS first_year, max(year) AS last_year
RETURN one, other, papers, first_year, last_year
ORDER BY papers DESC, one, other
LIMIT $limit
