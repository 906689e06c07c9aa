"""Remarks on spreadsheets and on formats that others add."""

from types import MappingProxyType

from casewright.intake.remark import Remark, error, note

__all__ = ["TABLE_REMARKS"]

TABLE_REMARKS: MappingProxyType[str, Remark] = MappingProxyType(
    {
        "TAB001": error(
            "The spreadsheet is damaged or protected and could not be opened ({why}). Save it again without a "
            "password, as XLSX or CSV.",
            "电子表格已损坏或受密码保护，无法打开（{why}）。请去掉密码，重新另存为 XLSX 或 CSV。",
        ),
        "TAB002": note(
            "The spreadsheet has no visible sheet with content.",
            "电子表格中没有可见且有内容的工作表。",
        ),
        "TAB003": error(
            "This mapping cannot be used: {why}. docs/develop/mapping.md shows an example.",
            "该映射文件无法使用：{why}。示例见 docs/develop/mapping.md。",
        ),
        "TAB004": note(
            "Read by the mapping “{mapping}”.",
            "按映射“{mapping}”读取。",
        ),
        "TAB005": note(
            "The status “{text}” is not understood, so the case starts as open. Known are words such as open, waiting, "
            "closed.",
            "看不懂状态“{text}”，案件先按待处理导入。可以写“处理中”“等待”“已结案”等。",
        ),
        "TAB006": note(
            "These rows are kept, and they open no cases here. To open a case for each, add the file on the desk, or "
            "put it into the folder given to `casewright run`.",
            "这些行已保存，但在这里不会建立案件。如需逐行建立案件，请把文件添加到工作台，"
            "或放进 `casewright run` 读取的文件夹。",
        ),
        "TAB007": note(
            "The kind of case “{text}” is not understood, so a person sorts these cases. Known are words such as "
            "A-to-z, chargeback, return, cancellation, SAFE-T, feedback, message.",
            "看不懂案件类型“{text}”，这些案件需要人工分类。"
            "可以写“A-to-z 索赔”“拒付”“退货”“取消”“SAFE-T”“差评”“站内信”等。",
        ),
        "TAB008": error(
            "This resembles “{report}”, but no column is called “{names}”, so no row was read. Say what its columns "
            "mean: on the desk's page Map a table, or in a file *.mapping.toml beside it (docs/develop/mapping.md).",
            "此表像是“{report}”，但没有名为“{names}”的列，因此未读取任何行。请说明各列含义：在工作台的“映射表格”页面选择，"
            "或在旁边放一个 *.mapping.toml 文件（见 docs/develop/mapping.md）。",
        ),
        "TAB009": note(
            "Sheet “{sheet}” has merged cells: what stands in one was also read in the other rows that it covers "
            "({count} cells). Compare a few rows with the sheet.",
            "工作表“{sheet}”中有合并单元格：其内容已填入所覆盖的其他行（{count} 个单元格）。请对照原表核对几行。",
        ),
        "TAB010": note(
            "Sheet “{sheet}” has numbers merged over several rows ({count}). Each counts once, in its first row. If "
            "each row has this number, write it into each.",
            "工作表“{sheet}”中有跨行合并的数字（{count} 处），只计入第一行，不重复计算。"
            "如每行都应有该数字，请逐行填写。",
        ),
        "SRC011": error(
            "The added reader “{format}” is installed but cannot be loaded ({why}), so files of its kind were not read "
            "by it. Install it again or remove it, then read these files once more.",
            "附加的读取器“{format}”已安装但无法加载（{why}），它所支持的文件未由它读取。请重新安装或卸载该读取器，"
            "再重新读取这些文件。",
        ),
        "SRC010": error(
            "The added reader “{format}” failed on this file ({why}). The file was kept; tell the reader's author.",
            "附加的读取器“{format}”在读取此文件时出错（{why}）。文件已保存，请告知该读取器的作者。",
        ),
    }
)
