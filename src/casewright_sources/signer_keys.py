"""Keys of those who sign mails: fetched once from the signer's domain when a mail comes, and stored beside the desk.

Keys are withdrawn after some time, so one that was not stored then cannot be had later. Only the marketplaces' own
domains are asked: a question about any other would tell a stranger that his mail was read.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from casewright.domain.marketplace import marketplace_by_site
from casewright.intake.mail import key_names_of
from casewright_sources.files import write_whole
from casewright_sources.port import Sink

__all__ = ["KeyLookup", "KeyShelf", "LearningSink", "dns_lookup"]

KeyLookup = Callable[[str], bytes | None]
"""Gives the text that a domain publishes under a key name, None when there is none or nobody answers."""
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,251}")
_SECONDS = 4.0
_OTHERS = ("amazonses.com", "mirakl.net")
_LONGEST = 4096


def dns_lookup(name: str) -> bytes | None:
    """Ask the domain name system."""
    import dns.exception  # noqa: PLC0415 - an extra, and only who reads mailboxes asks
    import dns.resolver  # noqa: PLC0415 - the same

    try:
        answer = dns.resolver.resolve(name, "TXT", lifetime=_SECONDS)
    except (dns.exception.DNSException, OSError):
        return None
    return next((b"".join(record.strings) for record in answer), None)


class KeyShelf(Mapping[str, bytes]):
    """The stored keys by name, one small file each below `signer-keys` in the home folder."""

    def __init__(self, home: Path) -> None:
        self._folder = home / "signer-keys"

    def __getitem__(self, name: str) -> bytes:
        try:
            return self._path(name).read_bytes()
        except (FileNotFoundError, ValueError) as error:
            raise KeyError(name) from error

    def __iter__(self) -> Iterator[str]:
        return (path.stem for path in sorted(self._folder.glob("*.txt")))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def learn(self, content: bytes, lookup: KeyLookup) -> None:
        """Store the keys of a mail's signers that are not stored yet."""
        for name in key_names_of(content):
            if name not in self and _may_ask(name) and (found := lookup(name)):
                write_whole(self._path(name), found[:_LONGEST])

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise ValueError(f"no name of a key: {name!r}")
        return self._folder / f"{name}.txt"


class LearningSink:
    """Stores the signers' keys of each mail before the mail itself is kept, so that its signatures can be checked."""

    def __init__(self, sink: Sink, shelf: KeyShelf, lookup: KeyLookup = dns_lookup) -> None:
        self._sink, self._shelf, self._lookup = sink, shelf, lookup

    def keep(self, name: str, content: bytes) -> bool:
        """Learn the keys, then hand the content on."""
        self._shelf.learn(content, self._lookup)
        return self._sink.keep(name, content)


def _may_ask(name: str) -> bool:
    domain = name.partition("._domainkey.")[2]
    own = any(domain == other or domain.endswith(f".{other}") for other in _OTHERS)
    return own or marketplace_by_site(domain) is not None
