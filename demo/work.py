"""What has been done on the demo's ledgers: every page of the program then has something to show.

The steps are the real services', as the demo's accounts; which item gets which step follows from its place.
"""

from datetime import date, timedelta

from django.db import transaction

from departments.models.users import User
from tracker.work.filing.models.reports import ProgressReport
from tracker.work.filing.services.drafting import save_draft
from tracker.work.filing.services.reporting import file_report
from tracker.work.filing.services.reviewing import approve_report, return_report
from tracker.work.instructions.services import urge, write_instruction
from tracker.work.models.assignments import Assignment, Event, EventKind
from tracker.work.services.dates import ask_extension
from tracker.work.services.status_changes import acknowledge_assignment
from tracker.work.states import Light

MOST = 36  # items of each unit that somebody has touched
WORDS = (
    "已制定工作方案，明确责任处室和完成时限，正在按计划推进。",
    "已会同有关单位召开推进会，排定年度任务，第一批项目已经启动。",
    "相关办法已完成起草并征求意见，正在修改完善，近期印发。",
    "已完成全部重点工作，正在整理印证材料。",
)
OVERDUE_WORDS = "请说明未按期完成的原因，提出加快办理的措施，10个工作日内报结果。"


@transaction.atomic
def play_demo_work(*, on: date, office: User, leader: User, filers: list[User]) -> int:
    """Some months' work by the demo's accounts, all recorded today; nothing where work has begun.

    Returns how many assignments were touched.
    """
    if Event.objects.exclude(kind=EventKind.DISPATCHED).exists():
        return 0
    touched = sum(_work(filer, office, on) for filer in filers)
    units = {pk for filer in filers for pk in filer.department_ids()}
    late = Assignment.objects.overdue(on).filter(department__in=units).order_by("must_due_on", "id")
    for assignment in late[:2]:
        write_instruction(
            target=assignment, text=OVERDUE_WORDS, due_on=on + timedelta(days=10), actor=leader, on=on
        )
    urge(assignments=list(late[:3]), message="请尽快补报进展，逾期事项将列入通报。", actor=office, on=on)
    return touched


def _work(filer: User, office: User, on: date) -> int:
    mine = Assignment.objects.filter(department_id__in=filer.department_ids())
    # Half from what presses, half from what has time: both colours of every list.
    on_track = mine.in_light(Light.GREEN, on).order_by("id")
    chosen = [*mine.most_urgent_first()[: MOST // 2], *on_track[: MOST // 2]]
    for place, assignment in enumerate({a.pk: a for a in chosen}.values()):
        if place % 6 == 5:
            continue  # still waits to be signed
        signed = acknowledge_assignment(assignment=assignment, actor=filer)
        _move(place, signed, filer, office, on)
    return len(chosen)


def _move(place: int, assignment: Assignment, filer: User, office: User, on: date) -> None:
    match place % 6:
        case 0:
            report = _report(assignment, filer, on, 100, 3, claims=True)
            if place % 4:
                approve_report(report=report, actor=office)
        case 1:
            approve_report(report=_report(assignment, filer, on, 60, 1), actor=office)
        case 2:
            report = _report(assignment, filer, on, 30, 0)
            if place % 4:
                return_report(report=report, actor=office, reason="进展情况不具体，请补充量化数据。")
        case 3:
            _report(assignment, filer, on, 45, 2)
        case _:
            milestone = assignment.milestones.filter(completed_on__isnull=True).first()
            if milestone is None:
                content = {"percent": "20", "narrative": WORDS[0], "figures": {}}
                save_draft(assignment=assignment, actor=filer, content=content)
            else:
                to_date = max(on, milestone.due_on) + timedelta(days=60)
                reason = "配套资金下达时间晚于预期，申请顺延。"
                ask_extension(milestone=milestone, to_date=to_date, reason=reason, actor=filer, on=on)


def _report(
    assignment: Assignment, filer: User, on: date, percent: int, words: int, *, claims: bool = False
) -> ProgressReport:
    return file_report(
        assignment=assignment,
        actor=filer,
        on=on,
        percent=percent,
        narrative=WORDS[words],
        next_steps="" if claims else "按月调度，确保按期完成。",
        claims_completion=claims,
    )
