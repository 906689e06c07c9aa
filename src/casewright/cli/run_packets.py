"""The packets of a run: one for each case that the decision contests and the board does not call lost."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import click

from casewright.cli.evidence_home import EvidenceHome
from casewright.cli.folder import write_whole
from casewright.cli.options import home_option
from casewright.cli.packet_making import PacketMaker, board_of_case, packet_to_json, write_packet
from casewright.domain.errors import CasewrightError
from casewright.domain.shop import Shop
from casewright.domain.words import Language, Words
from casewright.evidence.board.board import Verdict
from casewright.intake import SourceFile
from casewright.pipeline import CaseFile, FolderReading

__all__ = ["PACKETS_VERSION", "fetch_from", "packet_options", "packets_of_run"]

PACKETS_VERSION = 1
"""Version of the layout of `packets.json`; it changes when a key changes its meaning or goes."""
_META = "casewright.packets."
_NOT_MADE = Words("The packet of {case} was not made. {why}", "案件 {case} 的证据包未能生成。{why}")
_LOST = Words(
    "No packet for {case}: this cannot be won by evidence. {why}", "未为案件 {case} 生成证据包：仅凭证据无法胜出。{why}"
)
_NOT_INSTALLED = Words(
    'No packet was made, since a package is missing ({name}): pip install "casewright[evidence]"',
    '未生成证据包，因为缺少软件包（{name}）：请运行 pip install "casewright[evidence]"',
)
_TOLD = Words("{count} packets below {folder}", "证据包 {count} 份，位于 {folder}")


@dataclass(slots=True)
class _Done:
    """What was written, by case key, and what stood in the way of the others."""

    written: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    findings: list[tuple[str, str | None, Words]] = field(default_factory=list)


def _remember(ctx: click.Context, param: click.Parameter, value: object) -> None:
    ctx.meta[f"{_META}{param.name}"] = value


def packet_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that `packets_of_run` goes by."""
    wanted = click.option(
        "--packets/--no-packets",
        default=True,
        expose_value=False,
        callback=_remember,
        help="With --out: a packet for each contested case (the default), or none.",
    )
    return wanted(home_option(expose_value=False, callback=_remember)(command))


def fetch_from(kept: Iterable[SourceFile]) -> Callable[[str], bytes]:
    """Return the way from a digest to the bytes that were read."""
    by_digest = {sha256(one.content).hexdigest(): one.content for one in kept}
    return by_digest.__getitem__


def packets_of_run(
    files: Sequence[CaseFile], reading: FolderReading, shop: Shop, at: datetime, out: Path, *, told: Language | None
) -> None:
    """Write `packets/CASE/packet.pdf` below `out` and `packets/packets.json`; say so in a language, if any."""
    options = click.get_current_context().meta
    if not options.get(f"{_META}packets"):
        return
    home = options.get(f"{_META}home")
    evidence = EvidenceHome(home) if isinstance(home, Path) else None
    maker = PacketMaker(shop, fetch_from(reading.kept), at, evidence, search_pictures=True)
    done = _Done()
    try:
        _write(files, reading, maker, out, done)
    except ModuleNotFoundError as error:
        done.findings.append(("PKT020", None, _NOT_INSTALLED.fill(name=error.name)))
    write_whole(out / "packets" / "packets.json", json.dumps(_document(done, at), ensure_ascii=False, indent=1) + "\n")
    if told is not None:
        click.echo(_TOLD.fill(count=len(done.written), folder=out / "packets").say(told))
        for code, _, words in done.findings:
            click.echo(f"! {code} {words.say(told)}")


def _write(files: Sequence[CaseFile], reading: FolderReading, maker: PacketMaker, out: Path, done: _Done) -> None:
    """Make one packet after the other. One that cannot be made stops no other."""
    from casewright.pipeline.packing import asking_of, case_name  # noqa: PLC0415 - needs what only packets need

    for file in files:
        key, asking = file.case.key, asking_of(file)
        board = None if asking is None else board_of_case(file, reading, maker.at)
        if asking is None or board is None:
            continue
        if board.verdict is Verdict.CANNOT_BE_WON:
            done.findings.append(("PKT030", key, _filled(_LOST, key, *(reason.words for reason in board.because))))
            continue
        path = Path("packets") / case_name(file.case) / "packet.pdf"
        try:
            made = maker.make(file, board, asking)
        except CasewrightError as error:
            done.findings.append(("PKT010", key, _filled(_NOT_MADE, key, _words_of(error))))
            continue
        write_packet(made, out / path)
        done.written[key] = packet_to_json(made, path)


def _filled(words: Words, case: str, *why: Words) -> Words:
    english, chinese = " ".join(one.en for one in why), "".join(one.zh for one in why)
    return Words(words.en.format(case=case, why=english).strip(), words.zh.format(case=case, why=chinese))


def _words_of(error: CasewrightError) -> Words:
    told = getattr(error, "words", None)
    return told if isinstance(told, Words) else Words(str(error), str(error))


def _document(done: _Done, at: datetime) -> dict[str, Any]:
    return {
        "version": PACKETS_VERSION,
        "at": at.isoformat(),
        "packets": [{"case": key, **packet} for key, packet in done.written.items()],
        "findings": [
            {"code": code, "case": case, "en": words.en, "zh": words.zh} for code, case, words in done.findings
        ],
    }
