"""A note in three parts: front matter, what kg writes, and what its owner writes.

Text is held as it was read, byte by byte: what is not UTF-8 survives as surrogates.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from kg.formats.papers import plain

__all__ = ["KEYS", "MARKER", "Note", "encoded", "new_note", "read_note"]

#: The line below which everything is the owner's.
MARKER = "%% yours %%"
#: Keys of the front matter that kg writes, in their order; all others are the owner's.
KEYS = (
    "id", "title", "authors", "year", "venue", "doi", "citation_key", "references_state",
    "topics", "sections", "listed", "tags",
)  # fmt: skip
#: What tags of kg begin with, in notes that do not say which of their tags it wrote.
_OWN_TAGS = "kg/"
#: The last line of kg's part: the tags that it wrote, the others are the owner's.
_TAG_RECORD = re.compile(r"%% kg tags: (?P<tags>\[.*\]) %%")
#: What an editor of notes could obey in a tag.
_MARKS = re.compile(r"[\x00-\x1f!-,:-@\[-^`{-\x7f]")
_LINES = re.compile(r"[^\n]*\n|[^\n]+")
_KEY = re.compile(r"""(?P<key>"[^"]*"|'[^']*'|[^\s#\-:"'][^:\n]*?)\s*:(?:\s|$)""")
#: A tag of a list on one line, which may hold a comma where it is quoted.
_TAG = re.compile(r"""\s*(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^,])+""")
_QUOTED = re.compile(r"""\"(?:[^"\\]|\\.)*\"|(?<=[\s\[,{:])'(?:[^']|'')*'""")
_PLAIN_TAG = re.compile(r"[^\W\d][\w/-]*")


class NoteBlock(msgspec.Struct):
    """A key of the front matter with its lines, or lines between keys (no key)."""

    key: str | None
    text: str


class Note(msgspec.Struct):
    """A note as it was read.

    ``start`` is what stands before the first key, the opening line included; ``end`` the
    closing line; ``marker`` and ``yours`` what follows kg's part, None where the marker
    line is missing: then the whole text is the owner's. ``kg_tags`` are the tags that kg
    wrote when it last wrote the note.
    """

    start: str
    blocks: list[NoteBlock]
    end: str
    kg_tags: list[str]
    marker: str | None
    yours: str

    @property
    def id(self) -> str | None:
        """The id of the paper that the note is about."""
        return self.value("id")

    def value(self, key: str) -> str | None:
        """Return the text of a key, None where it has none."""
        found = next((block for block in self.blocks if block.key == key), None)
        return (None if found is None else _scalar(found.text.partition(":")[2])) or None

    @property
    def has_text_of_owner(self) -> bool:
        """Whether its owner wrote anything into it: text, a key, or a tag."""
        tags = _tags_of(next((block.text for block in self.blocks if block.key == "tags"), ""))
        return (
            bool(self.yours.strip())
            or any(block.key not in KEYS and block.text.strip() for block in self.blocks)
            or any(tag not in self.kg_tags and not tag.startswith(_OWN_TAGS) for tag in tags)
        )

    def rewritten(self, values: Mapping[str, Any], body: str) -> str:
        """Return the note with kg's part anew: the owner's keys, tags and text as they are."""
        written = _tags_of(next((block.text for block in self.blocks if block.key == "tags"), ""))
        wanted = _clean(values.get("tags") or [])
        own = [tag for tag in wanted if tag in self.kg_tags or tag not in written]
        return self._with(_updated(self.blocks, values, self.kg_tags), body, own)

    def unlisted(self, body: str) -> str:
        """Return the note of a paper that the graph no longer has: what was known of it stays."""
        blocks = [block for block in self.blocks if block.key != "listed"]
        _end_line(blocks)
        blocks.insert(_place(blocks, "listed"), NoteBlock("listed", "listed: false\n"))
        return self._with(blocks, body, self.kg_tags)

    def _with(self, blocks: Sequence[NoteBlock], body: str, kg_tags: Sequence[str]) -> str:
        """Return the note with these keys and this text, in the line ends that it has."""
        front = "".join(
            self._ended(block.text) if block.key in KEYS else block.text for block in blocks
        )
        body += _tag_record(kg_tags)
        return f"{self.start}{front}{self.end}{self._ended(body)}{self.marker}{self.yours}"

    def _ended(self, text: str) -> str:
        return re.sub(r"\r?\n", "\r\n", text) if self.start.endswith("\r\n") else text


def encoded(text: str) -> bytes:
    """Return the bytes of a note's text, as they were read."""
    return text.encode("utf-8", "surrogateescape")


def new_note(values: Mapping[str, Any], body: str) -> str:
    """Return a note that nobody has written into yet."""
    front = "".join(block.text for block in _updated([], values, []))
    record = _tag_record(_clean(values.get("tags") or []))
    return f"---\n{front}---\n{body}{record}{MARKER}\n"


def read_note(content: bytes) -> Note | None:
    r"""Return a note, None where the text has no front matter.

    Examples
    --------
    >>> note = read_note(b"---\nid: doi:10.1/a\nmood: good\n---\nold\n%% yours %%\nmine")
    >>> note.id, note.yours
    ('doi:10.1/a', 'mine')
    >>> print(note.rewritten({"id": "doi:10.1/a", "year": 2017}, "new\n"))
    ---
    id: "doi:10.1/a"
    year: 2017
    mood: good
    ---
    new
    %% yours %%
    mine
    """
    lines = _LINES.findall(content.decode("utf-8", "surrogateescape"))
    if not lines or lines[0].lstrip("\ufeff").rstrip() != "---":
        return None
    close = next((n for n, line in enumerate(lines) if n and line.rstrip() in ("---", "...")), None)
    if close is None:
        return None
    rest = lines[close + 1 :]
    mark = next((n for n, line in enumerate(rest) if line.strip() == MARKER), None)
    return Note(
        start=lines[0],
        blocks=_blocks(lines[1:close]),
        end=lines[close],
        kg_tags=_recorded_tags(rest[:mark]),
        marker=None if mark is None else rest[mark],
        yours="".join(rest if mark is None else rest[mark + 1 :]),
    )


def _blocks(lines: Sequence[str]) -> list[NoteBlock]:
    blocks: list[NoteBlock] = []
    between = ""  # blank lines and comments: of the key before them only where it goes on
    for line in lines:
        if match := _KEY.match(line):
            if between:
                blocks.append(NoteBlock(None, between))
            blocks.append(NoteBlock(match["key"].strip("\"'"), line))
            between = ""
        elif not line.strip() or line.startswith("#") or not blocks:
            between += line
        elif line[0] in " \t-]}" or _is_open(blocks[-1].text):
            blocks[-1].text += between + line
            between = ""
        else:  # of no key that is read here: the owner's, not the end of kg's key before it
            blocks.append(NoteBlock(None, between + line))
            between = ""
    return [*blocks, NoteBlock(None, between)] if between else blocks


def _is_open(text: str) -> bool:
    """Return whether a list in brackets goes on behind a text."""
    bare = _QUOTED.sub("", text)
    return bare.count("[") > bare.count("]") or bare.count("{") > bare.count("}")


def _updated(
    blocks: Sequence[NoteBlock], values: Mapping[str, Any], kg_tags: Sequence[str]
) -> list[NoteBlock]:
    """Return the keys of the owner where they are, and kg's with these values."""
    rendered = _rendered(values)
    tags = next((block for block in blocks if block.key == "tags"), None)
    if tags is not None:
        rendered["tags"] = _tags(tags.text, _clean(values.get("tags") or []), kg_tags)
    known = [block for block in blocks if block.key not in KEYS or block.key in rendered]
    _end_line(known)
    found: list[NoteBlock] = []
    for old_block in known:
        if old_block.key not in rendered:
            found.append(old_block)
        elif not _holds(found, old_block.key):
            found.append(NoteBlock(old_block.key, rendered[old_block.key]))
    for name, text in rendered.items():
        if not _holds(found, name):
            found.insert(_place(found, name), NoteBlock(name, text))
    return found


def _rendered(values: Mapping[str, Any]) -> dict[str, str]:
    """Return the lines of kg's keys that have a value."""
    lines = {}
    for name in KEYS:
        value = values.get(name)
        if value is not None:
            # An id is looked up again, all else is for reading.
            shown = value if name == "id" else _clean(value)
            lines[name] = f"{name}: {json.dumps(shown, ensure_ascii=False)}\n"
    return lines


def _holds(blocks: Sequence[NoteBlock], key: str | None) -> bool:
    return any(block.key == key for block in blocks)


def _end_line(blocks: list[NoteBlock]) -> None:
    if blocks and not blocks[-1].text.endswith("\n"):
        blocks[-1] = NoteBlock(blocks[-1].key, blocks[-1].text + "\n")


def _place(blocks: Sequence[NoteBlock], name: str) -> int:
    """Return where a key goes: behind the nearest of kg's keys that stands before it."""
    before = KEYS[: KEYS.index(name)]
    return max((n + 1 for n, block in enumerate(blocks) if block.key in before), default=0)


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return plain(value)
    return [_clean(item) for item in value] if isinstance(value, list) else value


# -------------------------------------------------------------------------------- tags


def _tag_record(tags: Sequence[str]) -> str:
    """Return the line that says which tags kg wrote, as a comment of the editors."""
    texts = ", ".join(
        '"' + _MARKS.sub(lambda mark: f"\\u{ord(mark.group()):04x}", tag) + '"' for tag in tags
    )
    return f"%% kg tags: [{texts}] %%\n" if tags else ""


def _recorded_tags(lines: Sequence[str]) -> list[str]:
    """Return the tags that kg wrote into a note, by the last line that says it."""
    records = (_TAG_RECORD.fullmatch(line.strip()) for line in reversed(lines))
    record = next(filter(None, records), None)
    try:
        found = json.loads(record["tags"]) if record else []
    except ValueError:
        return []
    return [tag for tag in found if isinstance(tag, str)]


def _tags(text: str, wanted: Sequence[str], kg_tags: Sequence[str]) -> str:
    """Return the lines of the tags with those that are wanted; the owner's, and the form, stay."""
    written = _tags_of(text)
    stale = {
        tag
        for tag in written
        if tag not in wanted and (tag in kg_tags or tag.startswith(_OWN_TAGS))
    }
    missing = [tag for tag in wanted if tag not in written]
    if not stale and not missing:
        return text
    head, _, rest = text.partition("\n")
    if head.partition(":")[2].strip():  # on the line of the key: [a, b], or a, b
        tags = [*(tag for tag in written if tag not in stale), *missing]
        return f"tags: {json.dumps(tags, ensure_ascii=False)}\n"
    return f"{head}\n{_tag_lines(_LINES.findall(rest), stale, missing)}"


def _tag_lines(lines: Sequence[str], stale: set[str], missing: Sequence[str]) -> str:
    """Return a list of tags, one a line, without some and with others, indented as it is."""
    items = [line for line in lines if line.lstrip().startswith("-")]
    indent = items[0][: items[0].index("-")] if items else "  "
    stay = "".join(
        line for line in lines if line not in items or _scalar(line.partition("-")[2]) not in stale
    )
    end = "\n" if stay and not stay.endswith("\n") else ""
    return stay + end + "".join(f"{indent}- {_tag(tag)}\n" for tag in missing)


def _tags_of(text: str) -> list[str]:
    head, _, rest = text.partition("\n")
    value = head.partition(":")[2].strip()
    if value:
        inner = (value + rest).strip()
        parts = _TAG.findall(inner.removeprefix("[").removesuffix("]"))
    else:
        parts = [
            line.lstrip().removeprefix("-")
            for line in rest.split("\n")
            if line.lstrip().startswith("-")
        ]
    return [tag for part in parts if (tag := _scalar(part))]


def _tag(text: str) -> str:
    return text if _PLAIN_TAG.fullmatch(text) else json.dumps(text, ensure_ascii=False)


def _scalar(text: str) -> str:
    """Return the text of a YAML scalar on one line."""
    value = text.strip()
    if value.startswith('"'):
        try:
            return str(json.JSONDecoder().raw_decode(value)[0])
        except ValueError:
            return value.strip('"')
    if value.startswith("'"):
        return value[1:].partition("'")[0] if "''" not in value else value[1:-1].replace("''", "'")
    return re.sub(r"\s+#.*", "", value)
