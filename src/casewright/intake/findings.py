"""The remarks that sources and reports can cause: one table of codes, and a log that keeps them readable."""

from collections import Counter
from dataclasses import dataclass, field
from types import MappingProxyType

from casewright.domain.place import Finding, Place
from casewright.domain.words import Words
from casewright.intake.remark import Remark, error, note, warning
from casewright.intake.remarks_paste import PASTE_REMARKS
from casewright.intake.remarks_spapi import SPAPI_REMARKS
from casewright.intake.remarks_tables import TABLE_REMARKS

__all__ = ["FINDINGS", "REPEATS_SHOWN", "FindingLog"]

REPEATS_SHOWN = 20
"""How many remarks with the same code and column are listed before they are only counted."""


FINDINGS: MappingProxyType[str, Remark] = MappingProxyType(
    {
        "SRC001": error(
            "The file is empty. Download or export it again.",
            "文件是空的。请重新下载或导出。",
        ),
        "SRC002": error(
            "The archive was not opened: it would unpack to more than is safe ({why}). Unpack it yourself and add the "
            "files one by one.",
            "压缩包没有打开：解压后超出安全限度（{why}）。请自行解压，再逐个添加文件。",
        ),
        "SRC003": error(
            "The archive is damaged and could not be opened. Download it again.",
            "压缩包已损坏，无法打开。请重新下载。",
        ),
        "SRC004": error(
            "{member} in the archive could not be unpacked ({why}). Unpack it yourself and add the file.",
            "压缩包里的 {member} 无法解压（{why}）。请自行解压后添加该文件。",
        ),
        "SRC005": note(
            "This is a spreadsheet of an older or other kind, and only the file was kept. To have its rows read, save "
            "it as XLSX or CSV.",
            "这是旧版或其他格式的电子表格，目前只保存了文件本身。如需读取其中的行，请另存为 XLSX 或 CSV。",
        ),
        "SRC006": note(
            "This is an Outlook message, and only the file itself was kept, since its reader is not installed. Install "
            "“casewright[sources]”, or save the message as .eml.",
            "这是 Outlook 邮件，但没有安装相应的读取组件，目前只保存了文件本身。请安装“casewright[sources]”，"
            "或把邮件另存为 .eml。",
        ),
        "SRC007": note(
            "The archive holds no files.",
            "压缩包里没有文件。",
        ),
        "SRC008": error(
            "This Outlook message is damaged and could not be read ({why}); the file itself was kept. Save the message "
            "again, best as .eml.",
            "这封 Outlook 邮件已损坏，无法读取（{why}），目前只保存了文件本身。请重新保存，最好另存为 .eml。",
        ),
        "SRC014": error(
            "This file is named {ending}, but it is no mail that can be read; only the file itself was kept. Save the "
            "original message again, best as .eml, and add it.",
            "文件名以 {ending} 结尾，但内容不是可读取的邮件，目前只保存了文件本身。"
            "请重新保存原始邮件（最好另存为 .eml）后再添加。",
        ),
        "SRC012": error(
            "An archive of this kind is not opened here, or it is damaged; only the file itself was kept. Unpack it "
            "and add the files, or pack them as .zip.",
            "这类压缩包无法在此打开，或已损坏，目前只保存了文件本身。请先解压再添加其中的文件，或改用 .zip 打包。",
        ),
        "SRC013": warning(
            "This is a saved page of the seller's console, and only the file itself was kept. To make a case of it, "
            "use “Paste a page” in the desk.",
            "这是卖家后台的网页存档，目前只保存了文件本身。如需据此建案，请使用工作台的“粘贴页面”。",
        ),
        "REP001": error(
            "This is the report “{report}”, but the column “{names}” is missing, so no row can be used. Export the "
            "report again with this column.",
            "这是“{report}”报告，但缺少“{names}”列，所有行都无法使用。请带上该列重新导出。",
        ),
        "REP002": note(
            "The report “{report}” has a header but no rows. If you expected rows, check the dates chosen for the "
            "export.",
            "“{report}”报告只有表头，没有数据行。如果本应有数据，请检查导出时选择的日期范围。",
        ),
        "REP003": note(
            "The file does not say how its text is encoded; {encoding} fits best. Check a title with accents or "
            "Chinese or Japanese characters.",
            "文件没有说明文字编码，按最吻合的 {encoding} 读取。请核对一个带变音符号或中日文的标题。",
        ),
        "REP004": warning(
            "Some characters here are damaged and were read as “�” or left out. The other cells are whole.",
            "此处有损坏的字符，已读作“�”或略去。其他单元格完好。",
        ),
        "REP005": warning(
            "The row has {found} cells and the header {expected}. Missing cells were taken as empty; check the row.",
            "该行有 {found} 个单元格，表头有 {expected} 个。缺少的单元格按空值处理，请核对该行。",
        ),
        "REP006": warning(
            "The row has {found} cells and the header {expected}. The extra cells were left out; check the row.",
            "该行有 {found} 个单元格，表头有 {expected} 个。多出的单元格未读取，请核对该行。",
        ),
        "REP007": error(
            "The row was left out: “{column}” is empty or cannot be used ({text}). Fill it in or export the report "
            "again.",
            "该行未读取：“{column}”为空或不可用（{text}）。请补全，或重新导出报告。",
        ),
        "REP008": warning(
            "“{text}” is not a number that can be read. The cell was left empty; correct it in the file.",
            "“{text}”不是可识别的数字，该单元格按空值处理。请在文件中更正。",
        ),
        "REP009": warning(
            "“{text}” can be read in two ways, with a decimal or a thousands separator, and nothing else in the file "
            "decides. The cell was left empty; write it with decimals, such as 1199.00.",
            "“{text}”有两种读法（小数点或千位分隔符），文件中没有其他依据可判断，"
            "该单元格按空值处理。请写明小数位，例如 1199.00。",
        ),
        "REP010": warning(
            "“{text}” is not a date or time that can be read. The cell was left empty; write it as 2025-07-10.",
            "“{text}”不是可识别的日期或时间，该单元格按空值处理。请写成 2025-07-10 的形式。",
        ),
        "REP011": warning(
            "“{text}” may be day/month or month/day, and nothing else in the file decides. The cell was left empty; "
            "write it as 2025-07-10.",
            "“{text}”可能是日/月，也可能是月/日，文件中没有其他依据可判断，"
            "该单元格按空值处理。请写成 2025-07-10 的形式。",
        ),
        "REP012": warning(
            "“{text}” is a time without a time zone, and this report does not say which one it uses. The cell was left "
            "empty; add the offset, such as +00:00.",
            "“{text}”没有时区，这份报告也没有说明使用哪个时区，该单元格按空值处理。请加上时差，例如 +00:00。",
        ),
        "REP013": note(
            "Times without a time zone in this column were read as UTC.",
            "该列中没有时区的时间按 UTC 读取。",
        ),
        "REP014": warning(
            "The amount “{text}” has no currency, so it was left empty. Add a column with the currency, such as EUR, "
            "or name the currency in a mapping.",
            "金额“{text}”没有币种，已按空值处理。请补上币种列，例如 EUR，或在映射中写明币种。",
        ),
        "REP015": warning(
            "“{currency}” is not a currency code, so the amount “{text}” was left empty. Write a code such as EUR.",
            "“{currency}”不是币种代码，金额“{text}”已按空值处理。请写 EUR 这样的代码。",
        ),
        "REP016": warning(
            "The amount “{text}” has more decimals than {currency} has. It was left empty; check it.",
            "金额“{text}”的小数位数超过 {currency} 的最小单位，已按空值处理，请核对。",
        ),
        "REP017": note(
            "The word “{text}” is not known here ({count}×); it was taken as “not stated”.",
            "不认识“{text}”这个词（{count} 处），按“未说明”处理。",
        ),
        "REP018": note(
            "The header stands here once more and was passed over.",
            "此处又出现一次表头，已跳过。",
        ),
        "REP019": warning(
            "The quotation marks in this line do not pair up. The line was read by itself; check it.",
            "该行的引号不成对，已单独读取，请核对。",
        ),
        "REP020": note(
            "This looks like a table, but not like a report that is known here; only the file was kept. Its columns: "
            "{names}.",
            "这像是一张表，但不是已知的报告，目前只保存了文件。列名：{names}。",
        ),
        "REP021": error(
            "The account health report could not be read: {why}. Download it again.",
            "账户状况报告无法读取：{why}。请重新下载。",
        ),
        "REP022": warning(
            "“{text}” was rewritten by a spreadsheet program, and digits are lost. The cell was left empty; export the "
            "report again and do not open it in between.",
            "“{text}”被电子表格软件改写，数字已丢失，该单元格按空值处理。请重新导出，且中途不要打开文件。",
        ),
        "REP023": warning(
            "Settlement {text} names more than one currency, so its amounts without their own currency were left "
            "empty.",
            "结算 {text} 出现多个币种，没有自带币种的金额已按空值处理。",
        ),
        "REP024": warning(
            "The amount “{text}” has only the sign {sign}, which several currencies share, so it was left empty. Add a "
            "column with the currency or the site, or name the currency in a mapping.",
            "金额“{text}”只有符号 {sign}，多种货币都用它，已按空值处理。请补上币种列或站点列，或在映射中写明币种。",
        ),
        "REP025": warning(
            "The file is called as the report “{named}”, but its columns are those of “{report}”, and so it was read. "
            "If you need “{named}”, export or request it again.",
            "文件名是“{named}”报告，但列是“{report}”的，已按后者读取。如果需要的是“{named}”，请重新导出或重新请求。",
        ),
        "REP026": warning(
            "“{text}” is a day as a spreadsheet counts them, and was read as {day}. Check one such row; if wrong, "
            "format the column as a date and save the file again.",
            "“{text}”是电子表格内部的日期序号，已按 {day} 读取。请抽查一行；如不对，请把该列设为日期格式后重新保存。",
        ),
        "REP027": warning(
            "The amount “{text}” shows {sign}, but its currency is said to be {currency}, so it was left empty. "
            "Correct the amount, the currency column or the mapping.",
            "金额“{text}”带有 {sign}，但所写币种是 {currency}，已按空值处理。请更正金额、币种列或映射。",
        ),
        "REP028": warning(
            "The file ends in the middle of its last row: there is no line end, and its last value does not look like "
            "those above it. Compare this row with the source, or export the file again.",
            "文件在最后一行中途结束：末尾没有换行，最后一个值也与上方各行的形式不同。请与来源核对该行，或重新导出。",
        ),
        "REP099": note(
            "{count} more findings of {code} in this column are not listed.",
            "该列还有 {count} 条 {code} 提示未逐一列出。",
        ),
        **PASTE_REMARKS,
        **SPAPI_REMARKS,
        **TABLE_REMARKS,
    }
)
"""Every remark by its code."""


@dataclass(slots=True)
class FindingLog:
    """Collects the remarks on one file, the first few of each code and column in full and the rest as a count."""

    file: str
    digest: str
    kept: list[Finding] = field(default_factory=list)
    seen: Counter[tuple[str, str | None]] = field(default_factory=Counter)

    def place(self, row: int | None = None, column: str | None = None) -> Place:
        """Return a spot in this file."""
        return Place(self.file, self.digest, None, row, column)

    def add(self, code: str, row: int | None = None, column: str | None = None, /, **values: object) -> None:
        """Note one remark by its code; `values` fill its words, each a text for both languages or Words."""
        self.seen[code, column] += 1
        if self.seen[code, column] > REPEATS_SHOWN:
            return
        remark = FINDINGS[code]
        words = _filled(remark.words, values)
        self.kept.append(Finding(code, remark.severity, words, self.place(row, column)))

    def fresh(self) -> "FindingLog":
        """Return an empty log on the same file, for a reading that may have to be thrown away."""
        return FindingLog(self.file, self.digest)

    def join(self, other: "FindingLog") -> None:
        """Take over the remarks of a reading that is kept."""
        self.kept.extend(other.kept)
        self.seen.update(other.seen)

    def findings(self) -> tuple[Finding, ...]:
        """Return all remarks, with one line for those that were only counted."""
        return (*self.kept, *self._more())

    def _more(self) -> list[Finding]:
        more = FINDINGS["REP099"].words
        return [
            Finding(
                "REP099",
                FINDINGS[code].severity,
                more.fill(count=count - REPEATS_SHOWN, code=code),
                self.place(column=column),
            )
            for (code, column), count in self.seen.items()
            if count > REPEATS_SHOWN
        ]


_LONGEST = 80


def _filled(words: Words, values: dict[str, object]) -> Words:
    en = {name: value.en if isinstance(value, Words) else _short(value) for name, value in values.items()}
    zh = {name: value.zh if isinstance(value, Words) else _short(value) for name, value in values.items()}
    return Words(words.en.format(**en), words.zh.format(**zh))


def _short(value: object) -> object:
    """Keep a cell short enough to be read in a sentence."""
    if not isinstance(value, str) or len(value) <= _LONGEST:
        return value
    return value[:_LONGEST] + "…"
