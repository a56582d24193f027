// title: Reference lists that are not complete
// answers: Which listed papers' references are partly known, withheld, cut, put off or unknown? They are never to be read as citing nothing.
MATCH (paper:Paper {listed: true})
WHERE paper.references_state <> 'complete'
RETURN paper.references_state AS state, paper.id AS id, paper.title AS title, paper.reference_count AS reference_count
ORDER BY state, id
