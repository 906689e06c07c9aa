"""Django settings, read from the environment. Importing them writes nothing; `home_prepare` makes the folder.

CASEWRIGHT_HOME         the desk's folder (default: ./var)
DATABASE_URL            default: SQLite in the home folder
CASEWRIGHT_HOSTS        host names the desk answers to, with commas (default: loopback only)
CASEWRIGHT_HTTPS        1 when a proxy in front speaks HTTPS: cookies are then sent over HTTPS only
CASEWRIGHT_TRANSLATOR   a command that translates messages for packets: COMMAND FROM INTO, the text on its input
CASEWRIGHT_TRANSCRIBER  a command that writes call recordings down: COMMAND MEDIA_TYPE, the recording on its input
CASEWRIGHT_CHECKPOINT_MAIL  who keeps the evidence log's signed heads: an address; needs `connect outgoing`
CASEWRIGHT_CHECKPOINT_COPIES  a folder, best on another machine, that takes a copy of each signed head
CASEWRIGHT_EVIDENCE_BUCKET  s3://BUCKET/PREFIX for the sealed exhibits (default: below the home); AWS_* name its keys
CASEWRIGHT_CLAMD        a virus scanner's socket path, or host:port; without it exhibits are not scanned
CASEWRIGHT_SIGNING_KEY, CASEWRIGHT_SIGNING_PASSWORD, CASEWRIGHT_TIME_SERVICE
                        what signs packets and who confirms when; without a key packets are not signed
CASEWRIGHT_DEBUG        1 for error pages with details
"""

import os
from pathlib import Path
from typing import Any

import dj_database_url
from django.utils.translation import gettext_lazy as _

from casewright_web.home import desk_home, secret_key_read

_PACKAGE = Path(__file__).parent
_BEHIND_HTTPS = os.environ.get("CASEWRIGHT_HTTPS") == "1"

CASEWRIGHT_HOME = desk_home()
CASEWRIGHT_FILE_LIMIT_BYTES = 25 * 1024 * 1024
"""The largest file that the import page takes, but for what is read piece by piece."""
CASEWRIGHT_QUEUE_FROM_BYTES = 16 * 1024
"""From this size on archives, mailboxes, reports, lists and spreadsheets are read beside the pages: some hundred rows
or some ten mails, seconds of work."""
CASEWRIGHT_LARGE_FROM_BYTES = 2 * 1024 * 1024
"""From this size on everything is read beside the pages, a mail with its pictures too."""
CASEWRIGHT_ARCHIVE_LIMIT_BYTES = 512 * 1024 * 1024
"""The largest zip that the import page takes; each file in it may have as much as a single file."""
CASEWRIGHT_LAKE_FROM_BYTES = 64 * 1024
"""From this size on a report goes into the lake, beside the pages, where the lake is installed."""
CASEWRIGHT_REPORT_LIMIT_BYTES = 4 * 1024 * 1024 * 1024
"""The largest report that the import page takes for the lake, and the largest mailbox."""
CASEWRIGHT_UPLOAD_LIMIT_BYTES = CASEWRIGHT_REPORT_LIMIT_BYTES + 8 * CASEWRIGHT_FILE_LIMIT_BYTES
"""The largest sum of files in one request."""
CASEWRIGHT_UNDO_SECONDS = 30
CASEWRIGHT_SIGNING_KEY = os.environ.get("CASEWRIGHT_SIGNING_KEY", "")
CASEWRIGHT_SIGNING_PASSWORD = os.environ.get("CASEWRIGHT_SIGNING_PASSWORD", "")
CASEWRIGHT_TIME_SERVICE = os.environ.get("CASEWRIGHT_TIME_SERVICE", "")
CASEWRIGHT_TRANSCRIBER = os.environ.get("CASEWRIGHT_TRANSCRIBER", "")
CASEWRIGHT_TRANSLATOR = os.environ.get("CASEWRIGHT_TRANSLATOR", "")
CASEWRIGHT_CHECKPOINT_MAIL = os.environ.get("CASEWRIGHT_CHECKPOINT_MAIL", "")
CASEWRIGHT_CLAMD = os.environ.get("CASEWRIGHT_CLAMD", "")
CASEWRIGHT_REPLAY_CASES = 3000
"""How many cases the replay page decides again, the newest first: a few seconds' work."""

SECRET_KEY = secret_key_read(CASEWRIGHT_HOME)
DEBUG = os.environ.get("CASEWRIGHT_DEBUG") == "1"
ALLOWED_HOSTS = os.environ.get("CASEWRIGHT_HOSTS", "127.0.0.1,localhost,[::1]").split(",")

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django_htmx",
    "casewright_web",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "casewright_web.middleware.ContentPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "casewright_web.middleware.UploadLimitMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "casewright_web.middleware.ReaderZoneMiddleware",
]
ROOT_URLCONF = "casewright_web.urls"
WSGI_APPLICATION = "casewright_web.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [_PACKAGE / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.template.context_processors.i18n",
                "casewright_web.pages.frame.frame_context",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "casewright_web.templatetags.desk",
                "casewright_web.templatetags.desk_evidence",
                "casewright_web.templatetags.desk_names",
                "casewright_web.templatetags.desk_policy",
            ],
        },
    }
]

_SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 60,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-65536;"
        "PRAGMA secure_delete=ON;"  # what is overwritten or deleted leaves no bytes in the file
    ),
}


def _database() -> dict[str, Any]:
    """Return the database named in the environment, else SQLite in the home folder."""
    default = f"sqlite:///{CASEWRIGHT_HOME / 'desk.sqlite3'}"
    found: dict[str, Any] = dict(dj_database_url.parse(os.environ.get("DATABASE_URL", default), conn_max_age=60))
    if found["ENGINE"] == "django.db.backends.sqlite3":
        return found | {"OPTIONS": _SQLITE_OPTIONS}
    return found | {"CONN_HEALTH_CHECKS": True}


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("zh-hans", _("Chinese"))]
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_SAMESITE = "Lax"
LOCALE_PATHS = [_PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = CASEWRIGHT_HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

CACHES = {  # files, so that all processes of the server count together
    "default": {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": CASEWRIGHT_HOME / "cache"}
}
CASEWRIGHT_LOG_IN_TRIES = int(os.environ.get("CASEWRIGHT_LOG_IN_TRIES", "5"))
"""So many wrong passwords in a row for one name from one address, then a pause."""
CASEWRIGHT_LOG_IN_PAUSE_SECONDS = int(os.environ.get("CASEWRIGHT_LOG_IN_PAUSE_SECONDS", "300"))
"""How long nothing may have failed before the next try."""
LOGIN_URL = "log_in"
LOGIN_REDIRECT_URL = "today"
LOGOUT_REDIRECT_URL = "log_in"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = _BEHIND_HTTPS
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = _BEHIND_HTTPS
CSRF_FAILURE_VIEW = "casewright_web.pages.errors.csrf_failed"
LANGUAGE_COOKIE_SECURE = _BEHIND_HTTPS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _BEHIND_HTTPS else None
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 200

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"errors": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["errors"], "level": "WARNING"},
}
