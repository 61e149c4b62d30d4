"""The theme: readable in every look, its icons there, its fonts whole."""

import json
import re
from typing import Any

import pytest
from PySide6.QtCore import QByteArray
from PySide6.QtGui import QFontInfo, QFontMetrics, QRawFont
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QLineEdit, QPushButton, QWidget

from app.models.case import Outcome, Priority, Status
from app.models.contact import Automatic, LanguageHelp
from app.models.person import Channel, OrganizationKind
from app.models.staff import Role
from app.ui import icons, labels
from app.ui.style import style_sheet
from app.ui.theme import Theme, theme
from app.ui.tokens import RESOURCES, THEMES, contrast_ratio, palette, tokens, type_scale

BUNDLED = sorted((RESOURCES / "icons").glob("*.svg"))


@pytest.fixture
def worn(qapp: QApplication):
    """The theme, light at 100 % before and after."""
    theme().apply(qapp)
    theme().choose("light", text_percent=100)
    yield theme()
    theme().choose("light", text_percent=100)


def _as_written(one: str, ground: str, look: str) -> str:
    """What is written on a selection in high contrast is always black: the delegate and the sheet see to it."""
    return "ink_selected" if look == "contrast" and ground in ("accent_soft", "mark") else one


@pytest.mark.parametrize("look", THEMES)
@pytest.mark.parametrize(("kind", "least"), [("text", 4.5), ("control", 3.0)])
def test_that_every_pair_of_colours_can_be_read(look, kind, least):
    colours = palette(look)
    low = []
    for one, ground in tokens()["pairs"][kind]:
        ratio = contrast_ratio(colours[_as_written(one, ground, look)], colours[ground])
        if ratio < least:
            low.append((one, ground, round(ratio, 2)))
    assert low == []


@pytest.mark.parametrize("look", THEMES)
def test_that_every_status_can_be_read_on_its_ground(look):
    colours = palette(look)
    ratios = [
        contrast_ratio(colours[f"status.{name}.text"], colours[f"status.{name}.fill"])
        for name in tokens()["themes"][look]["status"]
    ]
    assert len(ratios) == 13 and min(ratios) >= 4.5


def test_that_contrast_is_reckoned_as_the_guideline_does():
    assert contrast_ratio("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast_ratio("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("look", THEMES)
@pytest.mark.parametrize("percent", [100, 150, 200])
def test_that_the_sheet_has_no_name_left_unfilled(look, percent):
    sheet = style_sheet(look, percent, 1.0)
    assert not [mark for mark in ("$", "@", "%") if mark in sheet]


@pytest.mark.parametrize("look", THEMES)
def test_that_the_sheets_pictures_are_there_in_the_themes_colours(look):
    pictures = [part.split('"')[1] for part in style_sheet(look, 100, 1.0).split("url(")[1:]]
    assert pictures
    for picture in pictures:
        with open(picture, encoding="utf-8") as file:
            drawn = file.read()
        assert any(
            colour in drawn for colour in (palette(look)["ink"], palette(look)["ink_2"], palette(look)["on_accent"])
        )


@pytest.mark.parametrize("kind", labels.KINDS)
def test_that_every_label_has_a_word_and_a_bundled_icon(kind):
    found = labels.choices(kind)
    assert found
    assert [value for value, label in found if not label.word or not icons.is_bundled(label.icon)] == []
    assert {label.tone for _, label in found if label.tone} <= set(tokens()["themes"]["light"]["status"])


ENUMS = {
    "status": Status,
    "channel": Channel,
    "told": Channel,
    "priority": Priority,
    "language_help": LanguageHelp,
    "outcome": Outcome,
    "role": Role,
    "organization_kind": OrganizationKind,
    "automatic": Automatic,
}


@pytest.mark.parametrize("kind", ENUMS)
def test_that_every_value_the_office_records_has_a_label(kind):
    assert [member for member in ENUMS[kind] if member.value not in labels.KINDS[kind]] == []
    assert labels.word(kind, next(iter(ENUMS[kind])))


def test_that_an_unknown_value_is_shown_in_its_own_words():
    assert labels.label("outcome", "sent_to_state").word == "Sent to state"
    assert labels.status_label("sent_to_state").tone == "closed"


@pytest.mark.parametrize("file", BUNDLED, ids=lambda file: file.stem)
def test_that_every_icon_is_a_drawing_that_takes_our_colours(file, qapp):
    source = file.read_text(encoding="utf-8")
    assert QSvgRenderer(QByteArray(source.encode())).isValid()
    assert "currentColor" in source


@pytest.mark.parametrize("name", ["app-mark", "city-hall"])
def test_that_our_own_drawings_are_drawn(name, worn):
    drawn = icons.drawing(name, "rail_on", width=64, height=48, ratio=2.0)
    assert drawn.width() == 128 and any(drawn.toImage().pixelColor(x, 60).alpha() for x in range(128))


def test_that_an_icon_takes_the_colour_of_the_theme_and_is_kept(worn):
    light = icons.pixmap("square", "danger", 16, ratio=1.0)
    assert icons.pixmap("square", "danger", 16, ratio=1.0) is light
    worn.choose("dark")
    assert icons.pixmap("square", "danger", 16, ratio=1.0) is not light


def test_that_choosing_a_theme_repaints_and_says_so(worn, qtbot):
    label = QLabel("Words")
    label.setProperty("ink", "ink_3")
    qtbot.addWidget(label)
    label.show()
    for look in ("dark", "contrast", "light"):
        with qtbot.waitSignal(worn.changed):
            worn.choose(look)
        assert worn.name == look
        assert label.palette().windowText().color() == worn.color("ink_3")
        assert QApplication.palette().window().color() == worn.color("window")


def test_that_text_grows_to_twice_its_size_and_no_further(worn):
    small, row = QFontMetrics(worn.font("body")).height(), worn.row_height()
    worn.choose("light", text_percent=300)
    assert worn.text_percent == 200
    assert QFontMetrics(worn.font("body")).height() >= 2 * small - 2
    assert worn.row_height() > row and worn.is_compact and worn.px(24) == 48


def test_that_rows_and_controls_are_never_under_32(worn):
    assert worn.row_height() >= 32 and worn.control_height() >= 32


def test_that_an_unknown_theme_is_refused(worn):
    with pytest.raises(ValueError, match="sepia"):
        worn.choose("sepia")


def test_that_the_window_speaks_in_public_sans(worn):
    assert QFontInfo(worn.font("body")).family() == "Public Sans"
    assert QFontInfo(worn.font("section")).weight() == 600


def test_that_nothing_is_set_smaller_than_twelve_pixels():
    assert min(step.pt for step in type_scale().values()) >= 9


def test_that_figures_in_columns_are_of_one_width(worn):
    metrics = QFontMetrics(worn.font("table", figures=True))
    assert len({metrics.horizontalAdvance(digit) for digit in "0123456789"}) == 1


def test_that_a_status_is_told_with_its_word_icon_and_colours(worn):
    tone = worn.status("waiting_department")
    assert (tone.word, tone.icon) == ("Waiting on department", "circle-pause")
    assert tone.text == worn.color("status.waiting.text")


def test_that_a_theme_without_application_still_gives_colours(qapp):
    assert Theme().color("ink").name() == "#18212e"


LISTED = json.loads((RESOURCES / "fonts" / "fonts.json").read_text(encoding="utf-8"))["fonts"]


@pytest.mark.parametrize("font", LISTED, ids=lambda font: font["file"])
def test_that_listed_fonts_cover_what_they_say(font, qapp):
    raw = QRawFont(str(RESOURCES / "fonts" / font["file"]), 12)
    assert raw.isValid() and raw.familyName() == font["family"]
    assert all(raw.supportsCharacter(start) for start, _ in font["covers"] if start > 32)
    assert font["bold"] is None or (RESOURCES / "fonts" / font["bold"]).is_file()


NAMES = """
Đặng Ангелина Ελένη 李小龙 김민준 가람 ひらがな مرحبا שלום नमस्ते বাংলা አማርኛ ខ្មែរ
ગુજરાતી தமிழ் ไทย ລາວ Հայ ქართ ਪੰਜਾਬੀ → ✓ 😀
"""


@pytest.mark.parametrize("words", NAMES.split())
def test_that_a_name_in_any_script_has_a_font(words):
    missing = [
        char for char in words if not any(start <= ord(char) <= end for font in LISTED for start, end in font["covers"])
    ]
    assert missing == []


def test_that_every_font_file_is_listed_or_the_bold_of_one():
    named = {font["file"] for font in LISTED} | {font["bold"] for font in LISTED}
    assert {file.name for file in (RESOURCES / "fonts").glob("*.ttf")} <= named


def test_that_all_fonts_can_be_loaded_after_sign_in(worn, qtbot):
    worn.load_all_fonts()
    widget = QWidget()
    qtbot.addWidget(widget)
    assert QFontInfo(worn.font("body", weight=500)).weight() == 500


def test_that_the_sheet_asks_for_no_property_that_widgets_have_of_their_own() -> None:
    asked = set(re.findall(r"\[(\w+)=", style_sheet("light", 100, 1.0)))
    kinds: tuple[Any, ...] = (
        QPushButton,
        QLineEdit,
        QLabel,
        QFrame,
    )  # setting such a property to a word would be in vain
    own = {name for name in asked for kind in kinds if kind.staticMetaObject.indexOfProperty(name) >= 0}
    assert "measure" in asked and own == set()
