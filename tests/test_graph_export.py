"""One function writes a graph in the format that a file's suffix names."""

import io

import pytest

import kg
from kg import formats
from kg.errors import PaperNotFound, UsageError
from kg.linked_data.export import FORMATS, export_rdf


@pytest.mark.parametrize("format", sorted({*FORMATS, *formats.FORMATS.values()}))
def test_every_format_is_written_by_its_suffix_and_by_its_name(demo_graph, tmp_path, format):
    path, stream = tmp_path / f"graph.{format}", io.BytesIO()
    written = kg.export(demo_graph, path)
    assert kg.export(demo_graph, stream, format) == written
    assert path.read_bytes() == stream.getvalue()
    assert written.what == ("triples" if format in FORMATS else "papers")
    assert written.number > 60


def test_a_part_is_written_in_every_kind_of_format(demo_graph):
    id = next(demo_graph.nodes("Paper"))["id"]
    triples, papers, direct = io.BytesIO(), io.BytesIO(), io.BytesIO()
    kg.export(demo_graph, triples, "nt", papers=[id])
    export_rdf(demo_graph, direct, "nt", papers=[id])
    assert triples.getvalue() == direct.getvalue()
    assert kg.export(demo_graph, papers, "csv", papers=[id]).number < 100


@pytest.mark.parametrize(
    ("target", "options", "error", "words"),
    [
        ("graph.docx", {}, UsageError, "suffix"),
        (io.BytesIO(), {}, UsageError, "stream"),
        (io.BytesIO(), {"format": "docx"}, UsageError, "docx is not a format"),
        ("papers.bib", {"base": "https://example.org/"}, UsageError, "--base is for RDF"),
        ("papers.bib", {"licence": "https://example.org/"}, UsageError, "--license is for RDF"),
        ("papers.bib", {"papers": ["doi:10.9/none"]}, PaperNotFound, "doi:10.9/none"),
    ],
)
def test_what_cannot_be_written_is_refused(demo_graph, target, options, error, words):
    with pytest.raises(error, match=words):
        kg.export(demo_graph, target, **options)
