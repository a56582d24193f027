"""By what an answer gives itself away that is not the page that was asked for.

Whoever answers a machine with a riddle, a log-in form or the front page says nothing
about the page behind it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import parse_qsl, unquote, urlsplit

from kg.credentials import strip_credentials
from kg.identifiers import from_url

__all__ = ["is_challenge", "is_log_in", "is_other_page"]

_CHALLENGE_HEADERS = {
    "cf-mitigated": "challenge",
    "x-amzn-waf-action": "",
    "x-datadome": "protected",
    "x-sucuri-block": "",
}
_CHALLENGE = re.compile(
    r"(?i)just a moment\.\.\.|attention required!|checking (?:if the site|your browser)|cf-chl"
    r"|(?:verify|verifying|confirm|prove|make sure|making sure|ensure)\W+(?:that\W+)?(?:you\W+are|you['’&#039;]*re)\W+(?:a\W+)?(?:human|not)"
    r"|are you (?:a )?(?:human|robot)|not a (?:ro)?bot|captcha|human verification|security (?:check|verification)"
    r"|enable javascript and cookies|ddos[- ]?(?:guard|protection)|pardon our interruption|unusual traffic"
    r"|_incapsula_|incident id|perimeterx|px-captcha|awswaf|sec-if-cpt|datadome|anubis"
    r"|<title>\s*(?:access denied|request rejected|blocked|please wait|one moment|client challenge|validate user)"
)
_LOG_IN_PAGE = re.compile(
    r"(?i)type\s*=\s*[\"']?password|<title>[^<]*\b(?:log|sign)[ -]?(?:in|on)\b|<title>[^<]*\bauthenticat"
)
_LOG_IN_ADDRESS = re.compile(
    r"(?i)(?:^|[/._-])(?:log-?in|logon|sign-?in|signon|sso|auth|oauth2?|openid|saml2?|idp|cas|wayf|shibboleth(?:\.sso)?"
    r"|authenticate|authentication|authorize|accounts?|session|sessions|ssostart|institutional-?login|consent|captcha"
    r"|challenge|cookie-?absent|cookies?)(?=$|[/._-])"
)
_RETURN_PARAMETER = re.compile(
    r"(?i)(?:return|redirect|continue|next|goto|target|service|back|from|dest|origin|ref|resume|url).*"
)
_FRONT = re.compile(
    r"(?i)/?(?:[a-z]{2}(?:[-_][a-z]{2,4})?/?)?"
    r"(?:(?:index|home|homepage|default|main|welcome|start)(?:\.[a-z]{2,5})?/?)?"
)
#: Parameters that say whence a reader came.
_WHENCE = re.compile(r"(?i)utm_\w+|[fg]clid|msclkid|mc_[ce]id|igshid")
_ERROR_PAGE = re.compile(
    r"(?i)(?:^|[/._-])(?:40[0-9]|50[0-9]|errors?|err|not-?_?found|page-?not-?found|missing|gone|unavailable|removed"
    r"|expired|parked|maintenance|search)(?=$|[/._-])"
)


def is_challenge(headers: Mapping[str, str], text: str) -> bool:
    """Whether an answer is a riddle that machines are set.

    Examples
    --------
    >>> is_challenge({}, "<title>Just a moment...</title>")
    True
    >>> is_challenge({}, "<title>Deep Cross-Modal Hashing</title>")
    False
    """
    return any(
        wanted in headers[name].lower()
        for name, wanted in _CHALLENGE_HEADERS.items()
        if name in headers
    ) or bool(_CHALLENGE.search(text))


def is_log_in(url: str, text: str = "") -> bool:
    """Whether an address, or the beginning of its page, asks who one is.

    Examples
    --------
    >>> is_log_in("https://idp.example.org/a"), is_log_in("https://a.org/x?returnUrl=%2Fp.pdf")
    (True, True)
    >>> is_log_in("https://example.org/authors/wang")
    False
    """
    parts = urlsplit(url)
    asks = _LOG_IN_ADDRESS.search(f"{parts.hostname or ''}/{unquote(parts.path)}".lower())
    leads_back = any(
        _RETURN_PARAMETER.fullmatch(name) and value.startswith(("/", "http"))
        for name, value in parse_qsl(parts.query)
    )
    return bool(asks) or leads_back or bool(_LOG_IN_PAGE.search(text))


def is_other_page(old: str, new: str) -> bool:
    """Whether a redirect leads somewhere that does not stand in for the page that was asked for.

    So do the front page, a page further up, a page of errors or searches, an address
    that is made for one reader or says whence they came, and the page of another identifier.

    Examples
    --------
    >>> is_other_page("http://a.org/papers/x.pdf", "https://a.org/")
    True
    >>> is_other_page("http://a.org/papers/x.pdf", "https://b.org/x.pdf")
    False
    >>> is_other_page("http://arxiv.org/abs/1601.00001", "https://arxiv.org/abs/1601.00002")
    True
    """
    before, after = urlsplit(old), urlsplit(new)
    here, there = unquote(before.path), unquote(after.path)
    deep = not _FRONT.fullmatch(here) or bool(before.query)
    if deep and _FRONT.fullmatch(there) and not (after.query and here == there):
        return True
    parent = there.rstrip("/") + "/"
    if here.startswith(parent) and here.rstrip("/") + "/" != parent:
        return not _same_but_ending(here, there)
    if _ERROR_PAGE.search(there) and not _ERROR_PAGE.search(here):
        return True
    if before.query and not after.query and here == there:
        return True  # what was asked for has been dropped
    return _is_made_for_one_reader(old, new) or _another_work(old, new)


def _is_made_for_one_reader(old: str, new: str) -> bool:
    """Whether an address holds a session, or whence its reader came."""
    known, found = (dict(parse_qsl(urlsplit(url).query)) for url in (old, new))
    return strip_credentials(new)[1] or any(map(_WHENCE.fullmatch, found.keys() - known.keys()))


def _same_but_ending(here: str, there: str) -> bool:
    """Whether a page further up is the same one without ``index.html``."""
    return bool(_FRONT.fullmatch(here[len(there.rstrip("/")) :])) and len(there) > 1


def _another_work(old: str, new: str) -> bool:
    known, found = from_url(old), from_url(new)
    return any(found[kind] != known[kind] for kind in known.keys() & found.keys())
