"""Where the name of a venue begins and ends, once some of its words are known to be of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kg.reading_list.chain import KINDS
from kg.reading_list.dates_and_venues import is_word, venue_acronym, venue_name
from kg.reading_list.links import label_kind
from kg.reading_list.words import Word, Words

__all__ = ["venue_before_volume", "venue_behind", "whole_venues"]

Span = tuple[int, int]

_TITLE, _AUTHORS, _YEAR, _OTHER = map(KINDS.index, ("title", "authors", "year", "other"))
#: Small words within names of venues.
_WITHIN = frozenset("of and & for in on the de der des du für e und et y la le".split())
_ORDINAL = re.compile(r"st|nd|rd|th")
#: What is said beside the name of a venue and is not of it.
_BESIDE = re.compile(
    r"(?i)in|at|presented|appeared|published|proc(?:eedings)?|oral|spotlight|poster|highlight|best|award|outstanding|accepted|under|submitted|forthcoming|to|"
    r"vol|volume|no|issue|pp?|pages?|art|article|paper|papers|pdf|code|link|doi|arxiv|preprint|"
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|springer|elsevier|acm|ieee|pmlr|press"
)
#: Words between two parts of one name at most: ``IEEE/RSJ Int. Conf. Intell. Rob. Syst.``
_BETWEEN = 7
_LONGEST = 12
#: What only journals have behind their names: volume, issue, pages; ``11:20-13:00`` is a time.
_VOLUME = re.compile(
    r"\W{0,6}(?:[Ii]n:?\s+)?(?P<venue>[A-Z][^\d()\[\]{}\"“”\v\f]{1,90}?)[,;]?\s*"
    r"(?:\b(?:[Vv]ol(?:ume)?|Bd)\.?\s*\d|\b\d{1,4}\s?\(\d{1,4}(?:[-–/]\d+)?\)|\b\d{1,4}\s?:\s?(?:[a-zA-Z]?\d{3}|\d+\s?[-–]\s?\d+(?![\d:])))"
)


def whole_venues(said: Words, kinds: Sequence[int], spans: Sequence[Span]) -> list[Span]:
    """Return the phrases of words that name venues, each whole.

    A name goes on over small words and capitals to the next mark: ``Nature`` of
    ``Nature Medicine``, ``Briefings`` and ``Bioinformatics`` of ``Briefings in Bioinformatics``.

    Parameters
    ----------
    said
        The words of an entry.
    kinds
        What each word is.
    spans
        The phrases found to be of venues.
    """
    words = said.words
    joined: list[Span] = []
    for span in (part for whole in spans for part in _by_cells(words, whole)):
        if joined and _is_one_name(words, kinds, joined[-1][1], span[0]):
            joined[-1] = (joined[-1][0], span[1])
        else:
            joined.append(span)
    return [(_start(words, kinds, start), _end(words, kinds, start, end)) for start, end in joined]


def _by_cells(words: Sequence[Word], span: Span) -> list[Span]:
    """Return the parts of a phrase that stand in cells of their own."""
    starts = [span[0], *(n for n in range(span[0] + 1, span[1]) if words[n].gap == "cell")]
    return list(zip(starts, [*starts[1:], span[1]], strict=True))


def _is_one_name(words: Sequence[Word], kinds: Sequence[int], end: int, start: int) -> bool:
    """Whether what lies between two phrases is of the same name, or a year."""
    between = range(end, start)
    if words[end - 1].cell != words[start].cell:
        return False
    if all(kinds[n] == _YEAR for n in between):
        return True
    return (
        len(between) <= _BETWEEN
        and words[end - 1].run == words[start].run
        and all(words[n].gap in ("", " ") for n in range(end, start + 1))
        and all(kinds[n] == _OTHER and _may_be_within(words, n) for n in between)
    )


def _may_be_within(words: Sequence[Word], n: int) -> bool:
    """Whether a word may stand between two words of the name of a venue."""
    text = words[n].text
    return text in _WITHIN or (text == "." and words[n - 1].text != ".") or _is_capital(words[n])


def _is_capital(word: Word) -> bool:
    return word.text[0].isupper() and _BESIDE.fullmatch(word.text) is None


def _start(words: Sequence[Word], kinds: Sequence[int], start: int) -> int:
    """Return where a name begins of which words from ``start`` on are known.

    That is at the ``15`` of ``15th``, or behind the mark or the year before it.
    """
    if _is_behind_number(words, start):
        return start - 1
    if _is_acronym(words[start]):
        return start
    if _is_behind_short_word(words, start):
        return start - 2
    at = start
    while at and kinds[at - 1] == _OTHER and words[at].gap == " " and _is_named(words[at - 1]):
        at -= 1
    is_begin = _is_capital(words[at]) and words[at].run == words[start].run
    return at if is_begin and _is_bounded(words, kinds, at) else start


def _is_behind_number(words: Sequence[Word], at: int) -> bool:
    return at > 0 and not words[at].gap and _ORDINAL.fullmatch(words[at].text) is not None


def _is_behind_short_word(words: Sequence[Word], at: int) -> bool:
    """Whether a small word goes on with a shortened one: ``J. of Machine Learning``."""
    return (
        at > 1
        and words[at].text in _WITHIN
        and words[at - 1].text == "."
        and _is_capital(words[at - 2])
    )


def _is_acronym(word: Word) -> bool:
    return venue_acronym(word.text) and not is_word(word.text)


def _is_bounded(words: Sequence[Word], kinds: Sequence[int], at: int) -> bool:
    """Whether nothing, a year or a mark stands before a word."""
    return at == 0 or kinds[at - 1] == _YEAR or not words[at - 1].text[0].isalnum()


def _is_named(word: Word) -> bool:
    return word.text in _WITHIN or (_is_capital(word) and word.text.isalpha())


def _end(words: Sequence[Word], kinds: Sequence[int], start: int, end: int) -> int:
    """Return where a name ends of which words up to ``end`` are known."""
    if _is_acronym(words[end - 1]):
        return end
    at, found = end, end
    while at < len(words) and kinds[at] == _OTHER and words[at].run == words[start].run:
        word = words[at]
        if word.gap != " " or at - start > _LONGEST:
            break
        if not _is_named(word):
            break
        if word.text not in _WITHIN:
            found = at + 1
        at += 1
    return found


#: What a name of a venue begins with where nothing else says that it is one.
_NAMED = re.compile(
    r"\W{1,6}(?:(?:[Ii]n|[Aa]t):?\s+)?(?P<venue>(?:(?:The|the|IEEE|ACM|Int(?:l|ernational)?\.?|Annual|\d{1,2}(?:st|nd|rd|th))\s+){0,4}"
    r"(?:Proceedings|Advances in|Journal of|Transactions o[nf]|Annals of|Conference on|Symposium on|Workshop on|[A-Z]\w+ (?:[Ww]orkshop|[Cc]onference|[Ss]ymposium)\b)[^.,;()\[\]\v\f\r\n]{0,90})"
)
_ARCHIVE = re.compile(r"(?i)\b(?:arxiv|(?:bio|med|chem|psy|soc|eco)rxiv)\b(?!\.org|\s*[:：]\s|/)")


def venue_behind(said: Words, kinds: Sequence[int]) -> str | None:
    """Return what stands behind the title and begins as names of venues do, else the archive that is named.

    Parameters
    ----------
    said
        The words of an entry in which no word was found to be of a venue.
    kinds
        What each word is.
    """
    titles = [n for n, kind in enumerate(kinds) if kind == _TITLE]
    if not titles:
        return None
    match = _NAMED.match(said.said, said.words[titles[-1]].end)
    if match and list(_other_words(said, kinds, match.span("venue"))):
        return venue_name(match["venue"])
    if (cited := _cited_venue(said, kinds, titles)) is not None:
        return cited
    archive = _ARCHIVE.search(said.said, said.words[titles[-1]].end)
    return archive.group() if archive else None


#: Words of a name, each with a capital: ``Environ. Res. Lett.``
_CAPITALS = (
    r"[A-ZÀ-Ý][\w’'-]*\.?(?:\s(?:[A-ZÀ-Ý][\w’'-]*\.?|of|and|the|in|for|on|&|de|der|für|e|et))*"
)
_PHRASE = re.compile(
    rf"[\"”'’]?\W{{1,3}}(?P<venue>{_CAPITALS})(?:\s*[,.]?\s*(?=\d|(?i:doi\b)|https?:|<|\[|$)|\s*[\f\r\n])"
)


def _cited_venue(said: Words, kinds: Sequence[int], titles: Sequence[int]) -> str | None:
    """Return the phrase behind the title of a citation that says before it who and when."""
    before = set(kinds[: titles[0]])
    if not {_AUTHORS, _YEAR} <= before:
        return None
    match = _PHRASE.match(said.said, said.words[titles[-1]].end)
    if match is None or label_kind(match["venue"]) is not None:
        return None
    words = list(_other_words(said, kinds, match.span("venue")))
    return venue_name(match["venue"]) if words and len(words) <= _LONGEST else None


def venue_before_volume(said: Words, kinds: Sequence[int]) -> str | None:
    """Return what stands between the title and a volume with its issue or pages.

    Parameters
    ----------
    said
        The words of an entry in which no word was found to be of a venue.
    kinds
        What each word is.
    """
    titles = [n for n, kind in enumerate(kinds) if kind == _TITLE]
    if not titles:
        return None
    match = _VOLUME.match(said.said, said.words[titles[-1]].end)
    if match is None or len(match["venue"].split()) > _LONGEST:
        return None
    words = _other_words(said, kinds, match.span("venue"))
    letters = [word for word in words if word[0].isalpha()]
    is_name = bool(letters) and all(word in _WITHIN or not word[0].islower() for word in letters)
    return venue_name(match["venue"]) if is_name else None


def _other_words(said: Words, kinds: Sequence[int], span: tuple[int, int]) -> Iterator[str]:
    """Yield the words between two places of a text that were found to be nothing else."""
    for word, kind in zip(said.words, kinds, strict=True):
        if span[0] <= word.start < span[1] and kind == _OTHER:
            yield word.text
