"""Signs that belong to a word or a DOI (A*, N*, 10.5555/a*b) among those that Markdown takes for its own."""

from __future__ import annotations

import re

from kg.dois import HTML_TAG, written_dois
from kg.titles import normalise_title

__all__ = ["escape_dois", "escape_stars", "without_marks"]

#: `**Planning with A* in grids**`: strong words, with any stars among them.
_STRONG = re.compile(
    r"(?<![*\\])(?P<mark>\*\*\*?)(?=[^\s*])(?P<words>(?:(?!(?P=mark)(?!\*))[^\n`])+)(?P=mark)(?!\*)"
)
_STAR_OPENS = re.compile(r"(?<![\w*\\])\*(?=\S)")
_STAR_OF_WORD = re.compile(r"(?<=[^\W\d_])\*(?![\w*])|(?<=[^\W\d_])\*$")
#: `*Planning with A* in grids*`: up to the next star that opens.
_EMPHASISED = re.compile(
    r"(?<![\w*\\])\*(?=[^\s*])(?P<words>(?:\\.|`[^`\n]*`|[^\n*`\\]|(?<!\s)\*(?!\w))+)"
)
_STAR_CLOSES = re.compile(r"(?<![\s\\])\*")
#: What algorithms with a star are called: A*, RRT*, Theta*.
_NAME = re.compile(r"(?:^|[^\w\\])(?:[A-Z]{1,3}|Theta|Lambda|Phi|Block A)$")

#: Code, tags and the addresses of links, where Markdown takes no sign for its own.
_APART = re.compile(
    rf"(`+)(?:(?!\1)[^\n])+\1(?!`)|<https?:[^<>\s]*>|{HTML_TAG}|\]\((?!<)(?:[^()\s]|\([^()\s]*\))*",
    re.IGNORECASE,
)
_SIGN = re.compile(r"(?<!\\)[*~<>\[\]]")


def escape_stars(content: str) -> str:
    r"""Return Markdown in which the stars of words inside emphasised words are escaped.

    Examples
    --------
    >>> escape_stars("**Planning with A* in grids**, 1968")
    '**Planning with A\\* in grids**, 1968'
    >>> escape_stars("*Planning with A* in grids*, 1968")
    '*Planning with A\\* in grids*, 1968'
    >>> escape_stars("**The *role* of stars**, *Nature*")
    '**The *role* of stars**, *Nature*'
    """
    return _EMPHASISED.sub(_stars_of_names, _STRONG.sub(_stars_of_words, content))


def _stars_of_words(strong: re.Match[str]) -> str:
    """Escape the star behind a word (A*, N*) where no star before it opens an emphasis."""
    words = strong["words"]
    if not _STAR_OPENS.search(words):
        words = _STAR_OF_WORD.sub(r"\*", words)
    return f"{strong['mark']}{words}{strong['mark']}"


def _stars_of_names(emphasised: re.Match[str]) -> str:
    """Escape the stars of names where a last star that is of no name closes the emphasis."""
    words = emphasised["words"]
    *names, last = [match.start() for match in _STAR_CLOSES.finditer(words)] or [0]
    own_name = _NAME.search(words[:last]) is not None
    if not names or own_name or not all(_NAME.search(words[:star]) for star in names):
        return emphasised.group()
    for star in reversed(names):
        words = words[:star] + "\\" + words[star:]
    return "*" + words


def escape_dois(content: str) -> str:
    r"""Return Markdown in which the signs inside DOIs are escaped.

    Examples
    --------
    >>> escape_dois("*Moss*. 10.5555/a*b*c, **10.5555/d**")
    '*Moss*. 10.5555/a\\*b\\*c, **10.5555/d**'
    >>> escape_dois("[10.5555/a](https://doi.org/10.5555/a*b*c)")
    '[10.5555/a](https://doi.org/10.5555/a*b*c)'
    """
    if "10." not in content:
        return content
    apart = [match.span() for match in _APART.finditer(content)]
    at, parts = 0, []
    for start, end in written_dois(content):
        if start < at or any(first <= start < last for first, last in apart):
            continue
        before, at = content[at:start], _link_text_end(content, start, end)
        parts += [before, _SIGN.sub(r"\\\g<0>", content[start:at])]
    return "".join(parts) + content[at:]


def _link_text_end(content: str, start: int, end: int) -> int:
    """Return where a DOI ends that stands in the text of a link."""
    closes = content.find("](", start, end + 2)
    return end if closes < 0 else closes


def without_marks(text: str, marks: str) -> str:
    """Return a text without the marks around it, but with the sign of its last word.

    Examples
    --------
    >>> without_marks("*Uptake of Cl-*", " *-"), without_marks("Moss*-", " *-")
    ('Uptake of Cl-', 'Moss')
    """
    bare = text.strip(marks)
    signed = bare + text[text.find(bare) + len(bare) :][:1]
    return bare if normalise_title(signed) == normalise_title(bare) else signed
