"""Who may act: appointments, absences, designations; named readers; reviews; complaints."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

from app.workdays import OfficeCalendar, end_of, term_of

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_AT = sa.DateTime(timezone=True)
_SETTINGS = sa.table("setting", sa.column("key", sa.String), sa.column("value", sa.JSON))
_STAFF = sa.table(
    "staff",
    sa.column("id", sa.Integer),
    sa.column("role", sa.String),
    sa.column("joined_at", _AT),
    sa.column("left_at", _AT),
)
_EVENTS = sa.table("event", sa.column("at", _AT))
_APPOINTMENTS = sa.table(
    "appointment",
    sa.column("staff_id", sa.Integer),
    sa.column("role", sa.String),
    sa.column("instrument", sa.String),
    sa.column("from_at", _AT),
    sa.column("until_at", _AT),
    sa.column("made_at", _AT),
)


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.Integer(), nullable=False)


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"))


def _mandates() -> None:
    op.create_table(
        "appointment",
        _id(),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(32), nullable=False),
        sa.Column("instrument", sa.String(120), nullable=False),
        sa.Column("from_at", _AT, nullable=False),
        sa.Column("until_at", _AT, nullable=False),
        sa.Column("ended_at", _AT, nullable=True),
        sa.Column("made_at", _AT, nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointment")),
        _to("appointment", "staff_id", "staff"),
        _to("appointment", "by_id", "staff"),
    )
    op.create_index("ix_appointment_staff_id_until_at", "appointment", ["staff_id", "until_at"])
    op.create_table(
        "absence",
        _id(),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("words", sa.String(200), nullable=False),
        sa.Column("from_at", _AT, nullable=False),
        sa.Column("until_at", _AT, nullable=True),
        sa.Column("deputy_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", _AT, nullable=True),
        sa.Column("made_at", _AT, nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence")),
        _to("absence", "staff_id", "staff"),
        _to("absence", "deputy_id", "staff"),
        _to("absence", "by_id", "staff"),
    )
    op.create_index("ix_absence_staff_id_from_at", "absence", ["staff_id", "from_at"])
    _designations()


def _designations() -> None:
    op.create_table(
        "designation",
        _id(),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("absence_id", sa.Integer(), nullable=False),
        sa.Column("instrument", sa.String(120), nullable=False),
        sa.Column("instrument_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(400), nullable=False),
        sa.Column("from_at", _AT, nullable=False),
        sa.Column("until_at", _AT, nullable=False),
        sa.Column("kept_back", sa.JSON(), nullable=False),
        sa.Column("director_directs", sa.Boolean(), nullable=False),
        sa.Column("for_id", sa.Integer(), nullable=True),
        sa.Column("made", sa.String(32), nullable=False),
        sa.Column("made_at", _AT, nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("ended_at", _AT, nullable=True),
        sa.Column("ended_why", sa.String(32), nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.Column("ended_words", sa.String(400), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_designation")),
        _to("designation", "staff_id", "staff"),
        _to("designation", "absence_id", "absence"),
        _to("designation", "for_id", "staff"),
        _to("designation", "by_id", "staff"),
        _to("designation", "ended_by_id", "staff"),
    )
    op.create_index("ix_designation_from_at", "designation", ["from_at"])
    reference = "CONSTRAINT fk_attachment_designation_id_designation REFERENCES designation (id)"
    op.execute(f"ALTER TABLE attachment ADD COLUMN designation_id INTEGER {reference}")
    op.create_index("ix_attachment_designation_id", "attachment", ["designation_id"])


def _readers() -> None:
    for subject, record in (("case", "case_record"), ("person", "person")):
        table = f"{subject}_reader"
        op.create_table(
            table,
            _id(),
            sa.Column(f"{subject}_id", sa.Integer(), nullable=False),
            sa.Column("staff_id", sa.Integer(), nullable=False),
            sa.Column("at", _AT, nullable=False),
            sa.Column("by_id", sa.Integer(), nullable=False),
            sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
            sa.UniqueConstraint(f"{subject}_id", "staff_id", name=op.f(f"uq_{table}_{subject}_id_staff_id")),
            _to(table, f"{subject}_id", record),
            _to(table, "staff_id", "staff"),
            _to(table, "by_id", "staff"),
        )
        op.create_index(f"ix_{table}_staff_id", table, ["staff_id"])
    hidden: dict[str, Any] = {"sqlite_where": sa.text("confidential = 1"), "postgresql_where": sa.text("confidential")}
    op.create_index("ix_person_confidential", "person", ["id"], **hidden)


def _reviews() -> None:
    op.add_column("case_record", sa.Column("complaint", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "review",
        _id(),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("asked_at", _AT, nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("closing", sa.JSON(), nullable=False),
        sa.Column("decided_at", _AT, nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decision", sa.String(32), nullable=True),
        sa.Column("words", sa.String(2000), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
        _to("review", "case_id", "case_record"),
        _to("review", "asked_by_id", "staff"),
        _to("review", "decided_by_id", "staff"),
    )
    op.create_index("ix_review_case_id", "review", ["case_id"])
    some = sa.text("decided_at IS NULL")
    op.create_index("ix_review_open", "review", ["asked_at"], sqlite_where=some, postgresql_where=some)
    op.execute(
        "INSERT INTO review (case_id, kind, asked_at, asked_by_id, closing, words) "
        "SELECT c.id, 'reopened', c.reopened_at, m.by_id, 'null', '' FROM case_record c JOIN move m ON m.id = "
        "(SELECT max(id) FROM move WHERE case_id = c.id AND became = 'reopened') "
        "WHERE c.status = 'reopened' AND c.reopened_at IS NOT NULL"
    )


def _appointments() -> None:
    """Whoever directs or works cases now was appointed on paper: their rights go on to the end of the running term.

    The instrument is not known here; the office is asked for it on the Delegation page.
    """
    connection = op.get_bind()
    kept = connection.execute(sa.select(_SETTINGS.c.value).where(_SETTINGS.c.key == "calendar")).scalar()
    zone = (OfficeCalendar.from_json(kept) if isinstance(kept, dict) else OfficeCalendar()).zone
    newest = connection.execute(sa.select(sa.func.max(_EVENTS.c.at, type_=_AT))).scalar()
    now = max(filter(None, (datetime.now(UTC), _utc(newest))))
    until = end_of(term_of(now.date()).last, zone)
    s = _STAFF.c
    here = sa.select(s.id, s.role, s.joined_at).where(s.left_at.is_(None), s.role.in_(("director", "associate")))
    rows = [
        {"staff_id": each.id, "role": each.role, "instrument": "", "from_at": _utc(each.joined_at), "until_at": until}
        for each in connection.execute(here)
    ]
    if rows:
        connection.execute(sa.insert(_APPOINTMENTS), [{**row, "made_at": now} for row in rows])


def _utc(at: datetime | None) -> datetime | None:
    """SQLite gives instants without their zone, PostgreSQL with it; both are UTC."""
    return at.replace(tzinfo=UTC) if at is not None and at.tzinfo is None else at


def _guard() -> None:
    """INSERT OR REPLACE takes a line out without the trigger on deletion, where another tool does not ask for it."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE TRIGGER event_no_replace BEFORE INSERT ON event "
            "WHEN EXISTS (SELECT 1 FROM event WHERE id = NEW.id) "
            "BEGIN SELECT RAISE(ABORT, 'history is append-only'); END"
        )


def upgrade() -> None:
    op.create_index("ix_event_actor", "event", ["actor_id", "id"])
    op.create_index("ix_event_verb", "event", ["verb", "id"])
    _guard()
    _mandates()
    _readers()
    _reviews()
    _appointments()
