r"""The words of a title, folded so that what is printed differently compares equal.

What carries no meaning goes: case, accents, spacing, quotation marks, dashes, markup and
final stops. **What makes another word stays**: C++ is not C, A* is not A, K⁺ is not K⁻,
f′ is not f, 2.5 is not 25.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

__all__ = ["normalise_title", "slug"]

_LATEX_ACCENT = re.compile(
    r"\\(?:[`'^\"~=.]\s*|[uvHtcdbkr](?:\s+|(?=\{)))(?:\{\\?([A-Za-z])\}|\\?([A-Za-z]))"
)
_LATEX_COMMAND = re.compile(
    r"\\(?:text[a-z]*|math[a-z]*|emph|em|bf|it|tt|sc|rm|sf|operatorname)\b\s*|\\[ ,;!]|[{}$\\^]"
)
#: What LaTeX calls the signs; Greek letters have the same names there.
_LATEX_SIGNS = {
    "prime": "′",
    "ast": "*",
    "star": "*",
    "pm": "±",
    "times": "×",
    "to": "→",
    "rightarrow": "→",
    "leftrightarrow": "↔",
    "infty": "∞",
    "ell": "l",
    "sharp": "#",
    "dagger": "†",
}
_LATEX_SIGN = re.compile(rf"\\({'|'.join(_LATEX_SIGNS)})(?![A-Za-z])\s*")
_TAG = re.compile(r"</?[A-Za-z][\w:-]*(?:\s[^<>]*)?/?>")
#: `*word*` and `**word**` around whole words are emphasis; the star of "A*" is not.
_EMPHASIS = re.compile(r"(?<![\w*])(\*{1,3})(?=[^\s*])([^*]*[^\s*])\1(?![\w*])")
_QUOTED = re.compile(r"(?<!\w)'(?=\S)([^']*\S)'(?!\w)")
_FOOTNOTE = re.compile(r"(?<=[^\W\d_]{4})[*†‡§¶]+\s*$")
_GREEK = re.compile("[\u03b1-\u03c9]")
_GREEK_NAMES = frozenset(
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma "
    "tau upsilon phi chi psi omega".split()
)
_LATEX_PRIME = re.compile(rf"(\\(?:{'|'.join(sorted(_GREEK_NAMES))}))'")
#: Titles of plain words, hyphens and commas: nothing in them is folded but case.
_PLAIN = re.compile(r"[A-Za-z0-9]+(?:(?:-|:? |, | - )[A-Za-z0-9]+)*\.?")
#: Other characters for the same sign, and signs that mean nothing in a title.
_SAME_SIGN = str.maketrans(
    {
        **dict.fromkeys("∗⋆★✱﹡＊", "*"),
        **dict.fromkeys("’‘ʼ`´‛", "'"),
        **dict.fromkeys("™℠®©", ""),
        **dict.fromkeys("~|‖¦", " "),
        "♯": "#",
        "∆": "δ",
        "∑": "σ",
        "ʹ": "′",
        "″": "′′",
        "‴": "′′′",
    }
)
_ARROW = re.compile(r"<?[-–—=]+>")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
#: f', Z', 5' and 3'-end: not the apostrophe of "1980's", "Schrödinger's", "O'Brien".
_PRIME = re.compile(r"(?<=\d)'(?!s\b)|(?<=\b[^\W\d_])'(?!\w)|(?<=\b[^\W\d_]')'(?!\w)")
_APOSTROPHE = re.compile(r"'|(?<=[^\W\d_]{2})′(?=s\b)")
#: A minus that belongs to what stands before it (K-, Cl⁻, SO4²⁻, π-) or to a number.
_MINUS = re.compile(
    r"(?<=[\w+])−(?![\w−])"
    r"|(?:(?<=[\s(])|^)[−-](?=\d)"
    r"|(?:(?<=\b[A-Zepμπτν])|(?<=\b[A-Z][a-z])|(?<=\b[A-Z][A-Za-z\d]\d)|(?<=\b[A-Z][A-Za-z\d]{2}\d)|(?<=\b[A-Z]\d))"
    r"-(?![\w-])(?!,?\s(?:and|or|to|und|vs)\s[\w+]+-\w)"
)
_KEPT_MINUS = "\ue000"
#: The charge of a particle that is called by a Greek letter: pi-, mu-.
_CHARGE = re.compile(
    rf"(?i:\b({'|'.join(sorted(_GREEK_NAMES))}))-(?![\w-])(?!,?\s(?:and|or|to|und|vs)\s[\w+]+-\w)"
)
#: The sign of a factorial: n!, (2n)!, 10!; not that of "Hello!".
_FACTORIAL = re.compile(r"(?:(?<=\b[^\W_])|(?<=\d)|(?<=[\w]\)))!+(?!\w)")
_KEPT_FACTORIAL = "\ue002"
#: The full stop that begins a name: .NET.
_FIRST_STOP = re.compile(r"(?:(?<=[\s(])|^)\.(?=[A-Za-z]{2})")
_KEPT_STOP = "\ue001"
#: H$_2$O, CO_2, x_{ij}: what stands below the line is of the word.
_SUBSCRIPT = re.compile(r"(?<=[\w)])(?:\$_|_(?=[{\d]))")
#: Letters with a stroke, which Unicode takes for letters of their own.
_STROKES = str.maketrans({"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ı": "i"})
#: Combining signs that are no accents: of kana, and the stroke that makes ≠ of =.
_NO_ACCENTS = "\u3099\u309a\u0338"
#: What is neither a letter, a digit nor a sign that makes another word.
_NO_WORD = re.compile(
    r"(?<!\d)\.|\.(?!\d)|(?<!\d)%|(?<![\w+#*])\*|"
    r"[^\w\s.%*+#<=>¬±×÷†′♀♂\u2190-\u21ff\u2200-\u2214\u2217-\u2222\u2224-\u2235\u2237-\u22c4\u22c8-\u22ff\ue000-\ue002]|[_∕∣]"
)


def _greek_name(letter: re.Match[str]) -> str:
    return unicodedata.name(letter.group()).rsplit(" ", 1)[-1].lower()


def _without_footnote(title: str) -> str:
    """Drop the mark of a footnote behind the last word, which is not the star of Theta*."""
    match = _FOOTNOTE.search(title)
    if match is None:
        return title
    last = re.split(r"[^\w]+", title[: match.start()])[-1]
    is_name = last.casefold() in _GREEK_NAMES or not (last.islower() or last.istitle())
    return title if is_name else title[: match.start()]


def _without_accents(text: str) -> str:
    letters = (
        char
        for char in unicodedata.normalize("NFKD", text.translate(_STROKES))
        if not unicodedata.combining(char) or char in _NO_ACCENTS
    )
    return unicodedata.normalize("NFC", "".join(letters))


@lru_cache(maxsize=1 << 15)
def normalise_title(title: str) -> str:
    r"""Return the words of a title, folded so that equal titles compare equal.

    Unicode compatibility forms, ligatures, case, accents, LaTeX, tags and punctuation
    are folded away; Greek letters become their names; hyphens and other separators
    split words, apostrophes do not. Signs that make another word stay with it.

    Examples
    --------
    >>> normalise_title("Private–Shared {\\em Deep} Schr\\\"odinger's efﬁcient")
    'private shared deep schrodingers efficient'
    >>> normalise_title("β-VAE") == normalise_title("$\\beta$-VAE") == "beta vae"
    True
    >>> normalise_title("C++ and A* in k-means++"), normalise_title("K⁻ and Ca²⁺ at 2.5 °C")
    ('c++ and a* in k means++', 'k− and ca2+ at 2.5 c')
    """
    if _PLAIN.fullmatch(title):
        return " ".join(re.findall("[a-z0-9]+", title.lower()))
    if "\\" in title:
        title = _LATEX_SIGN.sub(lambda sign: _LATEX_SIGNS[sign.group(1)], title)
        title = _LATEX_PRIME.sub(r"\1′", title)
        title = _LATEX_ACCENT.sub(r"\1\2", title)
    title = _TAG.sub("", _LATEX_COMMAND.sub("", _SUBSCRIPT.sub("", title)))
    title = unicodedata.normalize("NFKC", title.translate(_SAME_SIGN)).translate(_SAME_SIGN)
    title = _without_footnote(_EMPHASIS.sub(r"\2", _ARROW.sub("→", title.replace("''", '"'))))
    title = _THOUSANDS.sub("", _QUOTED.sub(r"\1", title))
    title = _APOSTROPHE.sub("", _PRIME.sub("′", title))
    title = re.sub(r"\s&\s", " and ", title)
    title = _CHARGE.sub(rf"\1{_KEPT_MINUS}", _FACTORIAL.sub(_KEPT_FACTORIAL, title))
    title = _FIRST_STOP.sub(_KEPT_STOP, _MINUS.sub(_KEPT_MINUS, title))
    folded = _GREEK.sub(_greek_name, _without_accents(title).casefold().replace("×", "x"))
    chars = (
        _NO_WORD.sub(" ", folded)
        .replace(_KEPT_MINUS, "−")
        .replace(_KEPT_STOP, ".")
        .replace(_KEPT_FACTORIAL, "!")
    )
    return " ".join(chars.split())


def slug(text: str) -> str:
    """Return a text as lower-case words joined by hyphens, ASCII where it can be.

    Examples
    --------
    >>> slug("NUS-WIDE"), slug("Pascal Sentence"), slug("数据集")
    ('nus-wide', 'pascal-sentence', '数据集')
    """
    folded = unicodedata.normalize("NFKD", text.replace("&", " and ")).casefold()
    bare = "".join(char for char in folded if not unicodedata.combining(char))
    return "-".join(re.findall(r"\w+", bare.replace("_", " ")))
