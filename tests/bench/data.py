"""Who is this, asked at each keystroke on a large office, beside the best plain SQL for the same answer."""

from __future__ import annotations

from functools import partial

from tests.bench.figures import Figure, alternately
from tests.bench.office import AT, Bench

TYPED = ("nguyen", "ngu", "tavares", "0142", "555-01", "elm", "park avenue", "feeney", "silva ma", "6175550")


def measure(bench: Bench) -> list[Figure]:
    """All that is asked while somebody waits."""
    return _suggestions(bench)


def _suggestions(bench: Bench) -> list[Figure]:
    """Each keystroke of what is typed into the first line of a slip."""
    from app.queries.suggest import who_is

    def suggested(words: str) -> object:
        return bench.store.read(lambda s: who_is(s, bench.who, words, at=AT))

    def plain(words: str) -> object:
        return bench.raw.execute(_GRAMS, (_quoted(words),)).fetchall()

    typed = [words[: n + 1] for words in TYPED for n in range(2, len(words))]
    ours: list[float] = []
    raw: list[float] = []
    for words in typed:
        mine, theirs = alternately(partial(suggested, words), partial(plain, words), 4)
        ours += mine
        raw += theirs
    note = "the newest eight people by trigram of the same letters, by sqlcipher3 alone, names only"
    return [Figure("suggestion after a keystroke", ours, raw, note, limit=50, of="p95", more={"typed": len(typed)})]


_GRAMS = (
    "SELECT p.id, p.name FROM person_grams g JOIN person p ON p.id = g.rowid WHERE person_grams MATCH ? "
    "ORDER BY g.rowid DESC LIMIT 8"
)


def _quoted(words: str) -> str:
    return '"' + words.replace('"', "") + '"'
