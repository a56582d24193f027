"""The page as one document: template, style, scripts and data in one file.

pyvis holds nodes, edges and options and brings the drawing engine (its bundled
vis-network); the document itself is our own template in its jinja environment, with
autoescape on. What it must not be used for is told in the page's documentation: its own
template asks the network for three style sheets and writes titles as markup.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Sequence
from functools import cache
from typing import Any

import msgspec

from kg.page.data import PageData
from kg.settings import packaged

__all__ = ["OPTIONS", "SCRIPTS", "assemble", "script_json"]

#: The scripts of ``exports/page/``, in the order in which they are read.
SCRIPTS = (
    "graph.js",
    "state.js",
    "scene.js",
    "looks.js",
    "picture.js",
    "canvas.js",
    "details.js",
    "list.js",
    "controls.js",
    "downloads.js",
    "main.js",
)
_ENGINE = "lib/vis-9.1.2/vis-network.min.js"
#: How vis-network draws.
OPTIONS: dict[str, Any] = {
    "autoResize": True,
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "interaction": {
        "dragNodes": False,
        "hover": True,
        "keyboard": {"enabled": False},
        "selectConnectedEdges": False,
        "hoverConnectedEdges": False,
        "tooltipDelay": 86_400_000,
        "zoomSpeed": 0.6,
    },
}


def assemble(data: PageData, home: str | None = None) -> str:
    """Return the whole HTML document, whose heading leads ``home``; text in it is text, whatever it holds."""
    network, drawing = _network(), data["drawing"]
    # Assigned, not added one by one: add_edge looks through all edges each time.
    network.nodes, network.edges = drawing["nodes"], drawing["edges"]
    network.options = drawing["options"]
    environment = network.templateEnv.overlay(autoescape=True)
    engine, script, style = _parts()
    # The template marks style, scripts and JSON as safe, for they are escaped here for where
    # they stand; everything else is escaped by jinja.
    return str(
        environment.from_string(_read("template.html")).render(
            title=data["title"],
            home=home,
            policy=_policy([engine, script], [style]),
            style=style,
            engine=engine,
            script=script,
            data=script_json(msgspec.to_builtins(data)),
            overview=data["overview"],
        )
    )


def _network() -> Any:
    from pyvis.network import Network

    return Network(cdn_resources="in_line")


@cache
def _parts() -> tuple[str, str, str]:
    """Return drawing engine, script and style."""
    environment = _network().templateEnv
    engine = environment.loader.get_source(environment, _ENGINE)[0]
    script = "\n".join(_read(name).strip() for name in SCRIPTS)
    wrapped = f'(() => {{\n"use strict";\n{script}\n}})();'
    return _inside_script(engine), _inside_script(wrapped), _read("page.css").strip()


def _read(name: str) -> str:
    return packaged("exports", "page", name).read_text(encoding="utf-8").replace("\r\n", "\n")


def _inside_script(text: str) -> str:
    r"""Escape what would end the script element (in JavaScript, ``<\\/`` in a string is ``</``).

    So is what HTML forbids as a character, which the drawing engine has in its strings.
    """
    text = text.replace("</script", "<\\/script").replace("<!--", "<\\!--").replace("\r", "")
    return _NO_HTML.sub(lambda char: f"\\u{ord(char[0]):04x}", text)


#: Control characters and noncharacters (HTML, 13.2.3.5).
_NO_HTML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")


#: What turns the direction of all that stands behind it on the page.
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")


def script_json(data: Any) -> str:
    r"""Return JSON that can stand in a script element whatever its strings hold.

    Examples
    --------
    >>> script_json({"title": "</script><b>&"})
    '{"title":"\\u003c/script\\u003e\\u003cb\\u003e\\u0026"}'
    """
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    text = _TURNING.sub("", text)
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return text


def _policy(scripts: Sequence[str], styles: Sequence[str]) -> str:
    """Return a Content-Security-Policy that allows these texts and nothing else."""

    def hashes(texts: Sequence[str]) -> str:
        digests = (hashlib.sha256(text.encode("utf-8")).digest() for text in texts)
        return " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)

    return (
        f"default-src 'none'; script-src {hashes(scripts)}; style-src {hashes(styles)}; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
