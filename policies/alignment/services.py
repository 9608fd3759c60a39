"""上下对照: lay two documents side by side, and say which pairs are right."""

import logging

from django.db import IntegrityError, transaction
from django.utils import timezone
from simple_history.utils import bulk_create_with_history

from common.errors import ServiceError
from departments.models.users import User, UserRole
from departments.services.access import require_role
from policies.alignment.likeness import matches
from policies.alignment.models import AlignedPair, Alignment, PairState
from policies.alignment.selectors import wordings_of
from policies.models.documents import DocumentStatus, PolicyDocument
from policies.models.measures import Measure

logger = logging.getLogger(__name__)
_DOES = "办理上下对照"


@transaction.atomic
def align_documents(*, upper: PolicyDocument, lower: PolicyDocument, actor: User | None) -> Alignment:
    """Lay `lower` beside `upper` and propose the counterparts of its measures; both for a person to check.

    Raises `NotAllowed` for anybody but 督查室, and `ServiceError` for one document twice, an archived one,
    one without measures, or two that lie side by side already.
    """
    require_role(actor, UserRole.SUPERVISOR, to=_DOES)
    if upper.pk == lower.pk:
        raise ServiceError("alignment_same_document", "请选择两份不同的文件。", field="lower")
    for document in (upper, lower):
        if document.status == DocumentStatus.ARCHIVED:
            raise ServiceError("alignment_document_archived", f"《{document.title}》已归档，不能对照。")
        if not document.measures.exists():
            raise ServiceError("alignment_document_empty", f"《{document.title}》没有举措，不能对照。")
    try:
        with transaction.atomic():
            alignment = Alignment.objects.create(upper=upper, lower=lower, created_by=actor)
    except IntegrityError:
        raise ServiceError("alignment_exists", "这两份文件已有对照，请在列表中打开。") from None
    _propose(alignment, actor)
    return alignment


@transaction.atomic
def propose_again(*, alignment: Alignment, actor: User | None) -> int:
    """Find the pairs anew after a document was corrected; what a person decided stays. Says how many."""
    alignment = _locked(alignment, actor)
    alignment.pairs.filter(state=PairState.PROPOSED).delete()
    return _propose(alignment, actor)


@transaction.atomic
def decide_pair(*, pair: AlignedPair, right: bool, actor: User | None) -> AlignedPair:
    """Confirm that a pair is right, or say that the two do not belong together."""
    _locked(pair.alignment, actor)
    pair = AlignedPair.objects.select_for_update(of=("self",)).get(pk=pair.pk)
    return _decide(pair, PairState.CONFIRMED if right else PairState.REJECTED, actor)


@transaction.atomic
def pair_measures(
    *,
    alignment: Alignment,
    upper: Measure,
    lower: Measure | None,
    actor: User | None,
    instead_of: AlignedPair | None = None,
) -> AlignedPair:
    """Say by hand what the counterpart of `upper` is; with `lower` None, that it has none.

    `instead_of` is the pair that this corrects, and is put aside; where there is no counterpart every other
    pair of `upper` is. Raises `ServiceError` for measures of other documents.
    """
    alignment = _locked(alignment, actor)
    if upper.document_id != alignment.upper_id or (lower and lower.document_id != alignment.lower_id):
        raise ServiceError("alignment_measure_foreign", "所选举措不属于这两份文件。")
    others = alignment.pairs.filter(upper=upper).exclude(state=PairState.REJECTED)
    if lower is None:
        aside = others.filter(lower__isnull=False)
    else:
        aside = others.filter(lower__isnull=True)
        if instead_of is not None and instead_of.lower_id != lower.pk:
            aside |= others.filter(pk=instead_of.pk)
    for pair in aside:
        _decide(pair, PairState.REJECTED, actor)
    pair = alignment.pairs.filter(upper=upper, lower=lower).first() or AlignedPair(
        alignment=alignment, upper=upper, lower=lower
    )
    return _decide(pair, PairState.CONFIRMED, actor)


@transaction.atomic
def confirm_proposed(*, alignment: Alignment, actor: User | None) -> int:
    """Confirm every pair that nobody has declined to; returns how many."""
    alignment = _locked(alignment, actor)
    pairs = list(alignment.pairs.filter(state=PairState.PROPOSED))
    for pair in pairs:
        _decide(pair, PairState.CONFIRMED, actor)
    return len(pairs)


def _locked(alignment: Alignment, actor: User | None) -> Alignment:
    require_role(actor, UserRole.SUPERVISOR, to=_DOES)
    return (
        Alignment.objects.select_for_update(of=("self",))
        .select_related("upper", "lower")
        .get(pk=alignment.pk)
    )


def _decide(pair: AlignedPair, state: PairState, actor: User | None) -> AlignedPair:
    if pair.pk is not None and pair.state == state:
        return pair
    pair.state, pair.decided_by, pair.decided_at = state, actor, timezone.now()
    pair.save()
    return pair


def _propose(alignment: Alignment, actor: User | None) -> int:
    """Propose for the measures of the upper document on which nobody has decided."""
    decided = list(alignment.pairs.all())
    done = {pair.upper_id for pair in decided if pair.state == PairState.CONFIRMED}
    wrong = {(pair.upper_id, pair.lower_id) for pair in decided}
    found = matches(
        wordings_of(alignment.upper.measures.order_by("position")),
        wordings_of(alignment.lower.measures.order_by("position")),
    )
    fresh = [
        AlignedPair(alignment=alignment, upper_id=m.left, lower_id=m.right, score=m.score)
        for m in found
        if m.left not in done and (m.left, m.right) not in wrong
    ]
    bulk_create_with_history(fresh, AlignedPair, default_user=actor, batch_size=500)
    logger.info("alignment %s: %s pairs proposed for %s", alignment.pk, len(fresh), actor)
    return len(fresh)
