"""History that cannot be changed unseen: what its triggers refuse, and what a check finds all the same."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlcipher3.dbapi2 as sqlcipher

from app.errors import NotAllowed
from app.models import Role
from app.queries.chain import Finding, Head, compare_heads, follow_history, head_of_history
from app.queries.checks import check_history, check_office
from app.services.backups import record_restore
from app.services.history import line_of, record_many
from app.store import Store
from tests.factories import AT, KEY, director, make_case, make_staff, make_store

LINES = 40


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = make_store(tmp_path)
    made.write(lambda s: make_case(s))
    made.write(
        lambda s: record_many(
            s,
            [line_of(director(s), "changed", "case_record", 1, AT, {"reason": f"“{n}”", "n": n}) for n in range(LINES)],
        )
    )
    yield made
    made.close()


@pytest.fixture
def other(store: Store, tmp_path: Path) -> Iterator[Any]:
    """Another tool that has the key, without any of the settings of ours."""
    tool = sqlcipher.connect(str(tmp_path / "office.liaison"), isolation_level=None)
    tool.execute(f"PRAGMA key = \"x'{KEY.hex()}'\"")
    yield tool
    tool.close()


def unguard(other: Any) -> None:
    for name in ("event_no_update", "event_no_delete", "event_no_replace"):
        other.execute(f"DROP TRIGGER {name}")


def broken(store: Store) -> list[str]:
    return [finding.sentence for finding in store.read(lambda s: list(follow_history(s)))]


def test_that_an_untouched_history_is_whole(store: Store) -> None:
    assert broken(store) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE event SET verb = 'opened' WHERE id = 5",
        "DELETE FROM event WHERE id = 5",
        "INSERT OR REPLACE INTO event SELECT * FROM event WHERE id = 5",
        "REPLACE INTO event SELECT * FROM event WHERE id = 5",
        "INSERT INTO event SELECT * FROM event WHERE id = 5 ON CONFLICT(id) DO UPDATE SET verb = 'opened'",
        "UPDATE OR REPLACE event SET id = 6 WHERE id = 5",
    ],
)
def test_that_another_tool_with_the_key_is_refused_every_change(store: Store, other: Any, statement: str) -> None:
    before = other.execute("SELECT * FROM event ORDER BY id").fetchall()
    with pytest.raises(sqlcipher.DatabaseError, match="append-only"):
        other.execute(statement)
    assert other.execute("SELECT * FROM event ORDER BY id").fetchall() == before


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ("detail = replace(detail, '\"n\":', '\"m\":')", 10),
        ("detail = replace(detail, ':', ': ')", 10),
        ("at = replace(at, '15:24', '15:25')", 10),
        ("at = replace(at, ' ', 'T')", 10),
        ("verb = 'Changed'", 10),
        ("actor_id = NULL", 10),
        ("acting_for_id = 1", 10),
        ("subject_id = 2", 10),
        ("subject_id = '1,'", 10),
        ("hash = upper(hash)", 10),
        ("previous = replace(previous, substr(previous, 1, 1), 'x')", 10),
        ("detail = CAST(x'7b22ff227d' AS TEXT)", 10),
        ("at = x'00'", 10),
    ],
)
def test_that_one_byte_changed_in_an_old_line_is_found(store: Store, other: Any, change: str, line: int) -> None:
    unguard(other)
    other.execute(f"UPDATE event SET {change} WHERE id = ?", (line,))
    (sentence,) = broken(store)
    assert f"line {line} of history" in sentence.lower()


def test_that_the_first_break_is_named_with_its_date(store: Store, other: Any) -> None:
    unguard(other)
    other.execute("UPDATE event SET subject_id = 2 WHERE id IN (12, 30)")
    assert broken(store) == [
        "Line 12 of history of 2026-11-18 15:24 UTC was changed after it was written: it does not fit its hash."
    ]


def test_that_lines_taken_out_are_named(store: Store, other: Any) -> None:
    unguard(other)
    other.execute("DELETE FROM event WHERE id BETWEEN 12 AND 14")
    assert broken(store) == ["Lines 12 to 14 of history are missing, before line 15 of 2026-11-18 15:24 UTC."]


def test_that_lines_taken_out_and_numbered_anew_are_found(store: Store, other: Any) -> None:
    unguard(other)
    other.execute("DELETE FROM event WHERE id = 12")
    other.execute("UPDATE event SET id = id - 1 WHERE id > 12")
    (sentence,) = broken(store)
    assert sentence.startswith("History is broken at line 12 of 2026-11-18")


def test_that_a_line_hashed_anew_is_found_at_the_line_after_it(store: Store, other: Any) -> None:
    unguard(other)
    other.execute("UPDATE event SET hash = (SELECT hash FROM event WHERE id = 13) WHERE id = 20")
    (sentence,) = broken(store)
    assert "Line 20 of history" in sentence


def test_that_the_missing_first_line_is_found(store: Store, other: Any) -> None:
    unguard(other)
    other.execute("DELETE FROM event WHERE id = 1")
    assert broken(store)[0].startswith("Line 1 of history is missing")


def test_that_a_check_of_the_newest_lines_needs_no_first(store: Store, other: Any) -> None:
    assert store.read(lambda s: list(follow_history(s, last=5))) == []
    unguard(other)
    other.execute("UPDATE event SET subject_id = 2 WHERE id = 10")
    assert store.read(lambda s: list(follow_history(s, last=5))) == []
    assert len(store.read(lambda s: list(follow_history(s, last=LINES)))) == 1


def test_that_an_end_cut_off_is_found_by_a_head_kept_elsewhere(store: Store, other: Any) -> None:
    head = store.read(head_of_history)._replace(at=AT, where="The backup of 2026-11-18")
    unguard(other)
    other.execute("DELETE FROM event WHERE id > 20")
    assert broken(store) == []
    (found,) = store.read(lambda s: list(compare_heads(s, [head])))
    said = f"knows line {head.line} of history ({head.hash[:8]}…), but this history ends at line 20."
    assert found == Finding("history", f"The backup of 2026-11-18 {said}")


def test_that_a_history_written_anew_is_found_by_a_head_kept_elsewhere(store: Store) -> None:
    known = [Head(12, "0" * 64, AT, "The monthly report of October")]
    (found,) = store.read(lambda s: list(compare_heads(s, known)))
    assert found.sentence.endswith("but another line stands in its place.")


def test_that_a_restore_told_in_history_explains_another_end(store: Store) -> None:
    later = AT + timedelta(hours=1)
    known = [Head(9_000, "a" * 64, AT, "The backup of 2026-11-18")]
    store.write(lambda s: record_restore(s, director(s), at=later, detail={"backup": "x"}))
    assert store.read(lambda s: list(compare_heads(s, known))) == []
    assert store.read(lambda s: list(compare_heads(s, [known[0]._replace(at=later + timedelta(1))])))


def test_that_a_shortened_hash_of_a_paper_is_enough(store: Store) -> None:
    head = store.read(head_of_history)
    paper = Head(head.line, head.hash[:8].upper(), None, "The paper")
    assert store.read(lambda s: list(compare_heads(s, [paper]))) == []
    assert store.read(lambda s: list(compare_heads(s, [paper._replace(hash="deadbeef")])))


def test_that_a_guard_taken_out_is_told(store: Store, other: Any) -> None:
    unguard(other)
    found = store.read(lambda s: check_history(s, director(s)))
    assert [f.sentence.split(",")[0] for f in found] == [
        f"The guard {name}" for name in ("event_no_update", "event_no_delete", "event_no_replace")
    ]


def test_that_a_check_tells_how_far_it_is_and_can_be_stopped(store: Store) -> None:
    told: list[tuple[int, int, str]] = []
    store.read(lambda s: check_history(s, director(s), progress=lambda *each: told.append(each)))
    total = store.read(head_of_history).line
    assert told == [(total, total, "Following history")]

    def stop(count: int) -> None:
        raise KeyboardInterrupt(count)

    with pytest.raises(KeyboardInterrupt, match="10"):
        store.read(lambda s: list(follow_history(s, at_once=10, told=stop)))


def test_that_the_mayor_may_check_history_and_an_associate_may_not(store: Store) -> None:
    mayor = store.write(lambda s: make_staff(s, Role.MAYOR)).result
    associate = store.write(lambda s: make_staff(s, Role.ASSOCIATE)).result
    assert store.read(lambda s: check_history(s, mayor)) == []
    with pytest.raises(NotAllowed):
        store.read(lambda s: check_history(s, associate))


def test_that_the_whole_check_holds_history_against_known_heads(store: Store) -> None:
    known = [Head(9_000, "a" * 64, AT, "The backup of 2026-11-18")]
    found = store.read(lambda s: check_office(s, director(s), known=known))
    assert [each.about for each in found] == ["history"]


@pytest.mark.parametrize("number", [0, -7])
def test_that_a_line_put_in_before_the_first_is_found(store: Store, other: Any, number: int) -> None:
    rest = "at, actor_id, acting_for_id, verb, subject, subject_id, detail, previous, hash"
    other.execute(f"INSERT INTO event (id, {rest}) SELECT {number}, {rest} FROM event WHERE id = 3")
    said = f"Line {number} of history was put in before the first line: it is not of Liaison."
    assert broken(store) == [said]
    assert [each.sentence for each in store.read(lambda s: list(follow_history(s, last=5)))] == [said]


@pytest.mark.parametrize("when", ["WHEN 0", "WHEN NEW.id < 0"])
def test_that_a_guard_put_out_of_force_is_told(store: Store, other: Any, when: str) -> None:
    refuses = "BEGIN SELECT RAISE(ABORT, 'history is append-only'); END"
    other.execute("DROP TRIGGER event_no_update")
    other.execute(f"CREATE TRIGGER event_no_update BEFORE UPDATE ON event {when} {refuses}")
    (found,) = store.read(lambda s: check_history(s, director(s)))
    assert found.sentence == "The guard event_no_update, which refuses to change history, was put out of force."


def test_that_a_restore_explains_nothing_noted_before_its_backup(store: Store) -> None:
    made, later = AT + timedelta(hours=1), AT + timedelta(hours=2)
    detail = {"backup": "x", "made_at": made.isoformat()}
    store.write(lambda s: record_restore(s, director(s), at=later, detail=detail))
    wrong = Head(12, "a" * 64, AT, "The monthly report of October")
    (found,) = store.read(lambda s: list(compare_heads(s, [wrong])))
    assert found.sentence.endswith("but another line stands in its place.")
    after = wrong._replace(at=made + timedelta(minutes=1))
    assert store.read(lambda s: list(compare_heads(s, [after]))) == []
