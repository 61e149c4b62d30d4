"""What is typed to open an office: whether a password is good enough, and the printed recovery key."""

from __future__ import annotations

import hashlib
import re
import secrets
import unicodedata

from app.errors import Invalid
from app.keyfile import folded

SHORTEST_PASSWORD = 10
_LONGEST_PASSWORD = 1000
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_RECOVERY_LENGTH, _CHECK_LENGTH = 40, 4
_COMMON_WORDS = """
1234567890 12345678910 123456789a 0123456789 0987654321 1q2w3e4r5t 1qaz2wsx3edc q1w2e3r4t5 qwertyuiop qwerty12345
qwerty1234 qwerty123456 qwertzuiop azertyuiop asdfghjkl1 abcdefghij abcd123456 password12 password123 password1234
password01 password1! passw0rd123 p@ssword123 iloveyou12 iloveyou123 letmein123 welcome123 welcome1234 admin12345
administrator administrator1 changeme123 trustno1234 football123 baseball123 basketball superman123 sunshine123
princess123 liverpool123 monkey12345 dragon12345 master12345 michael123 cityhall123 citycouncil mayorsoffice
constituent constituent1 summer2025 summer2026 winter2025 winter2026 spring2026 autumn2026 liaison123
"""
_COMMON = frozenset(_COMMON_WORDS.split())


def check_password(login: str, password: str) -> None:
    """Raises Invalid unless the login is not empty and the password is long, uncommon and not the login."""
    if not login.strip():
        raise Invalid({"login": "Type a login."})
    if not SHORTEST_PASSWORD <= len(password) <= _LONGEST_PASSWORD:
        raise Invalid({"password": f"Use at least {SHORTEST_PASSWORD} characters, such as four words."})
    if folded(password) in (folded(login), folded(login)[::-1]):
        raise Invalid({"password": "The password must not be the login. Choose another."})
    if folded(password) in _COMMON or len(set(password)) < 4:
        raise Invalid({"password": "This password is easy to guess. Choose another, such as four words."})


def recovery_secret(typed: str) -> bytes:
    """The secret in a recovery key as typed: case, spaces, dashes, O for 0, I or L for 1 do not matter.

    Raises Invalid({"recovery": …}) when characters are missing, too many, or the check at the end does not fit."""
    kept = re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", typed)).upper().translate(str.maketrans("OIL", "011"))
    wanted = _RECOVERY_LENGTH + _CHECK_LENGTH
    if len(kept) != wanted:
        raise Invalid({"recovery": f"A recovery key has {wanted} letters and digits; {len(kept)} were typed."})
    secret, check = kept[:_RECOVERY_LENGTH], kept[_RECOVERY_LENGTH:]
    if not set(kept) <= set(_ALPHABET) or _check_of(secret) != check:
        raise Invalid({"recovery": "A character of this recovery key is wrong. Compare it with the sheet."})
    return secret.encode()


def new_recovery_key() -> str:
    """A new recovery key as it is printed: 200 random bits and a check, in groups of four."""
    secret = "".join(secrets.choice(_ALPHABET) for _ in range(_RECOVERY_LENGTH))
    return "-".join(re.findall("....", secret + _check_of(secret)))


def _check_of(secret: str) -> str:
    return "".join(_ALPHABET[byte % 32] for byte in hashlib.sha256(secret.encode()).digest()[:_CHECK_LENGTH])
