"""The one base class of errors that cross a package border of the core."""

__all__ = ["CasewrightError"]


class CasewrightError(Exception):
    """Something a person can act on. Subclasses say what, where and what to do next in `words`."""
