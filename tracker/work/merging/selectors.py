"""What others ask of merged work."""

from departments.models.users import User
from tracker.work.merging.models import MergedWork
from tracker.work.merging.querysets import MergedWorkQuerySet


def suggested_works(user: User) -> MergedWorkQuerySet[MergedWork]:
    """The suggestions that wait for the user of 督查室, oldest first."""
    return MergedWork.objects.visible_to(user).suggested()
