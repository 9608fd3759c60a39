"""Sections and substitutions: who may make them, of whom, for when."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from common.errors import NotAllowed
from departments.inside.models import Section, Substitution
from departments.inside.selectors import acts_for
from departments.inside.services.sections import save_section
from departments.inside.services.substitutions import end_substitution, substitute
from departments.models.users import Membership, User, UserRole
from tests.admin import as_user, page, said
from tests.api import as_user as by_api
from tests.api import rows, write
from tests.conftest import World
from tests.refusals import refused

ON = date(2026, 7, 10)
LAST = date(2026, 7, 17)


@pytest.fixture
def wang(world: World) -> User:
    return world.user("wang", UserRole.FILER, "省财政厅")


def acting(world: World, wang: User, **changes: Any) -> Substitution:
    meant = {
        "department": world.departments["省财政厅"],
        "person": wang,
        "substitute": world.filer,
        "first_day": ON,
        "last_day": LAST,
        "actor": world.head,
        "on": ON,
    }
    return substitute(**{**meant, **changes})


class TestSections:
    def test_the_head_makes_one_of_people_of_the_unit(self, world: World) -> None:
        unit = world.departments["省财政厅"]
        made = save_section(department=unit, name=" 综合处 ", members=[world.filer], actor=world.head)
        assert (made.name, list(made.members.all())) == ("综合处", [world.filer])
        save_section(department=unit, name="预算处", members=[], actor=world.head, section=made)
        assert Section.objects.get().name == "预算处"

    def test_what_makes_no_sense_is_refused(self, world: World) -> None:
        unit = world.departments["省财政厅"]
        save_section(department=unit, name="综合处", members=[], actor=world.head)
        with refused("section_name_taken"):
            save_section(department=unit, name="综合处", members=[], actor=world.head)
        with refused("section_name_required"):
            save_section(department=unit, name=" ", members=[], actor=world.head)
        with refused("section_member_foreign"):
            save_section(department=unit, name="办公室", members=[world.other_filer], actor=world.head)
        with pytest.raises(NotAllowed):
            save_section(department=unit, name="办公室", members=[], actor=world.filer)


class TestSubstitutions:
    def test_it_holds_from_its_first_day_to_its_last_and_ends_by_itself(
        self, world: World, wang: User
    ) -> None:
        acting(world, wang)
        unit, day = world.departments["省财政厅"].pk, timedelta(days=1)
        held = [acts_for(world.filer, on) for on in (ON - day, ON, LAST, LAST + day)]
        assert held == [[], [(unit, wang.pk)], [(unit, wang.pk)], []]

    def test_it_is_ended_before_its_time(self, world: World, wang: User) -> None:
        row = acting(world, wang)
        end_substitution(substitution=row, actor=wang, on=ON)
        assert acts_for(world.filer, ON) == []
        with refused("substitution_over"):
            end_substitution(substitution=row, actor=wang, on=ON)
        acting(world, wang)  # the days are free again

    def test_who_leaves_acts_for_nobody(self, world: World, wang: User) -> None:
        acting(world, wang)
        Membership.objects.filter(user=wang).delete()
        assert acts_for(world.filer, ON) == []

    @pytest.mark.parametrize(
        ("code", "changes"),
        [
            ("substitution_days_order", {"last_day": ON - timedelta(days=1)}),
            ("substitution_past", {"first_day": date(2026, 7, 1), "last_day": date(2026, 7, 2)}),
            ("substitution_too_long", {"last_day": ON + timedelta(days=366)}),
        ],
    )
    def test_days_that_cannot_be_are_refused(
        self, world: World, wang: User, code: str, changes: dict[str, Any]
    ) -> None:
        with refused(code):
            acting(world, wang, **changes)

    def test_only_people_of_the_unit_another_and_one_at_a_time(self, world: World, wang: User) -> None:
        with refused("substitute_foreign"):
            acting(world, wang, substitute=world.other_filer)
        with refused("substitute_foreign"):
            acting(world, wang, person=world.other_filer)
        with refused("substitute_oneself"):
            acting(world, wang, substitute=wang)
        acting(world, wang)
        with refused("substitution_meets_another"):
            acting(world, wang, substitute=world.head, first_day=LAST, last_day=LAST)

    def test_one_sets_it_for_oneself_and_the_head_for_all(self, world: World, wang: User) -> None:
        acting(world, wang, actor=wang)
        with pytest.raises(NotAllowed):
            acting(world, wang, actor=world.filer)

    def test_the_database_refuses_what_no_service_writes(self, world: World, wang: User) -> None:
        row = {"department": world.departments["省财政厅"], "made_by": wang, "person": wang}
        for wrong in (
            {"substitute": wang, "first_day": ON, "last_day": ON},
            {"substitute": world.head, "first_day": LAST, "last_day": ON},
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                Substitution.objects.create(**row, **wrong)


class TestPages:
    def test_the_head_makes_a_section_and_a_substitution(self, world: World, wang: User) -> None:
        head = as_user(world.head)
        head.post(page("inside_section") + "new/", {"name": "综合处", "members": [wang.pk]})
        section = Section.objects.get()
        assert list(section.members.all()) == [wang]
        change = page("inside_section", section, "change_section")
        head.post(change, {"name": "综合处", "members": [], "closed": "on"})
        section.refresh_from_db()
        assert section.closed
        meant = {"person": wang.pk, "substitute": world.filer.pk}
        days = {"first_day": "2099-07-01", "last_day": "2099-07-02"}
        response = head.post(page("inside_substitution") + "new/", {**meant, **days}, follow=True)
        assert "filer代wang" in said(response)[-1]
        assert (
            as_user(world.other_filer)
            .get(page("inside_substitution", Substitution.objects.get()))
            .status_code
            == 404
        )

    def test_a_filer_offers_only_himself_to_be_stood_in_for(self, world: World, wang: User) -> None:
        form = as_user(wang).get(page("inside_substitution") + "new/").context["form"]
        assert list(form.fields["person"].queryset) == [wang]
        assert world.head in form.fields["substitute"].queryset
        assert as_user(world.leader).get(page("inside_substitution") + "new/").status_code == 403


def test_the_same_by_the_interface(world: World, wang: User) -> None:
    head, unit = by_api(world.head), world.departments["省财政厅"].pk
    made = write(head, "sections/", {"department": unit, "name": "综合处", "members": [wang.pk]}, expect=201)
    assert made["members"] == [{"id": wang.pk, "name": "wang"}]
    body = {"department": unit, "person": wang.pk, "substitute": world.filer.pk}
    days = {"first_day": "2099-07-01", "last_day": "2099-07-02"}
    row = write(head, "substitutions/", {**body, **days}, expect=201)
    assert (row["substitute_name"], row["person_name"]) == ("filer", "wang")
    assert [one["id"] for one in rows(by_api(wang), "substitutions/")] == [row["id"]]
    assert (
        rows(by_api(world.other_filer), "substitutions/")
        == rows(by_api(world.other_filer), "sections/")
        == []
    )
    assert write(head, f"substitutions/{row['id']}/end/")["ended_on"]
    write(by_api(world.filer), "sections/", {"department": unit, "name": "办公室"}, expect=403)
