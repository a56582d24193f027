"""The names in a query: which of them the graph does not have, and what parameters are compared with."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from typing import NamedTuple, Protocol, get_args, get_type_hints

from kg.records import LABELS, RELATIONSHIP_TYPES
from kg.stores.cypher_tokens import Tokens
from kg.stores.schema import MODEL

__all__ = ["UsedNames", "pattern_variables", "text_parameters", "unknown_names", "used_names"]

_COMPARISONS = ("=", "<>", "<", ">", "<=", ">=", "=~")
_TEXT_OPERATORS = ("CONTAINS", "WITH")  # STARTS WITH, ENDS WITH


class _Askable(Protocol):
    def query(self, cypher: str) -> list[dict[str, object]]: ...


class UsedNames(NamedTuple):
    """Labels and types of the patterns of a query, and properties with what they are read of."""

    labels: list[str]
    types: list[str]
    properties: list[tuple[str, str | None]]


def used_names(cypher: str) -> UsedNames:
    """Return the names that a query takes from the graph, each once, in their order.

    A property comes with the label of its variable, or its type, where the query says one.

    Examples
    --------
    >>> used_names("MATCH (p:Papr {yaer: 1})-[c:CITES]->() WITH {a: 1} AS m, p RETURN p.title, m.a")
    UsedNames(labels=['Papr'], types=['CITES'], properties=[('yaer', 'Papr'), ('title', 'Papr')])
    """
    tokens = Tokens(cypher)
    labels: dict[str, None] = {}
    types: dict[str, None] = {}
    variables: dict[str, str | None] = {}
    for place in range(len(tokens)):
        opened = tokens.inside[place]
        if _opens_pattern(tokens, place) and tokens[place + 1].kind in ("name", "quoted"):
            named = _labels(tokens, place + 2)
            variables.setdefault(_plain(tokens[place + 1].text), named[0] if named else None)
        if tokens[place].text == ":" and opened is not None and _opens_pattern(tokens, opened):
            found = types if tokens[opened].text == "[" else labels
            found.update(dict.fromkeys(_labels(tokens, place)))
    for place in range(len(tokens)):
        if tokens[place].word == "AS":
            variables.pop(_plain(tokens[place + 1].text), None)
    properties = dict.fromkeys([*_keys(tokens), *_read(tokens, variables)])
    return UsedNames([*labels], [*types], [*properties])


def pattern_variables(tokens: Tokens) -> set[str]:
    """Return the names of nodes and relationships in the patterns of a query."""
    return {tokens[place + 1].text for place in range(len(tokens)) if _opens_pattern(tokens, place)}


def _plain(name: str) -> str:
    return name.strip("`")


def _opens_pattern(tokens: Tokens, place: int) -> bool:
    """Return whether a bracket opens the pattern of a node or a relationship."""
    before = tokens[place - 1]
    if tokens[place].text == "[":
        return before.text == "-"
    if tokens[place].text != "(":
        return False
    return before.word in ("MATCH", "MERGE", "CREATE", "WHERE") or before.text in "-,>={"


def _labels(tokens: Tokens, place: int) -> list[str]:
    """Return the names of a label expression that starts with the colon here."""
    if tokens[place].text != ":":
        return []
    names = []
    while tokens[place].text in (":", "|", "&", "!", "(", ")") or (
        tokens[place].kind in ("name", "quoted")
        and tokens[place - 1].text in (":", "|", "&", "!", "(")
    ):
        if tokens[place].text == ")" and tokens[place + 1].text not in ("|", "&", ")"):
            break
        if tokens[place].kind in ("name", "quoted"):
            names.append(_plain(tokens[place].text))
        place += 1
    return names


def _keys(tokens: Tokens) -> Iterator[tuple[str, str | None]]:
    """Yield the properties that patterns give in braces."""
    for place in range(len(tokens)):
        opened = tokens.inside[place]
        if (
            tokens[place].text == "{"
            and opened is not None
            and _opens_pattern(tokens, opened)
            and place in tokens.partner
            and place != opened + 1
        ):
            named = next(
                (_labels(tokens, at) for at in (opened + 1, opened + 2) if tokens[at].text == ":"),
                [],
            )
            for first, _ in tokens.items(place):
                if tokens[first + 1].text == ":":
                    yield _plain(tokens[first].text), named[0] if named else None


def _read(tokens: Tokens, variables: dict[str, str | None]) -> Iterator[tuple[str, str | None]]:
    for place in range(2, len(tokens)):
        variable = _plain(tokens[place - 2].text)
        if (
            tokens[place].kind in ("name", "quoted")
            and tokens[place - 1].text == "."
            and tokens[place - 3].text != "."
            and tokens[place + 1].text != "("
            and variable in variables
        ):
            yield _plain(tokens[place].text), variables[variable]


def unknown_names(store: _Askable, cypher: str) -> list[str]:
    """Return a sentence for each name of a query that nothing in the graph has.

    What the graph model has is known, whether or not this graph has any of it; of other
    names the store is asked once each.
    """
    used = used_names(cypher)
    model = [kind.LABEL for kind in LABELS]
    sentences = [
        f"no node has the label {name}{_nearest(name, model)}"
        for name in used.labels
        if name not in model and not store.query(f"MATCH (n:{_quoted(name)}) RETURN 1 AS n LIMIT 1")
    ]
    model = [kind.TYPE for kind in RELATIONSHIP_TYPES]
    sentences += [
        f"no relationship has the type {name}{_nearest(name, model)}"
        for name in used.types
        if name not in model
        and not store.query(f"MATCH ()-[r:{_quoted(name)}]->() RETURN 1 AS n LIMIT 1")
    ]
    for name, owner in used.properties:
        known = MODEL.get(owner or "") or frozenset().union(*MODEL.values())
        if name not in known and not _is_set(store, name):
            sentences.append(f"nothing has the property {name}{_nearest(name, sorted(known))}")
    return [*dict.fromkeys(sentences)]


def _is_set(store: _Askable, name: str) -> bool:
    return any(
        store.query(f"MATCH {pattern} WHERE x.{_quoted(name)} IS NOT NULL RETURN 1 AS n LIMIT 1")
        for pattern in ("(x)", "()-[x]->()")
    )


def _quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"


def _nearest(name: str, known: list[str]) -> str:
    folded = {other.lower().replace("_", ""): other for other in known}
    near = difflib.get_close_matches(name.lower().replace("_", ""), folded, n=1, cutoff=0.7)
    return f", did you mean {folded[near[0]]}?" if near else ""


def text_parameters(cypher: str) -> set[str]:
    """Return the parameters that a query compares with what is always a text.

    Examples
    --------
    >>> query = "MATCH (p:Paper) WHERE p.arxiv_id = $x AND p.year > $y AND $z IN p.aliases RETURN p"
    >>> sorted(text_parameters(query))
    ['x', 'z']
    """
    tokens = Tokens(cypher)
    found = set()
    for place in range(len(tokens)):
        if tokens[place].kind != "parameter":
            continue
        before, after = tokens[place - 1], tokens[place + 1]
        is_text = before.word in _TEXT_OPERATORS or after.word in ("CONTAINS", "STARTS", "ENDS")
        if before.text in _COMPARISONS:
            is_text |= _is_text(tokens, tokens.operand_start(place - 2), place - 2)
        if after.text in _COMPARISONS or after.word == "IN":
            is_text |= _is_text(tokens, place + 2, tokens.operand_end(place + 2))
        if before.text == ":" and tokens[place - 2].kind in ("name", "quoted"):
            is_text |= _plain(tokens[place - 2].text) in _TEXTS  # a key of a pattern
        if is_text:
            found.add(_plain(tokens[place].text[1:]))
    return found


def _is_text(tokens: Tokens, first: int | None, last: int | None) -> bool:
    if first is None or last is None:
        return False
    if tokens[first].word in ("TOLOWER", "TOUPPER", "TOSTRING", "TRIM", "TYPE", "COALESCE", "HEAD"):
        return tokens[first].word != "COALESCE" or tokens[last - 1].text in _TEXTS
    return tokens[first].kind == "string" or (
        tokens[last - 1].text == "." and _plain(tokens[last].text) in _TEXTS
    )


def _texts() -> frozenset[str]:
    """Return the properties of the graph model that are texts, or lists of texts, wherever they are."""
    texts: set[str] = set()
    others: set[str] = set()
    for kind in (*LABELS, *RELATIONSHIP_TYPES):
        for name, hint in get_type_hints(kind).items():
            parts = {part for part in (get_args(hint) or (hint,)) if part is not type(None)}
            is_text = parts <= {str, list[str]} or re.fullmatch(r"Literal\[.*\]", str(hint))
            (texts if is_text else others).add(name)
    return frozenset(texts - others)


_TEXTS = _texts()
