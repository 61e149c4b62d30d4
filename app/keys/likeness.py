"""How alike two people or organizations are, by name, phones, e-mails and addresses: points for and against."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from app.keys.addresses import AddressParts, split_address
from app.keys.names import fold, name_key

LIKELY, SURE = 6.0, 10.0
SAME_PHONE, SAME_EMAIL, SAME_NAME, LIKE_NAME, SAME_ADDRESS, LIKE_ADDRESS = (
    "same_phone", "same_email", "same_name", "similar_name", "same_address", "similar_address",
)  # fmt: skip
# Weighed on FEBRL 1; FEBRL 2 and the restaurants were only measured with them (python -m tests.twins).
_NAME_POINTS = ((0.97, 6.0), (0.9, 5.0), (0.8, 3.0), (0.7, 1.0), (0.6, -1.0), (0.0, -5.0))
_ADDRESS_POINTS = ((0.95, 6.0), (0.85, 5.0), (0.7, 3.0), (0.5, 0.5), (0.0, -2.0))
_PHONE_POINTS, _EMAIL_POINTS, _OTHER_POINTS = 6.0, 7.0, -1.0
LEAST_NAME = 0.7
_TITLES = frozenset(
    ["mr", "mrs", "ms", "miss", "dr", "prof", "rev", "hon", "sir", "the", "inc", "llc", "co", "corp", "ltd"]
)
_BORN = frozenset({"jr", "sr", "ii", "iii", "iv"})
_NICKNAMES = (
    "alexander alex", "andrew andy drew", "anthony tony", "barbara barb", "benjamin ben",
    "catherine katherine kathy cathy kate katie", "charles charlie chuck", "christina christine chris tina",
    "christopher chris", "daniel dan danny", "david dave", "deborah debra deb debbie", "dorothy dot",
    "edward ed eddie ted", "elizabeth liz beth betty lisa", "eugene gene", "francis frank", "frederick fred",
    "gerald jerry", "gregory greg", "henry hank", "james jim jimmy", "jennifer jen jenny", "john jack johnny",
    "jonathan jon", "joseph joe", "jose pepe", "joshua josh", "judith judy", "kenneth ken", "lawrence larry",
    "leonard len", "margaret peggy maggie meg", "matthew matt", "michael mike mick", "nancy nan", "nicholas nick",
    "pamela pam", "patricia pat patty trish", "patrick pat", "peter pete", "philip phil phillip", "raymond ray",
    "rebecca becky", "richard rick dick rich", "robert bob rob bobby", "ronald ron", "samuel sam", "sandra sandy",
    "stephen steven steve", "susan sue", "teresa theresa terry", "thomas tom", "timothy tim", "victoria vicky",
    "vincent vince", "virginia ginny", "walter walt", "william bill will billy", "francisco paco", "guadalupe lupe",
    "ignacio nacho", "jesus chuy",
)  # fmt: skip


class Where(NamedTuple):
    """An address taken apart, and its folded line for those that cannot be."""

    parts: AddressParts
    line: str


@dataclass(frozen=True)
class Known:
    """What is known of somebody: keys of name, phones and e-mails, and addresses."""

    name: str
    phones: frozenset[str] = frozenset()
    emails: frozenset[str] = frozenset()
    addresses: tuple[Where, ...] = ()


class Likeness(NamedTuple):
    """Points, the reasons for them, and whether nobody has to think twice."""

    points: float
    reasons: tuple[str, ...]
    sure: bool

    @property
    def is_likely(self) -> bool:
        """Whether the two are worth to be shown beside each other."""
        return self.points >= LIKELY


def where(typed: str) -> Where:
    """An address as typed in, the form that is compared out."""
    return Where(split_address(typed), fold(typed))


def likeness(one: Known, other: Known) -> Likeness:
    """How alike two are; the order does not matter."""
    points, reasons = _reached(one, other)
    has_reach = points > 0
    name = name_likeness(one.name, other.name)
    if name is not None:
        points += _points(name, _NAME_POINTS)
        reasons += (SAME_NAME,) if name >= 0.97 else (LIKE_NAME,) if name >= LEAST_NAME else ()
    place = max((address_likeness(a, b) for a in one.addresses for b in other.addresses), default=None)
    if place is not None:
        points += _points(place, _ADDRESS_POINTS)
        reasons += (SAME_ADDRESS,) if place >= 0.95 else (LIKE_ADDRESS,) if place >= 0.7 else ()
    sure = has_reach if name is None else name >= 0.97 and points >= SURE  # Daniel and Daniela live at one address
    return Likeness(points, reasons, sure)


def name_likeness(one: str, other: str) -> float | None:
    """0 to 1 for two names' keys, whatever their order, titles, initials and nicknames; None where one is no name."""
    a, b = _words(one), _words(other)
    if not a or not b:
        return None
    if sorted(a) == sorted(b):
        return _same_generation(one, other, 1.0)
    if len(a) > len(b):
        a, b = b, a
    alike = _matched(a, b)
    joined = OSA.normalized_similarity("".join(sorted(a)), "".join(sorted(b)))
    if len(a) == 1 and len(b) > 1:
        alike = min(alike, 0.8)
    return _same_generation(one, other, max(alike, joined if joined > 0.9 else 0.0))


def _matched(few: list[str], many: list[str]) -> float:
    """The mean likeness of the words of the shorter name, each with its best; words too many cost little."""
    rest, total = list(many), 0.0
    least = 1.0
    for word in sorted(few, key=len, reverse=True):
        best = max(rest, key=lambda each: _word(word, each))
        alike = _word(word, best)
        rest.remove(best)
        total += alike
        least = min(least, alike)
    mean = total / len(few) - 0.03 * len(rest)
    return min(mean, 0.55) if least < 0.4 and len(few) == 2 else mean


@lru_cache(maxsize=200_000)
def _word(one: str, other: str) -> float:
    if one == other:
        return 1.0
    if one in _short(other):
        return 0.95
    if len(one) == 1 or len(other) == 1:
        return 0.85 if one[0] == other[0] else 0.0
    return float(OSA.normalized_similarity(one, other))


@lru_cache(maxsize=1)
def _nicknames() -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for line in _NICKNAMES:
        words = frozenset(line.split())
        for word in words:
            found[word] = found.get(word, frozenset()) | words
    return found


def _short(word: str) -> frozenset[str]:
    return _nicknames().get(word, frozenset())


def other_forms(word: str) -> frozenset[str]:
    """A first name's key in, those of its short and long forms out ("bill": "william", "will" …), with itself."""
    return _short(word) | {word}


def _words(name: str) -> list[str]:
    """The words that tell one from another; a phone or e-mail in place of a name is none."""
    if "@" in name or not any(each.isalpha() for each in name):
        return []
    words = [word for word in name.split() if word not in _TITLES and word not in _BORN]
    return words or name.split()


def _same_generation(one: str, other: str, alike: float) -> float:
    """Father and son share name and address: "Jr." against "Sr." are two people, "Jr." against nothing perhaps one."""
    a, b = _BORN & set(one.split()), _BORN & set(other.split())
    if a == b:
        return alike
    return min(alike, 0.55 if a and b else 0.85)


def address_likeness(one: Where, other: Where) -> float:
    """0 to 1 for two addresses: number and street first, then town and ZIP code; a clerk's slip costs little."""
    whole = fuzz.token_sort_ratio(one.line, other.line) / 100
    a, b = one.parts, other.parts
    if not (a.street_key and b.street_key):
        return whole
    pairs = (
        (3.0, _number(a.number, b.number)),
        (4.0, _text(a.street_key, b.street_key)),
        (1.5, _text(a.city, b.city)),
        (1.5, _number(a.zip, b.zip)),
    )
    given = [(weight, alike) for weight, alike in pairs if alike is not None]
    mean = sum(weight * alike for weight, alike in given) / sum(weight for weight, _ in given)
    if a.unit and b.unit and a.unit != b.unit:  # another flat of the same house
        return min(mean, whole, 0.8)
    return max(mean, whole - 0.05)


def _number(one: str, other: str) -> float | None:
    if not one or not other:
        return None
    if one == other:
        return 1.0
    return 0.5 if len(one) > 1 and OSA.distance(one, other) == 1 else 0.0


def _text(one: str, other: str) -> float | None:
    if not one or not other:
        return None
    alike = float(OSA.normalized_similarity(one, other))
    return alike if alike > 0.5 else fuzz.token_sort_ratio(one, other) / 200


def _reached(one: Known, other: Known) -> tuple[float, tuple[str, ...]]:
    points, reasons = 0.0, tuple[str, ...]()
    for a, b, worth, reason in (
        (one.phones, other.phones, _PHONE_POINTS, SAME_PHONE),
        (one.emails, other.emails, _EMAIL_POINTS, SAME_EMAIL),
    ):
        if a & b:
            points, reasons = points + worth, (*reasons, reason)
        elif a and b:
            points += _OTHER_POINTS
    return points, reasons


def _points(alike: float, scale: tuple[tuple[float, float], ...]) -> float:
    return next(points for least, points in scale if alike >= least or least == 0.0)


def blocks(known: Known) -> Iterator[str]:
    """Keys under which somebody is looked up: those who are alike share at least one of them."""
    yield from (f"p{each}" for each in known.phones)
    yield from (f"e{each}" for each in known.emails)
    words = sorted(_words(known.name))
    if words:
        yield f"n{' '.join(words)}"
    starts = sorted({word[:3] for word in words})
    yield from (f"w{a} {b}" for at, a in enumerate(starts) for b in starts[at + 1 :])
    ends = sorted({word[-3:] for word in words})
    yield from (f"z{a} {b}" for at, a in enumerate(ends) for b in ends[at + 1 :])
    for each in known.addresses:
        number, street = each.parts.number, each.parts.street_key
        yield from (f"a{number} {word[:4]}" for word in street.split() if number and len(word) > 3)
        yield from (f"b{word[:2]} {number}" for word in words if number)
        yield from (f"c{word[:3]} {start}" for word in words for start in _starts(street))


def _starts(street: str) -> Iterable[str]:
    return {word[:4] for word in street.split() if len(word) > 3}


def known_of(name: str, phones: Iterable[str] = (), emails: Iterable[str] = (), addresses: Iterable[str] = ()) -> Known:
    """A name and addresses as typed, keys of phones and e-mails in, the form that is compared out."""
    kept = name.casefold() if "@" in name else name_key(name)
    return Known(kept, frozenset(phones), frozenset(emails), tuple(where(each) for each in addresses if each))
