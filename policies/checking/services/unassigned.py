"""A task that names no unit is a doubt (没有责任单位): nobody would get it, and nobody would notice."""

from collections.abc import Iterable, Sequence

from django.db.models import Exists, OuterRef, QuerySet

from policies.checking.models.items import CheckItem, CheckKind
from policies.models.documents import PolicyDocument
from policies.models.measures import Measure, Responsibility, Role, Task

NO_UNIT = "没有责任单位，交办后不会有人收到；请指定单位，或确认不需要交办"


def tasks_without_unit(document: PolicyDocument) -> "Sequence[Task]":
    """The tasks of a document that nobody would be handed; one query."""
    rows = _unassigned().filter(measure__document=document).select_related("measure__document__region")
    return list(rows.order_by("measure__position", "position"))


def doubt_of(measure: Measure) -> CheckItem:
    """The thing to check of a measure with such a task, unsaved."""
    return CheckItem(
        document_id=measure.document_id,
        measure=measure,
        kind=CheckKind.NO_UNIT,
        message=NO_UNIT,
        span_start=measure.span_start,
        span_end=measure.span_end,
    )


def follow_units(measures: Iterable[Measure]) -> None:
    """Bring the doubts of measures that were edited in line with their units; three queries at most.

    What the machine doubted and holds no longer goes; what a person has settled stays settled.
    """
    alive = {measure.pk: measure for measure in measures if measure.pk}
    bare = set(_unassigned().filter(measure__in=alive).values_list("measure", flat=True))
    items = CheckItem.objects.filter(measure__in=alive, kind=CheckKind.NO_UNIT)
    known = list(items.values_list("pk", "measure", "settled_at"))
    gone = [pk for pk, measure, settled in known if measure not in bare and settled is None]
    if gone:
        CheckItem.objects.filter(pk__in=gone).delete()
    held = {measure for _, measure, _ in known}
    CheckItem.objects.bulk_create(doubt_of(alive[pk]) for pk in sorted(bare - held))


def _unassigned() -> "QuerySet[Task]":
    working = Responsibility.objects.filter(task=OuterRef("pk")).exclude(role=Role.OVERSEE)
    return Task.objects.filter(~Exists(working))
