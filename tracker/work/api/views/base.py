"""What every transition of the API does: find what the user may see, ask for the role, read the body."""

from typing import Any, cast

from django.db.models import BigIntegerField
from django.http import Http404
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.viewsets import GenericViewSet

from common.db.compiled import CompiledQuery
from departments.api.permissions import user_of
from tracker.work.models.assignments import Assignment
from tracker.work.transitions import Transition, require_role

PK = "[0-9]{1,19}"
BIGGEST_ID = BigIntegerField.MAX_BIGINT


def validated(body: type[Serializer[Any]], request: Request, **context: Any) -> dict[str, Any]:
    """What the caller sent, checked; 400 with a Chinese sentence for each field that is wrong."""
    checked = body(data=request.data, context=context)
    checked.is_valid(raise_exception=True)
    return cast(dict[str, Any], checked.validated_data)


class TransitionsViewSet(GenericViewSet):
    """Rows whose transitions are services."""

    lookup_value_regex = PK

    def object_for(self, transition: Transition) -> Any:
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
