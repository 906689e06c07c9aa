"""What the vault refuses, in words a person can act on."""

from casewright.domain.errors import CasewrightError

__all__ = [
    "BlobDamagedError",
    "DigestError",
    "ExhibitPurgedError",
    "ExhibitTakenError",
    "ExhibitUnknownError",
    "KeyDamagedError",
    "KeyLostError",
    "PurgedMeanwhileError",
    "SealedError",
    "TwinMissingError",
    "VaultError",
]


class VaultError(CasewrightError):
    """Anything the vault refuses."""


class DigestError(VaultError):
    """A text that names no digest, or an algorithm we do not know."""

    def __init__(self, text: str) -> None:
        super().__init__(f"{text!r} is no digest: write the algorithm and the value, as in sha256:0f3a…")
        self.text = text


class BlobDamagedError(VaultError):
    """Stored bytes are not those that were put."""

    def __init__(self, digest: str) -> None:
        super().__init__(f"the vault's copy of {digest} has changed. Restore it from a backup; do not overwrite it.")
        self.digest = digest


class SealedError(VaultError):
    """Bytes that are not a sealed exhibit, or were sealed under another key."""

    def __init__(self, problem: str) -> None:
        super().__init__(f"sealed exhibit: {problem}")
        self.problem = problem


class KeyDamagedError(VaultError):
    """A key file does not open: it was changed, or the master key is another one."""

    def __init__(self, key: str) -> None:
        super().__init__(f"the key {key} does not open: its file was changed, or the master key is not the right one")
        self.key = key


class KeyLostError(VaultError):
    """The key of an exhibit is gone although no purge is logged."""

    def __init__(self, exhibit: str, key: str) -> None:
        super().__init__(
            f"{exhibit} cannot be read: its key {key} is missing, and no purge is logged. Restore the key."
        )
        self.exhibit = exhibit
        self.key = key


class ExhibitUnknownError(VaultError):
    """The log holds no exhibit of that name."""

    def __init__(self, exhibit: str) -> None:
        super().__init__(f"the log holds no exhibit {exhibit}")
        self.exhibit = exhibit


class ExhibitPurgedError(VaultError):
    """The exhibit was purged; its redacted twin stands for it."""

    def __init__(self, exhibit: str, twin: str | None) -> None:
        super().__init__(f"{exhibit} was purged" + (f"; its redacted twin is {twin}" if twin else ""))
        self.exhibit = exhibit
        self.twin = twin


class ExhibitTakenError(VaultError):
    """The exhibit's name stands for other content already. An exhibit is never replaced."""

    def __init__(self, exhibit: str) -> None:
        super().__init__(
            f"{exhibit} is kept already with other content or another subject. Give the new item its own name."
        )
        self.exhibit = exhibit


class PurgedMeanwhileError(VaultError):
    """The subject was purged while its exhibit was being kept, so that the exhibit went with it."""

    def __init__(self, exhibit: str) -> None:
        super().__init__(f"{exhibit} was purged while it was being kept. Keep it again under a new name if you may.")
        self.exhibit = exhibit


class TwinMissingError(VaultError):
    """A purge would leave exhibits without a redacted twin."""

    def __init__(self, exhibits: tuple[str, ...]) -> None:
        super().__init__(f"nothing was purged: make the redacted twin of {', '.join(exhibits)} first")
        self.exhibits = exhibits
