"""One made-up sale from purchase to claim: the one truth that every paper of a bundle tells, each in its own words."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

from casewright.domain.dispute import DisputeType
from casewright.simulate.chance import Chance
from casewright.simulate.numbers import order_number, tracking_number

__all__ = ["Scan", "Story", "homes_of", "people_of", "story_of"]

_COD = frozenset({DisputeType.COD_REFUSED, DisputeType.COD_DENIED, DisputeType.COD_AMOUNT})
_LOST = frozenset({DisputeType.LOST_IN_TRANSIT, DisputeType.REFUSED_OR_UNDELIVERABLE, DisputeType.COD_REFUSED})
_RETURNED = frozenset({DisputeType.RETURN_SWAPPED, DisputeType.RETURN_LOST, DisputeType.REFUSED_OR_UNDELIVERABLE})
_PHOTOS_BY_MAIL = frozenset(
    {DisputeType.DAMAGED, DisputeType.DEFECTIVE, DisputeType.NOT_AS_DESCRIBED, DisputeType.PROPERTY_DAMAGE}
)
_FBA_WAIT = 70  # days after the refund: such a claim is neither too early nor too late
_SHIPPED_BY_SELLER = ("us", "uk", "de", "es", "jp", "cn")


@dataclass(frozen=True, slots=True)
class Scan:
    """One line of a parcel's history. `code` names what happened; each family has its own words for it."""

    at: datetime
    code: str
    city: str
    postal_code: str


@dataclass(frozen=True, slots=True)
class Story:
    """All that happened, instants in the zone of the buyer. Papers of a faulted bundle tell a changed copy."""

    type: DisputeType
    scene: str
    marketplace: str
    language: str
    country: str
    currency: str
    carrier: str
    order_id: str
    earlier_order: str
    later_order: str
    tracking: str
    return_tracking: str
    recipient: str
    signer: str
    street: str
    city: str
    postal_code: str
    hub_city: str
    hub_postal_code: str
    seller: str
    seller_zh: str
    seller_city: str
    maker: str
    maker_zh: str
    laboratory: str
    laboratory_zh: str
    inspector: str
    inspector_zh: str
    courier: str
    insurer: str
    sku: str
    asin: str
    title: str
    title_en: str
    title_zh: str
    batch: str
    serial: str
    report_number: str
    invoice_number: str
    refund_number: str
    policy_number: str
    parts: int
    unit_grams: int
    parcel_grams: int
    minor: int
    made_at: datetime
    tested_at: datetime
    invoiced_at: datetime
    ordered_at: datetime
    listed_at: datetime
    ship_by: datetime
    packed_at: datetime
    shipped_at: datetime
    promised_by: datetime
    attempted_at: datetime
    hub_passed_at: datetime
    delivered_at: datetime
    complained_at: datetime
    answered_at: datetime
    photographed_at: datetime
    return_asked_at: datetime
    return_sent_at: datetime
    return_arrived_at: datetime
    inspected_at: datetime
    refunded_at: datetime
    written_at: datetime
    opened_at: datetime
    respond_by: datetime
    delivered: bool
    return_city: str
    return_postal_code: str

    @property
    def scans(self) -> tuple[Scan, ...]:
        """The way of the parcel as the carrier recorded it, line by line."""
        taken = Scan(self.shipped_at, "taken", self.seller_city, "")
        at_hub = Scan(self.hub_passed_at, "sorted", self.hub_city, self.hub_postal_code)
        if self.delivered:
            return (
                taken,
                at_hub,
                Scan(self.delivered_at - timedelta(hours=3), "out", self.city, self.postal_code),
                Scan(self.delivered_at, "delivered", self.city, self.postal_code),
            )
        if self.type is DisputeType.LOST_IN_TRANSIT:
            left = self.hub_passed_at + timedelta(days=1)
            return (taken, at_hub, Scan(left, "line", self.hub_city, self.hub_postal_code))
        return (
            taken,
            at_hub,
            *(Scan(at, "refused", self.city, self.postal_code) for at in self.attempts),
            Scan(self.attempted_at + timedelta(days=3), "back", self.hub_city, self.hub_postal_code),
        )

    @property
    def returns(self) -> bool:
        """Whether the goods have come back."""
        return self.type in _RETURNED

    @property
    def attempts(self) -> tuple[datetime, datetime]:
        """When the courier stood at the door."""
        return self.attempted_at, self.attempted_at + timedelta(days=1, hours=3)

    @property
    def return_scans(self) -> tuple[Scan, ...]:
        """The way of the returned parcel, oldest first."""
        return (
            Scan(self.return_sent_at, "taken", self.city, self.postal_code),
            Scan(self.return_sent_at + timedelta(hours=22), "sorted", self.hub_city, self.hub_postal_code),
            Scan(self.return_arrived_at, "delivered", self.return_city, self.return_postal_code),
        )


@cache
def _pool() -> Mapping[str, Any]:
    return tomllib.loads(files("casewright.simulate").joinpath("people.toml").read_text(encoding="utf-8"))


def _scene(kind: DisputeType, chance: Chance, also: tuple[str, ...]) -> str:
    if kind in _COD:
        return chance.pick(("ae", "cn"))
    if kind in {DisputeType.PROTECTED_NOT_RECEIVED, DisputeType.RETURN_SWAPPED, DisputeType.FBA_RETURN_NOT_CREDITED}:
        return "us"
    if kind in {DisputeType.FEEDBACK_REMOVAL, DisputeType.PAYMENT_UNAUTHORISED}:
        return chance.pick(("us", "uk"))
    if kind is DisputeType.SANCTION:
        return chance.pick(("de", "es", "uk", *also))
    if kind in _PHOTOS_BY_MAIL:  # a buyer's mail is known by the marketplace's address
        return chance.pick((*_SHIPPED_BY_SELLER[:-1], *also))
    return chance.pick((*_SHIPPED_BY_SELLER, *also))


def _instants(kind: DisputeType, chance: Chance, zone: ZoneInfo) -> dict[str, Any]:
    """Return a course of events in which everything happens in time and in order."""
    day = datetime(2026, 1, 12, tzinfo=zone) + timedelta(days=chance.between(0, 60))

    def at(days: int, hour: int) -> datetime:
        wall = day.replace(tzinfo=None) + timedelta(days=days, hours=hour, minutes=chance.below(60))
        return wall.replace(tzinfo=zone)

    delivered = chance.between(5, 6)
    back = delivered + chance.between(6, 8)
    wait = _FBA_WAIT if kind is DisputeType.FBA_RETURN_NOT_CREDITED else 0
    return {
        "made_at": at(-58, 9),
        "invoiced_at": at(-52, 11),
        "tested_at": at(-49, 14),
        "ordered_at": at(0, 10),
        "listed_at": at(0, 6),
        "packed_at": at(1, 9),
        "shipped_at": at(1, 16),
        "ship_by": at(2, 23),
        "promised_by": at(9, 21),
        "hub_passed_at": at(2, 11),
        "attempted_at": at(delivered, 11),
        "delivered_at": at(delivered, 14),
        "photographed_at": at(delivered, 19),
        "complained_at": at(delivered + 1, 9),
        "answered_at": at(delivered + 1, 15),
        "return_asked_at": at(delivered + 2, 12),
        "return_sent_at": at(delivered + 4, 10),
        "return_arrived_at": at(back, 13),
        "inspected_at": at(back + 1, 10),
        "refunded_at": at(back + 2, 16),
        "written_at": at(back + 3, 11),
        "opened_at": at(back + 6 + wait, 8),
        "respond_by": at(back + 13 + wait, 20),
    }


def homes_of(scene: str) -> list[tuple[str, str, str]]:
    """Return street, city and postal code of the homes in a scene."""
    return [(street, city, code) for street, city, code in _pool()["scene"][scene]["homes"]]


def people_of(scene: str) -> list[str]:
    """Return the names of the people in a scene."""
    return list(_pool()["scene"][scene]["people"])


def _places(scene: str, chance: Chance) -> dict[str, Any]:
    homes = homes_of(scene)
    street, city, code = homes.pop(chance.below(len(homes)))
    _, hub, hub_code = homes.pop(chance.below(len(homes)))
    _, depot, depot_code = homes.pop(chance.below(len(homes)))
    return {
        "street": street,
        "city": city,
        "postal_code": code,
        "hub_city": hub,
        "hub_postal_code": hub_code,
        "return_city": depot,
        "return_postal_code": depot_code,
        "seller_city": "深圳市" if scene == "cn" else "Shenzhen",
    }


def _firms(chance: Chance) -> dict[str, Any]:
    trade = _pool()["trade"]
    found = {}
    for name, one in (
        ("seller", "sellers"),
        ("maker", "makers"),
        ("laboratory", "laboratories"),
        ("inspector", "inspectors"),
    ):
        at = chance.below(len(trade[one]))
        found[name], found[f"{name}_zh"] = trade[one][at], trade[f"{one}_zh"][at]
    return found | {"courier": chance.pick(trade["couriers"]), "insurer": chance.pick(trade["insurers"])}


def _goods(language: str, chance: Chance) -> dict[str, Any]:
    goods = chance.pick(_pool()["goods"])
    titles = goods["title"]
    return {
        "title": titles[language],
        "title_en": titles["en"],
        "title_zh": titles["zh"],
        **{name: goods[name] for name in ("sku", "asin", "parts", "unit_grams", "parcel_grams", "minor")},
    }


def _numbers(scene: str, chance: Chance) -> dict[str, Any]:
    return {
        "order_id": order_number(chance),
        "earlier_order": order_number(chance),
        "later_order": order_number(chance),
        "tracking": tracking_number(scene, chance),
        "return_tracking": tracking_number(scene, chance),
        "batch": f"{chance.letters(2)}{chance.digits(6)}",
        "serial": f"{chance.letters(2)}{chance.digits(8)}",
        "report_number": f"{chance.letters(2)}-{chance.digits(7)}",
        "invoice_number": f"{chance.letters(2)}{chance.digits(8)}",
        "refund_number": f"RF{chance.digits(9)}",
        "policy_number": f"PL-{chance.digits(8)}",
    }


def story_of(kind: DisputeType, chance: Chance, also: tuple[str, ...] = ()) -> Story:
    """Return a sale that ends in this type of dispute; `also` names further scenes in which it may play."""
    scene = _scene(kind, chance.fork("scene"), also)
    here = _pool()["scene"][scene]
    name = chance.fork("people").pick(here["people"])
    return Story(
        type=kind,
        scene=scene,
        marketplace=here.get("marketplace", ""),
        language=here["language"],
        country=here["country"],
        currency=here["currency"],
        carrier=here["carrier"],
        recipient=name,
        signer=name,
        delivered=kind not in _LOST,
        **_places(scene, chance.fork("places")),
        **_firms(chance.fork("firms")),
        **_goods(here["language"], chance.fork("goods")),
        **_numbers(scene, chance.fork("numbers")),
        **_instants(kind, chance.fork("days"), ZoneInfo(here["zone"])),
    )
