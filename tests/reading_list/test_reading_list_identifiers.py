"""Identifiers in the addresses of pages, and credentials out of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.credentials import strip_credentials
from kg.identifiers import from_url
from kg.reading_list.proceedings_urls import proceedings_page


@pytest.mark.parametrize(
    ("url", "ids"),
    [
        ("https://arxiv.org/abs/1706.03762v5", {"arxiv": "1706.03762"}),
        ("http://www.arxiv.org/pdf/1706.03762.pdf", {"arxiv": "1706.03762"}),
        ("https://arxiv.org/pdf/math.GT/0309136", {"arxiv": "math/0309136"}),
        ("https://ar5iv.org/html/1706.03762", {"arxiv": "1706.03762"}),
        ("https://huggingface.co/papers/2306.13549", {"arxiv": "2306.13549"}),
        ("https://doi.org/10.48550/arXiv.1706.03762", {"arxiv": "1706.03762"}),
        ("https://doi.org/10.1016/0010-4655(88)90004-5", {"doi": "10.1016/0010-4655(88)90004-5"}),
        (
            "https://doi.org/10.1002/(SICI)1099-128X(199609)10:5/6%3C463::AID-CEM445%3E3.0.CO;2-L",
            {"doi": "10.1002/(sici)1099-128x(199609)10:5/6<463::aid-cem445>3.0.co;2-l"},
        ),
        (
            "https://link.springer.com/content/pdf/10.1007%2F978-3-642-33718-5_58.pdf",
            {"doi": "10.1007/978-3-642-33718-5_58"},
        ),
        ("https://dl.acm.org/doi/pdf/10.1145/3394171.3413676", {"doi": "10.1145/3394171.3413676"}),
        ("https://onlinelibrary.wiley.com/doi/full/10.1002/cem.775", {"doi": "10.1002/cem.775"}),
        (
            "https://journals.plos.org/plosone/article?id=10.1371/journal.pone.0000001",
            {"doi": "10.1371/journal.pone.0000001"},
        ),
        (
            "https://iopscience.iop.org/article/10.1088/1742-6596/1085/2/022008/meta",
            {"doi": "10.1088/1742-6596/1085/2/022008"},
        ),
        ("https://www.nature.com/articles/nmeth.2089", {"doi": "10.1038/nmeth.2089"}),
        ("https://aclanthology.org/N19-1423.pdf", {"acl": "N19-1423"}),
        ("https://www.aclweb.org/anthology/P/P16/P16-1009.pdf", {"acl": "P16-1009"}),
        ("https://aclanthology.org/2021.findings-emnlp.218/", {"acl": "2021.findings-emnlp.218"}),
        ("https://openreview.net/forum?noteId=a&id=r1xMH1BtvB", {"openreview": "r1xMH1BtvB"}),
        ("https://pubmed.ncbi.nlm.nih.gov/31178118/", {"pmid": "31178118"}),
        ("https://www.ncbi.nlm.nih.gov/pmc/articles/PMC2367499/", {"pmc": "PMC2367499"}),
        (
            "https://www.semanticscholar.org/paper/T/b7da726c244287748575ef404009609afde45bea",
            {"s2": "b7da726c244287748575ef404009609afde45bea"},
        ),
        ("https://api.semanticscholar.org/CorpusID:12345", {"corpus": "12345"}),
        ("https://dblp.org/rec/conf/cvpr/HeZRS16.html", {"dblp": "conf/cvpr/HeZRS16"}),
        ("http://citeseerx.ist.psu.edu/viewdoc/download?doi=10.1.1.73.876&type=pdf", {}),
        ("https://proceedings.mlr.press/v162/wu22d.html", {}),
        ("https://example.org/", {}),
    ],
)
def test_what_a_page_is_called(url, ids):
    assert from_url(url) == ids


@pytest.mark.parametrize(
    ("url", "venue", "year"),
    [
        (
            "https://openaccess.thecvf.com/content/CVPR2022/html/A_B_CVPR_2022_paper.html",
            "CVPR",
            2022,
        ),
        ("https://www.cv-foundation.org/openaccess/content_iccv_2015/papers/x.pdf", "ICCV", 2015),
        ("https://papers.nips.cc/paper_files/paper/2023/hash/x-Abstract.html", "NeurIPS", 2023),
        ("https://www.ijcai.org/Proceedings/16/Papers/541.pdf", "IJCAI", 2016),
        ("https://www.roboticsproceedings.org/rss05/p39.pdf", "RSS", 2009),
        ("https://jmlr.org/papers/v18/16-509.html", "JMLR", 2017),
        ("https://www.aaai.org/AAAI21Papers/AAAI-6207.QianS.pdf", "AAAI", 2021),
        ("https://www.sciencedirect.com/science/article/abs/pii/S0020025520307684", None, None),
    ],
)
def test_pages_without_an_identifier_tell_venue_and_year(url, venue, year):
    page = proceedings_page(url)
    assert (page.venue, page.year) == (venue, year)


@pytest.mark.parametrize(
    ("url", "public"),
    [
        ("https://ann:pw@a.org/x", "https://a.org/x"),
        ("https://a.org/x?token=1&page=2#top", "https://a.org/x?page=2#top"),
        ("https://a.org/f?AWSAccessKeyId=A&Signature=b%3D&Expires=1", "https://a.org/f"),
        ("https://a.org/p;jsessionid=AB12?x=1", "https://a.org/p?x=1"),
        ("https://a.org/x#access_token=1&y=2", "https://a.org/x#y=2"),
        ("https://a.org/x?hash=778f9e631ba699b700bd87b3178b0cecade52653", "https://a.org/x"),
        ("https://a.org/x?key=abc123", "https://a.org/x"),
        ("https://a.org/x?p=2&Key=Zq81xxYb#s", "https://a.org/x?p=2#s"),
        ("https://a.org/x?key=AIzaSyA1&p=2", "https://a.org/x?p=2"),
        ("https://a.org/x#key=0f3a9b", "https://a.org/x"),
        (
            "https://a.org/x?api-key=1&access_key=2&accesskey=3&subscription-key=4",
            "https://a.org/x",
        ),
        ("https://a.org/x?pass=a&pw=b&jwt=c&bearer=d&passphrase=e", "https://a.org/x"),
    ],
)
def test_credentials_are_cut_out(url, public):
    assert strip_credentials(url) == (public, True)
    assert strip_credentials(public) == (public, False)


@pytest.mark.parametrize(
    "url",
    [
        "https://ieeexplore.ieee.org/stamp/stamp.jsp?tp=&arnumber=9411880&tag=1",
        "https://scholar.google.com/citations?user=JicYPdAAAAAJ",
        "https://a.org/c?code=utf8&state=open&id=3",
        "https://a.org/?author=Bengio",
        "https://a.org/?key=smith2017deep",
        "https://a.org/?key=Smith17a",
        "https://a.org/?key=journals/corr/Smith20",
        "https://a.org/?key=hashing&keyword=abc123",
        "https://a.org/?key=12345678",
        "https://a.org/?keyed=abc123&monkey=abc123",
        "https://a.org/?",
    ],
)
def test_harmless_links_stay_as_they_are(url):
    assert strip_credentials(url) == (url, False)


@given(st.text(max_size=200))
def test_any_text_is_survived_and_stripping_twice_changes_nothing(text):
    from_url("https://" + text)
    public, _ = strip_credentials(text)
    assert strip_credentials(public)[0] == public
