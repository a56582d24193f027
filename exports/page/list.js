// The complete list beside the drawing: what a screen reader reads. Rows are made a
// slice at a time while the browser is idle, and every paper gets one. One row is in
// the tab order; the arrow keys walk through the rest.

const rowsBox = byId("rows");
const SLICE = 100;
let sortedBy = "new";
let shownList = null; // {papers, whole, place (of a paper in them, or -1), box, made}
const wholeLists = new Map(); // those of all papers, by order: made once
let rowsTask = 0;
let tabbable = null;
let marked = null;
let reveal = null; // a row newly marked, to scroll to
let fresh = false; // another list is shown, from its beginning

const idle =
  window.requestIdleCallback ||
  ((work) => setTimeout(() => work({ didTimeout: false, timeRemaining: () => 8 }), 16));
const stopIdle = window.cancelIdleCallback || clearTimeout;

const ORDERS = {
  new: (a, b) => (P.year[b] || 0) - (P.year[a] || 0) || byRank(a, b),
  old: (a, b) => (P.year[a] || 1e9) - (P.year[b] || 1e9) || byRank(a, b),
  cited: byRank,
};
const orders = new Map(); // sorting 20,000 papers once is enough

function inOrder(name) {
  if (!orders.has(name)) {
    const all = [...P.id.keys()];
    if (name === "title") {
      const folded = P.title.map(fold);
      all.sort((a, b) => (folded[a] < folded[b] ? -1 : folded[a] > folded[b] ? 1 : a - b));
    } else {
      all.sort(ORDERS[name]);
    }
    orders.set(name, all);
  }
  return orders.get(name);
}

function newList(papers, whole) {
  const place = new Int32Array(N).fill(-1);
  papers.forEach((p, i) => {
    place[p] = i;
  });
  const box = el("div");
  rowsBox.append(box);
  return { papers, whole, place, box, made: 0 };
}

// A row is found by its place and not kept: thousands of kept elements slow down every
// collection of garbage.
function rowAt(place) {
  if (place < 0 || place >= shownList.made) return null;
  return shownList.box.children[Math.floor(place / SLICE)].children[place % SLICE].firstChild;
}

function showRows() {
  const all = inOrder(sortedBy);
  const count = (papers) => papers.length.toLocaleString("en");
  const held = rowsBox.contains(document.activeElement);
  stopIdle(rowsTask);
  // A list of all papers is only hidden: to take it out would touch each of its rows.
  if (shownList && shownList.whole) shownList.box.hidden = true;
  else if (shownList) shownList.box.remove();
  if (scene.lit) {
    shownList = newList(
      all.filter((p) => scene.lit.has(p)),
      false,
    );
  } else {
    if (!wholeLists.has(sortedBy)) wholeLists.set(sortedBy, newList(all, true));
    shownList = wholeLists.get(sortedBy);
    shownList.box.hidden = false;
  }
  byId("papers-title").textContent = scene.lit
    ? `In focus (${count(shownList.papers)} of ${count(all)})`
    : `All papers (${count(all)})`;
  if (!shownList.made) makeRows();
  if (shownList.made < shownList.papers.length) rowsTask = idle(moreRows);
  setTabbable(rowAt(0));
  markRow();
  fresh = true;
  // Who came here by keyboard stays here.
  if (held && tabbable) tabbable.focus({ preventScroll: true });
}

function makeRows() {
  const { papers, box, made } = shownList;
  const slice = papers.slice(made, made + SLICE);
  const list = el("ol", { className: "rows slice", start: made + 1 }, slice.map(sliceRow));
  list.style.containIntrinsicSize = `auto ${slice.length * 42}px`; // until it is laid out
  box.append(list);
  shownList.made += slice.length;
}

function sliceRow(p) {
  const row = paperRow(p);
  row.firstChild.tabIndex = -1;
  return row;
}

function moreRows(deadline) {
  do makeRows();
  while (shownList.made < shownList.papers.length && deadline.timeRemaining() > 4);
  if (shownList.made < shownList.papers.length) rowsTask = idle(moreRows);
  markRow();
  scrollRows();
}

function setTabbable(row) {
  if (tabbable) tabbable.tabIndex = -1;
  tabbable = row;
  if (row) row.tabIndex = 0;
}

function markRow() {
  const row = state.selected < 0 ? null : rowAt(shownList.place[state.selected]);
  if (row === marked) return;
  if (marked) marked.removeAttribute("aria-current");
  marked = row;
  reveal = row;
  if (!row) return;
  row.setAttribute("aria-current", "true");
  setTabbable(row);
}

// Scrolled apart from the rest: to ask where a row is makes the browser lay out the page.
function scrollRows() {
  if (fresh) rowsBox.scrollTop = 0;
  if (reveal) {
    const top = reveal.offsetTop - rowsBox.offsetTop;
    if (top < rowsBox.scrollTop || top > rowsBox.scrollTop + rowsBox.clientHeight - 30)
      rowsBox.scrollTop = top - rowsBox.clientHeight / 3;
  }
  fresh = false;
  reveal = null;
}

rowsBox.addEventListener("keydown", (event) => {
  const row = targetOf(event).closest("[data-paper]");
  const steps = {
    ArrowDown: 1,
    ArrowUp: -1,
    PageDown: 10,
    PageUp: -10,
    Home: -Infinity,
    End: Infinity,
  };
  if (!(event.key in steps) || !row) return;
  event.preventDefault();
  event.stopPropagation();
  const place = shownList.place[Number(row.dataset.paper)] + steps[event.key];
  const next = Math.min(shownList.papers.length - 1, Math.max(0, place));
  while (shownList.made <= next) makeRows();
  const to = rowAt(next);
  setTabbable(to);
  to.focus();
});
// A row under the pointer shows its paper in the picture.
rowsBox.addEventListener("pointerover", (event) => {
  const row = targetOf(event).closest("[data-paper]");
  light(row ? Number(row.dataset.paper) : -1);
});
rowsBox.addEventListener("pointerleave", () => light(-1));
rowsBox.addEventListener("scroll", () => {
  if (
    shownList.made < shownList.papers.length &&
    rowsBox.scrollTop + 2 * rowsBox.clientHeight > rowsBox.scrollHeight
  )
    makeRows();
});
byId("sort").addEventListener("click", (event) => {
  if (!targetOf(event).dataset.sort) return;
  sortedBy = targetOf(event).dataset.sort;
  for (const choice of event.currentTarget.children)
    choice.setAttribute("aria-pressed", String(choice === event.target));
  showRows();
  scrollRows();
});
