"""What ``kg check`` can find, how bad it is, and how it is told."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec

from kg.reading_list.curation_file import Curation, decision_key
from kg.records import ParsedList

__all__ = [
    "CODES",
    "Finding",
    "code_of_warning",
    "counts_by_code",
    "finding_at",
    "ordered",
    "render",
    "without_ignored",
]

#: Every code with its severity: what makes a list wrong is an error, what makes it
#: doubtful a warning, what its owner may like to know an info.
CODES = {
    "credential-in-link": "error",
    "duplicate-entry": "error",
    "wrong-identifier": "error",
    "broken-markup": "error",
    "unreadable-line": "error",
    "mojibake": "warning",
    "venue-contradicts": "warning",
    "year-contradicts": "warning",
    "title-differs": "warning",
    "no-link": "warning",
    "list-gone": "warning",
    "dead-link": "warning",
    "maybe-entry": "info",
    "unread-identifier": "warning",
    "unsure-entry": "warning",
    "dead-identifier": "warning",
    "retracted": "warning",
    "decision-without-entry": "warning",
    "published-since": "info",
    "unresolved-entry": "info",
    "out-of-order": "info",
    "moved-link": "info",
    "archived-copy": "info",
    "references-missing": "info",
}
#: Findings that are warnings of the parser; its others are said with more knowledge here.
_OF_PARSER = {
    "broken-markup": "broken-markup",
    "credential-removed": "credential-in-link",
    "decision-without-entry": "decision-without-entry",
    "encoding-repaired": "mojibake",
    "one-id-two-titles": "wrong-identifier",
    "maybe-entry": "maybe-entry",
    "unread-identifier": "unread-identifier",
    "unreadable-line": "unreadable-line",
    "venue-contradicts-link": "venue-contradicts",
    "year-contradicts-link": "year-contradicts",
}
_ORDER = ("error", "warning", "info")


class Finding(msgspec.Struct, frozen=True):
    """Something about a line of a list: what it is, why it is said, what to do.

    ``line`` is None where it is about the list as a whole.
    """

    source: str
    line: int | None
    code: str
    severity: str
    what: str
    why: str
    suggestion: str


def finding_at(
    parsed: ParsedList,
    line: int | None,
    code: str,
    what: str,
    why: str,
    suggestion: str,
    severity: str | None = None,
) -> Finding:
    """Return a finding on a line of a list, as severe as its code unless something else is said.

    Parameters
    ----------
    parsed
        The list.
    line
        Line of the list, 1-based, or None for the whole list.
    code
        Code of the finding, which tells how severe it is.
    what, why, suggestion
        What is wrong, why that matters, and what to do.
    severity
        Another severity than that of the code.
    """
    return Finding(parsed.source, line, code, severity or CODES[code], what, why, suggestion)


def code_of_warning(code: str) -> str | None:
    """Return the code of a finding for a warning of the parser; None when it is no finding.

    Examples
    --------
    >>> code_of_warning("encoding-repaired"), code_of_warning("else")
    ('mojibake', None)
    """
    return _OF_PARSER.get(code)


def without_ignored(
    parsed: ParsedList, findings: Iterable[Finding], curation: Curation | None
) -> list[Finding]:
    """Return findings without those that the owner of a list wants ignored.

    Parameters
    ----------
    parsed
        The list.
    findings
        Its findings.
    curation
        Its curation file, with what the owner wants ignored.
    """
    ignored = curation.ignore if curation else {}
    key_of = {entry.line: decision_key(entry) for entry in parsed.entries}
    return [
        one
        for one in findings
        if not {"*", key_of.get(one.line or 0, "*")} & set(ignored.get(one.code, ()))
    ]


def ordered(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings by source and line, one a line and code that says all that was found.

    Examples
    --------
    >>> two = [Finding("l", 1, "no-link", "warning", what, "why", "do") for what in ("a", "b")]
    >>> [(one.what, one.why) for one in ordered(two)]
    [('a; b', 'why')]
    """
    groups: dict[tuple[str, int | None, str], list[Finding]] = {}
    for one in findings:
        groups.setdefault((one.source, one.line, one.code), []).append(one)
    return sorted(
        map(_joined, groups.values()),
        key=lambda one: (one.source, one.line or 0, _ORDER.index(one.severity), one.code),
    )


def _joined(findings: Sequence[Finding]) -> Finding:
    def each(texts: Iterable[str]) -> str:
        return "; ".join(dict.fromkeys(text for text in texts if text))

    first = findings[0]
    if len(findings) == 1:
        return first
    return msgspec.structs.replace(
        first,
        severity=min((one.severity for one in findings), key=_ORDER.index),
        what=each(one.what for one in findings),
        why=each(one.why for one in findings),
        suggestion=each(one.suggestion for one in findings),
    )


def render(findings: Sequence[Finding], format: str, paths: dict[str, str] | None = None) -> str:
    """Return findings as ``text``, ``markdown`` or ``github`` workflow commands.

    Parameters
    ----------
    findings
        What :func:`kg.curation.check` found.
    format
        ``text``, ``markdown`` or ``github``.
    paths
        The path of each source as it was given, for annotations of files.

    Examples
    --------
    >>> one = Finding("l.md", 3, "no-link", "warning", "no link, 100%", "why", "add one")
    >>> print(render([one], "github"), end="")
    ::warning file=l.md,line=3,title=no-link::no link, 100%25%0Awhy%0Aadd one
    """
    if format == "github":
        return "".join(
            _annotation(one, (paths or {}).get(one.source, one.source)) for one in findings
        )
    if format == "markdown":
        return _markdown(findings)
    lines = [
        f"{one.source}:{one.line or '-'}: {one.severity}: {one.what} [{one.code}]\n"
        f"    {one.why}\n" + (f"    -> {one.suggestion}\n" if one.suggestion else "")
        for one in findings
    ]
    return "".join(lines) + _summary(findings) + "\n" + _by_code(findings)


def counts_by_code(findings: Iterable[Finding]) -> dict[str, int]:
    """Return how many findings there are of each code, the worst codes first.

    Examples
    --------
    >>> counts_by_code([Finding("l", 1, "no-link", "warning", "what", "why", "do")])
    {'no-link': 1}
    """
    counts = Counter(one.code for one in findings)
    return {code: counts[code] for code in CODES if counts[code]}


def _by_code(findings: Sequence[Finding]) -> str:
    counts = counts_by_code(findings)
    width = max(map(len, counts), default=0)
    return "".join(f"    {code:<{width}}  {count}\n" for code, count in counts.items())


def _summary(findings: Sequence[Finding]) -> str:
    counts = Counter(one.severity for one in findings)
    if not counts:
        return "no finding"
    return ", ".join(
        f"{counts[severity]} {severity}{'s' if counts[severity] > 1 else ''}"
        for severity in _ORDER
        if counts[severity]
    )


def _annotation(one: Finding, path: str) -> str:
    # The two escapings of workflow commands: properties also escape "," and ":".
    def data(text: str) -> str:
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")

    def property(text: str) -> str:
        return data(text).replace(":", "%3A").replace(",", "%2C")

    command = "notice" if one.severity == "info" else one.severity
    where = f",line={one.line}" if one.line else ""
    said = "\n".join(part for part in (one.what, one.why, one.suggestion) if part)
    return f"::{command} file={property(path)}{where},title={property(one.code)}::{data(said)}\n"


def _markdown(findings: Sequence[Finding]) -> str:
    if not findings:
        return "No finding.\n"
    rows = ["| line | severity | what | why | suggestion |", "|---|---|---|---|---|"]
    several = len({one.source for one in findings}) > 1
    for one in findings:
        where = f"{_cell(one.source)}:{one.line or ''}" if several else str(one.line or "")
        cells = (
            where,
            f"{one.severity} `{one.code}`",
            _cell(one.what),
            _cell(one.why),
            _cell(one.suggestion),
        )
        rows.append("| " + " | ".join(cells) + " |")
    counts = ", ".join(f"`{code}` {count}" for code, count in counts_by_code(findings).items())
    return "\n".join([*rows, "", f"{_summary(findings)}: {counts}"]) + "\n"


def _cell(text: str) -> str:
    return re.sub(r"([\\`*_\[\]<>|])", r"\\\1", " ".join(text.split()))
