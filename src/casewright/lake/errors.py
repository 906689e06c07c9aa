"""What the lake refuses, in words a person can act on."""

from casewright.domain.errors import CasewrightError
from casewright.domain.words import Words

__all__ = [
    "BucketError",
    "FileLostError",
    "ImportCancelledError",
    "LakeError",
    "LakeVersionError",
    "NoBucketError",
    "NoLakeError",
]


class LakeError(CasewrightError):
    """Anything the lake refuses; `words` say it in both languages."""

    def __init__(self, words: Words) -> None:
        super().__init__(words.en)
        self.words = words


class NoLakeError(LakeError):
    """A folder that holds no lake."""

    def __init__(self, where: str) -> None:
        words = Words(
            "There is no lake in {where}. Import a report first, or name another folder with --lake.",
            "{where} 里没有数据湖。请先导入报告，或用 --lake 指定其他文件夹。",
        )
        super().__init__(words.fill(where=where))
        self.where = where


class LakeVersionError(LakeError):
    """A lake whose layout another version of Casewright wrote."""

    def __init__(self, found: object, known: int) -> None:
        words = Words(
            "This lake has layout {found}, and this version of Casewright reads layout {known}. Use the version that "
            "wrote it, or import the originals into a new lake.",
            "数据湖的格式是 {found}，当前版本只能读取格式 {known}。请使用写入它的版本，"
            "或把原始文件重新导入新的数据湖。",
        )
        super().__init__(words.fill(found=found, known=known))
        self.found, self.known = found, known


class FileLostError(LakeError):
    """A file that the lake names is gone."""

    def __init__(self, name: str) -> None:
        words = Words(
            "{name} is missing from the lake. Run `casewright lake verify`, and import its original again.",
            "数据湖缺少 {name}。请运行 `casewright lake verify`，并重新导入原始文件。",
        )
        super().__init__(words.fill(name=name))
        self.name = name


class BucketError(LakeError):
    """A bucket that does not answer, or not to us."""

    def __init__(self, reason: str) -> None:
        words = Words(
            "The lake's bucket did not do what was asked ({reason}). Check the address, the network and the keys in "
            "the variables AWS_….",
            "数据湖所在的存储桶没有完成请求（{reason}）。请检查地址、网络以及 AWS_… 环境变量中的密钥。",
        )
        super().__init__(words.fill(reason=reason))


class NoBucketError(LakeError):
    """A bucket that does not exist; nobody makes one by importing."""

    def __init__(self, name: str) -> None:
        words = Words(
            "{name} could not be stored: there is no such bucket. Create it first, or correct the address in --lake.",
            "无法存入 {name}：存储桶不存在。请先创建存储桶，或更正 --lake 中的地址。",
        )
        super().__init__(words.fill(name=name))
        self.name = name


class ImportCancelledError(LakeError):
    """An import that was asked to stop. Nothing of it remains; it can be started again."""

    def __init__(self, name: str) -> None:
        words = Words(
            "The import of {name} was cancelled; nothing of it was kept.",
            "{name} 的导入已取消，未留下任何内容。",
        )
        super().__init__(words.fill(name=name))
        self.name = name
