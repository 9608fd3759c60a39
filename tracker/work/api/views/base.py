"""What every transition of the API does: find what the user may see, ask for the role, read the body."""

from collections.abc import Callable, Collection
from functools import wraps
from typing import Any

from django.db.models import BigIntegerField, QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.fields import empty
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.viewsets import GenericViewSet

from common.api.bodies import validated
from common.db.compiled import CompiledQuery
from departments.api.permissions import user_of
from tracker.work.models.assignments import Assignment
from tracker.work.transitions import require_role

PK = "[0-9]{1,19}"
BIGGEST_ID = BigIntegerField.MAX_BIGINT


def all_of(rows: QuerySet[Any], pks: Collection[int]) -> list[Any]:
    """Those of the rows that have the ids; 404 where one is not among them."""
    found = list(rows.filter(pk__in=pks))
    if len(found) < len(set(pks)):
        raise Http404
    return found


class TransitionsViewSet(GenericViewSet):
    """Rows whose transitions are services."""

    lookup_value_regex = PK

    def object_for(self, transition: Any) -> Any:
        """The object that the address names, for a transition of its assignment.

        404 where the user may not see it, 403 where the transition is for other roles: the right comes before
        the words of the body and before the state, of which the service speaks.
        """
        found = self.found()
        self.check_object_permissions(self.request, found)
        assignment = found if isinstance(found, Assignment) else found.assignment
        require_role(transition, assignment, user_of(self.request))
        return found

    def found(self) -> Any:
        """The row that the address names, as a transition needs it; what is shown after it may need more."""
        return get_object_or_404(self.get_queryset(), pk=self.kwargs["pk"])

    def found_by(self, rows: CompiledQuery) -> Any:
        """The row that the address names, of a query compiled for a `user` and a `pk`; else 404."""
        pk = int(self.kwargs["pk"])
        found = rows.all(user=user_of(self.request), pk=pk) if pk <= BIGGEST_ID else []
        if not found:
            raise Http404
        return found[0]

    def refreshed(self) -> Response:
        return Response(self.get_serializer(self.get_object()).data)


def step(
    summary: str,
    transition: Any,
    body: type[Serializer[Any]] | None = None,
    makes: type[Serializer[Any]] | None = None,
    tags: list[str] | None = None,
    **options: Any,
) -> Callable[[Callable[..., Any]], Any]:
    """A transition of a `TransitionsViewSet`, posted to the address of a row.

    The method is given the row, the user as `actor` and what the body says, and calls the service. What it
    returns is shown by `makes` (201); without `makes`, the row is shown as it stands now. `transition` is
    None where the service alone knows whose it is; `options` are those of `action`.
    """

    def decorate(act: Callable[..., Any]) -> Any:
        @wraps(act)
        def post(view: TransitionsViewSet, request: Request, pk: str) -> Response:
            row = view.object_for(transition) if transition else view.get_object()
            made = act(view, row, actor=user_of(request), **(validated(body, request) if body else {}))
            if makes is None:
                return view.refreshed()
            return Response(makes(made).data, status=status.HTTP_201_CREATED)

        described = extend_schema(
            summary=summary,
            request={"multipart/form-data": body} if "parser_classes" in options else body,
            responses={201: makes} if makes else empty,
            tags=tags,
        )
        path = {"url_path": act.__name__.replace("_", "-"), **options}
        return described(action(detail=True, methods=["post"], **path)(post))

    return decorate
