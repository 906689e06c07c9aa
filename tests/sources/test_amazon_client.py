"""The client of the Selling Partner API against the stand-in on loopback: tokens, pace, tries, personal data."""

import gzip
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from casewright_sources.amazon.client import AmazonClient
from casewright_sources.amazon.documents import report_document
from casewright_sources.amazon.faults import AmazonBusyError, AmazonDeniedError, AmazonRefusedError, AmazonSilentError
from casewright_sources.amazon.gate import AmazonAccess
from casewright_sources.amazon.operations import known_operations, operation
from casewright_sources.amazon.pacing import Pacer
from casewright_sources.amazon.report_stream import finished_report
from casewright_sources.amazon.stand_in import ListedReport, Pair, StandIn, made_up_pairs

ORDER = "302-5550301-0000301"
SHIPPING = "GET_FLAT_FILE_ORDER_REPORT_DATA_SHIPPING"
MakeClient = Callable[..., tuple[AmazonClient, list[float]]]


@pytest.fixture
def amazon() -> Iterator[StandIn]:
    with StandIn(made_up_pairs()) as server:
        yield server


@pytest.fixture
def make_client(amazon: StandIn, request: pytest.FixtureRequest) -> MakeClient:
    """Return a client whose clock moves only when it waits, and the waits."""

    def make(*, personal_data: bool = False, endpoint: str | None = None) -> tuple[AmazonClient, list[float]]:
        waits: list[float] = []
        access = AmazonAccess(
            marketplace_id="A1PA6795UKMFR9",
            client_id="client",
            client_secret="made-up-secret",
            refresh_token=f"refresh-{request.node.name}",
            endpoint=endpoint or amazon.endpoint,
            token_endpoint=amazon.token_endpoint,
        )
        pacer = Pacer(monotonic=lambda: sum(waits), sleep=waits.append)
        client = AmazonClient(access, pacer, chance=lambda: 0.5, personal_data=personal_data)
        request.addfinalizer(client.close)
        return client, waits

    return make


def test_an_order_is_asked_for_with_a_token_and_comes_back_byte_for_byte(
    amazon: StandIn, make_client: MakeClient
) -> None:
    client, waits = make_client()
    answer = client.call("orders_2026.getOrder", {"orderId": ORDER, "includedData": ["BUYER", "PACKAGES"]})
    assert answer.json()["order"]["orderId"] == ORDER
    (seen,) = amazon.seen
    assert (seen.method, seen.path) == ("GET", f"/orders/2026-01-01/orders/{ORDER}")
    assert dict(seen.parameters) == {"includedData": "BUYER,PACKAGES"}
    assert seen.token == "token-1"
    assert waits == []


def test_one_access_token_serves_many_requests(amazon: StandIn, make_client: MakeClient) -> None:
    client, _ = make_client()
    for _ in range(3):
        client.call("orders_2026.getOrder", {"orderId": ORDER})
    assert amazon.tokens == 1


def test_a_subscription_is_asked_for_by_its_kind_in_the_path_and_nothing_added_to_its_body(
    amazon: StandIn, make_client: MakeClient
) -> None:
    amazon.pairs.append(Pair("POST", "/notifications/v1/subscriptions/{notificationType}", 200, {"payload": {}}))
    client, _ = make_client()
    body = {"payloadVersion": "1.0", "destinationId": "queue"}
    client.call("notifications.createSubscription", {"notificationType": "ORDER_CHANGE"}, body)
    assert amazon.seen[0].path.endswith("/ORDER_CHANGE")
    assert dict(amazon.seen[0].parameters) == {}
    assert amazon.seen[0].body == body


def test_too_many_requests_are_tried_again_at_the_rate_that_amazon_states(
    amazon: StandIn, make_client: MakeClient
) -> None:
    amazon.refusals, amazon.rate = [429, 429], "0.5"
    client, waits = make_client()
    client.call("orders_2026.getOrder", {"orderId": ORDER})
    assert len(amazon.seen) == 3
    assert waits == [2 + 0.5, 2 + 1.0]  # one request takes two seconds; half of the first and second pause


def test_a_stated_rate_slows_down_what_follows(amazon: StandIn, make_client: MakeClient) -> None:
    amazon.rate = "0.1"
    client, waits = make_client()
    for _ in range(operation("messaging.GetAttributes").burst + 1):
        client.call("messaging.GetAttributes", {"amazonOrderId": ORDER, "marketplaceIds": ["A1PA6795UKMFR9"]})
    assert waits == [pytest.approx(10.0)]


@pytest.mark.parametrize("rate", ["string", "", "-1", "inf", "nan", "0"])
def test_a_stated_rate_that_is_no_rate_is_passed_over(rate: str) -> None:
    pacer, what = Pacer(monotonic=lambda: 0.0), operation("messaging.GetAttributes")
    pacer.wait(what)
    pacer.learn(what, rate)
    assert pacer.buckets[what.name].rate == what.rate


def test_amazon_out_of_order_is_tried_again_and_then_told_in_words(amazon: StandIn, make_client: MakeClient) -> None:
    amazon.refusals = [500] * 20
    client, waits = make_client()
    with pytest.raises(AmazonBusyError) as caught:
        client.call("orders_2026.getOrder", {"orderId": ORDER})
    assert len(amazon.seen) == 6
    assert waits == [0.5, 1.0, 2.0, 4.0, 8.0, 16.0]
    assert "500" in caught.value.words.zh
    assert not caught.value.needs_person


def test_a_report_that_may_have_been_ordered_is_not_ordered_twice(amazon: StandIn, make_client: MakeClient) -> None:
    amazon.refusals = [500]
    client, _ = make_client()
    with pytest.raises(AmazonBusyError):
        client.call("reports.createReport", {}, {"reportType": "GET_FBA_REIMBURSEMENTS_DATA"})
    assert len(amazon.seen) == 1


def test_a_refused_request_is_not_tried_again(amazon: StandIn, make_client: MakeClient) -> None:
    client, _ = make_client()
    with pytest.raises(AmazonRefusedError) as caught:
        client.call("orders_2026.getOrder", {"orderId": "302-5550301-9999999"})
    assert (caught.value.status, caught.value.code) == (404, "NotFound")
    assert len(amazon.seen) == 1


def test_a_missing_role_needs_a_person(amazon: StandIn, make_client: MakeClient) -> None:
    amazon.refusals = [403]
    client, _ = make_client()
    with pytest.raises(AmazonDeniedError) as caught:
        client.call("orders_2026.getOrder", {"orderId": ORDER})
    assert caught.value.needs_person
    assert "casewright connect amazon" in caught.value.words.zh


def test_an_expired_token_is_renewed_once(amazon: StandIn, make_client: MakeClient) -> None:
    gone = {"errors": [{"code": "Unauthorized", "message": "The access token you provided has expired."}]}
    amazon.pairs = [Pair("GET", "/orders/2026-01-01/orders/{orderId}", 403, gone)]
    client, _ = make_client()
    with pytest.raises(AmazonDeniedError):
        client.call("orders_2026.getOrder", {"orderId": ORDER})
    assert [seen.token for seen in amazon.seen] == ["token-1", "token-2"]


def test_a_report_with_personal_data_is_fetched_with_a_token_of_its_own(
    amazon: StandIn, make_client: MakeClient
) -> None:
    amazon.documents = {"7": b"order-id\tbuyer-name\n"}
    amazon.listed = [ListedReport("7", SHIPPING, "2026-11-20T09:00:00Z")]
    report = {"reportId": "7", "reportDocumentId": "D7"}
    amazon.refusals = [403]
    client, _ = make_client(personal_data=True)
    _, content = finished_report(client, SHIPPING, report)
    assert gzip.decompress(content) == b"order-id\tbuyer-name\n"
    _, asked, got, *_ = amazon.seen
    where = {"method": "GET", "path": "/reports/2021-06-30/documents/D7"}
    assert asked.body == {"restrictedResources": [where]}
    assert got.token == "made-up-restricted-token"


def test_a_report_with_personal_data_is_told_as_denied_where_they_were_not_asked_for(
    amazon: StandIn, make_client: MakeClient
) -> None:
    amazon.refusals = [403]
    client, _ = make_client()
    with pytest.raises(AmazonDeniedError):
        finished_report(client, SHIPPING, {"reportDocumentId": "amzn1.spdoc"})
    assert len(amazon.seen) == 1


def test_every_operation_of_the_table_is_called_by_somebody() -> None:
    folder = Path(__file__).parents[2] / "src" / "casewright_sources" / "amazon"
    code = "\n".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    assert [name for name in known_operations() if f'"{name}"' not in code] == []


def test_a_page_that_is_no_json_is_no_answer(amazon: StandIn, make_client: MakeClient) -> None:
    amazon.documents = {"page": b"<html>sign in</html>"}
    client, waits = make_client(endpoint=f"{amazon.endpoint}/document/page?")
    with pytest.raises(AmazonSilentError):
        client.call("orders_2026.getOrder", {"orderId": ORDER})
    assert waits == []


def test_no_connection_is_told_in_words(make_client: MakeClient) -> None:
    client, waits = make_client(endpoint="http://127.0.0.1:1")
    with pytest.raises(AmazonSilentError) as caught:
        client.call("orders_2026.getOrder", {"orderId": ORDER})
    assert len(waits) == 5
    assert "网络" in caught.value.words.zh


def test_a_document_that_is_sealed_as_earlier_versions_did_is_refused_rather_than_kept_unreadable() -> None:
    sealed = {"standard": "AES", "key": "c2VjcmV0", "initializationVector": "c2VjcmV0"}
    with pytest.raises(AmazonSilentError, match="encryptionDetails"):
        report_document({"url": "https://documents.invalid/1", "encryptionDetails": sealed})
