"""Cypher as the embedded engine must be asked it, so that it answers as Neo4j does.

Three means, in this order: rewrite what the engine spells otherwise; where an answer
would differ only for some values, add a check that fails on just those; refuse the rest.
``docs/stores.md`` lists the differences.
"""

from __future__ import annotations

import functools
import re
from typing import NamedTuple

from kg.errors import QueryDiffers
from kg.stores.cypher_tokens import Token, Tokens, columns
from kg.stores.differences import (
    APPENDED,
    COLLECTED_SUM,
    DISTINCT_SUM,
    MOMENT,
    NUMERAL,
    PROJECTED_AGGREGATE,
    ROUND_MODE,
    SAME_FUNCTIONS,
    WHOLE_DECIMAL,
    ZERO,
    failing,
    refused,
)
from kg.stores.grouping import checked_groups, holds_whole_decimal
from kg.stores.names import pattern_variables
from kg.stores.refusals import check_statement
from kg.stores.respelling import respelt

__all__ = ["SUFFIX", "VIRTUAL", "Translation", "hidden", "translate"]

#: Names that the engine answers for itself on nodes or relationships, set or not. What
#: users call so is kept under another name, in every query, parameter and answer.
VIRTUAL = frozenset(
    ("id", "title", "name", "type", "label", "node_type", "start", "end", "connection_type")
)
SUFFIX = "__kg"
_VIRTUAL_LIST = "[" + ", ".join(f"'{name}'" for name in sorted(VIRTUAL)) + "]"
#: More than any path can be long: the engine's own default stops silently at 10.
_LONGEST = 1_000_000_000

#: Words of a query in which a decimal can come about.
_DECIMALS = re.compile(
    r"\d\.\d|\d[eE]-?\d|[/^]|\b(?:tofloat|avg|sqrt|stdev|rand|exp|log|log10|abs|round|ceil|floor|"
    r"sin|cos|tan|pi|e|sum)\s*\(",
    re.IGNORECASE,
)
_TEMPORAL = frozenset(("date", "datetime", "localdatetime", "time", "localtime"))
_CLAUSES = frozenset(
    "SET WHERE RETURN WITH MATCH MERGE CREATE UNWIND WHEN THEN ELSE BY AND OR XOR NOT".split()
)


_SUBQUERIES = frozenset(("CALL", "COLLECT", "COUNT", "EXISTS"))


class Translation(NamedTuple):
    """A query for the engine, and the names of its columns where the query tells them."""

    cypher: str
    columns: tuple[str, ...] | None


def hidden(name: str) -> str:
    """Return the name under which the engine keeps a property.

    Examples
    --------
    >>> hidden("title"), hidden("year")
    ('title__kg', 'year')
    """
    return name + SUFFIX if name in VIRTUAL else name


@functools.lru_cache(maxsize=256)  # a store asks the same few queries again and again
def translate(cypher: str, *, temporal: bool = False, decimals: bool = False) -> Translation:
    """Return the query as the embedded engine must be asked it.

    Parameters
    ----------
    cypher
        What the user asked.
    temporal
        Whether the store holds dates or times, so that any comparison may meet one.
    decimals
        Whether the store or a parameter holds decimals, so that 1.0 may be grouped with 1.

    Raises
    ------
    QueryDiffers
        When the engine would silently answer otherwise than Neo4j.

    Examples
    --------
    >>> query = translate("MATCH (p:Paper)-[:CITES*]->(q) RETURN q.title")
    >>> query.cypher
    'MATCH (p:Paper)-[:CITES*1..1000000000]->(q) RETURN q.title__kg'
    >>> query.columns
    ('q.title',)
    """
    names = columns(Tokens(cypher))
    named = None if names is None else tuple(names)
    spelt = respelt(cypher)
    decimals = decimals or _DECIMALS.search(spelt) is not None
    if decimals:
        spelt = checked_groups(spelt)
    tokens = Tokens(spelt)
    check_statement(tokens)
    temporal = temporal or any(
        tokens[place].text.lower() in _TEMPORAL and tokens[place + 1].text in "(."
        for place in range(len(tokens))
    )
    return Translation(_Rewriter(tokens, temporal=temporal, decimals=decimals).text(), named)


class _FunctionForm(NamedTuple):
    """What to put around a function, and its name to the engine where that is another."""

    before: str
    after: str
    name: str = ""


_WRAPPED = {
    "keys": _FunctionForm(
        "([kg__key IN ",
        f" WHERE NOT kg__key IN {_VIRTUAL_LIST} | replace(kg__key, '{SUFFIX}', '')])",
    ),
    "isempty": _FunctionForm("(", " = 0)", "size"),
    "stdev": _FunctionForm("coalesce(", ", 0.0)"),
}


class _Rewriter:
    """A query while it is rewritten: what to put before, instead of and after each token."""

    def __init__(self, tokens: Tokens, *, temporal: bool, decimals: bool) -> None:
        self.tokens = tokens
        self.temporal = temporal
        self.decimals = decimals
        self.before = [""] * len(tokens)
        self.instead = [tokens[place].text for place in range(len(tokens))]
        self.after = [""] * len(tokens)

    def text(self) -> str:
        """Return the rewritten query."""
        for place in range(len(self.tokens)):
            token = self.tokens[place]
            if token.kind in ("name", "quoted"):
                self._name(place, token)
            elif token.kind == "sign":
                self._sign(place, token.text)
        words = [token.text for token in self.tokens.all]
        for place, at in enumerate(self.tokens.places):
            words[at] = self.before[place] + self.instead[place] + self.after[place]
        return "".join(words)

    def _sign(self, place: int, sign: str) -> None:
        if sign == "*":
            self._hops(place)
        elif sign in ("/", "%"):
            self._divisor(place)
        elif sign == "[":
            self._element(place)
        elif sign == "+":
            self._sum(place)
        elif sign in ("=", "<>", "<", ">", "<=", ">=") and not self._is_arrow(place):
            self._comparison(place)

    def _wrap(self, first: int, last: int, before: str, after: str) -> None:
        # What encloses is met before what it encloses.
        self.before[first] += before
        self.after[last] = after + self.after[last]

    def _rewritten(self, first: int, last: int) -> str:
        part = Tokens(self.tokens.written(first, last))
        return _Rewriter(part, temporal=self.temporal, decimals=self.decimals).text()

    # ---------------------------------------------------------------- names

    def _name(self, place: int, token: Token) -> None:
        tokens = self.tokens
        previous, following = tokens[place - 1].text, tokens[place + 1].text
        if following == "(" and previous != ".":
            self._function(place, token.text.lower())
            return
        if following == "{" and self._is_projection(place):
            self._projection(place)
        if token.word == "IN" and not self._binds(place):
            self._comparison(place)
        opened = tokens.inside[place]
        is_key = (
            following == ":"
            and opened is not None
            and tokens[opened].text == "{"
            and previous in ("{", ",")
        )
        name = token.text.strip("`")
        if name in VIRTUAL and (is_key or (previous == "." and following != "(")):
            self.instead[place] = hidden(name)

    def _function(self, place: int, name: str) -> None:
        opened = place + 1
        closed = self.tokens.partner.get(opened)
        if closed is None:
            return
        arguments = self.tokens.items(opened)
        distinct = self.tokens[opened + 1].word == "DISTINCT"
        if name in SAME_FUNCTIONS:
            self.instead[place] = SAME_FUNCTIONS[name]
        elif wrapped := _WRAPPED.get(name):
            self.instead[place] = wrapped.name or self.instead[place]
            self._wrap(place, closed, wrapped.before, wrapped.after)
        elif name == "round":
            self._round(place, closed, len(arguments))
        elif name == "count" and distinct:
            self._distinct(opened + 2, closed - 1)
        elif name in ("avg", "sum") and distinct:
            raise refused(DISTINCT_SUM, name)
        elif name == "tostring" and len(arguments) == 1:
            self._numeral(place, *arguments[0], closed)

    def _round(self, place: int, closed: int, arguments: int) -> None:
        """Round a half up, towards positive infinity, as Neo4j does; the engine rounds away from zero."""
        if arguments > 2:
            raise refused(ROUND_MODE)
        if arguments == 1:
            self.instead[place] = "floor"
            self._wrap(place + 1, closed, "(", " + 0.5)")

    def _distinct(self, first: int, last: int) -> None:
        """Count 1 and 1.0 as one, as Neo4j does."""
        if first == last and self.tokens[first].text in pattern_variables(self.tokens):
            return
        text = self._rewritten(first, last)
        is_whole = f"valueType({text}) STARTS WITH 'FLOAT' AND ({text}) = toInteger({text})"
        cases = f"WHEN {is_whole} THEN toInteger({text})"
        if self.decimals:
            cases += f" WHEN {holds_whole_decimal(text)} THEN {failing(WHOLE_DECIMAL.what)}"
        self._wrap(first, last, f"CASE {cases} ELSE ", " END")

    def _numeral(self, place: int, first: int, last: int, closed: int) -> None:
        """Fail where Java would write a number with an exponent."""
        if self.tokens.aggregates(first, last):
            if self.tokens[first].text.lower() != "count":
                raise QueryDiffers(NUMERAL.what, hint="pass it on with WITH before toString")
            return
        text = self._rewritten(first, last)
        check = (
            f"(CASE WHEN valueType({text}) STARTS WITH 'FLOAT' AND (abs({text}) >= 10000000 OR "
            f"(abs({text}) < 0.001 AND ({text}) <> 0)) THEN {failing(NUMERAL.what)} ELSE "
        )
        self._wrap(place, closed, check, " END)")

    def _is_projection(self, place: int) -> bool:
        """Return whether a name before ``{`` is projected, rather than a pattern's variable."""
        tokens = self.tokens
        if tokens[place].word in _SUBQUERIES or not tokens.ends_operand(place):
            return False
        if tokens[place + 2].text == ".":
            return True
        if tokens[place - 1].text in (":", "|", "&", "-"):
            return False
        opened = tokens.inside[place]
        return not (
            tokens[place - 1].text in ("(", "[")
            and opened is not None
            and not (tokens[opened].text == "(" and self._is_call(opened))
            and not (tokens[opened].text == "[" and tokens[opened - 1].text != "-")
        )

    def _is_call(self, opened: int) -> bool:
        return self.tokens[opened - 1].kind == "name" and self.tokens.ends_operand(opened - 1)

    def _projection(self, place: int) -> None:
        """Spell out a map projection: the engine knows them for nodes only."""
        tokens, opened = self.tokens, place + 1
        closed = tokens.partner.get(opened)
        if closed is None:
            return
        name = tokens[place].text
        items = tokens.items(opened)
        if tokens.aggregates(opened, closed):
            raise refused(PROJECTED_AGGREGATE)
        if any(tokens[first].text == "." and tokens[last].text == "*" for first, last in items):
            reason = f"{name} {{.*}} is not a node"
            is_node = f"{name} IS NULL OR valueType({name}) STARTS WITH 'NODE'"
            self._wrap(
                place, closed, f"(CASE WHEN {is_node} THEN ", f" ELSE {failing(reason)} END)"
            )
            return
        self.instead[place] = ""
        for first, last in items:
            if tokens[first].text == ".":
                self.before[first] += f"{hidden(tokens[last].text.strip('`'))}: {name}"
            elif first == last:
                self.before[first] += f"{hidden(tokens[first].text.strip('`'))}: "
        self._wrap(place, closed, f"(CASE WHEN {name} IS NULL THEN null ELSE ", " END)")

    # ---------------------------------------------------------------- signs

    def _hops(self, place: int) -> None:
        tokens = self.tokens
        opened = tokens.inside[place]
        if opened is None or tokens[opened].text != "[" or tokens[opened - 1].text != "-":
            return
        low, dots = tokens[place + 1], tokens[place + 2]
        if low.text == "..":
            if dots.kind != "number":
                self._wrap(place + 1, place + 1, "1", str(_LONGEST))
        elif low.kind != "number":
            self.after[place] += f"1..{_LONGEST}"
        elif dots.text == ".." and tokens[place + 3].kind != "number":
            self.after[place + 2] += str(_LONGEST)

    def _divisor(self, place: int) -> None:
        """Fail where Neo4j answers Infinity or NaN and the engine null."""
        tokens, first = self.tokens, place + 1
        while tokens[first].text in ("-", "+"):
            first += 1
        last = tokens.operand_end(first)
        if last is None or (
            first == last and tokens[first].kind == "number" and float(tokens[first].text)
        ):
            return
        text = self._rewritten(first, last)
        if tokens.aggregates(first, last):
            # A CASE cannot hold an aggregate; dividing whole numbers by zero fails as well.
            self._wrap(first, last, "(", f" + 0 * (1 / sign({text})))")
        else:
            check = f"(CASE WHEN ({text}) = 0 THEN {failing(ZERO.what)} ELSE "
            self._wrap(first, last, check, " END)")

    def _element(self, place: int) -> None:
        """Look up a property by a name that is only known when the query runs."""
        tokens = self.tokens
        closed = tokens.partner.get(place)
        if closed is not None and tokens[place - 1].word == "IN" and tokens[place + 2].word == "IN":
            # The engine's IN takes a comprehension only between parentheses.
            self._wrap(place, closed, "(", ")")
        if (
            closed is None
            or closed == place + 1
            or tokens[place - 1].kind == "string"
            or not tokens.ends_operand(place - 1)
        ):
            return
        inner = range(place + 1, closed)
        if any(tokens[at].text == ".." and tokens.inside[at] == place for at in inner):
            return
        if all(tokens[at].kind == "number" or tokens[at].text == "-" for at in inner):
            return
        text = self._rewritten(place + 1, closed - 1)
        translated = f"CASE WHEN ({text}) IN {_VIRTUAL_LIST} THEN ({text}) + '{SUFFIX}' ELSE "
        self._wrap(place + 1, closed - 1, translated, " END")

    def _sum(self, place: int) -> None:
        """Fail where a list and null are added: Neo4j answers null, the engine appends it."""
        tokens = self.tokens
        if not tokens.ends_operand(place - 1):
            self.instead[place] = ""
            return
        start, end = tokens.chain_start(place - 1), tokens.product_end(place + 1)
        plain = ("string", "number")
        if start is None or end is None or (end == place + 1 and tokens[end].kind in plain):
            return
        if start == place - 1 and tokens[start].kind in plain:
            return
        if tokens.aggregates(start, end):
            part = tokens.written(start, end).lower()
            if "collect(" in part.replace(" ", ""):
                raise refused(COLLECTED_SUM)
            return
        left, right = self._rewritten(start, place - 1), self._rewritten(place + 1, end)
        check = (
            f"(CASE WHEN (({left}) IS NULL AND valueType({right}) STARTS WITH 'LIST') OR "
            f"(({right}) IS NULL AND valueType({left}) STARTS WITH 'LIST') "
            f"THEN {failing(APPENDED.what)} ELSE "
        )
        self._wrap(place + 1, end, check, " END)")

    def _comparison(self, place: int) -> None:
        """Fail where a moment meets another type: the engine reads strings as dates."""
        tokens = self.tokens
        if not self.temporal or not tokens.ends_operand(place - 1) or self._is_assignment(place):
            return
        first = place + 1
        while tokens[first].text == "-" or tokens[first].word == "NOT":
            first += 1
        start, end = tokens.operand_start(place - 1), tokens.operand_end(first)
        if start is None or end is None or tokens.aggregates(start, end):
            return
        # No moment, and nothing that the engine takes for one.
        if any(
            tokens[at].kind == "number" or tokens[at].word in _SUBQUERIES for at in (start, first)
        ):
            return
        left, right = self._rewritten(start, place - 1), self._rewritten(first, end)
        moment = "=~ '(DATE|ZONED|LOCAL).*'"
        other = right
        if tokens[place].word == "IN":
            other = "kg__one"
        mixed = (
            f"valueType({left}) <> valueType({other}) AND {other} IS NOT NULL "
            f"AND (valueType({left}) {moment} OR valueType({other}) {moment})"
        )
        if tokens[place].word == "IN":
            mixed = f"any(kg__one IN {right} WHERE {mixed})"
        check = f"(CASE WHEN ({left}) IS NOT NULL AND {mixed} THEN {failing(MOMENT.what)} ELSE "
        self._wrap(first, end, check, " END)")

    def _binds(self, place: int) -> bool:
        """Return whether an IN names the variable of a comprehension, ``any`` or ``reduce``."""
        tokens, opened = self.tokens, self.tokens.inside[place]
        if opened is None or tokens[place - 1].kind not in ("name", "quoted"):
            return False
        function = tokens[opened - 1].text.lower() if tokens[opened].text == "(" else "["
        if function == "reduce":
            return tokens[place - 2].text == ","
        return opened == place - 2 and function in ("[", "any", "all", "none", "single", "foreach")

    def _is_arrow(self, place: int) -> bool:
        ahead = self.tokens[place].text == "<" and self.tokens[place + 1].text == "-"
        return ahead and self.tokens[place + 2].text in ("[", "-")

    def _is_assignment(self, place: int) -> bool:
        """Return whether an equals sign sets a property, names a path or starts a reduce."""
        tokens, opened = self.tokens, self.tokens.inside[place]
        if (
            opened is not None
            and tokens[opened - 1].text.lower() == "reduce"
            and place == opened + 2
        ):
            return True
        for at in range(place, -1, -1):
            if tokens.inside[at] == opened and tokens[at].word in _CLAUSES:
                return tokens[at].word in ("SET", "MATCH", "MERGE", "CREATE")
        return False
