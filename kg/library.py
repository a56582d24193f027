"""The query library: finds and reads ``queries/``.

A query is a file ``NAME.cypher`` whose first lines say what it is, with a SPARQL twin
``NAME.rq`` (the same header behind ``#``)::

    // title: Most cited papers of the list
    // answers: Which listed papers are cited most by other listed papers?
    // parameters: limit = 10

Each ``parameters`` line declares one parameter with its default in JSON; the default
decides the type. A parameter named ``paper`` (or ``paper_...``, ``..._paper``) takes
whatever :func:`kg.stores.find_paper.find_paper` understands.
"""

from __future__ import annotations

import difflib
import json
import re
import sys
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from kg.errors import PaperNotFound, QueryError, UsageError
from kg.files import read_file
from kg.records import GraphReader
from kg.settings import packaged
from kg.stores.find_paper import find_paper

__all__ = [
    "LibraryQuery",
    "Parameter",
    "given_values",
    "queries",
    "query",
    "query_text",
    "value_of",
]

_LARGEST_QUERY = 1_000_000
_HEADER = re.compile(r"(?://|#)\s*(title|answers|parameters)\s*:\s*(.*)")


class Parameter(msgspec.Struct, frozen=True):
    """A parameter of a query; ``type`` is bool, int, float, string, list or any."""

    name: str
    default: Any
    type: str

    @property
    def is_paper(self) -> bool:
        """Whether it names a paper."""
        return (
            self.name == "paper" or self.name.startswith("paper_") or self.name.endswith("_paper")
        )


class LibraryQuery(msgspec.Struct, frozen=True):
    """A query of the library: what it answers, in Cypher and in SPARQL (None: no twin)."""

    name: str
    title: str
    answers: str
    parameters: list[Parameter]
    cypher: str
    sparql: str | None

    def values(self, given: Mapping[str, Any], graph: GraphReader | None = None) -> dict[str, Any]:
        """Return a value for every parameter: what is given, else its default.

        Parameters
        ----------
        given
            Values by name, as text from a command line or already typed.
        graph
            Where papers are looked up by their words; without it they must be ids.

        Raises
        ------
        UsageError
            When a name is not a parameter of the query, or a value not of its type.
        PaperNotFound
            When a paper cannot be found.

        Examples
        --------
        >>> query("most-cited").values({"limit": "3"})
        {'limit': 3}
        """
        known = {parameter.name: parameter for parameter in self.parameters}
        for name in given:
            if name not in known:
                takes = ", ".join(known) or "none"
                raise UsageError(f"{self.name} has no parameter {name}", hint=f"it takes: {takes}")
        values: dict[str, Any] = {}
        for name, parameter in known.items():
            value = given.get(name, parameter.default)
            value = value_of(value, parameter) if isinstance(value, str) else value
            if parameter.is_paper and value and graph is not None:
                value = self._paper(graph, name, value, is_example=name not in given)
            values[name] = value
        return values

    def _paper(self, graph: GraphReader, name: str, words: str, *, is_example: bool) -> str:
        """Return the paper that words mean; the default is that of the example, which is seldom there."""
        try:
            return find_paper(graph, words)
        except PaperNotFound:
            if not is_example:
                raise
        raise PaperNotFound(
            "the query needs to be told a paper",
            where=self.name,
            hint=f"give as {name} an id, a DOI, line:N or words of its title",
        )


def queries() -> list[LibraryQuery]:
    """Return the whole library, ordered by name.

    Examples
    --------
    >>> "most-cited" in [query.name for query in queries()]
    True
    """
    return [query(path.stem) for path in sorted(packaged("queries").glob("*.cypher"))]


def query(name: str) -> LibraryQuery:
    """Return one query of the library.

    Raises
    ------
    UsageError
        When there is none of that name.

    Examples
    --------
    >>> query("most-cited").parameters
    [Parameter(name='limit', default=10, type='int')]
    """
    folder = packaged("queries")
    path = folder / f"{name}.cypher"
    if not re.fullmatch(r"[\w-]+", name) or not path.is_file():
        near = difflib.get_close_matches(name, [other.stem for other in folder.glob("*.cypher")])
        hint = f"did you mean {near[0]}?" if near else "see: kg queries"
        raise UsageError("no query of the library goes by that name", where=name, hint=hint)
    cypher = path.read_text(encoding="utf-8")
    twin = path.with_suffix(".rq")
    header: dict[str, list[str]] = {"title": [], "answers": [], "parameters": []}
    for line in cypher.splitlines():
        if match := _HEADER.match(line):
            header[match[1]].append(match[2].strip())
        elif not line.startswith("//"):
            break
    return LibraryQuery(
        name=name,
        title=" ".join(header["title"]),
        answers=" ".join(header["answers"]),
        parameters=[_parameter(line, name) for line in header["parameters"]],
        cypher=cypher,
        sparql=twin.read_text(encoding="utf-8") if twin.is_file() else None,
    )


def _parameter(line: str, name: str) -> Parameter:
    left, sign, right = line.partition("=")
    try:
        default = json.loads(right)
    except json.JSONDecodeError:
        sign = ""
    if not sign:
        raise UsageError(f"{line!r} is not a parameter", where=f"{name}.cypher", hint="name = 10")
    return Parameter(left.strip(), default, _type_of(default))


def _type_of(default: Any) -> str:
    for kind, word in ((bool, "bool"), (int, "int"), (float, "float"), (str, "string")):
        if isinstance(default, kind):
            return word
    return "list" if isinstance(default, list) else "any"


def value_of(text: str, parameter: Parameter | None = None) -> Any:
    """Return the value that a text on a command line means.

    A parameter's declared type decides; without one, whole numbers, decimals,
    ``true``, ``false``, ``null`` and JSON lists are what they look like, and all else
    is a string.

    Raises
    ------
    UsageError
        When the text is not of the declared type.

    Examples
    --------
    >>> value_of("10"), value_of("1.5"), value_of("true"), value_of("null"), value_of("ACMR")
    (10, 1.5, True, None, 'ACMR')
    >>> value_of('["a", "b"]')
    ['a', 'b']
    >>> value_of("2017", Parameter("words", "", "string"))
    '2017'
    """
    kind = parameter.type if parameter else "any"
    if kind == "string":
        return text
    try:
        value = json.loads(text, parse_constant=_no_constant)
    except ValueError:
        value = text
    if kind == "any":
        return text if isinstance(value, dict) else value
    if kind == "float" and _type_of(value) == "int":
        return float(value)
    if value is not None and _type_of(value) != kind:
        name = parameter.name if parameter else ""
        raise UsageError(f"{text!r} is not of type {kind}", where=f"parameter {name}")
    return value


def _no_constant(word: str) -> float:
    # "NaN" and "Infinity" are words here, not numbers.
    raise ValueError(word)


def given_values(pairs: Iterable[str], document: str | None = None) -> dict[str, Any]:
    """Return the values that a command line gives: ``KEY=VALUE`` as texts, a JSON object as it is.

    Raises
    ------
    UsageError
        When a pair has no sign or no key, or the document is not a JSON object.

    Examples
    --------
    >>> given_values(["$limit=5", "title=a=b"], '{"year": 2017}')
    {'year': 2017, 'limit': '5', 'title': 'a=b'}
    """
    values: Any = {}
    if document is not None:
        try:
            values = json.loads(document)
        except (ValueError, RecursionError):
            values = None
        if not isinstance(values, dict):
            raise UsageError(
                "not a JSON object", where="--params", hint="""for example '{"limit": 5}'"""
            )
    for pair in pairs:
        name, sign, value = pair.partition("=")
        if not sign or not name.removeprefix("$"):
            raise UsageError(
                f"{pair!r} is not KEY=VALUE", where="-p", hint="for example -p limit=5"
            )
        values[name.removeprefix("$")] = value
    return dict(values)


def query_text(words: str, suffix: str) -> str:
    """Return the query that a person means: the text of a file or of stdin, else the words.

    Parameters
    ----------
    words
        ``-`` for stdin, the path of a file that ends with the suffix, or the query.
    suffix
        ``.cypher`` or ``.rq``.

    Raises
    ------
    QueryError
        When the file cannot be read, or there is no query in it.
    """
    if words == "-" or words.endswith(suffix):
        is_stdin = words == "-"
        content = (
            sys.stdin.buffer.read()
            if is_stdin
            else read_file(words, largest=_LARGEST_QUERY, noun="query", error=QueryError)
        )
        try:
            query = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise QueryError(f"not UTF-8: {error.reason}", where=words) from error
        where = "stdin" if is_stdin else words
    else:
        query, where = words, "the command line"
    if not query.strip():
        raise QueryError(
            "the query is empty",
            where=where,
            hint="write one, or take the name of a query of the library: kg queries lists them",
        )
    return query
