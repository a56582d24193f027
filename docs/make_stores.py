"""Write into docs/stores.md where the embedded engine differs from Neo4j, or check it.

python docs/make_stores.py           write it
python docs/make_stores.py --check   exit 1 when it is stale
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from kg.stores.differences import (
    ENGINE_ERRORS,
    LACKING_FUNCTIONS,
    MADE_RIGHT,
    REFUSED,
    RESPELT,
    EngineDifference,
)

TARGET = Path(__file__).parent / "stores.md"
BEGINNING = "<!-- differences: made by docs/make_stores.py from kg/stores/differences.py -->\n"
END = "<!-- differences: end -->\n"


def main() -> int:
    """Write the section, or with ``--check`` compare it."""
    former = TARGET.read_text(encoding="utf-8")
    before, _, rest = former.partition(BEGINNING)
    text = before + BEGINNING + section() + END + rest.partition(END)[2]
    if "--check" in sys.argv[1:]:
        if text == former:
            return 0
        print("error: docs/stores.md is stale, run python docs/make_stores.py", file=sys.stderr)
        return 1
    TARGET.write_text(text, encoding="utf-8", newline="\n")
    return 0


def section() -> str:
    """Return the section: what is made right, respelt and refused, each as the code has it."""
    lines = [
        f"**Made right, without your noticing**: {listed(MADE_RIGHT)}.",
        "",
        f"**Spelt otherwise, where that is exact**: {listed(RESPELT)}.",
        "",
        "**Refused, with the reason**:",
        "",
        "| | instead | for example |",
        "|---|---|---|",
        *(row(difference) for difference in REFUSED),
        "| storing maps, lists of several types or with null, nodes without a label (Neo4j refuses these too) | | |",
        "",
        "**Functions that are refused**:",
        "",
        "| | instead |",
        "|---|---|",
        *(f"| `{name}` | {code(instead)} |" for name, instead in LACKING_FUNCTIONS.items()),
        "",
        f"**Errors of the engine itself**: {listed(ENGINE_ERRORS)}.",
        "",
    ]
    return "\n".join(lines)


def listed(differences: Iterable[EngineDifference]) -> str:
    """Return differences as one sentence's list."""
    return ", ".join(difference.what for difference in differences)


def row(difference: EngineDifference) -> str:
    """Return a difference as a row of a table, with its first example."""
    instead = difference.instead.replace("{name}", "...")
    example = code(difference.examples[0]) if difference.examples else ""
    return f"| {difference.kind or difference.what} | {escaped(instead)} | {example} |"


def code(text: str) -> str:
    """Return Cypher as code in a table; a sentence stays one."""
    return text if text.startswith("ask ") else f"`{escaped(text)}`"


def escaped(text: str) -> str:
    """Return text whose bars part no columns."""
    return text.replace("|", "\\|")


if __name__ == "__main__":
    raise SystemExit(main())
