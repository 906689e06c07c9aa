"""The door through which a WSGI server reaches the desk."""

import os
import threading

from django.core.wsgi import get_wsgi_application

from casewright.rulebook import load_rulebook

__all__ = ["application"]

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "casewright_web.settings")

application = get_wsgi_application()
threading.Thread(target=load_rulebook, name="rulebook", daemon=True).start()  # so that the first page need not wait
