"""Images are read in a process of its own: progress, restart, pages that end it, files that are none."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from extraction.ocr import reading
from extraction.ocr.kept import Folder, pages_kept_in
from extraction.ocr.process import SLOW, lines_of
from extraction.ocr.reading import MAX_PAGES, Part, read_parts
from extraction.ocr.seen import Page, dumped
from extraction.progress import READING, told_to
from tests.extraction.ocr.drawing import drawn, encoded
from tests.extraction.ocr.test_images import png_of


class Process:
    """Stands in for the process: reads pages of a part of three, and ends as it is told to."""

    def __init__(self, *ends: str) -> None:
        self.ends = list(ends)  # for each start: the page over which it ends and how, as "2 slow", or ""
        self.asked: list[list[int]] = []

    def __call__(
        self, module: str, requests: list[list[bytes]], *, each: float, memory: int
    ) -> Iterator[tuple[int, bytes]]:
        [given] = requests
        for line in self._lines(given):
            yield 0, line
        yield 0, b""

    def _lines(self, given: list[bytes]) -> Iterator[bytes]:
        [part] = json.loads(given[0])["parts"]
        todo = [number for number in (1, 2, 3) if number not in part["skip"]]
        self.asked.append(todo)
        end = self.ends.pop(0) if self.ends else ""
        if end == "mute":
            return
        yield json.dumps({"part": 0, "pages": todo}).encode()
        for number in todo:
            if end.startswith(str(number)):
                if end.endswith("slow"):
                    yield SLOW
                return
            yield json.dumps(
                {"part": 0, "number": number, "page": dumped(Page(f"第{number}页")).decode()}
            ).encode()


@pytest.fixture
def process(monkeypatch: pytest.MonkeyPatch):
    def start(*ends: str) -> Process:
        made = Process(*ends)
        monkeypatch.setattr(reading, "lines_of", made)
        return made

    return start


def texts(part: Part) -> dict[int, str]:
    return {number: page.fault or page.text for number, page in sorted(part.read.items())}


def test_every_page_is_told_when_it_is_done(process):
    process()
    told: list[tuple[str, int, int]] = []
    with told_to(lambda *said: told.append(said)):
        read_parts([Part(b"x")])
    assert [(done, total) for _, done, total in told][-1] == (3, 3)
    assert all(words.startswith(READING) for words, _, _ in told)


def test_finished_pages_are_not_read_again(process, tmp_path: Path):
    first = process("3")
    with pages_kept_in(Folder(tmp_path)):
        read_parts([Part(b"x")])
        second = process()
        part = Part(b"x")
        read_parts([part])
    # The third page ended the first process and is given up; a second reading of the file asks for none.
    assert first.asked == [[1, 2, 3]]
    assert second.asked == [[]]
    assert texts(part) == {1: "第1页", 2: "第2页", 3: "bomb"}


@pytest.mark.parametrize(("end", "fault"), [("2", "bomb"), ("2 slow", "slow")])
def test_a_page_that_ends_the_process_is_given_up_and_the_others_are_read(process, end: str, fault: str):
    started = process(end)
    part = Part(b"x")
    read_parts([part])
    assert started.asked == [[1, 2, 3], [3]]
    assert texts(part) == {1: "第1页", 2: fault, 3: "第3页"}


def test_a_process_that_cannot_start_leaves_the_pages_unread(process):
    process("mute")
    picture, pdf = Part(b"x"), Part(b"x", "pdf", (1, 3))
    read_parts([picture])
    assert picture.fault == "absent"
    process("mute")
    read_parts([pdf])
    assert texts(pdf) == {1: "slow", 3: "slow"}


def test_the_process_says_what_is_no_picture_and_reads_the_rest():
    bomb, none = Part(png_of(60_000, 60_000)), Part(b"no picture")
    pdf = Part(b"%PDF-1.4 nothing", "pdf", (1,))
    read_parts([bomb, none, pdf])
    assert (bomb.fault, none.fault, pdf.fault) == ("bomb", "kind", "broken")


def test_a_process_that_takes_too_long_over_a_line_is_ended():
    assert list(lines_of("http.server", [[]], each=1.0)) == [(0, SLOW)]


@pytest.mark.font
def test_two_processes_read_many_pages_and_one_that_ends_leaves_its_next_page_alone(tmp_path: Path):
    strips = [
        drawn([(20, 20, 6, "black", f"第{number}页的文字")]).crop((80, 60, 700, 160)) for number in "一二三四"
    ]
    data = encoded(strips[0], "TIFF", save_all=True, append_images=strips[1:])
    part = Part(data)
    read_parts([part])
    assert texts(part) == {n: f"第{number}页的文字" for n, number in enumerate("一二三四", 1)}


class Pair:
    """Stands in for two processes that read four pages: the second ends over its first page."""

    def __init__(self) -> None:
        self.asked: list[int] = []

    def __call__(
        self, module: str, requests: list[list[bytes]], *, each: float, memory: int
    ) -> Iterator[tuple[int, bytes]]:
        self.asked.append(len(requests))
        asked = json.loads(requests[0][0])
        todo = [number for number in (1, 2, 3, 4) if number not in asked["parts"][0]["skip"]]
        for place in range(len(requests)):
            yield place, json.dumps({"part": 0, "pages": todo}).encode()
        for at, number in enumerate(todo):
            if len(requests) == 1 or at % 2 == 0:
                page = dumped(Page(f"第{number}页")).decode()
                yield at % len(requests), json.dumps({"part": 0, "number": number, "page": page}).encode()
        for place in range(len(requests)):
            yield place, b""


def test_of_two_processes_the_one_that_ends_costs_one_page(monkeypatch: pytest.MonkeyPatch):
    pair = Pair()
    monkeypatch.setattr(reading, "lines_of", pair)
    monkeypatch.setattr(reading, "_processors", lambda: 2)
    part = Part(b"x", "pdf", (1, 2, 3, 4))
    read_parts([part])
    assert pair.asked == [2, 1]
    assert texts(part) == {1: "第1页", 2: "bomb", 3: "第3页", 4: "第4页"}


def test_there_is_a_limit_of_pages():
    assert MAX_PAGES == 300
