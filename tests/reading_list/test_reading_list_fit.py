"""A model that is fitted on a part of the labelled lists reads others."""

import sys
from pathlib import Path
from statistics import mean

import pytest
from labelled_lists import markdown_of, score

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

from fit_lists import Labelled, batches, fit

from kg.reading_list import parse

#: What a small fit may score on a batch that it has not seen.
ENTRIES, OVERALL = 0.85, 0.65


@pytest.mark.slow
def test_a_batch_is_read_by_a_model_that_has_not_seen_it():
    *known, unseen = batches()
    seen = [name for batch in known[-9:] for name in batch]
    model, _ = fit([Labelled(name) for name in seen], made=30, rounds=25)
    scores = [
        score(name, parse(markdown_of(name), source=f"{name}.md", id="list:x", model=model))
        for name in unseen
    ]
    assert mean(one["entries"] for one in scores) >= ENTRIES
    assert mean(one["overall"] for one in scores) >= OVERALL
