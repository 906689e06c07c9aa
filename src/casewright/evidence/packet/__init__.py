"""Puts a case's exhibits into one PDF that a stranger can read in minutes and anybody can check offline."""
