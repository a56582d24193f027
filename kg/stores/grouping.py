"""1 and 1.0 are one value to Neo4j and two to the embedded engine: where it groups unseen, it must not.

The same holds for lists and maps of them. What an answer shows is checked when it is read
(:func:`kg.stores.embedded_values.unmixed`). A group that a later part of the query counts, cuts
off or passes on is not shown. So there, and only where decimals can occur, a key that is
a whole decimal, or holds one, fails.
"""

from __future__ import annotations

from kg.stores.cypher_tokens import Tokens
from kg.stores.differences import WHOLE_DECIMAL, failing, refused
from kg.stores.names import pattern_variables

__all__ = ["checked_groups", "holds_whole_decimal"]

_OF_ONE_TYPE = frozenset(("TOFLOAT", "TOINTEGER", "TOSTRING", "TOBOOLEAN", "SIZE"))
_CUTS = frozenset(("LIMIT", "SKIP", "OFFSET"))


def checked_groups(cypher: str) -> str:
    """Return a query in which whole decimals are no keys of groups that its answer does not show.

    Raises
    ------
    QueryRefused
        When a subquery removes duplicates of aggregates with UNION.

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
        for first, last, alias in _hidden_keys(tokens, place):
            if first == last and (tokens[first].text in variables or tokens[first].text == "*"):
                continue
            if tokens[first].word in _OF_ONE_TYPE and tokens.operand_end(first) == last:
                continue
            text = tokens.written(first, last)
            start, end = tokens.places[first], tokens.places[last]
            whole = (
                f"valueType({text}) STARTS WITH 'FLOAT' AND ({text}) % 1 = 0 "
                f"OR {holds_whole_decimal(text)}"
            )
            words[start] = (
                f"CASE WHEN {whole} THEN {failing(WHOLE_DECIMAL.what)} ELSE {words[start]}"
            )
            words[end] += f" END{alias}"
    return "".join(words)


def holds_whole_decimal(text: str) -> str:
    """Return the condition that an expression is a list or map that holds a whole decimal.

    Notes
    -----
    It also holds for a text in it that looks like one, and for 1.004: the engine tells
    what is inside by writing it, with two places. Quoted, the function is its own, unchecked.
    """
    return (
        f"valueType({text}) =~ 'MAP.*|LIST<.*(FLOAT|MAP).*' AND `toString`({text}) CONTAINS '.00'"
    )


def _hidden_keys(tokens: Tokens, place: int) -> list[tuple[int, int, str]]:
    """Return first and last place of the keys that a word groups by unseen, with the name they need."""
    word = tokens[place].word
    if word == "COLLECT" and tokens[place + 1].text == "(" and tokens[place + 2].word == "DISTINCT":
        return [(place + 3, tokens.partner[place + 1] - 1, "")]
    if not _projects_unseen(tokens, place):
        return []
    return [_key(tokens, item) for item in _grouped_by(tokens, place)]


def _grouped_by(tokens: Tokens, place: int) -> list[list[int]]:
    """Return the items of a projection that its rows are grouped by."""
    word = tokens[place].word
    items = tokens.projection(place)
    keys = [item for item in items if not tokens.aggregates(item[0], item[-1])]
    unites = word == "RETURN" and _is_united(tokens, place)
    if unites and any(tokens[item[0]].word != "COUNT" for item in items if item not in keys):
        raise refused(WHOLE_DECIMAL)
    groups = unites or tokens[place + 1].word == "DISTINCT" or len(keys) < len(items)
    return keys if groups else []


def _is_united(tokens: Tokens, place: int) -> bool:
    """Return whether a clause of a subquery is a part of a UNION, which removes duplicates."""
    opened = tokens.inside[place]
    return opened is not None and any(
        tokens[at].word == "UNION" and tokens[at + 1].word != "ALL"
        for at in range(opened, tokens.partner.get(opened, opened))
        if tokens.inside[at] == opened
    )


def _projects_unseen(tokens: Tokens, place: int) -> bool:
    """Return whether a clause projects what the answer does not show: a WITH, or a RETURN inside or cut off."""
    word = tokens[place].word
    if word == "WITH":
        return tokens[place - 1].word not in ("STARTS", "ENDS")
    return word == "RETURN" and (tokens.inside[place] is not None or _is_cut(tokens, place))


def _key(tokens: Tokens, item: list[int]) -> tuple[int, int, str]:
    named = len(item) > 2 and tokens[item[-2]].word == "AS"
    alias = f" AS {tokens[item[0]].text}" if len(item) == 1 else ""
    return item[0], item[-3] if named else item[-1], alias


def _is_cut(tokens: Tokens, place: int) -> bool:
    opened = tokens.inside[place]
    return any(
        tokens[at].word in _CUTS and tokens.inside[at] == opened for at in range(place, len(tokens))
    )
