"""内部分办 on pages: of one assignment, of many chosen in the list, and taking it back."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from unfold.decorators import action

from common.admin.base import LedgerAdmin
from common.admin.refusals import ShowsRefusals
from common.admin.transitions import TransitionsMixin, offer, transition
from departments.admin.actor import actor
from tracker.work.inside.admin.forms import AssignForm, AssignManyForm, UnassignForm
from tracker.work.inside.selectors import named_in_document
from tracker.work.inside.services.assigning import Given, assign, assign_as_named, unassign
from tracker.work.models.assignments import Assignment
from tracker.work.states import OPEN_STATUSES
from tracker.work.transitions import TRANSITIONS, Transition

SHOWN = 50
MOST = 500  # of one press


def _form(assignment: Assignment) -> Any:
    named = [user.pk for user in named_in_document([assignment]).get(assignment.pk, [])]
    given = {"assignee": assignment.assignee_id, "section": assignment.section_id}
    return partial(
        AssignForm,
        department=assignment.department_id,
        named=named,
        given=given if any(given.values()) else None,
    )


class AssigningInside(TransitionsMixin, LedgerAdmin):
    """分办, 收回分办, 分办所选事项."""

    inside_offers = {
        "assign": offer(TRANSITIONS, Transition.ASSIGN),
        "unassign": offer(TRANSITIONS, Transition.ASSIGN, also=lambda a: a.assignee_id or a.section_id),
    }

    @transition(
        "分办",
        url_path="assign",
        icon="person_add",
        note="分给本单位的经办人、处室，或两者都填。提醒和通知先到经办人；经办人不在时仍到本单位填报员。",
        form_of=_form,
    )
    def assign(self, request: HttpRequest, assignment: Assignment, **meant: Any) -> str:
        """分办 to a person or a section of the unit."""
        assign(assignments=[assignment], actor=actor(request), on=self.today(), **meant)
        return f"已分办{'、'.join(str(meant[n]) for n in ('assignee', 'section') if meant.get(n))}。"

    @transition(
        "收回分办",
        url_path="unassign",
        icon="person_remove",
        note=lambda a: f"现由{a.who_has_it}经办；收回后由本单位填报员办理，也可以直接改分其他人。",
        form=UnassignForm,
    )
    def unassign(self, request: HttpRequest, assignment: Assignment, note: str) -> str:
        """收回分办."""
        unassign(assignments=[assignment], actor=actor(request), on=self.today(), note=note)
        return "已收回，由本单位填报员办理。"

    @action(description="分办所选事项")
    def assign_many(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        """分办 of every chosen row that is open work of one unit of the user's, after one form."""
        user = actor(request)
        mine = queryset.filter(status__in=OPEN_STATUSES, department__in=user.department_ids())
        rows = list(mine.select_related("assignee", "section").order_by("id")[: MOST + 1])
        if not rows or len(rows) > MOST:
            messages.warning(request, f"请选择本单位1至{MOST}项在办事项。")
            return None
        if len({row.department_id for row in rows}) > 1:
            messages.warning(request, "所选事项属于几个单位，请先按责任单位筛选，再分办。")
            return None
        named = named_in_document(rows)
        sent = request.POST if "note" in request.POST else None
        form = AssignManyForm(
            sent,
            department=rows[0].department_id,
            named={one.pk for ones in named.values() for one in ones},
            anybody_named=bool(named),
        )
        if sent and form.is_valid():
            with ShowsRefusals(form):
                messages.success(request, _said(_given(form.cleaned_data, rows, named, request, self)))
                return None
        shown = {
            "form": form,
            "media": form.media,
            "rows": [(row, named.get(row.pk, [])) for row in rows[:SHOWN]],
            "more": max(len(rows) - SHOWN, 0),
            "total": len(rows),
            "skipped": queryset.count() - len(rows),
            "on": self.today(),
        }
        return self.page_of_chosen(request, "work/assign_many.html", "分办所选事项", shown)


def _given(
    said: dict[str, Any], rows: list[Assignment], named: dict[int, Any], request: HttpRequest, admin: Any
) -> Given:
    """Do what the form says."""
    given = {"actor": actor(request), "on": admin.today(), "note": said["note"]}
    if said.get("as_named"):
        # Of two of one name nobody is meant before somebody has chosen.
        single = {pk: users[0] for pk, users in named.items() if len(users) == 1}
        return assign_as_named(assignments=rows, named=single, **given)
    return assign(assignments=rows, assignee=said["assignee"], section=said.get("section"), **given)


def _said(given: Given) -> str:
    same = f"，另有{given.same}项原已如此" if given.same else ""
    return f"已分办{given.changed}项{same}。"
