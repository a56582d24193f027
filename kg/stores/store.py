"""Base class of both stores: everything that needs only an engine and kept texts."""

from __future__ import annotations

import html
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Self, cast

from kg.errors import KgError, StoreDamaged, StoreError, UsageError
from kg.records import (
    LABELS,
    RELATIONSHIP_TYPES,
    Edge,
    Facts,
    Graph,
    NewsSnapshot,
    Progress,
    Relationship,
)
from kg.stores.changes import Changes, renames, silent
from kg.stores.gate import check_query
from kg.stores.last_build import LastBuild
from kg.stores.model_values import check_values
from kg.stores.ownership import (
    INPUTS,
    OWNED,
    SNAPSHOT,
    TEXTS,
    Ownership,
    pack_inputs,
    pack_owned,
    pack_snapshot,
)
from kg.stores.storable import check_graph

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd

__all__ = ["Store"]

_KEYS = {kind.TYPE: kind.KEY for kind in RELATIONSHIP_TYPES}


class Store(ABC):
    """A graph that persists. Also a :class:`kg.records.GraphReader`, and a context manager."""

    url: str
    #: What the last query that wrote has changed, by the names of Neo4j's counters.
    last_change: Mapping[str, int]
    _writable: bool

    @abstractmethod
    def read(self, cypher: str, parameters: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        """Yield the rows of a query that reads, one by one, past the gate of :meth:`query`."""

    @abstractmethod
    def change(self, cypher: str, parameters: Mapping[str, Any]) -> None:
        """Run a statement that writes, all of it or nothing."""

    @abstractmethod
    def _write_query(self, cypher: str, parameters: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Run a user's statement that writes, and return its rows."""

    @abstractmethod
    def version(self) -> str:
        """Return what differs once the store holds something else; another process may write."""

    @abstractmethod
    def kept(self, name: str) -> bytes:
        """Return a text as it was last kept, pending or not; empty when there is none."""

    @abstractmethod
    def _keep(self, texts: Mapping[str, bytes], *, pending: bool) -> None:
        """Keep texts; pending ones are read instead of the others until those are kept anew."""

    def _settle(self, anew: Mapping[str, bytes]) -> None:
        """Keep the texts that are pending as they are, but for those that are given anew."""
        self._keep({**{name: self.kept(name) for name in TEXTS}, **anew}, pending=False)

    @abstractmethod
    def _is_pending(self) -> bool:
        """Return whether an earlier write was cut short."""

    @abstractmethod
    def remember_build(self, build: LastBuild) -> None:
        """Remember a build whose graph was written just now."""

    @abstractmethod
    def close(self) -> None:
        """Release the store; a second call does nothing."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def nodes(
        self, label: str, properties: Sequence[str] | None = None
    ) -> Iterator[dict[str, Any]]:
        """See :meth:`kg.records.GraphReader.nodes`."""
        returned, read = _projection("n", properties)
        for row in self.read(
            f"MATCH (n:{_quoted(label)}) WHERE n.id IS NOT NULL "
            f"RETURN n.id AS a__id{', ' if returned else ''}{returned} ORDER BY a__id",
            {},
        ):
            found = read(row)
            check_values(label, str(row["a__id"]), found)
            yield found

    def relationships(self, type: str, properties: Sequence[str] | None = None) -> Iterator[Edge]:
        """See :meth:`kg.records.GraphReader.relationships`."""
        returned, read = _projection("r", properties)
        order = "".join(f", r.{_quoted(name)}" for name in _KEYS.get(type, ()))
        for row in self.read(
            f"MATCH (a)-[r:{_quoted(type)}]->(b) WHERE a.id IS NOT NULL AND b.id IS NOT NULL "
            f"RETURN a.id AS a__start, b.id AS b__end{', ' if returned else ''}{returned} "
            f"ORDER BY a__start, b__end{order}",
            {},
        ):
            found = read(row)
            check_values(type, f"from {row['a__start']} to {row['b__end']}", found)
            yield Edge(row["a__start"], row["b__end"], found)

    def query(
        self, cypher: str, parameters: Mapping[str, Any] | None = None, *, write: bool = False
    ) -> list[dict[str, Any]]:
        """Return the rows of a query, nodes and relationships as small mappings.

        A node is ``{"labels": [...], "properties": {...}}``, a relationship
        ``{"type": ..., "properties": {...}}``.

        Parameters
        ----------
        cypher
            One statement.
        parameters
            What it calls ``$name``.
        write
            Whether it may change the store, which must have been opened for writing.

        Raises
        ------
        QueryError
            When it cannot be answered.
        QueryRefused
            When it reaches beyond the graph, or would be answered otherwise than on Neo4j.
        """
        check_query(cypher, write=write)
        if not write:
            return list(self.read(cypher, parameters or {}))
        self._must_be_writable()
        return self._write_query(cypher, parameters or {})

    def inputs(self) -> list[Facts]:
        """Return the facts of every input built into the store, ordered by input.

        Raises
        ------
        StoreDamaged
            When what the store kept of them is damaged.
        """
        return cast("list[Facts]", self._unpacked(INPUTS))

    def owned(self) -> Ownership:
        """Return which part of the graph is kg's.

        Raises
        ------
        StoreDamaged
            When what the store kept of that is damaged.
        """
        return cast("Ownership", self._unpacked(OWNED))

    def _unpacked(self, name: str) -> Any:
        try:
            return TEXTS[name](self.kept(name))
        except (ValueError, TypeError) as error:
            raise StoreDamaged(
                f"what the store kept of its {name} is damaged: {error}",
                where=self.url,
                hint="run: kg store rebuild",
            ) from error

    def snapshot(self) -> NewsSnapshot:
        """Return what the store said before its last build; empty where it was built once.

        Raises
        ------
        StoreDamaged
            When what the store kept of that is damaged.
        """
        return cast("NewsSnapshot", self._unpacked(SNAPSHOT))

    def write(
        self,
        graph: Graph,
        inputs: Sequence[Facts],
        *,
        snapshot: NewsSnapshot | None = None,
        progress: Progress | None = None,
    ) -> Changes:
        """Make kg's part of the store equal ``graph``, and remember ``inputs``.

        What kg wrote before and ``graph`` no longer holds is removed; what users added
        stays. A paper whose former id stands in the new one's ``aliases`` keeps its
        relationships.

        Parameters
        ----------
        graph
            What kg's part shall be.
        inputs
            The facts it was made from.
        snapshot
            What the store says before this write, against which news are measured;
            without it the one that is kept stays.
        progress
            Called as ``progress(what, done, total)`` between batches.

        Raises
        ------
        StoreError
            When the graph cannot be held, or the store not be written.
        """
        self._must_be_writable()
        check_graph(graph)
        before, owned = self.owned(), Ownership.of(graph)
        if snapshot is None or self._is_pending():
            snapshot = self.snapshot()  # a write that was cut short found the same before it
        if owned == before:
            before = anything = owned  # the same twice is memory that a large graph needs
        else:
            anything = before | before.renamed(renames(graph, before)) | owned
        texts = {
            OWNED: pack_owned(anything),
            INPUTS: pack_inputs(inputs),
            SNAPSHOT: pack_snapshot(snapshot),
        }
        changing = owned != before or any(self.kept(name) != text for name, text in texts.items())
        if changing:
            self._keep(texts, pending=True)
        is_exact = anything is owned
        del texts, owned, anything  # as large as the graph itself
        changes, kept = self._write_graph(graph, before, progress or silent)
        stays = kept.nodes.get("Paper", ())
        kept.marks = {mark for mark in before.marks if mark[0] in stays}
        if changing or self._is_pending():
            is_less = kept.nodes or not is_exact
            self._settle({OWNED: pack_owned(Ownership.of(graph) | kept)} if is_less else {})
        return changes

    def last_build(self) -> LastBuild | None:
        """Return the build whose graph the store holds, unchanged since; None where there is any doubt."""
        return None

    def keep_snapshot(self, snapshot: NewsSnapshot) -> None:
        """Remember what the store says before a build that changes nothing else.

        Raises
        ------
        StoreError
            When it cannot be kept.
        """
        self._must_be_writable()
        if snapshot != self.snapshot():
            self._keep({SNAPSHOT: pack_snapshot(snapshot)}, pending=False)

    @abstractmethod
    def _write_graph(
        self, graph: Graph, owned: Ownership, tell: Progress
    ) -> tuple[Changes, Ownership]:
        """Make kg's part equal ``graph``, of which ``owned`` was written before.

        Return what was changed, and the nodes that are no longer asserted but stay because
        something of the user's hangs on them.
        """

    def _must_be_writable(self) -> None:
        if not self._writable:
            raise StoreError(
                "the store was opened for reading", where=self.url, hint="open it with write=True"
            )

    def counts(self) -> tuple[dict[str, int], dict[str, int]]:
        """Return ``({label: n}, {type: n})`` of the graph model, those with none left out."""
        nodes = {kind.LABEL: f"MATCH (n:{kind.LABEL}) RETURN count(n) AS n" for kind in LABELS}
        edges = {
            kind.TYPE: f"MATCH ()-[r:{kind.TYPE}]->() RETURN count(r) AS n"
            for kind in RELATIONSHIP_TYPES
        }
        return self._counted(nodes), self._counted(edges)

    def _counted(self, questions: dict[str, str]) -> dict[str, int]:
        answers = {name: next(iter(self.read(text, {})))["n"] for name, text in questions.items()}
        return {name: n for name, n in answers.items() if n}

    # ------------------------------------------------------------------ notebooks

    def to_networkx(self, *types: str) -> nx.MultiDiGraph:
        """Return the graph of the model, whole or of some relationship types.

        Parameters
        ----------
        types
            ``CITES``, ...: only these relationships, and the nodes of the labels at
            their ends. None given: everything.

        Returns
        -------
        networkx.MultiDiGraph
            A node a node, named ``(label, id)``, with its properties and ``label``; an
            edge a relationship, with its properties and ``type``. Functions of
            :mod:`kg.lineage` take it as it is.

        Raises
        ------
        UsageError
            When the model has no relationship of a type.

        Notes
        -----
        An author and a paper never share an id, but nothing forbids it: hence the label
        in a node's name.
        """
        import networkx as nx

        kinds = _kinds(types)
        graph = nx.MultiDiGraph()
        labels: dict[str, list[str]] = {}
        wanted = {end for kind in kinds for end in (kind.START, *_ends(kind))}
        for label in LABELS:
            if types and label.LABEL not in wanted:
                continue
            for properties in self.nodes(label.LABEL):
                labels.setdefault(properties["id"], []).append(label.LABEL)
                graph.add_node((label.LABEL, properties["id"]), label=label.LABEL, **properties)
        for kind in kinds:
            for edge in self.relationships(kind.TYPE):
                end = next((at for at in _ends(kind) if at in labels.get(edge.end, ())), None)
                if end is not None and kind.START in labels.get(edge.start, ()):
                    graph.add_edge(
                        (kind.START, edge.start),
                        (end, edge.end),
                        type=kind.TYPE,
                        **edge.properties,
                    )
        return graph

    def to_pandas(self, label_or_type: str) -> pd.DataFrame:
        """Return the nodes of a label or the relationships of a type as a table.

        Parameters
        ----------
        label_or_type
            ``Paper``, ``CITES``, ... A relationship has ``start`` and ``end`` columns.

        Raises
        ------
        UsageError
            When the store has nothing of that name, and the graph model neither.

        Notes
        -----
        ``pyarrow.Table.from_pandas`` makes an Arrow table of it. Unknown values are
        missing; columns of whole numbers stay whole numbers.
        """
        import pandas as pd

        if label_or_type in _KEYS:
            rows = [
                {"start": edge.start, "end": edge.end, **edge.properties}
                for edge in self.relationships(label_or_type)
            ]
        else:
            rows = list(self.nodes(label_or_type))
            if not rows and label_or_type not in {label.LABEL for label in LABELS}:
                raise UsageError(
                    "neither a label nor a type of relationship of this store",
                    where=label_or_type,
                    hint="use one of "
                    + ", ".join([*(node_class.LABEL for node_class in LABELS), *_KEYS]),
                )
        return pd.DataFrame(rows).convert_dtypes()

    def __repr__(self) -> str:
        try:
            nodes, relationships = self.counts()
        except KgError as error:
            return f"<store {self.url}: {error.what}>"
        parts = [f"{n:,} {name}" for name, n in (*nodes.items(), *relationships.items())]
        return f"<store {self.url}: {', '.join(parts) or 'empty'}>"

    def _repr_html_(self) -> str:
        nodes, relationships = self.counts()
        rows = "".join(
            f"<tr><td>{name}</td><td style='text-align:right'>{n:,}</td></tr>"
            for name, n in (*nodes.items(), *relationships.items())
        )
        return f"<table><caption>{html.escape(self.url)}</caption>{rows}</table>"


def _kinds(types: Sequence[str]) -> list[type[Relationship]]:
    known = {kind.TYPE: kind for kind in RELATIONSHIP_TYPES}
    for name in types:
        if name not in known:
            raise UsageError(
                "no relationship of the model has this type",
                where=name,
                hint=f"one of {', '.join(known)}",
            )
    return [known[name] for name in dict.fromkeys(types)] or list(RELATIONSHIP_TYPES)


def _ends(kind: type[Relationship]) -> tuple[str, ...]:
    """Return the labels at the end of a relationship: a list names papers and datasets."""
    return ("Paper", "Dataset") if kind.TYPE == "LISTS" else (kind.END,)


def _quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"


def _projection(
    variable: str, properties: Sequence[str] | None
) -> tuple[str, Callable[[dict[str, Any]], dict[str, Any]]]:
    """Return what to ask for, and how to read it from a row."""
    if properties is None:
        return f"properties({variable}) AS p", lambda row: dict(sorted(row["p"].items()))
    names = sorted(set(properties))
    returned = ", ".join(f"{variable}.{_quoted(name)} AS p{i}" for i, name in enumerate(names))

    def read(row: dict[str, Any]) -> dict[str, Any]:
        found = ((name, row[f"p{i}"]) for i, name in enumerate(names))
        return {name: value for name, value in found if value is not None}

    return returned, read
