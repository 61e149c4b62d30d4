"""Nobody forgets confidence: every query, report, exporter, suggestion and search is found and asked (G6).

A new one is asked by itself. It fails here when it tells of a hidden case or person to who may not see them, when an
office that hides something answers otherwise than one that has nothing to hide, or when the walk does not know what to
ask it with; and one that cannot know who asks fails until somebody has thought about it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.errors import AppError
from app.reports.paper import Paper
from app.reports.run import REPORTS, make_report
from app.store import Store
from tests.confidential import BLIND, CASE, NUMBER, PERSON, SEEING, Seen, as_actor, make_hidden, make_open, tells
from tests.factories import make_store
from tests.walk import Question, answers, questions

ROOT = Path(__file__).resolve().parents[2]
FOUND = {each.path: each for each in questions()}
_Q, _X = "app.queries", "app.exchange"

BLINDFOLD = {
    f"{_Q}.backups.began_at": "one setting",
    f"{_Q}.backups.last_backed_up": "days of backups",
    f"{_Q}.case_clocks.waits_of": "dates of cases whose ids the caller was given",
    f"{_Q}.case_order.all_in_order": "the caller gives the WHERE, with the filter",
    f"{_Q}.case_paper.contactable": "of an asker whom the page of the case showed; a hidden one has no id there",
    f"{_Q}.case_paper.hides_place": "one word on a case whose id the caller was given",
    f"{_Q}.case_paper.places_hidden": "the same for a list of cases that the caller was given",
    f"{_Q}.chain.compare_heads": "hashes",
    f"{_Q}.chain.follow_history": "hashes and numbers of lines",
    f"{_Q}.chain.head_of_history": "one hash",
    f"{_Q}.chain.unguarded": "names of triggers",
    f"{_Q}.checks.damaged_pages": "numbers of pages of the file",
    f"{_Q}.custom.dimensions.grouping": "names of the office's lists",
    f"{_Q}.custom.filter_words.custom_filter_words": "the question, by names of the office's lists",
    f"{_Q}.departments.contacts_at": "the directory of departments",
    f"{_Q}.departments.department_ids": "the directory of departments",
    f"{_Q}.departments.department_named": "the directory of departments",
    f"{_Q}.departments.official_ids": "the directory of officials",
    f"{_Q}.departments.official_rows": "the directory of officials",
    f"{_Q}.departments.officials": "the directory of officials",
    f"{_Q}.designating.lapsed": "designations of staff",
    f"{_Q}.designating.turns_due": "designations of staff",
    f"{_Q}.designating.unsaid_begins": "designations of staff",
    f"{_Q}.designating.unsaid_ends": "designations of staff",
    f"{_Q}.designation_rules.appointed_until": "an appointment of staff",
    f"{_Q}.designation_rules.standing_or_to_come": "designations of staff",
    f"{_Q}.directive_rules.counting": "conditions, which each caller puts beside the filter",
    f"{_Q}.directive_rules.ties_of": "the office's list",
    f"{_Q}.directives.directive_id_of": "the office's list",
    f"{_Q}.directives.directives": "the office's list",
    f"{_Q}.full_text.like_name": "ids, which each caller filters",
    f"{_Q}.filter_words.filter_words": "names of categories and staff, in a query told to who sees every case",
    f"{_Q}.full_text.newest": "ids, which each caller filters",
    f"{_Q}.full_text.numbers": "ids, which each caller filters",
    f"{_Q}.full_text.part_of_name": "ids, which each caller filters",
    f"{_Q}.goals.first_goals": "targets of categories",
    f"{_Q}.goals.target_rows": "targets of categories",
    f"{_Q}.history.verbs_used": "words of the program",
    f"{_Q}.clock.seen_ahead": "a moment",
    f"{_Q}.ids.hidden_of": "what is to be left out",
    f"{_Q}.ids.ids_of": "the caller gives the query, with the filter",
    f"{_Q}.imports.batches": "names of files and how many rows they had",
    f"{_Q}.imports.kept_map": "headings of a table",
    f"{_Q}.imports.undone": "numbers of imports",
    f"{_Q}.monitoring.period_of": "a month of the calendar",
    f"{_Q}.monitoring_rows.again": "ids that the caller was given",
    f"{_Q}.monitoring_rows.members": "ids, by which each caller sifts what it was told with the filter",
    f"{_Q}.office.calendar": "the office's hours",
    f"{_Q}.office.categories": "the office's list",
    f"{_Q}.office.departments": "the office's list",
    f"{_Q}.office.office": "the office's letterhead",
    f"{_Q}.office.setting": "one setting",
    f"{_Q}.figures.yearly.advice": "recommendations, which hold no resident and no case",
    f"{_Q}.office.staff": "the staff list",
    f"{_Q}.office.staff_id_of": "a login",
    f"{_Q}.promises.tomorrow_of": "a moment",
    f"{_Q}.redacting.known_of_case": "what is taken out of a copy of a case that was read with the filter; never shown",
    f"{_Q}.redacting.without_confidential": "takes confidential cases out of a case that was read with the filter",
    f"{_Q}.register.appointment_of": "the register of staff",
    f"{_Q}.register.away": "the register of staff",
    f"{_Q}.register.director_now": "the register of staff",
    f"{_Q}.register.lapsed": "the register of staff",
    f"{_Q}.register.standing": "the register of staff",
    f"{_Q}.register.stood_in_for": "the register of staff",
    f"{_Q}.register.vacancy": "the register of staff",
    f"{_Q}.stale.stale_after": "one setting",
    f"{_Q}.stamps.acted": "signatures on records whose ids the caller was given",
    f"{_Q}.stamps.taken": "whether contacts whose ids the caller was given were taken by an acting director",
    f"{_Q}.suggest.places_near": "ids of places, by which each caller asks with the filter",
    f"{_Q}.suggest.recogniser_data": "names of streets without numbers or people, by which a word is taken for a place",
    f"{_Q}.turns.next_turn": "a moment",
    f"{_Q}.columns.columns_of": "columns of a query that each caller filters",
    f"{_Q}.issues.next_issue": "the next number of a year",
    "app.reports.common.period_of": "the calendar of the office",
    "app.reports.common.spans_of": "the calendar of the office",
    "app.reports.designation_letter.collect": "a designation of staff",
    f"{_X}.case_import.kept_for": "headings of a table",
    f"{_X}.people_import.kept_people_map": "headings of a table",
    "app.commands.words.category_id": "the office's list",
    "app.commands.department.department_id": "the directory of departments",
    "app.commands.department.official_id": "the directory of officials",
}
"""Questions that cannot know who asks, each with the reason why it need not. Think before you add one."""

ASKED_BELOW = {
    f"{_Q}.desk.on_desk": "a condition on owners, which each caller puts beside the filter",
    "app.reports.run.make_report": "each report, below",
    "app.reports.run.prepare_report": "each report, below",
    f"{_X}.case_import.dry_run": "changes nothing, and reads nothing but the table",
    f"{_X}.case_import.run_import": "an act; whom it takes for the same: below",
    f"{_X}.mail_log.log_mail": "an act, by a mail that mail_facts was asked about",
    f"{_X}.people_import.run_people": "an act, on twins that people_twins found",
    f"{_X}.people_import.try_people": "twins that people_twins found",
}
"""Not asked by the walk, each with the reason or where it is asked."""

COUNTS = {f"{_Q}.figures.{each}" for each in (
    "acknowledgements.acknowledgements", "city_dates.city_dates", "closings.closings", "closings.fell_due",
    "backlog.backlog_of_department",
    "flow.open_at", "flow.openings", "flow.reopenings", "responses.responses", "standing.standing",
    "promised.settled_promises", "returns.reopened_of",
    "substance.marked", "substance.unmarked",
)} | {f"{_Q}.monitoring_rows.{each}" for each in ("closed_cases", "open_now")} | {f"{_Q}.net_days.nets"}  # fmt: skip
"""What figures are counted from: of the hidden, ids and dates for the Mayor's sums, and no words. `behind` and the
reports, which show records, leave the ids out."""

OWN = {f"{_Q}.drafts.drafts_of": "one's own drafts", f"{_Q}.drafts.views_of": "one's own views"}
SECRETS = {
    "session": re.compile(r"<sqlmodel[^>]*>"),
    "the head of history": re.compile(r"line=\d+|[0-9a-f]{64}"),
}
"""What differs between two offices and is no answer."""
ASKED = {path: each for path, each in FOUND.items() if each.takes_actor and path not in ASKED_BELOW}
TELLING = """
    directives.record_of figures.directives.directive_behind
    case_page.case_page referrals.referral referrals.referral_rows referrals.referrals_of
    referrals.chases_of referrals.releases_of cases.case_by_number cases.case_ids cases.case_rows
    contact_log.contact_log contacts.contact_ids
    contacts.contact_page contacts.contact_rows direct.queue_rows doubts.likely figures.behind.behind
    figures.acknowledgements.acknowledgements figures.behind.ids_behind figures.closings.closings
    figures.closings.fell_due figures.flow.open_at
    figures.flow.openings figures.flow.reopenings figures.responses.responses figures.standing.standing mail.mail_facts
    promises.open_promises promises.promises_of tasks.follow_ups_of tasks.open_tasks tasks.planned_follow_ups
    tasks.tasks_of troubles.tellings_of
    people.person_ids people.person_rows people_pages.organization_page people_pages.person_page places.places
    search.search suggest.card suggest.same_trouble suggest.twins suggest.who_is timeline.timeline twins.likely_twins
"""
"""Questions that tell of the hidden to all who see them: the proof that the walk asks in earnest."""


class Offices:
    """The office that hides something, and the same one without it."""

    def __init__(self, folder: Path) -> None:
        self.hiding, self.open = (make_store(_made(folder / name)) for name in ("hiding", "open"))
        for store in (self.hiding, self.open):
            store.write(make_open)
        self.hiding.write(make_hidden)


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


@pytest.fixture(scope="module")
def offices(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Offices]:
    made = Offices(tmp_path_factory.mktemp("walk"))
    yield made
    made.hiding.close()
    made.open.close()


def asked(store: Store, question: Question, seen: Seen) -> list[tuple[str, Any]]:
    """Each call in words, and what came of it."""
    return store.read(lambda s: [(repr(call), told) for call, told in answers(question, s, as_actor(s, seen))])


def shown(path: str, answer: Any) -> Any:
    """The answer without what was asked with, which some give back."""
    if path == f"{_X}.people_twins.compared" and not isinstance(answer, str):
        return [each.twins for step in answer for each in step]
    if path == "app.commands.words.case_among" and isinstance(answer, str):
        return answer.replace(f"Case {NUMBER} is not in the office file", "")  # said of any number that was typed
    return answer


@pytest.mark.parametrize("path", sorted(ASKED))
def test_that_who_may_not_see_it_is_not_told(offices: Offices, path: str) -> None:
    for name, seen in BLIND.items():
        for call, answer in asked(offices.hiding, ASKED[path], seen):
            told = tells(shown(path, answer), ids=not (name == "mayor" and path in COUNTS))
            assert not told, f"{path} tells the {name} of {told} when asked with {call}"


@pytest.mark.parametrize("path", sorted(ASKED))
def test_that_an_office_with_nothing_to_hide_answers_the_same(offices: Offices, path: str) -> None:
    """So no count, order or missing suggestion tells that something is hidden."""
    for name in ("associate", "coordinator", "intern"):
        hiding, plain = (asked(store, ASKED[path], BLIND[name]) for store in (offices.hiding, offices.open))
        for (call, one), (_, other) in zip(hiding, plain, strict=True):
            assert _said(one) == _said(other), f"{path} answers the {name} otherwise when asked with {call}"


def _said(answer: Any) -> str:
    said = repr(answer)
    for each in SECRETS.values():
        said = each.sub("#", said)
    return said


@pytest.mark.parametrize("path", [f"{_Q}.{each}" for each in TELLING.split()])
def test_that_who_may_see_it_finds_it(offices: Offices, path: str) -> None:
    for name, seen in SEEING.items():
        told = [tells(answer) for _, answer in asked(offices.hiding, ASKED[path], seen)]
        assert any(told), f"{path} hides everything from the {name}"


def test_that_all_who_direct_or_read_history_find_it(offices: Offices) -> None:
    for each in (
        "chasing.ladder",
        "chasing.late_departments",
        "direct.to_review",
        "promises.promises_at_risk",
        "troubles.cases_under",
        "direct.unassigned",
        "direct.open_of",
        "history.history_rows",
        "handover.beginning",
    ):
        for name in ("director", "acting director"):
            told = [tells(answer) for _, answer in asked(offices.hiding, ASKED[f"{_Q}.{each}"], SEEING[name])]
            assert any(told), (each, name)


def test_that_every_question_without_an_actor_was_thought_about() -> None:
    blind = {path for path, each in FOUND.items() if not each.takes_actor}
    assert blind == set(BLINDFOLD)
    assert set(ASKED_BELOW) <= set(FOUND) and set(OWN) | COUNTS <= set(ASKED)


def test_that_nothing_reads_records_past_the_questions() -> None:
    """The window, commands, reports and exporters ask `app.queries`: none of them puts a question of its own."""
    allowed = {
        "app/commands/mail.py": "names whom the mail was logged with, which was answered just now",
        "app/exchange/people_twins.py": "whether an organization is there",
        "app/reports/monthly_figures.py": "the head of history",
        "app/ui/tour.py": "counts for the tour of a made-up office",
    }
    reads = {
        str(path.relative_to(ROOT))
        for folder in ("commands", "exchange", "reports", "ui")
        for path in sorted((ROOT / "app" / folder).rglob("*.py"))
        if _reads_records(path)
    }
    assert reads <= set(allowed), "Put the question into app/queries, with the filter of app.authority."


def _reads_records(path: Path) -> bool:
    """Whether it makes statements, or takes records by their ids."""
    text = path.read_text("utf-8")
    if not re.search(r"from sql(alchemy|model) import|\b(session|s)\.(get|exec|execute)\(", text):
        return False  # most modules: to parse them all takes seconds
    return any(_makes_statements(each) or _asks_session(each) for each in ast.walk(ast.parse(text)))


def _makes_statements(node: ast.AST) -> bool:
    if not isinstance(node, ast.ImportFrom) or node.module not in ("sqlalchemy", "sqlmodel"):
        return False
    return bool({each.name for each in node.names} & {"select", "text", "col", "func"})


def _asks_session(node: ast.AST) -> bool:
    called = node.func if isinstance(node, ast.Call) else None
    if not isinstance(called, ast.Attribute) or called.attr not in ("get", "exec", "execute"):
        return False
    return isinstance(called.value, ast.Name) and called.value.id in ("session", "s")


ANSWERS: dict[str, list[dict[str, Any]]] = {
    "monthly": [{"month": "2026-11", "open_list": True}],
    "council": [{"month": "2026-11"}, {"month": "2026-11", "version": "public"}],
    "annual": [{"period": "2025-12-01..2026-11-30"}, {"period": "2025-12-01..2026-11-30", "version": "public"}],
    "mayor-queue": [{"day": "2026-11-13"}, {"day": "2026-11-18"}],
    "weekly": [{"period": "2026-11-09..2026-11-18"}],
    "monitoring": [
        {"month": "2026-11", "version": "public"},
        {"month": "2026-11"},
        {"month": "2026-11", "department": "1"},
    ],
    "contacts": [{"period": "2026-11"}, {"period": "2026-11", "version": "public"}],
    "language-help": [{"period": "2026-11"}, {"period": "2026-11", "version": "public"}],
    "promises": [{"period": "2026-11"}, {"period": "2026-11", "version": "public"}],
    "recommendations": [{"period": "2026"}],
    "reopened": [{"period": "2026-11"}, {"period": "2026-10"}],
    "scorecard": [{"period": "2026-11"}, {"period": "2026-11", "version": "public"}],
    "contact-log": [{"span": "day", "day": "2026-11-14"}, {"span": "week", "day": "2026-11-14"}],
    "custom": [
        {"period": "2026-11", "spec": {"groups": ["ward"], "measures": ["opened", "closed", "told", "resolution"]}},
        {"period": "2026-11", "spec": {"groups": ["language", "status"], "measures": ["open_end"], "top": 1}},
        {"period": "2026-11", "spec": {"groups": ["ward"], "measures": ["opened"], "filter": {"text": "zeb"}}},
        {"period": "2026-11", "spec": {"what": "contacts", "groups": ["language"], "measures": ["contacts"]}},
        {"period": "2026-11", "spec": {"what": "referrals", "groups": ["department"], "measures": ["sent"]}},
        {"period": "2026-11", "spec": {"groups": ["ward"], "measures": ["opened"]}, "version": "public"},
    ],
    "case-file": [
        {"case": "2026-00001", "notes": True},
        {"case": NUMBER, "notes": True},
        {"case_id": CASE},
        {"case": "2026-00001", "copy": "redacted"},
        {"case": NUMBER, "copy": "redacted"},
    ],
    "person-record": [{"person": "1"}, {"person": str(PERSON)}, {"person": "Xaviera"}, {"person": "Ned"}],
    "record-history": [
        {"record": "case_record", "which": "2026-00001"},
        {"record": "case_record", "which": NUMBER},
        {"record": "person", "which": str(PERSON)},
        {"record": "person", "which": "1"},
        {"record": "contact", "which": str(PERSON)},
        {"record": "referral", "which": f"{NUMBER}/1"},
        {"record": "staff", "which": "1"},
        {"record": "recommendation", "which": "2026-01"},
    ],
    "designation-letter": [{}],
    "handover-brief": [{"kind": "begin"}, {"kind": "end"}],
    "register": [{}],
    "recommendation-letter": [{}, {"recommendation": "1"}],
    "department": [{"department": "1"}],
    "workload": [{"period": "2026-11"}],
    "backlog": [{"day": "2026-11-18"}, {"day": "2026-11-14"}],
    "referral-letter": [{"case": NUMBER}, {"case": "2026-00004"}, {"case": NUMBER, "which": "chase"}],
    "chase-brief": [{"case": NUMBER}, {"case": "2026-00004"}],
}
"""What each report is asked; a new one is added here."""


def _paper(store: Store, seen: Seen, key: str, asked_with: dict[str, Any], path: Path) -> tuple[str, ...]:
    """The words of the paper with its name and what history keeps of it; or the sentence of the refusal."""

    def make(session: Any) -> Any:
        return make_report(session, as_actor(session, seen), key, asked_with, path=path, at=seen.at)

    try:
        made = store.read(make).collected
    except AppError as error:
        return (error.sentence,)
    paper = Paper(path.read_bytes())
    words = " ".join(paper.text(page) for page in range(paper.page_count))
    return (" ".join(words.split()), made.file_name, made.subject, repr(made.detail), repr(made.lines))


@pytest.mark.parametrize("key", sorted(REPORTS))
def test_that_no_paper_tells_who_may_not_see_it(offices: Offices, key: str, tmp_path: Path) -> None:
    for asked_with in ANSWERS[key]:
        for name, seen in BLIND.items():
            told = tells(_paper(offices.hiding, seen, key, asked_with, tmp_path / "paper.pdf"))
            assert not told, f"The report {key} tells the {name} of {told}"


def test_that_papers_of_who_may_see_it_tell_and_print_no_address_of_the_person(
    offices: Offices, tmp_path: Path
) -> None:
    for name, seen in SEEING.items():
        words = _paper(offices.hiding, seen, "case-file", {"case_id": CASE}, tmp_path / "paper.pdf")
        assert tells(words), name
    assert set(ANSWERS) == set(REPORTS)
