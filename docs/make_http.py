"""Write docs/reference/http.md from the route table of the server, or check that it is current.

python docs/make_http.py           write it
python docs/make_http.py --check   exit 1 when it is stale
"""

from __future__ import annotations

import sys
from pathlib import Path

from kg.web.serve.routes import ROUTES, ServedRoute

TARGET = Path(__file__).parent / "reference" / "http.md"
INTRODUCTION = """\
# Over HTTP

<!-- Made by docs/make_http.py from kg/web/serve/routes.py; `make lint` checks that it is current. -->

What [`kg serve`](../how-to/serve.md) answers. HEAD works wherever GET does.

The form of an answer is that of `?format=`, else of the address, else the one that `Accept` prefers; a browser gets HTML.
`{kind}` is `paper`, `author`, `venue`, `dataset`, `repository` or `list`.

| status | every route may answer it when |
|---|---|
| 304 | the client has the answer already (`If-None-Match`) |
| 401 | `--token` is set and was not shown |
| 403 | a page of another site asks |
| 405 | the method is none of the route's |
| 413 | more than 1 MB is sent |
| 421 | `Host` is no name of this server |

An answer that is cut says so in the header `KG-Truncated`: `rows` (10,000) or `bytes` (10 MB).
What cannot be answered is said as `{"error": "..."}`, as a page to who reads pages, and as plain words by `/sparql`.
With the extra `citation-kg[mcp]`, `POST /mcp` has the [tools for assistants](tools.md) over streamable HTTP.
"""


def main() -> int:
    """Write the page, or with ``--check`` compare it."""
    text = INTRODUCTION + "".join(map(section, ROUTES))
    if "--check" in sys.argv[1:]:
        if TARGET.is_file() and TARGET.read_text(encoding="utf-8") == text:
            return 0
        print(
            "error: docs/reference/http.md is stale, run python docs/make_http.py", file=sys.stderr
        )
        return 1
    TARGET.write_text(text, encoding="utf-8", newline="\n")
    return 0


def section(route: ServedRoute) -> str:
    """Return the part of one route."""
    first, *others = (path.replace(":path", "") for path in route.paths)
    methods = ", ".join(route.methods)
    told = [f"\n## {methods} `{first}`\n\n{route.summary}\n"]
    if others:
        told.append("\nAlso: " + ", ".join(f"`{path}`" for path in others) + ".\n")
    told.append(f"\nForms: {route.forms}.\n")
    if route.parameters:
        told.append("\n| parameter | |\n|---|---|\n")
        told += [f"| `{name}` | {words} |\n" for name, words in route.parameters.items()]
    if route.statuses:
        told.append("\n| status | when |\n|---|---|\n")
        told += [f"| {status} | {words} |\n" for status, words in route.statuses.items()]
    return "".join(told)


if __name__ == "__main__":
    sys.exit(main())
