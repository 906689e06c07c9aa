"""`casewright packet`: a case out of a folder, sealed, checked, signed, and in the shapes that others take."""

import json
import shutil
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2 as pdfium  # type: ignore[import-untyped] # has no types
import pytest
from click.testing import CliRunner, Result

from casewright.cli.main import main
from certificates import Identity

SHOP = Path(__file__).parents[3] / "examples" / "lantern-home"
CASE = "chargeback:114-5550104-0000104"
ORDER = "114-5550104-0000104"
AT = datetime(2026, 11, 20, tzinfo=UTC)


def casewright(*arguments: str | Path, **environment: str) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], env=environment)


def packed(shop: Path, out: Path, *more: str | Path, **environment: str) -> dict[str, Any]:
    result = casewright("packet", shop, "--case", CASE, "--out", out, "--json", *more, **environment)
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def verified(path: Path, *more: str | Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(casewright("verify", path, "--json", *more).stdout)
    return found


@pytest.fixture(scope="module")
def made(small_shop: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """A packet with a photo and all that can stand beside it, from a folder with an evidence home."""
    folder = tmp_path_factory.mktemp("made")
    shop = shutil.copytree(small_shop, folder / "shop")
    shutil.copy(SHOP / "files" / f"{ORDER}-packing-photo.jpg", shop / "files")
    found = packed(
        shop,
        folder / "packet.pdf",
        "--profile",
        "stripe",
        "--home",
        folder / "home",
        "--bag",
        folder / "bag",
        "--with-covered",
        "--fields",
        folder / "fields",
    )
    return folder, found


def test_a_packet_comes_with_manifest_and_receipt_and_says_what_it_holds(made: tuple[Path, dict[str, Any]]) -> None:
    folder, found = made
    assert found["case"] == CASE
    assert found["profile"] == "stripe"
    assert found["bytes"] == (folder / "packet.pdf").stat().st_size < 4_500_000
    assert found["pages"] < 50
    assert found["logged"]
    assert not found["signed"]
    assert {one["number"] for one in found["exhibits"]}
    assert (folder / "packet.manifest.json").is_file()
    assert (folder / "packet.receipt.json").is_file()


def test_packet_bag_and_home_are_whole_and_every_original_in_the_bag_leads_to_the_log(
    made: tuple[Path, dict[str, Any]],
) -> None:
    folder, _ = made
    for path in (folder / "packet.pdf", folder / "bag", folder / "home"):
        assert verified(path, "--key", folder / "home" / "log.pub")["whole"], path
    found = verified(folder / "bag", "--key", folder / "home" / "log.pub")
    assert all(one["original"] and one["log"] for one in found["exhibits"])


def test_stripes_fields_name_the_files_beside_them(made: tuple[Path, dict[str, Any]]) -> None:
    folder, _ = made
    evidence = json.loads((folder / "fields" / "evidence.json").read_text())
    assert ORDER in evidence["fields"]["uncategorized_text"]
    assert all((folder / "fields" / name).is_file() for name in evidence["files"].values())


def test_the_same_folder_and_day_give_the_same_packet(small_shop: Path, tmp_path: Path) -> None:
    one, two = packed(small_shop, tmp_path / "1.pdf"), packed(small_shop, tmp_path / "2.pdf")
    assert one["sha256"] == two["sha256"]
    assert one["profile"] == "amazon"
    assert "contradiction" in " ".join(remark["en"] for remark in one["remarks"])


def test_to_make_a_packet_again_adds_nothing_to_the_log(small_shop: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    packed(small_shop, tmp_path / "first.pdf", "--home", home)
    before = verified(home)["entries"]
    packed(small_shop, tmp_path / "again.pdf", "--home", home)
    assert verified(home)["entries"] == before > 0


def key_file(folder: Path) -> Path:
    made, path = Identity("Lantern Home", AT), folder / "key.p12"
    path.write_bytes(made.pkcs12(b"pw"))
    made.write(folder)
    return path


def test_a_configured_key_signs_and_a_time_service_that_is_down_is_told(small_shop: Path, tmp_path: Path) -> None:
    key = key_file(tmp_path)
    found = packed(
        small_shop,
        tmp_path / "signed.pdf",
        "--sign-with",
        key,
        "--time-service",
        "http://127.0.0.1:9",
        CASEWRIGHT_SIGNING_PASSWORD="pw",
    )
    assert found["signed"]
    assert not found["time_confirmed"]
    assert "time service" in " ".join(remark["en"] for remark in found["remarks"])
    assert verified(tmp_path / "signed.pdf", "--certificate", tmp_path / "cert.pem")["whole"]
    assert casewright("verify", tmp_path / "signed.pdf").stderr == ""
    with pikepdf.open(BytesIO((tmp_path / "signed.pdf").read_bytes())) as document:
        assert document.Root.AcroForm.Fields[0].V.Type == "/Sig"
    more = ("--sign-with", key, "--lang", "zh")
    wrong = casewright("packet", small_shop, "--case", CASE, "--out", tmp_path / "no.pdf", *more)
    assert wrong.exit_code == 1
    assert "未能签名" in wrong.output
    assert not (tmp_path / "no.pdf").exists()


def test_people_are_told_in_their_language_whether_it_can_go_out(small_shop: Path, tmp_path: Path) -> None:
    chinese = casewright("packet", small_shop, "--case", ORDER, "--out", tmp_path / "a.pdf", "--lang", "zh").output
    assert "尚不宜提交" in chinese
    english = casewright("packet", small_shop, "--case", ORDER, "--out", tmp_path / "b.pdf", "--lang", "en").output
    assert "Not ready to go out" in english


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--case", "atoz_claim:1"), "no case 'atoz_claim:1' in dispute"),
        (("--case", CASE, "--profile", "amazon", "--fields", "f"), "--profile stripe or paypal"),
        (("--case", CASE, "--time-service", "http://127.0.0.1:9"), "--sign-with"),
    ],
)
def test_what_cannot_be_done_is_refused_with_what_can(
    small_shop: Path, tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    result = casewright("packet", small_shop, "--out", tmp_path / "x.pdf", *arguments)
    assert result.exit_code == 1
    assert said in result.output
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--profile", "amazon", "--fields", "f"), "只支持 Stripe 和 PayPal 的字段"),
        (("--time-service", "http://127.0.0.1:9"), "请同时给出 --sign-with"),
        (("--sign-with", "key", "--time-service", "time.example"), "time.example 不是时间戳服务的地址"),
        (("--bag", "."), "不是空文件夹"),
    ],
)
def test_refusals_speak_chinese_too(
    small_shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    key_file(tmp_path).rename(tmp_path / "key")
    result = casewright("packet", small_shop, "--case", CASE, "--out", "x.pdf", *arguments, "--lang", "zh")
    assert result.exit_code == 1
    assert said in result.output
    assert not (tmp_path / "x.pdf").exists()


def test_a_folder_without_a_contested_case_says_so(tmp_path: Path) -> None:
    result = casewright("packet", tmp_path, "--out", tmp_path / "x.pdf", "--lang", "zh")
    assert result.exit_code == 1
    assert "没有有争议的案件" in result.output


def test_a_bag_goes_only_into_an_empty_folder(small_shop: Path, tmp_path: Path) -> None:
    (tmp_path / "bag").mkdir()
    (tmp_path / "bag" / "mine.txt").write_text("x")
    result = casewright("packet", small_shop, "--case", CASE, "--out", tmp_path / "x.pdf", "--bag", tmp_path / "bag")
    assert "is not empty" in result.output
    assert not (tmp_path / "x.pdf").exists()


@pytest.mark.parametrize("settings", [None, 'zone = "Asia/Shanghai"\n'])
def test_a_letter_that_bears_the_folders_name_says_so_in_both_languages(
    small_shop: Path, tmp_path: Path, settings: str | None
) -> None:
    shop = shutil.copytree(small_shop, tmp_path / "scans-of-june")
    (shop / "shop.toml").unlink()
    if settings is not None:
        (shop / "shop.toml").write_text(settings, encoding="utf-8")
    remark = packed(shop, tmp_path / "packet.pdf", "--on", "2026-11-20")["remarks"][0]
    assert "signed “scans-of-june”" in remark["en"]
    assert 'name = "Your shop"' in remark["en"]
    assert "“scans-of-june”署名" in remark["zh"]
    assert (shop / "shop.toml").as_posix() in remark["en"]


def test_where_the_folder_names_no_shop_the_seller_of_the_stated_dispute_signs(
    small_shop: Path, tmp_path: Path
) -> None:
    shop = shutil.copytree(small_shop, tmp_path / "scans-of-june")
    (shop / "shop.toml").unlink()
    stated = f'dispute = "D1"\norder_id = "{ORDER}"\nseller = "Harbour Lamps Ltd"\n'
    (shop / "dispute.toml").write_text(stated, encoding="utf-8")
    found = packed(shop, tmp_path / "packet.pdf", "--on", "2026-11-20")
    assert not [one for one in found["remarks"] if "signed" in one["en"]]
    letter = pdfium.PdfDocument(tmp_path / "packet.pdf")[0].get_textpage().get_text_range()
    assert "Harbour Lamps Ltd" in letter
    assert "scans-of-june" not in letter
