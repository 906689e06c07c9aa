"""What the packet refuses, in words a person can act on, in both languages."""

from casewright.domain.errors import CasewrightError
from casewright.domain.words import Words

__all__ = [
    "ContentError",
    "FontsMissingError",
    "PacketError",
    "PacketTooLargeError",
    "ProfileUnknownError",
    "SigningError",
    "TypesettingError",
]


class PacketError(CasewrightError):
    """Anything the packet refuses. `words` says it to a person."""

    def __init__(self, words: Words) -> None:
        super().__init__(words.en)
        self.words = words


class ContentError(PacketError):
    """What was given cannot be shown as it is."""


class FontsMissingError(PacketError):
    """The typefaces that a packet needs are not installed."""

    def __init__(self, missing: tuple[str, ...], line: str) -> None:
        names = ", ".join(missing)
        super().__init__(
            Words(
                en=f"These fonts are missing: {names}. Install them as root: {line}",
                zh=f"缺少字体：{names}。请以 root 身份安装：{line}",
            )
        )
        self.missing = missing
        self.line = line


class ProfileUnknownError(PacketError):
    """No profile of that name is in force on that day."""

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        listed = ", ".join(known)
        super().__init__(
            Words(
                en=f"There is no packet profile {name!r} on that day. Choose from {listed}.",
                zh=f"当日没有名为“{name}”的证据包规格。可选：{listed}。",
            )
        )
        self.name = name
        self.known = known


class PacketTooLargeError(PacketError):
    """The packet does not fit its channel, and nothing was left out to make it fit."""

    def __init__(self, words: Words, pages: int, size_bytes: int) -> None:
        super().__init__(words)
        self.pages = pages
        self.size_bytes = size_bytes


class TypesettingError(PacketError):
    """The typesetter refused. This is a fault of ours; its own words are kept."""

    def __init__(self, detail: str) -> None:
        super().__init__(
            Words(
                en=f"The packet could not be typeset: {detail}. Keep the content and report it.",
                zh=f"证据包排版失败：{detail}。请保留内容并报告。",
            )
        )
        self.detail = detail


class SigningError(PacketError):
    """The packet could not be signed; the unsigned packet stays as it was."""

    def __init__(self, detail: str) -> None:
        super().__init__(
            Words(
                en=f"The packet was not signed: {detail}. Check key and password; the unsigned packet is whole.",
                zh=f"证据包未能签名：{detail}。请检查密钥和密码；未签名的证据包完好。",
            )
        )
        self.detail = detail
