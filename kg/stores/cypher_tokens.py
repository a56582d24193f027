"""The words of a Cypher query, with its brackets matched."""

from __future__ import annotations

import re
from typing import NamedTuple

from kg.errors import QueryError

__all__ = ["AGGREGATES", "Token", "Tokens", "columns"]

_TOKEN = re.compile(
    r"""
      (?P<space>\s+|//[^\n\r]*|/\*.*?\*/)
    | (?P<string>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")
    | (?P<quoted>`(?:[^`]|``)*`)
    | (?P<number>0x[0-9a-fA-F]+|0o[0-7]+|(?:\d(?:_?\d)*(?:\.\d+)?|(?<!\.)\.\d+)(?:[eE][+-]?\d+)?)
    | (?P<parameter>\$(?:\w+|`[^`]*`))
    | (?P<name>[^\W\d]\w*)
    | (?P<sign>\.\.|<=|>=|<>|=~|\+=|::|\|\||.)
    """,
    re.VERBOSE | re.DOTALL,
)
_OPEN = {"(": ")", "[": "]", "{": "}"}
#: Words that no operand ends with, nor any element is taken of.
_WORDS = frozenset(
    "ALL AND AS ASC ASCENDING BY CASE CONTAINS CREATE DELETE DESC DESCENDING DETACH DISTINCT ELSE "
    "ENDS IN IS LIMIT MATCH MERGE NOT OFFSET ON OPTIONAL OR ORDER REMOVE RETURN SET SKIP STARTS "
    "THEN UNION UNWIND WHEN WHERE WITH XOR YIELD".split()
)
#: After these a value must come, so that a CALL behind them is somebody's name.
_BEFORE_VALUES = frozenset(
    "AND AS BY CASE CONTAINS ELSE IN NOT OR RETURN THEN UNWIND WHEN WHERE WITH XOR".split()
) | frozenset(", ( [ . : = <> < > <= >= + / % ^".split())
AGGREGATES = frozenset(
    ("avg", "collect", "count", "max", "min", "percentilecont", "percentiledisc", "stdev", "sum")
)


class Token(NamedTuple):
    """A word, number, string or sign; ``kind`` is the name of its group above."""

    kind: str
    text: str

    @property
    def word(self) -> str:
        """The keyword that the token may be; empty for anything but a bare name."""
        return self.text.upper() if self.kind == "name" else ""


#: What ends the items of a projection.
_AFTER_ITEMS = frozenset(
    "CALL CREATE DELETE DETACH FOREACH LIMIT MATCH MERGE OFFSET OPTIONAL ORDER REMOVE RETURN SET "
    "SKIP UNION UNWIND WHERE WITH".split()
)


class Tokens:
    """The tokens of a query; a *place* counts those that are not space."""

    def __init__(self, cypher: str) -> None:
        self.all = [*_split(cypher)]
        self.places = [at for at, token in enumerate(self.all) if token.kind != "space"]
        self.partner: dict[int, int] = {}
        self.inside: list[int | None] = []
        self._match_brackets()

    def __len__(self) -> int:
        return len(self.places)

    def __getitem__(self, place: int) -> Token:
        """Return the token at a place; an empty one beyond the ends."""
        return self.all[self.places[place]] if 0 <= place < len(self.places) else Token("", "")

    def _match_brackets(self) -> None:
        stack: list[int] = []
        for place in range(len(self)):
            text = self[place].text
            if stack and _OPEN[self[stack[-1]].text] == text:
                opened = stack.pop()
                self.partner[opened], self.partner[place] = place, opened
            self.inside.append(stack[-1] if stack else None)
            if text in _OPEN:
                stack.append(place)

    def written(self, first: int, last: int) -> str:
        """Return what was written from one place to another."""
        return "".join(token.text for token in self.all[self.places[first] : self.places[last] + 1])

    def items(self, opened: int) -> list[tuple[int, int]]:
        """Return the first and last places of what commas part inside brackets."""
        closed = self.partner[opened]
        commas = [
            place
            for place in range(opened + 1, closed)
            if self[place].text == "," and self.inside[place] == opened
        ]
        starts = [opened + 1, *(comma + 1 for comma in commas)]
        ends = [*(comma - 1 for comma in commas), closed - 1]
        return [pair for pair in zip(starts, ends, strict=True) if pair[0] <= pair[1]]

    def projection(self, place: int) -> list[list[int]]:
        """Return the places of each item of a WITH or a RETURN, those at its own level."""
        opened = self.inside[place]
        items: list[list[int]] = [[]]
        for at in range(
            place + 1, self.partner.get(opened, len(self)) if opened is not None else len(self)
        ):
            if self.inside[at] != opened:
                continue
            operator = self[at - 1].word in ("STARTS", "ENDS")  # STARTS WITH
            if (self[at].word in _AFTER_ITEMS and not operator) or self[at].text == ";":
                break
            if self[at].text == ",":
                items.append([])
            elif self[at].word != "DISTINCT" or items[-1]:
                items[-1].append(at)
        return [item for item in items if item]

    def aggregates(self, first: int, last: int) -> bool:
        """Return whether a part of the query calls an aggregating function."""
        return any(
            self[place].text.lower() in AGGREGATES and self[place + 1].text == "("
            for place in range(first, last + 1)
        )

    def called_procedures(self) -> list[str]:
        """Return the names, in lower case, of the procedures that CALL names.

        Examples
        --------
        >>> Tokens("CALL db . `labels`() YIELD label RETURN label AS call").called_procedures()
        ['db.labels']
        """
        return [self._dotted(place) for place in self._calls()]

    def called_functions(self) -> list[str]:
        """Return the names, in lower case, of the functions of name spaces.

        Examples
        --------
        >>> Tokens("RETURN apoc.text.join(['a'], ''), size('b')").called_functions()
        ['apoc.text.join']
        """
        procedures = set(self._calls())
        names = []
        for place in range(len(self)):
            starts = self[place].kind in ("name", "quoted") and self[place - 1].text != "."
            if starts and self[place + 1].text == "." and place not in procedures:
                end = place
                while self._continues(end):
                    end += 2
                if self[end + 1].text == "(":
                    names.append(self._dotted(place))
        return names

    def _calls(self) -> list[int]:
        return [
            place + 1
            for place in range(len(self))
            if self[place].word == "CALL"
            and self[place + 1].kind in ("name", "quoted")
            and (self[place - 1].word or self[place - 1].text) not in _BEFORE_VALUES
        ]

    def _dotted(self, place: int) -> str:
        parts = [self[place].text]
        while self._continues(place):
            place += 2
            parts.append(self[place].text)
        return ".".join(part.strip("`") for part in parts).lower()

    def _continues(self, place: int) -> bool:
        return self[place + 1].text == "." and self[place + 2].kind in ("name", "quoted")

    def ends_operand(self, place: int) -> bool:
        """Return whether a value can end here, so that an operator can follow."""
        token = self[place]
        if token.kind == "name":
            return token.word not in _WORDS
        return token.kind in ("string", "number", "parameter", "quoted") or token.text in (
            ")",
            "]",
            "}",
        )

    def operand_end(self, first: int) -> int | None:
        """Return the last place of the operand that starts here, with its properties and calls."""
        if self[first].word == "CASE":
            return self._end_of_case(first)
        last = first if self[first].text not in _OPEN else self.partner.get(first)
        while last is not None:
            following = self[last + 1]
            if following.text in ("(", "[", "{") and (following.text != "{" or last == first):
                last = self.partner.get(last + 1)
            elif following.text == "." and self[last + 2].kind in ("name", "quoted"):
                last += 2
            else:
                break
        return last

    def product_end(self, first: int) -> int | None:
        """Return the last place of the product that starts here, signs before it included."""
        while self[first].text in ("+", "-"):
            first += 1
        last = self.operand_end(first)
        if last is not None and self[last + 1].text in ("*", "/", "%", "^"):
            return self.product_end(last + 2)
        return last

    def _end_of_case(self, first: int) -> int | None:
        depth = 0
        for place in range(first, len(self)):
            if self.inside[place] != self.inside[first]:
                continue
            depth += {"CASE": 1, "END": -1}.get(self[place].word, 0)
            if not depth:
                return place
        return None

    def operand_start(self, last: int) -> int | None:
        """Return the first place of the operand that ends here."""
        first: int | None = last
        while first is not None:
            token = self[first]
            if token.word == "END":
                return self._start_of_case(first)
            if token.text in (")", "]", "}"):
                first = self.partner.get(first)
                if first is None:
                    break
                before = self[first - 1]
                takes = self.ends_operand(first - 1) and before.kind != "string"
                if self[first].text == "(":
                    takes = before.kind in ("name", "quoted") and takes
                if takes:
                    first -= 1
                    continue
            if self[first - 1].text == "." and self.ends_operand(first - 2):
                first -= 2
                continue
            break
        return first

    def _start_of_case(self, last: int) -> int | None:
        depth = 0
        for place in range(last, -1, -1):
            if self.inside[place] != self.inside[last]:
                continue
            depth += {"END": 1, "CASE": -1}.get(self[place].word, 0)
            if not depth:
                return place
        return None

    def chain_start(self, last: int) -> int | None:
        """Return the first place of the sums and products that end here."""
        first = self.operand_start(last)
        while first is not None and self[first - 1].text in ("+", "-", "*", "/", "%", "^"):
            if not self.ends_operand(first - 2):
                first -= 1
                break
            first = self.operand_start(first - 2)
        return first


def columns(tokens: Tokens) -> list[str] | None:
    """Return the names of the answer's columns, or None for ``RETURN *``.

    An expression without ``AS`` is named by its own text, as it was written.

    Examples
    --------
    >>> columns(Tokens("MATCH (p:Paper) RETURN p.title, count( * ) AS n ORDER BY n"))
    ['p.title', 'n']
    >>> columns(Tokens("RETURN 'ab' STARTS WITH 'a' AS a ORDER BY a"))
    ['a']
    """
    outer = [place for place in range(len(tokens)) if tokens.inside[place] is None]
    unions = [place for place in outer if tokens[place].word == "UNION"]
    end = unions[0] if unions else len(tokens)
    returns = [place for place in outer if tokens[place].word == "RETURN" and place < end]
    if not returns:
        return None
    names = [_column(tokens, item) for item in tokens.projection(returns[-1])]
    return None if "*" in names else names


def _column(tokens: Tokens, item: list[int]) -> str:
    if len(item) == 1 or (len(item) > 2 and tokens[item[-2]].word == "AS"):
        return tokens[item[-1]].text.strip("`")
    return tokens.written(item[0], item[-1])


def _split(cypher: str) -> list[Token]:
    tokens = []
    for match in _TOKEN.finditer(cypher):
        kind, text = match.lastgroup or "sign", match.group()
        if kind == "space" and text.startswith("/"):
            text = " "
        if kind == "sign" and text in "'\"`":
            raise QueryError(
                "a quotation mark is not closed", where=f"character {match.start() + 1}"
            )
        tokens.append(Token(kind, text))
    return tokens
