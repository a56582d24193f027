"""What each piece of each entry is, by the model: alone first, then with the whole list."""

from __future__ import annotations

import dataclasses
import itertools
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from kg.reading_list.agreement import agreed
from kg.reading_list.candidates import Candidate
from kg.reading_list.chain import KIND_OF, KINDS, STATES, Bundles, best_states, marginals
from kg.reading_list.columns import column_role
from kg.reading_list.dates_and_venues import Dated, dated, venue_name
from kg.reading_list.edges import edges_of
from kg.reading_list.features import LABELS, Row, among_others, by_itself
from kg.reading_list.fields import fields_of
from kg.reading_list.habits import Habits
from kg.reading_list.model import Linear, Model, chances, title_of
from kg.reading_list.people import names
from kg.reading_list.piece import Piece
from kg.reading_list.wordfacts import bundles_of
from kg.reading_list.words import Words, pieces_at, words_of

__all__ = ["choose_titles", "label_pieces", "label_words", "rows_of_list", "worded"]

Scores = list[NDArray[np.float64]]

_YEAR = re.compile(r"(?<!\d)(?:1[89]\d\d|20[0-4]\d)(?!\d)")


def choose_titles(candidates: Sequence[Candidate], model: Model) -> None:
    """Give each candidate its likeliest title, looking at the candidate alone."""
    for candidate, scores in zip(candidates, _scores_alone(candidates, model), strict=True):
        title = title_of(_titles_only(candidate, scores))
        piece = None if title is None else candidate.pieces[title]
        candidate.title = piece if piece and _may_be_title(piece) and not _is_known(piece) else None


def _alone(candidates: Sequence[Candidate]) -> list[list[Row]]:
    """Return the features of the pieces of each candidate, found once as long as it keeps its pieces."""
    for candidate in candidates:
        if candidate.rows is None:
            candidate.rows = by_itself(candidate)
    return [candidate.rows or [] for candidate in candidates]


def _scores_alone(candidates: Sequence[Candidate], model: Model) -> Scores:
    """Return the scores of the pieces of each candidate alone, found once as long as it keeps its pieces."""
    new = [
        candidate
        for candidate in candidates
        if candidate.scored is None or candidate.scored[0] is not model.piece
    ]
    for candidate, scores in zip(new, _scores(_alone(new), model.piece), strict=True):
        candidate.scored = model.piece, scores
    return [candidate.scored[1] for candidate in candidates if candidate.scored is not None]


def rows_of_list(candidates: Sequence[Candidate], model: Model) -> list[list[Row]]:
    """Return the features of each piece of each candidate, those that the list gives it included."""
    alone = _alone(candidates)
    first = [chances(scores) for scores in _scores_alone(candidates, model)]
    weights = [_weight(candidate) for candidate in candidates]
    listed = among_others(candidates, first, weights)
    return [
        [[*one, *other] for one, other in zip(own, others, strict=True)]
        for own, others in zip(alone, listed, strict=True)
    ]


def label_pieces(candidates: Sequence[Candidate], model: Model) -> None:
    """Say of each candidate which piece is its title, and what the others are."""
    rows = rows_of_list(candidates, model)
    for candidate, scores in zip(candidates, _scores(rows, model.piece_of_list), strict=True):
        title = title_of(_titles_only(candidate, scores))
        if title is None or not _may_be_title(candidate.pieces[title]):
            candidate.title = None
            continue
        candidate.sureness = chances(scores)
        labels = [LABELS[number + 1] for number in scores[:, 1:].argmax(axis=1)]
        candidate.pieces = [
            dataclasses.replace(piece, role="text")
            if number == title
            else _labelled(piece, _named(candidate, piece) or label)
            for number, (piece, label) in enumerate(zip(candidate.pieces, labels, strict=True))
        ]
        candidate.title = candidate.pieces[title]


#: Candidates whose words are scored at once: their features are many, and kept no longer.
_AT_ONCE = 400
#: How much more a word counts as the title when its piece was found to be it.
_PIECE = 1.0
#: The same of a piece in bold or alone in its cell, which is seldom anything else.
_MARKED_PIECE = 3.0
#: How much less a word counts as a name where no other entry begins with names.
_UNLIKE = 1.5
#: How much less a word counts as a name in a column of another name than the list's for people.
_UNNAMED = 2.0
#: How much more a word counts as what the name of its column says.
_COLUMN = {"title": 1.0, "names": 2.0, "venue": 2.0, "year": 2.0}


def worded(
    candidates: Sequence[Candidate],
) -> Iterator[tuple[Words, list[list[Bundles]], list[int]]]:
    """Yield the words of each candidate, their features, and where each stands in a piece."""
    said = [words_of(candidate) for candidate in candidates]
    habits = Habits(
        [(one, candidate.kind) for one, candidate in zip(said, candidates, strict=True)]
    )
    for one, candidate in zip(said, candidates, strict=True):
        labels = _found(candidate)
        pieces = pieces_at(one.words, candidate.pieces) if labels else [-1] * len(one.words)
        yield one, bundles_of(one, candidate.kind, labels, pieces, habits), pieces


def _found(candidate: Candidate) -> list[tuple[str, float]]:
    """Return what each piece was found to be, and how surely."""
    if candidate.sureness is None:
        return []
    found = []
    for piece, row in zip(candidate.pieces, candidate.sureness, strict=True):
        label = LABELS[int(row.argmax())]
        if piece is candidate.title:
            label = "title"
        elif label == "title":
            label = "note"
        found.append((label, float(row.max())))
    return found


def label_words(candidates: Sequence[Candidate], model: Model) -> None:
    """Say of each candidate what its words are: its fields."""
    if model.chain is None:
        return
    candidates = [candidate for candidate in candidates if _may_be_entry(candidate)]
    texts: list[Words] = []
    places: list[list[int]] = []
    scores: Scores = []
    found = worded(candidates)
    while part := list(itertools.islice(found, _AT_ONCE)):
        scores += model.chain.scores([bundles for _, bundles, _ in part])
        texts += [said for said, _, _ in part]
        places += [pieces for _, _, pieces in part]
    for candidate, score, said, pieces in zip(candidates, scores, texts, places, strict=True):
        _favour_columns(score, said)
        _favour_title(score, candidate, pieces)
    _label_texts(candidates, texts, scores, model.chain.steps)


def _label_texts(
    candidates: Sequence[Candidate],
    texts: Sequence[Words],
    scores: Scores,
    steps: NDArray[np.float64],
) -> None:
    edges = list(map(edges_of, texts))
    kinds = [(said, candidate.kind) for said, candidate in zip(texts, candidates, strict=True)]
    more = agreed(kinds, marginals(scores, edges, steps))
    scores = [score + added for score, added in zip(scores, more, strict=True)]
    states = best_states(scores, edges, steps)
    for number in _alone_in_beginning_with_names(candidates, states):
        scores[number][:, KINDS.index("authors")] -= _UNLIKE
        states[number] = best_states([scores[number]], [edges[number]], steps)[0]
    likely = marginals(scores, edges, steps)
    for candidate, said, path, chance in zip(candidates, texts, states, likely, strict=True):
        candidate.fields = fields_of(said, [int(one) for one in KIND_OF[path]], chance)


#: What the words of a column are: a year may stand beside names and venues.
_KIND_OF_COLUMN = {"title": "title", "names": "authors", "venue": "venue", "year": "year"}


def _favour_columns(score: NDArray[np.float64], said: Words) -> None:
    """Raise the scores of words as what the name of their column says."""
    titled = "title" in said.columns
    for row, word in zip(score, said.words, strict=True):
        role = said.columns[word.cell] if 0 <= word.cell < len(said.columns) else None
        if role in _COLUMN and (role == "title" or word.text.isdigit() == (role == "year")):
            row[KINDS.index(_KIND_OF_COLUMN[role])] += _COLUMN[role]
        elif titled and role is None and word.cell >= 0:
            row[KINDS.index("authors")] -= _UNNAMED


def _favour_title(score: NDArray[np.float64], candidate: Candidate, pieces: Sequence[int]) -> None:
    """Raise the scores of the words in the piece that was found to be the title."""
    number = next((n for n, piece in enumerate(candidate.pieces) if piece is candidate.title), -1)
    if number >= 0 and number in pieces:
        weight = _MARKED_PIECE if _is_marked(candidate) else _PIECE
        score[:, 0] += np.where(np.array(pieces) == number, weight, -weight)


def _is_marked(candidate: Candidate) -> bool:
    """Whether the title is in bold, or alone in a cell of a table."""
    title = candidate.title
    if title is None:
        return False
    return title.style == "bold" or (
        title.cell >= 0 and sum(piece.cell == title.cell for piece in candidate.pieces) == 1
    )


def _may_be_entry(candidate: Candidate) -> bool:
    """Whether a candidate has a title and is no heading of what is below it."""
    return candidate.title is not None and (
        candidate.kind != "heading"
        or candidate.follower
        or any(piece.href for piece in candidate.pieces)
    )


def _alone_in_beginning_with_names(
    candidates: Sequence[Candidate], states: Sequence[NDArray[np.int64]]
) -> list[int]:
    """Return which candidates begin with names although hardly any other of their kind does.

    ``Forget Less, Count Better: A Benchmark`` is a title among titles.
    """
    kinds: dict[str, list[int]] = defaultdict(list)
    for number, candidate in enumerate(candidates):
        kinds[candidate.kind].append(number)
    found = []
    for numbers in kinds.values():
        named = [n for n in numbers if (states[n] == STATES.index("authors")).any()]
        if len(numbers) > 2 and len(named) <= max(1, 0.1 * len(numbers)):
            found += named
    return found


def _may_be_title(piece: Piece) -> bool:
    return bool(piece.text) and piece.role not in ("label", "note")


def _is_known(piece: Piece) -> bool:
    """Whether a piece is certainly names, a venue or a date, when nothing beside it says otherwise."""
    return piece.role in ("names", "dated") and piece.certain >= 0.9


def _titles_only(candidate: Candidate, scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the scores with no chance of being the title for what cannot be one."""
    scores = scores.copy()
    for number, piece in enumerate(candidate.pieces):
        if not _may_be_title(piece):
            scores[number, 0] = -99.0
    return scores


def _scores(rows: Sequence[Sequence[Row]], linear: Linear) -> Scores:
    """Return the scores of the pieces of each candidate."""
    flat = linear.scores(list(itertools.chain.from_iterable(rows)))
    ends = list(itertools.accumulate(len(row) for row in rows))
    return [flat[end - len(row) : end] for row, end in zip(rows, ends, strict=True)]


def _weight(candidate: Candidate) -> float:
    """Return how much a candidate tells about the others: more when it links or dates a paper."""
    return 1.0 if any(piece.role == "dated" or piece.href for piece in candidate.pieces) else 0.3


def _named(candidate: Candidate, piece: Piece) -> str | None:
    """Return what the name of a column says that a piece is."""
    if not 0 <= piece.cell < len(candidate.block.columns):
        return None
    role = column_role(candidate.block.columns[piece.cell])
    if _is_year(piece):
        return "year" if role in ("names", "venue", "year") else None
    return {"names": "authors", "venue": "venue"}.get(role or "") if not piece.href else None


def _is_year(piece: Piece) -> bool:
    """Whether a piece is a year and no venue."""
    return piece.when is not None and bool(piece.when.year) and not piece.when.venue


def _labelled(piece: Piece, label: str) -> Piece:
    """Return a piece as what it was found to be, unless it says itself what it is."""
    if _is_settled(piece, label):
        return piece
    if label == "authors":
        people = piece.people or (names(piece.text) or (_split(piece.text), 0))[0]
        when = piece.when if _is_year(piece) else None
        return dataclasses.replace(piece, role="names", people=tuple(people), when=when)
    if label == "year":
        year = piece.when.year if piece.when else None
        return _dated(piece, Dated(year or _year(piece.text), None, 1.0))
    if label == "venue":
        return _dated(piece, _venue(piece))
    role = "label" if label == "link" and piece.href else "note"
    return dataclasses.replace(piece, role=role, people=())


def _is_settled(piece: Piece, label: str) -> bool:
    """Whether the list says what a piece is, or it surely is something else than was found."""
    if piece.field and piece.role in ("names", "dated", "note"):
        return True
    if piece.role == "dated":
        return piece.certain >= 0.9 and label not in ("year", "venue")
    is_row = piece.role == "names" and piece.certain >= 1.0 and bool(piece.people[1:])
    return is_row and label == "note"


def _venue(piece: Piece) -> Dated:
    when = piece.when if piece.when and piece.when.venue else dated(piece.text)
    if when is not None and when.venue:
        return when
    return Dated(_year(piece.text), venue_name(_YEAR.sub(" ", piece.text)) or None, 0.7)


def _dated(piece: Piece, when: Dated) -> Piece:
    return dataclasses.replace(
        piece, role="dated", when=when, certain=max(piece.certain, 0.5), people=()
    )


def _split(text: str) -> Iterable[str]:
    return [part for part in re.split(r"\s*[,;]\s*|\s+(?:and|&)\s+", text) if part]


def _year(text: str) -> int | None:
    found = _YEAR.search(text)
    return int(found.group()) if found else None
