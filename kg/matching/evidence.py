"""What a sentence of evidence tells besides the decision, written and read in one place.

The graph keeps one sentence of each decision, in which ``kg check`` finds again which ids
no service knows, that a notice of retraction exists, and that an identifier is another paper's.
"""

from __future__ import annotations

from collections.abc import Iterable

__all__ = [
    "identifies_another",
    "retraction_notice",
    "said_of_another",
    "unknown_ids",
    "with_retraction_notice",
    "with_unknown_ids",
]

_IDS_UNKNOWN = "; not known: "
_RETRACTION_KNOWN = "; a notice of its retraction is known: "
_OF_ANOTHER = "in the list leads to"


def with_unknown_ids(evidence: str, ids: Iterable[str]) -> str:
    """Return evidence that tells the ids of an entry that a service was asked for and does not know.

    Examples
    --------
    >>> with_unknown_ids("nothing found", ["doi:10.1/a", "arxiv:1"])
    'nothing found; not known: doi:10.1/a, arxiv:1'
    """
    return evidence + _IDS_UNKNOWN + ", ".join(ids)


def unknown_ids(evidence: str | None) -> list[str]:
    """Return the ids that evidence tells not to be known to the service that was asked.

    Examples
    --------
    >>> unknown_ids("nothing found; not known: doi:10.1/a, arxiv:1"), unknown_ids(None)
    (['doi:10.1/a', 'arxiv:1'], [])
    """
    _, found, ids = (evidence or "").partition(_IDS_UNKNOWN)
    return ids.split(", ") if found else []


def with_retraction_notice(evidence: str, notice: str) -> str:
    """Return evidence that tells of a notice that the paper is retracted."""
    return evidence + _RETRACTION_KNOWN + notice


def retraction_notice(evidence: str | None) -> str | None:
    """Return the notice of retraction that evidence tells of.

    Examples
    --------
    >>> retraction_notice(with_retraction_notice("title equal", "Retraction: On Frogs"))
    'Retraction: On Frogs'
    >>> retraction_notice("title equal")
    """
    return (evidence or "").partition(_RETRACTION_KNOWN)[2] or None


def said_of_another(identifier: str, other: str) -> str:
    """Return the evidence that an identifier of the list is that of something else.

    Examples
    --------
    >>> said_of_another("DOI 10.1/a", "another title: On Clocks")
    'DOI 10.1/a in the list leads to another title: On Clocks'
    """
    return f"{identifier} {_OF_ANOTHER} {other}"


def identifies_another(evidence: str | None) -> bool:
    """Whether evidence tells that an identifier of the list is that of something else."""
    return _OF_ANOTHER in (evidence or "")
