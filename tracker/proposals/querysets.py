"""Reads of proposals that have a name. The day is always the caller's."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Case, F, OuterRef, Q, Subquery, Value, When

from common.db.append_only import AppendOnlyRows
from common.db.related import related
from common.db.typed import Row
from departments.models.users import User
from tracker.work.lights import Lights, LitQuerySet
from tracker.work.states import Light

_ACTIVE = Q(status="active")
OF_PROPOSALS = Lights(_ACTIVE, must="due_on")


class ProposalQuerySet(LitQuerySet[Row]):
    """Proposals; their one date must be met."""

    LIGHTS = OF_PROPOSALS

    def in_light(self, light: str, on: date) -> Self:
        """As of all rows with lights; what was never handed out has none, and is not ended either."""
        found = super().in_light(light, on)
        return found.exclude(status="registered") if light == Light.NONE else found

    def visible_to(self, user: User) -> Self:
        """All for 督查室 and leaders; for others those that one of their departments handles."""
        if user.sees_everything:
            return self
        mine = related(self.model, "sponsors").filter(department_id__in=user.department_ids())
        return self.filter(pk__in=mine.values("proposal_id")).exclude(status="registered")

    def asking_for_time(self) -> "ProposalQuerySet":
        """Those whose 主办 has asked for more time and waits for 督查室's word."""
        asked = related(self.model, "extensions").filter(status="open").values("proposal_id")
        return self.filter(_ACTIVE, pk__in=asked)

    def with_lead(self) -> "ProposalQuerySet":
        """Adds `lead_name`, the 主办 unit's short name, for the lists."""
        sponsors = related(self.model, "sponsors")
        lead = sponsors.filter(proposal=OuterRef("pk"), role="lead", released_on__isnull=True).order_by()
        return self.annotate(lead_name=Subquery(lead.values("department__short_name")[:1]))

    def most_urgent_first(self) -> Self:
        """What waits for an answer first, by its day; then the newest."""
        waiting = Case(When(_ACTIVE, then=Value(0)), default=Value(1), output_field=models.IntegerField())
        due = Case(When(_ACTIVE, then=F("due_on")), output_field=models.DateField())
        return self.order_by(waiting, due, "-id")


class OfProposalQuerySet(models.QuerySet[Row]):
    """Rows that hang on a proposal."""

    def visible_to(self, user: User) -> Self:
        """Those of the proposals that the user may see."""
        if user.sees_everything:
            return self
        return self.filter(proposal__in=related(self.model, "proposal").visible_to(user).values("pk"))

    def waiting(self) -> Self:
        """Sponsors that have still to do their part of a proposal that is being handled."""
        return self.filter(done_on__isnull=True, released_on__isnull=True, proposal__status="active")


class ProposalEventQuerySet(AppendOnlyRows, OfProposalQuerySet[Row]):
    """The timeline."""
