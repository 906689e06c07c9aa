"""What an import has to say: refused with its place and what to do, missing, or only to be known."""

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from casewright.domain.words import Words
from casewright.rulebook.errors import RulebookError

__all__ = [
    "IMPORT_FINDINGS",
    "ExportRefusedError",
    "FindingLevel",
    "ImportFinding",
    "MissingPackageError",
    "import_finding",
]


class FindingLevel(StrEnum):
    """`refused`: it goes beyond the grammar and was not taken. `missing`: the editor adds it. `note`: know it."""

    REFUSED = "refused"
    MISSING = "missing"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class ImportFinding:
    """One remark on an imported file. `where` is an element id, or a sheet and cell."""

    code: str
    level: FindingLevel
    where: str
    words: Words


class ExportRefusedError(RulebookError):
    """A table holds something that the chosen format cannot carry without changing what it means."""

    def __init__(self, table: str, where: str, problem: Words, advice: Words) -> None:
        en = f"table {table}, {where}: {problem.en}. {advice.en}."
        super().__init__(Words(en, f"规则表 {table}，{where}：{problem.zh}。{advice.zh}。"))
        self.table = table
        self.where = where
        self.problem = problem.en
        self.advice = advice.en


class MissingPackageError(RulebookError):
    """The format needs a package that is not installed."""

    def __init__(self, package: str) -> None:
        words = Words(
            'this format needs the package {package}: pip install "casewright[exchange]"',
            '这种格式需要 {package} 包：pip install "casewright[exchange]"',
        )
        super().__init__(words.fill(package=package))
        self.package = package


def _refused(en: str, zh: str) -> tuple[FindingLevel, Words]:
    return FindingLevel.REFUSED, Words(en, zh)


def _missing(en: str, zh: str) -> tuple[FindingLevel, Words]:
    return FindingLevel.MISSING, Words(en, zh)


def _note(en: str, zh: str) -> tuple[FindingLevel, Words]:
    return FindingLevel.NOTE, Words(en, zh)


_TABLE: dict[str, tuple[FindingLevel, Words]] = {
    # The file as a whole.
    "IMP001": _refused(
        "The file cannot be read: {why}. Save it again as .dmn or .xlsx and import that.",
        "文件无法读取：{why}。请重新另存为 .dmn 或 .xlsx 再导入。",
    ),
    "IMP002": _refused(
        "The file is larger than {limit} MB, unpacked or as it is. Split it into one file per table.",
        "文件（或解压后的内容）超过 {limit} MB。请按表拆成多个文件。",
    ),
    "IMP003": _refused(
        "The file declares entities or a document type, which can read other files or grow without end. Remove "
        "the DOCTYPE.",
        "文件里有 DOCTYPE 或实体声明，可能读取其他文件或无限膨胀。请删除 DOCTYPE。",
    ),
    "IMP004": _refused(
        "This is not DMN 1.1 to 1.5: the root is {root}. Save it as DMN 1.3.",
        "这不是 DMN 1.1 到 1.5 的文件：根元素是 {root}。请另存为 DMN 1.3。",
    ),
    "IMP005": _refused(
        "There is no decision table in this file.",
        "文件里没有决策表。",
    ),
    "IMP006": _refused(
        "The sheet {sheet} is missing or has no line of keys. Export any table as xlsx and keep its layout.",
        "缺少工作表 {sheet}，或其中没有键名行。请先把任意一张表导出为 xlsx，并保持它的版式。",
    ),
    # Beyond the grammar of a cell, a column or a table.
    "IMP010": _refused(
        "“{text}” is arithmetic. Compute it as a fact and test that fact.",
        "“{text}”是算式。请把结果做成一个事实，再检验该事实。",
    ),
    "IMP011": _refused(
        "“{text}” calls the function {name}. Make its result a fact and test that fact.",
        "“{text}”调用了函数 {name}。请把它的结果做成一个事实，再检验该事实。",
    ),
    "IMP012": _refused(
        "“{text}” is not a unary test: {why}. Write a value, a list, not(…), a comparison or an interval.",
        "“{text}”不是单元测试表达式：{why}。请写成一个值、一列值、not(…)、比较式或区间。",
    ),
    "IMP013": _refused(
        "“{text}” names the variable {name}, and no dated value has that name. Write the number, or add a dated value.",
        "“{text}”引用了变量 {name}，但没有这个名称的带日期数值。请直接写数字，或先添加带日期的数值。",
    ),
    "IMP014": _refused(
        "“{text}” tests for null. Unknown is a third answer here: the case asks for the fact. Remove the test.",
        "“{text}”在检验 null。这里“未知”是第三种答案，案件会去询问该事实。请删除这个检验。",
    ),
    "IMP015": _refused(
        "“{text}” uses a type that facts do not have ({name}). Facts are texts, numbers, money, days, instants "
        "and yes or no.",
        "“{text}”用了事实所没有的类型（{name}）。事实只能是文本、数字、金额、日期、时刻或是否。",
    ),
    "IMP016": _refused(
        "“{text}” cannot stand in a cell: {why}. Give the value a plain name.",
        "“{text}”不能放进单元格：{why}。请给这个值起一个普通的名称。",
    ),
    "IMP017": _refused(
        "The cells of column {name} mix types ({kinds}). Split the column, one fact each.",
        "{name} 列混用了多种类型（{kinds}）。请拆成几列，每列一个事实。",
    ),
    "IMP020": _refused(
        "The column computes “{text}”. A column is one fact; make the result a fact and name it.",
        "这一列在计算“{text}”。一列就是一个事实：请把结果做成事实并写上名称。",
    ),
    "IMP021": _refused(
        "The expression language {language} is not S-FEEL. Write the table's cells in S-FEEL.",
        "表达式语言 {language} 不是 S-FEEL。请用 S-FEEL 书写单元格。",
    ),
    "IMP022": _refused(
        "The hit policy {policy} has no counterpart among {known}. Choose one of these in the editor.",
        "命中策略 {policy} 在本系统没有对应（现有 {known}）。请在编辑器里改用其中一种。",
    ),
    "IMP023": _refused(
        "The output column {name} gives {kind}, but the catalogue declares {wanted} for it. Correct the cells or name "
        "another result.",
        "输出列 {name} 给出的是{kind}，而目录为它声明的是{wanted}。请更正单元格，或改用别的结果名。",
    ),
    "IMP024": _refused(
        "An output column has no name. Name it after a result of the catalogue ({known}), or do for actions.",
        "有一个输出列没有名称。请用目录中的结果名（{known}）命名，动作列用 do。",
    ),
    "IMP025": _refused(
        "The default output cannot become a last row: with {policy}, trying the rules in order would change answers. "
        "Write a row whose conditions say when no other holds.",
        "默认输出无法改写成末行：命中策略为 {policy}，按顺序判断会改变结果。"
        "请另写一行，用条件写明其他各行都不成立的情形。",
    ),
    "IMP026": _refused(
        "The decision table stands inside {holder}. Only the table of a decision can be taken; move it there.",
        "决策表放在 {holder} 里。只能导入直接属于某个决策的表，请移到决策下。",
    ),
    "IMP027": _refused(
        "The rule has {found} cells for {expected} columns. Give every column a cell; - accepts any value.",
        "这条规则有 {found} 个单元格，而表有 {expected} 列。请补齐单元格；任意值写 -。",
    ),
    "IMP028": _refused(
        "Several rules carry the code {code} and do not read as one row. Give each its own code.",
        "多条规则共用代码 {code}，却合不成一行。请各用各的代码。",
    ),
    "IMP029": _refused(
        'The days “{text}” are not one span with a first day. Write [date("…")..date("…")) or >= date("…").',
        '“{text}”不是一段有起始日的日期。请写成 [date("…")..date("…")) 或 >= date("…")。',
    ),
    "IMP030": _refused(
        "The cell holds a formula. Write its result as text.",
        "单元格里是公式。请写入结果文本。",
    ),
    "IMP031": _refused(
        "The column or key “{key}” is not known. Remove it, or correct its spelling.",
        "不认识的列或键“{key}”。请删除，或改正拼写。",
    ),
    "IMP032": _refused(
        "The column “{key}” stands twice. Keep one of them.",
        "“{key}”列出现了两次。请只保留一列。",
    ),
    "IMP033": _refused(
        "The money cells of this rule name several currencies or none. Write one currency in the column beside "
        "the amount.",
        "这条规则的金额单元格写了几种币种，或没有写。请在金额旁边的列里写一种币种。",
    ),
    "IMP034": _refused(
        "The file ranks the results of {name} as {theirs}, the catalogue as {ours}; what stands first wins. Give the "
        "result a name of its own, with its values in the file's order.",
        "文件中 {name} 的结果按 {theirs} 排先后，目录里却是 {ours}，而排在前面的优先。"
        "请为该结果另取名称，并按文件的顺序列出取值。",
    ),
    # To be finished by the editor.
    "IMP040": _missing("Still to be written here: {keys}.", "此处待填写：{keys}。"),
    "IMP041": _missing(
        "The fact {name} is not in the catalogue. Add it to catalogue/facts.toml as {kind}, with its words, or name "
        "one of ours.",
        "目录里没有事实 {name}。请以 {kind} 类型加入 catalogue/facts.toml 并写上两种语言的文字，或改用已有的事实。",
    ),
    "IMP042": _missing(
        "{kind} {name} is not in the catalogue. Add it there, or use a name that is.",
        "目录里没有{kind} {name}。请加入目录，或改用已有的名称。",
    ),
    "IMP043": _missing(
        "The table does not load yet: {why}",
        "这张表还不能载入：{why}",
    ),
    # To be known.
    "IMP060": _note(
        "The rule's code was made from its place in the table. Give it the code you want; it is never used again.",
        "这条规则的代码取自它在表中的位置。请改成你要的代码；代码一经使用不再复用。",
    ),
    "IMP061": _note(
        "The decision {name} is not a decision table ({kind}). Whatever reads its result needs it as a fact.",
        "决策 {name} 不是决策表（{kind}）。凡用到它结果的地方，都要把结果做成事实。",
    ),
    "IMP062": _note(
        "The columns for day and marketplace differ from the attributes of {code}; the columns were taken.",
        "{code} 的日期列或站点列与其属性不一致，以列为准。",
    ),
    "IMP063": _note(
        "The default output became a last row without conditions.",
        "默认输出已改写成无条件的末行。",
    ),
    "IMP068": _note(
        "The file ranks the results of {name} in the order {theirs}. List the values in the catalogue in that order; "
        "what stands first wins.",
        "文件中 {name} 的结果按 {theirs} 排先后。请在目录中按这个顺序列出取值，排在前面的优先。",
    ),
    "IMP069": _note(
        "The hit policy {policy} became first, which gives the same answers here and has room for the default output.",
        "命中策略 {policy} 已改为 first：在这张表里结果不变，而且能容纳默认输出。",
    ),
    "IMP064": _note(
        "The value {name} is one that the folder shares; it was left there.",
        "数值 {name} 是文件夹共用的，仍保留在共用文件里。",
    ),
    "IMP066": _note(
        "The annotation of {code} was changed, but its reason is read from because.en and because.zh. Change it there.",
        "{code} 的注释改过，但理由取自 because.en 和 because.zh。请在那里修改。",
    ),
    "IMP067": _note(
        "The code column says {text}, the attribute {code}; the column was taken.",
        "代码列写的是 {text}，属性是 {code}，以列为准。",
    ),
    "IMP065": _note(
        "The allowed values “{text}” of {name} were not taken; declare its domain in catalogue/facts.toml.",
        "{name} 的取值范围“{text}”没有导入，请在 catalogue/facts.toml 里声明。",
    ),
}

IMPORT_FINDINGS: MappingProxyType[str, tuple[FindingLevel, Words]] = MappingProxyType(_TABLE)
"""Every code an import can give, with its level and its words."""


def import_finding(code: str, where: str, /, **values: object) -> ImportFinding:
    """Return the finding of this code for one place."""
    level, words = IMPORT_FINDINGS[code]
    english = {name: value.en if isinstance(value, Words) else value for name, value in values.items()}
    chinese = {name: value.zh if isinstance(value, Words) else value for name, value in values.items()}
    return ImportFinding(code, level, where, Words(words.en.format(**english), words.zh.format(**chinese)))
