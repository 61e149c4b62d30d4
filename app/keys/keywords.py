"""Categories found by their keywords, plurals and single slips of the finger included."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from app.keys.names import fold

_SHORTEST_MISSPELT = 6


class Match(NamedTuple):
    """The category found, whether it is certain, where its words begin (in tokens) and how many they are."""

    key: str
    certain: bool
    at: int
    length: int


class Keywords:
    """The keywords of all categories, indexed by their first word."""

    def __init__(self, categories: Mapping[str, Sequence[str]]) -> None:
        self._phrases: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        self._slips: dict[str, tuple[str, str]] = {}
        for key, keywords in categories.items():
            for keyword in keywords:
                self._add(key, tuple(singular(word) for word in fold(keyword).split()))

    def _add(self, key: str, words: tuple[str, ...]) -> None:
        if not words:
            return
        self._phrases.setdefault(words[0], []).append((words, key))
        if len(words) == 1 and len(words[0]) >= _SHORTEST_MISSPELT:
            for form in _one_left_out(words[0]):
                self._slips.setdefault(form, (key, words[0]))

    def knows(self, word: str) -> bool:
        """Whether a word begins a keyword of any category."""
        return singular(word) in self._phrases

    def find(self, *runs: Sequence[str]) -> Match | None:
        """Runs of folded words in (a phrase does not reach from one to the next), the best match out: the longest, then
        the first; equal length in two categories is not certain."""
        found: list[Match] = []
        offset = 0
        for run in runs:
            words = [singular(word) for word in run]
            found += [match for at in range(len(words)) for match in self._at(words, at, offset)]
            offset += len(words)
        if not found:
            return self._misspelt([word for run in runs for word in run])
        longest = max(match.length for match in found)
        best = [match for match in found if match.length == longest]
        return best[0]._replace(certain=len({match.key for match in best}) == 1)

    def _at(self, words: list[str], at: int, offset: int) -> Iterable[Match]:
        for phrase, key in self._phrases.get(words[at], ()):
            if tuple(words[at : at + len(phrase)]) == phrase:
                yield Match(key, True, offset + at, len(phrase))

    def _misspelt(self, words: Sequence[str]) -> Match | None:
        for at, word in enumerate(words):
            if len(word) < _SHORTEST_MISSPELT - 1 or not word.isalpha():
                continue
            for form in _one_left_out(singular(word)):
                if form in self._slips and _is_one_slip(singular(word), self._slips[form][1]):
                    return Match(self._slips[form][0], False, at, 1)
        return None


def singular(word: str) -> str:
    """An English plural's singular, near enough that both sides of a comparison agree."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("ches", "shes", "xes", "sses")):
        return word[:-2]
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def _one_left_out(word: str) -> list[str]:
    return [word, *(word[:at] + word[at + 1 :] for at in range(len(word)))]


def _is_one_slip(typed: str, meant: str) -> bool:
    """One letter more, less, other, or two changed over."""
    if abs(len(typed) - len(meant)) > 1 or typed[0] != meant[0]:
        return False
    at = next((n for n, (a, b) in enumerate(zip(typed, meant, strict=False)) if a != b), min(len(typed), len(meant)))
    swapped = typed[:at] + typed[at + 1 : at + 2] + typed[at : at + 1] + typed[at + 2 :]
    tails = (typed[at + 1 :] == meant[at + 1 :], typed[at + 1 :] == meant[at:], typed[at:] == meant[at + 1 :])
    return any(tails) or swapped == meant
