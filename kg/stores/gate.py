"""What may be asked: one statement, about this graph and nothing else.

A query can read files, send HTTP and end other people's queries, none of which an engine
counts as writing. So the gate stands before both engines and decides on the tokens of the
statement, where comments, strings and names in backticks are what they are. What may be
called is listed, what is not listed is refused.
"""

from __future__ import annotations

import re

from kg.errors import QueryError, QueryRefused
from kg.stores.cypher_tokens import Tokens

__all__ = ["PUBLIC_PROCEDURES", "check_public_query", "check_query"]

#: What anybody may call.
PUBLIC_PROCEDURES = ("db.labels", "db.propertykeys", "db.relationshiptypes")
#: What else may be called while reading: name spaces that look at the graph or compute.
_PROCEDURES = (
    "db.constraints", "db.index.fulltext.list", "db.index.fulltext.query", "db.index.vector.query",
    "db.indexes", "db.info", "db.labels", "db.ping", "db.propertykeys", "db.relationshiptypes",
    "db.schema.", "dbms.components", "dbms.info", "tx.getmetadata",
)  # fmt: skip
_FUNCTIONS = (
    "date.", "datetime.", "duration.", "graph.", "localdatetime.", "localtime.", "point.", "time.",
    "vector.",
)  # fmt: skip
_PURE_EXTENSIONS = (
    "apoc.agg.", "apoc.algo.", "apoc.any.", "apoc.coll.", "apoc.convert.", "apoc.date.",
    "apoc.label.", "apoc.map.", "apoc.math.", "apoc.meta.", "apoc.neighbors.", "apoc.node.",
    "apoc.nodes.", "apoc.number.", "apoc.path.", "apoc.rel.", "apoc.temporal.", "apoc.text.",
)  # fmt: skip
#: GDS computes in these modes; its others write to the graph, to files or to its catalogue.
_GDS_READ = re.compile(
    r"gds\..*\.(?:stream|stats|estimate)|gds\.(?:graph\.(?:list|exists)|version)"
)
_READING_CLAUSES = ("CALL", "MATCH", "OPTIONAL", "RETURN", "UNWIND", "WITH")
#: Words that other statements begin with, which write, or ask about the server.
_OTHER_STATEMENTS = frozenset(
    "ALTER CREATE CYPHER DEALLOCATE DELETE DENY DETACH DROP DRYRUN ENABLE EXPLAIN FILTER FINISH "
    "FOREACH GRANT INSERT LET LOAD MERGE NODETACH PROFILE REALLOCATE REMOVE RENAME REVOKE SET "
    "SHOW START STOP TERMINATE USE USING WHEN".split()
)

#: A backslash with what it escapes: Neo4j replaces ``\u0041`` before it reads any word.
_ESCAPE = re.compile(r"\\(?:u(.{0,4})|.)", re.DOTALL)
#: Written as an escape these would begin or end a string, a name or a comment.
_STRUCTURE = frozenset("'\"`\\/*\n\r")


def check_query(cypher: str, *, write: bool = False) -> None:
    """Refuse what a person's own query must not do, whatever engine answers it.

    Parameters
    ----------
    cypher
        What is asked.
    write
        Whether the query may change the store; files and addresses are then the
        person's own business.

    Raises
    ------
    QueryRefused
        When it is several statements, or reads, without ``write``, anything but the graph.
    QueryError
        When a string or a name is not closed.

    Notes
    -----
    Linear in the length of the query.

    Examples
    --------
    >>> check_query("MATCH (p:Paper) RETURN p.title // not LOAD CSV")
    >>> check_query("LOAD /* rows */ CSV FROM 'file:///etc/passwd' AS row RETURN row")
    Traceback (most recent call last):
    ...
    kg.errors.QueryRefused: LOAD CSV reads a file or an address, not the graph, add --write if that is meant (in Python: write=True)
    """
    tokens = _tokens(cypher)
    _check_one_statement(tokens)
    if write:
        return
    for place in range(len(tokens)):
        if _bare(tokens, place) == "LOAD" and _bare(tokens, place + 1) == "CSV":
            raise _beyond("LOAD CSV reads a file or an address, not the graph")
    if tokens[0].word == "TERMINATE":
        raise _beyond("TERMINATE ends the work of others")
    for name in tokens.called_procedures():
        if not name.startswith((*_PROCEDURES, *_PURE_EXTENSIONS)) and not _GDS_READ.fullmatch(name):
            raise _beyond(f"the procedure {name} may reach beyond the graph")
    for name in tokens.called_functions():
        if not name.startswith((*_FUNCTIONS, *_PURE_EXTENSIONS)):
            raise _beyond(f"the function {name} may reach beyond the graph")


def check_public_query(cypher: str) -> None:
    """Refuse what somebody else's query must not do: read the graph, and nothing but that.

    Raises
    ------
    QueryRefused
        For all that :func:`check_query` refuses; and when it is not a reading statement
        (``SHOW``, ``EXPLAIN``, ``USE``, ...) or calls a procedure that is not in
        :data:`PUBLIC_PROCEDURES`.
    QueryError
        When it begins with no word of Cypher.

    Examples
    --------
    >>> check_public_query("CALL db.labels() YIELD label RETURN label")
    >>> check_public_query("SHOW TRANSACTIONS")
    Traceback (most recent call last):
    ...
    kg.errors.QueryRefused: a query here begins with CALL, MATCH, OPTIONAL, RETURN, UNWIND or WITH, ask the graph, not its server
    """
    check_query(cypher)
    tokens = _tokens(cypher)
    hint = "ask the graph, not its server"
    if len(tokens) and tokens[0].word not in (*_READING_CLAUSES, *_OTHER_STATEMENTS):
        raise QueryError("this is not Cypher", hint="for example: MATCH (p:Paper) RETURN p.title")
    if len(tokens) and tokens[0].word not in _READING_CLAUSES:
        *first, last = _READING_CLAUSES
        raise QueryRefused(f"a query here begins with {', '.join(first)} or {last}", hint=hint)
    if any(_is_use(tokens, place) for place in range(len(tokens))):
        raise QueryRefused("USE asks another graph", hint=hint)
    for name in tokens.called_procedures():
        if name not in PUBLIC_PROCEDURES:
            raise QueryRefused(
                f"the procedure {name} cannot be called here",
                hint=f"those that can: {', '.join(PUBLIC_PROCEDURES)}",
            )


def _beyond(what: str) -> QueryRefused:
    return QueryRefused(what, hint="add --write if that is meant (in Python: write=True)")


def _tokens(cypher: str) -> Tokens:
    for escape in _ESCAPE.finditer(cypher):
        if (digits := escape[1]) is None:
            continue
        # Neo4j takes digits of any script, nobody else does.
        if not re.fullmatch(r"[0-9a-fA-F]{4}", digits) or chr(int(digits, 16)) in _STRUCTURE:
            raise QueryRefused(
                f"the escape {escape[0]!r} hides where a word or a string ends",
                hint="write the character itself, a quotation mark with a backslash before it",
            )
    tokens = Tokens(cypher)
    if any(token.text == "\\" for token in tokens.all):
        raise QueryRefused(
            "an escape outside of strings hides a word", hint="write the character itself"
        )
    return tokens


def _check_one_statement(tokens: Tokens) -> None:
    ends = [place for place in range(len(tokens)) if tokens[place].text == ";"]
    if ends and ends[0] != len(tokens) - 1:
        raise QueryRefused("these are several statements", hint="ask them one by one")


def _bare(tokens: Tokens, place: int) -> str:
    # The embedded engine takes `LOAD` CSV for LOAD CSV.
    token = tokens[place]
    return token.text.strip("`").upper() if token.kind in ("name", "quoted") else ""


def _is_use(tokens: Tokens, place: int) -> bool:
    """Return whether a word begins a USE clause: they come first in a query or a part of it."""
    if tokens[place].word != "USE" or tokens[place + 1].kind not in ("name", "quoted"):
        return False
    before = tokens[place - 1]
    if before.word in ("ALL", "DISTINCT"):
        before = tokens[place - 2]
    return before.text in ("", "{") or before.word == "UNION"
