"""A loopback Crossref, made from recorded answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

from service_server import Seen, ServiceServer

from kg.identifiers import normalise_title

_FIELDS = set(
    "DOI title author issued container-title reference references-count type relation update-to".split()
)
_PARAMETERS = {"filter", "select", "rows", "query.bibliographic", "mailto"}
#: Bytes of an address that servers take without being told otherwise.
_LONGEST_ADDRESS = 8_190


class CrossrefServer(ServiceServer):
    """Serves works by lower-case DOI, and by the words of their titles."""

    def __init__(self, works: Mapping[str, dict[str, Any]]) -> None:
        super().__init__()
        self.works = {doi.lower(): work for doi, work in works.items()}
        self._words = {
            doi: set(normalise_title(" ".join(work.get("title") or [])).split())
            for doi, work in sorted(self.works.items())
        }

    def answer(self, seen: Seen) -> tuple[int, Any]:
        """See :meth:`ServiceServer.answer`."""
        if seen.path.startswith("/works/"):
            work = self.works.get(unquote(seen.path.removeprefix("/works/")).lower())
            if work is None:
                return 404, "Resource not found."
            return 200, {"status": "ok", "message-type": "work", "message": work}
        if seen.path != "/works":
            return 404, "Resource not found."
        if odd := set(seen.parameters) - _PARAMETERS or len(seen.address) > _LONGEST_ADDRESS:
            return 400, {"status": "failed", "message": [{"message": f"not understood: {odd}"}]}
        if unknown := set(seen.parameters["select"].split(",")) - _FIELDS:
            return 400, {"status": "failed", "message": [{"message": f"bad select {unknown}"}]}
        rows = int(seen.parameters.get("rows", 20))
        if "query.bibliographic" in seen.parameters:
            works = self._alike(seen.parameters["query.bibliographic"])
        else:
            filters = seen.parameters["filter"].split(",")
            if not all(value.startswith("doi:") for value in filters):
                return 400, {"status": "failed", "message": [{"message": "bad filter"}]}
            dois = {value.removeprefix("doi:").lower() for value in filters}
            works = [self.works[doi] for doi in sorted(dois) if doi in self.works]
        items = [{name: work[name] for name in _FIELDS if name in work} for work in works]
        return 200, {
            "status": "ok",
            "message": {"total-results": len(items), "items": items[:rows]},
        }

    def _alike(self, query: str) -> list[dict[str, Any]]:
        """Return every work that shares a word with the query, the likest first."""
        wanted = set(normalise_title(query).split())
        scores = [
            (-len(wanted & words) / len(wanted | words), doi)
            for doi, words in self._words.items()
            if wanted & words
        ]
        return [self.works[doi] for _, doi in sorted(scores)]

    def other(self, seen: Seen) -> Seen:
        """See :meth:`ServiceServer.other`."""
        filters = seen.parameters.get("filter", "").lower()
        stranger = next((doi for doi in self.works if doi not in filters), None)
        if "," not in filters or stranger is None:
            return seen
        return replace(seen, parameters={**seen.parameters, "filter": f"doi:{stranger}"})

    def halved(self, body: Any) -> Any:
        """See :meth:`ServiceServer.halved`."""
        message = body["message"] if isinstance(body, dict) else {}
        if not message.get("items"):
            return body
        return {**body, "message": {**message, "items": message["items"][:-1]}}
