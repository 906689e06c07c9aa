"""Make the copies that a packet shows, each once; documents are drawn in a confined process."""

from collections.abc import Callable, Mapping, Sequence

import msgspec

from casewright.evidence.packet.derivatives import Copy, CopyOrder, CopyStore, ShownRun, copies_from, copies_to
from casewright.evidence.packet.pictures import copy_picture
from casewright.evidence.safety.answers import DocumentOrder, DocumentSheets, SheetsAnswer, SheetsOrder
from casewright.evidence.safety.confined import ConfinedError, run_confined

__all__ = ["PDF", "make_copies"]

PDF = "application/pdf"
_TOGETHER_BYTES = 64 * 1024 * 1024


def make_copies(
    orders: Sequence[CopyOrder], fetch: Callable[[str], bytes], store: CopyStore
) -> Mapping[str, tuple[Copy, ...]]:
    """Return the copies by order key. What cannot be opened has none; its exhibit says so."""
    made: dict[str, tuple[Copy, ...]] = {}
    documents: list[CopyOrder] = []
    for order in orders:
        kept = copies_from(store.get(order.key))
        if kept is not None:
            made[order.key] = kept
        elif order.media_type == PDF:
            documents.append(order)
        else:
            copy = copy_picture(fetch(order.digest), order)
            made[order.key] = _kept(store, order, () if copy is None else (copy,))
    for batch in _batches(documents, fetch):
        for order, copies in _drawn(batch):
            made[order.key] = _kept(store, order, copies)
    return made


def _kept(store: CopyStore, order: CopyOrder, copies: tuple[Copy, ...]) -> tuple[Copy, ...]:
    if copies:
        store.put(order.key, copies_to(copies))
    return copies


def _batches(orders: Sequence[CopyOrder], fetch: Callable[[str], bytes]) -> Sequence[Sequence[tuple[CopyOrder, bytes]]]:
    """Group documents that are drawn in one process: as many as fit its memory, all of one fineness."""
    batches: list[list[tuple[CopyOrder, bytes]]] = []
    size = 0
    for order in orders:
        content = fetch(order.digest)
        if not batches or size + len(content) > _TOGETHER_BYTES:
            batches.append([])
            size = 0
        batches[-1].append((order, content))
        size += len(content)
    return batches


def _drawn(batch: Sequence[tuple[CopyOrder, bytes]]) -> list[tuple[CopyOrder, tuple[Copy, ...]]]:
    """Draw a batch; when the process fails, draw each by itself, so that one bad document costs only itself."""
    if not batch:
        return []
    first = batch[0][0]
    request = SheetsOrder(
        tuple(_document(order, content) for order, content in batch),
        first.quality.sheet_dpi,
        first.quality.sheet_quality,
        grey=first.grey,
    )
    try:
        answer = run_confined("sheets", msgspec.msgpack.encode(request), SheetsAnswer)
    except ConfinedError:
        return [pair for one in batch for pair in _drawn([one])] if len(batch) > 1 else [(first, ())]
    return [(order, _copies(sheets)) for (order, _), sheets in zip(batch, answer.documents, strict=True)]


def _document(order: CopyOrder, content: bytes) -> DocumentOrder:
    regions = tuple((page, (box.left, box.top, box.right, box.bottom)) for page, box in order.regions)
    return DocumentOrder(content, order.pages, order.patterns, regions)


def _copies(document: DocumentSheets) -> tuple[Copy, ...]:
    return tuple(
        Copy(
            sheet.jpeg,
            sheet.width,
            sheet.height,
            sheet.page,
            document.page_count,
            tuple(ShownRun(run.text, run.box) for run in sheet.runs),
            blank=sheet.blank,
            painted=sheet.painted,
            matched=sheet.matched,
        )
        for sheet in document.sheets
    )
