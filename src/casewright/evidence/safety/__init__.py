"""Decides whether a file may be opened at all, and opens what others made only in a confined process."""
