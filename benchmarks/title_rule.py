"""Precision and recall of the title rule over the adversarial pairs of the tests.

Counts, not times: every pair is an entry and a candidate that are, or are not, one paper.

    python benchmarks/title_rule.py
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from matching.adversarial import VARIANT_KINDS, all_pairs, variants

from kg.matching import match_entry


def main() -> None:
    """Print, for each kind of pair, how many were linked."""
    asked: Counter[tuple[str, bool]] = Counter()
    linked: Counter[tuple[str, bool]] = Counter()
    for pair in [*all_pairs(), *variants()]:
        kind = (pair.kind, pair.same)
        asked[kind] += 1
        linked[kind] += match_entry(pair.entry, [pair.work]).confidence in ("certain", "probable")
    print(f"{'kind':24}{'one paper':>10}{'pairs':>8}{'linked':>8}")
    for kind in sorted(asked, key=lambda kind: (not kind[1], kind[0])):
        print(f"{kind[0]:24}{'yes' if kind[1] else 'no':>10}{asked[kind]:8}{linked[kind]:8}")
    right = sum(count for kind, count in linked.items() if kind[1])
    all_linked = sum(linked.values())
    print(f"precision {right / all_linked:.3f} ({right} of {all_linked} links are right)")
    for what, of_variants in (("titles of one wording", False), ("titles that lack a part", True)):
        kinds = [kind for kind in asked if kind[1] and (kind[0] in VARIANT_KINDS) == of_variants]
        found, same = sum(linked[kind] for kind in kinds), sum(asked[kind] for kind in kinds)
        print(f"recall    {found / same:.3f} ({found} of {same} pairs that are one paper), {what}")


if __name__ == "__main__":
    main()
