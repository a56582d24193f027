"""A loopback OpenAlex, made from recorded answers, with a budget that can be spent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

from service_server import Seen, ServiceServer

_FIELDS = set(
    "id doi title publication_year authorships referenced_works referenced_works_count ids primary_location is_retracted".split()
)


class OpenAlexServer(ServiceServer):
    """Serves works by DOI and by id; after ``budget`` requests it refuses for the day."""

    def __init__(self, works: Sequence[dict[str, Any]], budget: int | None = None) -> None:
        super().__init__()
        self.budget = budget
        self.by_id = {work["id"].rpartition("/")[2]: work for work in works}
        self.by_doi = {
            work["doi"].removeprefix("https://doi.org/").lower(): work
            for work in works
            if work.get("doi")
        }
        self.key: str | None = None
        # Further works with the DOI of one that was taken in before.
        self.twins: list[dict[str, Any]] = []

    def answer(self, seen: Seen) -> tuple[int, Any]:
        """See :meth:`ServiceServer.answer`."""
        if self.key is not None and seen.parameters.get("api_key") != self.key:
            return 401, {"error": "Invalid API key", "message": "Invalid API key"}
        if self.budget is not None and len(self.log) > self.budget:
            self.headers["Retry-After"] = "64147"
            return 429, {"error": "Rate limit exceeded", "message": "Insufficient budget. Resets."}
        if odd := set(seen.parameters) - {"filter", "select", "per_page", "api_key"}:
            return 400, {"error": "Invalid query parameters error.", "message": f"{odd}"}
        fields = seen.parameters["select"].split(",")
        if unknown := set(fields) - _FIELDS:
            return 400, {"error": "Invalid query parameters error.", "message": f"{unknown}"}
        if seen.path.startswith("/works/doi:"):
            work = self.by_doi.get(unquote(seen.path.removeprefix("/works/doi:")).lower())
            if work is None:
                return 404, {"error": "Not Found", "message": "no such work"}
            return 200, _projected(work, fields)
        name, _, value = seen.parameters["filter"].partition(":")
        values = value.split("|")
        if "," in value or len(values) > 100 or name not in ("doi", "openalex"):
            return 400, {"error": "Invalid query parameters error.", "message": "bad filter"}
        table = self.by_doi if name == "doi" else self.by_id
        found = [table[one] for one in dict.fromkeys(values) if one in table]
        dois = {work["doi"] for work in found if name == "doi"}
        found = [twin for twin in self.twins if twin["doi"] in dois] + found
        page = found[: int(seen.parameters.get("per_page", 25))]
        return 200, {
            "meta": {"count": len(found), "page": 1, "cost_usd": 0.0001},
            "results": [_projected(work, fields) for work in page],
        }

    def other(self, seen: Seen) -> Seen:
        """See :meth:`ServiceServer.other`."""
        name, _, values = seen.parameters.get("filter", "").partition(":")
        table = self.by_doi if name == "doi" else self.by_id
        stranger = next((key for key in table if key not in values), None)
        if "|" not in values or stranger is None:
            return seen
        return replace(seen, parameters={**seen.parameters, "filter": f"{name}:{stranger}"})

    def halved(self, body: Any) -> Any:
        """See :meth:`ServiceServer.halved`."""
        return {**body, "results": body["results"][:-1]} if body.get("results") else body


def _projected(work: dict[str, Any], fields: Sequence[str]) -> dict[str, Any]:
    return {name: work[name] for name in fields if name in work}


def work(
    number: int, *, doi: str | None = None, cites: Sequence[int] = (), **more: Any
) -> dict[str, Any]:
    """Return a work as the service writes it."""
    id = f"https://openalex.org/W{number}"
    address = None if doi is None else f"https://doi.org/{doi}"
    return {
        "id": id,
        "doi": address,
        "title": f"Work number {number}",
        "publication_year": 2001,
        "ids": {"openalex": id, **({"doi": address} if address else {})},
        "authorships": [{"author_position": "first", "author": {"display_name": "Ann Lee"}}],
        "primary_location": {"source": {"display_name": "Journal of Tests"}},
        "referenced_works": [f"https://openalex.org/W{one}" for one in cites],
        "referenced_works_count": len(cites),
        **more,
    }
