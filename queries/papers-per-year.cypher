// title: Papers per year
// answers: How many listed papers appeared in each year?
MATCH (paper:Paper {listed: true})
WITH paper.year AS year, count(paper) AS papers
RETURN year, papers
ORDER BY coalesce(year, 9999)
