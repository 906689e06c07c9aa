"""How fast we may ask: one bucket per operation, filled at the rate that Amazon's last answer stated."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from casewright_sources.amazon.operations import Operation

__all__ = ["Pacer"]


@dataclass(slots=True)
class _Bucket:
    rate: float
    level: float
    at: float


@dataclass(slots=True)
class Pacer:
    """Waits before a request that would come too early. Clock and sleep are given, so that tests need not wait."""

    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    buckets: dict[str, _Bucket] = field(default_factory=dict)

    def _bucket(self, operation: Operation) -> _Bucket:
        now = self.monotonic()
        bucket = self.buckets.setdefault(operation.name, _Bucket(operation.rate, float(operation.burst), now))
        bucket.level = min(float(operation.burst), bucket.level + (now - bucket.at) * bucket.rate)
        bucket.at = now
        return bucket

    def wait(self, operation: Operation) -> None:
        """Wait until a request may be sent, and count it."""
        bucket = self._bucket(operation)
        if bucket.level < 1:
            self.sleep((1 - bucket.level) / bucket.rate)
            bucket = self._bucket(operation)
        bucket.level = max(0.0, bucket.level - 1)

    def learn(self, operation: Operation, stated: str | None) -> None:
        """Take over the rate that an answer states; anything but a positive number is passed over."""
        try:
            rate = float(stated or "")
        except ValueError:
            return
        if 0 < rate < float("inf"):
            self._bucket(operation).rate = rate

    def emptied(self, operation: Operation) -> float:
        """Note that Amazon found us too fast; return how many seconds one request needs at the present rate."""
        bucket = self._bucket(operation)
        bucket.level = 0.0
        return 1 / bucket.rate
