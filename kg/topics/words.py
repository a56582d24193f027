"""The words that set the titles of topics apart, by class-based TF-IDF.

The weight of a word in a topic is the share of the topic's titles that hold it, times
log(1 + A / f): f is how many titles hold it in all, A how many words a topic has on
average (Grootendorst, arXiv 2203.05794). Words that no other topic's titles hold more often
come first, and of these the words that the other titles hold half as often at most:
"learning" names one topic, not five, and none of a field that learns. No model is asked.
"""

from __future__ import annotations

import math
import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import chain, pairwise
from pathlib import Path

from kg.topics.unspaced import UNSPACED, pairs_in_titles, words_of_run

__all__ = ["APART", "rows_of_titles", "topic_words", "words_of_rows", "words_of_titles"]

_MOST = 10
_PRIOR = 5  # titles without the word that every topic is thought to have besides its own
_EQUAL = 0.9  # shares that differ by less lead together
APART = 2  # times as often as in the other titles
#: A word, or a mark that parts the words beside it.
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?(?:[-‐‑–][^\W_]+)*|[^\w\s'’]")
#: Years, spans of them, and numbers in order.
_NUMBER = re.compile(r"\d+(?:-\d+)*(?:s|st|nd|rd|th)?")
#: Articles and prepositions that are written with the word behind them.
_ELISION = re.compile(r"(?i)(?:[cdjlmnst]|qu|un|all|dall|dell|nell|sull)'(?=\w)")
_HYPHENS = re.compile(r"[-‐‑–]")


@cache
def _stop_words() -> tuple[frozenset[str], frozenset[str]]:
    """Return the words that tell nothing in English, and in other languages."""
    text = Path(__file__).with_name("stop_words.toml").read_text(encoding="utf-8")
    words = {language: found.split() for language, found in tomllib.loads(text).items()}
    english = [*words.pop("english"), *words.pop("of_titles")]
    return frozenset(english), frozenset(chain.from_iterable(words.values()))


def words_of_titles(titles: Sequence[str]) -> list[list[str]]:
    """Return the telling words of each title, every word in the one form that most titles use.

    "cross-modal", "cross modal" and "crossmodal" are one word where the titles hold the
    first; a plural is its singular where they hold both.

    Examples
    --------
    >>> words_of_titles(["Cross-Modal Hashing Networks", "A crossmodal network for hashing", "Cross modal GANs"])
    [['cross-modal', 'hashing', 'network'], ['cross-modal', 'network', 'hashing'], ['cross-modal', 'GANs']]
    """
    return words_of_rows(rows_of_titles(titles))


def words_of_rows(rows: Iterable[Iterable[str]]) -> list[list[str]]:
    """Return the words of rows of :func:`rows_of_titles`, each once a row.

    Examples
    --------
    >>> words_of_rows([["hashing", "", "hashing"]])
    [['hashing']]
    """
    return [list(dict.fromkeys(filter(None, row))) for row in rows]


def rows_of_titles(titles: Sequence[str]) -> list[list[str]]:
    """Return the words of each title where they stand, and "" for what tells nothing between them.

    Examples
    --------
    >>> rows_of_titles(["Metrics of Distance: a Metric"])
    [['metric', '', 'distance', '', '', 'metric']]
    """
    folded = _with_one_hyphenation(_parted([_tokens(title) for title in titles]))
    counts = Counter(word.casefold() for words in folded for word in words)
    spellings: dict[str, Counter[str]] = {}
    for word in filter(_tells, chain.from_iterable(folded)):
        spellings.setdefault(_stem(word.casefold(), counts), Counter())[word] += 1
    forms = {stem: _form(stem, found) for stem, found in spellings.items()}
    return [
        [forms[_stem(word.casefold(), counts)] if _tells(word) else "" for word in words]
        for words in folded
    ]


def _tells(word: str) -> bool:
    english, foreign = _stop_words()
    folded = word.casefold()
    if len(word) < 2 or _NUMBER.fullmatch(folded) or folded in english:
        return False
    # "dos" is Portuguese, "DoS" an attack.
    return folded not in foreign or any(map(str.isupper, word[1:]))


def _tokens(title: str) -> list[str]:
    text = unicodedata.normalize("NFKC", title).replace("’", "'")
    return [
        _HYPHENS.sub("-", re.sub(r"'s?$|'s(?=-)", "", _ELISION.sub("", token)))
        for token in _WORD.findall(text)
    ]


def _parted(titles: Sequence[Sequence[str]]) -> list[list[str]]:
    """Return titles with the words of writing without spaces apart."""
    pairs = pairs_in_titles(titles)
    return [
        [
            word
            for token in tokens
            for word in (words_of_run(token, pairs) if UNSPACED.fullmatch(token) else [token])
        ]
        for tokens in titles
    ]


def _with_one_hyphenation(titles: Sequence[Sequence[str]]) -> list[list[str]]:
    compounds = {token.casefold() for tokens in titles for token in tokens if "-" in token}
    joined = {compound.replace("-", ""): compound for compound in sorted(compounds)}
    return [_compounded(tokens, compounds, joined) for tokens in titles]


def _compounded(tokens: Sequence[str], compounds: set[str], joined: dict[str, str]) -> list[str]:
    """Return tokens with the two other spellings of hyphenated words in the hyphenated one."""
    words: list[str] = []
    skip = False
    for token, following in pairwise([*tokens, ""]):
        pair = f"{token}-{following}".casefold()
        if skip:
            skip = False
        elif pair in compounds:
            words.append(pair)
            skip = True
        else:
            words.append(joined.get(token.casefold(), token))
    return words


def _stem(word: str, counts: Counter[str]) -> str:
    """Return the singular of a plural, where the titles hold it too."""
    for end, singular in (("ies", "y"), ("es", ""), ("s", "")):
        base = word.removesuffix(end) + singular
        if word.endswith(end) and len(base) > 2 and counts[base]:
            return base
    return word


def _form(stem: str, spellings: Counter[str]) -> str:
    """Return how a word is shown: in small letters, unless most titles give it capitals of its own."""

    def has_own(word: str) -> bool:
        # The capitals of "Cross-Modal" are those of a heading, those of "GANs" its own.
        return any(char.isupper() for part in word.split("-") for char in part[1:])

    own = sum(count for word, count in spellings.items() if has_own(word))
    if own * 2 <= spellings.total():
        return stem
    return min(filter(has_own, spellings), key=lambda word: (-spellings[word], word))


def topic_words(topics: Sequence[Iterable[Sequence[str]]]) -> list[list[str]]:
    """Return the words of each topic, the most telling first.

    Parameters
    ----------
    topics
        The words of each title of each topic.

    Examples
    --------
    >>> topic_words([[["deep", "hashing"], ["hashing"]], [["deep", "captions"], ["captions"]]])
    [['hashing', 'deep'], ['captions', 'deep']]
    """
    classes = [[set(title) for title in titles] for titles in topics]
    inside = [Counter(word for title in titles for word in title) for titles in classes]
    overall = sum(inside, Counter())
    average = overall.total() / max(1, len(classes))
    leading = _leading(inside, [len(titles) for titles in classes])
    titles_of_all = sum(map(len, classes))

    def is_apart(word: str, topic: int) -> bool:
        own, size = inside[topic][word], len(classes[topic])
        return own * (titles_of_all - size) >= APART * (overall[word] - own) * size

    def ranked(topic: int) -> list[str]:
        counts = inside[topic]
        weights = {
            word: round(count / len(classes[topic]) * math.log(1 + average / overall[word]), 9)
            for word, count in counts.items()
        }
        # A word of one title is that paper's own, one that another topic's titles hold more
        # often is that topic's, and one that all titles hold nobody's: they come last.
        return sorted(
            counts,
            key=lambda word: (
                counts[word] == 1,
                topic not in leading[word],
                not is_apart(word, topic),
                -weights[word],
                word,
            ),
        )

    return [ranked(topic)[:_MOST] for topic in range(len(classes))]


def _leading(inside: Sequence[Counter[str]], sizes: Sequence[int]) -> dict[str, set[int]]:
    """Return the topics (one, or several that are about equal) whose titles hold each word most.

    Shares are of the titles and a few more, so that no topic of three papers leads in what
    half of a large one is about.
    """
    shares: dict[str, dict[int, float]] = {}
    for topic, (counts, size) in enumerate(zip(inside, sizes, strict=True)):
        for word, count in counts.items():
            shares.setdefault(word, {})[topic] = count / (size + _PRIOR)
    return {
        word: {topic for topic, share in found.items() if share >= _EQUAL * max(found.values())}
        for word, found in shares.items()
    }
