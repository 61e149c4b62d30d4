# mypy: disable-error-code="var-annotated, truthy-bool, comparison-overlap"
# Lists that callbacks fill say nothing of their type, and mypy does not see a state change behind its back.
"""One way to tell the user something, and nothing that escapes unseen."""

import logging
import sys
import threading

import pytest
from PySide6.QtCore import qWarning
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton

from app.errors import NotAllowed
from app.ui.bug import bug_details
from app.ui.hooks import install_hooks
from app.ui.messages import Kind, Message, Messages


@pytest.fixture
def messages(qtbot, tmp_path):
    messages = Messages(log_folder=tmp_path)
    yield messages
    if messages.dialog is not None:
        messages.dialog.accept()


def raised(error: Exception) -> Exception:
    try:
        raise error
    except type(error) as caught:
        return caught


def test_that_early_messages_wait_for_a_window(messages):
    said = []
    messages.note("One")
    messages.problem("Two")
    messages.attach(said.append)
    assert said == [Message(Kind.NOTE, "One"), Message(Kind.PROBLEM, "Two")]
    messages.detach()
    messages.note("Three")
    assert len(said) == 2


def test_that_the_same_words_twice_are_said_once_but_each_undo_is_its_own(messages):
    said = []
    messages.attach(said.append)
    for text in ("Saved", "Saved", "Other", "Saved"):
        messages.note(text)
    assert [m.text for m in said] == ["Saved", "Other", "Saved"]
    messages.note("Logged", undo=lambda: 1)
    messages.note("Logged", undo=lambda: 2)
    assert [m.undo() for m in said[3:]] == [1, 2]


def test_that_the_log_names_nobody(messages, caplog):
    with caplog.at_level(logging.DEBUG):
        messages.note("Call by Maria Doe logged", key="call-12")
        messages.bug(raised(ValueError("Maria Doe, 617-555-0142")))
    assert "call-12" in caplog.text and "ValueError" in caplog.text
    assert "Maria" not in caplog.text and "617" not in caplog.text


def test_that_details_tell_versions_and_the_whole_way_but_no_words(messages):
    def inner():
        raise KeyError("Maria")

    def outer():
        try:
            inner()
        except KeyError as error:
            raise RuntimeError("about Maria") from error

    with pytest.raises(RuntimeError) as caught:
        outer()
    details = bug_details(caught.value)
    assert "Python 3" in details and "PySide6-Essentials 6" in details
    assert "builtins.KeyError" in details and "in inner" in details and "tests/ui/test_messages.py" in details
    assert "Maria" not in details and "/home" not in details and "/work" not in details


def test_that_a_bug_says_sorry_and_can_be_copied_and_a_second_one_opens_no_second_dialog(qtbot, messages):
    with qtbot.waitSignal(messages.bug_seen):
        messages.bug(raised(KeyError("a")))
    dialog = messages.dialog
    with qtbot.waitSignal(messages.bug_seen):
        messages.bug(raised(IndexError("b")))
    assert messages.dialog is dialog and "IndexError" in dialog.details
    dialog.findChild(QPushButton, "bug_copy").click()
    assert "KeyError" in QGuiApplication.clipboard().text()
    dialog.findChild(QPushButton, "bug_go_on").click()
    assert messages.dialog is None


def test_that_hooks_catch_what_escapes_in_any_thread_and_can_be_removed(qtbot, messages, tmp_path, caplog):
    before = sys.excepthook, threading.excepthook
    hooks = install_hooks(messages, log_folder=tmp_path)
    try:
        with qtbot.waitSignal(messages.bug_seen) as seen:
            thread = threading.Thread(target=lambda: dict[str, str]()["x"])
            thread.start()
            thread.join()
        assert isinstance(seen.args[0], KeyError)
        said = []
        messages.attach(said.append)
        refusal = raised(NotAllowed("Only the Director may."))
        sys.excepthook(NotAllowed, refusal, None)
        assert said == [Message(Kind.PROBLEM, "Only the Director may.")]
        with caplog.at_level(logging.WARNING):
            qWarning("something of Qt's")
        assert "something of Qt's" in caplog.text
    finally:
        hooks.remove()
    assert (sys.excepthook, threading.excepthook) == before and (tmp_path / "crash.log").exists()
