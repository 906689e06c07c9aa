"""The desk: one Django application on top of the core."""
