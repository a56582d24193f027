"""Writes types/page_data.d.ts: the JSON of a page, as its scripts are checked against it.

python docs/make_page_types.py           # writes
python docs/make_page_types.py --check   # compares, exit 1 when it is not current
"""

from __future__ import annotations

import sys
import types
import typing
from pathlib import Path
from typing import Any, NotRequired

from kg.page.data import PageData

TARGET = Path(__file__).parent.parent / "types" / "page_data.d.ts"
_PLAIN = {str: "string", int: "number", float: "number", bool: "boolean", type(None): "null"}


def page_types() -> str:
    """Return the interfaces of PageData and of everything in it."""
    waiting, written = [PageData], {}
    while waiting:
        record: Any = waiting.pop(0)
        if record.__name__ in written:
            continue
        hints = typing.get_type_hints(record, include_extras=True)
        lines = [
            f"  {name}{'?' if _is_optional(record, name, hint) else ''}: {_type(hint, waiting)};"
            for name, hint in hints.items()
        ]
        written[record.__name__] = "\n".join([f"interface {record.__name__} {{", *lines, "}"])
    head = "// Made by docs/make_page_types.py from kg/page/data.py; not to be edited."
    return "\n\n".join([head, *(written[name] for name in sorted(written))]) + "\n"


def _is_optional(record: Any, name: str, hint: Any) -> bool:
    return typing.get_origin(hint) is NotRequired or name in getattr(
        record, "__optional_keys__", ()
    )


def _type(hint: Any, waiting: list[Any]) -> str:
    """Return a type in TypeScript; records that it names are put into ``waiting``."""
    if hint in _PLAIN:
        return _PLAIN[hint]
    if hint is Any:
        return "any"
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin is NotRequired:
        return _type(inner[0], waiting)
    if origin in (types.UnionType, typing.Union):
        return " | ".join(_type(part, waiting) for part in inner)
    if origin is list:
        element = _type(inner[0], waiting)
        return f"({element})[]" if " | " in element else f"{element}[]"
    if origin is tuple:
        return f"[{', '.join(_type(part, waiting) for part in inner)}]"
    if origin is dict:
        return f"Record<string, {_type(inner[1], waiting)}>"
    waiting.append(hint)
    return str(hint.__name__)


def main() -> None:
    """Write the types, or check that they are current."""
    text = page_types()
    if "--check" not in sys.argv:
        TARGET.write_text(text, encoding="utf-8", newline="\n")
    elif not TARGET.exists() or TARGET.read_text(encoding="utf-8") != text:
        sys.exit("types/page_data.d.ts is not current: run python docs/make_page_types.py")


if __name__ == "__main__":
    main()
