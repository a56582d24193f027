// title: The entries of the lists in order
// answers: What does each list have, line by line, and in which section?
MATCH (list:ReadingList)-[entry:LISTS]->(paper:Paper)
RETURN list.id AS list, entry.position AS position, entry.line AS line,
       reduce(path = head(entry.section), part IN tail(entry.section) | path + ' / ' + part) AS section,
       entry.title AS title, paper.id AS id
ORDER BY list, position
