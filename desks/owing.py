"""本月应报: what every unit owes this month, in the same numbers as on its own desk."""

from typing import Any, cast

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from common import clock
from departments.models.departments import Department
from departments.models.users import User
from desks.parts import assignments_url
from tracker.work.models.assignments import Assignment
from tracker.work.owing import Owing, owing_by_department


def owing(request: HttpRequest) -> HttpResponse:
    """The page, for 督查室 and leaders: the units that owe most first, every number leads to its rows."""
    user, on = cast(User, request.user), clock.today()
    if not user.sees_everything:
        raise PermissionDenied("各单位应报情况供督查室和领导使用；本单位的请看首页工作台。")
    found = owing_by_department(Assignment.objects.visible_to(user), on)
    names = Department.objects.in_bulk(found)
    units = sorted(found.items(), key=lambda item: (-item[1].missing, item[1].share, item[0]))
    total = Owing(sum(one.filed for one in found.values()), sum(one.missing for one in found.values()))
    context = {
        **cast(Any, admin.site).each_context(request),
        "title": f"{on.month}月应报",
        "on": on,
        "total": total,
        "units": [
            {
                "name": str(names[pk]),
                "owing": one,
                "missing_url": assignments_url(owed="missing", department=pk),
                "filed_url": assignments_url(owed="filed", department=pk),
            }
            for pk, one in units
        ],
    }
    return TemplateResponse(request, "desks/owing.html", context)
