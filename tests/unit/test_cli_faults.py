"""A fault of the program on the command line: what is written of it."""

from __future__ import annotations

from app.cli import _chain


def test_that_a_fault_that_is_the_context_of_its_own_cause_is_told_once() -> None:
    fault, cause = ValueError("outer"), KeyError("inner")
    fault.__cause__, cause.__context__ = cause, fault
    assert _chain(fault) == [fault, cause]
