// title: Citations between sections
// answers: How often do papers of one section of a list cite papers of another?
MATCH (list:ReadingList)-[from_entry:LISTS]->(citing:Paper)-[:CITES]->(cited:Paper)<-[to_entry:LISTS]-(list)
WITH reduce(path = head(from_entry.section), part IN tail(from_entry.section) | path + ' / ' + part) AS citing_section,
     reduce(path = head(to_entry.section), part IN tail(to_entry.section) | path + ' / ' + part) AS cited_section,
     citing.id + ' ' + cited.id AS pair
WHERE citing_section <> cited_section
WITH citing_section, cited_section, count(DISTINCT pair) AS citations
RETURN citing_section, cited_section, citations
ORDER BY citations DESC, citing_section, cited_section
