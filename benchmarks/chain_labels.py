"""What each word of a labelled entry is."""

import re
import unicodedata

BEFORE = {"other": 0, "authors": 1, "year": 2, "venue": 3}
_WORD = re.compile(r"[^\W\d_]+(?:['’‑\-‐][^\W\d_]+)*|\d+")


def folded(text):
    text = unicodedata.normalize("NFKC", text)
    return text.casefold().replace("’", "'").replace("‐", "-").replace("‑", "-")


def bare_words(text):
    return [folded(one) for one in _WORD.findall(text)]


def states_of(said, label):
    """Return the state of each word of an entry, or None when its title is not to be found."""
    words = said.words
    at = [
        n
        for n, one in enumerate(words)
        if one.text[0].isalnum() and not one.text.startswith("http")
    ]
    plain = [folded(words[n].text) for n in at]
    title = next(
        (
            found
            for one in [label["title"], label.get("title_raw"), *label.get("title_ok", [])]
            if one and (found := _span(plain, bare_words(one)))
        ),
        None,
    )
    if title is None:
        return None
    kind = ["other"] * len(words)
    first, last = at[title[0]], at[title[1] - 1] + 1
    while (
        last < len(words)
        and words[last].text in "?!)]}”\"'’»"
        and _belongs(said, label, first, last)
    ):
        last += 1
    taken = set(range(title[0], title[1]))
    _mark_authors(words, at, plain, label, taken, kind)
    _mark_venue(plain, at, label, taken, kind)
    _mark_year(words, at, label, taken, kind)
    states = []
    for n in range(len(words)):
        if first <= n < last:
            states.append(4)
        else:
            states.append(BEFORE[kind[n]] + (5 if n >= last else 0))
    return states


def _belongs(said, label, first, last):
    """Whether a mark after the last word of a title is a part of it."""
    text = said.said[said.words[first].start : said.words[last].end]
    return any(
        folded(text.split()[-1]) == folded(one.split()[-1])
        for one in [label["title"], *label.get("title_ok", [])]
        if one
    )


def _span(words, wanted, start=0, avoid=()):
    size = len(wanted)
    if not size:
        return None
    for n in range(start, len(words) - size + 1):
        if (
            words[n : n + size] == wanted and not avoid & set(range(n, n + size))
            if avoid
            else words[n : n + size] == wanted
        ):
            return n, n + size
    return None


def _mark_authors(words, at, plain, label, taken, kind):
    found = []
    n = 0
    for person in label["authors"] or []:
        wanted = bare_words(person)
        span = _span(plain, wanted, n, taken) or _span(plain, wanted, 0, taken)
        if span is None and len(wanted) > 1:
            turned = [*wanted[1:], wanted[0]]
            span = _span(plain, turned, n, taken) or _span(
                plain, [*wanted[-1:], *wanted[:-1]], n, taken
            )
        if span:
            found.append(span)
            n = span[1]
    if not found or len(found) < 0.6 * len(label["authors"]):
        return
    spans = [found[0]]
    for one in found[1:]:
        if 0 <= one[0] - spans[-1][1] <= 4 and not taken & set(range(spans[-1][1], one[0])):
            spans[-1] = (spans[-1][0], one[1])
        else:
            spans.append(one)
    for start, end in spans:
        stop = at[end - 1] + 1
        after = [words[n].text.casefold() for n in range(stop, min(stop + 6, len(words)))]
        for size in (5, 4, 3, 2, 1):
            said = " ".join(one for one in after[:size] if one[0].isalnum())
            if said in ("et al", "al", "and others", "等", "others", "et alii"):
                stop = min(stop + size, len(words))
                break
        if stop < len(words) and words[stop].text == "." and len(words[stop - 1].text) == 1:
            stop += 1
        for n in range(at[start], stop):
            kind[n] = "authors"


def _mark_venue(plain, at, label, taken, kind):
    for one in [label["venue"], *label.get("venue_ok", [])]:
        wanted = bare_words(one or "")
        if not wanted:
            continue
        free = {n for n in range(len(at)) if kind[at[n]] == "authors"} | taken
        span = _span(plain, wanted, 0, free)
        if span is None:
            years = [
                n for n, word in enumerate(plain) if not re.fullmatch(r"(?:1[5-9]|20)?\d\d", word)
            ]
            inner = _span(
                [plain[n] for n in years],
                [w for w in wanted if not re.fullmatch(r"(?:19|20)?\d\d", w)],
            )
            if inner:
                span = years[inner[0]], years[inner[1] - 1] + 1
                if free & set(range(*span)):
                    span = None
        if span is None and len(wanted) == 1:
            # "ICLR19": letters and digits are words of their own
            span = next(
                ((n, n + 1) for n, word in enumerate(plain) if word == wanted[0] and n not in free),
                None,
            )
        if span:
            for n in range(at[span[0]], at[span[1] - 1] + 1):
                kind[n] = "venue"
            return


def _mark_year(words, at, label, taken, kind):
    years = [one for one in [label["year"], *label.get("year_ok", [])] if one]
    for year in years:
        spots = [
            n
            for n in at
            if _says(words[n].text, year)
            and n not in {at[one] for one in taken}
            and (
                len(words[n].text) >= 4
                or (n and (words[n - 1].text in "'’‘`-" or not words[n].gap))
            )
        ]
        whole = [n for n in spots if len(words[n].text) >= 4] or spots
        if whole:
            venue = [n for n, one in enumerate(kind) if one == "venue"]
            best = (
                min(whole, key=lambda n: (min((abs(n - one) for one in venue), default=0), n))
                if venue
                else whole[0]
            )
            kind[best] = "year"
            if best and words[best - 1].text in "'’‘`" and not words[best].gap:
                kind[best - 1] = "year"
            return


def _says(text, year):
    """Whether digits are a year: 2017, 17, 201706, 20170612."""
    return text in (str(year), str(year)[2:]) or bool(
        re.fullmatch(rf"{year}(?:[01]\d){{1}}(?:[0-3]\d)?", text)
    )
