"""What the model sees of each word of an entry: bundles of features.

A bundle is a tuple of names of features that come together: those of a word, of a phrase
between marks, of a run of one style, of the entry. Many words share a bundle, so that its
score is computed once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from kg.reading_list import links
from kg.reading_list.chain import Bundles
from kg.reading_list.citation_heads import byline
from kg.reading_list.habits import LEADS, Habits
from kg.reading_list.phrases import (
    CLOSING,
    OPENING,
    facts_of_text,
    mark_at,
    phrase_at,
    phrases_of,
    runs_of,
    size_name,
    text_of,
)
from kg.reading_list.word_kinds import YEAR, Bundle, facts_of_word
from kg.reading_list.words import Word, Words

__all__ = ["bundles_of"]


@lru_cache(maxsize=32768)
def _near(word: str) -> tuple[Bundle, ...]:
    """Return the bundles of a word, seen from the words two before it to two after it."""
    facts = facts_of_word(word)
    far = [fact for fact in facts if not fact.startswith("word ")]
    return tuple(
        tuple(f"{step}: {fact}" for fact in (far if abs(step) > 1 else facts))
        for step in (2, 1, 0, -1, -2)
    )


@lru_cache(maxsize=8192)
def _pair(before: str, shape: str) -> Bundle:
    return (f"{before} then {shape}",)


def _mark(word: Word) -> str:
    return word.text if not word.text[0].isalnum() else ""


def bundles_of(
    said: Words,
    kind: str,
    labels: Sequence[tuple[str, float]],
    pieces: Sequence[int],
    habits: Habits,
) -> list[list[Bundles]]:
    """Return the bundles of features of each word, those of a phrase together.

    Parameters
    ----------
    said
        The words.
    kind
        The kind of the entry's block.
    labels
        What each piece was found to be by itself, and how surely.
    pieces
        The piece of each word, or -1.
    habits
        How the entries of the list begin.
    """
    words = said.words
    if not words:
        return []
    small = phrases_of(words, strong=False)
    large = phrases_of(words, strong=True)
    runs = runs_of(words)
    of_small = _described(said, small, "part")
    of_large = _described(said, large, "piece")
    for n in range(min(LEADS, len(large))):
        of_large[n] += (habits.bundle(said, kind, n),)
    entry = _of_entry(said, kind, runs)
    of_run = [_described_run(said, run, runs, n, entry) for n, run in enumerate(runs)]
    at_small, at_large, at_run = (
        phrase_at(len(words), phrases) for phrases in (small, large, runs)
    )
    named = _names_first(said)
    texts = ["^", *(word.text for word in words)]
    near = [*map(_near, ("^^", *texts, "$", "$$"))]
    shapes = [facts_of_word(text)[0] for text in texts]
    found: list[list[Bundles]] = []
    for n, (depth, quoted) in enumerate(_enclosed(words)):
        word = words[n]
        part, piece, run = small[at_small[n]], large[at_large[n]], runs[at_run[n]]
        place = _of_place(
            size_name(n) if n else f"1, {kind}",
            word.gap,
            min(n - part[0], 3),
            size_name(part[1] - part[0]),
            min(n - piece[0], 3),
            depth,
            (n == run[0], n == run[1] - 1, quoted, n < named, word.below),
        )
        found.append(
            [
                near[n][4], near[n + 1][3], near[n + 2][2], near[n + 3][1], near[n + 4][0],
                _pair(shapes[n], shapes[n + 1]),
                of_small[at_small[n]], of_large[at_large[n]], of_run[at_run[n]], entry, place,
                _of_piece(labels, pieces, n),
            ]
        )  # fmt: skip
        if word.cell >= 0:
            role = said.columns[word.cell] if word.cell < len(said.columns) else None
            found[-1].append(_of_cell(role, facts_of_word(word.text)[0], min(word.cell, 6)))
    return found


def _enclosed(words: Sequence[Word]) -> Iterator[tuple[int, bool]]:
    """Yield how many brackets are open around each word, and whether a quotation mark is."""
    depth, quoted = 0, False
    for word in words:
        mark = _mark(word)
        if mark and mark in CLOSING:
            depth = max(0, depth - 1)
        yield min(depth, 2), quoted
        if mark and mark in OPENING:
            depth += 1
        if mark == '"':
            quoted = not quoted


@lru_cache(maxsize=1024)
def _of_cell(role: str | None, shape: str, cell: int) -> Bundle:
    return (f"column {role}", f"column {role}, {shape}", f"cell {cell}")


def _of_piece(labels: Sequence[tuple[str, float]], pieces: Sequence[int], n: int) -> Bundle:
    """Return the bundle of what the piece of a word was found to be."""
    here = pieces[n]
    before = pieces[n - 1] if n else -1
    after = pieces[n + 1] if n + 1 < len(pieces) else -1
    label, sure = labels[here] if here >= 0 else ("mark", 1.0)
    return _of_label(
        label,
        "surely" if sure > 0.95 else "likely" if sure > 0.7 else "maybe",
        None if here == before else labels[before][0] if before >= 0 else "mark",
        None if here == after else labels[after][0] if after >= 0 else "mark",
        here < 0 and before < 0 and after < 0,
    )


@lru_cache(maxsize=4096)
def _of_label(label: str, trust: str, before: str | None, after: str | None, alone: bool) -> Bundle:
    found = [f"found {label}", f"found {trust} {label}"]
    if before is not None:
        found.append(f"found {label} after {before}")
    if after is not None:
        found.append(f"found {label} before {after}")
    if alone:
        found.append("found nothing around")
    return tuple(found)


def _names_first(said: Words) -> int:
    """Return how many words from the beginning are surely names."""
    found = byline(said.said) if said.said[:1].isalpha() else None
    if not found:
        return 0
    return sum(word.start < found[2] for word in said.words)


@lru_cache(maxsize=16384)
def _of_place(
    place: str,
    gap: str,
    in_part: int,
    size: str,
    in_piece: int,
    depth: int,
    facts: tuple[bool, ...],
) -> Bundle:
    """Return the bundle of where a word stands."""
    names = ("run begins", "run ends", "quoted", "in names first", "below")
    return (
        f"place {place}",
        f"gap {gap}",
        f"part at {in_part} of {size}",
        f"piece at {in_piece}",
        f"depth {depth}",
        *(name for name, holds in zip(names, facts, strict=True) if holds),
    )


def _described(
    said: Words, phrases: Sequence[tuple[int, int]], name: str
) -> list[tuple[Bundle, ...]]:
    """Return the bundles of each phrase of text between marks: most are those of other phrases, too."""
    words = said.words
    facts = [facts_of_text(text_of(said, phrase)) for phrase in phrases]
    beside = [_beside(name, of_phrase) for of_phrase in facts]
    count = min(len(phrases), 9)
    found = []
    for number, (start, end) in enumerate(phrases):
        before, after = mark_at(words, start - 1), mark_at(words, end)
        first = words[start]
        found.append(
            (
                _of_phrase(name, facts[number], first.style, size_name(end - start), before, after),
                _of_number(name, first.gap, min(number, 8), count),
                *(beside[n][n - number] for n in range(max(0, number - 2), number)),
                *(beside[n][n - number] for n in range(number + 1, min(number + 3, len(phrases)))),
            )
        )
    return found


@lru_cache(maxsize=16384)
def _of_phrase(
    name: str, facts: tuple[str, ...], style: str, size: str, before: str, after: str
) -> Bundle:
    found = [f"{name} is {fact}" for fact in facts]
    found += [f"{name} is {fact} {style}" for fact in facts]
    found += [f"{name} is {fact} after {before}" for fact in facts]
    found += [f"{name} size {size}", f"{name} {style} size {size}"]
    found += [
        f"{name} between {before} {after}",
        f"{name} after {before}",
        f"{name} before {after}",
    ]
    return tuple(found)


@lru_cache(maxsize=4096)
def _of_number(name: str, gap: str, number: int, count: int) -> Bundle:
    return (f"{name} gap {gap}", f"{name} number {number}", f"{name} number {number} of {count}")


@lru_cache(maxsize=4096)
def _beside(name: str, facts: tuple[str, ...]) -> dict[int, Bundle]:
    """Return the bundles that a phrase gives to those at a distance from it."""
    return {step: tuple(f"{name} {step} is {fact}" for fact in facts) for step in (-2, -1, 1, 2)}


def _described_run(
    said: Words,
    phrase: tuple[int, int],
    others: Sequence[tuple[int, int]],
    number: int,
    entry: Bundle,
) -> Bundle:
    """Return the bundle of a run of one style: which of its style it is, and where it leads."""
    words = said.words
    first = words[phrase[0]]
    facts = facts_of_text(text_of(said, phrase))
    style = "image" if first.image else first.style
    ordinal = sum(words[other[0]].style == first.style for other in others[:number])
    found = [
        f"run {style}",
        f"run {style} {min(ordinal, 3)}",
        f"run number {min(number, 5)} {style}",
    ]
    found += [f"run {style} is {fact}" for fact in facts]
    found += [f"run {style}, {fact}" for fact in entry]
    if first.href is not None:
        host = "within" if first.href.startswith("#") else links.host_kind(first.href)
        found += [f"leads to {host}", *(f"leads to {host}, {fact}" for fact in facts)]
    if number:
        found.append(f"run {style} after {words[others[number - 1][0]].style}")
    if number + 1 < len(others):
        found.append(f"run {style} before {words[others[number + 1][0]].style}")
    else:
        found.append(f"run {style} last")
    return tuple(found)


def _of_entry(said: Words, kind: str, runs: Sequence[tuple[int, int]]) -> Bundle:
    """Return the bundle of the whole entry."""
    words = said.words
    styles = {words[run[0]].style for run in runs}
    found = [f"entry {kind}", f"entry of {size_name(len(words))}"]
    found += [f"entry with {style}" for style in sorted(styles)]
    titled = any(
        words[start].style == "link"
        and links.label_kind(text_of(said, (start, end))) is None
        and not words[start].text.startswith("http")
        for start, end in runs
    )
    if titled:
        found.append("entry with a linked text")
    if any(word.text in ('"', "“", "«", "《", "「", "『") for word in words):
        found.append("entry with quotation marks")
    if any(YEAR.fullmatch(word.text) for word in words):
        found.append("entry with a year")
    return tuple(found)
