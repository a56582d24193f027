// The canvas: vis-network owns the camera, the papers and what is hit; everything else is
// painted on its hooks.

const board = byId("canvas");
const tip = byId("tip");

let stretch = 1;
let moved = false; // by the reader: then a resize keeps the camera

const nodesOf = (papers) => papers.map((p) => ({ id: p, x: X[p], y: Y[p] }));
const shown = new vis.DataSet(nodesOf(base));
readPaints();
const network = new vis.Network(
  board,
  { nodes: shown, edges: [] },
  {
    ...PAGE.drawing.options,
    nodes: { shape: "custom", ctxRenderer: renderNode },
  },
);

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
network.on("afterDrawing", (ctx) =>
  inPixels(ctx, (pen, v) => {
    paintLabels(pen, v);
    paintYears(pen, v);
  }),
);

function renderNode({ ctx, id }) {
  const scale = frame ? frame.scale : network.getScale();
  const r = (size(id) * zoomed(scale)) / scale;
  return {
    drawNode: () => inPixels(ctx, (pen, v) => paintPaper(pen, v, id)),
    nodeDimensions: { width: r * 2, height: r * 2 },
  };
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
  const least = w < 640 ? 0.6 : 0.2;
  const scale = Math.max(least, Math.min(1.3, across, down));
  stretchTo(Math.min(2, Math.max(1, (down * 0.98) / scale)));
  // What does not fit is cut off on the left: the newest papers are seen first.
  const wide = (x2 - x1) * scale + 24 + 92;
  const left = wide > w ? w - wide + 24 : (w - wide) / 2 + 24;
  const [, top, , bottom] = bounds(papers);
  const position = {
    x: x1 + (w / 2 - left) / scale,
    y: (top + bottom) / 2 - (HEAD / 2 + 2) / scale,
  };
  network.moveTo({
    position,
    scale,
    animation:
      animate && !calm.matches ? { duration: 350, easingFunction: "easeInOutQuad" } : false,
  });
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
  if (x < 20 || x > v.w - 90 || y < HEAD + 12 || y > v.h - 20)
    network.moveTo({ position: { x: X[p], y: Y[p] }, scale: v.scale });
}

network.on("zoom", ({ scale }) => {
  moved = true;
  if (scale < 0.15 || scale > 4) network.moveTo({ scale: Math.min(4, Math.max(0.15, scale)) });
});
network.on("dragEnd", () => {
  moved = true;
});
new ResizeObserver(() => {
  if (!moved && scene) fit();
}).observe(board);

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
  const box = labels.find(
    (b) => x >= b.x + v.x && x <= b.x + v.x + b.w && y >= b.y + v.y && y <= b.y + v.y + b.h,
  );
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
  hover(
    paperAt(event.clientX - box.left, event.clientY - box.top),
    event.clientX - box.left,
    event.clientY - box.top,
  );
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
        el(
          "span",
          {},
          [yearOf(p), venueOf(p), counted(led.count(p), "citation") + " here"]
            .filter(Boolean)
            .join(" · "),
        ),
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

// Follow the state: give vis-network the papers that came and take those that went. It
// would paint after each of the two; the frame that follows paints once for both.
function redraw() {
  const now = new Set(scene.drawn);
  const had = new Set(shown.getIds());
  network.body.emitter.emit("_blockRedraw");
  shown.remove([...had].filter((p) => !now.has(p)));
  // A paper that a focus added may have another place than the last time.
  shown.update(nodesOf(scene.drawn.filter((p) => !had.has(p) || !inBase.has(p))));
  network.body.emitter.emit("_allowRedraw");
  labelVersion++;
  paintSoon();
}

// However much changes, a frame is painted once.
const paintSoon = () => network.body.emitter.emit("_requestRedraw");
