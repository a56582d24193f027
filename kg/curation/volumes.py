"""Volume, issue and pages in an entry: what is its own paper's alone, and no other's."""

from __future__ import annotations

import re

__all__ = ["without_volume"]

#: A volume with issue or pages, and pages with their sign, as they follow a venue.
_VOLUME = re.compile(
    r"[,;:]?[ \t]*\b(?:vol(?:ume)?\.?[ \t]*)?\d+[ \t]*(?:\(\d+(?:[-–]\d+)?\))?(?:[ \t]*[,:;][ \t]*(?:no\.?[ \t]*\d+[ \t]*[,;:]?[ \t]*)?"
    r"(?:pp?\.?[ \t]*)?[eE]?\d+(?:[ \t]*[-–]+[ \t]*[eE]?\d+)?)+\b"
    r"|[,;:]?[ \t]*\b(?:(?:vol(?:ume)?|v|no|nr|n)\.?[ \t]*\d+(?:[-–]\d+)?|\d+[ \t]*\(\d+(?:[-–]\d+)?\)|pp?\.?[ \t]*\d+(?:[ \t]*[-–]+[ \t]*\d+)?|\d+[ \t]*[-–]+[ \t]*\d+)",
    re.IGNORECASE,
)
_FIELDS_AND_ADDRESSES = re.compile('(\x00[a-z]+\x00|https?://[^\\s()<>"]+)')
#: A volume that is emphasised with its venue.
_WITHIN_EMPHASIS = re.compile(r"(,[ \t]*\d+(?:\(\d+\))?)([*_]+)(?=[,.;:]|\s)")


def without_volume(text: str) -> str | None:
    """Return an entry with its values as fields without volume, issue and pages.

    None where other numbers are left, of which nobody knows what they are.

    Examples
    --------
    >>> without_volume("- A study. Ibis, 12(3), 45-67. https://a.org/1")
    '- A study. Ibis. https://a.org/1'
    >>> without_volume("- A study. *Ibis, 17*, 11-19. https://a.org/1")
    '- A study. *Ibis*. https://a.org/1'
    >>> without_volume("- A study. *Ibis*, v. 3, n. 2, p. 12-20.")
    '- A study. *Ibis*.'
    >>> without_volume("- A study, 1st of 3")
    """
    text = _WITHIN_EMPHASIS.sub(r"\2\1", text)
    parts = _FIELDS_AND_ADDRESSES.split(text)
    parts[::2] = [_VOLUME.sub("", part) for part in parts[::2]]
    rest = [re.sub(r"^(\W*)\d+(?=[.)\]\s])", r"\1", parts[0]), *parts[2::2]]
    return None if any(re.search(r"\d", part) for part in rest) else "".join(parts)
