// title: Evidence for the use of datasets
// answers: Which words say that a paper uses a dataset?
// parameters: dataset = "NUS-WIDE"
MATCH (paper:Paper)-[use:USES_DATASET]->(dataset:Dataset)
WHERE toLower(dataset.name) = toLower($dataset)
UNWIND use.evidence AS evidence
RETURN paper.id AS id, paper.title AS title, use.kind AS kind, evidence
ORDER BY id, evidence
