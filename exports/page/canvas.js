// The drawing. vis-network owns the camera, the nodes and what is hit; bands, years,
// citations and labels are painted on its hooks. Everything is painted with a pen, in
// CSS pixels, so that the PNG and the SVG are the same picture.

const board = document.getElementById("canvas");
const tip = document.getElementById("tip");
const FONT = getComputedStyle(document.body).fontFamily;
const HEAD = 28; // height of the strip of years
const measure = document.createElement("canvas").getContext("2d");

let paints = {}; // colours, from the style sheet
let labels = []; // {p, x, y, w, h} relative to the place of the world's origin
let labelsFor = "";
let hovered = -1;
let stretch = 1;
let moved = false; // by the reader: then a resize keeps the camera

function readPaints() {
  const style = getComputedStyle(document.documentElement);
  const names = ["ground", "band", "ink", "soft", "faint", "line", "edge", "main", "up", "down", "accent", "other", "rest"];
  paints = Object.fromEntries(names.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
  paints.series = [1, 2, 3, 4, 5, 6].map((n) => style.getPropertyValue(`--series-${n}`).trim());
  labelsFor = "";
}

// ------------------------------------------------------------------ colours and looks

const colouring = chooseColouring();

// Colour by list when there are several, by section when sections say something other
// than a year, else by venue.
function chooseColouring() {
  const some = P.listed.some(Boolean);
  const of = (p) => !some || P.listed[p];
  const tally = (values) => {
    const count = new Map();
    for (let p = 0; p < N; p++) if (of(p)) for (const v of values(p)) count.set(v, (count.get(v) || 0) + 1);
    return [...count].sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([v]) => v);
  };
  const make = (key, names, values, short) => {
    const top = tally(values).slice(0, 6);
    const series = new Map(top.map((v, i) => [v, i]));
    return {
      key,
      top: top.map((v) => ({ name: names[v], short: short(names[v]) })),
      rest: tally(values).length > 6,
      series: (p) => {
        const v = values(p).find((value) => series.has(value));
        return v === undefined ? -1 : series.get(v);
      },
    };
  };
  const last = (name) => name.split(" › ").pop();
  const told = NAMES.sections.filter((name) => !/^\W*\d{4}\W*$/.test(last(name)));
  if (NAMES.lists.length > 1) return make("list", NAMES.lists, (p) => P.lists[p], (name) => name);
  if (told.length > 1) return make("section", NAMES.sections, (p) => P.sections[p], last);
  return make("venue", NAMES.venues, (p) => (P.venue[p] < 0 ? [] : [P.venue[p]]), (name) => name);
}

const anyListed = P.listed.some(Boolean);
const inList = (p) => !anyListed || Boolean(P.listed[p]);

function colourOf(p) {
  if (!inList(p)) return paints.other;
  const n = colouring.series(p);
  return n < 0 ? paints.rest : paints.series[n];
}

const size = (p) => (inList(p) ? Math.min(13, 5.2 + 1.8 * Math.sqrt(led.count(p))) : Math.min(8, 2.8 + 1.1 * Math.sqrt(led.count(p))));
const zoomed = (scale) => Math.min(1.5, Math.max(0.72, scale));

// ------------------------------------------------------------------------------- pens

function canvasPen(ctx) {
  return {
    rect(x, y, w, h, { fill, alpha = 1 }) {
      ctx.globalAlpha = alpha;
      ctx.fillStyle = fill;
      ctx.fillRect(x, y, w, h);
    },
    curve(c, { stroke, width, alpha = 1, dash }) {
      ctx.globalAlpha = alpha;
      ctx.strokeStyle = stroke;
      ctx.lineWidth = width;
      ctx.lineCap = "round";
      ctx.setLineDash(dash || []);
      ctx.beginPath();
      ctx.moveTo(c[0], c[1]);
      ctx.bezierCurveTo(c[2], c[3], c[4], c[5], c[6], c[7]);
      ctx.stroke();
      ctx.setLineDash([]);
    },
    disc(x, y, r, { fill, stroke, width = 0, alpha = 1, half = false }) {
      ctx.globalAlpha = alpha;
      ctx.beginPath();
      ctx.arc(x, y, r, half ? Math.PI / 2 : 0, half ? Math.PI * 1.5 : Math.PI * 2);
      if (fill) {
        ctx.fillStyle = fill;
        ctx.fill();
      }
      if (stroke) {
        ctx.strokeStyle = stroke;
        ctx.lineWidth = width;
        ctx.stroke();
      }
    },
    text(x, y, words, { fill, font, halo, alpha = 1, anchor = "left" }) {
      ctx.globalAlpha = alpha;
      ctx.font = font;
      ctx.textAlign = anchor;
      ctx.textBaseline = "middle";
      if (halo) {
        ctx.strokeStyle = halo;
        ctx.lineWidth = 3.5;
        ctx.lineJoin = "round";
        ctx.strokeText(words, x, y);
      }
      ctx.fillStyle = fill;
      ctx.fillText(words, x, y);
    },
  };
}

// ------------------------------------------------------------------------------- view

const nodesOf = (papers) => papers.map((p) => ({ id: p, x: X[p], y: Y[p] }));
const shown = new vis.DataSet(nodesOf(base));
readPaints();
const network = new vis.Network(board, { nodes: shown, edges: [] }, {
  ...PAGE.drawing.options,
  nodes: { shape: "custom", ctxRenderer: renderNode },
});

function view() {
  const at = network.getViewPosition();
  const scale = network.getScale();
  const w = board.clientWidth;
  const h = board.clientHeight;
  return { scale, w, h, x: w / 2 - at.x * scale, y: h / 2 - at.y * scale };
}
const onX = (v, p) => v.x + X[p] * v.scale;
const onY = (v, p) => v.y + Y[p] * v.scale;

// The view is asked for once a frame: asking makes the browser lay out the page.
let frame = null;

function inPixels(ctx, paint) {
  frame ||= view();
  const ratio = ctx.canvas.width / frame.w;
  ctx.save();
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  paint(canvasPen(ctx), frame);
  ctx.restore();
}

network.on("beforeDrawing", (ctx) => {
  frame = null;
  inPixels(ctx, (pen, v) => {
    paintBands(pen, v);
    paintCitations(pen, v);
  });
});
network.on("afterDrawing", (ctx) => inPixels(ctx, (pen, v) => {
  paintLabels(pen, v);
  paintYears(pen, v);
}));

function renderNode({ ctx, id }) {
  const scale = frame ? frame.scale : network.getScale();
  const r = (size(id) * zoomed(scale)) / scale;
  return {
    drawNode: () => inPixels(ctx, (pen, v) => paintPaper(pen, v, id)),
    nodeDimensions: { width: r * 2, height: r * 2 },
  };
}

// ---------------------------------------------------------------------------- painting

function paintBands(pen, v) {
  pen.rect(0, 0, v.w, v.h, { fill: paints.ground });
  PAGE.columns.forEach((c, i) => {
    const x = v.x + (c.x - 4) * v.scale;
    if (i % 2 === 0) pen.rect(x, 0, c.width * v.scale, v.h, { fill: paints.band });
    if (c.gap) pen.curve([x, 0, x, v.h / 3, x, (2 * v.h) / 3, x, v.h], { stroke: paints.faint, width: 1, alpha: 0.6, dash: [2, 5] });
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
    pen.text(middle, HEAD / 2, words, { fill: c.first === c.last ? paints.ink : paints.soft, font: `600 12px ${FONT}`, anchor: "center" });
  });
}

function yearWords(column, wide) {
  if (column.first === null) return wide > 70 ? "no year" : "?";
  if (column.first === column.last) return wide > 34 ? String(column.first) : `’${String(column.first).slice(2)}`;
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
const between = (u, w) => scene.drawn.some((p) => Y[p] === 0 && X[p] > Math.min(X[u], X[w]) && X[p] < Math.max(X[u], X[w]));

const isMain = (arc) => state.main && mainArcs.has(arc[0] * N + arc[1]);
const isSpine = (arc) => spineArcs.has(arc[0] * N + arc[1]);
const isLit = (p) => !scene.lit || scene.lit.has(p);

function styleOf(arc, v) {
  const k = Math.min(1.4, Math.max(0.8, v.scale));
  if (arc[2] === state.citation) return { stroke: paints.accent, width: 3 * k };
  const lit = isLit(arc[0]) && isLit(arc[1]);
  if (!lit) return { stroke: paints.edge, width: 1, alpha: isMain(arc) ? 0 : 0.1 };
  if (scene.way) return scene.onWay(arc) ? { stroke: paints.up, width: 2.2 * k } : { stroke: paints.edge, width: 1, alpha: 0.25 };
  if (scene.focus) {
    const { up, down } = scene.focus;
    if (up && up[arc[0]] >= 0 && up[arc[1]] >= 0) return { stroke: paints.up, width: 1.6 * k, alpha: 0.85 };
    if (down && down[arc[0]] >= 0 && down[arc[1]] >= 0) return { stroke: paints.down, width: 1.6 * k, alpha: 0.85 };
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
  main.sort(([a], [b]) => isSpine(a) - isSpine(b));
  for (const [arc] of main) {
    const dim = scene.lit && !(isLit(arc[0]) && isLit(arc[1]));
    if (!isSpine(arc)) {
      if (styleOf(arc, v).stroke === paints.edge) pen.curve(curveOf(v, arc), { stroke: paints.main, width: 1, alpha: dim ? 0.1 : 0.42 });
      continue;
    }
    pen.curve(curveOf(v, arc), { stroke: paints.main, width: 11 * Math.max(0.7, Math.min(1.3, v.scale)), alpha: dim ? 0.07 : 0.17 });
    pen.curve(curveOf(v, arc), { stroke: paints.main, width: 2.4, alpha: dim ? 0.3 : 0.95 });
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
  if (p === state.selected || state.focus.includes(p)) pen.disc(x, y, r + 5, { stroke: paints.ink, width: 2 });
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
const strong = (p) => p === state.selected || state.focus.includes(p) || (state.main && onSpine.has(p));
const fontOf = (p) => `${strong(p) ? 650 : inList(p) ? 500 : 400} ${inList(p) ? 12 : 11}px ${FONT}`;
const widths = new Map();

// A caption is an acronym or a surname and a year; where it is the beginning of a title
// it is cut, shorter where there is no room.
const cut = (words, most) => (words.length > most ? `${words.slice(0, most - 1).trimEnd()}…` : words);

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
  const edge = (PAGE.columns[0].x - 6) * v.scale;
  const lastColumn = PAGE.columns[PAGE.columns.length - 1];
  const end = (lastColumn.x + (lastColumn.width / lastColumn.steps) * (lastColumn.steps - 0.8)) * v.scale + 106;
  for (const p of papers) {
    const inside = triesFor(p, v).filter((box) => box.x > edge && box.x + box.w < end && !labels.some((other) => touch(box, other)));
    const clear = (discs) => inside.find((box) => !discs.some((disc) => disc.p !== p && touch(box, disc)));
    // The main path and the focus have their names even over papers that are not in the list.
    const free = clear(boxes) || (importance(p) <= 2 && clear(boxes.filter((disc) => inList(disc.p) || importance(disc.p) <= 2)));
    if (free) labels.push(free);
  }
  return labels;
}

// Where a label may stand, best first: right of the paper, or above or below it where
// the main path runs.
function triesFor(p, v) {
  const r = size(p) * zoomed(v.scale) + 3;
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
  if (axis) return [at(words, above), at(words, below), at(words, back), at(short, above), at(short, below)];
  const tries = [at(words, right), at(words, above), at(words, below), at(words, left), at(words, back)];
  if (short !== words) tries.splice(1, 0, at(cut(P.label[p], 16), right), at(short, right));
  return tries;
}

const touch = (a, b) => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;

let labelVersion = 0;

function paintLabels(pen, v) {
  for (const box of placeLabels(v)) {
    const [x, y] = [box.x + v.x, box.y + v.y];
    if (x > v.w || x + box.w < 0 || y > v.h || y + box.h < HEAD) continue;
    pen.text(x + 1, y + TALL / 2, box.words, {
      fill: strong(box.p) || box.p === hovered ? paints.ink : inList(box.p) ? paints.ink : paints.soft,
      font: fontOf(box.p),
      halo: paints.ground,
    });
  }
}

// ------------------------------------------------------------------------------ camera

function bounds(papers) {
  const xs = papers.map((p) => X[p]);
  const ys = papers.map((p) => Y[p]);
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}

// Show these papers, with room for the years above and a label on the right.
function fit(papers = scene.drawn, animate = false) {
  if (!papers.length || !board.clientWidth) return;
  const [x1, y1, x2, y2] = bounds(papers);
  const [w, h] = [board.clientWidth, board.clientHeight];
  const across = (w - 24 - 92) / Math.max(1, x2 - x1);
  const room = h - HEAD - 44;
  const down = room / Math.max(1, (y2 - y1) / stretch);
  const least = w < 640 ? 0.6 : 0.3;
  const scale = Math.max(least, Math.min(1.3, across, down));
  stretchTo(Math.min(2, Math.max(1, (down * 0.98) / scale)));
  // What does not fit is cut off on the left: the newest papers are seen first.
  const wide = (x2 - x1) * scale + 24 + 92;
  const left = wide > w ? w - wide + 24 : (w - wide) / 2 + 24;
  const [, top, , bottom] = bounds(papers);
  const position = { x: x1 + (w / 2 - left) / scale, y: (top + bottom) / 2 - (HEAD / 2 + 2) / scale };
  network.moveTo({ position, scale, animation: animate && !calm.matches ? { duration: 350, easingFunction: "easeInOutQuad" } : false });
}

// A tall window gives the rows more room: heights are stretched, widths are not.
function stretchTo(factor) {
  const by = factor / stretch;
  if (Math.abs(by - 1) < 0.01) return;
  stretch = factor;
  for (let p = 0; p < N; p++) Y[p] *= by;
  shown.update(nodesOf(scene.drawn));
  labelVersion++;
}

const calm = matchMedia("(prefers-reduced-motion: reduce)");

function zoomBy(factor) {
  moved = true;
  network.moveTo({ scale: Math.min(4, Math.max(0.15, network.getScale() * factor)) });
}

function showPaper(p) {
  if (!scene.drawn.includes(p)) return;
  const v = view();
  const [x, y] = [onX(v, p), onY(v, p)];
  if (x < 20 || x > v.w - 90 || y < HEAD + 12 || y > v.h - 20) network.moveTo({ position: { x: X[p], y: Y[p] }, scale: v.scale });
}

network.on("zoom", ({ scale }) => {
  moved = true;
  if (scale < 0.15 || scale > 4) network.moveTo({ scale: Math.min(4, Math.max(0.15, scale)) });
});
network.on("dragEnd", () => { moved = true; });
new ResizeObserver(() => { if (!moved && scene) fit(); }).observe(board);

// -------------------------------------------------------------------------------- hits

function paperAt(x, y) {
  const v = view();
  let best = -1;
  let least = 14;
  for (const p of scene.drawn) {
    const far = Math.hypot(onX(v, p) - x, onY(v, p) - y) - size(p) * zoomed(v.scale);
    if (far < least) [best, least] = [p, far];
  }
  if (least <= 5) return best;
  const box = labels.find((b) => x >= b.x + v.x && x <= b.x + v.x + b.w && y >= b.y + v.y && y <= b.y + v.y + b.h);
  return box ? box.p : -1;
}

function citationAt(x, y) {
  const v = view();
  let best = -1;
  let least = 6;
  for (const arc of scene.arcs) {
    if (!isLit(arc[0]) || !isLit(arc[1])) continue;
    const c = curveOf(v, arc);
    for (let i = 0; i <= 24; i++) {
      const t = i / 24;
      const s = 1 - t;
      const bx = s * s * s * c[0] + 3 * s * s * t * c[2] + 3 * s * t * t * c[4] + t * t * t * c[6];
      const by = s * s * s * c[1] + 3 * s * s * t * c[3] + 3 * s * t * t * c[5] + t * t * t * c[7];
      const far = Math.hypot(bx - x, by - y);
      if (far < least) [best, least] = [arc[2], far];
    }
  }
  return best;
}

network.on("click", ({ nodes, pointer: { DOM } }) => {
  const p = nodes.length ? nodes[0] : paperAt(DOM.x, DOM.y);
  if (p >= 0) return choose(p);
  const e = citationAt(DOM.x, DOM.y);
  if (e >= 0) return change({ citation: e, selected: -1 });
  if (state.focus.length || state.path || state.citation >= 0) reset();
  return undefined;
});

board.addEventListener("pointermove", (event) => {
  const box = board.getBoundingClientRect();
  hover(paperAt(event.clientX - box.left, event.clientY - box.top), event.clientX - box.left, event.clientY - box.top);
});
board.addEventListener("pointerleave", () => hover(-1));

function light(p) {
  if (p === hovered) return false;
  hovered = p;
  paintSoon();
  return true;
}

function hover(p, x = 0, y = 0) {
  if (light(p)) {
    board.classList.toggle("over", p >= 0);
    tip.hidden = p < 0;
    if (p >= 0) {
      tip.replaceChildren(
        el("strong", {}, P.title[p]),
        el("span", {}, [yearOf(p), venueOf(p), counted(led.count(p), "citation") + " here"].filter(Boolean).join(" · ")),
        el("span", {}, stateWords(p)),
      );
    }
  }
  if (p < 0) return;
  const w = board.clientWidth;
  tip.classList.toggle("leftward", x > w - 320);
  tip.style.setProperty("--x", `${x > w - 320 ? w - x + 14 : x + 14}px`);
  tip.style.setProperty("--y", `${Math.min(y + 14, board.clientHeight - 90)}px`);
}

// Follow the state: give vis-network the papers that came and take those that went.
function redraw() {
  const now = new Set(scene.drawn);
  const had = new Set(shown.getIds());
  shown.remove([...had].filter((p) => !now.has(p)));
  // A paper that a focus added may have another place than the last time.
  shown.update(nodesOf(scene.drawn.filter((p) => !had.has(p) || !inBase.has(p))));
  labelVersion++;
  paintSoon();
}

let waiting = 0;

// However much changes, a frame is painted once.
function paintSoon() {
  waiting ||= requestAnimationFrame(() => {
    waiting = 0;
    network.redraw();
  });
}
