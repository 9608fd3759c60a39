"""自昨天以来: what happened to the work, unit by unit."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import Count, QuerySet
from django.utils import timezone

from departments.models.users import User
from tracker.work.models.assignments import Event, EventKind

EARLIEST = timedelta(days=31)  # nobody reads further back as news
LINES = 300  # of all units together, the newest
OF_UNIT = 5


@dataclass(slots=True)
class UnitNews:
    """What happened to one unit's work: how much of each kind, and the newest lines."""

    department_id: int
    name: str
    counts: list[tuple[EventKind, int]]
    lines: list[Event] = field(default_factory=list)

    @property
    def total(self) -> int:
        """All lines of the unit's timelines since then."""
        return sum(count for _, count in self.counts)


def since_day(asked: date | None, *, on: date) -> date:
    """The day from whose beginning the news are told: yesterday, or the one asked for, within bounds."""
    day = asked or on - timedelta(days=1)
    return min(max(day, on - EARLIEST), on)


def news_since(user: User, day: date) -> list[UnitNews]:
    """What happened since that day began, to the work that the user may see; most first. Two queries.

    Each line of a timeline is counted once, with its unit; the newest `LINES` are given in words, of each
    unit `OF_UNIT` at most.
    """
    begins = datetime.combine(day, time.min, timezone.get_current_timezone())
    events: QuerySet[Event] = Event.objects.visible_to(user).filter(at__gte=begins)
    unit = ("assignment__department", "assignment__department__short_name")
    counted: dict[tuple[int, str], Counter[str]] = defaultdict(Counter)
    for pk, name, kind, count in events.order_by().values_list(*unit, "kind").annotate(n=Count("pk")):
        counted[pk, name][kind] = count
    news = {
        pk: UnitNews(pk, name, [(kind, counts[kind]) for kind in EventKind if counts[kind]])
        for (pk, name), counts in counted.items()
    }
    newest = events.select_related(
        *("actor", "on_behalf_of", "assignment__department"),
        *("assignment__document", "assignment__task__measure"),
    ).defer("assignment__document__text")
    for event in newest.order_by("-at", "-id")[:LINES] if news else ():
        lines = news[event.assignment.department_id].lines
        if len(lines) < OF_UNIT:
            lines.append(event)
    return sorted(news.values(), key=lambda unit: (-unit.total, unit.department_id))
