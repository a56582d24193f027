// The complete list beside the drawing: what a screen reader reads. Rows are made a
// slice at a time while the browser is idle, and every paper gets one. One row is in
// the tab order; the arrow keys walk through the rest.

const rowsBox = document.getElementById("rows");
const SLICE = 100;
let sortedBy = "new";
let rowsShown = [];
let rowOf = new Map();
let rowsMade = 0;
let rowsTask = 0;
let tabbable = null;

const idle = window.requestIdleCallback || ((work) => setTimeout(() => work({ timeRemaining: () => 8 }), 16));
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

function showRows() {
  const all = inOrder(sortedBy);
  const next = scene.lit ? all.filter((p) => scene.lit.has(p)) : all;
  const count = next.length.toLocaleString("en");
  document.getElementById("papers-title").textContent = scene.lit ? `In focus (${count} of ${N.toLocaleString("en")})` : `All papers (${count})`;
  stopIdle(rowsTask);
  rowsShown = next;
  rowOf = new Map();
  rowsMade = 0;
  tabbable = null;
  rowsBox.replaceChildren();
  rowsBox.scrollTop = 0;
  makeRows();
  if (rowsMade < next.length) rowsTask = idle(moreRows);
  markRow();
}

function makeRows() {
  const slice = rowsShown.slice(rowsMade, rowsMade + SLICE);
  const list = el("ol", { className: "rows slice", start: rowsMade + 1 });
  list.style.containIntrinsicSize = `auto ${slice.length * 42}px`; // until it is laid out
  for (const p of slice) {
    const row = paperRow(p);
    row.firstChild.tabIndex = -1;
    row.firstChild.dataset.row = rowsMade;
    rowOf.set(p, row.firstChild);
    list.append(row);
    rowsMade++;
  }
  rowsBox.append(list);
  if (!tabbable && rowsShown.length) setTabbable(rowOf.get(rowsShown[0]));
}

function moreRows(deadline) {
  do makeRows(); while (rowsMade < rowsShown.length && deadline.timeRemaining() > 4);
  if (rowsMade < rowsShown.length) rowsTask = idle(moreRows);
  markRow();
}

function setTabbable(row) {
  if (tabbable) tabbable.tabIndex = -1;
  tabbable = row;
  if (row) row.tabIndex = 0;
}

let marked = null;

function markRow() {
  const row = rowOf.get(state.selected);
  if (row === marked) return;
  if (marked) marked.removeAttribute("aria-current");
  marked = row || null;
  if (!row) return;
  row.setAttribute("aria-current", "true");
  setTabbable(row);
  const top = row.offsetTop - rowsBox.offsetTop;
  if (top < rowsBox.scrollTop || top > rowsBox.scrollTop + rowsBox.clientHeight - 30) rowsBox.scrollTop = top - rowsBox.clientHeight / 3;
}

rowsBox.addEventListener("keydown", (event) => {
  const row = event.target.dataset ? Number(event.target.dataset.row) : NaN;
  const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -Infinity, End: Infinity };
  if (!(event.key in steps) || Number.isNaN(row)) return;
  event.preventDefault();
  event.stopPropagation();
  const next = Math.min(rowsShown.length - 1, Math.max(0, row + steps[event.key]));
  while (rowsMade <= next) makeRows();
  const to = rowOf.get(rowsShown[next]);
  setTabbable(to);
  to.focus();
});
// A row under the pointer shows its paper in the picture.
rowsBox.addEventListener("pointerover", (event) => {
  const row = event.target.closest("[data-row]");
  light(row ? rowsShown[Number(row.dataset.row)] : -1);
});
rowsBox.addEventListener("pointerleave", () => light(-1));
rowsBox.addEventListener("scroll", () => {
  if (rowsMade < rowsShown.length && rowsBox.scrollTop + 2 * rowsBox.clientHeight > rowsBox.scrollHeight) makeRows();
});
document.getElementById("sort").addEventListener("click", (event) => {
  if (!event.target.dataset.sort) return;
  sortedBy = event.target.dataset.sort;
  for (const choice of event.currentTarget.children) choice.setAttribute("aria-pressed", String(choice === event.target));
  showRows();
});
