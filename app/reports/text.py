"""Text on paper in any script: a font for each run, right-to-left order, lines that fit.

ReportLab takes no other font where one lacks a letter; so each stretch of text is given to a font that has it.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any, NamedTuple

from reportlab.pdfbase import pdfmetrics, ttfonts

from app.config import resource_path

SHAPED = (
    "Devanagari",
    "Bengali",
    "Gujarati",
    "Gurmukhi",
    "Tamil",
    "Telugu",
    "Malayalam",
    "Kannada",
    "Khmer",
    "Myanmar",
    "Thai",
    "Lao",
)
REPLACEMENT = "\ufffd"
LEFT_OUT_MARK = "\u00b7"
LEFT_OUT = re.compile(rf"(\[[A-Za-z-]{{3,8}}{LEFT_OUT_MARK}\d+\])")
"""What stands where something was left out: "[phone·3]"."""
_HARMFUL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u034f\u200b\u200d-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]"
)
_SPACES = re.compile("[\t\r\u2028\u2029]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe]")
_BRACKETS = "()[]{}<>«»‹›"
_MIRRORED = str.maketrans(_BRACKETS, ")(][}{><»«›‹")
_BRACKET = "[" + re.escape(_BRACKETS) + "]"
_MARK, _NON_JOINER = "\u034f", "\u200c"
_TURNED = re.compile(f"{_MARK}({_BRACKET})|({_BRACKET}){_MARK}")
_PARTS = re.compile(r"\s+|[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]|[^\s\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]+")


class Face(NamedTuple):
    """A font file with the code points it covers, as sorted bounds."""

    file: str
    bold: str
    shaped: bool
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def covers(self, char: str) -> bool:
        """Whether the face has this letter."""
        place = bisect_right(self.starts, ord(char)) - 1
        return place >= 0 and ord(char) <= self.ends[place]


class Run(NamedTuple):
    """A stretch of text in one font (a registered name)."""

    font: str
    text: str
    shaped: bool


class Line(NamedTuple):
    """One line, in the order in which it is drawn; width in points."""

    runs: tuple[Run, ...]
    width: float


@cache
def _faces() -> tuple[Face, ...]:
    _write_astral_letters()
    listed = json.loads(resource_path("fonts", "fonts.json").read_text(encoding="utf-8"))["fonts"]
    return tuple(
        Face(
            font["file"],
            font["bold"] or font["file"],
            any(script in SHAPED for script in font["scripts"]),
            tuple(first for first, _ in font["covers"]),
            tuple(last for _, last in font["covers"]),
        )
        for font in listed
        if font["weight"] == 400 and font["style"] == "normal"
    )


def _write_astral_letters() -> None:
    """ReportLab writes letters beyond U+FFFF wrongly into the map that search and copying use; write them in UTF-16."""
    original = ttfonts.makeToUnicodeCMap

    def corrected(fontname: str, subset: list[int]) -> str:
        made: str = original(fontname, [code if code <= 0xFFFF else 0xFFFD for code in subset])
        for place, code in enumerate(subset):
            if code > 0xFFFF:
                wide = chr(code).encode("utf-16-be").hex().upper()
                made = made.replace(f"<{place:02X}> <FFFD>", f"<{place:02X}> <{wide}>", 1)
        return made

    ttfonts.makeToUnicodeCMap = corrected


@cache
def font(file: str = "PublicSans-Regular.ttf") -> str:
    """The registered name of a bundled font file."""
    _faces()
    name = file.removesuffix(".ttf")
    pdfmetrics.registerFont(ttfonts.TTFont(name, str(resource_path("fonts", file)), shapable=True))
    return name


def clean(text: str) -> str:
    """The text without what cannot be printed: control and direction marks gone, broken letters made visible."""
    return _SURROGATE.sub(REPLACEMENT, _HARMFUL.sub("", _SPACES.sub(" ", text)))


@lru_cache(maxsize=4096)
def _face_of(char: str) -> int:
    return next((place for place, face in enumerate(_faces()) if face.covers(char)), -1)


def runs(text: str, *, bold: bool = False) -> list[Run]:
    """The text, cleaned, cut where another font is needed; what no font has becomes a visible mark."""
    text = clean(text).replace(_NON_JOINER, "")
    if text.isascii():
        return [Run(_name(0, bold), text, False)] if text else []
    found: list[tuple[int, list[str]]] = []
    for char in text:
        place = _face_of(char)
        letter, place = (char, place) if place >= 0 else (REPLACEMENT, max(_face_of(REPLACEMENT), 0))
        if found and (found[-1][0] == place or (char.isspace() and _faces()[found[-1][0]].covers(char))):
            found[-1][1].append(letter)
        else:
            found.append((place, [letter]))
    return [Run(_name(place, bold), "".join(letters), _faces()[place].shaped) for place, letters in found]


@cache
def _name(place: int, bold: bool) -> str:
    face = _faces()[place]
    return font(face.bold if bold else face.file)


class _Widths(dict[str, float]):
    """The widths of a font's letters, each looked up once: ReportLab's own loop takes five times as long."""

    def __init__(self, name: str) -> None:
        super().__init__()
        loaded: Any = pdfmetrics.getFont(name)
        self._face = loaded.face

    def __missing__(self, letter: str) -> float:
        found = self[letter] = self._face.charWidths.get(ord(letter), self._face.defaultWidth)
        return float(found)


@cache
def _widths(name: str) -> _Widths:
    return _Widths(name)


def _run_width(run: Run, size: float) -> float:
    return _text_width(run.text, run.font, size)


def _text_width(text: str, name: str, size: float) -> float:
    return 0.001 * size * sum(map(_widths(name).__getitem__, text))


@lru_cache(maxsize=65_536)
def _unit_width(text: str, bold: bool) -> float:
    return sum(_run_width(run, 1000) for run in runs(text, bold=bold)) / 1000


def width(text: str, size: float, *, bold: bool = False) -> float:
    """The width in points of a text on one line."""
    return _unit_width(text, bold) * size


def is_right_to_left(text: str) -> bool:
    """Whether the text has letters written from right to left."""
    return not text.isascii() and _RIGHT_TO_LEFT.search(text) is not None


def lines(text: str, size: float, room: float, *, bold: bool = False) -> list[Line]:
    """The text in lines of at most `room` points; a word longer than that is cut."""
    found = []
    for paragraph in text.replace("\r\n", "\n").split("\n"):
        for words in _wrapped(clean(paragraph), size, room, bold):
            found.append(line(words, size, bold=bold))
    return found or [Line((), 0.0)]


def line(words: str, size: float, *, bold: bool = False) -> Line:
    """One line, its right-to-left parts in the order of drawing."""
    if is_right_to_left(words):
        words = _visual(words)
    made = tuple(runs(words, bold=bold))
    return Line(made, sum(_run_width(run, size) for run in made))


def _visual(words: str) -> str:
    """The words as they are drawn, from left to right, letters joined and brackets turned.

    The ordering leaves brackets as they were. A combining mark that is never printed goes behind each: it moves before
    the bracket where that is read from the right, and nowhere else.
    """
    from bidi import get_display

    marked = re.sub(f"({_BRACKET})", rf"\1{_MARK}", words)
    ordered = str(get_display(_reshaper().reshape(marked)))
    return _TURNED.sub(lambda found: found[1].translate(_MIRRORED) if found[1] else found[2], ordered)


@cache
def _reshaper() -> Any:
    """Joins Arabic letters; vowel marks are part of a name and stay."""
    from arabic_reshaper import ArabicReshaper

    return ArabicReshaper({"delete_harakat": False})


def _wrapped(text: str, size: float, room: float, bold: bool) -> Iterator[str]:
    if _unit_width(text, bold) * size <= room:
        yield text
        return
    current, used = "", 0.0
    for part in _PARTS.findall(text):
        wide = _unit_width(part, bold) * size
        if current.strip() and used + wide > room and not part.isspace():
            yield current.rstrip()
            current, used = "", 0.0
        if not current and part.isspace():
            continue
        while wide > room and len(part) > 1:
            head = _fitting(part, size, room, bold)
            yield head
            part = part[len(head) :]
            wide = _unit_width(part, bold) * size
        current, used = current + part, used + wide
    if current.strip():
        yield current.rstrip()


def _fitting(part: str, size: float, room: float, bold: bool) -> str:
    low, high = 1, len(part)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if _unit_width(part[:middle], bold) * size <= room else (low, middle - 1)
    return part[:low]


def draw(canvas: Any, x: float, y: float, made: Line, size: float) -> None:
    """Draw a line with its left end at (x, y), in points."""
    for run in made.runs:
        canvas.setFont(run.font, size)
        if run.shaped:
            _draw_shaped(canvas, x, y, run, size)
        elif LEFT_OUT_MARK in run.text:
            _draw_bars(canvas, x, y, run, size)
        else:
            _put(canvas, x, y, run.text)
        x += _run_width(run, size)


def _put(canvas: Any, x: float, y: float, text: str) -> None:
    """As `drawString`, which measures every text once more."""
    made = canvas.beginText(x, y)
    made.textOut(text)
    canvas.drawText(made)


def _draw_bars(canvas: Any, x: float, y: float, run: Run, size: float) -> None:
    """Where something was left out stands a black bar with its kind and number in white; nothing lies below it."""
    for place, piece in enumerate(LEFT_OUT.split(run.text)):
        wide = _text_width(piece, run.font, size)
        if place % 2:
            canvas.rect(x, y - size * 0.24, wide, size * 1.1, stroke=0, fill=1)
            canvas.setFillGray(1)
        _put(canvas, x, y, piece)
        canvas.setFillGray(0)
        x += wide


def _draw_shaped(canvas: Any, x: float, y: float, run: Run, size: float) -> None:
    """Shaped letters are no longer those of the text: what search and copying find is said beside them."""
    said = run.text.encode("utf-16-be").hex().upper()
    canvas.addLiteral(f"/Span <</ActualText <FEFF{said}>>> BDC")
    canvas.drawString(x, y, ttfonts.shapeStr(run.text, run.font, size), shaping=True)
    canvas.addLiteral("EMC")


def draw_text(
    canvas: Any, x: float, y: float, text: str, size: float, *, bold: bool = False, align: str = "left"
) -> float:
    """Draw a text on one line; with `align` "right" or "center" x is its right end or middle. Returns its width."""
    made = line(text, size, bold=bold)
    shift = {"left": 0.0, "right": made.width, "center": made.width / 2}[align]
    draw(canvas, x - shift, y, made, size)
    return made.width


def shortened(text: str, size: float, room: float, *, bold: bool = False) -> str:
    """The text, cut with "…" where it is wider than `room`."""
    if width(text, size, bold=bold) <= room:
        return text
    return _fitting(clean(text), size, room - width("…", size, bold=bold), bold).rstrip() + "…"
