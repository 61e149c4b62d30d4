"""Letters of a mail: bytes become text whatever character set a stranger's program named."""

from __future__ import annotations

import codecs
import re

# What mail programs mean by these names is the larger set of the same family.
_MEANT = {
    "latin-1": "cp1252", "iso8859-1": "cp1252", "ascii": "cp1252", "gb2312": "gb18030", "gbk": "gb18030",
    "shift_jis": "cp932", "euc_kr": "cp949", "iso8859-9": "cp1254", "tis-620": "cp874", "big5": "big5hkscs",
}  # fmt: skip
_ALIASES = {
    "x-gbk": "gb18030", "gb_2312-80": "gb18030", "ks_c_5601-1987": "cp949", "ks_c_5601": "cp949", "x-sjis": "cp932",
    "windows-874": "cp874", "iso-8859-8-i": "iso8859-8", "iso-8859-8-e": "iso8859-8", "unicode-1-1-utf-7": "utf-7",
    "x-mac-roman": "mac_roman", "macintosh": "mac_roman", "cp-850": "cp850", "x-windows-949": "cp949",
    "iso-2022-jp": "iso2022_jp_ext", "utf8mb4": "utf-8",
}  # fmt: skip
# Not character sets of mail; some take a time that grows with the square of the length.
_REFUSED = frozenset(("punycode", "idna", "unicode_escape", "raw-unicode-escape", "undefined", "mbcs", "oem"))
_GUESSED_FROM = 20_000
_OTHERS = ["gb18030", "big5", "cp932", "cp949", "euc_jp", "cp1251", "koi8_r", "cp1253", "cp1255", "cp1256"]


def codec_of(charset: str) -> str:
    """The codec for a character set as mails name it, or "" for one that is not known."""
    name = charset.strip(" \"'").lower()[:60]
    try:
        found = codecs.lookup(_ALIASES.get(name, name or "utf-8")).name
    except (LookupError, ValueError):
        return ""
    return "" if found in _REFUSED else _MEANT.get(found, found)


def to_text(data: bytes, charset: str = "", *, instead: str = "") -> tuple[str, bool]:
    """Bytes in, (their text, whether the character set named was right) out; NUL is left out.

    Where it is wrong or not named UTF-8 is tried, then `instead`, then what the letters look like.
    """
    named = codec_of(charset) if charset else ""
    first = "utf-8" if named == "cp1252" else named  # whose letters are hardly ever UTF-8 by chance
    for codec in dict.fromkeys((first, named, "utf-8", codec_of(instead) if instead else "")):
        text = _decoded(data, codec) if codec else None
        if text is not None:
            return text, not charset or codec == named or data.isascii()
    return data.decode(_guessed(data[:_GUESSED_FROM]), "replace").replace("\0", ""), not charset


def _guessed(data: bytes) -> str:
    """In Western letters the bytes that are no ASCII stand alone, in others side by side."""
    runs = re.findall(rb"[\x80-\xff]+", data)
    if sum(map(len, runs)) < 4 * len(runs):
        return "cp1252"
    if _is_chinese(runs):
        return "gb18030"
    from charset_normalizer import from_bytes  # slow to import, and few mails need a guess

    guess = from_bytes(data, cp_isolation=_OTHERS, language_threshold=0.0).best()
    return guess.encoding if guess else "cp1252"


def _decoded(data: bytes, codec: str) -> str | None:
    if codec == "cp1252" and len(data) < _GUESSED_FROM and _is_chinese(re.findall(rb"[\x80-\xff]+", data)):
        codec = "gb18030"  # many programs call it Western, or say nothing
    try:
        text = data.decode(codec)
    except (LookupError, ValueError):
        return data.decode("latin-1") if codec == "cp1252" and _is_latin_1(data) else None
    return text.replace("\0", "")


def _is_latin_1(data: bytes) -> bool:
    """Whether the few codes that Windows-1252 leaves empty are all that keeps it from reading these."""
    return not any(each in data for each in (b"\x81", b"\x8d", b"\x8f", b"\x90", b"\x9d"))


def _is_chinese(runs: list[bytes]) -> bool:
    """Pairs whose first byte is that of the usual characters: too few letters for a guess by statistics."""
    first = [run[at] for run in runs for at in range(0, len(run), 2)]
    usual = sum(0xB0 <= each <= 0xD7 or each == 0xA3 for each in first)
    pairs = bool(runs) and all(len(run) % 2 == 0 for run in runs) and len(first) >= 2 * len(runs)
    return pairs and usual >= 0.7 * len(first)
