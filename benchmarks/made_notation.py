"""How a made list writes its entries: one notation, put together at random."""

__all__ = ["Notation"]


class Notation:
    """How one made list writes its entries."""

    def __init__(self, random_, language):
        self.pick = pick = random_.choice
        self.random = random_
        self.language = language
        wide = language in ("zh", "ja", "ko")
        self.name = (
            "whole"
            if wide
            else pick(
                (
                    "given family",
                    "given family",
                    "given family",
                    "I. family",
                    "I. family",
                    "family, I.",
                    "family, I.",
                    "family, I.",
                    "family I",
                    "family I",
                    "family, given",
                    "family",
                    "family",
                    "family",
                    "family",
                    "FAMILY, I.",
                    "FAMILY I",
                    "family I.",
                    "first turned",
                )
            )
        )
        if language == "ru":
            self.name = pick(("family I.", "family, I.", "I. family"))
        self.tight = pick(("tight", "", ""))
        self.comma = (
            pick((", ", ", ", "，", "、", "; ", " "))
            if wide
            else pick(("; ", "; ", ", "))
            if self.name == "family, given"
            else pick(
                (", ", ", ", ", ", ", ", "; ", ", ", " / ", "/", "-", "–")
                if self.name == "family"
                else (", ", ", ", ", ", ", ", "; ")
            )
        )
        self.last = (
            ""
            if wide
            else pick(
                (
                    "",
                    "",
                    " and ",
                    " and ",
                    ", and ",
                    " & ",
                    ", & ",
                    {"pt": " e ", "es": " y ", "de": " und ", "fr": " et ", "it": " e "}.get(
                        language, " and "
                    ),
                )
            )
        )
        self.most = pick((1, 2, 3, 8, 8, 30, 30, 30))
        #: Entries name their first author alone and do not say that there are others.
        self.first_only = pick((True,) + (False,) * 7)
        self.others = (
            pick((", 等", " 等", "，等", "等", "ら"))
            if language in ("zh", "ja")
            else pick(
                (
                    " et al.",
                    " et al.",
                    " et al",
                    ", et al.",
                    " & al.",
                    " et. al.",
                    ", and others",
                    "+" if self.name == "family" else ", et al",
                    " и др." if language == "ru" else " et al.",
                )
            )
        )
        #: A row that is cut goes on with its last name: ``Low, A., Rye, B., ... & Fox, C.``
        self.ellipsis = pick(("",) * 9 + (", ... & ", ", ..., ", ", …, "))
        #: Those who matter have a star or a dagger.
        self.star = pick(("",) * 9 + ("*", "†", " *"))
        #: What follows on lines of its own stands in bullets or paragraphs below.
        self.below = pick(("",) * 3 + ("item", "item", "paragraph"))
        self.by = pick(
            (
                "",
                "",
                "",
                "",
                "",
                "",
                "",
                "by ",
                "Authors: ",
                "Author: ",
                "作者：" if wide else "with ",
                "com " if language == "pt" else "",
            )
        )
        self.year = pick(
            (
                "y",
                "y",
                "y",
                "y",
                "(y)",
                "(y)",
                "(y)",
                "[y]",
                "ya",
                "(y, Month)",
                "m.y",
                "(y.m)",
                "y-m-d",
                "d.m.y",
                "'y",
                "yy",
                "y年" if wide else "y",
            )
        )
        self.title_style = pick(
            (
                "plain",
                "plain",
                "plain",
                "plain",
                "plain",
                "bold",
                "italic",
                "link",
                "link",
                "link",
                "bold link",
                "italic link",
            )
        )
        self.quote = pick(
            (
                "",
                "",
                "",
                "",
                "",
                '""',
                '""',
                "“”",
                "“”",
                "«»",
                "‘’",
                "「」" if language == "ja" else "《》" if language == "zh" else "",
                "„“" if language == "de" else "",
            )
        )
        self.inner = pick((True, False))
        #: A coined name in bold begins the title: ``**Net**: a network for all``.
        self.coined = not self.quote and pick((True,) + (False,) * 7)
        #: The whole citation is one link.
        self.linked = pick((True,) + (False,) * 11)
        #: Where each person works.
        self.affiliation = pick(
            ("",) * 20 + (" (University of X)", " (MIT)", " (3rd author, Professor)", " (Acme Lab)")
        )
        self.kind_mark = (
            pick(("[J]", "[J]", "[C]", "[J/OL]", ""))
            if language == "zh"
            else pick(("",) * 12 + ("[J]",))
        )
        self.venue_style = pick(
            (
                "plain",
                "plain",
                "plain",
                "italic",
                "italic",
                "italic",
                "bold",
                "(plain)",
                "(italic)",
                "[plain]",
                "code",
            )
        )
        self.into = pick(
            ("",) * 6
            + (
                "In ",
                "In: ",
                "in: ",
                "in ",
                "Proc. ",
                "// ",
                "To appear in ",
                "em ",
                "In Proceedings of ",
                "Presented at ",
                "Published in ",
                "Dans ",
            )
        )
        self.editors = self.into.strip().casefold() in ("in", "in:", "em") and pick(
            (False, False, True)
        )
        self.volume = pick(
            (
                "",
                "",
                "",
                ", {v}({i}), {p}",
                ", {v}, {p}",
                " {v}({i}):{p}",
                " {v}:{p}",
                ", vol. {v}, no. {i}, pp. {p}",
                ", v. {v}, n. {i}, p. {p}",
                ". Vol. {v}. No. {i}.",
                ";{v}({i}):{p}",
                ": {p}",
                ", p. {p}",
                ", pp. {p}",
                " {v} ({i})",
                ", Bd. {v}, S. {p}",
                ". — Т. {v}. — № {i}. — С. {p}",
                ", **{v}**, {p}",
                "({i}): {p}",
                ", LNCS {v}, pp. {p}",
            )
        )
        self.place = pick(
            ("",) * 8
            + (
                ". Springer, Berlin",
                ", ACM, New York, NY, USA",
                ", Springer",
                ". Elsevier",
                ", Cambridge University Press",
                ", Berlin",
                ", Vancouver, Canada",
                ". PMLR",
            )
        )
        self.id = pick(
            ("",) * 6
            + (
                " doi: d",
                " https://doi.org/d",
                ". DOI: d",
                " arXiv:a",
                " [pdf](u)",
                " [[paper](u)]",
                " [[pdf](u)] [[code](g)]",
                " u",
                " <u>",
                " PMID: n",
                "\nu",
                " [link](u)",
                "\n[[Abstract]](u)",
                " [doi](u)",
                " (u)",
                " [📄 PDF](u)",
                " Available at u",
                ". Retrieved from u",
                "\n[Paper](u) | [Code](g)",
            )
        )
        self.remark = pick(
            ("",) * 7 + (". r", " - r", " — r", "\nr", " (r)", " r", ": r", " *r*", ", r", " **r**")
        )
        self.before = pick(
            ("",) * 14
            + (
                "[n] ",
                "(n) ",
                "n. ",
                "key: ",
                "key ",
                "[tag] ",
                "**[tag]** ",
                "Mon d: ",
                "Mon d ",
                "[ ] ",
                "[x] ",
                "- ",
                "【y/m/d】",
                "⭐ ",
                "§n ",
                "**N**: ",
                "**N** ",
                "p presents: ",
                *(
                    (
                        pick(
                            (
                                "Added: ",
                                "Optional: ",
                                "Read: ",
                                "Retired: ",
                                "Paper: ",
                                "(optional) ",
                                "Recommended: ",
                                "Week n: ",
                            )
                        ),
                    )
                    * 2
                ),
            )
        )
        #: Who and when are one link: ``Title. [Low (1977)](...)``.
        self.cited_link = pick((True,) + (False,) * 5)
        self.after = pick(("",) * 9 + (" (p)", " [p]"))
        self.hold = pick((0.0, 0.0, 0.0, 0.0, 0.15, 0.4))
        self.colour = random_.random()
        self.kind = pick(("item", "item", "item", "item", "paragraph", "paragraph", "heading"))
        self.order, self.marks = self._order()
        #: Tools and the year of their papers: ``**Hash Tool** (2014): a toolbox``.
        self.tools = language == "en" and pick((True,) + (False,) * 11)
        if self.tools:
            self.order, self.marks, self.kind = ["t", "y"], [pick((" (", " (", " [", ", "))], "item"
            self.title_style, self.quote, self.coined, self.before = "bold", "", False, ""
            self.year, self.remark = "y", pick((": r", " r", " - r", ". r"))

    def _order(self):
        """Return the order of the fields and the marks between them."""
        pick, wide = self.pick, self.language in ("zh", "ja")
        table = self.random.random()
        if table < 0.1:
            fields = [*self.random.sample("ayv", pick((0, 1, 2, 3))), "t"]
            self.random.shuffle(fields)
            self.kind = "row"
            return fields, ["\v"] * 5
        choices = {
            "t": (8, [()]),
            "ayt v": (12, [(" ", " ", ". "), (". ", ". ", ". "), (" ", ". ", ". "), (", ", ", ", ", "), (" ", ": ", ". "), (" ", " ", ", "), (". ", ". ", ", "), (" - ", " - ", ". "), (" ", " — ", " ")]),
            "at vy": (16, [(". ", ". ", ", "), (", ", ", ", ", "), (": ", ". ", ", "), (", ", ", ", " "), (". ", ". ", ". "), (". ", ", ", ", "), (": ", ", ", " "), (", ", ". ", " "), (" ", " ", " "), (" - ", " - ", " "), (". ", ". ", ";"), ("; ", ". ", " "), (" | ", " | ", " "), ("\n", "\n", " "), (".\n", ".\n", ", "), (",\n", ",\n", ", "), ("。", "。", ", ")]),
            "ta vy": (9, [(". ", ". ", " "), (", ", ", ", ", "), (" ", " ", " "), (" - ", " - ", " "), ("\n", "\n", " "), ("\n", "\n", ", "), ("; ", ". ", ". "), (" | ", " | ", " "), (" / ", ". ", ", "), (" — ", ", ", " "), ("\n", ". ", " "), (", by ", ". ", " ")]),
            "at y": (8, [(". ", ". "), (", ", ", "), (": ", ", "), (": ", " "), (" - ", " "), (" — ", " ("), (", ", " ")]),
            "ay t": (12, [(" ", " "), (" ", ". "), (", ", ". "), (", ", ": "), (" ", ": "), (" ", " - "), (". ", ". "), (" ", ", "), (" ", " — "), (" ", "\n")]),
            "at": (6, [(": ",), (". ",), (", ",), (" - ",), (" — ",), ("\n",), (" | ",), (" ",), ("-",), ("：",), (" -- ",), (" -- ",)]),
            "ta": (8, [(" - ",), (" — ",), (". ",), (", ",), ("\n",), (" by ",), (" | ",), (" (",), ("; ",), (" ",), (" – ",), (" / ",)]),
            "t y": (4, [(" (",), (", ",), (". ",), (" - ",), (" ",), (" | ",), ("\n",)]),
            "t vy": (9, [(", ", " "), (". ", ", "), (" (", " "), (" [", ", "), (" - ", " "), (". ", " "), (" — ", " "), ("\n", " "), (" | ", " "), (" ", " "), (". ", ". ")]),
            "t v": (3, [(". ",), (", ",), (" - ",), (" (",), ("\n",), (" | ",)]),
            "vyt": (9, [(" ", ": "), (" ", " - "), (" ", "-"), ("", ": "), ("", " "), (" ", " "), (", ", ". "), (" ", ". "), (" ", ", "), (" ", " | "), ("", "-"), (" ", "\n")]),
            "yt": (3, [(" ",), (": ",), (". ",), (" - ",), (", ",), (" | ",)]),
            "yat": (5, [(" ", ": "), (" ", ". "), (" ", ", "), (". ", ". "), (", ", ", "), (": ", ": "), (" | ", " | ")]),
            "yatv": (5, [(" ", ", ", ". "), (" ", ". ", ", "), (". ", ". ", ". "), (" ", ": ", ", "), (" | ", " | ", " | ")]),
            "ytav": (4, [(" | ", " | ", " | "), (" ", ", ", ", "), (" ", ". ", ". "), (", ", ", ", ", "), (" - ", " - ", " - ")]),
            "ty av": (3, [(" (", "\n", "\n"), (", ", ". ", ". "), (" ", " ", " "), (" (", ", ", ", ")]),
            "t ay": (5, [(". ", " ("), (" - ", " ("), (". ", " "), (" — ", ", "), (" ", " ("), (", ", " "), (" (", ", "), (" (", " ")]),
            "ta y": (6, [(", ", ", "), (" (", ", "), (" by ", " "), (" - ", " "), (". ", ". "), ("\n", "\n"), (" — ", " "), (" [", ", ")]),
            "ta v": (3, [(". ", ". "), (", ", ", "), ("\n", "\n"), (" - ", " - ")]),
            "tvya": (5, [(". ", " ", ". "), (" (", " ", ". "), (" (", " ", ". "), (" (", " ", " "), (" (", " ", ", "), (", ", ", ", ", "), ("\n", " ", "\n"), (" [", " ", ". ")]),
            "tv ya": (2, [(" - ", " ", " - ")]),
            "avyt": (1, [(", ", " ", ". "), (" (", " ", ") ")]),
            "vtay": (1, [(": ", ", ", ", ")]),
        }  # fmt: skip
        order = self.random.choices(list(choices), [weight for weight, _ in choices.values()])[0]
        marks = pick(choices[order][1])
        if wide and pick((True, False)):
            marks = tuple({". ": "。", ", ": "，", ": ": "："}.get(one, one) for one in marks)
        return [one for one in order if one != " "], list(marks)
