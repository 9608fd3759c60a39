"""What one department does is closed to another, at every address that the project has."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.test import Client
from django.urls import resolve

from departments.inside.models import Section, Substitution
from tests.admin import as_user, with_session
from tests.config.routes import (
    FIRST,
    PROJECT,
    SECOND,
    SECRET,
    Route,
    TwoDepartments,
    everything,
    models,
    routes,
    writes,
)
from tracker.papers.models import Paper
from tracker.reminders.models.reminders import Digest, Reminder
from tracker.work.filing.models.drafts import Attachment, ReportDraft
from tracker.work.filing.models.reports import ProgressReport
from tracker.work.instructions.models import Instruction, InstructionItem, OfficeNote
from tracker.work.models.assignments import Assignment, AssignmentMilestone, Event
from tracker.work.models.requests import Decline, Extension

pytestmark = [pytest.mark.long, pytest.mark.django_db]

# Parameters that are no ids: a name of an app, the ending of an address, whatever no other route takes,
# the secret of a calendar.
NAMES = {"app_label", "format", "name", "token", "url"}  # `name`: a page or picture of the guide
IDS = {"pk", "id", "object_id", "content_type_id", "measure"}
METHODS = ("get", "post", "put", "patch", "delete")
REFUSED = {401, 403, 404}
WORDS = {
    **dict.fromkeys(["reason", "text", "message", "reply", "note", "comment", "answer", "narrative"], "试探"),
    "percent": "50",
    "due_on": "2027-03-31",
    "to_date": "2027-05-31",
    "from_date": "2026-06-30",
}


def _probing(pk: int) -> dict[str, Any]:
    """A body that names the other department's rows under every name that a step may read an id from."""
    names = (
        "assignment attachment department document draft extension id indicator instruction item measure "
        "milestone decline pk report task seen assignee section person substitute to"
    )
    many = "assignments reports departments members _selected_action ids"
    return WORDS | dict.fromkeys(names.split(), pk) | {name: [pk] for name in many.split()}


def _asked(client: Client, route: Route, address: str, pk: int) -> Iterator[tuple[str, Any]]:
    """The answers to a GET and a POST; on the API to every other method as well."""
    yield "GET", client.get(address)
    yield from _told(client, route, address, pk)


def _told(client: Client, route: Route, address: str, pk: int) -> Iterator[tuple[str, Any]]:
    """The answers to every method that has a body."""
    yield "POST", client.post(address, _probing(pk))
    if route.address.startswith("api/"):
        yield "POST", client.post(address, _probing(pk), content_type="application/json")
        for method in ("put", "patch", "delete"):
            answer = getattr(client, method)(address, _probing(pk), content_type="application/json")
            yield method.upper(), answer


def _body(answer: Any) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return str(content.decode(errors="replace"))


def test_the_other_department_has_one_of_everything(two: TwoDepartments) -> None:
    for model in (
        Assignment,
        AssignmentMilestone,
        Attachment,
        Digest,
        Event,
        Extension,
        Instruction,
        InstructionItem,
        Decline,
        OfficeNote,
        Paper,
        ProgressReport,
        Reminder,
        Section,
        Substitution,
    ):
        assert model._default_manager.filter(pk=FIRST).exists(), model
    assert Attachment.objects.get(pk=FIRST).report_id == FIRST
    assert Attachment.objects.get(pk=SECOND).draft_id == ReportDraft.objects.get(pk=SECOND).pk
    assert not Assignment.objects.visible_to(two.filer).filter(pk__gte=FIRST).exists()


def test_every_parameter_of_every_route_is_known() -> None:
    assert {name for route in routes() for name in route.parameters} <= NAMES | IDS
    assert sum(1 for route in routes() if IDS & set(route.parameters)) > 200


@pytest.mark.parametrize("pk", [FIRST, SECOND])
def test_another_departments_ids_are_refused_in_every_place_of_every_route(
    two: TwoDepartments, pk: int
) -> None:
    client, before, tried = as_user(two.filer), everything(), Counter[int]()
    kinds = ContentType.objects.get_for_models(*models()).values()
    for route in routes():
        if not route.parameters or NAMES & set(route.parameters):
            continue
        own = two.own_id(route)
        fillings = [[pk] * len(route.parameters)]
        if route.parameters[0] == "content_type_id":
            fillings = [[kind.pk, pk] for kind in kinds]
        elif len(route.parameters) == 2:
            fillings += [[own, pk], [pk, own]]
        for filling in fillings:
            address = route.filled(filling)
            assert resolve(address).func == route.pattern.callback, (route, address)
            for method, answer in _asked(client, route, address, pk):
                where = f"{method} {address}: {answer.status_code}"
                allowed = REFUSED | ({405} if _takes_no(route, method) else set())
                assert answer.status_code in allowed or _leads_nowhere(answer, address), where
                assert SECRET not in _body(answer), where
                tried[answer.status_code] += 1
    assert everything() == before
    assert tried[404] > 200, tried


def _leads_nowhere(answer: Any, address: str) -> bool:
    """Whether it is a redirect to the login or to the page of the same id, which is a route of its own.

    The libraries' own pages (tokens, timetable) lead to the first page where there is no such row.
    """
    if answer.status_code != 302:
        return False
    ours = address.split("/")[1] in (*PROJECT, "api")
    to = answer["Location"]
    return to.startswith("/login/") or to == f"{address}change/" or (to == "/" and not ours)


def _takes_no(route: Route, method: str) -> bool:
    """Whether a view of the API does not know the method, whoever asks."""
    view: Any = route.pattern.callback
    known = getattr(view, "actions", None) or {
        method: method for method in METHODS if hasattr(getattr(view, "cls", None), method)
    }
    return route.address.startswith("api/") and method.lower() not in known


def test_no_route_shows_or_changes_another_departments_work_when_asked_by_its_words(
    two: TwoDepartments,
) -> None:
    """As a filer; `bench.crawl` asks as each kind of user."""
    session = as_user(two.filer).cookies["sessionid"].value
    before, changed = two.foreign_rows(), 0
    for route in routes():
        if NAMES & set(route.parameters):
            continue
        address = route.filled([two.own_id(route)] * len(route.parameters))
        for pk in (FIRST, SECOND):
            with transaction.atomic():
                client = with_session(session)
                with writes() as written:
                    asked = _asked if pk == FIRST else _told  # a GET names no other id than the address's
                    for method, answer in asked(client, route, address, pk):
                        where = f"{method} {address}: {answer.status_code}"
                        assert answer.status_code < 500, where
                        assert SECRET not in _body(answer), where
                if written:
                    changed += 1
                    assert two.foreign_rows() == before, address
                transaction.set_rollback(True)
    assert changed > 20, changed


def test_no_action_of_a_list_reaches_another_departments_rows(two: TwoDepartments) -> None:
    client, before = as_user(two.filer), everything()
    for model, page in admin.site._registry.items():
        address = f"/{model._meta.app_label}/{model._meta.model_name}/"
        for name in page.actions or ():
            name = name if isinstance(name, str) else name.__name__
            body = WORDS | {"action": name, "_selected_action": [FIRST, SECOND], "apply": "1", "post": "yes"}
            answer = client.post(address, body, follow=True)
            assert answer.status_code < 500, (address, name)
            assert SECRET not in _body(answer), (address, name)
    assert everything() == before


def test_no_search_of_a_choice_finds_another_departments_rows(two: TwoDepartments) -> None:
    client = as_user(two.filer)
    for model in models():
        fields = model._meta.get_fields()
        # Only a relation has choices; of the other fields one of each model stands for all.
        plain = next(field for field in fields if not field.is_relation)
        for field in [plain, *(field for field in fields if field.is_relation)]:
            query = {
                "app_label": model._meta.app_label,
                "model_name": model._meta.model_name,
                "field_name": field.name,
                "term": "",
            }
            answer = client.get("/autocomplete/", query)
            assert answer.status_code in REFUSED or SECRET not in _body(answer), query


def test_who_is_not_logged_in_gets_nowhere(two: TwoDepartments) -> None:
    before, client = everything(), Client(raise_request_exception=False)
    for route in routes():
        if not IDS & set(route.parameters):
            continue
        address = route.filled([FIRST] * len(route.parameters))
        for method, answer in _asked(client, route, address, FIRST):
            refused = answer.status_code in REFUSED or _leads_nowhere(answer, address)
            assert refused, f"{method} {address}: {answer.status_code}"
            assert SECRET not in _body(answer), f"{method} {route}"
    assert everything() == before
