"""通报 and 督办单: the archive, the pages on which they are made, and their templates."""

from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import path, reverse
from django.utils.safestring import mark_safe
from unfold.decorators import action, display
from unfold.enums import ActionVariant

from common.admin.base import LedgerAdmin, ViewOnly
from common.admin.fields import line, long_text
from common.admin.filters import ChoiceFilter, condition_filter
from common.admin.refusals import add_refusal
from common.admin.transitions import LongReasonForm, Offer, TransitionForm, TransitionsMixin, transition
from common.errors import ServiceError
from common.files.answers import DOCX, attachment
from common.files.marking import marked_docx
from common.workdays import add_workdays
from departments.admin.actor import actor, is_office, is_supervisor
from departments.daysoff.selectors import days_off
from policies.models.documents import PolicyDocument
from tracker.papers.admin.templates import PaperTemplates
from tracker.papers.models import Paper
from tracker.papers.printing import shown_in_browser
from tracker.papers.selectors import (
    USUAL,
    bulletin_figures,
    is_over,
    notice_figures,
    propose_bulletin,
    propose_notice,
    seal_of,
)
from tracker.papers.services.issuing import (
    MOST_COPIES,
    MOST_ITEMS,
    issue_bulletin,
    issue_notice,
    preview_bulletin,
    preview_notice,
    withdraw_paper,
)
from tracker.scorecard.admin.card import asked_span
from tracker.scorecard.selectors import reconciled
from tracker.work.admin.counted import MEANS, reconciled_urls, rows_behind
from tracker.work.admin.forms import day
from tracker.work.lights import Mark
from tracker.work.models.assignments import Assignment
from tracker.work.periods import usual_spans

_WORKDAYS = 5  # to answer a 督办单, unless somebody says otherwise


_text = partial(long_text, rows=4, max_length=10_000)
_EACH = "每行一条，由系统按数字提出，可以修改或删去"


_PARAGRAPHS = "每行一段"


def _copies() -> Any:
    return line("抄送机关", MOST_COPIES, required=False, help_text="印在末页版记中，不填则不印；下次沿用")


class BulletinForm(TransitionForm):
    title = line("标题", 200)
    to = line("主送机关", 200, help_text="不必写结尾的冒号；下次沿用")
    good = _text("落实较好的例子", required=False, help_text=_EACH)
    bad = _text("存在的问题", required=False, help_text=_EACH)
    closing = _text("工作要求", help_text=_PARAGRAPHS)
    copies = _copies()

    @property
    def words(self) -> dict[str, Any]:
        """As the service takes them."""
        said = dict(self.cleaned_data)
        return said | {name: said[name].splitlines() for name in ("good", "bad")}


class NoticeForm(TransitionForm):
    title = line("标题", 200)
    answer_by = day("要求答复日期")
    closing = _text("工作要求", help_text=_PARAGRAPHS)
    copies = _copies()
    signatory = line("签发人", 50, required=False, help_text="不填则不印这一行")


WithdrawnFilter = condition_filter(
    "状态",
    "withdrawn",
    no=("已印发", lambda rows, on: rows.filter(withdrawal__isnull=True)),
    yes=("已撤回", lambda rows, on: rows.filter(withdrawal__isnull=False)),
)


@admin.register(Paper)
class PaperAdmin(ViewOnly, TransitionsMixin, PaperTemplates, LedgerAdmin):
    list_display = (
        "number",
        "title",
        "kind",
        "show_about",
        "issued_on",
        "answer_by",
        "issued_by",
        "show_status",
    )
    list_display_links = ("number", "title")
    list_filter = (("kind", ChoiceFilter), WithdrawnFilter)
    search_fields = ("number", "title", "department__short_name")
    search_help_text = "按文号、标题或单位查找"
    fields = ("number",)  # the page is a template of its own
    actions_list = ("make_bulletin", "to_templates")
    actions_detail = ("withdraw",)
    offers = {"withdraw": Offer(is_supervisor, when=lambda paper: not paper.is_withdrawn)}
    change_form_template = "papers/paper.html"
    list_before_template = "papers/papers_on_a_phone.html"
    has_office_permission = is_office

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        queryset: Any = super().get_queryset(request)
        return queryset.visible_to(actor(request)).with_context()

    def get_urls(self) -> list[Any]:
        wrap = self.admin_site.admin_view
        return [
            path("new-bulletin/", wrap(self.bulletin_view), name="papers_new_bulletin"),
            path("new-notice/", wrap(self.notice_view), name="papers_new_notice"),
            path("<int:pk>/download/", wrap(self.download_view), name="papers_paper_download"),
            *super().get_urls(),
        ]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The archive; on a phone, where the head of the page has no room, the buttons stand above it."""
        extra = {**(extra_context or {}), "makes_papers": self.has_office_permission(request)}
        response: HttpResponse = super().changelist_view(request, extra)
        return response

    @display(description="范围或受送单位")
    def show_about(self, obj: Paper) -> str:
        """The unit of a 督办单; the period and the document of a 通报."""
        if obj.department is not None:
            return str(obj.department)
        return f"{obj.figures['period']}，{obj.document or '全部文件'}"

    @display(description="状态", label={"已印发": "success", "已撤回": "danger"})
    def show_status(self, obj: Paper) -> str:
        return "已撤回" if obj.is_withdrawn else "已印发"

    @action(
        description="制发通报",
        url_path="bulletin",
        icon="campaign",
        variant=ActionVariant.PRIMARY,
        permissions=["office"],
    )
    def make_bulletin(self, request: HttpRequest) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:papers_new_bulletin"))

    @action(description="文书模板", url_path="to-templates", icon="draft", permissions=["office"])
    def to_templates(self, request: HttpRequest) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:papers_paper_templates"))

    @transition(
        "撤回文书",
        url_path="withdraw",
        button="撤回",
        icon="undo",
        variant=ActionVariant.DANGER,
        note="撤回后文号不再使用，原件仍留在档案中并标明已撤回。",
        form=LongReasonForm,
        danger=True,
    )
    def withdraw(self, request: HttpRequest, paper: Paper, reason: str) -> str:
        """撤回, with a reason."""
        withdraw_paper(paper=paper, reason=reason, actor=actor(request))
        return f"{paper.number}已撤回，文号不再使用，原件仍在档。"

    def page_context(self, request: HttpRequest, paper: Any) -> dict[str, Any]:
        """The paper as it was issued."""
        return {
            "paper": paper,
            "shown": mark_safe(shown_in_browser(bytes(paper.data))),  # noqa: S308 — cleaned there
            "rows": paper.figures.get("rows", []),
            "download_url": reverse("admin:papers_paper_download", args=[paper.pk]),
        }

    def download_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        paper = self.visible_object(request, str(pk))
        return attachment(marked_docx(paper.data), name=paper.file_name, media_type=DOCX)

    def bulletin_view(self, request: HttpRequest) -> HttpResponse:
        """制发通报: choose a period, edit what is said, preview, issue."""
        self._office_only(request, "制发通报")
        on, user = self.today(), actor(request)
        span, document, trouble = asked_span(request, on, USUAL)
        figures = bulletin_figures(span=span, document=document, on=on)
        proposed = as_typed(propose_bulletin(figures))
        form = BulletinForm(request.POST if request.method == "POST" else None, initial=proposed)
        about = {"actor": user, "span": span, "document": document, "on": on}

        def preview() -> bytes:
            return preview_bulletin(**about, words=form.words)  # type: ignore[arg-type]

        def issue() -> Paper:
            return issue_bulletin(**about, words=form.words, seen=request.POST.get("seen", ""))  # type: ignore[arg-type]

        done, shown = made(request, form, preview, issue)
        if done is not None:
            return done
        chosen = document.pk if document else None
        only = {"document": str(chosen)} if chosen else {}
        context = {
            "form": form,
            "shown": shown,
            "seen": seal_of(figures),
            "trouble": trouble,
            "span": span,
            "chosen": document,
            "documents": PolicyDocument.objects.visible_to(user).without_text().order_by("-id")[:200],
            "spans": [
                (name, urlencode({"from": s.first, "to": s.last} | only), s)
                for name, s in usual_spans(on).items()
            ],
            "usual": USUAL,
            "as_of": figures["on"],
            "totals": totals_of(figures, rows_behind(span, document=chosen, ended=is_over(span, on))),
            "late_left_out": figures["late_left_out"],
            "formula_in_words": figures["formula_in_words"],
            # The first page shows today, a period that is over its end.
            "reconciled": None
            if is_over(span, on)
            else reconciled(user, span=span, on=on, document=document),
            "reconciled_urls": reconciled_urls(span, chosen),
        }
        return self.page(request, "papers/new_bulletin.html", "制发通报", context)

    def notice_view(self, request: HttpRequest) -> HttpResponse:
        self._office_only(request, "制发督办单")
        on = self.today()
        wanted = [int(pk) for pk in request.GET.get("assignments", "").split(",") if pk.isdecimal()]
        visible = Assignment.objects.visible_to(actor(request)).with_context()
        chosen = list(visible.filter(pk__in=wanted[: MOST_ITEMS + 1]).order_by("must_due_on", "pk"))
        if not chosen:
            messages.warning(request, "请在交办列表中勾选同一单位的逾期事项，再选“制发督办单”。")
            return HttpResponseRedirect(f"{reverse('admin:work_assignment_changelist')}?light=red")
        figures = notice_figures(assignments=chosen, on=on)
        proposed = propose_notice(figures) | {"answer_by": add_workdays(on, _WORKDAYS, days_off())[0]}
        form = NoticeForm(request.POST if request.method == "POST" else None, initial=proposed)

        def about() -> dict[str, Any]:
            words = dict(form.cleaned_data)
            answer_by = words.pop("answer_by")
            return {
                "actor": actor(request),
                "assignments": chosen,
                "answer_by": answer_by,
                "on": on,
                "words": words,
            }

        done, shown = made(request, form, lambda: preview_notice(**about()), lambda: issue_notice(**about()))
        if done is not None:
            return done
        context = {
            "form": form,
            "shown": shown,
            "assignments": [(a, a.days_late(on), Mark.PAST_AT_DISPATCH in a.marks(on)) for a in chosen],
            "department": chosen[0].department,
        }
        return self.page(request, "papers/new_notice.html", "制发督办单", context)


def as_typed(words: dict[str, Any]) -> dict[str, Any]:
    """The words of a 通报 as its form shows them."""
    return words | {name: "\n".join(words[name]) for name in ("good", "bad")}


def made(
    request: HttpRequest, form: Any, preview: Callable[[], bytes], issue: Callable[[], Paper]
) -> tuple[HttpResponse | None, str]:
    """What a form asks for: the preview, or the issue, after which the paper's own page follows."""
    if not form.is_bound or not form.is_valid():
        return None, ""
    try:
        if "issue" not in request.POST:
            return None, mark_safe(shown_in_browser(preview()))  # noqa: S308 — cleaned there
        paper = issue()
    except ServiceError as error:
        add_refusal(form, error)
        return None, ""
    messages.success(request, f"已印发{paper.number}，原件已存档，可以下载。")
    return HttpResponseRedirect(reverse("admin:papers_paper_change", args=[paper.pk])), ""


_SHOWN = (
    ("assignments", "事项"),
    ("total", "时限"),
    ("completed", "已完成"),
    ("on_time", "按时完成"),
    ("overdue", "逾期未完成"),
    ("on_time_rate", "按时完成率%"),
)


def totals_of(figures: dict[str, Any], links: dict[str, str]) -> list[dict[str, Any]]:
    """The chief figures with what they count and the lists behind them."""
    totals = figures["totals"]
    return [
        {
            "label": label,
            "value": "—" if totals[name] is None else totals[name],
            "url": links[name],
            "counts": MEANS[name],
        }
        for name, label in _SHOWN
    ]
