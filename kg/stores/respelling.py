"""Cypher that Neo4j 5 reads and the embedded engine does not: spelt otherwise where that is exact.

Each respelling is a small function that finds its pattern once and returns what to put in
its place; they are tried in turn until none finds anything. What cannot be spelt
otherwise exactly is refused with what to write instead. ``docs/stores.md`` has both lists.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from kg.errors import QueryDiffers
from kg.stores.cypher_tokens import Tokens
from kg.stores.differences import (
    COLLECT,
    INDEX_HINT,
    LACKING_FUNCTIONS,
    REPEATED_CONDITION,
    REPEATED_PATH,
    SHORTEST,
    refused,
)

__all__ = ["respelt"]

_COMPARISONS = ("=", "<>", "<", ">", "<=", ">=")
_CLAUSES = frozenset(
    "CALL CREATE DELETE DETACH FINISH FOREACH LIMIT MATCH MERGE OFFSET OPTIONAL ORDER REMOVE RETURN "
    "SET SKIP UNION UNWIND WITH".split()
)
_LACKING = {name.lower(): instead for name, instead in LACKING_FUNCTIONS.items()}


class _Edit(NamedTuple):
    """The text to put in the place of tokens, the first and the last included."""

    first: int
    last: int
    text: str


Edits = list[_Edit]


def respelt(cypher: str) -> str:
    """Return a query in words that the engine reads.

    Raises
    ------
    QueryDiffers
        When there are no such words; the hint says what to write.

    Examples
    --------
    >>> respelt("MATCH (p:Paper WHERE 2015 <= p.year < 2018) RETURN p")
    'MATCH (p:Paper ) WHERE (((2015 <= p.year) AND (p.year < 2018))) RETURN p'
    >>> respelt("MATCH (a)-[:CITES]->{1,3}(b) RETURN b")
    'MATCH (a)-[:CITES*1..3]->(b) RETURN b'
    """
    for _ in range(len(cypher) + 1):
        tokens = Tokens(cypher)
        _refuse(tokens)
        edits = next(filter(None, (find(tokens) for find in RESPELLINGS)), None)
        if edits is None:
            return cypher
        cypher = _edited(tokens, edits)
    return cypher


def _edited(tokens: Tokens, edits: Edits) -> str:
    words = [token.text for token in tokens.all]
    for edit in edits:
        first, last = tokens.places[edit.first], tokens.places[edit.last]
        words[first] = edit.text
        words[first + 1 : last + 1] = [""] * (last - first)
    return "".join(words)


def _refuse(tokens: Tokens) -> None:
    for place in range(len(tokens)):
        word, following = tokens[place].word, tokens[place + 1]
        if word == "COLLECT" and following.text == "{":
            raise refused(COLLECT)
        if _chooses_paths(tokens, place):
            raise refused(SHORTEST)
        if word == "USING" and following.word in (
            "INDEX",
            "SCAN",
            "JOIN",
            "RANGE",
            "TEXT",
            "POINT",
        ):
            raise refused(INDEX_HINT)
        instead = _LACKING.get(word.lower()) if following.text == "(" else None
        if instead is not None and tokens[place - 1].text not in (".", ":"):
            raise QueryDiffers(f"the embedded store has no {tokens[place].text}()", hint=instead)
        if _is_path_quantifier(tokens, place):
            raise refused(REPEATED_PATH)


def _chooses_paths(tokens: Tokens, place: int) -> bool:
    """Return whether SHORTEST or ANY stands in front of a pattern here."""
    word, before, following = tokens[place].word, tokens[place - 1], tokens[place + 1]
    if word == "SHORTEST":
        return following.kind == "number" or before.word in ("ALL", "ANY")
    begins = before.word == "MATCH" or (before.text == "=" and tokens[place - 3].word == "MATCH")
    return word == "ANY" and begins and (following.text == "(" or following.kind == "number")


def _is_path_quantifier(tokens: Tokens, place: int) -> bool:
    """Return whether what stands here repeats a part of a path in parentheses."""
    opened = tokens.partner.get(place - 1)
    return (
        tokens[place - 1].text == ")"
        and opened is not None
        and tokens[opened + 1].text == "("
        and tokens[place].text in ("{", "+", "*")
        and _arrows(tokens, opened, place - 1)
        and _clause(tokens, opened) is not None
    )


def _arrows(tokens: Tokens, first: int, last: int) -> bool:
    """Return whether there is a relationship between two places."""
    return any(
        tokens[at].text == "-" and tokens[at - 1].text in (")", "<") for at in range(first, last)
    )


# ---------------------------------------------------------------- where things stand


def _clause(tokens: Tokens, place: int) -> int | None:
    """Return the place of the MATCH in whose patterns something stands, directly."""
    opened = tokens.inside[place]
    for at in range(place - 1, -1, -1):
        if tokens.inside[at] != opened:
            continue
        if tokens[at].word == "MATCH":
            return at
        if tokens[at].word in _CLAUSES or tokens[at].word == "WHERE":
            return None
    return None


def _condition(tokens: Tokens, place: int, condition: str) -> Edits:
    """Return the edits that add a condition to the MATCH whose pattern ends at or before a place."""
    opened = tokens.inside[place]
    last, where = place, None
    for at in range(place + 1, len(tokens)):
        if tokens.inside[at] != opened:
            if opened is not None and at >= tokens.partner.get(opened, at):
                break
            last = at
            continue
        if (
            tokens[at].word in _CLAUSES
            or tokens[at].text == ";"
            or at == tokens.partner.get(opened or -1)
        ):
            break
        if tokens[at].word == "WHERE":
            where = at
        last = at
    end = tokens[last].text
    if where is None:
        return [_Edit(last, last, f"{end} WHERE {condition}")]
    return [_Edit(where, where, f"WHERE ({condition}) AND ("), _Edit(last, last, f"{end})")]


def _merged(edits: Edits, added: Edits) -> Edits:
    """Return edits, those of one place made one."""
    by_place = {edit.first: edit for edit in edits}
    for edit in added:
        former = by_place.get(edit.first)
        before = former.text if former is not None else None
        text = edit.text if before is None else before + edit.text[1:]
        by_place[edit.first] = _Edit(edit.first, former.last if former else edit.last, text)
    return [*by_place.values()]


# ---------------------------------------------------------------- the respellings


def _quantified_relationship(tokens: Tokens) -> Edits | None:
    """Repeat a relationship in brackets: ``-[:CITES]->{1,3}`` is ``-[:CITES*1..3]->``: no relationship occurs twice in either."""
    for place in range(len(tokens)):
        end = place - 1 if tokens[place - 1].text == ">" else place
        if not _quantifies(tokens, place, end):
            continue
        last = tokens.partner.get(place, place)
        hops, gone = _hops(tokens, place, last), _Edit(place, last, "")
        if tokens[end - 2].text == "-" and tokens[end - 3].text in (")", "<"):
            return [_Edit(end - 2, end - 2, f"-[{hops}]"), gone]
        opened = tokens.partner.get(end - 2)
        if opened is None or tokens[opened - 1].text != "-":
            continue
        inner = [tokens[at] for at in range(opened + 1, end - 2)]
        if any(token.text in ("{", "*") or token.word == "WHERE" for token in inner):
            raise refused(REPEATED_CONDITION)
        return [_Edit(end - 2, end - 2, f"{hops}]"), gone]
    return None


def _quantifies(tokens: Tokens, place: int, end: int) -> bool:
    """Return whether what stands here repeats the relationship that ends before it."""
    opened = tokens.inside[place]
    return (
        tokens[place].text in ("{", "+", "*")
        and tokens[end - 1].text == "-"
        and tokens[end - 2].text in ("]", "-")
        and (opened is None or tokens[opened].text != "[")
        and tokens[tokens.partner.get(place, place) + 1].text == "("
    )


def _hops(tokens: Tokens, first: int, last: int) -> str:
    sign = tokens[first].text
    if sign in ("+", "*"):
        return "*1.." if sign == "+" else "*0.."
    low, comma, high = re.sub(r"\s", "", tokens.written(first, last))[1:-1].partition(",")
    return f"*{low or 0}..{high if comma else low}"


def _shortest_path_apart(tokens: Tokens) -> Edits | None:
    """Part a shortest path from nodes: a pattern of nodes alone shares no relationship with the path, so that two MATCH say the same."""
    for place in range(len(tokens)):
        if tokens[place].word not in ("SHORTESTPATH", "ALLSHORTESTPATHS"):
            continue
        start = place - 2 if tokens[place - 1].text == "=" else place
        comma, match = start - 1, _clause(tokens, start)
        if tokens[comma].text != "," or match is None:
            continue
        if _arrows(tokens, match, comma) or tokens[match - 1].word == "OPTIONAL":
            raise QueryDiffers(
                "the embedded store finds a shortest path first in its MATCH",
                hint="write MATCH p = shortestPath(...) as a clause of its own",
            )
        return [_Edit(comma, comma, " MATCH")]
    return None


def _inline_where(tokens: Tokens) -> Edits | None:
    """Move a condition: ``(p:Paper WHERE p.year > 2015)`` is the same condition behind the patterns of the MATCH."""
    for place in range(len(tokens)):
        opened = tokens.inside[place]
        if tokens[place].word != "WHERE" or opened is None or not _opens_element(tokens, opened):
            continue
        closed = tokens.partner[opened]
        inner = range(opened, place)
        if _clause(tokens, opened) is None or any(tokens[at].text == "*" for at in inner):
            if any(tokens[at].word == "IN" for at in inner):
                continue  # a comprehension
            raise QueryDiffers(
                "the embedded store has no WHERE inside this pattern",
                hint="put it behind the pattern",
            )
        condition = tokens.written(place + 1, closed - 1)
        sign = tokens[closed].text
        return _merged(
            [_Edit(place, closed, sign)], _shifted(tokens, closed, place, f"({condition})")
        )
    return None


def _opens_element(tokens: Tokens, opened: int) -> bool:
    """Return whether a bracket opens a node or a relationship of a pattern, with something in it."""
    before = tokens[opened - 1]
    if tokens[opened + 1].text in ("(", "[") or before.word in ("ANY", "ALL", "NONE", "SINGLE"):
        return False
    if tokens[opened].text == "[":
        return before.text == "-"
    return tokens[opened].text == "(" and (
        before.text == "]" or not tokens.ends_operand(opened - 1)
    )


def _shifted(tokens: Tokens, closed: int, place: int, condition: str) -> Edits:
    """Return the edits that add a condition, where the pattern's end is itself an edit."""
    edits = _condition(tokens, closed, condition)
    return [_Edit(place, closed, edit.text) if edit.first == closed else edit for edit in edits]


def _chained_comparison(tokens: Tokens) -> Edits | None:
    """Part a chain of comparisons: ``a <= b < c`` is ``a <= b AND b < c``, null included."""
    for place in range(len(tokens)):
        if not _compares(tokens, place):
            continue
        start = tokens.chain_start(place - 1)
        signs, ends = [place], [_sum_end(tokens, place + 1)]
        while ends[-1] is not None and _compares(tokens, ends[-1] + 1):
            signs.append(ends[-1] + 1)
            ends.append(_sum_end(tokens, ends[-1] + 2))
        if start is None or len(signs) < 2 or ends[-1] is None:
            continue
        starts = [start, *(sign + 1 for sign in signs)]
        parts = [
            tokens.written(first, last)
            for first, last in zip(starts, [place - 1, *filter(None, ends)], strict=True)
        ]
        pairs = [
            f"({parts[at]} {tokens[sign].text} {parts[at + 1]})" for at, sign in enumerate(signs)
        ]
        return [_Edit(start, ends[-1], f"({' AND '.join(pairs)})")]
    return None


def _compares(tokens: Tokens, place: int) -> bool:
    text = tokens[place].text
    if text not in _COMPARISONS or not tokens.ends_operand(place - 1):
        return False
    if text == "<" and tokens[place + 1].text == "-" and tokens[place + 2].text in ("[", "-"):
        return False
    if text == "=":
        opened = tokens.inside[place]
        for at in range(place - 1, -1, -1):
            word = tokens[at].word
            if tokens.inside[at] == opened and (word in _CLAUSES or word in ("WHERE", "ON")):
                return word not in ("SET", "MATCH", "MERGE", "CREATE")
    return True


def _sum_end(tokens: Tokens, first: int) -> int | None:
    last = tokens.product_end(first)
    while last is not None and tokens[last + 1].text in ("+", "-"):
        last = tokens.product_end(last + 2)
    return last


def _label_expression(tokens: Tokens) -> Edits | None:
    """Write labels apart: ``(p:!Author)`` is ``(p) WHERE NOT p:Author``, ``p:A|B`` ``p:A OR p:B``."""
    for place in range(len(tokens)):
        if tokens[place].text != ":":
            continue
        last = _label_end(tokens, place)
        signs = {tokens[at].text for at in range(place, last + 1)}
        if not signs & {"!", "%"} and not (
            signs & {"|", "&", "("} and _is_predicate(tokens, place, last)
        ):
            continue
        variable, opened = tokens[place - 1], tokens.inside[place]
        if variable.kind not in ("name", "quoted"):
            raise QueryDiffers(
                "the embedded store negates labels of variables", hint="name the node"
            )
        is_type = any(
            tokens[at].text == "-" and tokens[at + 1].text == "[" and tokens[at + 2] == variable
            for at in range(len(tokens) - 2)
        )
        condition = "".join(
            _label_word(tokens, at, variable.text, is_type=is_type)
            for at in range(place + 1, last + 1)
        )
        if opened == place - 2 and (match := _clause(tokens, opened)) is not None and match >= 0:
            closed = tokens.partner[opened]
            gone = _Edit(place, last, "")
            return _merged([gone], _condition(tokens, closed, f"({condition})"))
        return [_Edit(place - 1, last, f"({condition})")]
    return None


def _is_predicate(tokens: Tokens, colon: int, last: int) -> bool:
    """Return whether labels are asked for in a condition, not in a pattern, map or comprehension."""
    opened = tokens.inside[colon]
    if opened is None:
        return True
    if opened == colon - 2:  # (p:A|B) is a pattern, unless a condition stands in parentheses
        return (
            tokens[opened - 1].word in ("WHERE", "AND", "OR", "XOR", "NOT")
            and tokens[last + 1].text == ")"
            and tokens[last + 2].text not in ("-", "<")
        )
    return tokens[opened].text == "(" and opened != colon - 1


def _label_end(tokens: Tokens, colon: int) -> int:
    """Return the last place of the labels that begin with a colon."""
    last = colon
    while (
        tokens[last + 1].text in (":", "|", "&", "!", "(", "%")
        or (
            tokens[last + 1].kind in ("name", "quoted")
            and tokens[last].text in (":", "|", "&", "!", "(")
        )
        or (tokens[last + 1].text == ")" and tokens.partner.get(last + 1, -1) > colon)
    ):
        last += 1
    return last


def _label_word(tokens: Tokens, place: int, variable: str, *, is_type: bool) -> str:
    text = tokens[place].text
    signs = {"!": "NOT ", "&": " AND ", ":": " AND ", "|": " OR ", "(": "(", ")": ")"}
    if text in signs:
        return signs[text]
    if text == "%" and is_type:
        return "true"
    if text == "%":
        return f"size(labels({variable})) > 0"
    return f"type({variable}) = '{text.strip('`')}'" if is_type else f"{variable}:{text}"


#: What may follow IS without being a label.
_TESTS = frozenset("NULL NOT TYPED NORMALIZED NFC NFD NFKC NFKD".split())


def _is_label(tokens: Tokens) -> Edits | None:
    """``(p IS Paper)`` is ``(p:Paper)``, and so in conditions."""
    for place in range(len(tokens)):
        before, following = tokens[place - 1], tokens[place + 1]
        # Properties have no labels, and ``is`` may be the name of one.
        is_of_element = before.text in ("(", "[") or (
            before.kind in ("name", "quoted")
            and before.word != "AS"
            and tokens[place - 2].text != "."
        )
        is_label = following.kind in ("name", "quoted") or following.text in ("!", "%", "(")
        if (
            tokens[place].word == "IS"
            and is_of_element
            and is_label
            and following.word not in _TESTS
        ):
            return [_Edit(place, place, ":")]
    return None


def _union_distinct(tokens: Tokens) -> Edits | None:
    """``UNION DISTINCT`` is what ``UNION`` means."""
    for place in range(len(tokens)):
        if tokens[place].word == "UNION" and tokens[place + 1].word == "DISTINCT":
            return [_Edit(place + 1, place + 1, "")]
    return None


#: In the order in which they are tried.
RESPELLINGS: tuple[Callable[[Tokens], Edits | None], ...] = (
    _is_label,
    _union_distinct,
    _quantified_relationship,
    _shortest_path_apart,
    _inline_where,
    _label_expression,
    _chained_comparison,
)
