# mypy: disable-error-code="var-annotated, truthy-bool, arg-type, comparison-overlap"
# Lists that callbacks fill say nothing of their type, and mypy does not see a state change behind its back.
"""Store work off the UI thread: order, answers, errors, ends."""

import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QThread
from sqlalchemy import text

from app.changes import Changes, note_change
from app.errors import Invalid, Unavailable
from app.store import Store, open_engine
from app.ui.gap import GapMeter
from app.ui.jobs import Jobs
from app.ui.messages import Messages
from app.ui.watch import Watch


@pytest.fixture
def store(tmp_path: Path):
    engine = open_engine(tmp_path / "office.db", bytes(32))
    store = Store(engine)
    store.write(lambda s: s.execute(text("CREATE TABLE event (id INTEGER PRIMARY KEY, word TEXT)")) and None)
    yield store
    store.close()


@pytest.fixture
def messages(qtbot):
    messages = Messages()
    yield messages
    if messages.dialog is not None:
        messages.dialog.accept()


@pytest.fixture
def jobs(store, messages):
    jobs = Jobs(store, messages=messages)
    yield jobs
    jobs.close()


def add(word: str):
    def act(session) -> int:
        session.execute(text("INSERT INTO event (word) VALUES (:w)"), {"w": word})
        number = session.execute(text("SELECT max(id) FROM event")).scalar_one()
        note_change(session, "event", [number])
        return number

    return act


def words(session) -> list[str]:
    return list(session.execute(text("SELECT word FROM event ORDER BY id")).scalars())


def settle(qtbot, jobs: Jobs) -> None:
    qtbot.waitUntil(lambda: jobs.idle)


def test_that_an_answer_comes_in_a_later_turn_in_the_ui_thread(qtbot, jobs):
    owner, seen = QObject(), []
    jobs.read(words, then=lambda a: seen.append((a, QThread.currentThread())), owner=owner)
    assert seen == [] and not jobs.idle
    settle(qtbot, jobs)
    assert seen == [([], owner.thread())]


def test_that_the_work_runs_in_another_thread(qtbot, jobs):
    owner, seen = QObject(), []
    jobs.read(lambda s: threading.current_thread().name, then=seen.append, owner=owner)
    settle(qtbot, jobs)
    assert seen[0].startswith("reader")


def test_that_a_write_tells_its_result_and_then_what_changed(qtbot, jobs):
    owner, told = QObject(), []
    jobs.changed.connect(lambda changes: told.append(dict(changes)))
    jobs.write(add("one"), then=told.append, owner=owner)
    settle(qtbot, jobs)
    assert told == [1, {"event": frozenset({1})}]


def test_that_writes_are_done_in_the_order_asked(qtbot, jobs):
    owner, seen = QObject(), []
    for number in range(20):
        jobs.write(add(str(number)), then=seen.append, owner=owner)
    settle(qtbot, jobs)
    assert seen == list(range(1, 21))


def test_that_nobody_is_called_once_the_owner_is_gone_but_the_change_is_told(qtbot, jobs):
    owner, seen, told = QObject(), [], []
    jobs.changed.connect(told.append)
    jobs.write(add("one"), then=seen.append, ended=lambda: seen.append("ended"), owner=owner)
    del owner
    settle(qtbot, jobs)
    assert seen == [] and len(told) == 1


def test_that_a_newer_question_with_the_same_key_takes_the_place_of_the_older(qtbot, jobs):
    owner, other, seen = QObject(), QObject(), []
    for answer in "abc":
        jobs.read(lambda s, a=answer: a, then=seen.append, owner=owner, key="typing")
    jobs.read(lambda s: "theirs", then=seen.append, owner=other, key="typing")
    settle(qtbot, jobs)
    assert sorted(seen) == ["c", "theirs"]


def test_that_a_refusal_goes_to_failed_and_ended_follows(qtbot, jobs):
    def refuse(session):
        raise Invalid({"note": "Say what was said."})

    owner, seen = QObject(), []
    jobs.write(refuse, failed=lambda e: seen.append(e.problems), ended=lambda: seen.append("ended"), owner=owner)
    settle(qtbot, jobs)
    assert seen == [{"note": "Say what was said."}, "ended"]


def test_that_a_refusal_nobody_waits_for_is_said(qtbot, jobs, messages):
    def refuse(session):
        raise Unavailable("The disk is full.")

    said, owner = [], QObject()
    messages.attach(lambda m: said.append(m.text))
    jobs.write(refuse, owner=owner)
    settle(qtbot, jobs)
    assert said == ["The disk is full."]


def test_that_a_bug_opens_the_dialog_and_the_owner_hears_the_end(qtbot, jobs, messages):
    def broken(session):
        raise KeyError("Maria Doe")

    owner, seen = QObject(), []
    with qtbot.waitSignal(messages.bug_seen):
        jobs.read(broken, then=seen.append, ended=lambda: seen.append("ended"), owner=owner)
    assert seen == ["ended"]
    assert "in broken" in messages.dialog.details and "Maria" not in messages.dialog.details


def test_that_long_work_does_not_hold_up_short_questions(qtbot, jobs):
    owner, seen, go_on = QObject(), [], threading.Event()
    for _ in range(3):
        jobs.run(lambda work: go_on.wait(10), then=lambda _: seen.append("long"), owner=owner)
    jobs.read(lambda s: "short", then=seen.append, owner=owner)
    qtbot.waitUntil(lambda: seen == ["short"])
    go_on.set()
    settle(qtbot, jobs)
    assert seen == ["short", "long", "long", "long"]


def test_that_long_work_writes_and_says_how_far_it_is(qtbot, jobs):
    owner, progress, seen, told = QObject(), [], [], []
    jobs.changed.connect(told.append)

    def work(w):
        for done in range(1, 101):
            w.progress(done, 100, "Reading")
        return w.write(add("imported")), w.read(words)

    jobs.run(work, then=seen.append, progress=lambda *p: progress.append(p), owner=owner)
    settle(qtbot, jobs)
    assert seen == [(1, ["imported"])]
    assert progress[-1] == (100, 100, "Reading") and len(progress) < 50
    assert told[0]["event"] == {1}


def test_that_cancelled_work_stops_rolls_back_and_calls_only_ended(qtbot, jobs, store):
    owner, seen, started, go_on = QObject(), [], threading.Event(), threading.Event()

    def work(w):
        def act(session):
            add("half")(session)
            started.set()
            go_on.wait(10)
            w.progress(1, 2)

        w.write(act)

    handle = jobs.run(work, then=seen.append, failed=seen.append, ended=lambda: seen.append("ended"), owner=owner)
    started.wait(10)
    handle.cancel()
    go_on.set()
    settle(qtbot, jobs)
    assert seen == ["ended"] and store.read(words) == []


def test_that_a_lock_finishes_writes_drops_reads_and_refuses_later_ones(qtbot, jobs, store):
    owner, seen = QObject(), []
    jobs.write(add("kept"), then=lambda n: seen.append(("written", n)), owner=owner)
    jobs.read(lambda s: "read", then=seen.append, owner=owner)
    jobs.lock()
    assert store.read(words) == ["kept"]
    jobs.read(words, then=seen.append, failed=lambda e: seen.append((type(e),)), owner=owner)
    settle(qtbot, jobs)
    assert seen == [("written", 1), (Unavailable,)]


def test_that_work_without_a_store_can_be_done(qtbot, messages):
    jobs, owner, seen = Jobs(messages=messages), QObject(), []
    jobs.run(lambda work: "key", then=seen.append, owner=owner)
    settle(qtbot, jobs)
    jobs.close()
    assert seen == ["key"] and not jobs.has_store


def test_that_close_waits_for_the_writer_and_delivers_nothing(qtbot, jobs, store):
    owner, seen = QObject(), []
    for number in range(5):
        jobs.write(add(str(number)), then=seen.append, owner=owner)
    jobs.close()
    qtbot.wait(0)
    assert len(store.read(words)) == 5 and seen == []


def test_that_busy_and_idle_are_told(qtbot, jobs):
    owner, seen = QObject(), []
    jobs.busy.connect(seen.append)
    with qtbot.waitSignal(jobs.became_idle):
        jobs.read(words, then=lambda a: seen.append("answer"), owner=owner)
    assert seen == [True, "answer", False]


def test_that_only_what_another_seat_wrote_is_news(qtbot, jobs, store):
    owner, told = QObject(), []
    jobs.poll()
    settle(qtbot, jobs)
    jobs.write(add("ours"), owner=owner)
    settle(qtbot, jobs)
    jobs.changed.connect(told.append)
    jobs.poll()
    settle(qtbot, jobs)
    assert told == []
    store.write(add("theirs"))
    jobs.poll()
    settle(qtbot, jobs)
    assert len(told) == 1 and told[0].touches("case") and told[0]["case"] == frozenset()


@pytest.mark.parametrize(("own", "head", "news"), [({11}, 11, False), ({12}, 12, True), (set(), 10, False)])
def test_that_a_gap_in_our_own_lines_is_news(own, head, news):
    watch = Watch()
    assert not watch.is_news(10)
    watch.wrote(Changes({"event": own}))
    assert watch.is_news(head) is news


def test_that_an_error_in_a_callback_loses_no_change_and_no_end(qtbot, jobs):
    owner, told = QObject(), []
    jobs.changed.connect(told.append)

    def broken(_):
        raise ValueError

    with qtbot.captureExceptions() as caught:
        jobs.write(add("one"), then=broken, ended=lambda: told.append("ended"), owner=owner)
        settle(qtbot, jobs)
    assert len(caught) == 1 and told[1] == "ended"


def test_that_the_window_lives_while_reads_go_on(qtbot, jobs):
    owner, seen = QObject(), []
    jobs.read(lambda s: threading.Event().wait(0.2), then=seen.append, owner=owner)
    with GapMeter() as gap:
        settle(qtbot, jobs)
    assert seen == [False] and gap.longest_ms < 150
