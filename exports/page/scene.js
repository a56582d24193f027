// Which papers are drawn, where, and which of their citations: all of it follows
// from the state.

const MOST_DRAWN = 300;
const MOST_ADDED = 60;
const AXIS_ROOM = 27;
const X = new Float64Array(N);
const Y = new Float64Array(N);
const base = PAGE.drawing.nodes.map((node) => {
  X[node.id] = node.x;
  Y[node.id] = node.y;
  return node.id;
});
const inBase = new Set(base);

let scene = null;

// drawn: papers; lit: those in focus and through the filter (null: all are); focus, way and
// passed: what the focus, the path and the filter hold; arcs: the citations drawn.
function newScene() {
  const focus = state.path ? null : state.focus.length ? focusOf(state.focus, state.show) : null;
  const way = state.path ? chain(...state.path) : null;
  const passed = filtered();
  let lit = focus ? focus.papers : state.path ? (way ? way.papers : [...state.path]) : null;
  if (passed) {
    const through = marks(passed);
    lit = lit ? lit.filter((p) => through[p] || state.focus.includes(p)) : passed;
  }
  const isIn = lit && marks(lit);
  const chosen = new Set(base);
  const wanted = lit ? mostWanted(isIn, focus) : [];
  const first = [
    ...state.focus,
    ...(state.path || []),
    state.selected,
    ...(state.citation < 0 ? [] : [P.citing[state.citation], P.cited[state.citation]]),
  ];
  const added = [];
  for (const p of [...first, ...(way ? way.papers : []), ...wanted]) {
    if (p < 0 || chosen.has(p)) continue;
    if (added.length >= MOST_ADDED || chosen.size >= MOST_DRAWN) break;
    chosen.add(p);
    added.push(p);
  }
  settle(added);
  const drawn = [...chosen].sort((a, b) => a - b);
  const between = arcsBetween(drawn).filter((arc) => isAsserted(arc[2]));
  const direct = new Set(state.focus);
  const steps = way && new Map(way.papers.map((p) => [p, way.steps[p]]));
  const onWay = (arc) => way && steps.get(arc[1]) === steps.get(arc[0]) + 1;
  const keep = (arc) =>
    arc[2] === state.citation || direct.has(arc[0]) || direct.has(arc[1]) || onWay(arc);
  const arcs = state.all ? between : reduced(drawn, between, keep);
  arcs.sort((a, b) => a[2] - b[2]);
  scene = { drawn, lit: lit && { size: lit.length, has: (p) => isIn[p] === 1 }, focus, way, onWay, passed, arcs };
  return scene;
}

function marks(papers) {
  const marked = new Uint8Array(N);
  for (const p of papers) marked[p] = 1;
  return marked;
}

// The papers to draw first: by importance, in a focus those cited or citing directly before
// the rest, and both sides in turns, lest the much cited ancients take all the room.
function mostWanted(isIn, focus) {
  if (!focus) return firstPapers((p) => isIn[p]);
  const sides = [focus.up, focus.down]
    .filter(Boolean)
    .map((distance) => [
      ...firstPapers((p) => isIn[p] && (distance[p] === 0 || distance[p] === 1)),
      ...firstPapers((p) => isIn[p] && distance[p] > 1),
    ]);
  const longest = Math.max(...sides.map((side) => side.length));
  const turns = [];
  for (let i = 0; i < longest; i++) {
    for (const side of sides) if (i < side.length) turns.push(side[i]);
  }
  return turns;
}

// The most important papers of a kind, as many as can matter for what is drawn.
function firstPapers(wanted) {
  const found = [];
  for (const p of PAGE.order) {
    if (found.length === MOST_DRAWN + MOST_ADDED) break;
    if (wanted(p)) found.push(p);
  }
  return found;
}

// Give papers that were not drawn a free place in their year, near what they cite
// and what cites them.
function settle(added) {
  if (!added.length) return;
  const taken = new Map();
  const occupy = (p) => {
    const key = Math.round(X[p]);
    if (!taken.has(key)) taken.set(key, []);
    taken.get(key).push(Y[p]);
  };
  base.forEach(occupy);
  const placed = new Set(base);
  const room = 19 * stretch;
  for (const p of added) {
    const near = [...builds.of(p), ...led.of(p)].filter((q) => placed.has(q));
    const wish = near.length ? near.reduce((sum, q) => sum + Y[q], 0) / near.length : 0;
    const column = columnOf(P.year[p]);
    let best = null;
    for (let step = 0; step < column.steps; step++) {
      const x = column.x + (column.width / column.steps) * (step + 0.2);
      const y = free(taken.get(Math.round(x)) || [], wish, room);
      const far = Math.abs(y - wish) + step;
      if (!best || far < best.far) best = { x, y, far };
    }
    X[p] = Math.round(best.x * 10) / 10;
    Y[p] = Math.round(best.y * 10) / 10;
    placed.add(p);
    occupy(p);
  }
}

function free(heights, wish, room) {
  for (let step = 0; ; step++) {
    const away = step * room * 0.5;
    for (const y of [wish + away, wish - away]) {
      if (Math.abs(y) >= AXIS_ROOM && heights.every((h) => Math.abs(h - y) >= room)) return y;
    }
  }
}

const columnOf = (year) =>
  PAGE.columns.find((c) =>
    year === null ? c.first === null : c.first !== null && c.first <= year && year <= c.last,
  );

// Say in words what is drawn and what is not.
function sceneWords() {
  const total = counted(N, "paper");
  const words = [];
  if (state.path) {
    words.push(
      scene.way
        ? `${counted(scene.way.length, "citation")} from ${P.label[scene.way.from]} to ${P.label[scene.way.to]}; ${counted(scene.way.papers.length, "paper")} on the shortest chains.`
        : `No chain of citations is known between ${P.label[state.path[0]]} and ${P.label[state.path[1]]}.`,
    );
  } else if (scene.focus) {
    const n = scene.focus.papers.length - state.focus.length;
    const names = state.focus.map((p) => P.label[p]).join(", ");
    const what = {
      ancestors: "what it builds on",
      descendants: "what came of it",
      both: "what it builds on and what came of it",
    }[state.show];
    words.push(
      n
        ? `${names}: ${what}, ${counted(n, "paper")}.`
        : `${names}: ${what} is not known in this graph.`,
    );
    if (!n) return words.join(" ");
  }
  if (scene.passed)
    words.push(
      `${counted(scene.passed.length, "paper")} of ${total} ${scene.passed.length === 1 ? "passes" : "pass"} the filter.`,
    );
  if (scene.lit) {
    const shown = scene.drawn.filter((p) => scene.lit.has(p)).length;
    const hidden = scene.lit.size - shown;
    words.push(
      hidden
        ? `${shown.toLocaleString("en")} drawn, ${hidden.toLocaleString("en")} more in the list.`
        : "All are drawn.",
    );
  } else {
    const hidden = N - scene.drawn.length;
    words.push(
      hidden
        ? `${scene.drawn.length.toLocaleString("en")} of ${total} drawn, ${hidden.toLocaleString("en")} more in the list.`
        : `All ${total} are drawn.`,
    );
  }
  return words.join(" ");
}
