"""The public `disputeguard` on the same bundles: the papers of a bundle put into the slots of its reason codes."""

from collections.abc import Mapping

from casewright.domain.dispute import DisputeType
from casewright.simulate.bundle import Bundle

__all__ = ["Verdict", "rival_verdict", "rival_version"]

Verdict = tuple[str, int, tuple[str, ...]]
"""Verdict, score, and what it says must be done."""

_T = DisputeType
_REASONS: Mapping[DisputeType, str] = {
    **dict.fromkeys((_T.DELIVERED_NOT_RECEIVED, _T.PROTECTED_NOT_RECEIVED, _T.LOST_IN_TRANSIT, _T.LATE), "13.1"),
    **dict.fromkeys((_T.DAMAGED, _T.DEFECTIVE, _T.NOT_AS_DESCRIBED, _T.WRONG_ITEM, _T.PARTS_MISSING), "13.3"),
    **dict.fromkeys((_T.RETURN_NOT_REFUNDED, _T.REFUND_NOT_PROCESSED), "13.6"),
    _T.PAYMENT_UNAUTHORISED: "10.4",
    _T.CANCELLED_BUT_CHARGED: "13.7",
}
_SLOTS: Mapping[str, str] = {
    **dict.fromkeys(("tracking", "pod", "label"), "proof_of_delivery"),
    **dict.fromkeys(("chat_received", "chat_wait", "mail_offer", "mail_buyer"), "customer_communication"),
    **dict.fromkeys(("listing", "pack_record", "lab", "inspection", "weights"), "listing_evidence"),
    **dict.fromkeys(("refund", "return_tracking"), "refund_evidence"),
    "policy_text": "policy_disclosure",
    "cancel_log": "cancellation_evidence",
    "order_history": "customer_history",
}


def rival_version() -> str | None:
    """Return the version that is installed, or None."""
    try:
        import disputeguard  # noqa: PLC0415 - a yardstick that need not be there
    except ImportError:
        return None
    return str(disputeguard.__version__)


def rival_verdict(bundle: Bundle, texts: Mapping[str, str]) -> Verdict | None:
    """Return what it says of a bundle, told what is in each paper; None for disputes it does not know."""
    from disputeguard import check_evidence  # noqa: PLC0415 - as above

    reason = _REASONS.get(bundle.story.type)
    if reason is None:
        return None
    evidence: dict[str, str] = {}
    for made in bundle.files:
        slot = _SLOTS.get(made.paper)
        if slot is not None:
            evidence[slot] = evidence.get(slot, "") + texts.get(made.name, "")
    report = check_evidence(reason_code=reason, deadline="2099-01-01", evidence=evidence)
    return report.verdict, report.score, tuple(report.action_items)
