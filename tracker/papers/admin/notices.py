"""督办单 from the list of assignments and from the page of one: both lead to the page that makes it."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from unfold.decorators import action

from common.admin.transitions import Offer
from departments.admin.actor import is_supervisor
from tracker.papers.services.issuing import MOST_ITEMS
from tracker.work.admin.assignments import AssignmentAdmin
from tracker.work.models.assignments import Assignment
from tracker.work.states import Light


def notice_url(assignments: list[int]) -> str:
    """The page on which a 督办单 on these is made."""
    query = urlencode({"assignments": ",".join(map(str, assignments))})
    return f"{reverse('admin:papers_new_notice')}?{query}"


def _after(names: tuple[str, ...], name: str, new: str) -> tuple[str, ...]:
    """The names with `new` behind `name`."""
    place = names.index(name) + 1
    return (*names[:place], new, *names[place:])


admin.site.unregister(Assignment)


@admin.register(Assignment)
class NoticeableAssignmentAdmin(AssignmentAdmin):
    actions = _after(AssignmentAdmin.actions, "urge_many", "notice_many")
    actions_detail = _after(AssignmentAdmin.actions_detail, "urge", "notice")
    offers = {
        **AssignmentAdmin.offers,
        "notice": Offer(is_supervisor, when=lambda assignment: bool(assignment.light == Light.RED)),
    }

    @action(description="制发督办单", url_path="notice", icon="assignment_late")
    def notice(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return HttpResponseRedirect(notice_url([self.visible_object(request, object_id).pk]))

    @action(description="制发督办单（同一单位的逾期事项）")
    def notice_many(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse:
        """督办单 on every chosen row; the page says what does not fit."""
        chosen: Any = queryset.order_by("pk").values_list("pk", flat=True)
        return HttpResponseRedirect(notice_url(list(chosen[: MOST_ITEMS + 1])))
