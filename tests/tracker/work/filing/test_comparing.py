"""What differs between two texts, and between a report and the one before it."""

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.differing import Piece, differ
from tests.conftest import World
from tracker.work.filing.admin.comparing import compare
from tracker.work.filing.models.reports import ProgressReport
from tracker.work.filing.services.reporting import file_report, withdraw_report
from tracker.work.filing.services.reviewing import return_report
from tracker.work.services.status_changes import acknowledge_assignment

ON = date(2026, 3, 4)


def joined(pieces: list[Piece]) -> str:
    return "".join(piece.text for piece in pieces)


def changed(pieces: list[Piece]) -> list[str]:
    return [piece.text for piece in pieces if piece.changed]


def test_what_was_put_in_and_taken_out_is_marked() -> None:
    before, now = differ("已安装设备40套，正在调试。", "已安装设备56套，已投入使用。")
    assert changed(before) == ["40", "正在调试"]
    assert changed(now) == ["56", "已投入使用"]


def test_a_number_is_one_piece() -> None:
    before, now = differ("完成12.5%", "完成12.7%")
    assert (changed(before), changed(now)) == (["12.5%"], ["12.7%"])


def test_the_same_text_has_no_mark() -> None:
    before, now = differ("没有变化。", "没有变化。")
    assert changed(before) == changed(now) == []


def test_an_empty_text_has_no_pieces() -> None:
    assert differ("", "新的。") == ([], [Piece("新的。", True)])


@given(st.text(alphabet="已完成。套，1 \n", max_size=60), st.text(alphabet="已完成。套，1 \n", max_size=60))
def test_the_pieces_are_the_texts(before: str, now: str) -> None:
    left, right = differ(before, now)
    assert (joined(left), joined(right)) == (before, now)
    assert bool(changed(left) or changed(right)) == (before != now)


@pytest.mark.parametrize("text", ["的" * 30000, "进展顺利。" * 6000, "一二三四五" * 6000])
def test_no_text_is_so_long_that_a_page_waits_for_it(text: str) -> None:
    started = time.perf_counter()
    left, right = differ(text, f"{text}多")
    assert (joined(left), joined(right)) == (text, f"{text}多")
    assert time.perf_counter() - started < 3


def test_the_predecessor_is_the_last_that_the_office_has_seen(world: World) -> None:
    world.dispatched()
    assignment = acknowledge_assignment(assignment=world.assignment("省财政厅"), actor=world.filer)

    def filed(words: str) -> ProgressReport:
        return file_report(assignment=assignment, actor=world.filer, on=ON, percent=10, narrative=words)

    first = filed("第一次。")
    return_report(report=first, actor=world.supervisor, reason="补充")
    withdraw_report(report=filed("写错了。"), actor=world.filer)
    second = filed("第二次。")
    alone, compared = compare([first, second])
    assert alone.previous is None
    assert not alone.parts[0].changed
    assert compared.previous == first
    assert changed(compared.parts[0].now) == ["二"]
