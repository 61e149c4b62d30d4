"""Two short columns of parts beside each other."""

from __future__ import annotations

from collections.abc import Sequence

from reportlab.platypus import Flowable

GAP = 28.0


class Beside(Flowable):
    """Parts at the left and at the right, each side as high as it is; it is never divided between pages."""

    def __init__(self, left: Sequence[Flowable], right: Sequence[Flowable]) -> None:
        super().__init__()
        self.sides = (list(left), list(right))
        self.spaceAfter = 6.0

    def wrap(self, across: float, down: float) -> tuple[float, float]:
        """ReportLab asks how much room it takes."""
        self._half = (across - GAP) / 2
        self._heights = [[part.wrap(self._half, down)[1] for part in side] for side in self.sides]
        self.width, self.height = across, max(sum(heights) for heights in self._heights)
        return across, self.height

    def draw(self) -> None:
        """Draw one side, then the other."""
        for place, (side, heights) in enumerate(zip(self.sides, self._heights, strict=True)):
            y = self.height
            for part, high in zip(side, heights, strict=True):
                y -= high
                part.drawOn(self.canv, place * (self._half + GAP), y)


class Stack(Flowable):
    """Parts below each other that stay on one page."""

    def __init__(self, parts: Sequence[Flowable]) -> None:
        super().__init__()
        self.parts = list(parts)
        self.spaceAfter = 6.0

    def wrap(self, across: float, down: float) -> tuple[float, float]:
        """ReportLab asks how much room it takes."""
        self._heights = [part.wrap(across, down)[1] for part in self.parts]
        self.width, self.height = across, sum(self._heights)
        return across, self.height

    def draw(self) -> None:
        """Draw the parts from the top."""
        y = self.height
        for part, high in zip(self.parts, self._heights, strict=True):
            y -= high
            part.drawOn(self.canv, 0, y)
