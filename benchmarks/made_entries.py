"""Entries made up of labelled ones, in notations put together at random.

The labelled lists hold a few hundred notations; people write many more. A made list takes
titles, names, venues and years from labelled entries and sets them in one notation: an
order of the fields, marks between them, styles, forms of names, volumes and pages, links,
remarks. Every word is known to be what it is, so the fit sees notations that no list had.
"""

import random
import re

from made_fields import foreign_fields, labelled_fields, tool
from made_notation import Notation
from made_vocabulary import NAMES, PEOPLE, REMARKS

from kg.reading_list.block import Block, Span
from kg.reading_list.candidates import Candidate

__all__ = ["made_lists"]

_WIDE = re.compile("[\u3040-\u9fff\uac00-\ud7af]")


def _initials(given, style):
    letters = [word[0].upper() for word in re.split(r"[\s.\-]+", given) if word]
    if style == "glued":
        return "".join(letters)
    return ("." if style == "tight" else ". ").join(letters) + "." if letters else ""


class WrittenNotation(Notation):
    """A notation that sets entries in it."""

    def people(self, people):
        """Return the row of names as text."""
        if self.first_only:
            people = people[:1]
        cut = len(people) > self.most
        last = people[-1]
        people = people[: self.most]
        shown = []
        for number, (family, given) in enumerate(people):
            star = self.star if number in (0, len(people) - 1) else ""
            shown.append(self._person(family, given, number) + star + self.affiliation)
        comma = self.comma
        if len(shown) > 1 and self.last and not cut:
            said = comma.join(shown[:-1]) + self.last + shown[-1]
        else:
            said = comma.join(shown)
        if cut and self.ellipsis and self.most > 1:
            return self.by, said + self.ellipsis + self._person(*last, len(people))
        return self.by, said + (self.others if cut else "")

    def _person(self, family, given, number):
        form = self.name
        if form == "first turned":
            form = "given family" if number else "family, given"
        if _WIDE.search(family) or form == "whole" or not given:
            return family + given
        if form == "given family":
            return f"{given} {family}"
        if form == "family":
            return family
        if form == "family, given":
            return f"{family}, {given}"
        if form.endswith("family"):
            return f"{_initials(given, self.tight)} {family}"
        family = family.upper() if form.startswith("FAMILY") else family
        comma = ", " if "," in form else " "
        return family + comma + _initials(given, "glued" if form.endswith("I") else self.tight)

    def entry(self, fields, group):
        """Return an entry and what its parts are: (text, kind, style)."""
        pick = self.pick
        parts = []
        url = pick(
            (
                "https://arxiv.org/abs/2101.01234",
                "https://doi.org/10.1016/j.x.2019.01.002",
                "https://example.org/paper.pdf",
                "https://www.nature.com/articles/s41586-020-1",
                "./papers/a.pdf",
                "https://github.com/ann/notes/a.md",
                "https://hal.science/hal-0123",
            )
        )

        def add(text, kind="other", style="plain", href=None):
            if text:
                parts.append((text, kind, style, href))

        add(
            self._filled(self.before, fields, pick),
            "title" if self._begins_with_its_name() else "other",
            "bold" if "**" in self.before else "plain",
        )
        closing = ""
        for number, field in enumerate(self.order):
            if number:
                mark = self.marks[number - 1]
                said = parts[-1][0] if parts else ""
                if mark.startswith(".") and said.endswith((".", "?", "!")):
                    mark = mark[1:]
                goes_on = field == "y" and self.order[number - 1] in "va"
                if closing and not mark.startswith(closing) and not goes_on:
                    add(closing)
                    closing = ""
                opened = {" (": ")", " [": "]"}.get(mark)
                add(mark)
                closing = opened or closing
            self._add(field, fields, add, url)
        add(closing)
        if self.cited_link:
            self._link_cited(parts, url)
        if self.linked:
            parts = [(text, kind, style, url) for text, kind, style, _ in parts]
        add(self._filled(self.after, fields, pick))
        tail = self._filled(self.id, fields, pick)
        self._links(tail, add)
        if pick((True, True, False)):
            remark = self.remark.replace("r", pick(REMARKS), 1)
            add(
                remark.replace("*", ""),
                "other",
                "italic" if "*r*" in self.remark else "bold" if "**" in self.remark else "plain",
            )
        return self._candidate(parts, group)

    def _begins_with_its_name(self):
        """Whether the name before a title is of it: nothing else sets the title apart."""
        return (
            self.before == "**N**: "
            and self.order[0] == "t"
            and self.kind != "row"
            and self.title_style == "plain"
            and not self.quote
        )

    def _link_cited(self, parts, url):
        """Make one link of the names and the year that follows them."""
        kinds = [kind for _, kind, _, _ in parts]
        if "authors" not in kinds or "year" not in kinds:
            return
        first, last = kinds.index("authors"), kinds.index("year")
        if first > last or set(kinds[first : last + 1]) - {"authors", "year", "other"}:
            return
        while last + 1 < len(parts) and parts[last + 1][0].strip() in (")", "]"):
            last += 1
        for at in range(first, last + 1):
            text, kind, style, _ = parts[at]
            parts[at] = (text, kind, style, url)

    def _add(self, field, fields, add, url):
        pick = self.pick
        if field == "t":
            self._title(fields, add, url)
        elif field == "a":
            by, said = self.people(fields["people"])
            add(by)
            add(
                said,
                "authors",
                pick(("plain",))
                if self.colour < 0.8
                else "italic"
                if self.colour < 0.9
                else "bold",
            )
        elif field == "y":
            self._year(fields["year"], add)
        else:
            self._venue(fields, add)

    def _title(self, fields, add, url):
        title = fields["title"]
        style = self.title_style.split()
        href = url if "link" in style else None
        look = "bold" if "bold" in style else "italic" if "italic" in style else "plain"
        if self.quote:
            add(self.quote[0], "other", look, href)
        if self.coined and look == "plain" and href is None and self.before != "**N**: ":
            name, colon, rest = title.partition(": ")
            if not colon or len(name.split()) > 3:
                name, rest = self.pick(NAMES), title[:1].lower() + title[1:]
            inside = self.pick((True, False))
            add(name + ":" * inside, "title", "bold")
            title = ":" * (not inside) + " " + rest
        add(title, "title", look, href)
        if self.quote:
            if self.inner and self.order[-1] != "t":
                add(self.pick((",", ".")), "other", look, href)
            add(self.quote[-1], "other", look, href)
        if self.kind_mark:
            add(self.kind_mark)

    def _year(self, year, add):
        short, month, day = (
            f"{year % 100:02}",
            self.random.randint(1, 12),
            self.random.randint(1, 28),
        )
        form = self.year
        before, after = {
            "(y)": ("(", ")"), "[y]": ("[", "]"), "ya": ("", self.pick(("a", "b", ""))), "(y, Month)": ("(", ", March)"), "m.y": (f"{month}.", ""), "(y.m)": ("(", f".{month})"),
            "y-m-d": ("", f"-{month:02}-{day:02}"), "d.m.y": (f"{day}.{month}.", ""), "y年": ("", "年"),
        }.get(form, ("", ""))  # fmt: skip
        at = self.order.index("y")
        if form == "'y" and at and self.order[at - 1] == "v" and year > 1959:
            add(self.pick(("'", " ", "-", "’", "")) + short, "year")
            return
        add(before)
        if form == "yy":
            add(short, "year")
            add(self.pick(("", "", f"/{month}")))
            return
        add(str(year), "year")
        add(after)

    def _venue(self, fields, add):
        pick = self.pick
        add(self.into)
        if self.editors:
            add(
                pick(
                    (
                        "A. Low & B. Rye (Eds.), ",
                        "C. Fox (ed.), ",
                        "Low, A., Rye, B. (eds) ",
                        "J. Stone and K. Hill, editors, ",
                    )
                )
            )
        style = self.venue_style
        if style[0] in "([":
            add(style[0])
        add(
            fields["venue"],
            "venue",
            {"italic": "italic", "bold": "bold", "(italic)": "italic"}.get(style, "plain"),
        )
        if style[0] in "([":
            add({"(": ")", "[": "]"}[style[0]])
        number = self.random.randint
        first = number(1, 900)
        volume = self.volume.format(
            v=number(1, 150), i=number(1, 12), p=f"{first}{pick('-–')}{first + number(3, 30)}"
        )
        for n, said in enumerate(volume.split("**")):
            add(said, "other", "bold" if n % 2 else "plain")
        if self.random.random() < 0.7:
            add(self.place)

    def _filled(self, form, fields, pick):
        number = self.random.randint
        family = re.sub(r"\W", "", fields["people"][0][0])
        values = {
            "key": pick((f"{family}{fields['year']}", f"{family}-{fields['year']}.pdf -", f"{family.lower()}{fields['year'] % 100:02}")), "tag": pick(("NLP", "survey", "must read", "code", "ICML oral", "★")), "Mon": pick(("Jun", "Feb", "October")),
            "N": pick(NAMES), "presents": "presents",
        }  # fmt: skip
        said = form
        if said in ("[n] ", "(n) ", "n. ", "§n "):
            return said.replace("n", str(number(1, 60)))
        for name in ("key", "tag", "Mon", "N"):
            if name in said:
                said = said.replace(name, values[name], 1)
                break
        if form.startswith("Mon d"):
            said = said.replace(" d", f" {number(1, 30)}")
        if form == "【y/m/d】":
            return f"【{number(2018, 2025)}/{number(1, 12):02}/{number(1, 28):02}】"
        if form in (" (p)", " [p]"):
            return form.replace("p", pick(PEOPLE))
        if form == "p presents: ":
            return f"{pick(PEOPLE)} presents: "
        return said.replace("**", "")

    def _links(self, tail, add):
        number = self.random.randint
        url = self.pick(
            (
                "https://arxiv.org/abs/2101.01234",
                "https://doi.org/10.1016/j.x.2019.01.002",
                "https://example.org/paper.pdf",
                "https://openreview.net/forum?id=abc",
                "http://www.cs.example.edu/~low/p.html",
            )
        )
        at = 0
        for match in re.finditer(
            r"\[([^\[\]]+)\]\((u|g)\)|\b(u)\b|<u>|\[\[Abstract\]\]\(u\)", tail
        ):
            add(tail[at : match.start()])
            at = match.end()
            address = "https://github.com/ann/code" if match.group(2) == "g" else url
            if match.group(1):
                add(match.group(1), "other", "plain", address)
            elif match.group().startswith("[["):
                add("[Abstract]", "other", "plain", address)
            else:
                add(address)
        rest = tail[at:]
        doi = f"10.{number(1000, 9999)}/j.{self.pick('abcdefg')}.{number(2000, 2024)}.{number(10, 99999)}"
        rest = re.sub(r"\bd\b(?=$)", doi, rest)
        rest = re.sub(r"(?<=arXiv:)a$", f"{number(1001, 2410)}.{number(10000, 20000)}", rest)
        rest = re.sub(r"(?<=PMID: )n$", str(number(10**6, 3 * 10**7)), rest)
        add(rest)

    def _candidate(self, parts, group):
        if self.kind != "row":
            return self._in_blocks(parts, group), [(text, kind) for text, kind, _, _ in parts]
        cells, kinds = [[]], []
        for text, kind, style, href in parts:
            if text == "\v":
                cells.append([])
                kinds.append(("\v", "other"))
                continue
            line = text.replace("\n", " ")
            cells[-1].append(Span(line, 1, style == "bold", style == "italic", href))
            kinds.append((line, kind))
        names = {
            "t": ("Title", "Paper", "题目", "Titel"),
            "a": ("Authors", "Author", "作者", "Autor"),
            "y": ("Year", "Date", "年份", "Jahr"),
            "v": ("Venue", "Conference", "期刊", "Journal"),
        }
        columns = (
            tuple(names[one][int(self.colour * 3.99)] for one in self.order)
            if self.colour < 0.6
            else ()
        )
        block = Block("row", 1, cells=cells, group=group, columns=columns)
        return Candidate(block, 0, []), kinds

    def _in_blocks(self, parts, group):
        """Return an entry as one block, or with each of its lines in a block of its own."""
        rows = [[]]
        for text, _, style, href in parts:
            for piece in re.split(r"(\n)", text):
                if piece == "\n" and self.below:
                    rows.append([])
                elif piece:
                    rows[-1].append(Span(piece, 1, style == "bold", style == "italic", href))
        level = 3 if self.kind == "heading" else 0
        first, *others = rows
        found = Candidate(Block(self.kind, 1, first, group=group, level=level), 0, [])
        found.joined = [Block(self.below, 1, one, group=group, level=1) for one in others]
        return found


def made_lists(labels, count, seed=0, size=5):
    """Yield lists of (candidate, parts): entries in one notation, made of labelled ones.

    Parameters
    ----------
    labels
        Labelled entries.
    count
        How many lists.
    seed
        Of the choices.
    """
    random_ = random.Random(seed)
    having = {
        field: [one for one in labels if one[field]]
        for field in ("title", "authors", "venue", "year")
    }
    for number in range(count):
        language = random_.choices(
            ("labelled", "en", "zh", "ja", "ko", "ru", "pt", "es", "de", "fr", "it"),
            (60, 14, 8, 5, 2, 4, 3, 3, 3, 3, 2),
        )[0]
        notation = WrittenNotation(random_, "en" if language == "labelled" else language)
        found = []
        for _ in range(size):
            fields = (
                labelled_fields(random_.choice, having)
                if language == "labelled"
                else foreign_fields(random_.choice, language)
            )
            if notation.tools:
                fields["title"] = tool(random_.choice)
            found.append(notation.entry(fields, number))
        yield found


STATE = {"other": 0, "authors": 1, "year": 2, "venue": 3, "title": 4}


def states_of_parts(said, parts):
    """Return the state of each word of a made entry."""
    ends, at = [], 0
    for text, kind in parts:
        at += len(text)
        ends.append((at, kind))
    states, n, titled = [], 0, False
    for word in said.words:
        while ends[n][0] <= word.start:
            n += 1
        kind = ends[n][1]
        if kind == "title":
            titled = True
        states.append(STATE[kind] + (5 if titled and kind != "title" else 0))
    return states
