"""Names in any spelling brought to one form for comparing and finding."""

from __future__ import annotations

import re
import unicodedata

# Letters that Unicode does not take apart into a base letter and a mark.
_LETTERS = str.maketrans(
    {
        "đ": "d", "ð": "d", "ø": "o", "ł": "l", "ħ": "h", "ŧ": "t", "ı": "i", "ŋ": "n", "ĸ": "k", "ɓ": "b",
        "ɗ": "d", "ƙ": "k", "ƴ": "y", "ə": "e", "ɛ": "e", "ɔ": "o", "æ": "ae", "œ": "oe", "þ": "th", "ß": "ss",
    }
)  # fmt: skip
_APOSTROPHES = re.compile(r"['’‘ʼʻ`´]")
_NOT_ASCII_WORD = re.compile(r"[^a-z0-9]+")


def fold(text: str) -> str:
    """Any text in, the form for comparing out: no diacritics, no case, punctuation to single blanks.

    Marks that carry vowels (Thai, Hindi and their like) stay, for without them another word would stand there.
    """
    if text.isascii():
        return _NOT_ASCII_WORD.sub(" ", text.lower()).strip()
    apart = unicodedata.normalize("NFKD", text.casefold()).casefold().translate(_LETTERS)
    apart = unicodedata.normalize("NFKD", apart)
    kept = "".join(_letter_or_blank(each) for each in apart)
    return unicodedata.normalize("NFC", " ".join(kept.split()))


def name_key(name: str) -> str:
    """A person's or organization's name in, its key out: folded, O'Brien closed up, "Santos, Maria" turned round."""
    closed = _APOSTROPHES.sub("", name)
    last, comma, first = closed.partition(",")
    return fold(f"{first} {last}" if comma and first.strip() and "," not in first else closed)


def _letter_or_blank(char: str) -> str:
    if char.isalnum():
        return char
    if unicodedata.category(char) not in ("Mn", "Mc"):
        return " "
    return "" if _is_only_a_diacritic(char) else char


def _is_only_a_diacritic(char: str) -> bool:
    """Marks of Latin, Greek, Cyrillic, Hebrew and Arabic letters; the scripts after them write vowels with marks."""
    return (
        char < "\u0900" or "\u1ab0" <= char <= "\u1aff" or "\u1dc0" <= char <= "\u1dff" or "\ufe00" <= char <= "\ufe2f"
    )
