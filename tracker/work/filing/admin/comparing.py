"""A report beside the one before it: what stood there, what stands there now."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery

from common.differing import Piece, differ
from tracker.work.filing.models.drafts import Attachment
from tracker.work.filing.models.reports import IndicatorReading, ProgressReport, ReportStatus

PARTS = (
    ("narrative", "进展情况"),
    ("problems", "存在问题"),
    ("next_steps", "下一步安排"),
    ("coordination", "需协调事项"),
)


@dataclass(frozen=True, slots=True)
class Part:
    """One heading of a report: before and now, each cut where they differ."""

    label: str
    before: list[Piece]
    now: list[Piece]

    @property
    def changed(self) -> bool:
        """Whether anything differs."""
        return any(piece.changed for piece in (*self.before, *self.now))


@dataclass(frozen=True, slots=True)
class Figure:
    """An indicator's value before and now."""

    name: str
    target: str
    before: str
    now: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """A report, the one before it, and what differs."""

    report: ProgressReport
    previous: ProgressReport | None
    parts: list[Part]
    figures: list[Figure]
    files: list[Attachment]

    @property
    def percent_before(self) -> int:
        """What had been reached by the last approved report."""
        return int(self.report.assignment.percent)


def compare(reports: Iterable[ProgressReport]) -> list[Comparison]:
    """Each report beside its predecessor, in four queries however many they are.

    The predecessor is the newest earlier report of the same assignment that left the department and was
    not taken back; a returned one counts, since what was mended after it is what a reviewer looks for.
    """
    rows = list(reports)
    before = _previous(rows)
    ids = [r.pk for r in rows] + [r.pk for r in before.values()]
    readings: dict[int, dict[int, IndicatorReading]] = {}
    for reading in IndicatorReading.objects.filter(report__in=ids).select_related("indicator"):
        readings.setdefault(reading.report_id, {})[reading.indicator_id] = reading
    files: dict[int, list[Attachment]] = {}
    for file in Attachment.objects.filter(report__in=[r.pk for r in rows]):
        files.setdefault(int(file.report_id or 0), []).append(file)
    return [
        Comparison(
            report=report,
            previous=before.get(report.pk),
            parts=_parts(report, before.get(report.pk)),
            figures=_figures(
                readings.get(report.pk, {}),
                readings.get(before[report.pk].pk, {}) if report.pk in before else {},
            ),
            files=files.get(report.pk, []),
        )
        for report in rows
    ]


def _previous(reports: Sequence[ProgressReport]) -> dict[int, ProgressReport]:
    gone = [ReportStatus.ENDORSING, ReportStatus.WITHDRAWN]
    earlier = (
        ProgressReport.objects.filter(assignment=OuterRef("assignment"), pk__lt=OuterRef("pk"))
        .exclude(status__in=gone)
        .order_by("-pk")
        .values("pk")[:1]
    )
    pairs = dict(
        ProgressReport.objects.filter(pk__in=[r.pk for r in reports])
        .annotate(previous=Subquery(earlier))
        .filter(previous__isnull=False)
        .values_list("pk", "previous")
    )
    found = ProgressReport.objects.in_bulk(set(pairs.values()))
    return {pk: found[previous] for pk, previous in pairs.items()}


def _parts(report: ProgressReport, previous: ProgressReport | None) -> list[Part]:
    parts = []
    for name, label in PARTS:
        now, before = getattr(report, name), getattr(previous, name) if previous else ""
        if now or before:
            # The first report of all is not marked as one long change.
            parts.append(
                Part(label, *differ(before, now)) if previous else Part(label, [], [Piece(now, False)])
            )
    return parts


def _figures(now: dict[int, IndicatorReading], before: dict[int, IndicatorReading]) -> list[Figure]:
    indicators = {r.indicator_id: r.indicator for r in (*before.values(), *now.values())}
    return [
        Figure(
            name=indicator.name,
            target=indicator.target,
            before=before[pk].value if pk in before else "",
            now=now[pk].value if pk in now else "",
        )
        for pk, indicator in sorted(indicators.items(), key=lambda item: item[1].position)
    ]
