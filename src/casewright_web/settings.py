"""Django settings, read from the environment."""

SECRET_KEY = "replaced by the desk's own settings"  # noqa: S105
INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.auth"]
USE_TZ = True
