"""Printed values as numbers, beside what is printed."""

from __future__ import annotations

from decimal import Decimal

import pytest

from extraction.indicators.quantities import candidate_targets, parse_quantity
from extraction.model import Comparator


@pytest.mark.parametrize(
    ("printed", "comparator", "number", "unit"),
    [
        ("162", Comparator.EQUAL, "162", ""),
        ("17.40", Comparator.EQUAL, "17.40", ""),
        ("≥98%", Comparator.AT_LEAST, "98", "%"),
        ("≥ 98 ％", Comparator.AT_LEAST, "98", "%"),
        (">3000", Comparator.MORE, "3000", ""),
        ("≤0.5", Comparator.AT_MOST, "0.5", ""),
        ("达到 85%", Comparator.AT_LEAST, "85", "%"),
        ("80%以上", Comparator.AT_LEAST, "80", "%"),
        ("控制在5%以内", Comparator.AT_MOST, "5", "%"),
        ("达到6.5%左右", Comparator.ABOUT, "6.5", "%"),
        ("突破1000亿元", Comparator.MORE, "1000", "亿元"),
        ("2.5万人", Comparator.EQUAL, "2.5", "万人"),
        ("1,200", Comparator.EQUAL, "1200", ""),
        ("[70]", Comparator.EQUAL, "70", ""),
        ("80.00 （国家指标为75.00）", Comparator.EQUAL, "80.00", ""),
    ],
)
def test_a_value_has_comparator_number_and_unit(
    printed: str, comparator: Comparator, number: str, unit: str
) -> None:
    found = parse_quantity(printed)
    assert found is not None
    assert (found.printed, found.comparator) == (printed, comparator)
    assert (found.number, found.unit) == (Decimal(number), unit)


def test_a_change_says_its_direction_and_against_what_year() -> None:
    found = parse_quantity("比 2020 年 下降 10% 以上")
    assert found is not None
    assert (found.change, found.base_year, found.comparator) == ("下降", 2020, Comparator.AT_LEAST)


def test_strive_is_kept() -> None:
    found = parse_quantity("力争达到8人")
    assert found is not None
    assert (found.strives, found.comparator, found.number) == (True, Comparator.AT_LEAST, Decimal(8))


def test_a_range_has_both_ends() -> None:
    found = parse_quantity("10—20个")
    assert found is not None
    assert (found.number, found.upper, found.unit) == (Decimal(10), Decimal(20), "个")


@pytest.mark.parametrize(
    "printed", ["—", "", "持续提高", "完成国家下达任务", "2025年达到10个、2030年达到20个"]
)
def test_what_holds_no_single_number_is_none(printed: str) -> None:
    assert parse_quantity(printed) is None


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("制定方案，培训农民 2.5 万人。", ["培训农民"]),
        ("到2025年，居民知晓率达到80%以上。", ["居民知晓率"]),
        ("新增甲类企业20户、新建基地3个。", ["新增甲类企业", "新建基地"]),
        ("总产值力争突破1000亿元。", ["总产值"]),
        ("给予不超过200万元补助。", []),
        ("截至目前已建成书屋12家。", []),
        ("落实《建设书屋100个行动方案》。", []),
    ],
)
def test_targets_inside_sentences_are_offered(text: str, names: list[str]) -> None:
    assert [found.name for found in candidate_targets(text)] == names


def test_a_candidate_carries_its_place() -> None:
    text = "培训农民 2.5 万人。"
    (found,) = candidate_targets(text, offset=10)
    assert text[found.span.start - 10 : found.span.end - 10] == "2.5 万人"
