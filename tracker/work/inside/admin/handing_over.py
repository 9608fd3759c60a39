"""移交: the page on which all of a person's work in a unit goes to another."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse

from common.admin.base import LedgerAdmin
from common.admin.refusals import ShowsRefusals
from departments.admin.actor import actor
from departments.inside.services.access import may_arrange
from departments.models.departments import Department
from departments.models.users import User
from tracker.work.inside.admin.forms import HandOverForm
from tracker.work.inside.selectors import MOST, hands_over, held_work, open_work_of
from tracker.work.inside.services.assigning import hand_over


class HandingOver(LedgerAdmin):
    """The addresses of 移交, beside the list of assignments."""

    def get_urls(self) -> list[Any]:
        """With the page of who has work, and that of one person's."""
        site = self.admin_site
        return [
            path("hand-over/", site.admin_view(self.held_view), name="work_hand_over"),
            path(
                "hand-over/<int:pk>/<int:id>/",
                site.admin_view(self.hand_over_view),
                name="work_hand_over_of",
            ),
            *super().get_urls(),
        ]

    def held_view(self, request: HttpRequest) -> HttpResponse:
        """Who has open work in the units that the user arranges, how much, and the way to hand it over."""
        user = actor(request)
        if not hands_over(user):
            raise PermissionDenied("移交由单位负责人或督查室办理。")
        shown = {"held": held_work(user), "most": MOST}
        return self.page(request, "work/held.html", "移交经办人的事项", shown)

    def hand_over_view(self, request: HttpRequest, pk: int, id: int) -> HttpResponse:
        """All of the person's work in the unit `pk`: how much, to whom; then it is done."""
        user = actor(request)
        unit = Department.objects.filter(pk=pk).first()
        whose = User.objects.filter(pk=id).first()
        if unit is None or whose is None or not may_arrange(user, unit.pk):
            raise Http404("没有这个单位或人员，或者您无权办理移交。")
        total, back = open_work_of(whose, unit, user), reverse("admin:work_hand_over")
        if not total:
            messages.warning(request, f"所选人员在{unit}没有在办的事项。")
            return HttpResponseRedirect(back)
        sent = request.POST if request.method == "POST" else None
        form = HandOverForm(sent, department=unit.pk, person=whose.pk, expected=total)
        if sent and form.is_valid():
            with ShowsRefusals(form):
                given = hand_over(
                    department=unit, person=whose, actor=user, on=self.today(), **form.cleaned_data
                )
                messages.success(
                    request, f"已将{whose}的{given}项移交{form.cleaned_data['to']}，双方都会收到通知。"
                )
                return HttpResponseRedirect(back)
        shown = {"form": form, "media": form.media, "back_url": back, "unit": unit, "whose": whose}
        shown |= {"total": total, "sees_work": unit.pk in user.department_ids()}
        return self.page(request, "work/hand_over.html", f"移交{whose}的事项", shown)
