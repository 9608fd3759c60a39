"""A file is read in a process of its own: the same result, within limits, with its progress told."""

import os
from typing import Any

import pytest

from extraction import bounded
from extraction.bounded import extract_bounded
from extraction.model import ExtractionError, SecretError
from extraction.pipeline import extract_bytes
from tests.extraction.files import docx_bytes, pdf_bytes
from tests.policies.imports.files import OTHER, SECRET
from tests.policies.sample import SAMPLE

LINE = "一、做好工作。\n"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("甲.txt", SAMPLE.encode()),
        ("两份.txt", f"{SAMPLE}\n\n{OTHER}".encode()),
        ("乙.docx", docx_bytes(SAMPLE.split("\n"))),
        ("丙.pdf", pdf_bytes([SAMPLE.split("\n")])),
    ],
)
def test_the_result_is_the_same_as_in_this_process(name: str, data: bytes) -> None:
    assert extract_bounded(data, name=name) == extract_bytes(data, name=name)


def test_names_of_the_register_are_passed_on() -> None:
    names = {"省财政厅", "省教育厅"}
    read = extract_bounded(SAMPLE.encode(), name="甲.txt", names=names)
    assert read == extract_bytes(SAMPLE.encode(), name="甲.txt", names=names)


def test_the_progress_is_told_and_never_goes_back() -> None:
    told: list[tuple[str, int]] = []
    text = "".join(OTHER.replace("8号", f"{n}号") for n in range(1, 120))
    extract_bounded(text.encode(), name="甲.txt", told=lambda *said: told.append(said))
    percents = [percent for _, percent in told]
    assert percents == sorted(percents)
    assert any("共119份" in words for words, _ in told)


@pytest.mark.parametrize(
    ("limits", "words"), [({"seconds": 1}, "超过 1 秒"), ({"memory": 80 << 20}, "异常庞大")]
)
def test_beyond_a_limit_it_ends_with_one_clear_line(limits: dict[str, Any], words: str) -> None:
    with pytest.raises(ExtractionError, match=words) as caught:
        extract_bounded((LINE * 60_000).encode(), name="大.txt", **limits)
    assert "大.txt" in str(caught.value)


def test_far_too_many_measures_are_no_document() -> None:
    with pytest.raises(ExtractionError, match="20000 条"):
        extract_bounded((LINE * 20_500).encode(), name="大.txt")


def test_errors_are_those_of_the_reading() -> None:
    with pytest.raises(SecretError):
        extract_bounded(SECRET.encode(), name="甲.txt")
    with pytest.raises(ExtractionError, match=r"坏\.pdf"):
        extract_bounded(b"%PDF-1.7 broken", name="坏.pdf")


def test_who_listens_may_end_it(monkeypatch: pytest.MonkeyPatch) -> None:
    class Enough(Exception):
        pass

    def stop(words: str, percent: int) -> None:
        raise Enough

    ended: list[int] = []
    end = bounded._end

    def noted(process: Any) -> int:
        ended.append(process.pid)
        return end(process)

    monkeypatch.setattr(bounded, "_end", noted)
    monkeypatch.setattr(bounded, "PULSE", 0.1)
    with pytest.raises(Enough):
        extract_bounded((LINE * 100_000).encode(), name="大.txt", told=stop)
    [pid] = ended
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
