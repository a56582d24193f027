// title: Citations of a paper, both ways
// answers: What does a paper cite, and what cites it, on what evidence?
// parameters: paper = "doi:10.1145/3123266.3123326"
MATCH (paper:Paper {id: $paper})-[cites:CITES]->(other:Paper)
UNWIND cites.evidence AS evidence
RETURN 'cites' AS direction, other.id AS id, other.title AS title, other.year AS year, evidence
ORDER BY id, evidence
UNION ALL
MATCH (paper:Paper {id: $paper})<-[cites:CITES]-(other:Paper)
UNWIND cites.evidence AS evidence
RETURN 'is cited by' AS direction, other.id AS id, other.title AS title, other.year AS year, evidence
ORDER BY id, evidence
