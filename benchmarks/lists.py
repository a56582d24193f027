"""How well lists are read, and how fast: every labelled list, and 1 MB of Markdown.

Run it with ``python benchmarks/lists.py``. The weights are fitted on these lists; "first run"
is what a list scored the first time it was read, before anything was changed because of
it, which is what a list never seen before can be expected to score.
"""

import statistics
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests" / "reading_list"))

from labelled_lists import FIELDS, LISTS, NAMES, markdown_of, score

from kg.reading_list import parse

#: Overall score of the lists that were kept aside, the first time they were read.
FIRST_RUN = {
    "61": 0.30, "62": 0.00, "63": 0.74, "64": 0.89, "65": 0.99, "66": 1.00,
    "71": 0.96, "72": 0.92, "73": 0.57, "74": 0.75, "75": 0.80,
    "81": 0.88, "83": 0.87, "84": 0.70, "85": 0.75, "86": 0.79, "87": 0.95, "88": 0.91,
    "89": 0.81, "91": 0.98, "92": 0.95, "94": 0.92, "96": 1.00, "97": 0.94,
    "101": 0.73, "102": 1.00, "103": 0.00, "104": 0.90, "105": 0.87, "106": 0.92, "107": 0.92, "108": 0.00,
    "109": 0.78, "110": 0.74, "111": 0.85, "112": 0.68, "113": 0.97, "114": 0.96, "115": 1.00, "116": 0.99,
    "117": 0.91, "118": 0.91, "119": 0.92, "120": 0.20, "121": 0.94, "122": 0.68, "123": 0.98, "124": 0.55,
    "125": 0.96, "126": 0.80, "127": 0.94, "128": 0.84, "129": 0.94, "130": 0.99, "131": 0.90, "132": 0.94,
    "133": 0.84, "134": 0.91, "135": 0.97, "136": 0.98, "137": 0.65, "138": 0.99, "139": 0.98, "140": 1.00,
    "141": 1.00, "142": 1.00, "143": 0.99, "144": 1.00, "145": 0.98, "146": 0.90, "147": 0.84, "148": 0.54,
    "149": 0.25, "150": 0.99, "151": 0.53, "152": 1.00,
}  # fmt: skip
for line in (ROOT / "tests/data/unseen-lists/first-sight.tsv").read_text("utf-8").splitlines()[1:]:
    name, _, _, overall = line.split("\t")
    FIRST_RUN[name] = float(overall)


#: The lists that were labelled together and read by one version, before it was changed
#: because of them.
BATCHES = (
    ("61", "66"),
    ("71", "75"),
    ("81", "97"),
    ("101", "125"),
    ("126", "141"),
    ("142", "149"),
    ("150", "152"),
    ("201", "248"),
    ("249", "264"),
    ("265", "280"),
    ("281", "291"),
    ("292", "296"),
)


def unseen():
    """Return {list: its scores with weights of the other half of the batches}, as they were written last."""
    head, *lines = (LISTS / "unseen.tsv").read_text("utf-8").splitlines()
    rows = (dict(zip(head.split("\t"), line.split("\t"), strict=True)) for line in lines)
    return {
        row.pop("list"): {column: float(cell) for column, cell in row.items() if cell}
        for row in rows
    }


def mean_of(scores, column):
    """Return the mean of a column over the lists that have it."""
    return statistics.mean(one[column] for one in scores.values() if column in one)


def quality():
    print(
        f"{'list':5}{'entries':>8}"
        + "".join(f"{field:>9}" for field in FIELDS)
        + f"{'overall':>9}{'first run':>11}"
    )
    scores = {}
    for name in NAMES:
        result = score(name, parse(markdown_of(name), source=f"{name}.md", id="list:x"))
        scores[name] = result["overall"]
        cells = "".join(
            f"{result[field]:9.3f}" if field in result else f"{'-':>9}" for field in FIELDS
        )
        first = f"{FIRST_RUN[name]:11.2f}" if name in FIRST_RUN else ""
        print(f"{name:5}{result['entries']:8.3f}{cells}{result['overall']:9.3f}{first}")
    print(f"mean of {len(scores)} lists: {statistics.mean(scores.values()):.3f}")
    for first, last in BATCHES:
        batch = [name for name in FIRST_RUN if int(first) <= int(name) <= int(last)]
        then, now = (statistics.mean(one[name] for name in batch) for one in (FIRST_RUN, scores))
        print(f"{first} to {last}, {len(batch)} lists: {then:.2f} first run, {now:.2f} now")


def speed():
    for megabytes in (0.25, 0.5, 1.0):
        text, number = "", 0
        while len(text) < megabytes * 1e6:
            # Every copy differs, so that nothing is remembered from the one before.
            text += (
                markdown_of(("02", "05", "06", "12")[number % 4]).replace(
                    "a", chr(97 + number % 26), 50
                )
                + "\n\n"
            )
            number += 1
        start = time.perf_counter()
        parsed = parse(text[: int(megabytes * 1e6)], source="x.md", id="list:x")
        print(
            f"{megabytes:4.2f} MB: {time.perf_counter() - start:5.2f} s, {len(parsed.entries)} entries"
        )


if __name__ == "__main__":
    quality()
    speed()
