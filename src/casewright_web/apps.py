"""The one Django application of the desk."""

from django.apps import AppConfig

__all__ = ["DeskConfig"]


class DeskConfig(AppConfig):
    """Casewright's desk."""

    name = "casewright_web"
    label = "casewright_web"
    verbose_name = "Casewright"
