"""The pieces of an entry: styled, bracketed or separated, each with what it certainly is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg.reading_list.document import Span
from kg.reading_list.links import label_kind
from kg.reading_list.recognise import Dated, dated, names, title_likeness, venue_acronym, venue_name

__all__ = ["Segment", "segments"]

_CERTAIN = 0.6

_URL = re.compile(r"https?://[^\s<>\"|，。）】]+")
_NAMED = re.compile(
    r"\[?\[([^\[\]]{1,40})\]\]?\s*\($|([^\s,，;；。|]{1,30}(?: [^\s,，;；。|]{1,20}){0,2}?)\s*[:：]\s*[(<]?$"
)
_WRITTEN_ID = re.compile(
    r"(?i)\b(?:doi|pmid|pmcid)\s*[:.]\s*(?:10\.\d{4,9}/[^\s\"<>,;\])]+|(?:PMC)?\d{5,8}\b)"
)
_BRACKETS = re.compile(r"[(\[（【{]([^()\[\]（）【】{}]{0,300})[)\]）】}]")
_QUOTED = re.compile(
    r"[\"“”]([^\"“”]{12,300})[\"“”]|``([^`']{12,300})''|[《「『]([^》」』]{4,200})[》」』]"
)
_STRONG = re.compile(r"([\r\n]+|\s*[|｜]\s*|\t+|\s+[•·]\s+)")
_SENTENCE = re.compile(
    r"(?<=[^\W_]|[?!)\]\"'”’])(?<!\b[A-Z])(?<!\bet)(?<!\bet al)(?<!\bvs)(?<!\bProc)(?<!\bConf)(?<!\bInt)(?<!\bTrans)"
    r"(?<!\bJ)(?<!\bSt)(?<!\bDr)(?<!\bJr)(?<!\bNo)(?<!\bvol)(?<!\bpp)(?<!\bInf)(?<!\bSci)(?<!\bRev)(?<!\bPhys)(?<!\bNat)(?<!\bEng)(?<!\bComput)(?<!\bSyst)([.。])(?=\s+[^\sa-z]|。|\S*$|\n)|(?<=\bal)(\.)(?!\s*,)|(?<=[?!])()(?=\s+[A-Z(])"
)
_AFTER_INITIAL = re.compile(r"(?<=\b[A-Z]\.)\s+([A-Za-z-]{3,20})\b")
_COMMA = re.compile(r"(,\s+|，)")
_DASH = re.compile(r"(\s+[-–—]{1,3}\s+|\s*[;；]\s+|:\s+|：)")
_DASHES = ("-", "–", "—", "--")
_FIELDS = re.compile(
    r"(?i)^\W*(title|authors?|venue|conference|journal|publisher|published(?: in)?|publication|year|date|"
    r"abstract|keywords?|tags?|tl;?dr|notes?|summary|comments?|description|tasks?|datasets?|institutions?|affiliations?|env|keys?|标题|作者|会议|年份|摘要|关键词|笔记)\s*[:：]\s*"
)
_NOTE_FIELDS = (
    "abstract",
    "keyword",
    "tag",
    "tl",
    "note",
    "summary",
    "comment",
    "description",
    "task",
    "dataset",
    "institution",
    "affiliation",
    "env",
    "key",
    "摘要",
    "关键词",
    "笔记",
)
_SYMBOLS = re.compile(
    "[\u2190-\u21ff\u2300-\u23ff\u2460-\u24ff\u2500-\u27bf\u2900-\u297f\u2b00-\u2bff\ufe0e\ufe0f\u200b-\u200d\u3030\U0001f000-\U0001faff]+|:[a-z_]{3,30}:"
)


@dataclass(slots=True)
class Segment:
    """A piece of an entry.

    ``role`` is what it certainly is: label (of a link), dated, names, tag, note, or
    text; ``certain`` how certainly. ``mark`` is what stands before it.
    """

    text: str
    line: int
    style: str
    href: str | None = None
    role: str = "text"
    certain: float = 0.0
    mark: str = ""
    when: Dated | None = None
    people: tuple[str, ...] = ()
    cell: int = -1
    field: str = ""
    likeness: float = 0.0
    below: bool = False


def segments(spans: Sequence[Span], cell: int = -1) -> list[Segment]:
    """Return the pieces of a block's inline content, in order.

    Examples
    --------
    >>> pieces = segments([Span("(2022 CVPR)", 1), Span("A Title", 1, bold=True)])
    >>> [(piece.role, piece.text) for piece in pieces]
    [('dated', '2022 CVPR'), ('text', 'A Title')]
    """
    found: list[Segment] = []
    field = ""
    for text, line, style, href in _runs(spans):
        if style == "plain":
            pieces = list(_plain(text, line, first=not found))
        else:
            pieces = list(_styled(text, line, style, href))
        for piece in pieces:
            if piece.role == "field":
                field = piece.field
                continue
            if field and piece.role != "label":
                piece.field, field = field, ""
                _apply_field(piece)
            piece.cell = cell
            if found and _runs_on(found[-1], piece):
                found[-1] = _joined(found[-1], piece)
            elif piece.text or piece.href:
                found.append(piece)
    return found


def _runs_on(before: Segment, piece: Segment) -> bool:
    """Whether a piece of plain text goes on with the line before it."""
    return (
        piece.mark == "\n"
        and before.style == piece.style == "plain"
        and before.role == piece.role == "text"
        and before.href is piece.href is None
        and not before.text.endswith((".", "!", "?"))
    )


def _joined(before: Segment, piece: Segment) -> Segment:
    whole = _classify(
        Segment(f"{before.text} {piece.text}", before.line, "plain", mark=before.mark)
    )
    whole.role = "text"
    return whole


def _runs(spans: Sequence[Span]) -> Iterator[tuple[str, int, str, str | None]]:
    """Yield text, line, style and link of runs of one style; lines of plain text are one run."""
    text, line, style, href = "", 0, "", None
    for span in spans:
        if span.image and span.href is None:
            continue
        broken = not span.text.strip(" ") or span.text.startswith(("\n", "\r"))
        new = (
            "link"
            if span.href is not None
            else "bold"
            if span.bold
            else "italic"
            if span.italic
            else "plain"
        )
        if span.text.startswith(("\n", "\r")):
            new = style if style == "link" and span.href is not None else "plain"
        if (new, span.href) == (style, href) and (
            style == "plain" or not broken or style == "link"
        ):
            text += span.text
            continue
        if text:
            yield text, line, style, href
        text, line, style, href = span.text, span.line, new, span.href
    if text:
        yield text, line, style, href


_LEADING = re.compile(r"\s*[\[(（【]([^()\[\]（）【】]{1,40})[\])）】]\s*[:.-]?\s*(?=\w|\W{0,2}\w)")
_TRAILING = re.compile(r"[\[(（]([^()\[\]（）]{2,80})[\])）][\s.,:]*$")


def _styled(text: str, line: int, style: str, href: str | None) -> Iterator[Segment]:
    """Yield the pieces of a bold, italic or linked run: what is dated or a name in it is set apart."""
    whole = _classify(Segment(text, line, style, href))
    if (whole.role != "text" and not (whole.role == "names" and text.lstrip()[:1] in "[(")) or (
        href or ""
    ).startswith("#"):
        yield whole
        return
    before = after = None
    extra: list[Segment] = []
    if (match := _LEADING.match(text)) and match.end() < len(text):
        before = _classify(Segment(match.group(1), line, "bracket"))
        if before.role != "dated":
            before.role = "tag"
        text = text[match.end() :]
    if match := _TRAILING.search(text):
        after = _classify(Segment(match.group(1), line, "bracket"))
        cited = _cited(match.group(1), line) if after.role != "dated" else []
        if (after.role == "dated" or cited) and match.start():
            text, after = text[: match.start()], None if cited else after
            extra = cited
        else:
            after = None
    if re.fullmatch(r"\s*[\[(（【][^\[\]（）【】]*[\])）】]\W*", text) and href is None:
        whole.role = "tag"
        yield whole
        return
    if before:
        yield before
    pieces = list(_plain(text, line, first=False)) if href is None and style != "code" else []
    if len(pieces) > 1 and any(piece.role in ("names", "dated") for piece in pieces):
        for piece in pieces:
            piece.style = style if piece.style == "plain" else piece.style
        yield from pieces
    else:
        yield _classify(Segment(text, line, style, href))
    if after:
        yield after
    yield from extra


def _clean(text: str) -> str:
    text = _SYMBOLS.sub(" ", text)
    return re.sub(r"\s+", " ", text).strip()


def _classify(segment: Segment) -> Segment:
    """Say what a styled run or a separated piece is, where that is certain."""
    text = _clean(segment.text)
    if field := _FIELDS.match(text):
        segment.field = field.group(1).casefold()
        text = text[field.end() :].strip()
        if not text:
            segment.role = "field"
            return segment
    segment.text = bare = text.strip(" \t|,;:·[](){}*_`") if segment.style != "plain" else text
    if segment.style == "link" and label_kind(text) is not None:
        segment.role, segment.certain = "label", 1.0
    elif (people := names(text)) and people[1] >= 0.9 and not _is_venue(text):
        segment.role, segment.certain, segment.people = "names", people[1], people[0]
    elif (when := dated(text)) and (
        segment.href is None or when.strength == 1.0 or len(text.split()) <= 2
    ):
        segment.certain, segment.when = when.strength, when
        segment.role = "dated" if when.strength >= _CERTAIN else "text"
    elif segment.style != "link" and bare and label_kind(text) is not None:
        segment.role, segment.certain = "label", 0.5
    elif people := names(text):
        segment.certain, segment.people = people[1], people[0]
        segment.role = "names" if people[1] >= _CERTAIN else "text"
    segment.likeness = title_likeness(bare)
    if segment.style != "plain":
        segment.text = _balanced(text)
    _apply_field(segment)
    return segment


def _is_venue(text: str) -> bool:
    when = dated(text)
    return when is not None and when.strength == 1.0


def _balanced(text: str) -> str:
    text = _unbalanced(text.strip(" \t|,;·*_`"))
    while (
        len(text) > 2 and text[0] in "[({" and text[-1] == {"[": "]", "(": ")", "{": "}"}[text[0]]
    ):
        text = text[1:-1].strip()
    return text


def _unbalanced(text: str) -> str:
    """Drop brackets at the edges that nothing opens or closes."""
    while (text and text[0] in "])}）】") or (
        text and text[0] in "[({（【" and not any(c in text for c in "])}）】")
    ):
        text = text[1:].lstrip(" .,;:-")
    while (text and text[-1] in "[({（【") or (
        text and text[-1] in "])}）】" and not any(c in text for c in "[({（【")
    ):
        text = text[:-1].rstrip()
    return text


def _apply_field(segment: Segment) -> None:
    if not segment.field:
        return
    if segment.field.startswith(_NOTE_FIELDS):
        segment.role = "note"
    elif segment.field in ("title", "标题"):
        segment.role, segment.certain = "text", 1.0
        segment.likeness = max(segment.likeness, 1.0)
    elif segment.field.startswith(("author", "作者")):
        people = names(segment.text)
        segment.role, segment.certain = "names", 1.0
        segment.people = people[0] if people else tuple(re.split(r"\s*[,;]\s*", segment.text))
    elif segment.field in ("year", "date", "年份"):
        pass
    else:
        when = dated(segment.text)
        if when is None or when.venue is None:
            when = Dated(when.year if when else None, segment.text.strip(" .,;"), 1.0)
        segment.role, segment.certain, segment.when = "dated", 1.0, when


def _plain(text: str, line: int, *, first: bool) -> Iterator[Segment]:
    """Yield the pieces of unstyled text."""
    mark = ""
    for part in _STRONG.split(text):
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
        for piece in _bracketed(part, line, first=first):
            piece.mark = piece.mark or mark
            mark = ""
            yield piece
            first = False


def _bracketed(text: str, line: int, *, first: bool) -> Iterator[Segment]:
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


def _set_apart(text: str, line: int, *, first: bool) -> list[tuple[int, int, Segment]]:
    found: list[tuple[int, int, Segment]] = []
    for match in _URL.finditer(text):
        url = match.group().rstrip(".,;:!?'\"*_")
        start, label = match.start(), ""
        if named := _NAMED.search(text[max(0, start - 60) : start]):
            start -= len(named.group())
            label = next(part for part in named.groups() if part)
            if label_kind(label) is None:
                start, label = match.start(), ""
        while url.endswith((")", "]")) and url.count("(") + url.count("[") < url.count(
            ")"
        ) + url.count("]"):
            url = url[:-1]
        found.append(
            (start, match.start() + len(url), Segment(label, line, "plain", url, "label", 1.0))
        )
    found.extend(
        (
            match.start(),
            match.end(),
            Segment(match.group(), line, "plain", role="label", certain=1.0),
        )
        for match in _WRITTEN_ID.finditer(text)
    )
    for match in _BRACKETS.finditer(text):
        inside = match.group(1)
        piece = _classify(Segment(inside, line, "bracket", mark=match.group()[0]))
        if piece.role in ("text", "names") and (cited := _cited(inside, line)):
            found.extend((match.start() + n, match.end(), one) for n, one in enumerate(cited))
            continue
        certain = piece.role in ("dated", "label", "names") and piece.certain >= (
            0.9 if piece.role == "names" else 0.5
        )
        if not inside.strip():
            continue
        lone = first and not text[: match.start()].strip(" -:") and len(inside) < 40
        ends = not text[match.end() :].strip(" .,;:-") and not text[: match.start()].strip(" .,;:-")
        if certain or lone or ends:
            if not certain:
                piece.role = "tag"
            found.append((match.start(), match.end(), piece))
    for match in _QUOTED.finditer(text):
        inside = next(part for part in match.groups() if part)
        before = text[: match.start()].rstrip()
        if before and before[-1].isalnum() and title_likeness(before) > 0.5 and not names(before):
            continue  # a title that quotes
        if len(inside.split()) >= 3 or match.group()[0] in "《「『":
            found.append(
                (match.start(), match.end(), _classify(Segment(inside.strip(" ,"), line, "quote")))
            )
    return sorted(found, key=lambda one: (one[0], -one[1]))


_CITED = re.compile(r"(.+?)(,?)\s+((?:19[5-9]|20[0-4])\d)[a-z]?|((?:19[5-9]|20[0-4])\d),?\s+(.+)")


def _cited(inside: str, line: int) -> list[Segment]:
    """Return the pieces of ``Kwiatkowski et al., 2013`` or ``Big Data Research 2021``."""
    match = _CITED.fullmatch(inside.strip())
    if match is None:
        return []
    said, year = match.group(1) or match.group(5), int(match.group(3) or match.group(4))
    dates = Segment(
        str(year), line, "bracket", role="dated", certain=1.0, when=Dated(year, None, 1.0)
    )
    people = names(said)
    if people and (match.group(2) or re.search(r"\bet al\b", said)):
        return [Segment(said, line, "bracket", role="names", certain=1.0, people=people[0]), dates]
    words = said.split()
    if (
        len(words) <= 6
        and words[0][0].isupper()
        and sum(word[0].isupper() for word in words) >= len(words) / 2
    ):
        dates.text, dates.when, dates.certain = inside, Dated(year, venue_name(said), 0.7), 0.7
        return [dates]
    return []


def _sentences(text: str, line: int) -> Iterator[Segment]:
    at, mark = 0, ""
    ends = [match.end() for match in _SENTENCE.finditer(text)]
    ends += [
        match.start(1) for match in _AFTER_INITIAL.finditer(text) if venue_acronym(match.group(1))
    ]
    for end in sorted(ends):
        yield from _clauses(text[at:end], line, mark)
        at, mark = end, "."
    yield from _clauses(text[at:], line, mark)


def _clauses(text: str, line: int, mark: str) -> Iterator[Segment]:
    """Yield a sentence; names at its start, venue and date at its end set apart."""
    if not text.strip(" \t\n.,;:()[]{}-–—|*_"):
        return
    whole = _classify(Segment(text.strip(), line, "plain", mark=mark))
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
        said = "".join(parts[:end])
        people = names(said, strict=True)
        if (people and people[1] >= 0.75) or ((when := dated(said)) and when.year):
            head = end
    tail = len(parts)
    for start in range(len(parts) - 1, max(head, 1), -2):
        said = "".join(parts[start:])
        when = dated(said)
        people = (
            names(said, strict=True) if dashes and parts[start - 1].strip() in _DASHES else None
        )
        if (when and when.strength >= 0.8) or (people and people[1] >= 0.9):
            tail = start
        elif start < len(parts) - 4:
            break
    return head, tail


def _peeled(parts: list[str], head: int, tail: int, line: int, mark: str) -> Iterator[Segment]:
    if head:
        yield _edged(_classify(Segment("".join(parts[:head]).strip(), line, "plain", mark=mark)))
    middle = "".join(parts[head + 1 if head else 0 : tail - 1 if tail < len(parts) else tail])
    if middle.strip():
        yield from _clauses(middle, line, "," if head else mark)
    if tail < len(parts):
        yield _edged(_classify(Segment("".join(parts[tail:]).strip(), line, "plain", mark=",")))


def _edged(segment: Segment) -> Segment:
    segment.text = _unbalanced(segment.text.strip(" \t\n,;:|-–—*_")).strip(" \t\n,;:|-–—*_")
    return segment
