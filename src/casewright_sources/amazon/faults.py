"""Why Amazon did not answer as asked, in words a person can act on."""

from casewright.domain.words import Words
from casewright_sources.errors import SourceError

__all__ = ["AmazonBusyError", "AmazonDeniedError", "AmazonRefusedError", "AmazonSilentError"]


class AmazonRefusedError(SourceError):
    """Amazon refuses this one request (4xx): asking again changes nothing. `code` and `message` are Amazon's own."""

    def __init__(self, operation: str, status: int, code: str, message: str) -> None:
        super().__init__(
            Words(
                f"Amazon refused {operation} ({status} {code}: {message}). The request must be changed.",
                f"亚马逊拒绝了 {operation}（{status} {code}：{message}）。需要修改请求。",
            ),
            needs_person=False,
        )
        self.status, self.code, self.message = status, code, message


class AmazonDeniedError(SourceError):
    """The account or the application lacks a permission, or a key is wrong."""

    def __init__(self, operation: str, code: str, message: str) -> None:
        super().__init__(
            Words(
                f"Amazon denies {operation} ({code}: {message}). Check in Seller Central under Apps and Services → "
                "Develop Apps that the application has the role it needs and is authorised, then run "
                "`casewright connect amazon` again.",
                f"亚马逊不允许 {operation}（{code}：{message}）。请在卖家平台“应用和服务 → 开发应用”中确认该应用"
                "具备所需角色且授权有效，然后重新运行 `casewright connect amazon`。",
            ),
            needs_person=True,
        )
        self.code = code


class AmazonBusyError(SourceError):
    """Amazon kept saying that we ask too often, or that it is not available; a later try may do."""

    def __init__(self, operation: str, status: int, tries: int) -> None:
        super().__init__(
            Words(
                f"Amazon did not serve {operation} after {tries} tries (status {status}): it is busy, which passes.",
                f"{operation} 重试 {tries} 次后亚马逊仍未响应（状态 {status}）：对方繁忙，一般会自行恢复。",
            )
        )
        self.status = status


class AmazonSilentError(SourceError):
    """No connection, or an answer that breaks off or is no JSON."""

    def __init__(self, operation: str, why: str) -> None:
        super().__init__(
            Words(
                f"No usable answer to {operation}: {why}. Check the internet connection, unless it passes by itself.",
                f"{operation} 没有得到可用的返回：{why}。若未自行恢复，请检查网络连接。",
            )
        )
