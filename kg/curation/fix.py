"""The safe corrections of a list: the smallest change to its bytes, in its own notation.

Corrected are: credentials in links, wrongly decoded text, a space between the two parts of a link, a
venue that contradicts the paper that the entry's own identifier names, an entry that
repeats the line of an earlier one of its section without adding anything, and links that
have moved for good. Everything else needs a person, and code stays as it is.
"""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple

import ftfy
from ftfy.badness import is_bad

from kg.credentials import strip_credentials
from kg.curation.entries import EntryWithPaper, listed_entries
from kg.curation.file_lines import Lines
from kg.curation.findings import CODES
from kg.curation.markup import each_address
from kg.formats.reading import format_of_text
from kg.identifiers import normalise_title
from kg.reading_list import read_list
from kg.reading_list.curation_file import Curation, decision_key
from kg.reading_list.markdown import read_document
from kg.records import Entry, GraphReader, ParsedList
from kg.venues import contradicts, meeting

__all__ = ["Correction", "FixedList", "diff", "fix"]

_GAP = re.compile(r"(\[[^\[\]\n]*\])[ \t]+(\(https?://[^()\s]+\))")
_ROUNDS = 5  # a line that was decoded wrongly twice needs two


class Correction(NamedTuple):
    """A line that was corrected, and the code of the finding that it mends."""

    line: int
    code: str


class FixedList(NamedTuple):
    """The corrected bytes, and what was corrected, by line."""

    body: bytes
    corrections: list[Correction]


def fix(
    body: bytes,
    parsed: ParsedList,
    *,
    graph: GraphReader | None = None,
    curation: Curation | None = None,
    moved: Mapping[str, str] | None = None,
    codes: Container[str] = CODES,
) -> FixedList:
    r"""Return a list with its safe corrections made.

    Parameters
    ----------
    body
        The file as it is.
    parsed
        The list read from it.
    graph
        A store or graph that holds the list; without it no venue is corrected.
    curation
        Findings that the owner wants ignored are not corrected.
    moved
        The new address of each link that has moved.
    codes
        Findings of these codes are corrected.

    Returns
    -------
    FixedList
        Outside the corrected spans every byte stays, line ends, encoding and a byte
        order mark included. Fixing the result again changes nothing.

    Raises
    ------
    ReadingListError
        When the file is neither UTF-8 nor UTF-16, so that writing it could lose a byte.

    Examples
    --------
    >>> from kg.reading_list import read_list
    >>> body = "- **Deep Hashing for Retrieval** [pdf] (https://a.org/x.pdf?token=5f)\r\n".encode()
    >>> fix(body, read_list("l.md", text=body.decode())).body
    b'- **Deep Hashing for Retrieval** [pdf](https://a.org/x.pdf)\r\n'
    """
    file = Lines.of(body, parsed.source)
    is_markdown = format_of_text(file.text(), parsed.source) is None
    code_lines = read_document(file.text()).code if is_markdown else ()
    work = _Corrector(file, codes, code_lines, _ignored(parsed, curation or Curation()))
    work.correct_all("mojibake", _decoded_rightly)
    ranges = list(_entry_lines(parsed, len(file.lines)))
    for listing, lines in zip(listed_entries(parsed, graph), ranges, strict=True):
        _correct_entry(work, listing, lines)
    for dataset in parsed.datasets:
        strip = partial(_without_credentials, known={dataset.url or ""})
        work.correct(dataset.line, "credential-in-link", strip)
    entry_of: dict[int, int] = {}
    for entry, lines in zip(parsed.entries, ranges, strict=True):
        entry_of |= dict.fromkeys(lines, entry.line)
    work.correct_all("moved-link", partial(_with_new_addresses, moved=moved or {}), entry_of)
    # A correction may make an entry say what an earlier one says.
    mended = read_list(parsed.source, text=file.text()) if work.corrections else parsed
    for line in _repeated(mended, file.lines):
        work.remove(line, "duplicate-entry")
    return FixedList(file.body(), sorted(set(work.corrections)))


class _Corrector:
    """Mends lines of a file, unless they are code or the owner ignores such findings."""

    def __init__(
        self,
        file: Lines,
        codes: Container[str],
        code_lines: Container[int],
        ignored: Callable[[str, int], bool],
    ) -> None:
        self.corrections: list[Correction] = []
        self._file = file
        self._codes = codes
        self._code_lines = code_lines
        self._ignored = ignored

    def correct(
        self, line: int, code: str, mend: Callable[[str], str], of: int | None = None
    ) -> None:
        """Mend a line; what is ignored is said of it, or of the entry it is of."""
        lines = self._file.lines
        if code not in self._codes or line in self._code_lines or self._ignored(code, of or line):
            return
        mended = mend(lines[line - 1])
        if mended != lines[line - 1]:
            lines[line - 1] = mended
            self.corrections.append(Correction(line, code))

    def correct_all(
        self, code: str, mend: Callable[[str], str], entry_of: Mapping[int, int] | None = None
    ) -> None:
        """Mend every line that needs it."""
        for line in range(1, len(self._file.lines) + 1):
            self.correct(line, code, mend, (entry_of or {}).get(line))

    def remove(self, line: int, code: str) -> None:
        """Take a line out, with its end."""
        if code in self._codes and not self._ignored(code, line):
            self.corrections.append(Correction(line, code))
            self._file.lines[line - 1] = self._file.ends[line - 1] = ""


def _correct_entry(work: _Corrector, listing: EntryWithPaper, lines: range) -> None:
    entry = listing.entry
    work.correct(entry.line, "broken-markup", _joined_links)
    strip = partial(_without_credentials, known={link.url for link in entry.links})
    for line in lines:
        work.correct(line, "credential-in-link", strip, of=entry.line)
    if venue := _certain_venue(listing):
        work.correct(entry.line, "venue-contradicts", partial(_once, old=entry.venue, new=venue))


def _ignored(parsed: ParsedList, curation: Curation) -> Callable[[str, int], bool]:
    keys = {entry.line: decision_key(entry) for entry in parsed.entries}

    def ignored(code: str, line: int) -> bool:
        return bool({"*", keys.get(line, "*")} & set(curation.ignore.get(code, ())))

    return ignored


def _entry_lines(parsed: ParsedList, total: int) -> Iterator[range]:
    """Yield the lines of each entry: from its own to before the next one's."""
    starts = [entry.line for entry in parsed.entries]
    later = sorted({*starts, *(dataset.line for dataset in parsed.datasets), total + 1})
    for start in starts:
        yield range(start, next((line for line in later if line > start), total + 1))


def _decoded_rightly(text: str) -> str:
    for _ in range(_ROUNDS):
        if text.isascii() or not is_bad(text):
            return text
        mended = ftfy.fix_encoding(text)
        if mended == text:
            return text
        text = mended
    return text


def _joined_links(text: str) -> str:
    return _GAP.sub(r"\1\2", text)


def _without_credentials(text: str, known: set[str]) -> str:
    """Remove the credentials from the addresses of an entry's links."""

    def strip(address: str) -> str:
        bare, removed = strip_credentials(address)
        return bare if removed and bare in known else address

    return each_address(text, strip)


def _with_new_addresses(text: str, moved: Mapping[str, str]) -> str:
    return each_address(text, lambda address: moved.get(address, address))


def _certain_venue(listing: EntryWithPaper) -> str | None:
    """Return the meeting to write, when the entry's own identifier says that it names another one."""
    venue = (listing.paper or {}).get("venue")
    by_identifier = listing.confidence == "certain" and listing.matched_by in (
        "doi",
        "arxiv",
        "acl",
        "decision",
    )
    if (
        not venue
        or not listing.entry.venue
        or not by_identifier
        or not contradicts(listing.entry.venue, venue)
    ):
        return None
    return meeting(venue)


def _once(text: str, old: str | None, new: str) -> str:
    """Replace a word that stands once outside links and titles; else leave the text."""
    if not old:
        return text
    plain = each_address(text, lambda address: " " * len(address))
    places = [match.start() for match in re.finditer(rf"(?<!\w){re.escape(old)}(?!\w)", plain)]
    if len(places) != 1:
        return text
    return text[: places[0]] + new + text[places[0] + len(old) :]


def _repeated(parsed: ParsedList, lines: Sequence[str]) -> Iterator[int]:
    """Yield the lines of entries that say nothing an earlier entry of their section does not say."""
    taken = Counter(entry.line for entry in parsed.entries)
    before: dict[tuple[object, ...], list[Entry]] = {}
    for entry in parsed.entries:
        same = before.setdefault((tuple(entry.section), normalise_title(entry.title)), [])
        text = lines[entry.line - 1]
        alone = taken[entry.line] == 1 and re.match(r"\s*(?:[-*+]|\d+[.)])\s|\s*\|", text)
        followed = entry.line < len(lines) and re.match(r"\s+\S", lines[entry.line])
        if not _is_sure(entry, text):
            continue
        if alone and not followed and any(_says_no_more(entry, other) for other in same):
            yield entry.line
        elif taken[entry.line] == 1:
            same.append(entry)


def _is_sure(entry: Entry, text: str) -> bool:
    """Whether the line of an entry holds what was read of it: nothing is joined from several, or guessed."""
    title = f" {normalise_title(entry.title)} " in f" {normalise_title(text)} "
    return (
        title
        and not {"entry", "title"} & set(entry.unsure)
        and all(link.url in text for link in entry.links)
    )


def _says_no_more(entry: Entry, other: Entry) -> bool:
    return (
        entry.year in (None, other.year)
        and entry.venue in (None, other.venue)
        and (entry.authors or []) in ([], other.authors)
        and bool(entry.links)
        and {link.url for link in entry.links} <= {link.url for link in other.links}
    )


def diff(before: bytes, after: bytes, name: str) -> str:
    r"""Return a unified diff for people to read, with every credential masked.

    Parameters
    ----------
    before, after
        The file before and after a change.
    name
        What the file is called in the diff.

    Examples
    --------
    >>> print(diff(b"a https://a.org/?token=5f\n", b"a https://a.org/\n", "l.md"), end="")
    --- l.md
    +++ l.md
    @@ -1 +1 @@
    -a https://a.org/[credentials]
    +a https://a.org/
    """

    def shown(body: bytes) -> list[str]:
        return [_masked(line) + "\n" for line in Lines.of(body, name).lines]

    return "".join(difflib.unified_diff(shown(before), shown(after), name, name, n=0))


def _masked(text: str) -> str:
    def mask(address: str) -> str:
        bare, removed = strip_credentials(address)
        return f"{bare}[credentials]" if removed else address

    return each_address(text, mask)
