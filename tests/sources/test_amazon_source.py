"""An account as a source: pages and windows, reports that take their time, and a cursor that loses nothing."""

import gzip
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

import pytest
from click.testing import CliRunner

from casewright.domain.order import OrderLine
from casewright.domain.returns import Return
from casewright.intake import SourceFile as RawFile
from casewright.intake import read_source
from casewright.pipeline import read_files
from casewright_sources.amazon.client import AmazonClient
from casewright_sources.amazon.connecting import open_source
from casewright_sources.amazon.gate import AmazonAccess
from casewright_sources.amazon.order_look_up import order_look_up
from casewright_sources.amazon.pacing import Pacer
from casewright_sources.amazon.source import AmazonSource
from casewright_sources.amazon.stand_in import StandIn, made_up_pairs
from casewright_sources.commands import connect
from casewright_sources.connections import Connections
from casewright_sources.errors import SourceError
from casewright_sources.folder_sink import FolderSink
from casewright_sources.port import Arrival
from casewright_sources.reading import read_connection

ORDER = "302-5550301-0000301"
RETURNS = "GET_FLAT_FILE_RETURNS_DATA_BY_RETURN_DATE"
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
TABLE = (
    "Order ID\tReturn request date\tReturn request status\tItem Name\tReturn reason\n"
    f"{ORDER}\t10-Nov-2026\tApproved\tWäschekorb groß\tAMZ-PG-BAD-DESC\n"
)


@pytest.fixture
def amazon() -> Iterator[StandIn]:
    with StandIn(made_up_pairs(), documents={RETURNS: TABLE.encode()}) as server:
        yield server


@pytest.fixture
def client(amazon: StandIn, request: pytest.FixtureRequest) -> Iterator[AmazonClient]:
    access = AmazonAccess("A1PA6795UKMFR9", "c", "s", request.node.name, amazon.endpoint, amazon.token_endpoint)
    client = AmazonClient(access, Pacer(sleep=lambda _: None))
    yield client
    client.close()


def _source(client: AmazonClient, now: datetime = NOW, *, streams: tuple[str, ...] = ("orders",)) -> AmazonSource:
    return AmazonSource(client, report_types=(RETURNS,), streams=streams, now=lambda: now)


def _pass(source: AmazonSource, cursor: str | None) -> list[Arrival]:
    return list(source.arrivals(cursor))


def test_orders_come_page_by_page_and_the_next_pass_goes_on_where_they_ended(
    amazon: StandIn, client: AmazonClient
) -> None:
    arrivals = _pass(_source(client), None)
    lines = [
        record
        for arrival in arrivals
        if arrival.name.startswith("amazon-orders")
        for record in read_source(arrival.name, arrival.content or b"").records
        if isinstance(record, OrderLine)
    ]
    assert [line.order_id for line in lines] == [ORDER, "302-5550301-0000302"]
    asked = [seen.parameters for seen in amazon.seen if seen.path == "/orders/2026-01-01/orders"]
    assert [one.get("paginationToken") for one in asked] == [None, "made-up-page-2"]
    assert {one["lastUpdatedAfter"] for one in asked} == {"2026-10-21T11:55:00Z"}
    assert {one["lastUpdatedBefore"] for one in asked} == {"2026-11-20T11:57:00Z"}
    amazon.seen.clear()
    _pass(_source(client, NOW + timedelta(hours=1)), arrivals[-1].cursor)
    assert next(seen.parameters["lastUpdatedAfter"] for seen in amazon.seen) == "2026-11-20T11:52:00Z"


def test_a_run_that_breaks_off_goes_on_at_the_page_that_was_not_kept(amazon: StandIn, client: AmazonClient) -> None:
    first = next(iter(_source(client).arrivals(None)))
    amazon.seen.clear()
    again = next(iter(_source(client, NOW + timedelta(days=2)).arrivals(first.cursor)))
    assert amazon.seen[0].parameters["paginationToken"] == "made-up-page-2"
    assert amazon.seen[0].parameters["lastUpdatedBefore"] == "2026-11-20T11:57:00Z"  # the same window
    assert b"302-5550301-0000302" in (again.content or b"")


def test_stopping_after_any_arrival_and_starting_again_brings_the_same_files(
    client: AmazonClient, tmp_path: Path
) -> None:
    def files(stops: int) -> dict[str, bytes]:
        """Read with a stop after every so many arrivals, the last of which is lost before it is kept."""
        sink, cursor = FolderSink(tmp_path / str(stops)), None
        for attempt in range(8):
            arrivals = _source(client, NOW + timedelta(minutes=attempt)).arrivals(cursor)
            for arrival in islice(arrivals, stops):
                if arrival.content is not None:
                    sink.keep(arrival.name, arrival.content)
                cursor = arrival.cursor
            next(iter(arrivals), None)
        found = read_files([])
        assert not found.records
        return {path.name: path.read_bytes() for path in (tmp_path / str(stops)).iterdir()}

    def orders(kept: dict[str, bytes]) -> set[str]:
        return {
            record.order_id
            for name, content in kept.items()
            for record in read_source(name, content).records
            if isinstance(record, (OrderLine, Return))
        }

    assert orders(files(1)) == orders(files(2)) == orders(files(99)) == {ORDER, "302-5550301-0000302"}


def test_a_report_is_asked_for_and_fetched_when_it_is_ready(amazon: StandIn, client: AmazonClient) -> None:
    asked = _pass(_source(client, streams=()), None)
    assert [arrival.content for arrival in asked] == [None, None]
    (got,) = _pass(_source(client, NOW + timedelta(minutes=5), streams=()), asked[-1].cursor)
    assert (
        got.content == gzip.compress(TABLE.encode(), mtime=0) or gzip.decompress(got.content or b"") == TABLE.encode()
    )
    (record,) = (one for one in read_files([_file(got)]).records if isinstance(one, Return))
    assert record.title == "Wäschekorb groß"
    assert [seen.body for seen in amazon.seen if seen.method == "POST"] == [
        {
            "reportType": RETURNS,
            "marketplaceIds": ["A1PA6795UKMFR9"],
            "dataStartTime": "2026-10-21T12:00:00Z",
            "dataEndTime": "2026-11-20T12:00:00Z",
        }
    ]
    assert _pass(_source(client, NOW + timedelta(hours=6), streams=()), got.cursor) == []
    later = _pass(_source(client, NOW + timedelta(hours=13), streams=()), got.cursor)
    assert later
    assert amazon.seen[-2].body["dataStartTime"] == "2026-11-18T12:00:00Z"  # type: ignore[index] # a report's body


def _file(arrival: Arrival) -> RawFile:
    return RawFile(arrival.name, arrival.content or b"")


def test_the_encoding_that_the_address_states_is_believed(amazon: StandIn, client: AmazonClient) -> None:
    amazon.documents = {RETURNS: TABLE.replace("Wäschekorb groß", "Łódź").encode("cp1250")}
    amazon.content_type, amazon.looks_until_done = "text/plain; charset=windows-1250", 0
    got = _pass(_source(client, streams=()), None)[-1]
    (record,) = (one for one in read_files([_file(got)]).records if isinstance(one, Return))
    assert record.title == "Łódź"


def test_a_cancelled_report_means_no_rows_and_the_window_moves_on(amazon: StandIn, client: AmazonClient) -> None:
    amazon.report_status, amazon.looks_until_done = "CANCELLED", 0
    *_, last = _pass(_source(client, streams=()), None)
    assert last.content is None
    assert _pass(_source(client, NOW + timedelta(hours=1), streams=()), last.cursor) == []


def test_a_report_that_amazon_cannot_make_is_told_and_asked_for_again(amazon: StandIn, client: AmazonClient) -> None:
    amazon.report_status, amazon.looks_until_done = "FATAL", 0
    cursors: list[str] = []
    with pytest.raises(SourceError, match="FATAL"):
        cursors.extend(arrival.cursor for arrival in _source(client, streams=()).arrivals(None))
    amazon.report_status = "DONE"
    *_, got = _pass(_source(client, NOW + timedelta(minutes=9), streams=()), cursors[-1])
    assert got.content is not None


def test_one_stream_without_its_role_does_not_keep_the_others_from_being_read(
    amazon: StandIn, client: AmazonClient
) -> None:
    amazon.pairs = [pair for pair in amazon.pairs if "/finances/" not in pair.path]
    source = _source(client, streams=("finances", "orders"))
    seen: list[Arrival] = []
    with pytest.raises(SourceError, match="listFinancialEvents"):
        seen.extend(source.arrivals(None))
    assert [arrival.name[:13] for arrival in seen if arrival.name] == ["amazon-orders", "amazon-orders"]


def test_everything_about_one_order_comes_in_one_file(client: AmazonClient) -> None:
    name, content, refused = order_look_up(client, ORDER)
    assert refused == ()
    records = read_source(name, content).records
    assert {getattr(record, "order_id", None) for record in records} == {ORDER}
    assert {"OrderLine", "Shipment", "ReportRow"} <= {type(record).__name__ for record in records}


@pytest.fixture
def keys(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    monkeypatch.setenv("CASEWRIGHT_AMAZON_CLIENT_ID", "amzn1.application-oa2-client.made-up")
    monkeypatch.setenv("CASEWRIGHT_AMAZON_CLIENT_SECRET", "made-up-client-secret")
    monkeypatch.setenv("CASEWRIGHT_AMAZON_REFRESH_TOKEN", f"Atzr|{request.node.name}")


def _connect(home: Path, amazon: StandIn, *more: str) -> tuple[int, str]:
    where = ["--endpoint", amazon.endpoint, "--token-endpoint", amazon.token_endpoint]
    result = CliRunner().invoke(connect, ["amazon", *more, *where, "--home", str(home), "--lang", "zh"])
    return result.exit_code, result.output


@pytest.mark.usefixtures("keys")
def test_connecting_checks_each_part_and_seals_the_keys(amazon: StandIn, tmp_path: Path) -> None:
    amazon.documents = {}
    code, said = _connect(tmp_path, amazon, "shop-de", "--marketplace", "amazon_de")
    assert code == 0, said
    assert [line for line in said.splitlines() if line.startswith("✓")] == [
        "✓ 账号与站点",
        "✓ 订单",
        "✓ 财务事件",
        "✓ 报告",
    ]
    everything = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert b"made-up-client-secret" not in everything
    connections = Connections(tmp_path)
    source = AmazonSource(  # what open_source makes, on a clock of our own
        AmazonClient(AmazonAccess("A1PA6795UKMFR9", "c", "s", "r", amazon.endpoint, amazon.token_endpoint)),
        report_types=(),
        now=lambda: NOW,
    )
    done = read_connection("shop-de", source, FolderSink(tmp_path / "in"), connections, clock=lambda: NOW)
    source.client.close()
    assert (done.new, done.trouble) == (3, None)


@pytest.mark.usefixtures("keys")
def test_a_missing_role_is_named_and_the_rest_still_connects(amazon: StandIn, tmp_path: Path) -> None:
    amazon.documents = {}
    amazon.pairs = [pair for pair in amazon.pairs if "/finances/" not in pair.path]
    code, said = _connect(tmp_path, amazon, "shop-de", "--marketplace", "amazon_de")
    assert code == 1
    assert "✗ 财务事件" in said
    assert Connections(tmp_path).names() == ("shop-de",)


@pytest.mark.usefixtures("keys")
def test_an_account_that_does_not_sell_there_is_told_where_it_does(amazon: StandIn, tmp_path: Path) -> None:
    code, said = _connect(tmp_path, amazon, "shop-us", "--marketplace", "amazon_us")
    assert code == 1
    assert "amazon_de, amazon_uk" in said
    assert Connections(tmp_path).names() == ()


@pytest.mark.usefixtures("keys")
def test_a_wrong_site_name_says_what_to_write(amazon: StandIn, tmp_path: Path) -> None:
    code, said = _connect(tmp_path, amazon, "shop", "--marketplace", "Amazon Germany")
    assert code == 1
    assert "--marketplace amazon_de" in said


@pytest.mark.usefixtures("keys")
def test_the_reports_that_are_named_are_those_that_are_fetched(amazon: StandIn, tmp_path: Path) -> None:
    more = ("shop-de", "--marketplace", "amazon_de", "--report", RETURNS, "--report", "GET_SELLER_FEEDBACK_DATA")
    code, said = _connect(tmp_path, amazon, *more)
    assert code == 0, said
    connections = Connections(tmp_path)
    source = open_source(connections.get("shop-de"), connections.secret("shop-de"))
    assert source.report_types == (RETURNS, "GET_SELLER_FEEDBACK_DATA")


@pytest.mark.usefixtures("keys")
def test_a_name_that_is_no_report_is_answered_with_those_that_are(amazon: StandIn, tmp_path: Path) -> None:
    code, said = _connect(tmp_path, amazon, "shop", "--marketplace", "amazon_de", "--report", "returns")
    assert code == 1
    assert RETURNS in said
    assert Connections(tmp_path).names() == ()
