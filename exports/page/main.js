// Everything follows the state; this is where the parts are put together.

function follow() {
  newScene();
  redraw();
  showAbout();
  showRows();
  showControls();
  scrollPanel();
}

// Last, because it makes the browser lay out the page.
function scrollPanel() {
  byId("about").scrollTop = 0;
  scrollRows();
}

function showControls() {
  for (const segment of allOf("[data-show]"))
    segment.setAttribute("aria-pressed", String(segment.dataset.show === state.show));
  byId("main-button").setAttribute("aria-pressed", String(state.main));
  byId("main-button").hidden = !PAGE.main.papers.length;
  byId("all-button").setAttribute("aria-pressed", String(state.all));
  byId("topic-button").setAttribute("aria-pressed", String(state.topics));
  byId("topic-button").hidden = NAMES.topics.length < 2;
  byId("undo-button").disabled = !before.length;
  const set = Object.values(state.filter).filter(Boolean).length;
  byId("filter-count").textContent = set ? ` ${set}` : "";
  byId("status").textContent = sceneWords();
  fillFilters();
  showLegend();
}

const samples = new Map(); // by what they show: a canvas is dear, so each is made once

// The legend's samples are drawn with the same pen as the picture.
function sample(name, width, paint) {
  if (samples.has(name)) return samples.get(name);
  const ratio = window.devicePixelRatio || 1;
  const picture = el("canvas", {
    width: width * ratio,
    height: 14 * ratio,
    "aria-hidden": "true",
    className: width > 20 ? "sample wide" : "sample",
  });
  const ctx = picture.getContext("2d");
  ctx.scale(ratio, ratio);
  paint(canvasPen(ctx));
  samples.set(name, picture);
  return picture;
}

const key = (picture, words) => el("span", { className: "key" }, picture, words);
const disc = (colour, look, r = 5.5) =>
  sample([colour, look, r].join(), 14, (pen) => paintLook(pen, 7, 7, r, look, colour, 1.8, 1));

function showLegend() {
  const legend = byId("legend");
  const { key: facet, top, rest } = colouring();
  const colours = top.map((value, i) =>
    el(
      "button",
      {
        type: "button",
        className: "key",
        title: `Only ${value.name}`,
        "aria-pressed": String(state.filter[facet] === value.name),
        on: {
          click: () =>
            change({
              filter: {
                ...state.filter,
                [facet]: state.filter[facet] === value.name ? "" : value.name,
              },
            }),
        },
      },
      disc(paints.series[i], 2),
      cut(value.short, 30),
    ),
  );
  if (state.topics) colours.push(key(disc(paints.rest, 2), rest ? "other or no topic" : "no topic"));
  else if (rest || !top.length)
    colours.push(
      key(disc(paints.rest, 2), top.length ? `other ${facet}` : "paper"),
    );
  if (!state.topics && anyListed && P.listed.some((listed) => !listed))
    colours.push(key(disc(paints.other, 0, 4), "not in the list"));
  const looks = [
    key(disc(paints.ink, 2), "references complete"),
    key(disc(paints.ink, 1), "partly known"),
    key(disc(paints.ink, 0), "unknown or withheld"),
  ];
  const line = (colour, wide, dash) =>
    sample([colour, wide, dash].join(), 30, (pen) => {
      if (wide) pen.curve([2, 7, 10, 7, 20, 7, 28, 7], { stroke: colour, width: 10, alpha: 0.17 });
      pen.curve([2, 7, 10, 7, 20, 7, 28, 7], { stroke: colour, width: 2.4, dash });
    });
  if (PAGE.main.papers.length && state.main) looks.push(key(line(paints.main, true), "main path"));
  if (scene.arcs.some(isFragile))
    looks.push(key(line(paints.main, true, DASH), "dashed: depends on a single reference list"));
  if (scene.focus || scene.way) looks.push(key(line(paints.up), scene.way ? "path" : "builds on"));
  if (scene.focus) looks.push(key(line(paints.down), "led to"));
  looks.push(el("span", { className: "key soft" }, "larger: cited more often here"));
  if (PAGE.columns.some((c) => c.gap))
    looks.push(
      key(
        sample(`gap ${paints.faint}`, 14, (pen) =>
          pen.curve([7, 0, 7, 5, 7, 9, 7, 14], { stroke: paints.faint, width: 1, dash: [2, 4] }),
        ),
        "years left out",
      ),
    );
  /** @type {any} */
  const active = document.activeElement;
  const held = legend.contains(active) ? active.title : "";
  legend.replaceChildren(el("div", {}, colours), el("div", {}, looks));
  const again = [...legend.querySelectorAll("button")].find((one) => held && one.title === held);
  if (again) again.focus();
}

whenChanged((past) => {
  // What only the details show needs no new scene.
  const same = ["focus", "path", "filter", "show", "main", "all", "citation"].every(
    (name) => past[name] === state[name],
  );
  const sameRows = ["focus", "path", "filter", "show"].every((name) => past[name] === state[name]);
  if (!same) {
    newScene();
    redraw();
  } else {
    paintSoon();
  }
  showAbout();
  if (sameRows) markRow();
  else showRows();
  showControls();
  scrollPanel();
  if (state.selected >= 0 && state.selected !== past.selected) {
    const p = state.selected;
    showPaper(p);
    say(
      `${P.title[p]}, ${yearOf(p)}. Builds on ${builds.count(p)}, led to ${led.count(p)}. ${stateWords(p)}.`,
    );
  }
});

const pixels = () => {
  const box = board.getBoundingClientRect();
  return { x: box.left, y: box.top, v: view() };
};

// For tests, and for people who embed the page. Ids are Paper.id, boxes CSS pixels of
// the window.
window.kgPage = {
  drawn: () => scene.drawn.map((p) => P.id[p]),
  citations: () => scene.arcs.map(([u, v]) => [P.id[u], P.id[v]]),
  fragile: () => scene.arcs.filter(isFragile).map(([u, v]) => [P.id[u], P.id[v]]),
  labels() {
    const at = pixels();
    return labelsIn(at.v).map(({ p, x, y, w, h }) => ({
      id: P.id[p],
      x: at.x + x,
      y: at.y + y,
      w,
      h,
    }));
  },
  colours: () => Object.fromEntries(scene.drawn.map((p) => [P.id[p], colourOf(p)])),
  topics: () =>
    Object.fromEntries(
      P.id.map((id, p) => [id, P.topic[p] < 0 ? null : NAMES.topics[P.topic[p]]]),
    ),
  passed: () => scene.passed && scene.passed.map((p) => P.id[p]),
  focus(id, side = "both") {
    const p = numberOf.get(id);
    if (p === undefined || !["ancestors", "descendants", "both"].includes(side)) return [];
    change({ focus: [p], selected: p, citation: -1, path: null, show: side });
    return scene.focus.papers.map((q) => P.id[q]);
  },
  positions() {
    const at = pixels();
    return Object.fromEntries(
      scene.drawn.map((p) => [P.id[p], { x: at.x + onX(at.v, p), y: at.y + onY(at.v, p) }]),
    );
  },
};

state =
  location.hash.length > 1
    ? fromHash(location.hash)
    : { ...START, focus: PAGE.focus, selected: PAGE.focus.length ? PAGE.focus[0] : -1 };
showOverview();
follow();
fit();
if (state.selected >= 0) showPaper(state.selected);
