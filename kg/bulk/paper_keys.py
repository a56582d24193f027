"""What a paper is found by: the two functions of Python that the engines call for each paper.

They answer with lines of one text, which engines pass on ten times as fast as lists, and are
never given null, for which one engine calls them and another does not.
"""

from __future__ import annotations

from kg.identifiers import KINDS, preferred
from kg.matching import title_keys
from kg.sources.s2_papers import identifiers_of, text_of

__all__ = ["GIVEN_IDS", "SHA", "ids_of_paper", "keys_of_title"]

#: What a release calls the identifiers of a paper, in the order of :func:`ids_of_paper`.
GIVEN_IDS = ("DOI", "ArXiv", "ACL", "PubMed", "PubMedCentral", "DBLP", "MAG", "OpenReview")
#: Holds the place of the Semantic Scholar id among the others, until all shas are read.
SHA = "\x1f"

_NAMING = tuple(kind for kind in KINDS if preferred([f"{kind}:1"]))
_ALIASES = tuple(sorted(set(KINDS) - set(_NAMING)))


def ids_of_paper(
    corpusid: str,
    doi: str,
    arxiv: str,
    acl: str,
    pubmed: str,
    pmc: str,
    dblp: str,
    mag: str,
    openreview: str,
) -> str:
    r"""Return the graph ids of a paper, those that may name it first, best first.

    Parameters
    ----------
    corpusid
        Semantic Scholar's number of the paper.
    doi, arxiv, acl, pubmed, pmc, dblp, mag, openreview
        Its other identifiers as the release has them, empty where it has none.

    Examples
    --------
    >>> ids_of_paper("7", "10.1000/A", "", "", "", "", "", "", "")
    'doi:10.1000/a\n\x1f\ncorpus:7'
    """
    named = zip(GIVEN_IDS, (doi, arxiv, acl, pubmed, pmc, dblp, mag, openreview), strict=True)
    given = {name: value for name, value in named if value}
    known = identifiers_of({"externalIds": given, "corpusId": corpusid})
    ids = {kind: f"{kind}:{value}" for kind, value in known.items()} | {"s2": SHA}
    naming = [ids[kind] for kind in _NAMING if kind in ids]
    aliases = [ids[kind] for kind in _ALIASES if kind in ids] or [f"corpus:{corpusid}"]
    return "\n".join(naming + aliases)


def keys_of_title(title: str) -> str:
    r"""Return the keys of a title, in order; nothing for a title without words.

    Examples
    --------
    >>> keys_of_title("Deep Hashing").split("\n")
    ['<deep hashing', '=deephashing', '>deep hashing']
    """
    return "\n".join(sorted(title_keys(" ".join((text_of(title) or "").split()))))
