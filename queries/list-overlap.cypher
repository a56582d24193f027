// title: Papers of several lists
// answers: Which papers stand in more than one list?
MATCH (first:ReadingList)-[:LISTS]->(paper:Paper)<-[:LISTS]-(second:ReadingList)
WHERE first.id < second.id
WITH DISTINCT first.id AS one, second.id AS other, paper.id AS id, paper.title AS title
RETURN one, other, id, title
ORDER BY one, other, id
