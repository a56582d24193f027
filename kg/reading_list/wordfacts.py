"""What the model sees of each word of an entry: bundles of features.

A bundle is a tuple of names of features that come together: those of a word, of a stretch
between marks, of a run of one style, of the entry. Many words share a bundle, so that its
score is computed once.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache

from kg.reading_list import links
from kg.reading_list.citations import byline
from kg.reading_list.people import names
from kg.reading_list.recognise import (
    FUNCTION_WORDS,
    NOT_NAMES,
    dated,
    is_word,
    title_likeness,
    venue_acronym,
    venue_likeness,
)
from kg.reading_list.words import Word, Words

__all__ = ["EDGES", "Bundle", "bundles_of", "edges_of"]

Bundle = tuple[str, ...]

_OPENING, _CLOSING = "([{（【《「『«“‹〈", ")]}）】》」』»”›〉"
_YEAR = re.compile(r"1[5-9]\d\d|20[0-4]\d")
_DAY = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:[0-3]\d)?")
_MONTH = re.compile(
    r"(?i)(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-zé]*|janvier|février|mai|juin|juillet|août|märz|juni|juli|oktober|dezember|enero|abril|mayo|julio|agosto|octubre|diciembre|maio|setembro|outubro|dezembro"
)
_CUES = {
    "in": "in", "en": "in", "em": "in", "dans": "in", "on": "on", "by": "by", "von": "by", "par": "by", "por": "by",
    "and": "and", "&": "and", "et": "and", "und": "and", "y": "and", "e": "and", "и": "and",
    "al": "al", "others": "al", "ed": "editor", "eds": "editor", "hrsg": "editor", "edd": "editor", "org": "editor", "orgs": "editor", "coord": "editor",
    "vol": "volume", "volume": "volume", "no": "volume", "issue": "volume", "number": "volume", "bd": "volume", "nr": "volume", "v": "volume", "n": "volume", "т": "volume", "№": "volume", "том": "volume",
    "pp": "pages", "p": "pages", "pages": "pages", "page": "pages", "s": "pages", "с": "pages", "стр": "pages", "str": "pages",
    "doi": "id", "pmid": "id", "pmcid": "id", "arxiv": "arxiv", "isbn": "id", "issn": "id", "url": "id",
    "proceedings": "venue", "proc": "venue", "journal": "venue", "j": "journal", "conference": "venue", "conf": "venue", "symposium": "venue", "workshop": "venue", "transactions": "venue",
    "trans": "venue", "revista": "venue", "zeitschrift": "venue", "rivista": "venue", "revue": "venue", "вестник": "venue", "журнал": "venue", "letters": "venue", "lett": "venue", "annals": "venue",
    "actas": "venue", "anais": "venue", "atti": "venue", "tagungsband": "venue", "congreso": "venue", "congresso": "venue", "simpósio": "venue", "bulletin": "venue", "review": "venue", "quarterly": "venue",
    "magazine": "venue", "acta": "venue", "archives": "venue", "annual": "venue", "international": "venue", "ieee": "publisher", "acm": "publisher", "press": "publisher", "springer": "publisher", "elsevier": "publisher", "wiley": "publisher",
    "university": "publisher", "universidade": "publisher", "universität": "publisher", "thesis": "thesis", "dissertation": "thesis", "report": "thesis", "phd": "thesis", "preprint": "arxiv", "biorxiv": "arxiv", "medrxiv": "arxiv",
    "abstract": "field", "title": "field", "author": "field", "authors": "field", "venue": "field", "year": "field", "published": "field", "publication": "field", "date": "field", "keywords": "field", "summary": "field", "notes": "field", "tl": "field",
    "标题": "field", "作者": "field", "会议": "field", "年份": "field", "摘要": "field", "期刊": "field", "等": "al", "第": "volume", "卷": "volume", "期": "volume", "学报": "venue",
    "forthcoming": "status", "press.": "status", "submitted": "status", "accepted": "status", "appear": "status", "retrieved": "status", "available": "status", "accessed": "status", "presented": "status", "presents": "status",
}  # fmt: skip


def _shape(word: str) -> str:
    first = word[0]
    if word.startswith("http"):
        return "address"
    if first.isdigit():
        known = "year" if _YEAR.fullmatch(word) else "day" if _DAY.fullmatch(word) else None
        return known or f"{min(len(word), 5)} digits"
    if not (first.isalpha()):
        return "open" if first in _OPENING else "close" if first in _CLOSING else first
    if "\u3040" <= first <= "\u9fff" or "\uac00" <= first <= "\ud7af":
        size = len(word)
        return f"wide {size if size < 5 else '5-8' if size < 9 else '9+'}"
    return _case(word)


def _case(word: str) -> str:
    """Return how a word is written: in capitals, with one, with several, in small letters."""
    first = word[0]
    if len(word) == 1:
        return "initial" if first.isupper() else "letter"
    if word.isupper():
        return "capitals 2" if len(word) == 2 else "capitals 3" if len(word) == 3 else "capitals"
    if first.isupper():
        return "Mixed" if any(map(str.isupper, word[1:])) and "-" not in word else "Capital"
    return "small" if word.islower() else "mixed"


@lru_cache(maxsize=32768)
def _of_word(word: str) -> tuple[str, ...]:
    """Return what is known of a word by itself."""
    folded = word.casefold()
    shape = _shape(word)
    found = [f"shape {shape}"]
    if word[0].isalpha():
        if len(folded) < 14:
            found.append(f"word {folded}")
        if folded in FUNCTION_WORDS:
            found.append("function")
        if len(word) > 3 and (folded in NOT_NAMES or folded.rstrip("s") in NOT_NAMES):
            found.append("topic")
        if venue_acronym(word):
            found.append("acronym of a word" if is_word(word) else "acronym")
        if _MONTH.fullmatch(word):
            found.append("month")
        if cue := _CUES.get(folded):
            found.append(f"cue {cue}")
        if shape == "Capital":
            found.append(
                f"Capital {'short' if len(word) < 5 else 'usual' if len(word) < 9 else 'long'}"
            )
            if re.search(
                r"(?:tion|ing|ment|ics|ity|ive|ical|ence|ance|ous|able|ness|ism|ogy|ungen|ción|ção|zione)s?$",
                word,
            ):
                found.append("ends as nouns do")
        if len(word) > 4 and shape == "small":
            found.append("small long")
    return tuple(found)


@lru_cache(maxsize=32768)
def _near(word: str, offset: int) -> Bundle:
    """Return the bundle of a word at a distance from the one that is looked at."""
    facts = _of_word(word)
    if abs(offset) > 1:
        facts = tuple(one for one in facts if not one.startswith("word "))
    return tuple(f"{offset}: {one}" for one in facts)


@lru_cache(maxsize=8192)
def _pair(before: str, word: str) -> Bundle:
    a, b = _of_word(before)[0], _of_word(word)[0]
    return (f"{a} then {b}",)


def _size(count: int) -> str:
    for most, name in ((1, "1"), (2, "2"), (4, "4"), (7, "7"), (12, "12"), (20, "20"), (40, "40")):
        if count <= most:
            return name
    return "more"


_EDGES = re.compile(r"^[\W_]+|[\W_]+$")


@lru_cache(maxsize=16384)
def _of_text(text: str) -> tuple[str, ...]:
    """Return what recognisers say of a stretch of text."""
    bare = " ".join(text.split())
    found = []
    if len(bare) <= 400:
        people = names(bare)
        if people:
            many = "names" if len(people[0]) > 1 else "name"
            found.append(
                f"{'sure' if people[1] >= 0.9 else 'maybe' if people[1] >= 0.5 else 'hardly'} {many}"
            )
        elif (edge := _YEAR_AT_EDGE.search(bare)) and (
            people := names(bare[: edge.start()] if edge.start() else bare[edge.end() :])
        ):
            found.append(f"{'names' if len(people[0]) > 1 else 'name'} and year")
        when = dated(bare)
        if when:
            what = (
                "venue and year" if when.year and when.venue else "venue" if when.venue else "year"
            )
            found.append(f"{'sure' if when.strength >= 0.9 else 'maybe'} {what}")
        elif venue_likeness(bare) >= 0.5:
            found.append("like a venue")
        if links.label_kind(bare) is not None:
            found.append("a label")
        found.append(f"likeness {round(title_likeness(bare) * 4)}")
    if not found or len(found) == 1:
        found.append("unknown")
    return tuple(found)


def _mark(word: Word) -> str:
    return word.text if not word.text[0].isalnum() else ""


def bundles_of(
    said: Words,
    kind: str,
    labels: Sequence[tuple[str, float]],
    pieces: Sequence[int],
    habits: Habits,
) -> list[list[Bundle]]:
    """Return the bundles of features of each word.

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
    small = _stretches(words, strong=False)
    large = _stretches(words, strong=True)
    runs = _runs(words)
    of_small = [_described(said, one, small, n, "part") for n, one in enumerate(small)]
    of_large = [_described(said, one, large, n, "piece") for n, one in enumerate(large)]
    for n in range(min(_LEADS, len(large))):
        of_large[n] += habits.bundle(said, kind, n)
    entry = _of_entry(said, kind, runs)
    of_run = [_described_run(said, one, runs, n, entry) for n, one in enumerate(runs)]
    at_small, at_large, at_run = (_at(len(words), one) for one in (small, large, runs))
    named = _names_first(said)
    texts = ["^^", "^", *(one.text for one in words), "$", "$$"]
    found = []
    for n, (depth, quoted) in enumerate(_enclosed(words)):
        word = words[n]
        part, piece, run = small[at_small[n]], large[at_large[n]], runs[at_run[n]]
        place = _of_place(
            _size(n) if n else f"1, {kind}",
            word.gap,
            min(n - part[0], 3),
            _size(part[1] - part[0]),
            min(n - piece[0], 3),
            depth,
            (n == run[0], n == run[1] - 1, quoted, n < named, word.below),
        )
        found.append(
            [
                *(_near(texts[n + 2 + step], step) for step in (0, -1, 1, -2, 2)),
                _pair(texts[n + 1], texts[n + 2]),
                of_small[at_small[n]], of_large[at_large[n]], of_run[at_run[n]], entry, place,
                _of_piece(labels, pieces, n),
            ]
        )  # fmt: skip
        if word.cell >= 0:
            role = said.columns[word.cell] if word.cell < len(said.columns) else None
            found[-1].append(_of_cell(role, _of_word(word.text)[0], min(word.cell, 6)))
    return found


def _enclosed(words: Sequence[Word]) -> Iterator[tuple[int, bool]]:
    """Yield how many brackets are open around each word, and whether a quotation mark is."""
    depth, quoted = 0, False
    for word in words:
        mark = _mark(word)
        if mark and mark in _CLOSING:
            depth = max(0, depth - 1)
        yield min(depth, 2), quoted
        if mark and mark in _OPENING:
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


#: How many stretches at the beginning of an entry are compared with those of the others.
_LEADS = 4
_YEAR_AT_EDGE = re.compile(r"^(?:1[5-9]\d\d|20[0-4]\d)\W+|\W+(?:1[5-9]\d\d|20[0-4]\d)[a-z]?\W*$")


class Habits:
    """How the entries of a list begin: which stretch ends with which mark, and what it is like."""

    def __init__(self, entries: Sequence[tuple[Words, str]]) -> None:
        self.count: dict[str, int] = defaultdict(int)
        self.like: dict[tuple[object, ...], Counter[str]] = defaultdict(Counter)
        self.leads: dict[tuple[str, str, int], tuple[tuple[object, ...], list[str], str]] = {}
        for said, kind in entries:
            if not said.words:
                continue
            self.count[kind] += 1
            large = _stretches(said.words, strong=True)
            for number in range(min(_LEADS, len(large))):
                key, facts, text = self._lead(said, kind, large, number)
                self.leads[said.said, kind, number] = key, facts, text
                seen = self.like[key]
                seen["all"] += 1
                seen[f"text {text}"] += 1
                for fact in facts:
                    seen[fact] += 1

    @staticmethod
    def _lead(
        said: Words, kind: str, large: Sequence[tuple[int, int]], number: int
    ) -> tuple[tuple[object, ...], list[str], str]:
        words = said.words
        start, end = large[number]
        text = _text(said, large[number])
        key = (kind, number, words[start].style, words[start].cell, _edge(words, end))
        facts = [f"size {_size(end - start)}"]
        letters = [word.text for word in words[start:end] if word.text[0].isalpha()]
        if (
            letters
            and len(letters) < 4
            and all(one[0].isupper() and not one.isupper() for one in letters)
        ):
            facts.append("short capitals")
        facts += [
            one.split()[-1] + ("" if one.startswith("sure") else "?")
            for one in _of_text(text)
            if not one.startswith("likeness")
        ]
        if title_likeness(text) >= 0.5:
            facts.append("like a title")
        return key, facts, text

    def bundle(self, said: Words, kind: str, number: int) -> Bundle:
        """Return the bundle of a stretch: what the others in its place are like."""
        key, mine, text = self.leads[said.said, kind, number]
        seen = self.like[key]
        others = max(1, seen["all"] - 1)
        levels = {fact: _level((seen[fact] - (fact in mine)) / others) for fact in _COMPARED}
        share = _level((seen["all"] - 1) / max(1, self.count[kind] - 1))
        return _of_habit(
            number, str(key[-1]), share, tuple(levels.values()), min(seen[f"text {text}"], 4)
        )


_COMPARED = (
    "short capitals", "like a title", "names", "names?", "name?", "year", "venue", "venue?", "title", "unknown", "label",
)  # fmt: skip


@lru_cache(maxsize=8192)
def _of_habit(number: int, mark: str, share: str, levels: tuple[str, ...], same: int) -> Bundle:
    found = [
        f"habit shared {share}",
        f"habit {mark} shared {share}",
        f"habit {number} {mark} {share}",
    ]
    for fact, level in zip(_COMPARED, levels, strict=True):
        if level != "none" and fact != "like a title":
            found += [
                f"habit {fact} {level}",
                f"habit {number} {fact} {level}",
                f"habit {share} {fact} {level}",
            ]
    short, like = levels[:2]
    found += [
        f"habit like a title {like}",
        f"habit {share}, like a title {like}, short {short}",
        f"habit {mark} {share}, like a title {like}, short {short}",
    ]
    if same > 1:
        found.append(f"habit text of several {same}")
    return tuple(found)


def _level(share: float) -> str:
    return "none" if share < 0.05 else "few" if share < 0.35 else "many" if share < 0.75 else "most"


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


def _at(count: int, stretches: Sequence[tuple[int, int]]) -> list[int]:
    at = [0] * count
    for number, (start, end) in enumerate(stretches):
        at[start:end] = [number] * (end - start)
    return at


_STRONG = frozenset('.|;。·•«»《》「」『』"“”„([{)]}（）【】:：—–')
_WEAK = frozenset(",，、/")


def _stretches(words: Sequence[Word], *, strong: bool) -> list[tuple[int, int]]:
    """Return where stretches between marks begin and end; marks stand alone.

    Strong ones end at sentences, brackets, quotation marks, lines and changes of style;
    the others at commas, too. A full stop after an initial or a short word is weak.
    """
    found, start = [], 0
    for n, word in enumerate(words):
        new = n and (
            word.run != words[n - 1].run or word.gap in ("line", "break", "block", "cell", "tab")
        )
        if new and start < n:
            found.append((start, n))
            start = n
        if _is_mark(words, n, strong=strong):
            if start < n:
                found.append((start, n))
            found.append((n, n + 1))
            start = n + 1
    if start < len(words):
        found.append((start, len(words)))
    return found


def _is_mark(words: Sequence[Word], n: int, *, strong: bool) -> bool:
    text = words[n].text
    after = words[n + 1] if n + 1 < len(words) else None
    spaced = after is None or bool(after.gap)
    if text == ".":
        if not spaced:
            return False
        before = words[n - 1].text if n else ""
        return not (strong and len(before) == 1 and before.isupper())
    if text in "-–—~":
        return spaced and bool(words[n].gap)
    if text in ":：":
        return spaced or text == "："
    if text in _STRONG:
        return True
    if text in _WEAK:
        return not strong and (spaced or text != "/")
    return False


def _runs(words: Sequence[Word]) -> list[tuple[int, int]]:
    found, start = [], 0
    for n in range(1, len(words) + 1):
        if n == len(words) or words[n].run != words[start].run:
            found.append((start, n))
            start = n
    return found


def _text(said: Words, stretch: tuple[int, int]) -> str:
    return said.said[said.words[stretch[0]].start : said.words[stretch[1] - 1].end]


def _edge(words: Sequence[Word], n: int) -> str:
    """Return the mark or the change that ends or begins a stretch."""
    if n < 0 or n >= len(words):
        return "edge"
    text = words[n].text
    return text if not text[0].isalnum() and len(text) == 1 else "style"


def _described(
    said: Words, stretch: tuple[int, int], others: Sequence[tuple[int, int]], number: int, name: str
) -> Bundle:
    """Return the bundle of a stretch of text between marks."""
    words = said.words
    start, end = stretch
    facts = _of_text(_text(said, stretch))
    before, after = _edge(words, start - 1), _edge(words, end)
    found = _of_stretch(name, facts, words[start].style, _size(end - start), before, after)
    found += _of_number(name, words[start].gap, min(number, 8), min(len(others), 9))
    for step in (-2, -1, 1, 2):
        if 0 <= number + step < len(others):
            found += _beside(name, step, _of_text(_text(said, others[number + step])))
    return found


@lru_cache(maxsize=16384)
def _of_stretch(
    name: str, facts: tuple[str, ...], style: str, size: str, before: str, after: str
) -> Bundle:
    found = [f"{name} is {one}" for one in facts]
    found += [f"{name} is {one} {style}" for one in facts]
    found += [f"{name} is {one} after {before}" for one in facts]
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
def _beside(name: str, step: int, facts: tuple[str, ...]) -> Bundle:
    return tuple(f"{name} {step} is {one}" for one in facts)


def _described_run(
    said: Words,
    stretch: tuple[int, int],
    others: Sequence[tuple[int, int]],
    number: int,
    entry: Bundle,
) -> Bundle:
    """Return the bundle of a run of one style: which of its style it is, and where it leads."""
    words = said.words
    first = words[stretch[0]]
    facts = _of_text(_text(said, stretch))
    style = "image" if first.image else first.style
    ordinal = sum(words[one[0]].style == first.style for one in others[:number])
    found = [
        f"run {style}",
        f"run {style} {min(ordinal, 3)}",
        f"run number {min(number, 5)} {style}",
    ]
    found += [f"run {style} is {one}" for one in facts]
    found += [f"run {style}, {one}" for one in entry]
    if first.href is not None:
        host = "within" if first.href.startswith("#") else links.host_kind(first.href)
        found += [f"leads to {host}", *(f"leads to {host}, {one}" for one in facts)]
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
    styles = {words[one[0]].style for one in runs}
    found = [f"entry {kind}", f"entry of {_size(len(words))}"]
    found += [f"entry with {one}" for one in sorted(styles)]
    titled = any(
        words[start].style == "link"
        and links.label_kind(_text(said, (start, end))) is None
        and not words[start].text.startswith("http")
        for start, end in runs
    )
    if titled:
        found.append("entry with a linked text")
    if any(word.text in ('"', "“", "«", "《", "「", "『") for word in words):
        found.append("entry with quotation marks")
    if any(_YEAR.fullmatch(word.text) for word in words):
        found.append("entry with a year")
    return tuple(found)


# ------------------------------------------------------------------ between words

_MARKS = {
    ",": ",", "，": ",", "、": ",", ".": ".", "。": ".", ":": ":", "：": ":", ";": ";", "；": ";",
    "|": "|", "｜": "|", "/": "/", "&": "and",
}  # fmt: skip
_QUOTES = frozenset('"“”„«»‘’《》「」『』`')
#: What lies between two words, where what they are may change.
EDGES = (
    "cell", "block", "break", "line", "tab", "run", "run after mark",
    *(f"at {one}" for one in (",", ".", ":", ";", "|", "/", "and", "dash", "hyphen", "open", "close", "quote", "mark")),
    *(f"after {one}" for one in (",", ".", ":", ";", "|", "/", "and", "dash", "hyphen", "open", "close", "quote", "mark")),
    "after initial.", "glued", "before year", "after year", "before digits", "after digits", "capitals", "wide", "small", "before in",
)  # fmt: skip
_NUMBER = {name: number for number, name in enumerate(EDGES)}


def _mark_class(words: Sequence[Word], n: int) -> str | None:
    text = words[n].text
    first = text[0]
    if first.isalnum():
        return "and" if text.casefold() in ("and", "und", "et", "y", "with", "by") else None
    if found := _MARKS.get(first):
        return found
    if first in _QUOTES:
        return "quote"
    if first in _OPENING:
        return "open"
    if first in _CLOSING:
        return "close"
    if first in "-–—~":
        after = words[n + 1].gap if n + 1 < len(words) else " "
        return "dash" if words[n].gap and after else "hyphen"
    return "mark"


def edges_of(said: Words) -> list[int]:
    """Return what lies before each word, as numbers of :data:`EDGES`."""
    return [_NUMBER[_edge_before(said.words, n)] for n in range(len(said.words))]


def _edge_before(words: Sequence[Word], n: int) -> str:
    word = words[n]
    if word.gap in ("cell", "block", "break", "line", "tab"):
        return word.gap
    if n == 0:
        return "small"
    before = words[n - 1]
    last, here = _mark_class(words, n - 1), _mark_class(words, n)
    if word.run != before.run:
        return "run after mark" if last else "run"
    if here:
        return f"at {here}"
    if last:
        if last == "." and n > 1 and len(words[n - 2].text) == 1 and words[n - 2].text.isupper():
            return "after initial."
        return f"after {last}"
    return _between_words(before, word)


def _between_words(before: Word, word: Word) -> str:
    if not word.gap:
        return "glued"
    if _YEAR.fullmatch(word.text):
        return "before year"
    if _YEAR.fullmatch(before.text):
        return "after year"
    if word.text[0].isdigit():
        return "before digits"
    if before.text[0].isdigit():
        return "after digits"
    if _CUES.get(word.text.casefold()) == "in":
        return "before in"
    if _WIDE_WORD.match(word.text) or _WIDE_WORD.match(before.text):
        return "wide"
    return "capitals" if word.text[0].isupper() and before.text[0].isupper() else "small"


_WIDE_WORD = re.compile("[\u3040-\u9fff\uac00-\ud7af]")
