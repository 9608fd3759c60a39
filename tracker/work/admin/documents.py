"""交办: what the tracker adds to a document's page."""

from typing import Any

from django.contrib import admin
from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from unfold.enums import ActionVariant

from common import clock
from common.admin.transitions import Offer, ReasonForm, transition
from departments.admin.actor import actor, is_supervisor
from policies.admin.documents import PolicyDocumentAdmin
from policies.models.documents import DocumentStatus, PolicyDocument
from tracker.work.admin.deadlines import DEADLINE, DocumentDeadlines
from tracker.work.admin.document_page import indicators, timeline, tree
from tracker.work.admin.forms import EvidenceForm
from tracker.work.instructions.admin import INSTRUCT, REGISTER, InstructMany, instructions_on
from tracker.work.lights import WORKING
from tracker.work.services.dispatching import dispatch_document, preview_dispatch
from tracker.work.services.evidence import set_evidence_required
from tracker.work.services.recalling import may_recall, recall_dispatch

RECALLABLE = "在有单位签收之前，可以撤回交办。"


def _asked(document: PolicyDocument) -> dict[str, Any]:
    asked = preview_dispatch(document=document, on=clock.today())
    return {"asked": asked, "note": f"{asked.message}{asked.burden}{RECALLABLE}"}


_PAGE: dict[str, Any] = {"icon": "send", "template": "work/dispatch.html", "extra": _asked}


@admin.register(PolicyDocument)
class DispatchingDocumentAdmin(InstructMany, DocumentDeadlines, PolicyDocumentAdmin):
    """文件, with 交办, the lights of what was handed out, 批示, and what holds for all its tasks."""

    change_form_outer_after_template = "work/instructions.html"
    fields = (*PolicyDocumentAdmin.fields[:-1], ("first_unit_leads", "evidence_required"))
    readonly_fields = (*PolicyDocumentAdmin.readonly_fields, "evidence_required")

    actions_detail = (
        "check_draft",
        "confirm",
        "dispatch_again",
        "dispatch",
        "recall",
        "back_to_checking",
        "instruct",
        "register_instruction",
        "change_deadline",
        "switch_evidence",
        "switch_leader",
        "set_circle",
        "lift_circle",
        "archive",
        "download",
    )
    offers = {
        **PolicyDocumentAdmin.offers,
        "dispatch": Offer(is_supervisor, when=lambda d: d.status == DocumentStatus.CONFIRMED),
        "dispatch_again": Offer(is_supervisor, when=lambda d: d.status == DocumentStatus.DISPATCHED),
        "recall": Offer(is_supervisor, when=may_recall),
        "instruct": INSTRUCT,
        "register_instruction": REGISTER,
        "change_deadline": DEADLINE,
        "switch_evidence": Offer(is_supervisor, when=lambda d: d.status != DocumentStatus.ARCHIVED),
    }

    def page_context(self, request: HttpRequest, document: PolicyDocument) -> dict[str, Any]:
        """With the work on it: lights in its tree, its dates on a line, its indicators as charts."""
        user, on = actor(request), self.today()
        shown = super().page_context(request, document)
        context = {
            **shown,
            "instructions": instructions_on(user, Q(document=document)),
            "figures": indicators(document, shown["indicators"], user) if shown["indicators"] else [],
            "sees_all": user.sees_everything,
            "crumbs": [("文件", reverse("admin:policies_policydocument_changelist")), (str(document), "")],
            "today": on,
            "on": on,
        }
        if document.status == DocumentStatus.DISPATCHED:
            nodes = tree(document, shown["lines"], user, on)
            context |= {
                "lights": {light: sum(node.counts[light] for node in nodes) for light in WORKING},
                "tree": nodes,
                "timeline": timeline(document, shown["lines"], user, on),
            }
        return context

    @transition("交办文件", button="交办", url_path="dispatch", variant=ActionVariant.PRIMARY, **_PAGE)
    def dispatch(self, request: HttpRequest, document: PolicyDocument) -> str:
        """交办: every task to its departments."""
        return dispatch_document(document=document, actor=actor(request), on=self.today()).message

    @transition("再次交办", url_path="dispatch-again", **_PAGE)
    def dispatch_again(self, request: HttpRequest, document: PolicyDocument) -> str:
        """再次交办: what was settled since."""
        return dispatch_document(document=document, actor=actor(request), on=self.today()).message

    @transition(
        "撤回交办",
        url_path="recall",
        icon="undo",
        note="还没有单位签收。撤回后各事项转为“已中止”，不再计入任何数字，并告知各单位；"
        "修改后重新交办，原事项恢复，不会重复。",
        form=ReasonForm,
        danger=True,
    )
    def recall(self, request: HttpRequest, document: PolicyDocument, reason: str) -> str:
        """撤回交办: it was handed out too early."""
        return recall_dispatch(
            document=document, reason=reason, actor=actor(request), on=self.today()
        ).message

    @transition(
        "设定佐证要求",
        url_path="evidence",
        button="佐证要求",
        icon="attachment",
        note=lambda d: f"目前办结{'须附佐证材料' if d.evidence_required else '不要求附佐证材料'}。",
        form=EvidenceForm,
    )
    def switch_evidence(self, request: HttpRequest, document: PolicyDocument, required: bool) -> str:
        """Whether a claim of completion must carry a file."""
        set_evidence_required(document=document, required=required, actor=actor(request))
        return "申请办结须附佐证材料。" if required else "申请办结不再要求附佐证材料。"
