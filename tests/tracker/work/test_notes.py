"""What people write about the work is kept clean and within a limit, whichever step takes it."""

from datetime import date
from typing import Any

import pytest

from common.text import LONGEST_NOTE
from tests import api
from tests.admin import as_user, page
from tests.conftest import World
from tests.refusals import refused
from tests.tracker.cycle import filed
from tracker.work.filing.services.reporting import withdraw_report
from tracker.work.filing.services.reviewing import approve_report, return_report
from tracker.work.instructions.models import Instruction, InstructionItem, OfficeNote
from tracker.work.instructions.services import (
    ask_again,
    reply_instruction,
    urge,
    write_instruction,
    write_note,
)
from tracker.work.models.assignments import Assignment
from tracker.work.models.requests import Decline, Extension
from tracker.work.services.dates import add_date, answer_extension, ask_extension, change_date
from tracker.work.services.declining import answer_decline, decline_assignment, delegate_assignment
from tracker.work.services.status_changes import resume_assignment, suspend_assignment

pytestmark = pytest.mark.django_db
ON, LATER = date(2026, 3, 4), date(2027, 6, 1)
TOO_LONG = "长" * (LONGEST_NOTE + 1)


def steps(world: World, signed: Assignment) -> dict[str, Any]:
    """Each step in whose words a person may write what he likes."""
    other = world.assignment("省财政厅", "一 / 2")
    milestone = signed.milestones.earliest("due_on")
    office, filer = world.supervisor, world.filer

    def asked() -> Extension:
        return ask_extension(milestone=milestone, to_date=LATER, reason="招标", actor=filer, on=ON)

    def declined() -> Decline:
        return decline_assignment(assignment=other, reason="非职责", actor=filer, on=other.dispatched_on)

    def instructed(text: str = "请加快") -> InstructionItem:
        write_instruction(target=signed, text=text, due_on=ON, actor=world.leader, on=ON)
        return InstructionItem.objects.latest("pk")

    def answered() -> InstructionItem:
        return reply_instruction(item=instructed(), reply="已办", actor=filer, on=ON)

    return {
        "申请延期": lambda words: ask_extension(
            milestone=milestone, to_date=LATER, reason=words, actor=filer, on=ON
        ),
        "答复延期": lambda words: answer_extension(
            extension=asked(), grant=False, answer=words, actor=office, on=ON
        ),
        "调整时限": lambda words: change_date(milestone=milestone, to_date=LATER, reason=words, actor=office),
        "增加时限": lambda words: add_date(assignment=signed, due_on=LATER, reason=words, actor=office),
        "申请退办": lambda words: decline_assignment(
            assignment=other, reason=words, actor=filer, on=other.dispatched_on
        ),
        "答复退办": lambda words: answer_decline(decline=declined(), answer=words, actor=office, on=ON),
        "转办": lambda words: delegate_assignment(
            assignment=signed, department=world.departments["省国库支付中心"], actor=filer, on=ON, note=words
        ),
        "退回": lambda words: return_report(report=filed(world, signed), actor=office, reason=words),
        "通过": lambda words: approve_report(report=filed(world, signed), actor=office, comment=words),
        "撤回": lambda words: withdraw_report(report=filed(world, signed), actor=filer, reason=words),
        "中止": lambda words: suspend_assignment(assignment=signed, reason=words, actor=office),
        "恢复": lambda words: resume_assignment(
            assignment=suspend_assignment(assignment=signed, reason="停", actor=office),
            reason=words,
            actor=office,
        ),
        "催办": lambda words: urge(assignments=[signed], message=words, actor=office, on=ON),
        "备注": lambda words: write_note(assignment=signed, text=words, actor=office),
        "批示": instructed,
        "回复": lambda words: reply_instruction(item=instructed(), reply=words, actor=filer, on=ON),
        "再答复": lambda words: ask_again(item=answered(), text=words, due_on=ON, actor=world.leader, on=ON),
    }


NAMES = (
    *("申请延期", "答复延期", "调整时限", "增加时限", "申请退办", "答复退办", "转办", "退回", "通过", "撤回"),
    *("中止", "恢复", "催办", "备注", "批示", "回复", "再答复"),
)


def test_every_step_is_tried(world: World, signed: Assignment) -> None:
    assert set(steps(world, signed)) == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_too_many_words_are_refused_with_the_number(world: World, signed: Assignment, name: str) -> None:
    with refused("note_too_long", match=f"有{LONGEST_NOTE + 1}字，请控制在{LONGEST_NOTE}字以内"):
        steps(world, signed)[name](TOO_LONG)


@pytest.mark.parametrize("name", NAMES)
def test_what_no_file_can_hold_is_left_out(world: World, signed: Assignment, name: str) -> None:
    steps(world, signed)[name]("请\u000b办\x00理")
    kept = [
        *signed.events.values_list("note", flat=True),
        *Assignment.objects.get(
            task__measure__path=["一", "2"], department=signed.department
        ).events.values_list("note", flat=True),
        *OfficeNote.objects.values_list("text", flat=True),
        *Instruction.objects.values_list("text", flat=True),
    ]
    assert any("请办理" in words for words in kept)
    assert not any("\u000b" in words or "\x00" in words for words in kept)


def test_page_and_api_say_the_number_beside_the_box(world: World, signed: Assignment) -> None:
    shown = as_user(world.supervisor).post(page("work_assignment", signed, "suspend"), {"reason": TOO_LONG})
    assert f"{LONGEST_NOTE}" in shown.content.decode()
    answer = api.write(
        api.as_user(world.supervisor), f"assignments/{signed.pk}/suspend/", {"reason": TOO_LONG}, expect=400
    )
    [error] = answer["errors"]
    assert error["field"] == "reason"
    assert str(LONGEST_NOTE) in error["title"]
