"""A published site, looked at as files: links, bytes, folders, and the RDF in its pages."""

from __future__ import annotations

import gzip
import json
import re
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit

import html5lib
import pyoxigraph
import pytest
import rdflib
from page.page_graphs import citation_graph
from pyoxigraph import RdfFormat
from web.site_stores import BASE, stored

from kg import open_store
from kg.errors import ExportError, UsageError
from kg.records import Cites, Graph, Paper
from kg.web.publish import publish


class Addresses(HTMLParser):
    """Every address that a page names."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        self.found += [
            (tag, name, value) for name, value in attrs if name in ("href", "src", "action")
        ]


def addresses(path):
    parser = Addresses()
    parser.feed(path.read_text(encoding="utf-8"))
    return parser.found


@pytest.fixture(params=["demo_site", "hostile_site"])
def site(request):
    return request.getfixturevalue(request.param)


def triples(text, format):
    return {str(quad.triple) for quad in pyoxigraph.parse(text, format)}


def contents(site):
    return {
        path.relative_to(site).as_posix(): path.read_bytes()
        for path in sorted(site.rglob("*"))
        if path.is_file()
    }


def test_every_link_resolves_and_nothing_is_loaded_from_elsewhere(site):
    broken = []
    for page in site.rglob("*.html"):
        if page.name == "lineage.html" or (page.name == "404.html" and site.name != "hostile"):
            continue
        for tag, name, value in addresses(page):
            address = urldefrag(value).url
            if urlsplit(value).scheme:
                assert tag == "a" or (tag, name) == ("link", "href"), (page, value)
                assert urlsplit(value).scheme in ("http", "https", "data"), (page, value)
            elif address and not (page.parent / unquote(address)).is_file():
                broken.append((page.relative_to(site), value))
    assert not broken


def test_pages_are_valid_html(site):
    parser = html5lib.HTMLParser(strict=True)
    kinds = {}
    for page in sorted(site.rglob("*.html")):
        kinds.setdefault(page.relative_to(site).parts[0], []).append(page)
    for pages in kinds.values():
        for page in pages[:12]:
            parser.parse(page.read_text(encoding="utf-8"))


def test_titles_of_others_are_text(hostile_site):
    for page in hostile_site.rglob("index.html"):
        text = page.read_text(encoding="utf-8")
        tags = re.findall(r"<(script|img|svg|iframe|object|style|b onmouseover)\b[^>]*>", text)
        assert set(tags) <= {"script", "img"}, page
        for script in re.findall(r"<script[^>]*>", text):
            assert "application/ld+json" in script or "site.js" in script or "papers.js" in script
        assert not [
            value
            for _, _, value in addresses(page)
            if urlsplit(value or "").scheme not in ("", "http", "https")
        ]


def test_file_names_are_short_and_flat(site):
    for path in contents(site):
        for name in path.split("/"):
            assert len(name.encode()) < 200
            assert re.fullmatch(r"[A-Za-z0-9._:=-]+", name)
            assert not name.endswith(".")


def test_the_rdf_in_a_page_is_part_of_the_export(demo_site):
    dump = gzip.decompress((demo_site / "graph.nt.gz").read_bytes())
    whole = triples(dump, RdfFormat.N_TRIPLES)
    pages = [min(demo_site.glob(f"{kind}/*/index.html")) for kind in
             ("paper", "author", "venue", "dataset", "repository", "list")]  # fmt: skip
    for page in pages:
        script = re.search(r'<script type="application/ld\+json">(.*?)</script>', page.read_text())
        described = triples(script[1].encode(), RdfFormat.JSON_LD)
        assert len(described) > 2
        assert described <= triples(page.with_name("data.ttl").read_bytes(), RdfFormat.TURTLE)
        assert described <= whole


def test_the_iri_of_every_resource_opens_its_page(demo_site):
    whole = gzip.decompress((demo_site / "graph.nt.gz").read_bytes()).decode()
    kinds = "paper|author|venue|dataset|repository|list"
    typed = re.findall(rf"^<{BASE}((?:{kinds})/[^>]+)> <[^>]*#type>", whole, re.MULTILINE)
    assert len(set(typed)) > 1000
    assert not [iri for iri in set(typed) if not (demo_site / iri / "index.html").is_file()]
    pages = {
        path.parent.relative_to(demo_site).as_posix() for path in demo_site.glob("*/*/data.ttl")
    }
    assert pages == set(typed)


def test_the_iri_that_a_paper_had_before_leads_to_its_page(demo_site):
    whole = gzip.decompress((demo_site / "graph.nt.gz").read_bytes()).decode()
    replaced = re.findall(
        rf"^<{BASE}([^>]+)> <[^>]*/replaces> <{BASE}([^>]+)>", whole, re.MULTILINE
    )
    assert len(replaced) > 50
    sitemap = (demo_site / "sitemap.xml").read_text()
    for now, before in replaced:
        page = demo_site / before / "index.html"
        text = page.read_text(encoding="utf-8")
        leads_to = re.search(r'<meta http-equiv="refresh" content="0; url=([^"]+)">', text)[1]
        assert (page.parent / leads_to).resolve() == (demo_site / now / "index.html").resolve()
        assert f'<link rel="canonical" href="{BASE}{now}/">' in text
        assert f"{before}/<" not in sitemap


def test_the_iri_of_a_repository_with_an_odd_address_opens_its_page(tmp_path):
    from kg.records import Graph, ImplementedBy, Paper, Repository

    graph = Graph()
    graph.add(Paper(id="doi:10.1/a", title="A"))
    odd = (
        "https://github.com/x/ÿ",
        "https://me:hunter2@host.example/r?token=abc",
        "https://x.example/%zz",
        "a b",
    )
    for url in odd:
        graph.add(Repository(id=url, url=url, name="Code"))
        graph.add(ImplementedBy(start="doi:10.1/a", end=url))
    with open_store(stored(graph, tmp_path / "store")) as store:
        publish(store, tmp_path / "site", base=BASE)
    whole = gzip.decompress((tmp_path / "site" / "graph.nt.gz").read_bytes()).decode()
    found = set(re.findall(rf"^<{BASE}(repository/[^>]+)> <[^>]*#type>", whole, re.MULTILINE))
    assert len(found) == len(odd)
    for iri in found:
        page = (tmp_path / "site" / iri / "index.html").read_text(encoding="utf-8")
        assert f"{BASE}{iri}" in page.partition("ld+json")[2]
        assert "hunter2" not in page


def test_the_description_names_the_files_that_are_there(demo_site):
    for name in ("void.ttl", ".well-known/void"):
        described = rdflib.Graph()
        described.parse(demo_site / name, format="turtle")
        dumps = {str(dump) for dump in described.objects(None, rdflib.VOID.dataDump)}
        assert dumps == {f"{BASE}graph.{format}.gz" for format in ("ttl", "nt", "jsonld")}
        assert all((demo_site / dump.removeprefix(BASE)).is_file() for dump in dumps)


def test_the_same_store_gives_the_same_bytes(demo_store, demo_site, tmp_path):
    with open_store(demo_store) as store:
        publish(store, tmp_path / "again", base=BASE)
        once = contents(tmp_path / "again")
        publish(store, tmp_path / "again", base=BASE)
    assert once == contents(demo_site) == contents(tmp_path / "again")


def test_pages_that_are_gone_are_removed_and_files_of_others_stay(tmp_path):
    site = tmp_path / "site"
    with open_store(stored(citation_graph(30, listed=8), tmp_path / "large")) as store:
        publish(store, site)
    kept = {
        ".git/config": b"git",
        "CNAME": b"lists.example\n",
        ".nojekyll": b"",
        "note.txt": b"mine",
    }
    for name, content in kept.items():
        (site / name).parent.mkdir(exist_ok=True)
        (site / name).write_bytes(content)
    with open_store(stored(citation_graph(12, listed=8), tmp_path / "small")) as store:
        done = publish(store, site)
        publish(store, tmp_path / "fresh")
    assert done.removed > 18
    assert done.left == ["note.txt"]
    assert contents(site) == contents(tmp_path / "fresh") | kept


def test_a_folder_of_other_files_is_refused(demo_store, tmp_path):
    (tmp_path / "photo.jpg").write_bytes(b"mine")
    with open_store(demo_store) as store, pytest.raises(ExportError, match="other files"):
        publish(store, tmp_path)
    assert contents(tmp_path) == {"photo.jpg": b"mine"}


def test_a_file_of_others_is_never_overwritten(tmp_path):
    site = tmp_path / "site"
    with open_store(stored(citation_graph(5, listed=2), tmp_path / "five")) as store:
        publish(store, site)
    new = site / "paper" / "doi:10.1000=2Fp5"
    graph = citation_graph(8, listed=2)
    ids = sorted(node["id"] for node in graph.nodes("Paper"))
    taken = next(id for id in ids if not (site / "paper" / id.replace("/", "=2F")).exists())
    new = site / "paper" / taken.replace("/", "=2F")
    new.mkdir()
    (new / "index.html").write_text("mine")
    with (
        open_store(stored(graph, tmp_path / "eight")) as store,
        pytest.raises(ExportError, match="not the site's"),
    ):
        publish(store, site)
    assert (new / "index.html").read_text() == "mine"


def test_an_interrupted_site_is_completed(demo_store, demo_site, tmp_path):
    site = tmp_path / "site"
    (site / "paper").mkdir(parents=True)
    (site / ".kg-site.json").write_text('{"finished": false, "files": []}')
    (site / "index.html").write_text("half")
    with open_store(demo_store) as store:
        publish(store, site, base=BASE)
    assert contents(site) == contents(demo_site)


@pytest.mark.parametrize(
    "manifest", ["", "[]", '{"files": 3, "finished": true}', '{"finished": true}']
)
def test_a_damaged_manifest_is_one_error(demo_store, tmp_path, manifest):
    (tmp_path / ".kg-site.json").write_text(manifest)
    with open_store(demo_store) as store, pytest.raises(ExportError, match="damaged"):
        publish(store, tmp_path)


def test_a_manifest_cannot_remove_what_lies_outside(tmp_path):
    outside = tmp_path / "letter.txt"
    outside.write_text("mine")
    site = tmp_path / "site"
    site.mkdir()
    files = ["../letter.txt", str(outside), "paper/../../letter.txt"]
    (site / ".kg-site.json").write_text(json.dumps({"finished": True, "files": files}))
    with open_store(stored(citation_graph(3, listed=1), tmp_path / "store")) as store:
        publish(store, site)
    assert outside.read_text() == "mine"


@pytest.mark.parametrize("place", ["author", "paper/doi:10.1000=2Fp1", ".well-known", "queries"])
@pytest.mark.parametrize("finished", [True, False])
def test_a_link_leads_no_page_out_of_the_site(tmp_path, place, finished):
    site, outside = tmp_path / "site", tmp_path / "outside"
    store = stored(citation_graph(5, listed=2), tmp_path / "store")
    with open_store(store) as opened:
        publish(opened, site)
        paper = min(site.glob("paper/*/"))
        link = paper if place.startswith("paper/") else site / place
        if link.exists():
            link.rename(outside)
        else:
            outside.mkdir()
        if not finished:
            (site / ".kg-site.json").write_text('{"finished": false, "files": []}')
        (outside / "index.html").write_text("mine")
        link.symlink_to(outside, target_is_directory=True)
        before = contents(outside)
        with pytest.raises(ExportError, match="a link stands") as error:
            publish(opened, site)
    assert str(link) in str(error.value)
    assert contents(outside) == before


@pytest.mark.parametrize("there", [True, False])
def test_the_list_of_files_is_not_written_through_a_link(tmp_path, there):
    letter = tmp_path / "letter.json"
    if there:
        letter.write_text('{"finished": true, "files": []}')
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / ".kg-site.json").symlink_to(letter)
    store = stored(citation_graph(3, listed=1), tmp_path / "store")
    with open_store(store) as opened, pytest.raises(ExportError, match="a link stands"):
        publish(opened, tmp_path / "site")
    assert letter.exists() is there


def test_a_link_in_the_place_of_a_file_is_replaced_and_one_beside_it_is_named(tmp_path):
    site, letter = tmp_path / "site", tmp_path / "letter.html"
    with open_store(stored(citation_graph(3, listed=1), tmp_path / "store")) as store:
        publish(store, site)
        letter.write_bytes((site / "index.html").read_bytes() + b"mine")
        before = letter.read_bytes()
        (site / "index.html").unlink()
        (site / "index.html").symlink_to(letter)
        (site / "mine").symlink_to(tmp_path, target_is_directory=True)
        done = publish(store, site)
    assert done.left == ["mine"]
    assert not (site / "index.html").is_symlink()
    assert letter.read_bytes() == before


def test_no_address_is_no_base(demo_store, tmp_path):
    with open_store(demo_store) as store, pytest.raises(UsageError):
        publish(store, tmp_path / "site", base="lists.example")
    assert not (tmp_path / "site").exists()


def test_feed_sitemap_and_badge_are_well_formed(demo_site):
    for name in ("feed.atom", "sitemap.xml", "badge.svg", "icon.svg"):
        ET.parse(demo_site / name)
    feed = (demo_site / "feed.atom").read_text()
    assert re.search(r"<updated>\d{4}-\d\d-\d\dT00:00:00Z</updated>", feed)
    assert "63 of 64 entries matched" in (demo_site / "badge.svg").read_text()
    assert (demo_site / "sitemap.xml").read_text().count("<loc>") > 1500


@pytest.mark.parametrize(
    ("papers", "expected"),
    [
        ([{"publication_date": "2019-05-06", "year": 2019}, {"year": 2018}], "2019-05-06"),
        ([{"publication_date": "2019-05-06"}, {"year": 2020}], "2020-01-01"),
        ([{"publication_date": "2019-05"}], "2019-05-01"),
        ([{"publication_date": "2019-13-40", "year": 2018}, {"year": 2017}], "2018-01-01"),
        ([{}], "1970-01-01"),
    ],
)
def test_the_feed_is_of_the_newest_date_that_the_papers_have(tmp_path, papers, expected):
    graph = Graph()
    for number, known in enumerate(papers):
        graph.add(Paper(id=f"doi:10.1/{number}", title="A", **known))
    with open_store(stored(graph, tmp_path / "store")) as store:
        publish(store, tmp_path / "site")
    assert f"<updated>{expected}T00:00:00Z</updated>" in (tmp_path / "site/feed.atom").read_text()


def test_abstracts_are_shown_only_when_asked(tmp_path):
    from kg.records import Graph, Paper

    graph = Graph()
    graph.add(Paper(id="doi:10.1/a", title="A", abstract="Secret words.", tldr="Short words."))
    with open_store(stored(graph, tmp_path / "store")) as store:
        publish(store, tmp_path / "without")
        publish(store, tmp_path / "with", abstracts=True)
    page = Path("paper/doi:10.1=2Fa/index.html")
    assert "Secret" not in "".join(
        path.read_text() for path in (tmp_path / "without").rglob("*.html")
    )
    assert "Secret words." in (tmp_path / "with" / page).read_text()


def test_what_a_reader_noted_is_published_only_when_asked_for(tmp_path):
    noted = {"status": "to-read", "tags": ["ein-schild"], "note": "Eine Notiz."}
    graph = Graph()
    graph.add(Paper(id="doi:10.1/a", title="Marked", listed=True, **noted))
    store = stored(graph, tmp_path / "store")
    words = re.compile(rb"to-read|ein-schild|Eine Notiz")
    for marks in (False, True):
        with open_store(store) as opened:
            publish(opened, tmp_path / "site", marks=marks)
        shown = {
            path
            for path, content in contents(tmp_path / "site").items()
            if words.search(gzip.decompress(content) if path.endswith(".gz") else content)
        }
        pages = {"paper/doi:10.1=2Fa/index.html", "papers.csv", "papers.js", "lineage.html"}
        assert shown >= pages if marks else not shown


def test_services_are_named_once_where_every_citation_has_the_same(demo_site, tmp_path):
    graph = Graph()
    deposited = ["crossref: 55 of 57 identified", "openalex: 40 of 40 identified"]
    graph.add(Paper(id="doi:10.1/a", title="a", references_known=41, references_sources=deposited))
    for name in "bc":
        graph.add(Paper(id=f"doi:10.1/{name}", title=name))
    for cited, sources in (("b", ["crossref"]), ("c", ["crossref", "openalex"])):
        graph.add(Cites(start="doi:10.1/a", end=f"doi:10.1/{cited}", sources=sources))
    with open_store(stored(graph, tmp_path / "store")) as store:
        publish(store, tmp_path / "site")
    page = (tmp_path / "site/paper/doi:10.1=2Fa/index.html").read_text()
    assert "<p>57 references deposited by the publisher, 41 known.</p>" in page
    assert "<small>crossref</small>" in page
    assert "<small>crossref, openalex</small>" in page
    assert "each citation is told by" not in page
    alike = [path for path in demo_site.glob("paper/*/index.html")
             if "each citation is told by cross-modal-retrieval.records.jsonl." in path.read_text()]  # fmt: skip
    assert alike
