"""Fit the weights with which lists are read, and measure them on lists they have not seen.

``python benchmarks/fit_lists.py`` fits on all labelled lists, writes ``weights.toml`` and
``chain.tsv`` in ``kg/reading_list`` and what each list scores, and prints how well each
batch is read by weights that were fitted on the other half of the batches: two minutes.
``--batches`` leaves out one batch at a time instead, which takes half an hour. ``--check``
fails when a file is not what would be written.
"""

import re
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import NamedTuple

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
from labelled_lists import FIELDS, NAMES, labels_of, markdown_of, score
from piece_labels import labelled_pieces, matched, titles_alone, unlinked

from kg.reading_list.bylines import settle_bylines
from kg.reading_list.candidates import candidates_of
from kg.reading_list.chain import Chain
from kg.reading_list.deciding import rows_together
from kg.reading_list.entry_facts import rows_alone
from kg.reading_list.features import LABELS, by_itself
from kg.reading_list.labelling import label_pieces, label_words, rows_of_list
from kg.reading_list.markdown import read_document
from kg.reading_list.model import Model, chance
from kg.reading_list.parse import grouped_candidates, parse
from kg.reading_list.sections import placed_in_sections

WEIGHTS = ROOT / "kg" / "reading_list" / "weights.toml"
SCORES = ROOT / "tests" / "data" / "lists" / "scores.tsv"
UNSEEN = SCORES.with_name("unseen.tsv")
CHAIN = WEIGHTS.with_name("chain.tsv")
#: The lists that were labelled together: first and last number.
BATCHES = (
    (1, 12), (51, 60), (61, 66), (71, 75), (81, 97),
    (101, 125), (126, 141), (142, 149), (150, 152),
    (201, 208), (209, 216), (217, 224), (225, 232), (233, 240), (241, 248), (249, 256), (257, 264), (265, 280), (281, 291), (292, 296),
)  # fmt: skip
#: How much a number may differ where it is fitted on another machine.
SLACK = {WEIGHTS: 0.1, CHAIN: 0.1, SCORES: 0.02, UNSEEN: 0.02}
#: A feature that fewer lists have says more about them than about lists.
FEWEST_LISTS = 2
RIDGE = {"piece": 0.5, "piece_of_list": 0.5, "entry": 0.5, "entry_of_list": 0.5}


def batches():
    """Return the names of the lists of each batch; what is newer than the last is one by hundreds."""
    found = defaultdict(list)
    for name in NAMES:
        number = int(name)
        batch = next((one for one in BATCHES if one[0] <= number <= one[1]), (number // 20 * 20,))
        found[batch].append(name)
    return list(found.values())


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


class Half(NamedTuple):
    """What was fitted on one half of the batches, and the lists of the other."""

    seen: list[str]
    unseen: list[str]
    weights: dict[str, dict[str, list[float]]]
    chain: Chain


def fit_words(lists, weights, made_count, rounds):
    """Return the chain, the candidates of each list as models say that had not seen it, and the halves.

    The chain is fitted on pieces that were found by a model of the other half of the lists.
    """
    by_name = {one.name: one for one in lists}
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
    parts = []
    for half, seen, unseen in ((0, first, second), (1, second, first)):
        made = made_of(seen, Model(of_half[half]), made_count)
        known = [one for name in seen for one in examples[name]]
        model = Model(of_half[half], fit_chain(known + made, rounds))
        parts.append(Half(seen, unseen, of_half[half], model.chain))
        for name in unseen:
            label_words(candidates[name], model)
    made = made_of(by_name, Model(weights), made_count)
    chain = fit_chain([one for name in by_name for one in examples[name]] + made, rounds)
    return chain, candidates, parts


def made_of(names, model, count):
    """Return the examples of lists that are made of the entries of some lists."""
    labels = [label for name in names for label in labels_of(name)["entries"]]
    return made_examples(labels, model, count)


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
    chain, candidates, _ = fit_words(lists, weights, made, rounds)
    return Model(fit_entries(lists, weights, candidates), chain), weights


def fit_with_halves(lists):
    """Return the weights for all lists, and {list: its score, read by a model of the other half}."""
    weights, _ = fit_pieces(lists)
    chain, candidates, parts = fit_words(lists, weights, MADE_LISTS, ROUNDS)
    unseen = {}
    for half in parts:
        known = [one for one in lists if one.name in half.seen]
        model = Model(fit_entries(known, half.weights, candidates), half.chain)
        unseen |= {name: scored(name, model) for name in half.unseen}
    return Model(fit_entries(lists, weights, candidates), chain), weights, unseen


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


def scored(name, model):
    """Return what a list scores, read with a model."""
    return score(name, parse(markdown_of(name), source=f"{name}.md", id="list:x", model=model))


def leave_one_batch_out(lists):
    """Return {list: score}, each read with weights that were fitted without its batch."""
    found = {}
    for batch in batches():
        model, _ = fit([one for one in lists if one.name not in batch])
        found |= {name: scored(name, model) for name in batch}
    return found


def as_toml(weights):
    lines = ["# Made by benchmarks/fit_lists.py from the labelled lists; not edited by hand."]
    for step, rows in weights.items():
        lines += ["", f"[{step}]"]
        lines += [f"{_quoted(name)} = {row}" for name, row in rows.items()]
    return "\n".join(lines) + "\n"


def _quoted(name):
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'


COLUMNS = ("entries", *FIELDS, "overall")


def as_rows(scores, columns):
    """Return scores as lines of a list and its numbers; what a list does not have is empty."""
    lines = ["\t".join(["list", *columns])]
    for name in sorted(scores, key=int):
        cells = [_cell(scores[name].get(one, "")) for one in columns]
        lines.append("\t".join([name, *cells]))
    return "\n".join(lines) + "\n"


def _cell(value):
    return f"{value:.3f}" if isinstance(value, float) else str(value)


def show(scores):
    """Print the mean scores of each batch and of all lists."""
    print(f"{'unseen':>12}" + "".join(f"{one:>9}" for one in COLUMNS))
    for title, names in [(f"{one[0]} to {one[-1]}", one) for one in batches()] + [("all", NAMES)]:
        cells = [f"{title:>12}"]
        for column in COLUMNS:
            values = [scores[name][column] for name in names if column in scores[name]]
            cells.append(f"{np.mean(values):9.3f}" if values else f"{'-':>9}")
        print("".join(cells))


def is_alike(written, fitted_now, slack):
    """Whether two files hold the same numbers, but for the order in which a processor adds.

    What is missing from one is zero.
    """
    one, other = map(_numbers, (written, fitted_now))
    none = [0.0] * max(map(len, [*one.values(), *other.values()]))
    return all(
        abs(a - b) <= slack
        for name in one.keys() | other.keys()
        for a, b in zip(one.get(name, none), other.get(name, none), strict=False)
    )


def _numbers(text):
    found, section = {}, ""
    for line in text.splitlines():
        if line.startswith("["):
            section = line
        elif line and not line.startswith("#"):
            name, _, rest = line.rpartition(" = ") if section else line.partition("\t")
            numbers = re.findall(r"-?\d+(?:\.\d+)?(?![^\s,\]])", rest)
            scale = 1 if "." in rest else 100  # the chain holds hundredths
            found[section, name] = [float(one) / scale for one in numbers]
    return found


def main(arguments):
    lists = [Labelled(name) for name in NAMES]
    if "--batches" in arguments:
        show(leave_one_batch_out(lists))
        return 0
    model, weights, unseen = fit_with_halves(lists)
    show(unseen)
    files = {
        WEIGHTS: as_toml(weights),
        CHAIN: as_text(model.chain),
        SCORES: as_rows(
            {name: scored(name, model) for name in NAMES}, ("entries", "overall", "false")
        ),
        UNSEEN: as_rows(unseen, COLUMNS),
    }
    for path, text in files.items():
        if "--check" not in arguments:
            path.write_text(text, encoding="utf-8", newline="\n")
        elif not is_alike(path.read_text(encoding="utf-8"), text, SLACK[path]):
            return f"error: {path.name} is not what this writes, run benchmarks/fit_lists.py"
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
