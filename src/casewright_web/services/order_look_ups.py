"""One order looked up through the connected interface, beside the pages: asked, kept, and the case decided anew."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from django.conf import settings

from casewright.domain.wire import to_wire
from casewright.domain.words import Words
from casewright_sources.amazon.accounts import account_for
from casewright_sources.amazon.connecting import amazon_client
from casewright_sources.amazon.order_look_up import order_look_up
from casewright_sources.connections import Connections
from casewright_sources.errors import SourceError
from casewright_web.models import CaseRow, LookUpState, OrderLookUp
from casewright_web.services.imports import source_import
from casewright_web.services.write_lock import write_transaction

__all__ = ["order_look_up_next", "order_look_up_queue"]

_ACTIVE = (LookUpState.WAITING, LookUpState.ASKING)
_NONE_CONNECTED = Words(
    "No Amazon account is connected any more. Run `casewright connect amazon`, then ask again.",
    "已没有连接的亚马逊账户。请运行 `casewright connect amazon` 后重试。",
)
_BROKEN = Words(
    "The answer could not be kept; the log of `casewright serve` says why. Ask again.",
    "回复未能保存，原因见 `casewright serve` 的日志。请重试。",
)


def order_look_up_queue(*, case: CaseRow, actor: str, at: datetime) -> OrderLookUp | None:
    """Let the case's order wait for its look-up, once; None where there is no order to ask for."""
    if not case.order_ref or case.forgotten_at is not None:
        return None
    with write_transaction():
        waiting = OrderLookUp.objects.filter(case=case, state__in=_ACTIVE).first()
        return waiting or OrderLookUp.objects.create(
            case=case, order_ref=case.order_ref, actor=actor, queued_at=at, state=LookUpState.WAITING
        )


def order_look_up_next(*, clock: Callable[[], datetime]) -> OrderLookUp | None:
    """Look up the order whose turn it is; one that a killed process left is asked anew. None when nothing waits.

    One process at a time does this.
    """
    row = OrderLookUp.objects.filter(state__in=_ACTIVE).order_by("pk").select_related("case").first()
    if row is None:
        return None
    row.state, row.asked = LookUpState.ASKING, 0
    row.save(update_fields=["state", "asked"])
    try:
        _ask(row, clock)
    except SourceError as trouble:
        _failed(row, trouble.words)
    except Exception:
        _failed(row, _BROKEN)
        raise
    finally:
        row.ended_at = clock()
        row.save()
    return row


def _failed(row: OrderLookUp, words: Words) -> None:
    row.state, row.problem = LookUpState.FAILED, to_wire(words)


def _ask(row: OrderLookUp, clock: Callable[[], datetime]) -> None:
    connections = Connections(Path(settings.CASEWRIGHT_HOME))
    connection = account_for(connections, row.case.marketplace)
    if connection is None:
        raise SourceError(_NONE_CONNECTED, needs_person=True)

    def told(_: str) -> None:
        row.asked += 1
        row.save(update_fields=["asked"])

    client = amazon_client(connection, connections.secret(connection.name))
    try:
        name, content, row.refused = _listed(order_look_up(client, row.order_ref, told))
    finally:
        client.close()
    result = source_import(name=name, content=content, actor=row.actor, at=clock())
    row.records = 0 if result.known_since else result.records
    row.state = LookUpState.DONE


def _listed(found: tuple[str, bytes, tuple[str, ...]]) -> tuple[str, bytes, list[str]]:
    name, content, refused = found
    return name, content, list(refused)
