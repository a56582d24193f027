"""Texts about a paper that bear its title: errata, retraction notices, replies, supplements.

A notice is never the article.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from kg.matching.retractions import RETRACTION_WORDS

__all__ = ["Notice", "is_notice_type", "notice_of"]


class Notice(NamedTuple):
    """What kind of notice a title announces, and the title that it is about."""

    kind: str
    about: str


#: Kinds by the words they go by.
_KINDS = {
    "correction": r"errat(?:um|a)|corrigend(?:um|a)|(?:author|publisher|editorial)(?:['’]?s)?['’]? corrections?|corrections?"
    r"|berichtigung|fe de erratas?|publisher['’]?s?['’]? (?:note|erratum)|addend(?:um|a)|amendments?|erratum notice|correction notice",
    "expression of concern": r"(?:editorial |publisher['’]?s |notice of )?expressions? of concern|editor(?:ial|['’]?s['’]?)? note"
    r"|notice of concern",
    "retraction": RETRACTION_WORDS,
    "reply": r"(?:(?:the )?authors?['’]?s?['’]?(?: final)? |an? |in |our )?(?:repl(?:y|ies)|responses?|rejoinder|rebuttal)(?: by the authors?| of the authors?| from the authors?)?"
    r"|(?:the )?authors? (?:repl(?:y|ies)|responds?)",
    "comment": r"(?:an? |invited |editorial |interactive |short |reader['’]?s? )?(?:comment(?:s|ary|aries)?|discussions?)|letters?(?: to the editors?)?"
    r"|correspondence|remarks?|re|(?:a )?(?:critique|note)",
    "supplement": r"(?:electronic |online )?suppl(?:ement(?:s|al|ary)?|\.)(?: (?:materials?|information|data|files?|figures?|tables?|text|appendix|online content))?"
    r"|supporting (?:information|materials?|data)|(?:online )?appendix|additional file \d+|(?:supplementary )?(?:figure|table|video) \d+|(?:data|dataset|code|software|replication (?:data|package)|source code)(?: (?:for|from))?",
    "editorial": r"(?:guest |an? )?editorial|preface|foreword|introduction to the special issue",
    "review": r"(?:book|peer|software) reviews?|reviews?(?: (?:of|for)(?: the)?(?: book| manuscript| article| paper)?)?|reviewed works?|(?:peer review|reviewer|referee) reports?(?: for)?|faculty opinions recommendation|decision letter"
    r"|recommendation|research highlights?|highlights?",
    "presentation": r"(?:poster|demo|slides|talk|invited talk|keynote|video|abstract|extended abstract|tutorial|presentation|panel)(?: abstract| paper)?",
}
_WORDS = "|".join(f"(?P<{kind.replace(' ', '_')}>{words})" for kind, words in _KINDS.items())
_OPEN, _CLOSE = r"[\[(]?\s*", r"\s*[\])]?"
_IN_FRONT = re.compile(
    rf"^\W*{_OPEN}(?:{_WORDS}){_CLOSE}\s*(?:[:.–—-]|<br\s*/?>|\b(?:to|on|for|of|from|concerning|regarding|re|in|about|zu|à)\b(?:\s*:)?|(?=[\"“”«‘'])|\]|\))\s*"
    r"(?:the (?:article|paper|manuscript)\b\s*:?\s*)?(?P<about>\S.*)$",
    re.IGNORECASE | re.DOTALL,
)
#: ERRATUM and the like in capitals needs no sign behind it.
_IN_CAPITALS = re.compile(
    r"^\W*(?P<word>ERRAT(?:UM|A)|CORRIGEND(?:UM|A)|CORRECTION|ADDENDUM|RETRACTION|WITHDRAWAL|REPLY|RESPONSE|COMMENT|COMMENTARY|"
    r"SUPPLEMENT|EDITORIAL|REJOINDER|DISCUSSION)\s+(?P<about>\S.*)$",
    re.DOTALL,
)
_BEHIND = re.compile(
    rf"^(?P<about>.*\S)\s*(?:[:;,.–—?!]|\s-|\(|\[)\s*(?:an?\s+|the\s+)?(?:{_WORDS})(?:\s+(?:to|on|for|by|from|of|and|&)\b[^:]*)?\s*[\])]?\W*$",
    re.IGNORECASE | re.DOTALL,
)
#: What indexes write behind the title of a correction: (vol 12, pg 34, 2010).
_VOLUME_BEHIND = re.compile(
    r"^(?P<about>.*\S)\s*[(\[](?:vol\.?|volume)\s*\w+,?\s*(?:pg|pp?|page|art)\b[^)\]]*[)\]]\W*$",
    re.IGNORECASE | re.DOTALL,
)
_REFERENCE_BEHIND = re.compile(
    r"\s*(?:\[[^\]]*\d[^\]]*\]|\([^)]*\d[^)]*\)|[”’\"']\s*by\s[^:]{3,60}|(?<=\.)\s[A-Z][\w ]{0,50}\.?\s(?:19|20)\d\d;[\W\d]*)\W*$"
)
_NOTICE_TYPE = re.compile(
    r"errat|corrigend|correction|addendum|expression.?of.?concern|retraction.?(?:of|notice|note)|book.?review|peer.?review",
    re.IGNORECASE,
)


#: Types of what is no article, where a source gives no other type beside them.
_NO_ARTICLE = re.compile(
    r"data ?set|software|editorial|supplement(?:ary.*)?|figure|poster|slides?", re.IGNORECASE
)


def is_notice_type(publication_types: Sequence[str]) -> bool:
    """Whether a source says by its type that a record is a notice about an article, or what comes with one.

    Examples
    --------
    >>> is_notice_type(["Published Erratum"]), is_notice_type(["JournalArticle", "Review"])
    (True, False)
    >>> is_notice_type(["Dataset"]), is_notice_type(["JournalArticle", "Editorial"])
    (True, False)
    """
    return any(_NOTICE_TYPE.search(kind) for kind in publication_types) or (
        bool(publication_types)
        and all(_NO_ARTICLE.fullmatch(kind.strip()) for kind in publication_types)
    )


def notice_of(title: str) -> Notice | None:
    """Return what a title that may announce a notice announces, and about which title.

    It is for comparing two titles: "Response surfaces" alone is no notice of "surfaces",
    but beside a paper called "surfaces" nobody can tell.

    Examples
    --------
    >>> notice_of("Erratum to: Deep maps of things")
    Notice(kind='correction', about='Deep maps of things')
    >>> notice_of("Deep maps of things: Reply to the authors").kind
    'reply'
    >>> notice_of("Deep maps of things")
    """
    if match := _IN_CAPITALS.match(title):
        word = match["word"].casefold() + ":"
        first = _IN_FRONT.match(f"{word} {match['about']}")
        if first:
            return Notice(_kind(first), _bare(match["about"]))
    for form in (_IN_FRONT, _BEHIND):
        if match := form.match(title):
            return Notice(_kind(match), _bare(match["about"]))
    if match := _VOLUME_BEHIND.match(title):
        return Notice("correction", match["about"])
    return None


def _kind(match: re.Match[str]) -> str:
    return next(kind for kind in _KINDS if match[kind.replace(" ", "_")])


def _bare(about: str) -> str:
    """Return the title that a notice is about, without the reference and the quotation marks."""
    return _REFERENCE_BEHIND.sub("", about).strip(" \"“”‘’'«».")
