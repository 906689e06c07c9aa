import csv
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from casewright.domain.dispute import DisputeType
from casewright.simulate.bundle import Bundle, bundles_of, make_bundle, plan_of, planted_of
from casewright.simulate.chance import Chance
from casewright.simulate.faults import Fault, expected, told_wrongly
from casewright.simulate.filling import Filling
from casewright.simulate.folder import write_bundle
from casewright.simulate.plain_forms import as_csv, as_html, as_mail, as_text, as_tsv
from casewright.simulate.story import story_of
from casewright.simulate.wording import (
    FAMILIES,
    Paper,
    family_layout,
    forms_of,
    paper_language,
    paper_of,
    scenes_of,
)

QUICK = DisputeType.CANCELLED_BUT_CHARGED
FEWEST_FAULTS = 8


def content(bundle: Bundle) -> dict[str, bytes]:
    return {made.name: made.content for made in bundle.files}


@pytest.mark.parametrize("kind", DisputeType)
def test_each_type_has_a_plan_with_at_least_eight_faults(kind: DisputeType) -> None:
    faults = plan_of(kind, "a").faults
    assert len({str(fault) for fault in faults}) == len(faults) >= FEWEST_FAULTS


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("kind", DisputeType)
def test_every_paper_of_a_plan_can_be_written_in_every_family(kind: DisputeType, family: str) -> None:
    story = story_of(kind, Chance("papers"), scenes_of(family))
    photos = {"pack_photo": "card", "return_photo": "return_card"}
    for name, _ in plan_of(kind, family).papers:
        paper = photos.get(name, name)
        told = paper_of(family, paper, story, paper_language(family, paper, story, Chance("words")))
        assert told.fields or told.rows or told.text or told.bubbles
        assert paper in photos.values() or forms_of(family, paper)


def versions(family: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield each paper of a family in each language and version."""
    for file in files("casewright.simulate").joinpath(f"family_{family}").iterdir():
        if file.name.endswith(".toml") and file.name != "layout.toml":
            words = tomllib.loads(file.read_text(encoding="utf-8"))
            for name in words.keys() & family_layout(family).keys():
                for one in words[name] if isinstance(words[name], list) else [words[name]]:
                    yield name, one


@pytest.mark.parametrize("family", FAMILIES)
def test_every_version_of_a_paper_has_what_its_forms_need(family: str) -> None:
    for name, one in versions(family):
        forms = set(forms_of(family, name))
        assert "json" not in forms or one["json_head"]
        assert not forms & {"csv", "tsv", "xlsx"} or one["columns"]
        assert "eml" not in forms or {"subject", "sender", "at"} <= one.keys()


@pytest.mark.parametrize("family", FAMILIES)
def test_a_fault_can_be_read_on_every_paper_it_strikes(family: str) -> None:
    for kind in DisputeType:
        story = story_of(kind, Chance("read"), scenes_of(family))
        for planted in plan_of(kind, family).faults:
            told = told_wrongly(story, planted.fault, Chance("fault"))
            for name in planted.papers if told != story else ():
                language = paper_language(family, name, story, Chance("words"))
                assert paper_of(family, name, told, language) != paper_of(family, name, story, language)


def test_the_version_of_a_paper_does_not_hang_on_the_fault() -> None:
    clean = make_bundle("c", DisputeType.LATE, Chance("4"))
    faulted = make_bundle("c", DisputeType.LATE, Chance("4"), planted_of("other_order order_record"))
    names = {made.name for made in clean.files if made.paper == "order_record"}
    assert names == set(faulted.struck)
    language = paper_language("c", "order_record", clean.story, Chance("words"))
    told = told_wrongly(clean.story, Fault.OTHER_ORDER, Chance("fault"))
    before, after = (paper_of("c", "order_record", story, language) for story in (clean.story, told))
    assert [label for label, _ in before.fields] == [label for label, _ in after.fields]
    assert before.fields != after.fields


def test_a_table_of_a_seller_may_have_lines_above_it_and_other_delimiters() -> None:
    story = story_of(DisputeType.COD_DENIED, Chance("above"))
    paper = paper_of("c", "remittance", story, "en")
    title, nothing, head, row = csv.reader(as_csv(paper).decode("utf-8-sig").splitlines(), delimiter=";")
    assert (title, nothing) == ([paper.title], [])
    assert dict(zip(head, row, strict=True))["Merchant order no."] == story.order_id


def test_a_download_of_a_marketplace_is_delimited_by_tabs() -> None:
    story = story_of(DisputeType.FBA_RETURN_NOT_CREDITED, Chance("tabs"))
    paper = paper_of("f", "fba_returns", story, "en")
    head, row = as_tsv(paper).decode("utf-8-sig").splitlines()
    told = dict(zip(head.split("\t"), row.split("\t"), strict=True))
    assert len(told) == len(paper.columns)
    assert story.order_id in told.values()


def test_a_log_is_text_with_its_columns_in_line() -> None:
    paper = Paper("log", "en", "log", "Log", "WMS", (("so", "1"),), ("when", "what"), (("10:00", "sent"), ("9", "in")))
    assert as_text(paper).decode() == "WMS\nLog\n\nso: 1\n\nwhen   what\n10:00  sent\n9      in\n"


def test_a_web_page_may_give_its_fields_as_a_list_of_terms() -> None:
    page = as_html(Paper("page", "en", "sheet", fields=(("Order", "1 & 2"),), listed=True)).decode()
    assert "<dl><dt>Order</dt><dd>1 &amp; 2</dd></dl>" in page


def test_a_web_page_may_be_tables_within_tables_with_words_that_only_a_preview_shows() -> None:
    paper = Paper(
        "page", "en", "sheet", fields=(("Order", "1 & 2"),), columns=("When",), rows=(("9:00",),), framed=True
    )
    page = as_html(paper).decode()
    assert page.count("<table") == page.count("</table>") == len(("outer", "middle", "fields", "rows"))
    assert page.index("display:none") < page.index("Order&nbsp;") < page.index("<td>9:00</td>")


def test_a_framed_program_mail_has_text_and_web_page_and_a_mail_with_photos_only_text() -> None:
    paper = paper_of("h", "refund", story_of(DisputeType.REFUND_NOT_PROCESSED, Chance("mail")), "en")
    mail = message_from_bytes(as_mail(paper, "shop@example.com"))
    assert [part.get_content_type() for part in mail.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    mail = message_from_bytes(as_mail(paper, "shop@example.com", [("one.jpg", b"photo")]))
    assert [part.get_content_type() for part in mail.walk()] == ["multipart/mixed", "text/plain", "image/jpeg"]


def test_a_web_page_may_give_each_field_under_a_heading_of_its_own() -> None:
    paper = Paper(
        "page", "en", "page", "Way", fields=(("Order", "1 & 2"),), columns=("A",), rows=(("b",),), headed=True
    )
    page = as_html(paper).decode()
    assert "<section><h3>Order</h3><p>1 &amp; 2</p></section>" in page
    assert "<caption>Way</caption><thead><tr><th>A</th></tr></thead><tr><td>b</td></tr>" in page


def test_a_web_page_may_give_each_field_a_line_of_its_own() -> None:
    paper = Paper("page", "en", "page", fields=(("Order", "1 & 2"),), columns=("A",), rows=(("b",),), lined=True)
    page = as_html(paper).decode()
    assert '<p><b>Order:</b> 1 &amp; 2</p><table border="1"><tr><td>A</td></tr><tr><td>b</td></tr>' in page


@pytest.mark.parametrize("family", ["f", "g", "i"])
def test_a_program_mails_text_and_web_page_and_the_same_bytes_each_time(family: str) -> None:
    paper = paper_of(family, "refund", story_of(DisputeType.REFUND_NOT_PROCESSED, Chance("mail")), "en")
    mail = message_from_bytes(as_mail(paper, "shop@example.com"))
    assert [part.get_content_type() for part in mail.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    assert as_mail(paper, "shop@example.com") == as_mail(paper, "shop@example.com")


def test_a_name_a_weight_and_a_day_can_be_written_as_carriers_do() -> None:
    story = replace(
        story_of(DisputeType.LATE, Chance("ways")),
        signer="Jane Ann Doe",
        parcel_grams=1000,
        tested_at=datetime(2026, 3, 1, tzinfo=UTC),
    )
    filling = Filling(story, {"months": ["", "", "März"], "date": {"XX": "%Y", "else": "%d. %B"}}, "shop.example")
    asked = "{signer!i}|{signer!l}|{signer!u}|{parcel_grams:lboz}|{tested_at:date}|{tested_at:%E年}|{tested_at:epoch}"
    assert filling.fill(asked, {}) == "J. Ann Doe|DOE, Jane Ann|JANE ANN DOE|2 lb 3.3 oz|01. März|令和8年|1772323200"


def test_a_day_an_hour_and_a_sum_can_be_written_without_noughts_and_in_groups() -> None:
    story = replace(
        story_of(DisputeType.LATE, Chance("ways")), minor=4599, tested_at=datetime(2026, 3, 1, 0, 5, tzinfo=UTC)
    )
    asked = "{tested_at:%Y/%-m/%-d %-I:%M %p}|{minor:grouped}"
    assert Filling(story, {}, "shop.example").fill(asked, {}) == "2026/3/1 12:05 AM|4,599"


def test_an_hour_can_be_told_in_another_zone_and_a_sum_before_and_after_tax() -> None:
    story = replace(
        story_of(DisputeType.LATE, Chance("ways")),
        country="DE",
        minor=5850,
        tested_at=datetime(2026, 3, 1, 20, 5, tzinfo=UTC),
    )
    words = {"local": {"rate": {"DE": "19", "else": "20"}, "office": {"FR": "Tours", "else": "Duisburg"}}}
    asked = "{tested_at:cst %d %H:%M}|{tested_at:utc %d %H:%M}|{minor:net{rate},}|{minor:tax{rate}}|{office}"
    assert Filling(story, words, "shop.example").fill(asked, {}) == "02 04:05|01 20:05|49,15|9.35|Duisburg"


def test_a_family_may_have_sales_in_further_scenes_and_further_papers() -> None:
    scenes = {story_of(DisputeType.LATE, Chance(str(seed)), scenes_of("i")).scene for seed in range(60)}
    assert "fr" in scenes
    assert scenes_of("a") == ()
    more = set(plan_of(DisputeType.PROPERTY_DAMAGE, "i").papers) - set(plan_of(DisputeType.PROPERTY_DAMAGE, "a").papers)
    assert more == {("damage_survey", 0)}


def test_words_that_make_sense_in_some_disputes_are_kept_to_them() -> None:
    swapped, unprocessed = DisputeType.RETURN_SWAPPED, DisputeType.REFUND_NOT_PROCESSED
    told = {
        kind: {paper_of("i", "refund", story_of(kind, Chance(str(seed))), "en").issuer for seed in range(40)}
        for kind in (swapped, unprocessed)
    }
    assert told[swapped] == {"amazon.com Payments", "amazon.com Returns Accounting"}
    assert not any(issuer.endswith("Returns Accounting") for issuer in told[unprocessed])


def test_a_table_may_close_with_a_line_of_its_own() -> None:
    story = story_of(DisputeType.COD_DENIED, Chance("closing"))
    told = [paper_of("i", "remittance", replace(story, policy_number=f"PL-{nth}"), "en") for nth in range(9)]
    closed = next(one for one in told if one.rows[-1][0].startswith("Total"))
    assert not closed.one_row


@pytest.mark.parametrize("kind", DisputeType)
def test_a_sale_happens_in_order(kind: DisputeType) -> None:
    story = story_of(kind, Chance("order"))
    course = [story.made_at, story.tested_at, story.ordered_at, story.packed_at, story.shipped_at, story.delivered_at]
    course += [story.return_sent_at, story.return_arrived_at, story.refunded_at, story.opened_at, story.respond_by]
    assert course == sorted(course)
    assert story.delivered_at < story.promised_by


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others() -> None:
    planted = planted_of("wrong_city tracking")
    first = make_bundle("a", QUICK, Chance("7"), planted)
    again = make_bundle("a", QUICK, Chance("7"), planted)
    other = make_bundle("a", QUICK, Chance("8"), planted)
    assert first == again
    assert first.dispute != other.dispute


def test_a_fault_changes_only_the_papers_it_strikes() -> None:
    clean = make_bundle("b", QUICK, Chance("9"))
    faulted = make_bundle("b", QUICK, Chance("9"), planted_of("other_order cancel_log"))
    before, after = content(clean), content(faulted)
    assert faulted.dispute == clean.dispute
    assert {name for name in before if before[name] != after[name]} == set(faulted.struck)


def test_a_missing_paper_is_named_as_it_is_called_in_the_clean_bundle() -> None:
    clean = make_bundle("a", QUICK, Chance("9"))
    faulted = make_bundle("a", QUICK, Chance("9"), planted_of("missing cancel_log"))
    assert set(content(clean)) - set(content(faulted)) == set(faulted.struck) != set()


def test_the_truth_lies_beside_the_folder_and_agrees_with_it(tmp_path: Path) -> None:
    bundle = make_bundle("a", QUICK, Chance("9"), planted_of("banana cancel_log"))
    home = write_bundle(bundle, tmp_path)
    truth = tomllib.loads((tmp_path / f"{bundle.key}.truth.toml").read_text(encoding="utf-8"))
    assert (truth["type"], truth["fault"]) == (QUICK.value, "banana")
    assert all((home / name).is_file() for name in truth["files"])
    assert {path.name for path in home.iterdir()} == {"dispute.toml", *content(bundle)}


def test_what_the_product_is_given_does_not_name_the_fault() -> None:
    for bundle in bundles_of("a", DisputeType.LATE, 3, worlds=1):
        given = bundle.dispute.decode() + " ".join(content(bundle))
        assert not any(fault.value in given for fault in Fault)


def test_a_reused_photo_is_one_of_the_earlier_pictures() -> None:
    bundle = make_bundle("a", DisputeType.PARTS_MISSING, Chance("5"), planted_of("photo_reused pack_photo"))
    earlier = {made.content for made in bundle.files if made.earlier}
    assert any(made.content in earlier for made in bundle.files if made.name in bundle.struck and not made.earlier)


@pytest.mark.parametrize("fault", Fault)
def test_each_fault_says_what_a_board_must_show(fault: Fault) -> None:
    wanted = expected(fault)
    assert wanted.kinds or wanted.proof_lost or wanted.quarantined


@pytest.mark.parametrize("fault", Fault)
def test_a_fault_names_reasons_that_the_board_can_give(fault: Fault) -> None:
    assert len(expected(fault).codes) == len(expected(fault).reasons)
