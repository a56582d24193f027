"""A loopback Index of OpenCitations, made from recorded answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from service_server import Seen, ServiceServer

_HERE = "/index/v2/references/doi:"


class OpenCitationsServer(ServiceServer):
    """Serves rows by lower-case DOI; a token is checked when one is set."""

    def __init__(self, rows: Mapping[str, list[dict[str, str]]], token: str | None = None) -> None:
        super().__init__()
        self.rows = {doi.lower(): list(found) for doi, found in rows.items()}
        self.token = token

    def answer(self, seen: Seen) -> tuple[int, Any]:
        """See :meth:`ServiceServer.answer`: what is not known, and what is no DOI, is ``[]``."""
        sent = seen.headers.get("authorization")
        if self.token is not None and sent != self.token:
            return 403, {"error": "forbidden"}
        if not seen.path.startswith(_HERE) or seen.parameters:
            return 404, "HTTP status code 404: the operation requested does not exist"
        return 200, self.rows.get(unquote(seen.path.removeprefix(_HERE)).lower(), [])


def row(citing: str, cited: str, number: int) -> dict[str, str]:
    """Return a citation as the service writes it; ``citing`` and ``cited`` are bags of ids."""
    return {
        "oci": f"06{number}-07{number}",
        "citing": f"omid:br/06{number} {citing}",
        "cited": f"omid:br/07{number} {cited}",
        "creation": "2024",
        "timespan": "",
        "journal_sc": "no",
        "author_sc": "no",
    }
