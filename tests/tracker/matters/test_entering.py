"""督办事项 entered by hand: one document without a file, one measure, its task; and 补充举措."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from common import clock
from common.errors import NotAllowed
from common.workdays import DaysOff
from policies.checking.models.items import CheckItem, CheckKind
from policies.checking.services.settling import archive_document, confirm_document
from policies.models.documents import DocumentStatus, Importance, Origin, PolicyDocument
from policies.models.measures import Role
from policies.services.entering import PersonAsked, UnitAsked, Work
from tests.conftest import World
from tests.refusals import refused
from tracker.matters.models import MatterFile, OriginRule
from tracker.matters.services.entering import Entered, enter_matter, supplement_document
from tracker.matters.services.files import attach_to_matter
from tracker.reminders.models.reminders import Reminder
from tracker.work.models.assignments import Assignment
from tracker.work.services.dispatching import dispatch_document
from tracker.work.services.recalling import recall_dispatch
from tracker.work.states import Light, Status

pytestmark = pytest.mark.django_db
NONE = DaysOff()  # beyond the published calendar
PDF = b"%PDF-1.4\n%%EOF"


@pytest.fixture
def on() -> date:
    """Today: what is entered twice on one day is found by the day on which the database wrote it."""
    return clock.today()


def _work(world: World, on: date, **changes: object) -> Work:
    units = [
        UnitAsked(Role.LEAD, department=world.departments["省财政厅"]),
        UnitAsked(Role.SUPPORT, department=world.departments["省教育厅"]),
    ]
    work = Work(text="请抓紧清理专项资金，做到账实相符。", units=units, due_on=on)
    return replace(work, **changes)


def _enter(world: World, on: date, *, dispatch: bool = True, **changes: object) -> Entered:
    return enter_matter(
        origin=Origin.INSTRUCTION,
        work=_work(world, on, **changes),
        importance=Importance.URGENT,
        said_by="张省长批示",
        actor=world.supervisor,
        on=on,
        dispatch=dispatch,
    )


def test_a_matter_is_a_document_with_a_source_and_one_measure(world: World, on: date) -> None:
    document = _enter(world, on).document
    assert (document.origin, document.importance, document.issuer) == ("instruction", "urgent", "张省长批示")
    assert (document.source, document.number, document.text) == (None, "", "")
    assert (document.status, document.dispatched_on) == (DocumentStatus.DISPATCHED, on)
    measure = document.measures.get()
    assert measure.text == "请抓紧清理专项资金，做到账实相符。"
    assert measure.tasks.get().milestones.get().due_on == on


def test_its_units_have_it_as_any_other_work(world: World, on: date) -> None:
    entered = _enter(world, on)
    rows = Assignment.objects.with_light(on).order_by("id")
    assert [(row.department.short_name, row.role, row.status, row.light) for row in rows] == [
        ("省财政厅", Role.LEAD, Status.PENDING, Light.YELLOW),
        ("省教育厅", Role.SUPPORT, Status.PENDING, Light.YELLOW),
    ]
    assert Reminder.objects.filter(user=world.filer, rule="handed_out").count() == 1
    assert entered.message == "已交办“请抓紧清理专项资金，做到账实相符”：新交办2项。"


def test_a_draft_waits_for_checking_and_can_be_handed_out_later(world: World, on: date) -> None:
    document = _enter(world, on, dispatch=False, units=()).document
    assert document.status == DocumentStatus.DRAFT
    assert CheckItem.objects.get(document=document).kind == CheckKind.NO_UNIT
    assert not Assignment.objects.exists()


def test_a_cycle_persons_and_a_group_are_taken(world: World, on: date) -> None:
    _enter(
        world,
        on,
        units=[UnitAsked(Role.LEAD, group=world.groups["各市政府"])],
        due_on=None,
        cycle="FREQ=MONTHLY",
        persons=[PersonAsked("李某", "处长", "0000-1234567")],
    )
    names = {a.department.short_name for a in Assignment.objects.select_related("department")}
    assert names == {"青川市政府", "白石市政府"}
    task = PolicyDocument.objects.get().measures.get().tasks.get()
    assert (task.cycle, task.reports_a_year) == ("FREQ=MONTHLY", 12)
    assert str(task.persons.get()) == "李某（责任人，处长，0000-1234567）"


def test_what_is_wrong_is_said_at_its_field(world: World, on: date) -> None:
    finance = UnitAsked(Role.LEAD, department=world.departments["省财政厅"])
    for changes, code, field in (
        ({"text": "  "}, "matter_text_required", "text"),
        ({"units": ()}, "matter_without_unit", "units"),
        ({"units": [replace(finance, role=Role.OVERSEE)]}, "matter_without_unit", "units"),
        ({"units": [finance, replace(finance, role=Role.SUPPORT)]}, "units_repeated", "units"),
        ({"units": [UnitAsked(Role.LEAD, group=world.groups["有关市政府"])]}, "group_members_open", "units"),
        ({"due_on": date(2020, 1, 1)}, "due_date_past", "due_on"),
        ({"cycle": "FREQ=HOURLY"}, "cycle_unknown", "cycle"),
        ({"persons": [PersonAsked(" ")]}, "person_name_required", "persons"),
    ):
        with refused(code) as error:
            _enter(world, on, **changes)
        assert error.value.field == field
    assert not PolicyDocument.objects.exists()


def test_only_the_office_enters_matters(world: World, on: date) -> None:
    for user in (world.leader, world.head, world.filer):
        with pytest.raises(NotAllowed):
            enter_matter(origin=Origin.MEETING, work=_work(world, on), actor=user, on=on, dispatch=False)


def test_the_same_matter_twice_on_one_day_is_one(world: World, on: date) -> None:
    document = _enter(world, on).document
    with refused("matter_repeated", match="请抓紧清理专项资金"):
        _enter(world, on)
    recall_dispatch(document=document, reason="写错了", actor=world.supervisor, on=on)
    archive_document(document=document, reason="写错了", actor=world.supervisor)
    assert _enter(world, on).document.pk != document.pk


def test_a_matter_can_be_taken_back_and_handed_out_again(world: World, on: date) -> None:
    document = _enter(world, on).document
    before = list(Assignment.objects.order_by("id").values_list("id", "status", "due_on"))
    recall_dispatch(document=document, reason="改期", actor=world.supervisor, on=on)
    assert not any(Assignment.objects.light_counts(on).values())
    dispatch_document(document=document, actor=world.supervisor, on=on)
    assert list(Assignment.objects.order_by("id").values_list("id", "status", "due_on")) == before


def test_the_database_refuses_a_matter_with_a_number(world: World, on: date) -> None:
    document = _enter(world, on, dispatch=False).document
    document.number = "云政发〔2026〕9号"
    with pytest.raises(IntegrityError), transaction.atomic():
        document.save()


def test_a_missed_measure_is_handed_out_alone(world: World, on: date) -> None:
    document = world.dispatched()
    before = set(Assignment.objects.values_list("pk", flat=True))
    entered = supplement_document(
        document=document, work=_work(world, on), label="五", actor=world.supervisor, on=on
    )
    assert (entered.measure.path, entered.measure.position) == (["五"], 4)
    new = Assignment.objects.exclude(pk__in=before)
    assert {row.task.measure_id for row in new} == {entered.measure.pk}
    assert (new.count(), entered.dispatched.existing) == (2, 0)
    assert document.edits.first().what.startswith("补充举措")


def test_on_a_checked_document_it_waits_for_the_rest(world: World, on: date) -> None:
    document = world.document()
    entered = supplement_document(document=document, work=_work(world, on), actor=world.supervisor, on=on)
    assert (entered.dispatched, entered.measure.path) == (None, ["补1"])
    outcome = dispatch_document(document=document, actor=world.supervisor, on=on)
    assert len(outcome.created) == 9


def test_drafts_and_matters_are_not_supplemented(world: World, on: date) -> None:
    draft, matter = world.document(confirmed=False), _enter(world, on).document
    for document, code in ((draft, "document_not_checked"), (matter, "matter_has_one_measure")):
        with refused(code):
            supplement_document(document=document, work=_work(world, on), actor=world.supervisor, on=on)


def test_a_file_goes_with_a_matter_and_its_units_see_it(world: World, on: date) -> None:
    document = _enter(world, on).document
    for _ in range(2):
        attach_to_matter(document=document, name="批示件.pdf", data=PDF, actor=world.supervisor)
    assert MatterFile.objects.visible_to(world.filer).get().name == "批示件.pdf"
    stranger = world.user("stranger", "filer", "省农业农村厅")
    assert not MatterFile.objects.visible_to(stranger).exists()
    with refused("file_type_mismatch"):
        attach_to_matter(document=document, name="批示件.pdf", data=b"x", actor=world.supervisor)
    with refused("not_a_live_matter"):
        attach_to_matter(document=world.document(), name="a.pdf", data=PDF, actor=world.supervisor)


def test_a_draft_that_was_kept_is_confirmed_like_any_other(world: World, on: date) -> None:
    document = _enter(world, on, dispatch=False).document
    confirm_document(document=document, actor=world.supervisor)
    assert len(dispatch_document(document=document, actor=world.supervisor, on=on).created) == 2


def test_every_source_has_its_usual_days(world: World) -> None:
    rules = {rule.origin: rule for rule in OriginRule.objects.all()}
    assert set(rules) == set(Origin.values) - {Origin.FILE}
    # Friday 2026-11-27: five working days on are the next Friday.
    assert rules["hotline"].due_on(date(2026, 11, 27), NONE) == date(2026, 12, 4)
    assert rules["meeting"].due_on(date(2026, 11, 27), NONE) == date(2026, 12, 27)
    rules["other"].days = None
    assert rules["other"].due_on(date(2026, 11, 27), NONE) is None
