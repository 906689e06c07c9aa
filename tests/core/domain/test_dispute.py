from casewright.domain.dispute import DISPUTE_WORDS, Dispute, DisputeType
from casewright.domain.place import Place


def test_each_row_of_the_evidence_matrix_is_a_type_with_a_name() -> None:
    assert [kind.matrix_row for kind in DisputeType] == [f"D{number}" for number in range(1, 27)]
    assert set(DISPUTE_WORDS) == set(DisputeType)
    assert len({words.zh for words in DISPUTE_WORDS.values()}) == 26


def test_a_dispute_says_which_fields_are_known_and_where_they_were_read() -> None:
    place = Place("orders.txt", "0" * 64, row=2, column="ship-city")
    dispute = Dispute(DisputeType.DAMAGED, city="Leeds", buyer_received=False, read_from=(("city", place),))
    assert list(dispute.stated()) == ["city", "buyer_received"]
    assert dispute.place_of("city") == place
    assert dispute.place_of("recipient") is None
