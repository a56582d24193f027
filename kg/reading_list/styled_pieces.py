"""The pieces of an entry: styled, bracketed or separated, each with what it certainly is."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from kg.reading_list.block import Span
from kg.reading_list.citation_heads import dated_head
from kg.reading_list.dates_and_venues import Dated, dated, title_likeness, venue_name
from kg.reading_list.links import host_kind
from kg.reading_list.people import names
from kg.reading_list.piece import URL, Piece, apply_field, classify
from kg.reading_list.plain_pieces import cited_pieces, plain_pieces, stands_apart

__all__ = ["pieces_of_spans"]

_TASK = re.compile(r"^\s*\[[ xX]\]\s+")


def pieces_of_spans(spans: Sequence[Span], cell: int = -1) -> list[Piece]:
    """Return the pieces of a block's inline content, in order.

    Examples
    --------
    >>> pieces = pieces_of_spans([Span("(2022 CVPR)", 1), Span("A Title", 1, bold=True)])
    >>> [(piece.role, piece.text) for piece in pieces]
    [('dated', '2022 CVPR'), ('text', 'A Title')]
    """
    found: list[Piece] = []
    field = ""
    for run in _runs(spans):
        for piece in _pieces_of_run(run, found):
            if piece.role == "field":
                field = piece.field
                continue
            if field and piece.role != "label":
                piece.field, field = field, ""
                apply_field(piece)
            piece.cell = cell
            _append(found, piece)
    _name_people(found)
    _name_venues(found)
    return found


def _pieces_of_run(run: _Run, before: Sequence[Piece]) -> Iterable[Piece]:
    """Return the pieces of a run, knowing those before it."""
    if run.style != "plain":
        return list(_styled(run.text, run.line, run.style, run.href))
    text = run.text if before else _TASK.sub("", run.text)
    # A citation may follow what it is numbered or dated with.
    first = all(piece.role in ("tag", "dated") for piece in before)
    return list(plain_pieces(text, run.line, first=first))


def _append(found: list[Piece], piece: Piece) -> None:
    """Add a piece to those before it: as one of its own, or to the last that it goes on with."""
    before = found[-1] if found else None
    if before is not None and piece.mark == "." and before.field.startswith("intro"):
        piece.field, piece.role = before.field, "note"
    if before is not None and _goes_on(before, piece):
        piece.field = before.field
    if before is not None and _runs_on(before, piece):
        found[-1] = _joined(before, piece)
    elif piece.text or piece.href:
        found.append(piece)


def _name_people(pieces: Sequence[Piece]) -> None:
    """Take names in a row that are linked to home pages, one by one, for people."""
    for is_person, group in itertools.groupby(pieces, _may_be_person):
        row = list(group)
        linked = any(piece.href and len(piece.text.split()) > 1 for piece in row)
        if is_person and len(row) > 1 and linked:
            for piece in row:
                piece.role, piece.certain = "names", 1.0


def _may_be_person(piece: Piece) -> bool:
    return bool(piece.people) and (
        piece.href is None or host_kind(piece.href) not in ("paper", "code")
    )


_VOLUME = re.compile(r"\(?\d{1,4}$|(?i:vol|no|pp?)\b\.?|\d{1,4}\s*[(,:.]")


def _name_venues(pieces: Sequence[Piece]) -> None:
    """Take what is set in italics before a volume or pages, or after "in", for a venue."""
    for at, piece in enumerate(pieces):
        if piece.style != "italic" or piece.role not in ("text", "names") or piece.people[1:]:
            continue
        before = pieces[at - 1].text if at else ""
        if (
            re.search(r"(?i)(?:^|\W)in:?$", before)
            or _is_before_volume(pieces, at)
            or _is_cited_venue(pieces, at)
        ):
            piece.role, piece.certain, piece.people = "dated", 1.0, ()
            piece.when = dated(piece.text) or Dated(None, venue_name(piece.text), 0.9)


def _is_before_volume(pieces: Sequence[Piece], at: int) -> bool:
    after = pieces[at + 1] if at + 1 < len(pieces) else None
    return after is not None and after.style == "plain" and _VOLUME.match(after.text) is not None


def _is_cited_venue(pieces: Sequence[Piece], at: int) -> bool:
    """Whether the one piece in italics follows names and a title, as venues of citations do."""
    before = pieces[:at]
    return (
        bool(before)
        and before[0].role == "names"
        and before[0].certain >= 0.6
        and any(earlier.role == "text" and earlier.likeness >= 0.25 for earlier in before[1:])
        and len(pieces[at].text.split()) <= 10
        and sum(piece.style == "italic" for piece in pieces) == 1
    )


def _goes_on(before: Piece, piece: Piece) -> bool:
    """Whether a link goes on with a row of datasets: ``Dataset: [A](..), [B](..)``."""
    return bool(before.href and piece.href) and before.field.startswith("dataset")


def _runs_on(before: Piece, piece: Piece) -> bool:
    """Whether a piece of plain text goes on with the line or the question before it."""
    return (
        (piece.mark == "\n" or (piece.mark == "." and before.text.endswith("?")))
        and before.style == piece.style == "plain"
        and before.role == piece.role == "text"
        and before.href is piece.href is None
        and not before.text.endswith((".", "!") if piece.mark == "." else (".", "!", "?"))
    )


def _joined(before: Piece, piece: Piece) -> Piece:
    whole = classify(Piece(f"{before.text} {piece.text}", before.line, "plain", mark=before.mark))
    whole.role = "text"
    return whole


class _Run(NamedTuple):
    """Text in one style, its first line, and where it leads."""

    text: str
    line: int
    style: str
    href: str | None


def _runs(spans: Sequence[Span]) -> Iterator[_Run]:
    """Yield the runs of one style; lines of plain text are one run."""
    run = _Run("", 0, "", None)
    for span in spans:
        if span.image and span.href is None:
            continue
        if span.href == span.text and URL.fullmatch(span.text) and not span.image:
            # An address in angle brackets is labelled by what stands before it.
            span = Span(span.text, span.line)  # noqa: PLW2901
        style = _style_after(run, span)
        if (style, span.href) == (run.style, run.href) and _may_join(style, span.text):
            run = run._replace(text=run.text + span.text)
            continue
        if run.text:
            yield run
        run = _Run(span.text, span.line, style, span.href)
    if run.text:
        yield run


def _style_after(run: _Run, span: Span) -> str:
    """Return the style of a span; the end of a line is plain, but within a link."""
    if span.text.startswith(("\n", "\r")):
        return run.style if run.style == "link" and span.href is not None else "plain"
    if span.href is not None:
        return "link"
    if span.bold:
        return "bold"
    return "italic" if span.italic else "plain"


def _may_join(style: str, text: str) -> bool:
    """Whether text goes on in the run of its style: a break or a blank ends what is emphasised."""
    is_break = not text.strip(" ") or text.startswith(("\n", "\r"))
    return style in ("plain", "link") or not is_break


_AUTHORS_FIRST = re.compile(r"\s*(.{4,200}?\bet\.? al)[.,:]+\s+(\S.*)$", re.DOTALL)
#: ``Huang+, ICLR19``, as Japanese lists cite.
_FIRST_AND_OTHERS = re.compile(r"\W*([^\W\d_][\w'’-]+)\+,?\s+(\S.{1,30})")
_LEADING = re.compile(r"\s*[\[(（【]([^()\[\]（）【】]{1,40})[\])）】]\s*[:.-]?\s*(?=\w|\W{0,2}\w)")
#: Characters that no title with its venue exceeds.
_LONGEST_TITLE = 600
#: ``2018 (Alibaba) (KDD) [DEERS] Title``
_YEAR_FIRST = re.compile(r"\s*(?:19[5-9]|20[0-4])\d\s+(?=[(\[（【])")
_BRACKETED = re.compile(r"\s*[\[(（【][^\[\]（）【】]*[\])）】]\W*")
_TRAILING = re.compile(r"[\[(（]([^()\[\]（）]{2,80})[\])）][\s.,:]*$")


def _styled(text: str, line: int, style: str, href: str | None) -> Iterator[Piece]:
    """Yield the pieces of a bold, italic or linked run: what is dated or a name in it is set apart."""
    if cited := _cited_run(text, line, style, href):
        yield from cited
        return
    if (match := _AUTHORS_FIRST.match(text)) and (people := names(match.group(1), strict=True)):
        yield Piece(match.group(1), line, style, role="names", certain=1.0, people=people[0])
        text = match.group(2)
    whole = classify(Piece(text, line, style, href))
    if _is_whole(whole, text):
        yield whole
        return
    before, text = _before_title(text, line, linked=href is not None)
    text, after = _bracket_after(text, line)
    if href is None and _BRACKETED.fullmatch(text):
        whole.role = "tag"
        yield whole
        return
    tail: list[Piece] = []
    if style == "link" and len(text) <= _LONGEST_TITLE:
        text, tail = _dated_tail(text, line)
    yield from (*before, *_title_pieces(text, line, style, href), *tail, *after)


def _is_whole(piece: Piece, text: str) -> bool:
    """Whether a run is certainly one thing, or leads to another part of the list."""
    bracketed = piece.role == "names" and text.lstrip()[:1] in "[("
    return (piece.role != "text" and not bracketed) or (piece.href or "").startswith("#")


def _title_pieces(text: str, line: int, style: str, href: str | None) -> list[Piece]:
    """Return a title as one piece, or its parts where one of them says who or when."""
    if href is None and style != "code":
        pieces = list(plain_pieces(text, line, first=False))
        if len(pieces) > 1 and any(piece.role in ("names", "dated") for piece in pieces):
            for piece in pieces:
                piece.style = style if piece.style == "plain" else piece.style
            return pieces
    return [classify(Piece(text, line, style, href))]


def _cited_run(text: str, line: int, style: str, href: str | None) -> list[Piece]:
    """Return the pieces of a run that says who and when and no more, or nothing."""
    if href is not None and "(" in text:
        cited = cited_pieces(re.sub(r"[()]", "", text), line)
        if cited and cited[0].role == "names":
            cited[0].href = href
            return cited
    if (match := _FIRST_AND_OTHERS.fullmatch(text)) and (when := dated(match.group(2))):
        first = match.group(1)
        return [
            Piece(first, line, style, href, role="names", certain=1.0, people=(first,)),
            Piece(match.group(2), line, style, role="dated", certain=when.strength, when=when),
        ]
    return []


def _before_title(text: str, line: int, *, linked: bool) -> tuple[list[Piece], str]:
    """Return the dates and tags that a run begins with, and the rest of it."""
    before: list[Piece] = []
    if linked and (end := dated_head(text)):
        before.append(classify(Piece(text[:end].strip(" -–—:："), line, "plain")))
        text = text[end:]
    if linked and (match := _YEAR_FIRST.match(text)):
        before.append(classify(Piece(match.group(), line, "plain")))
        text = text[match.end() :]
    while (match := _LEADING.match(text)) and match.end() < len(text) and len(before) < 5:
        piece = classify(Piece(match.group(1), line, "bracket"))
        if not stands_apart(text, match.end(1) + 1, piece):
            break
        if piece.role != "dated":
            piece.role = "tag"
        before.append(piece)
        text = text[match.end() :]
    return before, text


def _bracket_after(text: str, line: int) -> tuple[str, list[Piece]]:
    """Return a run without the bracket at its end that dates or cites it, and what that says."""
    match = _TRAILING.search(text)
    if not match or not match.start():
        return text, []
    after = classify(Piece(match.group(1), line, "bracket"))
    inside = [after] if after.role == "dated" else cited_pieces(match.group(1), line)
    return (text[: match.start()], inside) if inside else (text, [])


def _dated_tail(text: str, line: int) -> tuple[str, list[Piece]]:
    """Return a linked title, and the venue and dates that the link holds after it."""
    for match in re.finditer(r"[.?!]\s+|,\s+", text):
        title, rest = text[: match.end()].rstrip(" ,"), text[match.end() :]
        parts = [part for part in re.split(r"\.\s+", rest) if part.strip()]
        if parts and title_likeness(title) >= 0.4 and all(map(_is_surely_dated, parts)):
            return title, [classify(Piece(part, line, "plain", mark=".")) for part in parts]
    return text, []


def _is_surely_dated(text: str) -> bool:
    when = dated(text)
    return when is not None and when.strength >= (0.8 if when.year else 1.0)
