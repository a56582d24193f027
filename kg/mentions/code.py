"""Code repositories, recognised in addresses and sentences."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from kg.records import Repository

__all__ = ["repository"]

_FORGES = ("github.com", "gitlab.com", "bitbucket.org", "codeberg.org", "gitee.com")


def repository(url: str) -> Repository | None:
    """Return the repository that a URL belongs to, however the URL is written.

    Examples
    --------
    >>> repository("http://www.github.com/Naver-AI/pcme/tree/main#readme").id
    'https://github.com/naver-ai/pcme'
    >>> repository("https://github.com/naver-ai") is None
    True
    """
    parts = urlsplit(url.strip())
    host = (parts.hostname or "").removeprefix("www.")
    steps = [unquote(step) for step in parts.path.split("/") if step]
    if not host:
        return None
    if host in _FORGES:
        if len(steps) < 2:
            return None
        owner, name = steps[0], re.sub(r"\.git$", "", steps[1])
        plain = f"https://{host}/{owner}/{name}"
        return Repository(id=plain.casefold(), url=plain, host=host, name=f"{owner}/{name}")
    plain = f"https://{host}/" + "/".join(steps)
    return Repository(id=plain.rstrip("/"), url=plain, host=host, name="/".join(steps) or host)
