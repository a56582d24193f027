"""Titles and names compared: equal, nearly equal, or not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from typing import Literal

from kg.matching.notices import notice_of, without_mark
from kg.matching.slips import compare_words
from kg.titles import normalise_title

__all__ = ["TitleRelation", "compare_titles", "is_generic", "surnames"]

TitleRelation = Literal[
    "equal", "near", "subtitle", "sign", "word", "notice", "contained", "different"
]

#: A title made of these words alone names a kind of text, not one text.
_GENERIC = frozenset(
    {
        *("a", "an", "and", "for", "from", "in", "of", "on", "the", "to", "with"),
        *("introduction", "introductory", "survey", "surveys", "review", "reviews", "overview"),
        *("editorial", "preface", "foreword", "tutorial", "note", "notes", "lecture", "lectures"),
        *("conclusion", "conclusions", "abstract", "proceedings", "workshop", "discussion"),
        *("comment", "comments", "commentary", "reply", "response", "perspective", "perspectives"),
        *(
            "erratum",
            "corrigendum",
            "correction",
            "addendum",
            "appendix",
            "index",
            "report",
            "news",
        ),
        *("summary", "guest", "message", "chairs", "brief", "short", "recent", "future"),
        *("advances", "progress", "challenges", "opportunities", "directions", "trends"),
        *("deep", "learning", "machine", "neural", "network", "networks", "artificial"),
        *("intelligence", "vision", "computer", "data", "mining", "reinforcement"),
        *("statistics", "statistical", "methods", "theory", "analysis"),
    }
)
_PARTS = re.compile(r"\s*(?::|\s[-–—]\s|[–—]|\?\s)\s*")
_INNER_SPACE = re.compile(r"(?<!\d) | (?!\d)")
_SMALL = frozenset(("a", "an", "and", "the", "of", "on", "in", "for", "to", "with", "by", "via"))
_NAME_IN_FRONT = re.compile(
    r"\s*(?P<name>[^\s:]*[A-Z0-9][^\s:]*)\s*(?:(?P<colon>:)|\s[-–—]\s|\s)\s*(?=\S)"
)
#: A substance: TiO2, NaCl, BiVO4.
_FORMULA = re.compile(
    r"(?:(?:H|Li|Be|B|C|N|O|F|Na|Mg|Al|Si|P|S|Cl|K|Ca|Ti|V|Cr|Mn|Fe|Co|Ni|Cu|Zn|Ga|Ge|As|Se|Br|Sr|"
    r"Y|Zr|Nb|Mo|Ru|Rh|Pd|Ag|Cd|In|Sn|Sb|Te|I|Cs|Ba|La|Ce|Gd|Er|Yb|Hf|Ta|W|Pt|Au|Hg|Pb|Bi|U)"
    r"[\d.]*[+-]?)+"
)
#: General abbreviations: what a paper is about, not how its authors call their work.
_GENERAL = frozenset(
    """
    2d 3d 4d 5g 6g ac aco adhd ai aids als amd aml api apis ar arm asd asic asr atp auv bci bert bim blockchain bmi
    bold bp brdf bsm caas cad cae cdna cern cfd cfrp chd chip cf ckd clip cmb cmos cnn cnns copd covid
    covid-19 cp cpu cpus crispr crispr-cas9 crf cs csi csp css ct cuda cvd cvae d2d datacenter dc ddos
    dem dft dl dlt dna dnn dnns dns dp dsge dsm dsp dti ebsd ecg ecog eeg ehealth ehr ekg em emg
    emr erp esg etf eu ev evs fda fdm fem fmri fpga fpgas ftir fvm gan gans gcn gcns gdp gdpr gis gmm
    gmo gnn gnns gnss gp gpcr gps gpt gpt-3 gpt-4 gpu gpus gru gui hci hcv hdr hep hiv hiv-1 hmm hmms
    hpc hpv hr hrv html http ica icp ict icu ids iiot imu ios iot ip ipad iphone ipv4 ipv6 iq ir irs isp it jit
    jpeg kb kg kgs knn lbp lc-ms lcd lda ldl led leds lhc lidar ligo linux lisp llm llms lna lora lp
    lqcd lqg lstm lstms lte m2m macos manet mcmc mcu md mdma mdp mems meg mhc mhealth milp mimo ml mlp
    mlps mmwave mos mosfet mpc mpeg mpi mri mrna ms mscoco nas ncrna nfc nfv nir nlg nlp nlu nmr nn nns noc nosql
    npc nsaids ocr oct ode odes ofdm ood oop oss ov owl p2p paas pca pcr pd pde pdes pdf pet pet-ct pet/ct ph
    phd php pid pinn pinns pki plc pm2.5 pm10 pomdp pso ptsd pubmed pv qa qcd qed qft qkd qos qsar
    qtl qubo r&d ram rans rc rdf rf rfid rgb rgb-d rgbd risc risc-v rl rna rnai rnas rna-seq rna-sequencing rnn rnns roi ros rs
    rsa saas sar sars sars-cov-2 sars-cov sat sdn sdns sem sgd sgx shrna sift sirna sla slam sme smes
    smt snp snps snr soc socs sok sos spad spect sph sql ssd ssl stem stm sts suv svd svm svms swarm t1 t2 tb
    tcp tcp/ip tem tft tls tms toc trna tv uav uavs ugv ui uk uml un unix us usa usb uv uwb ux v2v v2x
    vae vaes vanet vc vit vits vlm vlms vlsi vm vms voip vpn vqa vr wan wban wi-fi wifi wlan wsn wsns
    www xai xml xps xr xrd xrf youtube github twitter facebook mirna lncrna microrna circrna chip-seq scrna-seq
    """.split()
)


#: Letters with a stroke, which Unicode takes for letters of their own.
_STROKES = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe"})


def surnames(names: Iterable[str]) -> list[str]:
    """Return the folded surname of each name.

    Takes "Kan, Meina" and "Meina Kan", drops particles of et al., and folds accents.

    Examples
    --------
    >>> surnames(["Meina Kan", "Kan, M.", "L. Van Gool", "José García Jr.", "et al."])
    ['kan', 'kan', 'gool', 'garcia']
    >>> surnames(["Jens Sørensen", "Wałęsa, L."])
    ['sorensen', 'walesa']
    """
    found = []
    for name in names:
        part = name.split(",")[0] if "," in name else name
        folded = unicodedata.normalize("NFKD", part).casefold().translate(_STROKES)
        folded = "".join(char for char in folded if not unicodedata.combining(char))
        words = [
            word
            for word in re.findall(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", folded)
            if word not in ("jr", "sr", "ii", "iii", "et", "al", "others", "etc")
        ]
        if words:
            found.append(re.sub(r"['’-]", "", words[-1]))
    return found


def is_generic(title: str) -> bool:
    """Whether a title is too short or too general to identify a paper alone.

    Examples
    --------
    >>> is_generic("Introduction"), is_generic("Deep Learning"), is_generic("A Survey")
    (True, True, True)
    >>> is_generic("Graph Attention Networks")
    False
    """
    words = normalise_title(title).split()
    return len(words) < 3 or all(word in _GENERIC for word in words)


def compare_titles(
    one: str, other: str, known_words: Collection[str] = frozenset()
) -> TitleRelation:
    """Return how two titles relate.

    Parameters
    ----------
    one, other
        Titles as they are written.
    known_words
        Words of the other titles at hand: where both spellings of a word occur in
        them, they are two words.

    Returns
    -------
    str
        ``equal``: the same words after normalising (a mark of retraction apart).
        ``near``: a coined name in front more or less, a plural, or one slip inside a
        long word. ``subtitle``: one is the other without its subtitle. ``sign``: equal
        but for signs that make another word (C++, C). ``word``: equal but for a letter
        that may make another word (nitrate, nitrite). ``notice``: one is an erratum, a
        reply, ... about the other. ``contained``: the words of one are part of the
        other's. ``different`` otherwise.

    Examples
    --------
    >>> compare_titles("Deep Cross-modal Hashing", "Deep cross modal hashing.")
    'equal'
    >>> compare_titles("DSAN: Dual subspace adversarial networks", "Dual subspace adversarial networks")
    'near'
    >>> compare_titles("On deep learning of views", "On Deep Learning of Views: Objectives")
    'subtitle'
    >>> compare_titles("Deep cross-modal hashing", "Ranking-based deep cross-modal hashing")
    'contained'
    >>> compare_titles("Deep supervised hashing", "Deep unsupervised hashing")
    'different'
    >>> compare_titles("Parsing C++ at scale", "Parsing C at scale")
    'sign'
    >>> compare_titles("Removal of nitrate by ions", "Removal of nitrite by ions")
    'word'
    >>> compare_titles("Erratum: Deep cross-modal hashing", "Deep cross-modal hashing")
    'notice'
    """
    one, other = without_mark(one), without_mark(other)
    a, b = normalise_title(one), normalise_title(other)
    if not a or not b:
        return "different"
    if a == b or _same_letters(a, b):
        return "equal"
    notices = _notices(one, a, other, b)
    if notices == "of the other":
        return "notice"
    if _without_signs(a) == _without_signs(b):
        return "sign"
    close = _close(one, a, other, b, known_words)
    if close and not (notices and close in ("near", "subtitle")):
        return close
    if f" {a} " in f" {b} " or f" {b} " in f" {a} ":
        return "contained"
    return "different"


def _close(
    one: str, a: str, other: str, b: str, known_words: Collection[str]
) -> TitleRelation | None:
    """Return the relation of two titles whose difference may carry no meaning."""
    if _without_name(one) == b or _without_name(other) == a:
        return "near"
    words = _by_words(a.split(), b.split(), _names(one) | _names(other), known_words)
    if words:
        return words
    if _main_title(one) == b or _main_title(other) == a:
        return "subtitle"
    return None


def _same_letters(a: str, b: str) -> bool:
    """Whether only spaces differ ("cross modal", "crossmodal"); between digits they tell apart."""
    joined_a, joined_b = _INNER_SPACE.sub("", a), _INNER_SPACE.sub("", b)
    return joined_a == joined_b and len(joined_a) >= 16


def _without_signs(title: str) -> str:
    return " ".join(re.findall(r"\w+", title))


def _notices(one: str, a: str, other: str, b: str) -> str | None:
    """Say whether one title announces a notice that the other is no notice of the same kind as."""
    notice_a, notice_b = notice_of(one), notice_of(other)
    if notice_a and notice_b and notice_a.kind == notice_b.kind:
        return None
    for notice, words in ((notice_a, b), (notice_b, a)):
        if notice:
            about = normalise_title(notice.about)
            if about == words or _same_letters(about, words) or _nearly_all_words(about, words):
                return "of the other"
    return "of something" if notice_a or notice_b else None


def _nearly_all_words(about: str, words: str) -> bool:
    ours, theirs = set(about.split()), set(words.split())
    return len(theirs) > 3 and theirs <= ours and len(ours - theirs) <= 2


def _without_name(title: str) -> str | None:
    """Return the normalised title without the name in front that its authors coined, or None.

    A name is coined when it is written in mixed case before a colon (ResNet, BLiMP), or
    in capitals that are the first letters of the title's own words (DCMH). A general
    abbreviation (MRI, DNA, RGB-D, fMRI) says what a paper is about.
    """
    match = _NAME_IN_FRONT.match(title)
    if not match:
        return None
    name, before_colon = match["name"], bool(match["colon"])
    rest = normalise_title(title[match.end() :])
    bare = re.sub(r"(?<=[A-Z])(?:s|[-\d.]+)$", "", name)
    if len(rest.split()) < 4 or {name.casefold(), bare.casefold()} & _GENERAL:
        return None
    if _FORMULA.fullmatch(name):
        return None
    capitals = [char for char in name if char.isupper()]
    mixed = len(capitals) >= 2 and any(char.islower() for char in name)
    is_plural = re.fullmatch(r"[^a-z]+s", name) is not None
    coined = mixed and before_colon and not is_plural
    return rest if coined or (len(capitals) >= 2 and _are_initials(name, rest)) else None


def _are_initials(name: str, rest: str) -> bool:
    """Whether the letters of a name are first letters of the title's words, in their order."""
    letters = re.sub(r"[^a-z]", "", name.casefold())
    words = [word for word in rest.split() if word not in _SMALL]
    position = 0
    for letter in letters:
        found = next((i for i in range(position, len(words)) if words[i][0] == letter), None)
        if found is None:
            return False
        position = found + 1
    return len(letters) >= 2


def _main_title(title: str) -> str | None:
    parts = [part for part in _PARTS.split(title, maxsplit=1) if part.strip()]
    if len(parts) < 2 or len(normalise_title(parts[0]).split()) < 3:
        return None
    return normalise_title(parts[0])


def _names(title: str) -> set[str]:
    """Return the words that are somebody's coinage: a capital or a digit inside (``ResNet``, ``v2``)."""
    if title.isupper():
        return set()
    return {
        word
        for token in re.split(r"[\s\-–—/]+", title)
        if re.search(r"\d|\w[A-Z]", token)
        for word in normalise_title(token).split()
    }


def _by_words(
    words_a: list[str], words_b: list[str], names: set[str], known: Collection[str]
) -> TitleRelation | None:
    """Compare two titles of equally many words, of which one or two differ."""
    if len(words_a) != len(words_b):
        return None
    pairs = [(a, b) for a, b in zip(words_a, words_b, strict=True) if a != b]
    if not pairs or len(pairs) > 2 or len(words_a) < 3:
        return None
    relations = [compare_words(a, b, known) for a, b in pairs]
    if None in relations:
        return None
    if len(words_a) >= 4 and all(relation == "form" for relation in relations):
        return "near"
    if len(words_a) >= 4 and relations == ["slip"] and names.isdisjoint(pairs[0]):
        return "near"
    return "word"
