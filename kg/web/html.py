"""Page models as HTML: templates of ``exports/site/``, with every text escaped."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import jinja2
import msgspec

from kg.page.html import script_json
from kg.settings import packaged
from kg.web.addresses import PageLinks
from kg.web.snapshot import KINDS, SiteSnapshot

__all__ = ["Site", "as_json", "brief", "render", "site_of", "style"]

_NAMES = {
    "paper": "Papers",
    "author": "Authors",
    "venue": "Venues",
    "dataset": "Datasets",
    "repository": "Code",
    "list": "Lists",
}


_LONGEST_LINK = 300


class Site(msgspec.Struct, frozen=True):
    """What every page shows: the site's title, the kinds it has pages of, where facts are from.

    ``served``: a server answers, so that pages may have forms.
    """

    title: str
    kinds: list[tuple[str, str]]
    sources: list[str]
    built: str | None = None
    served: bool = False


def site_of(
    snapshot: SiteSnapshot,
    title: str,
    sources: list[str],
    built: str | None,
    *,
    served: bool = False,
) -> Site:
    """Return what every page shows; kinds of which the graph has none are left out.

    Parameters
    ----------
    snapshot
        The graph.
    title
        Title of the site.
    sources
        Whom the graph comes from.
    built
        Date of the newest answer that it uses.
    served
        Whether a server answers, so that pages can ask it.
    """
    kinds = [(kind, _NAMES[kind]) for kind in KINDS if snapshot.of(kind)]
    return Site(title, kinds, sources, built, served)


def render(
    template: str,
    page: Any,
    *,
    site: Site,
    links: PageLinks,
    canonical: str | None = None,
    alternates: Sequence[tuple[str, str]] = (),
    jsonld: Mapping[str, Any] | None = None,
    **more: Any,
) -> str:
    """Return a page as an HTML document.

    Parameters
    ----------
    template
        Name of a template without its suffix.
    page
        The model that it shows.
    site
        What every page shows.
    links
        How addresses are written on this page.
    canonical
        The page's own IRI, where it is known.
    alternates
        Media type and address of each other form of the page.
    jsonld
        The page's resource as JSON-LD.
    more
        Further names that the template uses.
    """
    return _template(template).render(
        page=page,
        site=site,
        links=links,
        canonical=canonical,
        alternates=alternates,
        # The template marks it as safe: script_json has escaped it for a script element.
        jsonld=script_json(jsonld) if jsonld else None,
        **more,
    )


@cache
def _template(name: str) -> jinja2.Template:
    return _environment().get_template(f"{name}.html")


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(packaged("exports", "site")),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_printable,
    )
    environment.filters["brief"] = brief
    environment.filters["as_json"] = as_json
    return environment


def brief(text: str) -> str:
    """Return the words of a link, cut where they would fill a screen; its page has them all.

    Examples
    --------
    >>> len(brief("very " * 400))
    301
    """
    return text if len(text) <= _LONGEST_LINK else f"{text[:_LONGEST_LINK]}…"


def as_json(value: Any) -> str:
    """Return a value as JSON for people to read: a text that is escaped as any other.

    Examples
    --------
    >>> as_json({"title": "Müller & Co"})
    '{"title": "Müller & Co"}'
    """
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


#: HTML forbids control characters and noncharacters, even as references. Those that begin
#: another direction of reading would turn what stands behind them too.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069"
    "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)


def _printable(value: Any) -> Any:
    if not isinstance(value, str) or value.isprintable():
        return value
    # Safe stays safe: markup is a kind of string.
    return type(value)(_FORBIDDEN.sub("\ufffd", value))


def style() -> str:
    """Return the style sheet: the palette of the lineage page, then the site's own rules."""
    page = packaged("exports", "page", "page.css").read_text(encoding="utf-8")
    own = packaged("exports", "site", "site.css").read_text(encoding="utf-8")
    return page[: page.index("* {")] + own
