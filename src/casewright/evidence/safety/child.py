"""The confined process: takes its limits first, then the bytes, and answers once.

Run by `confined`: python -m casewright.evidence.safety.child TASK LIMITS < bytes > answer
"""

import sys
from collections.abc import Callable

import msgspec

from casewright.evidence.safety.limits import SafetyLimits

__all__ = ["main"]

_FEW_FILES = 64


def _confine(limits: SafetyLimits) -> None:
    """Give up the right to more memory, time, files and core dumps. Systems without such limits keep the wall clock."""
    try:
        import resource  # noqa: PLC0415 - not on every system
    except ImportError:
        return
    for kind, most in (
        (resource.RLIMIT_AS, limits.child_memory_bytes),
        (resource.RLIMIT_CPU, limits.child_cpu_seconds),
        (resource.RLIMIT_NOFILE, _FEW_FILES),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        try:
            resource.setrlimit(kind, (most, most))
        except (ValueError, OSError):
            continue


def _task(name: str) -> Callable[[bytes, SafetyLimits], object]:
    if name == "pdf":
        from casewright.evidence.safety.pdf_work import read_pdf  # noqa: PLC0415 - after the limits are taken

        return read_pdf
    if name == "sheets":
        from casewright.evidence.safety.sheet_work import draw_sheets  # noqa: PLC0415 - the same

        return draw_sheets
    if name == "cut":
        from casewright.evidence.safety.cut_work import draw_cut  # noqa: PLC0415 - the same

        return draw_cut
    if name == "table":
        from casewright.evidence.safety.table_work import read_spreadsheet  # noqa: PLC0415 - the same

        return read_spreadsheet
    from casewright.evidence.safety.picture_work import copy_picture, read_picture  # noqa: PLC0415 - the same

    return copy_picture if name == "copy" else read_picture


def main(task: str, limits_text: str) -> None:
    """Do one task on standard input."""
    limits = msgspec.json.decode(limits_text, type=SafetyLimits)
    _confine(limits)
    answer = _task(task)(sys.stdin.buffer.read(), limits)
    sys.stdout.buffer.write(msgspec.msgpack.encode(answer))
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
