"""`casewright connect amazon`: the way to the keys, the keys, a check of each part; and the source of a connection."""

import json
import os
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from casewright.cli.options import language_of, language_option
from casewright.domain.marketplace import marketplace_by_code
from casewright.domain.words import Language, Words
from casewright_sources.amazon.checking import check_account
from casewright_sources.amazon.client import AmazonClient
from casewright_sources.amazon.gate import AmazonAccess
from casewright_sources.amazon.order_look_up import order_look_up
from casewright_sources.amazon.queue import NotificationQueue
from casewright_sources.amazon.queue_set_up import set_up_queue, show_subscriptions
from casewright_sources.amazon.report_stream import REPORT_TYPES
from casewright_sources.amazon.source import FIRST_DAYS, AmazonSource
from casewright_sources.connections import Connection, Connections
from casewright_sources.errors import SourceError
from casewright_sources.folder_sink import FolderSink
from casewright_sources.homes import home_option

__all__ = ["amazon_client", "connect", "open_source"]

_KIND = "amazon"
_REPORT_TYPE = re.compile(r"GET_[A-Z0-9_]{3,100}")
_WAY = (
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
_KEYS = {
    "client_id": ("CASEWRIGHT_AMAZON_CLIENT_ID", "LWA client id", False),
    "client_secret": ("CASEWRIGHT_AMAZON_CLIENT_SECRET", "LWA client secret", True),
    "refresh_token": ("CASEWRIGHT_AMAZON_REFRESH_TOKEN", "refresh token", True),
}


def _keys(language: Language) -> str:
    """Return the keys as they are sealed: from the environment, else asked for without showing them."""
    given = {name: os.environ.get(variable) for name, (variable, _, _) in _KEYS.items()}
    if not all(given.values()):
        for line in _WAY:
            click.echo(line.say(language))
    for name, (_, title, hidden) in _KEYS.items():
        given[name] = given[name] or click.prompt(title, hide_input=hidden, type=str).strip()
    queue = {name: os.environ.get(f"CASEWRIGHT_{name.upper()}") for name in ("aws_key_id", "aws_secret_key")}
    return json.dumps(given | {name: value for name, value in queue.items() if value})


def amazon_client(connection: Connection, secret: str | None) -> AmazonClient:
    """Return the client of a connection. Raise SourceError when its keys are not whole."""
    try:
        keys = json.loads(secret or "{}")
        access = AmazonAccess(
            marketplace_id=connection.settings["marketplace_id"],
            client_id=keys["client_id"],
            client_secret=keys["client_secret"],
            refresh_token=keys["refresh_token"],
            endpoint=connection.settings.get("endpoint"),
            token_endpoint=connection.settings.get("token_endpoint"),
        )
    except (ValueError, KeyError) as error:
        raise SourceError(
            Words(
                f"The keys of {connection.name} are not complete. Run `casewright connect amazon` again.",
                f"{connection.name} 的密钥不完整。请重新运行 `casewright connect amazon`。",
            ),
            needs_person=True,
        ) from error
    return AmazonClient(access, personal_data=bool(connection.settings.get("personal_data")))


def _queue(connection: Connection, secret: str | None) -> NotificationQueue | None:
    url = connection.settings.get("queue_url")
    if not url:
        return None
    keys: dict[str, Any] = json.loads(secret or "{}")
    return NotificationQueue(
        url=url,
        region=connection.settings.get("queue_region") or "us-east-1",
        key_id=keys.get("aws_key_id"),
        secret_key=keys.get("aws_secret_key"),
        endpoint=connection.settings.get("queue_endpoint"),
    )


def open_source(connection: Connection, secret: str | None) -> AmazonSource:
    """Return the source of one connection."""
    return AmazonSource(
        amazon_client(connection, secret),
        _queue(connection, secret),
        report_types=tuple(connection.settings.get("report_types") or REPORT_TYPES),
        first_days=int(connection.settings.get("first_days") or FIRST_DAYS),
    )


def _check(connection: Connection, secret: str | None, language: Language) -> tuple[bool, bool]:
    """Print how each part stands. Return whether the account answers at all, and whether everything works."""
    client, queue = amazon_client(connection, secret), _queue(connection, secret)
    parts = []
    for part in check_account(client, queue, now=datetime.now(UTC)):
        click.echo(f"{'✓' if part.works else '✗'} {part.title.say(language)}")
        if part.trouble is not None:
            click.echo(f"  {part.trouble.say(language)}")
        parts.append(part)
    client.close()
    return parts[0].works, all(part.works for part in parts)


def _check_again(connection: Connection, secret: str | None, language: Language) -> bool:
    """Check a connection that is there, and that its notifications come into the queue."""
    _, whole = _check(connection, secret, language)
    queue = _queue(connection, secret)
    if queue is None or not whole:
        return whole
    client = amazon_client(connection, secret)
    try:
        return show_subscriptions(client, queue.arn(), language)
    finally:
        client.close()


@click.command()
@click.argument("name", default="amazon")
@click.option("--marketplace", help="The site, such as amazon_de. Needed the first time.")
@click.option("--days", default=FIRST_DAYS, show_default=True, help="How many days to read back the first time.")
@click.option("--report", "report_types", multiple=True, help="A report to fetch; repeat for more. Instead of ours.")
@click.option("--queue", "queue_url", help="Address of the SQS queue into which Amazon is to send notifications.")
@click.option("--queue-region", help="Its AWS region, such as eu-west-1.")
@click.option("--queue-endpoint", help="Another address than that of AWS, for trying things out.")
@click.option("--yes", is_flag=True, help="Make the destination and the subscriptions for --queue without asking.")
@click.option("--personal-data", is_flag=True, help="Also fetch reports with names and addresses; needs the role.")
@click.option("--endpoint", help="Another address than Amazon's, for trying things out.")
@click.option("--token-endpoint", help="The address of the token server that goes with it.")
@click.option("--check", "only_check", is_flag=True, help="Only check the connection that is there.")
@click.option("--order", "order_id", help="Look up one order and keep what is said of it.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="The folder for what --order finds.")
@home_option
@language_option
def connect(name: str, home: Path, language: str | None, only_check: bool, **given: Any) -> None:  # noqa: ANN401, FBT001 - click passes options by name
    """Connect an Amazon seller account under NAME, and check what it may read.

    连接亚马逊卖家账号（名称 NAME），并检查可读取的内容。

    The keys come from CASEWRIGHT_AMAZON_CLIENT_ID, CASEWRIGHT_AMAZON_CLIENT_SECRET and CASEWRIGHT_AMAZON_REFRESH_TOKEN,
    or are asked for; they are stored sealed.
    """
    tongue, connections = language_of(language), Connections(home)
    try:
        if given["order_id"]:
            _look_up(connections, name, given["order_id"], given["out"] or Path(), tongue)
            return
        if only_check:
            whole = _check_again(connections.get(name), connections.secret(name), tongue)
        else:
            whole = _connect(connections, name, given, tongue)
    except SourceError as trouble:
        raise click.ClickException(trouble.words.say(tongue)) from trouble
    if not whole:
        raise click.exceptions.Exit(1)


def _connect(connections: Connections, name: str, given: dict[str, Any], tongue: Language) -> bool:
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
        **{
            key: given[key]
            for key in ("queue_url", "queue_region", "queue_endpoint", "personal_data", "endpoint", "token_endpoint")
            if given[key]
        },
        **_reports(given["report_types"]),
    }
    connection, secret = Connection(name, _KIND, settings), _keys(tongue)
    answers, whole = _check(connection, secret, tongue)
    if not answers:
        raise SourceError(
            Words("Nothing was stored. Mend what is said above and try again.", "未保存。请按上面的提示修正后重试。"),
            needs_person=True,
        )
    connections.save(connection, secret)
    click.echo(
        Words(
            f"{name} is connected. `casewright work` reads it from now on.",
            f"{name} 已连接。`casewright work` 会开始读取。",
        ).say(tongue)
    )
    return _let_flow(connection, secret, yes=given["yes"], tongue=tongue) and whole


def _reports(given: tuple[str, ...]) -> dict[str, list[str]]:
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


def _let_flow(connection: Connection, secret: str | None, *, yes: bool, tongue: Language) -> bool:
    """See to it that notifications come into the queue of a connection, if it has one."""
    queue = _queue(connection, secret)
    if queue is None:
        return True
    client = amazon_client(connection, secret)
    try:
        return set_up_queue(client, queue, yes=yes, language=tongue)
    finally:
        client.close()


def _look_up(connections: Connections, name: str, order_id: str, out: Path, tongue: Language) -> None:
    client = amazon_client(connections.get(name), connections.secret(name))
    file, content, refused = order_look_up(client, order_id)
    client.close()
    FolderSink(out).keep(file, content)
    words = Words(f"Kept what Amazon says of {order_id} in {out}.", f"已将亚马逊关于 {order_id} 的数据保存到 {out}。")
    click.echo(words.say(tongue))
    if refused:
        click.echo(Words(f"Not given: {', '.join(refused)}", f"未提供：{', '.join(refused)}").say(tongue))
