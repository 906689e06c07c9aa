"""Read mails of the marketplace and of its buyers: bytes in, one notice per mail, its attachments, located findings."""

from casewright.intake.mail.findings import MAIL_FINDINGS
from casewright.intake.mail.language import language_of
from casewright.intake.mail.reader import looks_like_mail, read_mail
from casewright.intake.mail.signatures import SignerKeys, key_names_of
from casewright.intake.mail.trust import SUSPICIONS

__all__ = ["MAIL_FINDINGS", "SUSPICIONS", "SignerKeys", "key_names_of", "language_of", "looks_like_mail", "read_mail"]
