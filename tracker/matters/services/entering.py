"""新增督办事项, and 补充举措 on a document: entered by hand, and handed out at once or kept."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from common.errors import ServiceError
from common.text import clean
from departments.models.departments import Department
from departments.models.users import User, UserRole
from departments.services.access import require_role
from policies.checking.services.editing import kept_on_trail
from policies.checking.services.settling import confirm_document
from policies.checking.services.unassigned import follow_units
from policies.imports.services.keeping import home_of
from policies.models.documents import DocumentStatus, Importance, Origin, PolicyDocument
from policies.models.measures import Measure, Role
from policies.readers.services.circles import set_circle
from policies.services.entering import Work, check_work, put_work
from tracker.work.services.dispatching import DispatchOutcome, dispatch_document

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class CircleAsked:
    """Who may know of the matter beside who enters it and the units that have to do it."""

    units: Sequence[Department] = ()
    persons: Sequence[User] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Entered:
    """What was entered, and what its dispatch did where it was handed out."""

    document: PolicyDocument
    measure: Measure
    dispatched: DispatchOutcome | None = None

    @property
    def message(self) -> str:
        """One Chinese line for the user, with what comes next."""
        named = f"“{self.measure.short_title.rstrip('。；')}”"
        if self.dispatched is not None:
            return f"已交办{named}：{self.dispatched.message}"
        if self.document.status == DocumentStatus.DRAFT:
            return f"{named}已存为草稿，校核后可以交办。"
        return f"已补充{named}，将随文件一并交办。"


@transaction.atomic
def enter_matter(
    *,
    origin: Origin,
    work: Work,
    actor: User,
    on: date,
    dispatch: bool,
    importance: Importance = Importance.NORMAL,
    said_by: str = "",
    given_on: date | None = None,
    circle: CircleAsked | None = None,
) -> Entered:
    """Enter a matter (督办事项) on the day `on`: a document with a source and no file, one measure, one task.

    `said_by` is who or what it comes from (张省长批示, 第12次常务会议), `given_on` the day of that. With
    `dispatch` it is handed out at once, else it waits as a draft to be checked. With a `circle`
    (知悉范围) only who is in it may know of it, from the first moment. Raises `ServiceError` where something
    is missing or wrong, and where the same was entered by the same person on the same day already; and
    `NotAllowed`.
    """
    require_role(actor, UserRole.SUPERVISOR, to="新增督办事项")
    if origin == Origin.FILE:
        raise ServiceError("matter_origin_required", "请选择来源。", field="origin")
    check_work(work, on=on)
    if given_on is not None and given_on > on:
        raise ServiceError("matter_day_ahead", "来源日期不能晚于今天。", field="given_on")
    if dispatch:
        _require_units(work)
    _refuse_repeated(origin, work, actor, on)
    document = PolicyDocument.objects.create(
        origin=origin,
        importance=importance,
        title=work.shown_title,
        issuer=clean(said_by).strip()[:300],
        issued_on=given_on or on,
        region=home_of(actor),
        first_unit_leads=False,
        created_by=actor,
    )
    measure = put_work(document, work, position=0, path=["1"])
    follow_units([measure])
    if circle is not None:
        set_circle(
            document=document,
            units=circle.units,
            persons=circle.persons,
            reason=circle.reason or "新增时设定",
            actor=actor,
            on=on,
        )
    logger.info("matter %s (%s) entered by %s", document.pk, origin, actor)
    if not dispatch:
        return Entered(document, measure)
    document = confirm_document(document=document, actor=actor)
    outcome = dispatch_document(document=document, actor=actor, on=on)
    document.refresh_from_db()
    return Entered(document, measure, outcome)


@transaction.atomic
def supplement_document(
    *, document: PolicyDocument, work: Work, actor: User, on: date, label: str = ""
) -> Entered:
    """补充举措: add a measure to a checked document; where that is handed out, hand this one out alone.

    `label` is its number as printed. Raises `ServiceError` for a draft (its checking page adds measures), for
    one that is put aside and for a matter, which has one measure; and `NotAllowed`.
    """
    require_role(actor, UserRole.SUPERVISOR, to="补充举措")
    document = PolicyDocument.objects.select_for_update(of=("self",), no_key=True).get(pk=document.pk)
    if document.is_matter:
        raise ServiceError("matter_has_one_measure", "手工新增的督办事项只有一条，请另行新增督办事项。")
    if document.status not in (DocumentStatus.CONFIRMED, DocumentStatus.DISPATCHED):
        raise ServiceError(
            "document_not_checked", f"文件当前为“{document.get_status_display()}”，请在校核页面增加举措。"
        )
    check_work(work, on=on)
    handed_out = document.status == DocumentStatus.DISPATCHED
    if handed_out:
        _require_units(work)
    with kept_on_trail(document, [], actor=actor, what=f"补充举措{work.shown_title}") as rows:
        last = document.measures.order_by("-position").first()
        path = [label.strip()[:20] or _free_label(document)]
        measure = put_work(document, work, position=last.position + 1 if last else 0, path=path)
        rows.append(measure)
    logger.info("document %s supplemented with measure %s by %s", document.pk, measure.pk, actor)
    if not handed_out:
        return Entered(document, measure)
    outcome = dispatch_document(document=document, actor=actor, on=on, measure=measure)
    return Entered(document, measure, outcome)


def _free_label(document: PolicyDocument) -> str:
    held = {path[-1] for path in document.measures.values_list("path", flat=True) if path}
    return next(label for n in range(1, len(held) + 2) if (label := f"补{n}") not in held)


def _require_units(work: Work) -> None:
    if not any(unit.role != Role.OVERSEE for unit in work.units):
        raise ServiceError(
            "matter_without_unit", "请选择责任单位；暂时定不下的，可以先存为草稿。", field="units"
        )


def _refuse_repeated(origin: Origin, work: Work, actor: User, on: date) -> None:
    """Pressed twice, or sent again after the network failed: one matter."""
    text = clean(work.text).strip()
    same = PolicyDocument.objects.exclude(status=DocumentStatus.ARCHIVED).filter(
        origin=origin, created_by=actor, created_at__date=on, measures__text=text
    )
    found = same.first()
    if found is not None:
        raise ServiceError(
            "matter_repeated",
            f"您今天已新增过内容相同的督办事项“{found.title}”（{found.get_status_display()}），没有重复新增。",
            field="text",
        )
