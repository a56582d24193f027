"""A made-up literature as four services know it: who holds which citation is known exactly.

Semantic Scholar withholds the lists of some listed papers; Crossref has what their
publishers deposited, OpenCitations and OpenAlex parts of it.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any

from crossref_server import CrossrefServer
from openalex_server import OpenAlexServer
from openalex_server import work as openalex_work
from opencitations_server import OpenCitationsServer, row
from s2_corpus import Corpus, as_markdown, simulated_corpus
from s2_server import S2Server

from kg.records import Entry

FILLERS = ("crossref", "opencitations", "openalex")


@dataclass
class Literature:
    """What there is to know. ``holders`` maps (citing, cited) paper ids to the services that assert it.

    ``withheld`` are the paper ids whose lists Semantic Scholar does not give. A list that
    ``whole`` names is complete in Crossref. ``contested`` are the citations that Crossref's
    matching alone asserts, of papers whose whole list Semantic Scholar gives.
    """

    corpus: Corpus
    entries: list[Entry]
    holders: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    withheld: set[str] = field(default_factory=set)
    whole: set[str] = field(default_factory=set)
    contested: set[tuple[str, str]] = field(default_factory=set)
    crossref: dict[str, dict[str, Any]] = field(default_factory=dict)
    opencitations: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    openalex: dict[int, dict[str, Any]] = field(default_factory=dict)
    new_dois: set[str] = field(default_factory=set)

    @property
    def markdown(self) -> str:
        """The list."""
        return as_markdown(self.entries)


@dataclass
class Services:
    """The four services, running."""

    s2: S2Server
    crossref: CrossrefServer
    opencitations: OpenCitationsServer
    openalex: OpenAlexServer

    def environment(self, interval: str = "0") -> dict[str, str]:
        """Return the variables that lead a build to them."""
        found = {"KG_S2_INTERVAL": interval}
        for name in ("s2", "crossref", "opencitations", "openalex"):
            found[f"KG_{name.upper()}_URL"] = getattr(self, name).url
            found[f"KG_{name.upper()}_INTERVAL"] = interval
        return found

    def requests(self) -> dict[str, int]:
        """Return how many requests each got."""
        names = ("s2", "crossref", "opencitations", "openalex")
        return {name: len(getattr(self, name).log) for name in names}


@contextmanager
def running(literature: Literature) -> Iterator[Services]:
    """Serve a literature on the loopback address."""
    with ExitStack() as held:
        yield Services(
            held.enter_context(S2Server(literature.corpus)),
            held.enter_context(CrossrefServer(literature.crossref)),
            held.enter_context(OpenCitationsServer(literature.opencitations)),
            held.enter_context(OpenAlexServer(list(literature.openalex.values()))),
        )


def paper_id(paper: dict[str, Any]) -> str:
    """Return the id that a paper has in the graph."""
    ids = paper["externalIds"]
    return f"doi:{ids['DOI'].lower()}" if "DOI" in ids else f"arxiv:{ids['ArXiv']}"


def literature_of(
    seed: int = 7,
    *,
    listed: int = 40,
    others: int = 260,
    withheld: int = 16,
    typical: int = 10,
    misled: int = 0,
) -> Literature:
    """Return a literature and a list of its first papers.

    Of so many the lists are ``withheld`` by Semantic Scholar; of so many others, which it
    gives, Crossref was ``misled`` to one wrong DOI each.
    """
    corpus, entries = simulated_corpus(seed, listed=listed, others=others, typical=typical)
    random_ = random.Random(seed)
    shas = list(corpus.papers)
    for sha in shas:
        cited = [one for one in corpus.references[sha] if isinstance(one, str)]
        corpus.references[sha] = cited or [one for one in shas[:2] if one != sha]
        corpus.papers[sha]["year"] = corpus.papers[sha]["year"] or 2015
    corpus.withheld.clear()
    corpus.__post_init__()
    with_doi = [sha for sha in shas[:listed] if "DOI" in corpus.papers[sha]["externalIds"]]
    literature = Literature(corpus, entries)
    for sha in shas[:listed]:
        if sha in with_doi[:withheld]:
            corpus.withheld.add(sha)
            literature.withheld.add(paper_id(corpus.papers[sha]))
            _deposit(literature, random_, sha)
        else:
            for other in corpus.references[sha]:
                _hold(literature, sha, corpus.papers[other], "semantic-scholar")
    for sha in with_doi[withheld : withheld + misled]:
        _mislead(literature, sha)
    known = {id for pair in literature.holders for id in pair if id.startswith("doi:")}
    literature.new_dois &= known
    return literature


def _hold(literature: Literature, sha: str, cited: dict[str, Any], service: str) -> None:
    pair = (paper_id(literature.corpus.papers[sha]), paper_id(cited))
    literature.holders.setdefault(pair, set()).add(service)


def _deposit(literature: Literature, random_: random.Random, sha: str) -> None:
    """Give a withheld list to the other services."""
    paper = literature.corpus.papers[sha]
    doi = paper["externalIds"]["DOI"].lower()
    number = int(sha[:8], 16)
    references: list[dict[str, Any]] = []
    rows: list[dict[str, str]] = []
    works: list[int] = []
    cited = [
        literature.corpus.papers[other]
        for other in literature.corpus.references[sha]
        if "DOI" in literature.corpus.papers[other]["externalIds"]
    ]
    # Known to Crossref alone, and to no Semantic Scholar.
    only = {"externalIds": {"DOI": f"10.7777/only.{number}"}, "title": f"Notes on case {number}"}
    for position, other in enumerate([*cited, only]):
        other_doi = other["externalIds"]["DOI"]
        asserted = "publisher" if position % 3 else "crossref"
        references.append({"key": f"r{position}", "DOI": other_doi, "doi-asserted-by": asserted})
        references[-1] |= {"article-title": "A title beside a DOI", "year": "1987", "author": "Doe"}
        _hold(literature, sha, other, "crossref")
        literature.new_dois.add(paper_id(other))
        if other is only:
            references[-1] |= {"article-title": only["title"], "year": "1999", "author": "Roe"}
            continue
        if random_.random() < 0.7:
            bag = f"doi:{other_doi.lower()} openalex:W{position}"
            rows.append(row(f"doi:{doi}", bag, number + position))
            _hold(literature, sha, other, "opencitations")
        if random_.random() < 0.7:
            works.append(_openalex_number(other))
            known = openalex_work(works[-1], doi=other_doi, title=other["title"])
            literature.openalex.setdefault(works[-1], known)
            _hold(literature, sha, other, "openalex")
    if random_.random() < 0.5:
        references.append({"key": "extra", "unstructured": "Personal communication"})
    else:
        literature.whole.add(paper_id(paper))
    if random_.random() < 0.5:
        references.append(dict(references[0]))  # a DOI named twice counts once
        references.append({"key": "self", "DOI": doi.upper(), "doi-asserted-by": "publisher"})
    literature.crossref[doi] = {
        "DOI": doi,
        "title": [paper["title"]],
        "references-count": len(references),
        "reference": references,
    }
    literature.opencitations[doi] = rows
    own = _openalex_number(paper)
    literature.openalex[own] = openalex_work(own, doi=doi, cites=works, title=paper["title"])


def _mislead(literature: Literature, sha: str) -> None:
    """Deposit a list of which Crossref's matching took one reference for another paper."""
    corpus = literature.corpus
    paper = corpus.papers[sha]
    cited = [corpus.papers[one] for one in corpus.references[sha]]
    right = [one for one in cited if "DOI" in one["externalIds"]]
    wrong = next(
        one
        for one in reversed(corpus.papers.values())
        if "DOI" in one["externalIds"] and one not in cited and one is not paper
    )
    references = [
        {"key": f"r{number}", "DOI": one["externalIds"]["DOI"], "doi-asserted-by": "publisher"}
        for number, one in enumerate(right)
    ]
    references.append(
        {
            "key": "misled",
            "DOI": wrong["externalIds"]["DOI"],
            "doi-asserted-by": "crossref",
            "article-title": f"What paper {sha[:4]} really cites",
            "year": "1998",
        }
    )
    for one in (*right, wrong):
        _hold(literature, sha, one, "crossref")
    literature.contested.add((paper_id(paper), paper_id(wrong)))
    doi = paper["externalIds"]["DOI"].lower()
    literature.crossref[doi] = {
        "DOI": doi,
        "title": [paper["title"]],
        "references-count": len(references),
        "reference": references,
    }


def _openalex_number(paper: dict[str, Any]) -> int:
    return 1_000_000 + int(paper["paperId"][:8], 16)
