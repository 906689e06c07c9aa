"""A paper of another parcel, a signer nobody knows, and a factory's own report: what they do not bring."""

import pytest

from casewright.evidence.board.board import ChecklistItem
from casewright.evidence.board.people import Signer, signer_of
from casewright.intake import SourceFile
from casewright.pipeline.evidence import board_of_files

OURS, OTHER = "SF1000000000001", "SF1000000000002"
STATED = f"""
marketplace = "amazon_de"
order_id = "302-1234567-1234567"
opened_at = 2026-11-10
city = "Hamburg"
seller = "厦门远丰贸易有限公司"
tracking_numbers = ["{OURS}"]
"""
ITEM = '[[item]]\nsku = "LH-1"\nbatch = "B2026-08"\n[[exhibit]]\nfile = "检验.txt"\nkind = "inspection"\n'


def slip(number: str, signer: str) -> str:
    return f"签收单\n运单号：{number}\n收件城市：汉堡\n签收时间：2026-11-01 10:00\n签收人：{signer}\n验证码：483920\n"


def report(house: str, batch: str = "B2026-08") -> str:
    return f"{house}\n检验报告\n批号：{batch}\n产品：台灯\n检验日期：2026-11-09\n检验员：王强\n检验结果：合格\n"


def items(kind: str, more: str, name: str, text: str) -> dict[str, ChecklistItem]:
    stated = f'dispute = "{kind}"\n{STATED}{more}'
    given = [SourceFile("dispute.toml", stated.encode()), SourceFile(name, text.encode())]
    board = board_of_files(given).board
    assert board is not None
    return {one.proof: one for one in board.items}


def states(found: dict[str, ChecklistItem], *proofs: str) -> list[str]:
    return [found[proof].state.value for proof in proofs if proof in found]


def test_a_slip_of_another_parcel_brings_no_proof_at_all() -> None:
    found = items("delivered_not_received", "", "签收.txt", slip(OTHER, "李雷"))
    assert [one.proof for one in found.values() if one.exhibits] == []


@pytest.mark.parametrize("number", [OURS, f"DE{OURS}"])
def test_a_slip_of_the_parcel_does_even_with_a_prefix(number: str) -> None:
    found = items("delivered_not_received", 'recipient = "李雷"\n', "签收.txt", slip(number, "李雷"))
    assert states(found, "delivery_signature", "signature_or_code", "one_time_code").count("provided") > 1


def test_a_signature_that_nobody_can_compare_is_weak() -> None:
    found = items("delivered_not_received", "", "签收.txt", slip(OURS, "李雷"))
    assert found["delivery_signature"].state.value == "weak"
    assert [one.code for one in found["delivery_signature"].weak_because] == ["PFT185"]


@pytest.mark.parametrize(
    ("shown", "signer"),
    [
        ("门卫张强", Signer.DESK),
        ("张强门卫", Signer.DESK),
        ("物业代收", Signer.DESK),
        ("丰巢快递柜", Signer.DESK),
        ("邻居王芳", Signer.NEIGHBOUR),
        ("王芳", Signer.NAMED),
        ("本人王芳", Signer.NAMED),
    ],
)
def test_a_role_is_known_where_no_blank_parts_it_from_the_name(shown: str, signer: Signer) -> None:
    assert signer_of(shown, None) is signer


def test_a_report_of_a_testing_house_is_neutral() -> None:
    found = items("defective", ITEM, "检验.txt", report("深圳华测检测有限公司"))
    assert states(found, "neutral_report", "bench_test") == ["provided", "provided"]


def test_a_report_of_another_batch_is_weak_for_every_test() -> None:
    found = items("defective", ITEM, "检验.txt", report("深圳华测检测有限公司", "B2026-11"))
    assert states(found, "neutral_report", "bench_test") == ["weak", "weak"]


@pytest.mark.parametrize("house", ["厦门远丰贸易有限公司检测部", "宏达灯具厂品质检验部"])
def test_the_sellers_or_a_factorys_report_is_no_third_partys(house: str) -> None:
    found = items("defective", ITEM, "检验.txt", report(house))
    assert found["neutral_report"].exhibits == ()
    assert found["bench_test"].state.value == "provided"


def test_an_inspector_without_a_house_may_be_anybodys() -> None:
    found = items("defective", ITEM, "检验.txt", report("检验单"))
    assert [one.code for one in found["neutral_report"].weak_because] == ["PFT466"]
