"""What an archived answer holds, by the name of its kind: the shape it was checked for before."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

__all__ = ["check_shape"]


def _is_paper(body: Any) -> bool:
    return body is None or isinstance(body, dict)


def _is_list_of_papers(body: Any) -> bool:
    return body is None or (isinstance(body, list) and all(map(_is_paper, body)))


def _is_list_of_rows(body: Any) -> bool:
    return isinstance(body, list) and all(
        isinstance(row, dict) and all(isinstance(value, str) for value in row.values())
        for row in body
    )


def _is_list_of_texts(body: Any) -> bool:
    return isinstance(body, list) and all(isinstance(item, str) for item in body)


def _is_page(body: Any) -> bool:
    return (
        isinstance(body, list)
        and len(body) == 2
        and _is_list_of_papers(body[0])
        and isinstance(body[1], int | None)
        and not isinstance(body[1], bool)
    )


def _is_state(body: Any) -> bool:
    return isinstance(body, dict) and not any(
        isinstance(body.get(name, 0), bool | str | list | dict | float)
        for name in ("total", "came", "asked")
    )


#: What an answer holds, by the name of its kind.
_SHAPES: dict[str, Callable[[Any], bool]] = {
    "paper": _is_paper,
    "match": _is_paper,
    "crossref work": _is_paper,
    "crossref search": _is_list_of_texts,
    "opencitations references": _is_list_of_rows,
    **dict.fromkeys(("openalex work", "openalex cited"), _is_paper),
    "search": _is_list_of_papers,
    **dict.fromkeys(("references", "citations"), _is_list_of_papers),
    **dict.fromkeys(("references state", "citations state"), _is_state),
    **dict.fromkeys(("references page", "citations page"), _is_page),
}


def check_shape(kind: str, body: Any) -> None:
    """Check the body of an answer of a kind.

    Raises
    ------
    ValueError
        When it is no answer of its kind.
    """
    name, slash, _ = kind.partition("/")
    if slash and not _SHAPES.get(name, lambda _: True)(body):
        raise ValueError("it is no answer of its kind")
