"""批示: on a task's page, and the list of what departments have to answer."""

from functools import partial
from typing import Any, cast

from django.contrib import admin
from django.db.models import F, Prefetch, Q, QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import path
from unfold.decorators import display
from unfold.enums import ActionVariant

from common.admin.base import LedgerAdmin, ViewOnly
from common.admin.columns import column, filled
from common.admin.filters import NamedFilter, RangeDateFilter, condition_filter
from common.admin.transitions import Offer, TransitionsMixin, transition
from common.files.answers import attachment
from departments.admin.actor import actor, is_supervisor
from departments.models.departments import Department
from departments.models.users import User, UserRole
from policies.admin.measures import TaskAdmin
from policies.models.documents import PolicyDocument
from policies.models.measures import Task
from tracker.work.admin.forms import InstructForm, InstructManyForm, PaperInstructionForm, ReplyForm
from tracker.work.instructions.models import Instruction, InstructionItem
from tracker.work.instructions.services import (
    ask_again,
    may_judge,
    read_reply,
    register_instruction,
    reply_instruction,
    write_instruction,
)
from tracker.work.models.assignments import Assignment

REPLY_COLOURS = {"replied": "info", "read": "success", "late": "danger", "waiting": "warning"}
REPLY_LABELS = {"replied": "已回复", "read": "已阅", "late": "逾期未回复", "waiting": "待回复"}
ANSWER_SHOWN = 60  # characters of an answer in the list


def is_leader(user: User, obj: Any) -> bool:
    """Whether the user writes instructions."""
    return user.has_role(UserRole.LEADER)


def has_open_work(target: Any) -> bool:
    """Whether anybody is there to answer."""
    return open_work(target).exists()


def open_work(target: PolicyDocument | Task) -> Any:
    """The open assignments of a document or a task."""
    where = Q(document=target) if isinstance(target, PolicyDocument) else Q(task=target)
    return Assignment.objects.open().filter(where)


INSTRUCT = Offer(who=is_leader, when=has_open_work)
REGISTER = Offer(who=is_supervisor, when=has_open_work)


def instructions_on(user: User, where: Q) -> list[Instruction]:
    """Instructions with the items that the user may see, newest first; those without such are not there."""
    items = InstructionItem.objects.visible_to(user).select_related("department", "replied_by")
    seen = Instruction.objects.filter(where, pk__in=items.order_by().values("instruction"))
    return list(seen.select_related("author").prefetch_related(Prefetch("items", items)))


def _units_of(target: Any) -> Any:
    return Department.objects.filter(pk__in=open_work(target).order_by().values("department"))


def _to_many(target: Any) -> Any:
    return partial(InstructManyForm, departments=_units_of(target))


def _on_paper(target: Any) -> Any:
    leaders = User.objects.filter(memberships__role=UserRole.LEADER, is_active=True).distinct()
    return partial(PaperInstructionForm, departments=_units_of(target), leader=leaders)


class InstructMany(TransitionsMixin):
    """批示 on a page whose object several departments work on."""

    @transition(
        "批示",
        url_path="instruct",
        icon="history_edu",
        variant=ActionVariant.PRIMARY,
        note=str,
        form_of=_to_many,
    )
    def instruct(self, request: HttpRequest, target: Any, **meant: Any) -> str:
        """批示, to all departments with open work or to some."""
        today = cast(Any, self).today()
        instruction = write_instruction(target=target, actor=actor(request), on=today, **meant)
        return f"批示已送{instruction.items.count()}个单位，请其按时回复。"

    @transition(
        "登记纸质批示",
        url_path="register-instruction",
        icon="scan",
        note="领导在纸上作出的批示，由督查室登记并附扫描件；各单位按登记的时限回复，由该领导或督查室阅办。",
        form_of=_on_paper,
        with_files=True,
    )
    def register_instruction(self, request: HttpRequest, target: Any, scan: Any = None, **meant: Any) -> str:
        """登记纸质批示, with its scan."""
        today = cast(Any, self).today()
        file = (scan.name, scan.read()) if scan else None
        instruction = register_instruction(target=target, scan=file, actor=actor(request), on=today, **meant)
        return f"已登记{instruction.author}的批示，送{instruction.items.count()}个单位。"


admin.site.unregister(Task)


@admin.register(Task)
class InstructedTaskAdmin(InstructMany, TaskAdmin):
    actions_detail = ("instruct", "register_instruction")
    change_form_outer_before_template = "work/instructions.html"
    offers = {"instruct": INSTRUCT, "register_instruction": REGISTER}

    def page_context(self, request: HttpRequest, task: Any) -> dict[str, Any]:
        """With the instructions on the task."""
        found = instructions_on(actor(request), Q(task=task))
        return {"instructions": found, "today": self.today()}


def _answer(item: InstructionItem) -> str:
    return f"{item.department}的回复：{item.reply}"


ReplyFilter = condition_filter(
    "回复情况",
    "reply",
    none=("尚未回复", lambda rows, on: rows.filter(replied_at__isnull=True)),
    late=(REPLY_LABELS["late"], lambda rows, on: rows.filter(replied_at__isnull=True, due_on__lt=on)),
    replied=("已回复（含已阅）", lambda rows, on: rows.filter(replied_at__isnull=False)),
    unread=("已回复、待阅", lambda rows, on: rows.to_read()),
    read=(REPLY_LABELS["read"], lambda rows, on: rows.filter(read_at__isnull=False)),
)


class MineFilter(NamedFilter):
    """Those that the user has written."""

    title = "我的批示"
    parameter_name = "mine"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "我作出的批示")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(instruction__author=actor(request)) if self.value() == "yes" else queryset


def may_reply(user: User, item: InstructionItem) -> bool:
    """Whether the user files for the department that has to answer."""
    return item.department_id in user.department_ids()


def is_to_read(item: InstructionItem) -> bool:
    """Whether there is an answer that nobody has read."""
    return item.replied_at is not None and item.read_at is None


@admin.register(InstructionItem)
class InstructionItemAdmin(ViewOnly, TransitionsMixin, LedgerAdmin):
    list_display = (
        "show_reply",
        "show_text",
        "show_target",
        "department",
        "show_author",
        "show_written",
        "due_on",
        "show_answer",
        "show_replied",
    )
    list_display_links = ("show_text",)
    list_filter = (ReplyFilter, MineFilter, ("due_on", RangeDateFilter))
    search_fields = (
        "instruction__text",
        "reply",
        "department__short_name",
        "instruction__document__number",
        "instruction__assignment__document__number",
        "instruction__task__measure__document__number",
        "instruction__measure__document__number",
    )
    search_help_text = "按批示、回复、单位或文号查找"
    actions_detail = ("reply", "read", "ask_again")
    fields = ("reply",)  # the page is a template of its own
    offers = {
        "reply": Offer(who=may_reply, when=lambda item: item.replied_at is None),
        "read": Offer(who=may_judge, when=is_to_read),
        "ask_again": Offer(who=may_judge, when=is_to_read),
    }

    def get_urls(self) -> list[Any]:
        scan = self.admin_site.admin_view(self.scan_view)
        return [path("scan/<int:pk>/", scan, name="work_instruction_scan"), *super().get_urls()]

    def scan_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """The scan of an instruction on paper, for whoever may see the instruction."""
        seen = Instruction.objects.visible_to(actor(request)).select_related("scan")
        found = seen.filter(pk=pk, scan__isnull=False).first()
        if found is None or found.scan is None:
            raise Http404("没有这份扫描件，或者您无权查看。")
        return attachment(found.scan.data, name=found.scan_name, media_type=found.scan_type)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        queryset: Any = super().get_queryset(request)
        return (
            queryset.visible_to(actor(request))
            .select_related(
                "department",
                "replied_by",
                "instruction__author",
                "instruction__document",
                "instruction__registered_by",
                "instruction__measure__document",
                "instruction__task__measure__document",
                "instruction__assignment__document",
                "instruction__assignment__department",
                "instruction__assignment__task__measure",
            )
            .defer(
                "instruction__document__text",
                "instruction__measure__document__text",
                "instruction__task__measure__document__text",
                "instruction__assignment__document__text",
            )
        )

    def get_ordering(self, request: HttpRequest) -> Any:
        """Unanswered first, the most urgent of them before the others; then the newest answers."""
        return (F("replied_at").desc(nulls_first=True), "due_on", "id")

    def page_context(self, request: HttpRequest, item: Any) -> dict[str, Any]:
        """The words, what they are about, the reply."""
        standing = self.show_reply(item)
        return {
            "item": item,
            "replies": list(item.replies.select_related("by", "asked_again_by")),
            "standing": standing[1],
            "standing_colour": REPLY_COLOURS[standing[0]],
            "work": Assignment.objects.visible_to(actor(request))
            .with_context()
            .filter(pk__in=_spoken_of(item)),
        }

    @transition(
        "回复批示",
        url_path="reply",
        icon="reply",
        variant=ActionVariant.PRIMARY,
        note=lambda item: f"{item.instruction.author}批示：{item.instruction.text}（{item.due_on}前回复）",
        form=ReplyForm,
    )
    def reply(self, request: HttpRequest, item: InstructionItem, reply: str) -> str:
        """回复批示, once."""
        reply_instruction(item=item, reply=reply, actor=actor(request), on=self.today())
        return "批示已回复。"

    @transition("已阅", url_path="read", icon="done_all", variant=ActionVariant.PRIMARY, note=_answer)
    def read(self, request: HttpRequest, item: InstructionItem) -> str:
        """已阅: nothing to add."""
        read_reply(item=item, actor=actor(request))
        return f"{item.department}的回复已阅。"

    @transition("请再答复", url_path="ask-again", icon="replay", note=_answer, form=InstructForm)
    def ask_again(self, request: HttpRequest, item: InstructionItem, text: str, due_on: Any) -> str:
        """请再答复: what is missing, and by when."""
        ask_again(item=item, text=text, due_on=due_on, actor=actor(request), on=self.today())
        return f"已请{item.department}再答复，原回复保留。"

    @display(description="状态", label=REPLY_COLOURS)
    def show_reply(self, obj: InstructionItem) -> tuple[str, str]:
        late = obj.due_on < self.today()
        answered = "read" if obj.read_at else "replied"
        standing = answered if obj.replied_at else "late" if late else "waiting"
        return standing, REPLY_LABELS[standing]

    show_replied = filled("回复日期", "replied_on", "尚未回复")

    @display(description="回复")
    def show_answer(self, obj: InstructionItem) -> str:
        if not obj.reply:
            return "尚未回复"
        return obj.reply if len(obj.reply) <= ANSWER_SHOWN else f"{obj.reply[:ANSWER_SHOWN]}…"

    @display(description="批示内容")
    def show_text(self, obj: InstructionItem) -> str:
        text = obj.instruction.text
        return text if len(text) <= 40 else f"{text[:40]}…"

    show_target = column("对象", lambda row: target_of(row.instruction))
    show_author = column("领导", lambda row: str(row.instruction.author), ordering="instruction__author")

    @display(description="批示日期", ordering="instruction__written_on")
    def show_written(self, obj: InstructionItem) -> Any:
        return obj.instruction.written_on


def target_of(instruction: Instruction) -> str:
    """What an instruction is about, in words."""
    if instruction.measure is not None:
        return f"{instruction.measure.document} {instruction.measure}"
    if instruction.document is not None:
        return f"{instruction.document}"
    if instruction.task is not None:
        return f"{instruction.task.measure.document} {instruction.task.measure}"
    assignment = instruction.assignment
    return f"{assignment.document} {assignment.task.measure}" if assignment else ""


def _spoken_of(item: InstructionItem) -> Any:
    """The department's assignments that the instruction speaks of."""
    instruction = item.instruction
    if instruction.assignment_id:
        return [instruction.assignment_id]
    where = {
        "task": instruction.task_id,
        "task__measure": instruction.measure_id,
        "document": instruction.document_id,
    }
    where = {way: pk for way, pk in where.items() if pk}
    return Assignment.objects.filter(**where, department=item.department_id).values("pk")
