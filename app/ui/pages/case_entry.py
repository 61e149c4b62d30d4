"""One entry of a case's timeline: its words and how it looks."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.models import CLOCK_STOPS, WAITING, Status
from app.queries.timeline import Entry
from app.ui import labels
from app.ui.case_words import Clock, moment_words
from app.ui.icons import pixmap
from app.ui.promise_words import ICONS as PROMISE_ICONS
from app.ui.promise_words import entry_words
from app.ui.theme import theme
from app.ui.widgets.base import IconMark, text_label

CHANGE_ICONS = {
    "opened": "file-plus",
    "assigned": "user-check",
    "closed": "circle-check",
    "reopened": "rotate-ccw",
    "linked": "link",
    "unlinked": "unlink",
    "affects": "user-plus",
    "attached": "paperclip",
    "acknowledged": "check",
    "redated": "calendar",
    "referenced": "hash",
    "moved": "circle-pause",
    "asked to close": "clipboard-check",
    "took back closing": "undo-2",
    "approved": "check",
    "sent back": "undo-2",
    "review withdrawn": "clipboard-check",
    "referred": "arrow-left-right",
    "chased": "bell",
    "referral acknowledged": "check",
    "referral answered": "reply",
    "referral withdrawn": "undo-2",
    "released": "file-pen",
    "put under": "link",
    "took in": "link",
    "taken out of": "unlink",
    "let go": "unlink",
    "told": "check",
    "not told": "circle-slash",
    "listed who is to be told": "list-checks",
    **PROMISE_ICONS,
}


def _tr(text: str) -> str:
    return QCoreApplication.translate("case_entry", text)


def entry_icon(entry: Entry) -> str:
    """The icon of an entry's mark."""
    if entry.automatic:
        return labels.label("automatic", entry.automatic).icon
    if entry.kind == "contact":
        return labels.label("channel", entry.channel).icon
    if entry.kind in ("note", "reply"):
        return "sticky-note" if entry.kind == "note" else "send"
    if entry.verb == "moved" and _started_again(entry):
        return "timer"
    return CHANGE_ICONS.get(entry.verb, "pencil")


def entry_what(entry: Entry, clock: Clock) -> str:
    """What happened, after the name of who did it."""
    if entry.kind == "promise":
        return entry_words(entry, clock)
    if entry.kind == "contact":
        return _contact(entry)
    if entry.kind == "note":
        return _tr("Note, stays inside")
    if entry.kind == "reply":
        how = labels.word("channel", entry.channel).lower()
        return _tr("Reply, went to the resident by {0}").format(how)
    return _referral(entry) if entry.kind == "referral" else _change(entry)


def _referral(entry: Entry) -> str:
    answered = _tr("noted that {0} answered referral {1}")
    sentences = {
        "referred": _tr("referred to {0}, referral {1}"),
        "referral acknowledged": _tr("noted that {0} has referral {1}"),
        "referral answered": _tr("noted an inadequate answer of {0} to referral {1}") if entry.inadequate else answered,
        "referral withdrawn": _tr("withdrew referral {1} to {0}"),
        "chased": _tr("chased {0}, chase {2} of referral {1}"),
    }
    return sentences[entry.verb].format(entry.to, entry.number, entry.chase)


def _contact(entry: Entry) -> str:
    channel = labels.word("channel", entry.channel)
    form = _tr("{0} from {1}") if entry.direction == "in" else _tr("{0} to {1}")
    parts = [form.format(channel, entry.with_whom) if entry.with_whom else channel]
    if entry.automatic:
        parts[0] = _tr("{0}, written by a machine").format(labels.word("automatic", entry.automatic))
    if entry.minutes:
        parts.append(_tr("{0} min").format(entry.minutes))
    if entry.language and entry.language != "English":
        help_words = "" if entry.language_help == "none_needed" else labels.word("language_help", entry.language_help)
        parts.append(_tr("in {0}").format(entry.language) + (f" ({help_words.lower()})" if help_words else ""))
    return ", ".join(parts)


def _started_again(entry: Entry) -> bool:
    was, became = entry.status
    return was in {each.value for each in CLOCK_STOPS} and became not in {each.value for each in CLOCK_STOPS}


def _by_hand(new: dict[str, str]) -> str:
    """A directive that the case counts to by hand, or does not."""
    yes, no = _tr("let it count to directive {0}"), _tr("let it count no more to directive {0}")
    return (yes if new.get("counts") == "yes" else no).format(new.get("directive", ""))


def _change(entry: Entry) -> str:
    fields = {name: (old, new) for name, old, new in entry.fields}
    new = {name: pair[1] for name, pair in fields.items()}
    if entry.verb == "moved":
        return _move(entry)
    if entry.verb == "assigned":
        owner = new.get("owner_id", "")
        return _tr("handed the case to {0}").format(owner) if owner else _tr("took the owner off the case")
    if entry.verb == "changed":
        return _tr("changed {0}").format("; ".join(_field(*each) for each in entry.fields) or _tr("the case"))
    outcome = labels.word("outcome", new["outcome"]).lower() if new.get("outcome") else ""
    sentences = {
        "opened": _tr("opened the case"),
        "asked to close": _tr("asked for approval to close the case, {0}").format(outcome),
        "took back closing": _tr("took the request to close back"),
        "approved": _approved(new.get("review", "")),
        "sent back": _tr("sent the case back to be worked on"),
        "review withdrawn": _tr("moved the case on, so it waits for no look any more"),
        "imported": _tr("brought the case in from an old table"),
        "closed": _tr("closed the case, {0}").format(outcome) if outcome else _tr("closed the case"),
        "reopened": _tr("reopened the case"),
        "withdrawn": _tr("took the case back"),
        "named": _tr("let {0} see the case").format(new.get("reader_id", "")),
        "named no more": _tr("took somebody off those who may see the case"),
        "linked": _tr("linked {0}").format(new.get("other_id") or _tr("another case")),
        "unlinked": _tr("unlinked {0}").format(new.get("other_id") or _tr("another case")),
        "affects": _tr("added {0} to the people affected").format(new.get("person_id", "")),
        "affects no more": _tr("took {0} off the people affected").format(new.get("person_id", "")),
        "put under": _tr("put the case to the trouble of {0}").format(new.get("other_id", "")),
        "took in": _tr("took {0} in as the same trouble").format(new.get("other_id", "")),
        "taken out of": _tr("took the case out of the trouble of {0}").format(new.get("other_id", "")),
        "let go": _tr("took {0} out of the trouble").format(new.get("other_id", "")),
        "told": _tr("told {0}").format(new.get("person_id") or new.get("other_id", "")),
        "not told": _tr("did not tell {0}").format(new.get("person_id") or new.get("other_id", "")),
        "listed who is to be told": _tr("listed all who are to be told"),
        "dropped who is to be told": _tr("took back the list of those to be told"),
        "referenced": _tr("noted {0} no. {1}").format(new.get("system", ""), new.get("number", "")),
        "attached": _tr("attached {0}").format(new.get("attachment_id", "")),
        "printed": _tr("printed the case"),
        "acknowledged": _tr("told the resident that we have the case"),
        "redated": _tr("changed the office calendar, and the due dates with it"),
        "released": _tr("recorded a privacy release") if new.get("signer") else _tr("recorded why there is no release"),
        "removed file": _tr("removed {0}").format(new.get("attachment_id", "")),
        "counted by hand": _by_hand(new),
    }
    return sentences.get(entry.verb, entry.verb)


def _approved(review: str) -> str:
    words = {"reopened": _tr("looked at the reopened case: in order"), "complaint": _tr("looked at the complaint")}
    return words.get(review, _tr("approved the closing"))


def _move(entry: Entry) -> str:
    became = entry.status[1]
    if became in {each.value for each in WAITING}:
        return _tr("set it to {0}").format(labels.word("status", became).lower())
    if _started_again(entry):
        return _tr("started our clock again")
    if became == Status.OPEN.value:
        return _tr("goes on with the work")
    return _tr("set it to {0}").format(labels.word("status", became).lower())


def _field(name: str, old: str, new: str) -> str:
    titles = {
        "subject": _tr("the subject"),
        "account": _tr("the account"),
        "category_id": _tr("the category"),
        "priority": _tr("the priority"),
        "confidential": _tr("confidentiality"),
        "person_id": _tr("the asker"),
        "organization_id": _tr("the organization"),
        "anonymous": _tr("the asker"),
        "ward": _tr("the ward"),
        "complaint": _tr("the mark of a complaint"),
    }
    title = titles.get(name, name.replace("_", " "))
    if name in ("account", "confidential", "anonymous", "complaint") or not (old or new):
        return title
    return _tr("{0} from {1} to {2}").format(title, old, new) if old else _tr("{0} to {1}").format(title, new or "–")


class RoundMark(QWidget):
    """An icon in a circle."""

    def __init__(self, icon: str, kind: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("entry_mark")
        self._icon, self._kind = icon, kind
        self.setFixedSize(theme().px(24), theme().px(24))

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter, wear = QPainter(self), theme()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = {"note": "note_bg", "reply": "reply_bg"}.get(self._kind, "sunken")
        painter.setPen(wear.color("control_border") if wear.name == "contrast" else Qt.PenStyle.NoPen)
        painter.setBrush(wear.color(ground))
        painter.drawEllipse(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
        role = {"note": "note_ink", "reply": "reply_ink"}.get(self._kind, "ink_2")
        side = (self.width() - wear.px(14)) // 2
        painter.drawPixmap(side, side, pixmap(self._icon, role, 14, ratio=self.devicePixelRatioF()))
        painter.end()


class EntryRow(QWidget):
    """Mark, who and what, when; below it the words."""

    def __init__(self, entry: Entry, clock: Clock, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(f"entry_{entry.kind}_{entry.id}")
        by, what, when = entry.signature or _tr("Liaison"), entry_what(entry, clock), moment_words(entry.at, clock)
        self.setAccessibleName(f"{by}, {what}, {when}. {entry.words}".strip())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(RoundMark(entry_icon(entry), entry.kind, self), 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(4)
        column.addLayout(self._head(entry, by, what, when))
        if entry.words:
            column.addWidget(self._words(entry))
        row.addLayout(column, 1)

    def _head(self, entry: Entry, by: str, what: str, when: str) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(6)
        name = text_label(by, self, type="table", name="entry_by")
        name.setProperty("weight", "600")
        head.addWidget(name, 0, Qt.AlignmentFlag.AlignTop)
        ink = {"note": "note_ink", "reply": "reply_ink"}.get(entry.kind, "ink_2")
        if entry.kind in ("note", "reply"):
            icon = "lock" if entry.kind == "note" else "send"
            head.addWidget(IconMark(icon, self, role=ink, size=12, name="entry_icon"), 0, Qt.AlignmentFlag.AlignTop)
        told = text_label(what, self, type="table", ink=ink, name="entry_what")
        told.setWordWrap(True)
        told.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        if entry.kind in ("note", "reply"):
            told.setProperty("weight", "600")
        head.addWidget(told, 1)
        head.addWidget(
            text_label(when, self, type="caption", ink="ink_2", name="entry_when"), 0, Qt.AlignmentFlag.AlignTop
        )
        return head

    def _words(self, entry: Entry) -> QWidget:
        words = text_label(entry.words, self, name="entry_words")
        words.setWordWrap(True)
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return _framed(words, entry.kind, self) if entry.kind in ("note", "reply") else words


def _framed(words: QLabel, tone: str, parent: QWidget) -> QFrame:
    frame = QFrame(parent)
    frame.setObjectName("entry_frame")
    frame.setProperty("tone", tone)
    column = QVBoxLayout(frame)
    column.setContentsMargins(12, 6, 12, 8)
    column.addWidget(words)
    return frame
