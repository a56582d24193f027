"""What the columns of a table hold, told by their names."""

from __future__ import annotations

import re

__all__ = ["column_role", "is_header"]

_COLUMNS = (
    ("title", r"title|papers?(?! ?link)|论文|标题|題名|work|publication title|article"),
    ("names", r"authors?|first author|作者|by"),
    ("venue", r"venues?|conference|journal|publication|published|publisher|where|会议|期刊|出处|proceedings?|source|conf\.?(?:/jour\.?)?|pub\.?"),
    ("year", r"year|dates?|time|when|published date|年份|时间|日期|release.*"),
    ("links", r"links?|url|code|github|repo.*|implementation|pdf|project.*|website|homepage|代码|链接|bibtex|resources?|video|demo|datasets?|data|page|arxiv|doi"),
    ("note", r"notes?|comments?|abstract|summary|description|tl;?dr|tags?|keywords?|topics?|tasks?|category|type|stars?|#|no\.?|id|备注|说明|摘要|method type"),
)  # fmt: skip


def column_role(name: str) -> str | None:
    """Return what a table's column holds, told by its name.

    Examples
    --------
    >>> column_role("First Author"), column_role("Github"), column_role("Company")
    ('names', 'links', None)
    """
    plain = re.sub(r"[*_`\s]+", " ", name).strip().casefold()
    for role, pattern in _COLUMNS:
        if re.fullmatch(pattern, plain):
            return role
    for role, pattern in _COLUMNS:
        if re.search(rf"(?<!\w)(?:{pattern})(?!\w)", plain):
            return role
    return None


def is_header(cells: list[str]) -> bool:
    """Whether a row that is not marked as one is the header of its table.

    Examples
    --------
    >>> is_header(["Title", "Venue", "Code"]), is_header(["Deep Hashing", "CVPR 2017", ""])
    (True, False)
    """
    named = [cell for cell in cells if cell.strip()]
    known = sum(column_role(cell) is not None and len(cell.split()) <= 3 for cell in named)
    return len(named) >= 2 and known >= 0.75 * len(named)
