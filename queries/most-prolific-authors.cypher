// title: Authors with most papers in the list
// answers: Who wrote most of the listed papers? Authors without an identifier are counted by name: names as printed, may be several people.
// parameters: limit = 10
MATCH (author:Author)-[:AUTHORED]->(paper:Paper {listed: true})
WITH CASE WHEN author.id CONTAINS '#author-' THEN author.name_key ELSE author.id END AS person,
     author.name AS printed, paper.id AS paper
WITH person, min(printed) AS name, count(DISTINCT paper) AS papers
RETURN person, name, papers
ORDER BY papers DESC, person
LIMIT $limit
