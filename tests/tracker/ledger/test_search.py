"""Search finds exactly the rows whose texts hold every word."""

from datetime import date

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from departments.models.departments import Department
from departments.models.users import User
from policies.models.documents import PolicyDocument
from policies.models.measures import Measure, Task
from tests.conftest import World
from tracker.work import search
from tracker.work.filing.models.reports import ProgressReport
from tracker.work.filing.services.reporting import file_report
from tracker.work.models.assignments import Assignment
from tracker.work.search import words_of
from tracker.work.services.status_changes import acknowledge_assignment

SYLLABLES = st.text(alphabet="建设一站式窗口Aa'\\%_:& 1", min_size=1, max_size=6)


def texts_of(assignment: Assignment, user: User) -> list[str]:
    """Everything of a row that is searched, as plain strings."""
    task, reports = assignment.task, ProgressReport.objects.visible_to(user).filter(assignment=assignment)
    return [
        task.text,
        task.measure.title,
        task.measure.text,
        assignment.document.number,
        assignment.document.title,
        assignment.department.name,
        assignment.department.short_name,
        *(
            text
            for report in reports
            for text in (report.narrative, report.problems, report.next_steps, report.coordination)
        ),
    ]


def plainly(question: str, user: User) -> set[int]:
    """The same by Python's `in`."""
    return {
        assignment.pk
        for assignment in Assignment.objects.visible_to(user)
        if all(
            any(word in text.lower() for text in texts_of(assignment, user)) for word in words_of(question)
        )
    }


def found(question: str, user: User) -> set[int]:
    return set(
        search.search(Assignment.objects.visible_to(user), question, user).values_list("pk", flat=True)
    )


class TestSearchAndIn(TestCase):
    """Any words over any texts."""

    def setUp(self) -> None:
        self.world = World()
        self.world.dispatched()
        self.own = self.world.assignment("省财政厅")
        acknowledge_assignment(assignment=self.own, actor=self.world.filer)

    @settings(max_examples=15, deadline=None)
    @given(
        titles=st.lists(SYLLABLES, min_size=2, max_size=2),
        said=SYLLABLES,
        question=SYLLABLES,
        common=st.booleans(),
    )
    def test_search_finds_what_in_finds(
        self, titles: list[str], said: str, question: str, common: bool
    ) -> None:
        for row, title in zip(Measure.objects.order_by("pk")[:2], titles, strict=True):
            Measure.objects.filter(pk=row.pk).update(title=title, text=title[::-1] * 2)
        if said.strip():
            file_report(
                assignment=self.own, actor=self.world.filer, on=date(2026, 3, 4), percent=1, narrative=said
            )
        rare, search.RARE = search.RARE, 0 if common else search.RARE
        try:
            for user in (self.world.supervisor, self.world.filer, self.world.other_filer):
                assert found(question, user) == plainly(question, user)
        finally:
            search.RARE = rare


@pytest.mark.django_db
def test_a_report_is_found_by_those_who_may_read_it(world: World) -> None:
    world.dispatched()
    own = world.assignment("省财政厅")
    own.department.head_endorses = True
    own.department.save()
    acknowledge_assignment(assignment=own, actor=world.filer)
    file_report(
        assignment=own, actor=world.filer, on=date(2026, 3, 4), percent=20, narrative="已完成选址工作"
    )
    assert found("选址", world.filer) == {own.pk}
    assert found("选址", world.supervisor) == set()  # the department's own head has not let it out yet
    assert found("选址", world.other_filer) == set()


@pytest.mark.django_db
def test_words_may_stand_in_different_texts_of_a_row(world: World) -> None:
    world.dispatched()
    assert found("窗口 财政", world.supervisor) == {world.assignment("省财政厅").pk}
    assert found("窗口　财政", world.supervisor) == found("窗口 财政", world.supervisor)


@pytest.mark.postgres
@pytest.mark.django_db
def test_the_index_is_used(world: World) -> None:
    world.dispatched()
    searched = (
        (Measure, search.MEASURE, "measure_grams"),
        (Task, search.TASK, "task_grams"),
        (PolicyDocument, search.DOCUMENT, "document_grams"),
        (Department, search.DEPARTMENT, "department_grams"),
        (ProgressReport, search.REPORT, "report_grams"),
    )
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")  # of a table of five rows the whole is read, else
    for model, columns, index in searched:
        for word in ("窗", "窗口", "一站式窗口"):
            pairs, proved = search.pairs_of(word), len(word) < search.PROOF
            has = search.HasWord(*columns, word=word, pairs=pairs, proved=proved)
            rows = model._default_manager.filter(has).order_by()
            assert index in rows.explain(), (index, word)
