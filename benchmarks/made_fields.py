"""What a made entry says: the fields of a labelled one, or made-up ones in a language."""

import re

from made_vocabulary import (
    CHINESE,
    CHINESE_VENUES,
    FAMILIES,
    GIVEN,
    JAPANESE,
    JAPANESE_NAMES,
    JAPANESE_VENUES,
    JOURNALS,
    KOREAN,
    KOREAN_NAMES,
    KOREAN_VENUES,
    LATIN,
    RUSSIAN,
    RUSSIAN_NAMES,
    RUSSIAN_VENUES,
    TOOLS,
)

from kg.reading_list.dates_and_venues import FUNCTION_WORDS

__all__ = ["foreign_fields", "labelled_fields", "tool"]


def _cross(pick, parts):
    return "".join(pick(one) for one in parts)


def foreign_fields(pick, language):
    """Return made-up fields in a language: title, people as (family, given), venue, year."""
    many = pick((1, 1, 2, 2, 3, 3, 4, 5))
    year = pick(range(1975, 2026))
    if language == "zh":
        return {
            "title": _cross(pick, CHINESE),
            "people": [(pick(FAMILIES) + pick(GIVEN), "") for _ in range(many)],
            "venue": pick(CHINESE_VENUES),
            "year": year,
        }
    if language == "ja":
        return {
            "title": _cross(pick, JAPANESE),
            "people": [(pick(JAPANESE_NAMES), "") for _ in range(many)],
            "venue": pick(JAPANESE_VENUES),
            "year": year,
        }
    if language == "ko":
        return {
            "title": _cross(pick, KOREAN),
            "people": [(pick(KOREAN_NAMES), "") for _ in range(many)],
            "venue": pick(KOREAN_VENUES),
            "year": year,
        }
    if language == "ru":
        return {
            "title": _cross(pick, RUSSIAN),
            "people": [
                (pick(RUSSIAN_NAMES), pick("АБВГДЕИКЛМНОП") + ". " + pick("АБВГДЕИКЛМНОП") + ".")
                for _ in range(many)
            ],
            "venue": pick(RUSSIAN_VENUES),
            "year": year,
        }
    families, given, title, venues = LATIN[language]
    title = _cross(pick, title)
    return {
        "title": title,
        "people": [(pick(families), pick(given)) for _ in range(many)],
        "venue": pick(venues),
        "year": year,
    }


def labelled_fields(pick, labels):
    """Return the fields of a labelled entry, those that it lacks from others."""
    label = pick(labels["title"])
    people = label["authors"] or pick(labels["authors"])["authors"]
    if pick((True,) + (False,) * 3):
        people = people[:1]
    venue = label["venue"] or pick(labels["venue"])["venue"]
    return {
        "title": _shortened(label["title"], pick)
        if pick((True,) + (False,) * 5)
        else label["title"],
        "people": [_with_particle(*_parted(one), pick) for one in people],
        "venue": pick((venue, venue, pick(JOURNALS))),
        "year": label["year"] or pick(labels["year"])["year"],
    }


def tool(pick):
    """Return the name of a tool, which is the title of its paper."""
    return " ".join(pick(words) for words in TOOLS).strip()


def _shortened(title, pick):
    """Return the first words of a title: many papers are called ``Trade and Distance``."""
    words = title.replace(":", "").split()[: pick((2, 3, 3, 4, 5))]
    while len(words) > 1 and words[-1].casefold() in FUNCTION_WORDS:
        words.pop()
    return " ".join(words).strip(" ,.-–")


def _with_particle(family, given, pick):
    """Return family and given name, the family sometimes ``van der Berg``."""
    if " " in family or pick((False,) + (True,) * 14):
        return family, given
    return pick(
        ("van", "van der", "de la", "de", "von", "dos", "della", "Van", "Le")
    ) + " " + family, given


def _parted(person):
    """Return family and given name."""
    person = person.strip(" .,;")
    if "," in person:
        family, _, given = person.partition(",")
        return family.strip(), given.strip()
    words = person.split()
    if len(words) > 1 and re.fullmatch(r"[A-Z]{1,3}", words[-1]):
        return " ".join(words[:-1]), ". ".join(words[-1]) + "."
    return words[-1], " ".join(words[:-1])
