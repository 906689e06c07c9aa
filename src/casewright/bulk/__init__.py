"""The same tables as column expressions over tables of any size: DuckDB on one machine, Spark on many. Extra `bulk`."""

from casewright.bulk.expressions import BulkCases, Question, answer_columns, decide_bulk, with_feeds
from casewright.bulk.masks import FactColumn
from casewright.bulk.results import with_result

__all__ = [
    "BulkCases",
    "FactColumn",
    "Question",
    "answer_columns",
    "decide_bulk",
    "with_feeds",
    "with_result",
]
