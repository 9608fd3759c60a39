"""What the page of one assignment shows, for the one who reads it; as many queries however much there is."""

from collections.abc import Callable
from typing import Any

from django.db.models import Prefetch, Q, Subquery
from django.http import HttpRequest
from django.urls import reverse

from common.admin.transitions import Offer
from departments.admin.actor import actor
from departments.models.users import Membership, User, UserRole
from policies.models.measures import Measure, Role
from tracker.work.admin.requests import ANSWER_COLOURS, DeclineAdmin, ExtensionAdmin
from tracker.work.filing.admin.comparing import compare
from tracker.work.filing.admin.filing import own_draft, partners_reports
from tracker.work.filing.admin.reports import STATUS_COLOURS as REPORT_COLOURS
from tracker.work.filing.admin.reports import ProgressReportAdmin
from tracker.work.filing.models.drafts import Attachment
from tracker.work.filing.models.reports import IndicatorReading, ProgressReport
from tracker.work.instructions.admin import instructions_on
from tracker.work.instructions.models import OfficeNote
from tracker.work.models.assignments import Assignment, EventKind
from tracker.work.models.requests import Decline, Extension

# What moves a date: the reasons that stand beside a date that is not the first one.
MOVED = (EventKind.EXTENSION_GRANTED, EventKind.DATE_CHANGED)
REPORTS = 10  # shown in full; older ones are behind a link
EVENTS = 200  # of the timeline: years of weekly reports
PEOPLE = 12
LABELS = {
    "approve": "通过",
    "send_back": "退回",
    "endorse": "审签",
    "return_to_filer": "退回填报人",
    "withdraw": "撤回",
    "answer": "答复",
}


Part = Callable[[Assignment, User], dict[str, Any]]
_parts: list[tuple[str, Part]] = []


def page_part(template: str, context: Part) -> None:
    """Show `template` at the end of the page, with what `context` says of an assignment to a user.

    For the features above this one: what they know of an assignment, they add themselves.
    """
    _parts.append((template, context))


def page_context(request: HttpRequest, assignment: Assignment) -> dict[str, Any]:
    """Everything below the head of the page."""
    user = actor(request)
    events = list(assignment.events.select_related("actor", "on_behalf_of").order_by("-id")[:EVENTS])
    return {
        "task": assignment.task,
        "document": assignment.document,
        "place": place_in_document(assignment),
        "people": people_of(assignment),
        "persons": [p for p in assignment.task.persons.all() if p.is_of(assignment.responsibility_id)],
        "overseers": list(assignment.task.responsibilities.filter(role=Role.OVERSEE)),
        "crumbs": _crumbs(assignment),
        "milestones": list(assignment.milestones.all()),
        "moves": [event for event in events if event.kind in MOVED],
        **_reports(request, assignment),
        "partners": partners_reports(request, assignment),
        "extensions": _requests(
            request, assignment, Extension, ExtensionAdmin.offers, "asked_by", "milestone"
        ),
        "declines": _requests(
            request, assignment, Decline, DeclineAdmin.offers, "raised_by", "successor__department"
        ),
        "instructions": _instructions(request, assignment),
        "my_departments": user.department_ids(),
        "delegated": list(assignment.delegated.select_related("department").order_by("id")),
        "notes": list(
            OfficeNote.objects.visible_to(user).filter(assignment=assignment).select_related("author")
        ),
        "draft": own_draft(request, assignment),
        "events": events,
        "parts": [(template, context(assignment, user)) for template, context in _parts],
        "others": list(
            Assignment.objects.filter(task=assignment.task_id, parent__isnull=True)
            .exclude(pk=assignment.pk)
            .select_related("department")
            .order_by("id")
        ),
        "joined": list(Assignment.objects.merged_with(assignment.pk).with_context().order_by("id")),
        "here": request.path,
    }


def place_in_document(assignment: Assignment) -> dict[str, Any]:
    """Where the order stands: the headings above its measure, the measures before and after it."""
    return place_of(assignment.task.measure)


def place_of(measure: Measure) -> dict[str, Any]:
    """Where a measure stands: the headings above it, the measures before and after it."""
    document = measure.document
    sections = document.sections.order_by("position")
    above = [s for s in sections if len(s.path) < len(measure.path) and measure.path[: len(s.path)] == s.path]
    siblings = document.measures.all()
    before = siblings.filter(position__lt=measure.position).order_by("-position")
    after = siblings.filter(position__gt=measure.position).order_by("position")
    beside = siblings.filter(Q(pk=Subquery(before.values("pk")[:1])) | Q(pk=Subquery(after.values("pk")[:1])))
    found = {
        sibling.position < measure.position: sibling for sibling in beside.defer("span_start", "span_end")
    }
    return {"measure": measure, "above": above, "before": found.get(True), "after": found.get(False)}


def people_of(assignment: Assignment) -> list[Membership]:
    """The heads and filers of the unit, heads first: who can be called."""
    held = Membership.objects.filter(
        department=assignment.department_id, role__in=[UserRole.HEAD, UserRole.FILER], user__is_active=True
    )
    return list(held.select_related("user").order_by("-role", "id")[:PEOPLE])


def _crumbs(assignment: Assignment) -> list[tuple[str, str]]:
    document = reverse("admin:policies_policydocument_change", args=[assignment.document_id])
    measure = assignment.task.measure
    return [
        ("文件", reverse("admin:policies_policydocument_changelist")),
        (str(assignment.document), document),
        (str(measure), f"{document}#measure-{measure.pk}"),
        (str(assignment.department), ""),
    ]


def _reports(request: HttpRequest, assignment: Assignment) -> dict[str, Any]:
    """The newest reports, each beside the one before it, and how many older ones there are."""
    visible = ProgressReport.objects.visible_to(actor(request)).filter(assignment=assignment)
    rows = list(
        visible.select_related(
            "author", "reviewed_by", "first_reviewed_by", "endorsed_by", "milestone"
        ).prefetch_related(
            Prefetch("attachments", Attachment.objects.all()),
            Prefetch("readings", IndicatorReading.objects.select_related("indicator")),
        )[:REPORTS]
    )
    for report in rows:
        report.assignment = assignment
    total = visible.count()
    entries = [
        {
            "report": comparison.report,
            "comparison": comparison,
            "colour": REPORT_COLOURS[comparison.report.status],
            "transitions": _transitions(request, assignment, comparison.report, ProgressReportAdmin.offers),
        }
        for comparison in compare(rows)
    ]
    return {"reports": entries, "reports_total": total, "reports_more": total - len(rows)}


def _requests(
    request: HttpRequest, assignment: Assignment, model: Any, offers: dict[str, Offer], *related: str
) -> list[dict[str, Any]]:
    rows = (
        model.objects.visible_to(actor(request))
        .filter(assignment=assignment)
        .select_related("answered_by", *related)
    )
    return [
        {
            "asked": asked,
            "colour": ANSWER_COLOURS[asked.status],
            "transitions": _transitions(request, assignment, asked, offers),
        }
        for asked in rows
    ]


def _transitions(
    request: HttpRequest, assignment: Assignment, obj: Any, offers: dict[str, Offer]
) -> list[dict[str, str]]:
    """What the user is offered on something of the assignment; each comes back to this page."""
    obj.assignment = assignment
    model = f"admin:work_{obj._meta.model_name}"
    return [
        {
            "label": LABELS[name],
            "url": f"{reverse(f'{model}_{name}', args=[obj.pk])}?next={request.path}",
            "variant": "primary" if name in ("approve", "endorse", "answer") else "default",
        }
        for name, offer in offers.items()
        if offer.who(actor(request), obj) and offer.when(obj)
    ]


def _instructions(request: HttpRequest, assignment: Assignment) -> list[Any]:
    """Those on the assignment, its task, measure or document that its department has to answer."""
    on_it = Q(assignment=assignment.pk) | Q(task=assignment.task_id) | Q(document=assignment.document_id)
    on_it |= Q(measure=assignment.task.measure_id)
    found = instructions_on(actor(request), on_it & Q(items__department=assignment.department_id))
    return [
        (instruction, item)
        for instruction in found
        for item in instruction.items.all()
        if item.department_id == assignment.department_id
    ]
