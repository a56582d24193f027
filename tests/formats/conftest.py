import io
import sys
from pathlib import Path

import pytest

from kg.formats import write

sys.path.insert(0, str(Path(__file__).parent))

import formats_graph


@pytest.fixture(scope="session")
def small_graph():
    return formats_graph.small_graph()


@pytest.fixture(scope="session")
def written():
    """Write a graph in a format and return the text."""

    def write_text(graph, format, **options):
        stream = io.BytesIO()
        write(graph, stream, format, **options)
        return stream.getvalue().decode("utf-8")

    return write_text
