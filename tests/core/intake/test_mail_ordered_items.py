"""A buyer's mail says the same twice, as text and as HTML; the article it is about is still one."""

from casewright.domain.notice import MailNotice, NoticeItem
from casewright.intake.mail import read_mail

_MAIL = b"""\
From: "Rachel" <a2b3c4d5e6f7g8@marketplace.amazon.com>
To: support@shop.example
Subject: Inquiry from Amazon customer Rachel (Order: 112-5550101-0000101)
X-Space-Notification-Type: BBC_MESSAGE_SENT_TO_MERCHANT
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary="cut"

--cut
Content-Type: text/plain; charset=UTF-8

112-5550101-0000101:
2 / Clip-on Reading Light [ASIN: B0LHT00202]

------------- Message: -------------

Does it come with a cable?

------------- End message -------------

--cut
Content-Type: text/html; charset=UTF-8

<html><body><p>112-5550101-0000101:<br>2 / Clip-on Reading Light [ASIN: B0LHT00202]</p>
<pre style="white-space: -o-pre-wrap">Does it come with a cable?</pre></body></html>

--cut--
"""


def test_an_article_listed_in_both_parts_is_read_once() -> None:
    [notice] = read_mail("inquiry.eml", _MAIL).records

    assert isinstance(notice, MailNotice)
    assert notice.items == (NoticeItem(asin="B0LHT00202", title="Clip-on Reading Light", quantity=2),)
