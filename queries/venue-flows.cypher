// title: Citations between venues
// answers: Which venues cite which?
// parameters: limit = 20
MATCH (source:Venue)<-[:PUBLISHED_IN]-(citing:Paper)-[:CITES]->(cited:Paper)-[:PUBLISHED_IN]->(target:Venue)
WITH source.id AS citing_venue, target.id AS cited_venue, count(*) AS citations
RETURN citing_venue, cited_venue, citations
ORDER BY citations DESC, citing_venue, cited_venue
LIMIT $limit
