"""Sites for the tests, published once."""

from __future__ import annotations

import pytest
from page.page_graphs import PAYLOADS, hostile_graph
from web.servers import served
from web.site_stores import BASE, large_graph, stored

from kg import open_store
from kg.web import assistants
from kg.web.publish import publish


@pytest.fixture(scope="session")
def demo_store(demo_graph, tmp_path_factory):
    return stored(demo_graph, tmp_path_factory.mktemp("demo") / "store")


@pytest.fixture(scope="session")
def large_store(tmp_path_factory):
    return stored(large_graph(), tmp_path_factory.mktemp("large") / "store")


@pytest.fixture(scope="session")
def demo_assistant(demo_store):
    return assistants.server(demo_store)


@pytest.fixture(scope="session")
def large_assistant(large_store):
    return assistants.server(large_store)


@pytest.fixture(scope="session")
def demo_site(demo_store, tmp_path_factory):
    directory = tmp_path_factory.mktemp("site") / "site"
    with open_store(demo_store) as store:
        publish(store, directory, base=BASE)
    return directory


@pytest.fixture(scope="session")
def hostile_site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile")
    # A store holds no half of a surrogate pair: the gate before it makes them text.
    payloads = [words.encode("utf-8", "replace").decode() for words in PAYLOADS]
    with open_store(stored(hostile_graph(payloads), folder / "store")) as store:
        publish(store, folder / "site")
    return folder / "site"


@pytest.fixture(scope="session")
def server(demo_store):
    """``kg serve`` of the user's list, with a short time limit and open to SPARQL of other origins."""
    with served(demo_store, "--time-limit", "3", "--cors") as running:
        yield running
