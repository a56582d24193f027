// title: Authors of a paper
// answers: Who wrote a paper, in order?
// parameters: paper = "doi:10.1145/3123266.3123326"
MATCH (author:Author)-[authored:AUTHORED]->(paper:Paper {id: $paper})
RETURN authored.position AS position, author.name AS name, author.id AS id
ORDER BY position
