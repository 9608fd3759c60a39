"""建议提案: the register, one proposal with its steps, and the months that count."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from unfold.decorators import action, display
from unfold.enums import ActionVariant

from departments.admin.base import HistoryAdmin, ViewOnly, actor, colours
from departments.admin.filters import ChoiceFilter, NamedFilter, RangeDateFilter
from departments.admin.steps import Offer, ReasonForm, StepsMixin
from departments.errors import NotAllowed, ServiceError
from departments.models import Department, UserRole
from policies.extraction import ExtractionError
from policies.models import PolicyDocument
from tracker.admin import proposal_forms as steps_forms
from tracker.admin.filters import LightFilter
from tracker.admin.forms import AnswerExtensionForm
from tracker.models import AnswerStatus, Light, ProposalRule, ProposalSponsor
from tracker.models.proposals import Proposal, ProposalAnswer, ProposalStatus, Satisfaction
from tracker.proposal_sheet import attachment, register_sheet
from tracker.proposal_steps import ProposalStep, may_take, stands_for
from tracker.services.proposals import (
    answer_proposal,
    answer_proposal_extension,
    ask_proposal_extension,
    close_proposal,
    correct_proposal,
    dispatch_proposal,
    give_opinion,
    rate_proposal,
    read_reply_file,
    register_proposal,
    register_reply,
    sign_proposal,
    withdraw_proposal,
)
from tracker.services.proposals.replies import facts_of

LIGHT_COLOURS = colours(Light, red="danger", yellow="warning", green="success")
STATUS_COLOURS = colours(
    ProposalStatus, registered="warning", active="info", answered="primary", closed="success"
)
SATISFACTION_COLOURS = colours(Satisfaction, satisfied="success", mostly="info", dissatisfied="danger")


def offer(step: ProposalStep, also: Any = lambda proposal: True) -> Offer:
    """The offer of a step by the table; `also` is what the page adds."""
    return Offer(
        who=lambda user, proposal: may_take(step, user, proposal),
        when=lambda proposal: stands_for(step, proposal) and bool(also(proposal)),
    )


def _asked(proposal: Proposal) -> Any:
    return next((e for e in proposal.extensions.all() if e.status == AnswerStatus.OPEN), None)


def _rated(proposal: Proposal) -> bool:
    return bool(proposal.satisfaction)


def _can_wait(proposal: Proposal) -> bool:
    due_on, latest_on = proposal.due_on, proposal.latest_on
    return _asked(proposal) is None and due_on is not None and latest_on is not None and due_on < latest_on


class SponsorFilter(NamedFilter):
    """By unit, among those that handle anything the user may see."""

    title = "承办单位"
    parameter_name = "department"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Units by short name."""
        held = ProposalSponsor.objects.visible_to(actor(request)).order_by().values("department_id")
        rows = Department.objects.filter(pk__in=held).values_list("pk", "short_name")
        return [(str(pk), name) for pk, name in rows]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Proposals that the unit handles."""
        chosen = str(self.value() or "")
        if not chosen:
            return queryset
        if not chosen.isdigit():
            return queryset.none()
        held = ProposalSponsor.objects.filter(department_id=chosen).values("proposal_id")
        return queryset.filter(pk__in=held)


@admin.register(Proposal)
class ProposalAdmin(ViewOnly, StepsMixin, HistoryAdmin):
    """建议提案."""

    list_display = (
        "show_light",
        "show_name",
        "title",
        "show_lead",
        "show_status",
        "due_on",
        "show_days_late",
        "outcome",
        "show_satisfaction",
    )
    list_display_links = ("show_name",)
    list_filter = (
        LightFilter,
        ("kind", ChoiceFilter),
        ("status", ChoiceFilter),
        SponsorFilter,
        ("outcome", ChoiceFilter),
        ("satisfaction", ChoiceFilter),
        ("due_on", RangeDateFilter),
    )
    search_fields = ("number", "session", "title", "proposers")
    search_help_text = "按编号、届次、案由或提出人查找"
    fields = ("title",)  # the page is a template of its own
    actions_list = ("register", "from_reply", "export")
    actions_detail = (
        "correct",
        "hand_out",
        "sign",
        "opine",
        "answer",
        "ask_extension",
        "answer_extension",
        "rate",
        "close",
        "withdraw",
    )
    offers = {
        "correct": offer(ProposalStep.CORRECT),
        "hand_out": offer(ProposalStep.DISPATCH),
        "sign": offer(
            ProposalStep.SIGN,
            lambda p: any(s.signed_at is None for s in p.sponsors.all() if not s.released_on),
        ),
        "opine": offer(ProposalStep.OPINE),
        "answer": offer(ProposalStep.ANSWER),
        "ask_extension": offer(ProposalStep.ASK_EXTENSION, _can_wait),
        "answer_extension": offer(ProposalStep.ANSWER_EXTENSION, _asked),
        "rate": offer(ProposalStep.RATE, lambda p: not _rated(p)),
        "close": offer(ProposalStep.CLOSE, _rated),
        "withdraw": offer(ProposalStep.WITHDRAW),
    }

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """What the user may see, with today's light and who leads."""
        queryset: Any = super().get_queryset(request)
        return queryset.visible_to(actor(request)).with_light(self.today()).with_lead().defer("text")

    def get_ordering(self, request: HttpRequest) -> Any:
        """What waits for an answer first, most urgent of it first."""
        return Proposal.objects.most_urgent_first().query.order_by

    def get_urls(self) -> list[Any]:
        """With the papers of the answers."""
        view = self.admin_site.admin_view(self.paper_view)
        return [path("answers/<int:pk>/file/", view, name="tracker_proposal_file"), *super().get_urls()]

    def paper_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The paper of an answer, for whoever may see its proposal."""
        answers = ProposalAnswer.objects.visible_to(actor(request)).select_related("content")
        answer = answers.filter(pk=pk, content__isnull=False).first()
        if answer is None:
            raise Http404("没有这份附件，或者您无权查看。")
        return attachment(answer.content.data, answer.file_name, answer.media_type)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Everything on one page: what is asked, who handles it, the answers, the timeline."""
        proposal = self.visible_object(request, object_id)
        user = actor(request)
        papers = PolicyDocument.objects.visible_to(user).values_list("pk", flat=True)
        answers = list(
            proposal.answers.select_related("department", "author", "rated_by", "document").defer(
                "document__text"
            )
        )
        seen = set(papers.filter(pk__in=[a.document_id for a in answers if a.document_id]))
        extra = {
            **(extra_context or {}),
            "proposal": proposal,
            "sponsors": list(proposal.sponsors.select_related("department", "signed_by", "opinion_by")),
            "answers": answers,
            "papers": seen,
            "extensions": list(proposal.extensions.select_related("asked_by", "answered_by")),
            "events": list(proposal.events.select_related("actor").order_by("-id")),
            "days_late": proposal.days_late(self.today()),
            "light_label": Light(proposal.light).label,
            "light_colour": LIGHT_COLOURS[proposal.light],
            "status_colour": STATUS_COLOURS[proposal.status],
        }
        response: HttpResponse = super().change_view(request, object_id, form_url, extra)
        return response

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """With the text and what the offers look at."""
        found: Any = super().get_object(request, object_id, from_field)
        if found is not None:
            found = (
                self.get_queryset(request)
                .defer(None)
                .select_related("region")
                .prefetch_related(Prefetch("sponsors"), Prefetch("extensions"))
                .get(pk=found.pk)
            )
        return found

    def has_office_permission(self, request: HttpRequest, object_id: str = "") -> bool:
        """督查室 keeps the register."""
        return actor(request).has_role(UserRole.SUPERVISOR)

    @action(description="登记", url_path="register", icon="add", permissions=["office"])
    def register(self, request: HttpRequest) -> HttpResponse:
        """登记, by hand."""

        def run(**facts: Any) -> Proposal:
            return register_proposal(actor=actor(request), **facts)

        form = steps_forms.RegisterForm(request.POST if request.method == "POST" else None)
        return self._ask(request, "登记建议提案", form, run, "登记后再交办承办单位。")

    @action(description="由答复件登记", url_path="from-reply", icon="upload_file", permissions=["office"])
    def from_reply(self, request: HttpRequest) -> HttpResponse:
        """登记 from the file of a reply: read it, show what it says, register."""
        document = _reply(request)
        if document is not None:
            return self._confirm_reply(request, document)
        form = steps_forms.UploadReplyForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            file = form.cleaned_data["file"]
            try:
                read = read_reply_file(name=file.name, content=file.read(), actor=actor(request))
            except NotAllowed as error:
                raise PermissionDenied(str(error)) from error
            except (ServiceError, ExtractionError) as error:
                form.add_error(None, str(error))
            else:
                return HttpResponseRedirect(f"{request.path}?document={read.document.pk}")
        note = "上传对建议提案的答复件，系统读出编号、届次、案由、提出人和答复单位，供您核对后登记。"
        return self._form_page(request, "由答复件登记", form, note, submit="读取")

    def _confirm_reply(self, request: HttpRequest, document: PolicyDocument) -> HttpResponse:
        read = facts_of(document)

        def run(**facts: Any) -> Proposal:
            return register_reply(document=document, actor=actor(request), **facts)

        initial = {
            name: getattr(read, name)
            for name in ("kind", "session", "number", "title", "proposers", "region", "lead", "outcome")
        }
        form = steps_forms.RegisterReplyForm(
            request.POST if request.method == "POST" else None,
            initial={**initial, "answered_on": read.answered_on},
        )
        note = f"读自{document}（{document.title}），请核对。"
        if read.known is not None:
            note += f"该件已登记为{read.known}，确认后作为它的答复。"
        return self._ask(request, "由答复件登记", form, run, note)

    def _ask(self, request: HttpRequest, title: str, form: forms.Form, run: Any, note: str) -> HttpResponse:
        if request.method == "POST" and form.is_valid():
            try:
                proposal = run(**form.cleaned_data)
            except NotAllowed as error:
                raise PermissionDenied(str(error)) from error
            except ServiceError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, f"{proposal}已登记。")
                return HttpResponseRedirect(self.object_url(proposal))
        return self._form_page(request, title, form, note)

    def _form_page(
        self, request: HttpRequest, title: str, form: forms.Form, note: str, submit: str = "登记"
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.model._meta,
            "form": form,
            "media": form.media,
            "note": note,
            "submit": submit,
            "back_url": reverse("admin:tracker_proposal_changelist"),
        }
        return TemplateResponse(request, "tracker/proposals/form.html", context)

    @action(description="导出", url_path="export", icon="download", permissions=["view"])
    def export(self, request: HttpRequest) -> HttpResponse:
        """The register as xlsx: what the user may see, filtered as the address says."""
        rows = self.get_changelist_instance(request).get_queryset(request)
        return register_sheet(rows, on=self.today())

    @action(description="修改登记", url_path="correct", icon="edit")
    def correct(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """修改登记."""
        proposal = self.visible_object(request, object_id)

        def run(proposal: Proposal, **facts: Any) -> str:
            correct_proposal(proposal=proposal, actor=actor(request), **facts)
            return "登记已修改。"

        def form(data: Any = None) -> forms.Form:
            return steps_forms.RegisterForm(data, proposal)

        return self.take_step(request, object_id, "correct", title="修改登记", run=run, form=form)

    @action(description="交办", url_path="dispatch", icon="send", variant=ActionVariant.PRIMARY)
    def hand_out(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """交办."""

        def run(proposal: Proposal, lead: Department, joint: Any) -> str:
            sent = dispatch_proposal(
                proposal=proposal, lead=lead, joint=joint, on=self.today(), actor=actor(request)
            )
            return f"已交办{lead}，答复时限{sent.due_on}。"

        return self.take_step(
            request, object_id, "hand_out", title="交办", run=run, note=_about, form=steps_forms.DispatchForm
        )

    @action(description="签收", url_path="sign", icon="draw", variant=ActionVariant.PRIMARY)
    def sign(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """签收."""

        def run(proposal: Proposal) -> str:
            sign_proposal(proposal=proposal, actor=actor(request))
            return "已签收。"

        return self.take_step(request, object_id, "sign", title="签收", run=run, note=_about)

    @action(description="会办意见", url_path="opine", icon="forum")
    def opine(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """会办意见."""

        def run(proposal: Proposal, opinion: str) -> str:
            give_opinion(proposal=proposal, opinion=opinion, on=self.today(), actor=actor(request))
            return "会办意见已送主办单位。"

        return self.take_step(
            request,
            object_id,
            "opine",
            title="提出会办意见",
            run=run,
            note=_about,
            form=steps_forms.OpinionForm,
        )

    @action(description="答复", url_path="answer", icon="reply", variant=ActionVariant.PRIMARY)
    def answer(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """答复, with the paper."""

        def run(proposal: Proposal, file: Any, answered_on: Any, **said: Any) -> str:
            answer_proposal(
                proposal=proposal,
                name=file.name,
                data=file.read(),
                on=answered_on,
                actor=actor(request),
                **said,
            )
            return "答复已登记，待代表或委员评价。"

        def form(data: Any = None) -> forms.Form:
            return steps_forms.AnswerForm(
                today=self.today(), data=data, files=request.FILES if data is not None else None
            )

        return self.take_step(request, object_id, "answer", title="答复", run=run, note=_about, form=form)

    @action(description="申请延期", url_path="ask-extension", icon="more_time")
    def ask_extension(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """申请延期."""

        def run(proposal: Proposal, **asked: Any) -> str:
            ask_proposal_extension(proposal=proposal, actor=actor(request), **asked)
            return "延期申请已送督查室。"

        def note(proposal: Proposal) -> str:
            return f"{_about(proposal)}。现行时限{proposal.due_on}，最迟可延至{proposal.latest_on}。"

        return self.take_step(
            request,
            object_id,
            "ask_extension",
            title="申请延期",
            run=run,
            note=note,
            form=steps_forms.AskForm,
        )

    @action(description="答复延期", url_path="answer-extension", icon="event_available")
    def answer_extension(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """答复延期."""

        def run(proposal: Proposal, decision: str, to_date: Any, answer: str) -> str:
            extension = _asked(proposal)
            if extension is None:
                raise ServiceError("没有等待答复的延期申请，请刷新页面。")
            answer_proposal_extension(
                extension=extension,
                grant=decision != "refuse",
                to_date=to_date if decision == "other" else None,
                answer=answer,
                actor=actor(request),
            )
            return "延期申请已答复。"

        def note(proposal: Proposal) -> str:
            asked = _asked(proposal)
            if asked is None:
                return _about(proposal)
            return f"申请由{asked.from_date}延至{asked.to_date}，最迟{proposal.latest_on}。{asked.reason}"

        return self.take_step(
            request,
            object_id,
            "answer_extension",
            title="答复延期",
            run=run,
            note=note,
            form=AnswerExtensionForm,
        )

    @action(description="登记满意度", url_path="rate", icon="thumbs_up_down", variant=ActionVariant.PRIMARY)
    def rate(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """满意度."""

        def run(proposal: Proposal, rated_on: Any, **said: Any) -> str:
            rated = rate_proposal(proposal=proposal, on=rated_on, actor=actor(request), **said)
            if rated.status == ProposalStatus.ACTIVE:
                return f"已登记为不满意，主办单位须于{rated.due_on}前再次答复。"
            return "满意度已登记。"

        def form(data: Any = None) -> forms.Form:
            return steps_forms.RateForm(today=self.today(), data=data)

        return self.take_step(request, object_id, "rate", title="登记满意度", run=run, note=_about, form=form)

    @action(description="办结", url_path="close", icon="task_alt", variant=ActionVariant.PRIMARY)
    def close(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """办结."""

        def run(proposal: Proposal, note: str) -> str:
            close_proposal(proposal=proposal, note=note, on=self.today(), actor=actor(request))
            return "该件已办结。"

        return self.take_step(
            request, object_id, "close", title="办结", run=run, note=_about, form=steps_forms.CloseForm
        )

    @action(description="撤案", url_path="withdraw", icon="cancel")
    def withdraw(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """撤案, with a reason."""

        def run(proposal: Proposal, reason: str) -> str:
            withdraw_proposal(proposal=proposal, reason=reason, actor=actor(request))
            return "该件已撤案。"

        return self.take_step(
            request,
            object_id,
            "withdraw",
            title="撤案",
            run=run,
            note="撤案后不再计入在办和逾期，登记仍保留。",
            form=ReasonForm,
            danger=True,
        )

    @display(description="灯", label=LIGHT_COLOURS)
    def show_light(self, obj: Any) -> tuple[str, str]:
        """The light as a coloured label."""
        return obj.light, str(Light(obj.light).label)

    @display(description="编号", ordering="number")
    def show_name(self, obj: Proposal) -> str:
        """Session and number."""
        return str(obj)

    @display(description="主办单位")
    def show_lead(self, obj: Any) -> str:
        """Who answers."""
        return obj.lead_name or ""

    @display(description="状态", ordering="status", label=STATUS_COLOURS)
    def show_status(self, obj: Proposal) -> tuple[str, str]:
        """The state as a coloured label."""
        again = "（再次答复）" if obj.round > 1 and obj.status == ProposalStatus.ACTIVE else ""
        return obj.status, f"{obj.get_status_display()}{again}"

    @display(description="逾期天数", ordering="due_on")
    def show_days_late(self, obj: Proposal) -> str:
        """Days late, or nothing."""
        late = obj.days_late(self.today())
        return f"{late}天" if late else ""

    @display(description="满意度", ordering="satisfaction", label=SATISFACTION_COLOURS)
    def show_satisfaction(self, obj: Proposal) -> Any:
        """What the proposer said."""
        return (obj.satisfaction, obj.get_satisfaction_display()) if obj.satisfaction else None


def _about(proposal: Proposal) -> str:
    return f"{proposal}：{proposal.title}（{proposal.proposers}）"


def _reply(request: HttpRequest) -> PolicyDocument | None:
    """The imported reply that the address names."""
    wanted = request.GET.get("document", "")
    if not wanted.isdigit():
        return None
    found = PolicyDocument.objects.visible_to(actor(request)).filter(pk=wanted, kind="proposal_reply").first()
    if found is None:
        raise Http404("没有这份答复件，或者您无权查看。")
    return found


@admin.register(ProposalRule)
class ProposalRuleAdmin(HistoryAdmin):
    """答复时限规则; what was handed out before a change keeps its days."""

    list_display = (
        "__str__",
        "kind",
        "sitting",
        "region",
        "months",
        "max_months",
        "again_months",
        "opinion_months",
    )
    list_select_related = ("region",)
    list_filter = (("kind", ChoiceFilter),)
    autocomplete_fields = ("region",)
    fields = ("kind", "sitting", "region", "months", "max_months", "again_months", "opinion_months")
