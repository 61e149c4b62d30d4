"""Custom reports: what was counted of which records, put together by who asks (K9)."""

from app.queries.custom.behind import custom_behind, custom_key
from app.queries.custom.counting import (
    OTHERS,
    Counts,
    Group,
    Tally,
    custom_counts,
    custom_ids,
    custom_number,
    custom_totals,
)
from app.queries.custom.dimensions import short_name
from app.queries.custom.filter_words import custom_filter_words
from app.queries.custom.saved import CustomRow, custom_id_of, custom_report, custom_reports
from app.queries.custom.spec import BY_GROUP, RecommendationFilter, Spec, filter_of, read_spec
from app.queries.custom.words import (
    DIMENSIONS,
    MEASURES,
    WHATS,
    Chart,
    Dimension,
    Kind,
    Measure,
    What,
    dimensions_of,
    meaning,
    measures_of,
)

__all__ = [
    "BY_GROUP",
    "DIMENSIONS",
    "MEASURES",
    "OTHERS",
    "WHATS",
    "Chart",
    "Counts",
    "CustomRow",
    "Dimension",
    "Group",
    "Kind",
    "Measure",
    "RecommendationFilter",
    "Spec",
    "Tally",
    "What",
    "custom_behind",
    "custom_counts",
    "custom_filter_words",
    "custom_id_of",
    "custom_ids",
    "custom_key",
    "custom_number",
    "custom_report",
    "custom_reports",
    "custom_totals",
    "dimensions_of",
    "filter_of",
    "meaning",
    "measures_of",
    "read_spec",
    "short_name",
]
