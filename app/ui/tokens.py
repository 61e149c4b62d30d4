"""The colours and measures of the look, read from resources/look/tokens.json."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
THEMES = ("light", "dark", "contrast")


@dataclass(frozen=True, slots=True)
class TypeStep:
    """One step of the type scale: size in points at 96 dpi and 100 % text, line height in px, weight 400 to 700."""

    name: str
    pt: float
    line_px: int
    weight: int


@cache
def tokens() -> dict[str, Any]:
    """The whole file, read once."""
    read: dict[str, Any] = json.loads((RESOURCES / "look" / "tokens.json").read_text(encoding="utf-8"))
    return read


@cache
def palette(theme: str) -> dict[str, str]:
    """Role to #RRGGBB for one of THEMES, with status colours as `status.<name>.text|fill|border`.

    Adds what is written on a selection: ordinary ink, but black where the selection is yellow; and the ground of what
    informs, which is the selection's where that is not yellow.
    """
    told = tokens()["themes"][theme]
    colours: dict[str, str] = dict(told["color"])
    on_selection = "on_accent" if theme == "contrast" else ""
    colours["info_bg"] = colours["page" if theme == "contrast" else "accent_soft"]
    for role in ("ink", "ink_2", "ink_3"):
        colours[f"{role}_selected"] = colours[on_selection or role]
    for name, tone in told["status"].items():
        colours |= {f"status.{name}.{part}": value for part, value in tone.items()}
        colours.setdefault(f"status.{name}.border", tone["text"] if name == "urgent" else tone["fill"])
    return colours


@cache
def type_scale() -> dict[str, TypeStep]:
    """The steps of the type scale by name: caption, table, body, section, subject, page, figure, display."""
    return {step["name"]: TypeStep(**step) for step in tokens()["font"]}


def contrast_ratio(one: str, other: str) -> float:
    """The WCAG 2.1 contrast ratio of two #RRGGBB colours, 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
