"""Files as they came, and what was read in them."""

from typing import ClassVar

from django.db import models

__all__ = ["RecordKey", "SourceFile", "StoredFinding", "StoredRecord"]


class SourceFile(models.Model):
    """One content, kept whole under its SHA-256. `outer` is the file it came inside of; None for what was imported.

    From `forgotten_at` on the bytes are gone on purpose, since they held personal data; they are not taken in again.
    """

    digest = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=400)
    size_bytes = models.BigIntegerField()
    media_type = models.CharField(max_length=120)
    received_at = models.DateTimeField()
    outer = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="inner")
    forgotten_at = models.DateTimeField(null=True)

    class Meta:
        """Newest first is how the sources page reads them."""

        indexes: ClassVar = [models.Index(fields=["outer", "-id"], name="source_outer_newest")]

    def __str__(self) -> str:
        return self.name


class StoredRecord(models.Model):
    """One record in its wire form, with its place in the order of reading.

    From `forgotten_at` on its personal fields are redacted.
    """

    source = models.ForeignKey(SourceFile, on_delete=models.PROTECT, related_name="records")
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=40)
    order_ref = models.CharField(max_length=64, blank=True, db_index=True)
    payload = models.JSONField()
    forgotten_at = models.DateTimeField(null=True)

    class Meta:
        """A record has one place; what nobody has a case for is found by age."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["source", "position"], name="record_once")]
        indexes: ClassVar = [
            models.Index(fields=["id"], condition=models.Q(forgotten_at=None), name="record_to_forget"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.source_id}:{self.position}"


class RecordKey(models.Model):
    """The SHA-256 of one key that ties records together: an order, a thread, a mail. Strangers choose their length."""

    record = models.ForeignKey(StoredRecord, on_delete=models.CASCADE, related_name="keys")
    key = models.CharField(max_length=64)

    class Meta:
        """Looked up by key."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["key", "record"], name="record_key_once")]

    def __str__(self) -> str:
        return self.key


class StoredFinding(models.Model):
    """One remark about a file, in both languages, with its place."""

    source = models.ForeignKey(SourceFile, on_delete=models.PROTECT, related_name="findings")
    code = models.CharField(max_length=20)
    severity = models.CharField(max_length=10)
    words = models.JSONField()
    place = models.JSONField()

    def __str__(self) -> str:
        return self.code
