"""An example of an added format: the delivery slips of a made-up courier, one line per parcel.

PARCELSLIP 1
302-5550301-0000301;00340434161094000001;2026-11-05T12:10:00+01:00;MUSTER
"""

import hashlib
from datetime import datetime

from casewright.domain.place import Finding, Place, Severity
from casewright.domain.shipment import Scan, ScanKind
from casewright.domain.words import Words
from casewright.intake import Reading

_MARK = b"PARCELSLIP 1\n"


def looks_like(content: bytes) -> bool:
    """Say whether a file begins as a list of slips."""
    return content.startswith(_MARK)


def read(name: str, content: bytes) -> Reading:
    """Return one delivery per line; a bad line is a finding that names its row."""
    digest = hashlib.sha256(content).hexdigest()
    scans: list[Scan] = []
    findings: list[Finding] = []
    lines = content.removeprefix(_MARK).decode("utf-8", "replace").splitlines()
    for row, line in enumerate(lines, 2):
        place = Place(name, digest, None, row)
        instant: datetime | None = None
        try:
            order_id, tracking_number, at, signer = line.split(";")
            instant = datetime.fromisoformat(at)
        except ValueError:
            pass
        if instant is None or instant.tzinfo is None:
            findings.append(Finding("SLIP001", Severity.WARNING, _unreadable(line), place))
            continue
        kind = ScanKind.DELIVERED
        scans.append(Scan(order_id, place, kind, instant, "Example Courier", tracking_number, signed_by=signer or None))
    return Reading(tuple(scans), tuple(findings))


def _unreadable(line: str) -> Words:
    shown = line[:60]
    return Words(
        f"“{shown}” is not a slip: order, parcel number, instant with its zone and signer, divided by semicolons.",
        f"“{shown}”不是有效的签收记录：应为订单号、运单号、带时区的时间和签收人，以分号分隔。",
    )
