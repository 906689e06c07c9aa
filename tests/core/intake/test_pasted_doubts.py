"""What a pasted page does not say clearly is proposed as unsure, so that a person looks at it."""

from casewright.intake.paste import Proposal, propose


def _sure(proposal: Proposal) -> dict[str, bool]:
    return {field.name: field.sure for field in proposal.fields}


def test_a_kind_that_only_a_word_in_the_text_names_is_unsure() -> None:
    claims = propose("Kennzahlen\nA-bis-z-Garantieanträge 0,63 % (3 von 473)\nRückbuchungen 0,21 % (1 von 473)\n")
    assert claims.value("kind") != "unknown_notice"
    assert not _sure(claims)["kind"]


def test_of_a_page_with_several_orders_nothing_is_sure_of_the_one() -> None:
    page = propose(
        "A-to-z Guarantee claims\nOrder ID: 114-9920183-7741105\nReason: Not received\nClaim amount: $318.00\n"
        "Order ID: 113-0072885-6631904\nReason: Damaged\nClaim amount: $212.50\n"
    )
    sure = _sure(page)
    assert not any(sure[name] for name in ("kind", "order_id", "reason"))


def test_a_buyers_name_ends_where_the_page_shows_something_beside_it() -> None:
    page = propose("Messages\nBuyer: Tom R.        Order: 202-9981037-2265540     Mark as no response needed\nHello\n")
    assert page.value("buyer_name") == "Tom R."
