"""Fit the weights with which lists are read, and measure them on lists they have not seen.

``python benchmarks/fit_lists.py`` leaves out each batch of labelled lists in turn, fits on
the rest, reads the batch, and prints how well; then it fits on all of them and writes
``kg/reading_list/weights.toml``. ``--check`` fails when the file is not what it would
write, ``--only-fit`` skips the measuring.
"""

import sys
from collections import Counter, defaultdict
from dataclasses import replace
from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT / "tests" / "reading_list"), str(ROOT / "benchmarks")]

from fit_chain import (
    MADE_LISTS,
    ROUNDS,
    as_text,
    fit_chain,
    halves,
    labelled_examples,
    made_examples,
)
from labelled_lists import (
    NAMES,
    address,
    labels_of,
    markdown_of,
    plain,
    score,
    surnames,
    venue,
)

from kg.reading_list.bylines import settle_bylines
from kg.reading_list.candidates import candidates_of
from kg.reading_list.deciding import rows_together
from kg.reading_list.entry import clean_title
from kg.reading_list.entry_facts import rows_alone
from kg.reading_list.features import LABELS, by_itself
from kg.reading_list.labelling import label_pieces, label_words, rows_of_list
from kg.reading_list.markdown import read_document
from kg.reading_list.model import Model, chance
from kg.reading_list.parse import grouped_candidates, parse
from kg.reading_list.sections import placed_in_sections

WEIGHTS = ROOT / "kg" / "reading_list" / "weights.toml"
SCORES = ROOT / "tests" / "data" / "lists" / "scores.tsv"
CHAIN = WEIGHTS.with_name("chain.tsv")
#: The lists that were labelled together: first and last number.
BATCHES = (
    (1, 12), (51, 60), (61, 66), (71, 75), (81, 97),
    (101, 125), (126, 141), (142, 149), (150, 152),
    (201, 208), (209, 216), (217, 224), (225, 232), (233, 240), (241, 248), (249, 256), (257, 264), (265, 280),
)  # fmt: skip
#: A feature that fewer lists have says more about them than about lists.
FEWEST_LISTS = 2
RIDGE = {"piece": 0.5, "piece_of_list": 0.5, "entry": 1.0, "entry_of_list": 1.0}


def batches():
    """Return the names of the lists of each batch; what is newer than the last is one by hundreds."""
    found = defaultdict(list)
    for name in NAMES:
        number = int(name)
        batch = next((one for one in BATCHES if one[0] <= number <= one[1]), (number // 20 * 20,))
        found[batch].append(name)
    return list(found.values())


# ------------------------------------------------------------------ what is right


def titles(label):
    return {
        plain(one)
        for one in [label["title"], label.get("title_raw"), *label.get("title_ok", [])]
        if one
    }


def lines_of(label):
    return [label["line"], *label.get("line_ok", [])]


def title_at(candidate, label):
    """Return the number of the piece that is the labelled title, or None."""
    wanted = titles(label)
    for number, piece in enumerate(candidate.pieces):
        if piece.text and (plain(clean_title(piece.text)) in wanted or plain(piece.text) in wanted):
            return number
    return None


def matched(name, candidates):
    """Return {position of a candidate: its label}, and the positions of candidates that are labelled as no entry."""
    gold = labels_of(name)
    first, last = gold["range"]
    optional = set(gold.get("optional", []))
    found = {}
    for exactly in (True, False):
        for label in gold["entries"]:
            if any(label is one for one in found.values()):
                continue
            near = [
                (abs(candidate.block.line - label["line"]), position)
                for position, candidate in enumerate(candidates)
                if position not in found
                and any(
                    min(abs(line - one) for one in lines_of(label)) <= 2 for line in candidate.lines
                )
                and (
                    title_at(candidate, label) is not None
                    if exactly
                    else label["line"] in candidate.lines
                )
            ]
            if near:
                found[min(near)[1]] = label
    none = [
        position
        for position, candidate in enumerate(candidates)
        if position not in found
        and first <= candidate.block.line <= last
        and not optional & set(candidate.lines)
        and candidate.title is not None
    ]
    entries = {p: one for p, one in found.items() if one["line"] not in optional}
    return entries, none


def labelled_pieces(candidate, label):
    """Return the label of each piece of an entry, as numbers, or None when its title was cut."""
    title = title_at(candidate, label)
    if title is None:
        return None
    return [
        0 if number == title else LABELS.index(label_of(piece, label))
        for number, piece in enumerate(candidate.pieces)
    ]


def label_of(piece, label):
    people, family = surnames(label["authors"]), surnames(piece.people)
    venues = {venue(one) for one in [label["venue"], *label.get("venue_ok", [])] if one}
    said = {venue(piece.text), venue(piece.when.venue) if piece.when and piece.when.venue else None}
    if venues & said:
        return "venue"
    if people and family and len(set(family) & set(people)) >= 0.5 * len(family):
        return "authors"
    urls = {address(one["url"]) for one in label["links"]}
    if piece.href and address(piece.href) in urls:
        return "link"
    years = {label["year"], *label.get("year_ok", [])} - {None}
    if piece.when and piece.when.year in years and not piece.when.venue:
        return "year"
    return "note"


# --------------------------------------------------------------------------- fit


def fitted(rows, targets, owners, outcomes, ridge):
    """Return the weights of a linear model: features by outcomes, by maximum likelihood.

    Every list counts by the root of how much of it there is, one that was made of another half.
    """
    lists = defaultdict(set)
    for row, owner in zip(rows, owners, strict=True):
        for feature, _ in row:
            lists[feature].add(owner)
    names = sorted(name for name, of in lists.items() if len(of) >= FEWEST_LISTS)
    known = {name: number for number, name in enumerate(names)}
    entries = [
        (number, known[feature], value)
        for number, row in enumerate(rows)
        for feature, value in row
        if feature in known
    ]
    at, columns, values = zip(*entries, strict=True)
    table = csr_matrix((values, (at, columns)), shape=(len(rows), len(names)))
    sizes = Counter(owners)
    weight = np.array([(0.5 if " " in owner else 1) / np.sqrt(sizes[owner]) for owner in owners])
    weight *= len(rows) / weight.sum()
    aim = np.zeros((len(rows), outcomes))
    aim[np.arange(len(rows)), targets] = 1.0

    def loss(flat):
        weights = flat.reshape(len(names), outcomes)
        scores = table @ weights
        scores -= scores.max(axis=1, keepdims=True)
        total = np.log(np.exp(scores).sum(axis=1, keepdims=True))
        likely = np.exp(scores - total)
        value = -(weight[:, None] * aim * (scores - total)).sum() + 0.5 * ridge * (flat @ flat)
        slope = table.T @ (weight[:, None] * (likely - aim)) + ridge * weights
        return value, slope.ravel()

    start = np.zeros(len(names) * outcomes)
    best = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 150})
    weights = best.x.reshape(len(names), outcomes)
    if outcomes == 2:
        weights = weights[:, 1:] - weights[:, :1]
    rounded = np.round(weights, 2) + 0.0
    return {
        name: row.tolist()
        for name, row in zip(names, rounded, strict=True)
        if np.abs(row).max() >= 0.05
    }


class Labelled:
    """A labelled list, read as far as it can be without weights."""

    def __init__(self, name):
        self.name = name
        self.text = markdown_of(name)
        self.cut = self.examples(
            self._candidates(),
            lambda candidates: [by_itself(candidate) for candidate in candidates],
        )

    def blocks(self):
        return read_document(self.text).blocks

    def _candidates(self):
        candidates = candidates_of(self.blocks())
        settle_bylines(candidates)
        return candidates

    def examples(self, candidates, rows_of):
        """Return the rows of the pieces of entries, and what each is."""
        entries, _ = matched(self.name, candidates)
        rows = rows_of(candidates)
        found = []
        for position, label in entries.items():
            if targets := labelled_pieces(candidates[position], label):
                found += zip(rows[position], targets, strict=True)
        return found

    def grouped(self, model):
        return grouped_candidates(self.blocks(), model)


def unlinked(candidates):
    """Return the candidates as if the list had no links: many lists have none."""
    found = []
    for candidate in candidates:
        pieces = [
            replace(piece, href=None)
            for piece in candidate.pieces
            if piece is not candidate.title and not (piece.href and piece.role == "label")
        ]
        title = candidate.title and replace(candidate.title, href=None)
        if title is not None:
            before = sum(
                not (one.href and one.role == "label")
                for one in candidate.pieces[: candidate.pieces.index(candidate.title)]
            )
            pieces.insert(before, title)
        found.append(replace(candidate, pieces=pieces, title=title))
    return found


def titles_alone(candidates, entries):
    """Return the candidates as if the list gave nothing but titles."""
    return [
        replace(
            candidate,
            pieces=[one for one in candidate.pieces if one is candidate.title],
            fields=None,
        )
        if position in entries
        else candidate
        for position, candidate in enumerate(unlinked(candidates))
    ]


EMPTY = {"piece": {}, "piece_of_list": {}, "entry": {}, "entry_of_list": {}}


def fit_pieces(lists):
    """Return the weights that say what each piece is, and the candidates of each list."""

    def pieces(examples, ridge):
        flat = [(row, target, name) for name, found in examples for row, target in found]
        rows, targets, owners = zip(*flat, strict=True)
        return fitted(rows, targets, owners, len(LABELS), ridge)

    weights = dict(EMPTY)
    cut = [(one.name, one.cut) for one in lists]
    weights["piece"] = pieces(cut, RIDGE["piece"])
    model = Model(weights)
    candidates = {one.name: one.grouped(model) for one in lists}
    alone = [
        (
            one.name,
            one.examples(
                candidates[one.name], lambda found: [by_itself(candidate) for candidate in found]
            ),
        )
        for one in lists
    ]
    weights["piece"] = pieces(
        [(name, one + other) for (name, one), (_, other) in zip(cut, alone, strict=True)],
        RIDGE["piece"],
    )
    model = Model(weights)
    listed = [
        (one.name, one.examples(candidates[one.name], lambda found: rows_of_list(found, model)))
        for one in lists
    ]
    weights["piece_of_list"] = pieces(listed, RIDGE["piece_of_list"])
    return weights, candidates


def fit_words(lists, weights, made_count, rounds):
    """Return the chain, and the candidates of each list as models say that had not seen it.

    The chain is fitted on pieces that were found by a model of the other half of the lists.
    """
    by_name = {one.name: one for one in lists}
    labels = [label for name in by_name for label in labels_of(name)["entries"]]
    made = made_examples(labels, Model(weights), made_count)
    first, second = halves(by_name, batches())
    candidates, examples, of_half = {}, {}, {}
    for half, seen, unseen in ((0, first, second), (1, second, first)):
        of_half[half] = fit_pieces([by_name[name] for name in seen])[0]
        model = Model(of_half[half])
        for name in unseen:
            candidates[name] = by_name[name].grouped(model)
            label_pieces(candidates[name], model)
            examples[name] = labelled_examples(
                name, candidates[name], matched(name, candidates[name])[0]
            )
    for half, seen, unseen in ((0, first, second), (1, second, first)):
        known = [one for name in seen for one in examples[name]]
        model = Model(of_half[half], fit_chain(known + made, rounds))
        for name in unseen:
            label_words(candidates[name], model)
    chain = fit_chain([one for name in by_name for one in examples[name]] + made, rounds)
    return chain, candidates


def fit(lists, made=MADE_LISTS, rounds=ROUNDS):
    """Return the weights for some labelled lists: step by step, each on what the steps before say.

    Parameters
    ----------
    lists
        The labelled lists.
    made
        How many lists are made of their entries in other notations.
    rounds
        How often the weights of words are improved.
    """
    weights, _ = fit_pieces(lists)
    chain, candidates = fit_words(lists, weights, made, rounds)
    return Model(fit_entries(lists, weights, candidates), chain), weights


def fit_entries(lists, weights, candidates):
    """Return the weights with those that tell an entry from what is none."""
    alone, together = [], []
    prepared = []
    for one in lists:
        found = candidates[one.name]
        _, placed = placed_in_sections(one.blocks(), found)
        entries, none = matched(one.name, found)
        rows = rows_alone(found, placed)
        prepared.append((one.name, found, placed, rows, entries, none))
        alone += [(rows[p], 1, one.name) for p in entries] + [(rows[p], 0, one.name) for p in none]
        for name, bare in (
            (one.name + " without links", unlinked(found)),
            (one.name + " of titles", titles_alone(found, entries)),
        ):
            rows = rows_alone(bare, placed)
            prepared.append((name, bare, placed, rows, entries, none))
            alone += [(rows[p], 1, name) for p in entries] + [(rows[p], 0, name) for p in none]
    weights["entry"] = fitted(*zip(*alone, strict=True), 2, RIDGE["entry"])
    model = Model(weights)
    for name, found, placed, rows, entries, none in prepared:
        first = chance(model.entry.scores(rows)[:, 0])
        both = rows_together(found, placed, rows, first)
        together += [(both[p], 1, name) for p in entries] + [(both[p], 0, name) for p in none]
    weights["entry_of_list"] = fitted(*zip(*together, strict=True), 2, RIDGE["entry_of_list"])
    return weights


FIELDS = ("title", "year", "venue", "authors", "ids", "links")


def leave_one_batch_out(lists):
    """Return {list: score}, each read with weights that were fitted without its batch."""
    found = {}
    for batch in batches():
        model, _ = fit([one for one in lists if one.name not in batch])
        for name in batch:
            found[name] = score(
                name, parse(markdown_of(name), source=f"{name}.md", id="list:x", model=model)
            )
    return found


def as_toml(weights):
    lines = ["# Made by benchmarks/fit_lists.py from the labelled lists; not edited by hand."]
    for step, rows in weights.items():
        lines += ["", f"[{step}]"]
        lines += [f"{_quoted(name)} = {row}" for name, row in rows.items()]
    return "\n".join(lines) + "\n"


def _quoted(name):
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'


def scores_of(model):
    """Return what each list scores with a model, as lines."""
    lines = ["list\tentries\toverall\tfalse"]
    for name in NAMES:
        one = score(name, parse(markdown_of(name), source=f"{name}.md", id="list:x", model=model))
        lines.append(f"{name}\t{one['entries']:.3f}\t{one['overall']:.3f}\t{one['false']}")
    return "\n".join(lines) + "\n"


def show(scores):
    for batch in batches():
        cells = [f"{batch[0]:>4} to {batch[-1]:>4}"]
        for field in ("entries", *FIELDS, "overall"):
            values = [scores[name][field] for name in batch if field in scores[name]]
            cells.append(f"{np.mean(values):9.3f}" if values else f"{'-':>9}")
        print("".join(cells))
    total = totals(scores)
    print(
        f"{'all':>12}"
        + "".join(f"{total[field]:9.3f}" for field in ("entries", *FIELDS, "overall"))
    )


def totals(scores):
    return {
        field: float(np.mean([one[field] for one in scores.values() if field in one]))
        for field in ("entries", *FIELDS, "overall")
    }


def main(arguments):
    lists = [Labelled(name) for name in NAMES]
    if "--only-fit" not in arguments:
        print(f"{'left out':>12}" + "".join(f"{one:>9}" for one in ("entries", *FIELDS, "overall")))
        show(leave_one_batch_out(lists))
    model, weights = fit(lists)
    files = {WEIGHTS: as_toml(weights), CHAIN: as_text(model.chain), SCORES: scores_of(model)}
    for path, text in files.items():
        if "--check" not in arguments:
            path.write_text(text, encoding="utf-8", newline="\n")
        elif path.read_text(encoding="utf-8") != text:
            return f"{path.name} is not what this writes"
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
