"""What a proof found wrong, on the terminal."""

from collections.abc import Iterable

import click

from casewright.domain.words import Language
from casewright.rulebook import Problem

__all__ = ["print_problems"]


def print_problems(problems: Iterable[Problem], language: Language) -> None:
    """Print each problem with its table and row, and the case that shows it."""
    for problem in problems:
        place = " ".join(part for part in (problem.table, problem.row) if part)
        click.echo(f"{problem.code} {place}: {problem.words.say(language)}")
        for fact, value in problem.case:
            click.echo(f"    {fact} = {value}")
