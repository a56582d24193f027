"""The nodes of a Neo4j store that are nobody's business, kept out of other people's queries.

Neo4j Community hides nothing from who may read, so that the query is changed: each of its
node patterns is made not to match them. They have no relationships, and no procedure that
may be called finds nodes, so that only a node pattern reaches them.
"""

from __future__ import annotations

import re

from kg.stores.cypher_tokens import Tokens

__all__ = ["PRIVATE_LABEL", "without_private"]

#: Label of what a store keeps beside the graph.
PRIVATE_LABEL = "KgInput"

#: Before these words or signs in round brackets a value stands, and not a pattern.
_BEFORE_VALUES = frozenset(
    "AND AS BY CALL CASE CONTAINS DISTINCT ELSE ENDS IN LIMIT NOT OR RETURN SKIP THEN UNWIND WHEN "
    "WHERE WITH XOR + * / % ^ <> > >= <= =~ || [".split()
)
#: With these a path is chosen, so that what follows is a pattern and no argument.
_BEFORE_PATHS = frozenset("ALL ANY GROUP GROUPS MATCH PATH PATHS SHORTEST".split())


def without_private(cypher: str) -> str:
    """Return a query that reads the same, but for private nodes.

    Parameters
    ----------
    cypher
        A query that :func:`kg.stores.gate.check_public_query` lets pass.

    Notes
    -----
    Linear in the length of the query. A variable alone in round brackets behind ``=``,
    which may be a path, is taken for a pattern; where it is none, Neo4j refuses the query.

    Examples
    --------
    >>> without_private("MATCH (n)-->(:Paper) RETURN count(n)")
    'MATCH (n:!KgInput)-->(:Paper) RETURN count(n)'
    >>> without_private("MATCH (n:%|KgInput {id: 1}) RETURN n")
    'MATCH (n:(%|KgInput)&!KgInput {id: 1}) RETURN n'
    """
    tokens = Tokens(cypher)
    texts = [token.text for token in tokens.all]
    for place in range(len(tokens)):
        if tokens[place].text == "(" and place in tokens.partner and _may_match(tokens, place):
            _exclude(tokens, texts, place)
    return "".join(texts)


def _may_match(tokens: Tokens, opened: int) -> bool:
    """Return whether round brackets may be a node of a pattern; in doubt they are."""
    closed = tokens.partner[opened]
    is_path = tokens[closed + 1].text in ("-", "<")
    before = tokens[opened - 1]
    if before.kind in ("name", "quoted") and before.word not in _BEFORE_VALUES:
        return _begins_paths(tokens, opened - 1)
    if (before.word or before.text) in _BEFORE_VALUES:
        return is_path
    outer = tokens.inside[opened]
    if outer is not None and tokens[outer].text == "(" and _is_call(tokens, outer):
        return is_path
    return True


def _is_call(tokens: Tokens, opened: int) -> bool:
    before = tokens[opened - 1]
    return before.kind in ("name", "quoted") and not (
        before.word in _BEFORE_VALUES or _begins_paths(tokens, opened - 1)
    )


def _begins_paths(tokens: Tokens, place: int) -> bool:
    """Return whether words lead from MATCH to a pattern: ``MATCH SHORTEST 2 PATHS (a)``."""
    if tokens[place].word in _BEFORE_PATHS:
        return True
    while tokens[place].kind in ("name", "number"):
        place -= 1
        if tokens[place].word == "MATCH":
            return True
    return False


def _exclude(tokens: Tokens, texts: list[str], opened: int) -> None:
    place, closed = opened + 1, tokens.partner[opened]
    behind = tokens[place + 1]
    is_variable = tokens[place].kind in ("name", "quoted") and (
        behind.text in (")", ":", "{")
        or behind.word in ("IS", "WHERE")
        or behind.kind == "parameter"
    )
    last = opened
    if is_variable:
        last, place = place, place + 1
    following = tokens[place]
    if following.text == ":" or (following.word == "IS" and tokens[place + 1].word != "NULL"):
        _exclude_labels(tokens, texts, place + 1, closed)
    elif following.text in (")", "{") or following.word == "WHERE" or following.kind == "parameter":
        texts[tokens.places[last]] += f":!{PRIVATE_LABEL}"


def _exclude_labels(tokens: Tokens, texts: list[str], first: int, closed: int) -> None:
    last = first
    level = tokens.inside[first]
    while last + 1 < closed and not (
        tokens.inside[last + 1] == level
        and (
            tokens[last + 1].text == "{"
            or tokens[last + 1].word == "WHERE"
            or tokens[last + 1].kind == "parameter"
        )
    ):
        last += 1
    if not all(_is_harmless(tokens[place].text) for place in range(first, last + 1)):
        texts[tokens.places[first]] = "(" + texts[tokens.places[first]]
        texts[tokens.places[last]] += f")&!{PRIVATE_LABEL}"


def _is_harmless(text: str) -> bool:
    """Return whether a part of a label expression names what is not private, or joins it."""
    if text in (":", "&", "|"):
        return True
    name = text.strip("`")
    return re.fullmatch(r"\w+", name) is not None and name != PRIVATE_LABEL
