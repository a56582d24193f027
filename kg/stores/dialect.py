"""The embedded engine's Cypher made Neo4j's: names translated, limits made explicit, the rest refused.

The engine keeps virtual properties of its own (``id``, ``title``, ``type``, ...) on
every node, minted where nothing was ever set. So properties of those names are kept
under another one (``title__kg``), in every query, parameter and answer: what a user
reads and writes is only ever what was stored. The other differences that
:func:`translate` mends or refuses are listed in ``docs/stores.md``.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from kg.errors import QueryError, QueryRefused

__all__ = ["hidden", "hidden_parameters", "refuse_mixed", "shown", "shown_column", "translate"]

#: Names that the engine answers for itself on nodes or relationships.
VIRTUAL = frozenset(
    ("id", "title", "name", "type", "label", "node_type", "start", "end", "connection_type")
)
_SUFFIX = "__kg"
#: More than any path can be long: the engine's own default stops silently at 10.
_LONGEST = 1_000_000_000

_TOKEN = re.compile(
    r"""
      (?P<space>\s+|//[^\n]*|/\*.*?\*/)
    | (?P<string>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")
    | (?P<quoted>`(?:[^`]|``)*`)
    | (?P<number>0x[0-9a-fA-F]+|0o[0-7]+|(?:\d+(?:\.(?!\.)\d+)?|(?<!\.)\.\d+)(?:[eE][+-]?\d+)?)
    | (?P<parameter>\$(?:\w+|`[^`]*`))
    | (?P<name>[^\W\d]\w*)
    | (?P<sign>\.\.|<=|>=|<>|=~|\+=|::|\|\||.)
    """,
    re.VERBOSE | re.DOTALL,
)
_OPEN = {"(": ")", "[": "]", "{": "}"}
# After these words a "[" starts a list; after any other name it takes an element.
_WORDS = frozenset(
    "AND AS ASC BY CASE CONTAINS CREATE DELETE DESC DETACH DISTINCT ELSE END ENDS EXISTS IN IS LIMIT "
    "MATCH MERGE NOT NULL ON OPTIONAL OR ORDER REMOVE RETURN SET SKIP STARTS THEN UNION UNWIND WHEN "
    "WHERE WITH XOR YIELD".split()
)
_PROCEDURES = frozenset(("db.labels", "db.relationshiptypes"))


class _Token(NamedTuple):
    kind: str
    text: str

    @property
    def word(self) -> str:
        return self.text.upper() if self.kind == "name" else ""


def hidden(name: str) -> str:
    """Return the name under which the engine keeps a property.

    Examples
    --------
    >>> hidden("title"), hidden("year")
    ('title__kg', 'year')
    """
    return name + _SUFFIX if name in VIRTUAL else name


def shown_column(name: str) -> str:
    """Return a column's name as the query wrote it.

    Examples
    --------
    >>> shown_column("p.title__kg")
    'p.title'
    """
    return name.replace(_SUFFIX, "")


def hidden_parameters(value: Any) -> Any:
    """Return a parameter with the keys of its maps translated."""
    if isinstance(value, Mapping):
        return {hidden(key): hidden_parameters(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [hidden_parameters(inner) for inner in value]
    return value


def shown(value: Any) -> Any:
    """Return a value of an answer in the form every store gives.

    Nodes are ``{"labels", "properties"}``, relationships ``{"type", "properties"}``,
    paths ``{"nodes", "relationships"}``; dates and times are ISO 8601 strings.
    """
    if isinstance(value, dict):
        return _shown_mapping(value)
    if isinstance(value, list | tuple):
        return [shown(inner) for inner in value]
    if isinstance(value, datetime.datetime | datetime.time):
        return iso_time(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    return value


def _shown_mapping(value: dict[str, Any]) -> Any:
    keys = value.keys()
    if keys == {"id", "labels", "properties"}:
        return {"labels": sorted(value["labels"]), "properties": _stored(value["properties"])}
    if keys == {"id", "start", "end", "type", "properties"}:
        return {"type": value["type"], "properties": _stored(value["properties"])}
    if keys == {"months", "days", "seconds"}:
        return iso_duration(value["months"], value["days"], value["seconds"], 0)
    return _stored(value)


def _stored(mapping: Mapping[str, Any]) -> dict[str, Any]:
    # A bare virtual name can only be the engine's own: everybody else's is translated.
    return {
        shown_column(key): shown(inner)
        for key, inner in sorted(mapping.items())
        if key not in VIRTUAL
    }


def iso_time(value: datetime.datetime | datetime.time) -> str:
    """Return a time in ISO 8601, UTC as ``Z``."""
    text = value.isoformat()
    return text.removesuffix("+00:00") + "Z" if text.endswith("+00:00") else text


def iso_duration(months: int, days: int, seconds: int, nanoseconds: int) -> str:
    """Return a duration in ISO 8601.

    Examples
    --------
    >>> iso_duration(14, 3, 3661, 0)
    'P1Y2M3DT1H1M1S'
    >>> iso_duration(0, 0, 0, 0)
    'PT0S'
    """
    years, months = int(months / 12), months - 12 * int(months / 12)
    hours, rest = int(seconds / 3600), seconds - 3600 * int(seconds / 3600)
    minutes, rest = int(rest / 60), rest - 60 * int(rest / 60)
    fraction = f"{rest + nanoseconds / 1e9:.9f}".rstrip("0").rstrip(".") if nanoseconds else rest
    date = "".join(f"{n}{unit}" for n, unit in ((years, "Y"), (months, "M"), (days, "D")) if n)
    clock = "".join(f"{n}{unit}" for n, unit in ((hours, "H"), (minutes, "M")) if n)
    clock += f"{fraction}S" if rest or nanoseconds else ""
    return f"P{date}" + (f"T{clock}" if clock else "") if date or clock else "PT0S"


class Translated(NamedTuple):
    """A query for the engine, and the names of its columns where the query tells them."""

    cypher: str
    columns: list[str] | None


def translate(cypher: str) -> Translated:
    """Return the query as the embedded engine must be asked it.

    Raises
    ------
    QueryRefused
        When the engine would silently answer otherwise than Neo4j.

    Examples
    --------
    >>> query = translate("MATCH (p:Paper)-[:CITES*]->(q) RETURN q.title")
    >>> query.cypher
    'MATCH (p:Paper)-[:CITES*1..1000000000]->(q) RETURN q.title__kg'
    >>> query.columns
    ['q.title']
    """
    tokens = list(_tokens(cypher))
    _refuse(tokens)
    rewriting = _Rewriting(tokens)
    return Translated(rewriting.text(), rewriting.columns())


def _tokens(cypher: str) -> Iterator[_Token]:
    """Yield the tokens of a query; every run of space and comment becomes one space."""
    for match in _TOKEN.finditer(cypher):
        kind = match.lastgroup or "sign"
        text = match.group()
        if kind == "space":
            text = "\n" if "\n" in text else " "
        if kind == "sign" and text in "'\"`":
            raise QueryError(
                "a quotation mark is not closed", where=f"character {match.start() + 1}"
            )
        yield _Token(kind, text)


def _refuse(tokens: list[_Token]) -> None:
    plain = [token for token in tokens if token.kind != "space"]
    words = [token.word for token in plain]
    for index, word in enumerate(words):
        following = plain[index + 1 : index + 7]
        if word == "FORMAT" and [token.word for token in following] == ["CSV"]:
            raise QueryRefused("FORMAT CSV is not Cypher", hint="use --format csv")
        if word == "CALL" and following and following[0].kind == "name":
            name = "".join(token.text for token in following).split("(")[0].lower()
            name = re.split(r"yield|return", name)[0]
            if name not in _PROCEDURES:
                raise QueryRefused(
                    f"the embedded store has no procedure {name}",
                    hint="ask a Neo4j store, or write it in Cypher",
                )
        if word == "DURATION" and [token.text.lower() for token in following[:2]] == [
            ".",
            "between",
        ]:
            raise QueryRefused(
                "the embedded store counts no months in duration.between",
                hint="use duration.inDays or duration.inSeconds",
            )


class _Rewriting:
    """The tokens of one query while they are rewritten; spaces stay where they were."""

    def __init__(self, tokens: list[_Token]) -> None:
        self.all = tokens
        self.plain = [index for index, token in enumerate(tokens) if token.kind != "space"]
        self.before = [""] * len(tokens)
        self.after = [""] * len(tokens)
        self.out = [token.text for token in tokens]
        self.partner: dict[int, int] = {}
        self.inside: list[int | None] = []
        self._match_brackets()

    def token(self, place: int) -> _Token:
        """Return a token by its place among those that are not space; empty beyond the ends."""
        return self.all[self.plain[place]] if 0 <= place < len(self.plain) else _Token("", "")

    def _match_brackets(self) -> None:
        stack: list[int] = []
        for place in range(len(self.plain)):
            text = self.token(place).text
            if text in _OPEN.values() and stack and _OPEN[self.token(stack[-1]).text] == text:
                opened = stack.pop()
                self.partner[opened], self.partner[place] = place, opened
            self.inside.append(stack[-1] if stack else None)
            if text in _OPEN:
                stack.append(place)

    def text(self) -> str:
        """Return the rewritten query."""
        for place in range(len(self.plain)):
            token = self.token(place)
            if token.kind in ("name", "quoted"):
                self._name(place, token)
            elif token.text == "*":
                self._hops(place)
            elif token.text in "/%" and token.kind == "sign":
                self._divisor(place)
            elif token.text == "[":
                self._element(place)
        return "".join(
            before + text + after
            for before, text, after in zip(self.before, self.out, self.after, strict=True)
        )

    def columns(self) -> list[str] | None:
        """Return the names of the answer's columns, or None for ``RETURN *``.

        An expression without ``AS`` is named by its own text, as it was written.
        """
        outer = [place for place in range(len(self.plain)) if self.inside[place] is None]
        ends = [n for n, place in enumerate(outer) if self.token(place).word == "UNION"]
        outer = outer[: ends[0]] if ends else outer
        returns = [n for n, place in enumerate(outer) if self.token(place).word == "RETURN"]
        if not returns:
            return None
        items: list[list[int]] = [[]]
        for place in outer[returns[-1] + 1 :]:
            token = self.token(place)
            if token.word in ("ORDER", "SKIP", "OFFSET", "LIMIT") or token.text == ";":
                break
            if token.text == ",":
                items.append([])
            elif token.word != "DISTINCT" or items[-1]:
                items[-1].append(place)
        names = [self._column(item) for item in items if item]
        return None if "*" in names else names

    def _column(self, item: list[int]) -> str:
        if len(item) > 2 and self.token(item[-2]).word == "AS":
            return self.token(item[-1]).text.strip("`")
        if len(item) == 1:
            return self.token(item[0]).text.strip("`")
        written = self.all[self.plain[item[0]] : self.plain[item[-1]] + 1]
        return "".join(token.text for token in written)

    def _wrap(self, first: int, last: int, before: str, after: str) -> None:
        self.before[self.plain[first]] = before + self.before[self.plain[first]]
        self.after[self.plain[last]] += after

    def _replace(self, place: int, text: str) -> None:
        self.out[self.plain[place]] = text

    def _source(self, first: int, last: int) -> str:
        part = _Rewriting(self.all[self.plain[first] : self.plain[last] + 1])
        # The part begins where a name cannot be mistaken for a property of something.
        return part.text()

    def _name(self, place: int, token: _Token) -> None:
        bare = token.text.strip("`")
        previous, following = self.token(place - 1), self.token(place + 1)
        if following.text == "(" and previous.text != ".":
            self._function(place, bare.lower())
            return
        is_property = previous.text == "." and following.text != "("
        opened = self.inside[place]
        is_key = (
            following.text == ":"
            and opened is not None
            and self.token(opened).text == "{"
            and previous.text in "{,"
        )
        if bare in VIRTUAL and (is_property or is_key):
            self._replace(place, hidden(bare))

    def _function(self, place: int, name: str) -> None:
        opened = place + 1
        closed = self.partner.get(opened)
        if closed is None:
            return
        if name == "keys":
            virtual = ", ".join(f"'{key}'" for key in sorted(VIRTUAL))
            self._wrap(
                place,
                closed,
                "[kg__key IN ",
                f" WHERE NOT kg__key IN [{virtual}] | replace(kg__key, '{_SUFFIX}', '')]",
            )
        elif name == "stdev":
            self._wrap(place, closed, "coalesce(", ", 0.0)")
        elif name == "round" and not self._has_comma(opened, closed):
            # Neo4j rounds a half up, towards positive infinity; the engine away from zero.
            self._replace(place, "floor")
            self._wrap(opened, opened, "", "(")
            self._wrap(closed, closed, ") + 0.5", "")

    def _has_comma(self, opened: int, closed: int) -> bool:
        return any(
            self.token(place).text == "," and self.inside[place] == opened
            for place in range(opened + 1, closed)
        )

    def _hops(self, place: int) -> None:
        opened = self.inside[place]
        if opened is None or self.token(opened).text != "[" or self.token(opened - 1).text != "-":
            return
        low, dots = self.token(place + 1), self.token(place + 2)
        if low.text == "..":
            if self.token(place + 2).kind != "number":
                self._wrap(place + 1, place + 1, "1", str(_LONGEST))
        elif low.kind != "number":
            self._wrap(place, place, "", f"1..{_LONGEST}")
        elif dots.text == ".." and self.token(place + 3).kind != "number":
            self._wrap(place + 2, place + 2, "", str(_LONGEST))

    def _divisor(self, place: int) -> None:
        # Neo4j answers Infinity or NaN where the engine answers null: make that an error.
        first = place + 1
        while self.token(first).text in ("-", "+"):
            first += 1
        last = self._operand_end(first)
        divisor = self.token(first)
        if last is None or (first == last and divisor.kind == "number" and float(divisor.text)):
            return
        text = self._source(first, last)
        self._wrap(first, last, f"(CASE WHEN ({text}) = 0 THEN 1/0 ELSE ", " END)")

    def _operand_end(self, first: int) -> int | None:
        """Return the last place of an operand: an atom with its properties, elements and calls."""
        last = first if self.token(first).text not in _OPEN else self.partner.get(first)
        while last is not None:
            following = self.token(last + 1)
            if following.text in ("(", "["):
                last = self.partner.get(last + 1)
            elif following.text == "." and self.token(last + 2).kind in ("name", "quoted"):
                last += 2
            else:
                break
        return last

    def _element(self, place: int) -> None:
        previous, closed = self.token(place - 1), self.partner.get(place)
        takes_element = (
            previous.kind in ("parameter", "quoted")
            or previous.text in (")", "]", "}")
            or (previous.kind == "name" and previous.word not in _WORDS)
        )
        if not takes_element or closed is None or closed == place + 1:
            return
        inner = range(place + 1, closed)
        if any(self.token(at).text == ".." and self.inside[at] == place for at in inner):
            return
        if all(self.token(at).kind == "number" or self.token(at).text == "-" for at in inner):
            return
        virtual = ", ".join(f"'{key}'" for key in sorted(VIRTUAL))
        text = self._source(place + 1, closed - 1)
        self._wrap(
            place + 1,
            closed - 1,
            f"CASE WHEN ({text}) IN [{virtual}] THEN ({text}) + '{_SUFFIX}' ELSE ",
            " END",
        )


def refuse_mixed(cypher: str, rows: Iterable[Mapping[str, Any]]) -> None:
    """Refuse an answer in which the engine told 1 from 1.0 where Neo4j does not.

    Raises
    ------
    QueryRefused
        When a query that groups, unites or removes duplicates answers the same number
        once as a whole and once as a decimal.
    """
    if not re.search(r"\b(distinct|union|count|collect|sum|avg|min|max)\b", cypher, re.IGNORECASE):
        return
    kinds: dict[tuple[str, Any], type] = {}
    for row in rows:
        for column, value in row.items():
            if type(value) in (int, float) and (
                kinds.setdefault((column, value), type(value)) is not type(value)
            ):
                raise QueryRefused(
                    f"{column} holds {value} both as a whole and as a decimal number",
                    hint="the embedded store cannot group them: use toFloat or toInteger",
                )
