// title: How far sources agree on citations
// answers: For every two sources: how many citations do both assert?
MATCH (:Paper)-[cites:CITES]->(:Paper)
UNWIND cites.sources AS one
UNWIND cites.sources AS other
WITH one, other
WHERE one < other
RETURN one, other, count(*) AS both
ORDER BY one, other
