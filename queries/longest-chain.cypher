// title: Longest chains of citations
// answers: Which listed papers end the longest chains of listed papers, each citing an earlier one (at most five steps)?
// parameters: limit = 10
MATCH path = (paper:Paper {listed: true})-[:CITES*1..5]->(:Paper)
WHERE all(node IN nodes(path) WHERE node.listed = true AND node.year IS NOT NULL)
  AND all(step IN range(0, length(path) - 1) WHERE nodes(path)[step].year > nodes(path)[step + 1].year)
WITH paper, max(length(path)) AS steps
RETURN paper.id AS id, paper.title AS title, paper.year AS year, steps
ORDER BY steps DESC, id
LIMIT $limit
