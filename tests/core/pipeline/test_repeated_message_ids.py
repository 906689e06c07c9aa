"""Mails that share a Message-ID: copies are one, mails that say something else are kept and named."""

from datetime import UTC, datetime

import pytest

from casewright.domain.facts import Fact
from casewright.domain.notice import MailNotice
from casewright.domain.shop import Shop
from casewright.intake import SourceFile
from casewright.intake.mail.copies import repeated_ids
from casewright.pipeline import FolderReading, decide_case, open_cases, read_files

ORDER, OTHER = "701-6660001-0000011", "701-6660002-0000022"
AT = datetime(2027, 3, 10, 9, tzinfo=UTC)


def _claim(order: str, amount: str, days: int, *, extra: str = "") -> bytes:
    return (
        f"From: Amazon <atoz-guarantee-no-reply@amazon.de>\nMessage-ID: <one@mails.example>\n{extra}"
        f"Subject: A-to-z Guarantee claim for order {order}\nDate: Mon, 8 Mar 2027 09:00:00 +0000\n\n"
        f"A claim for {amount} was filed on order {order}. Please respond within {days} days.\n"
    ).encode()


def _read(*mails: bytes) -> FolderReading:
    return read_files([SourceFile(f"mail-{at}.eml", mail) for at, mail in enumerate(mails)])


def _repeats(reading: FolderReading) -> list[str]:
    return [one.place.file for one in reading.findings if one.code == "MAIL026"]


def test_two_claims_under_one_message_id_are_two_cases_and_a_finding() -> None:
    reading = _read(_claim(ORDER, "EUR 5.00", 3), _claim(OTHER, "EUR 77.00", 3))
    cases = open_cases(reading.records)
    assert [(case.order_ref, str(case.claim and case.claim.money)) for case in cases] == [
        (ORDER, "5.00 EUR"),
        (OTHER, "77.00 EUR"),
    ]
    assert _repeats(reading) == ["mail-1.eml"]


@pytest.mark.parametrize("changed", [_claim(ORDER, "EUR 5.00", 2), _claim(ORDER, "EUR 6.00", 3)])
def test_a_changed_copy_stays_beside_the_first_and_is_named(changed: bytes) -> None:
    reading = _read(_claim(ORDER, "EUR 5.00", 3), changed)
    (case,) = open_cases(reading.records)
    assert len(case.notices) == 2
    assert _repeats(reading) == ["mail-1.eml"]


def test_a_copy_with_other_headers_is_one_mail_and_no_finding() -> None:
    reading = _read(_claim(ORDER, "EUR 5.00", 3), _claim(ORDER, "EUR 5.00", 3, extra="X-Folder: claims\n"))
    (case,) = open_cases(reading.records)
    assert len(case.notices) == 1
    assert _repeats(reading) == []


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
@pytest.mark.parametrize("date", ["Mon, 8 Mar 2027 09:00:00 +0000", "Mon, 8 Mar 2027 09:00:07 +0000"])
def test_of_two_contradicting_copies_the_one_that_leaves_less_time_sets_the_clock(
    order: tuple[int, int], date: str
) -> None:
    copies = (
        _claim(ORDER, "EUR 5.00", 3),
        _claim(ORDER, "EUR 5.00", 2).replace(b"Mon, 8 Mar 2027 09:00:00 +0000", date.encode()),
    )
    (case,) = open_cases(_read(*(copies[at] for at in order)).records)
    file = decide_case(case, at=AT, shop=Shop("s"), told={"marketplace": Fact("marketplace", "amazon_de")})
    assert case.claim is not None
    assert case.claim.respond_within_days == 2
    assert file.facts["respond_within_days"].value == 2
    assert file.deadline is not None
    assert file.deadline.due_at.date().isoformat() == "2027-03-10"


def test_two_files_of_one_name_are_told_apart_by_their_digest() -> None:
    first, second = (_read(_claim(ORDER, "EUR 5.00", days)).records[0] for days in (3, 2))
    assert isinstance(first, MailNotice)
    assert isinstance(second, MailNotice)
    (finding,) = repeated_ids([second], [first])
    assert f"mail-0.eml ({first.place.digest[:8]}…)" in finding.words.en
    assert "以较短的为准" in finding.words.zh
    assert repeated_ids([second], [second]) == ()
    assert repeated_ids([second], [first, second]) == ()


def test_a_mail_that_no_reader_knows_keeps_the_time_it_gives() -> None:
    mail = (
        b"From: Amazon <performance@amazon.de>\nSubject: Action required on a listing\n"
        b"Date: Mon, 8 Mar 2027 09:00:00 +0000\n\nSubmit a plan of action within 72 hours.\n"
    )
    (case,) = open_cases(_read(mail).records)
    file = decide_case(case, at=AT, shop=Shop("s"))
    assert file.decision.row == "UNR010"
    assert file.deadline is not None
    assert file.deadline.due_at == datetime(2027, 3, 11, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("sender", "text"),
    [("safe-t", "We have denied your SAFE-T claim on it."), ("donotreply", "A buyer left seller feedback: 1 star.")],
)
def test_a_notice_without_a_site_asks_for_the_site_and_not_for_the_day(sender: str, text: str) -> None:
    topic = "SAFE-T claim" if sender == "safe-t" else "You received new seller feedback"
    head = f"From: Amazon <{sender}@amazon.com>\nSubject: {topic} on {ORDER}\nDate: Mon, 8 Mar 2027 09:00:00 +0000"
    mail = f"{head}\n\n{text}\n".encode()
    (case,) = open_cases(_read(mail).records)
    asked = [one.fact for one in decide_case(case, at=AT, shop=Shop("s")).decision.questions]
    assert asked == ["marketplace"]
    told = {"marketplace": Fact("marketplace", "amazon_de")}
    answered = decide_case(case, at=AT, shop=Shop("s"), told=told)
    assert "marketplace" not in [one.fact for one in answered.decision.questions]
    assert answered.decision.marketplace == "amazon_de"
    assert answered.zone == "Europe/Berlin"
