"""Real input: what a mail answers and whether a machine wrote it; imports that can be undone; a quicker contact log."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

from app.workdays import OfficeCalendar, Stretch, moved

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

INDEX_OF = {
    "case_record": ("case_words",),
    "contact": ("contact_words",),
    "note": ("note_words",),
    "place": ("place_words",),
    "person": ("person_words", "person_grams"),
    "organization": ("organization_words", "organization_grams"),
}

# the waits that stop our clock, and the tables as they were at this step
STOPS = ("waiting_resident", "waiting_third_party")
_AT = sa.DateTime(timezone=True)
_SETTINGS = sa.table("setting", sa.column("key", sa.String), sa.column("value", sa.JSON))
_CASES = sa.table(
    "case_record",
    sa.column("id", sa.Integer),
    sa.column("due_at", _AT),
    sa.column("first_response_due_at", _AT),
    sa.column("first_response_at", _AT),
)
_MOVES = sa.table(
    "move",
    sa.column("id", sa.Integer),
    sa.column("case_id", sa.Integer),
    sa.column("at", _AT),
    sa.column("became", sa.String),
)


def _contacts() -> None:
    op.add_column("contact", sa.Column("in_reply_to", sa.String(998), nullable=False, server_default=""))
    op.add_column("contact", sa.Column("automatic", sa.String(32), nullable=True))
    op.create_index(
        "ix_contact_days",
        "contact",
        ["happened_at", "id", "case_id", "undone_at"],  # in the order of the log, and all that its list asks
        sqlite_where=sa.text("undone_at IS NULL"),
        postgresql_where=sa.text("undone_at IS NULL"),
    )


def _orders() -> None:
    """The orders of the list of cases."""
    for name in ("ward", "priority", "channel"):
        op.create_index(f"ix_case_record_{name}", "case_record", [name])
    some = sa.text("organization_id IS NOT NULL")
    columns = ["organization_id", "status", "person_id"]
    op.create_index("ix_case_organization", "case_record", columns, sqlite_where=some, postgresql_where=some)
    due = f"CASE WHEN status IN ({', '.join(map(repr, STOPS))}) THEN NULL ELSE due_at END"
    op.execute(f"CREATE INDEX ix_case_due ON case_record (({due}), due_at)")
    op.execute("CREATE INDEX ix_case_subject ON case_record ((lower(subject)))")


def _figures() -> None:
    """What figures are counted from, with all the columns that they ask."""
    op.drop_index("ix_move_first", "move")
    first = sa.text("was IS NULL")
    op.create_index("ix_move_first", "move", ["at", "case_id", "was"], sqlite_where=first, postgresql_where=first)
    op.drop_index("ix_move_became", "move")
    op.create_index("ix_move_became", "move", ["became", "at", "case_id", "was"])
    op.drop_index("ix_contact_figures", "contact")
    counted = ["happened_at", "channel", "category_id", "language", "ward", "case_id", "language_help", "direction"]
    counted += ["for_mayor", "answered_at_once", "undone_at", "taken_by_id"]
    op.create_index("ix_contact_figures", "contact", counted)


def _people() -> None:
    """The orders of the list of people, with all that it asks."""
    for name, first in (("ix_person_order", []), ("ix_person_languages", ["language"])):
        where = sa.text("merged_into_id IS NULL")
        columns = [*first, "name_key", "id", "confidential", "merged_into_id"]
        op.create_index(name, "person", columns, sqlite_where=where, postgresql_where=where)


def _imports() -> None:
    op.add_column("import_batch", sa.Column("kind", sa.String(20), nullable=False, server_default="cases"))
    op.add_column("import_batch", sa.Column("rows", sa.JSON(), nullable=False, server_default="{}"))
    op.add_column("import_batch", sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("import_batch", sa.Column("undone_by_id", sa.Integer(), nullable=True))


def _search() -> None:
    """Until now nothing searchable was ever deleted; an import undone takes its words along."""
    for table, indexes in INDEX_OF.items():
        steps = "; ".join(f"DELETE FROM {index} WHERE rowid = OLD.id" for index in indexes)
        op.execute(f"CREATE TRIGGER {indexes[0]}_deleted AFTER DELETE ON {table} BEGIN {steps}; END")
        words = indexes[0]  # the words that the index holds, to find those that begin with some letters
        op.execute(f"CREATE VIRTUAL TABLE {words}_terms USING fts5vocab({words}, instance)")


def _due_dates() -> None:
    """Until now a due date stayed where receipt had put it; those of cases that waited are moved by the present rule.

    Otherwise the new figures would call late what was in time by its net business days. A case that is waiting still is
    moved when it comes back. History is left as it is: the dates follow from the waits that it tells.
    """
    connection = op.get_bind()
    hours, waits = _calendar(connection), _waits(connection)
    c, changed = _CASES.c, list[dict[str, object]]()
    for case_id, due, first, answered in connection.execute(
        sa.select(c.id, c.due_at, c.first_response_due_at, c.first_response_at)
    ):
        mine = waits.get(case_id)
        if mine:
            before = [each for each in mine if answered is None or each[0] <= _utc(answered)]
            new = {"due": _moved(hours, due, mine), "first": _moved(hours, first, before)}
            changed.append({"of": case_id, **new})
    if changed:
        dates: dict[str, sa.BindParameter[Any]] = {
            "due_at": sa.bindparam("due"),
            "first_response_due_at": sa.bindparam("first"),
        }
        connection.execute(sa.update(_CASES).where(c.id == sa.bindparam("of")).values(**dates), changed)


def _calendar(connection: sa.Connection) -> OfficeCalendar:
    kept = connection.execute(sa.select(_SETTINGS.c.value).where(_SETTINGS.c.key == "calendar")).scalar()
    return OfficeCalendar.from_json(kept) if kept else OfficeCalendar()


def _waits(connection: sa.Connection) -> dict[int, list[Stretch]]:
    """The waits that are over, by case: from a move to such a status to the move after it."""
    m = _MOVES.c
    waited = sa.select(m.case_id).where(m.became.in_(STOPS))
    query = sa.select(m.case_id, m.at, m.became).where(m.case_id.in_(waited)).order_by(m.case_id, m.at, m.id)
    found: dict[int, list[Stretch]] = {}
    began: dict[int, datetime] = {}
    for case_id, at, became in connection.execute(query):
        start = began.pop(case_id, None)
        if start is not None:
            found.setdefault(case_id, []).append((start, _utc(at)))
        if became in STOPS:
            began[case_id] = _utc(at)
    return found


def _moved(hours: OfficeCalendar, due: datetime | None, waits: list[Stretch]) -> datetime | None:
    return moved(hours, _utc(due), waits) if due is not None else None


def _utc(at: datetime) -> datetime:
    """SQLite gives instants without their zone, PostgreSQL with it; both are UTC."""
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def upgrade() -> None:
    _contacts()
    _imports()
    _orders()
    _people()
    _figures()
    _due_dates()
    if op.get_bind().dialect.name == "sqlite":
        _search()
