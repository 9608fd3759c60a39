"""重新读取: a person says where the policy begins, and the draft is read from there."""

import pytest

from common.errors import NotAllowed
from policies.checking.models.items import CheckItem
from policies.checking.models.marks import DocumentAccount, MarkDecision
from policies.checking.selectors import marks_of, summary_of
from policies.checking.services.corrections.marks import dismiss_marks, take_mark
from policies.checking.services.corrections.measures import rename_measure
from policies.checking.services.editing import Conflict, undo_edit
from policies.checking.services.rereading import reread_document
from policies.checking.services.settling import confirm_document
from policies.models.documents import DocumentKind, PolicyDocument
from policies.services.importing import import_text
from tests.conftest import World
from tests.extraction.test_marked import RULE
from tests.policies.checking.township import MINUTES, load_township
from tests.refusals import refused

pytestmark = pytest.mark.django_db
FIRST = 9  # the line of RULE on which its first measure stands


@pytest.fixture
def rule(world: World) -> PolicyDocument:
    [document] = import_text(text=RULE, actor=world.supervisor).created
    assert document.kind == DocumentKind.OTHER
    return document


def offer(document: PolicyDocument) -> str:
    summary = summary_of(document)
    assert summary is not None
    return str(summary["offer"])


def test_a_paper_with_words_of_duty_that_orders_nothing_offers_to_be_marked(rule: PolicyDocument) -> None:
    assert offer(rule).startswith("该文件读作不部署任务，但文中有6处责任词。")


def test_so_does_one_for_which_another_reading_was_chosen_and_no_other(world: World) -> None:
    load_township()
    [minutes] = import_text(text=MINUTES, actor=world.supervisor).created
    assert offer(minutes) == ""
    DocumentAccount.objects.filter(document=minutes).update(reading="正文从第一个编号处开始")
    assert "正文从第一个编号处开始" in offer(minutes)


def test_it_is_read_from_the_line_that_a_person_marks(world: World, rule: PolicyDocument) -> None:
    text, number = rule.text, rule.number
    reread_document(document=rule, first=FIRST, last=None, actor=world.supervisor)
    rule.refresh_from_db()
    assert (rule.kind, rule.text, rule.number) == (DocumentKind.POLICY, text, number)
    assert [m.path for m in rule.measures.order_by("position")] == [["第八条"], ["第九条"]]
    account = DocumentAccount.objects.get(document=rule)
    assert (account.first_line, account.last_line) == (FIRST, None)
    assert offer(rule) == ""
    assert all(item.message != "没有读出分条的任务，请核对" for item in CheckItem.objects.all())
    confirm_document(document=rule, actor=world.supervisor)


def test_the_end_can_be_marked_too(world: World, rule: PolicyDocument) -> None:
    reread_document(document=rule, first=FIRST, last=FIRST, actor=world.supervisor)
    assert [m.path for m in rule.measures.all()] == [["第八条"]]
    outside = [m for m in marks_of(rule) if m.reason == "在人工标出的正文之外"]
    assert "市林业局" in [m.text for m in outside]


def test_corrections_go_and_cannot_be_undone_past_it_and_the_trail_says_so(
    world: World, rule: PolicyDocument
) -> None:
    reread_document(document=rule, first=FIRST, last=None, actor=world.supervisor)
    measure = rule.measures.get(path=["第九条"])
    rename_measure(measure=measure, title="新标题", actor=world.supervisor)
    reread_document(document=rule, first=FIRST, last=None, lost=1, actor=world.supervisor)
    assert not rule.measures.filter(title="新标题").exists()
    newest, renamed, first = rule.edits.order_by("-id")
    assert newest.is_final
    assert newest.what.startswith("从第10行“第八条清理河道。")
    assert newest.what.endswith("重新读取，读出2条举措")
    assert (renamed.is_final, first.is_final) == (False, True)
    with refused("edit_to_undo_missing"):
        undo_edit(document=rule, actor=world.supervisor)


def test_what_was_called_no_work_stays_so_unless_it_is_read_now(world: World, rule: PolicyDocument) -> None:
    outside, inside = (
        next(m.key for m in marks_of(rule) if m.is_open and m.key and m.kind == "duty" and m.key[1] > place)
        for place in (0, rule.text.index("清理河道"))
    )
    dismiss_marks(document=rule, marks=[outside, inside], actor=world.supervisor)
    reread_document(document=rule, first=FIRST, last=None, actor=world.supervisor)
    [decision] = MarkDecision.objects.all()  # what is read now is work after all
    assert (decision.kind, decision.span_start, decision.span_end) == outside
    assert (decision.verdict, decision.rule) == ("none", "OUTSIDE")
    summary = summary_of(rule)
    assert summary is not None
    for row in summary["kinds"]:
        assert row["marks"] == row["read"] + row["set_aside"] + row["open"] + row["decided"]


def test_somebody_else_s_correction_in_between_is_not_lost_unseen(world: World, rule: PolicyDocument) -> None:
    key = next(m.key for m in marks_of(rule) if m.is_open and m.key and m.kind == "duty")
    dismiss_marks(document=rule, marks=[key], actor=world.supervisor)
    with pytest.raises(Conflict):
        reread_document(document=rule, first=FIRST, last=None, lost=0, actor=world.supervisor)
    assert rule.edits.undoable().count() == 1


def test_a_paper_that_orders_nothing_is_marked_before_single_words_are_added(
    world: World, rule: PolicyDocument
) -> None:
    key = next(m.key for m in marks_of(rule) if m.is_open and m.key and m.kind == "duty")
    with refused("document_orders_nothing"):
        take_mark(document=rule, mark=key, actor=world.supervisor)


@pytest.mark.parametrize(("first", "last"), [(99, None), (9, 99), (9, 8)])
def test_lines_that_are_not_there_are_refused_and_nothing_is_lost(
    world: World, rule: PolicyDocument, first: int, last: int | None
) -> None:
    before = [m.key for m in marks_of(rule)]
    with refused("lines_not_in_text"):
        reread_document(document=rule, first=first, last=last, actor=world.supervisor)
    assert [m.key for m in marks_of(rule)] == before


def test_only_a_draft_with_a_text_is_read_again_and_only_by_the_office(
    world: World, rule: PolicyDocument
) -> None:
    with pytest.raises(NotAllowed):
        reread_document(document=rule, first=FIRST, last=None, actor=world.leader)
    with refused("document_without_text"):
        reread_document(document=world.document(confirmed=False), first=0, last=None, actor=world.supervisor)
    with refused("document_not_draft"):
        reread_document(
            document=world.dispatched(number="云政发〔2026〕5号"), first=0, last=None, actor=world.supervisor
        )
