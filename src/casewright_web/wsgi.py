"""The door through which a WSGI server reaches the desk."""

import os
import threading

from django.core.wsgi import get_wsgi_application

__all__ = ["application", "warm_up"]

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "casewright_web.settings")


def warm_up() -> None:
    """Load what pages otherwise load when they are first asked for: seconds of work on a machine that is busy."""
    from django.template.loader import get_template  # noqa: PLC0415 - needs Django
    from django.urls import get_resolver  # noqa: PLC0415 - the same

    from casewright.rulebook import load_rulebook, shipped_rulebooks  # noqa: PLC0415 - after the server has started

    load_rulebook()
    len(get_resolver().url_patterns)  # the pages with everything they import
    shipped_rulebooks()
    for page in ("today", "case"):
        get_template(f"casewright_web/{page}.html")


application = get_wsgi_application()
threading.Thread(target=warm_up, name="warm-up", daemon=True).start()
