// The upper part of the panel: the overview, or the paper, citation or path chosen.

const detailsBox = byId("details");
const overviewBox = byId("overview");

// An element; children are text or elements, never markup.
function el(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(properties)) {
    if (key === "on")
      for (const [type, listener] of Object.entries(value)) node.addEventListener(type, listener);
    else if (key in node && !key.startsWith("aria")) node[key] = value;
    else node.setAttribute(key, value);
  }
  node.append(
    ...children.flat().filter((child) => child !== null && child !== undefined && child !== ""),
  );
  return node;
}

// A link to the outside; anything but http and https stays text.
function out(url, words) {
  let parsed = null;
  try {
    parsed = new URL(url);
  } catch {
    // Not a URL: text.
  }
  if (!parsed || !["http:", "https:"].includes(parsed.protocol)) return el("span", {}, words);
  return el("a", { href: parsed.href, target: "_blank", rel: "noopener noreferrer" }, words);
}

const button = (words, listener, properties = {}) =>
  el("button", { type: "button", on: { click: listener }, ...properties }, words);

// A paper in a list of the panel; the panel listens for all of them.
function paperRow(p, extra) {
  return el(
    "li",
    {},
    el(
      "button",
      {
        type: "button",
        className: inList(p) ? "paper" : "paper other",
        "data-paper": p,
      },
      el("span", { className: "year" }, yearOf(p)),
      el("span", { className: "name" }, P.title[p]),
    ),
    extra || null,
  );
}

byId("panel").addEventListener("click", (event) => {
  const row = targetOf(event).closest("[data-paper]");
  if (row) choose(Number(row.dataset.paper));
});

function manyRows(papers, most, extra) {
  const list = el(
    "ol",
    { className: "rows" },
    papers.slice(0, most).map((p) => paperRow(p, extra && extra(p))),
  );
  if (papers.length <= most) return list;
  const more = button(
    `Show ${(papers.length - most).toLocaleString("en")} more`,
    () => {
      list.append(...papers.slice(most, most + 500).map((p) => paperRow(p, extra && extra(p))));
      if (papers.length > most + 500)
        more.replaceWith(
          el(
            "p",
            { className: "note" },
            "Focus this paper: the list below then holds all of them.",
          ),
        );
      else more.remove();
    },
    { className: "more" },
  );
  return el("div", {}, list, more);
}

function showAbout() {
  const about = byId("about");
  const held = about.contains(document.activeElement);
  const chosen = whatIsChosen();
  overviewBox.hidden = Boolean(chosen);
  detailsBox.hidden = !chosen;
  if (chosen) detailsBox.replaceChildren(...chosen.filter(Boolean));
  // The button that was pressed is gone: who came here by keyboard stays here.
  if (held) about.focus({ preventScroll: true });
}

function whatIsChosen() {
  if (state.path) return pathDetails();
  if (state.citation >= 0) return citationDetails(state.citation);
  return state.selected >= 0 ? paperDetails(state.selected) : null;
}

const citationOf = (u, v) => builds.arcs(v)[builds.of(v).indexOf(u)];

// In how many of the runs that leave out one reference list each a citation stays on the main
// path; nothing where it is not on it, or where that is not known.
function runsOf(e) {
  const kept = PAGE.main.kept[mainArcs.get(P.cited[e] * N + P.citing[e])];
  return kept === undefined ? "" : `in ${kept} of ${counted(PAGE.main.runs, "run")}`;
}

const back = () => button("← Overview", reset, { className: "back" });

function paperDetails(p) {
  const more = P.more[p] || {};
  const builtOn = [...builds.of(p)].sort(byRank);
  const ledTo = [...led.of(p)].sort(byRank);
  return [
    back(),
    el("h2", {}, P.title[p]),
    authorsLine(p),
    el("p", { className: "meta" }, published(p, more)),
    more.marks ? el("p", { className: "meta" }, `Marked: ${more.marks.join(", ")}`) : null,
    more.note ? el("p", { className: "note" }, more.note) : null,
    P.topic[p] < 0 ? null : el("p", { className: "meta" }, `Topic: ${NAMES.topics[P.topic[p]]}`),
    el(
      "p",
      { className: `look look-${P.state[p]}` },
      stateWords(p) +
        (P.state[p] === 2
          ? "."
          : P.state[p] === 1
            ? ": it builds on more than is shown."
            : ": what it builds on is not known."),
    ),
    el(
      "p",
      { className: "actions" },
      button("Ancestors", () =>
        change({ focus: [p], selected: p, show: "ancestors", path: null, citation: -1 }),
      ),
      button("Descendants", () =>
        change({ focus: [p], selected: p, show: "descendants", path: null, citation: -1 }),
      ),
      button("Path to…", () => pick(p)),
    ),
    P.links[p].length
      ? el(
          "p",
          { className: "links" },
          P.links[p].map(([name, url]) => out(url, name)),
        )
      : null,
    more.tldr ? el("p", { className: "tldr" }, more.tldr) : null,
    more.abstract
      ? el("details", {}, el("summary", {}, "Abstract"), el("p", {}, more.abstract))
      : null,
    el(
      "h3",
      {},
      `Builds on (${builtOn.length.toLocaleString("en")}${P.state[p] === 2 ? "" : " known"})`,
    ),
    builtOn.length
      ? manyRows(builtOn, 12, (q) => citationNote(citationOf(q, p)))
      : el("p", { className: "note" }, P.state[p] === 2 ? "Nothing in this graph." : "Not known."),
    el("h3", {}, `Led to (${ledTo.length.toLocaleString("en")})`),
    ledTo.length
      ? manyRows(ledTo, 12, (q) => citationNote(citationOf(p, q)))
      : el("p", { className: "note" }, "No known citation in this graph."),
    ...codeLines(more),
    ...datasetLines(more),
    ...entryLines(more),
  ];
}

function authorsLine(p) {
  const names = authorsOf(p);
  if (!names.length) return null;
  const line = el("p", { className: "authors" }, names.slice(0, 12).join(", "));
  if (names.length > 12) {
    line.append(
      ", ",
      button(
        `and ${names.length - 12} more`,
        (event) => {
          targetOf(event).replaceWith(names.slice(12).join(", "));
        },
        { className: "inline" },
      ),
    );
  }
  return line;
}

function published(p, more) {
  const where = [
    yearOf(p),
    venueOf(p),
    more.volume && `vol. ${more.volume}${more.issue ? `(${more.issue})` : ""}`,
    more.pages && `pp. ${more.pages}`,
    more.publisher,
  ];
  const world =
    P.count[p] === null
      ? ""
      : `cited ${P.count[p].toLocaleString("en")} times${more.counts_date ? ` (${more.counts_date})` : ""}`;
  return [...where, world].filter(Boolean).join(" · ");
}

function codeLines(more) {
  if (!more.code) return [];
  return [
    el("h3", {}, "Code"),
    el(
      "ul",
      {},
      more.code.map((code) =>
        el(
          "li",
          {},
          out(code.url, code.url.replace(/^https?:\/\//, "")),
          code.framework ? ` (${code.framework})` : "",
        ),
      ),
    ),
  ];
}

const HOW = {
  introduces: "introduces it",
  context: "a citing sentence says so",
  abstract: "the abstract says so",
  citation: "cites the paper that introduces it",
};

function datasetLines(more) {
  if (!more.datasets) return [];
  return [
    el("h3", {}, "Datasets"),
    el(
      "ul",
      {},
      more.datasets.map((dataset) =>
        el(
          "li",
          {},
          dataset.url ? out(dataset.url, dataset.name) : el("span", {}, dataset.name),
          el("span", { className: "note" }, ` ${HOW[dataset.how] || dataset.how}`),
          dataset.evidence.length
            ? el(
                "details",
                {},
                el("summary", {}, "evidence"),
                dataset.evidence.map((words) => el("blockquote", {}, words)),
              )
            : null,
        ),
      ),
    ),
  ];
}

function entryLines(more) {
  if (!more.entries) return [];
  return [
    el("h3", {}, "In the list"),
    el(
      "ul",
      {},
      more.entries.map((entry) =>
        el(
          "li",
          {},
          [
            NAMES.lists.length > 1 ? NAMES.lists[entry.list] : "",
            entry.section,
            entry.line ? `line ${entry.line}` : "",
          ]
            .filter(Boolean)
            .join(", "),
          el(
            "span",
            { className: "note" },
            ` ${entry.confidence === "none" ? "not matched" : `${entry.confidence}, by ${entry.matched_by}`}${entry.evidence ? `: ${entry.evidence}` : ""}`,
          ),
        ),
      ),
    ),
  ];
}

function citationNote(e) {
  const said = P.citation[e] || {};
  const runs = runsOf(e);
  if (!(said.contexts || said.intents || said.influential || runs)) return null;
  const words = [
    said.influential ? "influential" : "",
    ...(said.intents || []),
    runs && `main path ${runs}`,
  ]
    .filter(Boolean)
    .join(", ");
  return button(words || "why", () => change({ citation: e }), {
    className: "why",
    title: "What is said about this citation",
  });
}

function fragileNote(u, v) {
  if (!fragileArcs.has(u * N + v)) return null;
  const e = citationOf(u, v);
  return button(`dashed: holds ${runsOf(e)}`, () => change({ citation: e }), { className: "why" });
}

function citationDetails(e) {
  const [u, v] = [P.cited[e], P.citing[e]];
  const said = P.citation[e] || {};
  const intents = said.context_intents || [];
  const runs = runsOf(e);
  return [
    back(),
    el("h2", {}, "A citation"),
    el(
      "ol",
      { className: "rows" },
      paperRow(v),
      el("li", { className: "between" }, "cites"),
      paperRow(u),
    ),
    said.intents ? el("p", {}, `Intent: ${said.intents.join(", ")}.`) : null,
    runs ? el("p", {}, `On the main path ${runs}, each without one reference list.`) : null,
    sourcesOf(e).length
      ? el("p", {}, `Asserted by ${counted(sourcesOf(e).length, "service")}: ${sourcesOf(e).join(", ")}.`)
      : null,
    said.influential ? el("p", {}, "Semantic Scholar counts it as influential.") : null,
    ...(said.contexts || []).map((words, i) =>
      el("blockquote", {}, words, intents[i] ? el("cite", {}, intents[i]) : null),
    ),
    said.more_contexts
      ? el(
          "p",
          { className: "note" },
          `${counted(said.more_contexts, "more sentence")} in the graph.`,
        )
      : null,
    ...(said.evidence || []).map((words) => el("p", { className: "note" }, `Evidence: ${words}`)),
    said.contexts ? null : el("p", { className: "note" }, "No citing sentence is known."),
  ];
}

function pathDetails() {
  const way = chain(...state.path);
  const [a, b] = state.path;
  if (!way) {
    return [
      back(),
      el("h2", {}, "No path"),
      el("ol", { className: "rows" }, paperRow(a), paperRow(b)),
      el(
        "p",
        {},
        "No chain of citations leads from one to the other in this graph. Reference lists that are not known may hold one.",
      ),
    ];
  }
  return [
    back(),
    el("h2", {}, `Path of ${counted(way.length, "citation")}`),
    el(
      "p",
      { className: "note" },
      `From ${P.label[way.from]} to ${P.label[way.to]}, the older first; every shortest chain.`,
    ),
    el(
      "ol",
      { className: "rows steps" },
      way.papers.map((p) => paperRow(p)),
    ),
  ];
}

// One step of the main path: a paper, or a citation cycle with its papers.
function stepRow(step, before) {
  if (step.length === 1) return paperRow(step[0], before ? fragileNote(before.at(-1), step[0]) : null);
  return el(
    "li",
    { className: "cycle" },
    el("p", { className: "note" }, `One step: ${step.length} papers that build on each other`),
    el(
      "ul",
      { className: "rows" },
      step.map((p) => paperRow(p)),
    ),
  );
}

function showOverview() {
  const box = byId("main-path");
  if (PAGE.main.papers.length) {
    const ties = PAGE.main.papers.filter((p) => !onSpine.has(p));
    box.append(
      el("h3", { className: "main-head" }, "Main path"),
      el(
        "ol",
        { className: "rows" },
        PAGE.main.steps.map((step, i) => stepRow(step, PAGE.main.steps[i - 1])),
      ),
    );
    if (ties.length)
      box.append(
        el(
          "details",
          {},
          el("summary", {}, `${counted(ties.length, "paper")} more that tie with these`),
          manyRows(ties, 60),
        ),
      );
  }
  if (PAGE.main.words) box.append(el("p", { className: "note" }, PAGE.main.words));
  const sources = byId("sources");
  if (PAGE.sources.length) {
    sources.append(
      el(
        "p",
        { className: "note" },
        "Data: ",
        PAGE.sources.flatMap(([name, url, date], i) => [
          i ? ", " : "",
          url ? out(url, name) : name,
          date ? ` (${date})` : "",
        ]),
      ),
    );
  }
}
