"""The words of a SPARQL query that are keywords: what it would do, told before it is asked.

pyoxigraph parses a query without showing what it parsed, and would ask other endpoints.
So the text is cut here as its grammar cuts it: IRIs, strings, comments, variables and
prefixed names, whose escapes may be any sign, hold no keyword.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from kg.errors import QueryRefused

__all__ = [
    "TOKEN",
    "check_constraint",
    "check_sparql",
    "named_datasets",
    "with_columns",
]

TOKEN = re.compile(
    r"""
      (?P<iri><(?:[^<>"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*>)
    | (?P<string>'''(?:[^'\\]|\\.|'(?!''))*'''|\"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\"
                |'(?:[^'\\\n\r]|\\.)*'|"(?:[^"\\\n\r]|\\.)*")
    | (?P<comment>\#[^\n\r]*)
    | (?P<variable>[?$]\w+)
    | (?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
    | (?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)
    | (?P<name>(?:[^\W\d](?:[\w.-]*[\w-])?)?:(?:[\w:.·-]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%])*)
    | (?P<word>[^\W\d]\w*)
    | (?P<space>\s+)
    | (?P<sign>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_UPDATES = frozenset(
    ("ADD", "CLEAR", "COPY", "CREATE", "DELETE", "DROP", "INSERT", "LOAD", "MOVE", "WITH")
)
_ABSOLUTE = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*:(?://|[A-Za-z])")
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")


class _Token(NamedTuple):
    kind: str
    text: str


def _tokens(query: str) -> Iterator[_Token]:
    for match in TOKEN.finditer(query):
        if match.lastgroup not in ("space", "comment"):
            yield _Token(match.lastgroup or "", match.group())


def check_sparql(query: str) -> None:
    r"""Refuse a query that asks another endpoint, or that changes something.

    Raises
    ------
    QueryRefused
        When it has SERVICE, is an update, or may hide one of them.

    Examples
    --------
    >>> check_sparql(r"SELECT * { ?s ex:a\#b 'SERVICE' } # SERVICE")
    >>> check_sparql(r"SELECT * { ?s ex:a\#b ?o SERVICE <http://example.org> { } }")
    Traceback (most recent call last):
    ...
    kg.errors.QueryRefused: SERVICE is refused, SPARQL query, ask the other endpoint itself, and join the answers
    """
    words = [token.text.upper() for token in _tokens(query) if token.kind == "word"]
    first = next((word for word in words if word not in ("PREFIX", "BASE", "VERSION")), "")
    if first in _UPDATES:
        raise QueryRefused(f"{first} is refused", where="SPARQL query", hint="a query only reads")
    # Words need no blank between them and what stands before.
    if any("SERVICE" in word for word in words):
        raise QueryRefused(
            "SERVICE is refused",
            where="SPARQL query",
            hint="ask the other endpoint itself, and join the answers",
        )
    if "service" in query.lower() and (hidden := _read_two_ways(query)):
        raise QueryRefused(
            f"{hidden} can be read as an IRI and as a comparison",
            where="SPARQL query",
            hint="put blanks around the sign",
        )


def _read_two_ways(query: str) -> str | None:
    """Return what looks like an IRI where a comparison may stand, so that strings may begin in it."""
    opened: list[str] = []
    before = _Token("", "")
    for token in _tokens(query):
        if token.kind == "iri" and opened[-1:] == ["("] and not _ABSOLUTE.match(token.text):
            ends_value = before.text in (")", "]") or before.kind not in ("", "sign", "word")
            if ends_value or before.text.lower() in ("true", "false"):
                return token.text
        if token.text in ("(", "[", "{"):
            opened.append(token.text)
        elif token.text in (")", "]", "}") and opened:
            opened.pop()
        before = token
    return None


def check_constraint(query: str) -> None:
    r"""Refuse a query of a shape that reads anything but the graph that is validated.

    The validator takes ``\u0053ERVICE`` for SERVICE, and fetches what FROM names.

    Raises
    ------
    QueryRefused
        When it has SERVICE, LOAD or FROM, or changes something.
    """
    decoded = _ESCAPE.sub(lambda match: chr(int(match[1] or match[2], 16) % 0x110000), query)
    for text in {query, decoded}:
        check_sparql(text)
        for token in _tokens(text):
            if token.kind == "word" and token.text.upper() in ("FROM", "LOAD"):
                raise QueryRefused(
                    f"{token.text.upper()} is refused",
                    where="SPARQL constraint of the shapes",
                    hint="a constraint looks at the graph that is validated",
                )


def named_datasets(query: str, prefixes: dict[str, str]) -> list[str]:
    """Return the IRIs that FROM and FROM NAMED name.

    Examples
    --------
    >>> named_datasets("SELECT * FROM <http://a> FROM NAMED x:b { ?FROM ?p 'FROM' }", {"x": "http://x/"})
    ['http://a', 'http://x/b']
    """
    declared = dict(prefixes)
    tokens = [*_tokens(query)]
    found = []
    for place, token in enumerate(tokens):
        word = token.text.upper() if token.kind == "word" else ""
        following = [*tokens[place + 1 : place + 3], _Token("", ""), _Token("", "")]
        if word == "PREFIX":
            declared[following[0].text.removesuffix(":")] = following[1].text[1:-1]
        if word == "FROM":
            named = following[1] if following[0].text.upper() == "NAMED" else following[0]
            prefix, _, local = named.text.partition(":")
            iri = named.text[1:-1] if named.kind == "iri" else declared.get(prefix, "") + local
            found.append(iri)
    return found


def with_columns(query: str, variables: Collection[str]) -> str:
    """Return a query whose ``SELECT *`` names its variables in the order in which it has them.

    pyoxigraph answers them in that of the alphabet.

    Parameters
    ----------
    query
        SPARQL 1.1.
    variables
        Names of the variables that it answers.

    Examples
    --------
    >>> with_columns("SELECT DISTINCT * { ?paper dcterms:title ?name }", ["name", "paper"])
    'SELECT DISTINCT ?paper ?name { ?paper dcterms:title ?name }'
    >>> with_columns("SELECT ?name { ?paper dcterms:title ?name }", ["name"])
    'SELECT ?name { ?paper dcterms:title ?name }'
    """
    tokens = _behind_select(query)
    if not tokens or tokens[0].group() != "*":
        return query
    named = [token.group()[1:] for token in tokens if token.lastgroup == "variable"]
    columns = [name for name in dict.fromkeys(named) if name in variables]
    if len(columns) != len(variables) or not columns:
        return query
    star = tokens[0]
    return f"{query[: star.start()]}{' '.join(f'?{name}' for name in columns)}{query[star.end() :]}"


def _behind_select(query: str) -> list[re.Match[str]]:
    """Return what follows the first ``SELECT``, and the ``DISTINCT`` or ``REDUCED`` behind it."""
    tokens = [word for word in TOKEN.finditer(query) if word.lastgroup not in ("space", "comment")]
    for place, token in enumerate(tokens):
        if token.lastgroup == "word" and token.group().upper() == "SELECT":
            behind = tokens[place + 1 :]
            modified = behind and behind[0].group().upper() in ("DISTINCT", "REDUCED")
            return behind[1:] if modified else behind
    return []
