"""What sources say of citations: each citation, and a great many of them by column."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from typing import Any, Self

import msgspec

__all__ = ["Citation", "CitationTable", "Statement"]


class Statement(msgspec.Struct, kw_only=True, omit_defaults=True, gc=False):
    """What a source says of a citation, whichever two works it joins.

    ``source`` is the service that states it, None where that is the facts' own source.
    """

    intents: list[str] = []
    influential: bool | None = None
    contexts: list[str] = []
    context_intents: list[list[str]] = []
    evidence: str | None = None
    retrieved: str | None = None
    source: str | None = None


class Citation(Statement, kw_only=True, omit_defaults=True, gc=False):
    """A citation as a source gives it; ``citing`` and ``cited`` index ``Facts.works``."""

    citing: int
    cited: int


_SAID = Statement.__struct_fields__


class CitationTable:
    """Citations in the order in which they were met, by column.

    Of most citations the same is said, so that three numbers are all that each of them takes.

    Parameters
    ----------
    citations
        Those that it begins with.

    Attributes
    ----------
    citing, cited, statement
        Of each citation the indices of its works in ``Facts.works`` and of its statement
        in ``statements``.
    statements
        What is said, each once.

    Examples
    --------
    >>> table = CitationTable([Citation(citing=0, cited=1), Citation(citing=0, cited=2)])
    >>> list(table.cited), len(table.statements), next(iter(table))
    ([1, 2], 1, Citation(intents=[], influential=None, contexts=[], context_intents=[],\
 evidence=None, retrieved=None, source=None, citing=0, cited=1))
    """

    def __init__(self, citations: Iterable[Citation] = ()) -> None:
        self.citing, self.cited, self.statement = array("i"), array("i"), array("i")
        self.statements: list[Statement] = []
        self._numbers: dict[tuple[object, ...], int] = {}
        for citation in citations:
            statement = {name: getattr(citation, name) for name in _SAID}
            self.add([citation.citing], [citation.cited], [self.number_of(Statement(**statement))])

    @classmethod
    def of(cls, citations: Iterable[Citation]) -> Self:
        """Return the table of citations, the very one where they are in one."""
        return citations if isinstance(citations, cls) else cls(citations)

    def add(self, citing: Iterable[int], cited: Iterable[int], statements: Iterable[int]) -> None:
        """Add citations.

        Parameters
        ----------
        citing, cited
            The number of the work at either end of each.
        statements
            What is said of each, as :meth:`number_of` returns it.
        """
        self.citing.extend(citing)
        self.cited.extend(cited)
        self.statement.extend(statements)

    def number_of(self, statement: Statement) -> int:
        """Return the place of a statement in ``statements``, where it is put if it is new."""
        unique = statement
        key = (
            unique.evidence,
            unique.influential,
            unique.retrieved,
            unique.source,
            *unique.intents,
        )
        new = len(self.statements)
        # A citing sentence stands for one citation, as a rule.
        is_own = unique.contexts or unique.context_intents
        number = new if is_own else self._numbers.setdefault(key, new)
        if number == new:
            self.statements.append(statement)
        return number

    def __len__(self) -> int:
        return len(self.citing)

    def __iter__(self) -> Iterator[Citation]:
        for citing, cited, number in zip(self.citing, self.cited, self.statement, strict=True):
            statement = self.statements[number]
            properties = {name: getattr(statement, name) for name in _SAID}
            yield Citation(citing=citing, cited=cited, **properties)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, CitationTable) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"CitationTable({list(self)})"

    @classmethod
    def read(cls, value: Any) -> Self:
        """Return the table that decoded JSON says: columns, or, as version 0.1.0 kept it, citations.

        Raises
        ------
        msgspec.ValidationError
            When it says none.
        """
        if isinstance(value, list):
            return cls(msgspec.convert(value, list[Citation]))
        columns = msgspec.convert(value, _Columns)
        table = cls()
        table.statements = columns.statements
        for name in ("citing", "cited", "statement"):
            getattr(table, name).extend(getattr(columns, name))
        return table


class _Columns(msgspec.Struct):
    citing: list[int]
    cited: list[int]
    statement: list[int]
    statements: list[Statement]
