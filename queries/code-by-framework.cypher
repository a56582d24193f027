// title: Code by framework
// answers: In which frameworks is the code of the papers written?
MATCH (paper:Paper)-[code:IMPLEMENTED_BY]->(repository:Repository)
WITH coalesce(code.framework, 'not said') AS framework, paper.id AS paper, repository.id AS repository
WITH framework, count(DISTINCT paper) AS papers, count(DISTINCT repository) AS repositories
RETURN framework, papers, repositories
ORDER BY papers DESC, framework
