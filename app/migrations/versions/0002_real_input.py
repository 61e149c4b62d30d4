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
        ["happened_at", "id", "case_id"],  # in the order of the log, so that nothing is sorted
        sqlite_where=sa.text("undone_at IS NULL"),
        postgresql_where=sa.text("undone_at IS NULL"),
    )


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
    _due_dates()
    if op.get_bind().dialect.name == "sqlite":
        _search()
