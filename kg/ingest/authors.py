"""Authors: who an author's id stands for, and who is local to one paper.

An id joins people of one name, initials, accents and order apart. Under another name it
is another person, who stays local to the paper that names them, with a warning.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from operator import itemgetter
from typing import NamedTuple

from kg.matching import surnames
from kg.records import Author, Authored, Graph, Warning, Work, WorkAuthor
from kg.titles import normalise_title

__all__ = ["add_authors", "may_be_one_person"]

_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe"})
_TITLES = frozenset(("jr", "sr", "ii", "iii", "iv", "dr", "prof", "phd", "md"))


class _PrintedName(NamedTuple):
    """An author as one paper prints them, and the id that stands for them (None: no id)."""

    paper: str
    position: int
    author: WorkAuthor
    id: str | None


def may_be_one_person(one: str, other: str) -> bool:
    """Whether two printed names may be one person's: initials, accents and order apart.

    Examples
    --------
    >>> may_be_one_person("José García", "Garcia, J."), may_be_one_person("Wang Jun", "Jun Wang")
    (True, True)
    >>> may_be_one_person("Rolf Nielsson", "Ana Lopez"), may_be_one_person("Jian Wang", "Jun Wang")
    (False, False)
    """
    a, b = sorted((_words(one), _words(other)), key=len)
    if not a or not b or "".join(a).isascii() != "".join(b).isascii():
        return True  # nothing to compare, or a name in two scripts: the id decides
    if "".join(sorted(a)) == "".join(sorted(b)) or "".join(a) == "".join(b):
        return True
    left = list(b)
    whole = False
    for word in sorted(a, key=len, reverse=True):
        fitting = [known for known in left if _same_word(word, known)]
        if not fitting:
            return False
        best = max(fitting, key=len) if len(word) > 1 else fitting[0]
        whole |= min(len(word), len(best)) > 1
        left.remove(best)
    return whole


def _words(name: str) -> list[str]:
    folded = unicodedata.normalize("NFKD", name.casefold().translate(_LETTERS))
    folded = "".join(char for char in folded if not unicodedata.combining(char))
    words = re.findall(r"[^\W\d_]+", re.sub(r"['’]", "", folded))
    return [word for word in words if word not in _TITLES]


def _same_word(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    if len(short) == 1 or (len(short) > 2 and len(long) > len(short) + 1):
        return long.startswith(short)
    plain = [re.sub(r"(?<=[aou])e", "", word) for word in (one, other)]
    return one == other or plain[0] == plain[1] or (len(short) > 2 and long.startswith(short))


def add_authors(graph: Graph, works_of: Mapping[str, Sequence[Work]]) -> list[Warning]:
    """Add the authors of each paper in order; return the ids that stand for several people.

    Authors without an id, and those whose id belongs to somebody of another name, are
    local to their paper. Where a paper prints a name otherwise than the author's node
    bears it, the relationship says how. Linear in the number of authors.
    """
    printed = _all_printed(works_of)
    owners, warnings = _owners(
        (name_printed.id, name_printed.author.name) for name_printed in printed if name_printed.id
    )
    orcids, orcid_warnings = _owners(
        (f"orcid:{name_printed.author.orcid}", name_printed.author.name)
        for name_printed in printed
        if name_printed.author.orcid
    )
    people, local, twice = _told_apart(printed, owners)
    warnings += twice
    authored: list[tuple[str, str, int, str | None]] = []
    for id, prints in people.items():
        name = _add_person(graph, id, prints, orcids)
        authored += [
            (id, paper, position, None if author.name == name else author.name)
            for paper, position, author, _ in prints
        ]
    for name_printed in local:
        person = Author(
            id=f"{name_printed.paper}#author-{name_printed.position}",
            name=name_printed.author.name,
            name_key=normalise_title(name_printed.author.name),
        )
        graph.add(person)
        authored.append((person.id, name_printed.paper, name_printed.position, None))
    authored.sort(key=itemgetter(0, 1))
    fields = ("start", "end", "position", "name")
    columns = zip(*authored, strict=True) if authored else ((),) * len(fields)
    graph.add_columns(Authored, dict(zip(fields, map(list, columns), strict=True)))
    return [*warnings, *(warning for warning in orcid_warnings if warning not in warnings)]


def _told_apart(
    printed: Sequence[_PrintedName], owners: Mapping[str, Collection[str]]
) -> tuple[dict[str, list[_PrintedName]], list[_PrintedName], list[Warning]]:
    """Return the authors by the id that is theirs, those local to a paper, and ids given there twice."""
    paper, on_paper = None, set[str]()
    people: dict[str, list[_PrintedName]] = defaultdict(list)
    local: list[_PrintedName] = []
    warnings = []
    for name_printed in printed:
        id = name_printed.id
        if name_printed.paper != paper:
            paper, on_paper = name_printed.paper, set()
        if id and id not in on_paper and name_printed.author.name in owners[id]:
            on_paper.add(id)
            people[id].append(name_printed)
            continue
        if id and id in on_paper:
            message = (
                f'{id} is given to two authors of one paper: "{name_printed.author.name}" of {name_printed.paper} '
                "stays without it"
            )
            warnings.append(Warning("one-id-two-people", message))
        local.append(name_printed)
    return people, local, warnings


def _add_person(
    graph: Graph, id: str, prints: Sequence[_PrintedName], orcids: Mapping[str, set[str]]
) -> str:
    """Add an author; return the name that its node bears."""
    names = {name_printed.author.name for name_printed in prints}
    name = max(names, key=lambda name: (len(name), name)) if len(names) > 1 else names.pop()
    with_orcid = [name_printed.author for name_printed in prints if name_printed.author.orcid]
    orcid = min(
        (
            author.orcid
            for author in with_orcid
            if author.orcid and author.name in orcids[f"orcid:{author.orcid}"]
        ),
        default=None,
    )
    graph.add(
        Author(
            id=id,
            name=name,
            name_key=normalise_title(name),
            s2_id=id.removeprefix("s2:") if id.startswith("s2:") else None,
            orcid=orcid,
        )
    )
    return name


def _all_printed(works_of: Mapping[str, Sequence[Work]]) -> list[_PrintedName]:
    s2_of_orcid: dict[str, str] = {}
    names_of_s2: dict[str, str] = {}
    for works in works_of.values():
        for work in works:
            for author in work.authors:
                if author.orcid and author.s2_id:
                    s2_of_orcid.setdefault(author.orcid, author.s2_id)
                    names_of_s2.setdefault(author.s2_id, author.name)
    printed = []
    for paper, works in works_of.items():
        for position, author in enumerate(_authors(works), start=1):
            s2_id = author.s2_id
            known = s2_of_orcid.get(author.orcid or "")
            if s2_id is None and known and may_be_one_person(author.name, names_of_s2[known]):
                s2_id = known
            id = f"s2:{s2_id}" if s2_id else f"orcid:{author.orcid}" if author.orcid else None
            printed.append(_PrintedName(paper, position, author, id))
    return printed


def _owners(
    names_by_id: Iterable[tuple[str, str]],
) -> tuple[dict[str, set[str]], list[Warning]]:
    """Return, for each id, the names of the one person it stands for: the most printed."""
    counted: dict[str, dict[str, int]] = defaultdict(dict)
    for id, name in names_by_id:
        names = counted[id]
        names[name] = names.get(name, 0) + 1
    owners: dict[str, set[str]] = {}
    warnings = []
    for id, names in counted.items():
        if len(names) == 1:
            owners[id] = set(names)
            continue
        order = sorted(names, key=lambda name: (-names[name], -len(name), name))
        owner: list[str] = []
        for name in order:
            if all(may_be_one_person(name, known) for known in owner):
                owner.append(name)
        owners[id] = set(owner)
        if strangers := [name for name in order if name not in owners[id]]:
            named = ", ".join(f'"{name}"' for name in strangers[:3])
            warnings.append(
                Warning(
                    "one-id-two-people",
                    f'{id} is given to people of different names: it stays with "{owner[0]}"; '
                    f"{named} {'and others are' if len(strangers) > 3 else 'is' if len(strangers) == 1 else 'are'} "
                    "local to the paper",
                )
            )
    return owners, warnings


def _authors(works: Sequence[Work]) -> list[WorkAuthor]:
    """Return the authors of the most authoritative work that names any, with ids where another has them."""
    lists = [work.authors for work in works if work.authors]
    if len(lists) < 2:
        return lists[0] if lists else []
    people = surnames(author.name for author in lists[0])
    same = [authors for authors in lists if surnames(author.name for author in authors) == people]
    return max(
        same, key=lambda authors: sum(bool(author.s2_id or author.orcid) for author in authors)
    )
