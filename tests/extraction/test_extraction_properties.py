"""Any text is read without fault and in bounded time, and how it is spaced changes nothing."""

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extraction.json_form import to_json
from extraction.model import ExtractionError, Role
from extraction.pipeline import extract_text
from tests.extraction.text import NOTICE, OPINION

pytestmark = pytest.mark.long

WORDS = """
省财政厅 各市、县级政府 等部门 牵头 配合 负责 按职责分工 责任单位： 牵头单位： 以下均需 不再列出 专栏1
附件 目录
关于印发 的通知 云政发〔2023〕4号 2023年5月1日 6月底前 会同 由 序号 重点任务 总体要求 （一） 1. 第一条 及 和
"""
PIECES = [*WORDS.split(), *"一二三、。，；：（）()〔〕“”《》\n\t 　1234.．①—\f\u200b🙂\x00"]
texts = st.one_of(st.text(max_size=300), st.lists(st.sampled_from(PIECES), max_size=120).map("".join))


def read(text: str) -> list[object]:
    try:
        return to_json(extract_text(text))["documents"]
    except ExtractionError:
        return []


@given(texts)
@settings(max_examples=300, deadline=2000)
def test_any_text_is_read_or_refused_and_every_span_lies_in_it(text):
    for document in read(text):
        end = len(document["text"])
        for measure in document["measures"]:
            assert 0 <= measure["span"][0] <= measure["span"][1] <= end
            for task in measure["tasks"]:
                for unit in task["units"]:
                    start, stop = unit["span"]
                    assert document["text"][start:stop].split() or unit["doubt"]


def shape(text: str) -> list[object]:
    """What was read, without places and with brackets in one width."""
    one = str.maketrans("()", "（）")
    return [
        (
            d["title"].translate(one),
            d["number"],
            d["issued_on"],
            [
                (
                    "/".join(m["path"]).translate(one),
                    m["title"],
                    [[(u["name"].translate(one), u["role"]) for u in t["units"]] for t in m["tasks"]],
                )
                for m in d["measures"]
            ],
        )
        for d in read(text)
    ]


def gap(line: str, index: int, spaces: list[str]) -> str:
    """A space after a character, but never within a number or a Latin word."""
    return "" if line[index : index + 2].isascii() else spaces[index * 7 % 97]


PLAIN = {text: shape(text) for text in (NOTICE, OPINION)}


@given(
    text=st.sampled_from([NOTICE, OPINION]),
    spaces=st.lists(st.sampled_from(["", "", "", " ", "　", "\u00a0"]), min_size=97, max_size=97),
    narrow=st.booleans(),
    blank=st.integers(0, 3),
)
@settings(max_examples=60, deadline=4000, suppress_health_check=[HealthCheck.too_slow])
def test_spaces_blank_lines_and_the_width_of_brackets_change_nothing(text, spaces, narrow, blank):
    lines = [line for line in text.split("\n") if line]
    if narrow:
        lines = [line.translate(str.maketrans("（）", "()")) for line in lines]
    spaced = ["".join(c + gap(line, i, spaces) for i, c in enumerate(line)) for line in lines]
    assert shape(("\n" * (blank + 1)).join(spaced)) == PLAIN[text]


NAMES = [
    "市财政局",
    "市文化和旅游局",
    "各县、区政府",
    "市发展改革委（市能源局）",
    "市委网信办",
    "中铁云江局集团",
    "市科协",
]
clauses = st.lists(st.sampled_from(NAMES), min_size=1, max_size=5, unique=True)


@given(lead=clauses, help_=clauses, duty=clauses)
@settings(max_examples=100, deadline=1000)
def test_a_ledger_printed_in_the_style_of_the_genre_is_read_back(lead, help_, duty):
    styles = [
        f"（{'、'.join(lead)}牵头，{'、'.join(help_)}配合）",
        f"（牵头单位：{'、'.join(lead)}；配合单位：{'、'.join(help_)}）",
        f"（{'、'.join(duty)}按职责分工负责）",
    ]
    items = "".join(f"{n}.任务{n}项。开展相关工作。{style}\n" for n, style in enumerate(styles, 1))
    [document] = extract_text(f"云江市实施方案\n一、主要任务\n{items}").documents
    led = [(name, Role.LEAD) for name in lead] + [(name, Role.SUPPORT) for name in help_]
    carried = [(name, Role.RESPONSIBLE) for name in duty]
    found = [[(u.name, u.role) for u in m.tasks[0].units] for m in document.measures]
    assert found == [led, led, carried]


def test_time_grows_with_length_only():
    def seconds(text: str) -> float:
        begin = time.perf_counter()
        extract_text(text)
        return time.perf_counter() - begin

    seconds(NOTICE)
    once, often = min(seconds(NOTICE * 10) for _ in range(3)), min(seconds(NOTICE * 100) for _ in range(2))
    assert often < 30 * once


def test_runaway_texts_are_read_in_bounded_time():
    size = 20_000
    for text in (
        "（" * size,
        "）" * size,
        "负责" * size,
        "（省财政厅负责" * 3000,
        "各市、" * size,
        "由省财政厅" * 5000,
        "\n附件：\n一、乙任务。" * 4000,
        "\n序号\n任务\n责任单位\n" + "1\n改造。\n市财政局\n" * 3000,
    ):
        begin = time.perf_counter()
        read("云江市方案\n1.任务。" + text)
        assert time.perf_counter() - begin < 10, text[:10]


def test_four_times_the_lines_of_annexes_take_about_four_times_the_time():
    """H4: it was the square once, so that 800 kB took 21 seconds."""

    def seconds(lines: int) -> float:
        text = NOTICE + "附件：\n" * lines
        begin = time.perf_counter()
        read(text)
        return time.perf_counter() - begin

    few, many = min(seconds(20_000) for _ in range(3)), min(seconds(80_000) for _ in range(2))
    assert many < 8 * few
