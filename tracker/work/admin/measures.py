"""举措: what a measure orders, and how every unit stands on it, on one page."""

from collections import defaultdict
from typing import Any

from django.contrib import admin
from django.db.models import F, Q
from django.http import HttpRequest
from django.urls import reverse

from departments.admin.actor import actor
from policies.admin.measures import MeasureAdmin
from policies.models.measures import Measure
from tracker.work.admin.assignment_page import MOVED, place_of
from tracker.work.admin.document_page import indicators
from tracker.work.filing.selectors import last_said
from tracker.work.instructions.admin import instructions_on
from tracker.work.models.assignments import Assignment, Event

SHOWN = 12  # units of a task before the rest is folded
MOST = 400  # units of a page
MOVES = 100
_OF_MOVES = ("actor", "on_behalf_of", "assignment__department")

admin.site.unregister(Measure)


@admin.register(Measure)
class WorkedMeasureAdmin(MeasureAdmin):
    """The order in its place, every unit with its light and last word, 批示, dates and their history."""

    change_form_template = "work/measure.html"

    def page_context(self, request: HttpRequest, measure: Any) -> dict[str, Any]:
        """Everything on the page; as many queries however many units there are."""
        user, on = actor(request), self.today()
        seen: Any = Assignment.objects.visible_to(user).filter(task__measure=measure)
        units = list(
            seen.with_light(on)
            .select_related("department", "parent__department")
            .order_by("role", F("must_due_on").asc(nulls_last=True), "id")[:MOST]
        )
        for unit, said in last_said(user, units).items():
            unit.last_said = said
        of_task: dict[int, list[Any]] = defaultdict(list)
        for unit in sorted(units, key=lambda one: one.role != "lead"):
            of_task[unit.task_id].append(unit)
        beside = ("milestones", "responsibilities", "persons")
        tasks = list(measure.tasks.prefetch_related(*beside).order_by("position"))
        on_it = Q(document=measure.document_id) | Q(measure=measure) | Q(task__measure=measure)
        on_it |= Q(assignment__task__measure=measure)
        figures = list(measure.document.indicators.order_by("position"))
        moved = Event.objects.filter(assignment__in=seen.order_by().values("pk"), kind__in=MOVED)
        document = reverse("admin:policies_policydocument_change", args=[measure.document_id])
        return {
            "measure": measure,
            "document": measure.document,
            "place": place_of(measure),
            "works": [(task, of_task[task.pk][:SHOWN], of_task[task.pk][SHOWN:]) for task in tasks],
            "total": len(units),
            "is_cut": len(units) == MOST,
            "instructions": instructions_on(user, on_it),
            "moves": list(moved.select_related(*_OF_MOVES).order_by("-id")[:MOVES]),
            "figures": indicators(measure.document, figures, user) if figures else [],
            "trail": self.show_trail(measure),
            "today": on,
            "on": on,
            "crumbs": [
                ("文件", reverse("admin:policies_policydocument_changelist")),
                (str(measure.document), document),
                (str(measure), ""),
            ],
        }
