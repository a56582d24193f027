// title: Influential citations and their contexts
// answers: Which citations does the source call influential, and in which words are they made?
// parameters: limit = 50
MATCH (citing:Paper)-[cites:CITES]->(cited:Paper)
WHERE cites.influential = true
UNWIND coalesce(cites.contexts, ['']) AS context
RETURN citing.id AS citing, cited.id AS cited, context
ORDER BY citing, cited, context
LIMIT $limit
