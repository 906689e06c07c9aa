"""The folder that holds everything one desk keeps: database, originals, secret key, collected static files."""

import os
import secrets
from pathlib import Path

__all__ = ["desk_home", "home_prepare", "secret_key_read"]

_KEY_FILE = "secret.key"


def desk_home() -> Path:
    """Return the home folder: CASEWRIGHT_HOME, else `var` below the working folder. It may not exist yet."""
    return Path(os.environ.get("CASEWRIGHT_HOME", "var")).absolute()


def secret_key_read(home: Path) -> str:
    """Return the key that signs sessions. A desk that was never prepared gets one that lives as long as the process."""
    given = os.environ.get("CASEWRIGHT_SECRET_KEY")
    if given:
        return given
    try:
        return (home / _KEY_FILE).read_text("ascii")
    except FileNotFoundError:
        return secrets.token_urlsafe(48)


def home_prepare(home: Path) -> None:
    """Make the folder, and the secret key once, readable by its owner only."""
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        handle = os.open(home / _KEY_FILE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(48))
