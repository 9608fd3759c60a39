"""交办: what the tracker adds to a document's page."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from unfold.decorators import action
from unfold.enums import ActionVariant

from departments.admin.base import actor
from departments.admin.steps import Offer
from policies.admin.documents import PolicyDocumentAdmin
from policies.models import DocumentStatus, PolicyDocument
from tracker.models import Assignment
from tracker.services import dispatch_document


@admin.register(PolicyDocument)
class DispatchingDocumentAdmin(PolicyDocumentAdmin):
    """文件, with 交办 and the lights of what was handed out."""

    actions_detail = (
        "check_draft",
        "confirm",
        "dispatch_again",
        "dispatch",
        "switch_leader",
        "archive",
        "download",
    )
    offers = {
        **PolicyDocumentAdmin.offers,
        "dispatch": Offer(when=lambda d: d.status == DocumentStatus.CONFIRMED),
        "dispatch_again": Offer(when=lambda d: d.status == DocumentStatus.DISPATCHED),
    }

    def page_context(self, request: HttpRequest, document: PolicyDocument) -> dict[str, Any]:
        """With how many assignments are red, yellow and green."""
        mine = Assignment.objects.visible_to(actor(request)).filter(document=document)
        handed_out = document.status == DocumentStatus.DISPATCHED
        lights = mine.light_counts(self.today()) if handed_out else None
        return {**super().page_context(request, document), "lights": lights}

    @action(description="交办", url_path="dispatch", icon="send", variant=ActionVariant.PRIMARY)
    def dispatch(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """交办: every task to its departments."""
        return self._dispatch(request, object_id, "dispatch", title="交办文件", note=_note)

    @action(description="再次交办", url_path="dispatch-again", icon="send")
    def dispatch_again(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """交办 of what has become known since."""
        note = "再次交办只补充新核定的单位，已交办的事项不会重复。"
        return self._dispatch(request, object_id, "dispatch_again", title="再次交办", note=note)

    def _dispatch(
        self, request: HttpRequest, object_id: str, name: str, *, title: str, note: Any
    ) -> HttpResponse:
        def run(document: PolicyDocument) -> str:
            outcome = dispatch_document(document=document, actor=actor(request), on=self.today())
            return outcome.message

        return self.take_step(request, object_id, name, title=title, run=run, note=note)


def _note(document: PolicyDocument) -> str:
    measures, checks = document.measures.count(), document.check_items.open().count()
    later = f"，其中{checks}个待核事项涉及的单位须核定后再次交办" if checks else ""
    return f"将把{measures}条举措的任务交给各责任单位，交办后不能撤回，只能逐项中止{later}。"
