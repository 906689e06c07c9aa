"""The lake that a command line names, and where this machine keeps copies of what it read from a bucket."""

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from casewright.lake.lake import Lake

__all__ = ["lake_opened", "lake_option", "lake_print"]

lake_option = click.option(
    "--lake",
    "place",
    metavar="PLACE",
    envvar="CASEWRIGHT_LAKE",
    default="lake",
    show_default=True,
    help="The lake's folder, or its bucket as s3://BUCKET/PREFIX.",
)


def lake_opened(place: str) -> "Lake":
    """Return the lake in a folder or bucket. Copies lie in CASEWRIGHT_LAKE_COPIES, else in the user's cache."""
    from casewright.lake.places import lake_at  # noqa: PLC0415 - needs the lake's packages

    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return lake_at(place, Path(os.environ.get("CASEWRIGHT_LAKE_COPIES") or cache / "casewright" / "lake"))


def lake_print(document: dict[str, Any]) -> None:
    """Print what a command of the lake found as JSON."""
    click.echo(json.dumps(document, ensure_ascii=False, indent=1))
