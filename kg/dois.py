"""DOIs whole, whatever signs they hold: as a value, in running text, in an address.

A DOI may hold nearly every character (``<``, ``>``, ``;``, brackets, ``*``). In an address
it ends where the address ends; in running text at a blank, a quotation mark, or a sign
that the sentence around it put there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

from kg.placeholders import is_placeholder_doi

__all__ = ["HTML_TAG", "doi_in_address", "doi_in_value", "dois_in", "written_dois"]

#: What stands between angle brackets and is no part of a DOI.
HTML_TAG = (
    r"</?(?:a|abbr|b|big|blockquote|br|center|cite|code|dd|del|details|div|dl|doi|dt|em|font|h[1-6]|hr|i|img|ins"
    r"|kbd|li|mark|ol|p|pre|q|s|samp|small|span|strike|strong|sub|summary|sup|table|tbody|td|th|tr|tt|u|ul|var|wbr)\b[^<>]*>"
)
#: What may come behind a comma or semicolon and is not of the DOI before it: another
#: identifier, an address, a year.
_ANOTHER = r"(?:https?:|(?:dx\.)?doi\b|10\.\d{4}|pmc?id|pmc\d|arxiv|isbn|(?:19|20)\d\d\b)"
_WRITTEN = re.compile(
    rf"""
    10\.\d{{4,9}}(?:\.\d+)*/
    (?: (?!{HTML_TAG}) <[^\s<>"]{{1,60}}>
      | (?!{HTML_TAG}) <(?=\w)
      | [,;](?=\w) (?!{_ANOTHER})
      | [^\s"<>|`\\^{{}},;，。；、）】]
    )+
    """,
    re.IGNORECASE | re.VERBOSE,
)
_BARE = re.compile(r"10\.\d+(?:\.\d+)*/\S+")
#: Another DOI behind a first one.
_SECOND = re.compile(
    r"[;,|]\s*(?:(?:https?://)?(?:dx\.)?doi\.org/|doi:\s*)?(?=10\.\d{4,9}/)", re.IGNORECASE
)
#: A DOI that goes on behind a blank: neither a sentence, nor another identifier, nor a remark in brackets.
_CUT = re.compile(rf"10\.\d+(?:\.\d+)*/\S*[^\s.,;:]\s+(?![\[(<]|{_ANOTHER})\S", re.IGNORECASE)
_PREFIX = re.compile(
    r"(?:https?://)?(?:(?:dx|www)\.)?doi\.org/|(?:doi|https?)\s*[:=]?\s*(?=10\.)|info:doi/|urn:doi:",
    re.IGNORECASE,
)
_IN_ADDRESS = re.compile(r"10\.\d{4,9}(?:\.\d+)*/(?=\S).*", re.DOTALL)
#: Parameters in which some publishers' addresses have it: ?id=10.1371/journal.pcbi.1005781.
_PARAMETERS = re.compile(r"(?:^|&)(?:doi|id|DOI|article)=([^&]+)")
_AFTER = re.compile(
    r"(?:v\d+)?(?:\.full(?:-text)?|\.abstract|\.short|\.long)?(?:\+html)?(?:\.pdf)?$|"
    r"/(?:full(?:text)?|pdf(?:/.*)?|abstract|epdf|meta|html|summary|references|citations?|tables|figures|metrics|ris|bibtex)(?:\.html?)?$|"
    r"\.html?$|;jsessionid=.*$",
    re.IGNORECASE,
)
_TRAILING = ".,;:!?'\"”’*_~"


def doi_in_value(value: str) -> str | None:
    """Return the DOI that a value is or holds, bare and in lower case, or None.

    Examples
    --------
    >>> doi_in_value("https://doi.org/10.1145/3123266.3123326"), doi_in_value("(see 10.1145/3123266.)")
    ('10.1145/3123266.3123326', '10.1145/3123266')
    >>> doi_in_value("10.1002/1521-3951(200011)222%3C319::AID-PSSB319%3E3.0.CO;2-A")
    '10.1002/1521-3951(200011)222<319::aid-pssb319>3.0.co;2-a'
    """
    value = _decoded(_without_parameters(value))
    bare = _PREFIX.sub("", value, count=1).strip() if _PREFIX.match(value) else value
    bare = _SECOND.split(bare, maxsplit=1)[0]
    if _CUT.match(bare):
        return None  # what stands before the blank may be another paper's
    if _BARE.fullmatch(bare):
        doi = bare.rstrip(".,;/")  # told as one: brackets and "<" belong to it
    else:
        doi = next((value[start:end] for start, end in written_dois(value)), "").rstrip(".,;/")
    # A prefix behind which only stops stood is no DOI.
    is_doi = _BARE.fullmatch(doi) and not is_placeholder_doi(doi)
    return doi.lower() if is_doi else None


def _without_parameters(value: str) -> str:
    """Drop what an address has behind its path: "?download=true", "#page=2"."""
    end = len(value)
    if match := re.search(r"#[\w=&.-]*$", value):
        end = match.start() if "://" in value else end
    if match := re.search(r"\?[\w.-]+=[^?/\s]*$", value[:end]):
        end = match.start()
    return value[:end]


def written_dois(text: str) -> Iterator[tuple[int, int]]:
    """Yield from where to where the DOIs in running text stand.

    Examples
    --------
    >>> text = "(doi:10.1890/0012(2006)87[1465:ATAP]2.0.CO;2), 10.5555/a*b;c and **10.5555/d**"
    >>> [text[start:end] for start, end in written_dois(text)]
    ['10.1890/0012(2006)87[1465:ATAP]2.0.CO;2', '10.5555/a*b;c', '10.5555/d']
    """
    for match in _WRITTEN.finditer(text):
        if doi := _balanced(match.group()):
            yield match.start(), match.start() + len(doi)


def dois_in(value: str) -> list[str]:
    """Return the DOIs that a value holds, each as far as it is certain.

    Examples
    --------
    >>> dois_in("10.1234/c, 10.1234/d"), dois_in("10.1002/a:8<693::aid-b>3.0.co;2-o")
    (['10.1234/c', '10.1234/d'], ['10.1002/a:8<693::aid-b>3.0.co;2-o'])
    """
    return [value[start:end].lower() for start, end in written_dois(value)]


def doi_in_address(address: str) -> str | None:
    """Return the DOI that an address holds, as it is written there but decoded, or None.

    Examples
    --------
    >>> doi_in_address("https://doi.org/10.5555/ab%3Ccd?locale=en")
    '10.5555/ab<cd'
    >>> doi_in_address("https://example.org/article?id=10.1371/journal.pcbi.1005781")
    '10.1371/journal.pcbi.1005781'
    >>> doi_in_address("https://doi.org/10.5555/2001 a")
    """
    if _CUT.search(address.partition('"')[0].strip()):
        return None  # what stands before the blank may be another paper's
    path, _, query = re.split(r"[\"\s#]", address.strip(), maxsplit=1)[0].partition("?")
    path = _decoded(path)
    match = next(
        filter(None, map(_IN_ADDRESS.search, (path, *map(_decoded, _PARAMETERS.findall(query))))),
        None,
    )
    if match is None or re.search(r"\s", match.group()):
        return None  # a DOI holds no blank: what is read of one that does is another
    doi, before = match.group().rstrip("/"), ""
    while doi != before:
        before, doi = doi, _AFTER.sub("", doi)
    if "academic.oup.com" in path:
        doi = re.sub(r"(?<=\d)/\d+$", "", doi)  # the number of the page follows
    version = re.search(r"v\d+$", match.group())
    if version and "biorxiv.org" not in path and "medrxiv.org" not in path:
        doi += version.group()
    return doi


def _decoded(text: str) -> str:
    """Undo percent-encoding, also where it was done twice; what then is no text stays."""
    while re.search(r"%[0-9A-Fa-f]{2}", text) and "\ufffd" not in (plain := unquote(text)):
        text = plain
    return text


def _balanced(text: str) -> str:
    """Drop what the sentence around a DOI put behind it: stops, and a bracket that only it opens."""
    text = text.rstrip(_TRAILING)
    while (
        text
        and text[-1] in ")]"
        and text.count(")") + text.count("]") > text.count("(") + text.count("[")
    ):
        text = text[:-1].rstrip(_TRAILING)
    return text
