"""What the figures of the monitoring page mean: one definition for the window and for paper."""

from __future__ import annotations

from app.queries.figures.promised import SATISFACTION_DEFINITION
from app.queries.figures.substance import DEFINITIONS as SUBSTANCE

TIMELINESS: tuple[tuple[str, str], ...] = (
    ("Month", "Local dates of the office, from midnight to midnight; a month that is not over is counted up to now."),
    (
        "First response",
        "Business days from receipt to the first substantive reply, for replies given in the month. Automatic "
        "acknowledgements are left out. Half took no longer than the median, nine in ten no longer than P90; n is how "
        "many were counted.",
    ),
    (
        "Acknowledged",
        "Business hours from receipt until the resident heard that the office has their matter, for those told in the "
        "month; beside it how many were told within the target.",
    ),
    (
        "Closed within target",
        "Of the cases closed in the month that have a target, those closed by their due date. A wait on the resident "
        "or a third party moves the due date, unless it had passed; a wait on a department does not.",
    ),
    (
        "Within target of all due",
        "Of the cases that fell due in the month, those closed within target by its end. What stays open past its due "
        "date counts here, and not in the figure before.",
    ),
    (
        "Resolution, net of waits",
        "Business days from receipt to closing, for closings of each month, without the time in which the case waited "
        "on the resident or a third party. Median and P90, never a mean.",
    ),
    (
        "Open by age",
        "Cases open at this moment, by whole business days since receipt; waits are not taken off. Past target: the "
        "due date is over and the case waits neither on the resident nor on a third party.",
    ),
    (
        "Reopened within 30 days",
        "Of the cases closed in the month, those opened again within 30 calendar days of closing. The figure of the "
        "last 30 days is not final yet.",
    ),
    (
        "It reconciles",
        "Carried in, plus opened, plus reopened, is closed plus carried out. Each is counted from dated changes of "
        "status; carried out is told back from what is open now.",
    ),
    (
        "By category, department, ward, language",
        "Category and ward are those on file; the department is that of the category; the language is the one that "
        "the asker prefers, as on file.",
    ),
)
DEFINITIONS: tuple[tuple[str, str], ...] = (
    *TIMELINESS,
    *SUBSTANCE[:2],
    ("Satisfaction", f"The {SATISFACTION_DEFINITION.removeprefix('Satisfaction: the ')}"),
)
HIDDEN = "Confidential cases that you may not see are left out of every figure and list here."
