"""What the caller knows beside the file: names of units and days off."""

import datetime

from common.workdays import DaysOff
from extraction.json_form import to_json
from extraction.pipeline import extract_text
from tests.extraction.text import NOTICE, OPINION

ORDER = """云江市人民政府关于清理闲置办公用房的通知

云江政发〔2023〕6号

一、摸清底数。印发后10个工作日内报送清单。（市机关事务局负责）

云江市人民政府

2023年3月1日
"""


def units(extraction):
    return [u for d in extraction.documents for m in d.measures for t in m.tasks for u in t.units]


def without_doubts(value):
    if isinstance(value, dict):
        return {
            k: without_doubts(v) for k, v in value.items() if k not in ("doubt", "warnings", "warning_spans")
        }
    return [without_doubts(v) for v in value] if isinstance(value, list) else value


def test_a_unit_that_the_register_does_not_know_is_doubted():
    known = {unit.name for unit in units(extract_text(OPINION))} - {"市工信局"}
    doubted = [unit.name for unit in units(extract_text(OPINION, names=known)) if unit.doubt]
    assert doubted == ["市工信局"]


def test_a_group_is_no_name_of_the_register():
    read = units(extract_text(NOTICE, names=()))
    assert {unit.name for unit in read if not unit.doubt} == {"各县、区政府"}


def test_names_never_change_what_is_read():
    for text in (NOTICE, OPINION):
        with_names, without = extract_text(text, names={"市水利局"}), extract_text(text)
        assert without_doubts(to_json(with_names)) == without_doubts(to_json(without))


def due(extraction):
    [deadline] = extraction.documents[0].measures[0].tasks[0].deadlines
    return deadline.date


def test_the_days_off_of_an_office_move_a_limit_of_working_days():
    off = DaysOff(off=frozenset({datetime.date(2023, 3, 8)}))
    assert (due(extract_text(ORDER)), due(extract_text(ORDER, days_off=off))) == ("2023-03-15", "2023-03-16")


def test_a_day_on_which_an_office_works_counts():
    worked = DaysOff(worked=frozenset({datetime.date(2023, 3, 4)}))
    assert due(extract_text(ORDER, days_off=worked)) == "2023-03-14"
