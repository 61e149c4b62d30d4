"""Who is asking, what they may do, and what they may see."""

from app.authority.rights import ACTING, KEEPABLE, LAPSED, MANDATING, RIGHTS, WORDS, Right
from app.authority.seen import (
    HIDDEN_PERSON,
    asker_named,
    contact_visible_to,
    hidden_cases,
    hidden_contacts,
    hidden_people,
    linked_person_visible_to,
    linked_visible_to,
    person_visible_to,
    sees_case,
    sees_person,
    visible_to,
)
from app.authority.standing import CLOCK_FLOOR, Actor, LeftOffice, Refusal, actor, in_force, present, require, stands

__all__ = [
    "ACTING",
    "CLOCK_FLOOR",
    "HIDDEN_PERSON",
    "KEEPABLE",
    "LAPSED",
    "MANDATING",
    "RIGHTS",
    "WORDS",
    "Actor",
    "LeftOffice",
    "Refusal",
    "Right",
    "actor",
    "asker_named",
    "contact_visible_to",
    "hidden_cases",
    "hidden_contacts",
    "hidden_people",
    "in_force",
    "linked_person_visible_to",
    "linked_visible_to",
    "person_visible_to",
    "present",
    "require",
    "sees_case",
    "sees_person",
    "stands",
    "visible_to",
]
