"""Whatever the API refuses, it says as problem details (RFC 9457): a code, a sentence, a field."""

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from rest_framework.test import APIClient

from tests.api import ROOT, as_user
from tests.conftest import World
from tracker.work.models.assignments import Assignment


def problem(answer: HttpResponse, status: int) -> dict[str, Any]:
    """The body of a refusal, whose form is looked at."""
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/problem+json")
    body: dict[str, Any] = answer.json()  # type: ignore[attr-defined]
    assert body["status"] == status
    assert body["type"].endswith(f":{body['code']}")
    assert body["title"].endswith(("。", "！"))
    return body


@pytest.mark.parametrize("path", ["/api/v1/nothing/", "/api/v1/nothing", "/api/", "/api/v2/overdue/"])
def test_an_unknown_address_is_not_led_to_the_login_page(client: Client, path: str) -> None:
    for method in (client.get, client.post, client.delete):
        assert problem(method(path), 404)["code"] == "unknown_address"


@pytest.mark.django_db
def test_a_program_reads_why_it_was_not_let_in() -> None:
    answer = as_user(None).get("/api/v1/overdue/")
    assert problem(answer, 401)["code"] == "not_authenticated"
    assert answer.headers["WWW-Authenticate"] == "Token"
    wrong = APIClient(headers={"Authorization": "Token x"}).get("/api/v1/overdue/")
    assert problem(wrong, 401)["code"] == "authentication_failed"


def test_a_page_that_was_open_before_the_login_is_told_apart(world: World) -> None:
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(world.supervisor)
    answer = client.post("/api/v1/documents/1/confirm/")
    assert problem(answer, 403)["code"] == "csrf_failed"


def test_wrong_roles_methods_rows_and_bodies_each_have_a_code(world: World) -> None:
    office, filer = as_user(world.supervisor), as_user(world.filer)
    sent = {"content_type": "application/json"}
    for answer, status, code in (
        (filer.get("/api/v1/check-items/"), 403, "permission_denied"),
        (office.get("/api/v1/documents/999999/"), 404, "not_found"),
        (office.put("/api/v1/overdue/"), 405, "method_not_allowed"),
        (office.post("/api/v1/proposals/", "{", **sent), 400, "parse_error"),
        (office.post("/api/v1/proposals/", "[" * 100_000, **sent), 400, "nested_too_deep"),
        (office.post("/api/v1/proposals/", "x", content_type="text/x"), 415, "unsupported_media_type"),
        (office.get("/api/v1/overdue/?cursor=x"), 404, "not_found"),
    ):
        assert problem(answer, status)["code"] == code


def test_a_body_that_does_not_fit_names_each_field_however_deep(world: World, signed: Assignment) -> None:
    body = {"percent": 101, "figures": {"12": ["85"]}}
    answer = as_user(world.filer).post(f"{ROOT}assignments/{signed.pk}/report/", body, format="json")
    errors = problem(answer, 400)["errors"]
    assert all(error["title"] for error in errors)
    assert {(error["field"], error["code"]) for error in errors} == {
        ("percent", "max_value"),
        ("narrative", "required"),
        ("figures.12", "invalid"),
    }


def test_what_a_service_refuses_names_its_code_and_field(world: World, signed: Assignment) -> None:
    address = f"{ROOT}assignments/{signed.pk}/"
    again = problem(as_user(world.filer).post(f"{address}acknowledge/"), 409)
    assert (again["code"], "field" in again) == ("status_wrong", False)
    office = as_user(world.supervisor).post(
        f"{address}report/", {"percent": 1, "narrative": "甲"}, format="json"
    )
    assert problem(office, 403)["code"] == "transition_not_allowed"
    for percent in (60, 10):
        body = {"percent": percent, "narrative": "正在办理"}
        lower = as_user(world.filer).post(f"{address}report/", body, format="json")
    said = problem(lower, 409)
    assert (said["code"], said["field"]) == ("drop_reason_required", "drop_reason")


def test_the_description_of_the_api_has_the_body_once_and_names_it_at_every_call(world: World) -> None:
    schema = as_user(world.supervisor).get("/api/v1/schema/?format=json").json()
    assert {"type", "code", "title", "status"} <= set(
        schema["components"]["schemas"]["Problem"]["properties"]
    )
    for operations in schema["paths"].values():
        for operation in operations.values():
            [kind] = operation["responses"]["4XX"]["content"]
            assert kind == "application/problem+json"
