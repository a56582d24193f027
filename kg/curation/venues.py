"""Do two labels name one venue? Only names that are both well known can contradict."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.ingest.venues import venue_name

__all__ = ["contradicts"]

#: Meetings whose acronym means nothing else, by every acronym they go by.
_MEETINGS = {
    acronym.upper(): names[0]
    for names in (
        line.split()
        for line in """
        AAAI\nACCV\nACL\nAISTATS\nBMVC\nCHI\nCIKM\nCOLING\nCOLT\nCoNLL\nCoRL\nCVPR\nEACL\nECAI\nECCV\nECIR
        EMNLP\nICASSP\nICCV\nICDAR\nICDE\nICDM\nICIP\nICLR\nICME\nICML\nICMR\nICPR\nICRA\nIJCAI\nIJCNN
        Interspeech\nIROS\nISWC\nKDD SIGKDD\nMICCAI\nMM ACMMM\nMMM\nNAACL\nNeurIPS NIPS\nOSDI\nPAKDD\nRecSys
        RSS\nSDM\nSIGGRAPH\nSIGIR\nSIGMOD\nSOSP\nUAI\nUIST\nVLDB PVLDB\nWACV\nWSDM\nWWW TheWebConf\n3DV
        """.split("\n")
        if line.strip()
    )
    for acronym in names
}
#: Full names, as their distinctive words.
_FULL_NAMES = (
    ("NeurIPS", "neural information processing systems"),
    ("CVPR", "computer vision and pattern recognition"),
    ("ECCV", "european conference on computer vision"),
    ("ICCV", "international conference on computer vision"),
    ("WACV", "winter conference on applications of computer vision"),
    ("ICML", "international conference on machine learning"),
    ("ICLR", "learning representations"),
    ("AAAI", "association for the advancement of artificial intelligence"),
    ("AAAI", "aaai conference on artificial intelligence"),
    ("IJCAI", "international joint conference on artificial intelligence"),
    ("EMNLP", "empirical methods in natural language processing"),
    ("NAACL", "north american chapter"),
    ("ACL", "annual meeting of the association for computational linguistics"),
    ("KDD", "knowledge discovery and data mining"),
    ("SIGIR", "research and development in information retrieval"),
    ("MM", "acm multimedia"),
    ("MM", "international conference on multimedia"),
    ("WWW", "the web conference"),
    ("ICASSP", "acoustics, speech and signal processing"),
    ("ICRA", "robotics and automation"),
    ("IROS", "intelligent robots and systems"),
)
#: Journals whose papers are presented at a meeting, and listed under either name.
_PRESENTED_AT = (
    ("transactions on graphics", ("SIGGRAPH",)),
    ("robotics and automation letters", ("ICRA", "IROS")),
)
_JOURNAL = re.compile(r"\b(?:journal|transactions|trans|letters|magazine|annals)\b", re.IGNORECASE)
_NO_VENUE = re.compile(
    r"\b(?:arxiv|corr|preprint|workshops?|findings|openreview|reprint)\b", re.IGNORECASE
)
_SMALL = frozenset(("and", "of", "the", "on", "for", "in", "a", "an", "ieee", "acm", "cvf"))


def meeting(label: str) -> str | None:
    """Return the acronym of the well-known meeting that a label names, or None.

    Examples
    --------
    >>> meeting("NIPS"), meeting("2022 CVPR"), meeting("ACM MM 2017"), meeting("IEEE Trans")
    ('NeurIPS', 'CVPR', 'MM', None)
    """
    if _JOURNAL.search(label):
        return None
    words = re.findall(r"[A-Za-z0-9]+", re.sub(r"(?<=[A-Za-z])['’]?\d{2,4}\b|\d{4}", " ", label))
    found = {
        _MEETINGS[word.upper()] for word in words if word.upper() in _MEETINGS and len(word) > 1
    }
    lower = " ".join(label.casefold().split())
    found |= {acronym for acronym, full in _FULL_NAMES if full in lower}
    return next(iter(found)) if len(found) == 1 else None


def contradicts(listed: str, known: str, alternate_names: Sequence[str] = ()) -> bool:
    """Whether a list's label names another venue than the one a paper appeared in.

    Labels that may be one venue never contradict: an abbreviation ("IEEE Trans"), a
    publisher ("MDPI"), the initials of the other, and a venue that is only a preprint
    server, which says that no more is known.

    Examples
    --------
    >>> contradicts("CVPR", "ECCV 2022"), contradicts("NIPS", "Neural Information Processing Systems")
    (True, False)
    >>> contradicts("IEEE Trans", "IEEE Transactions on Multimedia 20(2)"), contradicts("CVPR", "arXiv")
    (False, False)
    >>> contradicts("WWW", "World Wide Web (journal)"), contradicts("MM", "ACM Transactions on Multimedia")
    (False, True)
    """
    if _NO_VENUE.search(listed) or _NO_VENUE.search(known):
        return False
    said = meeting(listed)
    if said is None:
        return False
    for name in (known, *alternate_names):
        if meeting(name) == said or _initials_hold(said, name) or _is_presented_at(said, name):
            return False
        told = venue_name(name)
        if told and told.acronym and told.acronym.upper() == said.upper():
            return False
    return meeting(known) is not None or _JOURNAL.search(known) is not None


def _is_presented_at(acronym: str, journal: str) -> bool:
    lower = journal.casefold()
    if re.search(rf"\b{acronym.casefold()}\b", lower):
        return True
    return any(name in lower and acronym in meetings for name, meetings in _PRESENTED_AT)


def _initials_hold(acronym: str, name: str) -> bool:
    words = [word for word in re.findall(r"[A-Za-z]+", name) if word.casefold() not in _SMALL]
    return len(words) > 1 and acronym.upper() in "".join(word[0].upper() for word in words)
