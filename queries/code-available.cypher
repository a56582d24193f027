// title: Papers with code
// answers: Which papers have code, where, and in which framework?
MATCH (paper:Paper)-[code:IMPLEMENTED_BY]->(repository:Repository)
RETURN paper.id AS id, paper.title AS title, repository.id AS repository, code.framework AS framework
ORDER BY id, repository
