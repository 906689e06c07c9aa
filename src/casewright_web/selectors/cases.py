"""One case, its history, and the files that belong to it."""

from dataclasses import dataclass
from typing import Any

from casewright_web.models import CaseEvent, CaseRow, CaseStatus, SourceFile, StoredFinding

__all__ = [
    "CaseFileLink",
    "Stage",
    "case_files",
    "case_findings",
    "case_get",
    "case_history",
    "case_siblings",
    "case_stages",
]


@dataclass(frozen=True, slots=True)
class CaseFileLink:
    """One file of a case that can be downloaded."""

    digest: str
    name: str
    media_type: str
    size_bytes: int
    from_mail: bool


@dataclass(frozen=True, slots=True)
class Stage:
    """One step on the line that says whose turn it is: `done`, `now` or `next`."""

    name: str
    state: str


def case_get(*, case_id: int) -> CaseRow | None:
    """Return a case or None."""
    return CaseRow.objects.filter(pk=case_id).first()


def case_history(*, case: CaseRow) -> tuple[CaseEvent, ...]:
    """Return every change of a case, newest first."""
    return tuple(case.events.order_by("-seq"))


def _digests(snapshot: dict[str, Any]) -> set[str]:
    places = [line["place"] for line in snapshot["chronology"]] + snapshot["sources"]
    return {place["digest"] for place in places} | {kept["place"]["digest"] for kept in snapshot["files"]}


def case_files(*, case: CaseRow) -> tuple[CaseFileLink, ...]:
    """Return the mails, reports and attachments that the case rests on, attachments first."""
    attached = {one["digest"] for one in case.decision["attachments"]}
    wanted = _digests(case.decision) | attached
    rows = SourceFile.objects.filter(digest__in=wanted).order_by("name")
    links = [CaseFileLink(r.digest, r.name, r.media_type, r.size_bytes, r.digest in attached) for r in rows]
    return tuple(sorted(links, key=lambda link: not link.from_mail))


def case_findings(*, case: CaseRow) -> tuple[StoredFinding, ...]:
    """Return what the readers remarked about the case's own mails."""
    mails = {mail["digest"] for mail in case.decision["mails"]}
    return tuple(StoredFinding.objects.filter(source__digest__in=mails).select_related("source").order_by("pk")[:50])


def case_siblings(*, case: CaseRow) -> tuple[CaseRow, ...]:
    """Return the other cases of the same order."""
    if not case.order_ref:
        return ()
    others = CaseRow.objects.filter(order_ref=case.order_ref).exclude(pk=case.pk).defer("decision", "search")
    return tuple(others.order_by("pk")[:20])


_CLAIM_STEPS = ("contact", "filed", "answer", "ruling", "appeal")
_OTHER_STEPS = ("arrived", "our_turn", "their_turn", "closed")


def case_stages(*, case: CaseRow) -> tuple[Stage, ...]:
    """Return the stages of this kind of case with the one it stands at."""
    if case.kind == "atoz_claim":
        return _line(_CLAIM_STEPS, _claim_step(case))
    return _line(
        _OTHER_STEPS, {CaseStatus.OPEN: 1, CaseStatus.WAITING: 2, CaseStatus.CLOSED: 3}[CaseStatus(case.status)]
    )


def _claim_step(case: CaseRow) -> int:
    claim = case.decision["claim"] or {}
    appealing = any(clock["clock"] == "appeal" for clock in case.decision["decision"]["deadlines"])
    if claim.get("state") == "appealed" or (claim.get("state") == "decided" and appealing):
        return 4
    if claim.get("state") == "decided" or case.status != CaseStatus.OPEN:
        return 3
    return 2


def _line(steps: tuple[str, ...], now: int) -> tuple[Stage, ...]:
    states = ["done" if place < now else "now" if place == now else "next" for place in range(len(steps))]
    return tuple(Stage(name, state) for name, state in zip(steps, states, strict=True))
