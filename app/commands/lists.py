"""liaison category list, staff list: the words that other commands take."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import TYPE_CHECKING, Any

from app.commands import Command
from app.commands.desk import Desk
from app.commands.words import said

if TYPE_CHECKING:
    from app.queries.office import CategoryRow, StaffRow


def _category_options(parser: ArgumentParser) -> None:
    parser.add_argument("--with-inactive", action="store_true", help="also those that new cases do not get")


def _categories(desk: Desk) -> None:
    from app.queries.office import categories

    rows = desk.read(lambda session, _: categories(session, with_inactive=desk.args.with_inactive))
    if desk.wants_json:
        desk.json([_category(row) for row in rows])
        return
    lines = [(row.name, row.key, row.grouping, row.department, "" if row.active else "not used") for row in rows]
    desk.table(("Category", "Key", "Group", "Department", ""), lines)


def _category(row: CategoryRow) -> dict[str, Any]:
    return {each: getattr(row, each) for each in ("id", "key", "name", "grouping", "department", "active")}


def _staff_options(parser: ArgumentParser) -> None:
    parser.add_argument("--with-left", action="store_true", help="also those who have left")


def _staff(desk: Desk) -> None:
    from app.queries.office import staff

    rows = desk.read(lambda session, _: staff(session, with_left=desk.args.with_left))
    if desk.wants_json:
        desk.json([_member(row) for row in rows])
        return
    desk.table(("Login", "Name", "Role", "Left"), [(r.login, r.name, said(r.role), desk.day(r.left_at)) for r in rows])


def _member(row: StaffRow) -> dict[str, Any]:
    return {each: getattr(row, each) for each in ("id", "login", "name", "role", "left_at")}


COMMANDS = (
    Command(
        "category list",
        "list the categories that a case may have",
        "liaison category list",
        _categories,
        _category_options,
        figures=True,
    ),
    Command(
        "staff list",
        "list who works here, with the logins that own cases",
        "liaison staff list",
        _staff,
        _staff_options,
        figures=True,
    ),
)
