"""Stars that belong to a word (A*, N*) among those that are emphasis in Markdown."""

from __future__ import annotations

import re

__all__ = ["escape_stars"]

#: `**Planning with A* in grids**`: strong words, with any stars among them.
_STRONG = re.compile(r"(?<![*\\])\*\*(?=[^\s*])(?P<words>(?:(?!\*\*(?!\*))[^\n`])+)\*\*(?!\*)")
_STAR_OPENS = re.compile(r"(?<![\w*\\])\*(?=\S)")
_STAR_OF_WORD = re.compile(r"(?<=[^\W\d_])\*(?![\w*])|(?<=[^\W\d_])\*$")


def escape_stars(content: str) -> str:
    r"""Return Markdown in which the stars of words inside strong words are escaped.

    Examples
    --------
    >>> escape_stars("**Planning with A* in grids**, 1968")
    '**Planning with A\\* in grids**, 1968'
    >>> escape_stars("**The *role* of stars**")
    '**The *role* of stars**'
    """
    return _STRONG.sub(_stars_of_words, content)


def _stars_of_words(strong: re.Match[str]) -> str:
    """Escape the star behind a word (A*, N*) where no star before it opens an emphasis."""
    words = strong["words"]
    if not _STAR_OPENS.search(words):
        words = _STAR_OF_WORD.sub(r"\*", words)
    return f"**{words}**"
