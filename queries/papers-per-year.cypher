// title: Papers per year
// answers: How many listed papers appeared in each year?
MATCH (paper:Paper {listed: true})
RETURN paper.year AS year, count(paper) AS papers
ORDER BY year
