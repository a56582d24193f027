"""Unstyled text taken apart: at brackets, quotation marks, addresses, sentences, commas."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kg.reading_list.citation_heads import byline, dated_head, presented
from kg.reading_list.dates_and_venues import (
    Dated,
    dated,
    title_likeness,
    venue_acronym,
    venue_likeness,
    venue_name,
)
from kg.reading_list.links import label_kind
from kg.reading_list.people import names
from kg.reading_list.piece import URL, Piece, addresses_in, classify, unbalanced
from kg.reading_list.written_identifiers import written_identifiers

__all__ = ["cited_pieces", "opens_title", "plain_pieces", "stands_apart"]

_NAMED = re.compile(
    r"\[?\[([^\[\]]{1,40})\]\]?\s*\($|([^\s,，;；。|(]{1,30}(?: [^\s,，;；。|(]{1,20}){0,2}?)(?:\s?\([^()]{1,60}\))?\s*[:：]+\s*[(<]?$"
)
_NAME_OF_KIND = re.compile(r"(?i)\b(?:doi|pmid|pmcid)\s*[:.]\s*$")
_BRACKETS = re.compile(r"[(\[（【{]([^()\[\]（）【】{}]{0,300})[)\]）】}]")
_QUOTED = re.compile(
    r"[\"“”]([^\"“”]{4,300})[\"“”]|``([^`']{12,300})''|[《「『]([^》」』]{4,200})[》」』]"
)
#: Also the mark of GB/T 7714 citations that says what kind of work it is: ``Title[C]//Venue``.
_STRONG = re.compile(
    r"([\r\n]+|\s*\[(?:[CDJMPRS]|EB/OL)\](?://|\.)?\s*|\s*[|｜]\s*|\t+|\s+[•·]\s+)"
)
_SENTENCE = re.compile(
    r"(?<=[^\W_]|[?!)\]\"'”’])(?<!\b[A-Z])([.。])(?=\s+[^\sa-z]|\s+(?:arXiv|bioRxiv)|。|\W*$|\n)"
    r"|(?<=\bal)(\.)(?!\s*,)|(?<=[?!])()(?=\s+[A-Z(])"
)
#: Words that are shortened: their full stop ends no sentence.
_SHORTENED = frozenset(
    """
    Abstr Acad Acta Adv Am Anal Ann Annu Appl Arch Assoc Astron Astrophys Atmos Aust Behav Biochem Bioinform Biol
    Biomed Biophys Biotechnol Br Bull Can Cell Chem Clim Clin Cogn Commun Comp Comput Conf Crystallogr Curr Dev Dr
    Earth Ecol Econ Educ Electr Electron Eng Entomol Environ Epidemiol Eur Evol Exp Found Front Gen Genet Geophys
    Geosci Health Hist Hum Hydrol IEEE Ind Inf Inst Intell Int Interdiscip J Jpn Jr Lang Lett Ling Mach Magn Mar Mater
    Math Mech Med Meteorol Methods Microbiol Mol Nano Nat Natl Neurol Neurosci No Nucl Nutr Oceanogr Opt Org Pac Pharm
    Pharmacol Phil Philos Photon Phys Physiol Plant Plasma Pol Polit Proc Prog Psychiatr Psychol Publ Q Quant Quantum
    Rep Res Rev Robot Sci Ser Soc Softw Sol Spectrosc St Stat Struct Surf Surv Symp Syst Technol Theor Theory Top
    Toxicol Trans Transp Trends Univ Vet Vis Zool et pp vol vs
    """.split()
)
_AFTER_INITIAL = re.compile(r"(?<=\b[A-Z]\.)\s+([A-Z][A-Za-z-]{2,19})\b")
#: ``by Kok J R, Vlassis N. ICML``: the full stop after an initial ends the names.
_FAMILY_FIRST = re.compile(
    r"\s*(?:by\s+)?(?:{0}(?:,\s+(?:and\s+)?|\s+and\s+))+{0}\.(?=\s)|\s*by\s+{0}\.(?=\s+\d)".format(
        r"[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)?(?: [A-Z]){1,3}"
    )
)
#: A line that ends within a name: ``and Malik,`` before ``Jitendra and Levine, Sergey``.
_CUT_NAME = re.compile(r"(\band [A-Z][\w'’-]+,)[ \t]*\n\s*(?=[A-Z])")
_PAPER_FIELD = re.compile(
    r"(?i)^\W{0,8}(?:论文|papers?)\s*[:：]\s*(?!https?:|www\.|暂|未|tba|none|coming)(?=\w)"
)
#: What brackets in front of a title say of it: without them it is another paper's.
_OF_A_TITLE = re.compile(
    r"(?i)re|reply|response|comments?|corrections?|corrigend(?:um|a)|errat(?:um|a)|addend(?:um|a)|retract(?:ed|ion)"
    r"|withdrawn|withdrawal|removed|not|un|non|in|dis|mis|de|anti|almost|nearly|no|some|more|what|why|how"
)
_TOUCHES = re.compile(r"(?<=[)\]}])[-–‐]?[^\W_]")
#: ``(CVPR 2020, `` before a link, after which the bracket closes.
_OPENED = re.compile(r"[\[(]{1,2}([^\[\]()]{2,40}?)[,;:|]?\s*$")
_COMMA = re.compile(r"(,\s+|，)")
_DASH = re.compile(r"(\s+[-–—]{1,3}\s+|\s*[;；]\s+|:\s+|：)")
_DASHES = ("-", "–", "—", "--")


def plain_pieces(text: str, line: int, *, first: bool) -> Iterator[Piece]:
    """Yield the pieces of unstyled text.

    Parameters
    ----------
    text
        The text.
    line
        Its line.
    first
        Whether nothing of the entry stands before it.
    """
    mark = ""
    text = _PAPER_FIELD.sub("", text)
    for part in _STRONG.split(_CUT_NAME.sub(r"\1 ", text)):
        if _STRONG.fullmatch(part):
            line += part.count("\n")
            mark = (
                "|"
                if part.strip()
                else "\n\n"
                if "\n\n" in part or "\r" in part
                else "\n"
                if "\n" in part
                else mark
            )
            continue
        if first:
            for start, piece in _headed(part, line):
                piece.mark = piece.mark or mark
                part, mark, first = part[start:], ".", False  # noqa: PLW2901
                yield piece
        for piece in _bracketed(part, line, first=first):
            piece.mark = piece.mark or mark
            mark = ""
            yield piece
            first = False


def _headed(text: str, line: int) -> Iterator[tuple[int, Piece]]:
    """Yield what an entry begins with before its title, names or a venue, and where it ends."""
    start = len(text) - len(text.lstrip())
    start += presented(text[start:])
    if end := dated_head(text[start:]):
        yield (
            start + end,
            classify(Piece(text[start : start + end].strip(" -–—:："), line, "plain")),
        )
    elif found := byline(text[start:]):
        people, certain, end = found
        head = text[start : start + end]
        yield (
            start + end,
            Piece(
                head,
                line,
                "plain",
                role="names",
                certain=certain,
                people=people,
                likeness=title_likeness(head),
            ),
        )


def _bracketed(text: str, line: int, *, first: bool) -> Iterator[Piece]:
    """Yield what brackets, quotation marks and bare URLs set apart, and the rest in between."""
    at = 0
    for start, end, piece in _set_apart(text, line, first=first):
        if start < at and not (
            end == at and piece.style == "bracket" and piece.role in ("dated", "names")
        ):
            continue
        if start > at:
            yield from _sentences(text[at:start], line)
        yield piece
        at = end
    yield from _sentences(text[at:], line)


def _set_apart(text: str, line: int, *, first: bool) -> list[tuple[int, int, Piece]]:
    """Return what is set apart, and from where to where."""
    found = [
        *_addresses(text, line),
        *_written_ids(text, line),
        *_in_brackets(text, line, first=first),
        *_quoted(text, line),
    ]
    if opened := _OPENED.search(text):
        piece = classify(Piece(opened.group(1), line, "bracket", mark=opened.group()[0]))
        if piece.role == "dated" and piece.certain >= 0.8:
            found.append((opened.start(), opened.end(), piece))
    return sorted(found, key=lambda span: (span[0], -span[1]))


def _addresses(text: str, line: int) -> Iterator[tuple[int, int, Piece]]:
    for at, url in addresses_in(text):
        start, label = at, ""
        if named := _NAMED.search(text[max(0, at - 60) : at]):
            label = next(part for part in named.groups() if part)
            start -= len(named.group())
            if label_kind(label) is None:
                start, label = at, ""
        yield start, at + len(url), Piece(label, line, "plain", url, "label", 1.0)


def _written_ids(text: str, line: int) -> Iterator[tuple[int, int, Piece]]:
    """Yield the identifiers in a text; the name of an archive says where a paper appeared, too."""
    for written in written_identifiers(text):
        if written.kind == "arxiv" or text.startswith("http", written.start):
            continue
        named = _NAME_OF_KIND.search(text[: written.start])
        start = named.start() if named else written.start
        yield (
            start,
            written.end,
            Piece(text[start : written.end], line, "plain", role="label", certain=1.0),
        )


def _in_brackets(text: str, line: int, *, first: bool) -> Iterator[tuple[int, int, Piece]]:
    """Yield what stands in brackets: what it surely is, or a tag around the rest."""
    for match in _BRACKETS.finditer(text):
        inside = match.group(1)
        if URL.fullmatch(inside.strip()):
            continue  # an address is one in brackets, too
        piece = classify(Piece(inside, line, "bracket", mark=match.group()[0]))
        if piece.role in ("text", "names") and (cited := cited_pieces(inside, line)):
            yield from (
                (match.start() + n, match.end(), cited_piece) for n, cited_piece in enumerate(cited)
            )
            continue
        if not inside.strip():
            continue
        if not stands_apart(text, match.end(), piece):
            continue
        if _is_certain(piece):
            yield match.start(), match.end(), piece
        elif _is_at_edge(text, match, first=first):
            piece.role = "tag"
            yield match.start(), match.end(), piece


def stands_apart(text: str, end: int, piece: Piece) -> bool:
    """Whether brackets that end there hold a thing of its own, and no beginning of a title.

    ``[Re]`` and ``(Not)`` make another title of it, and what touches the next letter, as in
    ``(+)-Catechin`` and ``[18F]FDG``, is part of a word.

    Parameters
    ----------
    text
        The text.
    end
        Where the brackets end.
    piece
        What is within them.

    Examples
    --------
    >>> stands_apart("(Non)linear waves", 5, Piece("Non", 1, "bracket"))
    False
    >>> stands_apart("[Survey] Linear waves", 8, Piece("Survey", 1, "bracket"))
    True
    """
    return piece.role == "dated" or not opens_title(text, end, piece.text)


def opens_title(text: str, end: int, bracketed: str) -> bool:
    """Whether brackets that end there are of the title behind them: part of its first word, or what turns it.

    Parameters
    ----------
    text
        The text.
    end
        Where the brackets end.
    bracketed
        What is within them.

    Examples
    --------
    >>> opens_title("[Re] Growth", 4, "Re"), opens_title("(+)-Catechin", 3, "+")
    (True, True)
    >>> opens_title("[Survey] Growth", 8, "Survey")
    False
    """
    return bool(_OF_A_TITLE.fullmatch(bracketed.strip()) or _TOUCHES.match(text, end))


def _is_certain(piece: Piece) -> bool:
    least = 0.9 if piece.role == "names" else 0.5
    return piece.role in ("dated", "label", "names") and piece.certain >= least


def _is_at_edge(text: str, bracket: re.Match[str], *, first: bool) -> bool:
    """Whether a bracket is all of a text, or short and the first thing that an entry says."""
    before, after = text[: bracket.start()], text[bracket.end() :]
    if first and not before.strip(" -:") and len(bracket.group(1)) < 40:
        return True
    return not after.strip(" .,;:-") and not before.strip(" .,;:-")


def _quoted(text: str, line: int) -> Iterator[tuple[int, int, Piece]]:
    """Yield what stands in quotation marks, unless a title quotes it."""
    for match in _QUOTED.finditer(text):
        inside = next(part for part in match.groups() if part)
        before = text[: match.start()].rstrip()
        people = names(before)
        if people is None and before[-1:].isalnum() and title_likeness(before) > 0.5:
            continue
        after_names = people is not None and people[1] >= 0.9
        if len(inside.split()) >= 3 or after_names or match.group()[0] in "《「『":
            piece = classify(Piece(inside.strip(" ,"), line, "quote"))
            yield match.start(), match.end(), piece


_CITED = re.compile(r"(.+?)(,?)\s+((?:19[5-9]|20[0-4])\d)[a-z]?|((?:19[5-9]|20[0-4])\d),?\s+(.+)")


def cited_pieces(inside: str, line: int) -> list[Piece]:
    """Return the pieces of ``Kwiatkowski et al., 2013`` or ``Big Data Research 2021``."""
    match = _CITED.fullmatch(inside.strip())
    if match is None:
        return []
    cited, year = match.group(1) or match.group(5), int(match.group(3) or match.group(4))
    dates = Piece(
        str(year), line, "bracket", role="dated", certain=1.0, when=Dated(year, None, 1.0)
    )
    people = names(cited)
    if people and (match.group(2) or _is_cited_by(cited)):
        return [Piece(cited, line, "bracket", role="names", certain=1.0, people=people[0]), dates]
    if _is_in_capitals(cited.split()):
        dates.text, dates.when, dates.certain = inside, Dated(year, venue_name(cited), 0.7), 0.7
        return [dates]
    return []


def _is_cited_by(text: str) -> bool:
    """Whether names before a year are those of a citation: one family name, or "et al."."""
    if re.search(r"\bet al\b", text):
        return True
    return len(text.split()) == 1 and not venue_likeness(text)


def _is_in_capitals(words: Sequence[str]) -> bool:
    """Whether a few words are written as the name of a venue is."""
    capitals = sum(word[0].isupper() for word in words)
    return len(words) <= 6 and words[0][0].isupper() and capitals >= len(words) / 2


def _sentences(text: str, line: int) -> Iterator[Piece]:
    at, mark = 0, ""
    ends = [match.end() for match in _SENTENCE.finditer(text) if not _shortens(text, match)]
    if names_first := _FAMILY_FIRST.match(text):
        ends.append(names_first.end())
    ends += [
        match.start(1) for match in _AFTER_INITIAL.finditer(text) if venue_acronym(match.group(1))
    ]
    for end in sorted(ends):
        yield from _clauses(text[at:end], line, mark)
        at, mark = end, "."
    yield from _clauses(text[at:], line, mark)


def _shortens(text: str, end: re.Match[str]) -> bool:
    """Whether a full stop shortens the word before it and ends no sentence."""
    if end.end() == len(text.rstrip()):
        return False
    last = re.search(r"\w+$", text[max(0, end.start() - 20) : end.start()])
    return bool(end.group()) and last is not None and last.group() in _SHORTENED


def _clauses(text: str, line: int, mark: str) -> Iterator[Piece]:
    """Yield a sentence; names at its start, venue and date at its end set apart."""
    if not text.strip(" \t\n.,;:()[]{}-–—|*_"):
        return
    whole = classify(Piece(text.strip(), line, "plain", mark=mark))
    if (
        whole.role == "field"
        or (whole.role in ("dated", "names", "label", "note") and whole.certain >= 0.6)
        or len(text) > 600
    ):
        yield _edged(whole)
        return
    for separator in (_COMMA, _DASH):
        parts = separator.split(text)
        if 1 < len(parts) < 80:
            head, tail = _peel(parts, dashes=separator is _DASH)
            if head or tail < len(parts):
                yield from _peeled(parts, head, tail, line, mark)
                return
    yield _edged(whole)


def _peel(parts: list[str], *, dashes: bool) -> tuple[int, int]:
    """Return where the names (or date) at the start end and where venue and date at the end begin."""
    head = 0
    for end in range(1, min(len(parts), 60), 2):
        if _is_head("".join(parts[:end])):
            head = end
    tail = len(parts)
    for start in range(len(parts) - 1, max(head, 1), -2):
        if _is_tail("".join(parts[start:]), dash=dashes and parts[start - 1].strip() in _DASHES):
            tail = start
        elif start < len(parts) - 4:
            break
    return head, tail


def _is_head(text: str) -> bool:
    """Whether a text is names, or a date with its year."""
    people = names(text, strict=True)
    if people and people[1] >= 0.75:
        return True
    when = dated(text)
    return when is not None and bool(when.year)


def _is_tail(text: str, *, dash: bool) -> bool:
    """Whether a text is a date or venue, or names that a dash or "et al." tells."""
    when = dated(text)
    if when and when.strength >= 0.8:
        return True
    people = names(text, strict=True) if dash or re.search(r"\bet\.? al\b", text) else None
    return people is not None and people[1] >= 0.9


def _peeled(parts: list[str], head: int, tail: int, line: int, mark: str) -> Iterator[Piece]:
    if head:
        yield _edged(classify(Piece("".join(parts[:head]).strip(), line, "plain", mark=mark)))
    middle = "".join(parts[head + 1 if head else 0 : tail - 1 if tail < len(parts) else tail])
    if middle.strip():
        after = "" if not head else ":" if parts[head].strip() in (":", "：") else ","
        yield from _clauses(middle, line, after or mark)
    if tail < len(parts):
        yield _edged(classify(Piece("".join(parts[tail:]).strip(), line, "plain", mark=",")))


def _edged(piece: Piece) -> Piece:
    piece.text = unbalanced(piece.text.strip(" \t\n,;:|-–—*_")).strip(" \t\n,;:|-–—*_")
    return piece
