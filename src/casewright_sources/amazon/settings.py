"""What is needed to connect an Amazon account: the way to its keys, the keys, and its settings, checked."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from casewright.domain.marketplace import marketplace_by_code
from casewright.domain.words import Words
from casewright_sources.amazon.report_stream import REPORT_TYPES
from casewright_sources.connections import Connection
from casewright_sources.errors import SourceError

__all__ = ["ENDPOINT", "KEYS", "TOKEN_ENDPOINT", "WAY", "Key", "amazon_connection"]

ENDPOINT = "CASEWRIGHT_AMAZON_ENDPOINT"
"""The environment's name for another address than Amazon's, for trying things out."""
TOKEN_ENDPOINT = "CASEWRIGHT_AMAZON_TOKEN_ENDPOINT"  # noqa: S105 - a name
"""The same for the token server that goes with it."""
_KIND = "amazon"
_REPORT_TYPE = re.compile(r"GET_[A-Z0-9_]{3,100}")
WAY = (
    Words(
        "1. Seller Central → Apps and Services → Develop Apps: register as a private developer and add an application "
        "client of the type SP-API.",
        "1. 卖家平台 →“应用和服务”→“开发应用”：注册为私有开发者，并新增一个 SP-API 类型的应用客户端。",
    ),
    Words(
        "2. Give it the roles Inventory and Order Tracking, Finance and Accounting, Amazon Fulfillment, Buyer "
        "Communication, Buyer Solicitation, Selling Partner Insights.",
        "2. 为其勾选角色：库存和订单跟踪、财务与会计、亚马逊物流、买家沟通、买家请求、销售伙伴洞察。",
    ),
    Words(
        "3. View its LWA credentials (client id and client secret), then Authorise it for yourself: this gives the "
        "refresh token.",
        "3. 查看其 LWA 凭证（client id 和 client secret），再为自己的账号“授权”，得到 refresh token。",
    ),
)
"""Where a person gets the keys, step by step."""


@dataclass(frozen=True, slots=True)
class Key:
    """One of the keys. `title` is what Amazon calls it, `for_queue` marks those that only the queue needs."""

    variable: str
    title: str
    hidden: bool = True
    for_queue: bool = False


KEYS: MappingProxyType[str, Key] = MappingProxyType(
    {
        "client_id": Key("CASEWRIGHT_AMAZON_CLIENT_ID", "LWA client id", hidden=False),
        "client_secret": Key("CASEWRIGHT_AMAZON_CLIENT_SECRET", "LWA client secret"),
        "refresh_token": Key("CASEWRIGHT_AMAZON_REFRESH_TOKEN", "refresh token"),
        "aws_key_id": Key("CASEWRIGHT_AWS_KEY_ID", "AWS access key id", hidden=False, for_queue=True),
        "aws_secret_key": Key("CASEWRIGHT_AWS_SECRET_KEY", "AWS secret access key", for_queue=True),
    }
)
"""The keys of an account by the name under which they are sealed."""
_SETTINGS = ("queue_url", "queue_region", "queue_endpoint", "personal_data", "endpoint", "token_endpoint")


def amazon_connection(name: str, given: Mapping[str, Any]) -> Connection:
    """Return the connection of an account out of what a person gave. Raise SourceError.

    `marketplace` and `days` are needed; `report_types` names other reports than ours; the rest is named as it is
    stored.
    """
    site = marketplace_by_code(given["marketplace"] or "")
    if site is None:
        raise SourceError(
            Words(
                f"{given['marketplace']} is not a site that is known. Give one such as --marketplace amazon_de.",
                f"不认识站点 {given['marketplace']}。请写成 --marketplace amazon_de 这样的形式。",
            ),
            needs_person=True,
        )
    settings = {
        "marketplace_id": site.amazon_id,
        "first_days": given["days"],
        **{key: given[key] for key in _SETTINGS if given.get(key)},
        **_reports(given.get("report_types") or ()),
    }
    return Connection(name, _KIND, settings)


def _reports(given: Sequence[str]) -> dict[str, list[str]]:
    """Return the setting for the reports that were named; none named leaves ours. Raise SourceError."""
    strange = [name for name in given if not _REPORT_TYPE.fullmatch(name)]
    if strange:
        raise SourceError(
            Words(
                f"{strange[0]} is not the name of a report. Names look like these, which are fetched by default: "
                f"{', '.join(REPORT_TYPES)}.",
                f"{strange[0]} 不是报告类型。报告类型形如（以下为默认获取的报告）：{'、'.join(REPORT_TYPES)}。",
            ),
            needs_person=True,
        )
    return {"report_types": list(dict.fromkeys(given))} if given else {}
