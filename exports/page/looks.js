// How things look: colours from the style sheet, what a colour says, and the pen that
// everything is painted with, in CSS pixels, so that screen, PNG and SVG are one picture.

const FONT = getComputedStyle(document.body).fontFamily;

let paints = {}; // colours, from the style sheet

function readPaints() {
  const style = getComputedStyle(document.documentElement);
  const names = [
    "ground",
    "band",
    "ink",
    "soft",
    "faint",
    "line",
    "edge",
    "main",
    "up",
    "down",
    "accent",
    "other",
    "rest",
  ];
  paints = Object.fromEntries(
    names.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]),
  );
  paints.series = [1, 2, 3, 4, 5, 6].map((n) => style.getPropertyValue(`--series-${n}`).trim());
  labelsFor = "";
}

const usualColouring = chooseColouring();
const topicColouring = colouringBy(
  "topic",
  NAMES.topics,
  (p) => (P.topic[p] < 0 ? [] : [P.topic[p]]),
  (name) => name,
  () => true,
);
const colouring = () => (state.topics ? topicColouring : usualColouring);

// Colours for the six values of a facet that most papers have; `of` says which papers count.
function colouringBy(key, names, values, short, of) {
  const count = new Map();
  for (let p = 0; p < N; p++)
    if (of(p)) for (const v of values(p)) count.set(v, (count.get(v) || 0) + 1);
  const tally = [...count].sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([v]) => v);
  const top = tally.slice(0, 6);
  const series = new Map(top.map((v, i) => [v, i]));
  return {
    key,
    top: top.map((v) => ({ name: names[v], short: short(names[v]) })),
    rest: tally.length > 6,
    series: (p) => {
      const v = values(p).find((value) => series.has(value));
      return v === undefined ? -1 : series.get(v);
    },
  };
}

// Colour by list when there are several, by section when sections say something other
// than a year, else by venue.
function chooseColouring() {
  const some = P.listed.some(Boolean);
  const of = (p) => !some || P.listed[p];
  const make = (key, names, values, short) => colouringBy(key, names, values, short, of);
  const last = (name) => name.split(" › ").pop();
  const told = NAMES.sections.filter((name) => !/^\W*\d{4}\W*$/.test(last(name)));
  if (NAMES.lists.length > 1)
    return make(
      "list",
      NAMES.lists,
      (p) => P.lists[p],
      (name) => name,
    );
  if (told.length > 1) return make("section", NAMES.sections, (p) => P.sections[p], last);
  return make(
    "venue",
    NAMES.venues,
    (p) => (P.venue[p] < 0 ? [] : [P.venue[p]]),
    (name) => name,
  );
}

const anyListed = P.listed.some(Boolean);
const inList = (p) => !anyListed || Boolean(P.listed[p]);

function colourOf(p) {
  // Topics are those of all papers, what else has a colour is told by the lists.
  if (!inList(p) && !state.topics) return paints.other;
  const n = colouring().series(p);
  return n < 0 ? paints.rest : paints.series[n];
}

const size = (p) =>
  inList(p)
    ? Math.min(13, 5.6 + 1.7 * Math.sqrt(led.count(p)))
    : Math.min(8, 2.8 + 1.1 * Math.sqrt(led.count(p)));
const zoomed = (scale) => Math.min(1.5, Math.max(0.72, scale));

// The same few strokes on a canvas and, in downloads.js, in SVG.
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
