"""The pieces of an entry: styled, bracketed or separated, each with what it certainly is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kg.reading_list.block import Span
from kg.reading_list.citations import dated_head
from kg.reading_list.links import host_kind
from kg.reading_list.people import names
from kg.reading_list.piece import URL, Piece, apply_field, classify
from kg.reading_list.plain_pieces import cited_pieces, plain_pieces
from kg.reading_list.recognise import Dated, dated, title_likeness, venue_name

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
    for text, line, style, href in _runs(spans):
        if style == "plain":
            said = text if found else _TASK.sub("", text)
            # A citation may follow what it is numbered or dated with.
            first = all(one.role in ("tag", "dated") for one in found)
            pieces = list(plain_pieces(said, line, first=first))
        else:
            pieces = list(_styled(text, line, style, href))
        for piece in pieces:
            if piece.role == "field":
                field = piece.field
                continue
            if field and piece.role != "label":
                piece.field, field = field, ""
                apply_field(piece)
            if found and piece.mark == "." and found[-1].field.startswith("intro"):
                piece.field, piece.role = found[-1].field, "note"
            if found and _goes_on(found[-1], piece):
                piece.field = found[-1].field
            piece.cell = cell
            if found and _runs_on(found[-1], piece):
                found[-1] = _joined(found[-1], piece)
            elif piece.text or piece.href:
                found.append(piece)
    _name_people(found)
    _name_venues(found)
    return found


def _name_people(pieces: Sequence[Piece]) -> None:
    """Take names in a row that are linked to home pages, one by one, for people."""
    row: list[Piece] = []
    for piece in (*pieces, None):
        if (
            piece is not None
            and piece.people
            and (piece.href is None or host_kind(piece.href) not in ("paper", "code"))
        ):
            row.append(piece)
            continue
        if len(row) > 1 and any(one.href and len(one.text.split()) > 1 for one in row):
            for one in row:
                one.role, one.certain = "names", 1.0
        row = []


_VOLUME = re.compile(r"\(?\d{1,4}$|(?i:vol|no|pp?)\b\.?|\d{1,4}\s*[(,:.]")


def _name_venues(pieces: Sequence[Piece]) -> None:
    """Take what is set in italics before a volume or pages, or after "in", for a venue."""
    for at, one in enumerate(pieces):
        if one.style != "italic" or one.role not in ("text", "names") or one.people[1:]:
            continue
        before = pieces[at - 1].text if at else ""
        after = pieces[at + 1] if at + 1 < len(pieces) else None
        if (
            re.search(r"(?i)(?:^|\W)in:?$", before)
            or (after is not None and after.style == "plain" and _VOLUME.match(after.text))
            or _is_cited_venue(pieces, at)
        ):
            one.role, one.certain, one.people = "dated", 1.0, ()
            one.when = dated(one.text) or Dated(None, venue_name(one.text), 0.9)


def _is_cited_venue(pieces: Sequence[Piece], at: int) -> bool:
    """Whether the one piece in italics follows names and a title, as venues of citations do."""
    before = pieces[:at]
    return (
        bool(before)
        and before[0].role == "names"
        and before[0].certain >= 0.6
        and any(one.role == "text" and one.likeness >= 0.25 for one in before[1:])
        and len(pieces[at].text.split()) <= 10
        and sum(one.style == "italic" for one in pieces) == 1
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


def _runs(spans: Sequence[Span]) -> Iterator[tuple[str, int, str, str | None]]:
    """Yield text, line, style and link of runs of one style; lines of plain text are one run."""
    text, line, style, href = "", 0, "", None
    for span in spans:
        if span.image and span.href is None:
            continue
        if span.href == span.text and URL.fullmatch(span.text) and not span.image:
            # An address in angle brackets is labelled by what stands before it.
            span = Span(span.text, span.line)  # noqa: PLW2901
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


_AUTHORS_FIRST = re.compile(r"\s*(.{4,200}?\bet\.? al)[.,:]+\s+(\S.*)$", re.DOTALL)
#: ``Huang+, ICLR19``, as Japanese lists cite.
_FIRST_AND_OTHERS = re.compile(r"\W*([^\W\d_][\w'’-]+)\+,?\s+(\S.{1,30})")
_LEADING = re.compile(r"\s*[\[(（【]([^()\[\]（）【】]{1,40})[\])）】]\s*[:.-]?\s*(?=\w|\W{0,2}\w)")
#: Characters that no title with its venue exceeds.
_LONGEST_TITLE = 600
#: ``2018 (Alibaba) (KDD) [DEERS] Title``
_YEAR_FIRST = re.compile(r"\s*(?:19[5-9]|20[0-4])\d\s+(?=[(\[（【])")
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
    if (whole.role != "text" and not (whole.role == "names" and text.lstrip()[:1] in "[(")) or (
        href or ""
    ).startswith("#"):
        yield whole
        return
    before, text = _before_title(text, line, linked=href is not None)
    text, after = _bracket_after(text, line)
    if re.fullmatch(r"\s*[\[(（【][^\[\]（）【】]*[\])）】]\W*", text) and href is None:
        whole.role = "tag"
        yield whole
        return
    tail: list[Piece] = []
    if style == "link" and len(text) <= _LONGEST_TITLE:
        text, tail = _dated_tail(text, line)
    yield from before
    pieces = list(plain_pieces(text, line, first=False)) if href is None and style != "code" else []
    if len(pieces) > 1 and any(piece.role in ("names", "dated") for piece in pieces):
        for piece in pieces:
            piece.style = style if piece.style == "plain" else piece.style
        yield from pieces
    else:
        yield classify(Piece(text, line, style, href))
    yield from tail
    yield from after


def _cited_run(text: str, line: int, style: str, href: str | None) -> list[Piece]:
    """Return the pieces of a run that says who and when and no more, or nothing."""
    cited = (
        cited_pieces(re.sub(r"[()]", "", text), line) if href is not None and "(" in text else []
    )
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
    said = [after] if after.role == "dated" else cited_pieces(match.group(1), line)
    return (text[: match.start()], said) if said else (text, [])


def _dated_tail(text: str, line: int) -> tuple[str, list[Piece]]:
    """Return a linked title, and the venue and dates that the link holds after it."""
    for match in re.finditer(r"[.?!]\s+|,\s+", text):
        title, rest = text[: match.end()].rstrip(" ,"), text[match.end() :]
        parts = [part for part in re.split(r"\.\s+", rest) if part.strip()]
        when = [dated(part) for part in parts]
        if (
            title_likeness(title) >= 0.4
            and when
            and all(one and one.strength >= (0.8 if one.year else 1.0) for one in when)
        ):
            return title, [classify(Piece(part, line, "plain", mark=".")) for part in parts]
    return text, []
