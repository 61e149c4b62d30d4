"""Signing in: who, password, and the way in with the recovery key. Only what is known before unlocking is shown."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, QLocale, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from app.config import OfficePaths
from app.errors import AppError, Invalid
from app.ui.front import FrontPage
from app.ui.known import Known
from app.ui.password import PasswordEdit
from app.ui.widgets.base import IconMark, at_top, hairline, text_label
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.field import Field
from app.ui.widgets.progress import LoadingBar
from app.ui.widgets.spoken import announce

if TYPE_CHECKING:
    from app.ui.names_list import NamesList
    from app.ui.recovery_form import RecoveryForm


class SignInPage(FrontPage):
    """Emits what is wanted; whoever owns it unlocks and says `busy`, `refuse` or takes it away."""

    open_wanted = Signal(str, str)
    recovery_wanted = Signal(object)
    """{"recovery", "login", "password"}"""
    folder_wanted = Signal(object)
    """Another folder (Path)."""
    restore_wanted = Signal()

    def __init__(
        self, paths: OfficePaths, names: list[Known], parent: QWidget | None = None, *, hint: str = ""
    ) -> None:
        super().__init__("sign_in_page", "", parent)
        self.setAccessibleName(self.tr("Sign in"))
        self._paths, self._wait = paths, 0
        self._recovery: RecoveryForm | None = None
        self.password = PasswordEdit(self, name="sign_in_password")
        self._clock = QTimer(self)
        self._clock.setInterval(1000)
        self._clock.timeout.connect(self._count_down)
        self._build_head(hint)
        self._build_ways(names)
        self._build_foot()
        if self.names is not None:
            self._names_changed()

    # -- building -------------------------------------------------------------------------------------------

    def _build_head(self, hint: str) -> None:
        self.form.addWidget(text_label(self.tr("Liaison"), self, type="display", name="sign_in_title"))
        today = QLocale().toString(QDate.currentDate(), QLocale.FormatType.LongFormat)
        self.form.addWidget(text_label(today, self, ink="ink_2", name="sign_in_date"))
        if hint:
            said = text_label(hint, self, ink="acting_ink", name="sign_in_hint")
            said.setWordWrap(True)
            self.form.addSpacing(12)
            self.form.addWidget(said)
        self.form.addSpacing(28)

    def _build_ways(self, names: list[Known]) -> None:
        self.way_in = QWidget(self)
        self.way_in.setObjectName("sign_in_way")
        column = QVBoxLayout(self.way_in)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        self.names = self._list_of(names) if names else None
        if self.names is not None:
            column.addWidget(Field(self.tr("&Who is signing in"), self.names, self, name="sign_in_names_field"))
            self.names.selectionModel().currentChanged.connect(self._names_changed)
            self.names.activated.connect(self._name_chosen)
        self.login = QLineEdit(self)
        self.login.setObjectName("sign_in_login")
        label = self.tr("&Name for signing in") if names else self.tr("&Who is signing in")
        self.login_field = Field(label, self.login, self, name="sign_in_login_field")
        column.addWidget(self.login_field)
        self.password_field = Field(self.tr("&Password"), self.password, self, name="sign_in_password_field")
        column.addWidget(self.password_field)
        column.addLayout(self._buttons())
        QWidget.setTabOrder(self.login, self.password)
        QWidget.setTabOrder(self.password, self.button)
        self.form.addWidget(self.way_in)
        self._recovery_place = self.form.count()
        for edit in (self.login, self.password):
            edit.returnPressed.connect(self.submit)

    def _list_of(self, names: list[Known]) -> NamesList:
        from app.ui.names_list import NamesList  # the very first time there are none

        return NamesList(names, self)

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(16)
        self.button = KeyButton(self.tr("&Open the office"), self, key="Enter", kind="primary", name="sign_in_open")
        self.button.clicked.connect(self.submit)
        recover = KeyButton(self.tr("Use the &recovery key…"), self, kind="quiet", name="sign_in_recover")
        recover.clicked.connect(self._show_recovery)
        row.addWidget(self.button)
        row.addWidget(recover)
        row.addStretch(1)
        return row

    def _build_foot(self) -> None:
        self.working = text_label("", self, type="table", ink="ink_2", name="sign_in_working")
        self.bar = LoadingBar(self, name="sign_in_bar")
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setRetainSizeWhenHidden(True)
        for widget in (self.bar, self.working):
            widget.setSizePolicy(policy)
            self.form.addSpacing(8)
            self.form.addWidget(widget)
            widget.hide()
        self.form.addSpacing(8)
        self.form.addWidget(hairline(self))
        self.form.addSpacing(14)
        words = self.tr(
            "The office file is encrypted. Without a password or the printed recovery key nobody can read it, "
            "and nobody can reset it from outside."
        )
        self.form.addLayout(self._told("lock", words, "sign_in_encrypted"))
        self.form.addSpacing(8)
        file = self._told("save", str(self._paths.data_dir), "sign_in_folder")
        other = KeyButton(self.tr("Other &folder…"), self, kind="link", name="sign_in_other")
        other.clicked.connect(self._choose_folder)
        file.addWidget(other)
        self.form.addLayout(file)
        self.form.addSpacing(8)
        self.restore = KeyButton(
            self.tr("Restore from a &backup…"), self, kind="link", icon="history", name="sign_in_restore"
        )
        self.restore.clicked.connect(self.restore_wanted)
        at_left = QHBoxLayout()
        at_left.addWidget(self.restore)
        at_left.addStretch(1)
        self.form.addLayout(at_left)

    def _told(self, icon: str, words: str, name: str) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addLayout(at_top(IconMark(icon, self)))
        label = text_label(words, self, type="table", ink="ink_2", name=name)
        label.setWordWrap(True)
        row.addWidget(label, 1)
        return row

    # -- what is typed --------------------------------------------------------------------------------------

    @property
    def chosen_login(self) -> str:
        """Who is chosen or typed."""
        chosen = self.names.chosen if self.names is not None else None
        return chosen.login if chosen else self.login.text().strip()

    def choose(self, login: str) -> None:
        """Choose somebody: who locked a moment ago."""
        if self.names is not None:
            self.names.choose(login)
        if self.chosen_login != login:
            self.login.setText(login)
        self.password.setFocus()

    @property
    def recovery(self) -> RecoveryForm:
        """The way in with the recovery key, made when it is first wanted: hardly anybody ever needs it."""
        if self._recovery is None:
            from app.ui.recovery_form import RecoveryForm

            self._recovery = made = RecoveryForm(self)
            made.hide()
            made.left.connect(self._leave_recovery)
            made.wanted.connect(self.recovery_wanted)
            self.form.insertWidget(self._recovery_place, made)
        return self._recovery

    def start(self) -> None:
        """Put the focus where typing begins."""
        if self._recovery is not None:
            self._recovery.hide()
            self.way_in.show()
        (self.password if self.chosen_login else self.login).setFocus()

    def submit(self) -> None:
        """Ask to open, unless something is missing."""
        if not self.button.isEnabled():
            return
        missing = self.tr("Type the name you sign in with.") if not self.chosen_login else None
        self.login_field.set_problem(missing)
        if missing:
            self.login.setFocus()
        elif not self.password.text():
            self.password_field.set_problem(self.tr("Type your password."))
            self.password.setFocus()
        else:
            self.password_field.set_problem(None)
            self.open_wanted.emit(self.chosen_login, self.password.text())

    # -- what comes of it -----------------------------------------------------------------------------------

    def busy(self, words: str) -> None:
        """Say that it is being unlocked; "" when it is not any more."""
        for widget in (self.working, self.bar):
            widget.setVisible(bool(words))
        self.working.setText(words)
        self.working.setAccessibleName(words)
        self.way_in.setEnabled(not words)
        if self._recovery is not None:
            self._recovery.setEnabled(not words)
        if words:
            announce(self, words)

    def refuse(self, error: AppError) -> None:
        """Say why it could not be opened; a wait is counted down."""
        self.busy("")
        if self._recovery is not None and not self._recovery.isHidden():
            self._recovery.refuse(error)
            return
        problems = error.problems if isinstance(error, Invalid) else {}
        self.login_field.set_problem(problems.get("login"))
        self._wait = int(getattr(error, "seconds", 0))
        self.password_field.set_problem(None if problems.get("login") else error.sentence)
        self.password.selectAll()
        self.password.setFocus()
        if self._wait:
            self.button.setEnabled(False)
            self._clock.start()

    def _count_down(self) -> None:
        self._wait -= 1
        if self._wait > 0:
            minutes, seconds = divmod(self._wait, 60)
            left = self.tr("{0} min {1} s").format(minutes, seconds) if minutes else self.tr("{0} s").format(seconds)
            self.password_field.problem = None  # each second is not news for a screen reader
            self.password_field.set_problem(self.tr("Too many tries. Try again in {0}.").format(left))
            return
        self._clock.stop()
        self.button.setEnabled(True)
        self.password_field.set_problem(None)

    # -- other ways -----------------------------------------------------------------------------------------

    def _names_changed(self) -> None:
        self.login_field.setVisible(self.names is None or self.names.chosen is None)

    def _name_chosen(self) -> None:
        (self.password if self.chosen_login else self.login).setFocus()

    def _show_recovery(self) -> None:
        self.way_in.hide()
        self.recovery.start(self.chosen_login)

    def _leave_recovery(self) -> None:
        self.start()

    def _choose_folder(self) -> None:
        from PySide6.QtWidgets import QFileDialog  # not needed to sign in

        title = self.tr("The folder of the office")
        chosen = QFileDialog.getExistingDirectory(self, title, str(self._paths.data_dir))
        if chosen:
            self.folder_wanted.emit(Path(chosen))
