"""The account health report: JSON with one block per metric. Rates stay exact: they are kept as the text they are."""

import json
from collections.abc import Iterator
from datetime import datetime

from casewright.domain.marketplace import marketplace_by_amazon_id
from casewright.domain.place import Place
from casewright.domain.report_row import ReportRow, ReportValue
from casewright.intake.findings import FindingLog
from casewright.intake.reading import Reading

__all__ = ["looks_like_account_health", "read_account_health"]

_REPORT = "account_health"
_MARKS = ('"performanceMetrics"', '"accountStatuses"')
_Row = tuple[str, dict[str, ReportValue]]


def looks_like_account_health(text: str) -> bool:
    """Say whether the text begins as the JSON of an account health report."""
    return text.lstrip()[:1] == "{" and any(mark in text for mark in _MARKS)


def read_account_health(text: str, log: FindingLog) -> Reading:
    """Return one row per account status and per metric; `metric` is its path, nested values have dotted names."""
    try:
        found = _rows(json.loads(text, parse_float=str))
    except (ValueError, RecursionError) as error:
        log.add("REP021", why=str(error))
        return Reading(findings=log.findings())
    if not found:
        log.add("REP021", why="performanceMetrics: –")
    records = tuple(
        ReportRow(_REPORT, Place(log.file, log.digest, path), tuple(values.items())) for path, values in found
    )
    return Reading(records=records, findings=log.findings())


def _rows(document: object) -> list[_Row]:
    return [*_statuses(document), *_metrics(document)] if isinstance(document, dict) else []


def _statuses(document: dict[str, object]) -> Iterator[_Row]:
    for at, entry in _entries(document, "accountStatuses"):
        values: dict[str, ReportValue] = {"metric": "accountStatus"}
        values |= _marketplace(entry) | dict(_flat(entry))
        yield f"accountStatuses[{at}]", values


def _metrics(document: dict[str, object]) -> Iterator[_Row]:
    sites = [entry for _, entry in _entries(document, "accountStatuses")]
    only_site = _marketplace(sites[0]) if len(sites) == 1 else {}
    for at, entry in _entries(document, "performanceMetrics"):
        site = _marketplace(entry) or only_site
        for name, node in entry.items():
            for path, metric in _blocks(name, node):
                values: dict[str, ReportValue] = {"metric": path}
                yield f"performanceMetrics[{at}].{path}", values | site | dict(_flat(metric))


def _entries(document: dict[str, object], name: str) -> list[tuple[int, dict[str, object]]]:
    listed = document.get(name)
    entries = listed if isinstance(listed, list) else [listed]
    return [(at, entry) for at, entry in enumerate(entries) if isinstance(entry, dict)]


def _marketplace(entry: dict[str, object]) -> dict[str, ReportValue]:
    amazon_id = entry.get("marketplaceId")
    site = marketplace_by_amazon_id(amazon_id) if isinstance(amazon_id, str) else None
    return {} if site is None else {"marketplace": site.code}


def _blocks(path: str, node: object) -> Iterator[tuple[str, dict[str, object]]]:
    """Yield each block that states something itself; blocks that only hold blocks are walked through."""
    if isinstance(node, list):
        for at, item in enumerate(node):
            yield from _blocks(f"{path}[{at}]", item)
    elif isinstance(node, dict):
        if any(not isinstance(value, (dict, list)) for value in node.values()):
            yield path, node
        else:
            for name, value in node.items():
                yield from _blocks(f"{path}.{name}", value)


def _flat(node: object, path: str = "") -> Iterator[tuple[str, ReportValue]]:
    """Yield the values of a block with dotted names; null says nothing."""
    if isinstance(node, dict):
        for name, value in node.items():
            yield from _flat(value, f"{path}.{name}" if path else name)
    elif isinstance(node, list):
        for at, item in enumerate(node):
            yield from _flat(item, f"{path}[{at}]")
    elif isinstance(node, str):
        yield path, _instant(node)
    elif isinstance(node, (bool, int)):
        yield path, node


def _instant(text: str) -> datetime | str:
    """Return an instant for a text that is one with its zone, else the text."""
    if text[10:11] != "T":
        return text
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    return text if moment.tzinfo is None else moment
