"""A simulated literature, from a seed: papers in the shape of the service, and a list of some.

Everything the written contract warns of is in it: references that are not resolved,
withheld lists, merged ids, several titles that hold one another, a paper cited by
very many, unknown values written in every odd way.
"""

from __future__ import annotations

import hashlib
import random
from dataclasses import dataclass, field
from typing import Any

from kg.records import Entry

_WORDS = """adaptive adversarial aligned attentive balanced bayesian bilinear canonical causal
coarse collaborative compact composite conditional consistent contextual continuous contrastive
correlated coupled cross deep dense differentiable discrete discriminative disentangled distilled
diverse dual dynamic efficient embedded episodic equivariant explicit factorised federated fine
fuzzy gated generative geometric global graph grounded guided hashing heterogeneous hierarchical
hybrid implicit incremental inductive interactive invariant iterative joint kernel latent layered
lifelong linear local manifold masked metric mixed modal modular multimodal mutual nested neural
noisy nonlinear online optimal ordinal orthogonal pairwise parallel partial pooled private
probabilistic progressive prototype quantised ranking recurrent recursive regularised relational
residual retrieval robust scalable semantic sequential shared siamese sketch sparse spectral
stochastic structured subspace supervised symbolic symmetric temporal tensor topological
transferable transitive trusted uncertain universal variational visual weighted""".split()
_NOUNS = (
    "learning retrieval hashing networks embeddings alignment maps features models ranking".split()
)
_FAMILY = "Adler Brandt Cheng Dietz Evans Fujita Garcia Huang Ivanov Jensen Kim Li Müller Nagy Okafor Peng Quist Rossi Sato Tan Ueda Vogel Wang Xu Yang Zhou".split()
_GIVEN = "Ana Bo Chen Dana Eli Fei Gus Hana Ida Jun Kai Lea Mia Noa Ola Pia Qi Ren Sun Tao Uma Vic Wei Xin Yan Zoe".split()
_VENUES = (
    ("CVPR", "Computer Vision and Pattern Recognition", "conference"),
    ("ACM Multimedia", "ACM Multimedia", "conference"),
    ("IEEE Trans. Image Process.", "IEEE Transactions on Image Processing", "journal"),
)


@dataclass
class Corpus:
    """Papers by sha (without their lists), who cites whom, and what is odd about some.

    ``references`` holds shas, or whole nested papers with ``paperId: null`` for works
    that the service did not resolve. ``merged`` maps an old sha to the paper it is now.
    """

    papers: dict[str, dict[str, Any]]
    references: dict[str, list[str | dict[str, Any]]]
    withheld: set[str] = field(default_factory=set)
    merged: dict[str, str] = field(default_factory=dict)
    citations: dict[str, list[str]] = field(init=False)

    def __post_init__(self) -> None:
        self.citations = {sha: [] for sha in self.papers}
        for citing in sorted(self.references):
            for cited in self.references[citing]:
                if isinstance(cited, str):
                    self.citations[cited].append(citing)
        for sha, paper in self.papers.items():
            paper["referenceCount"] = len(self.references.get(sha, []))
            paper["citationCount"] = len(self.citations[sha])
            paper["influentialCitationCount"] = len(self.citations[sha]) // 10


def sha_of(text: str) -> str:
    """Return a paperId: 40 hexadecimal digits."""
    return hashlib.sha1(text.encode()).hexdigest()


def _paper(random_: random.Random, number: int, title: str) -> dict[str, Any]:
    year = random_.randint(2010, 2024)
    venue = random_.choice(_VENUES)
    ids: dict[str, Any] = {"CorpusId": 1_000_000 + number}
    if random_.random() < 0.7:
        ids["DOI"] = f"10.1109/SIM.{year}.{number:07d}"
    if "DOI" not in ids or random_.random() < 0.3:
        ids["ArXiv"] = f"{year % 100:02d}{random_.randint(1, 12):02d}.{number % 100000:05d}"
    known_venue = random_.random() < 0.75
    return {
        "paperId": sha_of(f"paper {number}"),
        "corpusId": str(ids["CorpusId"]) if number % 3 else ids["CorpusId"],
        "externalIds": ids,
        "url": f"https://www.semanticscholar.org/paper/{sha_of(f'paper {number}')}",
        "title": title,
        "abstract": None if random_.random() < 0.3 else f"We study {title.lower()} once more.",
        "venue": venue[0] if known_venue else "",
        "publicationVenue": {
            "id": f"venue-{venue[0].lower().replace(' ', '-')}",
            "name": venue[1],
            "type": venue[2],
            "alternate_names": [venue[0]],
        }
        if known_venue
        else None,
        "year": None if random_.random() < 0.02 else year,
        "isOpenAccess": random_.random() < 0.5,
        "openAccessPdf": {"url": "", "status": None, "license": None, "disclaimer": "Notice: ..."},
        "fieldsOfStudy": ["Computer Science"] if random_.random() < 0.8 else None,
        "s2FieldsOfStudy": [{"category": "Computer Science", "source": "s2-fos-model"}],
        "publicationTypes": random_.choice([None, ["JournalArticle"], ["Conference"]]),
        "publicationDate": f"{year}-03-01" if random_.random() < 0.7 else None,
        "journal": random_.choice(
            [None, {"name": "", "volume": ""}, {"name": venue[1], "volume": "7", "pages": "1-9"}]
        ),
        "authors": [
            {
                "authorId": None if random_.random() < 0.03 else str(random_.randint(1, 3000)),
                "name": f"{random_.choice(_GIVEN)} {random_.choice(_FAMILY)}",
            }
            for _ in range(random_.randint(1, 6))
        ],
        "tldr": {"model": "tldr@v2.0.0", "text": f"About {title.lower()}."},
    }


def _title(random_: random.Random) -> str:
    words = random_.sample(_WORDS, random_.randint(3, 7))
    words += [*random_.choice([[], ["for", random_.choice(_WORDS)]]), random_.choice(_NOUNS)]
    title = " ".join(words).capitalize()
    if random_.random() < 0.2:
        title = f"{''.join(word[0] for word in words).upper()}: {title}"
    return title


def simulated_corpus(
    seed: int = 1, *, listed: int = 300, others: int = 4_700, typical: int = 45, hub: int = 0
) -> tuple[Corpus, list[Entry]]:
    """Return a literature and a list of its first papers, some by an id, most by title alone.

    Parameters
    ----------
    listed, others
        Number of papers on the list, and of further papers.
    typical
        Mean length of a reference list.
    hub
        Number of further papers that all cite the first one.
    """
    random_ = random.Random(seed)
    papers: dict[str, dict[str, Any]] = {}
    titles: set[str] = set()
    while len(papers) < listed + others:
        title = _title(random_)
        if title.lower() not in titles:
            titles.add(title.lower())
            paper = _paper(random_, len(papers), title)
            papers[paper["paperId"]] = paper
    for number in range(hub):
        sha = sha_of(f"hub {number}")
        papers[sha] = {"paperId": sha, "externalIds": {}, "title": f"Hub {number}"}
    shas = list(papers)
    references: dict[str, list[str | dict[str, Any]]] = {}
    for number, sha in enumerate(shas[: listed + others]):
        size = max(0, int(random_.gauss(typical, typical / 3))) if number % 50 else 0
        size = min(size, (listed + others) // 2)
        cited: list[str | dict[str, Any]] = [
            other for other in random_.sample(shas[: listed + others], size) if other != sha
        ]
        for position in range(0, len(cited), 12):
            cited[position] = _unresolved(random_, number, position)
        references[sha] = cited
    for sha in shas[listed + others :]:
        references[sha] = [shas[0]]
    withheld = {shas[number] for number in range(7, len(shas), 40)}
    merged = {sha_of(f"old {number}"): shas[number] for number in range(0, listed, 30)}
    entries = [
        _entry(random_, line, papers[sha], merged)
        for line, sha in enumerate(shas[:listed], start=5)
    ]
    return Corpus(papers, references, withheld, merged), entries


def _unresolved(random_: random.Random, number: int, position: int) -> dict[str, Any]:
    return {
        "paperId": None,
        "externalIds": None,
        "title": f"Technical report {number}-{position}",
        "year": random_.choice([None, 1999]),
        "authors": [],
    }


def _entry(
    random_: random.Random, line: int, paper: dict[str, Any], merged: dict[str, str]
) -> Entry:
    ids: dict[str, str] = {}
    old = next((old for old, now in merged.items() if now == paper["paperId"]), None)
    if old is not None:
        ids = {"s2": old}
    elif random_.random() < 0.35:
        external = paper["externalIds"]
        ids = (
            {"arxiv": external["ArXiv"]}
            if "ArXiv" in external
            else {"doi": external["DOI"].lower()}
        )
    title = paper["title"].title() if random_.random() < 0.5 else paper["title"]
    return Entry(line=line, title=title, year=paper["year"], ids=ids, position=line - 4)


def as_markdown(entries: list[Entry]) -> str:
    """Return a list as researchers write them; an entry without an id links to a page that has none."""
    lines = ["# Papers", ""]
    for entry in entries:
        if "arxiv" in entry.ids:
            link = f"https://arxiv.org/abs/{entry.ids['arxiv']}"
        elif "doi" in entry.ids:
            link = f"https://doi.org/{entry.ids['doi']}"
        else:
            link = f"https://ieeexplore.ieee.org/document/{9_000_000 + entry.line}"
        lines.append(f"- ({entry.year or ''})**{entry.title}** [paper]({link})")
    return "\n".join(lines) + "\n"
