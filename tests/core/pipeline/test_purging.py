"""Once personal data must go: what stays is made first, then the key goes, and what was purged still verifies."""

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from casewright.cli.evidence_home import EvidenceHome, new_salt
from casewright.domain.dispute import Dispute, DisputeType
from casewright.domain.exhibit import (
    Exhibit,
    ExhibitKind,
    Locator,
    Observation,
    ObservationKind,
    ObservationRole,
    Region,
    Speaker,
)
from casewright.domain.place import Place
from casewright.domain.redacted import ANOTHER
from casewright.domain.shipment import ScanKind
from casewright.evidence.board.make import make_board
from casewright.evidence.log import durable
from casewright.evidence.log.journal import FolderJournal
from casewright.evidence.readers.lines import PixelLine
from casewright.evidence.vault.errors import ExhibitPurgedError
from casewright.evidence.vault.keys import FolderKeys
from casewright.evidence.vault.sealing import Label
from casewright.evidence.vault.twin import TWIN_MEDIA_TYPE, twin_confirms
from casewright.evidence.vault.vault import Vault
from casewright.pipeline.purging import Purging, due_on, purge_subject, what_stays
from casewright.pipeline.redacting import exhibit_of_twin

AT = datetime(2026, 4, 2, tzinfo=UTC)
ORDER = "order 205-1"
SLIP, REPORT = b"Delivered 2026-03-01 10:00 to Ada Example, Leeds. Parcel RM1.", b"Batch 7: no fault found."
DISPUTE = Dispute(
    DisputeType.DELIVERED_NOT_RECEIVED,
    order_id="205-1",
    recipient="Ada Example",
    city="Leeds",
    marketplace="amazon_uk",
    delivered_at=datetime(2026, 3, 1, 10, 0, tzinfo=UTC),
)


def photo() -> bytes:
    """A white picture with a dark parcel and a label with a name in the upper left corner."""
    picture = Image.new("RGB", (1200, 900), "white")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((700, 500, 1100, 800), fill=(120, 70, 20))
    draw.text((60, 40), "ADA EXAMPLE", fill="red", font_size=60)
    kept = BytesIO()
    picture.save(kept, "PNG")
    return kept.getvalue()


PHOTO = photo()


def label_lines(_: bytes) -> tuple[PixelLine, ...]:
    return (PixelLine("ADA EXAMPLE", Region(0.04, 0.04, 0.45, 0.14)),)


def exhibit(kind: ExhibitKind, content: bytes, media_type: str, *readings: tuple[ObservationKind, object]) -> Exhibit:
    place = Place("file", sha256(content).hexdigest())
    seen = tuple(
        Observation(what, value, Locator(place, 1, 1), role=ObservationRole.DELIVERED)  # type: ignore[arg-type] # mixed
        for what, value in readings
    )
    return Exhibit("EX", kind, Speaker.CARRIER, place, media_type, observations=seen)


KNOWN = (
    exhibit(
        ExhibitKind.PROOF_OF_DELIVERY,
        SLIP,
        "text/plain",
        (ObservationKind.SCAN, ScanKind.DELIVERED.value),
        (ObservationKind.AT, datetime(2026, 3, 1, 10, 0, tzinfo=UTC)),
        (ObservationKind.PERSON, "A. Example"),
        (ObservationKind.CITY, "LEEDS"),
        (ObservationKind.TRACKING, "RM1"),
    ),
    exhibit(ExhibitKind.PACK_PHOTO, PHOTO, "image/png"),
    exhibit(ExhibitKind.TEST_REPORT, REPORT, "text/plain", (ObservationKind.BATCH, "7")),
)


def ready(find_lines: Callable[[bytes], tuple[PixelLine, ...] | None] = label_lines) -> Purging:
    return Purging({one.place.digest: one for one in KNOWN}, DISPUTE, new_salt, find_lines)


def kept(vault: Vault, contents: Sequence[bytes] = (SLIP, PHOTO, REPORT), subject: str = ORDER) -> list[str]:
    """Keep them, and return their names."""
    names = [vault.name_for(content, subject=subject) for content in contents]
    for name, content in zip(names, contents, strict=True):
        media_type = "image/png" if content == PHOTO else "text/plain"
        vault.keep(content, Label(name, media_type), subject=subject, by="desk", at=AT)
    return names


def test_what_stays_says_what_agreed_and_shows_nobody(tmp_path: Path) -> None:
    home = EvidenceHome(tmp_path)
    vault = home.open()
    slip, picture, report = kept(vault)
    leaf = purge_subject(vault, ORDER, ready(), by="desk", at=AT)
    assert leaf is not None
    assert leaf.ground == "G1"
    for name in (slip, picture, report):
        with pytest.raises(ExhibitPurgedError):
            vault.open(name)
    stays = what_stays(vault, slip)
    assert stays is not None
    assert (stays.media_type, stays.shown) == (TWIN_MEDIA_TYPE, None)
    assert b"xample" not in stays.content
    assert b"eeds" not in stays.content.lower()
    assert stays.twin.scans() == (("delivered", datetime(2026, 3, 1, 10, 0, tzinfo=UTC)),)
    assert {one.kind: one.matches for one in stays.twin.matches}[ObservationKind.CITY] is True
    assert twin_confirms(stays.twin, ObservationKind.CITY, "Leeds")
    assert home.verify().purged == 3
    assert [one.finding.words.en for one in home.verify().findings] == []


def test_a_picture_stays_with_its_label_covered_and_a_report_that_names_nobody_stays_whole(tmp_path: Path) -> None:
    vault = EvidenceHome(tmp_path).open()
    _, picture, report = kept(vault)
    purge_subject(vault, ORDER, ready(), by="desk", at=AT)
    masked = what_stays(vault, picture)
    assert masked is not None
    with Image.open(BytesIO(masked.content)) as seen:
        label = seen.convert("RGB").crop((60, 45, 480, 110))
        assert max(high for _, high in label.getextrema()) < 40  # type: ignore[misc] # per band
        assert seen.convert("RGB").getpixel((900, 650))[0] in range(100, 140)  # type: ignore[index] # per band
    whole = what_stays(vault, report)
    assert whole is not None
    assert whole.content == REPORT


def test_a_picture_that_nobody_can_look_through_leaves_only_its_twin(tmp_path: Path) -> None:
    vault = EvidenceHome(tmp_path).open()
    _, picture, _ = kept(vault)
    purge_subject(vault, ORDER, ready(lambda _: None), by="desk", at=AT)
    stays = what_stays(vault, picture)
    assert stays is not None
    assert stays.media_type == TWIN_MEDIA_TYPE


def test_a_twin_stands_for_its_exhibit_on_the_board(tmp_path: Path) -> None:
    """What agreed with the order is the order's again; what did not stays somebody else's."""
    vault = EvidenceHome(tmp_path).open()
    slip, *_ = kept(vault)
    purge_subject(vault, ORDER, ready(), by="desk", at=AT)
    stays = what_stays(vault, slip)
    assert stays is not None
    again = exhibit_of_twin(stays.twin, Place("twin", "d"), DISPUTE)
    values = {one.kind: one.value for one in again.observations}
    assert values[ObservationKind.CITY] == "Leeds"
    assert values[ObservationKind.TRACKING] == "RM1"
    foreign = replace(stays.twin, matches=tuple(replace(one, matches=False) for one in stays.twin.matches))
    other = exhibit_of_twin(foreign, Place("twin", "d"), DISPUTE)
    assert {one.value for one in other.observations if one.kind is ObservationKind.CITY} == {ANOTHER}


def test_late_arrivals_are_counted_from_their_own_day() -> None:
    slip = KNOWN[0]
    assert due_on(make_board(DISPUTE, [slip], at=AT)) == date(2026, 4, 1)
    late = replace(slip, received_at=datetime(2026, 4, 20, tzinfo=UTC))
    assert due_on(make_board(DISPUTE, [late], at=AT)) == date(2026, 5, 21)
    assert due_on(make_board(DISPUTE, [slip], at=AT, twins=["EX"])) is None


def test_a_key_whose_destruction_was_cut_short_is_gone_and_not_damaged(tmp_path: Path) -> None:
    """Killed after the secret was overwritten and before its file was removed."""
    keys = FolderKeys(tmp_path, bytes(32), os.urandom)
    path = keys._path(keys.make(ORDER).name)
    path.with_suffix(".gone").touch()
    path.chmod(0o600)
    path.write_bytes(bytes(path.stat().st_size))
    assert keys.current(ORDER) is None
    assert keys.make(ORDER).name.endswith(".2")


class Killed(BaseException):
    """Stands for a process that ends there."""


def fused(real: Callable[..., object], left: list[int]) -> Callable[..., object]:
    """The same step, until the fuse has burnt."""

    def step(*given: object, **named: object) -> object:
        if left[0] == 0:
            raise Killed
        left[0] -= 1
        return real(*given, **named)

    return step


@pytest.mark.slow
def test_a_purge_that_ends_after_any_step_is_finished_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, steps, ended, names = EvidenceHome(tmp_path), 0, False, list[str]()
    while not ended:
        vault, subject = home.open(), f"{ORDER}-{steps}"
        names += kept(vault, (SLIP, REPORT), subject)
        left = [steps]
        with monkeypatch.context() as patch:
            patch.setattr(durable, "_write", fused(durable._write, left))
            patch.setattr(FolderJournal, "append", fused(FolderJournal.append, left))
            patch.setattr(os, "unlink", fused(os.unlink, left))
            try:
                purge_subject(vault, subject, ready(), by="desk", at=AT)
                ended = True
            except Killed:
                steps += 1
        again = home.open()
        again.resume(by="desk", at=AT)
        purge_subject(again, subject, ready(), by="desk", at=AT)
        assert again.exhibits(subject) == ()
    assert steps >= 15
    assert all(what_stays(again, name) is not None for name in names)
    report = home.verify()
    assert [one.finding.words.en for one in report.findings] == []
    assert report.purged == len(names)
