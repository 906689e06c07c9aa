"""Run one task on untrusted bytes in a process of its own that can use only so much memory and time."""

import os
import subprocess
import sys
from typing import TypeVar

import msgspec

from casewright.evidence.safety.limits import SAFETY_LIMITS, SafetyLimits

__all__ = ["ConfinedError", "run_confined"]

_A = TypeVar("_A")
_CHILD = "casewright.evidence.safety.child"
_KEPT_ENVIRONMENT = ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "SYSTEMROOT")


class ConfinedError(Exception):
    """The confined process did not answer: it crashed, or reached a limit."""

    def __init__(self, why: str) -> None:
        super().__init__(f"the file was not opened: {why}; ask for another copy")
        self.why = why


def run_confined(task: str, content: bytes, answer: type[_A], limits: SafetyLimits = SAFETY_LIMITS) -> _A:
    """Return what the task makes of the bytes. Raise ConfinedError when it cannot within the limits."""
    environment = {name: os.environ[name] for name in _KEPT_ENVIRONMENT if name in os.environ}
    command = [sys.executable, "-P", "-W", "ignore", "-m", _CHILD, task, msgspec.json.encode(limits).decode()]
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and module
            command,
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**environment, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
            timeout=limits.child_wall_seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise ConfinedError(f"{limits.child_wall_seconds} s") from None
    except OSError as error:
        raise ConfinedError(error.strerror or "no process") from None
    if done.returncode:
        raise ConfinedError(f"exit {done.returncode}")
    if len(done.stdout) > limits.child_answer_bytes:
        raise ConfinedError(f"{len(done.stdout)} bytes")
    try:
        return msgspec.msgpack.decode(done.stdout, type=answer)
    except msgspec.MsgspecError:
        raise ConfinedError("no answer") from None
