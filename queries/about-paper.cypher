// title: What the lists say about a paper
// answers: On which lines does a paper stand, and what is written there?
// parameters: paper = "doi:10.1145/3123266.3123326"
MATCH (list:ReadingList)-[entry:LISTS]->(paper:Paper {id: $paper})
RETURN list.id AS list, entry.line AS line, entry.title AS title, entry.year AS year, entry.venue AS venue,
       entry.matched_by AS matched_by, entry.confidence AS confidence, entry.evidence AS evidence
ORDER BY list, entry.position
