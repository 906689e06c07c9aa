"""Mails of the hard kinds, each ending where a person finds it: unknown, forged, mixed, huge, or with a bomb inside."""

import base64
import zipfile
from io import BytesIO

from casewright.domain.case import Case, CaseKind
from casewright.domain.notice import MailKind, MailNotice
from casewright.intake.reading import SourceFile
from casewright.pipeline import FolderReading, open_cases, read_files

ORDER = "305-1234567-7654321"
BUYER = '"Jonas" <abcdefgh+045bd6e6-981a-4031-8a71-7b2893d30113@marketplace.amazon.de>'
MEGABYTE = 1_048_576


def mail(head: str, body: bytes, *, sender: str = "donotreply@amazon.com") -> bytes:
    known = f"From: {sender}\r\nDate: Sat, 14 Mar 2026 12:00:00 +0000\r\nMessage-ID: <{len(body)}@x.example>"
    return f"{known}\r\n{head}\r\n\r\n".encode() + body


def with_attachment(text: str, name: str, content: bytes) -> bytes:
    packed = base64.encodebytes(content).replace(b"\n", b"\r\n")
    head = f'Subject: Frage (Bestellung: {ORDER})\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b"'
    return mail(
        head,
        f"--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"
        "--b\r\nContent-Type: application/octet-stream\r\n"
        f'Content-Disposition: attachment; filename="{name}"\r\n'
        "Content-Transfer-Encoding: base64\r\n\r\n".encode()
        + packed
        + b"--b--\r\n",
        sender=BUYER,
    )


def read(content: bytes) -> tuple[FolderReading, MailNotice, tuple[Case, ...]]:
    reading = read_files([SourceFile("hard.eml", content)])
    notice = next(record for record in reading.records if isinstance(record, MailNotice))
    return reading, notice, open_cases(reading.records)


def test_a_mail_of_an_unknown_type_becomes_a_case_for_a_person() -> None:
    head = f"Subject: Wichtige Mitteilung zu {ORDER}\r\nX-Space-Notification-Type: SOMETHING_NEW_2027"
    reading, notice, (case,) = read(mail(head, b"Bitte lesen."))
    assert notice.kind is MailKind.UNKNOWN_NOTICE
    assert (case.kind, case.order_ref) == (CaseKind.UNREAD_NOTICE, ORDER)
    assert "MAIL018" in {finding.code for finding in reading.findings}


def test_a_phishing_look_alike_is_suspect_and_touches_no_case_of_its_order() -> None:
    head = f"Subject: Claim received on order {ORDER}\r\nX-Space-Notification-Type: A_Z_CLAIM_RESPONDENT_NOTIFY"
    text = b"We received an A-to-z Guarantee claim. Log in within 24 hours: https://amaz0n-seller.example/login"
    _, notice, (case,) = read(mail(head, text, sender="atoz-guarantee-no-reply@amaz0n.com"))
    assert (notice.kind, notice.claimed_kind) == (MailKind.SUSPECT, MailKind.ATOZ_CLAIM_RECEIVED)
    assert (case.kind, case.order_ref, case.claim) == (CaseKind.SUSPECT, None, None)


def test_a_mail_in_two_languages_gives_the_buyers_words_in_the_buyers_language() -> None:
    body = (
        f"Sie haben eine Nachricht erhalten.\r\n{ORDER}:\r\n------------- Anfang der Nachricht -------------\r\n\r\n"
        "¿Dónde está mi paquete? 我等了两个星期。\r\n\r\n------------- Ende der Nachricht -------------\r\n"
    ).encode()
    head = f"Subject: Frage (Bestellung: {ORDER})\r\nContent-Type: text/plain; charset=utf-8"
    _, notice, (case,) = read(mail(head, body, sender=BUYER))
    assert notice.body == "¿Dónde está mi paquete? 我等了两个星期。"
    assert (case.kind, case.order_ref) == (CaseKind.WHERE_IS_PARCEL, ORDER)


def test_a_mail_of_eleven_megabytes_is_read_and_its_photo_kept_whole() -> None:
    photo = b"\xff\xd8\xff" + bytes(range(256)) * (9 * MEGABYTE // 256)
    content = with_attachment("Der Karton war offen.", "foto.jpg", photo)
    assert len(content) > 11 * MEGABYTE
    reading, notice, cases = read(content)
    assert notice.body == "Der Karton war offen."
    assert photo in [file.content for file in reading.kept]
    assert [case.order_ref for case in cases] == [ORDER]


def test_a_mail_with_a_zip_bomb_is_read_and_the_bomb_stays_shut() -> None:
    bomb = BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("photos.bin", bytes(20 * MEGABYTE))
    reading, notice, cases = read(with_attachment("Siehe Anhang.", "fotos.zip", bomb.getvalue()))
    assert notice.body == "Siehe Anhang."
    assert [finding.place.file for finding in reading.findings if finding.code == "SRC002"] == ["hard.eml!/fotos.zip"]
    assert sum(len(file.content) for file in reading.kept) < MEGABYTE
    assert [case.order_ref for case in cases] == [ORDER]
