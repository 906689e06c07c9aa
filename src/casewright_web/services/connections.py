"""Connect, check, pause and remove what the desk reads by itself, as `casewright connect` does on the command line."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import msgspec
from django.conf import settings
from django.views.decorators.debug import sensitive_variables

from casewright.domain.words import Words
from casewright_sources.amazon.checking import check_account
from casewright_sources.amazon.opening import amazon_client, amazon_queue
from casewright_sources.amazon.settings import ENDPOINT, KEYS, TOKEN_ENDPOINT, amazon_connection
from casewright_sources.amazon.subscribing import plan_subscriptions, subscribe, subscriptions
from casewright_sources.connections import Connection, Connections
from casewright_sources.errors import SecretLostError, SourceError
from casewright_sources.mailbox.checking import check_mailbox
from casewright_sources.mailbox.settings import MailboxSettings, provider_of, settings_of
from casewright_sources.oauth import OAuthSecret, access_token
from casewright_sources.reading import now
from casewright_sources.removing import connection_remove

__all__ = [
    "Connected",
    "Step",
    "amazon_connect",
    "connection_check",
    "connection_forget",
    "connection_pause",
    "mailbox_connect",
]

_SECRET_AGAIN = Words(
    "Server or user changed: give the password once more. The stored one goes to no other server.",
    "服务器或用户名已更改，请重新填写密码。已保存的密码不会发送到其他服务器。",
)
_NO_SECRET = Words("The password is missing.", "请填写密码。")
_KEYS_MISSING = Words(
    "Keys are missing: client id, client secret and refresh token are all needed.",
    "密钥不完整：client id、client secret 和 refresh token 均须填写。",
)
_NO_CHECK = Words(
    "A source of this kind tells how it stands when it is read.", "此类来源在读取时会显示状态，无需单独检查。"
)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a check: what it found, or with `works` false what hinders it. `part` names what was tried."""

    words: Words
    works: bool = True
    part: Words | None = None


@dataclass(frozen=True, slots=True)
class Connected:
    """What a check found step by step, and whether the connection was kept."""

    steps: tuple[Step, ...]
    kept: bool

    @property
    def whole(self) -> bool:
        """Whether every step worked."""
        return all(step.works for step in self.steps)


def _connections() -> Connections:
    return Connections(Path(settings.CASEWRIGHT_HOME))


def _refused(*words: Words) -> Connected:
    return Connected(tuple(Step(one, works=False) for one in words), kept=False)


def _stored(name: str) -> tuple[Connection | None, str | None]:
    """Return what is connected under a name with its secret; a secret that is lost is given anew."""
    connections = _connections()
    if name not in connections.names():
        return None, None
    try:
        return connections.get(name), connections.secret(name)
    except SecretLostError:
        return connections.get(name), None


@sensitive_variables()
def mailbox_connect(*, name: str, given: MailboxSettings, password: str) -> Connected:
    """Try every step of reading a mailbox, and keep the connection when all work.

    An empty password stands for the stored one, which only goes to the server and user it was given for. Raise
    SourceError for a name that cannot be one.
    """
    before, secret = _stored(name)
    connection = Connection(name, "mailbox", msgspec.to_builtins(given), paused=before.paused if before else False)
    if password:
        secret = password
    elif secret is None:
        return _refused(_NO_SECRET)
    elif before is not None and not _same_login(settings_of(before.settings), given):
        return _refused(_SECRET_AGAIN)
    done = _mailbox_steps(given, secret)
    if not done.whole:
        return done
    _connections().save(connection, password or None)
    return replace(done, kept=True)


def _same_login(before: MailboxSettings, given: MailboxSettings) -> bool:
    return replace(given, folders=before.folders, first_days=before.first_days) == before


@sensitive_variables()
def _mailbox_steps(given: MailboxSettings, password: str) -> Connected:
    steps: list[Step] = []
    try:
        steps.extend(Step(words) for words in check_mailbox(given, password))
    except SourceError as trouble:
        steps.append(Step(trouble.words, works=False))
        provider = provider_of(given.user)
        if trouble.needs_person and provider is not None and provider.hint is not None:
            steps.append(Step(provider.hint, works=False))
    return Connected(tuple(steps), kept=False)


@sensitive_variables()
def amazon_connect(*, name: str, given: Mapping[str, Any], keys: Mapping[str, str], notify: bool) -> Connected:
    """Try each part of an account, and keep the connection when the account answers at all.

    `given` is what `amazon_connection` takes; keys that are empty stay as they are stored. With `notify` what lets
    notifications flow into the queue is made at Amazon. Raise SourceError for what cannot be a connection.
    """
    before, secret = _stored(name)
    addresses = {"endpoint": os.environ.get(ENDPOINT), "token_endpoint": os.environ.get(TOKEN_ENDPOINT)}
    connection = amazon_connection(name, addresses | (dict(before.settings) if before else {}) | dict(given))
    connection = replace(connection, paused=before.paused if before else False)
    whole = _keys_of(secret) | {key: value for key, value in keys.items() if value}
    if not all(whole.get(key) for key, told in KEYS.items() if not told.for_queue):
        return _refused(_KEYS_MISSING)
    sealed = json.dumps(whole)
    done = _amazon_steps(connection, sealed)
    if not done.steps[0].works:
        return done
    _connections().save(connection, sealed)
    flowing = _notification_steps(connection, sealed, make=notify) if done.whole else ()
    return Connected((*done.steps, *flowing), kept=True)


@sensitive_variables()
def _keys_of(secret: str | None) -> dict[str, str]:
    try:
        found = json.loads(secret or "{}")
    except ValueError:
        return {}
    return {key: str(value) for key, value in found.items()} if isinstance(found, dict) else {}


@sensitive_variables()
def _amazon_steps(connection: Connection, secret: str | None) -> Connected:
    client = amazon_client(connection, secret)
    try:
        checked = list(check_account(client, amazon_queue(connection, secret), now=now()))
    finally:
        client.close()
    return Connected(tuple(Step(one.trouble or one.title, one.works, one.title) for one in checked), kept=False)


@sensitive_variables()
def _notification_steps(connection: Connection, secret: str | None, *, make: bool) -> tuple[Step, ...]:
    """Return for each kind of notification whether it comes into the queue, made before where that is wanted."""
    queue = amazon_queue(connection, secret)
    if queue is None:
        return ()
    client, refused = amazon_client(connection, secret), {}
    try:
        arn = queue.arn()
        if make:
            refused = dict(subscribe(client, plan_subscriptions(client, arn)))
        found = subscriptions(client, arn, refused)
    except SourceError as trouble:
        return (Step(trouble.words, works=False),)
    finally:
        client.close()
    return tuple(Step(one.trouble or name, one.works, name) for one in found for name in (Words(one.kind, one.kind),))


@sensitive_variables()
def connection_check(*, name: str) -> Connected:
    """Try a connection anew; one that works is read at once. Raise ConnectionUnknownError."""
    connections = _connections()
    connection = connections.get(name)
    try:
        done = _checked(connections, connection)
    except SourceError as trouble:
        done = _refused(trouble.words)
    if done.whole:
        connections.save(connection, None)
    return replace(done, kept=True)


@sensitive_variables()
def _checked(connections: Connections, connection: Connection) -> Connected:
    secret = connections.secret(connection.name)
    if connection.kind == "amazon":
        done = _amazon_steps(connection, secret)
        more = _notification_steps(connection, secret, make=False) if done.whole else ()
        return Connected((*done.steps, *more), kept=True)
    if connection.kind == "mailbox":
        return _mailbox_again(connections, connection, secret or "")
    return Connected((Step(_NO_CHECK),), kept=True)


@sensitive_variables()
def _mailbox_again(connections: Connections, connection: Connection, secret: str) -> Connected:
    """Check a stored mailbox; one that is read by tokens gets a token first, and keeps a secret that was renewed."""
    known = settings_of(connection.settings)
    if known.oauth is None:
        return _mailbox_steps(known, secret)
    token, renewed = access_token(known.oauth, OAuthSecret.from_text(secret))
    if renewed.to_text() != secret:
        connections.save_secret(connection.name, renewed.to_text())
    return _mailbox_steps(known, token)


def connection_pause(*, name: str, paused: bool) -> None:
    """Have a connection read no more, or again. Raise ConnectionUnknownError."""
    _connections().pause(name, paused=paused)


def connection_forget(*, name: str) -> tuple[Words, ...]:
    """Remove a connection; what was read stays. Return in words what stays at Amazon. Raise ConnectionUnknownError."""
    return connection_remove(_connections(), name)
