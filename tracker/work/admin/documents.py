"""交办: what the tracker adds to a document's page."""

from typing import Any

from django.contrib import admin
from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from unfold.enums import ActionVariant

from common import clock
from common.admin.transitions import Offer, transition
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


def _note(document: PolicyDocument) -> str:
    measures, checks = document.measures.count(), document.check_items.open().count()
    later = f"，其中{checks}个待核事项涉及的单位须核定后再次交办" if checks else ""
    return f"将把{measures}条举措的任务交给各责任单位，交办后不能撤回，只能逐项中止{later}。"


def _asked(document: PolicyDocument) -> dict[str, Any]:
    return {"asked": preview_dispatch(document=document, on=clock.today())}


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
        "instruct",
        "register_instruction",
        "change_deadline",
        "switch_evidence",
        "switch_leader",
        "archive",
        "download",
    )
    offers = {
        **PolicyDocumentAdmin.offers,
        "dispatch": Offer(is_supervisor, when=lambda d: d.status == DocumentStatus.CONFIRMED),
        "dispatch_again": Offer(is_supervisor, when=lambda d: d.status == DocumentStatus.DISPATCHED),
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

    @transition(
        "交办文件", button="交办", url_path="dispatch", variant=ActionVariant.PRIMARY, note=_note, **_PAGE
    )
    def dispatch(self, request: HttpRequest, document: PolicyDocument) -> str:
        """交办: every task to its departments."""
        return dispatch_document(document=document, actor=actor(request), on=self.today()).message

    @transition(
        "再次交办",
        url_path="dispatch-again",
        note="再次交办只补充新核定的单位，已交办的事项不会重复。",
        **_PAGE,
    )
    def dispatch_again(self, request: HttpRequest, document: PolicyDocument) -> str:
        """再次交办: what was settled since."""
        return dispatch_document(document=document, actor=actor(request), on=self.today()).message

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
