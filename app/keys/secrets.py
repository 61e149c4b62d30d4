"""Numbers that do not belong in a note: Social Security, payment cards, driver's licences; found by their shape."""

from __future__ import annotations

import re
from enum import StrEnum

MOST_READ = 20_000
"""Letters of a text that are looked at: it is asked with every key."""
_AREA = r"(?!000|666|9\d\d)\d{3}"
_SSN = re.compile(rf"(?<![\d-]){_AREA}([-. –])(?!00)\d{{2}}\1(?!0000)\d{{4}}(?![\d-])")
_SAID_SSN = re.compile(
    rf"\b(?:ssn|soc(?:ial)?\.? ?sec(?:urity)?|social)\b\D{{0,24}}{_AREA}(?!00)\d{{2}}(?!0000)\d{{4}}(?!\d)",
    re.IGNORECASE,
)
_CARD = re.compile(
    r"(?<![\d-])(?:\d{13,19}|\d{4}([ -])\d{4}\1\d{4}\1\d{4}(?:\1\d{3})?|\d{4}([ -])\d{6}\2\d{4,5})(?![\d-])"
)
_ISSUED = re.compile(
    r"4(?:\d{12}|\d{15}|\d{18})|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}"
    r"|3[47]\d{13}|6(?:011|5\d\d|4[4-9]\d)\d{12}|3(?:0[0-5]|[68]\d)\d{11}|35(?:2[89]|[3-8]\d)\d{12}"
)
_LICENCE = re.compile(r"\bS(?:\d{8}|[A-Z]\d{7})\b")
_SAID_LICENCE = re.compile(
    r"(?:\bdriver['’]?s?['’]? lic(?:en[cs]e)?\b|\bD\.?L\.?\b|\bD/L\b)"
    r"[^\w\n]*(?:(?:no|number|num|is|it|id)\b[^\w\n]*){0,3}[A-Z]{0,2}-?\d{5,12}\b",
    re.IGNORECASE,
)


class Secret(StrEnum):
    """A kind of number by which a breach of the file would have to be told to whom it belongs (M.G.L. c.93H)."""

    SSN = "ssn"
    CARD = "card"
    LICENCE = "licence"


def secrets_in(text: str) -> tuple[Secret, ...]:
    """The kinds of such numbers that a text seems to hold; never what they are. Phones and case numbers are none.

    A Social Security number has its three parts, or is named as one; its area is never 000, 666 or 900 to 999. A card
    number is one that an issuer could have given out and fits its check digit. A licence number is named as one, or has
    the shape of those of Massachusetts.
    """
    text = text[:MOST_READ]
    kinds = (
        (Secret.SSN, bool(_SSN.search(text) or _SAID_SSN.search(text))),
        (Secret.CARD, any(_is_card(found[0]) for found in _CARD.finditer(text))),
        (Secret.LICENCE, bool(_LICENCE.search(text) or _SAID_LICENCE.search(text))),
    )
    return tuple(kind for kind, is_there in kinds if is_there)


def secret_spans(text: str) -> list[tuple[int, int, Secret]]:
    """Where such numbers stand in a text of any length, every one: (start, end, what it is), without the words that
    name it."""
    spans = [(*found.span(), Secret.SSN) for found in _SSN.finditer(text)]
    spans += [(_from_digit(found), found.end(), Secret.SSN) for found in _SAID_SSN.finditer(text)]
    spans += [(*found.span(), Secret.CARD) for found in _CARD.finditer(text) if _is_card(found[0])]
    spans += [(*found.span(), Secret.LICENCE) for found in _LICENCE.finditer(text)]
    spans += [(_from_digit(found), found.end(), Secret.LICENCE) for found in _SAID_LICENCE.finditer(text)]
    return sorted(spans)


def _from_digit(found: re.Match[str]) -> int:
    """Where the number of a match begins, with the letters that belong to it."""
    number = re.search(r"[A-Za-z]{0,2}-?\d[\d .–-]*$", found[0])
    return found.start() + (number.start() if number else 0)


def _is_card(written: str) -> bool:
    digits = re.sub(r"\D", "", written)
    return _ISSUED.fullmatch(digits) is not None and _fits(digits)


def _fits(digits: str) -> bool:
    """Luhn: every second digit from the right doubled, digits summed, a multiple of ten."""
    doubled = [int(each) * (1 + place % 2) for place, each in enumerate(reversed(digits))]
    return sum(each // 10 + each % 10 for each in doubled) % 10 == 0
