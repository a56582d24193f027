"""What the candidates of a labelled list are, and their pieces."""

from dataclasses import replace

from labelled_lists import address, labels_of, plain, surnames, venue

from kg.reading_list.entry import clean_title
from kg.reading_list.features import LABELS

__all__ = ["labelled_pieces", "matched", "titles_alone", "unlinked"]


def titles(label):
    return {
        plain(one)
        for one in [label["title"], label.get("title_raw"), *label.get("title_ok", [])]
        if one
    }


def lines_of(label):
    return [label["line"], *label.get("line_ok", [])]


def title_at(candidate, label):
    """Return the number of the piece that is the labelled title, or None."""
    wanted = titles(label)
    for number, piece in enumerate(candidate.pieces):
        if piece.text and (plain(clean_title(piece.text)) in wanted or plain(piece.text) in wanted):
            return number
    return None


def matched(name, candidates):
    """Return {position of a candidate: its label}, and the positions of candidates that are labelled as no entry."""
    gold = labels_of(name)
    first, last = gold["range"]
    optional = set(gold.get("optional", []))
    found = {}
    for exactly in (True, False):
        for label in gold["entries"]:
            if any(label is one for one in found.values()):
                continue
            near = [
                (abs(candidate.block.line - label["line"]), position)
                for position, candidate in enumerate(candidates)
                if position not in found
                and any(
                    min(abs(line - one) for one in lines_of(label)) <= 2 for line in candidate.lines
                )
                and (
                    title_at(candidate, label) is not None
                    if exactly
                    else label["line"] in candidate.lines
                )
            ]
            if near:
                found[min(near)[1]] = label
    none = [
        position
        for position, candidate in enumerate(candidates)
        if position not in found
        and first <= candidate.block.line <= last
        and not optional & set(candidate.lines)
        and candidate.title is not None
    ]
    entries = {p: one for p, one in found.items() if one["line"] not in optional}
    return entries, none


def labelled_pieces(candidate, label):
    """Return the label of each piece of an entry, as numbers, or None when its title was cut."""
    title = title_at(candidate, label)
    if title is None:
        return None
    return [
        0 if number == title else LABELS.index(label_of(piece, label))
        for number, piece in enumerate(candidate.pieces)
    ]


def label_of(piece, label):
    people, family = surnames(label["authors"]), surnames(piece.people)
    venues = {venue(one) for one in [label["venue"], *label.get("venue_ok", [])] if one}
    said = {venue(piece.text), venue(piece.when.venue) if piece.when and piece.when.venue else None}
    if venues & said:
        return "venue"
    if people and family and len(set(family) & set(people)) >= 0.5 * len(family):
        return "authors"
    urls = {address(one["url"]) for one in label["links"]}
    if piece.href and address(piece.href) in urls:
        return "link"
    years = {label["year"], *label.get("year_ok", [])} - {None}
    if piece.when and piece.when.year in years and not piece.when.venue:
        return "year"
    return "note"


def unlinked(candidates):
    """Return the candidates as if the list had no links: many lists have none."""
    found = []
    for candidate in candidates:
        pieces = [
            replace(piece, href=None)
            for piece in candidate.pieces
            if piece is not candidate.title and not (piece.href and piece.role == "label")
        ]
        title = candidate.title and replace(candidate.title, href=None)
        if title is not None:
            before = sum(
                not (one.href and one.role == "label")
                for one in candidate.pieces[: candidate.pieces.index(candidate.title)]
            )
            pieces.insert(before, title)
        found.append(replace(candidate, pieces=pieces, title=title))
    return found


def titles_alone(candidates, entries):
    """Return the candidates as if the list gave nothing but titles."""
    return [
        replace(
            candidate,
            pieces=[one for one in candidate.pieces if one is candidate.title],
            fields=None,
        )
        if position in entries
        else candidate
        for position, candidate in enumerate(unlinked(candidates))
    ]
