"""Full-text questions: the one place that knows SQLite's FTS5, so that PostgreSQL can have its own beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from sqlalchemy import text
from sqlmodel import Session

from app.keys import fold, phone_digits

FEW = 200
_WORDS = re.compile(r"\w+", re.UNICODE)
LEAST_GRAMS = 3
LONGEST_KEPT = 3
"""The longest beginning of words that the indexes keep lists for."""
MOST_TERMS = 32
_BEGINNING = re.compile(r'"(\w+)"\*')
_TERMS = """
WITH RECURSIVE t(term) AS (
  SELECT (SELECT term FROM {0}_terms WHERE term >= :first LIMIT 1)
  UNION ALL SELECT (SELECT term FROM {0}_terms WHERE term >= t.term || char(1) LIMIT 1) FROM t WHERE t.term < :after
  LIMIT {1}
) SELECT term FROM t WHERE term < :after
"""
FURTHEST = 4
"""Letters of a word that a slip of the finger may cost."""


def words_question(typed: str) -> str:
    """Each word typed, the last one as a beginning; nothing typed is read as an operator. "" for no words.

    Half the words begin with the one letter that is typed of the next word: it waits for its second.
    """
    words = _WORDS.findall(typed)[:12]
    if len(words) > 1 and len(words[-1]) == 1 and words[-1].isalpha():
        words.pop()
    if not words:
        return ""
    return " AND ".join([*(f'"{word}"' for word in words[:-1]), f'"{words[-1]}"*'])


def beginnings_question(typed: str) -> str:
    """Each word typed as a beginning of a word."""
    return " AND ".join(f'"{word}"*' for word in _WORDS.findall(typed)[:12])


def newest(session: Session, index: str, question: str, limit: int) -> list[int]:
    """Ids that match, newest first, ranked where they are few: ranking many costs seconds (ARCHITECTURE facts)."""
    if not question:
        return []
    question = _BEGINNING.sub(lambda found: _spelled_out(session, index, found), question)
    first = text(f"SELECT rowid FROM {index} WHERE {index} MATCH :q ORDER BY rowid DESC LIMIT {FEW + 1}")
    found = [int(each) for each in session.execute(first, {"q": question}).scalars()]
    if limit < len(found) <= FEW:
        ranked = text(f"SELECT rowid FROM {index} WHERE {index} MATCH :q ORDER BY rank, rowid DESC LIMIT {FEW}")
        found = [int(each) for each in session.execute(ranked, {"q": question}).scalars()]
    return found


def _spelled_out(session: Session, index: str, found: re.Match[str]) -> str:
    """A longer beginning as the words that begin so.

    Lists of single words are read from their newest end; for a beginning of four letters and more SQLite would merge
    all of them before the first row. Many words are left to it: they are rare ones, or it would take longer.
    """
    beginning = found[1].lower()
    if len(beginning) <= LONGEST_KEPT or not beginning.isascii():
        return found[0]
    bounds = {"first": beginning, "after": beginning + "\U0010ffff"}
    terms = session.execute(text(_TERMS.format(index, MOST_TERMS + 1)), bounds).scalars().all()
    return "(" + " OR ".join(f'"{term}"' for term in terms) + ")" if 0 < len(terms) <= MOST_TERMS else found[0]


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
    """Ids of names in which one word is spelled a little otherwise, those that differ least first, then the newest.

    Whatever the slip, what stands before and after it is whole: so no ranking of all that shares three letters is
    needed, which would take a second in a large office.
    """
    words = fold(typed).split()[:4]
    found = _nearly(session, index, words, limit)
    if not found and len(words) > 1:
        found = _nearly(session, index, [max(words, key=len)], limit)
    return found


def _nearly(session: Session, index: str, words: Sequence[str], limit: int) -> list[int]:
    found: dict[int, None] = {}
    query = text(f"SELECT rowid FROM {index} WHERE {index} MATCH :q ORDER BY rowid DESC LIMIT :many")
    by_loss: dict[int, list[str]] = {}
    for place, word in enumerate(words):
        others = [each for each in (*words[:place], *words[place + 1 :]) if len(each) >= LEAST_GRAMS]
        for loss, parts in _slips(word):
            by_loss.setdefault(loss, []).append(" AND ".join(f'"{part}"' for part in (*parts, *others)))
    for loss in sorted(by_loss):
        either = " OR ".join(f"({each})" for each in dict.fromkeys(by_loss[loss]))
        found |= dict.fromkeys(session.execute(query, {"q": f"name : ({either})", "many": limit}).scalars())
        if len(found) >= limit:
            break
    return list(found)[:limit]


def _slips(word: str) -> Iterator[tuple[int, list[str]]]:
    """What is whole in a word after one slip, and how many letters that costs: two letters turned round, one left out,
    one that is another or too many; only parts that the index can find."""
    for place in range(len(word) + 1):
        before, rest = word[:place], word[place:]
        if len(rest) > 1 and len(word) > LEAST_GRAMS:
            yield 0, [before + rest[1] + rest[0] + rest[2:]]
        for after in (rest, rest[1:]):
            parts = [each for each in (before, after) if LEAST_GRAMS <= len(each) < len(word)]
            loss = len(word) - sum(map(len, parts))
            if parts and loss <= FURTHEST:
                yield loss, parts
