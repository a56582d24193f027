"""What is certain in a piece of text, without looking at the rest of the list.

Dates, venues, and how much a text looks like a title; people are in people.py.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from kg.reading_list.journals import is_subject

__all__ = [
    "FUNCTION_WORDS",
    "NOT_NAMES",
    "PREPRINTS",
    "Dated",
    "dated",
    "is_word",
    "title_likeness",
    "venue_acronym",
    "venue_likeness",
    "venue_name",
    "year_of",
]

_MONTH = r"(?:winter|spring|summer|fall|autumn|jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
_YEAR = r"(?:1[5-9]\d\d|20[0-4]\d)"
#: A date alone: 2021, 2021.11, 2021-11-03, 2021/6, Oct., 2025, 3 May 2021, May 3, 2021, 2021年3月
_DATE = re.compile(
    rf"(?ix) (?: (?:published|submitted|posted|date|year|released|updated|on|in)\s*:?\s* )?"
    rf"(?: (?P<a>{_YEAR}) (?: \s?[-./]\s?\d{{1,2}} (?: \s?[-./]\s?\d{{1,2}} )? )?"
    rf"  | (?:\d{{1,2}}\s+)? {_MONTH} (?:\s*\d{{1,2}}(?:st|nd|rd|th)?)? (?:\s*-\s*{_MONTH})? [\s,./']* (?P<b>{_YEAR})"
    rf"  | (?P<c>{_YEAR}) \s* [,.-]? \s* {_MONTH} (?:\s*\d{{1,2}})?"
    rf"  | (?P<g>{_YEAR}) (?:0[1-9]|1[0-2]) (?:0[1-9]|[12]\d|3[01])?"
    rf"  | \d{{1,2}} [-./] (?:\d{{1,2}} [-./])? (?P<d>{_YEAR})"
    rf"  | (?P<f>{_YEAR}) \s* ; \s* \d+ [\d()\s:.,;–-]*"
    rf"  | (?P<e>{_YEAR}) \s*年 (?:\s*\d{{1,2}}\s*月)? (?:\s*\d{{1,2}}\s*日)? )"
)
_YEAR_INSIDE = re.compile(
    rf"(?<![\d.:/-]){_YEAR}(?![\d:]|[-/]\d)|(?<=[A-Za-z]-){_YEAR}(?![\d:]|[-/]\d)"
)
_SHORT_YEAR = re.compile(r"(?<=[A-Za-z\s])['’‘`]\s?(\d\d)(?!\d)")
_GLUED_YEAR = re.compile(
    rf"(?<=[A-Za-z]){_YEAR}(?!\d)|(?<=[A-Z]{{3}})[012]\d(?!\d)|(?<=[A-Z]{{3}}-)[012]\d(?!\d)"
)
_LAST_WORD = re.compile(r"([^\W\d_]+)-?$")

_ACRONYMS = frozenset(
    """
    aaai aacl aamas accv acii acl acmmm acm-mm acml acsac aied aies aistats alt apsec apsipa arr asonam asp-dac
    asplos assets asru atc atva automl bibm bmvc bmcv caise case cade cav ccs ccgrid cdc cgo chi
    chil cikm clear cluster cobra coling collas colm colt conext conll corl cosyne cp cpaior crypto
    cscw csf csl csur cvm cvpr cvprw cviu da dac date dasfaa dcc dexa dis disc dsaa dsn eaai eacl
    eacl ec ecai eccv eccvw ecir ecml ecml-pkdd ecmlpkdd pkdd ecoop ecrts edm edbt egsr elife embc
    emnlp emnlp-findings eswa eswc etra eurocrypt eurographics eurosp eurosys facct fat* fast fccm
    focs fpga fpl fse gecco globecom gpce graphite grapp hcomp hicss hpca hpdc hri hotnets hoti
    iaai icalp icaps icarcv icassp icb icba icc iccad iccv iccvw icdar icdcs icde icdm icdmw icdt
    icfhr icfp icip iciap icis iclp iclr icme icmi icml icmla icmlc icmr icnp icpp icpr icra icraw
    icse icsme icsr icst icstw ictai icws iconip iconference icwsm ida idc ieee ijcai ijcai-ecai
    ijcb ijcnlp ijcnn ijcv ijrr ijgi ijon ijhcs imc imwut infocom infovis inlg interact interspeech
    iotj ipdps ipm ipmi ipsn iros isbi isca iscas ismar ismb ismir isprs issac issre issta iswc
    iticse iui iv itsc itc ivc jacm jair jama jasa jbhi jcdl jcp jcim jhep jmlr jmir jmiv jms josa
    jov jpdc jrssb kbs kdd kr las lak lics lncs lod lrec mass mdm media mia miccai miccaiw micro
    midl mlj mlhc mlsys mm mmm mmsp mmsys mobicom mobihoc mobisys mobiquitous msr mlsp mrm naacl
    nature naturecomm naacl-hlt ndss nejm neucom neurips neuripsw neurocomputing nime nips nipsw
    nlpcc nn nsdi oakland oopsla osdi ozchi pact pacis pakdd pami pattern pets pg plos pldi pmlr
    pnas pods podc popl ppopp ppsn pr prl prai prcv quantum qip ra-l ral ram recsys resna rlc rss
    rtas rtss sac sas satml sat sc sci scirob sdm seg semeval sensys sgp siam siggraph sigcomm
    sigcse sigdial sigir sigkdd sigmetrics sigmod signal slt soda sosp soups sp spl spm spaa spl
    ssdbm stacs stoc tac tacas tacl tacl tai taslp taslp tase tbd tc tcad tcsvt tcyb tcss tdsc
    tetci tgrs the-web-conf thms tifs tii tim tip tist tit titb tits titsm tiv tkdd tkde tmc tmech
    tmi tmlr tmm tnn tnnls tnsre tods tog toce tochi tois tomm tompecs tors tors tosem tpami tpds
    t-pami t-ro tro t-its t-nnls t-mm t-ip ijcv trustcom tsc tse tsg tsmc tsp tvcg tvt tweb uai
    ubicomp uist umap usenix uss vis vast vcip vis visapp visigrapp vldb vldbj vr wacv wacvw wcnc
    wec wg webconf wec wi wise wmt wsc wsdm www xai 3dv 3dimpvt arxiv biorxiv medrxiv chemrxiv
    corr hal ssrn openreview preprint preprints techrxiv psyarxiv bioinformatics cell science
    neuron chaos entropy sensors pone prb prl pre prd prx prxq apj mnras
    """.split()
)  # fmt: skip
_VENUE_WORDS = re.compile(
    r"(?ix) \b(?: journals? | transactions? | trans\. | proceedings | proc\. | conference | conf\. |"
    r" symposium | workshops? | letters | magazine | annals | bulletin | preprint | ieee | acm |"
    r" springer | elsevier | mdpi | lecture\s+notes | technical\s+report | tech\s+report | "
    r" ph\.?\s?d\.?\s+thesis | thesis | dissertation | archives? \s+of | advances\s+in\s+neural |"
    r" arxiv | biorxiv | findings | nature | communications | frontiers | review\s+of | reviews |"
    r" ^neural\s+networks$ | machine\s+intelligence\s+research | ^pattern\s+recognition$ | "
    r" openreview | blog | press | under\s+review | whitepaper | phys\.\s+rev | "
    r" (?-i:(?:J|Int|Nat|Rev|Ann|Acta|Appl|Comput|Phys|Chem)\.\ (?:[A-Z]\w*\.?\ ?){0,4}[A-Z]\w+\.) | "
    r" acta | ^j\.\s+of\s | ^front\.\s | quarterly | neurocomputing | plos | patterns$ | usenix | lncs )"
)
#: A journal by its abbreviation: "Front. Neurosci.", "Mach. Intell. Res."
_ABBREVIATED = re.compile(
    r"[A-Z][a-z]{2,10}\.\s(?:(?:of|and|&)\s|[A-Z][a-z]{2,10}\.?\s){0,6}[A-Z][a-z]{2,10}\."
)
#: "J Neurosci", "J. Am. Chem. Soc", "Aust. J. Chem"
_JOURNAL = re.compile(
    r"(?:[A-Z][a-z]{1,9}\.?\s)?J\.?\s(?:(?:of|and|&)\s|[A-Z][a-z]{1,12}\.?\s){0,5}[A-Z][a-z]{1,12}\.?"
)
#: Volume, issue and pages after the name of a venue.
_WHERE_IN_VENUE = re.compile(
    r"(?i)(?<=[A-Za-z.)\]])[\s,;:]+(?:vol(?:ume)?\.?\s*|no\.?\s*|pp?\.?\s*|pages?\s*|issue\s*|art(?:icle)?\.?\s*)?\d[\d.()\s:,;–-]*(?:[,.;\s].*)?$"
)
#: What stands before the "conference" or "symposium" in its name.
_BEFORE_VENUE = re.compile(
    r"(?:(?:in|the|ieee(?:/\w+)?|acm|\d+(?:st|nd|rd|th)|first|second|third|international|annual|european|asian|joint|world)\s*)*"
)
_AFTER_YEAR = re.compile(rf"(?<={_YEAR})\s*[:：]\s.*$")
_WORD = re.compile(r"[^\W\d_]{3,}")
_PRESENTED = re.compile(
    r"(?i)[\s,;|/(\[-]*\b(?:outstanding paper|oral|spotlight|poster|best paper(?: award)?(?: (?:candidate|finalist|nomination|runner[- ]up|honorable mention))*|highlight|"
    r"(?:long|short|full)(?: papers?)?|accepted|to appear|in press|award|notable top \d+%|top \d+%)\b[\s)\]]*"
)
_ARXIV_NUMBER = re.compile(
    r"(?i)\b(arxiv)(?: preprint)?(?: arxiv)?\s*[:.]?\s*\d{4}\.\d{4,5}(?:v\d+)?(?:\s*\[[\w.-]+\])?"
)
#: What is said of a paper that is not where it appeared yet.
_ON_ITS_WAY = re.compile(
    r"(?i)^(?:(?:currently )?under (?:review|submission|revision)|submitted|accepted|forthcoming|to appear|in press)\s+(?:at|in|to|by|for|with)\s+(?:the\s+)?(?=\S)"
)
_AFTER_ACRONYM = re.compile(r"(?:-?w|-?workshops?|\d\d)$")
_BLANKS = re.compile(r"\s+")
_BLANK_BEFORE_MARK = re.compile(r"\s+([,.;:])")
_TWICE_A_COMMA = re.compile(r",(?=,)")
#: "CoRR, abs/1706.03762"
_ADDRESS_IN_ARXIV = re.compile(r"(?i),?\s+abs/\d{4}\.\d{4,5}.*")
_ET_AL = re.compile(r"\bet\.? al\b")
_HYPHENED_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
#: "Lakes: a survey", "What is a lake?"
_TWO_PARTS = re.compile(r"\w: \w|\?$| - | – ")
_EDGES = " \t\n.,;:·•|()[]{}（）【】-–—_*~`<>《》/\\"

NOT_NAMES = frozenset(
    """
    a an the of for with from in on to by via using towards toward and or is are learning deep
    neural network networks model models data based survey review recognition detection image
    images video language visual generation analysis approach method framework system systems
    towards end-to-end adaptive efficient robust study classification segmentation representation
    attention graph transformer transformers optimization training self-supervised unsupervised
    supervised reinforcement multi-modal multimodal cross-modal generative adversarial diffusion
    large-scale dataset benchmark code paper introduction tutorial overview how what why when
    estimation prediction retrieval reasoning knowledge information methods applications theory
    transfer domain feature features object objects semantic search machine artificial intelligence
    contrastive text speech audio human robot robotics control policy vision embedding embeddings
    fast dynamic online hierarchical bayesian inference probabilistic understanding evaluation
    sciences science psychology physics chemistry biology medicine studies research economics review
    reviews journal engineering technology computing communications letters proceedings society
    automatic automated interactive design tracking matching alignment fusion reconstruction
    """.split()
)
FUNCTION_WORDS = frozenset(
    "a an the of for with from in on to by via using towards and or is are as at be can do how "
    "what why it its without into over under through between beyond toward not all you your we "
    "der die das und für mit von zur auf les des pour dans sur une et avec 的 基于 与".split()
)


class Dated(NamedTuple):
    """A text that is a date, a venue, or both."""

    year: int | None
    venue: str | None
    strength: float


def year_of(text: str) -> int | None:
    """Return the year when a text is a date and nothing else.

    Examples
    --------
    >>> year_of("2021.11"), year_of("Oct., 2025"), year_of("[2019-03-05]")
    (2021, 2025, 2019)
    >>> year_of("2001: A Space Odyssey")
    """
    match = _DATE.fullmatch(text.strip(_EDGES + "'’"))
    return int(next(part for part in match.groups() if part)) if match else None


PREPRINTS = ("arxiv", "biorxiv", "medrxiv", "preprint")
_PERSON = re.compile(r"(?:[A-Z]\. ?)+[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)*")
#: Acronyms that are words too: a venue only when written as an acronym.
_WORDS = frozenset(
    "fast clear chaos cell sensors signal pact chi vis wise mass sat case cade assets cluster cp "
    "patterns media pattern science nature ram micro mm pets interact iv sc da dis hal dac pods "
    "nn pg pr sp seg lak las nime sgp quantum entropy neuron rev wg ec kr blog automl bioinformatics".split()
)
_PROPER = frozenset(
    "Nature Science Cell Neuron Bioinformatics Entropy Sensors Chaos Patterns AutoML nature".split()
)
_BESIDE_ACRONYM = frozenset(
    "acm ieee findings of @ in at workshop workshops workshp ws asia preprint track tracks main on the cs and "
    "oral spotlight poster short long demo demos companion proceedings proc tiny papers paper "
    "datasets benchmarks dataset benchmark industry student research extended abstract trans "
    "transactions journal international conference conf int symposium europe nordic".split()
)


def is_word(acronym: str) -> bool:
    """Whether the acronym of a venue is a word of the language, too.

    Examples
    --------
    >>> is_word("CHAOS"), is_word("CVPR")
    (True, False)
    """
    return acronym.strip(".'’").casefold() in _WORDS


@lru_cache(maxsize=32768)
def venue_acronym(word: str) -> bool:
    """Whether a word is the acronym of a venue that is known.

    Examples
    --------
    >>> venue_acronym("CVPR14"), venue_acronym("Fast")
    (True, False)
    """
    plain = word.strip(".'’")
    folded = plain.casefold()
    if folded not in _ACRONYMS:
        folded = _AFTER_ACRONYM.sub("", folded)
    if folded not in _ACRONYMS:
        return False
    return folded not in _WORDS or plain in _PROPER or (len(plain) > 1 and plain.isupper())


@lru_cache(maxsize=32768)
def venue_likeness(text: str) -> float:
    """Return how certainly a text without its year is a venue, 0 to 1.

    Examples
    --------
    >>> venue_likeness("CVPR"), venue_likeness("IEEE Trans"), venue_likeness("Findings of EMNLP")
    (1.0, 1.0, 1.0)
    >>> venue_likeness("Journal of Machine Learning Research")
    0.9
    >>> venue_likeness("Deep learning"), venue_likeness("Fast R-CNN")
    (0.0, 0.0)
    """
    words = text.split()
    if not words or len(words) > 14 or words[0] in ("and", "&"):
        return 0.0
    if by_acronym := _likeness_by_acronym(text, words):
        return by_acronym
    if match := _VENUE_WORDS.search(text):
        return _likeness_by_word(text, match.start(), len(words))
    return 0.9 if _ABBREVIATED.fullmatch(text) or _is_shortened_journal(text) else 0.0


def _is_shortened_journal(text: str) -> bool:
    """Whether a text is ``J Neurosci``; ``J. Wang`` is somebody."""
    return _JOURNAL.fullmatch(text) is not None and any(map(is_subject, text.split()))


def _likeness_by_word(text: str, start: int, count: int) -> float:
    """Return how certainly a text of so many words is a venue that holds a word as "journal"."""
    if count == 1 and text[0].islower() and text not in _PROPER:
        return 0.3
    before = text[:start].strip().casefold()
    return 0.9 if _BEFORE_VENUE.fullmatch(before) or count <= 4 else 0.5


def _likeness_by_acronym(text: str, words: Sequence[str]) -> float:
    """Return how certainly a text is a venue because it is its acronym, or names it with little else."""
    parts = [part for word in words for part in _PARTS.split(word) if part]
    known = list(map(venue_acronym, parts))
    if venue_acronym(text) or (any(known) and _are_beside_acronym(parts, known)):
        return 1.0 if len(text) > 2 else 0.7
    is_part = any(known[:1]) and len(words) <= 8 and _PART_OF_MEETING.search(text)
    return 0.9 if is_part else 0.0


def _are_beside_acronym(parts: Sequence[str], known: Sequence[bool]) -> bool:
    """Whether all that is no acronym is what stands beside one: "Findings of", a number."""
    return all(
        is_known or part.isdigit() or part.casefold().strip(".") in _BESIDE_ACRONYM
        for part, is_known in zip(parts, known, strict=True)
    )


_PARTS = re.compile(r"[/+&,():]|(?<=[A-Za-z])-(?=[A-Za-z]{3})")
_PART_OF_MEETING = re.compile(r"(?i)\b(?:workshops?|track|ws)\b")


def venue_name(text: str) -> str:
    """Return the name of a venue without volume, issue, pages and stray punctuation.

    Examples
    --------
    >>> venue_name('" Neural computation 18.7 (): 1527-1554.')
    'Neural computation'
    >>> venue_name("IEEE Trans. Pattern Anal. Mach. Intell., vol. 33, no. 1")
    'IEEE Trans. Pattern Anal. Mach. Intell'
    """
    text = _BLANK_BEFORE_MARK.sub(r"\1", _BLANKS.sub(" ", text))
    text = _ADDRESS_IN_ARXIV.sub("", _TWICE_A_COMMA.sub("", text))
    text = _WHERE_IN_VENUE.sub("", _ON_ITS_WAY.sub("", text)).strip(_EDGES + "'’`\"“”")
    return text + ")" if text.count("(") > text.count(")") else text


@lru_cache(maxsize=32768)
def dated(text: str) -> Dated | None:
    """Return the year and the venue when a text is a date, a venue, or a venue with its year.

    Examples
    --------
    >>> dated("2022 IEEE Trans")
    Dated(year=2022, venue='IEEE Trans', strength=1.0)
    >>> dated("ICLR'19 (oral)")
    Dated(year=2019, venue='ICLR', strength=1.0)
    >>> dated("Oct., 2025 | CVPR 2026")
    Dated(year=2026, venue='CVPR', strength=1.0)
    >>> dated("A survey of 2019")
    """
    text = text.strip(_EDGES)
    if not text or _says_more(text):
        return None
    if year := year_of(text):
        return Dated(year, None, 1.0)
    if "|" in text:
        return _dated_parts(text.split("|"))
    said, years = _without_year(_ARXIV_NUMBER.sub(r"\1", _PRESENTED.sub(" ", text)).strip(_EDGES))
    if len(years) > 2:
        return None
    year = _whole_year(years[0]) if years else None
    venue = _bare_venue(said)
    if not venue:
        return Dated(year, None, 1.0) if year else None
    if _is_title_and_venue(venue):
        return None
    likeness = _likeness_beside_year(venue) if year else venue_likeness(venue)
    return Dated(year, venue, likeness) if likeness else None


def _says_more(text: str) -> bool:
    """Whether a text is too long for a date and a venue, names people, or goes on with a title."""
    if len(text) > 160 or _ET_AL.search(text):
        return True
    # "CVPR 2014: A Mixture of Manhattan Frames", not a volume and its pages
    after = _AFTER_YEAR.search(text)
    return after is not None and len(_WORD.findall(after.group())) > 2


def _dated_parts(parts: Sequence[str]) -> Dated | None:
    """Return the part of a text that says most, when all of them are dates or venues."""
    known = [when for when in map(dated, parts) if when]
    if len(known) < len(parts):
        return None
    return max(known, key=lambda when: (when.venue is not None, when.strength))


def _without_year(text: str) -> tuple[str, list[str]]:
    """Return a text without its year, and the digits of all years that stand in it in that form."""
    for pattern in (_YEAR_INSIDE, _SHORT_YEAR, _GLUED_YEAR):
        matches = list(pattern.finditer(text))
        if pattern is _GLUED_YEAR and not all(map(_is_glued_to_venue, matches)):
            continue
        if matches:
            return pattern.sub(" ", text), [match[1 if pattern.groups else 0] for match in matches]
    return text, []


def _is_glued_to_venue(year: re.Match[str]) -> bool:
    """Whether the last two digits of a year stand behind a venue: ``CVPR-19``, not ``COVID-19``."""
    word = _LAST_WORD.search(year.string, 0, year.start())
    return len(year[0]) == 4 or (word is not None and venue_acronym(word[1]))


def _whole_year(digits: str) -> int:
    """Return the year that four digits or the last two say."""
    if len(digits) == 4:
        return int(digits)
    short = int(digits[-2:])
    return 2000 + short if short < 60 else 1900 + short


def _bare_venue(text: str) -> str:
    """Return the name of a venue without a month behind it, or what says that it is one."""
    bare = _AROUND_VENUE.sub("", text.strip(_EDGES)).strip(_EDGES + "'’`")
    return venue_name(_BESIDE_VENUE.sub("", bare))


def _is_title_and_venue(text: str) -> bool:
    """Whether a text is rather the title of a paper, and its venue behind a comma."""
    title, _, venue = text.rpartition(", ")
    return (
        bool(title)
        and venue_likeness(text) < 1
        and venue_likeness(venue) >= 0.9
        and not venue_likeness(title)
    )


def _likeness_beside_year(venue: str) -> float:
    """Return how certainly a text is a venue, that stands beside a year."""
    likeness = venue_likeness(venue)
    words = venue.split()
    if len(words) <= 4 and likeness < 0.85 and venue_acronym(words[0]):
        return 0.85
    if likeness < 0.8 and _is_like_acronym(venue):
        return 0.8
    return likeness


def _is_like_acronym(text: str) -> bool:
    return (
        _LIKE_ACRONYM.fullmatch(text) is not None
        and sum(map(str.isupper, text)) >= 2
        and not _PERSON.fullmatch(text)
    )


_AROUND_VENUE = re.compile(
    rf"(?i)\b{_MONTH}(?=[\s,.]*$)|^in\s*:?\s+|^(?:venue|published in|journal|conference)\s*:\s*"
)
_BESIDE_VENUE = re.compile(r"(?i)^arxiv\s*[/,|]\s*(?=[A-Z])|(?<=\w),?\s*\(?under review$")
_LIKE_ACRONYM = re.compile(r"[A-Z][\w&/+'’.-]{1,14}(?:[ -][A-Z][\w&/+.-]{1,12}){0,2}")


@lru_cache(maxsize=32768)
def title_likeness(text: str) -> float:
    """Return how much a text looks like the title of a paper, 0 to 1.

    Examples
    --------
    >>> title_likeness("Deep Cross-Modal Hashing") > title_likeness("Jian Zhang")
    True
    """
    words = _HYPHENED_WORD.findall(text)
    if not words or len(text) > 400:
        return 0.0
    count = len(words)
    if cjk := sum("\u3040" <= char <= "\u9fff" for char in text):
        count = max(count, cjk * 2 // 3)
    score = min(count, 6) / 6 * 0.5
    if any(word in FUNCTION_WORDS for word in words[1:]):
        score += 0.25
    if _TWO_PARTS.search(text):
        score += 0.15
    if any(word.casefold() in NOT_NAMES for word in words):
        score += 0.15
    if count > 30:
        score -= 0.3
    return max(0.0, min(score, 1.0))
