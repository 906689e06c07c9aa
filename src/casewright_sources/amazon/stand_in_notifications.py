"""The stand-in's destinations and subscriptions: kept while it runs, refused as Amazon refuses them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

__all__ = ["GRANTLESS", "StandInNotifications"]

GRANTLESS = "grantless-"
"""How the stand-in begins a token that is given to the application itself."""
_ROOT = "/notifications/v1/"

_Answer = tuple[int, Mapping[str, object]]


def _refused(status: HTTPStatus, message: str) -> _Answer:
    return status, {"errors": [{"code": status.phrase.replace(" ", ""), "message": message}]}


@dataclass(slots=True)
class StandInNotifications:
    """`denied` are kinds for which the application lacks the role; `takes_queues`: their policy lets Amazon write."""

    denied: frozenset[str] = frozenset()
    takes_queues: bool = True
    destinations: list[dict[str, object]] = field(default_factory=list)
    subscriptions: dict[str, dict[str, object]] = field(default_factory=dict)

    def answer(self, method: str, path: str, body: object, token: str) -> _Answer | None:
        """Return status and answer, None for a path of another interface."""
        if not path.startswith(_ROOT):
            return None
        what, _, kind = path.removeprefix(_ROOT).partition("/")
        given = body if isinstance(body, dict) else {}
        if what == "destinations" or method == "DELETE":
            if not token.startswith(GRANTLESS):
                return _refused(HTTPStatus.FORBIDDEN, "a grantless token is needed")
            return self._destinations(method, kind, given) if what == "destinations" else self._unsubscribe(kind)
        if kind in self.denied or token.startswith(GRANTLESS):
            return _refused(HTTPStatus.FORBIDDEN, "the application lacks the role for this notification")
        return self._subscribe(kind, given) if method == "POST" else self._subscription(kind)

    def _destinations(self, method: str, destination_id: str, given: Mapping[str, object]) -> _Answer:
        if method == "DELETE":
            return self._delete_destination(destination_id)
        return self._destination(given) if method == "POST" else (HTTPStatus.OK, {"payload": self.destinations})

    def _destination(self, given: Mapping[str, object]) -> _Answer:
        if not self.takes_queues:
            return _refused(HTTPStatus.BAD_REQUEST, "cannot send a message to the queue")
        made = {
            "name": given["name"],
            "destinationId": f"destination-{len(self.destinations) + 1}",
            "resource": given["resourceSpecification"],
        }
        self.destinations.append(made)
        return HTTPStatus.OK, {"payload": made}

    def _subscribe(self, kind: str, given: Mapping[str, object]) -> _Answer:
        if kind in self.subscriptions:
            return _refused(HTTPStatus.CONFLICT, "there is a subscription")
        if given["destinationId"] not in {one["destinationId"] for one in self.destinations}:
            return _refused(HTTPStatus.BAD_REQUEST, "no such destination")
        self.subscriptions[kind] = {"subscriptionId": f"subscription-{kind}", **given}
        return HTTPStatus.OK, {"payload": self.subscriptions[kind]}

    def _unsubscribe(self, path: str) -> _Answer:
        kind, _, subscription_id = path.partition("/")
        if self.subscriptions.get(kind, {}).get("subscriptionId") != subscription_id:
            return _refused(HTTPStatus.NOT_FOUND, "no subscription")
        del self.subscriptions[kind]
        return HTTPStatus.OK, {}

    def _delete_destination(self, destination_id: str) -> _Answer:
        if destination_id in {one["destinationId"] for one in self.subscriptions.values()}:
            return _refused(HTTPStatus.CONFLICT, "there are subscriptions to the destination")
        self.destinations = [one for one in self.destinations if one["destinationId"] != destination_id]
        return HTTPStatus.OK, {}

    def _subscription(self, kind: str) -> _Answer:
        if kind not in self.subscriptions:
            return _refused(HTTPStatus.NOT_FOUND, "no subscription")
        return HTTPStatus.OK, {"payload": self.subscriptions[kind]}
