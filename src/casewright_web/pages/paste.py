"""Paste a page of the seller's console: what it seems to say, a person's yes, and the case it becomes."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from casewright.domain.marketplace import AMAZON_SITES, marketplace_by_code
from casewright.domain.message import Direction
from casewright.domain.words import Words
from casewright.intake.paste import (
    FIELD_TITLES,
    KIND_TITLES,
    LONGEST_PASTE,
    OUTCOME_TITLES,
    PastedMessage,
    Proposal,
    propose,
    shown_part,
)
from casewright_web.pages.clock import now
from casewright_web.services.imports import ImportResult
from casewright_web.services.pastes import paste_import

__all__ = ["paste", "paste_confirm"]

_INSTANTS = frozenset({"sent_at", "respond_by"})
_LONG = frozenset({"body", "reason"})
_NEEDED = frozenset({"kind", "order_id", "sent_at", "marketplace"})
_NEEDED_WORDS = Words("Fill in this field.", "请填写此项。")
_MOST_MESSAGES = 500
_LARGEST_PAGE_BYTES = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class _Row:
    """One field of the form."""

    name: str
    title: Words
    value: str
    sure: bool
    quote: str | None
    choices: tuple[tuple[str, Words | str], ...] = ()

    @property
    def instant(self) -> bool:
        """Whether it is an instant."""
        return self.name in _INSTANTS

    @property
    def long(self) -> bool:
        """Whether it is a longer text."""
        return self.name in _LONG


@dataclass(frozen=True, slots=True)
class _MessageRow:
    """One message of a thread in the form."""

    number: int
    from_buyer: bool
    at: str
    text: str


_CHOICES: dict[str, tuple[tuple[str, Words | str], ...]] = {
    "kind": tuple((kind.value, title) for kind, title in KIND_TITLES.items()),
    "marketplace": tuple((site.code, site.site) for site in AMAZON_SITES),
    "outcome": tuple((outcome.value, title) for outcome, title in OUTCOME_TITLES.items()),
}


@require_http_methods(["GET", "POST"])
def paste(request: HttpRequest) -> HttpResponse:
    """Show the empty form, or what the pasted text or saved page seems to say."""
    text = _pasted(request)
    if request.method != "POST" or (text is not None and not text.strip()):
        return render(request, "casewright_web/paste.html", {"empty": request.method == "POST"})
    if text is None or len(text) > LONGEST_PASTE:
        return render(request, "casewright_web/paste.html", {"too_long": True}, status=413)
    proposal = propose(text, pasted_at=now())
    zone = _zone(proposal.value("marketplace"))
    rows = tuple(
        _Row(
            field.name,
            FIELD_TITLES[field.name],
            _local(field.value, zone) if field.name in _INSTANTS else field.value or "",
            field.sure and bool(field.value or field.name not in _NEEDED),
            field.quote,
            _CHOICES.get(field.name, ()),
        )
        for field in proposal.fields
    )
    return render(request, "casewright_web/paste_confirm.html", _page(text, rows, _message_rows(proposal, zone)))


def _pasted(request: HttpRequest) -> str | None:
    """Return the pasted text, or the saved page without what nobody sees of it; None for a file beyond any page."""
    file = request.FILES.get("page")
    if file is not None:
        return shown_part(file.read().decode("utf-8", "replace")) if (file.size or 0) <= _LARGEST_PAGE_BYTES else None
    return request.POST.get("text", "").replace("\r\n", "\n")


def _page(text: str, rows: tuple[_Row, ...], messages: tuple[_MessageRow, ...]) -> dict[str, object]:
    unsure = sum(not row.sure for row in rows)
    return {"text": text, "rows": rows, "messages": messages, "unsure": unsure}


def _zone(marketplace: str | None) -> ZoneInfo:
    site = marketplace_by_code(marketplace or "")
    return ZoneInfo(site.zone if site else "UTC")


def _local(value: str | None, zone: ZoneInfo) -> str:
    """Return an instant as the browser's field takes it, in the site's own time."""
    return datetime.fromisoformat(value).astimezone(zone).strftime("%Y-%m-%dT%H:%M") if value else ""


def _instant(value: str, zone: ZoneInfo) -> str:
    """Return what was typed with the site's zone; what is no instant stays as typed and is refused later."""
    try:
        return datetime.fromisoformat(value).replace(tzinfo=zone).isoformat() if value else ""
    except ValueError:
        return value


def _message_rows(proposal: Proposal, zone: ZoneInfo) -> tuple[_MessageRow, ...]:
    return tuple(
        _MessageRow(
            number,
            message.direction is Direction.FROM_BUYER,
            _local(message.sent_at.isoformat() if message.sent_at else None, zone),
            message.text,
        )
        for number, message in enumerate(proposal.messages)
    )


@require_POST
def paste_confirm(request: HttpRequest) -> HttpResponseBase:
    """Import what was confirmed and go to its case; show the form again when something cannot be used."""
    typed = {name: request.POST.get(name, "").strip() for name in FIELD_TITLES}
    zone = _zone(typed["marketplace"])
    values = {name: _instant(value, zone) if name in _INSTANTS else value for name, value in typed.items()}
    problems = [(FIELD_TITLES[name], _NEEDED_WORDS) for name in ("order_id", "sent_at") if not typed[name]]
    text = request.POST.get("text", "")[:LONGEST_PASTE]
    messages, rows = _messages_typed(request, zone)
    if typed["kind"] == "unknown_notice":
        problems = []
    if not problems:
        done = paste_import(text=text, values=values, messages=messages, actor=request.user.get_username(), at=now())
        if isinstance(done, ImportResult):
            cases = done.opened + done.updated
            return redirect("case", cases[0]) if len(cases) == 1 else redirect("today")
        problems = [(FIELD_TITLES.get(one.place.column or "", FIELD_TITLES["kind"]), one.words) for one in done]
    form = tuple(
        _Row(name, title, typed[name], bool(typed[name]) or name not in _NEEDED, None, _CHOICES.get(name, ()))
        for name, title in FIELD_TITLES.items()
    )
    context = _page(text, form, rows) | {"problems": problems}
    return render(request, "casewright_web/paste_confirm.html", context, status=422)


def _messages_typed(request: HttpRequest, zone: ZoneInfo) -> tuple[tuple[PastedMessage, ...], tuple[_MessageRow, ...]]:
    """Return the messages of the form, those that were emptied left out, and the rows as they were typed."""
    messages: list[PastedMessage] = []
    rows: list[_MessageRow] = []
    for number in range(_MOST_MESSAGES):
        text = request.POST.get(f"message-{number}-text")
        if text is None:
            break
        at, speaker = request.POST.get(f"message-{number}-at", ""), request.POST.get(f"message-{number}-who", "")
        rows.append(_MessageRow(number, speaker != Direction.FROM_SELLER.value, at, text))
        direction = Direction.FROM_SELLER if speaker == Direction.FROM_SELLER.value else Direction.FROM_BUYER
        try:
            sent_at = datetime.fromisoformat(at).replace(tzinfo=zone) if at else None
        except ValueError:
            sent_at = None
        if text.strip():
            messages.append(PastedMessage(direction, sent_at, text.replace("\r\n", "\n").strip()))
    return tuple(messages), tuple(rows)
