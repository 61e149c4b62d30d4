"""What each role may do: the one table of rights. The Office page shows it, a test holds every cell of it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from app.models import Role


class Right(StrEnum):
    """One thing that somebody may do."""

    LOG_CONTACT = "log_contact"
    EDIT_PEOPLE = "edit_people"
    OPEN_CASE = "open_case"
    WORK_CASE = "work_case"
    HAND_OVER = "hand_over"
    CLOSE_CASE = "close_case"
    ASSIGN_CASE = "assign_case"
    REVIEW_CASE = "review_case"
    REVIEW_SUBSTANCE = "review_substance"
    RECOMMEND = "recommend"
    SEE_CONFIDENTIAL = "see_confidential"
    COUNT_CONFIDENTIAL = "count_confidential"
    IMPORT = "import"
    EXPORT = "export"
    PRINT = "print"
    ISSUE = "issue"
    MANAGE_OFFICE = "manage_office"
    KEEP_TAXONOMY = "keep_taxonomy"
    KEEP_DIRECTIVES = "keep_directives"
    ACCOUNT = "account"
    ANSWER_MAYOR = "answer_mayor"
    MANAGE_STAFF = "manage_staff"
    APPOINT = "appoint"
    RECORD_ABSENCE = "record_absence"
    DESIGNATE = "designate"
    RECORD_DESIGNATION = "record_designation"
    READ_REGISTER = "read_register"
    READ_HISTORY = "read_history"


WORDS: Mapping[Right, str] = {
    Right.LOG_CONTACT: "log contacts",
    Right.EDIT_PEOPLE: "change people or organizations",
    Right.OPEN_CASE: "open cases",
    Right.WORK_CASE: "work on cases",
    Right.HAND_OVER: "hand over own cases",
    Right.CLOSE_CASE: "close cases",
    Right.ASSIGN_CASE: "hand out cases",
    Right.REVIEW_CASE: "approve closings or review cases",
    Right.REVIEW_SUBSTANCE: "read answers for substance or draft recommendations",
    Right.RECOMMEND: "send recommendations to departments",
    Right.SEE_CONFIDENTIAL: "see every confidential case and person",
    Right.COUNT_CONFIDENTIAL: "count confidential cases in figures",
    Right.IMPORT: "bring in tables",
    Right.EXPORT: "export lists",
    Right.PRINT: "print reports",
    Right.ISSUE: "issue reports with a number",
    Right.MANAGE_OFFICE: "change the office's settings",
    Right.KEEP_TAXONOMY: "change categories or departments",
    Right.KEEP_DIRECTIVES: "change the directives or what counts to them",
    Right.ACCOUNT: "give the account by directive",
    Right.ANSWER_MAYOR: "work off messages for the Mayor",
    Right.MANAGE_STAFF: "add or remove staff",
    Right.APPOINT: "record the Mayor's appointments",
    Right.RECORD_ABSENCE: "record absences of others",
    Right.DESIGNATE: "designate an acting director",
    Right.RECORD_DESIGNATION: "record a designation from the Mayor's memo",
    Right.READ_REGISTER: "read the register of appointments and designations",
    Right.READ_HISTORY: "read the office's history",
}

_DESK = frozenset({Right.LOG_CONTACT, Right.EDIT_PEOPLE, Right.OPEN_CASE, Right.WORK_CASE, Right.PRINT})
_DESK |= {Right.HAND_OVER, Right.CLOSE_CASE, Right.EXPORT, Right.IMPORT, Right.READ_REGISTER}
_DESK |= {Right.REVIEW_SUBSTANCE, Right.ACCOUNT}
_RECORDS = frozenset({Right.APPOINT, Right.RECORD_ABSENCE, Right.RECORD_DESIGNATION, Right.READ_REGISTER})
_RECORDS |= {Right.ACCOUNT}
_MAYOR = frozenset({Right.PRINT, Right.EXPORT, Right.COUNT_CONFIDENTIAL, Right.READ_HISTORY, Right.DESIGNATE})
RIGHTS: Mapping[Role, frozenset[Right]] = {
    Role.MAYOR: _MAYOR | {Right.APPOINT, Right.RECORD_ABSENCE, Right.READ_REGISTER, Right.ANSWER_MAYOR},
    Role.DIRECTOR: frozenset(Right) - {Right.DESIGNATE},
    Role.ASSOCIATE: _DESK,
    Role.COORDINATOR: _DESK,
    Role.CLERK: _RECORDS | {Right.LOG_CONTACT, Right.PRINT, Right.EXPORT},
    Role.INTERN: frozenset({Right.LOG_CONTACT, Right.OPEN_CASE, Right.WORK_CASE}),
}
LAPSED: Mapping[Role, frozenset[Right]] = {
    Role.DIRECTOR: frozenset({Right.LOG_CONTACT, Right.OPEN_CASE, Right.READ_REGISTER, Right.APPOINT}),
    Role.ASSOCIATE: frozenset({Right.LOG_CONTACT, Right.OPEN_CASE, Right.READ_REGISTER}),
}
"""Outside an appointment: read, and finish open slips (DOMAIN.md). To record the Mayor's order is not directing; but no
Director whose appointment was ended by name records the next one, while the Mayor or a Clerk can (`standing`)."""

ACTING = RIGHTS[Role.DIRECTOR] - {Right.APPOINT, Right.RECORD_DESIGNATION, Right.DESIGNATE}
"""What an acting director may do: all that the Director may, but never to make or lengthen a mandate (no chains)."""
MANDATING = frozenset(role for role, rights in RIGHTS.items() if rights - ACTING)
"""Roles that can make or record a mandate: an acting director who let one in could get a mandate through it."""
KEEPABLE = ACTING - RIGHTS[Role.ASSOCIATE]
"""The powers that the Mayor may keep back in a designation."""
