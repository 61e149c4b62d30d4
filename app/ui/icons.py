"""Icons of one family, in the colours of the theme."""

from functools import cache
from pathlib import Path

from PySide6 import QtCore
from PySide6.QtCore import QRectF
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap

from app.ui.theme import theme
from app.ui.tokens import RESOURCES

DRAWINGS = {"app-mark": "look/app_mark.svg", "city-hall": "look/city_hall.svg"}
_pixmaps: dict[tuple[str, int, int, str, float], QPixmap] = {}


def icon(name: str, role: str = "ink", size: int = 16) -> QIcon:
    """An icon of resources/icons in the colour of a token's role, `size` px at 100 % text.

    Disabled it is `ink_3`, on a selection the ink of selections. Make it again when the theme has changed.
    """
    made = QIcon()
    modes = {QIcon.Mode.Normal: role, QIcon.Mode.Disabled: "ink_3", QIcon.Mode.Selected: "ink_selected"}
    for mode, colour in modes.items():
        made.addPixmap(pixmap(name, colour, size), mode)
    return made


def pixmap(name: str, role: str = "ink", size: int = 16, *, ratio: float | None = None) -> QPixmap:
    """The same as a picture for painting, square, at the screen's pixel ratio; kept by name, size, colour and ratio."""
    side = theme().px(size)
    return drawing(name, role, width=side, height=side, ratio=ratio)


def drawing(name: str, role: str, *, width: int, height: int, ratio: float | None = None) -> QPixmap:
    """A bundled drawing in one colour, `width` by `height` px as they are; raises FileNotFoundError."""
    colour = theme().color(role).name()
    scale = ratio if ratio is not None else _ratio()
    key = (name, width, height, colour, scale)
    if key not in _pixmaps:
        _pixmaps[key] = _render(*key)
    return _pixmaps[key]


def is_bundled(name: str) -> bool:
    """Whether there is an icon of that name."""
    return _path(name).is_file()


def _path(name: str) -> Path:
    return RESOURCES / DRAWINGS.get(name, f"icons/{name}.svg")


@cache
def _source(name: str) -> str:
    return _path(name).read_text(encoding="utf-8")


def _ratio() -> float:
    return QGuiApplication.primaryScreen().devicePixelRatio()


def _render(name: str, width: int, height: int, colour: str, ratio: float) -> QPixmap:
    from PySide6.QtSvg import QSvgRenderer  # not needed before the first icon is seen

    renderer = QSvgRenderer(_source(name).replace("currentColor", colour).encode())
    renderer.setAspectRatioMode(QtCore.Qt.AspectRatioMode.KeepAspectRatio)
    made = QPixmap(round(width * ratio), round(height * ratio))
    made.setDevicePixelRatio(ratio)
    made.fill(QtCore.Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer.render(painter, QRectF(0, 0, width, height))
    painter.end()
    return made
