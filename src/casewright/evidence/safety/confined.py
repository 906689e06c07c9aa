"""Run one task on untrusted bytes in a process of its own that can use only so much memory and time."""

import os
import signal
import subprocess
import sys
from typing import TypeVar

import msgspec

from casewright.domain.words import Words
from casewright.evidence.safety.limits import SAFETY_LIMITS, SafetyLimits

__all__ = ["ConfinedError", "run_confined"]

_A = TypeVar("_A")
_CHILD = "casewright.evidence.safety.child"
_KEPT_ENVIRONMENT = ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "SYSTEMROOT")


_SLOW = Words("it took longer than {seconds} seconds", "耗时超过 {seconds} 秒")
_LIMIT = Words("it used more time or memory than is allowed", "用时或内存超出允许范围")
_CRASHED = Words(
    "the program that opens it broke off; the file is damaged or too large",
    "打开它的程序中途退出，文件可能已损坏或过大",
)
_TOO_MUCH = Words("it holds more than can be taken out of one file", "内容过多，超出单个文件的上限")
_NOT_STARTED = Words("the program that opens it could not be started", "打开它的程序无法启动")
_AT_A_LIMIT = frozenset({signal.SIGKILL, signal.SIGXCPU})


class ConfinedError(Exception):
    """The confined process did not answer: it crashed, or reached a limit. `why` is a part of a sentence."""

    def __init__(self, why: Words) -> None:
        super().__init__(f"the file was not opened: {why.en}; ask for another copy")
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
        raise ConfinedError(_SLOW.fill(seconds=limits.child_wall_seconds)) from None
    except OSError:
        raise ConfinedError(_NOT_STARTED) from None
    if done.returncode:
        raise ConfinedError(_LIMIT if -done.returncode in _AT_A_LIMIT else _CRASHED)
    if len(done.stdout) > limits.child_answer_bytes:
        raise ConfinedError(_TOO_MUCH)
    try:
        return msgspec.msgpack.decode(done.stdout, type=answer)
    except msgspec.MsgspecError:
        raise ConfinedError(_CRASHED) from None
