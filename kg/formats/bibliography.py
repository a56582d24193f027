"""BibTeX, RIS and CSL-JSON: papers to cite."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from kg.formats.pages import page_range
from kg.formats.papers import CitedPaper, plain
from kg.formats.person_names import name_parts, needs_braces
from kg.formats.record_types import PublicationKind, type_in
from kg.identifiers import page_of
from kg.people import family_first

__all__ = ["bibtex_entry", "latex", "render"]


def render(papers: Sequence[CitedPaper], format: str, *, abstracts: bool = False) -> bytes:
    """Return papers as ``bib`` (BibTeX), ``ris`` or ``csl.json``, ordered by citation key.

    Parameters
    ----------
    papers
        The papers, with authors and venues.
    format
        ``bib``, ``ris`` or ``csl.json``.
    abstracts
        Whether abstracts are written.
    """
    writers = {"bib": _bibtex, "ris": _ris, "csl.json": _csl}
    ordered = sorted(papers, key=lambda paper: (paper.key.casefold(), paper.key))
    return (writers[format](ordered, abstracts).rstrip("\n") + "\n").encode("utf-8")


# ------------------------------------------------------------------------------ BibTeX

#: The field of BibTeX that says where a paper appeared.
_CONTAINERS: dict[PublicationKind, str] = {
    "journal": "journal",
    "conference": "booktitle",
    "book": "series",
    "chapter": "booktitle",
    "thesis": "school",
    "report": "institution",
    "preprint": "howpublished",
    "other": "howpublished",
}


def _bibtex(papers: Sequence[CitedPaper], abstracts: bool) -> str:
    return "\n".join(bibtex_entry(paper, abstracts=abstracts) for paper in papers)


def bibtex_entry(paper: CitedPaper, *, abstracts: bool = False) -> str:
    """Return the BibTeX entry of a paper, as every output writes it.

    Examples
    --------
    >>> paper = {"id": "doi:10.1/a", "title": "Deep CCA", "year": 2013, "pages": "12-15"}
    >>> print(bibtex_entry(CitedPaper(key="DCCA2013", kind="journal", properties=paper)), end="")
    @article{DCCA2013,
      title = {Deep {CCA}},
      year = {2013},
      pages = {12--15}
    }
    """
    type = type_in("bib", paper.kind, paper.record_type)
    venue, volume, issue = paper.publication
    known = paper.properties
    arxiv = known.get("arxiv_id")
    fields = {
        "title": latex(known.get("title", ""), protect=True),
        "author": " and ".join(
            [*map(_bibtex_name, paper.authors), *(["others"] if paper.more_authors else [])]
        ),
        _CONTAINERS[paper.kind]: latex(venue or ""),
        "year": str(known.get("year", "")),
        "volume": latex(volume or ""),
        "number": latex(issue or ""),
        "pages": _bibtex_pages(known.get("pages", "")),
        "publisher": latex(known.get("publisher", "")),
        "doi": _verbatim(known.get("doi", "")),
        "eprint": _verbatim(arxiv or ""),
        "archiveprefix": "arXiv" if arxiv else "",
        "url": _verbatim(paper.url or ""),
        "abstract": latex(known.get("abstract", "")) if abstracts else "",
        "ids": ", ".join(paper.bibtex_keys.get(key, key) for key in paper.other_keys),
    }
    written = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items() if value)
    return f"@{type}{{{paper.bibtex_keys.get(paper.key, paper.key)},\n{written}\n}}\n"


def _bibtex_pages(pages: str) -> str:
    """Return pages with "--" between the first and the last, also in a list of ranges."""
    ranges = [page_range(part) for part in re.split(r"\s*[,;]\s*", pages)]
    return ", ".join("--".join(latex(page) for page in pair if page) for pair in ranges if pair[0])


def _bibtex_name(name: str) -> str:
    if eastern := family_first(name):
        return latex(f"{eastern.family}, {eastern.given}")
    parts = name_parts(name)
    if parts is not None and parts.suffix:
        return latex(f"{parts.particle} {parts.family}, {parts.suffix}, {parts.given}")
    # A comma or an "and" means something to BibTeX, unless it stands in braces, and without
    # them an institution has a family name.
    whole = parts is None and needs_braces(name)
    return f"{{{latex(name)}}}" if whole else latex(name)


def _verbatim(link: str) -> str:
    # Inside \url nothing is escaped, so what would end the field goes as its percent code.
    return re.sub(r"[\s{}\\]", lambda char: quote(char.group()), link)


_LATEX = str.maketrans(
    {
        "\\": r"{\textbackslash}",
        "{": r"{\lbrace}",  # BibTeX counts the brace of "\{"
        "}": r"{\rbrace}",
        "~": r"{\textasciitilde}",
        "^": r"{\textasciicircum}",
        "<": r"\ensuremath{<}",
        ">": r"\ensuremath{>}",
        "|": r"\ensuremath{|}",
        **{char: "\\" + char for char in "&%$#_"},
    }
)

# Mathematics stays mathematics when it is made of these; a title comes from the
# network, and "\input" or "\write18" must not reach somebody's LaTeX.
_FORMULA = re.compile(
    r"\$(?=[^$\\^_]*[\\^_])(?:[A-Za-z0-9 +\-*/=<>().,^_{}!|]|\\(?:"
    r"alpha|beta|gamma|delta|epsilon|varepsilon|zeta|eta|theta|iota|kappa|lambda|mu|nu|xi|pi|rho|"
    r"sigma|tau|upsilon|phi|varphi|chi|psi|omega|Gamma|Delta|Theta|Lambda|Xi|Pi|Sigma|Upsilon|"
    r"Phi|Psi|Omega|math(?:bb|bf|cal|it|rm|sf)|ell|infty|times|cdot|to|rightarrow|leftarrow|"
    r"leq|geq|neq|approx|sim|sqrt|frac|log|pm|circ|star)(?![A-Za-z]))+\$"
)
_WORD = re.compile(r"[^\W_]+")
_LIGATURES = re.compile(r"(?<=-)(?=-)|(?<=`)(?=`)|(?<=')(?=')|(?<=[?!])(?=`)")


def latex(text: str, *, protect: bool = False) -> str:
    r"""Return a text as LaTeX that typesets it: special characters escaped, Unicode kept.

    Formulas of plain symbols stay formulas. Braces are balanced, as BibTeX needs.
    With ``protect``, words with capitals of their own are kept from styles that
    lower the case of titles.

    Examples
    --------
    >>> print(latex("R&D at 50% of {cost} in $\\beta$-VAE"))
    R\&D at 50\% of {\lbrace}cost{\rbrace} in $\beta$-VAE
    >>> print(latex("Deep CCA for NUS-WIDE", protect=True))
    Deep {CCA} for {NUS}-{WIDE}
    """
    text = plain(text)
    # A title all in capitals has none of its own.
    protect = protect and any(char.islower() for char in text)
    done, end = [], 0
    for formula in _FORMULA.finditer(text):
        if _balanced(formula.group()):
            done += [_escaped(text[end : formula.start()], protect), formula.group()]
            end = formula.end()
    return "".join([*done, _escaped(text[end:], protect)])


def _balanced(formula: str) -> bool:
    depth = 0
    for char in formula:
        depth += (char == "{") - (char == "}")
        if depth < 0:
            return False
    return depth == 0


def _escaped(text: str, protect: bool) -> str:
    escaped = _LIGATURES.sub("{}", text.translate(_LATEX))
    return _WORD.sub(_protected, escaped) if protect else escaped


def _protected(word: re.Match[str]) -> str:
    letters = word.group()
    own = any(char.isupper() for char in letters[1:]) or (letters.isupper() and letters != "A")
    return f"{{{letters}}}" if own else letters


# --------------------------------------------------------------------- RIS and CSL-JSON


def _ris(papers: Sequence[CitedPaper], abstracts: bool) -> str:
    import rispy
    from rispy.writer import RisWriter

    class WithoutNumbers(RisWriter):  # type: ignore[misc]  # rispy has no types
        def set_header(self, count: int) -> str:  # noqa: ARG002  # rispy's signature
            return ""

    references = []
    for paper in papers:
        known = paper.properties
        venue, volume, issue = paper.publication
        first, last = page_range(known.get("pages", ""))
        fields: dict[str, Any] = {
            "type_of_reference": type_in("ris", paper.kind, paper.record_type),
            "id": paper.key,
            "title": known.get("title"),
            "authors": [_ris_name(plain(name)) for name in paper.authors],
            "secondary_title": venue,
            "year": str(known["year"]) if "year" in known else None,
            "date": known["publication_date"].replace("-", "/")
            if "publication_date" in known
            else None,
            "volume": volume,
            "number": issue,
            "start_page": first,
            "end_page": last,
            "publisher": known.get("publisher"),
            "doi": known.get("doi"),
            "urls": _links(paper),
            "abstract": known.get("abstract") if abstracts else None,
        }
        references.append(
            {
                name: [plain(item) for item in value] if isinstance(value, list) else plain(value)
                for name, value in fields.items()
                if value
            }
        )
    text: str = rispy.dumps(references, implementation=WithoutNumbers)
    return text


def _links(paper: CitedPaper) -> list[str]:
    """Return where to read a paper; the last link is arXiv's, where it is there too."""
    arxiv = paper.properties.get("arxiv_id")
    links = [paper.url, arxiv and page_of("arxiv", arxiv)]
    return list(dict.fromkeys(link for link in links if link))


def _csl_pages(pages: str) -> str:
    first, last = page_range(pages)
    # A hyphen inside a page number would be read as the one between two pages.
    return ("–" if "-" in first + last else "-").join(page for page in (first, last) if page)


def _csl(papers: Sequence[CitedPaper], abstracts: bool) -> str:
    items = []
    for paper in papers:
        known = paper.properties
        venue, volume, issue = paper.publication
        arxiv = known.get("arxiv_id")
        fields: dict[str, Any] = {
            "id": paper.key,
            "type": type_in("csl", paper.kind, paper.record_type),
            "title": known.get("title"),
            "title-short": known.get("short"),
            "author": [_csl_name(plain(name)) for name in paper.authors],
            "container-title": venue,
            "issued": _csl_date(known),
            "volume": volume,
            "issue": issue,
            "page": _csl_pages(known.get("pages", "")),
            "publisher": known.get("publisher"),
            "DOI": known.get("doi"),
            "PMID": known.get("pubmed_id"),
            "PMCID": known.get("pmc_id"),
            "number": f"arXiv:{arxiv}" if arxiv else None,
            "URL": paper.url,
            "abstract": known.get("abstract") if abstracts else None,
        }
        items.append(
            {
                name: plain(value) if isinstance(value, str) else value
                for name, value in fields.items()
                if value
            }
        )
    return json.dumps(items, ensure_ascii=False, indent=2)


def _csl_date(known: dict[str, Any]) -> dict[str, Any] | None:
    # The year is the published version's; a date of another year is a preprint's.
    parts = [int(part) for part in known.get("publication_date", "").split("-") if part.isdigit()]
    year = known.get("year")
    if year is not None and parts[:1] != [year]:
        parts = [year]
    return {"date-parts": [parts]} if parts else None


# ------------------------------------------------------------------------------- names


def _ris_name(name: str) -> str:
    parts = name_parts(name)
    if parts is None:
        return name
    family = f"{parts.particle} {parts.family}".strip()
    return ", ".join(part for part in (family, parts.given, parts.suffix) if part)


def _csl_name(name: str) -> dict[str, str]:
    parts = name_parts(name)
    if parts is None:
        return {"literal": name}
    named = {
        "family": parts.family,
        "given": parts.given,
        "non-dropping-particle": parts.particle,
        "suffix": parts.suffix,
    }
    return {part: value for part, value in named.items() if value}
