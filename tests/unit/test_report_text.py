"""Text on paper as it is read: right-to-left order, joined letters, shaped scripts, letters that no font has."""

from __future__ import annotations

import unicodedata
from datetime import datetime
from pathlib import Path

import pypdfium2
import pytest
from reportlab.platypus import Flowable

from app.reports.base import Drawn, Letterhead, Stamp, write
from app.reports.parts import Head, Reconciles, Words
from app.reports.text import REPLACEMENT, clean, line, runs

SIDE_MARGIN_PT = 54.0
FRAME_PT = 504.0
LETTERHEAD = Letterhead.of({"city": "Halbrook", "state": "MA", "office": "Office of Constituent Services"})
STAMP = Stamp("Margaret Mulcahy, Director", datetime(2026, 11, 18, 10, 24))


def read_back(path: Path, *story: Flowable, title: str = "Names") -> str:
    write(Drawn(title, story), LETTERHEAD, STAMP, path)
    document = pypdfium2.PdfDocument(path)
    found = "".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return str(found)


def drawn_order(text: str) -> str:
    """The letters from left to right as they stand on the paper, joined forms told as their letters."""
    return unicodedata.normalize("NFKC", "".join(run.text for run in line(text, 10).runs))


@pytest.mark.parametrize(
    ("typed", "seen"),
    [
        ("דוד (כהן)", "(ןהכ) דוד"),
        ("Call דוד (כהן) now", "Call (ןהכ) דוד now"),
        ("Call (דוד) now", "Call (דוד) now"),
        ("(abc) א", "(abc) א"),
        ("محمد (48) Elm", "Elm (48) " + "محمد"[::-1]),
    ],
)
def test_that_brackets_open_towards_what_they_hold(typed: str, seen: str) -> None:
    assert drawn_order(typed) == seen


@pytest.mark.parametrize("text", ["ที่อยู่ น้ำใจ", "ສະບາຍດີ", "ភូមិ សុខា", "မြန်မာ", "தமிழ்", "प्रिया शर्मा", "Elm St ที่อยู่ 48"])
def test_that_shaped_scripts_can_be_read_back(tmp_path: Path, text: str) -> None:
    assert text in read_back(tmp_path / "a.pdf", Words(text))


def test_that_vowel_marks_of_an_arabic_name_are_kept() -> None:
    assert sum(unicodedata.combining(letter) > 0 for letter in drawn_order("مُحَمَّد")) == 4


def test_that_letters_kept_apart_are_not_joined() -> None:
    apart, joined = (drawn for drawn in (line("می\u200cخواهم", 10), line("میخواهم", 10)))
    assert [run.text for run in apart.runs] != [run.text for run in joined.runs]
    assert "\u200c" not in "".join(run.text for run in apart.runs)


def test_that_what_no_font_has_is_a_visible_mark() -> None:
    assert "".join(run.text for run in runs("a\U000e0fffb\u0378")) == f"a{REPLACEMENT}b{REPLACEMENT}"


def test_that_any_line_end_keeps_words_apart() -> None:
    assert clean("one\rtwo\u2028three\tfour") == "one two three four"


def test_that_broken_letters_in_a_title_do_not_stop_the_paper(tmp_path: Path) -> None:
    said = read_back(tmp_path / "a.pdf", Head("Pipe\ud800 burst"), Words("x\ud800", bookmark=True), title="Case \ud800")
    assert f"Pipe{REPLACEMENT} burst" in said


def test_that_large_figures_that_do_not_add_up_stay_on_the_page(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    bar = Reconciles(carried_in=12_345, opened=100_234, reopened=1_234, closed=100_001, carried_out=13_000)
    assert "carried out 13,000." in read_back(path, bar).replace("\r\n", " ")
    with pypdfium2.PdfDocument(path) as document:
        words = document[0].get_textpage()
        ends = [words.get_charbox(n)[2] for n in range(words.count_chars())]
    assert max(ends) <= SIDE_MARGIN_PT + FRAME_PT + 1
