"""What 督查室 and the units do with a proposal that is registered: one button, one form, one service each."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from unfold.decorators import action
from unfold.enums import ActionVariant

from common.admin.base import LedgerAdmin
from common.admin.transitions import LongReasonForm, TransitionsMixin, offer, transition
from common.errors import ServiceError
from departments.admin.actor import actor
from departments.models.departments import Department
from departments.selectors import without_people
from tracker.proposals.admin import forms as proposal_forms
from tracker.proposals.models import Proposal, ProposalSponsor, ProposalStatus
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
    own_sponsors,
)
from tracker.proposals.services.reassigning import reassign_proposal
from tracker.proposals.services.registering import correct_proposal
from tracker.proposals.services.urging import urge_proposals
from tracker.proposals.transitions import TRANSITIONS, ProposalTransition
from tracker.work.admin.forms import AnswerExtensionForm
from tracker.work.admin.urging import urge_chosen, urged
from tracker.work.models.requests import AnswerStatus
from tracker.work.telling import not_reached


def _asked(proposal: Proposal) -> Any:
    return next((e for e in proposal.extensions.all() if e.status == AnswerStatus.OPEN), None)


def _rated(proposal: Proposal) -> bool:
    return bool(proposal.satisfaction)


def _can_wait(proposal: Proposal) -> bool:
    due_on, latest_on = proposal.due_on, proposal.latest_on
    return _asked(proposal) is None and due_on is not None and latest_on is not None and due_on < latest_on


def _about(proposal: Proposal) -> str:
    return f"{proposal}：{proposal.title}（{proposal.proposers}）"


def _asked_for(proposal: Proposal) -> str:
    asked = _asked(proposal)
    if asked is None:
        return _about(proposal)
    return f"申请由{asked.from_date}延至{asked.to_date}，最迟{proposal.latest_on}。{asked.reason}"


def _waiting(proposal: Proposal) -> str:
    waiting = [s for s in proposal.sponsors.select_related("department") if s.is_waiting]
    warning = not_reached(without_people({s.department_id for s in waiting}))
    return f"{_about(proposal)}。将提醒{'、'.join(map(str, waiting))}的填报员和负责人。{warning}"


class ProposalTransitions(TransitionsMixin, LedgerAdmin):
    """修改登记, 交办, 催办, 改派, 签收, 会办意见, 答复, 延期, 满意度, 办结, 撤案."""

    offers = {
        "correct": offer(TRANSITIONS, ProposalTransition.CORRECT),
        "hand_out": offer(TRANSITIONS, ProposalTransition.DISPATCH),
        "urge": offer(TRANSITIONS, ProposalTransition.URGE),
        "reassign": offer(TRANSITIONS, ProposalTransition.REASSIGN),
        "acknowledge": offer(TRANSITIONS, ProposalTransition.ACKNOWLEDGE),
        "opine": offer(TRANSITIONS, ProposalTransition.OPINE),
        "answer": offer(TRANSITIONS, ProposalTransition.ANSWER),
        "ask_extension": offer(TRANSITIONS, ProposalTransition.ASK_EXTENSION, also=_can_wait),
        "answer_extension": offer(TRANSITIONS, ProposalTransition.ANSWER_EXTENSION, also=_asked),
        "rate": offer(TRANSITIONS, ProposalTransition.RATE, also=lambda p: not _rated(p)),
        "close": offer(TRANSITIONS, ProposalTransition.CLOSE, also=_rated),
        "withdraw": offer(TRANSITIONS, ProposalTransition.WITHDRAW),
    }

    def offered_transitions(self, request: HttpRequest, obj: Any) -> set[str]:
        """As the table says; a unit that has signed is not asked to sign again."""
        unacknowledged = any(s.acknowledged_at is None for s in own_sponsors(obj, actor(request)))
        return super().offered_transitions(request, obj) - (set() if unacknowledged else {"acknowledge"})

    @transition(
        "修改登记",
        url_path="correct",
        icon="edit",
        form_of=lambda proposal: partial(proposal_forms.RegisterForm, proposal=proposal),
    )
    def correct(self, request: HttpRequest, proposal: Proposal, **facts: Any) -> str:
        """修改登记."""
        correct_proposal(proposal=proposal, actor=actor(request), **facts)
        return "登记已修改。"

    @transition(
        "交办",
        url_path="dispatch",
        icon="send",
        variant=ActionVariant.PRIMARY,
        note=_about,
        form=proposal_forms.DispatchForm,
    )
    def hand_out(self, request: HttpRequest, proposal: Proposal, lead: Department, joint: Any) -> str:
        """交办."""
        sent = dispatch_proposal(
            proposal=proposal, lead=lead, joint=joint, on=self.today(), actor=actor(request)
        )
        return f"已交办{lead}，答复时限{sent.due_on}。"

    @transition("催办", url_path="urge", icon="campaign", note=_waiting, form=proposal_forms.UrgeProposalForm)
    def urge(self, request: HttpRequest, proposal: Proposal, message: str) -> str:
        """催办 of the units that have still to do their part."""
        told = urge_proposals(proposals=[proposal], message=message, actor=actor(request), on=self.today())
        return urged(1, told)

    @action(description="催办所选件", permissions=["office"])
    def urge_many(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        chosen = list(queryset.filter(status=ProposalStatus.ACTIVE).order_by("due_on", "id"))
        if not chosen:
            messages.warning(request, "所选件都不在办理中，无需催办。")
            return None
        return urge_chosen(
            self,
            request,
            "催办所选件",
            chosen=chosen,
            skipped=queryset.count() - len(chosen),
            form=proposal_forms.UrgeProposalForm,
            urge=lambda words: urge_proposals(
                proposals=chosen, message=words, actor=actor(request), on=self.today()
            ),
            line=lambda p: (f"{p.lead_name or ''}：{p.title}", str(p)),
            units=set(
                ProposalSponsor.objects.waiting()
                .filter(proposal__in=chosen)
                .order_by()
                .values_list("department_id", flat=True)
            ),
        )

    @transition(
        "改派承办单位",
        url_path="reassign",
        icon="swap_horiz",
        note="请选出改派后的全部承办单位。答复时限不变；退出的单位已签收、已提的意见仍保留在记录中。",
        form_of=lambda proposal: partial(proposal_forms.ReassignForm, proposal),
    )
    def reassign(self, request: HttpRequest, proposal: Proposal, **said: Any) -> str:
        """改派, with a reason."""
        reassign_proposal(proposal=proposal, on=self.today(), actor=actor(request), **said)
        return "承办单位已改派，答复时限不变。"

    @transition("签收", url_path="acknowledge", icon="draw", variant=ActionVariant.PRIMARY, note=_about)
    def acknowledge(self, request: HttpRequest, proposal: Proposal) -> str:
        """签收."""
        acknowledge_proposal(proposal=proposal, actor=actor(request))
        return "已签收。"

    @transition(
        "提出会办意见",
        url_path="opine",
        button="会办意见",
        icon="forum",
        note=_about,
        form=proposal_forms.OpinionForm,
    )
    def opine(self, request: HttpRequest, proposal: Proposal, opinion: str) -> str:
        """会办意见."""
        give_opinion(proposal=proposal, opinion=opinion, on=self.today(), actor=actor(request))
        return "会办意见已送主办单位。"

    @transition(
        "答复",
        url_path="answer",
        icon="reply",
        variant=ActionVariant.PRIMARY,
        note=_about,
        form=proposal_forms.AnswerForm,
        with_files=True,
    )
    def answer(
        self, request: HttpRequest, proposal: Proposal, file: Any, answered_on: Any, **said: Any
    ) -> str:
        """答复, with its file."""
        data = file.read()
        answer_proposal(
            proposal=proposal, name=file.name, data=data, on=answered_on, actor=actor(request), **said
        )
        return "答复已登记，待代表或委员评价。"

    @transition(
        "申请延期",
        url_path="ask-extension",
        icon="more_time",
        note=lambda p: f"{_about(p)}。现行时限{p.due_on}，最迟可延至{p.latest_on}。",
        form=proposal_forms.AskForm,
    )
    def ask_extension(self, request: HttpRequest, proposal: Proposal, **asked: Any) -> str:
        """申请延期."""
        ask_proposal_extension(proposal=proposal, actor=actor(request), on=self.today(), **asked)
        return "延期申请已送督查室。"

    @transition(
        "答复延期",
        url_path="answer-extension",
        icon="event_available",
        note=_asked_for,
        form=AnswerExtensionForm,
    )
    def answer_extension(
        self, request: HttpRequest, proposal: Proposal, decision: str, to_date: Any, answer: str
    ) -> str:
        """答复延期."""
        extension = _asked(proposal)
        if extension is None:
            raise ServiceError("extension_not_pending", "没有等待答复的延期申请，请刷新页面。")
        answer_proposal_extension(
            extension=extension,
            grant=decision != "refuse",
            to_date=to_date if decision == "other" else None,
            answer=answer,
            actor=actor(request),
            on=self.today(),
        )
        return "延期申请已答复。"

    @transition(
        "登记满意度",
        url_path="rate",
        icon="thumbs_up_down",
        variant=ActionVariant.PRIMARY,
        note=_about,
        form=proposal_forms.RateForm,
    )
    def rate(self, request: HttpRequest, proposal: Proposal, rated_on: Any, **said: Any) -> str:
        """登记满意度."""
        rated = rate_proposal(proposal=proposal, on=rated_on, actor=actor(request), **said)
        if rated.status == ProposalStatus.ACTIVE:
            return f"已登记为不满意，主办单位须于{rated.due_on}前再次答复。"
        return "满意度已登记。"

    @transition(
        "办结",
        url_path="close",
        icon="task_alt",
        variant=ActionVariant.PRIMARY,
        note=_about,
        form=proposal_forms.CloseForm,
    )
    def close(self, request: HttpRequest, proposal: Proposal, note: str) -> str:
        """办结."""
        close_proposal(proposal=proposal, note=note, on=self.today(), actor=actor(request))
        return "该件已办结。"

    @transition(
        "撤案",
        url_path="withdraw",
        icon="cancel",
        note="撤案后不再计入在办和逾期，登记仍保留。",
        form=LongReasonForm,
        danger=True,
    )
    def withdraw(self, request: HttpRequest, proposal: Proposal, reason: str) -> str:
        """撤案, with a reason."""
        withdraw_proposal(proposal=proposal, reason=reason, actor=actor(request))
        return "该件已撤案。"
