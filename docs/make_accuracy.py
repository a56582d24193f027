"""Write docs/accuracy.md from everything in the repository that is labelled, or check it.

python docs/make_accuracy.py           write it
python docs/make_accuracy.py --check   exit 1 when it is stale
"""

from __future__ import annotations

import statistics
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

ROOT = Path(__file__).parents[1]
sys.path[:0] = [
    str(ROOT / "docs"),
    str(ROOT / "tests"),
    str(ROOT / "tests" / "reading_list"),
    str(ROOT / "benchmarks"),
]

import lists as list_benchmark
from agreement_of_sources import agreement_of_sources
from matching.adversarial import all_pairs, variants, version_pairs
from mentions.sentences import PARTS, recogniser_of_example, score_sentences

from kg.matching import is_version_pair, match_entry
from kg.reading_list import parse, read_list
from kg.settings import packaged
from kg.sources.records_file import RecordsFile

TARGET = Path(__file__).parent / "accuracy.md"
INTRODUCTION = """\
# Accuracy

<!-- Made by docs/make_accuracy.py (`make accuracy`); `make lint` checks that it is current. -->

How far links can be trusted, measured on everything in the repository that is labelled. *Precision*
is the share of what was linked that is right, *recall* the share of what is right that was linked.
Unsure is not linked: what cannot be decided costs recall, never precision.
"""


def main() -> int:
    """Write the page, or with ``--check`` compare it."""
    text = page()
    if "--check" in sys.argv[1:]:
        if TARGET.is_file() and TARGET.read_text(encoding="utf-8") == text:
            return 0
        print("error: docs/accuracy.md is stale, run make accuracy", file=sys.stderr)
        return 1
    TARGET.write_text(text, encoding="utf-8", newline="\n")
    return 0


def page() -> str:
    """Return the page."""
    return "\n".join([INTRODUCTION, *_links(), *_versions(), *_sentences(), *_lists(), *_sources()])


def _links() -> list[str]:
    pairs: Counter[tuple[str, bool]] = Counter()
    linked: Counter[tuple[str, bool]] = Counter()
    ways: Counter[tuple[str, bool]] = Counter()
    for pair in all_pairs():
        found = match_entry(pair.entry, [pair.work])
        pairs[pair.kind, pair.same] += 1
        if found.work is not None:
            linked[pair.kind, pair.same] += 1
            near = "equal title" if found.confidence == "certain" else "nearly equal title"
            ways[
                near + (" and author" if found.matched_by == "title+author" else ""), pair.same
            ] += 1
    asked = sum(count for (_, same), count in pairs.items() if same)
    right = sum(count for (_, same), count in linked.items() if same)
    wrong = sum(count for (_, same), count in linked.items() if not same)
    names = sorted({way for way, _ in ways})
    return [
        "## Links by title\n",
        (
            f"{sum(pairs.values())} pairs of an entry and a record, {asked} of them one paper: hand-labelled ones "
            "(`tests/data/matching/`), titles beside their nearest neighbours that are other papers by the same people "
            "in the same year, and changes of real titles whose answer is known. The kinds *particle* and *word*, and "
            "32 of *notice*, are pairs of published titles that were looked up; *sign*, *letter*, *abbreviation* and *name* are "
            "written by hand, some of them after real ones.\n"
        ),
        f"**Precision {_share(right, right + wrong)}, recall {_share(right, asked)}.**\n",
        *_table(
            ("way", "links", "right"),
            [(w, ways[w, True] + ways[w, False], ways[w, True]) for w in names],
        ),
        "Pairs that are **not** one paper, by kind:\n",
        *_table(
            ("kind", "pairs", "linked"),
            [
                (kind, pairs[kind, False], linked[kind, False])
                for kind, same in sorted(pairs)
                if not same
            ],
        ),
        "Pairs that **are** one paper, by kind:\n",
        *_table(
            ("kind", "pairs", "linked"),
            [(kind, pairs[kind, True], linked[kind, True]) for kind, same in sorted(pairs) if same],
        ),
        *_variants(),
        *_example(),
    ]


def _variants() -> list[str]:
    """Match papers under two titles of which one lacks a part; what is not sure is not linked."""
    pairs: Counter[str] = Counter()
    linked: Counter[str] = Counter()
    for pair in variants():
        pairs[pair.kind] += 1
        linked[pair.kind] += match_entry(pair.entry, [pair.work]).work is not None
    return [
        (
            "One paper under two titles, of which one lacks a part (99 real titles of `variant_titles.tsv`, each in both "
            "directions, with all authors that the file names and with the first alone; no abstract is given). A name in "
            "front is linked where the title spells it or nothing known is called so, and authors and year agree; "
            "with an abstract that introduces the name, the rest is linked, too:\n"
        ),
        *_table(("kind", "pairs", "linked"), [(kind, pairs[kind], linked[kind]) for kind in pairs]),
    ]


def _example() -> list[str]:
    """Match the entries of the example that carry an identifier without it: the answer is known."""
    parsed = read_list(str(packaged("examples", "cross-modal-retrieval.md")))
    with_ids = [entry for entry in parsed.entries if entry.ids]
    facts = RecordsFile(packaged("examples", "cross-modal-retrieval.records.jsonl"))
    known = facts.resolve(with_ids, {})
    bare = facts.resolve([msgspec.structs.replace(entry, ids={}) for entry in with_ids], {})
    answers = [(one.work, other.work) for one, other in zip(known, bare, strict=True) if one.work]
    right = sum(by_title is not None and by_title.ids == truth.ids for truth, by_title in answers)
    linked = sum(by_title is not None for _, by_title in answers)
    return [
        (
            f"The example's {len(answers)} entries with an identifier, matched by their titles alone: "
            f"{linked} are linked, {right} of them to the paper of the identifier.\n"
        )
    ]


def _versions() -> list[str]:
    asked: Counter[tuple[str, bool]] = Counter()
    joined: Counter[tuple[str, bool]] = Counter()
    for pair in version_pairs():
        asked[pair.kind, pair.same] += 1
        joined[pair.kind, pair.same] += is_version_pair(pair.one, pair.other)
    return [
        "## Versions joined\n",
        (
            "A preprint and a publication without an identifier in common, made from the example's records: "
            "joined by title, first author and year, or kept apart.\n"
        ),
        *_table(
            ("pair", "one work", "pairs", "joined"),
            [
                (kind, "yes" if same else "no", asked[kind, same], joined[kind, same])
                for kind, same in sorted(asked, key=lambda key: (not key[1], key[0]))
            ],
        ),
    ]


def _sentences() -> list[str]:
    recogniser = recogniser_of_example()
    rows = []
    for part in PARTS:
        found = score_sentences(recogniser, part)
        rows.append((part, found.sentences, f"{found.precision:.2f}", f"{found.recall:.2f}"))
    return [
        "## Dataset sentences\n",
        (
            "Sentences of abstracts and around citations: do the words say that the authors use a dataset of the "
            "list? The rules were written with the *tuned* ones in view; the *held out* ones were kept aside.\n"
        ),
        *_table(("part", "sentences", "precision", "recall"), rows),
    ]


def _lists() -> list[str]:
    names = list_benchmark.NAMES
    scores = {
        name: list_benchmark.score(
            name, parse(list_benchmark.markdown_of(name), source=f"{name}.md", id="list:x")
        )
        for name in names
    }
    unseen = list_benchmark.unseen()
    rows = []
    for first, last in list_benchmark.BATCHES:
        batch = [one for one in list_benchmark.FIRST_RUN if int(first) <= int(one) <= int(last)]
        then = statistics.mean(list_benchmark.FIRST_RUN[name] for name in batch)
        others = statistics.mean(unseen[name]["overall"] for name in batch)
        now = statistics.mean(scores[name]["overall"] for name in batch)
        rows.append(
            (f"{first} to {last}", len(batch), f"{then:.2f}", f"{others:.2f}", f"{now:.2f}")
        )
    columns = ("entries", "title", "year", "venue", "authors", "links", "overall")
    kinds = [
        (kind, *(f"{list_benchmark.mean_of(of, column):.3f}" for column in columns))
        for kind, of in (("unseen", unseen), ("now", scores))
    ]
    return [
        "## Reading of lists\n",
        (
            f"{len(scores)} labelled lists, scored by entries, titles, years, venues, authors and links. *At first "
            "sight* is what a batch of lists scored the first time it was read, before anything was changed because of "
            "it: what a list never seen before can be expected to score. *Unseen* is what they scored read with weights "
            "that were fitted on the other half of the batches, though rules were mended because of the lists; *now*, with "
            "the weights of the package, which are fitted on these very lists.\n"
        ),
        *_table(("means of the lists", *columns), kinds),
        *_table(("lists", "number", "at first sight", "unseen", "now"), rows),
    ]


def _sources() -> list[str]:
    described, services, pairs = agreement_of_sources()
    return [
        "## More than one source\n",
        (
            f"A made-up literature, served on this machine by four services that behave like the real ones: {described}. "
            "Every service was asked about every list. *Stated* are the citations of the graph that name a service, "
            "*right* those of them that it holds.\n"
        ),
        *_table(("service", "held", "stated", "right"), services),
        "How far every two agree, over the listed papers for which both gave a list:\n",
        *_table(("services", "lists", "both", "first alone", "second alone"), pairs),
        (
            "This shows that nothing a service says is lost or credited to another, not how far the services agree on "
            "real papers: they were not asked live.\n"
        ),
    ]


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.3f} ({part} of {whole})"


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> list[str]:
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]
    return [*lines, ""]


if __name__ == "__main__":
    sys.exit(main())
