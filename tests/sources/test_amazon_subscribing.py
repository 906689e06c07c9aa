"""The queue becomes a destination and gets its subscriptions: asked before, made once, checked afterwards."""

from collections.abc import Iterator

import pytest

from casewright_sources.amazon.client import AmazonClient
from casewright_sources.amazon.gate import AmazonAccess
from casewright_sources.amazon.pacing import Pacer
from casewright_sources.amazon.stand_in import StandIn
from casewright_sources.amazon.stand_in_notifications import StandInNotifications
from casewright_sources.amazon.subscribing import NOTIFICATION_KINDS, plan_subscriptions, subscribe, subscriptions
from casewright_sources.amazon.unsubscribing import unsubscribe
from casewright_sources.errors import SourceError

ARN = "arn:aws:sqs:eu-west-1:123456789012:seller"
KINDS = tuple(NOTIFICATION_KINDS)


@pytest.fixture
def notifications() -> StandInNotifications:
    return StandInNotifications()


@pytest.fixture
def client(notifications: StandInNotifications, request: pytest.FixtureRequest) -> Iterator[AmazonClient]:
    with StandIn([], notifications=notifications) as amazon:
        keys = (f"client {request.node.name}", "s", request.node.name)
        access = AmazonAccess("A1PA6795UKMFR9", *keys, amazon.endpoint, amazon.token_endpoint)
        client = AmazonClient(access, Pacer(sleep=lambda _: None))
        yield client
        client.close()


def test_a_destination_and_every_subscription_are_made_once(
    client: AmazonClient, notifications: StandInNotifications
) -> None:
    plan = plan_subscriptions(client, ARN)
    assert (plan.destination_id, plan.missing) == (None, KINDS)
    assert (notifications.destinations, notifications.subscriptions) == ([], {})
    assert subscribe(client, plan) == {}
    assert notifications.destinations[0]["name"] == "casewright-seller"
    assert [one.works for one in subscriptions(client, ARN)] == [True] * len(KINDS)
    again = plan_subscriptions(client, ARN)
    assert (again.destination_id, again.missing) == ("destination-1", ())


def test_a_kind_without_its_role_is_named_and_the_others_are_subscribed_to(
    client: AmazonClient, notifications: StandInNotifications
) -> None:
    notifications.denied = frozenset({"TRANSACTION_UPDATE"})
    refused = subscribe(client, plan_subscriptions(client, ARN))
    assert list(refused) == ["TRANSACTION_UPDATE"]
    found = {one.kind: one.works for one in subscriptions(client, ARN, refused)}
    assert found == {kind: kind != "TRANSACTION_UPDATE" for kind in KINDS}


def test_a_subscription_that_leads_elsewhere_is_left_and_told(
    client: AmazonClient, notifications: StandInNotifications
) -> None:
    notifications.subscriptions["ORDER_CHANGE"] = {"destinationId": "another"}
    subscribe(client, plan_subscriptions(client, ARN))
    (astray,) = [one for one in subscriptions(client, ARN) if not one.works]
    assert astray.kind == "ORDER_CHANGE"
    assert "another" in (astray.trouble.zh if astray.trouble else "")
    assert notifications.subscriptions["ORDER_CHANGE"] == {"destinationId": "another"}


def test_a_queue_into_which_amazon_may_not_write_says_what_to_allow(
    client: AmazonClient, notifications: StandInNotifications
) -> None:
    notifications.takes_queues = False
    with pytest.raises(SourceError, match="437568002678") as caught:
        subscribe(client, plan_subscriptions(client, ARN))
    assert "sqs:SendMessage" in caught.value.words.zh
    assert caught.value.needs_person


def test_what_was_made_for_a_queue_is_deleted_and_asking_twice_does_no_harm(
    client: AmazonClient, notifications: StandInNotifications
) -> None:
    subscribe(client, plan_subscriptions(client, ARN))
    assert unsubscribe(client, ARN) == ()
    assert (notifications.destinations, notifications.subscriptions) == ([], {})
    assert unsubscribe(client, ARN) == ()


def test_subscriptions_that_lead_elsewhere_and_destinations_of_other_programs_stay(
    client: AmazonClient, notifications: StandInNotifications
) -> None:
    notifications.subscriptions["ORDER_CHANGE"] = {"subscriptionId": "s", "destinationId": "another"}
    subscribe(client, plan_subscriptions(client, ARN))
    assert unsubscribe(client, ARN) == ()
    assert list(notifications.subscriptions) == ["ORDER_CHANGE"]
    subscribe(client, plan_subscriptions(client, ARN))
    notifications.destinations[0]["name"] = "erp"
    (left,) = unsubscribe(client, ARN)
    assert "erp (destination-1)" in left.zh
    assert len(notifications.subscriptions) == len(KINDS)


def test_a_subscription_that_may_not_be_asked_about_is_told_and_keeps_its_destination(
    client: AmazonClient, notifications: StandInNotifications
) -> None:
    subscribe(client, plan_subscriptions(client, ARN))
    notifications.denied = frozenset({"ORDER_CHANGE"})
    (stays,) = unsubscribe(client, ARN)
    assert "ORDER_CHANGE" in stays.en
    assert list(notifications.subscriptions) == ["ORDER_CHANGE"]
    assert len(notifications.destinations) == 1


def test_a_destination_that_other_sellers_of_the_application_use_is_told_to_stay(
    client: AmazonClient, notifications: StandInNotifications
) -> None:
    subscribe(client, plan_subscriptions(client, ARN))
    notifications.subscriptions["OTHER_KIND"] = {"subscriptionId": "s", "destinationId": "destination-1"}
    (stays,) = unsubscribe(client, ARN)
    assert "casewright-seller" in stays.zh
    assert list(notifications.subscriptions) == ["OTHER_KIND"]
