"""Every public question of the program, found by looking: which take an actor, and what to ask each with."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Generator, Iterator, Mapping
from datetime import date
from importlib import import_module
from itertools import product
from pkgutil import walk_packages
from types import FunctionType
from typing import Any, NamedTuple

from sqlmodel import Session

import app.commands
import app.exchange
import app.queries
import app.reports
from app.authority import Actor
from app.errors import AppError
from app.keys.likeness import known_of
from app.models import Counted
from app.queries import figures
from app.queries.case_filter import CaseFilter
from app.queries.contacts import ContactFilter
from app.queries.custom import Spec, What
from app.queries.departments import DepartmentFilter, OfficialFilter
from app.queries.history import HistoryFilter
from app.queries.mail import Asked as Mail
from app.queries.people import OrganizationFilter, PersonFilter
from app.queries.referrals import ReferralFilter
from app.queries.register import designations
from app.queries.today import Day
from app.queries.twins import TwinOf
from app.services.import_people_rows import OldPerson, OldReach
from app.workdays import term_of
from tests.confidential import (
    CASE,
    CONTACT,
    DAY,
    EMAIL,
    HOME,
    NAME,
    NUMBER,
    OWNER,
    PAUSED,
    PERSON,
    PHONE,
    READING,
    STREET,
    UNOWNED,
    numbers,
)
from tests.factories import AT, director

PERIOD = figures.month("America/New_York", 2026, 11)
_CASES, _ALL = [1, CASE, UNOWNED, PAUSED], list(numbers())
_KEYS = "carried_in opened reopened closed carried_out overdue due responses told not_told closed.in_target contacts"
_KEYS += f" opened.category.1 closed.category.1 closed.outcome.resolved open.owner.{OWNER} open.owner.0 open.band.0"
_KEYS += " contacts.for_mayor contacts.category.0 contacts.channel.phone contacts.language.Tagalog opened.organizations"
_KEYS += " substance substance.waiting substance.category.1 substance.ward.3 substance.asker_language.Tagalog"
_KEYS += " substance.plain.0 substance.why.sampled open.category.1 open.department.1 open.ward.3"
_OF_MONTH = "carried_out closed closed.in_target closed.again closed.category.1 closed.ward.3 closed.late opened now"
_OF_MONTH += (
    " closed.month.2026-10 substance.month.2026-10 now.band.0 now.late.1 acknowledged asked asked.content substance"
)
_OF_DIRECTIVES = "directive.1.contacts directive.1.opened directive.1.closed directive.any.referrals"
_OF_DIRECTIVES += " directive.any.readings directive.none.opened directive.any.recommendations"
_OF_LANGUAGES = "help.needed help.other help.office help.kind.not_available help.language.Tagalog help.ward.3"
_OF_PROMISES = "promises.made promises.open promises.late promises.kept.owner.1 promises.open.category.1"
_OF_RETURNS = "returns.again returns.repeat returns.at_once returns.again.category.1 returns.at_once.department.0"
_OF_REFERRALS = "referred.sent referred.open referred.overdue referred.chased referred.answered.1 referred.sent.2"
_OF_CUSTOM = "custom.1.opened custom.1.told custom.1.opened.1 custom.1.opened.*"
_OF_REFERRALS = "referred.sent referred.open referred.overdue referred.chased referred.answered.1 referred.sent.2"
_DAY = Day(AT - DAY / 2, AT + DAY / 2, AT + 5 * DAY, PERIOD.start)
_TYPED = [NAME, "quillf", "Xavier Quilfether", PHONE, "5550199", EMAIL, HOME, "zebra", NUMBER, "H-8841"]
BY_KIND: Mapping[str, list[Any]] = {
    "CaseFilter": [
        CaseFilter(),
        CaseFilter(text="zebra"),
        CaseFilter(place=STREET),
        CaseFilter(person_id=PERSON),
        CaseFilter(organization_id=1),
        CaseFilter(ids=tuple(_ALL)),
        CaseFilter(owner_ids=(OWNER,), only_open=True),
        CaseFilter(unowned=True),
        CaseFilter(overdue=AT),
    ],
    "ContactFilter": [
        ContactFilter(),
        ContactFilter(text="zebra"),
        ContactFilter(person_id=PERSON),
        ContactFilter(case_id=CASE),
        ContactFilter(case_id=1),
        ContactFilter(for_mayor=True),
        ContactFilter(without_case=True),
        ContactFilter(ids=tuple(_ALL)),
    ],
    "PersonFilter": [
        PersonFilter(),
        PersonFilter(text=NAME),
        PersonFilter(text=PHONE),
        PersonFilter(text=EMAIL),
        PersonFilter(place=HOME),
        PersonFilter(organization_id=1),
        PersonFilter(safety_notice=True),
        PersonFilter(with_open_cases=True),
        PersonFilter(ids=tuple(_ALL)),
    ],
    "OrganizationFilter": [OrganizationFilter(), OrganizationFilter(person_id=PERSON), OrganizationFilter(ids=(1,))],
    "ReferralFilter": [
        ReferralFilter(),
        ReferralFilter(department_id=1),
        ReferralFilter(running=True),
        ReferralFilter(overdue=AT),
        ReferralFilter(text="H-88"),
        ReferralFilter(ids=(1, 2, 3)),
    ],
    "DepartmentFilter": [DepartmentFilter()],
    "OfficialFilter": [OfficialFilter()],
    "HistoryFilter": [
        HistoryFilter(),
        HistoryFilter(kinds=("views",)),
        HistoryFilter(kinds=("prints",)),
        HistoryFilter(subjects=("case_record",), subject_id=CASE),
        HistoryFilter(subjects=("person",), subject_id=PERSON),
    ],
    "Asked": [
        Mail(name=NAME, email=EMAIL),
        Mail(subject=f"Re: {NUMBER}"),
        Mail(answers=("<zebra@example.org>",)),
        Mail(message_id="<zebra@example.org>"),
        Mail(email="mmulcahy@example.org", to=(EMAIL,)),
    ],
    "Day": [_DAY],
    "Counted": list(Counted),
    "Spec": [
        Spec(groups=("ward", "language"), measures=("opened", "told")),
        Spec(filter={"text": "zebra"}, top=1),
        Spec(What.CONTACTS, ("language",), ("contacts", "at_once")),
        Spec(What.REFERRALS, ("department",), ("sent", "answer_days")),
    ],
    "Period": [PERIOD],
    "Term": [term_of(AT.date())],
    "TwinOf": [TwinOf.PERSON, TwinOf.ORGANIZATION],
    "date": [date(2026, 11, 13), date(2026, 11, 14)],
}
BY_NAME: Mapping[str, list[Any]] = {
    "at": [AT],
    "now": [AT],
    "until": [AT + 7 * DAY],
    "until_on": [(AT + 30 * DAY).date()],
    "weekday": [None, 5],
    "hour": [None, 10],
    "issue_id": [1],
    "issue": ["1", "R-2026-001"],
    "case_id": _CASES,
    "person_id": [1, PERSON],
    "contact_id": [1, *range(CONTACT, CONTACT + 4)],
    "organization_id": [1],
    "record_id": [1, PERSON],
    "subject": ["case_record", "person", "contact"],
    "subject_id": [1, CASE],
    "owner_id": [OWNER, None],
    "batch_id": [1],
    "review_id": [1, READING],
    "recommendation_id": [1],
    "department_id": [1, 2],
    "official_ids": [[1]],
    "referral_id": [1, 2, 3, 4],
    "line": list(range(1, 90)),
    "number": [(None, 2), (2026, 2), (2026, 3)],
    "ids": [_ALL],
    "case_ids": [_ALL],
    "filters": [BY_KIND["CaseFilter"]],
    "figure_key": _KEYS.split(),
    "text": _TYPED,
    "typed": [NUMBER, "3"],
    "name": [NAME, "Xavier Quilfether", ""],
    "phone": [PHONE],
    "phones": [[PHONE]],
    "emails": [[EMAIL]],
    "address": [HOME, STREET],
    "addresses": [[HOME]],
    "words": [["Xaviera", "since"], ["quillfeather", "zebra"]],
    "page": ["cases"],
    "many": [100],
    "periods": [[PERIOD]],
    "directive_id": [1],
    "custom_id": [1],
    "measure": ["opened", "contacts", "sent", "answer_days"],
    "keys": [None, ("*",), ("Tagalog",)],
    "on": [date(2026, 11, 1)],
    "fields": [{}],
    "given": ["2025-12-01..2026-11-30"],
    "by": [0],
    "answers": [{}],
    "week": [True],
    "with_notes": [True],
    "sought": [[known_of(NAME, ["+16175550199"], [EMAIL], [HOME])]],
    "people": [[OldPerson(2, NAME, (OldReach("phone", PHONE), OldReach("email", EMAIL)))]],
}
"""What a parameter of this name is given; those of BY_KIND go by their kind."""
OF_FUNCTION: Mapping[tuple[str, str], list[Any]] = {
    ("app.queries.suggest.card", "kind"): ["person", "organization"],
    ("app.reports.handover_brief.collect", "kind"): ["begin", "end"],
    ("app.queries.recommendations.recommendation_id_of", "number"): ["2026-01"],
    ("app.queries.monitoring_lists.cases_behind", "figure_key"): _OF_MONTH.split(),
    ("app.queries.monitoring_rows.flow_of", "still"): [0],
    ("app.queries.history.history_rows", "ids"): [list(range(1, 90))],
    ("app.queries.referrals.referral_rows", "ids"): [[1, 2, 3, 4]],
    ("app.queries.chasing.ladder", "ids"): [[1, 2, 3, 4]],
    ("app.queries.departments.department_lines", "ids"): [[1, 2]],
    ("app.commands.words.staff_id", "typed"): ["me", "odiallo"],
    ("app.queries.figures.directives.directive_behind", "key"): _OF_DIRECTIVES.split(),
    ("app.queries.figures.languages.language_behind", "key"): _OF_LANGUAGES.split(),
    ("app.queries.figures.promise_counts.promises_behind", "key"): _OF_PROMISES.split(),
    ("app.queries.figures.advised.advice_behind", "key"): ["advice.sent", "advice.taken", "advice.open.1"],
    ("app.queries.figures.mayor.mayor_behind", "key"): ["mayor.came", "mayor.waited", "mayor.waiting", "mayor.done"],
    ("app.queries.figures.returns.returns_behind", "key"): _OF_RETURNS.split(),
    ("app.queries.figures.referred.referrals_behind", "key"): _OF_REFERRALS.split(),
    ("app.queries.custom.behind.custom_behind", "key"): _OF_CUSTOM.split(),
    ("app.queries.directives.record_of", "record_id"): [1, 2, CASE, CONTACT],
    ("app.queries.suggest.same_trouble", "address"): [STREET, HOME],
}
ASKED_TOO = {"phone", "phones", "emails", "address", "addresses"}
"""Parameters that are asked with though they may be left out."""


class Question(NamedTuple):
    """A public function that takes a session; `path` is its name with its module."""

    path: str
    function: Callable[..., Any]

    @property
    def parameters(self) -> Mapping[str, inspect.Parameter]:
        """Those besides the session and the actor."""
        found = inspect.signature(self.function).parameters
        return {name: each for name, each in found.items() if _kind(each) not in ("Session", "Actor")}

    @property
    def takes_actor(self) -> bool:
        """Whether it can know who asks."""
        return any(_kind(each) == "Actor" for each in inspect.signature(self.function).parameters.values())


def _kind(parameter: inspect.Parameter) -> str:
    return str(parameter.annotation)


def questions() -> Iterator[Question]:
    """All of them, of queries, reports, exporters and commands."""
    for package in (app.queries, app.reports, app.exchange, app.commands):
        for found in walk_packages(package.__path__, f"{package.__name__}."):
            module = import_module(found.name)
            for name, each in sorted(vars(module).items()):
                if _is_question(each, name, found.name):
                    yield Question(f"{found.name}.{name}", each)


def _is_question(each: Any, name: str, module: str) -> bool:
    if not isinstance(each, FunctionType) or name.startswith("_") or each.__module__ != module:
        return False
    return any(_kind(one) == "Session" for one in inspect.signature(each).parameters.values())


def given(question: Question, session: Session) -> Iterator[dict[str, Any]]:
    """The arguments of each call; raises AssertionError for a parameter that the walk knows nothing for."""
    wanted = {
        name: _values(question, name, each, session)
        for name, each in question.parameters.items()
        if each.default is inspect.Parameter.empty or name in ASKED_TOO
    }
    for values in product(*wanted.values()):
        yield dict(zip(wanted, values, strict=True))


def _values(question: Question, name: str, each: inspect.Parameter, session: Session) -> list[Any]:
    kind = _kind(each)
    if (question.path, name) in OF_FUNCTION:
        return OF_FUNCTION[question.path, name]
    if kind == "DesignationRow":
        return designations(session, director(session), at=AT)[:1]
    found = BY_KIND.get(kind, BY_NAME.get(name))
    assert found, f"{question.path} takes {name!r}: say in tests/walk.py what the walk asks it with"
    return found


def answers(question: Question, session: Session, who: Actor) -> Iterator[tuple[dict[str, Any], Any]]:
    """Each call with what came of it: the answer, or the sentence of a refusal."""
    for call in given(question, session):
        try:
            found = question.function(session, who, **call)
            yield call, list(found) if isinstance(found, Generator) else found
        except AppError as error:
            yield call, error.sentence
