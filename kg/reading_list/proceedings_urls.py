"""Pages of papers whose address carries no identifier, but often venue and year.

What a page's address says serves to check the list; entries keep what the list says.
"""

from __future__ import annotations

import re
from typing import NamedTuple

__all__ = ["ProceedingsPage", "proceedings_page"]


class ProceedingsPage(NamedTuple):
    """A page of a paper: its site, the site's own number, and venue and year where it tells."""

    site: str
    number: str | None = None
    venue: str | None = None
    year: int | None = None


_ACL_VENUES = {
    "P": "ACL",
    "N": "NAACL",
    "D": "EMNLP",
    "E": "EACL",
    "Q": "TACL",
    "C": "COLING",
    "K": "CoNLL",
    "J": "CL",
}
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (site, re.compile(r"https?://(?:www\.)?" + pattern, re.IGNORECASE))
    for site, pattern in (
        ("ieee", r"ieeexplore\.ieee\.org/(?:\w+/)*(?:document|stamp/stamp\.jsp.*arnumber=|abstract/document)/?=?(?P<number>\d{5,9})"),
        ("cvf", r"(?:openaccess\.thecvf\.com|cv-foundation\.org/openaccess)/content[_/](?P<venue>CVPR|ICCV|ECCV|WACV|ACCV)W?_?(?P<year>\d{4})"),
        ("ecva", r"ecva\.net/papers/(?P<venue>eccv)_(?P<year>\d{4})"),
        ("pmlr", r"proceedings\.mlr\.press/(?P<number>v\d+)/[a-z'-]+(?P<yy>\d\d)[a-z]*"),
        ("neurips", r"(?:papers\.nips\.cc|papers\.neurips\.cc|proceedings\.neurips\.cc)/paper(?:_files/paper)?/(?P<year>\d{4})/"),
        ("neurips", r"(?:papers\.nips\.cc|proceedings\.neurips\.cc|books\.nips\.cc)/"),
        ("sciencedirect", r"(?:sciencedirect\.com/science/article/.*pii/|reader\.elsevier\.com/reader/sd/pii/|linkinghub\.elsevier\.com/retrieve/pii/)(?P<number>[SB][\dX()-]{15,})"),
        ("aaai", r"aaai\.org/(?P<venue>AAAI)(?P<yy>\d\d)"),
        ("aaai", r"(?:ojs\.)?aaai\.org/(?:ocs/|ojs/)?index\.php/(?P<venue>\w+)/"),
        ("ijcai", r"ijcai\.org/proceedings/(?P<year>\d{4}|\d\d)/"),
        ("usenix", r"usenix\.org/(?:system/files/)?conference/(?P<venue>[a-z]+?)(?P<yy>\d\d)/"),
        ("isca", r"isca-(?:speech|archive)\.org/(?:archive[_v0]*/)?(?P<venue>interspeech)_(?P<year>\d{4})"),
        ("jmlr", r"jmlr\.org/papers/v(?:olume)?(?P<volume>\d+)/"),
        ("rss", r"roboticsproceedings\.org/rss(?P<rss>\d\d)/"),
        ("acl", r"(?:aclanthology\.org|aclweb\.org/anthology)/(?P<letter>[PNDEQCKJ])(?P<yy>\d\d)-\d+"),
        ("acl", r"aclanthology\.org/(?P<year>\d{4})\.(?P<venue>acl|naacl|emnlp|eacl|tacl|coling|conll|findings-acl|findings-emnlp|findings-naacl)\b"),
    )
)  # fmt: skip
_VENUES = {"neurips": "NeurIPS", "ijcai": "IJCAI", "jmlr": "JMLR", "rss": "RSS"}


def proceedings_page(url: str) -> ProceedingsPage | None:
    """Return what the address of a paper's page says, or None when the site is not known.

    Examples
    --------
    >>> proceedings_page("https://ieeexplore.ieee.org/document/9411880")
    ProceedingsPage(site='ieee', number='9411880', venue=None, year=None)
    >>> proceedings_page("https://openaccess.thecvf.com/content_CVPR_2019/papers/A_B_CVPR_2019_paper.pdf")
    ProceedingsPage(site='cvf', number=None, venue='CVPR', year=2019)
    >>> proceedings_page("https://proceedings.mlr.press/v162/wu22d.html")
    ProceedingsPage(site='pmlr', number='v162', venue=None, year=2022)
    >>> proceedings_page("https://aclanthology.org/N19-1423/")
    ProceedingsPage(site='acl', number=None, venue='NAACL', year=2019)
    """
    for site, pattern in _PATTERNS:
        if match := pattern.match(url):
            found = match.groupdict()
            return ProceedingsPage(site, found.get("number"), _venue(site, found), _year(found))
    return None


def _venue(site: str, found: dict[str, str | None]) -> str | None:
    if letter := found.get("letter"):
        return _ACL_VENUES.get(letter.upper())
    if venue := found.get("venue"):
        return venue.upper().removeprefix("FINDINGS-")
    return _VENUES.get(site)


def _year(found: dict[str, str | None]) -> int | None:
    if volume := found.get("volume"):
        return 1999 + int(volume)
    if rss := found.get("rss"):
        return 2004 + int(rss)
    digits = found.get("year") or found.get("yy")
    if not digits:
        return None
    year = int(digits)
    return year if year > 99 else 2000 + year if year < 60 else 1900 + year
