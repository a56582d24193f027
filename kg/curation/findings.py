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
        finding
        for finding in findings
        if not {"*", key_of.get(finding.line or 0, "*")} & set(ignored.get(finding.code, ()))
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
    for finding in findings:
        groups.setdefault((finding.source, finding.line, finding.code), []).append(finding)
    return sorted(
        map(_joined, groups.values()),
        key=lambda finding: (
            finding.source,
            finding.line or 0,
            _ORDER.index(finding.severity),
            finding.code,
        ),
    )


def _joined(findings: Sequence[Finding]) -> Finding:
    def each(texts: Iterable[str]) -> str:
        return "; ".join(dict.fromkeys(text for text in texts if text))

    first = findings[0]
    if len(findings) == 1:
        return first
    return msgspec.structs.replace(
        first,
        severity=min((finding.severity for finding in findings), key=_ORDER.index),
        what=each(finding.what for finding in findings),
        why=each(finding.why for finding in findings),
        suggestion=each(finding.suggestion for finding in findings),
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
            _annotation(finding, (paths or {}).get(finding.source, finding.source))
            for finding in findings
        )
    if format == "markdown":
        return _markdown(findings)
    lines = [
        f"{finding.source}:{finding.line or '-'}: {finding.severity}: {finding.what} [{finding.code}]\n"
        f"    {finding.why}\n" + (f"    -> {finding.suggestion}\n" if finding.suggestion else "")
        for finding in findings
    ]
    return "".join(lines) + _summary(findings) + "\n" + _by_code(findings)


def counts_by_code(findings: Iterable[Finding]) -> dict[str, int]:
    """Return how many findings there are of each code, the worst codes first.

    Examples
    --------
    >>> counts_by_code([Finding("l", 1, "no-link", "warning", "what", "why", "do")])
    {'no-link': 1}
    """
    counts = Counter(finding.code for finding in findings)
    return {code: counts[code] for code in CODES if counts[code]}


def _by_code(findings: Sequence[Finding]) -> str:
    counts = counts_by_code(findings)
    width = max(map(len, counts), default=0)
    return "".join(f"    {code:<{width}}  {count}\n" for code, count in counts.items())


def _summary(findings: Sequence[Finding]) -> str:
    counts = Counter(finding.severity for finding in findings)
    if not counts:
        return "no finding"
    return ", ".join(
        f"{counts[severity]} {severity}{'s' if counts[severity] > 1 else ''}"
        for severity in _ORDER
        if counts[severity]
    )


def _annotation(finding: Finding, path: str) -> str:
    # The two escapings of workflow commands: properties also escape "," and ":".
    def data(text: str) -> str:
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")

    def property(text: str) -> str:
        return data(text).replace(":", "%3A").replace(",", "%2C")

    command = "notice" if finding.severity == "info" else finding.severity
    where = f",line={finding.line}" if finding.line else ""
    sentences = "\n".join(part for part in (finding.what, finding.why, finding.suggestion) if part)
    return f"::{command} file={property(path)}{where},title={property(finding.code)}::{data(sentences)}\n"


def _markdown(findings: Sequence[Finding]) -> str:
    if not findings:
        return "No finding.\n"
    rows = ["| line | severity | what | why | suggestion |", "|---|---|---|---|---|"]
    several = len({finding.source for finding in findings}) > 1
    for finding in findings:
        where = (
            f"{_cell(finding.source)}:{finding.line or ''}" if several else str(finding.line or "")
        )
        cells = (
            where,
            f"{finding.severity} `{finding.code}`",
            _cell(finding.what),
            _cell(finding.why),
            _cell(finding.suggestion),
        )
        rows.append("| " + " | ".join(cells) + " |")
    counts = ", ".join(f"`{code}` {count}" for code, count in counts_by_code(findings).items())
    return "\n".join([*rows, "", f"{_summary(findings)}: {counts}"]) + "\n"


def _cell(text: str) -> str:
    return re.sub(r"([\\`*_\[\]<>|])", r"\\\1", " ".join(text.split()))
