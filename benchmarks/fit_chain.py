"""Fit the chain that says what each word of an entry is: by maximum likelihood, on labelled
entries and on entries made of them in other notations (made_entries.py)."""

import itertools
from collections import Counter, defaultdict

import numpy as np
from chain_labels import states_of
from made_entries import made_lists, states_of_parts
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from kg.reading_list import candidates as candidates_of_lists
from kg.reading_list.bylines import settle_bylines
from kg.reading_list.chain import (
    KIND_OF,
    KINDS,
    STATES,
    Chain,
    PaddedTable,
    flat,
    likelihood,
    padded,
)
from kg.reading_list.edges import EDGES, edges_of
from kg.reading_list.labelling import choose_titles, label_pieces, worded

#: A feature that fewer lists have is none.
FEWEST_LISTS = 3
RIDGE, STEP_RIDGE = 1.0, 0.1
MADE_LISTS, MADE_WEIGHT = 240, 0.3
ROUNDS = 80


class Example:
    """An entry to be fitted: the features and states of its words, and where steps are taken."""

    def __init__(self, owner, rows, states, edges):
        self.owner, self.rows, self.states, self.edges = owner, rows, states, edges


def labelled_examples(name, candidates, entries):
    """Return the examples of a labelled list; ``entries`` are the labels of its candidates by position."""
    positions = sorted(entries)
    found = []
    # The habits of a list are those of what may be its entries.
    rows = worded([candidates[position] for position in positions])
    for position, (said, bundles, _) in zip(positions, rows, strict=True):
        states = states_of(said, entries[position])
        if states:
            found.append(Example(name, bundles, np.array(states), edges_of(said)))
    return found


def made_examples(labels, model, count=MADE_LISTS):
    """Return the examples of made lists, their pieces found by a model that has not seen them."""
    found = []
    for number, made in enumerate(made_lists(labels, count)):
        candidates = [candidate for candidate, _ in made]
        for candidate in candidates:
            candidate.pieces = _pieces_of(candidate)
        settle_bylines(candidates)
        choose_titles(candidates, model)
        label_pieces(candidates, model)
        for (_, parts), (said, bundles, _) in zip(made, worded(candidates), strict=True):
            states = np.array(states_of_parts(said, parts))
            (title,) = np.nonzero(states == STATES.index("title"))
            if len(title) and len(title) == title[-1] - title[0] + 1:
                found.append(Example(f"made {number}", bundles, states, edges_of(said)))
    return found


def _pieces_of(candidate):
    """Return the pieces of a made entry, those of the blocks below it marked as such."""
    found = candidates_of_lists.pieces_of(candidate.block)
    for block in candidate.joined:
        below = candidates_of_lists.pieces_of(block)
        for number, one in enumerate(below):
            one.below = True
            if number == 0:
                one.mark = "\n"
        found += below
    return found


def _tables(examples):
    """Return words by bundles, bundles by features, and the names of the features."""
    number, at, ends = {}, [], [0]
    owners = defaultdict(set)
    for one in examples:
        for row in one.rows:
            for bundle in itertools.chain.from_iterable(map(flat, row)):
                at.append(number.setdefault(bundle, len(number)))
                owners[bundle].add(one.owner)
            ends.append(len(at))
    words = csr_matrix((np.ones(len(at)), at, ends), shape=(len(ends) - 1, len(number)))
    lists = defaultdict(set)
    for bundle, of in owners.items():
        for name in bundle:
            lists[name] |= of
    names = sorted(name for name, of in lists.items() if len(of) >= FEWEST_LISTS)
    known = {name: n for n, name in enumerate(names)}
    at, ends = [], [0]
    for bundle in number:
        at += [known[name] for name in bundle if name in known]
        ends.append(len(at))
    return words, csr_matrix((np.ones(len(at)), at, ends), shape=(len(number), len(names))), names


def _weights(examples):
    """Every list counts by the root of how much of it there is."""
    sizes = Counter(one.owner for one in examples)
    return np.array(
        [
            MADE_WEIGHT if one.owner.startswith("made") else 3 / np.sqrt(sizes[one.owner])
            for one in examples
        ]
    )


def fit_chain(examples, rounds=ROUNDS):
    """Return the chain of greatest likelihood."""
    words, features, names = _tables(examples)
    weight = _weights(examples)
    lengths = [len(one.rows) for one in examples]
    starts = np.cumsum([0, *lengths])
    parts = padded(
        [np.zeros((one, len(KINDS))) for one in lengths], [one.edges for one in examples]
    )
    places = []
    for part in parts:
        at = np.zeros(part.edges.shape, int)
        states = np.zeros(part.edges.shape, int)
        for row, n in enumerate(part.order):
            at[row, : lengths[n]] = np.arange(starts[n], starts[n + 1])
            states[row, : lengths[n]] = examples[n].states
        places.append((at, states, np.arange(at.shape[1])[None, :] < part.lengths[:, None]))
    by_word, by_bundle = words.T.tocsr(), features.T.tocsr()
    size = len(names) * len(KINDS)
    shape = (len(EDGES), len(STATES), len(STATES))

    def loss(flat):
        weights, steps = flat[:size].reshape(-1, len(KINDS)), flat[size:].reshape(shape)
        scores = words @ (features @ weights)
        slope, step_slope, value = np.zeros_like(scores), np.zeros(shape), 0.0
        for part, (at, states, known) in zip(parts, places, strict=True):
            here = scores[at][:, :, KIND_OF] * known[:, :, None]
            one = PaddedTable(part.order, part.lengths, here, part.edges)
            gained, by_state, by_step = likelihood(one, states, weight[part.order], steps)
            value += gained
            step_slope += by_step
            by_kind = np.zeros((*at.shape, len(KINDS)))
            for state, kind in enumerate(KIND_OF):
                by_kind[:, :, kind] += by_state[:, :, state]
            slope[at[known]] += by_kind[known]
        by_weight = RIDGE * weights - by_bundle @ (by_word @ slope)
        return (
            -value + RIDGE / 2 * (weights**2).sum() + STEP_RIDGE / 2 * (steps**2).sum(),
            np.concatenate([by_weight.ravel(), (STEP_RIDGE * steps - step_slope).ravel()]),
        )

    start = np.zeros(size + int(np.prod(shape)))
    best = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": rounds}).x
    weights = np.round(best[:size].reshape(-1, len(KINDS)), 2) + 0.0
    kept = {
        name: row for name, row in zip(names, weights, strict=True) if np.abs(row).max() >= 0.04
    }
    return Chain(kept, np.round(best[size:].reshape(shape), 2) + 0.0)


def as_text(chain):
    """Return the weights as lines of a name and hundredths."""
    lines = ["# Made by benchmarks/fit_lists.py from the labelled lists; not edited by hand."]
    rows = [*chain.weights.items()]
    rows += [(f"step {name}", chain.steps[n].ravel()) for n, name in enumerate(EDGES)]
    for name, row in rows:
        lines.append("\t".join([name, *(str(round(value * 100)) for value in row)]))
    return "\n".join(lines) + "\n"


def halves(names, batches):
    """Return two halves of the lists, batches whole, of about equal size."""
    first, second = [], []
    parts = ([one for one in batch if one in names] for batch in batches)
    for part in sorted(parts, key=len, reverse=True):
        (first if len(first) <= len(second) else second).extend(part)
    return first, second
