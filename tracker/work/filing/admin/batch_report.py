"""合并填报: chosen in the list, one form, filed all or none."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from unfold.decorators import action

from common.admin.base import LedgerAdmin
from common.admin.fields import line, long_text, number, switch
from common.admin.refusals import add_refusal
from common.errors import NotAllowed, ServiceError
from departments.admin.actor import actor
from tracker.work.filing.services.batch_report import BatchRefused, Words, file_batch
from tracker.work.filing.services.checks import standings
from tracker.work.models.assignments import Assignment
from tracker.work.states import Status

MOST = 100  # assignments of one form; more are what the sheet is for
PERCENT = "percent-"


class BatchReportForm(forms.Form):
    """One box for each percentage, and the words once."""

    narrative = long_text("进展情况", 6, help_text="将原样填入所选的每一项")
    problems = long_text("存在问题", required=False)
    next_steps = long_text("下一步安排", required=False)
    coordination = long_text("需协调事项", 2, required=False)
    drop_reason = line("比例下降原因", 200, required=False, help_text="有完成比例低于此前填报的，必填")
    claims_completion = switch("申请办结", "所选各项最早未完成时限的工作都已完成")

    def __init__(self, *, assignments: list[Assignment], data: Any = None) -> None:
        super().__init__(data)
        reached = standings(assignments)
        for assignment in assignments:
            name = f"{assignment.label}的完成比例（%）"
            self.fields[f"{PERCENT}{assignment.pk}"] = number(
                "完成比例（%）",
                0,
                100,
                initial=reached[assignment.pk].reached,
                attrs={"aria-label": name, "class": "dc-work-percent"},
            )

    def words(self) -> list[forms.BoundField]:
        """The boxes that all have in common."""
        return [box for box in self if not box.name.startswith(PERCENT)]

    def percents(self) -> dict[int, int]:
        """The percentages of a valid form, by assignment."""
        return {
            int(name.removeprefix(PERCENT)): value
            for name, value in self.cleaned_data.items()
            if name.startswith(PERCENT)
        }


class BatchReport(LedgerAdmin):
    """The action 合并填报所选事项 of the assignments' list."""

    @action(description="合并填报所选事项")
    def report_many(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        mine = queryset.filter(department__in=actor(request).department_ids())
        chosen = list(mine.filter(status=Status.ACTIVE).order_by("id")[: MOST + 1])
        if not chosen:
            messages.warning(request, "所选事项中没有本单位正在办理的；待签收的请先签收。")
            return None
        if len(chosen) > MOST:
            messages.warning(request, f"一次最多合并填报{MOST}项，更多的请用“批量填报”。")
            return None
        sent = request.POST if "narrative" in request.POST else None
        form = BatchReportForm(assignments=chosen, data=sent)
        reasons: dict[int, str] = {}
        if sent and form.is_valid():
            words = {name: form.cleaned_data[name] for name in Words.__slots__}
            try:
                reports = file_batch(
                    assignments=chosen,
                    percents=form.percents(),
                    words=Words(**words),
                    actor=actor(request),
                    on=self.today(),
                )
            except NotAllowed as error:
                raise PermissionDenied(str(error)) from error
            except BatchRefused as error:
                reasons = error.reasons
                form.add_error(None, "没有报送任何一项，请先处理下面标红的事项。")
            except ServiceError as error:
                add_refusal(form, error)
            else:
                messages.success(request, f"已为{len(reports)}项事项报送同一份进展。")
                return None
        shown = {
            "form": form,
            "on": self.today(),
            "media": form.media,
            "rows": [(a, form[f"{PERCENT}{a.pk}"], reasons.get(a.pk, "")) for a in chosen],
            "skipped": queryset.count() - len(chosen),
        }
        return self.page_of_chosen(request, "work/together.html", "合并填报所选事项", shown)
