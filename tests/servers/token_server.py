"""A token endpoint on loopback, as Google's or Microsoft's, and where a mail server asks whose a token is."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import cast
from urllib.parse import parse_qs, urlsplit

__all__ = ["TokenServer", "token_server"]


@dataclass
class TokenServer:
    """Gives an access token for each refresh token in `users`; with `renews` the refresh token changes each time."""

    users: dict[str, str] = field(default_factory=dict)
    renews: bool = False
    port: int = 0
    asked: list[dict[str, str]] = field(default_factory=list)
    given: dict[str, str] = field(default_factory=dict)

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}/token"

    def token(self, asked: dict[str, str]) -> tuple[int, dict[str, str]]:
        self.asked.append(asked)
        user = self.users.get(asked.get("refresh_token", ""))
        if user is None or asked.get("grant_type") != "refresh_token":
            return 400, {"error": "invalid_grant"}
        token = f"access-{len(self.given)}"
        self.given[token] = user
        if not self.renews:
            return 200, {"access_token": token, "token_type": "Bearer"}
        renewed = f"refresh-{len(self.given)}"
        self.users = {renewed: user}
        return 200, {"access_token": token, "refresh_token": renewed}

    def whose(self, token: str) -> tuple[int, dict[str, str]]:
        user = self.given.get(token)
        return (401, {"error": "invalid_token"}) if user is None else (200, {"email": user})


class _Server(ThreadingHTTPServer):
    home: TokenServer


class _Handler(BaseHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_POST(self) -> None:
        sent = self.rfile.read(int(self.headers.get("content-length") or 0)).decode()
        fields = {name: values[0] for name, values in parse_qs(sent).items()}
        self._answer(*cast("_Server", self.server).home.token(fields))

    def do_GET(self) -> None:
        asked = parse_qs(urlsplit(self.path).query).get("access_token", [""])
        self._answer(*cast("_Server", self.server).home.whose(asked[0]))

    def _answer(self, status: int, document: dict[str, str]) -> None:
        content = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


@contextmanager
def token_server() -> Iterator[TokenServer]:
    """Serve until the block ends."""
    home, server = TokenServer(), _Server(("127.0.0.1", 0), _Handler)
    server.home, home.port = home, server.server_address[1]
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield home
    finally:
        server.shutdown()
        server.server_close()
