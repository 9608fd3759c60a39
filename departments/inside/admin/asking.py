"""A list to which its own form adds, once it is clear for which unit."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from common.admin.base import LedgerAdmin
from common.admin.refusals import ShowsRefusals
from departments.inside.admin.forms import UnitForm
from departments.models.departments import Department

Ask = Callable[[Any, Department], Any]
Run = Callable[..., str]


class AsksForUnit(LedgerAdmin):
    """Asks for the unit where the user has several, then shows the form of that unit."""

    asked_template = "inside/asked.html"

    def list_url(self) -> str:
        """Where it goes back to."""
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")

    def asked(
        self, request: HttpRequest, title: str, units: Any, form_of: Ask, run: Run, note: str
    ) -> HttpResponse:
        """The page: `form_of` is given what was sent and the unit, `run` the unit and the form's values."""
        several = list(units[:2])
        if not several:
            messages.warning(request, "您没有可以设置的单位，请与督查室联系。")
            return HttpResponseRedirect(self.list_url())
        wanted = UnitForm(request.GET or None, units=units)
        unit = several[0] if len(several) == 1 else None
        if unit is None and wanted.is_bound and wanted.is_valid():
            unit = wanted.cleaned_data["department"]
        shown: dict[str, Any] = {"back_url": self.list_url(), "note": note, "unit": unit}
        if unit is None:
            return self.page(
                request, self.asked_template, title, {**shown, "wanted": wanted, "media": wanted.media}
            )
        form = form_of(request.POST if request.method == "POST" else None, unit)
        if form.is_bound and form.is_valid():
            with ShowsRefusals(form):
                messages.success(request, run(department=unit, **form.cleaned_data))
                return HttpResponseRedirect(self.list_url())
        return self.page(request, self.asked_template, title, {**shown, "form": form, "media": form.media})
