"""Where a password comes from when a person connects a source: never from the command line, which others can read."""

import os
import sys
from pathlib import Path

import click

from casewright.domain.words import Words
from casewright_sources.errors import SourceError

__all__ = ["secret_from_file", "secret_given", "secret_options"]


def _no_secret(en: str, zh: str) -> SourceError:
    return SourceError(Words(en, zh), needs_person=True)


def _from_environment(variable: str) -> str:
    try:
        return os.environ[variable]
    except KeyError as error:
        raise _no_secret(
            f"The environment has no {variable}. Set it, or use --password-file.",
            f"环境变量 {variable} 不存在。请先设置，或改用 --password-file。",
        ) from error


def secret_from_file(path: Path) -> str:
    """Return the first line of a file. Raise SourceError."""
    try:
        return path.read_text("utf-8").split("\n", 1)[0].rstrip("\r")
    except (OSError, UnicodeDecodeError) as error:
        raise _no_secret(
            f"{path} cannot be read as a password file ({error}). Put the password on its first line.",
            f"无法从 {path} 读取密码（{error}）。请把密码写在文件的第一行。",
        ) from error


def _from_keyring(service: str, user: str) -> str:
    import keyring  # noqa: PLC0415 - it looks for the system's services when it is imported
    import keyring.errors  # noqa: PLC0415 - the same

    try:
        found = keyring.get_password(service, user)
    except keyring.errors.KeyringError as error:
        raise _no_secret(
            f"This machine's key ring cannot be opened ({error}). Use --password-file instead.",
            f"无法打开本机的密钥环（{error}）。请改用 --password-file。",
        ) from error
    if found is None:
        raise _no_secret(
            f"The key ring has no entry “{service}” for {user}. Add it there, or use --password-file.",
            f"密钥环中没有 {user} 的“{service}”条目。请先添加，或改用 --password-file。",
        )
    return found


def secret_given(
    *, variable: str | None, file: Path | None, keyring_service: str | None, user: str, question: str
) -> str:
    """Return the password from where the options say, else ask for it without showing it. Raise SourceError."""
    if variable:
        return _from_environment(variable)
    if file:
        return secret_from_file(file)
    if keyring_service:
        return _from_keyring(keyring_service, user)
    if not sys.stdin.isatty():
        raise _no_secret(
            "No password: there is no terminal to ask at. Use --password-env, --password-file or --password-keyring.",
            "没有密码：当前没有可供输入的终端。请使用 --password-env、--password-file 或 --password-keyring。",
        )
    return str(click.prompt(question, hide_input=True))


def secret_options(command: click.decorators.FC) -> click.decorators.FC:
    """Add the options that say where the password is."""
    for option in (
        click.option(
            "--password-keyring", "keyring_service", metavar="SERVICE", help="Entry in the system's key ring."
        ),
        click.option(
            "--password-file",
            "password_file",
            type=click.Path(dir_okay=False, path_type=Path),
            help="File whose first line is the password.",
        ),
        click.option("--password-env", "password_variable", metavar="NAME", help="Environment variable that holds it."),
    ):
        command = option(command)
    return command
