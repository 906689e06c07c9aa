"""A lake by where it lies: a folder's path, or the URL of a bucket."""

import hashlib
import os
from pathlib import Path

from casewright.domain.words import Words
from casewright.lake.errors import LakeError
from casewright.lake.lake import Lake, folder_lake
from casewright.lake.objects import ObjectStoreFiles

__all__ = ["lake_at"]

_SCHEMES = ("s3://", "s3a://", "gs://", "az://")
_LOOPBACK = ("http://127.0.0.1", "http://localhost", "http://[::1]")
_SHOWN = 16


def lake_at(where: str, copies: Path) -> Lake:
    """Return the lake in a folder or bucket; nothing is written before something is imported. Raise LakeError.

    `s3://BUCKET/PREFIX` takes region, keys and, for a store that is not Amazon's, the endpoint from the usual
    variables AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_ENDPOINT_URL. What was read from a bucket is
    kept below `copies`, in a folder that only its owner reads.
    """
    if "://" not in where:
        return folder_lake(Path(where))
    if not where.startswith(_SCHEMES):
        raise LakeError(
            Words(
                f"{where} is no place for a lake. Name a folder, or a bucket as s3://BUCKET/PREFIX.",
                f"{where} 不能存放数据湖。请写文件夹路径，或按 s3://存储桶/前缀 填写。",
            )
        )
    own = copies / hashlib.sha256(where.encode()).hexdigest()[:_SHOWN]
    return Lake(_files(where, own), own / "drafts", where)


def _files(url: str, copies: Path) -> ObjectStoreFiles:
    from obstore.exceptions import BaseError  # noqa: PLC0415 - heavy; only who keeps the lake in a bucket pays
    from obstore.store import from_url  # noqa: PLC0415 - the same

    plain = os.environ.get("AWS_ENDPOINT_URL", "").startswith(_LOOPBACK)
    try:
        store = from_url(url, client_options={"allow_http": plain})
    except (BaseError, ValueError) as error:
        reason = str(error).split("\n", 1)[0][:200]
        raise LakeError(
            Words(
                f"{url} cannot be opened ({reason}). Check the address and the variables AWS_….",
                f"无法打开 {url}（{reason}）。请检查地址和 AWS_… 环境变量。",
            )
        ) from error
    return ObjectStoreFiles(store, copies, prefix="")
