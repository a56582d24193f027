"""However often lists are edited, built, moved and forgotten, and builds killed: a fresh build."""

from __future__ import annotations

import copy
import json
import random
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from kg import build
from kg.cli import main
from kg.records import LABELS, RELATIONSHIP_TYPES
from kg.stores import Store, open_store

PAPERS = 14
WORDS = (
    "Hashing Retrieval Alignment Ranking Clustering Captioning Parsing Tracking Pruning "
    "Sampling Denoising Grounding Matching Tagging"
).split()
PEOPLE = ("Ann Lee", "Bo Chen", "Carla Ruiz", "Dmitri Orlov", "Eva Novak")


class Library:
    """Papers of which more and more is known, and two lists of some of them, as files."""

    def __init__(self, directory: Path, pick: random.Random) -> None:
        self.directory = directory
        self.pick = pick
        self.with_doi: set[int] = set()
        self.names = {"a": "first.md", "b": "second.md"}
        self.chosen: dict[str, list[int]] = {"a": [], "b": []}
        #: What each list that is in the store said, and the records, when it was built last.
        self.built: dict[str, tuple[str, str]] = {}
        self.seen: dict[str, dict[str, dict[Any, dict[str, Any]]]] = {}

    def title(self, number: int) -> str:
        return f"Deep {WORDS[number]} of {WORDS[(number * 5 + 3) % PAPERS]} Graphs"

    def records(self) -> str:
        lines = []
        for number in range(PAPERS):
            cited = sorted({number * 7 % PAPERS, number * 3 % PAPERS, number // 2} - {number})
            record: dict[str, Any] = {
                "paperId": f"p{number}",
                "title": self.title(number),
                "year": 2000 + number,
                "authors": [{"name": PEOPLE[number % 5]}, {"name": PEOPLE[number * 2 % 5]}],
                "venue": "NeurIPS" if number % 2 else "ACM Multimedia",
                "references": [
                    {"paperId": f"p{other}", "title": self.title(other)}
                    for other in cited
                    if other < number
                ],
            }
            if number in self.with_doi:
                record["externalIds"] = {"DOI": f"10.5555/{number}"}
            lines.append(json.dumps(record) + "\n")
        return "".join(lines)

    def list(self, name: str) -> str:
        entries = ["# Papers\n\n"]
        for place, number in enumerate(self.chosen[name]):
            if place == 4:
                entries.append("\n## More\n\n")
            title = self.title(number)
            if number in self.with_doi:
                title = f"[{title}](https://doi.org/10.5555/{number})"
            entries.append(f"- {PEOPLE[number % 5]}. {title}. {2000 + number}.\n")
        return "".join(entries)

    def edit(self, name: str) -> None:
        """Take papers out and in, in another order; learn a better id of some."""
        self.chosen[name] = self.pick.sample(range(PAPERS), self.pick.randint(3, 8))
        self.with_doi.update(self.pick.sample(range(PAPERS), self.pick.randint(0, 2)))
        self.write_files(self.directory)

    def write_files(self, directory: Path) -> None:
        for name, file in self.names.items():
            if self.chosen[name]:
                (directory / file).write_text(self.list(name))
        (directory / "records.jsonl").write_text(self.records())

    def arguments(self, name: str) -> list[str]:
        records = self.directory / "records.jsonl"
        return [str(self.directory / self.names[name]), "--source", str(records)]

    def remember(self, name: str) -> None:
        self.built[name] = (self.list(name), self.records())

    def fresh(self, directory: Path) -> dict[str, dict[Any, dict[str, Any]]]:
        """Return what a new store holds of every list as it was built last."""
        state = json.dumps(sorted((self.names[name], *told) for name, told in self.built.items()))
        if state not in self.seen:
            directory.mkdir()
            url = str(directory / "store")
            for name, (text, records) in self.built.items():
                (directory / self.names[name]).write_text(text)
                (directory / "records.jsonl").write_text(records)
                build(directory / self.names[name], store=url, source=directory / "records.jsonl")
            with open_store(url) as store:
                self.seen = {state: kgs_part(store)}
        return copy.deepcopy(self.seen[state])


def kgs_part(store: Store) -> dict[str, dict[Any, dict[str, Any]]]:
    """What kg wrote, without what the user added to it."""
    found: dict[str, dict[Any, dict[str, Any]]] = {}
    for label in LABELS:
        found[label.LABEL] = {
            node["id"]: {name: value for name, value in node.items() if not name.startswith("my_")}
            for node in store.nodes(label.LABEL)
        }
    for type_ in RELATIONSHIP_TYPES:
        for edge in store.relationships(type_.TYPE):
            key = (edge.start, edge.end, *(edge.properties.get(name) for name in type_.KEY))
            found.setdefault(type_.TYPE, {})[key] = {
                name: value for name, value in edge.properties.items() if name != "my_check"
            }
    return found


def with_users_things(store: Store) -> set[str]:
    rows = store.query(
        "MATCH (p:Paper) OPTIONAL MATCH (p)<-[r:ABOUT]-() "
        "WITH p, count(r) AS n RETURN p.id AS id, keys(p) AS names, n"
    )
    return {row["id"] for row in rows if row["n"] or any(k.startswith("my_") for k in row["names"])}


class User:
    """Adds things of their own, and knows what must be there."""

    def __init__(self, url: str, pick: random.Random) -> None:
        self.url, self.pick = url, pick
        self.notes: set[int] = set()
        self.marks: set[str] = set()
        self.about = 0
        self.number = 0

    def write(self) -> None:
        self.number += 1
        place = self.pick.randint(0, 4)
        pick = f"MATCH (p:Paper) WITH p ORDER BY p.year, p.title SKIP {place} LIMIT 1"
        kind = self.pick.choice(["note", "mark", "about", "check", "remove"])
        statement = {
            "note": f"CREATE (:Note {{number: {self.number}}})",
            "mark": f"{pick} SET p.my_{self.number} = {self.number} RETURN p.id AS id",
            "about": f"{pick} CREATE (:Note {{number: {self.number}}})-[:ABOUT]->(p) RETURN p.id AS id",
            "check": "MATCH (:Paper)-[r:CITES]->(:Paper) SET r.my_check = true",
            "remove": "MATCH (n:Note) WHERE NOT (n)--() DELETE n",
        }[kind]
        with open_store(self.url) as store:
            some = store.query(f"{pick} RETURN p.id AS id")
            free = store.query("MATCH (n:Note) WHERE NOT (n)--() RETURN n.number AS n")
        assert main(["query", statement, "--write", "--store", self.url]) == 0
        if kind == "note" or (kind == "about" and some):
            self.notes.add(self.number)
            self.about += kind == "about"
        if kind == "mark" and some:
            self.marks.add(f"my_{self.number}")
        if kind == "remove":
            self.notes -= {row["n"] for row in free}

    def check(self, store: Store) -> None:
        notes = store.query("MATCH (n:Note) RETURN n.number AS n")
        assert sorted(row["n"] for row in notes) == sorted(self.notes)
        about = store.query("MATCH (:Note)-[r:ABOUT]->(:Paper) RETURN count(r) AS n")
        assert about == [{"n": self.about}]
        marks = store.query("MATCH (p:Paper) UNWIND keys(p) AS k RETURN k")
        assert sorted(row["k"] for row in marks if row["k"].startswith("my_")) == sorted(self.marks)


def killed_build(library: Library, name: str, url: str) -> None:
    """Begin a build and kill it at a random moment, mostly while it writes."""
    command = [sys.executable, "-m", "kg", "build", *library.arguments(name), "--store", url]
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    assert running.stderr is not None
    for line in running.stderr:
        if b"writing" in line:
            break
    time.sleep(library.pick.random() * 0.08)
    running.kill()
    running.communicate()


def check(library: Library, user: User, url: str, scratch: Path) -> None:
    wanted = library.fresh(scratch)
    with open_store(url) as store:
        found = kgs_part(store)
        extra = found["Paper"].keys() - wanted["Paper"].keys()
        assert extra <= with_users_things(store)
        for id in extra:
            del found["Paper"][id]
        assert found == {name: found.get(name, {}) and rows for name, rows in wanted.items()}
        user.check(store)
        assert {facts.input.removeprefix("list:") for facts in store.inputs()} == {
            library.names[name].removesuffix(".md") for name in library.built
        }


def history(seed: int, steps: int, url: str, directory: Path, kills: int = 1) -> None:
    pick = random.Random(seed)
    library = Library(directory, pick)
    user = User(url, pick)
    kinds = (
        ["build"] * steps
        + ["write"] * (steps // 2)
        + ["kill"] * kills
        + ["forget", "move", "again"]
    )
    pick.shuffle(kinds)
    library.edit("a")
    for number, kind in enumerate(["build", *kinds]):
        name = pick.choice("ab")
        if kind == "write":
            user.write()
        elif kind == "forget" and len(library.built) == 2:
            assert main(["store", "forget", library.names[name], "--store", url]) == 0
            del library.built[name]
        else:
            if kind != "again" or name not in library.built:
                library.edit(name)
            if kind == "kill":
                killed_build(library, name, url)
                with open_store(url) as store:
                    user.check(store)
            if kind == "move" and name in library.built:
                old = library.names[name]
                library.names[name] = f"moved{number}.md"
                (directory / old).rename(directory / library.names[name])
                moved = str(directory / library.names[name])
                assert main(["store", "move", str(directory / old), moved, "--store", url]) == 0
            assert main(["build", *library.arguments(name), "--store", url]) == 0
            library.remember(name)
        check(library, user, url, directory / f"fresh{number}")


@pytest.mark.parametrize("seed", range(5))
def test_every_step_of_a_history_ends_in_a_fresh_build(tmp_path, seed):
    history(seed, 1, str(tmp_path / "store"), tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 160))
def test_every_step_of_a_long_history_ends_in_a_fresh_build(tmp_path, seed):
    history(seed, 8, str(tmp_path / "store"), tmp_path, kills=2)


@pytest.mark.slow
@pytest.mark.neo4j
@pytest.mark.parametrize("seed", [7, 8])
def test_a_history_in_neo4j_ends_in_a_fresh_build(tmp_path, neo4j_url, seed):
    history(seed, 4, neo4j_url, tmp_path)
