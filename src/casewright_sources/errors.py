"""What keeps a source from being read, in words a person can act on."""

from casewright.domain.errors import CasewrightError
from casewright.domain.words import Words

__all__ = ["ConnectionUnknownError", "SecretLostError", "SourceError"]


class SourceError(CasewrightError):
    """A source cannot be read. `needs_person` when trying again is useless until somebody changes something."""

    def __init__(self, words: Words, *, needs_person: bool = False) -> None:
        super().__init__(words.en)
        self.words = words
        self.needs_person = needs_person


class ConnectionUnknownError(SourceError):
    """A name under which nothing is connected."""

    def __init__(self, name: str) -> None:
        super().__init__(
            Words(
                f"Nothing is connected under the name {name}. `casewright connect list` shows what is.",
                f"没有名为 {name} 的连接。可用 `casewright connect list` 查看已有的连接。",
            ),
            needs_person=True,
        )
        self.name = name


class SecretLostError(SourceError):
    """A stored password that does not open: its file or the key was changed or is missing."""

    def __init__(self, name: str) -> None:
        super().__init__(
            Words(
                f"The stored password of {name} cannot be opened. Connect it again and give the password once more.",
                f"无法解开 {name} 已保存的密码。请重新连接并再次提供密码。",
            ),
            needs_person=True,
        )
        self.name = name
