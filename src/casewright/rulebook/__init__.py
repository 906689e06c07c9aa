"""Loads, dates, proves, evaluates and explains policy tables. It knows no particular policy."""
