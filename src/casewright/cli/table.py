"""The cases on the terminal."""

from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from casewright.cli.board_text import VERDICTS
from casewright.cli.left import money_text, site_name, time_left, urgency, zone_city
from casewright.domain.words import Language, Words

__all__ = ["print_cases"]

_STYLES = {"red": "bold red", "amber": "bold yellow", "plain": "bold"}
_DUE = Words("Time left", "剩余时间")
_MATTER = Words("Matter", "事项")
_DO = Words("What to do, and why", "做什么，为什么")
_MONEY = Words("Money", "金额")
_NO_CLOCK = Words("no clock", "无期限")
_MISSING = Words("Missing", "待弄清")
_EVIDENCE = Words("Evidence", "证据")
_READINESS = {"ready": "green", "not_ready": "yellow", "cannot_be_won": "red", "nothing_to_send": "dim"}
_WAITING = Words("waiting, says your list", "表中标记为等待")
_CLOSED = Words(", {count} of them closed by your own list", "，其中 {count} 个在您的案件表中已结案")
_UNCERTAIN = Words("sources disagree", "来源不一")
_SHOWN = 100
"""So many cases a person may read on a terminal."""
_MORE_WRITTEN = Words(
    "{count} more cases with less haste are in worklist.html.", "另有 {count} 个不太紧急的案件，见 worklist.html。"
)
_MORE = Words(
    "{count} more cases with less haste are not shown. Add --out DIR to write all of them.",
    "另有 {count} 个不太紧急的案件未显示。加上 --out DIR 可写出全部案件。",
)
_NOTHING = Words(
    "No case here. Put saved mails (.eml) or reports into the folder and run it again.",
    "没有案件。请把保存的邮件（.eml）或报表放进文件夹，再运行一次。",
)


def _labelled(label: str, text: str, language: Language) -> str:
    return f"{label}：{text}" if language == "zh" else f"{label}: {text}"


def _due(case: dict[str, Any], language: Language) -> Text:
    deadline = case["deadline"]
    if deadline is None:
        return Text(_NO_CLOCK.say(language), style="dim")
    seconds = deadline["left_seconds"]
    text = Text(time_left(seconds, language), style=_STYLES[urgency(seconds)])
    local = datetime.fromisoformat(deadline["local"])
    text.append(f"\n{local:%m-%d %H:%M} {zone_city(deadline['zone'])}", style="dim")
    return text.append(f"\n{deadline['words'][language]}", style="dim")


def _matter(case: dict[str, Any], language: Language) -> Text:
    text = Text(case["title"][language], style="bold")
    if case["status"] == "waiting":
        text.append(f"\n{_WAITING.say(language)}", style="cyan")
    return text.append(f"\n{case['order_ref'] or '–'}\n{site_name(case['marketplace'])}", style="dim")


def _advice(case: dict[str, Any], language: Language) -> Text:
    text = Text(case["headline"][language], style="bold")
    text.append(f"\n{case['because'][language]}")
    for question in case["questions"]:
        proof = question["proof"][language]
        text.append(f"\n? {_labelled(_MISSING.say(language), question[language], language)} ({proof})", style="yellow")
    for disagreement in case["disagreements"]:
        text.append(f"\n≠ {disagreement[language]}", style="yellow")
    if case["board"]:
        board = case["board"]
        told = f"{VERDICTS[board['verdict']].say(language)} · {board['because'][0][language]}"
        text.append(f"\n{_labelled(_EVIDENCE.say(language), told, language)}", style=_READINESS[board["verdict"]])
    if case["overruled"]:
        advice = case["overruled"]
        text.append(f"\n✗ {_labelled(advice['label'][language], advice[language], language)}", style="red")
    source = " ".join(filter(None, [case["row"], *case["cite"]]))
    if case["confidence"] == "uncertain":
        source += f" · {_UNCERTAIN.say(language)}"
    return text.append(f"\n{source}", style="dim") if source else text


def print_cases(
    document: dict[str, Any], language: Language, console: Console, *, files_read: int, out: Path | None
) -> None:
    """Print the cases as a table, then what was read, found and written."""
    listed, findings = document["cases"], document["findings"]
    cases = listed.not_closed()
    if len(cases):
        table = Table(show_lines=True, header_style="bold", expand=True)
        table.add_column(_DUE.say(language), width=13, overflow="fold")
        table.add_column(_MATTER.say(language), width=19, overflow="fold")
        table.add_column(_DO.say(language), min_width=24, ratio=1, overflow="fold")
        table.add_column(_MONEY.say(language), justify="right", min_width=8)
        shown = list(islice(cases, _SHOWN) if out or console.is_terminal else cases)
        for case in shown:
            table.add_row(
                _due(case, language), _matter(case, language), _advice(case, language), money_text(case["money"])
            )
        console.print(table)
        if len(shown) < len(cases):
            more = (_MORE_WRITTEN if out else _MORE).fill(count=len(cases) - len(shown))
            console.print(more.say(language), highlight=False, markup=False)
    elif not len(listed):
        console.print(_NOTHING.say(language))
    _print_summary(document, language, console, files_read, out)
    for finding in findings:
        if finding["severity"] != "note":
            console.print(f"! {finding['code']} {finding[language]}", style="yellow", highlight=False, markup=False)


def _print_summary(
    document: dict[str, Any], language: Language, console: Console, files_read: int, out: Path | None
) -> None:
    counts = (len(document["cases"]), files_read, len(document["findings"]))
    english = "{} cases from {} files, {} findings".format(*counts)
    summary = Words(english, "{} 个案件，读取 {} 个文件，{} 条提示".format(*counts)).say(language)
    closed = len(document["cases"]) - len(document["cases"].not_closed())
    summary += _CLOSED.fill(count=closed).say(language) if closed else ""
    console.print(summary, highlight=False, markup=False)
    if out:
        console.print(f"{out / 'cases.json'}\n{out / 'worklist.html'}", highlight=False, markup=False, soft_wrap=True)
