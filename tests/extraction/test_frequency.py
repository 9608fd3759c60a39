"""Bare frequencies are proposals for the reporting cycle, not time limits."""

from __future__ import annotations

import pytest

from extraction.deadlines.frequency import find_standing, frequencies


@pytest.mark.parametrize(
    ("text", "frequency"),
    [
        ("按月调度支出进度。", "按月"),
        ("每季度通报一次进展。", "每季度"),
        ("每年对落实情况进行评估。", "每年"),
        ("每半年开展一次督查。", "每半年"),
        ("每 两 年 评选一次。", "每两年"),
        ("通过日调度等形式推进。", "日调度"),
        ("6月底前完成。", ""),
        ("每千人口床位数提高。", ""),
        ("定期调度。", ""),
    ],
)
def test_the_first_bare_frequency_as_printed(text: str, frequency: str) -> None:
    assert next((phrase for phrase, _, _ in frequencies(text)), "") == frequency


def test_a_period_with_a_day_to_be_met_is_no_bare_frequency() -> None:
    assert list(frequencies("每月30日前报送。")) == []


@pytest.mark.parametrize(
    ("cell", "standing"), [("长期坚持", "长期坚持"), ("持续 推进", "持续推进"), ("2024年6月底", ""), ("", "")]
)
def test_a_cell_may_say_that_work_never_ends(cell: str, standing: str) -> None:
    assert find_standing(cell) == standing
