"""Reports that a marketplace or a carrier exports, read by the names of their columns into records."""

from casewright.intake.reports.reader import known_report, looks_like_report, read_report

__all__ = ["known_report", "looks_like_report", "read_report"]
