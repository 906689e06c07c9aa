"""Everything that checking a vault can remark, in one table, in both languages."""

from types import MappingProxyType

from casewright.domain.place import Severity
from casewright.domain.words import Words

__all__ = ["VAULT_FINDINGS"]

_NOTE, _WARNING, _ERROR = Severity.NOTE, Severity.WARNING, Severity.ERROR

VAULT_FINDINGS: MappingProxyType[str, tuple[Severity, Words]] = MappingProxyType(
    {
        "VAULT001": (
            _ERROR,
            Words(
                en="The stored bytes of {exhibits} are missing. Restore them from a backup.",
                zh="{exhibits} 的存储内容缺失。请从备份恢复。",
            ),
        ),
        "VAULT002": (
            _ERROR,
            Words(
                en="The stored bytes of {exhibits} were altered: they no longer have the digest that was logged. "
                "Restore them from a backup.",
                zh="{exhibits} 的存储内容已被改动：与日志记录的摘要不符。请从备份恢复。",
            ),
        ),
        "VAULT003": (
            _ERROR,
            Words(
                en="{exhibits} cannot be read: the key is missing, and no purge is logged. Restore the key.",
                zh="{exhibits} 无法读取：密钥缺失，而日志中没有清除记录。请恢复密钥。",
            ),
        ),
        "VAULT004": (
            _ERROR,
            Words(
                en="{exhibits} cannot be read: the key file was altered, or the master key is not the right one.",
                zh="{exhibits} 无法读取：密钥文件已被改动，或主密钥不对。",
            ),
        ),
        "VAULT005": (
            _ERROR,
            Words(
                en="{exhibits} opens, but is not what the log says: name, size or commitment differ.",
                zh="{exhibits} 可以打开，但与日志记录不一致：名称、大小或承诺值不同。",
            ),
        ),
        "VAULT006": (
            _ERROR,
            Words(
                en="{exhibits} stands in the log twice, with different content.",
                zh="{exhibits} 在日志中出现两次，且内容不同。",
            ),
        ),
        "VAULT007": (
            _NOTE,
            Words(
                en="{exhibits} is stored but not in the log: keeping it was interrupted. "
                "It is entered at the next start.",
                zh="{exhibits} 已存入但尚未写入日志：保存时被中断。下次启动时会补记。",
            ),
        ),
        "VAULT008": (
            _WARNING,
            Words(
                en="Stored bytes that no entry of the log names, and that do not open: {detail}.",
                zh="存储中有日志未提及且无法打开的内容：{detail}。",
            ),
        ),
        "VAULT009": (
            _ERROR,
            Words(
                en="Entry {detail} of the log does not read as one of ours.",
                zh="日志第 {detail} 条记录无法识别。",
            ),
        ),
        "VAULT010": (
            _WARNING,
            Words(
                en="{exhibits} was purged in the log, but the key is still there. It is destroyed at the next start.",
                zh="{exhibits} 在日志中已清除，但密钥仍在。下次启动时会销毁。",
            ),
        ),
        "VAULT011": (
            _ERROR,
            Words(
                en="The redacted twin of {exhibits}, which was purged, is not in the log.",
                zh="{exhibits} 已清除，但其脱敏副本不在日志中。",
            ),
        ),
        "VAULT012": (
            _ERROR,
            Words(
                en="log.pub in the folder is not the key you gave. Either this is not the evidence home you were told "
                "of, or its log was replaced: ask its owner.",
                zh="文件夹内的 log.pub 与您给的公钥不是同一个：要么这不是对方所说的证据库，要么日志被整个换过。"
                "请询问证据库的主人。",
            ),
        ),
        "VAULT013": (
            _ERROR,
            Words(
                en="log.pub does not read, so it was damaged or altered. Restore it from a backup.",
                zh="log.pub 无法读取，已损坏或被改动。请从备份恢复。",
            ),
        ),
        "VAULT014": (
            _ERROR,
            Words(
                en="master.key is missing or damaged, so no exhibit could be opened; the log and the stored bytes were "
                "checked all the same. Restore master.key from a backup: without it every exhibit is lost.",
                zh="master.key 缺失或已损坏，证据都无法打开；日志和存储内容仍已核对。请从备份恢复 master.key，"
                "否则所有证据都无法再读取。",
            ),
        ),
        "VAULT015": (
            _ERROR,
            Words(
                en="signing.key is damaged or was altered: it is not the key that log.pub belongs to, so what it signs "
                "from now on would not hold. Restore it from a backup.",
                zh="signing.key 已损坏或被改动：与 log.pub 不是一对，今后由它签名的内容都无法通过核验。请从备份恢复。",
            ),
        ),
        "VAULT016": (
            _NOTE,
            Words(
                en="signing.key is not in this folder: the log can be checked here, but nothing can be added.",
                zh="该文件夹内没有 signing.key：日志可以核对，但不能再写入新内容。",
            ),
        ),
        "LOG001": (
            _ERROR,
            Words(
                en="Line {line} of the log was altered. It concerns {exhibits}.",
                zh="日志第 {line} 行已被改动，涉及 {exhibits}。",
            ),
        ),
        "LOG002": (
            _ERROR,
            Words(
                en="The checkpoint in line {line} of the log was altered, or this log did not sign it.",
                zh="日志第 {line} 行的检查点已被改动，或不是由本日志签名。",
            ),
        ),
        "LOG003": (
            _ERROR,
            Words(
                en="Entries {span} were replaced: the checkpoint in line {line}, which is signed, does not fit them. "
                "They concern {exhibits}.",
                zh="第 {span} 条记录已被替换：与第 {line} 行已签名的检查点不符，涉及 {exhibits}。",
            ),
        ),
        "LOG004": (
            _WARNING,
            Words(
                en="From line {line} on the checkpoints could not be held against the entries, because of the damage "
                "before it. The entries were checked one by one.",
                zh="由于前面的损坏，从第 {line} 行起无法用检查点核对全部记录；其后的记录已逐条核对。",
            ),
        ),
        "LOG005": (
            _NOTE,
            Words(
                en="{detail} entries from line {line} on are not signed yet: a writer was interrupted. "
                "The next entry signs them.",
                zh="从第 {line} 行起有 {detail} 条记录尚未签名：写入时被中断。下一次写入时会一并签名。",
            ),
        ),
        "LOG006": (
            _WARNING,
            Words(
                en="The last line of the log (line {line}) is not finished: a writer was interrupted, or its end was "
                "altered. It concerns {exhibits}.",
                zh="日志最后一行（第 {line} 行）不完整：写入被中断，或末尾被改动，涉及 {exhibits}。",
            ),
        ),
        "LOG007": (
            _ERROR,
            Words(
                en="The checkpoint kept elsewhere as {detail} does not read, or this log did not sign it.",
                zh="另处保存的检查点 {detail} 无法读取，或不是由本日志签名。",
            ),
        ),
        "LOG008": (
            _ERROR,
            Words(
                en="Entries {span} are gone from the log: the checkpoint kept elsewhere as {detail} counts them. "
                "They concern {exhibits}.",
                zh="第 {span} 条记录已从日志中消失：另处保存的检查点 {detail} 包含这些记录，涉及 {exhibits}。",
            ),
        ),
        "LOG009": (
            _ERROR,
            Words(
                en="Entries {span} were rewritten and signed anew: the checkpoint kept elsewhere as {detail} says so. "
                "They concern {exhibits}.",
                zh="第 {span} 条记录被改写并重新签名：与另处保存的检查点 {detail} 不符，涉及 {exhibits}。",
            ),
        ),
    }
)
"""Code → how much it hinders, and its words. A retired code is never used again."""
