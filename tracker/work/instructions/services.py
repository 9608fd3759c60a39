"""批示, 回复, 催办 and internal notes: words about the work."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone

from common.errors import NotAllowed, ServiceError
from departments.models.departments import Department
from departments.models.users import User, UserRole
from departments.services.access import require_role
from policies.models.documents import PolicyDocument
from policies.models.measures import Measure, Task
from tracker.work.instructions.models import Instruction, InstructionItem, OfficeNote
from tracker.work.models.assignments import Assignment, EventKind
from tracker.work.services.base import lock, log_events
from tracker.work.telling import Told, Why, Word, tell
from tracker.work.transitions import Transition, require_transition


@transaction.atomic
def write_instruction(
    *,
    target: PolicyDocument | Task | Assignment,
    text: str,
    due_on: date,
    actor: User,
    on: date,
    departments: Sequence[Department] = (),
) -> Instruction:
    """批示: a leader's words on a document, a task or an assignment, to be answered by `due_on`.

    Each department with open work on the target has to reply, or only `departments` where they are named.
    Raises `NotAllowed` for anybody but a leader, and `ServiceError` where nobody is there to answer.
    """
    require_role(actor, UserRole.LEADER, to="批示")
    if not text.strip():
        raise ServiceError("instruction_text_required", "请填写批示内容。", field="text")
    if due_on < on:
        raise ServiceError("answer_date_past", "回复时限不能早于今天。", field="due_on")
    concerned = _concerned(target)
    named = {d.pk for d in departments}
    answering = {a.department_id for a in concerned if not named or a.department_id in named}
    if not answering or named - answering:
        raise ServiceError(
            "instruction_units_foreign",
            "所选单位没有承担该事项，或该事项没有在办单位，无法要求回复。",
            field="departments",
        )
    instruction = Instruction.objects.create(
        document=target if isinstance(target, PolicyDocument) else None,
        task=target if isinstance(target, Task) else None,
        assignment=target if isinstance(target, Assignment) else None,
        author=actor,
        text=text.strip(),
        due_on=due_on,
        written_on=on,
    )
    InstructionItem.objects.bulk_create(
        InstructionItem(instruction=instruction, department_id=pk, due_on=due_on) for pk in sorted(answering)
    )
    words = f"{text.strip()}（{due_on}前回复）"
    spoken_of = [a for a in concerned if a.department_id in answering]
    log_events(spoken_of, EventKind.INSTRUCTED, actor=actor, note=words)
    # A department answers once, so it is told once, on the first of its assignments.
    first = {a.department_id: a for a in reversed(spoken_of)}
    message, trigger = f"领导批示：{words}", f"批示{instruction.pk}"
    tell([Word(a, message, trigger) for a in first.values()], Why.INSTRUCTED, on=on)
    return instruction


@transaction.atomic
def instruct_on_measure(
    *,
    measure: Measure,
    text: str,
    due_on: date,
    actor: User,
    on: date,
    departments: Sequence[Department] = (),
) -> list[Instruction]:
    """批示 on a measure: one for each of its tasks on which the named departments (or any) have open work.

    Raises as `write_instruction`; nothing is written where one of the departments has no such work.
    """
    require_role(actor, UserRole.LEADER, to="批示")
    wanted = {department.pk: department for department in departments}
    working: dict[int, set[int]] = defaultdict(set)
    open_ones = Assignment.objects.open().filter(task__measure=measure)
    for task, department in open_ones.values_list("task_id", "department_id"):
        if not wanted or department in wanted:
            working[task].add(department)
    if not working or wanted.keys() - set().union(*working.values()):
        raise ServiceError(
            "instruction_units_foreign",
            "所选单位没有承担该举措，或已不在办理，无法要求回复，请刷新页面。",
            field="departments",
        )
    return [
        write_instruction(
            target=task,
            text=text,
            due_on=due_on,
            actor=actor,
            on=on,
            departments=[wanted[pk] for pk in sorted(working[task.pk])] if wanted else (),
        )
        for task in Task.objects.filter(pk__in=working).order_by("position")
    ]


def _concerned(target: PolicyDocument | Task | Assignment) -> list[Assignment]:
    """The assignments that an instruction on the target speaks of."""
    if isinstance(target, Assignment):
        return [lock(target)]
    open_ones = Assignment.objects.open().order_by("id")
    if isinstance(target, Task):
        return list(open_ones.filter(task=target))
    return list(open_ones.filter(document=target))


@transaction.atomic
def reply_instruction(*, item: InstructionItem, reply: str, actor: User, on: date) -> InstructionItem:
    """回复批示: what the department has done about it; said once."""
    item = (
        InstructionItem.objects.select_for_update(of=("self",))
        .select_related("instruction", "department")
        .get(pk=item.pk)
    )
    if item.department_id not in actor.department_ids(UserRole.FILER, UserRole.HEAD):
        raise NotAllowed("filing_role_required", f"您不是{item.department}的填报人员，不能回复该批示。")
    if item.replied_at is not None:
        raise ServiceError("instruction_replied", "该批示已经回复，请刷新页面。")
    if not reply.strip():
        raise ServiceError("reply_required", "请填写回复内容。", field="reply")
    item.reply = reply.strip()
    item.replied_by, item.replied_at, item.replied_on = actor, timezone.now(), on
    item.save(update_fields=["reply", "replied_by", "replied_at", "replied_on"])
    instruction = item.instruction
    target = instruction.assignment or instruction.task or instruction.document
    assert target is not None  # noqa: S101 — the constraint instruction_on_one_thing
    answered = [a for a in _concerned(target) if a.department_id == item.department_id]
    log_events(answered, EventKind.INSTRUCTION_REPLIED, actor=actor, note=item.reply)
    about = answered[0] if answered else _closed(target, item.department_id)
    message = f"{item.department}答复批示“{instruction}”：{item.reply}"
    word = Word(about, message, f"批示答复{item.pk}", to=instruction.author_id)
    tell([word], Why.INSTRUCTION_ANSWERED, on=on)
    return item


def _closed(target: PolicyDocument | Task | Assignment, department: int) -> Assignment:
    """What the department had to do with the target, where nothing of it is open any more."""
    of_target = {"task": target} if isinstance(target, Task) else {"document": target}
    return Assignment.objects.filter(**of_target, department=department).order_by("id")[:1].get()


@transaction.atomic
def urge(*, assignments: Sequence[Assignment], message: str, actor: User, on: date) -> Told:
    """催办: tell the people of one or many departments to get on with it; returns whom it reached.

    Where one of many cannot be urged any more, nobody is, and the `ServiceError` names it.
    """
    if not message.strip():
        raise ServiceError("message_required", "请填写催办内容。", field="message")
    urged = [lock(assignment) for assignment in sorted(set(assignments), key=lambda a: a.pk)]
    for assignment in urged:
        try:
            require_transition(Transition.URGE, assignment, actor)
        except NotAllowed:
            raise
        except ServiceError as error:
            if len(urged) == 1:
                raise
            words = f"{assignment}：{error}没有发出催办，请去掉该项后再试。"
            raise ServiceError(error.code, words) from None
    events = log_events(urged, EventKind.URGED, actor=actor, note=message.strip())
    words, trigger = f"督查室催办：{message.strip()}", f"催办{events[0].pk}" if events else ""
    return tell([Word(assignment, words, trigger) for assignment in urged], Why.URGED, on=on)


@transaction.atomic
def write_note(*, assignment: Assignment, text: str, actor: User) -> OfficeNote:
    """内部备注: 督查室's own note on an assignment; departments do not see it."""
    assignment = lock(assignment)
    require_transition(Transition.NOTE, assignment, actor)
    if not text.strip():
        raise ServiceError("note_required", "请填写备注内容。", field="text")
    return OfficeNote.objects.create(assignment=assignment, author=actor, text=text.strip())
