"""台账: what a user keeps of the page: columns, the filters of the last visit, views under a name."""

import logging
from collections.abc import Sequence

from django.db import IntegrityError, transaction

from common.errors import NotAllowed, ServiceError
from departments.models.users import User
from tracker.ledger.columns import chosen
from tracker.ledger.models import LedgerLayout, SavedView
from tracker.ledger.query import TableQuery

logger = logging.getLogger(__name__)
VIEWS = 50  # of one user
QUERY = 2000  # characters of an address


def layout_of(user: User) -> LedgerLayout:
    """What the user keeps; an unsaved empty one for who has never chosen anything."""
    return LedgerLayout.objects.filter(user=user).first() or LedgerLayout(user=user)


@transaction.atomic
def keep_columns(*, actor: User, columns: Sequence[str]) -> tuple[str, ...]:
    """Show these columns from now on; returns them in the order of the ledger."""
    keys = chosen(list(columns))
    LedgerLayout.objects.update_or_create(user=actor, defaults={"columns": list(keys)})
    return keys


@transaction.atomic
def remember(*, actor: User, question: TableQuery) -> None:
    """Keep the question for the next visit."""
    query = question.replace(cols=()).encode()
    if len(query) <= QUERY:
        LedgerLayout.objects.update_or_create(user=actor, defaults={"query": query})


def save_view(*, actor: User, name: str, question: TableQuery) -> SavedView:
    """Keep the question under a name; the same name again replaces what it stood for.

    Raises `ServiceError` for no name, too long a question, or too many views.
    """
    name, query = name.strip(), question.encode()
    if not name or len(name) > 50:
        raise ServiceError("view_name_invalid", "请填写视图名称，不超过50个字。", field="name")
    if len(query) > QUERY:
        raise ServiceError("filters_too_many", "筛选条件过多，请减少所选的文件或单位后再保存。")
    try:
        with transaction.atomic():
            own = SavedView.objects.of(actor)
            if not own.filter(name=name).exists() and own.count() >= VIEWS:
                raise ServiceError("views_too_many", f"每人最多保存{VIEWS}个视图，请先删除不用的。")
            view, _ = SavedView.objects.update_or_create(owner=actor, name=name, defaults={"query": query})
    except IntegrityError:
        raise ServiceError("view_saved_elsewhere", "您正在另一处保存同名的视图，请重试。") from None
    logger.info("ledger view %s saved by %s", view.pk, actor)
    return view


@transaction.atomic
def delete_view(*, view: SavedView, actor: User) -> None:
    """Remove one's own view; its link then leads nowhere. Raises `NotAllowed` for another's."""
    if view.owner_id != actor.pk:
        raise NotAllowed("view_of_another", "只能删除自己保存的视图。")
    logger.info("ledger view %s deleted by %s", view.pk, actor)
    view.delete()
