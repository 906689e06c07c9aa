"""Frozen, validated types of the trade. Everything above speaks in these; they know nothing above them."""
