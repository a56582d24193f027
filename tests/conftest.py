"""What all tests share: the example's graph, and the fixtures of real parts."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.ingest import demo_graph as build_demo_graph
from kg.records import Graph

_HERE = Path(__file__).parent

# Fixtures of real parts (a browser, a Neo4j, a loopback API) live in files of their own.
pytest_plugins = [path.stem for path in sorted(_HERE.glob("fixtures_*.py"))]


@pytest.fixture(scope="session")
def demo_graph() -> Graph:
    """The user's list with its records file: 62 listed papers, 321 papers, 423 citations."""
    return build_demo_graph()


@pytest.fixture(autouse=True)
def _no_surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Tests must not depend on the developer's store, archive or key, nor touch them."""
    for name in ("KG_STORE", "S2_API_KEY", "KG_S2_URL", "KG_S2_INTERVAL", "KG_S2_PATIENCE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("KG_ARCHIVE", str(tmp_path / "archive"))
