"""What can go out beside a packet: a BagIt folder with originals, and the fields that Stripe and PayPal take."""

import json
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from casewright.cli.evidence_home import EvidenceHome
from casewright.cli.folder import write_whole
from casewright.domain.words import Words

if TYPE_CHECKING:
    from casewright.cli.packet_making import MadePacket
    from casewright.evidence.packet.exports.parts import ExportFile

__all__ = ["refuse_what_cannot_go_out", "write_bag", "write_beside", "write_fields"]

_WITH_FIELDS = ("stripe", "paypal")
_BAG_NOT_EMPTY = Words(
    "{bag} is not empty: a bag must hold nothing else. Name a new folder.",
    "{bag} 不是空文件夹：BagIt 文件夹中不能有其他内容。请指定一个新文件夹。",
)
_NO_FIELDS = Words(
    "--fields knows the fields of Stripe and PayPal: give --profile stripe or paypal.",
    "--fields 只支持 Stripe 和 PayPal 的字段：请加 --profile stripe 或 paypal。",
)


def refuse_what_cannot_go_out(profile: str, bag: Path | None, fields: Path | None) -> None:
    """Raise PacketError, before anything is made, for a bag that would not be alone and fields that nobody takes."""
    from casewright.evidence.packet.errors import PacketError  # noqa: PLC0415 - heavy; only who makes packets pays

    if bag is not None and bag.exists() and any(bag.iterdir()):
        raise PacketError(_BAG_NOT_EMPTY.fill(bag=bag))
    if fields is not None and profile not in _WITH_FIELDS:
        raise PacketError(_NO_FIELDS)


def write_beside(
    made: "MadePacket",
    at: datetime,
    home: EvidenceHome | None,
    *,
    bag: Path | None,
    fields: Path | None,
    keep_covered: bool,
) -> None:
    """Write what was asked for beside a packet."""
    if bag is not None:
        write_bag(made, bag, at, home, keep_covered=keep_covered)
    if fields is not None:
        write_fields(made, fields, at)


def write_bag(made: "MadePacket", folder: Path, at: datetime, home: EvidenceHome | None, *, keep_covered: bool) -> None:
    """Write the bag into a new or empty folder; with a home its list is signed with the log's key."""
    from casewright.evidence.packet.exports.bagit import bagit_folder  # noqa: PLC0415 - only who asks for it pays

    files = bagit_folder(
        made.packing.content,
        made.packet,
        at,
        fetch=made.packing.fetch,
        sign_note=None if home is None else home.sign_note,
        keep_covered=keep_covered,
    )
    for path, content in files.items():
        write_whole(folder / path, content)


def write_fields(made: "MadePacket", folder: Path, at: datetime) -> None:
    """Write `evidence.json` and the files it names, as Stripe or PayPal takes them."""
    evidence, files = _fields(made, at)
    write_whole(folder / "evidence.json", json.dumps(evidence, ensure_ascii=False, indent=1) + "\n")
    for file in files:
        write_whole(folder / file.name, file.content)


def _fields(made: "MadePacket", at: datetime) -> tuple[Any, Iterable["ExportFile"]]:
    from casewright.evidence.packet.exports.paypal import paypal_evidence  # noqa: PLC0415 - as above
    from casewright.evidence.packet.exports.stripe import stripe_evidence  # noqa: PLC0415 - as above
    from casewright.evidence.packet.profile import profile_named  # noqa: PLC0415 - as above

    content, packet = made.packing.content, made.packet
    if made.profile == "stripe":
        stripe = stripe_evidence(content, packet, profile_named("stripe", at.date()))
        named = {field: file.name for field, file in stripe.files.items()}
        return {"fields": stripe.fields, "files": named}, stripe.files.values()
    paypal = paypal_evidence(content, packet)
    return {"evidences": paypal.evidences}, paypal.files
