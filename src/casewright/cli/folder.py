"""A seller's folder: which files to read, and the few settings of the shop in `shop.toml`."""

import os
import tomllib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import fields
from pathlib import Path
from zoneinfo import available_timezones

import click
import msgspec

from casewright.cli.spool import Spool
from casewright.domain.errors import CasewrightError
from casewright.domain.shop import Shop
from casewright.domain.words import Words
from casewright.intake import SourceFile
from casewright.intake.mailbox_files import mails_of, starts_as_mbox

__all__ = ["SHOP_FILE", "FileUnreadableError", "files_under", "shop_of", "sources_of", "unnamed_shop", "write_whole"]

SHOP_FILE = "shop.toml"
_UNNAMED = Words(
    "The letter is signed “{name}”, the folder’s name, since {file} names no shop. Write the line "
    'name = "Your shop" into that file, and make the packet again.',
    '{file} 中没有店铺名，信件只能用文件夹名“{name}”署名。请在该文件中写一行 name = "您的店铺名"，再重新生成证据包。',
)
_MAILDIR = frozenset({"cur", "new", "tmp"})
_SERVERS_OWN = "dovecot"


class FileUnreadableError(CasewrightError):
    """A file that is there and may not be read."""

    def __init__(self, path: Path, why: str) -> None:
        self.words = Words(
            f"{path} cannot be read ({why}). Allow it, or take the file out of the folder, and start again.",
            f"{path} 无法读取（{why}）。请开放读取权限或将其移出文件夹，然后重新运行。",
        )
        super().__init__(self.words.en)
        self.path = path


def files_under(folder: Path, *, leave_out: Path | None = None) -> Iterator[Path]:
    """Yield the regular files below the folder by name. Hidden files, links and our own output are left out.

    In a Maildir what is just being delivered is left out, too; its folders, whose names begin with a dot, are not.
    """
    for root, folders, names in os.walk(folder):
        here, maildir = Path(root), set(folders) >= _MAILDIR
        kept = (name for name in folders if (name != "tmp" if maildir else not name.startswith(".")))
        # mails move from `new` to `cur`: looked at in this order, none is missed on its way
        folders[:] = sorted((name for name in kept if here / name != leave_out), reverse=maildir)
        for name in sorted(names):
            path = here / name
            hidden = name.startswith(".") or (maildir and name.startswith(_SERVERS_OWN))
            if not hidden and path.is_file() and not path.is_symlink() and path != folder / SHOP_FILE:
                yield path


def sources_of(paths: Iterable[Path], folder: Path, spool: Spool | None = None) -> Iterator[SourceFile]:
    """Read files whole, each named by its path inside the folder; with a spool a mailbox is read mail by mail.

    A mail that moves within its Maildir meanwhile is read where it is now; a file that somebody deletes is passed over.
    Raise FileUnreadableError.
    """
    for path in paths:
        try:
            now = path if path.exists() else _moved(path)
            if now is None:
                continue
            name = now.relative_to(folder).as_posix()
            if spool is None:
                yield SourceFile(name, now.read_bytes())
            else:
                yield from map(spool.keep, _pieces(now, name))
        except FileNotFoundError:
            continue
        except OSError as error:
            raise FileUnreadableError(path, error.strerror or type(error).__name__) from error


def _pieces(path: Path, name: str) -> Iterator[SourceFile]:
    """Yield the mails of a mailbox, or a file of another kind as it is."""
    with path.open("rb") as file:
        if starts_as_mbox(file):
            for number, mail in enumerate(mails_of(file), 1):
                yield SourceFile(f"{name}!/{number}.eml", mail)
        else:
            yield SourceFile(name, file.read())


def _moved(path: Path) -> Path | None:
    """Return where a mail of a Maildir lies once it was seen or marked: its name changes behind the colon only."""
    seen = path.parent.parent / "cur"
    if path.parent.name not in _MAILDIR or not seen.is_dir():
        return None
    own = path.name.partition(":")[0]
    return next((one for one in sorted(seen.iterdir()) if one.name.partition(":")[0] == own), None)


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


def unnamed_shop(folder: Path) -> Words | None:
    """Say that a letter bears the folder's name, where `shop.toml` is missing or names no shop; None where it does."""
    path, name = folder / SHOP_FILE, folder.resolve().name
    named = path.is_file() and "name" in tomllib.loads(path.read_text(encoding="utf-8"))
    return None if named else _UNNAMED.fill(name=name, file=path.as_posix())


def write_whole(path: Path, content: str | bytes | Iterable[str]) -> None:
    """Write a file, given whole or in pieces, so that a reader sees the old or the new one, never half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.new")
    try:
        with beside.open("wb") as stream:
            if isinstance(content, bytes):
                stream.write(content)
            else:
                stream.writelines(piece.encode() for piece in ([content] if isinstance(content, str) else content))
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(path)
    except OSError as error:
        with suppress(OSError):
            beside.unlink()
        error.filename = str(path)  # a full disk names no file by itself
        raise
