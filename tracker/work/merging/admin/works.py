"""并案: what may be the same is found, a person joins it; what is joined can be parted."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, F, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from unfold.decorators import action, display
from unfold.enums import ActionVariant

from common.admin.base import LedgerAdmin, ViewOnly, colours
from common.admin.columns import choice_column
from common.admin.filters import ChoiceFilter
from common.admin.refusals import ShowsRefusals
from common.admin.transitions import Offer, ReasonForm, TransitionsMixin, transition
from departments.admin.actor import actor, is_supervisor
from departments.models.departments import Department
from departments.models.users import User, UserRole
from policies.models.documents import PolicyDocument
from policies.readers.rule import closed_to
from tracker.work.admin.filters import DepartmentFilter
from tracker.work.merging.models import MergedWork, MergeState
from tracker.work.merging.services import (
    answer_suggestion,
    dismiss_pair,
    merge_assignments,
    part_work,
    suggest_merging,
)
from tracker.work.merging.similar import similar
from tracker.work.models.assignments import Assignment
from tracker.work.states import OPEN_STATUSES

STATE_COLOURS = colours(MergeState, suggested="warning", joined="success")


@admin.register(MergedWork)
class MergedWorkAdmin(ViewOnly, TransitionsMixin, LedgerAdmin):
    department_path = "department"
    list_display = ("show_state", "show_members", "department", "reason", "suggested_by", "suggested_at")
    list_display_links = ("show_members",)
    list_filter = (("state", ChoiceFilter), DepartmentFilter)
    search_fields = (
        "reason",
        "members__assignment__document__number",
        "members__assignment__task__measure__title",
    )
    search_help_text = "按理由、文号或举措查找"
    empty_words = "点“查找可并案的事项”，看看哪些文件要求同一单位办同一件事。"
    actions_list = ("find",)
    actions_detail = ("accept", "decline", "part")
    fields = ("reason",)  # the page is a template of its own
    change_form_template = "work/merging.html"
    offers = {
        "accept": Offer(is_supervisor, when=lambda w: w.state == MergeState.SUGGESTED),
        "decline": Offer(is_supervisor, when=lambda w: w.state == MergeState.SUGGESTED),
        "part": Offer(is_supervisor, when=lambda w: w.state == MergeState.JOINED),
    }

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        queryset: Any = super().get_queryset(request)
        return (
            queryset.visible_to(actor(request))
            .select_related("department", "suggested_by", "decided_by")
            .prefetch_related("members__assignment__document", "members__assignment__task__measure")
        )

    def get_ordering(self, request: HttpRequest) -> Any:
        """Those that wait for an answer first, then the newest."""
        return (F("state").desc(), "-id")

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.found_view)
        return [path("found/", view, name="work_mergedwork_found"), *super().get_urls()]

    def page_context(self, request: HttpRequest, work: Any) -> dict[str, Any]:
        """The members, each with its document, and how far it has come."""
        return {
            "work": work,
            "members": list(work.members.all()),
            "state_colour": STATE_COLOURS[work.state],
        }

    @action(description="查找可并案的事项", url_path="to-found", icon="search", variant=ActionVariant.PRIMARY)
    def find(self, request: HttpRequest) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:work_mergedwork_found"))

    def found_view(self, request: HttpRequest) -> HttpResponse:
        """Pairs of one department that may be the same; a POST joins, suggests or puts one aside."""
        user = actor(request)
        office = user.has_role(UserRole.SUPERVISOR)
        departments = _departments(user)
        department = _chosen(request, departments)
        here = reverse("admin:work_mergedwork_found")
        if department is not None:
            here += f"?department={department.pk}"
        if request.method == "POST":
            with ShowsRefusals(request):
                messages.success(request, _decided(request, user, office))
            return HttpResponseRedirect(here)
        shown = {
            "departments": departments,
            "department": department,
            "pairs": similar(department) if department else [],
            "office": office,
            "may_suggest": department is not None and department.pk in user.department_ids(),
        }
        return self.page(request, "work/mergeable.html", "可并案的事项", shown)

    @transition(
        "同意并案",
        url_path="accept",
        icon="link",
        variant=ActionVariant.PRIMARY,
        note="并案后责任单位填报一次，各文件的台账分别记录；随时可以拆案。",
    )
    def accept(self, request: HttpRequest, work: MergedWork) -> str:
        """Join what was suggested."""
        answer_suggestion(work=work, accept=True, actor=actor(request))
        return "已并案，今后填报一次即可。"

    @transition("不并案", url_path="decline", icon="link_off", form=ReasonForm)
    def decline(self, request: HttpRequest, work: MergedWork, reason: str) -> str:
        """Not, with a reason."""
        answer_suggestion(work=work, accept=False, answer=reason, actor=actor(request))
        return "已答复不并案。"

    @transition(
        "拆案",
        url_path="part",
        icon="call_split",
        note="拆案后各事项分别填报；已经填报的进展仍保留在各自的台账中。",
        form=ReasonForm,
    )
    def part(self, request: HttpRequest, work: MergedWork, reason: str) -> str:
        """Each its own way again."""
        part_work(work=work, reason=reason, actor=actor(request))
        return "已拆案，各事项今后分别填报，已填报的内容不变。"

    show_state = choice_column("状态", "state", STATE_COLOURS)

    @display(description="事项")
    def show_members(self, obj: Any) -> str:
        rows = [member.assignment for member in obj.members.all()]
        return "；".join(f"{a.document} {a.label}" for a in rows)


def _departments(user: User) -> list[Any]:
    """The departments to look into: one's own; for who sees everything, those with work of two documents."""
    rows: Any = Department.objects.all()
    if not user.sees_everything:
        return list(rows.filter(pk__in=user.department_ids()))
    open_work = Q(assignments__status__in=OPEN_STATUSES, assignments__parent__isnull=True)
    # What a circle of readers closes is not joined with anything else.
    open_work &= ~Q(assignments__document__in=closed_to(PolicyDocument, None))
    counted = rows.annotate(documents=Count("assignments__document", filter=open_work, distinct=True))
    return list(counted.filter(documents__gte=2).order_by("-documents", "pk"))


def _chosen(request: HttpRequest, departments: list[Any]) -> Any:
    wanted = request.GET.get("department", "")
    found = [d for d in departments if not wanted or str(d.pk) == wanted]
    if wanted and not found:
        raise Http404("没有这个单位，或者您无权查看。")
    return found[0] if found else None


def _decided(request: HttpRequest, user: User, office: bool) -> str:
    """Do with the two what the button says; returns a line for the user."""
    ids = [pk for pk in request.POST.getlist("assignment") if pk.isdecimal() and len(pk) < 19]
    rows = list(Assignment.objects.visible_to(user).filter(pk__in=ids).select_related("department"))
    if len(rows) != len(ids):
        raise Http404("没有这些事项，或者您无权查看。")
    reason = request.POST.get("reason", "")
    if "_decline" in request.POST:
        dismiss_pair(assignments=rows, actor=user, reason=reason)
        return "已标为不并案，今后不再提示。"
    if office:
        merge_assignments(assignments=rows, actor=user, reason=reason)
        return "已并案，今后填报一次即可。"
    suggest_merging(assignments=rows, actor=user, reason=reason)
    return "已建议并案，请等待督查室答复。"
