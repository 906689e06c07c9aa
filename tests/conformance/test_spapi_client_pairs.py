"""Every official sandbox pair of an operation that we call, called through our client and read without loss.

Prism, which nobody here wrote, checks the requests against Amazon's models where it is installed.
"""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from casewright.intake import read_source
from casewright.intake.spapi import wrap_answers
from casewright_sources.amazon.client import AmazonClient
from casewright_sources.amazon.faults import AmazonBusyError, AmazonDeniedError, AmazonRefusedError
from casewright_sources.amazon.gate import AmazonAccess
from casewright_sources.amazon.operations import known_operations
from casewright_sources.amazon.pacing import Pacer
from casewright_sources.amazon.stand_in import Pair, StandIn, read_pairs

pytestmark = pytest.mark.conformance

_SHARED = Path(os.environ.get("CASEWRIGHT_SHARED", Path(__file__).parents[3] / "shared"))
_FOLDER = _SHARED / "data" / "spapi"
_OPERATIONS = {(known.method, known.path): name for name, known in known_operations().items()}
_DAY = re.compile(r"\d{4}-\d\d-\d\d")  # the pairs give days where the models want instants
_PRISM = Path(sys.prefix) / "prism" / "node_modules" / ".bin" / "prism"
_INSTALL = "tools/system-packages installs it where npm is at hand; CASEWRIGHT_PRISM names another one"


@pytest.fixture(scope="module")
def lines() -> list[str]:
    path = _FOLDER / "sandbox_static_cases.jsonl"
    if not path.exists():
        pytest.skip(f"{path} is not there")
    return [line for line in path.read_text(encoding="utf-8").splitlines() if _called(json.loads(line))]


def _called(case: dict[str, Any]) -> bool:
    return (case["method"], case["path"]) in _OPERATIONS


@pytest.fixture(scope="module")
def amazon(lines: list[str]) -> Iterator[StandIn]:
    with StandIn(read_pairs(lines), rate="1000") as server:
        yield server


def _client(endpoint: str, token_endpoint: str) -> AmazonClient:
    access = AmazonAccess("ATVPDKIKX0DER", "client", "secret", f"refresh {endpoint}", endpoint, token_endpoint)
    return AmazonClient(access, Pacer(sleep=lambda _: None))


@pytest.fixture(scope="module")
def client(amazon: StandIn) -> Iterator[AmazonClient]:
    client = _client(amazon.endpoint, amazon.token_endpoint)
    yield client
    client.close()


def _request(case: dict[str, Any]) -> tuple[str, dict[str, Any], Any]:
    parameters = {name: one.get("value") for name, one in case["request"].get("parameters", {}).items()}
    body = parameters.pop("body", None)
    known = known_operations()[_OPERATIONS[case["method"], case["path"]]]
    for slot in known.slots:
        parameters.setdefault(slot, f"made-up-{slot}")
    return known.name, parameters, body


def test_every_pair_whose_operation_we_call_is_answered_as_amazon_says(
    amazon: StandIn, client: AmazonClient, lines: list[str]
) -> None:
    assert len(lines) > 30
    wrong: list[str] = []
    for line in lines:
        case = json.loads(line)
        name, parameters, body = _request(case)
        amazon.pairs = [pair for pair in read_pairs(lines) if not _same_request(pair, line) or pair == _pair(line)]
        try:
            answer = client.call(name, parameters, body)
        except (AmazonRefusedError, AmazonDeniedError) as refused:
            if case["status"] < 400 or refused.code != case["response"]["errors"][0]["code"]:
                wrong.append(f"{name} {case['status']}: {refused}")
            continue
        content = wrap_answers([answer.kept])
        reading = read_source("answer.json", content)
        good = case["status"] < 400 and (json.loads(answer.body) if answer.body else None) == case["response"]
        if not good or (case["response"] and not reading.records):
            wrong.append(f"{name} {case['status']}: {answer.body[:80]!r}")
    assert wrong == []


def _pair(line: str) -> Pair:
    return read_pairs([line])[0]


def _same_request(pair: Pair, line: str) -> bool:
    """Say whether a pair asks for the same, so that only the answer tells the two apart."""
    own = _pair(line)
    return (pair.method, pair.path, pair.parameters, pair.body) == (own.method, own.path, own.parameters, own.body)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _model(name: str, folder: Path) -> Path:
    """Write a model in which each good answer has its sandbox response as the example to be given out."""
    model = json.loads((_FOLDER / "swagger" / name).read_text(encoding="utf-8"))
    for operations in model["paths"].values():
        for operation in operations.values():
            for status, response in operation.get("responses", {}).items() if isinstance(operation, dict) else ():
                static = response.get("x-amzn-api-sandbox", {}).get("static", [])
                if status.startswith("2") and "examples" not in response and "response" in (static or [{}])[0]:
                    response["examples"] = {"application/json": static[0]["response"]}
    path = folder / name
    path.write_text(json.dumps(model), encoding="utf-8")
    return path


@pytest.fixture
def prism(tmp_path: Path) -> Iterator[Callable[[str], str]]:
    if not (_FOLDER / "swagger").exists():
        pytest.skip(f"{_FOLDER / 'swagger'} is not there")
    program = os.environ.get("CASEWRIGHT_PRISM") or shutil.which("prism") or (str(_PRISM) if _PRISM.exists() else None)
    if program is None:
        pytest.skip(f"there is no Prism to check requests: {_INSTALL}")
    running: list[subprocess.Popen[bytes]] = []

    def start(name: str) -> str:
        port = _free_port()
        process = subprocess.Popen(  # noqa: S603 - the checker
            [program, "mock", "-h", "127.0.0.1", "-p", str(port), "--errors", str(_model(name, tmp_path))],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        running.append(process)
        for _ in range(600):
            try:
                with socket.create_connection(("127.0.0.1", port), timeout=1):
                    return f"http://127.0.0.1:{port}"
            except OSError:
                assert process.poll() is None, "Prism ended"
                time.sleep(0.1)
        pytest.fail("Prism does not answer")

    yield start
    for process in running:
        process.terminate()
        process.wait(20)


_MODELS = {
    "orders_2026": "orders_2026-01-01.json",
    "finances_v0": "financesV0.json",
    "reports": "reports_2021-06-30.json",
    "messaging": "messaging.json",
    "solicitations": "solicitations.json",
    "tokens": "tokens_2021-03-01.json",
    "sellers": "sellers.json",
    "notifications": "notifications.json",
}


_BODIES: dict[str, dict[str, object]] = {
    "notifications.createSubscription": {"payloadVersion": "1.0", "destinationId": "made-up"},
    "notifications.createDestination": {
        "name": "casewright-seller",
        "resourceSpecification": {"sqs": {"arn": "arn:aws:sqs:eu-west-1:123456789012:seller"}},
    },
}
"""The bodies that we send where the pairs give none."""


@pytest.mark.slow
@pytest.mark.parametrize("api", sorted(_MODELS))
def test_an_independent_checker_finds_our_requests_as_the_models_want_them(
    api: str, prism: Callable[[str], str], amazon: StandIn, lines: list[str]
) -> None:
    client = _client(prism(_MODELS[api]), amazon.token_endpoint)
    asked, wrong = 0, []
    for case in map(json.loads, lines):
        name, parameters, body = _request(case)
        if not name.startswith(f"{api}.") or case["status"] >= 300:
            continue
        parameters = {name: f"{one}T00:00:00Z" if _DAY.fullmatch(str(one)) else one for name, one in parameters.items()}
        if api in ("messaging", "solicitations"):
            parameters.setdefault("marketplaceIds", ["ATVPDKIKX0DER"])
        body = _BODIES.get(name, body)
        asked += 1
        try:
            client.call(name, parameters, body)
        except AmazonRefusedError as refused:
            wrong.append(f"{name} {parameters}: {refused}")
        except AmazonBusyError:
            continue  # the checker found no fault, and could not make up an answer
    client.close()
    assert asked > 0
    assert wrong == []


@pytest.mark.slow
def test_the_checker_refuses_a_request_without_what_the_model_requires(
    prism: Callable[[str], str], amazon: StandIn
) -> None:
    client = _client(prism("messaging.json"), amazon.token_endpoint)
    with pytest.raises(AmazonRefusedError):
        client.call("messaging.GetAttributes", {"amazonOrderId": "123-1234567-1234567"})
    client.close()
