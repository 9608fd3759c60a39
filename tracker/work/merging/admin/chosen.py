"""并案所选事项: chosen in the list; 督查室 joins them, a department suggests it."""

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from unfold.decorators import action

from common.admin.base import LedgerAdmin
from common.admin.fields import line
from common.admin.refusals import ShowsRefusals
from departments.admin.actor import actor
from departments.models.users import UserRole
from tracker.work.merging.services import MOST, merge_assignments, suggest_merging


class MergeForm(forms.Form):
    reason = line("理由", 200, required=False, help_text="可不填")


class MergingMany(LedgerAdmin):
    """The action 并案所选事项 of the assignments' list."""

    @action(description="并案所选事项")
    def merge_many(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        """Show what is chosen; then join it, or ask 督查室 to."""
        user = actor(request)
        chosen = list(queryset.order_by("id")[: MOST + 1])
        if not 2 <= len(chosen) <= MOST:
            messages.warning(request, f"请选择同一单位的2至{MOST}项事项并案。")
            return None
        office = user.has_role(UserRole.SUPERVISOR)
        sent = request.POST if "reason" in request.POST else None
        form = MergeForm(sent)
        if sent and form.is_valid():
            reason = form.cleaned_data["reason"]
            with ShowsRefusals(form):
                if office:
                    merge_assignments(assignments=chosen, actor=user, reason=reason)
                else:
                    suggest_merging(assignments=chosen, actor=user, reason=reason)
                words = "已并案，今后填报一次即可。" if office else "已建议并案，请等待督查室答复。"
                messages.success(request, words)
                return None
        shown = {
            "form": form,
            "media": form.media,
            "rows": chosen,
            "office": office,
        }
        return self.page_of_chosen(
            request, "work/merge_many.html", "并案所选事项" if office else "建议并案", shown
        )
