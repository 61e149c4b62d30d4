"""liaison category list: the words that other commands take."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import TYPE_CHECKING, Any

from app.commands import Command
from app.commands.desk import Desk

if TYPE_CHECKING:
    from app.queries.office import CategoryRow


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


COMMANDS = (
    Command(
        "category list",
        "list the categories that a case may have",
        "liaison category list",
        _categories,
        _category_options,
        figures=True,
    ),
)
