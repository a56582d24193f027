"""1 and 1.0 are one value to Neo4j and two to the embedded engine: where it groups unseen, it must not.

What an answer shows is checked when it is read (:func:`kg.stores.dialect.unmixed`). A
group that a later part of the query counts, cuts off or passes on is not shown. So there,
and only where decimals can occur, a key that is a whole decimal fails.
"""

from __future__ import annotations

from kg.stores.cypher_tokens import Tokens
from kg.stores.differences import WHOLE_DECIMAL, failing, refused
from kg.stores.names import pattern_variables

__all__ = ["checked_groups"]

_CUTS = frozenset(("LIMIT", "SKIP", "OFFSET"))
_ENDS = frozenset(
    "CALL CREATE DELETE DETACH FOREACH LIMIT MATCH MERGE OFFSET OPTIONAL ORDER REMOVE RETURN SET "
    "SKIP UNION UNWIND WHERE WITH".split()
)


def checked_groups(cypher: str) -> str:
    """Return a query in which whole decimals are no keys of groups that its answer does not show.

    Raises
    ------
    QueryRefused
        When a subquery removes duplicates with UNION.

    Examples
    --------
    >>> checked_groups("UNWIND $l AS x WITH DISTINCT x RETURN count(*) AS n").count("CASE WHEN")
    1
    >>> checked_groups("UNWIND $l AS x RETURN x, count(*) AS n")
    'UNWIND $l AS x RETURN x, count(*) AS n'
    """
    tokens = Tokens(cypher)
    words = [token.text for token in tokens.all]
    variables = pattern_variables(tokens)
    for place in range(len(tokens)):
        unites = tokens[place].word == "UNION" and tokens[place + 1].word != "ALL"
        if unites and tokens.inside[place] is not None:
            raise refused(WHOLE_DECIMAL)
        for first, last, alias in _hidden_keys(tokens, place):
            if first == last and (tokens[first].text in variables or tokens[first].text == "*"):
                continue
            text = tokens.written(first, last)
            start, end = tokens.places[first], tokens.places[last]
            whole = f"valueType({text}) STARTS WITH 'FLOAT' AND ({text}) % 1 = 0"
            words[start] = (
                f"CASE WHEN {whole} THEN {failing(WHOLE_DECIMAL.what)} ELSE {words[start]}"
            )
            words[end] += f" END{alias}"
    return "".join(words)


def _hidden_keys(tokens: Tokens, place: int) -> list[tuple[int, int, str]]:
    """Return first and last place of the keys of a clause that groups unseen, with the name they need."""
    word = tokens[place].word
    if word == "COLLECT" and tokens[place + 1].text == "(" and tokens[place + 2].word == "DISTINCT":
        return [(place + 3, tokens.partner[place + 1] - 1, "")]
    if word not in ("WITH", "RETURN") or tokens[place - 1].word in ("STARTS", "ENDS"):
        return []
    items, end = _items(tokens, place)
    if word == "RETURN" and tokens.inside[place] is None and not _is_cut(tokens, place):
        return []
    distinct = tokens[place + 1].word == "DISTINCT"
    groups = distinct or any(tokens.aggregates(item[0], item[-1]) for item in items)
    if not groups:
        return []
    keys = []
    for item in items:
        if tokens.aggregates(item[0], item[-1]):
            continue
        named = len(item) > 2 and tokens[item[-2]].word == "AS"
        last = item[-3] if named else item[-1]
        alias = f" AS {tokens[item[0]].text}" if len(item) == 1 else ""
        keys.append((item[0], last, alias))
    return keys


def _items(tokens: Tokens, place: int) -> tuple[list[list[int]], int]:
    """Return the places of each item of a projection, at its own level, and where the items end."""
    opened = tokens.inside[place]
    items: list[list[int]] = [[]]
    at = place + 1
    while at < len(tokens):
        if tokens.inside[at] == opened:
            if tokens[at].word in _ENDS or tokens[at].text == ";":
                break
            if tokens[at].text == ",":
                items.append([])
            elif tokens[at].word != "DISTINCT" or items[-1]:
                items[-1].append(at)
        elif opened is not None and at >= tokens.partner.get(opened, at):
            break
        at += 1
    return [item for item in items if item], at


def _is_cut(tokens: Tokens, place: int) -> bool:
    opened = tokens.inside[place]
    return any(
        tokens[at].word in _CUTS and tokens.inside[at] == opened for at in range(place, len(tokens))
    )
