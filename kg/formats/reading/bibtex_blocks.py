"""BibTeX read entry by entry, so that one broken entry costs nothing but itself.

Splitting is our own: a parser of the whole file loses every entry that it cannot take,
and the next one with it. Names and LaTeX are bibtexparser's and pylatexenc's business.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import msgspec

from kg.people import family_first

__all__ = ["OTHERS", "BibtexEntry", "names_of", "plain_latex", "read_blocks"]

_START = re.compile(r"@\s*(?P<type>[A-Za-z]+)\s*(?P<bracket>[{(])")
#: Where an entry surely begins, whatever was left open before it.
_NEXT = re.compile(
    r"^[ \t]*@\s*[A-Za-z]+\s*[{(]\s*[^\s,{}=]*\s*(?:[,=]|\s[A-Za-z]+\s*=)", re.MULTILINE
)
_KEY = re.compile(r"\s*(?P<key>[^\s,{}=]*)\s*(?=,|$|[})])")
#: A key that no comma parts from the first field.
_KEY_ALONE = re.compile(r"\s*(?P<key>[^\s,{}=\"#]+)(?=\s+[A-Za-z][\w:.+/-]*\s*=)")
#: A key of several words, which no program takes.
_KEY_OF_WORDS = re.compile(r"\s*(?P<key>[^\s,{}=\"#]+(?:[ \t]+[^\s,{}=\"#]+)+)\s*(?=,)")
_FIELD = re.compile(r"[\s,]*(?P<name>[A-Za-z][\w:.+/-]*)\s*=\s*")
#: A closing brace that another field follows closes nothing.
_BRACE_TOO_MANY = re.compile(r"\s*[})]\s*,\s*(?P<name>[A-Za-z][\w:.+/-]*)\s*=\s*[{\"\w]")
_BARE = re.compile(r"[^\s,{}()\"#=]+")
_CONCATENATION = re.compile(r"\s*#\s*")
#: Where a value that was never closed must have ended: before the next field, or at the end.
_CLOSED_LATE = re.compile(
    r"[}\"]?\s*,\s*(?=[A-Za-z][\w:.+/-]*\s*=\s*[{\"\d])|[}\"]\s*(?=[A-Za-z][\w:.+/-]*\s*=\s*[{\"])|"
    r"[}\"]+\s*$"
)
_BRACKETS = re.compile(r"[{}()]")
_MONTHS = {name: name for name in "jan feb mar apr may jun jul aug sep oct nov dec".split()}
#: Kinds of entries that hold papers; any other that is named with ``crossref`` is a paper itself.
_COLLECTIONS = frozenset(
    "book collection mvbook mvcollection mvproceedings mvreference periodical proceedings "
    "reference".split()
)
#: What an entry takes from the proceedings or book that its crossref names.
_NOT_INHERITED = frozenset(("title", "key", "crossref", "doi", "url", "author", "abstract", "note"))


class BibtexEntry(msgspec.Struct):
    """An entry with its fields as written; ``problems`` say what was wrong with it."""

    type: str
    key: str
    line: int
    fields: dict[str, str]
    problems: list[str]


def read_blocks(text: str) -> list[BibtexEntry]:
    r"""Return the entries of a BibTeX file: macros and inherited fields put in, collections left out.

    A book or proceedings that others name with ``crossref`` is the collection that they are
    in, and no paper of its own; BibLaTeX's ``xdata`` is none either.

    Examples
    --------
    >>> entry = read_blocks('@string{jfp = "J. Funct."}\n@article{x, title = {A {B} c}, journal = jfp # " Prog."')[0]
    >>> entry.fields, entry.problems
    ({'title': 'A {B} c', 'journal': 'J. Funct. Prog.'}, ['the end of the entry is missing'])
    """
    macros: dict[str, str] = dict(_MONTHS)
    entries: list[BibtexEntry] = []
    position = 0
    while start := _START.search(text, position):
        kind = start["type"].lower()
        limit = _limit(text, start.end())
        if kind in ("comment", "preamble"):
            position = _balanced_end(text, start.end() - 1, limit) or start.end()
            continue
        reader = _Reader(text, start.end(), limit, macros)
        if kind == "string":
            macros.update(_fields(reader, []))
            position = reader.position
            continue
        key = _KEY.match(text, reader.position, limit)
        problems: list[str] = []
        if key is None and (key := _KEY_ALONE.match(text, reader.position, limit)):
            problems.append("a comma is missing behind the key")
        elif key is None and (key := _KEY_OF_WORDS.match(text, reader.position, limit)):
            problems.append("the key holds a blank")
        reader.position = key.end() if key else reader.position
        fields = _fields(reader, problems)
        line = text.count("\n", 0, start.start()) + 1
        entries.append(BibtexEntry(kind, key["key"] if key else "", line, fields, problems))
        position = max(reader.position, start.end())
    _say_repeated_keys(entries)
    return _with_inherited(entries)


def _limit(text: str, position: int) -> int:
    following = _NEXT.search(text, position)
    return following.start() if following else len(text)


def _balanced_end(text: str, opening: int, limit: int) -> int | None:
    """Return where the bracket at ``opening`` is closed, or None."""
    depth = 0
    closing = ")" if text[opening] == "(" else "}"
    for bracket in _BRACKETS.finditer(text, opening, limit):
        if bracket[0] == "{" or bracket.start() == opening:
            depth += 1
        elif bracket[0] == "}" or (bracket[0] == closing and depth == 1):
            depth -= 1
            if not depth:
                return bracket.end()
    return None


class _Reader:
    """A place in a text, and how far an entry may reach."""

    def __init__(self, text: str, position: int, limit: int, macros: Mapping[str, str]) -> None:
        self.text = text
        self.position = position
        self.limit = limit
        self.macros = macros

    def at(self, characters: str) -> bool:
        """Return whether one of these characters comes next, white space apart."""
        while self.position < self.limit and self.text[self.position].isspace():
            self.position += 1
        return self.position < self.limit and self.text[self.position] in characters


def _fields(reader: _Reader, problems: list[str]) -> dict[str, str]:
    fields: dict[str, str] = {}
    first = True
    while True:
        comma = reader.at(",")
        while reader.at(","):
            reader.position += 1
        field = _FIELD.match(reader.text, reader.position, reader.limit)
        if field is None and (
            extra := _BRACE_TOO_MANY.match(reader.text, reader.position, reader.limit)
        ):
            problems.append(f"a brace too many before {extra['name']}")
            reader.position += 1
            first = False
            continue
        if field is None:
            break
        if not comma and not first:
            problems.append(f"a comma is missing before {field['name']}")
        reader.position = field.end()
        value = _value(reader, field["name"], problems)
        name = field["name"].lower()
        if name in fields and fields[name] != value:
            problems.append(f"{name} is given twice, the first is taken")
        fields.setdefault(name, value)
        first = False
    _close(reader, problems)
    return fields


def _close(reader: _Reader, problems: list[str]) -> None:
    if reader.at("})"):
        reader.position += 1
        return
    rest = reader.text[reader.position : reader.limit]
    if closing := re.search(r"[})]\s*$", rest):
        problems.append(f"what stands behind the fields is not read: {_short(rest)}")
        reader.position += closing.end()
        return
    problems.append("the end of the entry is missing")
    reader.position = reader.limit


def _value(reader: _Reader, name: str, problems: list[str]) -> str:
    parts = [_part(reader, name, problems)]
    while joint := _CONCATENATION.match(reader.text, reader.position, reader.limit):
        reader.position = joint.end()
        parts.append(_part(reader, name, problems))
    return "".join(parts)


def _part(reader: _Reader, name: str, problems: list[str]) -> str:
    text, start = reader.text, reader.position
    if reader.at('{"'):
        start = reader.position
        end = (
            _balanced_end(text, start, reader.limit)
            if text[start] == "{"
            else _quoted_end(text, start, reader.limit)
        )
        if end is None or _swallows(text[start:end]):
            problems.append(f"the braces of {name} are not balanced")
            late = _CLOSED_LATE.search(text, start + 1, reader.limit)
            end = late.start() if late else _line_end(text, start, reader.limit)
            reader.position = end + (late is not None and text[end] in '}"')
            return text[start + 1 : end].rstrip()
        reader.position = end
        return text[start + 1 : end - 1]
    word = _BARE.match(text, reader.position, reader.limit)
    if word is None:
        return ""
    reader.position = word.end()
    return reader.macros.get(word[0].lower(), word[0])


def _swallows(value: str) -> bool:
    """Return whether a value holds what must be fields of its own."""
    return bool(re.search(r"[}\"]\s*,\s*[A-Za-z]+\s*=\s*[{\"]", value))


def _quoted_end(text: str, start: int, limit: int) -> int | None:
    depth = 0
    for position in range(start + 1, limit):
        character = text[position]
        if character == "{":
            depth += 1
        elif character == "}":
            depth -= 1
        elif character == '"' and depth <= 0 and text[position - 1] != "\\":
            return position + 1
    return None


def _line_end(text: str, start: int, limit: int) -> int:
    end = text.find("\n", start, limit)
    return limit if end < 0 else end


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 40 else words[:39] + "…"


def _say_repeated_keys(entries: list[BibtexEntry]) -> None:
    known: dict[str, int] = {}
    for entry in entries:
        if entry.key and entry.key in known:
            entry.problems.append(
                f"the key {entry.key} is also that of line {known[entry.key]}: both are read"
            )
        known.setdefault(entry.key, entry.line)


def _with_inherited(entries: list[BibtexEntry]) -> list[BibtexEntry]:
    by_key = {entry.key.lower(): entry for entry in reversed(entries) if entry.key}
    collections = _fill_from_xdata(entries, by_key)
    for entry in entries:
        parent = by_key.get(entry.fields.get("crossref", "").strip().lower())
        if parent is None or parent is entry:
            continue
        if parent.type in _COLLECTIONS:
            if id(parent) not in collections and parent.type != "proceedings":
                entry.problems.append(
                    f"the {parent.type} {parent.key} (line {parent.line}) that it is in is no entry of its own"
                )
            collections.add(id(parent))
        inherited = {k: v for k, v in parent.fields.items() if k not in _NOT_INHERITED}
        if "booktitle" not in inherited and "title" in parent.fields:
            inherited["booktitle"] = parent.fields["title"]
        entry.fields = inherited | entry.fields
    return [entry for entry in entries if id(entry) not in collections]


def _fill_from_xdata(entries: list[BibtexEntry], by_key: Mapping[str, BibtexEntry]) -> set[int]:
    """Add what entries take from others of the type xdata, and return which these are."""
    taken: set[int] = set()
    for entry in entries:
        for key in entry.fields.get("xdata", "").lower().split(","):
            data = by_key.get(key.strip())
            if data is not None and data.type == "xdata":
                taken.add(id(data))
                entry.fields = data.fields | entry.fields
    return taken


# ------------------------------------------------------------------------ names, LaTeX


def names_of(text: str) -> list[str]:
    """Return the people of an author field, each with given names first.

    A name that BibTeX's rules cannot take apart stays as it is written; "and others" is
    ``et al.``

    Examples
    --------
    >>> names_of("Bengio, Yoshua and van der Berg, Jr., Ann and others")
    ['Yoshua Bengio', 'Ann van der Berg Jr.', 'et al.']
    >>> names_of("J. Smith, K. Doe, and L. Roe"), names_of("Garcia Lopez, Maria Jose and Lee, Ann")
    (['J. Smith', 'K. Doe', 'L. Roe'], ['Maria Jose Garcia Lopez', 'Ann Lee'])
    >>> names_of("given=Anh, family=Duc and prefix=van, family={der Berg}, given=Ann")
    ['Anh Duc', 'Ann van der Berg']
    """
    from bibtexparser.middlewares.names import split_multiple_persons_names

    people = []
    text = _ACCENTED.sub(lambda letter: plain_latex(letter[0]), text)
    if not re.search(r"(?i)\sand\s", text):
        text = _PARTED.sub(" and ", text)  # as other bibliographies part people
    text = " and ".join(map(_commas_as_and, re.split(r"(?i)\sand\s", text)))
    text = re.sub(r"(?i)[,\s]+et\.?\s+al\.?\s*$", " and others", text)
    text = re.sub(r"(?i)(?:^|(?<=\s))and(?:\s+and)+(?=\s)", "and", " ".join(text.split()))
    for written in split_multiple_persons_names(re.sub(r"(?i)^and\s+|\s+and$", "", text)):
        name = plain_latex(_given_first(written.strip().strip(",;").strip()))
        if name and name.casefold() != "and":
            people.append("et al." if OTHERS.fullmatch(name) else name)
    return people


def _commas_as_and(names: str) -> str:
    """Part people whom only commas part, as prose does: "J. Smith, K. Doe, and L. Roe".

    Of two, "Garcia Lopez, Maria Jose", only initials in front or a comma before the "and" tell.
    """
    parts = names.removesuffix(",").split(",")
    if len(parts) % 2 == 0 and len(parts) > 2 and all(map(_INITIALS.fullmatch, parts[1::2])):
        return " and ".join(map(",".join, zip(parts[::2], parts[1::2], strict=True)))
    telling = len(parts) > 2 or (names.endswith(",") and not names.lstrip()[:1].islower())
    form = _GIVEN_FIRST if telling else _INITIALS_FIRST
    is_prose = len(parts) > 1 and all(map(form.fullmatch, parts))
    return " and ".join(parts) if is_prose else names


#: Words for authors who are not named.
OTHERS = re.compile(
    r"(?:and |& )?(?:others|et\.? al(?:\.|ii|ia)?|co-?workers|u\. ?a\.|…|\.\.\.)", re.IGNORECASE
)


#: A letter with its accent, or one that ASCII does not have: bibtexparser takes the
#: backslash behind an "and" for its own.
_ACCENTED = re.compile(
    r"\\(?:[`'^\"~=.]\s*(?:\{\\?[A-Za-z]+\}|\\?[A-Za-z])|[uvHtcdbkr](?:\{\\?[A-Za-z]+\}|\s+\\?[A-Za-z])"
    r"|(?:aa|AA|ae|AE|oe|OE|ss|dh|DH|dj|DJ|ng|NG|th|TH|[oOlLij])(?:\{\}|(?![A-Za-z])\s*))"
)
_PARTED = re.compile(r";|\s\\?&\s")
#: Ann Lee: of three such names parted by commas none is the beginning of another.
_GIVEN_FIRST = re.compile(r"\s*[^\W\d_][\w.'’-]*(?:\s+[^\W\d_][\w.'’-]*)+\s*")
_INITIALS = re.compile(r"\s*(?:[^\W\d_]\.[\s-]*)+")
_INITIALS_FIRST = re.compile(r"\s*(?:[^\W\d_]\.[\s-]*)+[^\W\d_][\w'’-]+(?:\s+[^\W\d_][\w'’-]+)*\s*")
_NAME_PARTS = ("given", "prefix", "family", "suffix")
_NAME_PART = re.compile(r"(?i)(?:^|,)\s*\"?(given|prefix|family|suffix)\s*=\s*([^,\"]*)")


def _given_first(name: str) -> str:
    from bibtexparser.middlewares.names import InvalidNameError, parse_single_name_into_parts

    if parts := _NAME_PART.findall(name):  # as BibLaTeX's extended format has it
        value_of = {part.lower(): value.strip() for part, value in parts}
        if eastern := family_first(f"{value_of.get('family')}, {value_of.get('given')}"):
            return " ".join(eastern)
        return " ".join(value_of[part] for part in _NAME_PARTS if value_of.get(part))
    if eastern := family_first(re.sub(r"[{}]", "", name)):  # whatever parts them
        return " ".join(eastern)
    if name.count(",") > 2 and "{" not in name:  # no name of one person
        return name
    try:
        found: Any = parse_single_name_into_parts(name, strict=False)
    except InvalidNameError:
        return name
    return " ".join(
        " ".join(words) for words in (found.first, found.von, found.last, found.jr) if words
    )


@lru_cache(maxsize=1)
def _decoder() -> Any:
    from pylatexenc.latex2text import LatexNodes2Text

    return LatexNodes2Text(math_mode="text", keep_comments=True, strict_latex_spaces=False)


@lru_cache(maxsize=1 << 14)
def plain_latex(text: str) -> str:
    r"""Return LaTeX as the characters that it prints; a bare ``%`` is one.

    Examples
    --------
    >>> plain_latex(r"{Deep} Sch\"odinger: $\lambda$-Calculus, Wys$^*$, 100% of 5\%")
    'Deep Schödinger: λ-Calculus, Wys*, 100% of 5%'
    """
    if "\\" in text or "$" in text or "~" in text or "``" in text or "--" in text:
        text = _COMMAND.sub(_name_of_command, re.sub(r"(?<!\\)%", r"\\%", text))
        text = re.sub(r"\$([^$]*)\$", lambda formula: f"${_flat(formula[1])}$", text)
        text = _decoder().latex_to_text(text)
    else:
        text = text.replace("{", "").replace("}", "")
    return " ".join(text.split())


#: A command without an argument.
_COMMAND = re.compile(r"\\(?P<name>[A-Za-z]{2,})(?![A-Za-z])(?P<end>\{\}|\s*(?!\s*[{\[]))")
#: Commands that print nothing: type faces and sizes, spaces, what other commands need.
_SILENT = frozenset(
    """
    bf bfseries bgroup boldmath break cal centering displaystyle egroup em footnotesize frenchspacing goodbreak hfil hfill
    hskip Huge huge hss ignorespaces it itshape kern Large LARGE large leavevmode linebreak mdseries medskip newblock newline
    nobreak nobreakspace noexpand noindent nolinebreak nonfrenchspacing normalfont normalsize null or par protect quad qquad relax
    rm rmfamily sc scriptsize scshape sf sffamily sl slshape sloppy small smallskip space textstyle thinspace tiny tt
    ttfamily unskip upshape vskip xspace
    """.split()
)


#: Signs that the decoder does not know.
_SIGNS = {"textless": "<", "textgreater": ">", "textbar": "|", "textquotesingle": "'"}


def _name_of_command(command: re.Match[str]) -> str:
    """Return what a command prints that the decoder does not know: its name (TeX, MATLAB)."""
    name = command["name"]
    if name in _SIGNS:
        return _SIGNS[name] + ("" if command["end"] == "{}" else command["end"])
    if name in _SILENT or _is_known(name):
        return command.group()
    return name + ("" if command["end"] == "{}" else command["end"])


@lru_cache(maxsize=1 << 10)
def _is_known(name: str) -> bool:
    from pylatexenc.latex2text import get_default_latex_context_db

    return get_default_latex_context_db().get_macro_spec(name) is not None


def _flat(formula: str) -> str:
    """Return a formula whose sub- and superscripts stand on the line."""
    return re.sub(r"(?<!\\)[\^_]", "", formula)
