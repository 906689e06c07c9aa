"""What a check found, as stable JSON and for people."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console

from casewright.cli.verify_names import PacketName
from casewright.domain.words import Language, Words
from casewright.evidence.log.note import NoteKey
from casewright.evidence.packet.faults import PacketCheck, PacketFaultKind
from casewright.evidence.vault.verify import VaultReport

__all__ = ["VERIFY_VERSION", "check_document", "home_document", "print_check", "print_home"]

VERIFY_VERSION = 1
"""Version of the layout; it changes when a key changes its meaning or goes."""
_KINDS = {
    "packet": Words("packet", "证据包"),
    "manifest": Words("manifest", "清单"),
    "bag": Words("bag", "BagIt 包"),
}
_WHOLE = Words("Whole: nothing in this {kind} was altered.", "完好：这份{kind}没有任何改动。")
_UNBOUND = Words(
    "Nothing wrong was found, but only commitments and proofs were checked; whether anything else in this manifest "
    "(order number, dates, who wrote what) was altered cannot be told. Put the receipt (NAME.receipt.json) or the "
    "packet (NAME.pdf) that came with it beside it, and check again.",
    "未发现问题，但只核对了承诺值和日志证明；清单中的其他内容（订单号、日期、由谁所写）是否被改过，无从判断。"
    "请把随附的回执（名称.receipt.json）或证据包（名称.pdf）放在清单旁边，再核验一次。",
)
_ALTERED = Words("Altered: {exhibits}.", "被改动的证据：{exhibits}。")
_NOT_WHOLE = Words("Not whole; no exhibit could be named.", "不完好，但无法指明是哪一项证据。")
_COMPARED = Words("Originals that fit: {count} of {total}.", "原件相符：{count} 项，共 {total} 项。")
_NO_ORIGINALS = Words(
    "No original was at hand, so only pages and lists were checked (--originals DIR).",
    "手头没有原件，只核对了页面和清单（可用 --originals 指定原件文件夹）。",
)
_NO_ORIGINALS_OF_MANIFEST = Words(
    "No original was at hand to hold the exhibits to (--originals DIR); pages are not in a manifest, so none was "
    "checked.",
    "手头没有原件可供比对（可用 --originals 指定原件文件夹）；清单不含页面，因此没有核对页面。",
)
_PROVEN = Words(
    "Entries proven in the evidence log: {count} of {total}.", "已在证据日志中证实：{count} 项，共 {total} 项。"
)
_HOME_KEY = Words(
    "The log's key was taken from log.pub in the folder itself: {key}. Whoever can write there can change it too: "
    "compare it with one you were handed, or give it by --key.",
    "日志公钥取自该文件夹内的 log.pub：{key}。能改动该文件夹的人也能改动它："
    "请与另行交给您的公钥核对，或用 --key 指定。",
)
_OWN_KEY = Words(
    "The log's key was taken from the packet itself: {key}. Compare it with one you were handed, or give it by --key.",
    "日志公钥取自证据包本身：{key}。请与对方另行交给您的公钥核对，或用 --key 指定。",
)
_NO_LOG = Words("The exhibits have no entry in an evidence log.", "这些证据未登记在证据日志中。")
_HOME_WHOLE = Words(
    "Whole: {exhibits} exhibits ({opened} opened, {purged} purged), {entries} entries of the log.",
    "完好：证据 {exhibits} 项（已打开核对 {opened} 项，已清除 {purged} 项），日志 {entries} 条。",
)


def check_document(kind: str, name: str, check: PacketCheck, *, key: NoteKey | None, key_given: bool) -> dict[str, Any]:
    """Return what was checked and found, as JSON values."""
    manifest = check.manifest or {}
    return {
        "version": VERIFY_VERSION,
        "kind": kind,
        "file": name,
        "whole": check.whole,
        "altered": list(check.altered),
        "case": manifest.get("case"),
        "made_at": manifest.get("made_at"),
        "pages": manifest.get("pages"),
        "log_key": None if key is None else {"key": key.text, "given": key_given},
        "exhibits": [_exhibit(one, check) for one in manifest.get("exhibits", ())],
        "faults": [
            {
                "kind": fault.kind.value,
                "exhibit": fault.exhibit,
                "page": fault.page,
                "en": fault.words.en,
                "zh": fault.words.zh,
            }
            for fault in check.faults
        ],
    }


def _exhibit(told: Mapping[str, Any], check: PacketCheck) -> dict[str, Any]:
    """`original` and `log` are true or false where they were checked, else null."""
    number = told["number"]
    wrong = {fault.kind for fault in check.faults if fault.exhibit == number}
    return {
        "number": number,
        "title": told.get("title"),
        "pages": told["pages"],
        "original": _answer(number in check.compared, PacketFaultKind.ORIGINAL_ALTERED in wrong),
        "log": _answer(number in check.proven, PacketFaultKind.PROOF_FAILS in wrong),
    }


def _answer(right: bool, wrong: bool) -> bool | None:  # noqa: FBT001 - two halves of one answer
    return False if wrong else True if right else None


def print_check(document: Mapping[str, Any], language: Language) -> None:
    """Print the verdict, then what it rests on."""
    console = Console(highlight=False, markup=False, soft_wrap=True)
    if document["whole"] is None:
        console.print(_UNBOUND.say(language), style="bold yellow")
    elif document["whole"]:
        console.print(_WHOLE.fill(kind=_KINDS[document["kind"]].say(language)).say(language), style="bold green")
    else:
        joined = (", " if language == "en" else "、").join(document["altered"])
        verdict = _ALTERED.fill(exhibits=joined) if joined else _NOT_WHOLE
        console.print(verdict.say(language), style="bold red")
        for fault in document["faults"]:
            console.print(f"· {fault[language]}")
    if document["exhibits"]:
        _print_basis(document, console, language)


def _print_basis(document: Mapping[str, Any], console: Console, language: Language) -> None:
    exhibits, key = document["exhibits"], document["log_key"]
    fitting = sum(one["original"] is True for one in exhibits)
    proven = sum(one["log"] is True for one in exhibits)
    compared = any(one["original"] is not None for one in exhibits)
    without = _NO_ORIGINALS_OF_MANIFEST if document["kind"] == "manifest" else _NO_ORIGINALS
    lines = [_COMPARED.fill(count=fitting, total=len(exhibits)) if compared else without]
    lines.append(_NO_LOG if key is None else _PROVEN.fill(count=proven, total=len(exhibits)))
    if key is not None and not key["given"]:
        lines.append(_OWN_KEY.fill(key=key["key"]))
    for words in lines:
        console.print(words.say(language), style="dim")


def home_document(
    name: str, report: VaultReport, *, key: NoteKey, key_given: bool, names: Sequence[PacketName] = ()
) -> dict[str, Any]:
    """Return what was found in a vault, as JSON values. `names` is how packets call the exhibits of its faults."""
    altered = sorted({exhibit for one in report.findings for exhibit in one.exhibits}) if not report.whole else []
    return {
        "version": VERIFY_VERSION,
        "kind": "home",
        "file": name,
        "whole": report.whole,
        "altered": altered,
        "log_key": {"key": key.text, "given": key_given},
        "entries": report.entries,
        "exhibits": {"all": report.exhibits, "opened": report.opened, "purged": report.purged},
        "faults": [
            {
                "kind": one.finding.code,
                "severity": one.finding.severity.value,
                "exhibits": list(one.exhibits),
                "en": one.finding.words.en,
                "zh": one.finding.words.zh,
            }
            for one in report.findings
        ],
        "called": [
            {
                "exhibit": one.exhibit,
                "packet": one.case,
                "number": one.number,
                "title": one.title,
                "file": one.file,
                "en": one.words().en,
                "zh": one.words().zh,
            }
            for one in names
        ],
    }


def print_home(document: Mapping[str, Any], language: Language) -> None:
    """Print the state of a vault, then every finding, then whose key it was checked by."""
    console = Console(highlight=False, markup=False, soft_wrap=True)
    if document["whole"]:
        exhibits = document["exhibits"]
        told = _HOME_WHOLE.fill(
            exhibits=exhibits["all"],
            opened=exhibits["opened"],
            purged=exhibits["purged"],
            entries=document["entries"],
        )
        console.print(told.say(language), style="bold green")
    for one in document["faults"]:
        console.print(f"! {one['kind']} {one[language]}")
    for one in document["called"]:
        console.print(f"· {one[language]}")
    if not document["log_key"]["given"]:
        console.print(_HOME_KEY.fill(key=document["log_key"]["key"]).say(language), style="dim")
