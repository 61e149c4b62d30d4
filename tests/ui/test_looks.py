"""What a list's cells look like is prepared once a row, and anew when the row, the theme or the hour is another."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

import pytest
from PySide6.QtCore import QModelIndex, Qt

from app.ui.columns import RIGHT, UNLOADED, Column
from app.ui.theme import theme
from app.ui.widgets import looks as module
from app.ui.widgets.cells import CELL_ROLE, FIGURES_ROLE, INK_ROLE, WEIGHT_ROLE, PillCell
from app.ui.widgets.looks import Look, Looks
from app.ui.widgets.pills import pill_width


class Row(NamedTuple):
    name: str


class Model:
    """Rows by place, as a LazyTable gives them; counts how often a word is asked for."""

    def __init__(self) -> None:
        self.rows: dict[int, Row] = {0: Row("Ray Doucette")}
        self.told = 0
        roles: dict[int, Callable[[Row], object]] = {
            INK_ROLE: lambda _: "ink_2",
            FIGURES_ROLE: lambda _: True,
            WEIGHT_ROLE: lambda _: 500,
        }
        self.columns: list[Column[Row]] = [
            Column("name", "Name", self._name, align=RIGHT, roles=roles),
            Column("status", "Status", lambda _: "Open", roles={CELL_ROLE: lambda _: PillCell("open")}),
        ]

    def _name(self, row: Row) -> str:
        self.told += 1
        return row.name

    def look_at(self, place: int) -> Row | None:
        return self.rows.get(place)

    def ask_of(self, row: Row | None, column: int) -> Callable[[int], object]:
        return lambda role: self.columns[column].data(row, role)


@pytest.fixture(autouse=True)
def _usual_theme(qapp: object) -> Iterator[None]:
    yield
    theme().choose("light", text_percent=100)


@pytest.fixture
def model() -> Model:
    return Model()


@pytest.fixture
def looks(model: Model) -> Looks:
    return Looks(model)


def look(looks: Looks, place: int = 0, column: int = 0) -> Look:
    return looks.of(QModelIndex(), place, column)


def test_that_a_cell_is_prepared_once_while_its_row_is_the_same(model, looks):
    assert look(looks) is look(looks)
    assert look(looks).text == "Ray Doucette" and model.told == 1


def test_that_a_row_read_anew_is_prepared_anew(model, looks):
    assert look(looks).text == "Ray Doucette"
    model.rows[0] = Row("Nguyễn Thị Hoa")
    assert look(looks).text == "Nguyễn Thị Hoa"


def test_that_a_row_not_loaded_shows_dots_until_it_comes(model, looks):
    assert look(looks, 7).text == UNLOADED and look(looks, 8) is look(looks, 7)
    model.rows[7] = Row("Linh")
    assert look(looks, 7).text == "Linh" and look(looks, 8).text == UNLOADED


def test_that_words_that_depend_on_the_hour_are_not_kept_for_long(model, looks, monkeypatch):
    first = look(looks)
    monkeypatch.setattr(module, "FRESH", -1.0)
    assert look(looks) is not first and model.told == 2


def test_that_no_more_rows_are_kept_than_a_few_screens_show(model, looks, monkeypatch):
    monkeypatch.setattr(module, "KEPT", 5)
    model.rows = {place: Row(str(place)) for place in range(20)}
    kept = [look(looks, place) for place in range(20)]
    assert [each.text for each in kept] == [str(place) for place in range(20)]
    assert look(looks, 0) is not kept[0] and look(looks, 19) is kept[19]


def test_that_a_look_takes_ink_figures_weight_and_side_from_its_column(looks):
    made = look(looks)
    assert made.ink == "ink_2" and made.font == theme().font("table", figures=True, weight=500)
    assert made.flags & Qt.AlignmentFlag.AlignRight.value and not made.flags & Qt.AlignmentFlag.AlignLeft.value
    assert look(looks, 0, 1).cell == PillCell("open")


def test_that_words_are_shortened_to_their_room_and_whole_again_in_a_wider_one(looks):
    made = look(looks)
    narrow = made.shown(40)
    assert narrow.endswith("…") and len(narrow) < len(made.text)
    assert made.shown(400) == "Ray Doucette" and made.shown(40) == narrow


def test_that_another_size_of_text_is_taken_once_the_look_is_forgotten(looks):
    small = look(looks).font.pointSizeF()
    theme().choose("light", text_percent=200)
    looks.forget()
    assert look(looks).font.pointSizeF() == pytest.approx(2 * small)


def test_that_colours_follow_the_theme_once_the_look_is_forgotten(looks):
    light = looks.color("ink").name()
    theme().choose("dark")
    looks.forget()
    assert looks.color("ink").name() == theme().color("ink").name() != light


def test_that_a_pill_grows_with_the_size_of_text_and_shrinks_again():
    usual = pill_width("open")
    theme().choose("light", text_percent=200)
    assert pill_width("open") > usual * 1.8
    theme().choose("light", text_percent=100)
    assert pill_width("open") == usual
