"""The packets of a run: one for each case that the decision contests and the board does not call lost."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from casewright.cli.evidence_home import EvidenceHome, evidence_home_at
from casewright.cli.helper_programs import translator_of
from casewright.cli.options import home_option, translator_option
from casewright.cli.packet_making import PacketMaker, finish_what_was_begun, packet_to_json, write_packet
from casewright.domain.errors import CasewrightError
from casewright.domain.shop import Shop
from casewright.domain.words import Language, Words
from casewright.evidence.board.board import Board, Verdict
from casewright.intake import SourceFile
from casewright.pipeline import CaseFile, FolderReading
from casewright.pipeline.boards import CaseBoard
from casewright.pipeline.packing.asking import asking_of, case_name

if TYPE_CHECKING:
    from casewright.cli.purged import PurgedExhibits

__all__ = [
    "CasePacket",
    "fetch_from",
    "gets_packet",
    "packet_options",
    "packets_of_run",
    "purged_of",
    "purged_of_run",
    "tell_packets",
]

CasePacket = Mapping[str, Any]
"""What `cases.json` says of a case's packet: what was written, or a `problem`."""
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
    again = click.option(
        "--keep-purged",
        is_flag=True,
        expose_value=False,
        callback=_remember,
        help="Keeps again what was purged from --home and still lies in FOLDER.",
    )
    command = again(command)
    for option in (translator_option, home_option):
        command = option(expose_value=False, callback=_remember)(command)
    return wanted(command)


def gets_packet(file: CaseFile) -> bool:
    """Say whether this run makes a packet of the case: its decision sends something out, and packets are wanted."""
    wanted = click.get_current_context().meta.get(f"{_META}packets")
    return bool(wanted) and asking_of(file) is not None


def fetch_from(kept: Iterable[SourceFile]) -> Callable[[str], bytes]:
    """Return the way from a digest to the bytes that were read."""
    by_digest = {sha256(one.content).hexdigest(): one for one in kept}
    return lambda digest: by_digest[digest].content


def _home_of_run() -> EvidenceHome | None:
    home = click.get_current_context().meta.get(f"{_META}home")
    return evidence_home_at(home) if isinstance(home, Path) else None


def purged_of(home: EvidenceHome | None) -> "PurgedExhibits | None":
    """Return what stands for purged exhibits in a home; None where nothing was ever kept."""
    if home is None or not (home.folder / "log.pub").is_file():
        return None
    from casewright.cli.purged import PurgedExhibits  # noqa: PLC0415 - needs what only an evidence home needs

    return PurgedExhibits(home.open())


def purged_of_run(*, finished_at: datetime | None = None) -> "PurgedExhibits | None":
    """Return the same for the home of this run. One that cannot be opened stops no run: each packet then says why.

    With `finished_at` what a killed command began there is finished first.
    """
    home = _home_of_run()
    try:
        if finished_at is not None:
            finish_what_was_begun(home, finished_at)
        return purged_of(home)
    except CasewrightError:
        return None


def packets_of_run(  # noqa: PLR0913 - what the run knows of its cases
    files: Sequence[CaseFile],
    boards: Mapping[str, CaseBoard],
    reading: FolderReading,
    shop: Shop,
    at: datetime,
    out: Path,
    *,
    unnamed: Words | None = None,
    purged: "PurgedExhibits | None" = None,
) -> dict[str, CasePacket]:
    """Write `packets/CASE/packet.pdf` below `out` for each case that gets one. Return what became of each.

    One that cannot be made stops no other.
    """
    evidence = _home_of_run()
    meta = click.get_current_context().meta
    translator = translator_of(meta.get(f"{_META}translator"))
    maker = PacketMaker(
        shop,
        fetch_from(reading.kept),
        at,
        evidence,
        search_pictures=True,
        translator=translator,
        unnamed=unnamed,
        keep_purged=bool(meta.get(f"{_META}keep_purged")),
    )
    disputed = [(file, boards[file.case.key].board) for file in files if gets_packet(file) and file.case.key in boards]
    return {
        file.case.key: _packet(file, board, maker if purged is None else maker.beside(purged, board), out)
        for file, board in disputed
    }


def _packet(file: CaseFile, board: Board, maker: PacketMaker, out: Path) -> CasePacket:
    """Make and write one packet, or say what stands in the way."""
    asking = asking_of(file)
    assert asking is not None  # noqa: S101 - only such cases come here
    if board.verdict is Verdict.CANNOT_BE_WON:
        return _problem("PKT030", _filled(_LOST, file.case.key, *(reason.words for reason in board.because)))
    path = Path("packets") / case_name(file.case) / "packet.pdf"
    try:
        made = maker.make(file, board, asking)
    except CasewrightError as error:
        return _problem("PKT010", _filled(_NOT_MADE, file.case.key, _words_of(error)))
    except ModuleNotFoundError as error:
        return _problem("PKT020", _NOT_INSTALLED.fill(name=error.name))
    write_packet(made, out / path)
    return {**packet_to_json(made, path), "problem": None}


def _problem(code: str, words: Words) -> CasePacket:
    return {"file": None, "problem": {"code": code, "en": words.en, "zh": words.zh}}


def tell_packets(
    packets: Mapping[str, CasePacket], out: Path | None, language: Language, unnamed: Words | None = None
) -> None:
    """Say on the terminal how many packets were written, why others were not, and who signs; the same thing once."""
    made = packets.values()
    problems = [one["problem"] for one in made if one["problem"]]
    if packets and out:
        written = len(packets) - len(problems)
        click.echo(_TOLD.fill(count=written, folder=out / "packets").say(language))
    for line in dict.fromkeys(f"! {one['code']} {one[language]}" for one in problems):
        click.echo(line)
    if unnamed is not None and any({"en": unnamed.en, "zh": unnamed.zh} in one.get("remarks", ()) for one in made):
        click.echo(f"! {unnamed.say(language)}")


def _filled(words: Words, case: str, *why: Words) -> Words:
    english, chinese = " ".join(one.en for one in why), "".join(one.zh for one in why)
    return Words(words.en.format(case=case, why=english).strip(), words.zh.format(case=case, why=chinese))


def _words_of(error: CasewrightError) -> Words:
    told = getattr(error, "words", None)
    return told if isinstance(told, Words) else Words(str(error), str(error))
