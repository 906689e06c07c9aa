"""The door through which a WSGI server reaches the desk."""

import os

from django.core.wsgi import get_wsgi_application

__all__ = ["application"]

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "casewright_web.settings")

application = get_wsgi_application()
