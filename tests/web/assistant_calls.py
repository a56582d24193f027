"""An assistant for the tests: the SDK's own client, in memory or against a real server."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

import anyio
from jsonschema import Draft202012Validator, ValidationError
from mcp.client.client import Client
from mcp.shared.exceptions import MCPError

#: Every tool, with arguments that any graph of the tests answers; ``PAPER`` stands for a paper.
CALLS = {
    "search_papers": {"query": "retrieval"},
    "get_paper": {"paper": "PAPER"},
    "references": {"paper": "PAPER"},
    "cited_by": {"paper": "PAPER"},
    "path_between": {"cited": "PAPER", "citing": "PAPER"},
    "main_path": {"weights": "splc", "search": "global"},
    "ancestors": {"paper": "PAPER", "depth": 2},
    "descendants": {"paper": "PAPER"},
    "why": {"paper": "PAPER"},
    "list_entries": {},
    "suggest": {},
    "query_library": {"name": "most-cited"},
    "cypher": {"query": "MATCH (p:Paper) RETURN p ORDER BY p.id"},
    "schema": {},
    "search": {"query": "retrieval"},
    "fetch": {"id": "PAPER"},
}


def awaited(main):
    """Return what an asynchronous function returns, run in a thread of its own.

    The browser of other tests keeps an event loop running in the main thread.
    """
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(anyio.run, main).result()


def conversation(target, talk):
    """Return what a conversation with a server returns: ``talk`` is given a connected client."""

    async def main():
        async with Client(target) as client:
            try:
                return await talk(client), None
            except (AssertionError, MCPError, ValidationError) as error:  # else wrapped twice
                return None, error

    answer, error = awaited(main)
    if error is not None:
        raise error
    return answer


def call(target, tool, **arguments):
    """Return the structured answer of one call, which must not be an error."""
    result = conversation(target, lambda client: client.call_tool(tool, arguments))
    assert not result.is_error, result.content[0].text
    return result.structured_content


def refusal(target, tool, **arguments):
    """Return the words of an error."""
    result = conversation(target, lambda client: client.call_tool(tool, arguments))
    assert result.is_error
    return result.content[0].text


def pages(target, tool, part, **arguments):
    """Return all pages of an answer, and what they hold together."""

    async def walk(client):
        found = []
        offset = 0
        while offset is not None:
            result = await client.call_tool(tool, {**arguments, "offset": offset})
            assert not result.is_error, result.content[0].text
            found.append(result)
            offset = result.structured_content["next_offset"]
        return found

    found = conversation(target, walk)
    for one in found:
        assert weight(one) <= 40_000
        assert one.structured_content["shown"] == len(one.structured_content[part])
    return found, [item for one in found for item in one.structured_content[part]]


def weight(result):
    """Return the bytes of an answer as it is sent: a token is two of them at the very least."""
    sent = json.dumps(result.structured_content, ensure_ascii=False)
    return len(sent.encode()) + sum(len(block.text.encode()) for block in result.content)


async def call_every_tool(client, paper):
    """Call each tool; hold each answer against the schema that its tool promises."""
    tools = {tool.name: tool for tool in (await client.list_tools()).tools}
    assert sorted(tools) == sorted(CALLS)
    answers = {}
    for name, arguments in CALLS.items():
        given = {key: paper if value == "PAPER" else value for key, value in arguments.items()}
        Draft202012Validator(tools[name].input_schema).validate(given)
        result = await client.call_tool(name, given)
        assert not result.is_error, (name, result.content[0].text)
        Draft202012Validator(tools[name].output_schema).validate(result.structured_content)
        assert result.structured_content["source_text"] is True
        assert weight(result) <= 40_000, name
        assert result.content[0].text.strip()
        answers[name] = result.structured_content
    return answers
