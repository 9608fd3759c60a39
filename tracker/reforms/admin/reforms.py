"""机构改革: a unit is merged, renamed or split, after a look at what would move."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from unfold.decorators import action, display
from unfold.enums import ActionVariant

from common.admin.base import LedgerAdmin, ViewOnly
from common.admin.columns import column
from common.admin.filters import ChoiceFilter
from common.admin.refusals import ShowsRefusals
from common.admin.transitions import Offer, ReasonForm, TransitionsMixin, transition
from departments.admin.actor import actor, is_office, is_supervisor
from departments.models.departments import Department
from policies.readers.rule import within_circles
from tracker.reforms.admin.forms import ReformForm, plan_of
from tracker.reforms.models import Reform, ReformKind
from tracker.reforms.services.carrying_out import carry_out_reform
from tracker.reforms.services.plan import ReformPlan, section_of
from tracker.reforms.services.preview import ReformPreview, preview_reform
from tracker.reforms.services.rows import NAMES
from tracker.reforms.services.undoing import undo_reform, what_forbids_undoing
from tracker.work.models.assignments import Assignment

SHOWN = 300  # rows of a preview and of what a reform moved; what is beyond is counted


@dataclass(slots=True)
class Row:
    """An assignment on the page of a preview, where it goes, and what was chosen for it alone."""

    assignment: Assignment
    to: Department | None
    chosen: Department | None = None


@dataclass(slots=True)
class Group:
    """The open work of one section of a document."""

    document: Any
    label: str
    name: str
    chosen: Department | None = None
    rows: list[Row] = field(default_factory=list)


def groups_of(found: ReformPreview) -> list[Group]:
    """What a split hands out, by document and section, in the order of the documents."""
    plan, groups = found.plan, dict[tuple[int, str], Group]()
    taken = [*found.moving, *((c.assignment, c.heir.department) for c in found.collisions)]
    pairs: list[tuple[Assignment, Department | None]] = [*taken, *((a, None) for a in found.undecided)]
    for assignment, to in sorted(pairs, key=lambda pair: pair[0].pk):
        place = section_of(assignment)
        group = groups.setdefault(
            place,
            Group(
                assignment.document,
                place[1],
                f"section-{place[0]}-{place[1]}",
                plan.choice.sections.get(place),
            ),
        )
        group.rows.append(Row(assignment, to, plan.choice.assignments.get(assignment.pk)))
    return list(groups.values())


@admin.register(Reform)
class ReformAdmin(ViewOnly, TransitionsMixin, LedgerAdmin):
    list_display = (
        "show_name",
        "kind",
        "show_successors",
        "effective_on",
        "made_by",
        "made_at",
        "show_state",
    )
    list_display_links = ("show_name",)
    list_filter = (("kind", ChoiceFilter),)
    search_fields = ("old_name", "old_short_name", "note")
    search_help_text = "按原单位名称或依据查找"
    fields = ("note",)  # the page is a template of its own
    empty_words = "单位合并、更名或分立时，点“办理机构改革”，先预览再确认。"
    actions_list = ("begin",)
    actions_detail = ("undo",)
    offers = {"undo": Offer(is_supervisor, when=lambda reform: not what_forbids_undoing(reform))}

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        queryset: Any = super().get_queryset(request)
        return queryset.select_related("department", "made_by", "undone_by").prefetch_related("successors")

    has_office_permission = is_office

    def page_context(self, request: HttpRequest, reform: Any) -> dict[str, Any]:
        """What was moved, and whether it can be taken back."""
        said: Any = reform.moves.exclude(words="").order_by("pk")
        moves = within_circles(said, actor(request), "assignment__document")
        return {
            "reform": reform,
            "moves": [(NAMES.get(move.model, ""), move) for move in moves[:SHOWN]],
            "total": moves.count(),
            "forbidden": "" if reform.undone_at else what_forbids_undoing(reform),
        }

    @action(description="办理机构改革", url_path="begin", icon="alt_route", permissions=["office"])
    def begin(self, request: HttpRequest) -> HttpResponse:
        """The form, then the preview, then the deed: only what was shown is done."""
        posted = request.method == "POST"
        form = ReformForm(request.POST if posted else None)
        if not posted or not form.is_valid():
            return self._page(request, form)
        plan = plan_of(form, request.POST)
        with ShowsRefusals(form):
            plan.check(self.today())
            found = preview_reform(plan=plan, reader=actor(request))
            confirmed = request.POST.get("confirmed")
            if confirmed is None or "again" in request.POST:
                return self._page(request, form, found)
            if confirmed != found.fingerprint:
                messages.warning(request, "选择或涉及的事项有变化，请核对后再确认。")
                return self._page(request, form, found)
            reform = carry_out_reform(plan=plan, on=self.today(), actor=actor(request), shown=confirmed)
            messages.success(request, _done(plan, found))
            return HttpResponseRedirect(self.object_url(reform))
        return self._page(request, form)

    def _page(
        self, request: HttpRequest, form: ReformForm, found: ReformPreview | None = None
    ) -> HttpResponse:
        groups = groups_of(found) if found else []
        shown = {
            "form": form,
            "media": form.media,
            "found": found,
            "plan": found.plan if found else None,
            "groups": groups,
            "choosing": found is not None and found.plan.kind == ReformKind.SPLIT,
            "renaming": found is not None and found.plan.kind == ReformKind.RENAME,
            "shown": SHOWN,
            "back_url": reverse("admin:reforms_reform_changelist"),
        }
        return self.page(request, "reforms/begin.html", "办理机构改革", shown)

    @transition(
        "撤销机构改革",
        url_path="undo",
        button="撤销",
        icon="undo",
        variant=ActionVariant.DANGER,
        note="撤销后一切恢复到办理之前的样子，办理记录中保留这两次变动。",
        form=ReasonForm,
        danger=True,
    )
    def undo(self, request: HttpRequest, reform: Reform, reason: str) -> str:
        """撤销, while nothing new was filed."""
        undo_reform(reform=reform, reason=reason, actor=actor(request))
        return "已撤销，事项、任职和单位都恢复原状。"

    show_name = column("原单位", lambda row: row.old_short_name, ordering="old_short_name")

    @display(description="承接单位")
    def show_successors(self, obj: Reform) -> str:
        """Who took the work over; a renamed unit goes on itself."""
        return "、".join(map(str, obj.successors.all())) or f"{obj.department}（更名）"

    @display(description="状态", label={"已办理": "success", "已撤销": "default"})
    def show_state(self, obj: Reform) -> str:
        return "已撤销" if obj.undone_at else "已办理"


def _done(plan: ReformPlan, found: ReformPreview) -> str:
    if plan.kind == ReformKind.RENAME:
        return f"已更名为{plan.new_short_name}，原名称仍可识别。"
    moved = "，".join(f"{count}项移交{unit}" for unit, count in found.by_successor) or "没有需要移交的事项"
    merged = f"，{len(found.collisions)}项并入承接单位的同一任务" if found.collisions else ""
    return f"{plan.department}{plan.kind.label}已办理：{moved}{merged}。"
