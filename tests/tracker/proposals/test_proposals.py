"""建议提案: from the register to the answer, 不满意, the second answer and the end; by when, and by whom."""

import io
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from docx import Document as Docx

from common.errors import NotAllowed, ServiceError
from departments.models.departments import Region
from departments.models.users import User, UserRole
from policies.models.documents import PolicyDocument, SourceFile
from tests.conftest import World
from tests.refusals import refused
from tracker.proposals.dates import months_after
from tracker.proposals.models import Proposal, ProposalEvent, ProposalRule, ProposalSponsor, ProposalStatus
from tracker.proposals.services.answering import (
    answer_proposal,
    close_proposal,
    rate_proposal,
    withdraw_proposal,
)
from tracker.proposals.services.handling import (
    acknowledge_proposal,
    answer_proposal_extension,
    ask_proposal_extension,
    dispatch_proposal,
    give_opinion,
)
from tracker.proposals.services.reassigning import reassign_proposal
from tracker.proposals.services.registering import correct_proposal, register_proposal
from tracker.proposals.services.replies import read_reply_file, register_reply
from tracker.proposals.services.urging import urge_proposals
from tracker.proposals.transitions import TABLE, ProposalTransition, allowed_transitions

pytestmark = pytest.mark.django_db
ON = date(2026, 3, 31)
FACTS: dict[str, Any] = {
    "kind": "cppcc",
    "session": "省政协九届四次会议",
    "number": "58",
    "title": "关于加强乡村水源保护的提案",
    "proposers": "张某某",
}


def paper() -> bytes:
    out = io.BytesIO()
    Docx().save(out)
    return out.getvalue()


def registered(world: World, **changes: Any) -> Proposal:
    return register_proposal(actor=world.supervisor, **{**FACTS, **changes})


def dispatched(world: World, *, on: date = ON, **changes: Any) -> Proposal:
    return dispatch_proposal(
        proposal=registered(world, **changes),
        lead=world.departments["省财政厅"],
        joint=[world.departments["省教育厅"]],
        on=on,
        actor=world.supervisor,
    )


def answered(proposal: Proposal, actor: User, on: date) -> Proposal:
    answer_proposal(proposal=proposal, outcome="B", on=on, actor=actor, name="答复.docx", data=paper())
    return fresh(proposal)


def fresh(proposal: Proposal) -> Proposal:
    return Proposal.objects.get(pk=proposal.pk)


def timeline(proposal: Proposal) -> list[str]:
    return [event.get_kind_display() for event in ProposalEvent.objects.filter(proposal=proposal)]


@pytest.mark.parametrize(
    ("dispatch", "months", "due"),
    [
        ("2025-11-30", 3, "2026-02-28"),
        ("2023-11-30", 3, "2024-02-29"),  # leap year
        ("2023-11-29", 3, "2024-02-29"),
        ("2025-11-29", 3, "2026-02-28"),
        ("2026-03-31", 3, "2026-06-30"),
        ("2026-03-31", 6, "2026-09-30"),
        ("2024-02-29", 3, "2024-05-29"),  # a last day does not stay a last day
        ("2024-02-29", 12, "2025-02-28"),
        ("2025-08-31", 6, "2026-02-28"),
        ("2023-08-31", 6, "2024-02-29"),
        ("2025-12-31", 3, "2026-03-31"),
        ("2025-10-01", 3, "2026-01-01"),
        ("2026-01-15", 5, "2026-06-15"),
        ("2026-12-31", 6, "2027-06-30"),
        ("2099-11-30", 3, "2100-02-28"),  # 2100 is no leap year
    ],
)
def test_months_are_counted_over_month_ends_and_leap_days(dispatch: str, months: int, due: str) -> None:
    assert months_after(date.fromisoformat(dispatch), months) == date.fromisoformat(due)


class TestRule:
    def test_the_usual_months_hold_where_no_other_rule_is_kept(self, world: World) -> None:
        proposal = dispatched(world, on=date(2025, 11, 30))
        assert (proposal.due_on, proposal.latest_on) == (date(2026, 2, 28), date(2026, 5, 30))
        joint = proposal.sponsors.get(role="joint")
        assert joint.due_on == date(2025, 12, 30)

    def test_the_nearest_region_and_the_sitting_decide(self, world: World) -> None:
        province = Region.objects.get(name="云岭省")
        ProposalRule.objects.create(kind="cppcc", region=province, months=4)
        ProposalRule.objects.create(kind="cppcc", region=province, sitting="session", months=5)
        city = Region.objects.get(name="青川市")
        assert dispatched(world, region=city, on=date(2026, 1, 15)).due_on == date(2026, 6, 15)
        between = dispatched(world, number="59", sitting="between", on=date(2026, 1, 15))
        assert between.due_on == date(2026, 5, 15)
        congress = dispatched(world, kind="congress", on=date(2026, 1, 15))
        assert congress.due_on == date(2026, 4, 15)

    def test_a_rule_changed_later_leaves_what_was_dispatched(self, world: World) -> None:
        proposal = dispatched(world)
        ProposalRule.objects.update(months=2)
        assert fresh(proposal).due_on == date(2026, 6, 30)

    def test_the_database_refuses_a_rule_that_ends_before_it_begins(self, world: World) -> None:
        for wrong in ({"months": 7}, {"months": 0, "opinion_months": 0}, {"opinion_months": 4}):
            with pytest.raises(IntegrityError), transaction.atomic():
                ProposalRule.objects.create(kind="cppcc", sitting="between", **wrong)


class TestLife:
    def test_answer_dissatisfied_second_answer_and_the_end(self, world: World) -> None:
        proposal = dispatched(world)
        acknowledge_proposal(proposal=proposal, actor=world.filer)
        give_opinion(proposal=proposal, opinion="同意。", on=date(2026, 4, 20), actor=world.other_filer)
        proposal = answered(proposal, world.filer, date(2026, 6, 30))
        assert (proposal.status, proposal.outcome) == ("answered", "B")
        assert not Proposal.objects.overdue(date(2027, 1, 1)).exists()
        with refused("satisfaction_missing"):
            close_proposal(proposal=proposal, on=date(2026, 7, 1), actor=world.supervisor)
        proposal = rate_proposal(
            proposal=proposal,
            satisfaction="dissatisfied",
            on=date(2026, 11, 30),
            actor=world.supervisor,
            comment="没有说明资金来源。",
        )
        assert (proposal.status, proposal.round) == ("active", 2)
        assert proposal.due_on == proposal.latest_on == date(2027, 2, 28)
        lead = ProposalSponsor.objects.get(proposal=proposal, role="lead")
        assert (lead.due_on, lead.done_on) == (date(2027, 2, 28), None)
        assert Proposal.objects.overdue(date(2027, 3, 1)).get() == proposal
        with refused("extension_at_limit"):
            ask_proposal_extension(
                on=ON, proposal=proposal, to_date=date(2027, 3, 31), reason="调研", actor=world.filer
            )
        proposal = answered(proposal, world.filer, date(2027, 1, 20))
        rate_proposal(proposal=proposal, satisfaction="mostly", on=date(2027, 2, 1), actor=world.supervisor)
        proposal = close_proposal(proposal=proposal, on=date(2027, 2, 2), actor=world.supervisor)
        assert (proposal.status, proposal.satisfaction) == ("closed", "mostly")
        ratings = [(a.round, a.satisfaction) for a in proposal.answers.all()]
        assert ratings == [(1, "dissatisfied"), (2, "mostly")]
        said = "登记 交办 签收 会办意见 答复 满意度评价 答复 满意度评价 办结"
        assert timeline(proposal) == said.split()

    def test_who_stays_dissatisfied_is_closed_with_a_reason_only(self, world: World) -> None:
        proposal = answered(dispatched(world), world.filer, ON)
        for _ in range(2):
            proposal = rate_proposal(
                proposal=proposal, satisfaction="dissatisfied", on=ON, actor=world.supervisor
            )
            if proposal.status == "active":
                proposal = answered(proposal, world.head, ON)
        assert (proposal.status, proposal.round) == ("answered", 2)
        with refused("close_reason_required"):
            close_proposal(proposal=proposal, on=ON, actor=world.supervisor)
        closed = close_proposal(proposal=proposal, on=ON, actor=world.supervisor, note="已当面沟通。")
        assert closed.status == "closed"

    def test_more_time_is_granted_up_to_six_months_from_dispatch(self, world: World) -> None:
        proposal = dispatched(world)
        with refused("extension_beyond_limit", match="最迟只能延至2026-09-30"):
            ask_proposal_extension(
                on=ON, proposal=proposal, to_date=date(2026, 10, 1), reason="调研", actor=world.filer
            )
        extension = ask_proposal_extension(
            on=ON, proposal=proposal, to_date=date(2026, 8, 31), reason="调研", actor=world.filer
        )
        assert fresh(proposal).due_on == date(2026, 6, 30)
        with refused("extension_beyond_limit", match="最迟只能延至2026-09-30"):
            answer_proposal_extension(
                on=ON, extension=extension, grant=True, to_date=date(2026, 12, 1), actor=world.supervisor
            )
        answer_proposal_extension(
            on=ON, extension=extension, grant=True, to_date=date(2026, 9, 30), actor=world.supervisor
        )
        proposal = fresh(proposal)
        assert (proposal.first_due_on, proposal.due_on) == (date(2026, 6, 30), date(2026, 9, 30))
        assert proposal.sponsors.get(role="lead").due_on == date(2026, 9, 30)

    def test_more_time_lies_ahead_when_it_is_asked_for_and_when_it_is_granted(self, world: World) -> None:
        proposal = dispatched(world)
        late, past = date(2026, 7, 10), date(2026, 7, 5)
        with refused("extension_past"):
            ask_proposal_extension(proposal=proposal, to_date=late, reason="调研", actor=world.filer, on=late)
        extension = ask_proposal_extension(
            proposal=proposal, to_date=past, reason="调研", actor=world.filer, on=ON
        )
        with refused("extension_past"):
            answer_proposal_extension(extension=extension, grant=True, actor=world.supervisor, on=late)
        answer_proposal_extension(
            extension=extension, grant=True, to_date=date(2026, 7, 11), actor=world.supervisor, on=late
        )
        assert fresh(proposal).due_on == date(2026, 7, 11)

    def test_an_abolished_unit_is_refused_and_its_successor_named(self, world: World) -> None:
        with refused("unit_dissolved", match="省农委已撤并，请改选省农业农村厅"):
            dispatch_proposal(
                proposal=registered(world),
                lead=world.departments["省农委"],
                on=ON,
                actor=world.supervisor,
            )

    def test_a_number_is_registered_once_in_a_session_until_it_is_withdrawn(self, world: World) -> None:
        proposal = registered(world)
        with refused("proposal_invalid"):
            registered(world)
        withdraw_proposal(proposal=proposal, reason="提案人撤回", actor=world.supervisor)
        assert registered(world).pk != proposal.pk

    def test_only_a_docx_or_pdf_is_an_answer(self, world: World) -> None:
        proposal = dispatched(world)
        for name, data, code in (
            ("", b"", "reply_file_required"),
            ("a.png", b"x", "reply_file_type"),
            ("a.pdf", b"x", "file_type_mismatch"),
        ):
            with refused(code):
                answer_proposal(
                    proposal=proposal, outcome="A", on=ON, actor=world.filer, name=name, data=data
                )

    def test_the_timeline_only_grows(self, world: World) -> None:
        event = registered(world).events.get()
        for change in (event.save, event.delete, ProposalEvent.objects.all().delete):
            with pytest.raises(ServiceError):
                change()
        with pytest.raises(ServiceError):
            ProposalEvent.objects.update(note="")

    def test_a_correction_says_from_what_to_what(self, world: World) -> None:
        proposal = registered(world)
        before = proposal.title
        correct_proposal(
            proposal=proposal,
            actor=world.supervisor,
            title="新案由",
            number=proposal.number,
            sitting="between",
            text="新的内容",
        )
        assert proposal.events.latest("id").note == (
            f"案由由“{before}”改为“新案由”；提出时间由“会议期间”改为“闭会期间”；修改了内容。"
        )


class TestOtherUnits:
    def test_others_handle_it_from_today_and_the_answer_is_due_when_it_was(self, world: World) -> None:
        finance, education, farms = (world.departments[n] for n in ("省财政厅", "省教育厅", "省农业农村厅"))
        proposal = dispatched(world)
        acknowledge_proposal(proposal=proposal, actor=world.filer)
        ask_proposal_extension(
            on=ON, proposal=proposal, to_date=date(2026, 7, 31), reason="调研", actor=world.filer
        )
        acknowledge_proposal(proposal=proposal, actor=world.other_filer)
        later = date(2026, 6, 10)
        reassign_proposal(
            proposal=proposal,
            lead=education,
            joint=[farms],
            reason="职责调整",
            on=later,
            actor=world.supervisor,
        )

        def parts() -> dict[str, tuple[str, date | None, bool, date | None]]:
            return {
                s.department.short_name: (s.role, s.due_on, s.acknowledged_at is not None, s.released_on)
                for s in proposal.sponsors.select_related("department")
            }

        due = date(2026, 6, 30)
        assert parts() == {
            "省财政厅": ("lead", due, True, later),
            "省教育厅": ("lead", due, True, None),
            "省农业农村厅": ("joint", due, False, None),  # a month would end after the answer
        }
        assert proposal.extensions.get().status == "withdrawn"
        assert "主办省财政厅、会办省教育厅改为主办省教育厅、会办省农业农村厅。职责调整" in (
            proposal.events.latest("id").note
        )
        with pytest.raises(NotAllowed):
            answered(proposal, world.filer, later)
        reassign_proposal(
            proposal=proposal, lead=finance, reason="另行商定", on=later, actor=world.supervisor
        )
        assert parts()["省财政厅"] == ("lead", due, False, None)
        assert [name for name, part in parts().items() if part[3]] == ["省教育厅", "省农业农村厅"]
        assert answered(fresh(proposal), world.filer, later).status == "answered"

    def test_without_a_reason_a_change_or_a_unit_nothing_is_handed_on(self, world: World) -> None:
        proposal, finance = dispatched(world), world.departments["省财政厅"]
        for lead, joint, reason, code in (
            (finance, [], " ", "reason_required"),
            (finance, [world.departments["省教育厅"]], "因", "sponsors_unchanged"),
            (world.departments["省农委"], [], "因", "unit_dissolved"),
        ):
            with refused(code):
                reassign_proposal(
                    proposal=proposal, lead=lead, joint=joint, reason=reason, on=ON, actor=world.supervisor
                )


def test_sponsors_see_theirs_and_the_office_and_leaders_all(world: World) -> None:
    draft, handed = registered(world, number="1"), dispatched(world, number="2")
    stranger = world.user("stranger", UserRole.FILER, "青川市政府")
    seen = {
        user.username: set(Proposal.objects.visible_to(user))
        for user in (world.supervisor, world.leader, world.filer, world.other_filer, stranger)
    }
    assert seen["supervisor"] == seen["leader"] == {draft, handed}
    assert seen["filer"] == seen["other"] == {handed}
    assert seen["stranger"] == set()


class TestTable:
    """Every transition, by every role, from every state: allowed as the table says, else refused."""

    @pytest.fixture
    def users(self, world: World) -> dict[str, User]:
        return {
            "office": world.supervisor,
            "leader": world.leader,
            "lead": world.filer,
            "joint": world.other_filer,
            "stranger": world.user("stranger", UserRole.FILER, "青川市政府"),
        }

    @pytest.mark.parametrize("status", list(ProposalStatus))
    def test_each_transition_by_each_role(self, world: World, users: dict[str, User], status: Any) -> None:
        wrong = []
        brought = self._brought_to(world, status)
        for transition in ProposalTransition:
            for role, user in users.items():
                with transaction.atomic():
                    proposal = fresh(brought)
                    allowed = role in TABLE[transition][0] and status in TABLE[transition][1]
                    try:
                        with transaction.atomic():
                            self._attempt(transition, proposal, user, world)
                        went = True
                    except NotAllowed:
                        went = False
                        # Before it is handed out it concerns no unit.
                        assert status == "registered" or role not in TABLE[transition][0], (transition, role)
                    except ServiceError:
                        went = False
                    if went != allowed or (transition in allowed_transitions(user, proposal)) != allowed:
                        wrong.append((transition, role, went))
                    transaction.set_rollback(True)
        assert wrong == []

    @staticmethod
    def _brought_to(world: World, status: str) -> Proposal:
        if status == "registered":
            return registered(world)
        proposal = dispatched(world)
        if status in ("answered", "closed"):
            proposal = answered(proposal, world.filer, ON)
        if status == "closed":
            rate_proposal(proposal=proposal, satisfaction="mostly", on=ON, actor=world.supervisor)
            close_proposal(proposal=proposal, on=ON, actor=world.supervisor)
        if status == "withdrawn":
            withdraw_proposal(proposal=proposal, reason="撤", actor=world.supervisor)
        return fresh(proposal)

    @staticmethod
    def _attempt(transition: ProposalTransition, proposal: Proposal, user: User, world: World) -> None:
        if transition == ProposalTransition.CORRECT:
            correct_proposal(proposal=proposal, actor=user, title="新案由")
        elif transition == ProposalTransition.DISPATCH:
            dispatch_proposal(proposal=proposal, lead=world.departments["省财政厅"], on=ON, actor=user)
        elif transition == ProposalTransition.REASSIGN:
            reassign_proposal(
                proposal=proposal, lead=world.departments["省教育厅"], reason="因", on=ON, actor=user
            )
        elif transition == ProposalTransition.URGE:
            urge_proposals(proposals=[proposal], message="请抓紧", on=ON, actor=user)
        elif transition == ProposalTransition.ACKNOWLEDGE:
            acknowledge_proposal(proposal=proposal, actor=user)
        elif transition == ProposalTransition.OPINE:
            give_opinion(proposal=proposal, opinion="同意", on=ON, actor=user)
        elif transition == ProposalTransition.ASK_EXTENSION:
            ask_proposal_extension(
                on=ON, proposal=proposal, to_date=date(2026, 7, 1), reason="因", actor=user
            )
        elif transition == ProposalTransition.ANSWER_EXTENSION:
            extension = proposal.extensions.create(
                reason="因", from_date=ON, to_date=date(2026, 7, 1), asked_by=world.filer
            )
            answer_proposal_extension(on=ON, extension=extension, grant=True, actor=user)
        elif transition == ProposalTransition.ANSWER:
            answered(proposal, user, ON)
        elif transition == ProposalTransition.RATE:
            rate_proposal(proposal=proposal, satisfaction="satisfied", on=ON, actor=user)
        elif transition == ProposalTransition.CLOSE:
            if proposal.status == "answered":
                rate_proposal(proposal=proposal, satisfaction="satisfied", on=ON, actor=world.supervisor)
            close_proposal(proposal=proposal, on=ON, actor=user)
        else:
            withdraw_proposal(proposal=proposal, reason="因", actor=user)


class TestReplyFile:
    REPLY = """对省政协九届四次会议第58号委员提案的答复

云财函〔2026〕21号

张某某委员：

您在省政协九届四次会议上提出的《关于加强乡村水源保护的提案》（第58号提案）收悉，现答复如下：

一、关于“划定保护区，设立标志”的建议

已完成划定。

云岭省财政厅

2026年6月5日
"""

    def test_a_reply_becomes_an_answered_proposal(self, world: World) -> None:
        read = read_reply_file(name="答复.txt", content=self.REPLY.encode(), actor=world.supervisor)
        assert (read.kind, read.session, read.number) == ("cppcc", "省政协九届四次会议", "58")
        assert (read.title, read.proposers) == ("关于加强乡村水源保护的提案", "张某某")
        proposal = register_reply(
            document=read.document,
            outcome="A",
            answered_on=date(2026, 6, 5),
            dispatched_on=date(2026, 3, 31),
            actor=world.supervisor,
        )
        assert (proposal.status, proposal.due_on) == ("answered", date(2026, 6, 30))
        assert proposal.answers.get().document == read.document
        assert Proposal.objects.visible_to(world.filer).get() == proposal
        with refused("reply_registered"):
            register_reply(document=read.document, outcome="A", answered_on=ON, actor=world.supervisor)

    def test_the_reply_to_a_proposal_that_waits_is_its_answer(self, world: World) -> None:
        waiting = dispatched(world)
        read = read_reply_file(name="答复.txt", content=self.REPLY.encode(), actor=world.supervisor)
        assert read.known == waiting
        register_reply(
            document=read.document, outcome="C", answered_on=date(2026, 6, 5), actor=world.supervisor
        )
        assert (fresh(waiting).status, fresh(waiting).outcome) == ("answered", "C")
        assert Proposal.objects.count() == 1

    def test_another_file_is_refused_and_nothing_is_kept(self, world: World) -> None:
        with refused("not_a_reply"):
            read_reply_file(
                name="方案.txt", content="云岭省方案\n一、任务\n1.甲。开展。".encode(), actor=world.supervisor
            )
        assert not PolicyDocument.objects.exists()
        assert not SourceFile.objects.exists()

    @pytest.mark.corpus
    def test_the_reply_of_the_corpus_is_registered_from_its_file(self, world: World, corpus: Any) -> None:
        name = "002_2effc2e2b24dbd28.txt"
        content = (corpus / name).read_bytes()
        read = read_reply_file(name=name, content=content, actor=world.supervisor)
        proposal = register_reply(
            document=read.document,
            outcome="A",
            answered_on=read.answered_on or ON,
            actor=world.supervisor,
        )
        assert (proposal.kind, proposal.number, proposal.proposers) == ("cppcc", "207", "卢秀梅")
        assert proposal.session == "省政协十三届一次会议"
        assert proposal.title.startswith("关于加强吉澳中医药合作")
        assert proposal.answers.get().number == "吉科发医〔2023〕102号"
        assert proposal.answers.get().answered_on == date(2023, 5, 26)
