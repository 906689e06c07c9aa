"""Who signed, read out of sentences and of labels that no colon parts from the name."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from casewright.evidence.readers.tokens import person_in

__all__ = ["signed_in", "signer_told"]

_NAME = r"(?P<name>[^\W\d_][^\s,;:()（）]*(?: [^\W\d_a-zß-ÿ][^\s,;:()（）]*){0,3})"
_ONLY = r"(?P<name>[^\W\d_a-zß-ÿ][^\s\d,;:()（）]*(?: [^\W\d_a-zß-ÿ][^\s\d,;:()（）]*){0,3})"
_WIDE_END = r"(?:先生|女士|小姐|様|さま)?(?=$|[\s,，。;；、|/()（）\d]|签收|签名|于)"
_WIDE = rf"(?P<name>[\u3041-\u9fff·*＊]{{1,6}}?){_WIDE_END}"
_EAST = rf"(?P<name>[\u3041-\u9fff]{{1,6}}(?: [\u3041-\u9fff]{{1,4}}?)?) ?{_WIDE_END}"


@dataclass(frozen=True, slots=True)
class _Words:
    handed: tuple[re.Pattern[str], ...]
    signed: tuple[re.Pattern[str], ...]
    noun: tuple[re.Pattern[str], ...]
    nobody: re.Pattern[str]
    nobody_wide: re.Pattern[str]


def _patterns(table: dict[str, str]) -> tuple[re.Pattern[str], ...]:
    filled = (
        one.replace("NAME", _NAME).replace("ONLY", _ONLY).replace("WIDE", _WIDE).replace("EAST", _EAST)
        for one in table.values()
    )
    return tuple(map(re.compile, filled))


@cache
def _words() -> _Words:
    table = tomllib.loads((files(__package__) / "words" / "signers.toml").read_text("utf-8"))
    nobody = table["nobody"]
    return _Words(
        _patterns(table["handed"]),
        _patterns(table["signed"]),
        _patterns(table["noun"]),
        re.compile(nobody["words"]),
        re.compile(nobody["wide"]),
    )


def _name(patterns: tuple[re.Pattern[str], ...], text: str) -> str | None:
    for pattern in patterns:
        match = pattern.search(text)
        name = person_in(match["name"]) if match else None
        if name is None or _words().nobody.fullmatch(name.split()[0]) or _words().nobody_wide.match(name):
            continue
        return name
    return None


def signed_in(text: str) -> str | None:
    """Return who signed, where the words can mean nothing else: `signed by J Miller`, `签收人 张伟`."""
    return _name(_words().signed, text)


def signer_told(text: str) -> tuple[str, bool] | None:
    """Return who signed by a line of a proof of delivery, and whether more than capitals says that it is a name."""
    name = signed_in(text) or _name(_words().handed, text)
    if name is not None:
        return name, True
    name = _name(_words().noun, text.strip())
    return None if name is None else (name, False)
