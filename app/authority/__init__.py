"""Who is asking, what they may do, and what they may see."""

from app.authority.rights import ACTING, KEEPABLE, LAPSED, RIGHTS, WORDS, Right
from app.authority.seen import linked_person_visible_to, linked_visible_to, person_visible_to, visible_to
from app.authority.standing import CLOCK_FLOOR, Actor, LeftOffice, Refusal, actor, in_force, present, require, stands

__all__ = [
    "ACTING",
    "CLOCK_FLOOR",
    "KEEPABLE",
    "LAPSED",
    "RIGHTS",
    "WORDS",
    "Actor",
    "LeftOffice",
    "Refusal",
    "Right",
    "actor",
    "in_force",
    "linked_person_visible_to",
    "linked_visible_to",
    "person_visible_to",
    "present",
    "require",
    "stands",
    "visible_to",
]
