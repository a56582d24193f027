r"""The words of a title, folded so that what is printed differently compares equal.

What carries no meaning goes: case, accents, spacing, quotation marks, dashes, markup and
final stops. **What makes another word stays**: C++ is not C, A* is not A, K⁺ is not K⁻,
f′ is not f, 2.5 is not 25, € is not $. Accents go where they are accents, in Latin and
Greek; the signs of vowels of other scripts are letters.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

__all__ = ["bear_other_accents", "normalise_title", "slug", "without_accents", "words_of"]

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
        **dict.fromkeys("™℠®©\u00ad\u200b\u200c\u200d\u2060\ufeff", ""),
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
_SUBSCRIPT = re.compile(r"(?<=[\w)])_(?=[{\d])")
_LATEX_SUBSCRIPT = re.compile(r"(?<=[\w)])\$_")
#: Letters with a stroke, which Unicode takes for letters of their own.
_STROKES = str.maketrans({"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ı": "i"})
#: The stroke that makes ≠ of =, which is no accent.
_NO_ACCENTS = "\u0338"
#: Scripts whose combining signs are accents, or points that many leave out.
_ACCENTED_SCRIPTS = ("LATIN", "GREEK", "HEBREW", "ARABIC")
#: ё and stressed vowels, of all that Cyrillic letters bear: й is another letter than и.
_CYRILLIC_ACCENTS = "\u0301\u0308"
#: Accents that are taken for each other: ő and ö, ş and ș.
_SAME_ACCENT = str.maketrans({"\u030b": "\u0308", "\u0327": "\u0326"})
#: LaTeX's dollars: the first has no blank behind it, the last none before it and no digit behind.
_MATHEMATICS = re.compile(r"\$(?=[^\s$])([^$]*[^\s$]|[^\s$])\$(?!\d)")
_DOLLAR = re.compile(r"\\?\$")
_KEPT_DOLLAR = "\ue003"
_CURRENCY = re.compile("[€£¥₹₽₩₺₴₦฿¢\ue003]")
#: What is neither a letter, a digit nor a sign that makes another word; ``{marks}`` are letters, too.
_NO_WORD = (
    r"(?<!\d)\.|\.(?!\d)|(?<!\d)%|(?<![\w+#*])\*|(?<!\w)@|@(?!\w)|"
    r"[^\w\s.%*+#<=>@¬±×÷†′♀♂€£¥₹₽₩₺₴₦฿¢\u2190-\u21ff\u2200-\u2214\u2217-\u2222\u2224-\u2235\u2237-\u22c4\u22c8-\u22ff\ue000-\ue003{marks}]|[_∕∣]"
)


def _without_subscripts(mathematics: re.Match[str]) -> str:
    return re.sub(r"(?<=[\w)}])_(?=[{\w])", "", mathematics[1])


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


@cache
def _marks() -> str:
    """Return the signs that stand with a letter: vowels of Indic scripts, tones of Thai, accents."""
    signs = map(chr, range(0x300, 0x1F000))
    return "".join(sign for sign in signs if unicodedata.category(sign) in ("Mn", "Mc"))


@cache
def _no_word() -> re.Pattern[str]:
    return re.compile(_NO_WORD.replace("{marks}", _marks()))


@cache
def _word() -> re.Pattern[str]:
    return re.compile(rf"[^\W\d_](?:[^\W\d_]|['’-](?=[^\W\d_])|[{_marks()}])*")


def words_of(text: str) -> list[str]:
    """Return the words of letters in a text, with the signs that belong to the letters.

    Examples
    --------
    >>> words_of("O'Brien & शर्मा, 2nd")
    ["O'Brien", 'शर्मा', 'nd']
    """
    return [str(word) for word in _word().findall(text)]


def without_accents(text: str) -> str:
    """Return a text without accents; what makes another letter stays (й, the vowels of Hindi).

    Examples
    --------
    >>> without_accents("Schrödinger, Мой край, दीन")
    'Schrodinger, Мой край, दीन'
    """
    if text.isascii():
        return text
    letters, accents = [], ""
    for char in unicodedata.normalize("NFKD", text.translate(_STROKES)):
        if not unicodedata.category(char).startswith("M"):
            accents = _accents_of(char)
        elif char not in _NO_ACCENTS and (accents == "all" or char in accents):
            continue
        letters.append(char)
    return unicodedata.normalize("NFC", "".join(letters))


@lru_cache(maxsize=1 << 12)
def _accents_of(letter: str) -> str:
    """Return which of the signs that a letter may bear are accents: ``all``, or those signs."""
    script = unicodedata.name(letter, "").split(" ")[0]
    if script in _ACCENTED_SCRIPTS:
        return "all"
    return _CYRILLIC_ACCENTS if script == "CYRILLIC" else ""


#: Letters of a word that is the same without its accents.
_LONG_WORD = 5


def bear_other_accents(one: str, other: str) -> bool:
    """Whether two titles of the same letters bear accents, and not the same ones.

    Where one title bears none, nobody can tell; nor by a long word that lacks its accents.

    Examples
    --------
    >>> bear_other_accents("Une pêche en hiver", "Une péché en hiver")
    True
    >>> bear_other_accents("Une pêche en hiver", "Une peche en hiver")
    False
    """
    if one.isascii() or other.isascii():
        return False
    pairs = list(zip(_with_accents(one).split(), _with_accents(other).split(), strict=False))
    lacking = [(without_accents(a) == a, without_accents(b) == b) for a, b in pairs]
    if all(a for a, _ in lacking) or all(b for _, b in lacking):
        return False
    return any(
        a != b and (not any(bare) or len(a) < _LONG_WORD)
        for (a, b), bare in zip(pairs, lacking, strict=True)
    )


def _with_accents(title: str) -> str:
    """Return the words of a title in lower case with the accents of its letters, in one spelling."""
    folded = unicodedata.normalize("NFKD", title.translate(_SAME_SIGN).casefold().replace("ø", "ö"))
    composed = unicodedata.normalize("NFC", folded.translate(_SAME_ACCENT))
    return " ".join(_no_word().sub(" ", composed).split())


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
    if "$" in title:
        title = _MATHEMATICS.sub(_without_subscripts, _LATEX_SUBSCRIPT.sub("$", title))
        title = _DOLLAR.sub(_KEPT_DOLLAR, title)
    title = _TAG.sub("", _LATEX_COMMAND.sub("", _SUBSCRIPT.sub("", title)))
    title = unicodedata.normalize("NFKC", title.translate(_SAME_SIGN)).translate(_SAME_SIGN)
    title = _without_footnote(_EMPHASIS.sub(r"\2", _ARROW.sub("→", title.replace("''", '"'))))
    title = _THOUSANDS.sub("", _QUOTED.sub(r"\1", title))
    title = _APOSTROPHE.sub("", _PRIME.sub("′", title))
    title = re.sub(r"\s&\s", " and ", title)
    title = _CHARGE.sub(rf"\1{_KEPT_MINUS}", _FACTORIAL.sub(_KEPT_FACTORIAL, title))
    title = _FIRST_STOP.sub(_KEPT_STOP, _MINUS.sub(_KEPT_MINUS, title))
    title = re.sub(r"(?<=\s)@(?=\s)", "at", _CURRENCY.sub(r" \g<0> ", title))
    folded = _GREEK.sub(_greek_name, without_accents(title).casefold().replace("×", "x"))
    chars = (
        _no_word()
        .sub(" ", folded)
        .replace(_KEPT_DOLLAR, "$")
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
    folded = without_accents(unicodedata.normalize("NFKC", text.replace("&", " and "))).casefold()
    return "-".join(re.findall(rf"[\w{_marks()}]+", folded.replace("_", " ")))
