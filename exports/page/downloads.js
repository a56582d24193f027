// What a reader takes away: the picture, or the papers in focus.

const chosenPapers = () => inOrder(sortedBy).filter((p) => !scene.lit || scene.lit.has(p));

function save(how) {
  const name = (
    PAGE.title
      .normalize("NFKD")
      .replace(/[^\w]+/g, "-")
      .replace(/^-|-$/g, "") || "lineage"
  )
    .toLowerCase()
    .slice(0, 60);
  const ways = {
    png: () => savePng(`${name}.png`),
    svg: () => download(`${name}.svg`, "image/svg+xml", svgPicture()),
    csv: () => download(`${name}.csv`, "text/csv", csvOf(chosenPapers())),
    bib: () => download(`${name}.bib`, "application/x-bibtex", bibtexOf(chosenPapers())),
    link: copyLink,
    print: () => window.print(),
  };
  ways[how]();
}

function download(name, type, content) {
  const url = URL.createObjectURL(
    content instanceof Blob ? content : new Blob([content], { type: `${type};charset=utf-8` }),
  );
  const link = el("a", { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
  say(`${name} was saved.`);
}

async function copyLink() {
  try {
    await navigator.clipboard.writeText(location.href);
    say("The link was copied.");
    byId("status").textContent = "The link to this view was copied.";
  } catch {
    window.prompt("The link to this view:", location.href);
  }
}

function paintAll(pen, v) {
  paintBands(pen, v);
  paintCitations(pen, v);
  for (const p of scene.drawn) paintPaper(pen, v, p);
  paintLabels(pen, v);
  paintYears(pen, v);
}

function savePng(name) {
  const v = view();
  const picture = document.createElement("canvas");
  picture.width = v.w * 2;
  picture.height = v.h * 2;
  const ctx = picture.getContext("2d");
  ctx.scale(2, 2);
  paintAll(canvasPen(ctx), v);
  picture.toBlob((blob) => download(name, "image/png", blob), "image/png");
}

const xml = (text) =>
  String(text)
    .replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`)
    .replace(
      /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g,
      "\ufffd",
    );
const round = (x) => Math.round(x * 10) / 10;

function svgPen(parts) {
  const put = (tag, attributes, inside = "") => {
    const words = Object.entries(attributes)
      .filter(([, value]) => value !== undefined)
      .map(
        ([key, value]) =>
          `${key}="${xml(typeof value === "number" ? round(value * 100) / 100 : value)}"`,
      );
    parts.push(`<${tag} ${words.join(" ")}${inside ? `>${inside}</${tag}>` : "/>"}`);
  };
  return {
    rect: (x, y, width, height, { fill, alpha }) =>
      put("rect", { x, y, width, height, fill, opacity: alpha }),
    curve: (c, { stroke, width, alpha, dash }) =>
      put("path", {
        d: `M${round(c[0])} ${round(c[1])}C${c.slice(2).map(round).join(" ")}`,
        fill: "none",
        stroke,
        "stroke-width": width,
        opacity: alpha,
        "stroke-linecap": "round",
        "stroke-dasharray": dash && dash.join(" "),
      }),
    disc: (x, y, r, { fill, stroke, width, alpha, half }) =>
      half
        ? put("path", {
            d: `M${round(x)} ${round(y + r)}A${round(r)} ${round(r)} 0 0 1 ${round(x)} ${round(y - r)}Z`,
            fill,
            opacity: alpha,
          })
        : put("circle", {
            cx: x,
            cy: y,
            r: Math.max(0, r),
            fill: fill || "none",
            stroke,
            "stroke-width": stroke && width,
            opacity: alpha,
          }),
    text: (x, y, words, { fill, font, halo, alpha, anchor }) => {
      const [, weight, px] = /^(\d+) ([\d.]+)px/.exec(font);
      put(
        "text",
        {
          x,
          y,
          fill,
          opacity: alpha,
          "font-size": px,
          "font-weight": weight,
          "dominant-baseline": "central",
          "text-anchor": anchor === "center" ? "middle" : undefined,
          stroke: halo,
          "stroke-width": halo && 3.5,
          "stroke-linejoin": halo && "round",
          "paint-order": halo && "stroke",
        },
        xml(words),
      );
    },
  };
}

function svgPicture() {
  const v = view();
  const parts = [];
  paintAll(svgPen(parts), v);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<svg xmlns="http://www.w3.org/2000/svg" width="${v.w}" height="${v.h}" viewBox="0 0 ${v.w} ${v.h}" font-family="${xml(FONT)}">\n<title>${xml(PAGE.title)}</title>\n<desc>${xml(sceneWords())}</desc>\n${parts.join("\n")}\n</svg>\n`;
}

// A cell that a spreadsheet would take for a formula is made text with an apostrophe, as
// `kg export` does: also behind what some strip, and behind what others take for a comma.
const FORMULA = /^(?:[\t\r\n]|[\s\0\u200b-\u200f\u2060\ufeff]*[=+\-@＝＋－＠])/;
const INNER_FORMULA = /(?<=[;\t])(?=[=+\-@][\p{L}\p{N}_("'])/gu;
const NUMBER = /^[+-]?\d+(?:\.\d+)?$/;

function cell(value) {
  const text = value === null || value === undefined ? "" : String(value);
  const inner = NUMBER.test(text) ? text : text.replace(INNER_FORMULA, "'");
  const safe = FORMULA.test(inner) && !NUMBER.test(inner) ? `'${inner}` : inner;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function csvOf(papers) {
  const head = [
    "id",
    "title",
    "year",
    "venue",
    "authors",
    "listed",
    "references_state",
    "cited_here",
    "cites_here",
    "url",
  ];
  const lines = papers.map((p) => [
    P.id[p],
    P.title[p],
    P.year[p],
    venueOf(p),
    authorsOf(p).join("; "),
    P.listed[p] ? "true" : "false",
    (P.more[p] || {}).references_state || "unknown",
    led.count(p),
    builds.count(p),
    (P.links[p][0] || [])[1],
  ]);
  return `${[head, ...lines].map((line) => line.map(cell).join(",")).join("\r\n")}\r\n`;
}

// As `kg export` writes them, ordered by key.
function bibtexOf(papers) {
  const place = (p) => P.key[p].toLowerCase();
  const ordered = [...papers].sort((a, b) =>
    place(a) === place(b) ? (P.key[a] < P.key[b] ? -1 : 1) : place(a) < place(b) ? -1 : 1,
  );
  return ordered.map((p) => P.bibtex[p]).join("\n");
}
