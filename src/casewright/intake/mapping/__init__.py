"""Tables of carriers, couriers and the team itself, read by a mapping that a user writes."""

from casewright.intake.mapping.columns import FIELD_TITLES, TARGETS, Glimpse, glimpse, proposed_columns, words_in
from casewright.intake.mapping.mapping import (
    MAPPING_ENDING,
    Mapping,
    MappingError,
    looks_like_mapping,
    mapping_text,
    parse_mapping,
    targets,
)
from casewright.intake.mapping.reading import mapping_in, mapping_over_report, read_by_mapping, table_by

__all__ = [
    "FIELD_TITLES",
    "MAPPING_ENDING",
    "TARGETS",
    "Glimpse",
    "Mapping",
    "MappingError",
    "glimpse",
    "looks_like_mapping",
    "mapping_in",
    "mapping_over_report",
    "mapping_text",
    "parse_mapping",
    "proposed_columns",
    "read_by_mapping",
    "table_by",
    "targets",
    "words_in",
]
