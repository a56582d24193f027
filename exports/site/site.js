// The site's only script: search on the front page, and tables sorted by a click.
// Without it every page reads the same.
"use strict";

const fold = (text) =>
  text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase();

// ---------------------------------------------------------------- search

const MOST_RESULTS = 50;
const LONGEST_TITLE = 300;

function search(papers, words, mark) {
  const wanted = fold(words).split(/\s+/).filter(Boolean);
  if (!wanted.length && !mark) return [];
  return papers.filter(
    (paper) =>
      (!mark || paper.marks.includes(mark)) && wanted.every((word) => paper.folded.includes(word)),
  );
}

// The choice among the marks of a site that is published with them.
function choiceOfMarks(papers) {
  const counts = new Map();
  for (const paper of papers)
    for (const mark of paper.marks) counts.set(mark, (counts.get(mark) || 0) + 1);
  if (!counts.size) return null;
  const choice = document.createElement("select");
  choice.append(new Option("any paper", ""));
  for (const mark of [...counts.keys()].sort())
    choice.append(new Option(`${mark} (${counts.get(mark)})`, mark));
  return choice;
}

function shown(paper) {
  const item = document.createElement("li");
  if (paper.year) {
    const year = document.createElement("b");
    year.textContent = paper.year;
    item.append(year, " ");
  }
  const link = document.createElement("a");
  link.href = paper.address;
  const title = paper.title;
  link.textContent = title.length > LONGEST_TITLE ? `${title.slice(0, LONGEST_TITLE)}…` : title;
  item.append(link);
  return item;
}

function startSearch(form) {
  const papers = globalThis.kgPapers.map(([address, title, year, rest, marks]) => ({
    address,
    title,
    year,
    marks: marks || [],
    folded: fold(`${title} ${year || ""} ${rest}`),
  }));
  const input = form.querySelector("input");
  const choice = choiceOfMarks(papers);
  const answer = () => {
    const mark = choice ? choice.value : "";
    const found = search(papers, input.value, mark);
    const results = found.slice(0, MOST_RESULTS);
    form.querySelector("#results").replaceChildren(...results.map(shown));
    form.querySelector("#found").textContent = !input.value.trim() && !mark
      ? ""
      : found.length > results.length
        ? `${found.length} papers, the first ${results.length} are shown`
        : `${found.length} ${found.length === 1 ? "paper" : "papers"}`;
  };
  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  input.addEventListener("input", answer);
  if (!choice) return;
  const label = document.createElement("label");
  label.append("Marked ", choice);
  input.after(" ", label);
  choice.addEventListener("change", answer);
}

// ---------------------------------------------------------------- sorting

function sortBy(table, column, ascending) {
  const body = table.tBodies[0];
  const key = (row) => row.cells[column].textContent.trim();
  const compare = new Intl.Collator("en", { numeric: true, sensitivity: "base" }).compare;
  const rows = [...body.rows].sort((a, b) => compare(key(a), key(b)) * (ascending ? 1 : -1));
  body.append(...rows);
}

function makeSortable(table) {
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const ascending = head.getAttribute("aria-sort") !== "ascending";
      for (const other of heads) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", ascending ? "ascending" : "descending");
      sortBy(table, column, ascending);
    });
  });
}

for (const table of document.querySelectorAll("table.sortable")) makeSortable(table);
const form = document.getElementById("search");
if (form && globalThis.kgPapers) startSearch(form);
