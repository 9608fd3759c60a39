"""知悉范围: the one rule of who finds what a document with a circle of readers holds.

Every `visible_to` of rows that hang on a document asks it here, and with it all that reads through them:
lists, counts, files, search, the API. A document without a circle is open, as far as roles and units go.
Where no document has a circle (`User.minds_circles`) nothing is asked at all: the statements are the plain
ones.

With a circle, 督查室 and leaders find of it

- everything, where they are named themselves, or their unit is and they file for it;
- what their own unit holds, if it holds any, as every unit does.

Units find what they hold, as without a circle; a unit or a person of a unit that is named also reads the
document itself, but not what others make of it. An administrator has no content of matters and is not named.
A circle in which nobody of 督查室 is left (people leave) is open to 督查室, so that nothing is late unseen.
"""

from typing import Any, TypeVar

from django.db.models import Q, QuerySet

from common.db.related import related
from departments.models.users import User

Rows = TypeVar("Rows", bound="QuerySet[Any]")
NOTHING = Q(pk__in=[])


def seen(rows: Rows, user: User, *documents: str, held: Q) -> Rows:
    """Those of the rows that the user may see: 督查室 and leaders all but what is closed to them, others what
    their units hold.

    `documents` lead from a row to its document ("" for documents themselves), or to several; each may end
    nowhere. `held` says which rows the user's units hold.
    """
    return within_circles(rows, user, *documents, held=held) if user.sees_everything else rows.filter(held)


def within_circles(rows: Rows, user: User | None, *documents: str, held: Q = NOTHING) -> Rows:
    """The rows without those of documents that are closed to the user, but for what the user's units hold.

    Without a user all that any circle closes is left out: for what goes out to a list of people by itself.
    """
    if user is not None and not user.minds_circles:
        return rows
    open_to = Q()
    for document in documents:
        open_to &= ~Q(**{f"{document or 'pk'}__in": closed_to(rows.model, user, document)})
    return rows.filter(open_to if held == NOTHING else open_to | held)


def closed_to(model: Any, user: User | None, document: str = "") -> QuerySet[Any]:
    """The ids of the documents that are closed to the user; of all that are without one, or for an
    outsider."""
    circles: Any = related(model, f"{document}__circle".removeprefix("__"))
    found: QuerySet[Any] = circles.all() if user is None or user.is_outsider else circles.closed_to(user)
    return found.order_by().values("document_id")


def named_in(model: Any, user: User, document: str = "") -> QuerySet[Any]:
    """The ids of the documents in whose circle the user, or a unit that the user files for, is named."""
    circles: Any = related(model, f"{document}__circle".removeprefix("__"))
    found: QuerySet[Any] = circles.naming(user).order_by().values("document_id")
    return found
