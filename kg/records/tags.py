"""The tags of a paper, whoever wrote them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ["tags_of"]


def tags_of(properties: Mapping[str, Any]) -> list[str]:
    """Return the tags of a paper as texts; what a user set in a query may be one value, or no text.

    Examples
    --------
    >>> tags_of({"tags": ["a", "b"]}), tags_of({"tags": "mine"}), tags_of({"tags": 3}), tags_of({})
    (['a', 'b'], ['mine'], ['3'], [])
    """
    found = properties.get("tags")
    values = found if isinstance(found, list) else [found]
    return [str(value) for value in values if value is not None]
