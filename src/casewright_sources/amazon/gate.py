"""python-amazon-sp-api as we use it: its tokens and its transport, our own paths, and the bytes as they came.

The library's own methods add site parameters and bodies that some operations refuse, and turn numbers into floats; its
`_request`, which they all call, does neither when it is told so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

import httpx
from sp_api.auth import AccessTokenClient
from sp_api.auth import access_token_client as token_store
from sp_api.auth.exceptions import AuthorizationError
from sp_api.base import Client, Marketplaces

from casewright_sources.amazon.faults import AmazonDeniedError, AmazonSilentError
from casewright_sources.amazon.operations import Operation

__all__ = ["AmazonAccess", "Gate", "RawAnswer"]

_SECONDS = 60.0
_NOTIFICATIONS = "sellingpartnerapi::notifications"


@dataclass(frozen=True, slots=True)
class AmazonAccess:
    """Whom we speak as and where: the site's Amazon id, the keys, and addresses that differ from Amazon's own."""

    marketplace_id: str
    client_id: str
    client_secret: str
    refresh_token: str
    endpoint: str | None = None
    token_endpoint: str | None = None


@dataclass(frozen=True, slots=True)
class RawAnswer:
    """What came back, unchanged. Header names are in small letters."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class _Site:
    """The shape in which the library takes a marketplace."""

    endpoint: str
    marketplace_id: str
    region: str


def _site(access: AmazonAccess) -> _Site:
    known = next((site for site in Marketplaces if site.marketplace_id == access.marketplace_id), Marketplaces.US)
    return _Site(access.endpoint or known.endpoint, access.marketplace_id, known.region)


def _token_client(token_endpoint: str | None) -> type[AccessTokenClient]:
    if token_endpoint is None:
        return AccessTokenClient  # type: ignore[no-any-return]
    parts = urlsplit(token_endpoint)
    own = {"scheme": f"{parts.scheme}://", "host": parts.netloc, "path": parts.path or AccessTokenClient.path}
    return type("OwnTokenClient", (AccessTokenClient,), own)


class Gate(Client):  # type: ignore[misc] # the library has no types
    """Sends one request and hands back what came, whatever its status."""

    grantless_scope = _NOTIFICATIONS

    def __init__(self, access: AmazonAccess) -> None:
        keys = {
            "refresh_token": access.refresh_token,
            "lwa_app_id": access.client_id,
            "lwa_client_secret": access.client_secret,
        }
        super().__init__(
            marketplace=_site(access),
            credentials=keys,
            refresh_token=access.refresh_token,
            timeout=_SECONDS,
            auth_token_client_class=_token_client(access.token_endpoint),
        )
        self._endpoint_host = urlsplit(self.endpoint).netloc

    def send(
        self,
        operation: Operation,
        parameters: Mapping[str, object],
        body: Mapping[str, object] | None,
        token: str | None,
    ) -> RawAnswer:
        """Send one request. `token` is a restricted data token. Raise AmazonDeniedError or AmazonSilentError."""
        elsewhere = operation.slots | operation.headers
        query = {name: _written(value) for name, value in parameters.items() if name not in elsewhere}
        try:
            stated = {name: str(parameters[name]) for name in operation.headers if name in parameters}
            headers = self._own_headers(operation, token) | stated
            answer: RawAnswer = self._request(
                operation.path_for(parameters),
                params=query | {"method": operation.method},
                data=dict(body) if body is not None else None,
                headers=headers,
                add_marketplace=False,
            )
        except AuthorizationError as error:
            raise AmazonDeniedError(operation.name, str(error.error_code), str(error.message)) from error
        except httpx.HTTPError as error:
            raise AmazonSilentError(operation.name, f"{type(error).__name__}: {error}"[:200]) from error
        except ValueError as error:
            raise AmazonSilentError(operation.name, str(error)[:200]) from error
        return answer

    def _own_headers(self, operation: Operation, token: str | None) -> dict[str, str]:
        access = self.grantless_auth if operation.grantless else self.auth
        return {
            "host": self._endpoint_host,
            "user-agent": self.user_agent,
            "x-amz-access-token": token or access.access_token,
            "x-amz-date": datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ"),
            "content-type": "application/json",
        }

    def _check_response(self, res: httpx.Response, *_: object, **__: object) -> RawAnswer:
        headers = MappingProxyType({name.lower(): value for name, value in res.headers.items()})
        return RawAnswer(res.status_code, headers, res.content)

    def close(self) -> None:
        """Close our connections to Amazon and to its token server."""
        super().close()
        self._auth._transport.close()  # noqa: SLF001 - the library leaves this one open

    def forget_token(self) -> None:
        """Ask for a new access token next time: Amazon no longer takes the present one."""
        token_store.cache.clear()
        token_store.grantless_cache.clear()


def _written(value: object) -> Any:  # noqa: ANN401 - what the transport takes
    """Return a parameter as the models want it: lists joined by commas, truth in small letters."""
    if isinstance(value, (list, tuple)):
        return ",".join(str(item) for item in value)
    return str(value).lower() if isinstance(value, bool) else value
