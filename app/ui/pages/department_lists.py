"""The three lists of the page Departments: departments, officials, referrals by number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QCoreApplication

from app.authority import Right
from app.models import Level
from app.queries.departments import (
    DepartmentFilter,
    DepartmentLine,
    OfficialFilter,
    OfficialRow,
    department_ids,
    department_lines,
    official_ids,
    official_rows,
)
from app.queries.referrals import ReferralFilter, ReferralRow, referral_ids, referral_rows
from app.ui.case_words import day_words
from app.ui.columns import RIGHT, Column
from app.ui.pages.record_filters import Asks, Questions
from app.ui.pages.record_list import ListSpec
from app.ui.referral_words import days, due_words, level_words, state_words
from app.ui.seat import Seat
from app.ui.widgets.cells import FIGURES_ROLE, INK_ROLE, WEIGHT_ROLE

WORK = ("referral", "chase", "department", "case_record")


def _tr(text: str) -> str:
    return QCoreApplication.translate("departments", text)


def departments_spec(seat: Seat) -> ListSpec:
    """What the list of departments is."""
    return ListSpec(
        name="departments",
        title=_tr("Departments"),
        table="department",
        tables=WORK,
        columns=_department_columns(),
        ids=lambda s, _who, wanted, sort, down: department_ids(s, wanted, sort=sort, descending=down),
        rows=lambda s, who, ids: department_lines(s, who, ids, at=seat.now()),
        start=DepartmentFilter(),
        sort=("name", False),
        questions=Questions(
            _tr("Name, head or liaison"),
            [
                Asks("with_inactive", _tr("Also those no longer in use"), "archive"),
                Asks("ids", _tr("Departments behind a figure"), offered=False),
            ],
        ),
        count=lambda n: _tr("1 department") if n == 1 else _tr("{0} departments").format(f"{n:,}"),
        icon="building-2",
        none=(_tr("No departments yet"), _tr("Add those that answer for the city.")),
        new=(_tr("New department"), "Ctrl+N"),
        new_right=Right.KEEP_TAXONOMY,
    )


def _department_columns() -> Sequence[Column[DepartmentLine]]:
    quiet, bold = {INK_ROLE: lambda _: "ink_2"}, {WEIGHT_ROLE: lambda _: 500}
    late: dict[int, Any] = {INK_ROLE: lambda r: "status.overdue.text" if r.overdue else "ink_3"}

    def figure(key: str, title: str, cell: Any, width: int, gives: int, **more: Any) -> Column[DepartmentLine]:
        return Column(key, title, cell, width=width, gives_way=gives, align=RIGHT, sortable=key == "target", **more)

    return [
        Column("name", _tr("Department"), lambda r: r.name, width=220, fluid=True, roles=bold),
        Column("head", _tr("Head"), lambda r: r.head or "–", width=150, gives_way=5, roles=quiet),
        Column(
            "liaison", _tr("Liaison"), lambda r: r.liaison or "–", width=150, gives_way=1, sortable=False, roles=quiet
        ),
        figure("open", _tr("Open"), lambda r: f"{r.running:,}" if r.running else "–", 72, 7),
        figure("overdue", _tr("Overdue"), _overdue, 104, 0, roles=late),
        figure("median", _tr("Median"), lambda r: days(r.speed.taken.median), 84, 6),
        figure("n", _tr("n"), lambda r: f"{r.speed.taken.n:,}", 60, 4),
        figure("target", _tr("Target"), lambda r: days(float(r.answer_days)), 84, 3),
        figure("inadequate", _tr("Inadequate"), _inadequate, 100, 2),
    ]


def _overdue(row: DepartmentLine) -> str:
    return _tr("{0} overdue").format(f"{row.overdue:,}") if row.overdue else "–"


def _inadequate(row: DepartmentLine) -> str:
    n = row.speed.taken.n
    return _tr("{0} of {1}").format(f"{row.speed.inadequate:,}", f"{n:,}") if n else "–"


def officials_spec(seat: Seat) -> ListSpec:
    """What the list of officials is."""
    return ListSpec(
        name="officials",
        title=_tr("Officials"),
        table="official",
        tables=("official",),
        columns=_official_columns(seat),
        ids=lambda s, _who, wanted, sort, down: official_ids(s, wanted, sort=sort, descending=down),
        rows=lambda s, _who, ids: official_rows(s, ids),
        start=OfficialFilter(),
        sort=("level", False),
        questions=Questions(
            _tr("Name, body or district"),
            [
                Asks("levels", _tr("Level"), "landmark", choices=lambda: [(each, level_words(each)) for each in Level]),
                Asks("with_inactive", _tr("Also those no longer in office"), "archive"),
            ],
        ),
        count=lambda n: _tr("1 official") if n == 1 else _tr("{0} officials").format(f"{n:,}"),
        icon="landmark",
        none=(_tr("No officials yet"), _tr("Add councilors, legislators and agencies, with their staff.")),
        new=(_tr("New official"), "Ctrl+N"),
        new_right=Right.EDIT_PEOPLE,
    )


def _official_columns(seat: Seat) -> Sequence[Column[OfficialRow]]:
    quiet, bold = {INK_ROLE: lambda _: "ink_2"}, {WEIGHT_ROLE: lambda _: 500}

    def until(row: OfficialRow) -> str:
        return day_words(row.term_until, seat.today(), weekday=False) if row.term_until else "–"

    return [
        Column("name", _tr("Name"), lambda r: r.name, width=180, fluid=True, roles=bold),
        Column("title", _tr("Title"), lambda r: r.title or "–", width=180, gives_way=5, sortable=False, roles=quiet),
        Column("body", _tr("Body"), lambda r: r.body, width=220),
        Column("level", _tr("Level"), lambda r: level_words(r.level), width=84),
        Column("district", _tr("District"), lambda r: r.district or "–", width=140, gives_way=3, sortable=False),
        Column("phone", _tr("Phone"), lambda r: r.phone or "–", width=130, gives_way=2, sortable=False),
        Column("email", _tr("E-mail"), lambda r: r.email or "–", width=190, gives_way=6, sortable=False),
        Column("term", _tr("Term until"), until, width=110, gives_way=4),
        Column("staff", _tr("Staff"), lambda r: ", ".join(r.staff) or "–", width=160, gives_way=7, sortable=False),
    ]


def referrals_spec(seat: Seat) -> ListSpec:
    """What the list of referrals is, found by the number that they gave."""
    return ListSpec(
        name="referrals",
        title=_tr("Referrals"),
        table="referral",
        tables=WORK,
        columns=referral_columns(seat),
        ids=lambda s, who, wanted, sort, down: referral_ids(s, who, wanted, sort=sort, descending=down),
        rows=lambda s, who, ids: referral_rows(s, who, ids),
        start=ReferralFilter(running=True),
        sort=("due", False),
        questions=Questions(
            _tr("Number that they gave"),
            [
                Asks("running", _tr("Answer owed"), "hourglass"),
                Asks("department_id", _tr("Of one department"), "building-2", offered=False),
                Asks("overdue", _tr("Overdue"), "triangle-alert", offered=False),
                Asks("ids", _tr("Referrals behind a figure"), offered=False),
            ],
        ),
        count=lambda n: _tr("1 referral") if n == 1 else _tr("{0} referrals").format(f"{n:,}"),
        icon="arrow-left-right",
        none=(_tr("Nothing was referred yet"), _tr("R on a case puts it before a department.")),
    )


def referral_columns(seat: Seat, *, short: bool = False) -> Sequence[Column[ReferralRow]]:
    """The columns of referrals; `short` on the page of one department."""
    quiet, figures = {INK_ROLE: lambda _: "ink_2"}, {FIGURES_ROLE: lambda _: True}
    late: dict[int, Any] = {INK_ROLE: lambda r: "status.overdue.text" if r.late(seat.now()) else "ink_2"}
    found: list[Column[ReferralRow]] = [
        Column("case", _tr("Case"), lambda r: r.case_number, width=104, roles=figures),
        Column("subject", _tr("Subject"), lambda r: r.subject, width=220, fluid=True, sortable=False),
        Column("to", _tr("To"), lambda r: r.to, width=180, gives_way=1, sortable=False),
        Column("state", _tr("State"), lambda r: state_words(r.state), width=120, gives_way=2, roles=quiet),
        Column("due", _tr("Answer"), lambda r: due_words(r, seat), width=190, roles=late),
        Column("chases", _tr("Chases"), lambda r: f"{r.chases or '–'}", width=72, align=RIGHT, sortable=False),
        Column("reference", _tr("Their number"), lambda r: r.reference or "–", width=120, gives_way=3),
    ]
    return [each for each in found if not short or each.key not in ("to", "reference")]
