"""What may stand in an export: literals and IRIs, cleaned at one gate.

The texts come from other people's Markdown and web services. An RDF file is only
valid when each IRI is one (``NamedNode`` is the judge), each text is Unicode that
XML can hold, and no link carries somebody's credentials.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import unicodedata
from functools import lru_cache
from urllib.parse import quote, unquote_to_bytes, urlsplit, urlunsplit

from pyoxigraph import Literal, NamedNode

from kg.credentials import strip_credentials
from kg.linked_data.vocabulary import term
from kg.markup import without_markup

__all__ = [
    "boolean",
    "date",
    "integer",
    "iri",
    "public_url",
    "segment",
    "spelt_out",
    "text",
    "title",
    "url_part",
    "year",
]

_GYEAR = term("xsd:gYear")
_DATE = term("xsd:date")
_BOOLEANS = {True: Literal(True), False: Literal(False)}

# Control characters, lone surrogates and noncharacters: XML 1.0 section 2.2 forbids them.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
_BREAKS = re.compile(r"\s*[\t\r\n]+\s*")


def text(value: str) -> Literal | None:
    r"""Return a text as a literal: NFC, one line, nothing that XML cannot hold.

    None when nothing is left of it.

    Examples
    --------
    >>> text("caf\u0065\u0301\x00\nnoir").value
    'café noir'
    """
    clean = _clean(value)
    return Literal(clean) if clean else None


def title(value: str) -> Literal | None:
    """Return a title as a literal: as :func:`text`, without HTML or JATS markup.

    A ``<`` that is not the start of a tag stays.

    Examples
    --------
    >>> title("<i>E. coli</i> &amp; <script>x</script> for a<b").value
    'E. coli & x for a<b'
    """
    # Cleaned first: a control character between the letters must not save a tag.
    return text(without_markup(_clean(value)))


def _clean(value: str) -> str:
    if value.isascii() and value.isprintable():
        return value.strip()
    allowed = _FORBIDDEN.sub("", value)
    return unicodedata.normalize("NFC", _BREAKS.sub(" ", allowed)).strip()


def integer(value: int) -> Literal:
    """Return an ``xsd:integer``.

    Examples
    --------
    >>> integer(3)
    <Literal value=3 datatype=<NamedNode value=http://www.w3.org/2001/XMLSchema#integer>>
    """
    return Literal(int(value))


def boolean(value: bool) -> Literal:
    """Return an ``xsd:boolean``."""
    return _BOOLEANS[bool(value)]


@lru_cache(maxsize=4096)
def year(value: int) -> Literal:
    """Return an ``xsd:gYear``, of at least four digits.

    Examples
    --------
    >>> year(2021).value
    '2021'
    """
    return Literal(f"{value:04d}", datatype=_GYEAR)


@lru_cache(maxsize=4096)
def date(value: str) -> Literal | None:
    """Return the date of an ISO date or timestamp as an ``xsd:date``, or None.

    Examples
    --------
    >>> date("2021-03-01T12:00:00Z").value
    '2021-03-01'
    >>> date("March 2021")
    """
    try:
        day = dt.date.fromisoformat(value[:10])
    except ValueError:
        return None
    return Literal(day.isoformat(), datatype=_DATE)


def iri(value: str) -> NamedNode | None:
    """Return an absolute http(s) IRI without credentials, or None when it is none.

    Characters that an IRI must not hold are percent-encoded, as a browser does.

    Examples
    --------
    >>> iri("https://x.org/a b?q=1").value
    'https://x.org/a%20b?q=1'
    >>> iri("papers/first.pdf"), iri("javascript:alert(1)"), iri("http://x.org:99999999/")
    (None, None, None)
    """
    url = public_url(value)
    return None if url is None else NamedNode(url)


def public_url(value: str) -> str | None:
    """Return a URL that may be shown to anybody: legal, and without credentials.

    User names, passwords, tokens, signatures and what goes with a signed link are
    cut off. None when it is not an http(s) URL.

    Examples
    --------
    >>> public_url("https://me:secret@x.org/a.pdf?X-Amz-Signature=f00&page=2")
    'https://x.org/a.pdf?page=2'
    """
    value, _ = strip_credentials(_clean(value))
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https") or not parts.hostname:
        return None
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    url = urlunsplit(
        (
            parts.scheme.lower(),
            _legal(host, "[]:") + (f":{port}" if port is not None else ""),
            _legal(parts.path, "/:@!$&'()*+,;=~"),
            _legal(parts.query, "/?:@!$&'()*+,;=~"),
            _legal(parts.fragment, "/?:@!$&'()*+,;=~"),
        )
    )
    try:
        NamedNode(url)
    except ValueError:
        return None
    return url


def _legal(part: str, safe: str) -> str:
    # A percent sign that does not start an escape is itself escaped; letters of other scripts
    # are legal in an IRI but not in a URI: escaped, every tool agrees on them.
    part = re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", part)
    return quote(part, safe=safe + "%", errors="replace")


#: What an IRI and a file of a published site hold as it is; all else is written ``=XX``,
#: because percent signs are read differently by disks, browsers and servers.
_OUTSIDE_SEGMENT = re.compile(rb"[^A-Za-z0-9._:-]")
_LONGEST_SEGMENT = 150


@lru_cache(maxsize=1 << 17)
def segment(id: str) -> str:
    """Return a graph id as one path segment, of an IRI and of a published site alike.

    Different ids stay different: what is over 150 bytes is cut and ends in a hash of
    the whole. A segment never climbs out of its folder, nor ends in a dot, which
    Windows would drop.

    Examples
    --------
    >>> segment("doi:10.1145/3123266.3123326")
    'doi:10.1145=2F3123266.3123326'
    >>> segment("..")
    '=2E=2E'
    """
    raw = id.encode("utf-8", "replace")
    made = _OUTSIDE_SEGMENT.sub(lambda byte: b"=%02X" % byte[0][0], raw).decode("ascii")
    if not made.strip("."):
        made = made.replace(".", "=2E")
    elif made.endswith("."):
        made = made[:-1] + "=2E"
    if len(made) <= _LONGEST_SEGMENT:
        return made
    digest = hashlib.sha256(raw).hexdigest()[:16]
    # An escape that the cut would halve is left out whole.
    stem = re.sub(r"=.?$", "", made[: _LONGEST_SEGMENT - len(digest) - 1])
    return f"{stem}-{digest}"


def spelt_out(segment: str) -> str:
    """Return the id that a segment stands for, or what is left of one that was cut.

    Examples
    --------
    >>> spelt_out(segment("doi:10.1145/3123266.3123326"))
    'doi:10.1145/3123266.3123326'
    """
    return unquote_to_bytes(segment.replace("%", "%25").replace("=", "%")).decode(
        "utf-8", "replace"
    )


def url_part(value: str) -> str:
    """Return a value as one segment of another site's URL, percent-encoded.

    Examples
    --------
    >>> url_part("conf/x y")
    'conf%2Fx%20y'
    """
    return quote(value, safe=":", errors="replace")
