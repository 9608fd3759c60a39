"""Corrections that settle doubtful things, and the switch of the document."""

from collections.abc import Sequence

from common.errors import ServiceError
from departments.models.users import User
from policies.checking.models.items import CheckItem
from policies.checking.services.editing import Revisions, editing
from policies.checking.services.settling import settle_check
from policies.models.documents import PolicyDocument


def settle_item(*, item: CheckItem, settlement: str, actor: User | None) -> None:
    """`settle_check` as an edit."""
    settle_items(document=item.document, items=[item], settlement=settlement, actor=actor)


def settle_items(
    *,
    document: PolicyDocument,
    items: Sequence[CheckItem],
    settlement: str,
    actor: User | None,
    seen: Revisions | None = None,
) -> None:
    """Settle several doubtful things of a document with the same words, as one edit."""
    if not items:
        raise ServiceError("check_items_required", "请选择待核事项。", field="items")
    if any(item.document_id != document.pk for item in items):
        raise ServiceError("check_items_foreign", "所选事项不属于该文件，请刷新页面。", field="items")
    measures = list({item.measure_id: item.measure for item in items if item.measure}.values())
    more = f"等{len(items)}项" if len(items) > 1 else ""
    with editing(
        document,
        measures,
        actor=actor,
        what=f"已核：{items[0].message}{more}（{settlement.strip()}）",
        seen=seen,
        with_document=any(item.measure_id is None or item.marks for item in items),
    ):
        for item in items:
            settle_check(item=item, settlement=settlement, actor=actor)


def set_first_unit_leads(*, document: PolicyDocument, leads: bool, actor: User | None) -> None:
    """Switch whether the first unit listed leads where none is marked 牵头."""
    what = "首个单位牵头" if leads else "首个单位不作牵头"
    with editing(document, [], actor=actor, what=what, with_document=True):
        PolicyDocument.objects.filter(pk=document.pk).update(first_unit_leads=leads)
    document.first_unit_leads = leads
