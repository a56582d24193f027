"""The IRIs of an export: stable, flat, and made from the ids of the graph."""

from __future__ import annotations

from pyoxigraph import NamedNode

from kg.errors import UsageError
from kg.linked_data.literals import iri, public_url, segment
from kg.linked_data.vocabulary import BASE

__all__ = ["Iris"]


class Iris:
    """Mints the IRIs of one export under its base.

    Parameters
    ----------
    base
        An absolute http(s) IRI; it is made to end in ``/`` or ``#``.

    Raises
    ------
    UsageError
        When ``base`` is not such an IRI.

    Examples
    --------
    >>> iris = Iris()
    >>> iris.paper("doi:10.1/a").value
    'https://w3id.org/citation-kg/paper/doi:10.1=2Fa'
    >>> iris.of("citation", "doi:10.1/b", "doi:10.1/a").value
    'https://w3id.org/citation-kg/citation/doi:10.1=2Fb~doi:10.1=2Fa'
    """

    def __init__(self, base: str = BASE) -> None:
        checked = iri(base.removesuffix("#"))
        if checked is None or "?" in base or checked.value != base.removesuffix("#"):
            raise UsageError(
                f"{base!r} is not an absolute http(s) IRI",
                where="--base",
                hint=f"for example {BASE}",
            )
        self.base = base if base.endswith(("/", "#")) else base + "/"
        self._papers: dict[str, NamedNode] = {}

    def of(self, kind: str, *ids: str | int) -> NamedNode:
        """Return the IRI of a thing of a kind that these ids, together, identify."""
        return NamedNode(f"{self.base}{kind}/{'~'.join(segment(str(id)) for id in ids)}")

    def paper(self, id: str) -> NamedNode:
        """Return the IRI of a paper; kept, because citations ask for it again and again."""
        found = self._papers.get(id)
        if found is None:
            found = self._papers[id] = self.of("paper", id)
        return found

    def repository(self, id: str) -> NamedNode:
        """Return the IRI of a code repository, whose id is a URL."""
        return self.of("repository", public_url(id) or id)

    def document(self, source: str, line: int | None = None) -> NamedNode:
        """Return the IRI of a file or web page, or of one line of it.

        A URL is its own IRI; a file is known by its name alone, never by its path.

        Examples
        --------
        >>> Iris().document("papers.md", 17).value
        'https://w3id.org/citation-kg/file/papers.md#L17'
        >>> Iris().document("https://x.org/README.md").value
        'https://x.org/README.md'
        """
        page = iri(source)
        if page is None:
            page = self.of("file", source.replace("\\", "/").rsplit("/", 1)[-1])
        if line is None:
            return page
        return NamedNode(f"{page.value.partition('#')[0]}#L{line}")
