"""What is known of a paper's reference list as one service gave it, in a sentence and out of one."""

from __future__ import annotations

import re

import msgspec

__all__ = ["ListSummary", "service_label"]

_LABELS = {
    "semantic-scholar": "Semantic Scholar",
    "crossref": "Crossref",
    "opencitations": "OpenCitations",
    "openalex": "OpenAlex",
}

_COUNTED = re.compile(r"(\d+) of (\d+) identified(?:, (\d+) given)?")


def service_label(name: str) -> str:
    """Return what a service is called in sentences.

    Examples
    --------
    >>> service_label("opencitations"), service_label("papers.jsonl")
    ('OpenCitations', 'papers.jsonl')
    """
    return _LABELS.get(name, name)


class ListSummary(msgspec.Struct, frozen=True, kw_only=True):
    """A service's answer about one paper: a state, or how many of how many items are papers of the graph.

    ``stated`` is the larger of what the service states and what it gave, ``given`` what
    came; both are 0 where nothing did. ``Paper.references_sources`` holds its sentence.

    Examples
    --------
    >>> str(ListSummary(source="crossref", state="partial", identified=55, stated=57, given=57))
    'crossref: 55 of 57 identified'
    >>> str(ListSummary(source="semantic-scholar", state="elided"))
    'semantic-scholar: elided'
    """

    source: str
    state: str
    identified: int = 0
    stated: int = 0
    given: int = 0

    def __str__(self) -> str:
        if not self.given:
            return f"{self.source}: {self.state}"
        counted = f"{self.source}: {self.identified} of {self.stated} identified"
        return counted if self.given == self.stated else f"{counted}, {self.given} given"

    @classmethod
    def read(cls, sentence: str) -> ListSummary:
        """Return what a sentence says.

        Examples
        --------
        >>> found = ListSummary.read("semantic-scholar: 28 of 50 identified, 30 given")
        >>> found.identified, found.stated, found.given, found.unidentified
        (28, 50, 30, 2)
        """
        source, _, counted = sentence.rpartition(": ")
        match = _COUNTED.fullmatch(counted)
        if match is None:
            return cls(source=source, state=counted)
        identified, stated = int(match[1]), int(match[2])
        given = int(match[3] or stated)
        return cls(source=source, state="", identified=identified, stated=stated, given=given)

    @property
    def unidentified(self) -> int:
        """How many of the items that came are no paper of the graph."""
        return self.given - self.identified
