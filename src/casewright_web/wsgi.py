"""The door through which a WSGI server reaches the desk."""

import os
import threading

from django.core.wsgi import get_wsgi_application

from casewright_web.parents import PARENT, end_with

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


if os.environ.get(PARENT) == str(os.getppid()):
    end_with(os.getppid())  # or pages would go on being served by nobody's server
application = get_wsgi_application()
threading.Thread(target=warm_up, name="warm-up", daemon=True).start()
