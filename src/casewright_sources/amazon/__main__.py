"""`python -m casewright_sources.amazon`: the stand-in with its invented account, until it is interrupted."""

import time
from datetime import UTC, datetime

import click

from casewright_sources.amazon.stand_in import made_up_stand_in


@click.command()
def stand_in() -> None:
    """Play Amazon on this machine with invented data, and print how to connect to it."""
    with made_up_stand_in(datetime.now(UTC)) as amazon:
        click.echo(
            "CASEWRIGHT_AMAZON_CLIENT_ID=x CASEWRIGHT_AMAZON_CLIENT_SECRET=x CASEWRIGHT_AMAZON_REFRESH_TOKEN=x "
            f"casewright connect amazon --marketplace amazon_de --endpoint {amazon.endpoint} "
            f"--token-endpoint {amazon.token_endpoint}"
        )
        while True:
            time.sleep(3600)


if __name__ == "__main__":
    stand_in()
