"""考核公式, changed by 督查室: a new version each time."""

from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from common.errors import ServiceError
from departments.models.users import User, UserRole
from departments.services.access import require_role
from tracker.scorecard.models import ScoreFormula


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
