"""The application's one style sheet, written from the tokens."""

from collections.abc import Mapping

from app.ui.tokens import RESOURCES, palette, tokens, type_scale

TEXT_ROLES = (
    "ink",
    "ink_2",
    "ink_3",
    "accent_ink",
    "link",
    "rail_ink",
    "rail_ink_2",
    "rail_on",
    "note_ink",
    "reply_ink",
    "acting_ink",
)
STATUS_TEXT = ("overdue", "due_soon", "met", "waiting")
GROUNDS = ("page", "window", "sunken", "raised", "rail")

SHEET = """
QToolTip { background: $raised; color: $ink; border: 1px solid $line_strong; padding: @4px 8px@; }
QLabel { background: transparent; }
QLabel[kind="link"] { color: $link; }
QFrame[kind="hairline"] { background: $line; border: none; }
QFrame[kind="divider"] { background: $line_strong; border: none; }
QFrame[kind="panel"] { background: $page; border: 1px solid $line_strong; border-radius: 6px; }
QFrame[kind="callout"] { background: $page; border: 1px solid $accent_line; border-radius: 6px; }
QFrame[kind="rail_line"] { background: $rail_active; border: none; }
QFrame[kind="sunken_panel"] { background: $sunken; border: 1px solid $line; border-radius: 6px; }
QFrame[kind="acting_card"] { background: $acting_bg; border: 1px solid $acting_edge; border-radius: 6px; }
QFrame[kind="acting_pill"] { background: $page; border: 1px solid $acting_edge; border-radius: @8px@; }
QFrame[kind="acting_card"] QLabel { color: $acting_ink; background: transparent; }
QFrame[kind="popover"] { background: $raised; border: 1px solid $line_strong; border-radius: 6px; }
QFrame[tone="note"] { background: $note_bg; border: none; border-left: 3px solid $note_edge; }
QFrame[tone="reply"] { background: $reply_bg; border: none; border-left: 3px solid $reply_edge; }
QFrame[tone="acting"] { background: $acting_bg; border: none; border-bottom: 1px solid $acting_edge; }
QFrame[tone="info"] { background: $info_bg; border: none; border-bottom: 1px solid $accent_line; }
QFrame[tone="info"] QLabel { color: $ink; }
QFrame[tone="warning"] { background: $status.overdue.fill; border: none;
  border-bottom: 1px solid $status.overdue.text; }
QFrame[tone="passing"] { background: $ink; border: 1px solid $ink; border-radius: 6px; }
QFrame[tone="passing"] QLabel { color: $page; }
QFrame[tone="acting"] QLabel { color: $acting_ink; }
QFrame[tone="warning"] QLabel { color: $status.overdue.text; }

QPushButton { background: $page; color: $ink; border: 1px solid $control_border; border-radius: 5px;
  padding: 0 @12px@; min-height: %control%px; font-weight: 500; outline: none; }
QPushButton:hover { background: $sunken; border-color: $ink_2; }
QPushButton:pressed, QPushButton:checked { background: $accent_soft; color: $ink_selected; border-color: $accent_line; }
QPushButton:disabled { background: $window; color: $ink_3; border-color: $line_strong; }
QPushButton[kind="primary"] { background: $accent; color: $on_accent; border-color: $accent; font-weight: 600; }
QPushButton[kind="primary"]:hover { background: $accent_hover; border-color: $accent_hover; }
QPushButton[kind="primary"]:pressed { background: $accent_press; border-color: $accent_press; }
QPushButton[kind="danger"] { background: $danger; color: $on_danger; border-color: $danger; font-weight: 600; }
QPushButton[kind="quiet"] { background: transparent; color: $accent_ink; border-color: transparent; }
QPushButton[kind="quiet"]:hover { background: $sunken; border-color: $line_strong; }
QPushButton[kind="link"] { background: transparent; color: $link; border-color: transparent; font-weight: 400;
  padding: 0 @4px@; }
QPushButton[kind="figure"] { background: transparent; border: none; border-radius: 0; text-align: left; padding: 0; }
QPushButton[kind="figure"]:hover, QPushButton[kind="line"]:hover { background: $sunken; }
QPushButton[kind="line"] { background: transparent; border: none; border-bottom: 1px solid $line; border-radius: 0;
  padding: 0; }
QPushButton[measure="small"] { min-height: @20px@; }
QPushButton[kind="passing"] { background: transparent; color: $page; border-color: transparent; font-weight: 600; }
QPushButton[kind="passing"]:hover { border-color: $page; }
QPushButton[kind="primary"]:disabled, QPushButton[kind="danger"]:disabled { background: $window; color: $ink_3;
  border-color: $line_strong; }
QPushButton[kind="quiet"]:disabled { background: transparent; color: $ink_3; border-color: transparent; }

QToolButton { background: transparent; color: $ink; border: 1px solid transparent; border-radius: 5px; padding: @4px@; }
QToolButton:hover { background: $sunken; border-color: $line_strong; }
QToolButton:checked, QToolButton:pressed { background: $accent_soft; color: $ink_selected; border-color: $accent_line; }
QToolButton:disabled { color: $ink_3; }
QToolButton[kind="link"] { padding: 0; border: none; }
QToolButton[kind="link"]:hover { background: transparent; text-decoration: underline; }
QToolButton::menu-indicator { image: none; }

QLineEdit, QComboBox, QAbstractSpinBox, QTextEdit, QPlainTextEdit { background: $page; color: $ink;
  border: 1px solid $control_border; border-radius: 5px; padding: 0 @8px@;
  selection-background-color: $accent; selection-color: $on_accent; }
QLineEdit, QComboBox, QAbstractSpinBox { min-height: %control%px; }
QLineEdit, QTextEdit, QPlainTextEdit { placeholder-text-color: $ink_3; }
QTextEdit, QPlainTextEdit { padding: @4px@; }
QLineEdit:disabled, QComboBox:disabled, QAbstractSpinBox:disabled, QTextEdit:disabled, QPlainTextEdit:disabled {
  background: $window; color: $ink_3; border-color: $line_strong; }
QLineEdit:read-only { background: $sunken; }
QLineEdit[problem="true"], QComboBox[problem="true"], QAbstractSpinBox[problem="true"],
QTextEdit[problem="true"], QPlainTextEdit[problem="true"] { border: 2px solid $danger; }
QLineEdit[problem="true"], QComboBox[problem="true"], QAbstractSpinBox[problem="true"] { min-height: %inner%px;
  padding: 0 @7px@; }
QLineEdit[kind="bare"], QTextEdit[kind="bare"], QPlainTextEdit[kind="bare"] { border: none; background: transparent; }
QLineEdit[measure="large"] { min-height: %large%px; font-size: %large_pt%pt; }
QComboBox::drop-down { border: none; width: @28px@; }
QComboBox::down-arrow { image: url("$icons/chevron-down.svg"); width: @16px@; height: @16px@; }
QComboBox QAbstractItemView { background: $raised; color: $ink; border: 1px solid $line_strong;
  selection-background-color: $accent_soft; selection-color: $ink_selected; outline: none; }
QComboBox, QToolButton, QTabBar, QAbstractItemView { icon-size: @16px@; }
QDateTimeEdit[calendarPopup="true"]::drop-down { border: none; width: @28px@; }
QDateTimeEdit[calendarPopup="true"]::down-arrow { width: @16px@; height: @16px@; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { border: none; width: @20px@; background: transparent; }
QAbstractSpinBox::up-arrow { image: url("$icons/chevron-up.svg"); width: @12px@; height: @12px@; }
QAbstractSpinBox::down-arrow { image: url("$icons/chevron-down.svg"); width: @12px@; height: @12px@; }

QCheckBox, QRadioButton { color: $ink; spacing: @8px@; min-height: @26px@; background: transparent; }
QCheckBox:disabled, QRadioButton:disabled { color: $ink_3; }
QCheckBox::indicator, QRadioButton::indicator, QAbstractItemView::indicator { width: @14px@; height: @14px@;
  border: 1px solid $control_border; background: $page; }
QCheckBox::indicator, QAbstractItemView::indicator { border-radius: 3px; }
QRadioButton::indicator { border-radius: %radio%px; }
QCheckBox::indicator:checked, QAbstractItemView::indicator:checked { background: $accent; border-color: $accent;
  image: url("$icons/check.svg"); }
QCheckBox::indicator:indeterminate { background: $accent; border-color: $accent; image: url("$icons/minus.svg"); }
QRadioButton::indicator:checked { background: $on_accent; border: %dot%px solid $accent; width: %hole%px;
  height: %hole%px; border-radius: %radio%px; }
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled { background: $window; border-color: $line_strong; }

QTableView, QListView, QTreeView { background: $page; color: $ink; border: none; gridline-color: $line;
  selection-background-color: $accent_soft; selection-color: $ink_selected; outline: none; }
QListView[kind="box"]::item, QTreeView[kind="box"]::item { min-height: @28px@; }
QListView[kind="box"], QTreeView[kind="box"] { border: 1px solid $control_border; border-radius: 5px; }
QTableView::item, QListView::item, QTreeView::item { padding: 0 @8px@; border: none; }
QListView[kind="box"]::item:selected { background: $accent_soft; color: $ink_selected; }
QTreeView[kind="figures"] { background: transparent; }
QTreeView[kind="figures"]::item { min-height: @28px@; padding: 0 @4px@; border-bottom: 1px solid $line; }
QTreeView[kind="figures"]::item:hover { background: $page; }
QTreeView[kind="figures"]::item:selected { background: $accent_soft; color: $ink_selected; }
QHeaderView { background: $window; border: none; }
QHeaderView::section { background: $window; color: $ink_2; border: none; border-bottom: 1px solid $line_strong;
  padding: 0 @8px@; min-height: @31px@; font-size: %caption%pt; font-weight: 500; }
QHeaderView::up-arrow { image: url("$icons/arrow-down.svg"); width: @12px@; height: @12px@;
  subcontrol-position: center right; right: @4px@; }
QHeaderView::down-arrow { image: url("$icons/arrow-up.svg"); width: @12px@; height: @12px@;
  subcontrol-position: center right; right: @4px@; }
QTableCornerButton::section { background: $window; border: none; }

QScrollArea { background: transparent; border: none; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle { background: $control_border; border-radius: 4px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::handle:hover { background: $ink_2; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QTabBar { background: transparent; qproperty-drawBase: 0; }
QTabBar::tab { color: $ink_2; background: transparent; border: none; border-bottom: 2px solid transparent;
  padding: 0 @12px@; min-height: @34px@; }
QTabBar::tab:selected { color: $accent_ink; border-bottom: 2px solid $accent; font-weight: 600; }
QTabBar::tab:hover { color: $ink; }
QTabBar::scroller { width: @32px@; }
QTabBar QToolButton { background: $page; border: 1px solid $control_border; }
QTabBar QToolButton::left-arrow { image: url("$icons/chevron-left.svg"); width: @16px@; height: @16px@; }
QTabBar QToolButton::right-arrow { image: url("$icons/chevron-right.svg"); width: @16px@; height: @16px@; }
QTabWidget::pane { border: none; border-top: 1px solid $line; }
QProgressBar { background: $track; border: none; border-radius: 2px; min-height: 8px; max-height: 8px; }
QProgressBar::chunk { background: $accent; border-radius: 2px; }
QProgressBar[tone="acting"] { background: $page; border: 1px solid $acting_edge; }
QProgressBar[tone="acting"]::chunk { background: $acting_edge; }
QSplitter::handle { background: $line; }
QMenu { background: $raised; color: $ink; border: 1px solid $line_strong; padding: @4px@ 0; }
QMenu::item { padding: @6px 24px 6px 12px@; }
QMenu::item:selected { background: $accent_soft; color: $ink_selected; }
QMenu::item:disabled { color: $ink_3; }
QMenu::separator { height: 1px; background: $line; margin: @4px@ 0; }
QStatusBar { background: $window; color: $ink_2; border-top: 1px solid $line_strong; }
QStatusBar::item { border: none; }
QCalendarWidget QWidget { alternate-background-color: $sunken; }
"""
EDGES = """
QFrame[ground="rail"] { border: none; border-right: 1px solid $line_strong; }
#status_line { border: none; border-top: 1px solid $line_strong; }
"""
"""Only for high contrast, where areas have one ground."""


def style_sheet(theme: str, percent: int, points: float) -> str:
    """The sheet for one of the THEMES; `percent` is the size of text, `points` the system's points to one of ours."""
    colours = palette(theme)
    icons = (RESOURCES / "look" / theme).as_posix()  # the few pictures a sheet can only take as files
    lines = [_by_property(colours, percent, points), _measured(SHEET, percent, points)]
    lines += [EDGES] if theme == "contrast" else []
    sheet = "".join(lines).replace("$icons", icons)
    for role in sorted(colours, key=len, reverse=True):  # $ink_2 before $ink
        sheet = sheet.replace(f"${role}", colours[role])
    return sheet


def _by_property(colours: Mapping[str, str], percent: int, points: float) -> str:
    types = [
        f'*[type="{step.name}"] {{ font-size: {_pt(step.pt, percent, points)}pt; font-weight: {step.weight}; }}'
        for step in type_scale().values()
    ]
    weights = [f'*[weight="{weight}"] {{ font-weight: {weight}; }}' for weight in (400, 500, 600, 700)]
    inks = [f'*[ink="{role}"] {{ color: {colours[role]}; }}' for role in TEXT_ROLES]
    tones = [f'*[ink="{name}"] {{ color: {colours[f"status.{name}.text"]}; }}' for name in STATUS_TEXT]
    grounds = [f'*[ground="{role}"] {{ background: {colours[role]}; }}' for role in GROUNDS]
    return "\n".join([*types, *weights, *inks, *tones, *grounds])


def _measured(sheet: str, percent: int, points: float) -> str:
    """Replace @4px 8px@ by scaled lengths and %name% by sizes."""
    parts = sheet.split("@")
    parts[1::2] = [" ".join(_scaled(length, percent) for length in part.split()) for part in parts[1::2]]
    control = tokens()["height"]["field_px"]
    outer = _length(14, percent) + 2  # with its edge; a radius of more than half would make it square
    hole = outer - 2 * ((outer - _length(6, percent)) // 2)
    dot = (outer - hole) // 2
    sizes = {
        "control": _length(control - 2, percent),
        "inner": _length(control - 2, percent) - 2,
        "large": _length(38, percent),
        "large_pt": _pt(12, percent, points),
        "caption": _pt(9, percent, points),
        "hole": hole,
        "dot": dot,
        "radio": outer // 2,
    }
    text = "".join(parts)
    for name, size in sizes.items():
        text = text.replace(f"%{name}%", str(size))
    return text


def _scaled(length: str, percent: int) -> str:
    return f"{_length(float(length.removesuffix('px')), percent)}px"


def _length(px: float, percent: int) -> int:
    return round(px * percent / 100)


def _pt(pt: float, percent: int, points: float) -> float:
    return round(pt * points * percent / 100, 2)
