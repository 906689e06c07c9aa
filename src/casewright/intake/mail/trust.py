"""Whether a mail comes from where it says: the address, the reply address, and what the receiving server found."""

import re
from dataclasses import dataclass
from types import MappingProxyType

from casewright.domain.marketplace import marketplace_by_site
from casewright.domain.notice import Suspicion
from casewright.domain.words import Words
from casewright.intake.mail.addresses import Address
from casewright.intake.mail.wording import fold

__all__ = ["SUSPICIONS", "Sending", "is_marketplace", "is_mirakl", "looks_like_marketplace", "suspicions_of"]

SUSPICIONS: MappingProxyType[str, Words] = MappingProxyType(
    {
        "SND001": Words(
            en="the sender's domain {detail} only looks like the marketplace's",
            zh="发件人域名 {detail} 只是看起来像平台的域名",
        ),
        "SND002": Words(
            en="the mail calls itself the marketplace's, but its address {detail} is not",
            zh="邮件自称来自平台，但发件地址 {detail} 不属于平台",
        ),
        "SND003": Words(
            en="answers would go to {detail}, not to the sender's own organisation",
            zh="回复会发往 {detail}，而不是发件方所属的机构",
        ),
        "SND004": Words(
            en="the receiving server found that the sender's domain disowns it (DMARC {detail})",
            zh="收件服务器检查发现，发件域名不承认这封邮件（DMARC {detail}）",
        ),
        "SND005": Words(
            en="it came from a server that may not send for this domain (SPF {detail})",
            zh="发信服务器无权代表该域名发信（SPF {detail}）",
        ),
        "SND006": Words(en="its signature does not hold (DKIM {detail})", zh="邮件签名无效（DKIM {detail}）"),
        "SND007": Words(en="it names more than one sender ({detail})", zh="邮件写有不止一个发件人（{detail}）"),
        "SND008": Words(
            en="its text speaks as the marketplace, but it was sent by {detail}",
            zh="正文以平台的口吻书写，发件人却是 {detail}",
        ),
    }
)

_CONFUSABLE = str.maketrans(
    {
        **dict(zip("01345$@|!", "oleassali", strict=True)),
        **dict(zip("аеорсухіјѕԁԛԝмкт", "aeopcyxijsdqwmkt", strict=True)),
        **dict(zip("αοενυκμτɡոօ", "aoevukmtgno", strict=True)),
    }
)
_LOOKS = (("rn", "m"), ("vv", "w"), ("cl", "d"), ("nn", "m"))
_OTHER_WORDS = frozenset({"amazonas", "amazonia", "amazonien", "amazonian", "amazone", "amazonen", "amazonico"})
_OWN_SERVICES = ("amazonses.com", "amazonaws.com", "aboutamazon.com")
_COMMENT = re.compile(r"\([^()]*\)")
_RESULT = re.compile(r"(?:^|[;\s])(dmarc|spf|dkim)\s*=\s*([a-z]+)")
_FAILED = {"dmarc": {"fail"}, "spf": {"fail", "softfail", "hardfail"}, "dkim": {"fail"}}
_NAME = "amazon"
_MIRAKL = "notification.mirakl.net"
_LONGEST_LABEL = 80


@dataclass(frozen=True, slots=True)
class Sending:
    """What the header says about who sent a mail, and what its text claims."""

    senders: tuple[Address, ...]
    reply_to: tuple[Address, ...]
    authentication: str | None
    marked: bool
    speaks_as_marketplace: bool


def is_marketplace(address: Address | None) -> bool:
    """Say whether an address lies in a domain that the marketplace owns."""
    return address is not None and address.domain.isascii() and marketplace_by_site(address.domain) is not None


def is_mirakl(address: Address | None) -> bool:
    """Say whether an address is a buyer's alias of the marketplaces that run on Mirakl."""
    return address is not None and address.domain == _MIRAKL


def _skeletons(label: str) -> set[str]:
    if label.startswith("xn--"):
        try:
            label = label[4:].encode("ascii").decode("punycode")
        except UnicodeError:
            return {label}
    drawn = fold(label.translate(_CONFUSABLE)).translate(_CONFUSABLE)
    forms = {fold(label), drawn}
    for pair, sign in _LOOKS:
        forms |= {form.replace(pair, sign) for form in set(forms)}
    return forms


def _one_apart(word: str) -> bool:
    """Say whether a word is the marketplace's name with one letter changed, added, lost or swapped."""
    if abs(len(word) - len(_NAME)) > 1 or word in _OTHER_WORDS:
        return False
    cuts = [(_NAME[:at], _NAME[at:]) for at in range(len(_NAME) + 1)]
    if any(word == left + right[1:] or word == left + right[1:2] + right[:1] + right[2:] for left, right in cuts):
        return True
    at = next((i for i, (a, b) in enumerate(zip(word, _NAME, strict=False)) if a != b), min(len(word), len(_NAME)))
    return word[at + 1 :] in {_NAME[at:], _NAME[at + 1 :]}


def _resembles(label: str) -> bool:
    for form in _skeletons(label[:_LONGEST_LABEL]):
        for word in re.split(r"[-_]", form):
            if (_NAME in word and word not in _OTHER_WORDS) or _one_apart(word):
                return True
    return False


def looks_like_marketplace(domain: str) -> bool:
    """Say whether a domain that is not the marketplace's is dressed up as one."""
    domain = domain.lower().rstrip(".")
    if marketplace_by_site(domain) or domain.endswith(_OWN_SERVICES):
        return not domain.isascii()
    return any(_resembles(label) for label in domain.split(".")[-12:])


def _claims_name(name: str) -> bool:
    return any(_NAME in form for form in _skeletons(name[:200])) or "亚马逊" in name or "アマゾン" in name


def _found(authentication: str | None) -> dict[str, list[str]]:
    """Read the results of the topmost Authentication-Results field, comments left out."""
    results: dict[str, list[str]] = {}
    text = _COMMENT.sub(" ", (authentication or "").lower())
    for method, result in _RESULT.findall(text):
        results.setdefault(method, []).append(result)
    return results


def _by_server(authentication: str | None) -> list[Suspicion]:
    found = _found(authentication)
    dmarc, spf, dkim = (found.get(method, []) for method in ("dmarc", "spf", "dkim"))
    if set(dmarc) & _FAILED["dmarc"]:
        return [_suspicion("SND004", dmarc[0])]
    if "pass" in dmarc:
        return []
    failed = [_suspicion("SND005", result) for result in spf[:1] if result in _FAILED["spf"]]
    if dkim and "pass" not in dkim and set(dkim) & _FAILED["dkim"]:
        failed.append(_suspicion("SND006", "fail"))
    return failed


def _suspicion(code: str, detail: str) -> Suspicion:
    shown = "".join(sign if sign.isprintable() else "·" for sign in detail[:120])
    return Suspicion(code, SUSPICIONS[code].fill(detail=shown))


def _by_sender(sending: Sending) -> list[Suspicion]:
    sender = sending.senders[0] if sending.senders else None
    shown = sender.spec if sender else "?"
    found: list[Suspicion] = []
    domains = {address.domain for address in sending.senders}
    if len(domains) > 1:
        found.append(_suspicion("SND007", ", ".join(sorted(domains))))
    if is_marketplace(sender):
        return found
    if sender and looks_like_marketplace(sender.domain):
        found.append(_suspicion("SND001", sender.domain))
    if sending.marked or (sender and _claims_name(sender.name)):
        found.append(_suspicion("SND002", shown))
    elif sending.speaks_as_marketplace:
        found.append(_suspicion("SND008", shown))
    return found


def _by_reply(sending: Sending) -> list[Suspicion]:
    strangers = [address for address in sending.reply_to if not is_marketplace(address)]
    claims = is_marketplace(sending.senders[0] if sending.senders else None)
    if claims and strangers:
        return [_suspicion("SND003", strangers[0].spec)]
    disguised = [address for address in strangers if looks_like_marketplace(address.domain)]
    return [_suspicion("SND001", disguised[0].domain)] if disguised and not claims else []


def suspicions_of(sending: Sending) -> tuple[Suspicion, ...]:
    """Return every reason not to trust a mail; none means that nothing speaks against it."""
    return tuple(dict.fromkeys([*_by_sender(sending), *_by_reply(sending), *_by_server(sending.authentication)]))
