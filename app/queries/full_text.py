"""Full-text questions: the one place that knows SQLite's FTS5, so that PostgreSQL can have its own beside it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sqlalchemy import text
from sqlmodel import Session

from app.keys import fold, phone_digits

FEW = 200
_WORDS = re.compile(r"\w+", re.UNICODE)
LEAST_GRAMS = 3


def words_question(typed: str) -> str:
    """Each word typed, the last one as a beginning; nothing typed is read as an operator. "" for no words."""
    words = _WORDS.findall(typed)[:12]
    if not words:
        return ""
    return " ".join([*(f'"{word}"' for word in words[:-1]), f'"{words[-1]}"*'])


def beginnings_question(typed: str) -> str:
    """Each word typed as a beginning of a word."""
    return " ".join(f'"{word}"*' for word in _WORDS.findall(typed)[:12])


def newest(session: Session, index: str, question: str, limit: int) -> list[int]:
    """Ids that match, newest first, ranked where they are few: ranking many costs seconds (ARCHITECTURE facts)."""
    if not question:
        return []
    first = text(f"SELECT rowid FROM {index} WHERE {index} MATCH :q ORDER BY rowid DESC LIMIT {FEW + 1}")
    found = [int(each) for each in session.execute(first, {"q": question}).scalars()]
    if limit < len(found) <= FEW:
        ranked = text(f"SELECT rowid FROM {index} WHERE {index} MATCH :q ORDER BY rank, rowid DESC LIMIT {FEW}")
        found = [int(each) for each in session.execute(ranked, {"q": question}).scalars()]
    return found


def numbers(session: Session, index: str, typed: str, limit: int) -> list[int]:
    """Ids of those with these digits anywhere in a phone number, newest first."""
    digits = phone_digits(typed)
    if len(digits) < LEAST_GRAMS:
        return []
    query = text(f"SELECT rowid FROM {index} WHERE {index} MATCH :q ORDER BY rowid DESC LIMIT :many")
    return [int(each) for each in session.execute(query, {"q": f'numbers : "{digits}"', "many": limit}).scalars()]


def part_of_name(session: Session, index: str, typed: str, limit: int) -> list[int]:
    """Ids whose name or e-mail holds this as it is typed, anywhere; at least three letters."""
    folded = fold(typed) if "@" not in typed else typed.casefold().replace('"', "")
    if len(folded) < LEAST_GRAMS:
        return []
    query = text(f"SELECT rowid FROM {index} WHERE {index} MATCH :q ORDER BY rowid DESC LIMIT :many")
    return [int(each) for each in session.execute(query, {"q": f'"{folded}"', "many": limit}).scalars()]


def like_name(session: Session, index: str, typed: str, limit: int) -> list[int]:
    """Ids whose name shares rare three-letter parts with what was typed: candidates for a name with a typo."""
    folded = fold(typed)
    grams = list(dict.fromkeys(g for word in folded.split() for g in _grams(word)))[:12]
    if len(grams) < LEAST_GRAMS:
        return []
    question = "name : (" + " OR ".join(f'"{gram}"' for gram in grams) + ")"
    query = text(f"SELECT rowid FROM {index} WHERE {index} MATCH :q ORDER BY rank LIMIT :many")
    return [int(each) for each in session.execute(query, {"q": question, "many": limit}).scalars()]


def _grams(word: str) -> Sequence[str]:
    return [word[place : place + 3] for place in range(len(word) - 2)]
