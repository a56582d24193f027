"""How well a parsed list agrees with its labels: entry F1 times the mean of its fields.

The labels and what counts as right follow tests/data/lists/README.md.
"""

import html
import json
import re
import unicodedata
from pathlib import Path

LISTS = Path(__file__).parent.parent / "data" / "lists"
NAMES = sorted((path.stem for path in LISTS.glob("*.json")), key=int)
FIELDS = ("title", "year", "venue", "authors", "ids", "links")


def recorded():
    """Return {list: (entry F1, overall, false entries)} as benchmarks/fit_lists.py wrote it last."""
    lines = (LISTS / "scores.tsv").read_text(encoding="utf-8").splitlines()[1:]
    rows = (line.split("\t") for line in lines)
    return {
        name: (float(entries), float(overall), int(false)) for name, entries, overall, false in rows
    }


def markdown_of(name):
    return next(LISTS.glob(f"{name}-*.md")).read_text(encoding="utf-8")


def labels_of(name):
    return json.loads((LISTS / f"{name}.json").read_text(encoding="utf-8"))


def plain(text):
    text = unicodedata.normalize("NFKC", html.unescape(text or "")).replace("’", "'")
    return " ".join(text.replace("“", '"').replace("”", '"').split()).strip(" .,;:*_\"'-–")


def venue(text):
    words = re.sub(
        r"[^\w/&]+", " ", re.sub(r"'?\b(?:19|20)?\d\d\b", " ", plain(text).casefold())
    ).split()
    return " ".join(word for word in words if word != "preprint" or len(words) == 1) or None


def surnames(people):
    found = []
    for person in people or []:
        family = person.split(",")[0] if "," in person else person.split()[-1]
        bare = unicodedata.normalize("NFKD", family).encode("ascii", "ignore").decode().casefold()
        found.append(re.sub(r"[\W\d_]", "", bare))
    return found


def address(url):
    return re.sub(r"^http:", "https:", html.unescape(url)).rstrip("/")


def right(field, label, found):
    """Return (label has it, we have it, we are right) for one field of one entry."""
    if field == "title":
        accepted = {plain(title) for title in [label["title"], *label.get("title_ok", [])]}
        return 1, 1, plain(found.title) in accepted
    if field == "year":
        accepted = {label["year"], *label.get("year_ok", [])}
        if found.year is None and None in accepted:
            return 0, 0, 0
        extra = found.year if label["year"] is not None or found.year not in accepted else None
        return (
            int(label["year"] is not None),
            int(extra is not None),
            found.year in accepted and label["year"] is not None,
        )
    if field == "venue":
        accepted = {venue(one) for one in [label["venue"], *label.get("venue_ok", [])]}
        said = venue(found.venue)
        if said is None and None in accepted:
            return 0, 0, 0
        neutral = label["venue"] is None and (said in accepted or said == "arxiv")
        return (
            int(label["venue"] is not None),
            int(said is not None and not neutral),
            label["venue"] is not None and said in accepted,
        )
    if field == "authors":
        same = surnames(label["authors"]) == surnames(found.authors)
        return (
            int(label["authors"] is not None),
            int(bool(found.authors)),
            label["authors"] is not None and same,
        )
    if field == "ids":
        known = {
            kind: found.ids[kind]
            for kind in ("arxiv", "doi", "acl", "openreview")
            if kind in found.ids
        }
        wanted = {
            kind: value.lower() if kind == "doi" else value for kind, value in label["ids"].items()
        }
        return (
            len(wanted),
            len(known),
            sum(known.get(kind) == value for kind, value in wanted.items()),
        )
    wanted = {
        address(link["url"]): {link["kind"], *link.get("kind_ok", [])} for link in label["links"]
    }
    known = {address(link.url): link.kind for link in found.links}
    return len(wanted), len(known), sum(known.get(url) in kinds for url, kinds in wanted.items())


def paired(labels, entries):
    """Pair labelled and found entries within two lines: titles alike first, then the nearest."""
    found, free = {}, list(entries)
    for alike in (True, False):
        for number, label in enumerate(labels):
            if number in found:
                continue
            lines = [label["line"], *label.get("line_ok", [])]
            titles = {plain(title) for title in [label["title"], *label.get("title_ok", [])]}
            near = [
                one
                for one in free
                if min(abs(one.line - line) for line in lines) <= 2
                and (not alike or plain(one.title) in titles)
            ]
            if near:
                found[number] = min(near, key=lambda one: abs(one.line - label["line"]))
                free.remove(found[number])
    return [(label, found.get(number)) for number, label in enumerate(labels)], free


def score(name, parsed):
    """Return overall, entry F1 and the F1 of each field for one labelled list."""
    gold = labels_of(name)
    first, last = gold["range"]
    optional = set(gold.get("optional", []))
    entries = [
        one for one in parsed.entries if first <= one.line <= last and one.line not in optional
    ]
    labels = [one for one in gold["entries"] if one["line"] not in optional]
    pairs, false = paired(labels, entries)
    hits = [(label, found) for label, found in pairs if found is not None]
    result = {
        "entries": 2 * len(hits) / (len(labels) + len(hits) + len(false)),
        "false": len(false),
    }
    parts = []
    for field in FIELDS:
        triples = [right(field, label, found) for label, found in hits]
        wanted, said, agreed = (
            (sum(column) for column in zip(*triples, strict=True)) if triples else (0, 0, 0)
        )
        if wanted:
            result[field] = 2 * agreed / (wanted + said)
            parts.append(result[field])
    result["overall"] = result["entries"] * (sum(parts) / len(parts) if parts else 0.0)
    return result
