// The complete list beside the drawing: what a screen reader reads. Rows are made a
// slice at a time while the browser is idle, and every paper gets one. One row is in
// the tab order; the arrow keys walk through the rest.

const rowsBox = byId("rows");
const SLICE = 100;
let sortedBy = "new";
let shownList = null; // {papers, slices, rows (a map from paper to its button), made}
const wholeLists = new Map(); // those of all papers, by order: made once
let rowsTask = 0;
let tabbable = null;
let marked = null;

const idle =
  window.requestIdleCallback || ((work) => setTimeout(() => work({ timeRemaining: () => 8 }), 16));
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

function newList(papers) {
  return { papers, slices: [], rows: new Map(), made: 0 };
}

function showRows() {
  const all = inOrder(sortedBy);
  const count = (papers) => papers.length.toLocaleString("en");
  if (scene.lit) {
    shownList = newList(all.filter((p) => scene.lit.has(p)));
  } else {
    if (!wholeLists.has(sortedBy)) wholeLists.set(sortedBy, newList(all));
    shownList = wholeLists.get(sortedBy);
  }
  byId("papers-title").textContent = scene.lit
    ? `In focus (${count(shownList.papers)} of ${count(all)})`
    : `All papers (${count(all)})`;
  const held = rowsBox.contains(document.activeElement);
  stopIdle(rowsTask);
  rowsBox.replaceChildren(...shownList.slices);
  rowsBox.scrollTop = 0;
  if (!shownList.made) makeRows();
  if (shownList.made < shownList.papers.length) rowsTask = idle(moreRows);
  setTabbable(shownList.rows.get(shownList.papers[0]));
  markRow();
  // Who came here by keyboard stays here.
  if (held && tabbable) tabbable.focus({ preventScroll: true });
}

function makeRows() {
  const { papers, rows, slices } = shownList;
  const slice = papers.slice(shownList.made, shownList.made + SLICE);
  const list = el("ol", { className: "rows slice", start: shownList.made + 1 });
  list.style.containIntrinsicSize = `auto ${slice.length * 42}px`; // until it is laid out
  for (const p of slice) {
    const row = paperRow(p);
    row.firstChild.tabIndex = -1;
    row.firstChild.dataset.row = shownList.made;
    rows.set(p, row.firstChild);
    list.append(row);
    shownList.made++;
  }
  slices.push(list);
  rowsBox.append(list);
}

function moreRows(deadline) {
  do makeRows();
  while (shownList.made < shownList.papers.length && deadline.timeRemaining() > 4);
  if (shownList.made < shownList.papers.length) rowsTask = idle(moreRows);
  markRow();
}

function setTabbable(row) {
  if (tabbable) tabbable.tabIndex = -1;
  tabbable = row;
  if (row) row.tabIndex = 0;
}

function markRow() {
  const row = shownList.rows.get(state.selected);
  if (row === marked) return;
  if (marked) marked.removeAttribute("aria-current");
  marked = row || null;
  if (!row) return;
  row.setAttribute("aria-current", "true");
  setTabbable(row);
  const top = row.offsetTop - rowsBox.offsetTop;
  if (top < rowsBox.scrollTop || top > rowsBox.scrollTop + rowsBox.clientHeight - 30)
    rowsBox.scrollTop = top - rowsBox.clientHeight / 3;
}

rowsBox.addEventListener("keydown", (event) => {
  const row = event.target.dataset ? Number(event.target.dataset.row) : NaN;
  const steps = {
    ArrowDown: 1,
    ArrowUp: -1,
    PageDown: 10,
    PageUp: -10,
    Home: -Infinity,
    End: Infinity,
  };
  if (!(event.key in steps) || Number.isNaN(row)) return;
  event.preventDefault();
  event.stopPropagation();
  const next = Math.min(shownList.papers.length - 1, Math.max(0, row + steps[event.key]));
  while (shownList.made <= next) makeRows();
  const to = shownList.rows.get(shownList.papers[next]);
  setTabbable(to);
  to.focus();
});
// A row under the pointer shows its paper in the picture.
rowsBox.addEventListener("pointerover", (event) => {
  const row = event.target.closest("[data-row]");
  light(row ? shownList.papers[Number(row.dataset.row)] : -1);
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
  if (!event.target.dataset.sort) return;
  sortedBy = event.target.dataset.sort;
  for (const choice of event.currentTarget.children)
    choice.setAttribute("aria-pressed", String(choice === event.target));
  showRows();
});
