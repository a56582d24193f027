// The graph: columns as they come from the file, citations as offsets, and what
// follows from them: who is reached, by which shortest chains, in how few arcs.

/** @type {(id: string) => any} Each id stands in the template, with the element it needs. */
const byId = (id) => document.getElementById(id);
/** @type {(event: Event) => any} Events of the page come from elements. */
const targetOf = (event) => event.target;
/** @type {(selector: string) => any[]} */
const allOf = (selector) => [...document.querySelectorAll(selector)];
/** @type {PageData} */
const PAGE = JSON.parse(byId("data").textContent);
const P = PAGE.papers;
const N = P.id.length;
const NAMES = P.names;
const numberOf = new Map(P.id.map((id, i) => [id, i]));

// offsets[p] .. offsets[p + 1] are the places in `other` and `arc` of the neighbours of p.
function adjacency(from, to) {
  const offsets = new Int32Array(N + 1);
  for (const p of from) offsets[p + 1]++;
  for (let p = 0; p < N; p++) offsets[p + 1] += offsets[p];
  const next = offsets.slice(0, N);
  const other = new Int32Array(from.length);
  const arc = new Int32Array(from.length);
  for (let e = 0; e < from.length; e++) {
    const place = next[from[e]]++;
    other[place] = to[e];
    arc[place] = e;
  }
  return {
    offsets,
    other,
    of: (p) => other.subarray(offsets[p], offsets[p + 1]),
    arcs: (p) => arc.subarray(offsets[p], offsets[p + 1]),
    count: (p) => offsets[p + 1] - offsets[p],
  };
}

const led = adjacency(P.cited, P.citing); // to the papers that cite it
const builds = adjacency(P.citing, P.cited); // to the papers it cites

const rank = new Int32Array(N);
PAGE.order.forEach((p, place) => {
  rank[p] = place;
});
const byRank = (a, b) => rank[a] - rank[b];

const mainArcs = new Map(PAGE.main.arcs.map(([u, v], i) => [u * N + v, i]));
const fragileArcs = new Set(PAGE.main.fragile.map(([u, v]) => u * N + v));
const spine = PAGE.main.spine;
const onSpine = new Set(PAGE.main.steps.flat());
// A step of the spine is one paper, or all papers of a citation cycle.
const stepOf = new Map(PAGE.main.steps.flatMap((step, i) => step.map((p) => [p, i])));

// Distance from the nearest start, -1 where there is none, along one direction.
function distances(starts, { offsets, other }) {
  const distance = new Int32Array(N).fill(-1);
  const reached = new Int32Array(N); // in the order in which they are
  let tail = 0;
  for (const p of new Set(starts)) {
    distance[p] = 0;
    reached[tail++] = p;
  }
  for (let head = 0; head < tail; head++) {
    const p = reached[head];
    for (let i = offsets[p]; i < offsets[p + 1]; i++) {
      const q = other[i];
      if (distance[q] >= 0) continue;
      distance[q] = distance[p] + 1;
      reached[tail++] = q;
    }
  }
  return distance;
}

// Everything in focus: ancestors (what the papers build on), descendants, or both.
function focusOf(starts, show) {
  const up = show === "descendants" ? null : distances(starts, builds);
  const down = show === "ancestors" ? null : distances(starts, led);
  const papers = [];
  for (let p = 0; p < N; p++) if ((up && up[p] >= 0) || (down && down[p] >= 0)) papers.push(p);
  return { papers, up, down };
}

// All papers on shortest chains from the older paper to the one that builds on it;
// the other way round is tried, and null says that there is none.
function chain(a, b) {
  for (const [from, to] of [
    [a, b],
    [b, a],
  ]) {
    const ahead = distances([from], led);
    if (ahead[to] < 0) continue;
    const back = distances([to], builds);
    const papers = [];
    for (let p = 0; p < N; p++) {
      if (ahead[p] >= 0 && back[p] >= 0 && ahead[p] + back[p] === ahead[to]) papers.push(p);
    }
    papers.sort((p, q) => ahead[p] - ahead[q] || byRank(p, q));
    return { from, to, papers, steps: ahead, length: ahead[to] };
  }
  return null;
}

// The arcs between these papers, each [cited, citing, number of the citation].
function arcsBetween(papers) {
  const inside = new Set(papers);
  const found = [];
  for (const v of papers) {
    const cited = builds.of(v);
    const numbers = builds.arcs(v);
    for (let i = 0; i < cited.length; i++)
      if (inside.has(cited[i])) found.push([cited[i], v, numbers[i]]);
  }
  return found;
}

// Leave out every arc that a longer chain of arcs implies (transitive reduction).
// Arcs of a cycle stay; so do those of the main path and those that `keep` wants.
function reduced(papers, arcs, keep) {
  const order = sorted(papers, arcs);
  const place = new Map(order.map((p, i) => [p, i]));
  const out = order.map(() => []);
  const kept = [];
  for (const arc of arcs) {
    if (place.get(arc[0]) < place.get(arc[1])) out[place.get(arc[0])].push(arc);
    else kept.push(arc); // against the order: part of a cycle
  }
  const words = (order.length + 31) >> 5;
  const reach = order.map(() => new Int32Array(words));
  for (let u = order.length - 1; u >= 0; u--) {
    const mine = reach[u];
    out[u].sort((a, b) => place.get(a[1]) - place.get(b[1]));
    for (const arc of out[u]) {
      const v = place.get(arc[1]);
      const implied = (mine[v >> 5] >> (v & 31)) & 1;
      if (!implied || mainArcs.has(arc[0] * N + arc[1]) || (keep && keep(arc))) kept.push(arc);
      if (implied) continue;
      mine[v >> 5] |= 1 << (v & 31);
      for (let w = 0; w < words; w++) mine[w] |= reach[v][w];
    }
  }
  return kept;
}

// A topological order (Kahn); papers of a cycle follow by number.
function sorted(papers, arcs) {
  const waiting = new Map(papers.map((p) => [p, 0]));
  const after = new Map(papers.map((p) => [p, []]));
  for (const [u, v] of arcs) {
    waiting.set(v, waiting.get(v) + 1);
    after.get(u).push(v);
  }
  const order = papers.filter((p) => waiting.get(p) === 0);
  const done = new Set(order);
  for (let head = 0; head < order.length || done.size < papers.length; head++) {
    if (head === order.length) {
      const next = papers.find((p) => !done.has(p));
      done.add(next);
      order.push(next);
    }
    for (const v of after.get(order[head])) {
      waiting.set(v, waiting.get(v) - 1);
      if (waiting.get(v) === 0 && !done.has(v)) {
        done.add(v);
        order.push(v);
      }
    }
  }
  return order;
}

const STATE_WORDS = {
  complete: "Reference list complete",
  partial: "Reference list partly known",
  capped: "Reference list cut off at the source's limit",
  elided: "Reference list withheld by the publisher",
  deferred: "Reference list not asked for yet",
  unknown: "Reference list unknown",
};
const stateWords = (p) => STATE_WORDS[(P.more[p] || {}).references_state] || STATE_WORDS.unknown;
const authorsOf = (p) => P.authors[p].map((a) => NAMES.authors[a]);
const venueOf = (p) => (P.venue[p] < 0 ? "" : NAMES.venues[P.venue[p]]);
const yearOf = (p) => (P.year[p] === null ? "n.d." : String(P.year[p]));
const counted = (n, one, many) => `${n.toLocaleString("en")} ${n === 1 ? one : many || one + "s"}`;
// The services that assert a citation.
const sourcesOf = (e) => NAMES.sources[P.sources[e]];
const mostSources = Math.max(0, ...NAMES.sources.map((names) => names.length));
