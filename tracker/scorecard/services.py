"""考核公式, a new version each time; 文件权重 and 加减分: all set by 督查室."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from common.errors import ServiceError
from departments.models.departments import Department
from departments.models.users import User, UserRole
from departments.services.access import require_role
from policies.models.documents import PolicyDocument
from tracker.scorecard.models import DocumentWeight, HandPoints, ScoreFormula

MOST_POINTS = 20  # given by hand at once


@transaction.atomic
def change_score_formula(*, actor: User, note: str, **changes: int | Decimal) -> ScoreFormula:
    """Make a new version of the formula from the one in force; what is not named stays as it is.

    Raises `NotAllowed` for anybody but 督查室, and `ServiceError` without a note or for numbers that make no
    formula (weights that are not 100 together).
    """
    require_role(actor, UserRole.SUPERVISOR, to="修改考核公式")
    if not note.strip():
        raise ServiceError("note_required", "请填写修改说明。", field="note")
    values: dict[str, Any] = {k: v for k, v in ScoreFormula.current().values.items() if k != "version"}
    fresh = ScoreFormula(**(values | changes), note=note.strip(), created_by=actor)
    try:
        fresh.full_clean()
    except ValidationError as error:
        raise ServiceError("formula_invalid", "；".join(error.messages)) from None
    fresh.save()
    return fresh


@transaction.atomic
def set_document_weight(
    *, document: PolicyDocument, weight: Decimal, reason: str, actor: User
) -> DocumentWeight:
    """设定文件权重: how much the time limits of a document count in 考核, with a reason.

    Raises `NotAllowed` for anybody but 督查室, and `ServiceError` for a weight beyond 0.1 to 10.
    """
    require_role(actor, UserRole.SUPERVISOR, to="设定文件权重")
    if not reason.strip():
        raise ServiceError("reason_required", "请写明理由。", field="reason")
    if not Decimal("0.1") <= weight <= 10:
        raise ServiceError("document_weight_range", "权重应在0.1至10之间。", field="weight")
    values = {"weight": weight, "reason": reason.strip(), "set_by": actor}
    row, _ = DocumentWeight.objects.update_or_create(document=document, defaults=values)
    return row


@transaction.atomic
def give_points(*, department: Department, points: Decimal, reason: str, on: date, actor: User) -> HandPoints:
    """加减分: points for a unit by hand, counted in the periods that hold the day `on`.

    Raises `NotAllowed` for anybody but 督查室, and `ServiceError` without a reason or beyond ±20.
    """
    require_role(actor, UserRole.SUPERVISOR, to="加减分")
    if not reason.strip():
        raise ServiceError("reason_required", "请写明加减分的理由。", field="reason")
    if not points or abs(points) > MOST_POINTS:
        raise ServiceError(
            "points_range", f"分值应在−{MOST_POINTS}至{MOST_POINTS}之间，且不为0。", field="points"
        )
    return HandPoints.objects.create(
        department=department, points=points, reason=reason.strip(), on=on, given_by=actor
    )


@transaction.atomic
def take_back_points(*, points: HandPoints, reason: str, actor: User) -> HandPoints:
    """撤销加减分: they stay in the list and count no more. Raises as `give_points`."""
    require_role(actor, UserRole.SUPERVISOR, to="撤销加减分")
    row = HandPoints.objects.select_for_update(of=("self",)).get(pk=points.pk)
    if row.taken_back_at is not None:
        raise ServiceError("points_taken_back", "这项加减分已经撤销，请刷新页面。")
    if not reason.strip():
        raise ServiceError("reason_required", "请写明撤销的原因。", field="reason")
    row.taken_back_by, row.taken_back_at, row.taken_back_reason = actor, timezone.now(), reason.strip()
    row.save(update_fields=["taken_back_by", "taken_back_at", "taken_back_reason"])
    return row
