"""The option that says which desk's home a command works on."""

from pathlib import Path

import click

__all__ = ["home_option"]

home_option = click.option(
    "--home",
    type=click.Path(file_okay=False, path_type=Path),
    envvar="CASEWRIGHT_HOME",
    default=Path("var"),
    show_default=True,
    help="The folder that holds everything the desk keeps.",
)
