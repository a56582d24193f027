"""What is asked of the server, checked before the SDK does: its words are for developers."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.shared.exceptions import MCPError
from mcp.types import INVALID_PARAMS
from pydantic import ValidationError

from kg.formats.papers import plain
from kg.web.assistants.paging import excerpt

__all__ = ["CheckedServer", "accepted_values"]

_SHOWN = 100


class CheckedServer(MCPServer[Any]):
    """A server that says of wrong names and arguments what, where, and what it takes."""

    async def call_tool(self, name: str, arguments: dict[str, Any], context: Any = None) -> Any:
        """Call a tool.

        Raises
        ------
        ToolError
            When there is no such tool or argument, a value is wrong, or the tool fails.
        """
        schemas = {tool.name: tool.input_schema for tool in await self.list_tools()}
        if name not in schemas:
            raise ToolError(_unknown("tool", name, "there are", schemas))
        known = schemas[name].get("properties", {})
        for argument in arguments:
            if argument not in known:
                raise ToolError(_unknown("argument", argument, f"{name} takes", known))
        try:
            return await super().call_tool(name, arguments, context)
        except ToolError as error:
            if isinstance(error.__cause__, ValidationError):
                raise ToolError(_wrong(error.__cause__, known)) from error.__cause__
            if isinstance(error.__cause__, ToolError):  # with its own words, and no others
                raise error.__cause__ from error.__cause__.__cause__
            raise

    async def get_prompt(
        self, name: str, arguments: dict[str, Any] | None = None, context: Any = None
    ) -> Any:
        """Return a prompt.

        Raises
        ------
        MCPError
            When there is no such prompt or argument.
        """
        prompts = {
            prompt.name: [argument.name for argument in prompt.arguments or ()]
            for prompt in await self.list_prompts()
        }
        if name not in prompts:
            raise MCPError(INVALID_PARAMS, _unknown("prompt", name, "there are", prompts))
        for argument in arguments or {}:
            if argument not in prompts[name]:
                words = _unknown("argument", argument, f"{name} takes", prompts[name])
                raise MCPError(INVALID_PARAMS, words)
        return await super().get_prompt(name, arguments, context)


def _unknown(kind: str, name: str, there_are: str, known: Collection[str]) -> str:
    return f"there is no such {kind}, {_shown(name)}, {there_are}: {', '.join(known) or 'none'}"


def _wrong(error: ValidationError, known: Mapping[str, Any]) -> str:
    """Return what is wrong with arguments, a line for each."""
    lines = []
    for problem in error.errors(include_url=False):
        name = str(problem["loc"][0]) if problem["loc"] else ""
        what = "an argument is missing"
        if problem["type"] != "missing":
            what = f"{_shown(json.dumps(problem['input'], ensure_ascii=False, default=str))} does not fit"
        lines.append(f"{what}, {name}, it takes {accepted_values(known.get(name, {}))}")
    return "\n".join(dict.fromkeys(lines))


def accepted_values(schema: Mapping[str, Any]) -> str:
    """Return in words which values a JSON schema accepts.

    Examples
    --------
    >>> accepted_values({"type": "integer", "minimum": 1, "maximum": 100})
    'a whole number from 1 to 100'
    >>> accepted_values({"anyOf": [{"type": "string"}, {"type": "null"}], "description": "Heading."})
    'a text, or nothing: Heading.'
    """
    kinds = [_kind(choice) for choice in schema.get("anyOf", [schema])]
    words = ", or ".join(kinds)
    return f"{words}: {schema['description']}" if "description" in schema else words


def _kind(schema: Mapping[str, Any]) -> str:
    if "enum" in schema:
        return f"one of {', '.join(map(str, schema['enum']))}"
    if schema.get("type") == "string":
        most = schema.get("maxLength")
        return "a text" if most is None else f"a text of at most {most:,} characters"
    if schema.get("type") == "integer":
        limits = [
            f" {word} {schema[name]}"
            for word, name in (("from", "minimum"), ("to", "maximum"))
            if name in schema
        ]
        return "a whole number" + "".join(limits)
    return {"object": "an object", "null": "nothing"}.get(schema.get("type", ""), "a value")


def _shown(text: str) -> str:
    return plain(excerpt(text, _SHOWN))
