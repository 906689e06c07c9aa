"""Everything that can be remarked about a mail, in one table, and the list in which a reading gathers its remarks."""

from types import MappingProxyType

from casewright.domain.place import Finding, Place, Severity
from casewright.domain.words import Words

__all__ = ["MAIL_FINDINGS", "Remarks"]

_NOTE, _WARNING, _ERROR = Severity.NOTE, Severity.WARNING, Severity.ERROR

MAIL_FINDINGS: MappingProxyType[str, tuple[Severity, Words]] = MappingProxyType(
    {
        "MAIL001": (
            _ERROR,
            Words(
                en="This is not a mail: it has no header lines. Save the original message as .eml and import it again.",
                zh="这不是一封邮件：没有邮件头。请把原始邮件另存为 .eml 后重新导入。",
            ),
        ),
        "MAIL002": (
            _NOTE,
            Words(
                en="A header line is malformed and was left out: {detail}. Check the original if a field is missing.",
                zh="有一行邮件头格式错误，已略过：{detail}。若缺少字段，请核对原件。",
            ),
        ),
        "MAIL003": (
            _WARNING,
            Words(
                en="The text names a character set that is not known ({detail}); it was read by its bytes. "
                "Check names and accents.",
                zh="正文声明的字符集无法识别（{detail}），已按字节判断读取。请核对姓名和特殊字符。",
            ),
        ),
        "MAIL004": (
            _NOTE,
            Words(
                en="The text is not in the character set it names ({detail}). Check names and accents.",
                zh="正文的实际编码与声明不符（{detail}）。请核对姓名和特殊字符。",
            ),
        ),
        "MAIL005": (
            _WARNING,
            Words(
                en="The base64 data of this part is damaged; what could be decoded is kept. Ask for the file again.",
                zh="该部分的 base64 数据已损坏，只保留了能解码的内容。请重新获取文件。",
            ),
        ),
        "MAIL006": (
            _NOTE,
            Words(
                en="The quoted-printable text of this part is damaged; the damaged signs stand as they came. "
                "Compare with the original.",
                zh="该部分的 quoted-printable 文本有损坏，损坏处保持原样。请与原件比对。",
            ),
        ),
        "MAIL007": (
            _WARNING,
            Words(
                en="The mail ends too early or its parts are not divided properly ({detail}). Fetch the mail again.",
                zh="邮件提前结束，或各部分没有正确分隔（{detail}）。请重新获取该邮件。",
            ),
        ),
        "MAIL008": (
            _WARNING,
            Words(
                en="The mail is nested too deeply or has too many parts; the rest was not opened ({detail}). "
                "Look at the original.",
                zh="邮件嵌套过深或部分过多，其余内容未展开（{detail}）。请查看原件。",
            ),
        ),
        "MAIL009": (
            _WARNING,
            Words(
                en="The mail has no readable date ({detail}). Enter the day it came, since deadlines count from it.",
                zh="邮件没有可读的日期（{detail}）。请补上收到的日期，时限从那天算起。",
            ),
        ),
        "MAIL010": (
            _NOTE,
            Words(
                en="An encoded word in this header is broken and stands as it came: {detail}. Read the original.",
                zh="该邮件头中有编码词已损坏，保持原样：{detail}。请查看原始邮件头。",
            ),
        ),
        "MAIL011": (
            _WARNING,
            Words(
                en="This header appears {detail} times with different values; the first was used. "
                "Check which one is genuine.",
                zh="该邮件头出现 {detail} 次且内容不同，采用了第一个。请核对哪一个是真的。",
            ),
        ),
        "MAIL012": (
            _WARNING,
            Words(
                en="This part is very long; only its beginning was read ({detail}). Open the original for the rest.",
                zh="该部分过长，只读取了开头（{detail}）。其余内容请打开原件查看。",
            ),
        ),
        "MAIL013": (
            _WARNING,
            Words(
                en="No reader knows this kind of mail. Read it yourself and file it by hand.",
                zh="无法识别这类邮件。请人工阅读并归类。",
            ),
        ),
        "MAIL014": (
            _WARNING,
            Words(
                en="The amount is not clear ({detail}), so none was taken. Enter it from the original.",
                zh="金额不明确（{detail}），因此未采用。请按原件填写。",
            ),
        ),
        "MAIL015": (
            _WARNING,
            Words(
                en="The notice names no order number. Find the order in your seller account and add it.",
                zh="该通知没有订单号。请在卖家后台找到订单并补上。",
            ),
        ),
        "MAIL016": (
            _ERROR,
            Words(
                en="Do not trust this mail: {detail}. Open the matter in your seller account, not by its links.",
                zh="请勿相信这封邮件：{detail}。请直接登录卖家后台查看，不要点击邮件中的链接。",
            ),
        ),
        "MAIL017": (
            _WARNING,
            Words(
                en="The buyer's own text could not be found in this message. Read the original.",
                zh="未能在该消息中找到买家写的内容。请阅读原件。",
            ),
        ),
        "MAIL018": (
            _WARNING,
            Words(
                en="The notification type {detail} is not known; the kind was told by the text. Check it.",
                zh="通知类型 {detail} 未知，已根据正文判断类别。请核对。",
            ),
        ),
        "MAIL019": (
            _NOTE,
            Words(
                en="A forwarded mail is attached ({detail}); it is read on its own. Look there for the notice.",
                zh="附有一封转发的邮件（{detail}），已作为单独的邮件读取。请在那里查看通知。",
            ),
        ),
        "MAIL020": (
            _WARNING,
            Words(
                en="The transfer encoding of this part is not known ({detail}); its bytes were taken as they are. "
                "Check the text.",
                zh="该部分的传输编码未知（{detail}），按原始字节读取。请核对正文。",
            ),
        ),
        "MAIL021": (
            _WARNING,
            Words(
                en="The mail has no readable sender. Do not act on it before you know who wrote.",
                zh="邮件没有可读的发件人。确认来源之前请勿据此操作。",
            ),
        ),
        "MAIL022": (
            _WARNING,
            Words(
                en="The decision cannot be told from the text: {detail}. Read it in your seller account.",
                zh="无法从正文判断裁定结果：{detail}。请在卖家后台查看。",
            ),
        ),
        "MAIL023": (
            _WARNING,
            Words(
                en="The mail names more than one time to answer ({detail}); the shortest was taken. Check it.",
                zh="邮件中有多个答复期限（{detail}），已取最短的一个。请核对原件。",
            ),
        ),
        "MAIL025": (
            _WARNING,
            Words(
                en=(
                    "The signature of {detail} does not hold: the mail was altered after it was sent, or it was not "
                    "sent by that domain. Check it in Seller Central before you act on it."
                ),
                zh=("{detail} 的签名验证不通过：邮件发出后被改动过，或并非由该域名发出。处理前请先在卖家后台核对。"),
            ),
        ),
        "MAIL026": (
            _WARNING,
            Words(
                en="This mail has the Message-ID of {detail} but says something else. Both were kept, each as a mail "
                "of its own; of two times to answer a claim the shorter one counts. Compare the two and check the "
                "matter in Seller Central.",
                zh="这封邮件与 {detail} 的 Message-ID 相同，内容却不一样。两封都已保留，各算一封；"
                "两封给出的索赔答复期限不同时，以较短的为准。请比对两封邮件，并到卖家后台核实。",
            ),
        ),
        "MAIL027": (
            _NOTE,
            Words(
                en="A program of the buyer's wrote this answer, for instance because the buyer is away. It asks for "
                "nothing by itself.",
                zh="这是买家的邮箱程序自动回复的（例如买家外出），其本身没有提出要求。",
            ),
        ),
        "MAIL024": (
            _WARNING,
            Words(
                en="The notice names several orders ({detail}); the first was taken. Check which one it is about.",
                zh="该通知提到多个订单（{detail}），采用了第一个。请核对是哪一个。",
            ),
        ),
    }
)
_MOST = 500
"""A mail with thousands of faults is told by its first ones."""


class Remarks:
    """Gathers the findings of one mail, each with its place; the same remark about the same spot stands once."""

    def __init__(self, file: str, digest: str) -> None:
        self._file = file
        self._digest = digest
        self._findings: dict[Finding, None] = {}

    def place(self, part: str | None = None) -> Place:
        """Return the place of a part of this mail."""
        return Place(file=self._file, digest=self._digest, part=part)

    def add(self, code: str, part: str, detail: object = "", zh: str | None = None) -> None:
        """Remark `code` about `part`. `detail` fills the sentence; `zh` where the Chinese needs other words."""
        severity, words = MAIL_FINDINGS[code]
        shown = _shown(str(detail))
        filled = Words(en=words.en.format(detail=shown), zh=words.zh.format(detail=shown if zh is None else _shown(zh)))
        if len(self._findings) < _MOST:
            self._findings[Finding(code, severity, filled, self.place(part))] = None

    @property
    def all(self) -> tuple[Finding, ...]:
        """All remarks in the order in which they were made."""
        return tuple(self._findings)


def _shown(text: str) -> str:
    """Keep quoted input short and printable, so that a remark cannot carry control signs onto a screen."""
    kept = "".join(sign if sign.isprintable() else "·" for sign in text[:200])
    return kept if len(text) <= len(kept) else f"{kept}…"
