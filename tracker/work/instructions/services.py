"""批示, 回复, 催办 and internal notes: words about the work."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone

from common.errors import NotAllowed, ServiceError
from common.text import as_note, file_name
from departments.models.departments import Department
from departments.models.users import User, UserRole
from departments.services.access import require_role
from policies.models.documents import PolicyDocument
from policies.models.measures import Measure, Task
from tracker.work.filing.services.drafting import checked_type, content_of
from tracker.work.instructions.models import Instruction, InstructionItem, InstructionReply, OfficeNote
from tracker.work.models.assignments import Assignment, EventKind
from tracker.work.services.base import lock, log_events
from tracker.work.telling import Told, Why, Word, tell
from tracker.work.transitions import Transition, require_transition

Target = PolicyDocument | Measure | Task | Assignment


@transaction.atomic
def write_instruction(
    *,
    target: Target,
    text: str,
    due_on: date,
    actor: User,
    on: date,
    departments: Sequence[Department] = (),
) -> Instruction:
    """批示: a leader's words on a document, a measure, a task or an assignment, to be answered by `due_on`.

    Each department with open work on the target has to reply, once, or only `departments` where they are
    named. Raises `NotAllowed` for anybody but a leader, and `ServiceError` where nobody is there to answer.
    """
    require_role(actor, UserRole.LEADER, to="批示")
    return _issue(Instruction(author=actor, written_on=on), target, text, due_on, departments, on=on)


@transaction.atomic
def register_instruction(
    *,
    target: Target,
    leader: User,
    text: str,
    due_on: date,
    written_on: date,
    actor: User,
    on: date,
    departments: Sequence[Department] = (),
    scan: tuple[str, bytes] | None = None,
) -> Instruction:
    """登记纸质批示: 督查室 enters what a leader has written on paper on the day `written_on`, with its scan.

    `scan` is the file's name and its bytes. Raises as `write_instruction`, and `ServiceError` for somebody
    who is no leader, a day to come, or a file that may not be attached.
    """
    require_role(actor, UserRole.SUPERVISOR, to="登记纸质批示")
    if not leader.has_role(UserRole.LEADER):
        raise ServiceError("not_a_leader", f"{leader}不是领导账号，不能作为批示领导。", field="leader")
    if written_on > on:
        raise ServiceError("instruction_not_yet_written", "批示日期不能晚于今天。", field="written_on")
    instruction = Instruction(author=leader, written_on=written_on, registered_by=actor)
    if scan is not None:
        name, data = file_name(scan[0]), scan[1]
        instruction.scan_name, instruction.scan_type = name, checked_type(name, data)
        instruction.scan = content_of(data)
    return _issue(instruction, target, text, due_on, departments, on=on)


def _issue(
    instruction: Instruction,
    target: Target,
    text: str,
    due_on: date,
    departments: Sequence[Department],
    *,
    on: date,
) -> Instruction:
    """Write the instruction with its items, and tell the units."""
    text = as_note(text, "批示内容", field="text")
    if not text:
        raise ServiceError("instruction_text_required", "请填写批示内容。", field="text")
    if due_on < on:
        raise ServiceError("answer_date_past", "回复时限不能早于今天。", field="due_on")
    concerned = _concerned(target)
    named = {d.pk for d in departments}
    answering = {a.department_id for a in concerned if not named or a.department_id in named}
    if not answering or named - answering:
        raise ServiceError(
            "instruction_units_foreign",
            "所选单位没有承担该事项，或该事项没有在办单位，无法要求回复，请刷新页面。",
            field="departments",
        )
    setattr(instruction, _names_of(target), target)
    instruction.text, instruction.due_on = text, due_on
    instruction.save()
    InstructionItem.objects.bulk_create(
        InstructionItem(instruction=instruction, department_id=pk, due_on=due_on) for pk in sorted(answering)
    )
    spoken_of = [a for a in concerned if a.department_id in answering]
    actor = instruction.registered_by or instruction.author
    by = f"{instruction.author}批示：" if instruction.registered_by else ""
    words = f"{text}（{due_on}前回复）"
    log_events(spoken_of, EventKind.INSTRUCTED, actor=actor, note=f"{by}{words}")
    _tell_units(instruction, spoken_of, f"领导批示：{words}", f"批示{instruction.pk}", on=on)
    return instruction


def _tell_units(
    instruction: Instruction, spoken_of: Sequence[Assignment], message: str, trigger: str, *, on: date
) -> None:
    """A department answers once, so it is told once, on the first of its assignments.

    What is on one task is told whoever has it inside the department; what is on more, its filers.
    """
    first = {a.department_id: a for a in reversed(spoken_of)}
    many = instruction.task_id is None and instruction.assignment_id is None
    words = [Word(a, message, trigger, whole_unit=many) for a in first.values()]
    tell(words, Why.INSTRUCTED, on=on)


def _names_of(target: Target) -> str:
    """The column that holds the target."""
    kinds = {PolicyDocument: "document", Measure: "measure", Task: "task", Assignment: "assignment"}
    return kinds[type(target)]


def _concerned(target: Target) -> list[Assignment]:
    """The assignments that an instruction on the target speaks of."""
    if isinstance(target, Assignment):
        return [lock(target)]
    way = {"document": "document", "measure": "task__measure", "task": "task"}[_names_of(target)]
    return list(Assignment.objects.open().filter(**{way: target}).order_by("id"))


@transaction.atomic
def reply_instruction(*, item: InstructionItem, reply: str, actor: User, on: date) -> InstructionItem:
    """回复批示: what the department has done about it; once, and again where the leader asks for it."""
    item = _locked(item)
    if item.department_id not in actor.department_ids(UserRole.FILER, UserRole.HEAD):
        raise NotAllowed("filing_role_required", f"您不是{item.department}的填报人员，不能回复该批示。")
    if item.replied_at is not None:
        raise ServiceError("instruction_replied", "该批示已经回复，请刷新页面。")
    reply = as_note(reply, "回复内容", field="reply")
    if not reply:
        raise ServiceError("reply_required", "请填写回复内容。", field="reply")
    item.reply = reply
    item.replied_by, item.replied_at, item.replied_on = actor, timezone.now(), on
    item.save(update_fields=["reply", "replied_by", "replied_at", "replied_on"])
    given = InstructionReply.objects.create(item=item, text=item.reply, by=actor, on=on)
    answered, instruction = _of_unit(item), item.instruction
    log_events(answered, EventKind.INSTRUCTION_REPLIED, actor=actor, note=item.reply)
    about = answered[0] if answered else _closed(instruction.target, item.department_id)
    message = f"{item.department}答复批示“{instruction}”：{item.reply}"
    asked = [f"批示{instruction.pk}", *(f"再答复{pk}" for pk in item.replies.values_list("pk", flat=True))]
    word = Word(about, message, f"批示答复{given.pk}", to=instruction.author_id, settles=tuple(asked))
    tell([word], Why.INSTRUCTION_ANSWERED, on=on)
    return item


def _closed(target: Target, department: int) -> Assignment:
    """What the department had to do with the target, where nothing of it is open any more."""
    names = {Task: "task", Measure: "task__measure", Assignment: "pk"}
    of_target = {names.get(type(target), "document"): target.pk}
    return Assignment.objects.filter(**of_target, department=department).order_by("id")[:1].get()


@transaction.atomic
def read_reply(*, item: InstructionItem, actor: User) -> InstructionItem:
    """已阅: the leader has read the answer, and has nothing to add.

    For the leader who wrote the instruction; of one on paper also for 督查室. Raises `NotAllowed`, and
    `ServiceError` where there is no answer, or it has been read.
    """
    item = _to_judge(item, actor)
    item.read_at, item.read_by = timezone.now(), actor
    item.save(update_fields=["read_at", "read_by"])
    return item


@transaction.atomic
def ask_again(*, item: InstructionItem, text: str, due_on: date, actor: User, on: date) -> InstructionItem:
    """请再答复: the answer does not do; the department answers once more by `due_on`, the first one stays.

    Raises as `read_reply`, and `ServiceError` without words or with a day that is past.
    """
    item = _to_judge(item, actor)
    text = as_note(text, "批示内容", field="text")
    if not text:
        raise ServiceError("instruction_text_required", "请写明需要再答复的内容。", field="text")
    if due_on < on:
        raise ServiceError("answer_date_past", "回复时限不能早于今天。", field="due_on")
    last = item.replies.order_by("-pk").first() or InstructionReply(
        item=item, text=item.reply, by=item.replied_by or actor, on=item.replied_on or on
    )
    last.asked_again, last.asked_again_by, last.asked_again_on = text, actor, on
    last.save()
    item.reply, item.replied_by, item.replied_at, item.replied_on = "", None, None, None
    item.due_on = due_on
    item.save(update_fields=["reply", "replied_by", "replied_at", "replied_on", "due_on"])
    spoken_of, words = _of_unit(item), f"请再答复：{text}（{due_on}前回复）"
    log_events(spoken_of, EventKind.INSTRUCTED, actor=actor, note=words)
    _tell_units(item.instruction, spoken_of, f"领导批示，{words}", f"再答复{last.pk}", on=on)
    return item


def may_judge(user: User, item: InstructionItem) -> bool:
    """Whether the answer is for this user to read: the leader's own, and 督查室's of one on paper."""
    instruction = item.instruction
    if instruction.author_id == user.pk:
        return user.has_role(UserRole.LEADER)
    return instruction.registered_by_id is not None and user.has_role(UserRole.SUPERVISOR)


def _locked(item: InstructionItem) -> InstructionItem:
    items = InstructionItem.objects.select_for_update(of=("self",))
    return items.select_related("instruction", "department").get(pk=item.pk)


def _to_judge(item: InstructionItem, actor: User) -> InstructionItem:
    item = _locked(item)
    if not may_judge(actor, item):
        raise NotAllowed("reply_of_another_leader", "只有作出批示的领导可以阅办该回复。")
    if item.replied_at is None:
        raise ServiceError("instruction_not_replied", "该单位还没有回复，请刷新页面。")
    if item.read_at is not None:
        raise ServiceError("reply_read", "该回复已阅，请刷新页面。")
    return item


def _of_unit(item: InstructionItem) -> list[Assignment]:
    """The department's assignments that the instruction speaks of."""
    return [a for a in _concerned(item.instruction.target) if a.department_id == item.department_id]


@transaction.atomic
def urge(*, assignments: Sequence[Assignment], message: str, actor: User, on: date) -> Told:
    """催办: tell the people of one or many departments to get on with it; returns whom it reached.

    Where one of many cannot be urged any more, nobody is, and the `ServiceError` names it.
    """
    message = as_note(message, "催办内容", field="message")
    if not message:
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
    events = log_events(urged, EventKind.URGED, actor=actor, note=message)
    words, trigger = f"督查室催办：{message}", f"催办{events[0].pk}" if events else ""
    return tell([Word(assignment, words, trigger) for assignment in urged], Why.URGED, on=on)


@transaction.atomic
def write_note(*, assignment: Assignment, text: str, actor: User) -> OfficeNote:
    """内部备注: 督查室's own note on an assignment; departments do not see it."""
    assignment = lock(assignment)
    require_transition(Transition.NOTE, assignment, actor)
    text = as_note(text, "备注内容", field="text")
    if not text:
        raise ServiceError("note_required", "请填写备注内容。", field="text")
    return OfficeNote.objects.create(assignment=assignment, author=actor, text=text)
