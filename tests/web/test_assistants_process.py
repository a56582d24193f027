"""``kg mcp`` as assistants start it, and the same server over HTTP."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
import uvicorn
from mcp.client.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client
from web.assistant_calls import CALLS, awaited, call_every_tool

from kg.web.assistants import server

ROOT = Path(__file__).parent.parent.parent
_HELLO = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {
        "protocolVersion": "2025-06-18",
        "capabilities": {},
        "clientInfo": {"name": "test", "version": "1"},
    },
}


def started(*arguments, **options):
    command = [sys.executable, "-m", "kg", "mcp", *arguments]
    return subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options
    )


def test_every_tool_answers_over_stdio(demo_store):
    parameters = StdioServerParameters(
        command=sys.executable,
        args=["-m", "kg", "mcp", "--store", demo_store],
        env=dict(os.environ),
    )

    async def main():
        async with Client(stdio_client(parameters)) as client:
            return await call_every_tool(client, "ACMR")

    assert awaited(main)["schema"]["lists"] == ["list:cross-modal-retrieval"]


@pytest.mark.parametrize("number", range(3))
def test_the_configuration_lines_of_the_documentation_start_a_server(number, demo_store):
    page = ROOT / "docs" / "how-to" / "assistants.md"
    printed = re.findall(
        r"^```json\n(.*?)^```", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
    assert len(printed) == 3
    (servers,) = json.loads(printed[number]).values()
    (told,) = servers.values()
    assert told["command"] == "kg"
    arguments = [demo_store if "kg-store" in one else one for one in told["args"]]
    parameters = StdioServerParameters(
        command=sys.executable, args=["-m", "kg", *arguments], env=dict(os.environ)
    )

    async def main():
        async with Client(stdio_client(parameters)) as client:
            return len((await client.list_tools()).tools)

    assert awaited(main) == len(CALLS)


def test_nothing_but_protocol_is_on_stdout_and_the_end_of_stdin_ends_it(demo_store):
    def request(id, method, **params):
        return json.dumps({"jsonrpc": "2.0", "id": id, "method": method, "params": params})

    def tool(id, name, **arguments):
        return request(id, "tools/call", name=name, arguments=arguments)

    lines = [
        json.dumps(_HELLO),
        '{"jsonrpc": "2.0", "method": "notifications/initialized"}',
        tool(2, "get_paper", paper="nothing goes by this name"),
        tool(3, "cypher", query="THIS IS NOT CYPHER"),
        "this is not JSON",
        tool(4, "no_such_tool"),
        tool(5, "suggest"),
        tool(6, "cypher", query="UNWIND range(1, 3) AS n RETURN n"),
    ]
    process = started("-v", "--store", demo_store)
    process.stdin.write("".join(line + "\n" for line in lines).encode())
    process.stdin.flush()
    answered = {}
    while not set(range(1, 7)) <= set(answered):
        message = json.loads(process.stdout.readline())
        assert message["jsonrpc"] == "2.0"
        answered[message.get("id")] = message
    rest, said = process.communicate(timeout=30)
    assert rest == b""
    assert process.returncode == 0
    assert b"Traceback" not in said
    assert answered[2]["result"]["isError"] is True
    assert answered[6]["result"]["structuredContent"]["rows"] == [{"n": 1}, {"n": 2}, {"n": 3}]


@pytest.mark.skipif(os.name == "nt", reason="signals are POSIX's")
def test_an_interrupt_ends_it_at_once(demo_store):
    process = started("--store", demo_store)
    process.stdin.write(json.dumps(_HELLO).encode() + b"\n")
    process.stdin.flush()
    assert json.loads(process.stdout.readline())["id"] == 1
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=5) == 130
    assert process.stderr.read() == b"interrupted\n"
    for stream in (process.stdin, process.stdout, process.stderr):
        stream.close()


def test_a_store_that_is_not_there_and_a_missing_extra_are_one_line(tmp_path, demo_store):
    _, said = started("--store", str(tmp_path / "none")).communicate(timeout=60)
    assert said.decode().splitlines()[0].startswith("error: there is no store here")
    (tmp_path / "empty").mkdir()
    empty = started("--store", str(tmp_path / "empty"))
    _, said = empty.communicate(timeout=60)
    assert (empty.returncode, said.decode().count("\n")) == (1, 1)
    assert said.decode().startswith("error: there is no store here")
    code = "import sys; sys.modules['mcp'] = None; from kg.cli import main; sys.exit(main())"
    done = subprocess.run(
        [sys.executable, "-c", code, "mcp", "--store", demo_store],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert 'pip install "citation-kg[mcp]"' in line


def test_no_other_command_imports_the_sdk():
    code = "import sys, kg.cli; print([name for name in sys.modules if name.startswith('mcp')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.fixture
def http_address(demo_store):
    """The address of the server, mounted as ``kg serve`` mounts it."""
    config = uvicorn.Config(
        server(demo_store).streamable_http_app(), host="127.0.0.1", port=0, log_level="warning"
    )
    web = uvicorn.Server(config)
    thread = threading.Thread(target=web.run)
    thread.start()
    while not web.started:
        time.sleep(0.01)
    port = web.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}/mcp"
    web.should_exit = True
    thread.join(timeout=30)


def test_every_tool_answers_over_http(http_address):
    async def main():
        async with Client(http_address) as client:
            return await call_every_tool(client, "ACMR")

    assert awaited(main)["get_paper"]["id"] == "doi:10.1145/3123266.3123326"
