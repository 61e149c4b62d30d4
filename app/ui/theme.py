"""The one theme of the window: colours, fonts, measures and style sheet, light, dark or high contrast."""

import sys
from copy import copy
from functools import cache, cached_property
from typing import NamedTuple

from PySide6 import QtCore
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetrics, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from app.ui.first_paint import first_paint
from app.ui.style import style_sheet
from app.ui.tokens import RESOURCES, THEMES, palette, type_scale

CHOICES = ("system", *THEMES)
SMALLEST_TEXT, LARGEST_TEXT = 100, 200
# a point is 1/72 inch; the scale is told for 96 dpi, and only macOS counts 72 to the inch
POINTS = 96 / 72 if sys.platform == "darwin" else 1.0
FAMILIES = (
    "Public Sans",
    "Noto Sans",
    "Noto Naskh Arabic",
    "Noto Sans Hebrew",
    "Noto Sans Devanagari",
    "Noto Sans Bengali",
    "Noto Sans Ethiopic",
    "Noto Sans Khmer",
    "Noto Sans Thai",
    "Noto Sans Lao",
    "NanumGothic",
    "Droid Sans Fallback",
    "Noto Sans Math",
    "Noto Sans Symbols2",
    "Noto Emoji",
)
FIRST_FONTS = ("PublicSans-Regular.ttf", "PublicSans-SemiBold.ttf")

_PALETTE = {
    QPalette.ColorRole.Window: "window",
    QPalette.ColorRole.Base: "page",
    QPalette.ColorRole.AlternateBase: "sunken",
    QPalette.ColorRole.ToolTipBase: "raised",
    QPalette.ColorRole.WindowText: "ink",
    QPalette.ColorRole.Text: "ink",
    QPalette.ColorRole.ButtonText: "ink",
    QPalette.ColorRole.ToolTipText: "ink",
    QPalette.ColorRole.PlaceholderText: "ink_3",
    QPalette.ColorRole.Button: "page",
    QPalette.ColorRole.Highlight: "accent_soft",
    QPalette.ColorRole.HighlightedText: "ink_selected",
    QPalette.ColorRole.Accent: "accent",
    QPalette.ColorRole.Link: "link",
    QPalette.ColorRole.LinkVisited: "link",
    QPalette.ColorRole.BrightText: "danger",
    QPalette.ColorRole.Light: "page",
    QPalette.ColorRole.Midlight: "line",
    QPalette.ColorRole.Mid: "line",
    QPalette.ColorRole.Dark: "line_strong",
    QPalette.ColorRole.Shadow: "control_border",
}
_TEXT_ROLES = (
    QPalette.ColorRole.WindowText,
    QPalette.ColorRole.Text,
    QPalette.ColorRole.ButtonText,
    QPalette.ColorRole.HighlightedText,
)


class StatusTone(NamedTuple):
    """How a status looks: its word and icon, and the colours of text, ground and edge."""

    word: str
    icon: str
    text: QColor
    fill: QColor
    border: QColor


class Theme(QObject):
    """Colours, fonts and measures by name; `changed` is sent after the application wears a new look."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("theme")
        self._choice = "system"
        self._percent = SMALLEST_TEXT
        self._name = "light"
        self.asks_first = False
        """Whether the system is asked before the first painting: it wanted high contrast, which no glance tells."""
        self._app: QApplication | None = None
        self._fonts: dict[tuple[str, bool, int | None], QFont] = {}
        self._colors: dict[tuple[str, str], QColor] = {}

    @property
    def choice(self) -> str:
        """What was asked for: one of CHOICES."""
        return self._choice

    @property
    def name(self) -> str:
        """What is worn: light, dark or contrast."""
        return self._name

    @property
    def text_percent(self) -> int:
        """The size of text, 100 to 200."""
        return self._percent

    @property
    def is_compact(self) -> bool:
        """Whether text is so large (over 150 %) that side columns fold and the rail shows icons only."""
        return self._percent > 150

    def apply(self, app: QApplication) -> None:
        """Dress the application, and follow what its system asks for from now on."""
        if self._app is None:
            self._app = app
            load_fonts(FIRST_FONTS)
            first_paint().then(self._attend)
        self._wear()

    def _attend(self) -> None:
        """Follow what the system asks for from now on."""
        hints = QApplication.styleHints()
        hints.colorSchemeChanged.connect(self._follow)
        accessibility = getattr(hints, "accessibility", None)  # Qt before 6.10 has none
        if accessibility is not None:
            accessibility().contrastPreferenceChanged.connect(self._follow)
        self._follow()

    def choose(self, choice: str, *, text_percent: int | None = None) -> None:
        """Wear another theme (one of CHOICES) or another size of text (held between 100 and 200)."""
        if choice not in CHOICES:
            raise ValueError(choice)
        self._choice = choice
        if text_percent is not None:
            self._percent = max(SMALLEST_TEXT, min(LARGEST_TEXT, text_percent))
        self._wear()

    def color(self, role: str) -> QColor:
        """The colour of a role in tokens.json, or of `status.<name>.text|fill|border`."""
        key = (self._name, role)
        if key not in self._colors:  # a page of a list asks hundreds of times; reading #RRGGBB costs
            self._colors[key] = QColor(palette(self._name)[role])
        return copy(self._colors[key])

    def status(self, name: str) -> StatusTone:
        """Word, icon and colours of a status in the tokens or of a value of the case's status."""
        from app.ui.labels import status_label

        label = status_label(name)
        text, fill, border = (self.color(f"status.{label.tone}.{part}") for part in ("text", "fill", "border"))
        return StatusTone(label.word, label.icon, text, fill, border)

    def font(self, name: str, *, figures: bool = False, weight: int | None = None) -> QFont:
        """A font of the type scale (caption, table, body, section, subject, page, figure, display).

        `figures` gives digits of one width, for columns; `weight` (400 to 700) overrides the step's own.
        """
        key = (name, figures, weight)
        if key not in self._fonts:
            self._fonts[key] = self._make_font(*key)
        return copy(self._fonts[key])

    def _make_font(self, name: str, figures: bool, weight: int | None) -> QFont:
        step = type_scale()[name]
        font = QFont(list(FAMILIES))
        font.setPointSizeF(self.points(step.pt))
        font.setWeight(QFont.Weight(weight or step.weight))
        if figures:
            font.setFeature(QFont.Tag("tnum"), 1)
        return font

    def points(self, pt: float) -> float:
        """A size told in points for 96 dpi and 100 %, as points for this system and size of text."""
        return pt * POINTS * self._percent / 100

    def px(self, measure: float) -> int:
        """A measure told for 100 % text, in px at the size of text now."""
        return round(measure * self._percent / 100)

    def row_height(self) -> int:
        """The height of a table's row in px: the line and 14, never under 32."""
        return max(32, QFontMetrics(self.font("table")).height() + 14)

    def control_height(self) -> int:
        """The height of a button or field in px: the line and 12, never under 32."""
        return max(32, QFontMetrics(self.font("body")).height() + 12)

    def load_all_fonts(self) -> None:
        """Register the other weights and scripts; to be called once somebody has signed in."""
        load_fonts(tuple(sorted(file.name for file in (RESOURCES / "fonts").glob("*.ttf"))))

    def _follow(self) -> None:
        if self._choice == "system" and self._resolved() != self._name:
            self._wear()

    def _resolved(self) -> str:
        if self._choice != "system":
            return self._choice
        if first_paint().is_awaited and not self.asks_first:
            return self._at_a_glance
        return self._asked()

    def _asked(self) -> str:
        """What the system asks for: light, dark or contrast."""
        hints = QApplication.styleHints()
        accessibility = getattr(hints, "accessibility", None)
        high = QtCore.Qt.ContrastPreference.HighContrast
        if accessibility is not None and accessibility().contrastPreference() == high:
            return "contrast"
        return "dark" if hints.colorScheme() == QtCore.Qt.ColorScheme.Dark else "light"

    @cached_property
    def _at_a_glance(self) -> str:
        """What the system's own colours are at the start, light or dark; asking it takes longer (see `first_paint`)."""
        return "dark" if QGuiApplication.palette().window().color().lightness() < 128 else "light"

    def _wear(self) -> None:
        self._name = self._resolved()
        self._fonts.clear()
        if self._app is None:
            return
        self._app.setPalette(self._palette())
        self._app.setFont(self.font("body"))
        self._app.setStyleSheet(style_sheet(self._name, self._percent, POINTS))
        self.changed.emit()

    def _palette(self) -> QPalette:
        made = QPalette()
        for role, token in _PALETTE.items():
            made.setColor(role, self.color(token))
        if self._name == "contrast":
            made.setColor(QPalette.ColorRole.Highlight, self.color("accent"))
        for role in _TEXT_ROLES:
            made.setColor(QPalette.ColorGroup.Disabled, role, self.color("ink_3"))
        return made


@cache
def theme() -> Theme:
    """The one theme of this program."""
    return Theme()


@cache
def _load_font(file: str) -> bool:
    return QFontDatabase.addApplicationFont(str(RESOURCES / "fonts" / file)) >= 0


def load_fonts(files: tuple[str, ...]) -> bool:
    """Register bundled font files by name, each once; False when one of them cannot be read."""
    return all([_load_font(file) for file in files])
