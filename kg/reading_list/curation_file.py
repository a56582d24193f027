"""The file in which the owner of a list keeps what they decided: ``<list>.kg.toml``.

It lies beside the list and is meant for version control, so writing keeps comments,
order and everything that a person wrote. For example::

    [list]
    id = "cross-modal"
    licence = "https://creativecommons.org/licenses/by/4.0/"

    [decisions."deep canonical correlation analysis | http://proceedings.mlr.press/v28/andrew13.pdf"]
    title = "Deep Canonical Correlation Analysis"
    accept = "doi:10.5555/3042817.3043076"

    [ignore]
    no-link = ["*"]

    [dismissed]
    "doi:10.1109/tpami.2016.2567386" = "out of scope"

    [datasets]
    coco = ["MS COCO", "Microsoft COCO"]

    [marks]
    "doi:10.1109/cvpr.2017.348" = {status = "read", tags = ["survey"], note = "Compare with ACMR."}
"""

from __future__ import annotations

import bisect
import codecs
import contextlib
import os
import re
import tomllib
import typing
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
import tomlkit
import tomlkit.exceptions
from tomlkit.items import Table

from kg.credentials import text_without_credentials
from kg.errors import CurationError
from kg.files import read_file, write_file
from kg.identifiers import normalise_title, split_graph_id
from kg.reading_list.zotero import zotero_location
from kg.records import Decision, Entry, Mark, ParsedList, Warning

__all__ = [
    "STATUSES",
    "Curation",
    "DecisionInFile",
    "curation_path",
    "decision_key",
    "decisions_for",
    "editable",
    "read_curation",
    "write_decision",
    "write_edited",
]

#: How far a person has come with a paper.
STATUSES = ("to-read", "reading", "read")


class DecisionInFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A decision as the file holds it; ``title`` is there for people to read."""

    title: str | None = None
    accept: str | None = None
    reject: list[str] = []


class Curation(msgspec.Struct, kw_only=True):
    """What a curation file says.

    ``decisions`` are keyed by :func:`decision_key`; ``ignore`` maps the code of a
    finding to the keys of the entries it is ignored for (``*``: all of them);
    ``dismissed`` maps the id of a suggestion to the reason; ``datasets`` maps the name
    of a dataset to other names of it; ``marks`` maps the id of a paper to its owner's mark.
    """

    id: str | None = None
    licence: str | None = None
    decisions: dict[str, DecisionInFile] = {}
    ignore: dict[str, list[str]] = {}
    dismissed: dict[str, str] = {}
    datasets: dict[str, list[str]] = {}
    marks: dict[str, Mark] = {}

    @property
    def list_id(self) -> str | None:
        """The id that the file gives its list, ``list:...``, or None."""
        return f"list:{self.id.removeprefix('list:')}" if self.id else None


class _List(msgspec.Struct, forbid_unknown_fields=True):
    id: str | None = None
    licence: str | None = None


class _File(msgspec.Struct, forbid_unknown_fields=True):
    about: _List = msgspec.field(default_factory=_List, name="list")
    decisions: dict[str, DecisionInFile] = {}
    ignore: dict[str, list[str]] = {}
    dismissed: dict[str, str] = {}
    datasets: dict[str, list[str]] = {}
    marks: dict[str, Mark] = {}


def curation_path(source: str) -> Path | None:
    """Return where the curation file of a list lies, or None for ``-``, URLs and Zotero.

    Examples
    --------
    >>> curation_path("papers/README.md").as_posix()
    'papers/README.kg.toml'
    >>> curation_path("https://github.com/a/b")
    """
    if source == "-" or "://" in source or zotero_location(source):
        return None
    path = Path(source)
    whole = path.with_name(path.name + ".kg.toml")
    return whole if whole.is_file() else path.with_suffix(".kg.toml")


def decision_key(entry: Entry) -> str:
    """Return the key of an entry's decisions: its normalised title and its first link.

    Examples
    --------
    >>> decision_key(Entry(line=1, title="Deep Hashing: A Survey"))
    'deep hashing a survey'
    """
    first = entry.links[0].url if entry.links else ""
    return f"{normalise_title(entry.title)} | {first}" if first else normalise_title(entry.title)


def read_curation(path: Path) -> Curation:
    """Return what a curation file says.

    Raises
    ------
    CurationError
        When the file cannot be read, is not TOML, or holds what it must not; names the line.
    """
    text = ""
    try:
        text = read_file(path, noun="curation file", error=CurationError).decode("utf-8-sig")
        tables = tomllib.loads(text)
    except UnicodeDecodeError:
        raise CurationError("not UTF-8", where=path.name, hint="save it as UTF-8") from None
    except (ValueError, RecursionError) as error:  # TOML itself, its depth, its numbers
        line = _line_of_mistake(text, error)
        raise CurationError(
            f"not a curation file: {_words_of(error)}",
            where=f"{path.name}:{line}" if line else path.name,
            hint="see docs/reading-lists.md",
        ) from None
    try:
        file = msgspec.convert(tables, _File)
    except msgspec.ValidationError as error:
        keys, mistake = _mistake(tables, error)
        raise CurationError(
            f"not a curation file: {_dotted(keys)}: {str(mistake).partition(' - at ')[0]}",
            where=f"{path.name}:{_line_of(text, keys)}",
            hint="see docs/reading-lists.md",
        ) from None
    for place, problem, hint in _no_values(file):
        raise CurationError(problem, where=f"{path.name}:{_line_of(text, place)}", hint=hint)
    return Curation(
        id=file.about.id,
        licence=file.about.licence,
        decisions=file.decisions,
        ignore=file.ignore,
        dismissed=file.dismissed,
        datasets=file.datasets,
        marks={id: _public_mark(mark) for id, mark in file.marks.items()},
    )


def _public_mark(mark: Mark) -> Mark:
    """Return a mark as it may leave the file: an address in its note says nothing of its reader."""
    if mark.note is None:
        return mark
    return msgspec.structs.replace(mark, note=text_without_credentials(mark.note))


_PLACE = re.compile(r"\(at line (\d+)")
_FIELD = re.compile(r"\.(\w+)|unknown field `([^`]*)`")
#: An absolute IRI on the web (RFC 3987), as every export needs it.
_IRI = re.compile(
    r"https?://[^\s\x00-\x20<>\"{}|\\^`\x7f-\x9f/?#]+[^\s\x00-\x20<>\"{}|\\^`\x7f-\x9f]*",
    re.IGNORECASE,
)
_ID = re.compile(r"[^\s\x00-\x20<>\"{}|\\^`\x7f-\x9f]{1,200}")


def _words_of(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    return str(error) if isinstance(error, tomllib.TOMLDecodeError) else "a number is too large"


def _line_of_mistake(text: str, error: Exception) -> int | None:
    """Return the line (1-based) that an error of TOML is about."""
    if place := _PLACE.search(str(error)):
        return int(place[1])
    if isinstance(error, RecursionError):
        return _first_line(text, r"(?:[\[{][^\[{\n]{0,40}){50}")
    if isinstance(error, tomllib.TOMLDecodeError):  # something that no end of it closes
        return _sound(text.splitlines(keepends=True), text.count("\n"))[0] + 1
    return _first_line(text, r"\d{4000}")


def _mistake(
    tables: dict[str, Any], error: msgspec.ValidationError
) -> tuple[list[str], msgspec.ValidationError]:
    """Return the keys that lead to what has another shape than a curation file, and what is wrong there."""
    for field in msgspec.structs.fields(_File):
        table = tables.get(field.encode_name, {})
        if not (isinstance(table, dict) and typing.get_origin(field.type) is dict):
            continue
        _, kind = typing.get_args(field.type)
        for key, value in table.items():
            try:
                msgspec.convert(value, kind)
            except msgspec.ValidationError as inner:
                return [field.encode_name, key, *_fields_named(inner)], inner
    return _fields_named(error), error


def _fields_named(error: msgspec.ValidationError) -> list[str]:
    """Return the fields that an error names: the path to its place, then the one it does not know."""
    words, _, place = str(error).partition(" - at ")
    return [name or unknown for name, unknown in _FIELD.findall(f"{place} {words}")]


def _dotted(keys: Sequence[str]) -> str:
    return ".".join(key if re.fullmatch(r"[\w-]+", key) else f"{key!r:.80}" for key in keys)


def _line_of(text: str, keys: Sequence[str]) -> int:
    """Return the line (1-based) on which the value of a key begins, or of as many as there are."""
    lines = text.splitlines(keepends=True)

    def holds(number: int) -> bool:
        _, value = _sound(lines, number)
        for key in keys:
            if not isinstance(value, dict) or key not in value:
                return False
            value = value[key]
        return True

    end = bisect.bisect_left(range(len(lines) + 1), True, key=holds)
    return _sound(lines, end - 1)[0] + 1


def _sound(lines: Sequence[str], number: int) -> tuple[int, dict[str, Any]]:
    """Return how many of the first lines are TOML by themselves, at most so many, and what they say."""
    for count in range(number, 0, -1):
        with contextlib.suppress(ValueError, RecursionError):
            return count, tomllib.loads("".join(lines[:count]))
    return 0, {}


def _first_line(text: str, pattern: str) -> int | None:
    found = re.search(pattern, text, re.MULTILINE)
    return text.count("\n", 0, found.start()) + 1 if found else None


def _no_values(file: _File) -> Iterator[tuple[tuple[str, ...], str, str]]:
    """Yield what is of the right shape and yet nothing that a store or export could carry.

    Each with the keys that lead to it, in words, and with what to write instead.
    """
    for name, value, pattern, hint in (
        ("id", file.about.id, _ID, 'a name without spaces: id = "my-list"'),
        ("licence", file.about.licence, _IRI, 'the address of it: licence = "https://..."'),
    ):
        if value is not None and not pattern.fullmatch(value):
            yield ("list", name), f"{value[:80]!r} is no {name} of a list", hint
    for key, decided in file.decisions.items():
        if decided.accept is not None and not all(split_graph_id(decided.accept)):
            problem = f"{decided.accept[:80]!r} is no identifier"
            yield ("decisions", key, "accept"), problem, 'write accept = "doi:10...."'
    for key, mark in file.marks.items():
        if mark.status not in (None, *STATUSES):
            problem = f"{mark.status[:80]!r} is no status"
            yield ("marks", key, "status"), problem, f"one of {', '.join(STATUSES)}"


def decisions_for(
    parsed: ParsedList, curation: Curation
) -> tuple[dict[int, Decision], list[Warning]]:
    """Return the decision of each entry that has one, by index, and a warning for each that has no entry.

    Examples
    --------
    >>> parsed = ParsedList(id="list:l", source="l.md", sha256="", entries=[Entry(line=3, title="Deep Hashing")])
    >>> curation = Curation(decisions={"deep hashing": DecisionInFile(accept="doi:10.1/x"), "gone": DecisionInFile()})
    >>> decisions, warnings = decisions_for(parsed, curation)
    >>> decisions
    {0: Decision(accept='doi:10.1/x', reject=())}
    >>> [warning.code for warning in warnings]
    ['decision-without-entry']
    """
    decisions: dict[int, Decision] = {}
    used: set[str] = set()
    for index, entry in enumerate(parsed.entries):
        key = decision_key(entry)
        if decided := curation.decisions.get(key):
            decisions[index] = Decision(accept=decided.accept, reject=tuple(decided.reject))
            used.add(key)
    warnings = [
        Warning(
            "decision-without-entry",
            f"the curation file decides about {decided.title or key!r}, which the list does not hold any more",
            parsed.source,
        )
        for key, decided in curation.decisions.items()
        if key not in used
    ]
    return decisions, warnings


def editable(path: Path) -> tomlkit.TOMLDocument:
    """Return a curation file to change and write back, its comments kept; a new one where there is none.

    Raises
    ------
    CurationError
        When the file cannot be read or is not TOML.
    """
    if not os.path.lexists(path):
        return tomlkit.document()
    content = read_file(path, noun="curation file", error=CurationError)
    try:
        return tomlkit.parse(content.decode("utf-8-sig"))
    except (ValueError, RecursionError, tomlkit.exceptions.TOMLKitError) as error:
        raise CurationError(
            f"not a curation file: {_words_of(error)}",
            where=path.name,
            hint="mend it, or move it away",
        ) from None


def write_edited(path: Path, document: tomlkit.TOMLDocument) -> None:
    """Write a curation file that was changed, with the byte order mark and line ends that it has.

    Raises
    ------
    CurationError
        When it cannot be written.
    """
    before = b""
    if os.path.lexists(path):
        before = read_file(path, noun="curation file", error=CurationError)
    text = tomlkit.dumps(document)
    if b"\r\n" in before and before.count(b"\r\n") == before.count(b"\n"):
        text = re.sub(r"\r?\n", "\r\n", text)
    mark = codecs.BOM_UTF8 if before.startswith(codecs.BOM_UTF8) else b""
    write_file(path, mark + text.encode(), error=CurationError)


def write_decision(
    path: Path, entry: Entry, *, accept: str | None = None, reject: Sequence[str] = ()
) -> None:
    """Write one decision about an entry; what else the file holds stays as it is.

    Parameters
    ----------
    path
        The curation file; made when it is not there.
    entry
        What is decided about, by its title and first link.
    accept
        The graph id that the entry is; replaces earlier decisions about it.
    reject
        Graph ids that it is not (``*``: none of the candidates), added to earlier ones.

    Raises
    ------
    CurationError
        When the file is not TOML or cannot be written.
    """
    document = editable(path)
    decisions = document.setdefault("decisions", tomlkit.table(is_super_table=True))
    if not isinstance(decisions, Table):
        raise CurationError("decisions is not a table", where=path.name)
    key = decision_key(entry)
    decided = decisions.get(key)
    if not isinstance(decided, Table):
        decided = tomlkit.table()
        decided["title"] = entry.title
        decisions[key] = decided
    if accept is not None:
        decided["accept"] = accept
        decided.pop("reject", None)
    if reject:
        decided["reject"] = sorted({*decided.get("reject", ()), *reject})
        if decided.get("accept") in reject or "*" in reject:
            decided.pop("accept", None)
    write_edited(path, document)
