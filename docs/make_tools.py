"""Write docs/reference/tools.md from what ``kg mcp`` tells assistants, or check that it is current.

python docs/make_tools.py           write it
python docs/make_tools.py --check   exit 1 when it is stale
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import anyio
from mcp.client.client import Client

from kg.web.assistants import server

TARGET = Path(__file__).parent / "reference" / "tools.md"
TITLE = """\
# Tools for assistants

<!-- Made by docs/make_tools.py from the server; `make lint` checks that it is current. -->

What `kg mcp` tells an assistant; how to connect one is in [Ask from an assistant](../how-to/assistants.md).
Every tool only reads.
`null` means that something is not known.
"""


def main() -> int:
    """Write the reference, or with ``--check`` compare it."""
    text = anyio.run(reference)
    if "--check" in sys.argv[1:]:
        if TARGET.is_file() and TARGET.read_text(encoding="utf-8") == text:
            return 0
        print(
            "error: docs/reference/tools.md is stale, run python docs/make_tools.py",
            file=sys.stderr,
        )
        return 1
    TARGET.write_text(text, encoding="utf-8", newline="\n")
    return 0


async def reference() -> str:
    """Return the reference as Markdown, as a client is told it."""
    with tempfile.TemporaryDirectory() as nowhere:  # what can be asked does not depend on a store
        async with Client(server(nowhere)) as client:
            tools = (await client.list_tools()).tools
            templates = (await client.list_resource_templates()).resource_templates
            resources = (await client.list_resources()).resources
            prompts = (await client.list_prompts()).prompts
            instructions = client.instructions or ""
    lines = [TITLE, "## Instructions\n", "```text", instructions, "```\n"]
    for tool in tools:
        lines += [f"## {tool.name}\n", f"{tool.description}\n"]
        lines += _table("Parameter", tool.input_schema)
        lines += _table("Answer", tool.output_schema or {})
        for name, part in (tool.output_schema or {}).get("$defs", {}).items():
            lines += [f"`{name}`: {part.get('description', '')}\n"]
            lines += _table("Field", part)
    lines += ["## Resources\n", "| address | holds |", "|---|---|"]
    told = [(one.uri_template, one.description) for one in templates]
    told += [(str(one.uri), one.description) for one in resources]
    lines += [f"| `{address}` | {_cell(words or '')} |" for address, words in sorted(told)]
    lines += ["\n## Prompts\n", "| name | parameters | asks to |", "|---|---|---|"]
    for prompt in prompts:
        names = ", ".join(f"`{one.name}`" for one in prompt.arguments or [])
        lines.append(f"| `{prompt.name}` | {names} | {_cell(prompt.description or '')} |")
    return "\n".join(lines) + "\n"


def _table(heading: str, schema: dict[str, Any]) -> Iterator[str]:
    properties = schema.get("properties", {})
    if not properties:
        return
    yield f"| {heading} | type | default | |"
    yield "|---|---|---|---|"
    for name, told in properties.items():
        required = name in schema.get("required", ())
        default = "required" if required else f"`{json.dumps(told.get('default'))}`"
        if not required and "default" not in told:
            default = ""
        words = _cell(told.get("description", ""))
        yield f"| `{name}` | {_type(told)} | {default} | {words} |"
    yield ""


def _type(told: dict[str, Any]) -> str:
    if "$ref" in told:
        return f"`{told['$ref'].rpartition('/')[2]}`"
    if "anyOf" in told:
        return " or ".join(_type(one) for one in told["anyOf"])
    if "enum" in told:
        return ", ".join(f"`{value}`" for value in told["enum"])
    if told.get("type") == "array":
        return f"list of {_type(told.get('items', {}))}"
    return str(told.get("type", "any"))


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


if __name__ == "__main__":
    sys.exit(main())
