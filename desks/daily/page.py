"""日报 in the browser: one page to be read and printed, its file, and whether it comes by mail."""

from datetime import timedelta
from typing import Any, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse

from common import clock
from common.errors import ServiceError
from common.files.answers import DOCX, attachment
from common.files.marking import marked_docx
from departments.models.users import User
from desks.daily.printing import file_name, printed
from desks.daily.selectors import SHARES, DailySheet, daily_sheet
from desks.daily.services import choose_daily, has_chosen, takes_mail
from desks.daily.wording import (
    ADDRESSED_TO,
    WORDS,
    changed,
    late_in_words,
    reply_in_words,
    rest_of,
    sentences,
    soon_in_words,
    units_in_words,
)
from desks.leader import asked_day
from desks.parts import BESIDE, assignments_url, list_url
from tracker.papers.selectors import office_name
from tracker.work.lights import WORKING
from tracker.work.states import Light

# How the rows behind a number are asked for in the list of assignments.
_ROWS: dict[str, dict[str, str]] = {
    "open": {"light": "open"},
    **{light.value: {"light": light.value} for light in WORKING},
    **{str(name): asked for name, _, _, asked in BESIDE},
    "filed": {"owed": "filed"},
    "missing": {"owed": "missing"},
    "newly": {"newly": "yes"},
}
_WORSE_WHEN_FEWER = ("green",)
_NEITHER = ("open", "grey")


def daily(request: HttpRequest) -> HttpResponse:
    """The sheet of today, or of the day that the address asks for, as it ended."""
    sheet, notice = _asked(request)
    user = cast(User, request.user)
    address = reverse("admin:daily")
    before = sheet.on - timedelta(days=1)
    context = {
        **cast(Any, admin.site).each_context(request),
        "title": "督查日报",
        "sheet": sheet,
        "notice": notice,
        "today": clock.today(),
        "said": sentences(sheet),
        "addressed_to": ADDRESSED_TO,
        "issuer": office_name(),
        "numbers": _numbers(sheet),
        "newly": _counted("newly", sheet.newly_total, sheet),
        "soon": {**_counted("soon", sheet.soon_total, sheet), "url": _soon_url(sheet)},
        "waiting": {
            **_counted("waiting", sheet.waiting_total, sheet),
            "url": list_url("work_instructionitem", reply="none"),
        },
        "worst": _measures(sheet.worst),
        "newly_rows": None if sheet.newly is None else _measures(sheet.newly),
        "soon_rows": [
            (row, soon_in_words(row), units_in_words(row.units, len(row.units))) for row in sheet.soon
        ],
        "waiting_rows": [(item, reply_in_words(item.due_on, sheet.on)) for item in sheet.waiting or []],
        "shares": [
            _shares("市州", "city", sheet.cities, sheet),
            _shares("厅局", "department", sheet.offices, sheet),
        ],
        "improved": [
            (one, assignments_url(light=Light.RED, department=one.department)) for one in sheet.improved or []
        ],
        "before_url": f"{address}?on={before}",
        "after_url": f"{address}?on={sheet.on + timedelta(days=1)}" if sheet.past else "",
        "file_url": f"{reverse('admin:daily_file')}?on={sheet.on}",
        "chosen": has_chosen(user),
        "takes_mail": takes_mail(user),
    }
    return TemplateResponse(request, "desks/daily.html", context)


def daily_file(request: HttpRequest) -> HttpResponseBase:
    """The same as a docx."""
    sheet, _ = _asked(request)
    try:
        made = printed(sheet)
    except ServiceError as error:
        messages.warning(request, str(error))
        return HttpResponseRedirect(f"{reverse('admin:daily')}?{request.GET.urlencode()}")
    return attachment(marked_docx(made), name=file_name(sheet), media_type=DOCX)


def daily_choice(request: HttpRequest) -> HttpResponse:
    """Whether it comes by mail: the step of the page's own form."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    _reader(request)
    wanted = request.POST.get("wanted") == "1"
    try:
        choose_daily(actor=cast(User, request.user), wanted=wanted)
    except ServiceError as error:
        messages.error(request, str(error))
    else:
        said = (
            "每个工作日早晨，日报将作为附件随邮件发给您。"
            if wanted
            else "不再随邮件发送日报，可随时重新开启。"
        )
        messages.success(request, said)
    return HttpResponseRedirect(reverse("admin:daily"))


def _reader(request: HttpRequest) -> User:
    user = cast(User, request.user)
    if not user.sees_everything:
        raise PermissionDenied("督查日报供领导和督查室使用；本单位的事项请看首页工作台。")
    return user


def _asked(request: HttpRequest) -> tuple[DailySheet, str]:
    user, today = _reader(request), clock.today()
    on, notice = asked_day(request.GET.get("on", ""), today)
    return daily_sheet(user, on=on, today=today), notice


def _numbers(sheet: DailySheet) -> list[dict[str, Any]]:
    found = []
    for number in sheet.numbers:
        change, name = number.change, number.name
        risen = (change or 0) > 0
        found.append(
            {
                **_counted(name, number.count, sheet),
                "change": f"（{changed(change)}）" if sheet.compared else "",
                "worse": bool(change) and name not in _NEITHER and risen != (name in _WORSE_WHEN_FEWER),
            }
        )
    for name in ("owed", "filed", "missing"):
        count = None if sheet.owing is None else getattr(sheet.owing, name)
        one = _counted(name, count, sheet)
        found.append({**one, "url": reverse("admin:owing")} if name == "owed" and not sheet.past else one)
    return found


def _counted(name: str, count: int | None, sheet: DailySheet) -> dict[str, Any]:
    """A number with what it counts; of today it leads to its rows."""
    label, words = WORDS[name]
    asked = _ROWS.get(name)
    url = assignments_url(**asked) if asked and not sheet.past else ""
    return {"name": name, "label": label, "counts": words, "count": count, "url": url}


def _soon_url(sheet: DailySheet) -> str:
    if sheet.past:
        return ""
    return assignments_url(light="open", due_on_from=sheet.on, due_on_to=sheet.soon_until)


def _measures(rows: list[Any]) -> list[tuple[Any, str, str, Any]]:
    """Each with its late units in words, and the one that is late longest."""
    return [
        (
            row,
            late_in_words(row.days_late),
            units_in_words([one.name for one in row.units], row.late_units),
            row.units[0],
        )
        for row in rows
    ]


def _shares(title: str, asked: str, shares: list[Any], sheet: DailySheet) -> dict[str, Any]:
    def address(light: str, pk: int) -> str:
        return "" if sheet.past else assignments_url(**{"light": light, asked: pk})

    return {
        "title": title,
        "rest": rest_of(shares, SHARES, "市州" if asked == "city" else "单位"),
        "rows": [
            {
                "name": one.name,
                "open": one.open,
                "red": one.red,
                "percent": one.percent,
                "open_url": address("open", one.pk),
                "red_url": address("red", one.pk),
            }
            for one in shares[:SHARES]
        ],
    }
