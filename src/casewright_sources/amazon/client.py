"""Ask Amazon: not too fast, again when it is busy, with a token for personal data where one is needed."""

import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from casewright_sources.amazon.faults import (
    AmazonBusyError,
    AmazonDeniedError,
    AmazonRefusedError,
    AmazonSilentError,
)
from casewright_sources.amazon.gate import AmazonAccess, Gate, RawAnswer
from casewright_sources.amazon.operations import Operation, operation
from casewright_sources.amazon.pacing import Pacer

__all__ = ["AmazonClient", "Answered"]

_TRIES = 6
_FIRST_PAUSE_SECONDS = 1.0
_LONGEST_PAUSE_SECONDS = 60.0
_RATE_HEADER = "x-amzn-ratelimit-limit"
_TOKEN_OPERATION = "tokens.createRestrictedDataToken"  # noqa: S105 - a name
_EXPIRED = "expired"


def _chance() -> float:
    return secrets.SystemRandom().random()


@dataclass(frozen=True, slots=True)
class Answered:
    """One good answer: what was asked, and the bytes that came."""

    operation: str
    parameters: Mapping[str, object]
    body: bytes

    def json(self) -> Any:  # noqa: ANN401 - JSON has no narrower type
        """Return the answer as values, for finding the next page; an empty one is an empty object."""
        return json.loads(self.body) if self.body.strip() else {}

    @property
    def kept(self) -> tuple[str, Mapping[str, object], bytes]:
        """What `wrap_answers` takes."""
        return self.operation, self.parameters, self.body


@dataclass(slots=True)
class AmazonClient:
    """Calls operations of one seller's account. `chance` gives a number from 0 to 1 that spreads the pauses.

    With `personal_data` what Amazon denies may be asked for again with a restricted data token.
    """

    access: AmazonAccess
    pacer: Pacer = field(default_factory=Pacer)
    chance: Callable[[], float] = _chance
    personal_data: bool = False
    _gate: Gate | None = None

    @property
    def gate(self) -> Gate:
        """The connections, made when they are first needed and again after they were closed."""
        if self._gate is None:
            self._gate = Gate(self.access)
        return self._gate

    def call(
        self,
        name: str,
        parameters: Mapping[str, object] | None = None,
        body: Mapping[str, object] | None = None,
        *,
        restricted: bool = False,
    ) -> Answered:
        """Return the answer to one operation. `restricted` asks with a token for the personal data of this one path.

        Raise AmazonRefusedError for a request that Amazon will never take, AmazonDeniedError for a missing permission,
        AmazonBusyError or AmazonSilentError when trying again did not help.
        """
        asked, what = dict(parameters or {}), operation(name)
        token = self._restricted_token(what, asked) if restricted else None
        answer = self._tried(what, asked, body, token)
        return Answered(name, asked, answer.body)

    def close(self) -> None:
        """Close the connections; the next call opens them again."""
        if self._gate is not None:
            self._gate.close()
            self._gate = None

    def _tried(
        self, what: Operation, asked: Mapping[str, object], body: Mapping[str, object] | None, token: str | None
    ) -> RawAnswer:
        status, renewed = 0, False
        for tried in range(_TRIES):
            self.pacer.wait(what)
            try:
                answer = self.gate.send(what, asked, body, token)
            except AmazonSilentError:
                if tried + 1 == _TRIES or what.method == "POST":
                    raise
                self._pause(tried, 0.0)
                continue
            self.pacer.learn(what, answer.headers.get(_RATE_HEADER))
            status = answer.status
            if status < HTTPStatus.BAD_REQUEST:
                return _whole(what, answer)
            code, message = _said(answer)
            if status == HTTPStatus.TOO_MANY_REQUESTS:
                self._pause(tried, self.pacer.emptied(what))
            elif status == HTTPStatus.SERVICE_UNAVAILABLE or _may_repeat(what, status):
                self._pause(tried, 0.0)
            elif status >= HTTPStatus.INTERNAL_SERVER_ERROR:
                raise AmazonBusyError(what.name, status, tried + 1)
            elif status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
                if renewed or token or _EXPIRED not in message.lower():
                    raise AmazonDeniedError(what.name, code, message)
                self.gate.forget_token()
                renewed = True
            else:
                raise AmazonRefusedError(what.name, status, code, message)
        raise AmazonBusyError(what.name, status, _TRIES)

    def _pause(self, tried: int, least: float) -> None:
        """Wait before the next try: twice as long each time, spread by chance, never less than the rate asks for."""
        longest = min(_LONGEST_PAUSE_SECONDS, _FIRST_PAUSE_SECONDS * 2**tried)
        self.pacer.sleep(least + longest * self.chance())

    def _restricted_token(self, what: Operation, asked: Mapping[str, object]) -> str:
        """Return a token for the personal data of this one path; it is never kept."""
        body = {"restrictedResources": [{"method": what.method, "path": what.path_for(asked)}]}
        answer = self._tried(operation(_TOKEN_OPERATION), {}, body, None)
        token = json.loads(answer.body).get("restrictedDataToken")
        if not isinstance(token, str):
            raise AmazonSilentError(_TOKEN_OPERATION, "restrictedDataToken: –")
        return token


def _may_repeat(what: Operation, status: int) -> bool:
    """Say whether asking again does no harm: a message that may have gone out is not sent twice."""
    return status >= HTTPStatus.INTERNAL_SERVER_ERROR and what.method != "POST"


def _whole(what: Operation, answer: RawAnswer) -> RawAnswer:
    """Return the answer when it is JSON or empty; a page of a proxy in between is none."""
    if answer.body.strip():
        try:
            json.loads(answer.body)
        except ValueError as error:
            raise AmazonSilentError(what.name, str(error)[:120]) from error
    return answer


def _said(answer: RawAnswer) -> tuple[str, str]:
    """Return Amazon's code and message; a refusal without them is named by its status."""
    try:
        errors = json.loads(answer.body).get("errors")
        first = errors[0] if isinstance(errors, list) and errors else {}
        return str(first.get("code", answer.status)), str(first.get("message", ""))[:300]
    except (ValueError, AttributeError):
        return str(answer.status), ""
