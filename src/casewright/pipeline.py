"""The only place that runs the stages in order: bytes, records, cases, facts, decisions."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

from casewright.domain.case import Case, CaseKind, Record
from casewright.domain.facts import Fact
from casewright.domain.kept_file import KeptFile
from casewright.domain.marketplace import marketplace_by_code
from casewright.domain.money import Money
from casewright.domain.notice import MailKind, MailNotice
from casewright.domain.place import Finding, Place, Severity
from casewright.domain.shop import Shop
from casewright.domain.words import Words
from casewright.facts import facts_of
from casewright.intake import Reading, SourceFile, read_source
from casewright.rulebook import Rulebook, decide, load_rulebook
from casewright.rulebook.decision import Deadline, Decision
from casewright.triage import Happening, chronology_of, intents_of, link_keys, open_cases
from casewright.triage.kinds import KIND_WORDS

__all__ = [
    "CaseFile",
    "FolderReading",
    "Happening",
    "decide_case",
    "intents_of",
    "link_keys",
    "open_cases",
    "read_files",
]

_DEEPEST = 8
"""How many files may lie inside one another (a mail in a zip in a mail …) before we stop: a guard, not a policy."""


@dataclass(frozen=True, slots=True)
class FolderReading:
    """All records and findings of some files. `kept` are the distinct files, attachments included, bytes whole."""

    records: tuple[Record, ...]
    findings: tuple[Finding, ...]
    kept: tuple[SourceFile, ...]


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A case with what the policy in force says about it.

    `deadline` is the first clock to run out, `money` what is at stake, `title` what it is about, `headline` the next
    action in words, `sources` where it was all read.
    """

    case: Case
    facts: Mapping[str, Fact]
    decision: Decision
    deadline: Deadline | None
    money: Money | None
    title: Words
    headline: Words
    chronology: tuple[Happening, ...]
    sources: tuple[Place, ...]
    zone: str


class _Reader:
    """Reads files and what lies inside them, each content once."""

    def __init__(self) -> None:
        self.records: list[Record] = []
        self.findings: list[Finding] = []
        self.kept: dict[str, SourceFile] = {}

    def read(self, file: SourceFile, depth: int, mail: MailNotice | None) -> None:
        digest = sha256(file.content).hexdigest()
        if digest in self.kept:
            return
        self.kept[digest] = file
        if depth > _DEEPEST:
            self.findings.append(_too_deep(Place(file.name, digest)))
            return
        reading = read_source(file.name, file.content)
        if mail is not None and mail.kind is MailKind.SUSPECT:
            reading = _only_kept(file, digest)
        self.records.extend(_with_mail(record, mail) for record in reading.records)
        self.findings.extend(reading.findings)
        parent = next((one for one in reading.records if isinstance(one, MailNotice)), None)
        for inner in reading.inside:
            self.read(inner, depth + 1, parent or mail)


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
        f"{place.file} 嵌套层数过多,未读取。请先解压,再单独添加该文件。",
    )
    return Finding("SRC090", Severity.ERROR, words, place)


def _name_order(file: SourceFile) -> tuple[int, str]:
    """Copies of a file go by its plainest name, so that `a.eml` keeps its name beside `a (1).eml`."""
    return (len(file.name), file.name)


def read_files(files: Iterable[SourceFile], progress: Callable[[SourceFile], None] | None = None) -> FolderReading:
    """Read files and everything inside them. Never raises for bad input; equal contents are read once."""
    reader = _Reader()
    for file in sorted(files, key=_name_order):
        reader.read(file, 0, None)
        if progress:
            progress(file)
    return FolderReading(tuple(reader.records), tuple(reader.findings), tuple(reader.kept.values()))


def _money(case: Case) -> Money | None:
    """What is at stake: the claim's sum, else what the notice or report states, else the order's total."""
    if case.claim and case.claim.money:
        return case.claim.money
    if case.kind is CaseKind.SUSPECT:
        return None
    stated = [notice.money for notice in case.notices if notice.money]
    stated += [row.order_amount for row in case.returns if row.order_amount] if not stated else []
    if stated:
        return stated[-1]
    return case.order.total if case.order else None


def _title(case: Case) -> Words:
    return KIND_WORDS[case.kind]


def _headline(decision: Decision) -> Words:
    """The next action in words: the row's first two actions, or the first question."""
    if decision.row is None and decision.questions:
        question = decision.questions[0].words
        return Words(f"Find out first: {question.en}", f"先弄清:{question.zh}")
    steps = [step.words for step in decision.actions[:2]]
    if not steps:
        return decision.because
    return Words(
        "; ".join([steps[0].en, *(_lower_first(step.en) for step in steps[1:])]) + ".",
        ";".join(step.zh for step in steps) + "。",
    )


def _lower_first(text: str) -> str:
    """Lower the first letter of a plain word; `Amazon` and `SAFE-T` keep theirs."""
    first = text.split(" ", 1)[0]
    return text if first != first.capitalize() or first in {"Amazon", "Seller"} else text[0].lower() + text[1:]


def _sources(case: Case, facts: Mapping[str, Fact], decision: Decision) -> tuple[Place, ...]:
    used = {place for fact in decision.facts for place in facts.get(fact.name, fact).read_from}
    mails = {notice.place for notice in case.notices}
    rows = {row.place for row in case.returns} | {line.place for line in (case.order.lines if case.order else ())}
    return tuple(sorted(used | mails | rows, key=_place_order))


def _place_order(place: Place) -> tuple[str, str, int, str]:
    return (place.file, place.part or "", place.row or 0, place.column or "")


def decide_case(case: Case, *, at: datetime, shop: Shop, rulebook: Rulebook | None = None) -> CaseFile:
    """Say what the policy in force wants done with a case, seen at one aware instant."""
    book = rulebook or load_rulebook()
    site = marketplace_by_code(case.marketplace or "")
    zone = ZoneInfo(site.zone if site else shop.zone)
    facts = facts_of(case, at=at, shop=shop)
    table = book.table_for(case.kind.value)
    decision = decide(table, facts, on=at.astimezone(zone).date(), marketplace=case.marketplace, zone=zone)
    return CaseFile(
        case=case,
        facts=facts,
        decision=decision,
        deadline=min(decision.deadlines, key=lambda deadline: deadline.due_at, default=None),
        money=_money(case),
        title=_title(case),
        headline=_headline(decision),
        chronology=chronology_of(case),
        sources=_sources(case, facts, decision),
        zone=zone.key,
    )
