"""Retractions: marks on the article itself, and notices that an article is retracted.

Publishers write RETRACTED into the title of the article, which is the article all the
same. A notice is another text. Some wordings announce one beyond doubt ("Retraction
notice to ..."); others are words that articles are called by, too ("Withdrawal: the
physiology of opioids"), and tell only beside the title of the article.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

__all__ = [
    "RETRACTION_WORDS",
    "bare_retractions",
    "is_retracted",
    "may_be_marked",
    "without_authors",
    "without_mark",
]

_WHOSE = (
    r"(?:(?:the|partial|full|voluntary|article|paper|journal|author(?:s['’]?|['’]s)?"
    r"|editor(?:ial|s['’]?|['’]s)?|publisher(?:['’]s)?)\s+){0,2}"
)
_DEED = (
    r"(?:retraction|withdrawal|removal)"
    r"(?:\s+(?:and|&)\s+(?:replacement|republication|removal|withdrawal|retraction|correction))?"
)
#: What announces a notice beyond doubt.
_PLAIN = (
    rf"{_WHOSE}{_DEED}\s+(?:notes?|notices?|statements?|announcements?|letters?)"
    rf"|(?:notice|notification|statement|announcement|letter|note)\s+of\s+{_WHOSE}{_DEED}"
    rf"|{_WHOSE}{_DEED}\s+(?:of|to)\s+(?:the\s+|this\s+|an?\s+)?(?:publication|article|paper|manuscript|study|chapter)"
    r"|notice\s+of\s+(?:violation\s+of\s+ieee\s+publication\s+principles|(?:redundant|duplicate)\s+publication)"
    r"|r[ée]tractation|retractaci[óo]n|retrata[çc][ãa]o|ritrattazione|widerruf|撤[回稿]"
)
#: What is also said of tongues, soap films and opioids.
_DOUBTFUL = rf"{_WHOSE}{_DEED}(?:\s+in\s+part)?"
#: All that a notice of retraction may be called.
RETRACTION_WORDS = rf"{_PLAIN}|{_DOUBTFUL}"

_SIGN = r"(?:\s*(?:[:\uff1a]|[|–—]|\.(?=\s)|--+)|\s-(?=\s)|\s*<br\s*/?>)"
#: A title in quotation marks, with at most a reference behind it.
_QUOTED = re.compile("[\"“”«‘'].{12,}[\"“”»’'][\\W\\d]*(?:\\W*\\bby\\b.*|[\\[(].*)?$")
_NAME = r"[A-Z][\w'’.-]*"
#: Whose paper it is: "Lee et al., ", "Lee A, et al. ", "Lee and Ek, ".
_AUTHORS = re.compile(
    rf"^\W*(?:{_NAME}(?:[\s,]+(?:{_NAME}|and|&|de|da|der|van|von))*?,?\s+(?P<others>et\s+al\b\.?)"
    rf"|{_NAME}(?:\s{_NAME})?(?:,?\s(?:and|&)\s{_NAME}(?:\s{_NAME})?)?(?=[,:]\s))\s*[,:.]?\s*(?=\S)"
)
#: Words with which a sentence goes on, and a title seldom begins.
_GOES_ON = re.compile(
    r"(?:the|an?|of|in|on|how|why|what|when|where|who|which|its?|from|for|to|as|and|at|by|with|after)\b|"
    r"(?:How|Why|What|When|Where|Who)\b|(?i:an?\s+(?:case|guide|history|memoir|novel|overview|primer|review|story|study|survey|theory))\b"
)
_SMALL = frozenset("a an and the of on in for to with by via from at as is are its".split())

_FRONT = re.compile(
    rf"^\W*?[\[(]?\s*(?:(?P<plain>{_PLAIN})|(?P<doubtful>{_DOUBTFUL}))\s*[\])]?"
    rf"(?:(?P<sign>{_SIGN}|(?<=[\])])|\s+(?:of|to|for|on|in)\s*:)|(?P<preposition>\s+(?:of|to|for|on|in)\b)|(?=\s))\s*(?P<about>\S.*)$",
    re.IGNORECASE | re.DOTALL,
)
_BEHIND = re.compile(
    rf"\S(?:(?:{_SIGN}|[;,])\s*(?:an?\s+|the\s+)?(?:{_PLAIN})|\s*[\[(]\s*(?:{_PLAIN}|(?:partial )?(?:retraction|(?-i:Withdrawal|WITHDRAWAL))(?: of\b[^\])]*)?)\s*[\])])\W*$",
    re.IGNORECASE,
)
#: A notice's words behind a title with no sign between them.
_BARE_BEHIND = re.compile(
    rf"^(?P<about>.*\S)\s+(?P<words>{RETRACTION_WORDS})\W*$", re.IGNORECASE | re.DOTALL
)
_BARE_FRONT = re.compile(
    rf"^\W*(?:{RETRACTION_WORDS})\s+(?P<about>\S.*)$", re.IGNORECASE | re.DOTALL
)
_PLAIN_BEHIND = re.compile(
    r"\bRetraction (?:Note|Notice|Statement)\W*$|\bRETRACTION (?:NOTE|NOTICE)\W*$"
)

_RETRACTED = (
    r"(?:retracted|withdrawn|removed)(?:\s+(?:and|&)\s+(?:republished|replaced|removed))?"
    r"(?:\s+(?:article|chapter|paper|study|preprint|book|conference paper|publication))?"
    r"(?:\s+as\s+(?:a\s+)?duplicate|\s+by\s+(?:the\s+)?authors?)?"
)
_SAID_OF_IT = r"(?:(?:this\s+|the\s+)?(?:article|chapter|paper|study|preprint)\s+(?:(?:has\s+been|was|is)\s+)?)?"
_MARK_IN_FRONT = re.compile(
    rf"^\W*(?:[\[({{*]+\s*(?:{_SAID_OF_IT}{_RETRACTED}|temporary removal)\s*[\])}}*]+\s*[:.–—-]?"
    rf"|(?P<open>{_SAID_OF_IT}{_RETRACTED}|temporary removal|(?:notice of )?violation of ieee publication principles)"
    r"\s*(?:[:\uff1a]|\s[–—-]\s|--+|<br\s*/?>|[|]))\s*(?=\S)",
    re.IGNORECASE,
)
_CAPITAL_MARK = re.compile(
    r"^\s*(?:RETRACTED|WITHDRAWN)(?:[\s_-]+(?:ARTICLE|CHAPTER|PAPER))?(?:\s+|\s*[-_–—]\s*|[.,]\s*)(?=[A-Z][a-z])"
)
#: The same behind a title that is not itself in capitals.
_CAPITAL_MARK_BEHIND = re.compile(
    r"(?<=[a-z\d)?!.])[\s_-]+(?:RETRACTED|WITHDRAWN)(?:[\s_-]+(?:ARTICLE|CHAPTER|PAPER))?\W*$"
)
_MARK_BEHIND = re.compile(
    rf"(?<=\S)\s*(?:[\[({{*]+\s*(?:this (?:article|paper) (?:has been|was|is)\s+)?(?:{_RETRACTED}|temporary removal)\b[^\])}}]*[\])}}*]+|(?:[:\uff1a;|–—.]|\s-)\s*{_RETRACTED})\W*$",
    re.IGNORECASE,
)
#: Parts of every mark and notice, in small letters: few titles hold one, and only they are looked at closely.
_PARTS = (
    "retract", "withdraw", "remov", "violation of ieee", "redundant publication", "duplicate publication",
    "rétract", "retrata", "ritratta", "widerruf", "撤回", "撤稿",
)  # fmt: skip
_RETRACTED_TYPE = re.compile(r"retract|withdrawn|\bwithdrawal\b|\bremoved\b|removal", re.IGNORECASE)


def may_be_marked(title: str) -> bool:
    """Whether a title holds a word of retraction at all."""
    title = title.lower()
    return any(map(title.__contains__, _PARTS))


def without_mark(title: str) -> str:
    """Return a title without the publisher's mark that the paper is retracted.

    Examples
    --------
    >>> without_mark("RETRACTED ARTICLE: Deep hashing"), without_mark("Deep hashing – RETRACTED")
    ('Deep hashing', 'Deep hashing')
    >>> without_mark("Retracted papers and their citations"), without_mark("Withdrawn: a memoir")
    ('Retracted papers and their citations', 'Withdrawn: a memoir')
    """
    if not may_be_marked(title):
        return title
    match = _MARK_IN_FRONT.match(title)
    # "Retracted: the story of a hoax" is a title of its own.
    goes_on = match and match["open"] and _GOES_ON.match(title, match.end())
    if match and not (goes_on and not match["open"].isupper()):
        title = title[match.end() :]
    for mark in (_CAPITAL_MARK, _MARK_BEHIND, _CAPITAL_MARK_BEHIND):
        title = mark.sub("", title, count=1)
    return title


def is_retracted(title: str | None, publication_types: Sequence[str] | None) -> bool:
    """Whether a paper is retracted, or the notice of it: by its type, or a mark in its title.

    Examples
    --------
    >>> is_retracted("RETRACTED: Deep Hashing", None), is_retracted("Hashing (Retracted)", [])
    (True, True)
    >>> is_retracted("Retracted papers and their citations", ["JournalArticle"])
    False
    >>> is_retracted("Retraction notice to “Deep hashing of moss”", None)
    True
    """
    if any(_RETRACTED_TYPE.search(kind) for kind in publication_types or ()):
        return True
    title = title or ""
    return may_be_marked(title) and (without_mark(title) != title or _is_notice(title))


def _is_notice(title: str) -> bool:
    """Whether a title alone says that it is a notice of retraction."""
    match = _FRONT.match(title)
    if match is not None and _is_title(match):
        return True
    if _BEHIND.search(title):
        return True
    behind = _PLAIN_BEHIND.search(title)
    words = title[: behind.start()].split() if behind else []
    return len(words) > 2 and words[-1].lower() not in _SMALL


def _is_title(match: re.Match[str]) -> bool:
    """Whether what stands behind a notice's words is a title, and not the rest of one."""
    has_sign = match["sign"] is not None
    authors = _AUTHORS.match(match["about"])
    if (authors and authors["others"]) or _QUOTED.match(match["about"]):
        return bool(match["plain"] or match["preposition"]) or has_sign
    about = without_authors(match["about"])
    content = [word for word in re.findall(r"\w+", about) if word.lower() not in _SMALL]
    is_lower = re.match(r"[a-z]+(?![\w-]*[A-Z\d])", about) is not None
    if match["plain"]:
        return bool(content) and not (is_lower if not has_sign else _GOES_ON.match(about))
    if not has_sign or _GOES_ON.match(about) or re.match(r"\W*removal", match[0], re.IGNORECASE):
        return False
    return len(content) >= (5 if is_lower else 3)


def without_authors(about: str) -> str:
    """Return the title that a notice is about without the names that some put before it.

    Examples
    --------
    >>> without_authors("Lee et al., Deep hashing of moss"), without_authors("Lee A, et al. Deep hashing")
    ('Deep hashing of moss', 'Deep hashing')
    """
    return _AUTHORS.sub("", about, count=1)


def bare_retractions(title: str) -> Iterator[str]:
    """Yield what a title is about if the words of retraction around it are a notice's.

    They need no sign: only beside a paper of that title they say something.

    Examples
    --------
    >>> list(bare_retractions("Deep hashing of moss Retraction"))
    ['Deep hashing of moss']
    """
    if may_be_marked(title):
        for form in (_BARE_FRONT, _BARE_BEHIND):
            if match := form.match(title):
                yield match["about"]
