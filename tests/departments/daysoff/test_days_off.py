"""Days off that 督查室 enters: read from a notice, kept, and counted at once."""

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from common.workdays import DaysOff, add_workdays, is_workday, workday_on_or_before, workdays_between
from departments.daysoff.models import DayKind, DayOff
from departments.daysoff.reading import ReadDay, UnreadableDays, read_days
from departments.daysoff.selectors import charted_until, days_off, is_charted
from departments.daysoff.services import enter_day, enter_days, import_days, remove_day
from departments.daysoff.sheets import days_template, read_days_sheet
from tests import api
from tests.admin import as_user, page, text
from tests.conftest import World
from tests.refusals import refused
from tracker.work.services.declining import decline_assignment

NOTICE = """2027年部分节假日安排如下：
一、元旦：1月1日（周五）至3日（周日）放假，共3天。
二、春节：2月5日（周五、农历除夕前一日）至11日（周四）放假调休，共7天。1月30日（周六）、2月14日（周日）上班。
三、国庆节：10月1日至7日放假调休。9月26日上班；10月9日上班。
"""


def test_a_notice_is_read_as_a_careful_clerk_reads_it() -> None:
    days = {one.day: one for one in read_days(NOTICE)}
    off = {day for day, one in days.items() if one.kind == DayKind.OFF}
    worked = {day for day, one in days.items() if one.kind == DayKind.WORKED}
    assert len(off) == 3 + 7 + 7
    assert worked == {date(2027, 1, 30), date(2027, 2, 14), date(2027, 9, 26), date(2027, 10, 9)}
    assert {days[date(2027, 2, 8)].name, days[date(2027, 2, 14)].name} == {"春节"}


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("2027-02-06 休息 春节", ReadDay(date(2027, 2, 6), DayKind.OFF, "春节")),
        ("2027/2/14，上班", ReadDay(date(2027, 2, 14), DayKind.WORKED)),
        ("2027年5月1日放假", ReadDay(date(2027, 5, 1), DayKind.OFF)),
    ],
)
def test_a_line_is_a_day(line: str, read: ReadDay) -> None:
    assert read_days(line) == [read]


def test_a_stretch_may_cross_the_end_of_the_year() -> None:
    days = read_days("元旦：12月31日至1月2日放假。", year=2027)
    assert [one.day for one in days] == [date(2027, 12, 31), date(2028, 1, 1), date(2028, 1, 2)]


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("1月1日放假", "没有写明年份"),
        ("2027年1月1日", "没有写明是休息还是上班"),
        ("2027年2月30日放假", "没有“2027年2月30日”这个日期"),
        ("2027年1月1日至6月30日放假", "起止日期不对"),
        ("放假安排另行通知", "没有读到日期"),
        ("2027-01-01 休息\n2027-01-01 上班", "既写了休息，又写了上班"),
    ],
)
def test_what_makes_no_sense_is_refused_with_its_words(words: str, why: str) -> None:
    with pytest.raises(UnreadableDays, match=why):
        read_days(words)


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused(words: str) -> None:
    try:
        days = read_days(words, year=2027)
    except UnreadableDays:
        return
    assert days
    assert [one.day for one in days] == sorted({one.day for one in days})


_some = st.frozensets(st.dates(date(2027, 1, 1), date(2027, 3, 1)), max_size=30)


@given(_some, _some, st.dates(date(2027, 1, 10), date(2027, 2, 20)), st.integers(0, 20))
def test_entered_days_hold_for_every_count(
    off: frozenset[date], worked: frozenset[date], start: date, n: int
) -> None:
    known = DaysOff(off - worked, worked)
    end, _ = add_workdays(start, n, known)
    assert workdays_between(start, end, known) == n
    before = workday_on_or_before(start, known)
    assert is_workday(before, known)[0]
    assert workdays_between(before, start, known) == 0


@pytest.mark.django_db
def test_a_year_that_was_entered_is_known(world: World) -> None:
    assert charted_until(date(2026, 11, 28), days_off()) == date(2026, 12, 31)
    assert not is_charted(2027, days_off())
    entered = import_days(text=NOTICE, year=None, actor=world.supervisor)
    assert (entered.added, entered.changed, entered.same) == (21, 0, 0)
    known = days_off()
    assert charted_until(date(2026, 11, 28), known) == date(2027, 12, 31)
    assert [is_workday(day, known)[0] for day in (date(2027, 1, 1), date(2027, 2, 8), date(2027, 2, 14))] == [
        False,
        False,
        True,
    ]
    again = import_days(text=NOTICE, year=None, actor=world.supervisor)
    assert (again.added, again.changed, again.same) == (0, 0, 21)


@pytest.mark.django_db
def test_what_is_said_of_a_day_is_replaced_and_taken_back_with_its_history(world: World) -> None:
    day = date(2027, 2, 8)
    enter_day(day=day, kind="off", name="春节", actor=world.supervisor)
    assert enter_day(day=day, kind="worked", actor=world.supervisor).changed == 1
    assert is_workday(day, days_off()) == (True, True)
    remove_day(day=day, actor=world.supervisor)
    assert not DayOff.objects.exists()
    assert DayOff.history.count() == 3
    with refused("days_off_missing"):
        remove_day(day=day, actor=world.supervisor)


@pytest.mark.django_db
def test_only_the_office_enters_days(world: World) -> None:
    for name in ("leader", "filer"):
        with refused("role_required"):
            enter_day(day=date(2027, 1, 1), kind="off", actor=getattr(world, name))
        assert as_user(getattr(world, name)).get(page("daysoff_dayoff")).status_code == 403
        assert api.as_user(getattr(world, name)).get("/api/v1/days-off/").status_code == 403
    with refused("days_off_year"):
        enter_days(days=[ReadDay(date(1999, 1, 1), DayKind.OFF)], actor=world.supervisor)


@pytest.mark.django_db
def test_the_days_to_decline_are_those_that_the_office_knows(world: World) -> None:
    """Five working days behind 2026-03-02, of which the office has made four days off."""
    world.dispatched()
    late = date(2026, 3, 13)
    with refused("decline_too_late"):
        decline_assignment(
            assignment=world.assignment("省财政厅"), reason="非本单位职责", actor=world.filer, on=late
        )
    for n in range(4):
        enter_day(day=date(2026, 3, 9) + timedelta(days=n), kind="off", actor=world.supervisor)
    decline_assignment(
        assignment=world.assignment("省财政厅"), reason="非本单位职责", actor=world.filer, on=late
    )


@pytest.mark.django_db
def test_the_page_says_how_far_the_calendar_is_known(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("common.clock.today", lambda: date(2026, 11, 28))
    client = as_user(world.supervisor)
    assert "到2026年12月31日为止" in text(client.get(page("daysoff_dayoff")))
    url = page("daysoff_dayoff") + "read-notice/"
    answer: Any = client.post(url, {"text": NOTICE, "year": ""}, follow=True)
    assert "新增21天" in text(answer)
    assert "到2027年12月31日为止" in text(answer)
    [row] = DayOff.objects.filter(day=date(2027, 2, 8))
    answer = client.post(page("daysoff_dayoff", row, "remove"), follow=True)
    assert "已删去2027-02-08的安排" in text(answer)
    assert not DayOff.objects.filter(pk=row.pk).exists()


@pytest.mark.django_db
def test_the_api_enters_lists_and_takes_back(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("common.clock.today", lambda: date(2026, 11, 28))
    client, url = api.as_user(world.supervisor), "/api/v1/days-off/"
    answer = client.post(url, {"days": [{"day": "2027-01-01", "kind": "off", "name": "元旦"}]}, format="json")
    assert (answer.status_code, answer.json()["added"]) == (201, 1)
    assert client.post(url, {"text": NOTICE}, format="json").json()["added"] == 20
    got = client.get(url).json()
    assert (got["known_until"], len(got["days"])) == ("2027-12-31", 21)
    assert client.delete(url + "?day=2027-01-01").status_code == 204
    assert client.delete(url + "?day=2027-01-01").json()["code"] == "days_off_missing"
    assert client.post(url, {}, format="json").status_code == 400
    assert client.post(url, {"text": "无"}, format="json").json()["code"] == "days_off_unreadable"


def _sheet(rows: list[tuple[Any, Any, Any]], year: int = 2027) -> bytes:
    """The template, filled in by hand below its head."""
    book = load_workbook(BytesIO(days_template(year)))
    sheet: Any = book.worksheets[0]
    head = next(row[0].row for row in sheet.iter_rows() if row[0].value == "日期")
    sheet.delete_rows(head + 1, sheet.max_row)
    for row in rows:
        sheet.append(row)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


GOOD = [
    (date(2027, 2, 6), "休息", "春节（调休）"),
    ("2027年2月14日", "上班", None),
    ("2027-01-01", "放假", "元旦"),
]


@pytest.mark.django_db
def test_a_sheet_is_shown_line_by_line_and_entered_when_that_is_confirmed(world: World) -> None:
    enter_day(day=date(2027, 1, 1), kind="worked", actor=world.supervisor)
    client, url = as_user(world.supervisor), page("daysoff_dayoff") + "read-sheet/"
    assert client.get(reverse("admin:daysoff_template"))["Content-Type"].endswith("sheet")
    shown = client.post(url, {"file": SimpleUploadedFile("日历.xlsx", _sheet(GOOD))})
    assert DayOff.objects.count() == 1
    assert "共3天，确认后录入" in text(shown)
    assert [said for _, said in shown.context["lines"]] == ["新增", "新增", "改动（原为上班 ）"]
    done: Any = client.post(url, {"days": shown.context["days"]}, follow=True)
    assert "已录入：新增2天，改动1天" in text(done)
    assert DayOff.objects.get(day=date(2027, 2, 6)).name == "春节（调休）"
    assert "预览已过期" in text(client.post(url, {"days": shown.context["days"] + "x"}))
    for name in ("leader", "filer"):
        assert as_user(getattr(world, name)).get(reverse("admin:daysoff_template")).status_code == 403


@pytest.mark.django_db
def test_one_wrong_line_enters_nothing_and_each_is_named(world: World) -> None:
    wrong = [*GOOD, ("2027-02-30", "休息", ""), ("下周", "不知道", "长" * 31), ("2027-01-01", "休息", "")]
    client, url = as_user(world.supervisor), page("daysoff_dayoff") + "read-sheet/"
    shown = text(client.post(url, {"file": SimpleUploadedFile("日历.xlsx", _sheet(wrong))}))
    assert "有4行需要改正，一行也没有录入" in shown
    for words in ("没有“2027-02-30”这个日期", "日期“下周”无法识别", "安排“不知道”无法识别", "写了不止一次"):
        assert words in shown
    assert "说明请控制在30字以内" in shown
    answer = api.as_user(world.supervisor).post(
        "/api/v1/days-off/", {"file": SimpleUploadedFile("日历.xlsx", _sheet(wrong))}, format="multipart"
    )
    assert (answer.status_code, answer.json()["code"]) == (409, "days_off_unreadable")
    assert "一行也没有录入" in str(answer.json())
    assert not DayOff.objects.exists()
    good = {"file": SimpleUploadedFile("日历.xlsx", _sheet(GOOD))}
    answer = api.as_user(world.supervisor).post("/api/v1/days-off/", good, format="multipart")
    assert (answer.status_code, answer.json()["added"]) == (201, 3)


@pytest.mark.parametrize("data", [b"", b"x", b"PK\x03\x04 no archive", _sheet([])])
def test_what_is_no_such_sheet_is_refused_in_words(data: bytes) -> None:
    with refused("days_off_unreadable"):
        read_days_sheet(data)


def _declined(world: World, on: date) -> None:
    assignment = world.assignment("省财政厅")
    decline_assignment(assignment=assignment, reason="非本单位职责", actor=world.filer, on=on)
