"""The packets of a run: one for each case that the decision contests and the board does not call lost."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from casewright.cli.packet_making import PacketMaker, packet_to_json, write_packet
from casewright.domain.errors import CasewrightError
from casewright.domain.place import Finding, Place, Severity
from casewright.domain.words import Language, Words
from casewright.evidence.board.board import Board, Verdict
from casewright.intake import SourceFile
from casewright.pipeline import CaseFile

__all__ = ["RunPackets", "fetch_from", "tell_packets", "write_packets"]

_NOT_MADE = Words(
    "The packet of {case} was not made. {why}",
    "案件 {case} 的证据包未能生成。{why}",
)
_NOT_INSTALLED = Words(
    'No packet was made, since a package is missing ({name}): pip install "casewright[evidence]"',
    '未生成证据包，因为缺少软件包（{name}）：请运行 pip install "casewright[evidence]"',
)


_TOLD = Words("{count} packets below {folder}", "证据包 {count} 份，位于 {folder}")


@dataclass(slots=True)
class RunPackets:
    """What was written, by case key, as JSON values; and what stood in the way of the others."""

    written: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


def fetch_from(kept: Iterable[SourceFile]) -> Callable[[str], bytes]:
    """Return the way from a digest to the bytes that were read."""
    by_digest = {sha256(one.content).hexdigest(): one.content for one in kept}
    return by_digest.__getitem__


def write_packets(files: Sequence[CaseFile], boards: Mapping[str, Board], maker: PacketMaker, out: Path) -> RunPackets:
    """Write `packets/CASE/packet.pdf` below `out`. One packet that cannot be made stops no other."""
    done = RunPackets()
    try:
        from casewright.pipeline.packing import asking_of, case_name  # noqa: PLC0415 - needs what only packets need
    except ModuleNotFoundError as error:
        done.findings.append(_finding("PKT020", _NOT_INSTALLED.fill(name=error.name), Place("packets", "")))
        return done
    for file in files:
        board, asking = boards.get(file.case.key), asking_of(file)
        if board is None or asking is None or board.verdict is Verdict.CANNOT_BE_WON:
            continue
        path = Path("packets") / case_name(file.case) / "packet.pdf"
        try:
            made = maker.make(file, board, asking)
        except ModuleNotFoundError as error:
            done.findings.append(_finding("PKT020", _NOT_INSTALLED.fill(name=error.name), Place("packets", "")))
            return done
        except CasewrightError as error:
            done.findings.append(_not_made(file, error))
            continue
        write_packet(made, out / path)
        done.written[file.case.key] = packet_to_json(made, path)
    return done


def tell_packets(done: RunPackets, out: Path, language: Language) -> str:
    """Say how many packets were written, and where."""
    return _TOLD.fill(count=len(done.written), folder=out / "packets").say(language)


def _not_made(file: CaseFile, error: CasewrightError) -> Finding:
    told = getattr(error, "words", None)
    words = told if isinstance(told, Words) else Words(str(error), str(error))
    place = file.sources[0] if file.sources else Place(file.case.key, "")
    said = Words(
        _NOT_MADE.en.format(case=file.case.key, why=words.en), _NOT_MADE.zh.format(case=file.case.key, why=words.zh)
    )
    return _finding("PKT010", said, place)


def _finding(code: str, words: Words, place: Place) -> Finding:
    return Finding(code, Severity.WARNING, words, place)
