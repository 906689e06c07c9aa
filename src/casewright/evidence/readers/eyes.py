"""Recognise text in plain pixels. The pixels come from the confined process; nothing untrusted is decoded here."""

import hashlib
import importlib.util
import logging
from collections import OrderedDict
from functools import cache
from threading import Lock
from typing import Any, Protocol

from casewright.evidence.readers.page import Corners, SeenLine
from casewright.evidence.safety.answers import Raster

__all__ = ["Eyes", "RapidEyes", "RememberingEyes", "rapid_eyes"]

_DOUBTFUL = 0.85
_WIDE_GAP = 0.55
_WORD_GAP = 1.3
_REMEMBERED = 64
"""So many pictures' lines are remembered: about as many as one case has."""


class Eyes(Protocol):
    """Sees text in a picture."""

    def read(self, picture: Raster, turns: int = 0) -> tuple[SeenLine, ...]:
        """Return the lines of text; `turns` quarter turns against the clock are made first, corners stay as given."""


class RapidEyes:
    """PP-OCR by onnxruntime, with the models that come in the package; it knows no network."""

    def __init__(self) -> None:
        logging.getLogger("RapidOCR").setLevel(logging.CRITICAL)
        from rapidocr import RapidOCR  # noqa: PLC0415 - heavy, and optional

        self._engine: Any = RapidOCR(
            params={
                "Global.log_level": "critical",
                "Global.return_word_box": True,
                # its own sense of up and down turns short words on their head; whole pictures are turned instead
                "Global.use_cls": False,
                "EngineConfig.onnxruntime.intra_op_num_threads": 1,
                "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            }
        )

    def read(self, picture: Raster, turns: int = 0) -> tuple[SeenLine, ...]:
        """Recognise the lines, parted where a wide gap parts them."""
        import numpy as np  # noqa: PLC0415 - comes with the recogniser

        shape = (picture.height, picture.width, picture.channels)
        pixels = np.frombuffer(picture.pixels, np.uint8).reshape(shape)
        pixels = np.repeat(pixels, 3, axis=2) if picture.channels == 1 else pixels[:, :, ::-1]
        if turns:
            pixels = np.rot90(pixels, turns)
        answer = self._engine(np.ascontiguousarray(pixels))
        if answer.boxes is None or answer.txts is None:
            return ()
        words = answer.word_results or ((),) * len(answer.txts)
        lines = [
            line
            for box, text, score, parts in zip(answer.boxes, answer.txts, answer.scores, words, strict=False)
            for line in _parted(str(text), float(score), _corners(box), parts)
        ]
        if not turns:
            return tuple(lines)
        return tuple(
            SeenLine(line.text, _turned_back(line.corners, turns, picture.width, picture.height), line.sure)
            for line in lines
        )


class RememberingEyes:
    """Looks once at the same pixels: who packs a case looks again at the pictures that were just read for it."""

    def __init__(self, eyes: Eyes, remembered: int = _REMEMBERED) -> None:
        self._eyes, self._most = eyes, remembered
        self._seen: OrderedDict[str, tuple[SeenLine, ...]] = OrderedDict()
        self._lock = Lock()

    def read(self, picture: Raster, turns: int = 0) -> tuple[SeenLine, ...]:
        """Return the lines of text in a picture."""
        digest = hashlib.sha256(f"{picture.width}x{picture.height}x{picture.channels}/{turns}/".encode())
        digest.update(picture.pixels)
        key = digest.hexdigest()
        with self._lock:
            if key in self._seen:
                self._seen.move_to_end(key)
                return self._seen[key]
        lines = self._eyes.read(picture, turns)
        with self._lock:
            self._seen[key] = lines
            while len(self._seen) > self._most:
                self._seen.popitem(last=False)
        return lines


def _corners(box: Any) -> Corners:  # noqa: ANN401 - an array of the recogniser
    first, second, third, fourth = ((float(x), float(y)) for x, y in box)
    return first, second, third, fourth


def _turned_back(corners: Corners, turns: int, width: int, height: int) -> Corners:
    """Return corners in the picture as it was given."""

    def back(spot: tuple[float, float]) -> tuple[float, float]:
        x, y = spot
        if turns == 1:
            return width - y, x
        return (width - x, height - y) if turns == 2 else (y, height - x)  # noqa: PLR2004 - half a turn

    first, second, third, fourth = map(back, corners)
    return first, second, third, fourth


def _parted(text: str, score: float, corners: Corners, parts: Any) -> list[SeenLine]:  # noqa: ANN401 - as above
    """Part one recognised line at gaps too wide for a blank: the recogniser drops blanks between wide characters."""
    sure = score >= _DOUBTFUL
    pieces: list[list[tuple[str, Corners]]] = [[]]
    for part in parts or ():
        here = (str(part[0]), _corners(part[2]))
        last = pieces[-1][-1] if pieces[-1] else None
        if last is not None:
            height = max(abs(last[1][3][1] - last[1][0][1]), 1.0)
            gap = here[1][0][0] - last[1][1][0]
            wide = any(not sign.isascii() for sign in (last[0][-1:], here[0][:1]))
            if gap > (_WIDE_GAP if wide else _WORD_GAP) * height:
                pieces.append([])
        pieces[-1].append(here)
    whole = [piece for piece in pieces if piece]
    if len(whole) < 2 or "".join(word for piece in whole for word, _ in piece) != "".join(text.split()):  # noqa: PLR2004 - nothing to part
        return [SeenLine(text, corners, sure)]
    return [
        SeenLine(words, (piece[0][1][0], piece[-1][1][1], piece[-1][1][2], piece[0][1][3]), sure)
        for piece, words in zip(whole, _words(text, whole), strict=True)
    ]


def _words(text: str, pieces: list[list[tuple[str, Corners]]]) -> list[str]:
    """Return the text of each piece with the blanks the recogniser did keep."""
    found, at = [], 0
    for piece in pieces:
        wanted, start = sum(len("".join(word.split())) for word, _ in piece), at
        while wanted:
            wanted -= not text[at].isspace()
            at += 1
        found.append(text[start:at].strip())
    return found


@cache
def rapid_eyes() -> Eyes | None:
    """Return the recogniser, loaded once, or None where it is not installed."""
    if any(importlib.util.find_spec(name) is None for name in ("rapidocr", "onnxruntime")):
        return None
    return RememberingEyes(RapidEyes())
