"""What a link of an entry is: told by its label, else by its host."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import urlsplit

from kg import identifiers
from kg.reading_list.recognise import venue_acronym

__all__ = ["FRAMEWORKS", "host_kind", "label_kind", "link_kind", "scholarly"]

#: Frameworks that the label of a code link may name.
FRAMEWORKS = (
    "pytorch", "tensorflow", "keras", "jax", "flax", "caffe2", "caffe", "theano", "torch",
    "mxnet", "chainer", "paddlepaddle", "paddle", "mindspore", "matlab", "lua", "jittor",
    "gluon", "julia", "flux", "dgl", "pyg", "megengine", "oneflow", "darknet", "cntk", "dynet",
)  # fmt: skip

_LABELS: dict[str, frozenset[str]] = {
    kind: frozenset(words.split())
    for kind, words in {
        "paper": "paper papers pdf arxiv article publication preprint abs doi biorxiv medrxiv "
        "openreview proceedings fulltext eprint ieee acm springer elsevier cvf pmlr thesis "
        "manuscript html anthology acl sciencedirect wiley ssrn ps pubmed pmc hal tr report "
        "论文 原文 文章 論文",
        "code": "code codes github git repo repository implementation implementations source reference "
        "python java cpp c++ scala rust golang "
        "star stars gitlab official unofficial bitbucket gist software package toolbox library "
        "代码 源码 程式碼 コード " + " ".join(FRAMEWORKS),
        "project": "project projects page website site homepage web webpage home projectpage "
        "项目 主页 官网",
        "dataset": "dataset datasets data database db corpus 数据集 数据",
        "video": "video videos youtube talk presentation bilibili recording teaser lecture 视频",
        "slides": "slides slide ppt poster slideslive pptx",
        "demo": "demo colab notebook playground spaces space replicate interactive app",
        "blog": "blog blogpost post medium zhihu tutorial explainer explanation 博客 知乎 解读",
        "other": "abstract bibtex bib cite citation supplementary supplement supp suppl appendix review "
        "reviews twitter tweet notes note summary semanticscholar scholar wiki wikipedia "
        "model models weights checkpoint checkpoints huggingface hf modelscope news tex license "
        "reddit discussion 引用",
    }.items()
}
#: Words that say nothing about the kind, but are no part of a title either.
_FILLERS = frozenset(
    "click link links the a an and or of for here available version full text download url official "
    "unofficial our original third party in with on by online view read more main camera ready "
    "short long free access open extended early v1 v2 v3 author authors 链接 地址 下载".split()
)
#: When a label names several kinds ("project code"), the earlier decides.
_ORDER = ("other", "dataset", "video", "slides", "demo", "blog", "code", "project", "paper")

_PAPER_HOSTS = re.compile(
    r"(?:^|\.)(?:arxiv\.org|doi\.org|hdl\.handle\.net|aclanthology\.org|aclweb\.org|openreview\.net|ieee\.org|"
    r"computer\.org|dl\.acm\.org|doi\.acm\.org|acm\.org|springer\.com|springerlink\.com|sciencedirect\.com|"
    r"sciencedirectassets\.com|elsevier\.com|thecvf\.com|cv-foundation\.org|mlr\.press|"
    r"neurips\.cc|nips\.cc|jmlr\.org|jmlr\.csail\.mit\.edu|aaai\.org|ijcai\.org|nature\.com|science\.org|sciencemag\.org|"
    r"pnas\.org|cell\.com|wiley\.com|tandfonline\.com|sagepub\.com|mdpi\.com|plos\.org|"
    r"frontiersin\.org|biorxiv\.org|medrxiv\.org|ncbi\.nlm\.nih\.gov|europepmc\.org|jstor\.org|"
    r"oup\.com|oxfordjournals\.org|cambridge\.org|iop\.org|aps\.org|aip\.org|acs\.org|rsc\.org|"
    r"isca-speech\.org|isca-archive\.org|usenix\.org|roboticsproceedings\.org|bmva\.org|bmvc\d*\.org|ecva\.net|ismir\.net|"
    r"semanticscholar\.org|ssrn\.com|hal\.science|archives-ouvertes\.fr|inria\.fr|"
    r"psu\.edu|researchgate\.net|academia\.edu|projecteuclid\.org|siam\.org|emerald\.com|"
    r"inderscience\.com|worldscientific\.com|hindawi\.com|peerj\.com|elifesciences\.org|"
    r"jamanetwork\.com|nejm\.org|thelancet\.com|bmj\.com|asha\.org|osapublishing\.org|"
    r"optica\.org|copernicus\.org|dagstuhl\.de|ceur-ws\.org|iacr\.org|ndss-symposium\.org|"
    r"vldb\.org|mit\.edu/(?:tacl|coli|neco)|transacl\.org|papers\.ssrn\.com|readpaper\.com|"
    r"osf\.io|psyarxiv\.com|chemrxiv\.org|royalsocietypublishing\.org|annualreviews\.org|"
    r"iospress\.com|degruyter\.com|karger\.com|liebertpub\.com|informs\.org|asmedigitalcollection"
    r"\.asme\.org|apa\.org|biomedcentral\.com|jneurosci\.org|physiology\.org|embopress\.org|"
    r"preprints\.org|techrxiv\.org|researchsquare\.com|storage\.googleapis\.com/deepmind-media|"
    r"cdn\.openai\.com|acoustics?\.org|alphaxiv\.org|eprint\.iacr\.org|dspace\.mit\.edu|proquest\.com)$"
)
_HOSTS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(rf"(?:^|\.)(?:{hosts})$"))
    for kind, hosts in (
        ("project", r"github\.io|gitlab\.io|sites\.google\.com|netlify\.app|vercel\.app|web\.app"),
        ("code", (r"github\.com|gitlab\.com|bitbucket\.org|codeberg\.org|gitee\.com|sourceforge\.net|"
         r"code\.google\.com|paperswithcode\.com|gitlab\.[\w.-]+|catalyzex\.com")),
        ("video", r"youtube\.com|youtu\.be|vimeo\.com|bilibili\.com|videolectures\.net|b23\.tv"),
        ("slides", r"slideshare\.net|speakerdeck\.com|slideslive\.com|docs\.google\.com"),
        ("demo", r"colab\.research\.google\.com|replicate\.com|gradio\.app|hf\.space"),
        ("blog", (r"medium\.com|towardsdatascience\.com|zhihu\.com|blogspot\.\w+|wordpress\.com|"
         r"substack\.com|distill\.pub|csdn\.net|ai\.googleblog\.com|lilianweng\.github\.io|jiqizhixin\.com|blog\.[\w.-]+")),
        ("dataset", r"kaggle\.com|zenodo\.org|figshare\.com|ieee-dataport\.org"),
        ("other", (r"twitter\.com|x\.com|dblp\.org|wikipedia\.org|reddit\.com|shields\.io|"
         r"scholar\.google\.\w+|linkedin\.com|discord\.gg|t\.me")),
    )
)  # fmt: skip


def _words(label: str) -> list[str]:
    return re.findall(r"c\+\+|[^\W_]+", label.casefold())


_CHINESE = re.compile("[\u3040-\u9fff]")


def _word_kind(word: str) -> str | None:
    kind = next((kind for kind, known in _LABELS.items() if word in known), None)
    if kind is None and _CHINESE.search(word):
        # Words are not set apart in Chinese: a label is short and holds a known word.
        within = (
            kind
            for kind in _ORDER
            for known in _LABELS[kind]
            if _CHINESE.match(known) and known in word
        )
        kind = next(within, None) if len(word) <= 8 else None
    if kind is None and (match := re.fullmatch(r"([a-z]+|[\u3040-\u9fff]+)\d", word)):
        return _word_kind(match.group(1))
    return kind


@lru_cache(maxsize=8192)
def label_kind(label: str) -> str | None:
    """Return the kind of link that a label names, or None when it is not a label.

    Examples
    --------
    >>> label_kind("📄paper"), label_kind("[PDF]"), label_kind("Code (PyTorch)")
    ('paper', 'paper', 'code')
    >>> label_kind("link")
    ''
    >>> label_kind("Deep Cross-Modal Hashing")
    """
    remark = re.search(r"\s*[(（][^()（）]{1,40}[)）]\W*$", label)
    if remark and remark.start() and (kind := label_kind(label[: remark.start()])):
        return kind  # "Code (not yet)"
    words = _words(label)
    if len(words) > 6:
        return None
    kinds = set()
    for word in words:
        kind = _word_kind(word)
        if kind:
            kinds.add(kind)
        elif word not in _FILLERS and not word.isdigit() and not (kinds and venue_acronym(word)):
            return None
    if kinds == {"code", "other"}:
        return "code"  # code and model
    return next((kind for kind in _ORDER if kind in kinds), "")


def framework(label: str) -> str | None:
    """Return the framework that a label names.

    Examples
    --------
    >>> framework("💻︎TensorFlow")
    'tensorflow'
    """
    words = _words(label)
    found = next((name for name in FRAMEWORKS if name in words), None)
    return {"paddle": "paddlepaddle", "tf": "tensorflow"}.get(found, found) if found else None


@lru_cache(maxsize=8192)
def host_kind(url: str) -> str | None:
    """Return the kind of page that a URL's host and path tell, or None.

    Examples
    --------
    >>> host_kind("https://github.com/a/b"), host_kind("https://arxiv.org/abs/1711.06420")
    ('code', 'paper')
    >>> host_kind("https://example.org/")
    """
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
    except ValueError:
        return None
    path = parts.path.lower()
    if host.endswith("huggingface.co"):
        first = path.split("/")[1] if path.count("/") else ""
        return {"papers": "paper", "datasets": "dataset", "spaces": "demo", "blog": "blog"}.get(
            first, "other"
        )
    known = _file_kind(path) or next((kind for kind, hosts in _HOSTS if hosts.search(host)), None)
    if known:
        return known
    if identifiers.from_url(url):
        return "paper"
    if _PAPER_HOSTS.search(host):
        # The front page of a publisher, a journal or a meeting is no paper.
        return "other" if re.fullmatch(r"/?|/(?:journal|conference)s?/[\w-]+/?", path) else "paper"
    return None


#: What the end of a file's name tells.
_FILES = {
    ".pdf": "paper", ".ps": "paper", ".ps.gz": "paper", ".ppt": "slides", ".pptx": "slides",
    ".mp4": "video", ".avi": "video", ".mov": "video", ".bib": "other", ".txt": "other",
}  # fmt: skip


def _file_kind(path: str) -> str | None:
    """Return the kind of page that the name of a file tells, or None."""
    kind = next((kind for end, kind in _FILES.items() if path.endswith(end)), None)
    return "slides" if kind == "paper" and re.search(r"slides?|poster", path) else kind


def scholarly(url: str) -> bool:
    """Whether a URL is on a host of papers, or carries the identifier of one.

    Examples
    --------
    >>> scholarly("https://arxiv.org/abs/1711.06420"), scholarly("http://cs.example.edu/l1.pdf")
    (True, False)
    """
    if identifiers.from_url(url):
        return True
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return False
    return bool(_PAPER_HOSTS.search(host.lower())) and host_kind(url) == "paper"


def link_kind(label: str, url: str, *, title: bool = False) -> str:
    """Return the kind of a link: its label's, else its host's; the link of a title is the paper.

    A "project" that lies on a code host is code.

    Examples
    --------
    >>> link_kind("project", "https://github.com/thunlp/OpenPrompt")
    'code'
    >>> link_kind("Some long title of a paper", "https://example.org/p", title=True)
    'paper'
    """
    host = host_kind(url)
    if title:
        return "paper" if host in (None, "other") and url.startswith("http") else host or "other"
    kind = label_kind(label)
    if kind == "project" and host == "code":
        return "code"
    if kind == "other" and host == "dataset":
        return host
    if kind:
        return kind
    words = _words(label)
    if 1 < len(words) <= 3 and (kind := _word_kind(words[-1])):
        return kind  # "IIW dataset"
    return host or ("project" if url.startswith("http") else "other")
