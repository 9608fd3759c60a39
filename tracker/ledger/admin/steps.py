"""批量办理 on pages: what was ticked, what the step would do, the step, its progress, and taking it back."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from common import clock
from common.admin.refusals import ShowsRefusals, add_refusal
from common.admin.undo import with_undo
from common.errors import NotAllowed, ServiceError
from departments.admin.actor import actor
from tracker.ledger.admin.exports import start_export
from tracker.ledger.admin.table import link
from tracker.ledger.choosing import SHOWN, Choice, StepPreview, named, preview_step
from tracker.ledger.models import LedgerStep, StepKind, StepState
from tracker.ledger.query import decode_query
from tracker.ledger.services.steps import (
    AT_ONCE,
    ENDED,
    OPEN,
    TAKEN_BACK_AT_MOST,
    ask_step,
    may_take_back,
    run_step,
    take_back_step,
)
from tracker.ledger.tasks import run_ledger_step
from tracker.work.admin.forms import ReassignForm, UrgeForm, day, words

EXPORT = "export"
STEPS: dict[str, str] = {**dict(StepKind.choices), EXPORT: "导出"}
LISTED = 20


class MoveForm(forms.Form):
    """调整时限 of many: one day for all."""

    to_date = day("新的时限")
    reason = words("原因", rows=2)


class SuspendForm(forms.Form):
    reason = words("中止原因", rows=2)


FORMS: dict[str, Any] = {
    StepKind.URGE: UrgeForm,
    StepKind.CHANGE_DATE: MoveForm,
    StepKind.SUSPEND: SuspendForm,
    StepKind.REASSIGN: ReassignForm,
}
WHAT: dict[str, str] = {
    StepKind.URGE: "填报员和单位负责人在收件箱中收到催办，催办记入各项的办理记录，发出后不能撤回。",
    StepKind.CHANGE_DATE: "各项改为同一时限，最初时限仍保留，并告知各单位。",
    StepKind.SUSPEND: "中止后不再计入在办和逾期，可以随时恢复，并告知各单位。",
    StepKind.REASSIGN: "各项改由一个单位承办，分工和时限不变；原单位的事项中止。改派后不能一键撤回。",
}


@require_POST
def choose(request: HttpRequest) -> HttpResponseBase:
    """What the step would do with what was ticked, and, once it is confirmed, the step."""
    kind = request.POST.get("step", "")
    if kind not in STEPS:
        messages.error(request, "没有这个步骤，请从台账上的按钮中选择。")
        return HttpResponseRedirect(reverse("ledger"))
    choice = _choice(request)
    back = f"{reverse('ledger')}{link(choice.question.replace(cols=()))}"
    try:
        if kind == EXPORT:
            return start_export(request, choice.as_question())
        return _step(request, StepKind(kind), choice, back)
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    except ServiceError as error:
        messages.warning(request, str(error))
        return HttpResponseRedirect(back)


def _step(request: HttpRequest, kind: StepKind, choice: Choice, back: str) -> HttpResponse:
    user, on = actor(request), clock.today()
    confirmed = "fingerprint" in request.POST
    form = FORMS[kind](data=request.POST if confirmed else None)
    department = form.cleaned_data.get("department") if confirmed and form.is_valid() else None
    preview = preview_step(kind=kind, choice=choice, actor=user, on=on, department=department)
    if confirmed and form.is_valid():
        with ShowsRefusals(form):
            try:
                step = ask_step(
                    kind=kind,
                    choice=choice,
                    said=_said(form.cleaned_data),
                    fingerprint=request.POST["fingerprint"],
                    actor=user,
                    on=on,
                )
            except ServiceError as error:
                # A unit that has the task is known only now: the reader looks again at what is left.
                if error.code != "choice_changed":
                    raise
                add_refusal(form, error)
            else:
                return _started(request, step, back)
    return _page(request, kind, choice, preview, form, back)


def _page(
    request: HttpRequest, kind: StepKind, choice: Choice, preview: StepPreview, form: Any, back: str
) -> HttpResponse:
    passed_on = [
        ("step", kind.value),
        ("query", choice.question.encode()),
        ("everything", "1" if choice.everything else ""),
        *(("measure", str(pk)) for pk in choice.measures),
        *(("unit", str(pk)) for pk in choice.units),
        ("fingerprint", preview.fingerprint),
    ]
    context = {
        **admin.site.each_context(request),
        "title": f"批量{kind.label}",
        "form": form,
        "media": form.media,
        "preview": preview,
        "what": WHAT[kind],
        "words": f"{kind.label}{len(preview.rows)}项",
        "seconds": OPEN.seconds
        if preview.may_be_taken_back and len(preview.rows) <= TAKEN_BACK_AT_MOST
        else 0,
        "behind": len(preview.rows) > AT_ONCE,
        "rows": named(preview.rows),
        "more": max(len(preview.rows) - SHOWN, 0),
        "passed_on": passed_on,
        "back_url": back,
    }
    return TemplateResponse(request, "ledger/step.html", context)


def _started(request: HttpRequest, step: LedgerStep, back: str) -> HttpResponse:
    """A small step is done at once; a large one by a worker, with its progress on a page."""
    if step.total > AT_ONCE:
        run_ledger_step.delay(step.pk)
        return HttpResponseRedirect(reverse("ledger_step_page", args=[step.pk]))
    _say(request, run_step(step_id=step.pk), back)
    return HttpResponseRedirect(back)


def _say(request: HttpRequest, step: LedgerStep, back: str) -> None:
    line = step.outcome
    if may_take_back(step, timezone.now()):
        line = _undo(request, step, back)
    level = messages.SUCCESS if step.state == StepState.DONE and not step.refused else messages.WARNING
    messages.add_message(request, level, line)


def _undo(request: HttpRequest, step: LedgerStep, back: str) -> str:
    return with_undo(
        request,
        step.outcome,
        action=reverse("ledger_step_back", args=[step.pk]),
        button=f"撤回{StepKind(step.kind).label}",
        seconds=max(1, OPEN.seconds - (timezone.now() - step.changed_at).seconds),
        sent={"back": back},
    )


def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a step has come, and what came of it; to who took it."""
    step = _own(request, pk)
    back = f"{reverse('ledger')}{link(decode_query(step.query))}"
    context = {
        **admin.site.each_context(request),
        "title": f"批量{StepKind(step.kind).label}",
        "step": step,
        "ended": step.state in ENDED,
        "outcome": _undo(request, step, back) if may_take_back(step, timezone.now()) else step.outcome,
        "refused": step.refused,
        "back_url": back,
    }
    return TemplateResponse(request, "ledger/step_page.html", context)


@require_safe
def steps(request: HttpRequest) -> HttpResponse:
    """The steps that the user has taken with many, the newest first."""
    rows = LedgerStep.objects.of(actor(request)).defer("rows", "before", "refused")[:LISTED]
    context = {**admin.site.each_context(request), "title": "我的批量办理", "rows": rows}
    return TemplateResponse(request, "ledger/steps.html", context)


def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """撤回, within the seconds. Whose it is comes before how it was asked."""
    step = _own(request, pk)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    with ShowsRefusals(request):
        undone = take_back_step(step=step, actor=actor(request), now=timezone.now())
        messages.success(request, f"已撤回{undone}项。")
    return HttpResponseRedirect(f"{reverse('ledger')}{link(decode_query(step.query))}")


def _own(request: HttpRequest, pk: int) -> LedgerStep:
    step: LedgerStep = get_object_or_404(LedgerStep.objects.of(actor(request)), pk=pk)
    return step


def _choice(request: HttpRequest) -> Choice:
    """What the page sent; a number that is none is passed over."""

    def ids(name: str) -> tuple[int, ...]:
        sent = request.POST.getlist(name)
        return tuple(int(pk) for pk in sent if pk.isdecimal() and pk.isascii() and int(pk) < 2**63)

    question = decode_query(request.POST.get("query", "")[:2000])
    everything = request.POST.get("everything") == "1"
    return Choice(question, everything, ids("measure"), ids("unit"))


def _said(cleaned: dict[str, Any]) -> dict[str, Any]:
    """What the form says, as it is kept."""
    said: dict[str, Any] = {}
    for name, value in cleaned.items():
        if isinstance(value, date):
            said[name] = value.isoformat()
        else:
            said[name] = getattr(value, "pk", value)
    return said
