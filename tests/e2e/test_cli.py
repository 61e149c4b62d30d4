"""The command line on a made-up office: what it answers, what it refuses, and with which exit code."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from app import cli
from app.__main__ import has_screen
from app.__main__ import main as start
from app.authority import actor
from app.commands.output import put
from app.config import OfficePaths
from app.demo import PASSWORD, make_demo
from app.opening import open_office
from tests.e2e.conftest import Run
from tests.factories import AT

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small made-up office."""
    folder = tmp_path_factory.mktemp("made") / "office"
    make_demo(OfficePaths(folder), cases=60, seed=3, at=AT)
    return folder


def sql(made: Path, words: str) -> list[tuple[object, ...]]:
    opened = open_office(OfficePaths(made), "mmulcahy", PASSWORD, AT)
    try:
        return opened.store.read(lambda s: [tuple(row) for row in s.execute(text(words))])
    finally:
        opened.close()


def change(made: Path, *statements: str) -> None:
    """Do behind the program's back what no act of it does."""
    opened = open_office(OfficePaths(made), "mmulcahy", PASSWORD, AT)
    try:
        opened.store.write(lambda s: [s.execute(text(words)) for words in statements])
    finally:
        opened.close()


def test_that_every_command_has_help_with_an_example(run: Run) -> None:
    for command in cli.commands():
        code, out, _ = run(*command.words.split(), "--help")
        assert code == 0
        assert command.example in " ".join(out.split()) or command.example in out
        assert command.example.startswith(f"liaison {command.words}")


def test_that_words_not_understood_end_with_two(run: Run) -> None:
    assert run("case", "close", "1")[0] == 2
    assert run("nonsense")[0] == 2


def test_that_cases_are_listed_as_a_table_and_as_json_with_offsets(run: Run) -> None:
    code, out, told = run("case", "list", "--limit", "3", "--sort", "number")
    assert code == 0
    assert out.splitlines()[0].split()[:3] == ["Number", "Status", "Received"]
    assert len(out.splitlines()) == 4
    assert "60 cases; 3 shown" in told
    code, out, _ = run("case", "list", "--status", "open", "--json", "--limit", "0")
    answer = json.loads(out)
    assert code == 0 and answer["count"] == len(answer["cases"])
    assert all(case["status"] != "closed" for case in answer["cases"])
    answer = json.loads(run("case", "list", "--json", "--limit", "3")[1])
    assert datetime.fromisoformat(answer["cases"][0]["received_at"]).utcoffset() is not None


def test_that_a_case_goes_from_opening_to_closing_and_back(run: Run) -> None:
    code, out, _ = run(
        "case", "open", "Hố trên đường 王", "--anonymous", "--address", "12 Canal Street", "--owner", "me"
    )
    number = out.strip()
    assert code == 0
    assert run("case", "note", number, "Crew goes out on Friday.")[0] == 0
    assert run("case", "reply", number, "It will be filled.", "--channel", "phone")[0] == 0
    assert run("log", "Asks again.", "--anonymous", "--case", number)[:2][0] == 0
    assert run("case", "close", number, "--outcome", "resolved", "--told-by", "phone")[1] == f"{number} is closed.\n"
    assert run("case", "close", number, "--outcome", "resolved", "--told-by", "phone")[0] == 1
    assert run("case", "reopen", number, "--reason", "It is back.")[0] == 0
    code, out, _ = run("case", "show", number)
    assert code == 0 and "Hố trên đường 王" in out
    for words in ("Crew goes out on Friday.", "reply (phone)", "Asks again.", "closed → reopened"):
        assert words in out


def test_that_a_case_waits_with_its_reason_and_goes_on(run: Run) -> None:
    number = run("case", "open", "Lamp is out", "--anonymous")[1].strip()
    assert run("case", "wait", number, "--on", "department")[0] == 2
    code, out, _ = run("case", "wait", number, "--on", "department", "--reason", "A crew is sent.")
    assert (code, out) == (0, f"{number} waits for the department: A crew is sent.\n")
    for on in ("resident", "third-party"):
        made = json.loads(run("case", "wait", number, "--on", on, "--reason", "A photo.", "--json")[1])
        assert made["status"] == f"waiting_{on.replace('-', '_')}" and made["wait_reason"] == "A photo."
    assert "goes on" in run("case", "resume", number)[1]
    code, _, told = run("case", "resume", number)
    assert code == 1 and "does not wait" in told
    assert run("case", "wait", number, "--on", "resident", "--reason", " ")[0] == 1


def test_that_categories_and_staff_are_listed_and_named_where_one_is_missing(run: Run) -> None:
    names = [each["name"] for each in json.loads(run("category", "list", "--json")[1])]
    assert len(names) > 5 and all(name in run("category", "list")[1] for name in names)
    code, _, told = run("case", "list", "--category", "Potholes")
    assert code == 1 and "liaison category list" in told
    assert "mmulcahy" in [each["login"] for each in json.loads(run("staff", "list", "--json")[1])]
    assert run("staff", "list")[1].startswith("Login")
    assert "liaison staff list" in run("case", "list", "--owner", "nobodyhere")[2]


def test_that_cases_are_listed_newest_first_unless_asked_otherwise(run: Run) -> None:
    def listed(*words: str) -> list[dict[str, str]]:
        found: list[dict[str, str]] = json.loads(run("case", "list", "--json", "--limit", "0", *words)[1])["cases"]
        return found

    newest, oldest = ([row["received_at"] for row in listed(*words)] for words in ((), ("--descending",)))
    assert newest == sorted(newest, reverse=True) and oldest == sorted(newest)
    due = [row["due_at"] for row in listed("--sort", "due", "--status", "open")]
    assert [each for each in due if each] == sorted(each for each in due if each)


def test_that_a_status_there_is_not_is_told_with_those_there_are(run: Run) -> None:
    code, _, told = run("case", "list", "--status", "foo")
    assert code == 2 and "open (all but closed)" in told and "waiting_resident" in told


def test_that_acts_answer_in_json(run: Run) -> None:
    made = json.loads(run("case", "open", "Sign is down", "--anonymous", "--json")[1])
    number = made["number"]
    assert made["status"] == "new" and run("case", "show", number)[0] == 0
    assert json.loads(run("case", "assign", number, "--to", "me", "--json")[1]) == {"changed": 1}
    note = json.loads(run("case", "note", number, "Crew is told.", "--json")[1])
    assert note["case_id"] == made["id"] and note["kind"] == "note"
    reply = json.loads(run("case", "reply", number, "On Friday.", "--channel", "phone", "--json")[1])
    assert reply["kind"] == "reply" and reply["id"] > note["id"]
    closed = json.loads(run("case", "close", number, "--outcome", "resolved", "--not-told", "No number.", "--json")[1])
    assert closed == {**made, "status": "closed"}
    assert json.loads(run("case", "reopen", number, "--reason", "Again.", "--json")[1])["status"] == "reopened"
    assert json.loads(run("person", "add", "Ana Silva", "--json")[1])["id"] > 0
    assert all(command.figures for command in cli.commands())


def test_that_a_refusal_is_one_sentence_and_ends_with_one(run: Run) -> None:
    code, out, told = run("case", "show", "2026-99999")
    assert (code, out, told) == (1, "", "This case is not in the office file.\n")
    code, _, told = run("case", "list", "--owner", "nobodyhere")
    assert code == 1 and "nobodyhere" in told


def test_that_a_wrong_password_is_refused(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIAISON_PASSWORD", "wrong words altogether")
    code, out, told = run("case", "list", "--login", "csantos")
    assert code == 1 and out == "" and told.count("\n") == 1


def test_that_where_no_office_is_it_is_told(run: Run, tmp_path: Path) -> None:
    code, _, told = run("case", "list", "--data-dir", str(tmp_path / "empty"))
    assert code == 1 and "There is no office in" in told and "`liaison init`" in told and "`liaison demo`" in told
    assert not (tmp_path / "empty").exists()


def test_that_without_a_name_or_password_it_says_what_to_give(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LIAISON_PASSWORD")
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    assert run("case", "list")[0] == 1
    monkeypatch.delenv("LIAISON_LOGIN")
    code, _, told = run("case", "list")
    assert code == 1 and "--login" in told


def test_that_a_confidential_case_is_not_there_for_others(run: Run, made: Path) -> None:
    number = run("case", "open", "Not for all eyes", "--anonymous", "--confidential")[1].strip()
    assert run("case", "show", number)[0] == 0
    code, _, told = run("case", "show", number, "--login", "pfeeney")
    assert (code, told) == (1, "This case is not in the office file.\n")
    code, out, _ = run("case", "list", "--text", "eyes", "--json", "--login", "pfeeney")
    assert code == 0 and json.loads(out) == {"count": 0, "cases": []}
    assert sql(made, f"SELECT count(*) FROM case_record WHERE number = '{number}'") == [(1,)]


def test_that_rights_hold(run: Run) -> None:
    code, _, told = run("case", "open", "Anything", "--anonymous", "--login", "csantos")
    assert code == 1 and "may not open cases" in told


def test_that_people_are_added_listed_and_shown(run: Run) -> None:
    number = run("person", "add", "Nguyễn Thị Hoa", "--phone", "617-555-0199", "--language", "Vietnamese")[1].strip()
    code, out, _ = run("person", "list", "nguyen thi hoa", "--json")
    assert code == 0 and int(number) in [each["id"] for each in json.loads(out)["people"]]
    assert "(617) 555-0199" in run("person", "show", number)[1]


def test_that_a_fault_is_told_shortly_and_logged_without_words(
    run: Run, made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.queries.cases.case_rows", lambda *_, **__: {"": 0}["Ana Souza"])
    code, out, told = run("case", "list")
    log = (made / "log" / "liaison.log").read_text("utf-8")
    assert code == 3 and out == "" and str(made / "log") in told and told.count("\n") == 1
    assert "KeyError" in log and "Ana Souza" not in log


def test_that_a_made_up_office_is_never_put_over_another(run: Run, made: Path) -> None:
    before = sql(made, "SELECT count(*) FROM case_record")
    code, _, told = run("demo", "--cases", "5", "--data-dir", str(made))
    assert code == 1 and "already" in told
    assert sql(made, "SELECT count(*) FROM case_record") == before


def test_that_an_office_is_set_up_by_command(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIAISON_PASSWORD", "canal-lantern-orchard-7")
    folder = str(tmp_path / "new")
    words = ("--city", "Halbrook", "--state", "MA", "--name", "Margaret Mulcahy", "--data-dir", folder)
    code, out, _ = run("init", *words)
    assert code == 0 and "Recovery key:" in out
    given = ("--json", "--data-dir", str(tmp_path / "other"))
    assert json.loads(run("init", *words[:-2], *given)[1])["recovery_key"]
    code, out, _ = run("check", "--data-dir", folder)
    assert code == 0 and "sound" in out
    code, out, _ = run("upgrade", "--data-dir", folder, "--json")
    assert code == 0 and json.loads(out)["backup"] is None
    assert run("init", *words)[0] == 1


def test_that_a_check_names_what_is_wrong(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "torn"
    make_demo(OfficePaths(folder), cases=20, seed=2, at=AT)
    assert run("check", "--deep", "--data-dir", str(folder))[0] == 0
    change(
        folder,
        "DROP TRIGGER event_no_update",
        "UPDATE event SET detail = '{}', verb = 'praised' WHERE id = 40",
        "UPDATE case_record SET status = 'answered' WHERE id = 3",
        "DELETE FROM case_words WHERE rowid = 5",
        "INSERT INTO attachment (case_id, name, media_type, size, address, at, by_id) "
        f"VALUES (1, 'a.pdf', '', 1, '{'0' * 64}', '2026-01-01 00:00:00', 1)",
    )
    code, out, _ = run("check", "--data-dir", str(folder), "--json")
    answer = json.loads(out)
    assert code == 1 and not answer["sound"]
    told = {each["about"]: each["sentence"] for each in answer["findings"]}
    assert set(told) == {"history", "status", "search", "attachments"}
    assert "Line 40" in told["history"] and "Id 3 " in told["status"] and "Id 5 " in told["search"]


def test_that_only_who_manages_the_office_may_check_it(run: Run, made: Path) -> None:
    assert run("check", "--login", "ltran")[0] == 1
    opened = open_office(OfficePaths(made), "ltran", PASSWORD, AT)
    try:
        assert opened.store.read(lambda s: actor(s, opened.staff_id, AT)).role.value == "associate"
    finally:
        opened.close()


def test_that_it_runs_by_itself_without_qt_and_is_quiet_when_nobody_reads(made: Path) -> None:
    blocked = "import sys; sys.modules['PySide6'] = sys.modules['shiboken6'] = None\n"
    words = blocked + "from app.__main__ import main; sys.exit(main(sys.argv[1:]))"
    env = {**os.environ, "LIAISON_LOGIN": "mmulcahy", "LIAISON_DATA_DIR": str(made), "PYTHONIOENCODING": "latin-1"}
    order = [sys.executable, "-c", words, "case", "list", "--limit", "0"]
    given = subprocess.run(order, input=PASSWORD + "\n", capture_output=True, cwd=ROOT, env=env, encoding="utf-8")
    assert given.returncode == 0 and given.stdout.startswith("Number") and "Traceback" not in given.stderr
    with subprocess.Popen(order, stdin=-1, stdout=-1, stderr=-1, cwd=ROOT, env=env) as cut:
        assert cut.stdin and cut.stdout and cut.stderr
        cut.stdout.close()
        cut.stdin.write(f"{PASSWORD}\n".encode())
        cut.stdin.close()
        assert cut.stderr.read().count(b"Traceback") == 0
        assert cut.wait(60) == 0


def test_that_without_a_screen_the_window_is_refused_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for each in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(each, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    assert start([]) == 1 and start(["--data-dir", "anywhere"]) == 1
    told = capsys.readouterr().err
    assert "`make run`" in told and "`liaison --help`" in told and told.count("\n") == 2
    assert has_screen("linux", {"WAYLAND_DISPLAY": "wayland-0"}) and has_screen("win32", {})


def cut_off(made: Path, *words: str, stdout: bool = True, stderr: bool = True) -> int:
    """The exit code of words whose answers nobody reads, from the first letter on."""
    env = {**os.environ, "LIAISON_LOGIN": "mmulcahy", "LIAISON_PASSWORD": PASSWORD, "LIAISON_DATA_DIR": str(made)}
    order = [sys.executable, "-u", "-m", "app", *words]
    gone, end = os.pipe()
    os.close(gone)
    try:
        out, err = (end if cut else subprocess.DEVNULL for cut in (stdout, stderr))
        done = subprocess.run(order, stdin=subprocess.DEVNULL, stdout=out, stderr=err, cwd=ROOT, env=env, timeout=60)
        return done.returncode
    finally:
        os.close(end)


def test_that_an_act_is_done_and_its_exit_code_true_though_nobody_reads(made: Path, tmp_path: Path) -> None:
    table, kept = str(ROOT / "tests/data/old_council_cases.csv"), str(tmp_path / "map.toml")
    words = ("import", "cases", table, "--save-map", kept, "--rejects", str(tmp_path / "rejected.csv"))
    before = sql(made, "SELECT count(*) FROM case_record")[0][0]
    assert isinstance(before, int)
    assert cut_off(made, *words) == 0
    assert sql(made, "SELECT count(*) FROM case_record") == [(before + 3,)]
    assert cut_off(made, *words) == 1
    assert cut_off(made, "case", "list", "--json", stderr=False) == 0
    assert cut_off(made, "case", "--help", stderr=False) == 0


def test_that_a_stream_that_fails_otherwise_is_not_hushed(tmp_path: Path) -> None:
    with (tmp_path / "read.txt").open("w") as file:
        put(file, "words")
    with (tmp_path / "read.txt").open() as file, pytest.raises(OSError, match="not writable"):
        put(file, "more")
    put(None, "nowhere")
    assert (tmp_path / "read.txt").read_text() == "words"


def test_that_reports_are_listed_made_and_kept_in_history(run: Run, made: Path, tmp_path: Path) -> None:
    assert {each["key"] for each in json.loads(run("report", "list", "--json")[1])} >= {"monthly", "case-file"}
    number = json.loads(run("case", "list", "--json", "--limit", "1")[1])["cases"][0]["number"]
    for words in (("monthly", "--month", "2026-10"), ("case-file", number), ("contact-log", "--from", "2026-11-16")):
        path = tmp_path / f"{words[0]}.pdf"
        code, out, _ = run("report", *words, "--out", str(path), "--json")
        assert code == 0 and json.loads(out)["pages"] >= 1 and path.read_bytes().startswith(b"%PDF")
    printed = sql(made, "SELECT subject FROM event WHERE verb = 'printed' ORDER BY id DESC LIMIT 3")
    assert [row[0] for row in printed] == ["report", "case_record", "report"]


def test_that_a_copy_with_parts_left_out_is_looked_through_and_made(run: Run, tmp_path: Path) -> None:
    rows = json.loads(run("case", "list", "--json", "--limit", "50")[1])["cases"]
    number = next(row["number"] for row in rows if row["asker"])
    shown = json.loads(run("report", "case-file", number, "--redact", "--show", "--json")[1])
    names = [each["words"] for each in shown if each["kind"] == "name"]
    out = tmp_path / "copy.json"
    assert names and run("report", "case-file", number, "--redact", "--confirmed", "--out", str(out))[0] == 0
    told = out.read_text("utf-8")
    assert (
        not any(json.dumps(name, ensure_ascii=False)[1:-1] in told for name in names) and json.loads(told)["reconciles"]
    )
    assert run("report", "case-file", number, "--keep", names[0], "--out", str(out))[0] == 1


def test_that_a_report_that_cannot_be_made_says_why(run: Run, tmp_path: Path) -> None:
    assert run("report", "monthly", "--month", "2026-13", "--out", str(tmp_path / "a.pdf"))[0] == 2
    assert run("report", "monthly", "--month", "2040-01", "--out", str(tmp_path / "a.pdf"))[0] == 1
    code, _, told = run("report", "monthly", "--month", "2026-10", "--out", str(tmp_path))
    assert code == 1 and "is a folder" in told
    days = ("--from", "2026-11-17", "--until", "2026-11-16")
    assert run("report", "contact-log", *days, "--out", str(tmp_path / "a.pdf"))[0] == 1
    assert not (tmp_path / "a.pdf").exists()


def test_that_search_finds_every_kind_and_hides_what_is_not_for_all(run: Run) -> None:
    number = run("case", "open", "Zeppelin over the harbor", "--anonymous", "--confidential")[1].strip()
    run("log", "Saw the zeppelin too.", "--anonymous")
    code, out, _ = run("search", "zeppelin", "--json")
    found = json.loads(out)
    assert code == 0 and number in found["cases"][0]["title"] and len(found["contacts"]) == 1
    assert json.loads(run("search", "zeppelin", "--json", "--login", "drocha")[1])["cases"] == []
    assert number in run("search", number)[1]
    assert run("search", "qqqqxyz")[2] == "Nothing was found.\n"


def test_that_files_are_kept_with_a_case_and_copied_out(run: Run, tmp_path: Path) -> None:
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(b"\xff\xd8 made up")
    number = json.loads(run("case", "open", "Sign is down", "--anonymous", "--json")[1])["number"]
    assert run("case", "attach", number, str(photo))[:2] == (0, "photo.jpg is attached.\n")
    assert "photo.jpg" in run("case", "show", number)[1]
    out = tmp_path / "out"
    out.mkdir()
    assert json.loads(run("case", "save-file", number, "photo.jpg", "--out", str(out), "--json")[1])["size"] == 10
    assert (out / "photo.jpg").read_bytes() == photo.read_bytes()
    assert run("case", "save-file", number, "photo.jpg", "--out", str(out))[0] == 1
    assert "No file of this name" in run("case", "save-file", number, "other.jpg")[2]
    code, _, told = run("case", "attach", number, str(tmp_path / "gone.jpg"))
    assert code == 1 and told.strip().endswith(".")
    code, _, told = run("case", "attach", number, str(photo), str(tmp_path))
    assert code == 1 and "is a folder" in told
    code, _, told = run("case", "save-file", number, "photo.jpg", "--out", str(tmp_path / "gone"))
    assert code == 1 and "gone is not there" in told and not (tmp_path / "gone").exists()


def test_that_two_files_of_one_name_are_told_apart_by_their_ids(run: Run, tmp_path: Path) -> None:
    photo = tmp_path / "photo.jpg"
    number = run("case", "open", "Sign is bent", "--anonymous")[1].strip()
    ids = []
    for content in (b"before", b"after"):
        photo.write_bytes(content)
        ids.append(json.loads(run("case", "attach", number, str(photo), "--json")[1])["attached"][0]["id"])
    assert all(f"photo.jpg (id {each})" in run("case", "show", number)[1] for each in ids)
    out = tmp_path / "out"
    out.mkdir()
    code, _, told = run("case", "save-file", number, "photo.jpg", "--out", str(out))
    assert code == 1 and told.startswith(f"2 files of {number}") and all(f"--id {each}" in told for each in ids)
    assert run("case", "save-file", number, "--id", str(ids[1]), "--out", str(out))[0] == 0
    assert (out / "photo.jpg").read_bytes() == b"after"
    assert "No file of this id" in run("case", "save-file", number, "--id", "99999", "--out", str(out))[2]
    assert run("case", "save-file", number)[0] == 2


def test_that_words_that_contradict_each_other_are_refused_with_what_is_wrong(run: Run) -> None:
    code, out, told = run("case", "list", "--overdue", "--status", "closed")
    assert (code, out) == (1, "") and "never overdue" in told
    assert run("case", "list", "--overdue", "--status", "open")[0] == 0
    number = run("case", "open", "Leaf pile", "--anonymous", "--owner", "me")[1].strip()
    code, _, told = run("case", "reopen", number, "--reason", "Again.")
    assert (code, told) == (1, f"{number} is not closed, so it cannot be opened again.\n")
    code, _, told = run("case", "assign", number, "99999", "--to", "ltran")
    assert code == 1 and "Case 99999 is not" in told and "No case changed hands." in told
    assert run("case", "assign", number, "--to", "me")[1] == "You have it already.\n"
    assert run("case", "assign", number, "--to", "ltran")[1] == "1 case changed hands.\n"
    assert run("case", "assign", number, number, "--to", "ltran")[1] == "ltran has them already.\n"


def test_that_imports_are_listed_with_times_in_the_form_of_all_others(run: Run, tmp_path: Path) -> None:
    table = tmp_path / "one.csv"
    table.write_text("Case Number,Subject,Received,Status\nA-1,Hole,2026-10-05,Open\n", "utf-8")
    assert "1 case brought in: 1 open" in run("import", "cases", str(table))[1]
    made = json.loads(run("import", "list", "--json")[1])[0]
    assert "T" in made["at"] and datetime.fromisoformat(made["at"]).utcoffset() is not None
    assert made["undone_at"] is None


def test_that_one_person_and_one_column_are_told_as_one(run: Run, tmp_path: Path) -> None:
    table = tmp_path / "people.csv"
    table.write_text("Name,Phone,Fax\nZora Quill,617-555-0188,\n", "utf-8")
    code, out, _ = run("import", "people", str(table))
    assert code == 0 and "1 column is empty" in out and "1 person" in out and "1 people" not in out
