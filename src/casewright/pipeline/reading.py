"""Bytes to records: every file, what lies inside it, each content once."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from hashlib import sha256
from types import MappingProxyType

from casewright.domain.case import Record
from casewright.domain.kept_file import KeptFile
from casewright.domain.notice import MailKind, MailNotice
from casewright.domain.place import Finding, Place, Severity
from casewright.domain.report_row import ReportRow
from casewright.domain.words import Words
from casewright.intake import Reading, SourceFile, read_source
from casewright.intake.findings import FindingLog
from casewright.intake.formats import unloaded_formats
from casewright.intake.mail import SignerKeys
from casewright.intake.mail.copies import repeated_ids
from casewright.intake.mapping import MAPPING_ENDING, Mapping, mapping_in
from casewright.intake.order_ids import order_ids_in
from casewright.intake.trackers import CASE_TRACKER

__all__ = ["FolderReading", "read_files"]

_NO_KEYS: SignerKeys = MappingProxyType({})
_INSIDE = "!/"
_DEEPEST = 8
"""How many files may lie inside one another (a mail in a zip in a mail …) before we stop: a guard, not a policy."""


_Keep = Callable[[SourceFile], SourceFile]


@dataclass(frozen=True, slots=True)
class FolderReading:
    """All records and findings of some files. `kept` are the distinct files, attachments included, bytes whole.

    `doubles` are the given files whose bytes had been read under another name.
    """

    records: tuple[Record, ...]
    findings: tuple[Finding, ...]
    kept: tuple[SourceFile, ...]
    doubles: tuple[SourceFile, ...] = ()


class _Reader:
    """Reads files and what lies inside them, each content once."""

    def __init__(self, keys: SignerKeys, mappings: tuple[Mapping, ...], keep: _Keep, *, opens_lists: bool) -> None:
        self._keys = keys
        self._mappings = mappings
        self._keep = keep
        self._opens_lists = opens_lists
        self.records: list[Record] = []
        self.findings: list[Finding] = []
        self.kept: dict[str, SourceFile] = {}
        self.doubles: list[SourceFile] = []

    def read(self, file: SourceFile, depth: int, mail: MailNotice | None) -> None:
        content = file.content
        digest = sha256(content).hexdigest()
        if digest in self.kept:
            if depth == 0 and _INSIDE not in file.name:
                self._double(file, digest)
            return
        self.kept[digest] = self._keep(file)
        if depth > _DEEPEST:
            self.findings.append(_too_deep(Place(file.name, digest)))
            return
        reading = read_source(file.name, content, self._keys, mappings=self._mappings)
        if mail is not None and mail.kind is MailKind.SUSPECT:
            reading = _only_kept(file, digest)
        self.records.extend(_with_mail(record, mail) for record in reading.records)
        self.findings.extend(reading.findings)
        parent = next((one for one in reading.records if isinstance(one, MailNotice)), None)
        for inner in reading.inside if self._opens_lists or not _is_list(reading) else ():
            name = inner.name if inner.name.startswith(file.name) else f"{file.name}{_INSIDE}{inner.name}"
            self.read(SourceFile(name, inner.content), depth + 1, parent or mail)

    def _double(self, file: SourceFile, digest: str) -> None:
        """Remember a copy; where its name tells of other orders than the first one's, it is a file of theirs too."""
        self.doubles.append(file)
        orders = order_ids_in(file.name)
        same = [one for one in self.records if isinstance(one, KeptFile) and one.place.digest == digest]
        if same and orders and not any(set(one.order_ids) & set(orders) for one in same):
            own = Place(file.name, digest)
            self.records.append(replace(same[0], place=own, order_ids=orders, mail_digest=None))


def _is_list(reading: Reading) -> bool:
    """Say whether what was read is a team's own list of cases, whose rows are handed out as files."""
    first = next(iter(reading.records), None)
    return isinstance(first, ReportRow) and first.report == CASE_TRACKER


def _only_kept(file: SourceFile, digest: str) -> Reading:
    """What comes with a suspect mail is kept and nothing more: no record of it may drive an action."""
    return Reading(records=(KeptFile(Place(file.name, digest), "application/octet-stream", len(file.content)),))


def _with_mail(record: Record, mail: MailNotice | None) -> Record:
    """Tie a kept file to the mail it came with, and to that mail's orders."""
    if mail is None or not isinstance(record, KeptFile):
        return record
    orders = record.order_ids if mail.kind is MailKind.SUSPECT else (*record.order_ids, *mail.order_ids)
    return replace(record, mail_digest=mail.place.digest, order_ids=tuple(dict.fromkeys(orders)))


def _too_deep(place: Place) -> Finding:
    words = Words(
        f"{place.file} lies too deep inside other files and was not read. Unpack it and add it by itself.",
        f"{place.file} 嵌套层数过多，未读取。请先解压，再单独添加该文件。",
    )
    return Finding("SRC090", Severity.ERROR, words, place)


def _unloaded(first: SourceFile) -> tuple[Finding, ...]:
    """Name, once for all files, the added formats that cannot be loaded."""
    log = FindingLog(first.name, sha256(first.content).hexdigest())
    unloaded_formats(log)
    return log.findings()


def _name_order(file: SourceFile) -> tuple[int, str]:
    """Copies of a file go by its plainest name, so that `a.eml` keeps its name beside `a (1).eml`.

    What was taken out of a mailbox beforehand stands where the mailbox would, in the order in which it came.
    """
    outer = file.name.partition(_INSIDE)[0]
    return (len(outer), outer)


def _as_it_is(file: SourceFile) -> SourceFile:
    return file


def read_files(
    files: Iterable[SourceFile],
    progress: Callable[[SourceFile], None] | None = None,
    *,
    keys: SignerKeys = _NO_KEYS,
    mappings: Iterable[Mapping] = (),
    opens_lists: bool = True,
    keep: _Keep = _as_it_is,
) -> FolderReading:
    """Read files and everything inside them. Never raises for bad input; equal contents are read once.

    `keys` are stored keys of those who sign mails. `mappings` tell what the columns of a user's own tables mean; a file
    `*.mapping.toml` among the files holds another. A team's list of cases gives its rows, and where it is to be opened
    the notices of their cases. `keep` returns each kept file anew, for instance with its bytes out of memory.
    """
    ordered = sorted(files, key=_name_order)
    told = [mapping_in(file.name, file.content) for file in ordered if file.name.endswith(MAPPING_ENDING)]
    reader = _Reader(keys, (*mappings, *(mapping for mapping, _ in told if mapping)), keep, opens_lists=opens_lists)
    reader.findings.extend(finding for _, faults in told for finding in faults.findings)
    reader.findings.extend(_unloaded(ordered[0]) if ordered else ())
    for file in ordered:
        reader.read(file, 0, None)
        if progress:
            progress(file)
    reader.findings.extend(repeated_ids(record for record in reader.records if isinstance(record, MailNotice)))
    return FolderReading(
        tuple(reader.records), tuple(reader.findings), tuple(reader.kept.values()), tuple(reader.doubles)
    )
