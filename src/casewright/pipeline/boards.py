"""The evidence board of each case that is a dispute, with what `dispute.toml` states of its order by hand."""

import tomllib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import PurePosixPath
from typing import Any

from casewright.domain.dispute import Dispute
from casewright.domain.place import Finding
from casewright.evidence.board.board import Board, Course
from casewright.evidence.board.disputes import dispute_of
from casewright.evidence.board.make import make_board
from casewright.intake import SourceFile
from casewright.intake.dispute_file import DISPUTE_FILE, DisputeReading, read_dispute
from casewright.pipeline.deciding import CaseFile
from casewright.pipeline.evidence import ReadExhibit, WhatStays, exhibits_of
from casewright.pipeline.loose import left_alone, loose_files, same_bytes
from casewright.pipeline.packing.asking import sends_packet
from casewright.pipeline.reading import FolderReading

__all__ = ["CaseBoard", "Stated", "board_of_case", "course_of", "in_dispute", "stated_disputes", "unused_files"]

_ANSWERS = frozenset({"respond", "represent", "appeal", "safe_t", "fba_claim"})
"""Clocks of the case's table that run until the evidence must be there."""


@dataclass(frozen=True, slots=True)
class CaseBoard:
    """The board of one case, and what was remarked while its exhibits were read."""

    board: Board
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Stated:
    """What a `dispute.toml` says, with the files beside and below it, and the folder they lie in."""

    reading: DisputeReading
    files: tuple[SourceFile, ...]
    home: PurePosixPath


def stated_disputes(reading: FolderReading, files: Sequence[CaseFile] = ()) -> tuple[Stated, ...]:
    """Return every dispute that is stated by hand among the files of a folder.

    In the folder itself, where a shop's whole mail may lie, those beside it are the files that no case has taken up;
    in a folder of its own, all.
    """
    found = []
    homes = _homes(reading.kept)
    for one in reading.kept:
        path = PurePosixPath(one.name)
        if path.name == DISPUTE_FILE:
            told = read_dispute(one.name, one.content)
            near = _below(path.parent, (*reading.kept, *reading.doubles))
            if path.parent == PurePosixPath():
                near = loose_files(reading, files)
            others = {home for home in homes if home != path.parent and home.is_relative_to(path.parent)}
            alone = tuple(other for other in near if not _is_below(other.name, others))
            found.append(Stated(told, alone, path.parent))
    return tuple(found)


def unused_files(files: Sequence[CaseFile], reading: FolderReading) -> tuple[Finding, ...]:
    """Return a finding for each file that is part of no case and of no dispute stated by hand, and for each copy."""
    used = (other for one in stated_disputes(reading, files) for other in one.files if one.reading.dispute is not None)
    return (*left_alone(reading, files, used), *same_bytes(reading))


def _homes(kept: Iterable[SourceFile]) -> frozenset[PurePosixPath]:
    paths = (PurePosixPath(one.name) for one in kept)
    return frozenset(path.parent for path in paths if path.name == DISPUTE_FILE)


def _is_below(name: str, homes: Iterable[PurePosixPath]) -> bool:
    return any(PurePosixPath(name).is_relative_to(home) for home in homes)


def _below(home: PurePosixPath, kept: Iterable[SourceFile]) -> tuple[SourceFile, ...]:
    inside = (one for one in kept if "!/" not in one.name and PurePosixPath(one.name).is_relative_to(home))
    return tuple(one for one in inside if PurePosixPath(one.name).name != DISPUTE_FILE)


def in_dispute(file: CaseFile, stated: Iterable[Stated] = ()) -> bool:
    """Say whether a case is a dispute, by its records or by what is stated of its order by hand."""
    return dispute_of(file.case) is not None or any(_same_order(one, file) for one in stated)


@cache
def _courses() -> Mapping[str, frozenset[str]]:
    source = (files("casewright.pipeline") / "courses.toml").read_text("utf-8")
    return {name: frozenset(steps) for name, steps in tomllib.loads(source).items()}


def course_of(steps: Collection[str]) -> Course:
    """Return what a decision with these steps does with the evidence; no steps, as while it asks, tell nothing."""
    if sends_packet(steps):
        return Course.SENDS
    found = (Course(name) for name, codes in _courses().items() if not codes.isdisjoint(steps))
    return next(found, Course.NOT_TOLD)


def board_of_case(
    file: CaseFile,
    kept: Mapping[str, SourceFile],
    *,
    at: datetime,
    stated: Iterable[Stated] = (),
    read: ReadExhibit | None = None,
    purged: WhatStays | None = None,
) -> CaseBoard | None:
    """Return the board of a decided case, or None where it is no dispute. `kept` are the files' bytes by SHA-256.

    `purged` gives what stands for purged exhibits.

    What a `dispute.toml` of the same order states takes the place of what the records say. Where the decision sends no
    evidence, neither does the board.
    """
    dispute = dispute_of(file.case)
    by_hand = next((one for one in stated if _same_order(one, file)), None)
    told = by_hand.reading.dispute if by_hand is not None else None
    if dispute is None and told is None:
        return None
    dispute = _joined(dispute, told)
    deadline = file.deadline
    if dispute.respond_by is None and deadline is not None and deadline.clock in _ANSWERS:
        dispute = replace(dispute, respond_by=deadline.due_at)
    files = (one for one in file.case.files if one.place.digest in kept)
    given = [SourceFile(one.place.file, kept[one.place.digest].content) for one in files]
    given += [one for one in by_hand.files if sha256(one.content).hexdigest() in kept] if by_hand is not None else []
    options: dict[str, Any] = {} if read is None else {"read": read}
    said = by_hand.reading.exhibits if by_hand is not None else ()
    collected = exhibits_of(dispute, given, case=file.case, stated=said, purged=purged, **options)
    decision = file.decision
    board = make_board(
        dispute,
        collected.exhibits,
        at=at,
        earlier_pictures=collected.earlier,
        proves=collected.proves,
        twins=collected.twins,
        course=course_of([step.code for step in decision.actions] if decision.row else ()),
    )
    return CaseBoard(board, (*(by_hand.reading.findings if by_hand is not None else ()), *collected.findings))


def _same_order(stated: Stated, file: CaseFile) -> bool:
    told = stated.reading.dispute
    return told is not None and told.order_id is not None and told.order_id == file.case.order_ref


def _joined(records: Dispute | None, told: Dispute | None) -> Dispute:
    """Lay what a person states over what records say, field by field, places included."""
    if records is None or told is None:
        known = told or records
        if known is None:
            raise ValueError("a board needs a dispute")
        return known
    stated = {name: getattr(told, name) for name in told.stated()}
    names = {name.split(".", 1)[0] for name, _ in told.read_from}
    kept = tuple(pair for pair in records.read_from if pair[0].split(".", 1)[0] not in names)
    return replace(records, type=told.type, **stated, read_from=(*kept, *told.read_from))
