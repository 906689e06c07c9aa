"""What the log refuses, in words a person can act on."""

from casewright.domain.errors import CasewrightError

__all__ = ["LogDamagedError", "LogError", "NameTakenError", "NoteError", "ProofError", "UnsignableError"]


class LogError(CasewrightError):
    """Anything the log refuses."""


class NoteError(LogError):
    """A signed text that is not well formed, or that no trusted key has signed."""

    def __init__(self, problem: str) -> None:
        super().__init__(f"signed note: {problem}")
        self.problem = problem


class ProofError(LogError):
    """A proof file that proves nothing: its form, its signature or its path is wrong."""

    def __init__(self, problem: str, index: int | None = None) -> None:
        super().__init__(f"proof{'' if index is None else f' of entry {index}'}: {problem}")
        self.problem = problem
        self.index = index


class LogDamagedError(LogError):
    """The log's file was changed behind its end. Nothing may be added until a person has looked at it."""

    def __init__(self, line: int, problem: str) -> None:
        super().__init__(
            f"the log is damaged at line {line}: {problem}. Nothing was added. Verify the vault, keep a copy of the "
            "damaged file, and restore the log from a backup that its copied checkpoints confirm."
        )
        self.line = line
        self.problem = problem


class NameTakenError(LogError):
    """Another entry already stands under this name; an entry is never replaced."""

    def __init__(self, name: str, index: int) -> None:
        super().__init__(f"{name} stands in the log already (entry {index}) with other content. Choose a new name.")
        self.name = name
        self.index = index


class UnsignableError(LogError):
    """This log was opened for reading: it has no key to sign with."""

    def __init__(self) -> None:
        super().__init__("the log was opened without its signing key, so nothing can be added to it")
