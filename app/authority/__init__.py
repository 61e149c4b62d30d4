"""Who is asking, what they may do, and what they may see."""

from app.authority.rights import ACTING, KEEPABLE, LAPSED, RIGHTS, WORDS, Right
from app.authority.seen import linked_person_visible_to, linked_visible_to, person_visible_to, visible_to
from app.authority.standing import CLOCK_FLOOR, Actor, Refusal, actor, in_force, present, require

__all__ = [
    "ACTING",
    "CLOCK_FLOOR",
    "KEEPABLE",
    "LAPSED",
    "RIGHTS",
    "WORDS",
    "Actor",
    "Refusal",
    "Right",
    "actor",
    "in_force",
    "linked_person_visible_to",
    "linked_visible_to",
    "person_visible_to",
    "present",
    "require",
    "visible_to",
]
