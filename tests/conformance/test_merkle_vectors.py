"""Every published vector of the transparency-dev Merkle library, read where it lies: what it accepts, and refuses."""

import base64
import json
import os
from pathlib import Path
from typing import Any

import pytest

from casewright.evidence.log.merkle import (
    verify_consistency,
    verify_inclusion,
    verify_subtree_consistency,
    verify_subtree_inclusion,
)

ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("CASEWRIGHT_SHARED", ROOT.parent / "shared"))
VECTORS = SHARED / "data" / "vectors" / "transparency-dev-merkle"

pytestmark = [
    pytest.mark.conformance,
    pytest.mark.skipif(not VECTORS.is_dir(), reason="the shared data folder is absent; set CASEWRIGHT_SHARED"),
]


def vectors(kind: str) -> list[dict[str, Any]]:
    return [json.loads(path.read_bytes()) | {"path": path} for path in sorted((VECTORS / kind).rglob("*.json"))]


def raw(text: str) -> bytes:
    return base64.b64decode(text)


def path_of(vector: dict[str, Any]) -> list[bytes]:
    return [raw(text) for text in vector["proof"] or ()]


def inclusion(vector: dict[str, Any]) -> bool:
    leaf, root = raw(vector["leafHash"]), raw(vector["root"])
    return verify_inclusion(vector["leafIdx"], vector["treeSize"], leaf, path_of(vector), root)


def consistency(vector: dict[str, Any]) -> bool:
    root1, root2 = raw(vector["root1"]), raw(vector["root2"])
    return verify_consistency(vector["size1"], vector["size2"], root1, root2, path_of(vector))


def subtree_inclusion(vector: dict[str, Any]) -> bool:
    leaf, root, span = raw(vector["leafHash"]), raw(vector["root"]), (vector["start"], vector["end"])
    return verify_subtree_inclusion(vector["leafIdx"], span, leaf, path_of(vector), root)


def subtree_consistency(vector: dict[str, Any]) -> bool:
    roots = raw(vector["root1"]), raw(vector["root2"])
    return verify_subtree_consistency(vector["start"], vector["end"], vector["size"], roots, path_of(vector))


@pytest.mark.parametrize(
    ("kind", "count", "verify"),
    [
        ("inclusion", 98, inclusion),
        ("consistency", 98, consistency),
        ("subtreeinclusion", 204, subtree_inclusion),
        ("subtreeconsistency", 118, subtree_consistency),
    ],
)
def test_every_vector_is_answered_as_published(kind: str, count: int, verify: Any) -> None:  # noqa: ANN401
    found = vectors(kind)
    assert len(found) == count
    wrong = [str(vector["path"]) for vector in found if verify(vector) is bool(vector["wantErr"])]
    assert wrong == []
