"""Files of a folder that no case has taken up: they may belong to a dispute stated by hand, and never go unsaid."""

from collections.abc import Collection, Iterable
from hashlib import sha256
from pathlib import PurePosixPath

from casewright.domain.kept_file import KeptFile
from casewright.domain.place import Finding, Place, Severity
from casewright.domain.words import Words
from casewright.intake import SourceFile
from casewright.intake.dispute_file import DISPUTE_FILE
from casewright.intake.mapping import MAPPING_ENDING
from casewright.pipeline.deciding import CaseFile
from casewright.pipeline.reading import FolderReading

__all__ = ["left_alone", "loose_files", "same_bytes"]

_LEFT_ALONE = Words(
    "This file ({file}) is part of no case: its name does not name an order that has one, and it came with no mail. If "
    "it is evidence, put the order number into its name, or lay it beside a {dispute} that states the dispute.",
    "文件“{file}”未归入任何案件：文件名没有写明有案件的订单，也不是随邮件来的。如属证据，请在文件名中加上订单号，"
    "或与写明争议的 {dispute} 放在一起。",
)
_COPY = Words(
    "“{file}” holds the same bytes as “{first}”. It was read once; in one case both stand as one exhibit.",
    "文件“{file}”与“{first}”内容完全相同，只读取一次；在同一案件中合为一项证据。",
)


def loose_files(reading: FolderReading, files: Iterable[CaseFile]) -> tuple[SourceFile, ...]:
    """Return the files that came with no mail, that no reader makes records of, and that no case has taken up."""
    joined = {one.place.digest for file in files for one in file.case.files}
    taken = {_outer(one.place.file) for one in reading.records if not _loose(one, joined)}
    return tuple(
        one for one in reading.kept if "!/" not in one.name and one.name not in taken and not _steers(one.name)
    )


def left_alone(
    reading: FolderReading, files: Iterable[CaseFile], used: Iterable[SourceFile] = ()
) -> tuple[Finding, ...]:
    """Return a finding for each loose file that is not among those `used` beside a dispute stated by hand."""
    names = {one.name for one in used}
    return tuple(
        Finding(
            "SRC095",
            Severity.WARNING,
            _LEFT_ALONE.fill(file=one.name, dispute=DISPUTE_FILE),
            Place(one.name, sha256(one.content).hexdigest()),
        )
        for one in loose_files(reading, files)
        if one.name not in names and one.content.strip()
    )


def same_bytes(reading: FolderReading) -> tuple[Finding, ...]:
    """Return a finding for each file that is a copy of another, which it names."""
    first = {sha256(one.content).hexdigest(): one.name for one in reading.kept} if reading.doubles else {}
    copies = [(one.name, sha256(one.content).hexdigest()) for one in reading.doubles if one.content.strip()]
    return tuple(
        Finding("SRC096", Severity.WARNING, _COPY.fill(file=name, first=first[digest]), Place(name, digest))
        for name, digest in copies
    )


def _loose(record: object, joined: Collection[str]) -> bool:
    return isinstance(record, KeptFile) and record.mail_digest is None and record.place.digest not in joined


def _steers(name: str) -> bool:
    return PurePosixPath(name).name == DISPUTE_FILE or name.endswith(MAPPING_ENDING)


def _outer(name: str) -> str:
    return name.partition("!/")[0]
