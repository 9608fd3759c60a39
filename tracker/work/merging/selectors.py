"""What others ask of merged work."""

from tracker.work.merging.models import MergedWork
from tracker.work.merging.querysets import MergedWorkQuerySet


def suggested_works() -> MergedWorkQuerySet[MergedWork]:
    """The suggestions that wait for 督查室, oldest first."""
    return MergedWork.objects.suggested()
