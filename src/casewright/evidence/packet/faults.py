"""What may be wrong with a packet, in words for whoever received it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from casewright.domain.words import Words

__all__ = ["PacketCheck", "PacketFault", "PacketFaultKind", "fault_of"]


class PacketFaultKind(StrEnum):
    """What is wrong with a packet."""

    NO_PACKET = "no_packet"
    NO_MANIFEST = "no_manifest"
    SEAL_BROKEN = "seal_broken"
    ADDED = "added"
    MANIFEST_UNREADABLE = "manifest_unreadable"
    MANIFEST_DIFFERS = "manifest_differs"
    RECEIPT_DIFFERS = "receipt_differs"
    PAGE_ALTERED = "page_altered"
    PAGES_MISSING = "pages_missing"
    FRAME_ALTERED = "frame_altered"
    ORIGINAL_ALTERED = "original_altered"
    PROOF_FAILS = "proof_fails"
    SIGNATURE_FAILS = "signature_fails"
    NO_BAG = "no_bag"
    FILE_ALTERED = "file_altered"
    FILE_MISSING = "file_missing"
    FILE_ADDED = "file_added"
    NOTE_FAILS = "note_fails"


@dataclass(frozen=True, slots=True)
class PacketFault:
    """One thing that is wrong: what, in both languages; the exhibit's number and the page where it is known."""

    kind: PacketFaultKind
    words: Words
    exhibit: str | None = None
    page: int | None = None


@dataclass(frozen=True, slots=True)
class PacketCheck:
    """What the check found. `proven` are the exhibits whose log proof held, `compared` those held against originals.

    `bound` says whether every byte was held to something that would betray a change: a seal, a receipt, a packet. It is
    False for a manifest that came alone.
    """

    faults: tuple[PacketFault, ...]
    manifest: Mapping[str, Any] | None = None
    proven: tuple[str, ...] = ()
    compared: tuple[str, ...] = ()
    bound: bool = True

    @property
    def whole(self) -> bool | None:
        """Whether nothing was altered; None when an unbound file shows nothing wrong."""
        return False if self.faults else True if self.bound else None

    @property
    def altered(self) -> tuple[str, ...]:
        """The numbers of the exhibits that were altered, each once, in order."""
        return tuple(sorted({fault.exhibit for fault in self.faults if fault.exhibit is not None}))


_WORDS = {
    PacketFaultKind.NO_PACKET: Words(
        en="This is not a packet: it is no PDF, or it bears no seal. Ask for the file as it was sent.",
        zh="这不是证据包：不是 PDF，或没有封印。请索取原始发送的文件。",
    ),
    PacketFaultKind.NO_MANIFEST: Words(
        en="This is not a packet's manifest, or it was damaged. Use the packet itself, or another copy of it.",
        zh="这不是证据包的清单，或清单已损坏。请改用证据包本身，或另取一份清单。",
    ),
    PacketFaultKind.SEAL_BROKEN: Words(
        en="The file is not as it was made: its seal does not fit its bytes.",
        zh="文件与生成时不一致：封印与内容不符。",
    ),
    PacketFaultKind.ADDED: Words(
        en="Something that is not a signature was added behind the sealed part.",
        zh="封印部分之后被追加了非签名的内容。",
    ),
    PacketFaultKind.MANIFEST_UNREADABLE: Words(
        en="The attached manifest.json cannot be read, so pages cannot be named. Give the copy that stood beside it.",
        zh="所附 manifest.json 无法读取，因此无法指出被改动的页面。请用随附的清单副本核验。",
    ),
    PacketFaultKind.MANIFEST_DIFFERS: Words(
        en="The manifest inside the packet (PDF) is not the one that stands beside it.",
        zh="证据包（PDF）内的清单与随附的清单不一致。",
    ),
    PacketFaultKind.RECEIPT_DIFFERS: Words(
        en="The file or its manifest is not the one that the receipt names, or the receipt was altered.",
        zh="文件或其清单与回执所记不符，或回执本身被改动。",
    ),
    PacketFaultKind.PAGE_ALTERED: Words(
        en="Page {page} was altered (exhibit {where}).",
        zh="第 {page} 页被改动（证据 {where}）。",
    ),
    PacketFaultKind.PAGES_MISSING: Words(
        en="The manifest tells of {told} pages; {here} can be reached.",
        zh="清单记载 {told} 页，实际可读 {here} 页。",
    ),
    PacketFaultKind.FRAME_ALTERED: Words(
        en="No page of an exhibit was altered; the change is in what all pages share, such as typefaces or bookmarks.",
        zh="各证据页面均未改动；改动出现在各页共用的部分，如字体或书签。",
    ),
    PacketFaultKind.ORIGINAL_ALTERED: Words(
        en="The original of {where} is not the one that was copied into the packet.",
        zh="{where} 的原件与证据包所载不是同一份。",
    ),
    PacketFaultKind.PROOF_FAILS: Words(
        en="The log's proof for {where} does not hold.",
        zh="{where} 的日志证明不成立。",
    ),
    PacketFaultKind.SIGNATURE_FAILS: Words(
        en="The signature does not hold for this file.",
        zh="签名与本文件不符。",
    ),
    PacketFaultKind.NO_BAG: Words(
        en="This folder is not a bag: manifest-sha256.txt is missing or damaged. Ask for the folder as it was sent.",
        zh="这个文件夹不是 BagIt 包：缺少 manifest-sha256.txt，或该文件已损坏。请索取原始发送的文件夹。",
    ),
    PacketFaultKind.FILE_ALTERED: Words(en="{path} is not as it was listed.", zh="{path} 与清单所列不一致。"),
    PacketFaultKind.FILE_MISSING: Words(en="{path} is listed, but is not there.", zh="清单列有 {path}，但文件不在。"),
    PacketFaultKind.FILE_ADDED: Words(en="{path} is there, but not listed.", zh="{path} 不在清单之列。"),
    PacketFaultKind.NOTE_FAILS: Words(
        en="The log's signature over manifest-sha256.txt does not hold, so that list may have been rewritten.",
        zh="日志对 manifest-sha256.txt 的签名不成立，该清单可能被改写。",
    ),
}


def fault_of(
    kind: PacketFaultKind, *, exhibit: str | None = None, page: int | None = None, **values: object
) -> PacketFault:
    """Return the fault in words, with what the words name."""
    return PacketFault(kind, _WORDS[kind].fill(page=page, **values), exhibit, page)
