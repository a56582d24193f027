"""The papers as a folder of Markdown notes, beside what their reader writes."""

from kg.notes.note import MARKER
from kg.notes.write import WrittenNotes, write_notes

__all__ = ["MARKER", "WrittenNotes", "write_notes"]
