"""Assignments: what is owed, and what 督查室 and leaders do with it, each by its service."""

from collections.abc import Sequence
from datetime import date
from typing import Any, cast

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from common import clock
from common.api.bodies import validated
from common.api.pagination import LedgerPagination
from common.db.compiled import CompiledQuery
from common.db.keyset import Slice
from departments.api.permissions import user_of
from departments.models.users import User, UserRole
from departments.selectors import without_people
from departments.services.access import require_role as require_office
from tracker.work.api.detail import in_detail
from tracker.work.api.filters import LEDGER_FILTERS, ON, asked_day, asked_query
from tracker.work.api.rows import assignments_as_columns, row
from tracker.work.api.serializers.assignments import (
    AssignmentDetailSerializer,
    AssignmentMilestoneSerializer,
    AssignmentSerializer,
)
from tracker.work.api.serializers.bodies import (
    AddDateBody,
    InstructBody,
    NoteBody,
    ReasonBody,
    ReassignBody,
    ReopenBody,
    UrgeBody,
    UrgePreviewBody,
)
from tracker.work.api.serializers.outcomes import (
    DepartmentCountSerializer,
    DocumentCountSerializer,
    UrgeOutcomeSerializer,
    UrgePreviewSerializer,
)
from tracker.work.api.views.base import BIGGEST_ID, TransitionsViewSet, all_of, step
from tracker.work.filing.api.filing import DepartmentTransitions
from tracker.work.inside.api.steps import InsideSteps
from tracker.work.instructions.api import instructions_for
from tracker.work.instructions.serializers import InstructionSerializer, OfficeNoteSerializer
from tracker.work.instructions.services import urge, write_instruction, write_note
from tracker.work.ledger_query import LedgerQuery
from tracker.work.models.assignments import Assignment
from tracker.work.querysets import AssignmentQuerySet
from tracker.work.services.dates import add_date
from tracker.work.services.declining import reassign_assignment
from tracker.work.services.status_changes import reopen_assignment, resume_assignment, suspend_assignment
from tracker.work.telling import not_reached
from tracker.work.transitions import Transition


def _rows(
    *, page: Slice, user: User, query: LedgerQuery, on: date | None = None, **given: Any
) -> QuerySet[Any]:
    """A page of what the user may see, of what is overdue where a day is given, and of that what is asked."""
    after = [given.pop(f"after_{n}") for n in range(len(page.terms) if page.beyond else 0)]
    found = assignments_as_columns().visible_to(user)
    if on is not None:
        found = found.overdue(on)
    found = query.replace(**given).of_columns(found, user)
    # By keys first: with all that is joined to a row, the database would rather walk through everything ever
    # handed out than sort what one unit has, and sorts what it could read in order.
    keys = page.of(found, after).values("pk")
    return page.of(assignments_as_columns().filter(pk__in=keys), after)


_ROWS = CompiledQuery(_rows)
# Whether the rows of one unit are found by the list's order or by the unit depends on how many it has.
_ROWS_OF_SOME = CompiledQuery(_rows, planned_anew=True)


class _AssignmentRows(ListModelMixin, TransitionsViewSet):
    """What the list of assignments and the list of the overdue ones have in common."""

    queryset = Assignment.objects.all()
    filter_backends: Sequence[Any] = ()  # `asked_query` reads what is asked

    def get_queryset(self) -> AssignmentQuerySet[Assignment]:
        rows = assignments_as_columns() if self.action == "list" else Assignment.objects
        queryset: AssignmentQuerySet[Assignment] = rows.visible_to(user_of(self.request))
        return queryset

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """A page of rows, as `AssignmentSerializer` describes them, without a model instance in between."""
        on, user, pages = asked_day(request), user_of(request), cast(LedgerPagination, self.paginator)
        if (compiled := asked_query(request).by_value()) is not None:
            query, values = compiled
            rows = _ROWS if user.sees_everything else _ROWS_OF_SOME
            page = pages.paginate_compiled(
                rows, request, self, user=user, query=query, **self.as_of(on), **values
            )
        else:
            page = pages.paginate_queryset(self.asked_for(), request, self)
        return self.get_paginated_response([row(columns, on) for columns in page])

    def asked_for(self) -> AssignmentQuerySet:
        """The assignments that the caller asks for, of those that the user may see."""
        query, user = asked_query(self.request), user_of(self.request)
        return query.narrowed(self.get_queryset(), user, asked_day(self.request))[0]

    def as_of(self, on: date) -> dict[str, date]:
        """The day, where which rows are listed depends on it."""
        return {}

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "on": asked_day(self.request)}


class OfficeTransitions(TransitionsViewSet):
    """What 督查室 and leaders do with assignments."""

    @step("改派", Transition.REASSIGN, ReassignBody)
    def reassign(self, assignment: Any, **said: Any) -> None:
        """由督查室改派其他单位，分工和时限不变，原事项中止；须写明原因。"""
        reassign_assignment(assignment=assignment, on=clock.today(), **said)

    @step("中止", Transition.SUSPEND, ReasonBody)
    def suspend(self, assignment: Any, **said: Any) -> None:
        """由督查室中止，须写明原因。"""
        suspend_assignment(assignment=assignment, **said)

    @step("恢复", Transition.RESUME, ReasonBody)
    def resume(self, assignment: Any, **said: Any) -> None:
        """由督查室恢复已中止的事项，须写明原因。"""
        resume_assignment(assignment=assignment, **said)

    @step("重办", Transition.REOPEN, ReopenBody)
    def reopen(self, assignment: Any, **said: Any) -> None:
        """由督查室将已办结的事项重新交办，须写明原因和时限。"""
        reopen_assignment(assignment=assignment, on=clock.today(), **said)

    @step("增加时限", Transition.CHANGE_DATE, AddDateBody, AssignmentMilestoneSerializer)
    def add_date(self, assignment: Any, **said: Any) -> Any:
        """由督查室增加一个时限，须写明原因。"""
        return add_date(assignment=assignment, **said)

    @step("内部备注", Transition.NOTE, NoteBody, OfficeNoteSerializer)
    def notes(self, assignment: Any, **said: Any) -> Any:
        """由督查室记录，责任单位看不到。"""
        return write_note(assignment=assignment, **said)

    @step("对交办事项批示", Transition.INSTRUCT, InstructBody, InstructionSerializer)
    def instructions(self, assignment: Any, **said: Any) -> Any:
        """由领导批示，责任单位须在期限内回复。"""
        instruction = write_instruction(target=assignment, on=clock.today(), **said)
        return instructions_for(said["actor"]).get(pk=instruction.pk)

    @extend_schema(
        summary="催办之前：哪些单位没有人能收到",
        request=UrgePreviewBody,
        responses=UrgePreviewSerializer,
    )
    @action(detail=False, methods=["post"], url_path="urge-preview")
    def urge_preview(self, request: Request) -> Response:
        """由督查室在催办前查看；不写任何记录。"""
        require_office(user_of(request), UserRole.SUPERVISOR, to="催办")
        pks = validated(UrgePreviewBody, request)["assignments"]
        rows = all_of(Assignment.objects.visible_to(user_of(request)), pks)
        silent = without_people({row.department_id for row in rows})
        return Response(
            UrgePreviewSerializer(
                {"assignments": len(rows), "unreached": silent, "warning": not_reached(silent)}
            ).data
        )

    @extend_schema(summary="催办", request=UrgeBody, responses=UrgeOutcomeSerializer)
    @action(detail=False, methods=["post"])
    def urge(self, request: Request) -> Response:
        """由督查室催办一项或多项；填报员和单位负责人在收件箱中收到；没有人可以收到的单位列在 unreached。"""
        body = validated(UrgeBody, request)
        assignments = all_of(Assignment.objects.visible_to(user_of(request)), body["assignments"])
        told = urge(
            assignments=assignments, message=body["message"], actor=user_of(request), on=clock.today()
        )
        answer = {
            "message": told.in_words(len(assignments)),
            "assignments": len(assignments),
            "people": told.people,
            "unreached": told.unreached,
        }
        return Response(UrgeOutcomeSerializer(answer).data)


@extend_schema_view(
    list=extend_schema(summary="交办事项列表", parameters=LEDGER_FILTERS),
    retrieve=extend_schema(summary="交办事项详情（可办步骤、时限、进展、办理记录等）", parameters=[ON]),
)
class AssignmentViewSet(DepartmentTransitions, InsideSteps, OfficeTransitions, _AssignmentRows):
    """交办事项：查询，以及从签收到办结的各个步骤。"""

    filing = DepartmentTransitions.filing

    def found(self) -> Assignment:
        found: Assignment = self.found_by(_TO_STEP)
        return found

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One in detail."""
        return self.refreshed()

    def get_serializer_class(self) -> type[AssignmentSerializer]:
        return AssignmentSerializer if self.action == "list" else AssignmentDetailSerializer

    def refreshed(self) -> Response:
        """The assignment in detail; 404 where the user may not see it."""
        pk = int(self.kwargs["pk"])
        found = in_detail(pk, user_of(self.request), asked_day(self.request)) if pk <= BIGGEST_ID else None
        if found is None:
            raise Http404
        return Response(self.get_serializer(found).data)


_TO_STEP = CompiledQuery(
    lambda user, pk: Assignment.objects.visible_to(user).filter(pk=pk).select_related("department")
)


@extend_schema_view(list=extend_schema(summary="逾期清单（最久的在前）", parameters=LEDGER_FILTERS))
class OverdueViewSet(_AssignmentRows):
    """逾期未办结的事项：未办结，且必须完成的日期早于所问的日期。"""

    serializer_class = AssignmentSerializer
    ordering = ("must_due_on", "id")

    def get_queryset(self) -> AssignmentQuerySet[Assignment]:
        return super().get_queryset().overdue(asked_day(self.request))

    def as_of(self, on: date) -> dict[str, date]:
        """What is overdue depends on the day."""
        return {"on": on}

    @extend_schema(
        summary="各单位逾期项数",
        parameters=LEDGER_FILTERS,
        responses=DepartmentCountSerializer(many=True),
    )
    @action(detail=False, url_path="by-department", pagination_class=None)
    def by_department(self, request: Request) -> Response:
        """逾期项数最多的单位在前。"""
        counts = self.asked_for().count_by_department(asked_day(request))
        return Response(DepartmentCountSerializer(counts, many=True).data)

    @extend_schema(
        summary="各文件逾期项数", parameters=LEDGER_FILTERS, responses=DocumentCountSerializer(many=True)
    )
    @action(detail=False, url_path="by-document", pagination_class=None)
    def by_document(self, request: Request) -> Response:
        """逾期项数最多的文件在前。"""
        counts = self.asked_for().count_by_document(asked_day(request))
        return Response(DocumentCountSerializer(counts, many=True).data)
