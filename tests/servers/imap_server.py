"""A real IMAP server (Dovecot) on loopback, started by the tests that ask for it."""

import os
import pwd
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from imapclient import IMAPClient

from certificates import write_certificate
from token_server import TokenServer, token_server

__all__ = ["PASSWORD", "ImapServer", "imap_server"]

PASSWORD = "correct-horse"
_INSTALL = "apt-get install -y --no-install-recommends dovecot-imapd"
_CONFIGURATION = """
protocols = imap
base_dir = {root}/run
state_dir = {root}/state
log_path = {root}/dovecot.log
listen = 127.0.0.1
ssl = yes
ssl_cert = <{root}/server.crt
ssl_key = <{root}/server.key
disable_plaintext_auth = no
auth_mechanisms = plain login xoauth2
mail_location = maildir:{root}/mail/%u
mail_uid = {user}
mail_gid = {group}
first_valid_uid = 1
default_login_user = {login_user}
default_internal_user = {internal_user}
default_internal_group = {internal_group}
service anvil {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
passdb {{
  driver = oauth2
  mechanisms = xoauth2
  args = {root}/oauth2.conf
}}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={root}/mail/%u
}}
"""


_TOKENS = "tokeninfo_url = http://127.0.0.1:{port}/tokeninfo?access_token=\nusername_attribute = email\n"


@dataclass(frozen=True)
class ImapServer:
    """Ports of a running server, the certificate of its authority, ways to fill its mailboxes, and who gives tokens."""

    root: Path
    port: int
    tls_port: int
    tokens: TokenServer

    @property
    def ca_file(self) -> Path:
        return self.root / "server.crt"

    def client(self, user: str) -> IMAPClient:
        """Return a client that may also write."""
        client = IMAPClient("127.0.0.1", self.port, ssl=False, timeout=20)
        client.login(user, PASSWORD)
        return client

    def kick(self, user: str) -> None:
        """Hang up on everybody who reads a mailbox."""
        subprocess.run(  # noqa: S603 - the program of the server that we started
            ["doveadm", "-c", str(self.root / "dovecot.conf"), "kick", user],  # noqa: S607 - beside the server
            check=False,
            capture_output=True,
        )

    def drop(self, user: str, content: bytes, folder: str = "INBOX", at: datetime | None = None) -> None:
        """Put a mail into a mailbox."""
        with self.client(user) as client:
            client.append(folder, content, msg_time=at)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _users() -> dict[str, str]:
    """Return who the server runs as: ourselves, or, where we are root, users with fewer rights."""
    if os.getuid():
        own = pwd.getpwuid(os.getuid()).pw_name
        group = str(os.getgid())
        return {"user": str(os.getuid()), "group": group, "login_user": own, "internal_user": own} | {
            "internal_group": group
        }
    nobody = pwd.getpwnam("nobody")
    return {
        "user": str(nobody.pw_uid),
        "group": str(nobody.pw_gid),
        "login_user": "dovenull",
        "internal_user": "dovecot",
        "internal_group": "dovecot",
    }


def _wait(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    for _ in range(200):
        if process.poll() is not None:
            pytest.fail(f"the IMAP server ended: {log.read_text() if log.exists() else '-'}")
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            time.sleep(0.05)
    pytest.fail("the IMAP server does not answer")


@pytest.fixture(scope="session")
def imap_server() -> Iterator[ImapServer]:
    """Run a server for the whole session; each test takes a mailbox of its own."""
    program = shutil.which("dovecot", path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None:
        pytest.skip(f"there is no IMAP server; as root: {_INSTALL}")
    # not below pytest's own folder: where the tests run as root, the server must get in with fewer rights
    with TemporaryDirectory(prefix="casewright-imap-") as folder:
        root = Path(folder).resolve()
        root.chmod(0o755)
        with token_server() as tokens, _running(program, root, tokens) as server:
            yield server


@contextmanager
def _running(program: str, root: Path, tokens: TokenServer) -> Iterator[ImapServer]:
    users = _users()
    (root / "mail").mkdir()
    os.chown(root / "mail", int(users["user"]), int(users["group"]))
    write_certificate(root)
    server = ImapServer(root, _free_port(), _free_port(), tokens)
    (root / "oauth2.conf").write_text(_TOKENS.format(port=tokens.port))
    settings = {"root": root, "port": server.port, "tls_port": server.tls_port, "password": PASSWORD} | users
    (root / "dovecot.conf").write_text(_CONFIGURATION.format(**settings))
    process = subprocess.Popen(  # noqa: S603 - the system's own program
        [program, "-F", "-c", str(root / "dovecot.conf")], stderr=subprocess.DEVNULL
    )
    try:
        _wait(server.port, process, root / "dovecot.log")
        yield server
    finally:
        process.terminate()
        process.wait(20)
