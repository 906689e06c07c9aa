"""`casewright packet`: one contested case of a folder as one sealed PDF for the channel that shall take it."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console

from casewright.cli.evidence_home import evidence_home_at
from casewright.cli.folder import files_under, shop_of, sources_of, unnamed_shop
from casewright.cli.helper_programs import reader_with, scanner_at, translator_of
from casewright.cli.options import (
    home_option,
    json_option,
    language_of,
    language_option,
    on_option,
    scanner_option,
    transcriber_option,
    translator_option,
)
from casewright.cli.packet_making import (
    MadePacket,
    PacketMaker,
    finish_what_was_begun,
    packet_to_json,
    signing_of,
    write_packet,
)
from casewright.cli.packet_out import refuse_what_cannot_go_out, write_beside
from casewright.cli.run import decide_all
from casewright.cli.run_packets import fetch_from, purged_of
from casewright.domain.place import Finding, Severity
from casewright.domain.words import Language, Words
from casewright.evidence.board.board import Board, Verdict
from casewright.pipeline import CaseFile, FolderReading, read_files
from casewright.pipeline.boards import Stated, board_of_case, in_dispute, stated_disputes, unused_files
from casewright.pipeline.evidence import ReadExhibit
from casewright.pipeline.packing.asking import Asking, asking_of, channel_of
from casewright.pipeline.stated_cases import with_stated_cases

if TYPE_CHECKING:
    from casewright.cli.purged import PurgedExhibits

__all__ = ["packet"]

_PROFILES = (
    "amazon",
    "safe_t",
    "stripe",
    "paypal",
    "amex",
    "amex_optblue",
    "discover",
    "mastercard",
    "court",
)
_NO_CASE = Words(
    "No case in this folder is to be answered with a packet. Name one of those in dispute with --case: {keys}.",
    "该文件夹中没有需要提交证据包的案件。请用 --case 指定一个有争议的案件：{keys}。",
)
_NO_DISPUTE = Words(
    "No case in this folder is in dispute. Put the notice and the order's reports into it, or state the dispute, with "
    "its order_id, in a dispute.toml beside the evidence.",
    "该文件夹中没有有争议的案件。请放入通知邮件和订单报表，或在证据旁用 dispute.toml 写明争议和 order_id。",
)
_NO_SUCH_CASE = Words(
    "There is no case {key!r} in dispute here. Choose from: {keys}.",
    "此处没有有争议的案件“{key}”。可选：{keys}。",
)
_NONE = Words("none", "无")
_WRITTEN = Words(
    "{file}: {pages} pages, {size} KB, {exhibits} exhibits", "{file}：{pages} 页，{size} KB，证据 {exhibits} 项"
)
_SIGNED = Words("signed", "已签名")
_TIMED = Words("signed, time confirmed", "已签名，时间已确认")
_VERDICTS = {
    Verdict.READY: Words("The evidence is complete; it can go out.", "证据齐备，可以提交。"),
    Verdict.NOT_READY: Words("Not ready to go out:", "尚不宜提交："),
    Verdict.NOTHING_TO_SEND: Words("The case's decision sends no evidence:", "按案件决定无需提交证据："),
    Verdict.CANNOT_BE_WON: Words("This cannot be won by evidence:", "仅凭证据无法胜出："),
}


@dataclass(frozen=True, slots=True)
class _Chosen:
    """A case with its board and what its packet asks."""

    file: CaseFile
    board: Board
    asking: Asking
    findings: tuple[Finding, ...]


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--profile", type=click.Choice(_PROFILES), help="Who shall take it; else as the decision says.")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The PDF to write.")
@click.option("--case", "key", metavar="KEY", help="The case, by key or order number; else the most urgent contested.")
@click.option("--in", "packet_language", metavar="LANGUAGE", help="Language of the packet; else the marketplace's.")
@home_option()
@translator_option()
@transcriber_option()
@scanner_option()
@click.option(
    "--sign-with",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    envvar="CASEWRIGHT_SIGNING_KEY",
    help="A key with its certificate (PKCS #12); its password stands in CASEWRIGHT_SIGNING_PASSWORD.",
)
@click.option("--time-service", metavar="URL", envvar="CASEWRIGHT_TIME_SERVICE", help="Confirms when it was signed.")
@click.option("--bag", type=click.Path(file_okay=False, path_type=Path), help="Also writes a BagIt folder here.")
@click.option("--keep-purged", is_flag=True, help="Keeps again what was purged from --home and still lies in FOLDER.")
@click.option("--with-covered", is_flag=True, help="Puts originals of covered exhibits, and their salts, into the bag.")
@click.option(
    "--fields", type=click.Path(file_okay=False, path_type=Path), help="Also writes Stripe's or PayPal's fields here."
)
@on_option
@language_option
@json_option
@click.option("--signing-password", envvar="CASEWRIGHT_SIGNING_PASSWORD", hidden=True)
def packet(  # noqa: PLR0913 - one parameter per option
    *,
    folder: Path,
    profile: str | None,
    out: Path,
    key: str | None,
    packet_language: str | None,
    home: Path | None,
    translator: str | None,
    transcriber: str | None,
    scanner: str | None,
    sign_with: Path | None,
    time_service: str | None,
    bag: Path | None,
    with_covered: bool,
    keep_purged: bool,
    fields: Path | None,
    on: date | datetime | None,
    language: str | None,
    as_json: bool,
    signing_password: str | None,
) -> None:
    """Build the packet of one contested case of FOLDER (as for `casewright run`) and write it to --out.

    The manifest and the receipt are written beside it. Check it any time with `casewright verify`.
    """
    tongue = language_of(language)
    signing = signing_of(sign_with, signing_password, time_service)
    folder = folder.resolve()
    shop = shop_of(folder)
    reading = read_files(sources_of(files_under(folder, leave_out=bag and bag.resolve()), folder))
    at, decided = decide_all(reading, shop, on)
    stated = stated_disputes(reading, decided)
    files = with_stated_cases(decided, stated, at=at, shop=shop)
    found = _named(files, stated, key, tongue)
    evidence = None if home is None else evidence_home_at(home)
    finish_what_was_begun(evidence, at)
    purged = purged_of(evidence)
    read = reader_with(transcriber, scanner_at(scanner))
    chosen = _chosen(found, stated, reading, profile, at, read=read, purged=purged)
    refuse_what_cannot_go_out(chosen.asking.profile, bag, fields)
    fetch, translates = fetch_from(reading.kept), translator_of(translator)
    maker = PacketMaker(
        shop,
        fetch,
        at,
        evidence,
        signing,
        packet_language,
        search_pictures=True,
        translator=translates,
        unnamed=unnamed_shop(folder),
        keep_purged=keep_purged,
    )
    made = _made(maker if purged is None else maker.beside(purged, chosen.board), chosen, tongue)
    write_packet(made, out)
    write_beside(made, at, evidence, bag=bag, fields=fields, keep_covered=with_covered)
    document = {"version": 1, "case": chosen.file.case.key, **packet_to_json(made, out)}
    _show(document, tongue, as_json=as_json)
    _tell_findings((*chosen.findings, *unused_files(decided, reading)), tongue)


def _tell_findings(findings: Iterable[Finding], tongue: Language) -> None:
    for finding in findings:
        if finding.severity is not Severity.NOTE:
            click.echo(f"! {finding.code} {finding.place}: {finding.words.say(tongue)}", err=True)


def _chosen(  # noqa: PLR0913 - what a case's board is made of
    found: CaseFile,
    stated: Sequence[Stated],
    reading: FolderReading,
    profile: str | None,
    at: datetime,
    *,
    read: ReadExhibit | None,
    purged: "PurgedExhibits | None",
) -> _Chosen:
    """Return the case with its board and what is asked with it."""
    kept = {sha256(one.content).hexdigest(): one for one in reading.kept}
    stays = None if purged is None else partial(purged.of, found.case)
    made = board_of_case(found, kept, at=at, stated=stated, read=read, purged=stays)
    assert made is not None  # noqa: S101 - only cases in dispute were looked at
    dispute = made.board.dispute.type
    asking = asking_of(found, profile, dispute) or asking_of(found, channel_of(dispute), dispute)
    assert asking is not None  # noqa: S101 - a profile chosen by hand always asks
    return _Chosen(found, made.board, asking, made.findings)


def _named(files: Sequence[CaseFile], stated: Sequence[Stated], key: str | None, tongue: Language) -> CaseFile:
    """Choose the named case, else the first to run out that the decision contests. Refuse in words."""
    disputed = [file for file in files if in_dispute(file, stated)]
    keys = ", ".join(file.case.key for file in disputed) or _NONE.say(tongue)
    if key is None:
        found = next((file for file in disputed if asking_of(file) is not None), None)
        by_hand = [file for file in disputed if file.case.key.startswith("dispute:")]
        if found is None:
            orders = {one.reading.dispute.order_id for one in stated if one.reading.dispute is not None}
            by_hand = by_hand or [file for file in disputed if file.case.order_ref in orders]
            found = by_hand[0] if len(by_hand) == 1 else None
        if found is None:
            raise click.ClickException((_NO_CASE if disputed else _NO_DISPUTE).fill(keys=keys).say(tongue))
        return found
    named = [file for file in disputed if key == file.case.key]
    named += [file for file in disputed if key == file.case.order_ref]
    found = next(iter(sorted(named, key=lambda file: asking_of(file) is None)), None)
    if found is None:
        raise click.ClickException(_NO_SUCH_CASE.fill(key=key, keys=keys).say(tongue))
    return found


def _made(maker: PacketMaker, chosen: _Chosen, tongue: Language) -> MadePacket:
    from casewright.evidence.packet.errors import PacketError  # noqa: PLC0415 - as above

    try:
        return maker.make(chosen.file, chosen.board, chosen.asking)
    except PacketError as error:
        raise click.ClickException(error.words.say(tongue)) from error


def _show(document: Mapping[str, Any], tongue: Language, *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(document, ensure_ascii=False, indent=1))
    else:
        _print(document, tongue)


def _print(document: Mapping[str, Any], tongue: Language) -> None:
    console = Console(highlight=False, markup=False, soft_wrap=True)
    size, exhibits = round(document["bytes"] / 1000), len(document["exhibits"])
    said = _WRITTEN.fill(file=document["file"], pages=document["pages"], size=size, exhibits=exhibits).say(tongue)
    if document["signed"]:
        said += f" · {(_TIMED if document['time_confirmed'] else _SIGNED).say(tongue)}"
    console.print(said, style="bold")
    verdict = Verdict(document["verdict"])
    console.print(_VERDICTS[verdict].say(tongue), style="green" if verdict is Verdict.READY else "yellow")
    for remark in document["remarks"]:
        console.print(f"· {remark[tongue]}")
