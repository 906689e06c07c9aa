"""A stand-in for Amazon on this machine: answers with request-and-answer pairs, so that nothing leaves the machine.

Pairs are lines of JSON with `method`, `path`, `status`, `request` and `response`, as Amazon's models state them for its
sandbox. A pair with more of the request's parameters is preferred. Reports are made step by step as the real ones are.
Listens on 127.0.0.1 only.
"""

import gzip
import json
import re
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from typing import Any, Self, cast
from urllib.parse import parse_qsl, unquote, urlsplit

from casewright_sources.amazon.stand_in_notifications import GRANTLESS, StandInNotifications

__all__ = ["ListedReport", "Pair", "Seen", "StandIn", "made_up_pairs", "made_up_stand_in", "read_pairs"]

_TOKEN_PATH = "/auth/o2/token"  # noqa: S105 - an address
_REPORT = re.compile(r"/reports/2021-06-30/(reports|documents)(?:/([^/]+))?")
_DOCUMENT = re.compile(r"/document/([^/]+)")


@dataclass(frozen=True, slots=True)
class Pair:
    """One known request and its answer. `parameters` are compared as text; `body` only where it is given."""

    method: str
    path: str
    status: int
    response: object
    parameters: Mapping[str, str] = field(default_factory=dict)
    body: object = None


@dataclass(frozen=True, slots=True)
class ListedReport:
    """A report that was made unasked, as a list of reports shows it. `created_at` is written as Amazon writes it."""

    report_id: str
    report_type: str
    created_at: str
    status: str = "DONE"


@dataclass(frozen=True, slots=True)
class Seen:
    """One request that came in. Header names are in small letters."""

    method: str
    path: str
    parameters: Mapping[str, str]
    body: object
    token: str
    headers: Mapping[str, str] = field(default_factory=dict)


def read_pairs(lines: Iterable[str]) -> list[Pair]:
    """Return the pairs in lines of JSON."""
    return [_pair(json.loads(line)) for line in lines if line.strip()]


def made_up_pairs() -> list[Pair]:
    """Return our own invented pairs, for when the official ones are not at hand."""
    return read_pairs(files(__package__).joinpath("made_up_pairs.jsonl").read_text(encoding="utf-8").splitlines())


def made_up_stand_in(now: datetime) -> "StandIn":
    """Return a stand-in with our own invented account: its orders, its reports, and a settlement of two days ago."""
    folder = files(__package__).joinpath("made_up_reports")
    documents = {file.name.partition(".")[0]: file.read_bytes() for file in folder.iterdir() if file.is_file()}
    made = (now - timedelta(days=2)).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    listed = [ListedReport("L1", name, made) for name in sorted(documents) if "SETTLEMENT" in name]
    return StandIn(made_up_pairs(), documents=documents, listed=listed, notifications=StandInNotifications())


def _pair(line: dict[str, Any]) -> Pair:
    stated = {name: one.get("value") for name, one in line.get("request", {}).get("parameters", {}).items()}
    body = stated.pop("body", None)
    parameters = {name: _text(value) for name, value in stated.items()}
    return Pair(line["method"], line["path"], line["status"], line["response"], parameters, body)


def _text(value: object) -> str:
    if isinstance(value, list):
        return ",".join(map(str, value))
    return str(value).lower() if isinstance(value, bool) else str(value)


@dataclass(slots=True)
class StandIn:
    """The server. `refusals` are statuses given out before any answer.

    `documents` are what finished reports hold, by report id or by type; `listed` the reports that nobody asked for.
    """

    pairs: list[Pair]
    refusals: list[int] = field(default_factory=list)
    documents: dict[str, bytes] = field(default_factory=dict)
    listed: list[ListedReport] = field(default_factory=list)
    page_size: int = 100
    notifications: StandInNotifications | None = None
    content_type: str = "text/tab-separated-values"
    looks_until_done: int = 1
    report_status: str = "DONE"
    rate: str = "10"
    seen: list[Seen] = field(default_factory=list)
    tokens: int = 0
    _reports: dict[str, tuple[str, int]] = field(default_factory=dict)
    _server: "_Server | None" = None

    def __enter__(self) -> Self:
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.home = self
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()

    @property
    def endpoint(self) -> str:
        """The address to give as Amazon's."""
        if self._server is None:
            raise RuntimeError("the stand-in is not running: use it in a with block")
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def token_endpoint(self) -> str:
        """The address to give as that of the token server."""
        return self.endpoint + _TOKEN_PATH

    def answer(self, asked: Seen) -> tuple[int, object]:
        """Return status and answer to a request."""
        self.seen.append(asked)
        if self.refusals:
            status = self.refusals.pop(0)
            return status, _refused(status, "the stand-in was told to refuse")
        if self.notifications and (
            told := self.notifications.answer(asked.method, asked.path, asked.body, asked.token)
        ):
            return told
        report = _REPORT.fullmatch(asked.path)
        if report and (self.documents or self.listed):
            return (
                self._list(asked)
                if (asked.method, report[2]) == ("GET", None)
                else self._report(asked, *report.groups())
            )
        best = max(self.pairs, key=lambda pair: _rank(pair, asked), default=None)
        if best is None or _rank(best, asked) < 0:
            return HTTPStatus.NOT_FOUND, _refused(HTTPStatus.NOT_FOUND, "no pair fits this request")
        return best.status, best.response

    def _report(self, asked: Seen, kind: str, name: str | None) -> tuple[int, object]:
        if asked.method == "POST" and isinstance(asked.body, dict):
            report_type = str(asked.body.get("reportType"))
            if report_type in {one.report_type for one in self.listed}:
                return HTTPStatus.BAD_REQUEST, _refused(HTTPStatus.BAD_REQUEST, "not allowed at this time")
            name = f"R{len(self._reports) + 1}"
            self._reports[name] = (report_type, 0)
            return HTTPStatus.ACCEPTED, {"reportId": name}
        own = (name or "").removeprefix("D")
        made = next(((one.report_type, self.looks_until_done) for one in self.listed if one.report_id == own), None)
        known = made or self._reports.get(own)
        if known is None:
            return HTTPStatus.NOT_FOUND, _refused(HTTPStatus.NOT_FOUND, "no such report")
        if kind == "documents":
            if own not in self.documents and known[0] not in self.documents:
                return HTTPStatus.NOT_FOUND, _refused(HTTPStatus.NOT_FOUND, "no such document")
            return HTTPStatus.OK, {
                "reportDocumentId": name,
                "url": f"{self.endpoint}/document/{own if own in self.documents else known[0]}",
                "compressionAlgorithm": "GZIP",
            }
        self._reports[name or ""] = (known[0], known[1] + 1)
        done = known[1] >= self.looks_until_done
        status = self.report_status if done else "IN_PROGRESS"
        document = {"reportDocumentId": f"D{name}"} if status == "DONE" else {}
        return HTTPStatus.OK, {"reportId": name, "reportType": known[0], "processingStatus": status, **document}

    def _list(self, asked: Seen) -> tuple[int, object]:
        """List the reports that nobody asked for, the newest first; a further page is asked for by its token alone."""
        token = asked.parameters.get("nextToken")
        if token and len(asked.parameters) > 1:
            return HTTPStatus.BAD_REQUEST, _refused(HTTPStatus.BAD_REQUEST, "nextToken must be the only parameter")
        types, since, start = (
            token.split("|")
            if token
            else (asked.parameters.get("reportTypes", ""), asked.parameters.get("createdSince", ""), "0")
        )
        fitting = [one for one in self.listed if one.report_type in types.split(",") and one.created_at >= since]
        newest = sorted(fitting, key=lambda one: one.created_at, reverse=True)
        end = int(start) + self.page_size
        answer: dict[str, object] = {"reports": [_listed(one) for one in newest[int(start) : end]]}
        return HTTPStatus.OK, answer | ({"nextToken": f"{types}|{since}|{end}"} if end < len(newest) else {})

    def document(self, name: str) -> bytes:
        """Return a finished report, by its id or its type, as Amazon stores it."""
        return gzip.compress(self.documents.get(name, b""))


def _listed(report: ListedReport) -> dict[str, object]:
    document = {"reportDocumentId": f"D{report.report_id}"} if report.status == "DONE" else {}
    return {
        "reportId": report.report_id,
        "reportType": report.report_type,
        "createdTime": report.created_at,
        "processingStatus": report.status,
        **document,
    }


def _refused(status: int, message: str) -> object:
    return {"errors": [{"code": HTTPStatus(status).phrase.replace(" ", ""), "message": message}]}


def _rank(pair: Pair, asked: Seen) -> int:
    """Return how many parameters fit, or -1 when the pair does not answer this request."""
    if pair.method != asked.method:
        return -1
    slots = re.findall(r"\{(\w+)\}", pair.path)
    pattern = re.sub(r"\\\{\w+\\\}", "([^/]+)", re.escape(pair.path))
    found = re.fullmatch(pattern, asked.path)
    if found is None:
        return -1
    known = {**asked.parameters, **dict(zip(slots, map(unquote, found.groups()), strict=True))}
    if any(known.get(name) != value for name, value in pair.parameters.items()):
        return -1
    if pair.body is not None and pair.body != asked.body:
        return -1
    return len(pair.parameters) + (pair.body is not None)


class _Server(ThreadingHTTPServer):
    home: StandIn


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def _serve(self) -> None:
        home = cast("_Server", self.server).home
        size = int(self.headers.get("content-length") or 0)
        sent = self.rfile.read(size)
        parts = urlsplit(self.path)
        if parts.path == _TOKEN_PATH:
            home.tokens += 1
            own = GRANTLESS if b"grant_type=client_credentials" in sent else "token-"
            answer = {"access_token": f"{own}{home.tokens}", "token_type": "bearer", "expires_in": 3600}
            self._write(HTTPStatus.OK, json.dumps(answer).encode(), "application/json")
            return
        document = _DOCUMENT.fullmatch(parts.path)
        if document:
            self._write(HTTPStatus.OK, home.document(document[1]), home.content_type)
            return
        body = json.loads(sent) if sent else None
        token = self.headers.get("x-amz-access-token", "")
        headers = {name.lower(): value for name, value in self.headers.items()}
        status, said = home.answer(Seen(self.command, parts.path, dict(parse_qsl(parts.query)), body, token, headers))
        self._write(status, json.dumps(said).encode() if said is not None else b"", "application/json")

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _serve  # noqa: N815 - names of the base class

    def _write(self, status: int, body: bytes, content_type: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("x-amzn-RateLimit-Limit", cast("_Server", self.server).home.rate)
        self.end_headers()
        self.wfile.write(body)
