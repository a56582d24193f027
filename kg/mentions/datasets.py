"""Datasets recognised in sentences: those that the authors train, test or build on.

A sentence names a dataset without meaning it ("photos from Flickr"), and names it
without using it ("large datasets such as MS-COCO"). Both are decided by the words
around the name, which ``datasets.toml`` lists; where they decide nothing, there is no use.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from kg.mentions.catalogue import Catalogue, name_pattern
from kg.records import KnownDataset

__all__ = ["Recogniser", "Use", "sentences"]

_STOPS = re.compile(
    r"(?<=[.!?])[\"”’)]*\s+(?=[\"“(]?[A-Z0-9\[])"
    r"(?<!\bi\.e\. )(?<!\be\.g\. )(?<!\bet al\. )(?<!\bvs\. )(?<!\bcf\. )(?<!\bFig\. )(?<!\bTab\. )(?<!\bSec\. )(?<!\bEq\. )(?<!\bresp\. )"
)
_CITED = re.compile(
    r"\[\s*[\d,;\s–-]+\]|\((?:[^()]*\b(?:19|20)\d\d[a-z]?\b[^()]*)\)|\[[A-Z][^\[\]]*(?:19|20)\d\d[^\[\]]*\]"
)
#: A new clause with a subject of its own.
_CLAUSES = re.compile(
    r"[;,]\s+(?:and\s+|but\s+|while\s+|whereas\s+|so\s+|then\s+|yet\s+)?(?=(?:we|our|ours|it|they)\b)"
    r"|\s+and\s+(?=we\b)|\s+whose\s+|,?\s+(?:whereas|although|though|but)\s+",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"(?:On|In|For|Using|From|Starting from|Building on|Based on|Compared (?:with|to) [^,]*\bon)\b"
)
_CITATION = "\N{REFERENCE MARK}"
#: "DCMH [14] achieves", "Jiang and Li [14] use": somebody else is speaking.
_CITED_SUBJECT = re.compile(
    rf"(?:^|[.;,]\s+|\b(?:that|while|and|by|since)\s+)(?:the\s+)?(?:\w+\s+){{0,2}}[\w+-]*[A-Z][\w+-]*(?:\s+and\s+[A-Z][\w-]+)?\s*(?:\([^()]*\)\s*)?{_CITATION}"
    rf"|^(?:(?:Since|As|While)\s+)?{_CITATION}|\b(?:since|as|while|that)\s+{_CITATION}\s+(?!,)"
)
_SISTERS = re.compile(
    r"(?:\s*(?:,|\band\b|&|/|\bor\b|\band the\b|\(|\bdataset\b|\bdatasets\b))+\s*(?:the\s+)?"
)
_NOT_ITS_OWN_WORD = r"(?<![\w-])(?:{})(?![\w]|-\w)"


class Use(NamedTuple):
    """A dataset that a sentence says its authors use, and the sentence."""

    dataset: str
    quote: str


class _Mention(NamedTuple):
    start: int
    end: int
    dataset: str | None
    certain: bool


def sentences(text: str) -> list[str]:
    """Return the sentences of a text, abbreviations of the field not taken for ends.

    Examples
    --------
    >>> sentences("We test on two sets, i.e. NUS-WIDE and COCO [3]. Results are good.")
    ['We test on two sets, i.e. NUS-WIDE and COCO [3].', 'Results are good.']
    """
    return [part for part in _STOPS.split(" ".join(text.split())) if part]


def _words(items: Sequence[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(items)})(?!\w)" if items else r"(?!)", re.IGNORECASE)


class Recogniser:
    """Finds the datasets that a text says its authors use.

    Parameters
    ----------
    catalogue
        Known datasets and cues.
    wanted
        The datasets to look for: an id of the caller's, and what is known about it.
        The other datasets of the catalogue are recognised too, so that "Flickr8k" is
        not taken for another one, but not reported.

    Examples
    --------
    >>> from kg.mentions.catalogue import standard_catalogue
    >>> known = standard_catalogue()
    >>> found = Recogniser(known, {"dataset:coco": known.find("coco")})
    >>> [use.dataset for use in found.uses("We train on MS-COCO and test on Flickr30k.")]
    ['dataset:coco']
    >>> found.uses("Large datasets such as MS-COCO have driven progress.")
    []
    """

    def __init__(self, catalogue: Catalogue, wanted: dict[str, KnownDataset]) -> None:
        self.catalogue = catalogue
        self.wanted = wanted
        self._cue = {
            group: _words(catalogue.cues.get(group, ()))
            for group in ("dataset", "self", "use", "impersonal", "results", "others", "background")
        }
        self._beside = re.compile(
            rf"\s*(?:[\w+-]+\s+){{0,2}}(?:{'|'.join(catalogue.cues.get('beside', ('(?!)',)))})\b",
            re.IGNORECASE,
        )

    @cached_property
    def _names(self) -> list[tuple[re.Pattern[str], str | None, bool]]:
        """Every name, longest first: its pattern, the wanted dataset it means, and whether it does so alone."""
        ids = {known.name: id for id, known in self.wanted.items()}
        names: dict[str, tuple[str | None, bool]] = {}
        for dataset in [*self.catalogue.datasets, *self.wanted.values()]:
            id = ids.get(dataset.name)
            names |= dict.fromkeys(dataset.others, (None, True))
            names |= dict.fromkeys(dataset.certain_names(), (id, True))
            names |= dict.fromkeys(dataset.ambiguous, (id, False))
        return [
            (re.compile(_NOT_ITS_OWN_WORD.format(name_pattern(name)), re.IGNORECASE), id, certain)
            for name, (id, certain) in sorted(
                names.items(), key=lambda named: (-len(named[0]), named[0])
            )
        ]

    @cached_property
    def _any_wanted(self) -> re.Pattern[str]:
        """A name of a wanted dataset: most texts hold none."""
        names = [name_pattern(name) for dataset in self.wanted.values() for name in dataset.names()]
        return re.compile("|".join(names) or r"(?!)", re.IGNORECASE)

    def uses(self, text: str, *, cited: str | None = None, abstract: bool = False) -> list[Use]:
        """Return the datasets whose use a text states, each with the sentence that does.

        Parameters
        ----------
        text
            An abstract, or the words around a citation.
        cited
            The wanted dataset that the cited paper introduces: then "the dataset [12]"
            is that one, also without its name.
        abstract
            The text is the paper's abstract: a result without "we" is its own.
        """
        if cited is None and not self._any_wanted.search(text):
            return []
        found: dict[str, str] = {}
        for sentence in sentences(text):
            for dataset in self._of_sentence(sentence, cited, abstract=abstract):
                found.setdefault(dataset, sentence)
        return [Use(dataset, quote) for dataset, quote in sorted(found.items())]

    def _of_sentence(self, sentence: str, cited: str | None, *, abstract: bool) -> list[str]:
        marked = " ".join(_CITED.sub(f" {_CITATION} ", sentence).split())
        mentions = self._mentions(marked, cited)
        if not mentions:
            named = cited is not None and self._cue["dataset"].search(marked)
            return (
                [cited] if named and cited and self._states_use(marked, abstract=abstract) else []
            )
        masked = marked
        for mention in mentions:
            # "NUS-WIDE [5] is used" has a dataset for its subject, not a method.
            masked = (
                masked[: mention.start]
                + "x" * (mention.end - mention.start)
                + masked[mention.end :]
            )
        found = []
        for start, end in _spans(masked):
            inside = [mention for mention in mentions if start <= mention.start < end]
            if inside and self._states_use(masked[start:end], masked[end:], abstract=abstract):
                found += [
                    name_inside.dataset
                    for name_inside in inside
                    if name_inside.dataset and name_inside.certain
                ]
        return sorted(set(found))

    def _mentions(self, text: str, cited: str | None) -> list[_Mention]:
        taken: list[_Mention] = []
        for pattern, dataset, certain in self._names:
            for match in pattern.finditer(text):
                if not any(
                    mention.start < match.end() and match.start() < mention.end for mention in taken
                ):
                    taken.append(_Mention(match.start(), match.end(), dataset, certain))
        taken.sort()
        return [
            mention._replace(
                certain=mention.certain
                or (
                    mention.dataset == cited is not None
                    and text.startswith(f" {_CITATION}", mention.end)
                )
                or self._has_cue(text, taken, position)
            )
            for position, mention in enumerate(taken)
        ]

    def _has_cue(self, text: str, mentions: Sequence[_Mention], position: int) -> bool:
        """Whether an ambiguous name has a cue beside it: a word of data, or a sister dataset."""
        mention = mentions[position]
        plain = text.replace(_CITATION, " ")
        if self._beside.match(plain, mention.end):
            return True
        before = plain[max(0, mention.start - 40) : mention.start]
        if re.search(
            r"(?:data ?sets?|benchmarks?|corpora|retrieval on)\W+(?:\w+\W+){0,2}$",
            before,
            re.IGNORECASE,
        ):
            return True
        return any(
            other.certain and _close(plain, *sorted((mention, other)))
            for other in mentions
            if other is not mention
        )

    def _states_use(self, clause: str, rest: str = "", *, abstract: bool) -> bool:
        """Whether a clause says that the authors themselves work with what it names."""
        if self._cue["background"].search(clause):
            return False
        speaks = self._cue["self"].search(clause)
        if self._cue["others"].search(clause) or _CITED_SUBJECT.search(clause):
            return bool(speaks) and self._acts(clause, speaks)
        if speaks:
            return self._cue["use"].search(clause) is not None
        if re.search(r"\bfor (?:our|the) (?:own )?experiments|\bin our\b", rest):
            return True
        if abstract and self._cue["results"].search(clause):
            return True
        return self._cue["impersonal"].search(clause) is not None

    def _acts(self, clause: str, speaks: re.Match[str] | None) -> bool:
        """Whether the authors are the ones who do something, beside others that are named."""
        return speaks is not None and self._cue["use"].search(clause, speaks.end()) is not None


def _spans(text: str) -> list[tuple[int, int]]:
    """Return where the clauses of a sentence start and end; "On COCO, our model ..." is one."""
    starts = [match.start() for match in _CLAUSES.finditer(text)]
    if starts and _OPENING.match(text):
        starts.pop(0)
    return [(start, end) for start, end in pairwise([0, *starts, len(text)]) if start < end]


def _close(text: str, first: _Mention, second: _Mention) -> bool:
    """Whether two names stand in one enumeration, or "3% on A and 2% on B"."""
    between = text[first.end : second.start]
    return bool(_SISTERS.fullmatch(between)) or (
        len(between) < 60
        and not re.search(r"[.;]|\b(?:which|that|from|with)\b", between)
        and re.search(r"\b(?:and|than)\b[^.;]*\bon\s+(?:the\s+)?$|,", between) is not None
    )
