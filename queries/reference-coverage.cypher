// title: How much of each reference list is known
// answers: Of each listed paper: how complete are its references, how many are in the graph, and how many does a source state?
MATCH (paper:Paper {listed: true})
RETURN paper.id AS id, paper.references_state AS state, coalesce(paper.references_known, 0) AS known, paper.references_stated AS stated
ORDER BY id
