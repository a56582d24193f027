"""What the embedded store refuses by the words of a query, whatever its values are."""

from __future__ import annotations

from kg.errors import QueryRefused
from kg.stores.cypher_tokens import Tokens
from kg.stores.differences import ABOUT_ENGINE, MONTHS, OWN_VALUE, PROCEDURE, refused

__all__ = ["check_statement"]

_PROCEDURES = ("db.labels", "db.relationshiptypes")
_CLAUSES = frozenset(
    "SET WHERE RETURN WITH MATCH MERGE CREATE UNWIND WHEN THEN ELSE BY AND OR XOR NOT".split()
)


def check_statement(tokens: Tokens) -> None:
    """Refuse a query by its words.

    Raises
    ------
    QueryRefused
        With what to write instead.
    """
    if tokens[0].word in ("EXPLAIN", "PROFILE", "SHOW"):
        raise refused(ABOUT_ENGINE, tokens[0].word)
    if tokens[len(tokens) - 2].word == "FORMAT" and tokens[len(tokens) - 1].word == "CSV":
        raise QueryRefused("FORMAT CSV is not Cypher", hint="use --format csv")
    for name in tokens.called_procedures():
        if name not in _PROCEDURES:
            raise refused(PROCEDURE, name)
    _refuse_own_values(tokens)
    for place in range(len(tokens)):
        if (
            tokens[place].word == "DURATION"
            and tokens[place + 1].text == "."
            and tokens[place + 2].word in ("BETWEEN", "INMONTHS")
        ):
            raise refused(MONTHS)


def _refuse_own_values(tokens: Tokens) -> None:
    """Refuse a SET that reads what it has just set: the engine takes the former value for nodes only."""
    for place in range(len(tokens)):
        if tokens[place].word != "SET":
            continue
        opened, written = tokens.inside[place], set[tuple[str, str]]()
        for at in range(place + 1, len(tokens)):
            if tokens.inside[at] == opened and tokens[at].word in _CLAUSES:
                break
            named = (tokens[at].text, tokens[at + 2].text)
            if tokens[at].kind not in ("name", "quoted") or tokens[at + 1].text != ".":
                continue
            if tokens.inside[at] == opened and tokens[at + 3].text == "=":
                written.add(named)
            elif named in written:
                raise refused(OWN_VALUE, ".".join(named))
