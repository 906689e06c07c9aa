"""Casewright: the after-sales claims desk. This is its core: no framework, no network, no clock, no randomness."""
