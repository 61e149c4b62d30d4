"""Who may do what: every role and every right, written out a second time, so that a change is made on purpose."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest
from sqlmodel import Session, select

from app import services
from app.authority import ACTING, KEEPABLE, LAPSED, RIGHTS, WORDS, Actor, Refusal, Right, actor, require
from app.models import Absence, Appointment, Designation, Made, Role
from app.store import Store
from tests.factories import AT, make_staff

ROLES = (Role.MAYOR, Role.DIRECTOR, Role.ASSOCIATE, Role.COORDINATOR, Role.CLERK, Role.INTERN)
OTHERS = ("acting", "lapsed director", "lapsed associate", "relieved director")
# M(ayor) D(irector) A(ssociate) C(oordinator) c(lerk) I(ntern) | a(cting director) l(apsed) d(irector), a(ssociate),
# r(elieved director)
TABLE = """
log_contact           - D A C c I   a ld la r
edit_people           - D A C - -   a -  -  r
open_case             - D A C - I   a ld la r
work_case             - D A C - I   a -  -  r
hand_over             - D A C - -   a -  -  r
close_case            - D A C - -   a -  -  r
assign_case           - D - - - -   a -  -  -
review_case           - D - - - -   a -  -  -
review_substance      - D A C - -   a -  -  r
recommend             - D - - - -   a -  -  -
see_confidential      - D - - - -   a -  -  -
count_confidential    M D - - - -   a -  -  -
import                - D A C - -   a -  -  r
export                M D A C c -   a -  -  r
print                 M D A C c -   a -  -  r
issue                 - D - - - -   a -  -  -
manage_office         - D - - - -   a -  -  -
keep_taxonomy         - D - - - -   a -  -  -
keep_directives       - D - - - -   a -  -  -
account               - D A C c -   a -  -  r
answer_mayor          M D - - - -   a -  -  -
manage_staff          - D - - - -   a -  -  -
appoint               M D - - c -   - ld -  -
record_absence        M D - - c -   a -  -  -
designate             M - - - - -   - -  -  -
record_designation    - D - - c -   - -  -  -
read_register         M D A C c -   a ld la r
read_history          M D - - - -   a -  -  -
"""
CELLS = {words[0]: words[1:] for line in TABLE.strip().splitlines() if (words := line.split())}
KEPT = {"assign_case", "review_case", "see_confidential", "count_confidential", "manage_office", "keep_taxonomy"}
KEPT |= {"issue", "keep_directives", "recommend", "manage_staff", "record_absence", "read_history", "answer_mayor"}


@pytest.fixture
def session(store: Store) -> Iterator[Session]:
    """The Director is 1, an associate 2; nothing is committed."""
    with Session(store.engine) as made:
        make_staff(made)
        yield made


def column(at: int) -> set[str]:
    """The rights that the table gives in a column."""
    return {right for right, cells in CELLS.items() if cells[at] != "-"}


def names(rights: frozenset[Right] | set[Right]) -> set[str]:
    return {right.value for right in rights}


def held(who: Actor) -> set[str]:
    """What they may, asked one by one as the acts do."""
    return {right.value for right in Right if _let_pass(who, right)}


def _let_pass(who: Actor, right: Right) -> bool:
    try:
        require(who, right)
    except Refusal:
        return False
    return True


def end_appointments(session: Session, staff_id: int) -> None:
    for each in session.exec(select(Appointment).where(Appointment.staff_id == staff_id)):
        each.ended_at = AT
        session.add(each)
    session.flush()


def designate(session: Session, *kept: Right, director_directs: bool = False) -> None:
    """The Director is away; the associate acts."""
    until = AT + timedelta(days=7)
    away = Absence(staff_id=1, from_at=AT, until_at=until, made_at=AT, by_id=1)
    session.add(away)
    session.flush()
    session.add(
        Designation(
            staff_id=2,
            absence_id=away.id or 0,
            for_id=1,
            instrument="Memo 1",
            instrument_on=AT.date(),
            reason="Vacation",
            from_at=AT,
            until_at=until,
            kept_back=[each.value for each in kept],
            director_directs=director_directs,
            made=Made.BY_MAYOR,
            made_at=AT,
            by_id=1,
        )
    )
    session.flush()


def test_that_the_table_names_every_right_and_every_role() -> None:
    assert list(CELLS) == [right.value for right in Right]
    assert set(RIGHTS) == set(Role) == set(ROLES) and set(WORDS) == set(Right)
    assert {len(cells) for cells in CELLS.values()} == {len(ROLES) + len(OTHERS)}


@pytest.mark.parametrize("right", Right, ids=str)
@pytest.mark.parametrize("role", ROLES, ids=str)
def test_that_a_role_may_what_the_table_says(role: Role, right: Right) -> None:
    said = CELLS[right.value][ROLES.index(role)]
    assert _let_pass(Actor(7, "Sam Ortiz", role), right) is (said != "-")


def test_that_an_acting_director_may_what_the_table_says(session: Session) -> None:
    designate(session)
    assert held(actor(session, 2, AT)) == column(6) == names(ACTING)


@pytest.mark.parametrize("right", sorted(KEEPABLE), ids=str)
def test_that_a_power_kept_back_is_missing_alone(session: Session, right: Right) -> None:
    designate(session, right)
    assert held(actor(session, 2, AT)) == column(6) - {right.value}


def test_that_only_what_directs_can_be_kept_back(session: Session) -> None:
    assert names(KEEPABLE) == KEPT
    designate(session, *Right)
    assert held(actor(session, 2, AT)) == column(6) - KEPT


def test_that_a_lapsed_director_may_what_the_table_says(session: Session) -> None:
    end_appointments(session, 1)
    assert held(actor(session, 1, AT)) == column(7) == names(LAPSED[Role.DIRECTOR])


@pytest.mark.parametrize("other", [Role.MAYOR, Role.CLERK], ids=str)
def test_that_a_director_whom_the_mayor_ended_appoints_nobody(session: Session, other: Role) -> None:
    added = make_staff(session, Role.DIRECTOR, name="Ana Silva", login="asilva")
    make_staff(session, other)
    end_appointments(session, 1)
    session.delete(session.exec(select(Appointment).where(Appointment.staff_id == added.id)).one())
    session.flush()
    for staff_id in (1, added.id):  # whom the Mayor ended, and who was never appointed
        who = actor(session, staff_id, AT)
        assert held(who) == names(LAPSED[Role.DIRECTOR] - {Right.APPOINT})
        assert sentence(who, Right.APPOINT).endswith("The Mayor or a Clerk records the next one.")


def test_that_a_director_whose_year_ran_out_records_the_renewal(session: Session) -> None:
    make_staff(session, Role.MAYOR)
    assert held(actor(session, 1, AT + timedelta(days=400))) == names(LAPSED[Role.DIRECTOR])


def test_that_a_lapsed_associate_may_what_the_table_says(session: Session) -> None:
    end_appointments(session, 2)
    assert held(actor(session, 2, AT)) == column(8) == names(LAPSED[Role.ASSOCIATE])


def test_that_a_relieved_director_may_what_the_table_says(session: Session) -> None:
    designate(session)
    assert held(actor(session, 1, AT)) == column(9)


def test_that_a_director_who_goes_on_directing_keeps_all(session: Session) -> None:
    designate(session, director_directs=True)
    assert held(actor(session, 1, AT)) == column(1)
    assert held(actor(session, 2, AT)) == column(6)


# -- the sentence of a refusal


def sentence(who: Actor, right: Right) -> str:
    with pytest.raises(Refusal) as refused:
        require(who, right)
    assert refused.value.right is right
    return refused.value.sentence


@pytest.mark.parametrize("right", Right, ids=str)
@pytest.mark.parametrize("role", ROLES, ids=str)
def test_that_a_refusal_says_what_is_wrong_and_what_to_do(role: Role, right: Right) -> None:
    who = Actor(7, "Sam Ortiz", role)
    if who.may(right):
        return
    said = sentence(who, right)
    assert WORDS[right] in said and said.endswith(".") and said.count(". ") == 1
    assert any(word in said for word in ("Ask the Director", "Ask the Mayor", "The Director does this"))


def test_that_an_intern_is_told_the_role() -> None:
    said = sentence(Actor(7, "Sam Ortiz", Role.INTERN), Right.CLOSE_CASE)
    assert said == "Your role (intern) may not close cases. Ask the Director."


def test_that_the_lapsed_are_told_what_renews_them(session: Session) -> None:
    end_appointments(session, 2)
    said = sentence(actor(session, 2, AT), Right.CLOSE_CASE)
    assert said.startswith("You may not close cases now. You have no appointment in force") and "renews it" in said


def test_that_the_relieved_director_is_told_who_acts(session: Session) -> None:
    designate(session)
    said = sentence(actor(session, 1, AT), Right.ASSIGN_CASE)
    assert said.startswith("You may not hand out cases now. Linh Tran is Acting Director for you.")
    assert "your return" in said


def test_that_an_acting_director_is_told_what_was_kept_back_and_what_is_never_given(session: Session) -> None:
    designate(session, Right.MANAGE_STAFF)
    who = actor(session, 2, AT)
    assert "The Mayor kept this back" in sentence(who, Right.MANAGE_STAFF)
    assert sentence(who, Right.APPOINT) == (
        "As Acting Director you may not record the Mayor's appointments. "
        "Mandates are the Mayor's to make and the Clerk's to record."
    )
    assert sentence(who, Right.DESIGNATE).startswith("Only the Mayor may designate an acting director.")


# -- every act asks first: read from the sources themselves

APP = Path(services.__file__).parent.parent
RECORDS = {"record", "record_many", "record_series"}
EXCEPTIONS = {
    "set_up_office": "in an empty file there is nobody who could have a right",
    "change_absence": "one's own absence needs no right: it is asked as the absence is found",
    "end_absence": "the same; the Director for whom somebody acts records the own return",
    "note_view": "who looked at what a query let them see",
    "note_turns": "the clock did it, and nobody",
    "record_backup": "the daily backup is nobody's act; by hand the command and the page ask",
    "note_refusal": "that something was refused is told of everybody",
    "record_restore": "`backups.restoring` has asked, or the recovery key opened it",
}
"""What may be called from elsewhere without a right, and why."""


class _Apart(ast.NodeTransformer):
    """Puts the module before each private name."""

    def __init__(self, module: str) -> None:
        self.module = module

    def _named(self, name: str) -> str:
        return f"{self.module}.{name}" if name.startswith("_") and not name.startswith("__") else name

    def visit_Name(self, node: ast.Name) -> ast.Name:
        node.id = self._named(node.id)
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.name = self._named(node.name)
        return self.generic_visit(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        node.name = self._named(node.name)
        return self.generic_visit(node)


@cache
def code() -> dict[str, ast.FunctionDef | ast.ClassDef]:
    """Every function and class of the services, by its name; private names of two modules are told apart."""
    found: dict[str, ast.FunctionDef | ast.ClassDef] = {}
    for path in sorted((APP / "services").glob("*.py")):
        tree = _Apart(path.stem).visit(ast.parse(path.read_text(encoding="utf-8")))
        found |= {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    return found


@cache
def acts() -> dict[str, ast.FunctionDef]:
    """The functions among them."""
    return {name: node for name, node in code().items() if isinstance(node, ast.FunctionDef)}


def called(node: ast.AST) -> set[str]:
    """The names called anywhere in a piece of code."""
    calls = (each.func for each in ast.walk(node) if isinstance(each, ast.Call))
    return {func.id for func in calls if isinstance(func, ast.Name)}


def first_line(act: ast.FunctionDef) -> ast.stmt:
    """The first statement after the sentence that tells what it does."""
    return (
        act.body[1]
        if isinstance(act.body[0], ast.Expr) and isinstance(act.body[0].value, ast.Constant)
        else act.body[0]
    )


@cache
def asking() -> frozenset[str]:
    """Functions whose first line asks for a right, itself or by one of these."""
    found = {"require"}
    while more := {name for name, act in acts().items() if name not in found and called(first_line(act)) & found}:
        found |= more
    return frozenset(found)


@cache
def writing() -> frozenset[str]:
    """Functions that write history, themselves, by others or by a class."""
    found = set(RECORDS)
    while more := {name for name, node in code().items() if name not in found and called(node) & found}:
        found |= more
    return frozenset((found - RECORDS) & set(acts()))


def has_actor(act: ast.FunctionDef) -> bool:
    every = [*act.args.args, *act.args.kwonlyargs]
    return any(each.arg == "who" and each.annotation is not None for each in every)


@cache
def reached() -> frozenset[str]:
    """What is imported from the services by the window, the command line and everything else outside."""
    outside = [path for path in APP.rglob("*.py") if APP / "services" not in path.parents]
    found = set()
    for path in outside:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("app.services"):
                found |= {alias.name for alias in node.names}
    return frozenset(found)


def test_that_an_act_begins_by_asking_for_a_right() -> None:
    public = {name for name in writing() & reached() if has_actor(acts()[name])}
    assert {"open_case", "log_contact", "close_case", "add_staff", "let_go", "import_cases"} <= public & asking()
    assert public - asking() - set(EXCEPTIONS) == set()


def test_that_no_exception_is_kept_that_is_none() -> None:
    assert set(EXCEPTIONS) <= set(acts()) and not set(EXCEPTIONS) & asking()


def test_that_only_the_services_write_history() -> None:
    allowed = {"backups", "rekey", "opening.py", "demo.py"}  # they open, found and replace whole office files
    wrong = []
    for path in APP.rglob("*.py"):
        part = path.relative_to(APP).parts[0]
        if part not in allowed | {"services"} and "services.history import record" in path.read_text(encoding="utf-8"):
            wrong.append(path.name)
    assert wrong == []
