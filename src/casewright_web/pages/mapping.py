"""Map a table of a carrier, a courier or the team itself: choose its columns, look at the result, import it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import datetime
from io import BytesIO
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from casewright.cli.left import money_text
from casewright.domain.case import Record
from casewright.domain.marketplace import marketplace_by_code
from casewright.domain.money import Money
from casewright.domain.report_row import ReportRow
from casewright.domain.shipment import ScanKind
from casewright.domain.wire import to_wire
from casewright.domain.words import Language, Words
from casewright.intake import read_source
from casewright.intake.mapping import (
    FIELD_TITLES,
    TARGETS,
    MappingError,
    glimpse,
    mapping_text,
    parse_mapping,
    proposed_columns,
    read_by_mapping,
    targets,
)
from casewright.triage.chronology import SCAN_WORDS
from casewright_web.models import ShopRow
from casewright_web.pages.clock import now
from casewright_web.pages.mapping_words import value_title, word_boxes, words_chosen, words_to_keep
from casewright_web.services.imports import source_import
from casewright_web.services.lake_imports import lake_import_queue, too_large, waits_its_turn
from casewright_web.services.mappings import mapping_delete, mapping_save, mappings_listed
from casewright_web.services.originals import original_keep, original_path

__all__ = ["mapping", "mapping_columns", "mapping_remove"]

_DIGEST = re.compile(r"[0-9a-f]{64}")
_SHOWN = 5
_FINDINGS = 10
_SAYS: tuple[tuple[Language, str], ...] = (("en", ": "), ("zh", "："))


def _start(request: HttpRequest, **more: object) -> HttpResponse:
    choices = [(name, targets()[name].title) for name in TARGETS]
    context = {"targets": choices, "saved": mappings_listed(), **more}
    return render(request, "casewright_web/mapping.html", context, status=422 if more else 200)


@require_http_methods(["GET", "POST"])
def mapping(request: HttpRequest) -> HttpResponse:
    """Take a table and ask what it is; a report that is known is called by its true name instead."""
    file = request.FILES.get("table")
    if request.method != "POST" or file is None:
        return _start(request, **({"missing": True} if request.method == "POST" else {}))
    if (file.size or 0) > settings.CASEWRIGHT_FILE_LIMIT_BYTES:
        return _start(request, problem=too_large(file.size or 0))
    content = file.read()
    seen = glimpse(_table(file.name or "", content)[1])
    target = request.POST.get("target", "")
    if not seen.columns or target not in TARGETS:
        return _start(request, no_table=True)
    name, digest = file.name or "table", original_keep(content=content)
    if seen.known is not None:
        return _start(request, known=seen.known, digest=digest, name=name, target=target)
    return _columns(request, digest, name, target, None)


def _table(name: str, content: bytes) -> tuple[str, bytes]:
    """Return the table inside a file: the first sheet of a spreadsheet, else the file itself."""
    inside = read_source(name, content).inside
    return (inside[0].name, inside[0].content) if inside else (name, content)


def _columns(
    request: HttpRequest, digest: str, name: str, target: str, choices: dict[str, str] | None, **more: object
) -> HttpResponse:
    """Show the fields of the target beside the columns of the table; before anything is chosen, what seems to fit."""
    table = _table(name, original_path(digest).read_bytes())[1]
    seen, layout = glimpse(table), targets()[target]
    chosen = proposed_columns(layout, seen.columns) if choices is None else choices
    fields = [
        {
            "name": field.name,
            "title": FIELD_TITLES[field.name],
            "needed": field.name in layout.required,
            "chosen": chosen.get(field.name, ""),
        }
        for field in layout.fields
        if field.name not in dict(layout.always)
    ]
    context = {
        "digest": digest,
        "name": name,
        "target": target,
        "title": layout.title,
        "seen": seen,
        "fields": fields,
        "zone": chosen.get("zone", ShopRow.current().zone),
        "zones": sorted(available_timezones()),
        "currency": chosen.get("currency", ""),
        "instead_of": seen.known.name if seen.known else "",
        "boxes": word_boxes(target, table, chosen, words_chosen(request)),
        **more,
    }
    return render(request, "casewright_web/mapping_columns.html", context)


@require_POST
def mapping_columns(request: HttpRequest) -> HttpResponseBase:
    """Try the chosen columns and show what they give; on a person's word save them and import the table."""
    digest, target = request.POST.get("digest", ""), request.POST.get("target", "")
    name = request.POST.get("name", "table")[:200]
    if not _DIGEST.fullmatch(digest) or target not in TARGETS or not original_path(digest).is_file():
        return redirect("mapping")
    chosen = {key: value.strip() for key, value in request.POST.items() if isinstance(value, str)}
    if request.POST.get("anyway"):
        return _columns(request, digest, name, target, None)
    content = original_path(digest).read_bytes()
    table_name, table = _table(name, content)
    columns = {field.name: chosen.get(field.name, "") for field in targets()[target].fields}
    open_fields = [field for field in targets()[target].required if field in columns and not columns[field]]
    if open_fields:
        return _columns(request, digest, name, target, chosen, problem=_to_choose(open_fields))
    text = mapping_text(
        name=name,
        target=target,
        columns=columns,
        words=words_to_keep(target, word_boxes(target, table, columns, words_chosen(request))),
        zone=chosen.get("zone") or None,
        currency=chosen.get("currency") or None,
        instead_of=chosen.get("instead_of") or None,
    )
    try:
        made = parse_mapping(text.encode())
    except MappingError as wrong:
        return _columns(request, digest, name, target, chosen, problem=wrong.words)
    if request.POST.get("save"):
        mapping_save(text=text)
        _import(name, content, request.user.get_username())
        return redirect("sources")
    reading = read_by_mapping(table_name, table, [made])
    records = reading.records if reading else ()
    tried = {
        "count": len(records),
        "records": [_shown(record, ZoneInfo(made.layout.zone or "UTC")) for record in records[:_SHOWN]],
        "findings": [one for one in (reading.findings if reading else ()) if one.code != "TAB004"][:_FINDINGS],
    }
    return _columns(request, digest, name, target, chosen, tried=tried)


def _to_choose(names: Sequence[str]) -> Words:
    """Say for which fields a column must still be chosen."""
    titles = [FIELD_TITLES.get(name, Words(name, name)) for name in names]
    en, zh = ", ".join(one.en for one in titles), "、".join(one.zh for one in titles)
    return Words(f"Choose the column that holds: {en}.", f"请选择以下内容所在的列：{zh}。")


def _import(name: str, content: bytes, actor: str) -> None:
    """Import a mapped table: a long one beside the pages, where its progress shows."""
    if waits_its_turn(file=BytesIO(content), size_bytes=len(content)):
        lake_import_queue(file=BytesIO(content), name=name, size_bytes=len(content), actor=actor, at=now())
    else:
        source_import(name=name, content=content, actor=actor, at=now())


@require_POST
def mapping_remove(request: HttpRequest, key: str) -> HttpResponse:
    """Delete a saved mapping and show those that are left."""
    del request
    mapping_delete(key=key)
    return redirect("mapping")


def _shown(record: Record, zone: ZoneInfo) -> Words:
    """Return a record's values in one line, each by the name of its field."""
    parts = [
        (FIELD_TITLES.get(name, Words(name, name)), _value(name, value, zone))
        for name, value in _values(record)
        if value not in (None, "") and name != "place"
    ]
    en, zh = (" · ".join(f"{title.say(one)}{colon}{value.say(one)}" for title, value in parts) for one, colon in _SAYS)
    return Words(en or "–", zh or "–")


def _values(record: Record) -> Iterable[tuple[str, object]]:
    if isinstance(record, ReportRow):
        return record.values
    return ((field.name, getattr(record, field.name)) for field in fields(record))


def _value(name: str, value: object, zone: ZoneInfo) -> Words:
    """Return a value as a person reads it, an instant in the table's own zone."""
    if name == "marketplace" and (site := marketplace_by_code(str(value))):
        return Words(site.site.capitalize(), site.site.capitalize())
    if isinstance(value, str) and (meant := value_title(name, value)):
        return meant
    if isinstance(value, ScanKind):
        return SCAN_WORDS[value]
    if isinstance(value, bool):
        return Words("yes", "是") if value else Words("no", "否")
    if isinstance(value, Money):
        text = money_text(to_wire(value))
    else:
        text = f"{value.astimezone(zone):%Y-%m-%d %H:%M}" if isinstance(value, datetime) else str(value)
    return Words(text, text)
