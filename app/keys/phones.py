"""Telephone numbers: kept as typed, found by any of their digits, compared in international form."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_PLAIN = re.compile(r"^\s*\(?([2-9]\d\d)\)?[ .-]{0,2}([2-9]\d\d)[ .-]?(\d{4})\s*$", re.ASCII)
_EXTENSION = re.compile(r"(?:;?\s*ext\.?|extension|\bx|#)\s*:?\s*=?(\d{1,7})\s*$", re.IGNORECASE)


@dataclass(frozen=True)
class Phone:
    """A telephone number: as typed, its key, its extension ("" if none) and how a screen shows it."""

    typed: str
    key: str
    extension: str
    shown: str


def phone_digits(text: str) -> str:
    """The digits of a text, in ASCII, for finding any part of a number."""
    return "".join(str(unicodedata.digit(each)) for each in text if each.isdecimal())


def parse_phone(typed: str, region: str = "US") -> Phone:
    """A number as typed in, its key, extension and shown form out; `region` is the office's country (ISO 3166)."""
    main, extension = _without_extension(typed)
    key = phone_key(main, region)
    shown = phone_shown(key, region) if key.startswith("+") else " ".join(main.split())
    return Phone(typed, key, extension, f"{shown} ext. {extension}" if extension else shown)


def phone_key(typed: str, region: str = "US") -> str:
    """A number as typed in, E.164 out if it is valid, else its digits (a leading 1 of eleven dropped); "" for none."""
    if region == "US" and (plain := _PLAIN.match(typed)):
        return f"{_prefix(plain[1] + plain[2])}{plain[1]}{plain[2]}{plain[3]}"
    import phonenumbers  # slow to import: 50 ms that the window does not need

    main, _extension = _without_extension(typed)
    try:
        number = phonenumbers.parse(main, region)
    except phonenumbers.NumberParseException:
        return _bare(phone_digits(main))
    if not phonenumbers.is_valid_number(number):
        return _bare(phone_digits(main))
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


@lru_cache(maxsize=4096)
def _prefix(first_six: str) -> str:
    """ "+1" where numbers that begin so are valid in the United States: their last four digits do not matter."""
    import phonenumbers

    return "+1" if phonenumbers.is_valid_number(phonenumbers.parse(f"{first_six}1234", "US")) else ""


def phone_shown(key: str, region: str = "US") -> str:
    """A key in, the form that people of the region write out; a key that is only digits comes back as it is."""
    import phonenumbers

    if not key.startswith("+"):
        return key
    try:
        number = phonenumbers.parse(key, region)
    except phonenumbers.NumberParseException:
        return key
    home = phonenumbers.country_code_for_region(region) == number.country_code
    style = phonenumbers.PhoneNumberFormat.NATIONAL if home else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, style)


def _without_extension(typed: str) -> tuple[str, str]:
    found = _EXTENSION.search(typed)
    if not found or len(phone_digits(typed[: found.start()])) < 7:
        return typed, ""
    return typed[: found.start()].rstrip(" ,;"), found[1]


def _bare(digits: str) -> str:
    return digits[1:] if len(digits) == 11 and digits.startswith("1") else digits
