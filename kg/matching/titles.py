"""Titles and names compared: equal, nearly equal, or not."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Literal

from kg.formats.institutions import is_institution
from kg.matching.names_in_front import is_written_as_coined, name_in_front, spelled_by
from kg.matching.notices import notice_of
from kg.matching.retractions import (
    bare_retractions,
    is_retracted,
    may_be_marked,
    without_authors,
    without_mark,
)
from kg.matching.slips import compare_words
from kg.people import family_first, surname
from kg.titles import bear_other_accents, normalise_title, without_accents, words_of

__all__ = ["TitleRelation", "announces_retraction", "compare_titles", "is_generic", "surnames"]

TitleRelation = Literal[
    "equal",
    "near",
    "subtitle",
    "cut",
    "coined",
    "named",
    "text",
    "sign",
    "word",
    "notice",
    "contained",
    "different",
]

#: A title made of these words alone names a kind of text, not one text.
_GENERIC = frozenset(
    {
        *("a", "an", "and", "for", "from", "in", "of", "on", "the", "to", "with"),
        *("introduction", "introductory", "survey", "surveys", "review", "reviews", "overview"),
        *("editorial", "preface", "foreword", "tutorial", "note", "notes", "lecture", "lectures"),
        *("conclusion", "conclusions", "abstract", "proceedings", "workshop", "discussion"),
        *("comment", "comments", "commentary", "reply", "response", "perspective", "perspectives"),
        *(
            "erratum",
            "corrigendum",
            "correction",
            "addendum",
            "appendix",
            "index",
            "report",
            "news",
        ),
        *("summary", "guest", "message", "chairs", "brief", "short", "recent", "future"),
        *("advances", "progress", "challenges", "opportunities", "directions", "trends"),
        *("deep", "learning", "machine", "neural", "network", "networks", "artificial"),
        *("intelligence", "vision", "computer", "data", "mining", "reinforcement"),
        *("statistics", "statistical", "methods", "theory", "analysis"),
        # What a journal's issue has besides articles.
        *("this", "issue", "special", "letter", "letters", "editor", "editors", "editorials"),
        *("front", "back", "matter", "cover", "masthead", "table", "contents", "contributors"),
        *("author", "authors", "information", "views", "book", "books"),
        *("acknowledgment", "acknowledgments", "acknowledgement", "acknowledgements"),
        *("announcement", "announcements", "calendar", "events", "errata"),
        *("obituary", "obituaries", "memoriam", "correspondence", "welcome", "reviewers"),
    }
)
_PARTS = re.compile(r"\s*(?::|\s[-–—]\s|[–—]|\?\s)\s*")
_INNER_SPACE = re.compile(r"(?<!\d) | (?!\d)")
_SMALL = frozenset(("a", "an", "and", "the", "of", "on", "in", "for", "to", "with", "by", "via"))
#: A number, also a Roman one, which tells texts of a series apart.
_NUMERAL = re.compile(r"\d+(?:st|nd|rd|th)?|[ivx]+")
_SAYS_LITTLE = frozenset(
    """
    some further more other another new any all its our their this that these those is are was were be
    at from as or but not no how what why when where which who into over under about between towards toward
    using based
    """.split()
)
#: What texts of one title are called that are not one text.
_TEXTS = frozenset(
    """
    part parts volume volumes vol vols book booklet chapter chapters edition editions edn revision revised
    update updates updated version versions sequel continued continuation reprint reprinted instalment
    installment translation translated abridged unabridged errata erratum corrigendum corrigenda correction
    corrections addendum addenda comment comments commentary commentaries remark remarks closure clarification
    clarifications postscript prologue epilogue afterword foreword preface editorial reply replies rejoinder
    rebuttal response responses discussion discussions discussant letter letters correspondence note notes report reports
    thesis theses dissertation dissertations habilitation protocol protocols preregistration registration
    dataset datasets metadata supplement supplementary supplemental appendix appendices manual manuals
    handbook workbook guidebook guide solutions exercises answers slides slideshow poster posters talk keynote
    lecture lectures tutorial presentation abstract abstracts summary synopsis highlights proposal preprint
    manuscript draft whitepaper deliverable documentation readme changelog repository software scripts notebook
    notebooks questionnaire transcript transcripts interview obituary retraction withdrawal peer referee
    referees reviewers decision announcement press newsletter brochure bibliography glossary index atlas
    """.split()
)
#: What comes with a text, and is also what texts are about: "learning from data streams".
_MATERIALS = frozenset(
    "data database code codes source raw materials material files tables figures proofs study survey review package".split()
)

#: Letters with a stroke, which Unicode takes for letters of their own.
_STROKES = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe"})


def surnames(names: Iterable[str]) -> list[str]:
    """Return the folded surname of each name.

    Takes "Kan, Meina", "Meina Kan" and "Kan M" or "Kan M.", as medicine writes it; drops
    particles of et al., and folds accents.

    Examples
    --------
    >>> surnames(["Meina Kan", "Kan, M.", "L. Van Gool", "José García Jr.", "et al."])
    ['kan', 'kan', 'gool', 'garcia']
    >>> surnames(["Jens Sørensen", "Wałęsa, L."])
    ['sorensen', 'walesa']
    >>> surnames(["World Health Organization", "राम शर्मा"])
    ['world health organization', 'शर्मा']
    >>> surnames(["Lopez A", "van der Berg C.", "Kim C-H", "Garcia-Lopez AB", "Wei LI"])
    ['lopez', 'berg', 'kim', 'garcialopez', 'li']
    """
    found = []
    for name in names:
        if is_institution(name):  # it has no surname: its words are those of many institutions
            found.append(normalise_title(name).removeprefix("the "))
            continue
        if "," in name or family_first(name):
            part = surname(name)
        else:
            part = _without_initials_behind(name)
        folded = without_accents(part).casefold().translate(_STROKES)
        words = [
            word
            for word in words_of(folded)
            if word not in ("jr", "sr", "ii", "iii", "et", "al", "others", "etc")
        ]
        if words:
            found.append(re.sub(r"['’-]", "", words[-1]))
    return found


#: Initials behind a family name: single letters, or two or three that stand for given names.
_INITIALS_BEHIND = re.compile(
    r"(?<=[^\W\d_]{2})\s+(?:[^\W\d_]\.?(?:(?:[\s-]+|(?<=\.))[^\W\d_]\.?)*|(?P<run>[A-Z]{2,3}))\s*$"
)
_GENERATION = re.compile(r"(?i)\s+(?:[js]r\.?|ii|iii|iv)\s*$")
#: Family names of two and three letters, which many write in capitals behind the given name.
_SHORT_FAMILIES = frozenset(
    "AI AN AO AU BA BO BU CAO CHA CHO DAI DAO DO DU EL FAN FAY FU FUH GAO GAN GU GUO HA HAN HE HO HOU HSU HU "
    "HUA HUI HUO IM JI JIA JIN JO KAI KAN KIM KO KOH KU KUO LAI LAM LAN LAU LE LEE LEI LI LIM LIN LIU LO LOU "
    "LU LUO LV MA MAI MAO MEI MO NA NG NGO NI NIU OH ONG PAI PAN PEI PHAM PU QI QIN QIU QU RAO REN RUI SHI "
    "SIU SU SUN TAI TAN TAO TSE TU WAN WEI WEN WU XIA XIE XIN XU XUE YAN YAO YE YEO YI YIN YOO YOU YU YUE ZHU ZHA "
    "ZOU ZU".split()
)


def _without_initials_behind(name: str) -> str:
    name = _GENERATION.sub("", name)
    match = _INITIALS_BEHIND.search(name)
    if match is None or match["run"] in _SHORT_FAMILIES:
        return name
    before = name[: match.start()]
    # "ANA LOPEZ" in capitals has no initials, nor has "JEAN DUC".
    return name if match["run"] and before.isupper() else before


def is_generic(title: str) -> bool:
    """Whether a title is too short or too general to identify a paper alone.

    Examples
    --------
    >>> is_generic("Introduction"), is_generic("Deep Learning"), is_generic("A Survey")
    (True, True, True)
    >>> is_generic("Graph Attention Networks")
    False
    """
    words = normalise_title(title).split()
    return len(words) < 3 or all(word in _GENERIC for word in words)


def compare_titles(
    one: str, other: str, known_words: Collection[str] = frozenset()
) -> TitleRelation:
    """Return how two titles relate.

    Parameters
    ----------
    one, other
        Titles as they are written.
    known_words
        Words of the other titles at hand: where both spellings of a word occur in
        them, they are two words.

    Returns
    -------
    str
        ``equal``: the same words after normalising (a mark of retraction apart).
        ``near``: a plural, or one slip inside a long word. ``subtitle``: one is the other without its subtitle. ``cut``: one is the
        beginning of the other, and an ellipsis says that it was cut. ``coined``: a name in
        front that its own words spell, or that looks like one of the authors'. ``named``: a name in front that need not
        be of this paper. ``text``: what one has behind its colon may make it another text
        (Part II, data, two words that say little). ``sign``: equal
        but for signs that make another word (C++, C). ``word``: equal but for a letter
        that may make another word (nitrate, nitrite). ``notice``: one is an erratum, a
        reply, ... about the other. ``contained``: the words of one are part of the
        other's. ``different`` otherwise.

    Examples
    --------
    >>> compare_titles("Deep Cross-modal Hashing", "Deep cross modal hashing.")
    'equal'
    >>> compare_titles("Deep hashing of leanred views", "Deep hashing of learned views")
    'near'
    >>> compare_titles("DSAN: Dual subspace adversarial networks", "Dual subspace adversarial networks")
    'coined'
    >>> compare_titles("Deep learning of views", "Deep Learning of Views: Objectives, Bounds and Speed")
    'subtitle'
    >>> compare_titles("Deep learning of views and wor...", "Deep learning of views and words")
    'cut'
    >>> compare_titles("XLNet: Deep learning of views", "Deep learning of views")
    'coined'
    >>> compare_titles("Deep learning of views", "Deep learning of views: Part II")
    'text'
    >>> compare_titles("Deep learning of views", "LaTeX: Deep learning of views")
    'named'
    >>> compare_titles("Deep cross-modal hashing", "Ranking-based deep cross-modal hashing")
    'contained'
    >>> compare_titles("Deep supervised hashing", "Deep unsupervised hashing")
    'different'
    >>> compare_titles("Parsing C++ at scale", "Parsing C at scale")
    'sign'
    >>> compare_titles("Removal of nitrate by ions", "Removal of nitrite by ions")
    'word'
    >>> compare_titles("Erratum: Deep cross-modal hashing", "Deep cross-modal hashing")
    'notice'
    """
    one, other = without_mark(one), without_mark(other)
    a, b = normalise_title(one), normalise_title(other)
    if not a or not b:
        return "different"
    if a == b or _same_letters(a, b):
        return "word" if bear_other_accents(one, other) else "equal"
    notices = _notices(one, a, other, b)
    if notices == "of the other":
        return "notice"
    if _without_signs(a) == _without_signs(b):
        return "sign"
    close = _close(one, a, other, b, known_words)
    if close and not (notices and close in ("near", "subtitle", "cut", "coined")):
        return close
    if f" {a} " in f" {b} " or f" {b} " in f" {a} ":
        return "contained"
    return "different"


def _close(
    one: str, a: str, other: str, b: str, known_words: Collection[str]
) -> TitleRelation | None:
    """Return the relation of two titles whose difference may carry no meaning."""
    if _without_name(one) == b or _without_name(other) == a:
        return "coined"
    words = _by_words(a.split(), b.split(), _names(one) | _names(other), known_words)
    if words:
        return words
    for title, rest in ((one, b), (other, a)):
        main, subtitle = _main_title(title)
        if main == rest:
            return "subtitle" if _is_subtitle(subtitle) else "text"
    return _other_name(one, a, other, b) or ("cut" if _is_cut(one, other) else None)


def _same_letters(a: str, b: str) -> bool:
    """Whether only spaces differ ("cross modal", "crossmodal"); between digits they tell apart."""
    joined_a, joined_b = _INNER_SPACE.sub("", a), _INNER_SPACE.sub("", b)
    return joined_a == joined_b and len(joined_a) >= 16


def _without_signs(title: str) -> str:
    return " ".join(re.findall(r"\w+", title))


def _notices(one: str, a: str, other: str, b: str) -> str | None:
    """Say whether one title announces a notice that the other is no notice of the same kind as."""
    notice_a, notice_b = notice_of(one), notice_of(other)
    if notice_a and notice_b and notice_a.kind == notice_b.kind:
        return None
    if any(_is_about(title, words) for title, words in ((one, b), (other, a))):
        return "of the other"
    return "of something" if notice_a or notice_b else None


def _is_about(title: str, words: str) -> bool:
    """Whether a title announces a notice about the paper that is called so."""
    notice = notice_of(title)
    abouts = [notice.about] if notice else []
    return any(
        about == words or _same_letters(about, words) or _nearly_all_words(about, words)
        for subject in (*abouts, *map(without_authors, abouts))
        if (about := normalise_title(subject))
    ) or any(normalise_title(about) == words for about in bare_retractions(title))


def announces_retraction(title: str, paper: str) -> bool:
    """Whether a title is that of a notice that the paper so called is retracted.

    Examples
    --------
    >>> announces_retraction("Deep hashing of moss Retraction", "Deep hashing of moss")
    True
    >>> announces_retraction("Erratum: Deep hashing of moss", "Deep hashing of moss")
    False
    """
    if not may_be_marked(title) or compare_titles(title, paper) != "notice":
        return False
    notice = notice_of(title)
    return notice is None or notice.kind == "retraction" or is_retracted(title, None)


def _nearly_all_words(about: str, words: str) -> bool:
    ours, theirs = set(about.split()), set(words.split())
    return len(theirs) > 3 and theirs <= ours and len(ours - theirs) <= 2


def _without_name(title: str) -> str | None:
    """Return the normalised title without a name in front that its own words spell, or None."""
    front = name_in_front(title)
    is_own = front is not None and len(front.rest.split()) >= 4 and spelled_by(front)
    return front.rest if front and is_own else None


def _other_name(one: str, a: str, other: str, b: str) -> TitleRelation | None:
    """Return the relation of two titles of which one is the other behind a name and a colon."""
    for title, rest in ((one, b), (other, a)):
        front = name_in_front(title)
        if front and front.rest == rest and (front.colon or front.dash):
            long = len(rest.split()) >= 4
            return "coined" if long and is_written_as_coined(front) else "named"
    return None


_ELLIPSIS = re.compile(r"\s*[\[(]?(?:…|\.\.\.)[\])]?\s*$")


def _is_cut(one: str, other: str) -> bool:
    """Whether one of two titles ends in an ellipsis, and the other goes on from there."""
    for cut, whole in ((one, other), (other, one)):
        if (ellipsis := _ELLIPSIS.search(cut)) is None:
            continue
        words, all_words = normalise_title(cut[: ellipsis.start()]), normalise_title(whole)
        if len(words.split()) >= 5 and len(all_words) > len(words) and all_words.startswith(words):
            return True
    return False


def _main_title(title: str) -> tuple[str | None, str]:
    """Return the normalised title without its subtitle, or None, and the subtitle."""
    parts = [part for part in _PARTS.split(title, maxsplit=1) if part.strip()]
    if len(parts) < 2 or len(normalise_title(parts[0]).split()) < 3:
        return None, ""
    return normalise_title(parts[0]), normalise_title(parts[1])


def _is_subtitle(subtitle: str) -> bool:
    """Whether words behind a colon say more of the same text, and name no other text.

    Three words that say something, none of which counts texts (Part II, 2nd edition) or is
    a kind of text (comments, thesis), and neither the first nor the last data or code.
    """
    words = [word for word in re.findall(r"\w+", subtitle) if word not in _SMALL]
    return (
        len([word for word in words if word not in _SAYS_LITTLE]) >= 3
        and _TEXTS.isdisjoint(words)
        and not any(_NUMERAL.fullmatch(word) for word in words)
        and _MATERIALS.isdisjoint((words[0], words[-1]))
    )


def _names(title: str) -> set[str]:
    """Return the words that are somebody's coinage: a capital or a digit inside (``ResNet``, ``v2``)."""
    if title.isupper():
        return set()
    return {
        word
        for token in re.split(r"[\s\-–—/]+", title)
        if re.search(r"\d|\w[A-Z]", token)
        for word in normalise_title(token).split()
    }


def _by_words(
    words_a: list[str], words_b: list[str], names: set[str], known: Collection[str]
) -> TitleRelation | None:
    """Compare two titles of equally many words, of which one or two differ."""
    if len(words_a) != len(words_b):
        return None
    pairs = [(a, b) for a, b in zip(words_a, words_b, strict=True) if a != b]
    if not pairs or len(pairs) > 2 or len(words_a) < 3:
        return None
    relations = [compare_words(a, b, known) for a, b in pairs]
    if None in relations:
        return None
    if len(words_a) >= 4 and all(relation == "form" for relation in relations):
        return "near"
    if len(words_a) >= 4 and relations == ["slip"] and names.isdisjoint(pairs[0]):
        return "near"
    return "word"
