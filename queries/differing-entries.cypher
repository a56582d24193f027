// title: Entries that differ from what is known
// answers: Where does the list give another year or venue than the source?
MATCH (list:ReadingList)-[entry:LISTS]->(paper:Paper)
WHERE entry.confidence IN ['certain', 'probable']
OPTIONAL MATCH (paper)-[:PUBLISHED_IN]->(venue:Venue)
WITH list, entry, paper, venue, coalesce(toLower(entry.venue), '') AS written
WITH list, entry, paper, venue,
     coalesce(entry.year <> paper.year, false) AS other_year,
     written <> '' AND venue IS NOT NULL
       AND NOT toLower(venue.name) STARTS WITH written
       AND toLower(coalesce(venue.acronym, venue.name)) <> written
       AND NOT any(name IN coalesce(venue.alternate_names, []) WHERE toLower(name) = written) AS other_venue
WHERE other_year OR other_venue
RETURN list.id AS list, entry.line AS line, entry.title AS title, entry.year AS listed_year, paper.year AS year,
       entry.venue AS listed_venue, venue.name AS venue
ORDER BY list, entry.position
