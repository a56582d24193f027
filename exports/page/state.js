// What the reader has chosen. It is all in the URL's hash, so that a view can be
// passed on, and every change can be undone.

const NO_FILTER = {
  from: "",
  to: "",
  venue: "",
  author: "",
  section: "",
  list: "",
  topic: "",
  dataset: "",
  mark: "",
  code: "",
  in: "",
  sources: "",
};
const FILTER_KEYS = Object.keys(NO_FILTER).filter((key) => key !== "from" && key !== "to");
const START = {
  focus: [],
  selected: -1,
  citation: -1,
  path: null,
  show: "both",
  main: true,
  all: false,
  topics: false,
  filter: NO_FILTER,
};

let state = { ...START };
const before = [];
const listeners = [];

const whenChanged = (listener) => listeners.push(listener);

// Change the state; `undoable: false` for what follows from a change, such as the hash.
function change(patch, { undoable = true } = {}) {
  const next = { ...state, ...patch };
  if (toHash(next) === toHash(state)) return;
  if (undoable) before.push(state);
  if (before.length > 200) before.shift();
  const past = state;
  state = next;
  writeHash();
  for (const listener of listeners) listener(past);
}

function undo() {
  if (!before.length) return;
  const past = before.pop();
  change(past, { undoable: false });
}

function toHash(s) {
  const hash = new URLSearchParams();
  for (const p of s.focus) hash.append("paper", P.id[p]);
  if (s.selected >= 0 && !s.focus.includes(s.selected)) hash.set("selected", P.id[s.selected]);
  if (s.citation >= 0) {
    hash.set("citing", P.id[P.citing[s.citation]]);
    hash.set("cited", P.id[P.cited[s.citation]]);
  }
  if (s.path) {
    hash.set("path", P.id[s.path[0]]);
    hash.set("to", P.id[s.path[1]]);
  }
  if (s.show !== "both") hash.set("show", s.show);
  if (!s.main) hash.set("main", "0");
  if (s.all) hash.set("all", "1");
  if (s.topics) hash.set("colour", "topic");
  if (s.filter.from || s.filter.to) hash.set("years", `${s.filter.from}-${s.filter.to}`);
  for (const key of FILTER_KEYS) {
    if (s.filter[key]) hash.set(key, s.filter[key]);
  }
  return hash.toString();
}

function fromHash(text) {
  const hash = new URLSearchParams(text.replace(/^#/, ""));
  const paper = (key) => numberOf.get(hash.get(key)) ?? -1;
  const s = { ...START, filter: { ...NO_FILTER } };
  s.focus = hash
    .getAll("paper")
    .map((id) => numberOf.get(id))
    .filter((p) => p !== undefined);
  s.selected = hash.has("selected") ? paper("selected") : s.focus.length ? s.focus[0] : -1;
  if (hash.has("citing"))
    s.citation =
      [...builds.arcs(Math.max(0, paper("citing")))].find(
        (e) => P.cited[e] === paper("cited") && P.citing[e] === paper("citing"),
      ) ?? -1;
  if (paper("path") >= 0 && paper("to") >= 0) s.path = [paper("path"), paper("to")];
  if (["ancestors", "descendants"].includes(hash.get("show"))) s.show = hash.get("show");
  s.main = hash.get("main") !== "0";
  s.all = hash.get("all") === "1";
  s.topics = hash.get("colour") === "topic";
  const years = /^(\d*)-(\d*)$/.exec(hash.get("years") || "");
  if (years) [, s.filter.from, s.filter.to] = years;
  for (const key of FILTER_KEYS) {
    s.filter[key] = hash.get(key) || "";
  }
  return s;
}

function writeHash() {
  const hash = toHash(state);
  try {
    history.replaceState(null, "", hash ? `#${hash}` : location.pathname + location.search);
  } catch {
    // A page shown inside another document has no address of its own.
  }
}

window.addEventListener("hashchange", () => change(fromHash(location.hash)));

const focusOn = (p) => change({ focus: [p], selected: p, citation: -1, path: null });
const reset = () =>
  change({ ...START, main: state.main, all: state.all, topics: state.topics });
const filtering = () => Object.values(state.filter).some(Boolean);

// The papers that pass the filter, or null when none is set.
function filtered() {
  if (!filtering()) return null;
  const f = state.filter;
  const venue = fold(f.venue);
  const author = fold(f.author);
  const section = NAMES.sections.indexOf(f.section);
  const list = NAMES.lists.indexOf(f.list);
  const topic = NAMES.topics.indexOf(f.topic);
  const dataset = NAMES.datasets.indexOf(f.dataset);
  const venues = venue && NAMES.venues.map((name) => fold(name).includes(venue));
  const authors = author && NAMES.authors.map((name) => fold(name).includes(author));
  const passed = [];
  for (let p = 0; p < N; p++) {
    if (f.from && !(P.year[p] >= Number(f.from) && P.year[p] !== null)) continue;
    if (f.to && !(P.year[p] <= Number(f.to) && P.year[p] !== null)) continue;
    if (venue && !venues[P.venue[p]]) continue;
    if (author && !P.authors[p].some((a) => authors[a])) continue;
    if (f.section && !P.sections[p].includes(section)) continue;
    if (f.list && !P.lists[p].includes(list)) continue;
    if (f.topic && P.topic[p] !== topic) continue;
    if (f.dataset && !P.datasets[p].includes(dataset)) continue;
    if (f.mark && !(P.more[p]?.marks || []).includes(f.mark)) continue;
    if (f.code && !P.code[p]) continue;
    if (f.in && (f.in === "list") !== Boolean(P.listed[p])) continue;
    if (f.sources && ![...builds.arcs(p), ...led.arcs(p)].some(isAsserted)) continue;
    passed.push(p);
  }
  return passed;
}

// Whether as many services assert a citation as the filter asks for.
const isAsserted = (e) => sourcesOf(e).length >= Number(state.filter.sources);

// Letters without case and accents, as a reader types them.
const fold = (text) =>
  text
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]/g, "")
    .toLowerCase()
    .trim();
