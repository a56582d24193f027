"""Links without what signs, authorises or identifies whoever got them."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote

__all__ = ["strip_credentials", "text_without_credentials"]

#: An address within a text, as far as it can reach; what ends a sentence may stand behind it.
_ADDRESS = re.compile(r"(?:[A-Za-z][\w+.-]*:)?//[^\s<>\"'`|\\^{}()\[\]]+(?<![.,;:!?*])")
#: How often an address may stand encoded within an address.
_DEEPEST = 3

#: Parameters that sign, authorise or identify whoever got the link.
_SECRET = re.compile(
    r"(?i)x-(?:amz|goog|ms|oss|cos)-.*|awsaccesskeyid|googleaccessid|ossaccesskeyid|key-pair-id|signature|sig|"
    r".*token.*|.*secret.*|.*passw(?:or)?d.*|pwd|pw|pass(?:phrase|code)?|jwt|bearer|sas|"
    r"(?:.*[_-])?(?:api|access|client|private|subscription)[_-]?key|.*auth(?!or|ority).*|.*credentials?|"
    r"session|.*session_?id|jsessionid|phpsessid|sid|tid|ticket|sso.*|login.*|share_?key|rlkey|resourcekey|otp"
)
#: Parameters that do so only beside one of those, or when their value looks random.
_BESIDE_SECRET = re.compile(
    r"(?i)policy|hash|host|expires?|key|code|state|user(?:name|id)?|uid|e?mail|origin(?:region|creation)|md5|s[vrtep]|spr|sk[a-z]*"
)
_RANDOM = re.compile(r"(?=[^&]*\d)[\w%+/=.-]{32,}")
#: A key that nobody would type: letters and digits mixed, which are no citation key (smith2017deep).
_OPAQUE = re.compile(
    r"(?=[^&]*\d)(?=[^&]*[A-Za-z])(?![A-Za-z_-]+(?:\d\d[a-z]?|(?:19|20)\d\d[A-Za-z_-]*)$)[\w=-]{6,}"
)


def strip_credentials(url: str) -> tuple[str, bool]:
    """Return a URL without credentials, and whether it carried any.

    Removed are user and password, and parameters of path, query or fragment that sign,
    authorise or identify a reader; the rest of the link stays as it is written.

    Examples
    --------
    >>> strip_credentials("https://ann:pw@example.org/a.pdf?page=2&X-Amz-Signature=0f3a")
    ('https://example.org/a.pdf?page=2', True)
    >>> strip_credentials("https://openreview.net/forum?id=r1xMH1BtvB")
    ('https://openreview.net/forum?id=r1xMH1BtvB', False)
    >>> strip_credentials("https://example.org/a.pdf;jsessionid=1F3A?sequence=2")
    ('https://example.org/a.pdf?sequence=2', True)
    >>> strip_credentials("https://example.org/a?key=7fQ2xZ"), strip_credentials("https://example.org/a?key=wang2017deep")
    (('https://example.org/a', True), ('https://example.org/a?key=wang2017deep', False))
    >>> strip_credentials("https://example.org/to?url=https%3A%2F%2Fexample.net%2Fa%3Ftoken%3D0f3a")
    ('https://example.org/to?url=https%3A%2F%2Fexample.net%2Fa', True)
    """
    return _strip(url, _DEEPEST)


def text_without_credentials(text: str) -> str:
    """Return a text whose addresses carry no credentials.

    Examples
    --------
    >>> text_without_credentials("data at https://ann:pw@example.org/a?token=0f3a, and code")
    'data at https://example.org/a, and code'
    >>> text_without_credentials("data at https://example.org/a?page=2, and code")
    'data at https://example.org/a?page=2, and code'
    """
    if "//" not in text:
        return text
    return _ADDRESS.sub(lambda match: strip_credentials(match[0])[0], text)


def _strip(url: str, depth: int) -> tuple[str, bool]:
    address, hash_mark, fragment = url.partition("#")
    before, mark, query = address.partition("?")
    bare = re.sub(r"^([\w+.-]+:)?//[^/?#]*@", r"\1//", before)
    bare = re.sub(r";([^;/?=]+)=([^;/?]*)", _public_parameter_of_path, bare)
    public, kept_fragment = _public(query, depth), _public(fragment, depth)
    removed = bare != before or public != query or kept_fragment != fragment
    if not removed:
        return url, False
    mark = mark if public or query == public else ""
    hash_mark = hash_mark if kept_fragment or fragment == kept_fragment else ""
    return bare + mark + public + hash_mark + kept_fragment, True


def _public_parameter_of_path(parameter: re.Match[str]) -> str:
    name, value = unquote(parameter[1]), parameter[2]
    return "" if _is_secret(name, value) else parameter[0]


def _public(query: str, depth: int) -> str:
    # A fragment may hold a query of its own, a query an address with one; HTML writes &amp;.
    pieces = re.split(r"([&?;])", query)
    parts = list(zip(["", *pieces[1::2]], pieces[::2], strict=True))
    named = [unquote(part.partition("=")[0]) for _, part in parts if "=" in part]
    secret = any(_SECRET.fullmatch(name) for name in named)
    kept = [
        (mark, _without_inner(part, depth))
        for mark, part in parts
        if not _holds_secret(part, beside=secret)
    ]
    return "".join(mark + part for mark, part in kept).removeprefix(kept[0][0] if kept else "")


def _holds_secret(part: str, *, beside: bool) -> bool:
    name, equals, value = part.partition("=")
    return bool(equals) and _is_secret(unquote(name), value, beside=beside)


def _without_inner(part: str, depth: int) -> str:
    """Return a parameter whose value is an address, with what is public of that one."""
    name, equals, value = part.partition("=")
    if not value or not depth:
        return part
    inner, layers = unquote(value), 1
    while "//" not in inner and "%" in inner and layers < _DEEPEST:
        inner, layers = unquote(inner), layers + 1
    if "//" not in inner:
        return part
    public, removed = _strip(inner, depth - 1)
    for _ in range(layers):
        public = quote(public, safe="")
    return name + equals + public if removed else part


def _is_secret(name: str, value: str, *, beside: bool = False) -> bool:
    """Return whether a parameter is one, given that another one is."""
    return bool(
        _SECRET.fullmatch(name)
        or (_BESIDE_SECRET.fullmatch(name) and (beside or _RANDOM.fullmatch(value)))
        or (name.lower() == "key" and _OPAQUE.fullmatch(value))
    )
