"""Under which headings the policy index lists the tables. A table that no heading names is listed last, never lost."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from casewright.rulebook import Table

__all__ = ["TOPICS", "Topic", "by_topic"]


@dataclass(frozen=True, slots=True)
class Topic:
    """One heading: the names of its tables in the order in which they are read, or the folders they all lie in."""

    title: str | Promise
    tables: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()

    def of(self, tables: dict[str, Table]) -> tuple[Table, ...]:
        """Return those of the tables that stand under this heading."""
        named = [tables[name] for name in self.tables if name in tables]
        return (*named, *(table for table in tables.values() if table.file.partition("/")[0] in self.folders))


TOPICS = (
    Topic(
        _("What buyers ask and say"),
        (
            "message",
            "address-change",
            "cancellation",
            "where-is-my-parcel",
            "quality",
            "warranty-question",
            "public-opinion",
        ),
    ),
    Topic(
        _("Returns and refunds"),
        (
            "return-request",
            "return-window",
            "return-freight",
            "return-label",
            "return-received",
            "return-deduction",
            "deduction-proof",
            "late-return-fee",
            "refund",
            "fba-return",
            "safe-t",
        ),
    ),
    Topic(
        _("Claims and payment disputes"),
        (
            "guarantee-eligibility",
            "guarantee-life-cycle",
            "atoz-claim",
            "chargeback",
            "chargeback-liability",
            "damage-claim",
            "liability-insurance",
            "cash-on-delivery",
        ),
    ),
    Topic(_("Evidence, and what goes out"), ("evidence-use", "outgoing-text"), ("board",)),
    Topic(
        _("Account health"),
        (
            "order-defect-rate",
            "late-shipment-rate",
            "cancel-rate",
            "valid-tracking-rate",
            "on-time-delivery-rate",
            "handling-time",
            "answer-rate",
            "invoice-defect-rate",
            "return-dissatisfaction-rate",
        ),
    ),
    Topic(
        _("Seeing trouble early"),
        (
            "dispatch-watch",
            "stock-check",
            "listing-check",
            "packing-damage",
            "defect-pattern",
            "unanswered-messages",
            "unanswered-returns",
            "open-refunds",
            "open-windows",
        ),
    ),
    Topic(_("Keeping and deleting data"), ("buyer-data", "shipping-records", "data-security")),
    Topic(_("Mail that needs a person"), ("suspect", "undelivered-reply", "unread-notice")),
    Topic(_("The law: European Union and China"), folders=("law",)),
    Topic(_("Other channels, to compare"), folders=("ebay", "paypal", "card_network")),
    Topic(_("A retail store's own policy"), folders=("orders", "service")),
)
_OTHERS = _("Other tables")


def by_topic(tables: Iterable[Table]) -> tuple[tuple[str | Promise, tuple[Table, ...]], ...]:
    """Return each heading with those of the tables that stand under it; headings without a table are left out."""
    known = {table.name: table for table in tables}
    headed = [(topic.title, topic.of(known)) for topic in TOPICS]
    placed = {table.name for _title, found in headed for table in found}
    others = tuple(table for name, table in known.items() if name not in placed)
    return tuple((title, found) for title, found in (*headed, (_OTHERS, others)) if found)
