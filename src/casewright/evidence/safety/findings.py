"""The remarks that opening and reading an exhibit can cause: one table of codes, and a log that fills them."""

from dataclasses import dataclass, field
from types import MappingProxyType

from casewright.domain.place import Finding, Place, Severity
from casewright.domain.words import Words
from casewright.intake.remark import Remark

__all__ = ["EXHIBIT_FINDINGS", "REFUSALS", "ExhibitLog", "damage_words"]


def _note(en: str, zh: str) -> Remark:
    return Remark(Severity.NOTE, Words(en, zh))


def _warning(en: str, zh: str) -> Remark:
    return Remark(Severity.WARNING, Words(en, zh))


def _error(en: str, zh: str) -> Remark:
    return Remark(Severity.ERROR, Words(en, zh))


_REFUSED: dict[str, Remark] = {
    "EXH001": _error(
        "The file is empty. Ask for it again.",
        "文件是空的，请重新索取。",
    ),
    "EXH002": _error(
        "The file has {size} MB; at most {limit} MB are opened. Ask for a smaller copy.",
        "文件有 {size} MB，最多只打开 {limit} MB。请索取较小的副本。",
    ),
    "EXH003": _error(
        "This is a program or script ({detail}), not evidence. It was kept closed; do not open it.",
        "这是程序或脚本（{detail}），不是证据。文件未打开，请勿运行。",
    ),
    "EXH004": _error(
        "The picture claims {detail} pixels, more than can be opened safely. Ask for a normal photo.",
        "图片声明的尺寸为 {detail} 像素，超出可安全打开的范围。请索取普通照片。",
    ),
    "EXH005": _error(
        "The file has {detail} pages or frames; at most {limit} are opened. Ask for the pages that matter.",
        "文件有 {detail} 页（帧），最多打开 {limit} 页。请只索取相关页面。",
    ),
    "EXH006": _error(
        "The PDF is locked with a password. Ask for a copy without one.",
        "PDF 有打开密码。请索取没有密码的副本。",
    ),
    "EXH007": _error(
        "The PDF starts a program when it is opened ({detail}). It was kept closed; treat the sender with care.",
        "PDF 打开时会启动程序（{detail}）。文件未打开，请谨慎对待来源。",
    ),
    "EXH008": _error(
        "Behind the end of the picture another file is hidden ({detail}). It was kept closed; ask for the photo again.",
        "图片结尾之后藏有另一个文件（{detail}）。文件未打开，请重新索取照片。",
    ),
    "EXH009": _error(
        "The virus scanner reports {detail}. The file was kept closed.",
        "病毒扫描报告：{detail}。文件未打开。",
    ),
    "EXH010": _error(
        "The file is damaged and could not be opened ({detail}). Ask for it again.",
        "文件已损坏，无法打开（{detail}）。请重新索取。",
    ),
    "EXH011": _error(
        "Opening the file was stopped: {detail}. Nothing else was touched. Ask for a new copy.",
        "打开文件时中止：{detail}。其他数据未受影响。请索取另一份副本。",
    ),
}
REFUSALS = frozenset(_REFUSED)
"""The codes after which a file is kept but neither read nor shown."""

EXHIBIT_FINDINGS: MappingProxyType[str, Remark] = MappingProxyType(
    {
        **_REFUSED,
        "EXH020": _note(
            "libmagic is not installed, so the type was told by simple signs only. Install it: apt install libmagic1.",
            "未安装 libmagic，仅凭简单特征判断文件类型。请安装：apt install libmagic1。",
        ),
        "EXH021": _warning(
            "The name ends in {detail}, but the content is {found}. It was read by its content.",
            "文件名以 {detail} 结尾，但内容是 {found}。已按内容读取。",
        ),
        "EXH022": _warning(
            "The PDF carries active content ({detail}). It is never run; only what the pages show is used.",
            "PDF 含有活动内容（{detail}）。系统不会运行它，只采用页面显示的内容。",
        ),
        "EXH023": _note(
            "The PDF carries other files inside: {detail}. They were not opened; add them one by one if they matter.",
            "PDF 内嵌其他文件：{detail}。尚未打开；如有需要请逐一添加。",
        ),
        "EXH024": _note(
            "{detail} bytes stand behind the end of the picture; phones add such data. They were not read.",
            "图片结尾之后还有 {detail} 字节，手机常会附加此类数据，未读取。",
        ),
        "EXH025": _warning(
            "The virus scanner did not answer ({detail}). The file was read without it.",
            "病毒扫描没有响应（{detail}），文件未经扫描即读取。",
        ),
        "EXH030": _note(
            "Only the file is kept: no reader exists for {detail}. Describe in a sentence what it shows.",
            "仅保存文件：目前无法读取 {detail}。请用一句话说明它证明什么。",
        ),
        "EXH031": _warning(
            "The text recognition is not installed, so pictures of text are not read. Install it: "
            "pip install 'casewright[evidence]'.",
            "未安装文字识别，图片中的文字没有读取。请安装：pip install 'casewright[evidence]'。",
        ),
        "EXH032": _note(
            "Only the first {limit} of {detail} scanned pages were read. The file itself is kept whole.",
            "共 {detail} 页扫描件，只识别了前 {limit} 页。文件本身已完整保存。",
        ),
        "EXH033": _note(
            "No text was found in the picture.",
            "图片中没有发现文字。",
        ),
        "EXH034": _warning(
            "“{detail}” may be day/month or month/day. It was read as {found}; confirm it.",
            "“{detail}”可能是日/月，也可能是月/日，暂按 {found} 读取，请确认。",
        ),
        "EXH035": _warning(
            "“{detail}” stands where {found} is expected, and could not be read as such. Check it.",
            "此处应为{found}，但“{detail}”无法识别。请核对。",
        ),
        "EXH036": _warning(
            "The page has a hidden text layer that a reader of the page does not see. What the page shows was read "
            "instead.",
            "该页有肉眼看不见的文字层。系统改为读取页面实际显示的内容。",
        ),
        "EXH037": _note(
            "The picture keeps the place where it was taken. It stays in the original and is left out of every copy.",
            "照片记录了拍摄地点。该信息只保留在原件中，任何副本都不包含。",
        ),
        "EXH038": _warning(
            "The file is not whole JSON ({detail}). Save the answer of the carrier again.",
            "文件不是完整的 JSON（{detail}）。请重新保存承运商的返回内容。",
        ),
        "EXH039": _note(
            "What kind of evidence this is could not be told. Choose it by hand.",
            "无法判断这是哪类证据，请手动选择。",
        ),
        "EXH040": _note(
            "Only the first {limit} readings are listed.",
            "只列出前 {limit} 条读数。",
        ),
        "EXH041": _note(
            "The picture was not read this time. Run it again with --pictures, or run: casewright evidence",
            "本次没有读取图片。请加上 --pictures 再运行一次，或运行：casewright evidence",
        ),
        "EXH042": _note(
            "The recording is kept whole and was not written down: no transcriber is configured. Listen to it, say "
            "who called and whether the caller agreed, and describe in a sentence what it shows.",
            "录音已完整保存，尚未听取：没有配置转写程序。请听取后说明由谁致电、来电人是否同意录音，并用一句话写明它证明什么。",
        ),
        "EXH043": _warning(
            "These words were written down by a program ({detail}). Listen to the recording before you rely on them.",
            "以下文字由程序（{detail}）转写。引用之前请先听录音核对。",
        ),
        "EXH044": _warning(
            "The transcriber {detail} returned nothing. The recording is kept whole; listen to it, or try again.",
            "转写程序 {detail} 没有返回内容。录音已完整保存；请人工听取，或稍后重试。",
        ),
    }
)
_DAMAGED = Words("its content is cut short or garbled", "内容残缺或错乱")
_BOUND = Words("it needs more memory than is allowed", "所需内存超出允许范围")
_LONGEST = 80
_MOST = 200


@dataclass(slots=True)
class ExhibitLog:
    """Gathers the remarks on one file; the same remark about the same spot stands once."""

    file: str
    digest: str
    kept: dict[Finding, None] = field(default_factory=dict)

    def place(self, part: str | None = None, row: int | None = None, column: str | None = None) -> Place:
        """Return a spot in this file."""
        return Place(self.file, self.digest, part, row, column)

    def add(self, code: str, place: Place | None = None, /, **values: object) -> None:
        """Note one remark by its code; `values` fill its words, each a text for both languages or Words."""
        remark = EXHIBIT_FINDINGS[code]
        filled = Words(
            remark.words.en.format(**{name: _shown(value, "en") for name, value in values.items()}),
            remark.words.zh.format(**{name: _shown(value, "zh") for name, value in values.items()}),
        )
        if len(self.kept) < _MOST:
            self.kept[Finding(code, remark.severity, filled, place or self.place())] = None

    def join(self, findings: tuple[Finding, ...]) -> None:
        """Take over remarks that another step made."""
        self.kept.update(dict.fromkeys(findings))

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All remarks in the order they were made."""
        return tuple(self.kept)


def damage_words(fault: str) -> Words:
    """Say in words why a file could not be opened, where all that is known is the name of a program's error."""
    return _BOUND if fault == "MemoryError" else _DAMAGED if fault.isidentifier() else Words(fault, fault)


def _shown(value: object, language: str) -> str:
    """Keep quoted input short and printable, so that a remark cannot carry control signs onto a screen."""
    text = str(getattr(value, language)) if isinstance(value, Words) else str(value)
    kept = "".join(sign if sign.isprintable() else "·" for sign in text[:_LONGEST])
    return kept if len(text) <= _LONGEST else f"{kept}…"
