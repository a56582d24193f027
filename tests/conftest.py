"""What all tests share: the example's graph, and the fixtures of real parts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from crossref_server import CrossrefServer
from hypothesis import settings

from kg.ingest import demo_graph as build_demo_graph
from kg.records import Graph

_HERE = Path(__file__).parent

# How long an example may take depends on the machine and on who else uses it.
settings.register_profile("kg", deadline=None)
settings.load_profile("kg")

# Fixtures of real parts (a browser, a Neo4j, a loopback API) live in files of their own.
pytest_plugins = [path.stem for path in sorted(_HERE.glob("fixtures_*.py"))]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files that hold slow tests first: no worker ends alone with one of them."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


@pytest.fixture(scope="session")
def demo_graph() -> Graph:
    """The user's list with its records file: 62 listed papers, 321 papers, 423 citations."""
    return build_demo_graph()


@pytest.fixture(scope="session")
def ignorant_crossref() -> Iterator[CrossrefServer]:
    """A Crossref on the loopback address that knows no work."""
    with CrossrefServer({}) as server:
        yield server


@pytest.fixture(autouse=True)
def _no_surroundings(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, ignorant_crossref: CrossrefServer
) -> None:
    """Tests must not depend on the developer's store, archive or key, nor touch them."""
    for name in (
        *("KG_STORE", "S2_API_KEY", "KG_S2_URL", "KG_S2_INTERVAL", "KG_S2_PATIENCE", "KG_MAILTO"),
        *("OPENALEX_API_KEY", "OPENCITATIONS_TOKEN"),
    ):
        monkeypatch.delenv(name, raising=False)
    # A build with the defaults asks Crossref too: here it finds one that knows nothing.
    monkeypatch.setenv("KG_CROSSREF_URL", ignorant_crossref.url)
    monkeypatch.setenv("KG_CROSSREF_INTERVAL", "0")
    for service in ("OPENCITATIONS", "OPENALEX"):
        monkeypatch.setenv(f"KG_{service}_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("KG_ARCHIVE", str(tmp_path / "archive"))
