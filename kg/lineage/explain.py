"""A main path in words: what each paper did to the one before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec
import networkx as nx

from kg.lineage.cycles import TWIN
from kg.lineage.main_path import MainPath
from kg.lineage.network import Citations, Network, networkx_citations

__all__ = ["ExplainedCitation", "caption", "explain", "reasons", "step_caption"]

_INTENTS = {
    "background": "cites it as background",
    "methodology": "uses its method",
    "method": "uses its method",
    "result": "compares its results with it",
}
_NAMED = 3  # papers of a cycle in its caption
_READ = ("intents", "influential", "contexts")


class ExplainedCitation(msgspec.Struct, kw_only=True, frozen=True):
    """A citation of a main path, and what is known about it.

    ``why`` says what put it on the path; ``sentence`` what the citing paper did with the
    cited one, in words; ``contexts`` the sentences of the citing paper, where known.
    """

    cited: str
    citing: str
    weight: int
    why: str
    sentence: str
    intents: list[str]
    influential: bool | None
    contexts: list[str]


def explain(graph: Citations, path: MainPath) -> list[ExplainedCitation]:
    """Return the citations of a main path with what each did to the paper before.

    Parameters
    ----------
    graph
        The graph that the path was found in; citations of a ``networkx.DiGraph`` may have
        the attributes ``intents``, ``influential`` and ``contexts``.
    path
        The main path.

    Examples
    --------
    >>> from kg.lineage import main_path
    >>> graph = nx.DiGraph()
    >>> graph.add_edge("b", "a", intents=["methodology"])
    >>> [step.sentence for step in explain(graph, main_path(graph))]
    ['b builds on a: it uses its method']
    """
    known = _properties(graph, {(_work(arc.citing), _work(arc.cited)) for arc in path.arcs})
    explained = []
    for arc, why in zip(path.arcs, reasons(path), strict=True):
        facts = known.get((_work(arc.citing), _work(arc.cited)), {})
        intents = list(facts.get("intents") or ())
        explained.append(
            ExplainedCitation(
                cited=arc.cited,
                citing=arc.citing,
                weight=arc.weight,
                why=why,
                sentence=_sentence(path, arc.cited, arc.citing, intents, facts.get("influential")),
                intents=intents,
                influential=facts.get("influential"),
                contexts=list(facts.get("contexts") or ()),
            )
        )
    return explained


def reasons(path: MainPath) -> list[str]:
    """Return for every arc of a main path why it is on it, in a few words."""
    if path.search == "global":
        return ["on the heaviest path"] * len(path.arcs)
    if path.search != "key-route":
        back = path.search == "local-backward"
        return ["heaviest way back" if back else "heaviest way on"] * len(path.arcs)
    component = {id: found.id for found in path.components for id in found.papers}
    condensed = path.cycles == "condense"
    keys = set(path.key_arcs)
    heaviest = max((arc.weight for arc in keys), default=0)
    later: set[str] = set()
    words = []
    for arc in path.arcs:
        cited, citing = (
            component.get(id, id) if condensed else id for id in (arc.cited, arc.citing)
        )
        if arc in keys:
            words.append("the heaviest" if arc.weight == heaviest else "among the heaviest")
        else:
            words.append("heaviest way on" if cited in later else "heaviest way back")
        if arc in keys or cited in later:
            later.add(citing)
    return words


def _work(id: str) -> str:
    return id.removesuffix(TWIN)


def _properties(
    graph: Citations, wanted: set[tuple[str, str]]
) -> dict[tuple[str, str], Mapping[str, Any]]:
    return {pair: facts for pair, facts in _citations(graph) if pair in wanted}


def _citations(graph: Citations) -> Iterator[tuple[tuple[str, str], Mapping[str, Any]]]:
    if isinstance(graph, Network):
        return
    if isinstance(graph, nx.Graph):
        for citing, cited, facts in networkx_citations(graph):
            yield (citing, cited), facts
        return
    for edge in graph.relationships("CITES", _READ):
        yield (edge.start, edge.end), edge.properties


def _sentence(
    path: MainPath, cited: str, citing: str, intents: Sequence[str], influential: bool | None
) -> str:
    after, before = caption(path, citing), caption(path, cited)
    if _work(cited) == _work(citing):
        return f"{after} is the published form of its preprint"
    did = list(dict.fromkeys(_INTENTS[intent] for intent in intents if intent in _INTENTS))
    if influential:
        did.append("was shaped by it")
    if not did:
        return f"{after} builds on {before}: what it took from it is not recorded"
    *first, last = did
    return f"{after} builds on {before}: it {', '.join(first)}{' and ' if first else ''}{last}"


def step_caption(path: MainPath, step: Sequence[str]) -> str:
    """Return the caption of a step: of its paper, or of a citation cycle with its first papers."""
    if len(step) == 1:
        return caption(path, step[0])
    more = f" and {len(step) - _NAMED} more" if len(step) > _NAMED else ""
    return f"[{' <-> '.join(caption(path, id) for id in step[:_NAMED])}{more}]"


def caption(path: MainPath, id: str) -> str:
    """Return the caption of a paper of the path: its short, else its title, else its id."""
    facts = path.facts[id]
    words = str(facts.get("short") or facts.get("title") or _work(id))
    return f"{words} (preprint)" if id.endswith(TWIN) else words
