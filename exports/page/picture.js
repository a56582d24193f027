// What is painted: bands and years, citations, papers, and the labels that have room.

const HEAD = 28; // height of the strip of years
const measure = document.createElement("canvas").getContext("2d");

const DASH = [6, 6]; // of the main path, where it is fragile

let hovered = -1;
let labels = []; // {p, words, x, y, w, h} relative to the place of the world's origin
let labelsFor = ""; // what they were placed for
let labelVersion = 0;

function paintBands(pen, v) {
  pen.rect(0, 0, v.w, v.h, { fill: paints.ground });
  PAGE.columns.forEach((c, i) => {
    const x = v.x + (c.x - 4) * v.scale;
    if (i % 2 === 0) pen.rect(x, 0, c.width * v.scale, v.h, { fill: paints.band });
    if (c.gap)
      pen.curve([x, 0, x, v.h / 3, x, (2 * v.h) / 3, x, v.h], {
        stroke: paints.faint,
        width: 1,
        alpha: 0.6,
        dash: [2, 5],
      });
  });
}

function paintYears(pen, v) {
  pen.rect(0, 0, v.w, HEAD, { fill: paints.ground, alpha: 0.94 });
  pen.rect(0, HEAD - 1, v.w, 1, { fill: paints.line });
  let free = -1e9;
  PAGE.columns.forEach((c) => {
    const wide = c.width * v.scale;
    const x = v.x + (c.x - 4) * v.scale;
    const words = yearWords(c, wide);
    measure.font = `600 12px ${FONT}`;
    const half = measure.measureText(words).width / 2;
    const middle = x + wide / 2;
    if (middle - half < free + 6) return;
    free = middle + half;
    pen.text(middle, HEAD / 2, words, {
      fill: c.first === c.last ? paints.ink : paints.soft,
      font: `600 12px ${FONT}`,
      anchor: "center",
    });
  });
}

function yearWords(column, wide) {
  if (column.first === null) return wide > 70 ? "no year" : "?";
  if (column.first === column.last)
    return wide > 34 ? String(column.first) : `’${String(column.first).slice(2)}`;
  const same = Math.floor(column.first / 100) === Math.floor(column.last / 100);
  if (wide < 60) return `’${String(column.first).slice(2)}–${String(column.last).slice(2)}`;
  return `${column.first}–${same ? String(column.last).slice(2) : column.last}`;
}

// The curve of a citation, from the cited to the citing paper, in CSS pixels.
function curveOf(v, [u, w]) {
  const [x1, y1, x2, y2] = [onX(v, u), onY(v, u), onX(v, w), onY(v, w)];
  const dx = x2 - x1;
  if (Y[u] === 0 && Y[w] === 0 && between(u, w)) {
    const rise = Math.min(90, 16 + 0.09 * Math.abs(dx)) * Math.max(0.6, v.scale);
    return [x1, y1, x1 + dx * 0.2, y1 - rise, x2 - dx * 0.2, y2 - rise, x2, y2];
  }
  if (Math.abs(dx) < 6) {
    const out = 18 * v.scale + Math.abs(y2 - y1) * 0.14;
    return [x1, y1, x1 - out, y1, x2 - out, y2, x2, y2];
  }
  const pull = dx > 0 ? dx * 0.46 : Math.max(40 * v.scale, -dx * 0.4);
  return [x1, y1, x1 + pull, y1, x2 - pull, y2, x2, y2];
}

// Is another paper on the axis between these two?
const between = (u, w) =>
  scene.drawn.some((p) => Y[p] === 0 && X[p] > Math.min(X[u], X[w]) && X[p] < Math.max(X[u], X[w]));

// Inside a citation cycle that the spine passes, every citation is part of the step.
const isInStep = ([u, v]) => stepOf.has(u) && stepOf.get(u) === stepOf.get(v);
const isMain = (arc) => state.main && (mainArcs.has(arc[0] * N + arc[1]) || isInStep(arc));
const isFragile = (arc) => isMain(arc) && fragileArcs.has(arc[0] * N + arc[1]);
const isSpine = (arc) => isInStep(arc) || stepOf.get(arc[1]) - stepOf.get(arc[0]) === 1;
const isLit = (p) => !scene.lit || scene.lit.has(p);

function styleOf(arc, v) {
  const k = Math.min(1.4, Math.max(0.8, v.scale));
  if (arc[2] === state.citation) return { stroke: paints.accent, width: 3 * k };
  const lit = isLit(arc[0]) && isLit(arc[1]);
  if (!lit) return { stroke: paints.edge, width: 1, alpha: isMain(arc) ? 0 : 0.1 };
  if (scene.way)
    return scene.onWay(arc)
      ? { stroke: paints.up, width: 2.2 * k }
      : { stroke: paints.edge, width: 1, alpha: 0.25 };
  if (scene.focus) {
    const { up, down } = scene.focus;
    if (up && up[arc[0]] >= 0 && up[arc[1]] >= 0)
      return { stroke: paints.up, width: 1.6 * k, alpha: 0.85 };
    if (down && down[arc[0]] >= 0 && down[arc[1]] >= 0)
      return { stroke: paints.down, width: 1.6 * k, alpha: 0.85 };
    return { stroke: paints.edge, width: 1, alpha: 0.25 };
  }
  const within = inList(arc[0]) && inList(arc[1]);
  return { stroke: paints.edge, width: (within ? 1.3 : 0.9) * k, alpha: within ? 0.62 : 0.3 };
}

function paintCitations(pen, v) {
  const main = [];
  const late = [];
  for (const arc of scene.arcs) {
    const style = styleOf(arc, v);
    if (isMain(arc)) main.push([arc, style]);
    if (arc[2] === state.citation) late.push([arc, style]);
    else if (!isMain(arc) || style.stroke !== paints.edge) pen.curve(curveOf(v, arc), style);
  }
  // What ties with the spine is part of the main path, but not the first thing to see.
  main.sort(([a], [b]) => Number(isSpine(a)) - Number(isSpine(b)));
  for (const [arc] of main) {
    const dim = scene.lit && !(isLit(arc[0]) && isLit(arc[1]));
    const fragile = isFragile(arc);
    if (!isSpine(arc)) {
      if (styleOf(arc, v).stroke === paints.edge)
        pen.curve(curveOf(v, arc), {
          stroke: paints.main,
          width: 1,
          alpha: dim ? 0.1 : 0.42,
          dash: fragile ? [4, 4] : undefined,
        });
      continue;
    }
    pen.curve(curveOf(v, arc), {
      stroke: paints.main,
      width: 11 * Math.max(0.7, Math.min(1.3, v.scale)),
      alpha: dim ? 0.07 : 0.17,
    });
    pen.curve(curveOf(v, arc), {
      stroke: paints.main,
      width: 2.4,
      alpha: dim ? 0.3 : 0.95,
      dash: fragile ? DASH : undefined,
    });
  }
  for (const [arc, style] of late) pen.curve(curveOf(v, arc), style);
}

// Full: the reference list is complete; half: partly known; ring: unknown or withheld.
function paintPaper(pen, v, p) {
  const [x, y] = [onX(v, p), onY(v, p)];
  const r = size(p) * zoomed(v.scale);
  const alpha = isLit(p) ? 1 : 0.16;
  const colour = colourOf(p);
  const width = inList(p) ? 1.8 : 1.2;
  if (isLit(p)) pen.disc(x, y, r + 2, { fill: paints.ground });
  if (p === state.selected || state.focus.includes(p))
    pen.disc(x, y, r + 5, { stroke: paints.ink, width: 2 });
  if (p === hovered) pen.disc(x, y, r + 4, { fill: paints.accent, alpha: 0.22 });
  paintLook(pen, x, y, r, P.state[p], colour, width, alpha);
}

function paintLook(pen, x, y, r, look, colour, width, alpha) {
  pen.disc(x, y, r, { fill: paints.ground, alpha });
  if (look === 2) pen.disc(x, y, r, { fill: colour, alpha });
  if (look === 1) pen.disc(x, y, r, { fill: colour, alpha, half: true });
  if (look === 0) pen.disc(x, y, r - width / 2, { fill: colour, alpha: alpha * 0.16 });
  pen.disc(x, y, r - width / 2, { stroke: colour, width, alpha });
}

// ------------------------------------------------------------------------------ labels

const TALL = 15;
const strong = (p) =>
  p === state.selected || state.focus.includes(p) || (state.main && onSpine.has(p));
const fontOf = (p) => `${strong(p) ? 650 : inList(p) ? 500 : 400} ${inList(p) ? 12 : 11}px ${FONT}`;
const widths = new Map();

// A caption is an acronym or a surname and a year; where it is the beginning of a title
// it is cut, shorter where there is no room.
const cut = (words, most) =>
  words.length > most ? `${words.slice(0, most - 1).trimEnd()}…` : words;

function widthOf(p, words) {
  const font = fontOf(p);
  const key = `${font}|${words}`;
  if (!widths.has(key)) {
    measure.font = font;
    widths.set(key, measure.measureText(words).width);
  }
  return widths.get(key);
}

function importance(p) {
  if (p === hovered) return 0;
  if (p === state.selected || state.focus.includes(p)) return 1;
  if (state.main && onSpine.has(p)) return 2;
  return inList(p) ? 3 : 4;
}

// Labels keep their size when the picture grows; the important ones are placed first,
// and one that would touch another or a paper is left out.
function placeLabels(v) {
  const key = [v.scale, hovered, labelVersion].join();
  if (key === labelsFor) return labels;
  labelsFor = key;
  const papers = scene.drawn.filter((p) => isLit(p) || p === hovered);
  papers.sort((a, b) => importance(a) - importance(b) || byRank(a, b));
  const boxes = papers.map((p) => {
    const r = size(p) * zoomed(v.scale) + 1;
    return { p, x: X[p] * v.scale - r, y: Y[p] * v.scale - r, w: 2 * r, h: 2 * r };
  });
  labels = [];
  const [edge, end] = edges(v);
  for (const p of papers) {
    const inside = triesFor(p, v).filter(
      (box) => box.x > edge && box.x + box.w < end && !labels.some((other) => touch(box, other)),
    );
    const clear = (discs) =>
      inside.find((box) => !discs.some((disc) => disc.p !== p && touch(box, disc)));
    // The main path and the focus have their names even over papers that are not in the list.
    const free =
      clear(boxes) ||
      (importance(p) <= 2 &&
        clear(boxes.filter((disc) => inList(disc.p) || importance(disc.p) <= 2)));
    if (free) labels.push(free);
  }
  return labels;
}

// Between the left edge of the first column and a label's width after the last paper.
function edges(v) {
  if (!PAGE.columns.length) return [0, 0];
  const last = PAGE.columns[PAGE.columns.length - 1];
  const lastPapers = last.x + (last.width / last.steps) * (last.steps - 0.8);
  return [(PAGE.columns[0].x - 6) * v.scale, lastPapers * v.scale + 94];
}

// Where a label may stand, best first: right of the paper, or above or below it where
// the main path runs.
function triesFor(p, v) {
  const ringed = p === state.selected || state.focus.includes(p);
  const r = size(p) * zoomed(v.scale) + (ringed ? 8 : 3);
  const [x, y] = [X[p] * v.scale, Y[p] * v.scale];
  const at = (words, place) => {
    const w = widthOf(p, words) + 2;
    const [left, top] = place(w);
    return { p, words, x: left, y: top, w, h: TALL };
  };
  const right = () => [x + r, y - TALL / 2];
  const above = () => [x - 6, y - r - TALL];
  const below = () => [x - 6, y + r];
  const back = (w) => [x + 8 - w, y - r - TALL];
  const left = (w) => [x - r - w, y - TALL / 2];
  const words = cut(P.label[p], 26);
  const short = cut(P.label[p], 11);
  const axis = state.main && Y[p] === 0 && onSpine.has(p);
  if (axis)
    return [
      at(words, above),
      at(words, below),
      at(words, back),
      at(short, above),
      at(short, below),
    ];
  const tries = [
    at(words, right),
    at(words, above),
    at(words, below),
    at(words, left),
    at(words, back),
  ];
  if (short !== words) tries.splice(1, 0, at(cut(P.label[p], 16), right), at(short, right));
  return tries;
}

const touch = (a, b) => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;

// The labels that are in the window, in its CSS pixels.
function labelsIn(v) {
  return placeLabels(v)
    .map((box) => ({ ...box, x: box.x + v.x, y: box.y + v.y }))
    .filter((box) => box.x < v.w && box.x + box.w > 0 && box.y < v.h && box.y + box.h > HEAD);
}

function paintLabels(pen, v) {
  for (const box of labelsIn(v)) {
    pen.text(box.x + 1, box.y + TALL / 2, box.words, {
      fill:
        strong(box.p) || box.p === hovered ? paints.ink : inList(box.p) ? paints.ink : paints.soft,
      font: fontOf(box.p),
      halo: paints.ground,
    });
  }
}
