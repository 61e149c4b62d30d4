"""Words, icons and tones for the values the office records, keyed by each enum's value."""

from enum import Enum
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication

CONTEXT = "labels"


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:
    """Mark a text for the translators, who find it by this very name; the text comes back as it is."""
    del context
    return text


class Label(NamedTuple):
    """A value as people read it: its word, a bundled icon's name, and the status tone it wears ("" for none)."""

    word: str
    icon: str
    tone: str = ""


STATUSES = {
    "new": Label(QT_TRANSLATE_NOOP("labels", "New"), "circle-dot", "new"),
    "open": Label(QT_TRANSLATE_NOOP("labels", "Open"), "circle", "open"),
    "waiting": Label(QT_TRANSLATE_NOOP("labels", "Waiting"), "circle-pause", "waiting"),
    "waiting_department": Label(QT_TRANSLATE_NOOP("labels", "Waiting on department"), "circle-pause", "waiting"),
    "waiting_resident": Label(QT_TRANSLATE_NOOP("labels", "Waiting on resident"), "circle-pause", "waiting"),
    "waiting_third_party": Label(QT_TRANSLATE_NOOP("labels", "Waiting on third party"), "circle-pause", "waiting"),
    "answered": Label(QT_TRANSLATE_NOOP("labels", "Answered"), "message-square-text", "answered"),
    "closed": Label(QT_TRANSLATE_NOOP("labels", "Closed"), "circle-check", "closed"),
    "reopened": Label(QT_TRANSLATE_NOOP("labels", "Reopened"), "rotate-ccw", "reopened"),
    "overdue": Label(QT_TRANSLATE_NOOP("labels", "Overdue"), "triangle-alert", "overdue"),
    "due_soon": Label(QT_TRANSLATE_NOOP("labels", "Due soon"), "clock", "due_soon"),
    "met": Label(QT_TRANSLATE_NOOP("labels", "Met"), "check", "met"),
    "confidential": Label(QT_TRANSLATE_NOOP("labels", "Confidential"), "lock", "confidential"),
    "urgent": Label(QT_TRANSLATE_NOOP("labels", "Urgent"), "flag", "urgent"),
    "acting": Label(QT_TRANSLATE_NOOP("labels", "Acting"), "stamp", "acting"),
    "approval": Label(QT_TRANSLATE_NOOP("labels", "To approve"), "clipboard-check", "due_soon"),
    "complaint": Label(QT_TRANSLATE_NOOP("labels", "Complaint"), "message-square-text", "overdue"),
    "sampled": Label(QT_TRANSLATE_NOOP("labels", "Sampled"), "list-checks", "closed"),
    "promise": Label(QT_TRANSLATE_NOOP("labels", "Promised"), "handshake", "promise"),
}
# in the narrow column of a list
SHORT_STATUSES = {
    "waiting_department": QT_TRANSLATE_NOOP("labels", "Waiting on dept."),
    "waiting_resident": QT_TRANSLATE_NOOP("labels", "Waiting on res."),
    "waiting_third_party": QT_TRANSLATE_NOOP("labels", "Waiting on others"),
}
CHANNELS = {
    "phone": Label(QT_TRANSLATE_NOOP("labels", "Phone call"), "phone"),
    "walk_in": Label(QT_TRANSLATE_NOOP("labels", "Walk-in"), "footprints"),
    "email": Label(QT_TRANSLATE_NOOP("labels", "Email"), "mail"),
    "letter": Label(QT_TRANSLATE_NOOP("labels", "Letter"), "mail-open"),
    "text": Label(QT_TRANSLATE_NOOP("labels", "Text message"), "message-square-text"),
    "social_media": Label(QT_TRANSLATE_NOOP("labels", "Social media"), "share-2"),
    "web": Label(QT_TRANSLATE_NOOP("labels", "Web form"), "globe"),
    "meeting": Label(QT_TRANSLATE_NOOP("labels", "Meeting"), "users"),
}
PRIORITIES = {
    "urgent": Label(QT_TRANSLATE_NOOP("labels", "Urgent"), "flag", "urgent"),
    "high": Label(QT_TRANSLATE_NOOP("labels", "High"), "arrow-up", "due_soon"),
    "normal": Label(QT_TRANSLATE_NOOP("labels", "Normal"), "minus"),
    "low": Label(QT_TRANSLATE_NOOP("labels", "Low"), "arrow-down"),
}
LANGUAGE_HELP = {
    "none_needed": Label(QT_TRANSLATE_NOOP("labels", "None needed"), "check"),
    "bilingual_staff": Label(QT_TRANSLATE_NOOP("labels", "Bilingual staff"), "languages"),
    "phone_interpreter": Label(QT_TRANSLATE_NOOP("labels", "Interpreter by phone"), "headset"),
    "in_person_interpreter": Label(QT_TRANSLATE_NOOP("labels", "Interpreter in person"), "users-round"),
    "translated_letter": Label(QT_TRANSLATE_NOOP("labels", "Translated letter"), "scroll-text"),
    "family_or_friend": Label(QT_TRANSLATE_NOOP("labels", "Family or friend"), "users"),
    "offered_declined": Label(QT_TRANSLATE_NOOP("labels", "Offered, declined"), "circle-minus"),
    "not_available": Label(QT_TRANSLATE_NOOP("labels", "Not available"), "circle-x", "overdue"),
}
TOLD = {
    "phone": Label(QT_TRANSLATE_NOOP("labels", "By phone"), "phone"),
    "in_person": Label(QT_TRANSLATE_NOOP("labels", "In person"), "footprints"),
    "walk_in": Label(QT_TRANSLATE_NOOP("labels", "In person"), "footprints"),
    "email": Label(QT_TRANSLATE_NOOP("labels", "By email"), "mail"),
    "letter": Label(QT_TRANSLATE_NOOP("labels", "By letter"), "mail-open"),
    "text": Label(QT_TRANSLATE_NOOP("labels", "By text message"), "message-square-text"),
    "social_media": Label(QT_TRANSLATE_NOOP("labels", "On social media"), "share-2"),
    "web": Label(QT_TRANSLATE_NOOP("labels", "On the web"), "globe"),
    "meeting": Label(QT_TRANSLATE_NOOP("labels", "At a meeting"), "users"),
    "voicemail": Label(QT_TRANSLATE_NOOP("labels", "By voicemail"), "phone-outgoing"),
    "not_told": Label(QT_TRANSLATE_NOOP("labels", "Not told"), "circle-slash"),
    "could_not_reach": Label(QT_TRANSLATE_NOOP("labels", "Could not be reached"), "phone-off"),
    "not_recorded": Label(QT_TRANSLATE_NOOP("labels", "Not recorded"), "circle-question-mark"),
}
OUTCOMES = {
    "resolved": Label(QT_TRANSLATE_NOOP("labels", "Resolved"), "circle-check", "met"),
    "answered": Label(QT_TRANSLATE_NOOP("labels", "Answered"), "message-square-text", "answered"),
    "referred_out": Label(QT_TRANSLATE_NOOP("labels", "Referred elsewhere"), "arrow-left-right"),
    "not_possible": Label(QT_TRANSLATE_NOOP("labels", "Not possible"), "ban"),
    "withdrawn": Label(QT_TRANSLATE_NOOP("labels", "Withdrawn"), "undo-2"),
    "duplicate": Label(QT_TRANSLATE_NOOP("labels", "Duplicate"), "copy"),
    "no_outcome_recorded": Label(QT_TRANSLATE_NOOP("labels", "No outcome recorded"), "circle-question-mark"),
}
ROLES = {
    "mayor": Label(QT_TRANSLATE_NOOP("labels", "Mayor"), "landmark"),
    "director": Label(QT_TRANSLATE_NOOP("labels", "Director"), "briefcase"),
    "associate": Label(QT_TRANSLATE_NOOP("labels", "Associate"), "user"),
    "coordinator": Label(QT_TRANSLATE_NOOP("labels", "Coordinator"), "users-round"),
    "clerk": Label(QT_TRANSLATE_NOOP("labels", "Clerk"), "file-text"),
    "intern": Label(QT_TRANSLATE_NOOP("labels", "Intern or volunteer"), "book-open"),
}
ORGANIZATION_KINDS = {
    "business": Label(QT_TRANSLATE_NOOP("labels", "Business"), "store"),
    "civic": Label(QT_TRANSLATE_NOOP("labels", "Civic group"), "landmark"),
    "community": Label(QT_TRANSLATE_NOOP("labels", "Community group"), "users"),
    "neighborhood": Label(QT_TRANSLATE_NOOP("labels", "Neighborhood group"), "house"),
    "media": Label(QT_TRANSLATE_NOOP("labels", "Media"), "newspaper"),
    "agency": Label(QT_TRANSLATE_NOOP("labels", "Agency"), "building"),
}
NOTE_KINDS = {
    "note": Label(QT_TRANSLATE_NOOP("labels", "Note, stays inside"), "sticky-note"),
    "reply": Label(QT_TRANSLATE_NOOP("labels", "Reply, goes to the resident"), "send"),
}
DIRECTIONS = {
    "in": Label(QT_TRANSLATE_NOOP("labels", "From the resident"), "phone-incoming"),
    "out": Label(QT_TRANSLATE_NOOP("labels", "To the resident"), "phone-outgoing"),
}
AUTOMATIC = {
    "reply": Label(QT_TRANSLATE_NOOP("labels", "Automatic reply"), "reply"),
    "bounce": Label(QT_TRANSLATE_NOOP("labels", "Mail came back"), "undo-2"),
}
RECOMMENDATIONS = {
    "draft": Label(QT_TRANSLATE_NOOP("labels", "Draft"), "pencil"),
    "sent": Label(QT_TRANSLATE_NOOP("labels", "Sent"), "send"),
    "adopted": Label(QT_TRANSLATE_NOOP("labels", "Adopted"), "circle-check"),
    "partly": Label(QT_TRANSLATE_NOOP("labels", "Adopted in part"), "circle-dot"),
    "declined": Label(QT_TRANSLATE_NOOP("labels", "Declined"), "circle-x"),
    "withdrawn": Label(QT_TRANSLATE_NOOP("labels", "Withdrawn"), "undo-2"),
}
KINDS = {
    "recommendation": RECOMMENDATIONS,
    "status": STATUSES,
    "channel": CHANNELS,
    "priority": PRIORITIES,
    "language_help": LANGUAGE_HELP,
    "told": TOLD,
    "outcome": OUTCOMES,
    "role": ROLES,
    "organization_kind": ORGANIZATION_KINDS,
    "note_kind": NOTE_KINDS,
    "direction": DIRECTIONS,
    "automatic": AUTOMATIC,
}


def label(kind: str, value: object) -> Label:
    """The label, in the user's language, of a value of one of KINDS.

    Takes an enum member or its value. A value nobody wrote a label for is shown in its own words.
    """
    key = str(value.value if isinstance(value, Enum) else value)
    found = KINDS[kind].get(key)
    if found is None:
        return Label(key.replace("_", " ").capitalize(), "circle-question-mark")
    return found._replace(word=_translated(found.word))


def word(kind: str, value: object) -> str:
    """The word alone."""
    return label(kind, value).word


def status_label(value: object, *, short: bool = False) -> Label:
    """The label of a status, `short` for the narrow column of a list; always with a tone."""
    found = label("status", value)
    key = str(value.value if isinstance(value, Enum) else value)
    if short and key in SHORT_STATUSES:
        found = found._replace(word=_translated(SHORT_STATUSES[key]))
    return found if found.tone else found._replace(tone="closed")


def choices(kind: str) -> list[tuple[str, Label]]:
    """All values of a kind with their labels, in the order they are offered."""
    return [(value, label(kind, value)) for value in KINDS[kind]]


def _translated(text: str) -> str:
    return QCoreApplication.translate(CONTEXT, text)
