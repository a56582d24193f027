// title: Citations that another source's whole list lacks
// answers: Which citations does one source assert while another, whose list of the citing paper's references is whole, does not have them?
MATCH (citing:Paper)-[cites:CITES]->(cited:Paper)
WHERE citing.references_complete IS NOT NULL
UNWIND citing.references_complete AS lacking
WITH citing, cited, cites, lacking
WHERE NOT lacking IN cites.sources
UNWIND cites.sources AS asserted_by
RETURN citing.id AS citing, cited.id AS cited, asserted_by, lacking
ORDER BY citing, cited, asserted_by, lacking
