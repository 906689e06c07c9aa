"""Reports that Amazon makes unasked: listed page by page, fetched once each, none lost when a run breaks off."""

import gzip
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice

import pytest

from casewright.domain.report_row import ReportRow
from casewright.intake import SourceFile as RawFile
from casewright.pipeline import read_files
from casewright_sources.amazon.client import AmazonClient
from casewright_sources.amazon.faults import AmazonRefusedError
from casewright_sources.amazon.gate import AmazonAccess
from casewright_sources.amazon.pacing import Pacer
from casewright_sources.amazon.report_stream import REPORT_TYPES
from casewright_sources.amazon.source import AmazonSource
from casewright_sources.amazon.stand_in import ListedReport, StandIn, made_up_stand_in
from casewright_sources.port import Arrival

SETTLEMENT = "GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2"
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
HEADER = "settlement-id\tamount-type\tamount-description\tamount\tcurrency\n"


def _report(name: str, day: int, status: str = "DONE") -> ListedReport:
    return ListedReport(name, SETTLEMENT, f"2026-11-{day:02}T06:00:00Z", status)


@pytest.fixture
def amazon() -> Iterator[StandIn]:
    documents = {f"L{day}": f"{HEADER}{day}\tItemPrice\tPrincipal\t{day}.00\tEUR\n".encode() for day in (2, 9, 16)}
    listed = [_report("L2", 2), _report("L9", 9), _report("L16", 16)]
    with StandIn([], documents=documents, listed=listed, page_size=2) as server:
        yield server


@pytest.fixture
def client(amazon: StandIn, request: pytest.FixtureRequest) -> Iterator[AmazonClient]:
    access = AmazonAccess("A1PA6795UKMFR9", "c", "s", request.node.name, amazon.endpoint, amazon.token_endpoint)
    client = AmazonClient(access, Pacer(sleep=lambda _: None))
    yield client
    client.close()


def _arrivals(client: AmazonClient, cursor: str | None = None, *, hours: int = 0) -> Iterator[Arrival]:
    now = NOW + timedelta(hours=hours)
    return AmazonSource(client, report_types=(SETTLEMENT,), streams=(), now=lambda: now).arrivals(cursor)


def _names(arrivals: list[Arrival]) -> list[str]:
    return [arrival.name.removeprefix(f"{SETTLEMENT}-").partition(".")[0] for arrival in arrivals if arrival.name]


def test_settlements_are_listed_over_all_pages_and_come_oldest_first(amazon: StandIn, client: AmazonClient) -> None:
    arrivals = list(_arrivals(client))
    assert _names(arrivals) == ["L2", "L9", "L16"]
    first, second = [seen.parameters for seen in amazon.seen if seen.path.endswith("/reports")]
    assert first == {"reportTypes": SETTLEMENT, "pageSize": "100", "createdSince": "2026-10-21T12:00:00Z"}
    assert list(second) == ["nextToken"]
    assert [seen.method for seen in amazon.seen if seen.method == "POST"] == []
    rows = read_files([RawFile(arrivals[0].name, arrivals[0].content or b"")]).records
    assert [row.report for row in rows if isinstance(row, ReportRow)] == ["settlement_v2"]


def test_the_next_look_brings_only_what_is_new(amazon: StandIn, client: AmazonClient) -> None:
    cursor = list(_arrivals(client))[-1].cursor
    amazon.seen.clear()
    assert list(_arrivals(client, cursor, hours=1)) == []
    assert amazon.seen == []
    amazon.documents["L21"] = amazon.documents["L2"]
    amazon.listed.append(_report("L21", 21))
    assert _names(list(_arrivals(client, cursor, hours=30))) == ["L21"]


def test_a_run_that_breaks_off_after_any_settlement_loses_none_and_fetches_none_twice(client: AmazonClient) -> None:
    for stop in (1, 2, 3):
        before = list(islice(_arrivals(client), stop))
        after = list(_arrivals(client, before[-1].cursor, hours=1))
        assert _names(before) + _names(after) == ["L2", "L9", "L16"]


def test_a_report_still_being_made_is_fetched_later_though_newer_ones_were_done(
    amazon: StandIn, client: AmazonClient
) -> None:
    amazon.listed[0] = _report("L2", 2, "IN_PROGRESS")
    arrivals = list(_arrivals(client))
    assert _names(arrivals) == ["L9", "L16"]
    amazon.listed[0] = _report("L2", 2)
    assert _names(list(_arrivals(client, arrivals[-1].cursor, hours=24 * 10))) == ["L2"]


def test_a_settlement_that_is_refused_does_not_keep_the_others_away_and_is_tried_again(
    amazon: StandIn, client: AmazonClient
) -> None:
    refused = amazon.documents.pop("L9")
    kept: list[Arrival] = []
    with pytest.raises(AmazonRefusedError):
        kept.extend(_arrivals(client))
    assert _names(kept) == ["L2", "L16"]
    amazon.documents["L9"] = refused
    assert _names(list(_arrivals(client, kept[-1].cursor))) == ["L9"]


def test_an_account_never_read_does_not_ask_for_days_that_amazon_no_longer_keeps(
    amazon: StandIn, client: AmazonClient
) -> None:
    source = AmazonSource(client, report_types=(SETTLEMENT,), streams=(), first_days=365, now=lambda: NOW)
    assert list(source.arrivals(None))
    assert amazon.seen[0].parameters["createdSince"] == "2026-08-24T12:00:00Z"


def test_the_invented_account_brings_every_report_that_is_fetched_by_default(request: pytest.FixtureRequest) -> None:
    with made_up_stand_in(NOW) as amazon:
        keys = ("c", "s", request.node.name)
        client = AmazonClient(
            AmazonAccess("A1PA6795UKMFR9", *keys, amazon.endpoint, amazon.token_endpoint), Pacer(sleep=lambda _: None)
        )
        first = list(AmazonSource(client, now=lambda: NOW).arrivals(None))
        later = list(AmazonSource(client, now=lambda: NOW + timedelta(minutes=5)).arrivals(first[-1].cursor))
        client.close()
    reports = {one.name.partition("-")[0]: one.content for one in (*first, *later) if one.name.startswith("GET_")}
    assert set(reports) == set(REPORT_TYPES)
    for name, content in reports.items():
        read = read_files([RawFile(f"{name}.txt", gzip.decompress(content or b""))])
        assert read.records, name
