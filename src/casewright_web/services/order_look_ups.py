"""One order looked up through the connected interface, beside the pages: asked, kept, and the case decided anew."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db.models import Q

from casewright.domain.wire import to_wire
from casewright.domain.words import Words
from casewright_sources.amazon.accounts import account_for
from casewright_sources.amazon.faults import AmazonRefusedError
from casewright_sources.amazon.opening import amazon_client
from casewright_sources.amazon.order_look_up import order_look_up
from casewright_sources.connections import Connections
from casewright_sources.errors import SourceError
from casewright_web.models import CaseRow, LookUpState, OrderLookUp
from casewright_web.services.imports import source_import
from casewright_web.services.write_lock import write_transaction

__all__ = ["order_look_up_next", "order_look_up_queue"]

_ACTIVE = (LookUpState.WAITING, LookUpState.ASKING)
_FIRST_PAUSE = timedelta(seconds=30)
_LONGEST_PAUSE = timedelta(minutes=15)
_MOST_TRIES = 8
_NONE_CONNECTED = Words(
    "No Amazon account is connected any more. Connect one under Connections, then ask again.",
    "已没有连接的亚马逊账户。请在“连接”页面重新连接后再查询。",
)
_BROKEN = Words(
    "The answer could not be kept; the log of `casewright serve` says why.",
    "回复未能保存，原因见 `casewright serve` 的日志。",
)


def order_look_up_queue(*, case: CaseRow, actor: str, at: datetime) -> OrderLookUp | None:
    """Let the case's order wait for its look-up, once; None where there is no order to ask for.

    One that waits for its next try is tried at once.
    """
    if not case.order_ref or case.forgotten_at is not None:
        return None
    with write_transaction():
        OrderLookUp.objects.filter(case=case, state=LookUpState.WAITING).update(next_try_at=None)
        waiting = OrderLookUp.objects.filter(case=case, state__in=_ACTIVE).first()
        return waiting or OrderLookUp.objects.create(
            case=case, order_ref=case.order_ref, actor=actor, queued_at=at, state=LookUpState.WAITING
        )


def order_look_up_next(*, clock: Callable[[], datetime]) -> OrderLookUp | None:
    """Look up the order whose turn it is; one that a killed process left is asked anew. None when nothing is due.

    What fails in passing waits longer from try to try, and at last ends with its reason. One process at a time does
    this.
    """
    due = Q(next_try_at=None) | Q(next_try_at__lte=clock())
    row = OrderLookUp.objects.filter(due, state__in=_ACTIVE).order_by("pk").select_related("case").first()
    if row is None:
        return None
    row.state, row.asked, row.tries = LookUpState.ASKING, 0, row.tries + 1
    row.save(update_fields=["state", "asked", "tries"])
    try:
        _ask(row, clock)
    except SourceError as trouble:
        _again_or_failed(row, trouble.words, clock(), passing=_passes(trouble))
    except Exception:
        _again_or_failed(row, _BROKEN, clock(), passing=True)
        raise
    finally:
        row.ended_at = None if row.state == LookUpState.WAITING else clock()
        row.save(force_update=True)
    return row


def _passes(trouble: SourceError) -> bool:
    """Say whether the same question may be answered later."""
    return not trouble.needs_person and not isinstance(trouble, AmazonRefusedError)


def _again_or_failed(row: OrderLookUp, words: Words, at: datetime, *, passing: bool) -> None:
    again = passing and row.tries < _MOST_TRIES
    row.state, row.problem = LookUpState.WAITING if again else LookUpState.FAILED, to_wire(words)
    row.next_try_at = at + min(_LONGEST_PAUSE, _FIRST_PAUSE * 2 ** (row.tries - 1)) if again else None


def _ask(row: OrderLookUp, clock: Callable[[], datetime]) -> None:
    if row.tries > _MOST_TRIES:  # each time before, the process was killed over it
        raise SourceError(_BROKEN, needs_person=True)
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
    row.state, row.problem, row.next_try_at = LookUpState.DONE, None, None


def _listed(found: tuple[str, bytes, tuple[str, ...]]) -> tuple[str, bytes, list[str]]:
    name, content, refused = found
    return name, content, list(refused)
