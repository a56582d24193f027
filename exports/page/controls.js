// Search, filter, buttons and keys.

const searchBox = byId("search");
const suggestions = byId("suggestions");
const filters = byId("filters");
const helpBox = byId("help");
const saveMenu = byId("save-menu");

let picking = -1; // the paper a path starts from, while its other end is asked for

// A paper was chosen, wherever it was clicked.
function choose(p) {
  if (picking >= 0 && p !== picking) {
    const from = picking;
    picking = -1;
    return change({ path: [from, p], focus: [], selected: -1, citation: -1 });
  }
  picking = -1;
  return focusOn(p);
}

function pick(p) {
  picking = p;
  say(
    `Path from ${P.label[p]}: choose the other paper in the picture, in the list or by searching.`,
  );
  byId("status").textContent =
    `Path from ${P.label[p]} to …: choose the other paper. Esc gives up.`;
  searchBox.focus();
}

const say = (words) => {
  byId("voice").textContent = words;
};

// -------------------------------------------------------------------------- search

let haystack = null;
let found = [];
let active = -1;

function hay() {
  haystack ||= P.title.map((title, p) =>
    fold([title, P.label[p], authorsOf(p).join(" "), venueOf(p), yearOf(p), P.id[p]].join(" ")),
  );
  return haystack;
}

// Every word has to occur; a caption or title that begins with the words comes first.
function search(text) {
  const words = fold(text).split(/\s+/).filter(Boolean);
  if (!words.length) return [];
  const whole = words.join(" ");
  const hits = [];
  hay().forEach((line, p) => {
    if (!words.every((word) => line.includes(word))) return;
    const starts = fold(P.label[p]).startsWith(whole) || line.startsWith(whole);
    hits.push([(starts ? 0 : 2) + (inList(p) ? 0 : 1), p]);
  });
  return hits.sort((a, b) => a[0] - b[0] || byRank(a[1], b[1])).map((hit) => hit[1]);
}

function suggest() {
  const all = search(searchBox.value);
  found = all.slice(0, 9);
  active = found.length ? 0 : -1;
  const rows = found.map((p, i) =>
    el(
      "li",
      {
        role: "option",
        id: `suggestion-${i}`,
        on: {
          mousedown: (event) => {
            event.preventDefault();
            take(i);
          },
        },
      },
      el("span", { className: "year" }, yearOf(p)),
      el("span", { className: "name" }, P.title[p]),
      el("span", { className: "by" }, [authorsOf(p)[0], venueOf(p)].filter(Boolean).join(" · ")),
    ),
  );
  if (all.length > found.length)
    rows.push(
      el(
        "li",
        { role: "presentation", className: "note" },
        `${(all.length - found.length).toLocaleString("en")} more: type another word`,
      ),
    );
  if (!all.length && searchBox.value.trim())
    rows.push(el("li", { role: "presentation", className: "note" }, "No paper has these words."));
  suggestions.replaceChildren(...rows);
  openSuggestions(rows.length > 0);
  markSuggestion();
}

function openSuggestions(open) {
  suggestions.hidden = !open;
  searchBox.setAttribute("aria-expanded", String(open));
  if (!open) searchBox.removeAttribute("aria-activedescendant");
}

function markSuggestion() {
  found.forEach((_, i) =>
    byId(`suggestion-${i}`).setAttribute("aria-selected", String(i === active)),
  );
  if (active >= 0) searchBox.setAttribute("aria-activedescendant", `suggestion-${active}`);
}

function take(i) {
  const p = found[i];
  openSuggestions(false);
  searchBox.value = "";
  searchBox.blur();
  choose(p);
}

searchBox.addEventListener("input", suggest);
searchBox.addEventListener("focus", () => (searchBox.value ? suggest() : hay()));
searchBox.addEventListener("blur", () => openSuggestions(false));
searchBox.addEventListener("keydown", (event) => {
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    if (found.length)
      active = (active + (event.key === "ArrowDown" ? 1 : -1) + found.length) % found.length;
    markSuggestion();
  } else if (event.key === "Enter" && active >= 0) {
    event.preventDefault();
    take(active);
  } else if (event.key === "Escape") {
    event.stopPropagation();
    searchBox.value = "";
    searchBox.blur();
    if (picking >= 0) {
      picking = -1;
      follow();
    }
  }
});

// -------------------------------------------------------------------------- filter

function prepareFilters() {
  const fill = (facet, name, all) => {
    const label = filters.querySelector(`[data-facet="${facet}"]`);
    label.hidden = NAMES[facet].length < (facet === "lists" ? 2 : 1);
    filters.elements[name].replaceChildren(
      el("option", { value: "" }, all),
      ...NAMES[facet].map((value) => el("option", { value }, value)),
    );
  };
  fill("sections", "section", "all");
  fill("lists", "list", "all");
  fill("topics", "topic", "all");
  fill("datasets", "dataset", "any");
  fill("marks", "mark", "any");
  filters.querySelector('[data-facet="sources"]').hidden = mostSources < 2;
  filters.elements.sources.replaceChildren(
    el("option", { value: "" }, "any"),
    ...Array.from({ length: Math.max(0, mostSources - 1) }, (_, i) =>
      el("option", { value: String(i + 2) }, `at least ${i + 2} services`),
    ),
  );
  byId("venue-names").replaceChildren(
    ...mostOften(
      P.venue.filter((v) => v >= 0),
      NAMES.venues,
    ),
  );
  byId("author-names").replaceChildren(...mostOften(P.authors.flat(), NAMES.authors));
  const years = P.year.filter((year) => year !== null);
  for (const key of ["from", "to"]) {
    filters.elements[key].placeholder = String(
      years.reduce((a, b) => (key === "from" ? Math.min(a, b) : Math.max(a, b)), years[0] ?? 0),
    );
  }
}

// Suggestions for a field: the names that occur most often, not all 40,000.
function mostOften(values, names) {
  const count = new Map();
  for (const v of values) count.set(v, (count.get(v) || 0) + 1);
  return [...count]
    .sort((a, b) => b[1] - a[1] || a[0] - b[0])
    .slice(0, 200)
    .map(([v]) => el("option", { value: names[v] }));
}

let prepared = false;

function openFilters(open) {
  if (open && !prepared) {
    prepareFilters();
    prepared = true;
    fillFilters();
  }
  filters.hidden = !open;
  byId("filter-button").setAttribute("aria-expanded", String(open));
  if (open) filters.elements.from.focus();
}

function fillFilters() {
  if (!prepared) return;
  for (const key of Object.keys(NO_FILTER)) {
    if (filters.elements[key].value !== state.filter[key])
      filters.elements[key].value = state.filter[key];
  }
}

function readFilters() {
  const filter = {};
  for (const key of Object.keys(NO_FILTER)) filter[key] = filters.elements[key].value.trim();
  change({ filter });
}

let typing = 0;
filters.addEventListener("input", (event) => {
  clearTimeout(typing);
  typing = setTimeout(readFilters, targetOf(event).tagName === "SELECT" ? 0 : 180);
});
filters.addEventListener("submit", (event) => {
  event.preventDefault();
  readFilters();
});
filters.addEventListener("reset", () => change({ filter: { ...NO_FILTER } }));
byId("filter-button").addEventListener("click", () => openFilters(filters.hidden));

// ------------------------------------------------------------------------- buttons

for (const segment of allOf("[data-show]")) {
  segment.addEventListener("click", () => show(segment.dataset.show));
}
const show = (side) => change({ show: side });
byId("main-button").addEventListener("click", () => change({ main: !state.main }));
byId("all-button").addEventListener("click", () => change({ all: !state.all }));
const showTopics = () => NAMES.topics.length > 1 && change({ topics: !state.topics });
byId("topic-button").addEventListener("click", showTopics);
byId("undo-button").addEventListener("click", undo);
byId("reset-button").addEventListener("click", resetAll);
byId("zoom").addEventListener("click", (event) => zoomTo(targetOf(event).dataset.zoom));

function zoomTo(how) {
  if (how === "in") zoomBy(1.3);
  if (how === "out") zoomBy(1 / 1.3);
  if (how === "fit") {
    moved = false;
    fit(scene.drawn, true);
  }
}

function resetAll() {
  picking = -1;
  openMenu(false);
  openHelp(false);
  reset();
  moved = false;
  follow();
  fit(scene.drawn, true);
}

function openMenu(open) {
  saveMenu.hidden = !open;
  byId("save-button").setAttribute("aria-expanded", String(open));
}
byId("save-button").addEventListener("click", () => openMenu(saveMenu.hidden));
document.addEventListener("click", (event) => {
  if (!saveMenu.hidden && !targetOf(event).closest(".menu")) openMenu(false);
});
saveMenu.addEventListener("click", (event) => {
  const how = targetOf(event).dataset.save;
  if (!how) return;
  openMenu(false);
  save(how);
});

function openHelp(open) {
  helpBox.hidden = !open;
  byId("help-button").setAttribute("aria-expanded", String(open));
  if (open) byId("help-close").focus();
}
byId("help-button").addEventListener("click", () => openHelp(helpBox.hidden));
byId("help-close").addEventListener("click", () => {
  openHelp(false);
  byId("help-button").focus();
});

const darkness = matchMedia("(prefers-color-scheme: dark)");
byId("theme-button").addEventListener("click", () => {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : darkness.matches;
  root.dataset.theme = dark ? "light" : "dark";
  repaint();
});
darkness.addEventListener("change", () => repaint());

function repaint() {
  readPaints();
  showLegend();
  paintSoon();
}

// Paper is white, also for who reads in the dark.
let themeOnScreen;
window.addEventListener("beforeprint", () => {
  themeOnScreen = document.documentElement.dataset.theme;
  document.documentElement.dataset.theme = "light";
  repaint();
  network.redraw();
});
window.addEventListener("afterprint", () => {
  if (themeOnScreen) document.documentElement.dataset.theme = themeOnScreen;
  else delete document.documentElement.dataset.theme;
  repaint();
});

// ---------------------------------------------------------------------------- keys

document.addEventListener("keydown", (event) => {
  const typingIn = targetOf(event).closest("input, select, textarea");
  if (event.key === "Escape") {
    if (typingIn) targetOf(event).blur();
    if (!helpBox.hidden) return openHelp(false);
    return saveMenu.hidden ? resetAll() : openMenu(false);
  }
  if (typingIn || event.altKey || event.metaKey) return undefined;
  if (event.ctrlKey) {
    if (event.key === "z") {
      event.preventDefault();
      undo();
    }
    return undefined;
  }
  const actions = {
    "/": () => searchBox.focus(),
    a: () => show("ancestors"),
    b: () => show("both"),
    d: () => show("descendants"),
    p: () => state.selected >= 0 && pick(state.selected),
    m: () => change({ main: !state.main }),
    c: () => change({ all: !state.all }),
    f: () => openFilters(filters.hidden),
    t: showTopics,
    u: undo,
    "+": () => zoomTo("in"),
    "=": () => zoomTo("in"),
    "-": () => zoomTo("out"),
    0: () => zoomTo("fit"),
    "?": () => openHelp(helpBox.hidden),
  };
  if (event.key.startsWith("Arrow") && !targetOf(event).closest("#panel, #help")) {
    event.preventDefault();
    walk(event.key);
  } else if (actions[event.key]) {
    event.preventDefault();
    actions[event.key]();
  }
  return undefined;
});

// Walk the lineage: to the most cited paper it builds on or that builds on it, or to
// the next paper above or below in the picture.
function walk(key) {
  const p = state.selected;
  if (p < 0) return N ? focusOn(spine[0] ?? PAGE.order[0]) : undefined;
  let next = null;
  if (key === "ArrowLeft") next = [...builds.of(p)].sort(byRank)[0];
  if (key === "ArrowRight") next = [...led.of(p)].sort(byRank)[0];
  if (key === "ArrowUp" || key === "ArrowDown") {
    const way = key === "ArrowDown" ? 1 : -1;
    const column = columnOf(P.year[p]);
    next = scene.drawn
      .filter((q) => q !== p && columnOf(P.year[q]) === column && (Y[q] - Y[p]) * way > 0)
      .sort((a, b) => Math.abs(Y[a] - Y[p]) - Math.abs(Y[b] - Y[p]))[0];
  }
  if (next === undefined || next === null) {
    return say(
      {
        ArrowLeft: "Nothing it builds on is known.",
        ArrowRight: "Nothing that builds on it is known.",
      }[key] || "No further paper here.",
    );
  }
  return focusOn(next);
}
