"""A seller's folder: which files to read, and the few settings of the shop in `shop.toml`."""

import os
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import fields
from pathlib import Path
from zoneinfo import available_timezones

import click
import msgspec

from casewright.domain.shop import Shop
from casewright.intake import SourceFile

__all__ = ["SHOP_FILE", "files_under", "shop_of", "write_whole"]

SHOP_FILE = "shop.toml"


def files_under(folder: Path, *, leave_out: Path | None = None) -> Iterator[Path]:
    """Yield the regular files below the folder by name. Hidden files, links and our own output are left out."""
    for root, folders, names in os.walk(folder):
        here = Path(root)
        folders[:] = sorted(name for name in folders if not name.startswith(".") and here / name != leave_out)
        for name in sorted(names):
            path = here / name
            if not name.startswith(".") and path.is_file() and not path.is_symlink() and path != folder / SHOP_FILE:
                yield path


def source_of(path: Path, folder: Path) -> SourceFile:
    """Read one file whole, named by its path inside the folder."""
    return SourceFile(path.relative_to(folder).as_posix(), path.read_bytes())


def shop_of(folder: Path) -> Shop:
    """Read `shop.toml`, or make a shop named like the folder. A setting nobody knows is refused by name."""
    path = folder / SHOP_FILE
    if not path.is_file():
        return Shop(name=folder.resolve().name)
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
        shop = msgspec.convert({"name": folder.resolve().name, **values}, Shop)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise click.ClickException(f"{path} is not valid TOML: {error}") from error
    except (msgspec.ValidationError, ValueError) as error:
        raise click.ClickException(f"{path}: {error}") from error
    known = {field.name for field in fields(Shop)}
    if unknown := sorted(set(values) - known):
        raise click.ClickException(f"{path}: unknown setting {unknown[0]!r}; known are {', '.join(sorted(known))}")
    if shop.zone not in available_timezones():
        raise click.ClickException(f"{path}: zone is an IANA name such as Asia/Shanghai, not {shop.zone!r}")
    return shop


def write_whole(path: Path, content: str | bytes | Iterable[str]) -> None:
    """Write a file, given whole or in pieces, so that a reader sees the old or the new one, never half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.new")
    with beside.open("wb") as stream:
        if isinstance(content, bytes):
            stream.write(content)
        else:
            stream.writelines(piece.encode() for piece in ([content] if isinstance(content, str) else content))
        stream.flush()
        os.fsync(stream.fileno())
    beside.replace(path)
