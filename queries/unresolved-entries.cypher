// title: Entries in doubt
// answers: Which entries of the list could not be matched for certain, and why?
MATCH (list:ReadingList)-[entry:LISTS]->(paper:Paper)
WHERE entry.confidence IN ['unsure', 'none']
RETURN list.id AS list, entry.line AS line, entry.title AS title, entry.confidence AS confidence, entry.evidence AS evidence
ORDER BY list, entry.position
