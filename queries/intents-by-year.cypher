// title: Intents of citations by year
// answers: For what were works cited, year by year?
MATCH (citing:Paper)-[cites:CITES]->(:Paper)
WHERE cites.intents IS NOT NULL
UNWIND cites.intents AS intent
WITH citing.year AS year, intent, count(*) AS citations
RETURN year, intent, citations
ORDER BY coalesce(year, 9999), intent
