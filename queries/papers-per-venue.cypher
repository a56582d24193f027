// title: Papers per venue
// answers: In which journals and conferences did the listed papers appear?
// parameters: limit = 20
MATCH (paper:Paper {listed: true})-[:PUBLISHED_IN]->(venue:Venue)
WITH venue, count(paper) AS papers
RETURN venue.id AS id, venue.name AS venue, venue.acronym AS acronym, papers
ORDER BY papers DESC, id
LIMIT $limit
