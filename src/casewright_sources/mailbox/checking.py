"""Try each step of reading a mailbox once, and say in words what it found."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from casewright.domain.words import Words
from casewright_sources.mailbox.session import MailboxSession
from casewright_sources.mailbox.settings import MailboxSettings

__all__ = ["check_mailbox"]


def check_mailbox(settings: MailboxSettings, password: str) -> Iterator[Words]:
    """Take the steps of a reading one by one and yield what each found. Raise SourceError at the first that fails."""
    session = MailboxSession(settings, password)
    try:
        yield Words(
            f"{settings.host}:{settings.port} answers, and {settings.user} is logged in.",
            f"{settings.host}:{settings.port} 已应答，{settings.user} 登录成功。",
        )
        since = datetime.now(UTC).date() - timedelta(days=settings.first_days)
        for name in settings.folders:
            folder = session.examine(name)
            recent = len(session.uids_since(since))
            yield Words(
                f"{name} is open for reading only: {folder.mails} mails, {recent} of the last {settings.first_days} "
                "days. The first reading takes those.",
                f"{name} 已以只读方式打开：共 {folder.mails} 封邮件，其中近 {settings.first_days} 天 {recent} 封，"
                "首次读取从这些邮件开始。",
            )
    finally:
        session.close()
