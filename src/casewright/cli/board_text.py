"""An evidence board on the terminal, from its JSON."""

from typing import Any

from rich.console import Console
from rich.text import Text

from casewright.domain.words import Language, Words

__all__ = ["VERDICTS", "print_board"]

VERDICTS = {
    "ready": Words("ready", "已就绪"),
    "not_ready": Words("not ready", "未就绪"),
    "cannot_be_won": Words("cannot be won", "无法胜诉"),
    "nothing_to_send": Words("nothing to send", "无需提交"),
}
"""The verdict as a person reads it."""
_STATES = {
    "provided": (Words("provided", "已提供"), "green", "✓"),
    "weak": (Words("weak", "薄弱"), "yellow", "~"),
    "missing": (Words("missing", "缺少"), "red", "✗"),
    "optional": (Words("optional", "可选"), "dim", "·"),
}
_GRADES = {
    "required": Words("Required", "必需"),
    "strong": Words("Strong", "有力"),
    "supporting": Words("Supporting", "辅助"),
}
_HOLDERS = {
    "carrier": Words("carrier", "承运商"),
    "laboratory": Words("laboratory", "实验室"),
    "warehouse": Words("warehouse", "仓库"),
    "supplier": Words("supplier", "供应商"),
    "insurer": Words("insurer", "保险公司"),
    "marketplace": Words("marketplace", "平台"),
    "buyer": Words("buyer", "买家"),
    "own_records": Words("your own records", "自有记录"),
}
_SCORE = Words("strength {score} of 100", "强度 {score}/100")
_ASK = Words("Ask {holder}", "向{holder}索取")
_TAKE = Words("From {holder}", "从{holder}取得")
_BY = Words(" by {by}", "，截至 {by}")
_CONTRADICTIONS = Words("Contradictions", "矛盾")
_LOOK = Words("look", "待核实")
_CLAIM = Words("claim or records", "索赔或记录")
_QUARANTINED = Words("Kept out of the packet", "不放入证据包")
_EXHIBITS = Words("Exhibits", "证据项")
_PURGE = Words("Personal data", "个人信息")


def print_board(name: str, board: dict[str, Any], language: Language, console: Console) -> None:
    """Print one board: verdict and reason, checklist, contradictions, what is kept out, exhibits."""

    def say(text: str | Text, style: str = "") -> None:
        console.print(text, style=style or None, highlight=False, markup=isinstance(text, Text))

    verdict = VERDICTS[board["verdict"]].say(language)
    score = _SCORE.fill(score=board["strength"]["score"]).say(language)
    say(Text(f"{name} · {board['dispute']['title'][language]} · {verdict} · {score}", style="bold"))
    say(board["because"][0][language])
    for grade, title in _GRADES.items():
        lines = [item for item in board["checklist"] if item["grade"] == grade]
        if lines:
            say(Text(f"\n{title.say(language)}", style="bold"))
        for item in lines:
            say(_item(item, language))
    _print_contradictions(board, language, console)
    for title, entries in ((_QUARANTINED, board["quarantined"]), (_PURGE, board["purges"])):
        if entries:
            say(Text(f"\n{title.say(language)}", style="bold"))
        for entry in entries:
            say(f"{entry['exhibit']}  {entry[language]}")
    if board["exhibits"]:
        say(Text(f"\n{_EXHIBITS.say(language)}", style="bold"))
    for one in board["exhibits"]:
        say(f"{one['key']}  {one['kind']}  {one['place']['file']}", "dim")


def _item(item: dict[str, Any], language: Language) -> Text:
    words, style, mark = _STATES[item["state"]]
    text = Text(f"{mark} {item['title'][language]}", style=style)
    text.append(f"  {words.say(language)} {', '.join(item['exhibits'])}".rstrip(), style="dim")
    for reason in item["weak_because"]:
        text.append(f"\n    {reason[language]}", style="yellow")
    ask = item["ask"]
    if ask is not None and item["state"] != "optional":
        asking = _TAKE if ask["holder"] == "own_records" else _ASK
        asked = asking.fill(holder=_HOLDERS[ask["holder"]].say(language)).say(language)
        by = _BY.fill(by=ask["by"][:10]).say(language) if ask["by"] else ""
        colon = "：" if language == "zh" else ": "
        text.append(f"\n    {asked}{by}{colon}{ask['message'][language]}", style="dim")
        abroad = ask["local"] or (ask["message"]["en"] if asking is _ASK else None)
        if abroad and abroad != ask["message"][language]:
            text.append(f"\n    → {abroad}", style="dim")
    return text


def _print_contradictions(board: dict[str, Any], language: Language, console: Console) -> None:
    if not board["contradictions"]:
        return
    console.print(Text(f"\n{_CONTRADICTIONS.say(language)}", style="bold"))
    for one in board["contradictions"]:
        look = "" if one["sure"] else f" ({_LOOK.say(language)})"
        text = Text(f"! {one['title'][language]}{look}  {one[language]}", style="red" if one["sure"] else "yellow")
        for side in (one["claimed"], one["shown"]):
            where = side["exhibit"] or _CLAIM.say(language)
            text.append(f"\n    {where}: {side['says'][language]}  {_spot(side['locator'])}".rstrip(), style="dim")
        console.print(text)


def _spot(locator: dict[str, Any] | None) -> str:
    if locator is None:
        return ""
    place = locator["place"]
    row = place.get("row") or locator.get("line")
    parts = [place["file"], place.get("part"), locator.get("page") and f"p. {locator['page']}", row and f"l. {row}"]
    return " · ".join(str(part) for part in parts if part)
