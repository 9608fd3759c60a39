"""The recogniser behind one class of ours: where on an image lines stand, and what a line says.

rapidocr's wheel carries its models, and they are named here by their paths: so it never asks the network.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import rapidocr
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]  # height × width × 3
Quad = NDArray[np.float64]  # the four corners of a line, clockwise from its upper left

_MODELS = Path(rapidocr.__file__).parent / "models"
_DETECTION = _MODELS / "PP-OCRv6_det_small.onnx"
_RECOGNITION = _MODELS / "PP-OCRv6_rec_small.onnx"
_DETECTION_SIDE = 1280  # A4 at about 110 dpi: lines are found there as well as at 200, in a third of the time
_BATCH = 1  # lines at once: of several the short ones are widened to the longest, for a fifth more time


@dataclass(frozen=True, slots=True)
class Letter:
    """One character of a line: how far along the line its middle is (0 to 1), and how certain it is."""

    text: str
    at: float
    certainty: float


class Engine:
    """The models in memory: about 400 MB, so one for a process."""

    def __init__(self, threads: int) -> None:
        self._engine = rapidocr.RapidOCR(
            params={
                "Global.log_level": "critical",
                "Global.max_side_len": 10_000,  # images are bounded before they come here
                "Global.use_cls": False,
                "Det.model_path": str(_DETECTION),
                "Det.limit_type": "max",
                "Det.limit_side_len": _DETECTION_SIDE,
                "EngineConfig.onnxruntime.intra_op_num_threads": threads,
                "Rec.model_path": str(_RECOGNITION),
                "Rec.rec_batch_num": _BATCH,
            }
        )
        self._engine.return_word_box = True

    def quads(self, image: Pixels) -> list[Quad]:
        """Where lines of text stand."""
        found: Any = self._engine(image, use_det=True, use_cls=False, use_rec=False)
        return [] if found.boxes is None else [np.asarray(quad, dtype=np.float64) for quad in found.boxes]

    def lines(self, crops: Sequence[Pixels]) -> list[list[Letter]]:
        """What each of the crops of a line says; nothing where it says nothing."""
        if not crops:
            return []
        found = self._engine.recognize_txt(list(crops))
        texts = found.txts or ()
        return [_letters(text, info) for text, info in zip(texts, found.word_results, strict=True)]


@functools.cache
def engine(threads: int = 1) -> Engine:
    """The engine of this process, which reads with so many threads."""
    return Engine(threads)


def _letters(text: str, info: Any) -> list[Letter]:
    """The characters of a line; blanks have a certainty, but no place, and are left out."""
    places = [column for word in info.word_cols for column in word]
    columns, found = info.line_txt_len, []
    for char, certainty in zip(text, info.confs, strict=False):
        if char.isspace() or not places or not columns:
            continue
        at = min(max((places.pop(0) + 0.5) / columns, 0.0), 1.0)
        found.append(Letter(char, at, float(certainty) if math.isfinite(certainty) else 0.0))
    return found
