"""Making a packet of a decided case: kept in the vault, built, signed, written with what stands beside it."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from casewright.cli.evidence_home import EvidenceHome
from casewright.cli.folder import write_whole
from casewright.domain.exhibit import Exhibit
from casewright.domain.shop import Shop
from casewright.domain.words import Words
from casewright.evidence.board.board import Board
from casewright.pipeline import CaseFile
from casewright.pipeline.packing.asking import Asking

if TYPE_CHECKING:
    from casewright.cli.purged import PurgedExhibits
    from casewright.evidence.packet.build import Packet
    from casewright.evidence.packet.signing import SigningKey, TimeService
    from casewright.pipeline.packing.pack import Packing
    from casewright.pipeline.packing.translating import Translator

__all__ = [
    "MadePacket",
    "PacketMaker",
    "Signing",
    "finish_what_was_begun",
    "packet_to_json",
    "signing_of",
    "write_packet",
]

_BY = "command line"
_LYING = Words(
    "Purged from the vault, yet still in the folder: {files}. The packet shows them, and the vault does not keep them "
    "again. Delete the files, or take their rows out; if you may keep them, give --keep-purged.",
    "证据库已清除、文件夹里却还有：{files}。证据包照常展示，但证据库不再重新保存。请删除这些文件或其中的记录；"
    "如确可保留，请加 --keep-purged。",
)
_TIME_OF_NOTHING = Words(
    "--time-service confirms the time of a signature: give --sign-with too.",
    "--time-service 用于确认签名时间：请同时给出 --sign-with。",
)
_NO_TIME_ADDRESS = Words(
    "{address} is no address of a time service: write http://… or https://….",
    "{address} 不是时间戳服务的地址：请写成 http://… 或 https://…。",
)
_NO_TIME_SERVICE = Words(
    "No time service is installed: leave out --time-service, or install the whole product.",
    "未安装时间戳服务组件：请去掉 --time-service，或安装完整产品。",
)


@dataclass(frozen=True, slots=True)
class Signing:
    """The key that signs, and who confirms the time."""

    key: "SigningKey"
    time_service: "TimeService | None" = None


@dataclass(frozen=True, slots=True)
class MadePacket:
    """A packet that was made, what it shows, and every remark for whoever sends it."""

    packet: "Packet"
    packing: "Packing"
    profile: str
    signed: bool
    time_confirmed: bool
    remarks: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class PacketMaker:
    """Makes the packets of one run. `home` is where exhibits are kept and logged, if anywhere.

    `search_pictures` looks through pictures and scans for personal data, where text in pixels can be read here.
    `redacted` are the keys of exhibits that stand for purged ones, `kept` the names under which the vault has these and
    others that are not to be kept again, by key. `translator` translates messages, if anybody does. `unnamed` is said
    where nothing names the shop; then the seller whom the dispute names signs. `lying` finds what was purged and still
    lies in the folder: it is told, and kept anew only with `keep_purged`.
    """

    shop: Shop
    fetch: Callable[[str], bytes]
    at: datetime
    home: EvidenceHome | None = None
    signing: Signing | None = None
    language: str | None = None
    search_pictures: bool = False
    redacted: Collection[str] = ()
    kept: Mapping[str, str] = field(default_factory=dict)
    translator: "Translator | None" = None
    unnamed: Words | None = None
    lying: "Callable[[Packing], Sequence[Exhibit]] | None" = None
    keep_purged: bool = False

    def beside(self, purged: "PurgedExhibits", board: Board) -> Self:
        """Return the maker for a board on which some exhibits stand for purged ones."""
        fetch = purged.fetch_after(self.fetch)
        return replace(self, fetch=fetch, redacted=purged.redacted(board), kept=purged.names(board), lying=purged.lying)

    def make(self, file: CaseFile, board: Board, asking: Asking) -> MadePacket:
        """Return the packet. Raise CasewrightError: a PacketError, a VaultError or a LogError."""
        from casewright.evidence.packet.build import build_packet  # noqa: PLC0415 - heavy; only who makes packets pays
        from casewright.evidence.packet.fonts import find_fonts  # noqa: PLC0415 - the same
        from casewright.evidence.packet.profile import profile_named  # noqa: PLC0415 - the same
        from casewright.evidence.packet.signing import SIGNATURE_RESERVE_BYTES  # noqa: PLC0415 - the same
        from casewright.pipeline.packing.pack import pack_case  # noqa: PLC0415 - the same
        from casewright.pipeline.packing.translating import with_translations  # noqa: PLC0415 - the same

        profile = profile_named(asking.profile, self.at.date())
        shop, unsaid = self._signatory(board)
        packing = pack_case(
            file, board, asking, shop=shop, fetch=self.fetch, language=self.language, redacted=self.redacted
        )
        packing = replace(packing, content=with_translations(packing.content, file.case, self.translator))
        packing = self._kept(self._searched(packing), file)
        packet = build_packet(
            packing.content,
            profile,
            find_fonts(),
            self.at,
            fetch=packing.fetch,
            reserve_bytes=0 if self.signing is None else SIGNATURE_RESERVE_BYTES,
        )
        remarks = (*unsaid, *packing.remarks, *packet.remarks)
        if self.signing is None:
            return MadePacket(packet, packing, profile.name, signed=False, time_confirmed=False, remarks=remarks)
        return self._signed(packet, packing, profile.name, remarks)

    def _signatory(self, board: Board) -> tuple[Shop, tuple[Words, ...]]:
        """Return who signs, and what is to be said of that."""
        seller = board.dispute.seller
        if self.unnamed is None:
            return self.shop, ()
        return (self.shop, (self.unnamed,)) if seller is None else (replace(self.shop, name=seller), ())

    def _searched(self, packing: "Packing") -> "Packing":
        from casewright.evidence.readers.lines import pixel_lines  # noqa: PLC0415 - as above
        from casewright.pipeline.packing.covering import cover_pictures  # noqa: PLC0415 - as above

        if not self.search_pictures:
            return packing
        return replace(packing, content=cover_pictures(packing.content, packing.fetch, pixel_lines))

    def _kept(self, packing: "Packing", file: CaseFile) -> "Packing":
        from casewright.pipeline.packing.keeping import keep_exhibits  # noqa: PLC0415 - as above

        if self.home is None:
            return packing
        lying = () if self.lying is None or self.keep_purged else tuple(self.lying(packing))
        left = tuple(one.key for one in lying)
        vault = self.home.open()
        content = keep_exhibits(vault, packing, file.case, by=_BY, at=self.at, kept=self.kept, left=left)
        return replace(packing, content=content, remarks=(*packing.remarks, *_of_lying(lying)))

    def _signed(self, packet: "Packet", packing: "Packing", profile: str, remarks: tuple[Words, ...]) -> MadePacket:
        from casewright.evidence.packet.signing import sign_packet  # noqa: PLC0415 - as above

        assert self.signing is not None  # noqa: S101 - the caller has looked
        done = sign_packet(
            packet.pdf,
            self.signing.key,
            self.at,
            reason=packing.content.title,
            time_service=self.signing.time_service,
        )
        return MadePacket(
            replace(packet, pdf=done.pdf),
            packing,
            profile,
            signed=True,
            time_confirmed=done.time_confirmed,
            remarks=(*remarks, *done.remarks),
        )


def _of_lying(lying: Sequence[Exhibit]) -> tuple[Words, ...]:
    """Say of purged exhibits that their files lie in the folder still."""
    if not lying:
        return ()
    told = [(one.key, one.place.file) for one in lying]
    english = ", ".join(f"{key} ({file})" for key, file in told)
    chinese = "、".join(f"{key}（{file}）" for key, file in told)
    return (Words(_LYING.en.format(files=english), _LYING.zh.format(files=chinese)),)


def finish_what_was_begun(home: EvidenceHome | None, at: datetime) -> None:
    """Finish in a vault what a killed command began: enter what it kept, and take away its drafts."""
    if home is not None and (home.folder / "log.pub").is_file():
        home.open().resume(by=_BY, at=at)


def signing_of(key: Path | None, password: str | None, time_address: str | None) -> Signing | None:
    """Return the configured signing; None without a key. Raise PacketError for a time service that cannot be asked."""
    from casewright.evidence.packet.errors import PacketError  # noqa: PLC0415 - as above

    if key is None:
        if time_address is not None:
            raise PacketError(_TIME_OF_NOTHING)
        return None
    from casewright.evidence.packet.signing import SigningKey  # noqa: PLC0415 - as above

    signing = SigningKey(key.read_bytes(), None if password is None else password.encode())
    return Signing(signing, None if time_address is None else _time_service(time_address))


def _time_service(address: str) -> "TimeService":
    from casewright.evidence.packet.errors import PacketError  # noqa: PLC0415 - as above

    for point in entry_points(group="casewright.time_services"):
        try:
            service: TimeService = point.load()(address)
        except ValueError as error:
            raise PacketError(_NO_TIME_ADDRESS.fill(address=address)) from error
        return service
    raise PacketError(_NO_TIME_SERVICE)


def write_packet(made: MadePacket, path: Path) -> None:
    """Write the PDF, and its manifest and receipt beside it."""
    write_whole(path, made.packet.pdf)
    write_whole(path.with_suffix(".manifest.json"), made.packet.manifest)
    write_whole(path.with_suffix(".receipt.json"), made.packet.receipt)


def packet_to_json(made: MadePacket, path: Path) -> Mapping[str, Any]:
    """Return what a script wants to know of a packet that was written."""
    packet = made.packet
    return {
        "file": path.as_posix(),
        "profile": made.profile,
        "language": made.packing.content.language,
        "pages": packet.pages,
        "bytes": len(packet.pdf),
        "sha256": packet.digest,
        "quality": packet.quality,
        "verdict": made.packing.verdict.value,
        "signed": made.signed,
        "time_confirmed": made.time_confirmed,
        "logged": made.packing.content.log is not None,
        "exhibits": [
            {"number": number, "first": first, "last": last, "covered": number in packet.covered}
            for number, (first, last) in packet.exhibits.items()
        ],
        "remarks": [{"en": one.en, "zh": one.zh} for one in made.remarks],
    }
