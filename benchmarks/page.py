"""How fast the lineage page opens and answers, against its small self and stock pyvis.

Run: python benchmarks/page.py (needs a Chromium and pyvis; about two minutes).

First frame: from the start of navigation to the first picture on the canvas, the median of
five. Everything is measured in one run of one browser, so that the ratios mean something.
"""

from __future__ import annotations

import json
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests" / "page"))

FIRST_FRAME = """
const begun = performance.now();
function look() {
  for (const canvas of document.querySelectorAll("canvas")) {
    if (canvas.width < 300) continue;
    const pixels = new Uint32Array(canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data.buffer);
    const first = pixels[0];
    if (pixels.some((pixel) => pixel !== first && pixel !== 0)) {
      window.firstFrame = performance.now();
      return;
    }
  }
  requestAnimationFrame(look);
}
requestAnimationFrame(look);
"""

FRAMES = """async () => {
  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const measured = {};
  const time = async (name, act) => {
    const begun = performance.now();
    act();
    await frame();
    (measured[name] ||= []).push(performance.now() - begun);
    await frame();
  };
  const press = (key) => document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
  const ids = kgPage.drawn();
  for (let i = 0; i < 15; i++) {
    await time("focus", () => kgPage.focus(ids[i * 9]));
    await time("zoom", () => press(i % 2 ? "-" : "+"));
  }
  press("f");
  const list = document.querySelector('#filters [name="in"]');
  for (let i = 0; i < 10; i++) {
    list.value = i % 2 ? "list" : "other";
    await time("filter", () => list.form.dispatchEvent(new Event("submit", { cancelable: true })));
  }
  return measured;
}"""


def first_frame(browser: Browser, path: Path, *, runs: int = 5) -> float:
    """Return the median time to the first picture, in milliseconds."""
    times = []
    for _ in range(runs):
        page = browser.new_page(viewport={"width": 1500, "height": 900})
        # A stock page asks for style sheets; here they fail at once, which favours it.
        page.route(
            "**/*",
            lambda route: (
                route.continue_() if route.request.url.startswith("file:") else route.abort()
            ),
        )
        page.add_init_script(FIRST_FRAME)
        page.goto(path.as_uri(), wait_until="commit")
        page.wait_for_load_state("domcontentloaded", timeout=120_000)
        while (at := page.evaluate("window.firstFrame || 0")) == 0:
            time.sleep(0.02)
        times.append(at)
        page.close()
    return statistics.median(times)


def stock_page(path: Path) -> None:
    """Write 100 papers with pyvis as its documentation does it."""
    from page_graphs import citation_graph
    from pyvis.network import Network

    graph = citation_graph(100)
    network = Network(cdn_resources="in_line", directed=True)
    for paper in graph.nodes("Paper"):
        network.add_node(paper["id"], label=paper["short"])
    for edge in graph.relationships("CITES"):
        network.add_edge(edge.start, edge.end)
    path.write_text(network.generate_html(), encoding="utf-8")


def view_of_20000(folder: Path) -> dict[str, float]:
    """Run ``kg view`` on a store of 20,000 papers in a process of its own."""
    from page_graphs import citation_graph

    from kg.stores import open_store

    with open_store(str(folder / "kg-store"), write=True) as store:
        store.write(citation_graph(20_000), [])
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [
        sys.executable,
        "-m",
        "kg",
        "view",
        "--store",
        str(folder / "kg-store"),
        "-o",
        str(folder / "view.html"),
        "--no-open",
    ]
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"view 20,000: CPU s": round(cpu, 2), "view 20,000: MB": round(after.ru_maxrss / 1024)}


def main() -> None:
    from page_graphs import citation_graph

    from kg.page import write_page

    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        figures = view_of_20000(folder)
        for size in (64, 5000, 20_000):
            write_page(citation_graph(size, listed=64), folder / f"{size}.html")
        stock_page(folder / "stock.html")
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium") or shutil.which("google-chrome"),
            args=["--no-sandbox", "--disable-gpu"],
        )
        first_frame(browser, folder / "64.html", runs=2)  # warm
        frames = {
            size: first_frame(browser, folder / f"{size}.html") for size in (64, 5000, 20_000)
        }
        stock = first_frame(browser, folder / "stock.html", runs=3)
        page = browser.new_page(viewport={"width": 1500, "height": 900})
        page.goto((folder / "20000.html").as_uri())
        page.wait_for_timeout(3000)
        measured = page.evaluate(FRAMES)
        browser.close()
    figures |= {f"first frame, {size:,} papers: ms": round(frames[size]) for size in frames}
    figures |= {
        "first frame, stock pyvis, 100 papers: ms": round(stock),
        "5,000 against 64 (at most 4)": round(frames[5000] / frames[64], 2),
        "20,000 against 64 (at most 5)": round(frames[20_000] / frames[64], 2),
        "stock pyvis against ours (at least 10)": round(stock / frames[64], 1),
    }
    for act, times in measured.items():
        figures[f"{act} at 20,000, median and worst: ms"] = [
            round(statistics.median(times)),
            round(max(times)),
        ]
    print(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()
