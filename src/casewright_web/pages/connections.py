"""What the desk reads by itself: connect a mailbox or an Amazon account, check, pause and remove."""

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from casewright.domain.marketplace import AMAZON_SITES
from casewright.domain.words import Words
from casewright_sources.amazon.settings import KEYS, WAY
from casewright_sources.amazon.source import FIRST_DAYS
from casewright_sources.errors import ConnectionUnknownError, SourceError
from casewright_sources.mailbox.settings import MailboxSettings, Tls, provider_of, usual_port
from casewright_web.selectors.connections import ConnectionForm, connection_form, free_name
from casewright_web.selectors.sources import connected_sources
from casewright_web.services.connections import (
    Connected,
    amazon_connect,
    connection_check,
    connection_forget,
    connection_pause,
    mailbox_connect,
)

__all__ = [
    "connection_amazon",
    "connection_change",
    "connection_mailbox",
    "connection_pause_or_go_on",
    "connection_remove",
    "connection_try",
    "connections",
]

_MOST_DAYS = 3650
_MOST_PORT = 65535
_NAME_TAKEN = Words(
    "Something is connected under this name already. Choose another name, or change that connection in the list.",
    "该名称已被使用。请换一个名称，或在列表中修改已有的连接。",
)
_NO_HOST = Words(
    "The mail server of this address is not known. Fill in its IMAP server; your mail provider names it.",
    "不认识该地址的邮件服务器。请填写 IMAP 服务器地址（可向邮箱服务商查询）。",
)
_NO_USER = Words("The user is missing, mostly the mail address.", "请填写用户名（一般是邮箱地址）。")
_NO_NUMBER = Words(
    "Days and port are whole numbers: days from 0 to 3650, the port up to 65535.",
    "天数和端口须为整数：天数 0 至 3650，端口不超过 65535。",
)

_MODES = (
    (Tls.TLS, Words("from the first byte (TLS)", "全程加密（TLS）")),
    (Tls.STARTTLS, Words("after the greeting (STARTTLS)", "握手后加密（STARTTLS）")),
    (Tls.NONE, Words("none, only on this machine", "不加密（仅限本机）")),
)


@require_safe
def connections(request: HttpRequest) -> HttpResponse:
    """List what is connected and how it stands."""
    return render(request, "casewright_web/connections.html", {"connected": connected_sources()})


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def connection_mailbox(request: HttpRequest) -> HttpResponse:
    """Ask for a mailbox, try it step by step, and keep it when it can be read."""
    return _mailbox(request, None)


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def connection_amazon(request: HttpRequest) -> HttpResponse:
    """Say how to get the keys of an account, ask for them, try each part, and keep what answers."""
    return _amazon(request, None)


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def connection_change(request: HttpRequest, name: str) -> HttpResponse:
    """Change a connection; secrets that are left empty stay as they are."""
    form = connection_form(name)
    if form is None or form.by_token or form.kind not in {"mailbox", "amazon"}:
        raise Http404
    return _mailbox(request, form) if form.kind == "mailbox" else _amazon(request, form)


@require_POST
def connection_try(request: HttpRequest, name: str) -> HttpResponse:
    """Check a connection anew and show what each step found."""
    try:
        return _checked(request, name, connection_check(name=name))
    except ConnectionUnknownError as gone:
        raise Http404 from gone


@require_POST
def connection_pause_or_go_on(request: HttpRequest, name: str) -> HttpResponseBase:
    """Read a connection no more, or again."""
    try:
        connection_pause(name=name, paused=request.POST.get("paused") == "1")
    except ConnectionUnknownError as gone:
        raise Http404 from gone
    return redirect("connections")


@require_POST
def connection_remove(request: HttpRequest, name: str) -> HttpResponseBase:
    """Remove a connection; say what could not be undone elsewhere."""
    try:
        stays = connection_forget(name=name)
    except ConnectionUnknownError as gone:
        raise Http404 from gone
    if not stays:
        return redirect("connections")
    context = {"connected": connected_sources(), "removed": name, "stays": stays}
    return render(request, "casewright_web/connections.html", context)


def _checked(request: HttpRequest, name: str, done: Connected) -> HttpResponse:
    return render(request, "casewright_web/connection_checked.html", {"name": name, "done": done})


def _typed(request: HttpRequest, form: ConnectionForm | None, kind: str) -> ConnectionForm:
    """Return the form as it was typed; before that as it is stored, or empty with the usual values."""
    known = form or ConnectionForm(kind, free_name(kind))
    if request.method != "POST":
        return known
    typed: dict[str, Any] = {name: request.POST.get(name, "").strip() for name in ConnectionForm.TYPED}
    name = known.name if known.stored else request.POST.get("name", "").strip() or known.name
    return replace(known, name=name, personal_data=bool(request.POST.get("personal_data")), **typed)


def _number(text: str, usual: int, most: int) -> int:
    """Return a typed whole number, the usual one for nothing. Raise SourceError."""
    if not text:
        return usual
    if not (text.isascii() and text.isdigit() and int(text[:9]) <= most):
        raise SourceError(_NO_NUMBER, needs_person=True)
    return int(text)


def _name_free(form: ConnectionForm) -> None:
    if not form.stored and connection_form(form.name) is not None:
        raise SourceError(_NAME_TAKEN, needs_person=True)


def _mailbox(request: HttpRequest, stored: ConnectionForm | None) -> HttpResponse:
    form = _typed(request, stored, "mailbox")
    page, context = "casewright_web/connection_mailbox.html", {"form": form, "modes": _MODES}
    if request.method != "POST":
        return render(request, page, context)
    try:
        _name_free(form)
        password = request.POST.get("password", "")
        done = mailbox_connect(name=form.name, given=_mailbox_settings(form), password=password)
    except SourceError as problem:
        return render(request, page, context | {"problem": problem.words}, status=422)
    if done.kept:
        return _checked(request, form.name, done)
    return render(request, page, context | {"done": done}, status=422)


def _mailbox_settings(form: ConnectionForm) -> MailboxSettings:
    """Return the settings that were typed. Raise SourceError."""
    if not form.user:
        raise SourceError(_NO_USER, needs_person=True)
    provider = provider_of(form.user)
    host = form.host or (provider.host if provider else "")
    if not host:
        raise SourceError(_NO_HOST, needs_person=True)
    tls = Tls(form.tls) if form.tls in set(Tls) else Tls.TLS
    return MailboxSettings(
        host=host,
        user=form.user,
        port=_number(form.port, usual_port(tls), _MOST_PORT),
        tls=tls,
        folders=tuple(name.strip() for name in form.folders.split(",") if name.strip()) or ("INBOX",),
        first_days=_number(form.days, 7, _MOST_DAYS),
        ca_file=form.ca_file,
    )


def _amazon(request: HttpRequest, stored: ConnectionForm | None) -> HttpResponse:
    form = _typed(request, stored, "amazon")
    page, context = "casewright_web/connection_amazon.html", {"form": form, "way": WAY, "sites": AMAZON_SITES}
    context |= {"keys": [(name, key) for name, key in KEYS.items() if not key.for_queue]}
    context |= {"usual_days": FIRST_DAYS, "queue_keys": [(name, key) for name, key in KEYS.items() if key.for_queue]}
    if request.method != "POST":
        return render(request, page, context)
    try:
        _name_free(form)
        given = {name: getattr(form, name) for name in ("marketplace", "queue_url", "queue_region", "personal_data")}
        given["days"] = _number(form.days, FIRST_DAYS, _MOST_DAYS)
        keys = {name: request.POST.get(name, "").strip() for name in KEYS}
        done = amazon_connect(name=form.name, given=given, keys=keys, notify=bool(request.POST.get("notify")))
    except SourceError as problem:
        return render(request, page, context | {"problem": problem.words}, status=422)
    if done.kept:
        return _checked(request, form.name, done)
    return render(request, page, context | {"done": done}, status=422)
