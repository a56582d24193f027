"""Is this record that entry? A decision, and a sentence of evidence.

The rule, whatever the source: an equal title that nothing contradicts is *certain*,
where every sign that makes another word counts (C++ is not C); a nearly equal one is
*probable* only with the year within one and an author surname in common; an equal title
with a contradiction, or several equal candidates, is *unsure*, and so is a notice about
a paper (erratum, reply, ...) and a title one letter apart that may be another word;
anything else is *none*. A title that contains or extends another is another paper. Only
certain and probable are linked.

Identifiers say more than titles: an identifier in common is certain unless the two
titles have nothing to do with each other, which means that the identifier is wrong.
"""

from kg.matching.agreement import (
    Agreement,
    compare,
    describe,
    is_version_pair,
    share_people,
    work_id,
    work_of_entry,
    year_gap,
)
from kg.matching.contradiction import contradict, titles_akin
from kg.matching.decision import (
    Confidence,
    match_entry,
    verify_identified,
    with_known_retraction,
)
from kg.matching.evidence import (
    identifies_another,
    retraction_notice,
    unknown_ids,
    with_unknown_ids,
)
from kg.matching.index import TitleIndex, title_keys
from kg.matching.retractions import is_retracted, may_be_marked, without_mark
from kg.matching.titles import announces_retraction, compare_titles, is_generic, surnames

__all__ = [
    "Agreement",
    "Confidence",
    "TitleIndex",
    "announces_retraction",
    "compare",
    "compare_titles",
    "contradict",
    "describe",
    "identifies_another",
    "is_generic",
    "is_retracted",
    "is_version_pair",
    "match_entry",
    "may_be_marked",
    "retraction_notice",
    "share_people",
    "surnames",
    "title_keys",
    "titles_akin",
    "unknown_ids",
    "verify_identified",
    "with_known_retraction",
    "with_unknown_ids",
    "without_mark",
    "work_id",
    "work_of_entry",
    "year_gap",
]
