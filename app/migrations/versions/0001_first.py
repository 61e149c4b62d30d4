"""The first office file: all tables, search, and the guards of history."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def _tables() -> None:
    op.create_table(
        "counter",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_counter")),
    )
    op.create_table(
        "department",
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("head", sa.String(120), nullable=False),
        sa.Column("liaison", sa.String(120), nullable=False),
        sa.Column("phone", sa.String(60), nullable=False),
        sa.Column("email", sa.String(200), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_department")),
        sa.UniqueConstraint("name", name=op.f("uq_department_name")),
    )
    op.create_table(
        "organization",
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("language", sa.String(60), nullable=False),
        sa.Column("website", sa.String(300), nullable=False),
        sa.Column("do_not_contact", sa.Boolean(), nullable=False),
        sa.Column("remarks", sa.String(4000), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name_key", sa.String(200), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organization")),
    )
    op.create_index(op.f("ix_organization_name_key"), "organization", ["name_key"], unique=False)
    op.create_table(
        "person",
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("language", sa.String(60), nullable=False),
        sa.Column("interpreter", sa.Boolean(), nullable=False),
        sa.Column("preferred_channel", sa.String(32), nullable=True),
        sa.Column("do_not_contact", sa.Boolean(), nullable=False),
        sa.Column("deceased", sa.Boolean(), nullable=False),
        sa.Column("safety_notice", sa.String(500), nullable=False),
        sa.Column("address_confidential", sa.Boolean(), nullable=False),
        sa.Column("remarks", sa.String(4000), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name_key", sa.String(200), nullable=False),
        sa.Column("confidential", sa.Boolean(), nullable=False),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["merged_into_id"], ["person.id"], name=op.f("fk_person_merged_into_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
    )
    op.create_index(op.f("ix_person_name_key"), "person", ["name_key"], unique=False)
    op.create_table(
        "place",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("typed", sa.String(300), nullable=False),
        sa.Column("key", sa.String(300), nullable=False),
        sa.Column("street_key", sa.String(160), nullable=False),
        sa.Column("house_number", sa.Integer(), nullable=True),
        sa.Column("unit", sa.String(40), nullable=False),
        sa.Column("city", sa.String(80), nullable=False),
        sa.Column("zip", sa.String(10), nullable=False),
        sa.Column("ward", sa.String(40), nullable=False),
        sa.Column("precinct", sa.String(40), nullable=False),
        sa.Column("neighborhood", sa.String(80), nullable=False),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place")),
    )
    op.create_index(op.f("ix_place_key"), "place", ["key"], unique=False)
    op.create_index(op.f("ix_place_street_key"), "place", ["street_key"], unique=False)
    op.create_table(
        "setting",
        sa.Column("key", sa.String(60), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_setting")),
    )
    op.create_table(
        "staff",
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("login", sa.String(40), nullable=False),
        sa.Column("role", sa.String(32), nullable=False),
        sa.Column("email", sa.String(200), nullable=False),
        sa.Column("languages", sa.String(200), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
        sa.UniqueConstraint("login", name=op.f("uq_staff_login")),
    )
    op.create_table(
        "address",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("organization_id", sa.Integer(), nullable=True),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(40), nullable=False),
        sa.Column("preferred", sa.Boolean(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_address_organization_id_organization")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_address_person_id_person")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_address_place_id_place")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_address")),
    )
    op.create_index(op.f("ix_address_organization_id"), "address", ["organization_id"], unique=False)
    op.create_index(op.f("ix_address_person_id"), "address", ["person_id"], unique=False)
    op.create_index(op.f("ix_address_place_id"), "address", ["place_id"], unique=False)
    op.create_table(
        "category",
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("grouping", sa.String(80), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("keywords", sa.String(4000), nullable=False),
        sa.Column("acknowledge_hours", sa.Integer(), nullable=False),
        sa.Column("first_response_days", sa.Integer(), nullable=False),
        sa.Column("resolution_days", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(60), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name=op.f("fk_category_department_id_department")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_category")),
        sa.UniqueConstraint("name", name=op.f("uq_category_name")),
    )
    op.create_table(
        "draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("key", sa.String(80), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("parked", sa.Boolean(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_draft_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
        sa.UniqueConstraint("staff_id", "kind", "key", name=op.f("uq_draft_staff_id_kind_key")),
    )
    op.create_table(
        "event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("acting_for_id", sa.Integer(), nullable=True),
        sa.Column("verb", sa.String(40), nullable=False),
        sa.Column("subject", sa.String(40), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(["acting_for_id"], ["staff.id"], name=op.f("fk_event_acting_for_id_staff")),
        sa.ForeignKeyConstraint(["actor_id"], ["staff.id"], name=op.f("fk_event_actor_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
    )
    op.create_index(op.f("ix_event_at"), "event", ["at"], unique=False)
    op.create_index("ix_event_subject", "event", ["subject", "subject_id", "id"], unique=False)
    op.create_table(
        "import_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(260), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("made", sa.Integer(), nullable=False),
        sa.Column("rejected", sa.Integer(), nullable=False),
        sa.Column("mapping", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name=op.f("fk_import_batch_by_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_batch")),
    )
    op.create_table(
        "position",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(120), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_position_organization_id_organization")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_position_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_position")),
    )
    op.create_index(op.f("ix_position_organization_id"), "position", ["organization_id"], unique=False)
    op.create_index(op.f("ix_position_person_id"), "position", ["person_id"], unique=False)
    op.create_table(
        "reach",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("organization_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("typed", sa.String(200), nullable=False),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("extension", sa.String(20), nullable=False),
        sa.Column("label", sa.String(40), nullable=False),
        sa.Column("preferred", sa.Boolean(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_reach_organization_id_organization")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_reach_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reach")),
    )
    op.create_index(op.f("ix_reach_key"), "reach", ["key"], unique=False)
    op.create_index(op.f("ix_reach_organization_id"), "reach", ["organization_id"], unique=False)
    op.create_index(op.f("ix_reach_person_id"), "reach", ["person_id"], unique=False)
    op.create_table(
        "saved_view",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("page", sa.String(40), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("definition", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_saved_view_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
        sa.UniqueConstraint("staff_id", "page", "name", name=op.f("uq_saved_view_staff_id_page_name")),
    )
    op.create_table(
        "case_record",
        sa.Column("subject", sa.String(200), nullable=False),
        sa.Column("account", sa.String(100000), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=True),
        sa.Column("priority", sa.String(32), nullable=False),
        sa.Column("confidential", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(16), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(32), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("organization_id", sa.Integer(), nullable=True),
        sa.Column("anonymous", sa.Boolean(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=True),
        sa.Column("ward", sa.String(40), nullable=False),
        sa.Column("channel", sa.String(32), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("first_response_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_response_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reopened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("wait_reason", sa.String(500), nullable=False),
        sa.Column("outcome", sa.String(32), nullable=True),
        sa.Column("outcome_words", sa.String(4000), nullable=False),
        sa.Column("told", sa.Boolean(), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_how", sa.String(32), nullable=True),
        sa.Column("told_by_id", sa.Integer(), nullable=True),
        sa.Column("why_not_told", sa.String(500), nullable=False),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["category_id"], ["category.id"], name=op.f("fk_case_record_category_id_category")),
        sa.ForeignKeyConstraint(["import_id"], ["import_batch.id"], name=op.f("fk_case_record_import_id_import_batch")),
        sa.ForeignKeyConstraint(
            ["merged_into_id"], ["case_record.id"], name=op.f("fk_case_record_merged_into_id_case_record")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_case_record_organization_id_organization")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["staff.id"], name=op.f("fk_case_record_owner_id_staff")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_case_record_person_id_person")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_case_record_place_id_place")),
        sa.ForeignKeyConstraint(["told_by_id"], ["staff.id"], name=op.f("fk_case_record_told_by_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_record")),
        sa.UniqueConstraint("number", name=op.f("uq_case_record_number")),
        sa.UniqueConstraint("year", "seq", name=op.f("uq_case_record_year_seq")),
    )
    op.create_index(
        op.f("ix_case_record_category_id_received_at"), "case_record", ["category_id", "received_at"], unique=False
    )
    op.create_index(
        "ix_case_confidential",
        "case_record",
        ["owner_id"],
        sqlite_where=sa.text("confidential = 1"),
        postgresql_where=sa.text("confidential"),
    )
    op.create_index(op.f("ix_case_record_closed_at"), "case_record", ["closed_at"], unique=False)
    op.create_index(op.f("ix_case_record_first_response_at"), "case_record", ["first_response_at"], unique=False)
    op.create_index(op.f("ix_case_record_import_id"), "case_record", ["import_id"], unique=False)
    op.create_index(op.f("ix_case_record_organization_id"), "case_record", ["organization_id"], unique=False)
    op.create_index(
        op.f("ix_case_record_owner_id_status_due_at"), "case_record", ["owner_id", "status", "due_at"], unique=False
    )
    op.create_index(op.f("ix_case_record_person_id"), "case_record", ["person_id"], unique=False)
    op.create_index(op.f("ix_case_record_place_id"), "case_record", ["place_id"], unique=False)
    op.create_index(op.f("ix_case_record_received_at"), "case_record", ["received_at"], unique=False)
    op.create_index(op.f("ix_case_record_seq"), "case_record", ["seq"], unique=False)
    op.create_index(op.f("ix_case_record_status_due_at"), "case_record", ["status", "due_at"], unique=False)
    op.create_table(
        "case_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name=op.f("fk_case_link_by_id_staff")),
        sa.ForeignKeyConstraint(["case_id"], ["case_record.id"], name=op.f("fk_case_link_case_id_case_record")),
        sa.ForeignKeyConstraint(["other_id"], ["case_record.id"], name=op.f("fk_case_link_other_id_case_record")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_link")),
        sa.UniqueConstraint("case_id", "other_id", name=op.f("uq_case_link_case_id_other_id")),
    )
    op.create_index(op.f("ix_case_link_other_id"), "case_link", ["other_id"], unique=False)
    op.create_table(
        "case_person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(120), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_record.id"], name=op.f("fk_case_person_case_id_case_record")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_case_person_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_person")),
        sa.UniqueConstraint("case_id", "person_id", name=op.f("uq_case_person_case_id_person_id")),
    )
    op.create_index(op.f("ix_case_person_person_id"), "case_person", ["person_id"], unique=False)
    op.create_table(
        "contact",
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("direction", sa.String(32), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("words", sa.String(100000), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("language", sa.String(60), nullable=False),
        sa.Column("language_help", sa.String(32), nullable=False),
        sa.Column("answered_at_once", sa.Boolean(), nullable=False),
        sa.Column("for_mayor", sa.Boolean(), nullable=False),
        sa.Column("anonymous", sa.Boolean(), nullable=False),
        sa.Column("mail_subject", sa.String(998), nullable=False),
        sa.Column("mail_from", sa.String(998), nullable=False),
        sa.Column("mail_to", sa.String(4000), nullable=False),
        sa.Column("message_id", sa.String(998), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("organization_id", sa.Integer(), nullable=True),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("place_id", sa.Integer(), nullable=True),
        sa.Column("category_id", sa.Integer(), nullable=True),
        sa.Column("ward", sa.String(40), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_by_id", sa.Integer(), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_record.id"], name=op.f("fk_contact_case_id_case_record")),
        sa.ForeignKeyConstraint(["category_id"], ["category.id"], name=op.f("fk_contact_category_id_category")),
        sa.ForeignKeyConstraint(["entered_by_id"], ["staff.id"], name=op.f("fk_contact_entered_by_id_staff")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_contact_organization_id_organization")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_contact_person_id_person")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_contact_place_id_place")),
        sa.ForeignKeyConstraint(["taken_by_id"], ["staff.id"], name=op.f("fk_contact_taken_by_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
    )
    op.create_index(op.f("ix_contact_case_id_happened_at"), "contact", ["case_id", "happened_at"], unique=False)
    op.create_index(
        "ix_contact_figures",
        "contact",
        ["happened_at", "channel", "category_id", "language", "ward", "case_id"],
        unique=False,
    )
    op.create_index(op.f("ix_contact_happened_at"), "contact", ["happened_at"], unique=False)
    op.create_index(op.f("ix_contact_message_id"), "contact", ["message_id"], unique=False)
    op.create_index(
        op.f("ix_contact_organization_id_happened_at"), "contact", ["organization_id", "happened_at"], unique=False
    )
    op.create_index(op.f("ix_contact_person_id_happened_at"), "contact", ["person_id", "happened_at"], unique=False)
    op.create_index(op.f("ix_contact_place_id"), "contact", ["place_id"], unique=False)
    op.create_table(
        "move",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("was", sa.String(32), nullable=True),
        sa.Column("became", sa.String(32), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("outcome", sa.String(32), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name=op.f("fk_move_by_id_staff")),
        sa.ForeignKeyConstraint(["case_id"], ["case_record.id"], name=op.f("fk_move_case_id_case_record")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_move")),
    )
    op.create_index("ix_move_became", "move", ["became", "at", "case_id"], unique=False)
    op.create_index("ix_move_case", "move", ["case_id", "at", "became", "was"], unique=False)
    first = sa.text("was IS NULL")
    op.create_index("ix_move_first", "move", ["at", "case_id"], sqlite_where=first, postgresql_where=first)
    op.create_table(
        "note",
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("words", sa.String(100000), nullable=False),
        sa.Column("channel", sa.String(32), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name=op.f("fk_note_by_id_staff")),
        sa.ForeignKeyConstraint(["case_id"], ["case_record.id"], name=op.f("fk_note_case_id_case_record")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note")),
    )
    op.create_index(op.f("ix_note_case_id_at"), "note", ["case_id", "at"], unique=False)
    op.create_table(
        "reference",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("system", sa.String(60), nullable=False),
        sa.Column("number", sa.String(80), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_record.id"], name=op.f("fk_reference_case_id_case_record")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reference")),
        sa.UniqueConstraint("case_id", "system", "number", name=op.f("uq_reference_case_id_system_number")),
    )
    op.create_index(op.f("ix_reference_number"), "reference", ["number"], unique=False)
    op.create_table(
        "attachment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(260), nullable=False),
        sa.Column("media_type", sa.String(120), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name=op.f("fk_attachment_by_id_staff")),
        sa.ForeignKeyConstraint(["case_id"], ["case_record.id"], name=op.f("fk_attachment_case_id_case_record")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_attachment_contact_id_contact")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
    )
    op.create_index(op.f("ix_attachment_address"), "attachment", ["address"], unique=False)
    op.create_index(op.f("ix_attachment_case_id"), "attachment", ["case_id"], unique=False)
    op.create_index(op.f("ix_attachment_contact_id"), "attachment", ["contact_id"], unique=False)


WORDS = "tokenize='unicode61 remove_diacritics 2', prefix='2 3', content='', contentless_delete=1"
GRAMS = "tokenize='trigram', content='', contentless_delete=1"
INDEXES = {
    "case_words": f"subject, account, number, place, {WORDS}",
    "contact_words": f"words, mail_subject, {WORDS}",
    "note_words": f"words, {WORDS}",
    "person_words": f"name, name_key, remarks, {WORDS}",
    "organization_words": f"name, name_key, remarks, {WORDS}",
    "place_words": f"typed, key, {WORDS}",
    "person_grams": f"name, numbers, {GRAMS}",
    "organization_grams": f"name, numbers, {GRAMS}",
}
CASE = (
    "INSERT INTO case_words(rowid, subject, account, number, place) VALUES (NEW.id, NEW.subject, NEW.account, "
    "NEW.number, coalesce((SELECT typed FROM place WHERE id = NEW.place_id), ''))"
)
CONTACT = "INSERT INTO contact_words(rowid, words, mail_subject) VALUES (NEW.id, NEW.words, NEW.mail_subject)"
NOTE = "INSERT INTO note_words(rowid, words) VALUES (NEW.id, NEW.words)"
PLACE = "INSERT INTO place_words(rowid, typed, key) VALUES (NEW.id, NEW.typed, NEW.key)"


def _named(kind: str, row: str) -> str:
    return (
        f"INSERT INTO {kind}_words(rowid, name, name_key, remarks) "
        f"SELECT id, name, name_key, remarks FROM {kind} WHERE id = {row}"
    )


def _grams(kind: str, row: str) -> str:
    return (
        f"INSERT INTO {kind}_grams(rowid, name, numbers) SELECT id, name_key, coalesce((SELECT group_concat(key, ' ') "
        f"FROM reach WHERE {kind}_id = {row}), '') FROM {kind} WHERE id = {row}"
    )


def _trigger(name: str, when: str, *steps: str) -> None:
    op.execute(f"CREATE TRIGGER {name} {when} BEGIN {'; '.join(steps)}; END")


def _search() -> None:
    """Full-text indexes kept by triggers; words for reading, trigrams for any part of a name or number."""
    for name, columns in INDEXES.items():
        op.execute(f"CREATE VIRTUAL TABLE {name} USING fts5({columns})")
    for table, index, add, fields in (
        ("case_record", "case_words", CASE, "subject, account, number, place_id"),
        ("contact", "contact_words", CONTACT, "words, mail_subject"),
        ("note", "note_words", NOTE, "words"),
        ("place", "place_words", PLACE, "typed, key"),
    ):
        _trigger(f"{index}_added", f"AFTER INSERT ON {table}", add)
        _trigger(
            f"{index}_changed", f"AFTER UPDATE OF {fields} ON {table}", f"DELETE FROM {index} WHERE rowid = NEW.id", add
        )
    for kind in ("person", "organization"):
        _search_named(kind)


def _search_named(kind: str) -> None:
    drop_words, drop_grams = f"DELETE FROM {kind}_words WHERE rowid = ", f"DELETE FROM {kind}_grams WHERE rowid = "
    _trigger(f"{kind}_words_added", f"AFTER INSERT ON {kind}", _named(kind, "NEW.id"), _grams(kind, "NEW.id"))
    _trigger(
        f"{kind}_words_changed",
        f"AFTER UPDATE OF name, name_key, remarks ON {kind}",
        drop_words + "NEW.id",
        _named(kind, "NEW.id"),
        drop_grams + "NEW.id",
        _grams(kind, "NEW.id"),
    )
    for what, row in (("INSERT", "NEW"), ("UPDATE", "NEW"), ("DELETE", "OLD")):
        _trigger(
            f"{kind}_grams_{what.lower()}",
            f"AFTER {what} ON reach WHEN {row}.{kind}_id IS NOT NULL",
            f"{drop_grams}{row}.{kind}_id",
            _grams(kind, f"{row}.{kind}_id"),
        )


def _guards() -> None:
    """History only grows, and so does the last case number (G6)."""
    for what in ("UPDATE", "DELETE"):
        _trigger(
            f"event_no_{what.lower()}",
            f"BEFORE {what} ON event",
            "SELECT RAISE(ABORT, 'history is append-only')",
        )
    _trigger(
        "counter_only_grows",
        "BEFORE UPDATE ON counter WHEN NEW.last < OLD.last OR NEW.year <> OLD.year",
        "SELECT RAISE(ABORT, 'a case number is never used twice')",
    )
    _trigger("counter_stays", "BEFORE DELETE ON counter", "SELECT RAISE(ABORT, 'a case number is never used twice')")


def upgrade() -> None:
    _tables()
    if op.get_bind().dialect.name == "sqlite":
        _search()
        _guards()
