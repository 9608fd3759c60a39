"""Any text and any bytes are read or refused in bounded time; spacing and the width of brackets mean nothing.

The texts are drawn anew from the same seed in every run, so that a failure here is a failure everywhere.
"""

from __future__ import annotations

import contextlib
import itertools
import random
import time
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from extraction.json_form import to_json
from extraction.model import ExtractionError
from extraction.pipeline import extract_bytes, extract_text
from extraction.readers.isolated import answer_for
from extraction.readers.pdf_pages import read_pages
from extraction.readers.scans import wordless
from extraction.readers.source import Source
from tests.extraction.printer import Ledger, ledgers, printed, stated
from tests.extraction.samples import NAMES, described
from tests.extraction.samples.generate import MAKERS, text
from tests.extraction.test_samples import flat

SECONDS = 5.0
steady = settings(
    derandomize=True,
    deadline=None,
    database=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
PIECES = """
一、 （一） 1. 1．2. 第一条 ① 专栏1 附件 目录 。 ； 、 （ ） ( ) 《 》 责任单位： 牵头单位：
配合单位： 省财政厅 省教育厅 各市（州）政府 负责 牵头 配合 按职责分工负责 列第一位的为牵头单位
以下均需 不再列出 6月底前 2023年 每月30日前 到2025年 力争 自印发之日起30日内 序号 重点任务
完成时限 云政发〔2023〕1号 2023年5月4日 云岭省人民政府 关于 印发 的通知 的意见 意见
第207号委员提案的答复 主要指标 约束性 指标 會 𠮷 🀄
""".split()  # noqa: SIM905 - a list of words is read more easily so
BLANKS = ["\n", "\n", "\f", "\t", " ", "\u3000", "\u200b", "\x00"]
odd_texts = st.lists(st.sampled_from(PIECES + BLANKS) | st.text(max_size=4), max_size=80).map("".join)


def tried(data: bytes, name: str) -> None:
    """Reads a file; only the documented error may come, and soon."""
    message = "。"
    begun = time.monotonic()
    try:
        extract_bytes(data, name=name)
    except ExtractionError as error:
        message = str(error)
    assert time.monotonic() - begun < SECONDS
    assert message.endswith("。")
    assert "\n" not in message


@steady
@given(odd_texts | st.text(max_size=400))
def test_any_text_is_read_or_refused(words: str):
    begun = time.monotonic()
    with contextlib.suppress(ExtractionError):
        extract_text(words)
    assert time.monotonic() - begun < SECONDS


@pytest.mark.parametrize("name", ["a.txt", "a.docx", "a.xlsx", "a.html", "a.doc", "a.mht", "a"])
@steady
@given(data=st.binary(max_size=600))
@example(data=b"PK\x03\x04")
@example(data=b"PK\x05\x06" + bytes(18))
@example(data=b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
@example(data=b"{\\rtf1")
@example(data=b"<!doctype html><table><tr><td rowspan=99999 colspan=99999>")
@example(data=b"MIME-Version: 1.0\n\n")
def test_any_bytes_are_read_or_refused_by_any_name(name: str, data: bytes):
    tried(data, name)


@settings(steady, max_examples=4)
@given(st.binary(max_size=600))
def test_any_bytes_that_call_themselves_pdf_are_read_or_refused(data: bytes):
    tried(b"%PDF-1.4\n" + data, "a.pdf")


@cache
def whole(form: str) -> bytes:
    return MAKERS[form](described("table"))


def harmed(form: str) -> st.SearchStrategy[bytes]:
    """A good file with a stretch of it overwritten, taken out or doubled."""
    good = whole(form)
    places = st.integers(0, len(good) - 1)

    def harm(at: int, length: int, put: bytes) -> bytes:
        return good[:at] + put + good[at + length :]

    return st.builds(
        harm, places, st.integers(0, 400), st.binary(max_size=60) | st.sampled_from([good[:300]])
    )


@pytest.mark.parametrize("form", ["docx", "xlsx", "txt"])
def test_a_harmed_file_is_read_or_refused(form: str):
    @steady
    @given(harmed(form))
    def holds(data: bytes) -> None:
        tried(data, f"a.{form}")

    holds()


@settings(steady, max_examples=25)
@given(harmed("pdf"))
def test_a_harmed_pdf_has_a_text_or_a_fault(data: bytes):
    answer = answer_for(read_pages, data)  # what the process of its own would do, without its start for each
    text = str(answer["text"])
    fault = answer["fault"] or wordless(Source(text))  # where no page of it can be recognised either
    assert bool(text.strip()) != bool(fault)


HAN = range(0x4E00, 0x9FFF)
WIDTHS = {"（": "(", "）": ")"}


def respaced(words: str, seed: int) -> str:
    """The same text as another typist would leave it."""
    chance = random.Random(seed)
    lines: list[str] = []
    for line in words.split("\n"):
        line = line.lstrip("\u3000") if chance.random() < 0.3 else line
        if "\t" not in line:
            line = "".join(_loosened(line, chance))
        lines.append(line + chance.choice(["", "", " ", "\u3000", " \u3000 ", "\r"]))
        if chance.random() < 0.1:
            lines.append(chance.choice(["", " ", "\u3000"]))
    return "\n".join(lines)


def _loosened(line: str, chance: random.Random) -> list[str]:
    found: list[str] = []
    for char, after in itertools.pairwise(line + " "):
        found.append(char)
        if ord(char) in HAN and ord(after) in HAN and chance.random() < 0.02:
            found.append(" ")
    return found


def rebracketed(words: str, seed: int) -> str:
    """The same text with some pairs of brackets in the other width."""
    chance = random.Random(seed)
    narrow = chance.random() < 0.5
    return "".join(WIDTHS.get(char, char) if narrow or chance.random() < 0.3 else char for char in words)


@cache
def plain(name: str) -> dict[str, Any]:
    return ledger(text(described(name)))


def ledger(words: str) -> dict[str, Any]:
    """What is read in a text, every bracket in one width."""
    found = flat(to_json(extract_text(words))["documents"])
    return {one_width(place): one_width(value) for place, value in found.items()}


def one_width(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace("(", "（").replace(")", "）")
    if isinstance(value, list | tuple):
        return [one_width(part) for part in value]
    return value


def assert_same(name: str, words: str) -> None:
    found = ledger(words)
    assert {k: (v, found.get(k)) for k, v in plain(name).items() if found.get(k) != v} == {}
    assert found.keys() == plain(name).keys()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("seed", range(6))
def test_white_space_does_not_change_a_ledger(name: str, seed: int):
    assert_same(name, respaced(text(described(name)), seed))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("seed", range(4))
def test_the_width_of_brackets_does_not_change_a_ledger(name: str, seed: int):
    assert_same(name, rebracketed(text(described(name)), seed))


def as_read(words: str) -> list[dict[str, Any]]:
    [document] = extract_text(words).documents
    read = []
    for measure in document.measures:
        [task] = measure.tasks
        limits = [(d.phrase.lstrip("在于"), d.date, d.kind.value, d.firmness.value) for d in task.deadlines]
        units = sorted((unit.name, unit.role.value) for unit in task.units)
        read.append({"path": measure.path, "title": measure.title, "units": units, "limits": limits})
    return read


@steady
@given(ledgers())
def test_a_ledger_that_is_printed_and_read_again_is_the_same(ledger: Ledger):
    words = printed(ledger)
    assert as_read(words) == stated(ledger)
    [document] = extract_text(words).documents
    assert document.title == f"云岭省{ledger.subject}工作方案"
    assert (document.number, document.issued_on) == ("云政办发〔2023〕6号", "2023-02-01")
