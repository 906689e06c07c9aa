"""A command that is loaded when it is called: `--help` and TAB read its first sentence from the source instead."""

import ast
from importlib.metadata import EntryPoint
from importlib.util import find_spec

import click

__all__ = ["LaterCommand"]


class LaterCommand(click.Command):
    """Stands for the command at `place` (`module:name`) until somebody calls it."""

    def __init__(self, name: str, place: str) -> None:
        super().__init__(name)
        self._place = EntryPoint(name, place, "casewright.commands")

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: object,
    ) -> click.Context:
        """Load the command and let it take over. Raise ModuleNotFoundError where its packages are missing."""
        return self._load().make_context(info_name, args, parent, **extra)

    def get_short_help_str(self, limit: int = 45) -> str:
        """Say in a line what the command does, without loading it where its docstring says so.

        A command of another package that is broken must not keep the others from being listed: it says why.
        """
        try:
            told = _docstring(self._place)
            return (click.Command(self.name, help=told) if told else self._load()).get_short_help_str(limit)
        except Exception as fault:  # noqa: BLE001 - code of others may raise anything
            return f"({type(fault).__name__}: {fault})"[:limit]

    def _load(self) -> click.Command:
        command = self._place.load()
        if not isinstance(command, click.Command):
            raise click.ClickException(f"entry point {self.name!r} is not a command")
        return command


def _docstring(place: EntryPoint) -> str | None:
    """Return the docstring of a function that is made a command by a bare decorator; None for any other command."""
    spec = find_spec(place.module)
    source = getattr(spec.loader, "get_source", None) if spec else None
    tree = ast.parse((source(place.module) if source else None) or "")
    for function in tree.body:
        if isinstance(function, ast.FunctionDef) and function.name == place.attr and _is_bare(function):
            return ast.get_docstring(function)
    return None


def _is_bare(function: ast.FunctionDef) -> bool:
    """Say whether the decorator that makes it a command or a group is told no more than its name."""
    made = [one for one in function.decorator_list if isinstance(one, ast.Call) and isinstance(one.func, ast.Attribute)]
    makers = [one for one in made if isinstance(one.func, ast.Attribute) and one.func.attr in {"command", "group"}]
    return bool(makers) and not any({given.arg for given in one.keywords} - {"name", "cls"} for one in makers)
