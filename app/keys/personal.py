"""What in a text tells who somebody is: names in any spelling, phones, e-mails, addresses, numbers, dates of birth.

Every match counts, never only the first (LESSONS.md row 28). What is found is proposed; a person decides (G6).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import NamedTuple

from app.keys.address_words import SUFFIXES, SURE_SUFFIXES, UNITS
from app.keys.addresses import split_address
from app.keys.name_finder import NameFinder, words_of
from app.keys.names import fold
from app.keys.phones import phone_digits
from app.keys.secrets import Secret, secret_spans


class Personal(StrEnum):
    """What a stretch of text gives away; those first stand over those after them where two overlap."""

    SSN = "SSN"
    CARD = "card"
    LICENCE = "licence"
    ACCOUNT = "account"
    BIRTH = "birth"
    EMAIL = "e-mail"
    PHONE = "phone"
    ADDRESS = "address"
    NAME = "name"
    NOTICE = "notice"
    WORDS = "words"


class Known(NamedTuple):
    """What is known of the people a text is about, as typed."""

    names: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()


class Span(NamedTuple):
    """From `start` up to `end` of a text stands something of this kind."""

    start: int
    end: int
    kind: Personal


_ORDER = {kind: place for place, kind in enumerate(Personal)}
_SECRETS = {Secret.SSN: Personal.SSN, Secret.CARD: Personal.CARD, Secret.LICENCE: Personal.LICENCE}
_GAP = r"[\s().\-–—/·]{0,3}"
_PHONE = re.compile(
    r"(?<![\w-])(?:\+\d[\d ().–-]{6,16}\d"
    r"|(?:1[-–. ]{0,2})?\(?\d{3}\)?[-–./ ]{0,3}\d{3}[-–. ]{0,3}\d{4}|\d{3}[-–. ]\d{4})"
    r"(?:,?\s*(?:x|ext\.?|extension|#)\s*\d{1,6})?(?!\w|-\d)",
    re.IGNORECASE,
)
_DOT = r"\s*(?:\.|[(\[]\s*dot\s*[)\]]|\sdot\s)\s*"
_EMAIL = re.compile(
    r"[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(?:\.[\w-]+)+"
    rf"|\b[\w.+-]+(?:\s*[(\[]\s*at\s*[)\]]\s*|\s+at\s+)[\w-]+(?:{_DOT}[\w-]+)*{_DOT}(?:com|org|net|edu|gov|info|us)\b",
    re.IGNORECASE,
)
_NUMBER = r"(?:no|num|number|nr|#|id)?\.?\W{0,3}(?:is|was|are)?\W{0,3}"
_ACCOUNT = re.compile(
    r"\b(?:account|acct|a/c|routing|iban|policy|member(?:ship)?|medicare|medicaid|masshealth|passport|claim|benefits?"
    rf"|alien|uscis|case ?card|ebt|snap|plate|vin)\b\W{{0,3}}{_NUMBER}"
    r"((?=[A-Z0-9-]*\d)(?:[A-Z]{1,3}[- ]?)?[A-Z0-9]*\d[A-Z0-9]*(?:[- ]?\d[A-Z0-9]*)*)",
    re.IGNORECASE,
)
_LAST_FOUR = re.compile(r"(?:\blast (?:four|4)\b|\bending (?:in|with)\b|[xX*•]{2,}[- ]?)\D{0,20}?(\d{4})(?!\d)", re.I)
_LONG = re.compile(r"(?<![\w-])\d(?:[ -]?\d){12,18}(?![\w-])")
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DATE = (
    rf"(?:\d{{1,4}}[-/.]\d{{1,2}}[-/.]\d{{1,4}}|{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH},?\s+\d{{4}}|{_MONTH}\s+\d{{4}}|\d{{4}})"
)
_BIRTH = re.compile(
    rf"\b(?:d\.?\s?o\.?\s?b\.?|date of birth|birth ?da(?:te|y)|born)\b\W{{0,4}}(?:is|was|on|in)?\W{{0,3}}({_DATE})",
    re.I,
)
_SURE = "|".join(sorted((each.lower() for each in SURE_SUFFIXES | {"WAY"}), key=len, reverse=True))
_ANY = "|".join(sorted((each.lower() for each in SUFFIXES), key=len, reverse=True))
_UNIT = (
    rf"(?:,?\s*(?:(?:{'|'.join(sorted((u.lower() for u in UNITS if u.isalpha()), key=len, reverse=True))})\b\.?\s*#?"
    r"|#)\s*[\w-]{1,6})?"
)
_CITY = r"(?:,\s*[^\W\d_][\w.'’ -]{1,30}?,?\s+[A-Z]{2}\b(?:\s+\d{5}(?:-\d{4})?)?)?"
_WORD = r"(?:[^\W\d_][\w'’.-]*|\d{1,3}(?:st|nd|rd|th))"
_ADDRESS = re.compile(
    rf"(?<![\w-])\d{{1,6}}[A-Za-z]?(?:\s?[-–/]\s?\d{{1,6}})?((?:\s+{_WORD}){{1,4}}?)\s+(?:{_SURE})\b\.?{_UNIT}{_CITY}",
    re.IGNORECASE,
)
_BOX = re.compile(rf"\b(?:P\.?\s?O\.?|post office)\s*box\s*#?\s*\d+{_CITY}", re.IGNORECASE)
_NO_STREET = """
a about after again an and are as at because but by called calls came case cases complaint complaints days
for from had has have hours in is it minutes month months more near of off on or our out people reported
that the their then there they this times to was we weeks went were when with years
"""
_NOT_IN_A_STREET = frozenset(_NO_STREET.split())


class Finder:
    """Finds in texts what gives people away; made once for a record, asked for each of its texts."""

    def __init__(self, known: Known, *, also: Iterable[str] = ()) -> None:
        """`known` is of those the record is about; `also` are words that are to be found wherever they stand."""
        self._names = NameFinder(known.names)
        self._patterns = [(Personal.PHONE, each) for each in map(_phone_pattern, known.phones) if each]
        self._patterns += [(Personal.EMAIL, _literal(each)) for each in known.emails if each.strip()]
        for typed in known.addresses:
            self._patterns += [(Personal.ADDRESS, each) for each in _address_patterns(typed)]
        self._also = [words for words in (each.strip() for each in also) if words]

    def find(self, text: str) -> list[Span]:
        """All there is, in order; what overlaps is one."""
        if not text.strip():
            return []
        return merged([*self._shapes(text), *self.known(text), *self.added(text)])

    def added(self, text: str) -> list[Span]:
        """Where the words stand that somebody added."""
        spans = [Span(start, end, Personal.WORDS) for words in self._also for start, end in _occurrences(words, text)]
        return merged(spans)

    def known(self, text: str) -> list[Span]:
        """Where what is known of these people stands, in any spelling."""
        plain = _ascii_digits(text)
        spans = [Span(*found.span(), kind) for kind, pattern in self._patterns for found in pattern.finditer(plain)]
        return merged([*spans, *(Span(*found, Personal.NAME) for found in self._names.find(text))])

    def _shapes(self, text: str) -> Iterator[Span]:
        plain = _ascii_digits(text)
        yield from (Span(start, end, _SECRETS[what]) for start, end, what in secret_spans(plain))
        for kind, pattern in _BY_SHAPE:
            group = 1 if pattern.groups and pattern is not _ADDRESS else 0
            for found in pattern.finditer(plain):
                if pattern is not _ADDRESS or not set(fold(found[1]).split()) & _NOT_IN_A_STREET:
                    start, end = found.span(group)
                    yield Span(start, start + len(plain[start:end].rstrip(" .,")), kind)


_BY_SHAPE = (
    (Personal.CARD, _LONG),
    (Personal.ACCOUNT, _ACCOUNT),
    (Personal.ACCOUNT, _LAST_FOUR),
    (Personal.BIRTH, _BIRTH),
    (Personal.EMAIL, _EMAIL),
    (Personal.PHONE, _PHONE),
    (Personal.ADDRESS, _ADDRESS),
    (Personal.ADDRESS, _BOX),
)


def merged(spans: Iterable[Span]) -> list[Span]:
    """The spans in order; those that overlap become one of the graver kind."""
    found: list[Span] = []
    for span in sorted(spans):
        if found and span.start < found[-1].end:
            last = found.pop()
            kind = min(last.kind, span.kind, key=lambda each: _ORDER[each])
            span = Span(last.start, max(last.end, span.end), kind)
        found.append(span)
    return found


def same_words(text: str) -> str:
    """The form in which two stretches are the same words: "(617) 555-0142" and "617 555 0142"."""
    return fold(text) or text.strip()


def _ascii_digits(text: str) -> str:
    """The text, as long as it was, with the digits of any script as ours."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.digit(each)) if each.isdecimal() else each for each in text)


def _phone_pattern(typed: str) -> re.Pattern[str] | None:
    """A known number however it is divided, with its area code and country or without."""
    digits = phone_digits(typed)
    if len(digits) < 7:
        return None
    area, own = digits[:-7], digits[-7:]
    before = f"(?:\\(?{_GAP.join(area)}{_GAP})?" if area else ""
    return re.compile(rf"(?<!\d)(?:\+?1{_GAP})?\+?{before}{_GAP.join(own)}(?!\d)")


def _literal(words: str) -> re.Pattern[str]:
    return re.compile(r"\s+".join(re.escape(each) for each in words.split()), re.IGNORECASE)


def _address_patterns(typed: str) -> Iterator[re.Pattern[str]]:
    """A known address as it was typed; its number with the street's name alone; its street without the number."""
    if not typed.strip():
        return
    yield _literal(typed)
    parts = split_address(typed)
    words = [word for word in parts.street_key.split() if len(word) > 1]
    core = words[:-1] if len(words) > 1 and words[-1] in SUFFIXES else words
    if not core or not parts.number:
        return
    name = r"\W+".join(re.escape(each) for each in core)
    suffix = rf"(?:\s+(?:{_ANY})\b\.?)"
    yield re.compile(rf"(?<!\w){re.escape(parts.number)}(?:\s+[NSEW]\b\.?)?\s+{name}\b{suffix}?{_UNIT}", re.IGNORECASE)
    yield re.compile(rf"(?<!\w){name}{suffix}", re.IGNORECASE)


def _occurrences(words: str, text: str) -> Iterator[tuple[int, int]]:
    """Where words stand, in any case, with diacritics or without."""
    yield from (found.span() for found in _literal(words).finditer(text))
    wanted, tokens = fold(words).split(), words_of(text)
    keys = [fold(text[start:end]) for start, end in tokens]
    for at in range(len(keys) - len(wanted) + 1 if wanted else 0):
        if keys[at : at + len(wanted)] == wanted:
            yield tokens[at][0], tokens[at + len(wanted) - 1][1]
