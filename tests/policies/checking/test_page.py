"""The page of 校核: who gets it, and what it is made of."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client

from departments.models.users import User
from policies.checking.services.settling import confirm_document
from policies.models.documents import PolicyDocument
from tests.conftest import World

pytestmark = pytest.mark.django_db
STATIC = Path(settings.BASE_DIR) / "policies" / "static" / "policies"


@pytest.fixture
def draft(world: World) -> PolicyDocument:
    return world.document(confirmed=False)


def _get(user: User | None, pk: int, page: str = "check") -> Any:
    client = Client()
    if user is not None:
        client.force_login(user, backend="departments.permissions.PasswordBackend")
    return client.get(f"/policies/policydocument/{pk}/{page}/")


def test_the_supervision_office_gets_the_page_with_the_addresses_that_it_calls(
    world: World, draft: PolicyDocument
) -> None:
    answer = _get(world.supervisor, draft.pk)
    html = answer.content.decode()
    assert answer.status_code == 200
    for path in ("checking/", "confirm/", "dispatch/"):
        assert f'="/api/v1/documents/{draft.pk}/{path}"' in html
    assert "云岭省便民服务提升行动方案" in html
    assert "csrfmiddlewaretoken" in html


def test_leaders_may_not_check_and_filers_do_not_even_see_the_draft(
    world: World, draft: PolicyDocument
) -> None:
    assert _get(world.leader, draft.pk).status_code == 403
    assert _get(world.filer, draft.pk).status_code == 404


def test_a_department_that_sees_a_document_may_not_check_it(world: World) -> None:
    assert _get(world.filer, world.dispatched().pk).status_code == 403


def test_nobody_gets_it_without_a_login_or_for_a_document_that_is_not_there(
    world: World, draft: PolicyDocument
) -> None:
    assert _get(None, draft.pk).status_code == 302
    assert _get(world.supervisor, 999_999).status_code == 404


def test_the_document_offers_the_page_to_those_who_check(world: World, draft: PolicyDocument) -> None:
    address = f"/policies/policydocument/{draft.pk}/check/"
    assert address in _get(world.supervisor, draft.pk, "change").content.decode()
    assert address not in _get(world.leader, draft.pk, "change").content.decode()


def test_a_confirmed_document_can_still_be_looked_at(world: World, draft: PolicyDocument) -> None:
    confirm_document(document=draft, actor=world.supervisor)
    assert _get(world.supervisor, draft.pk).status_code == 200


def test_the_title_of_a_document_is_text_and_no_markup(world: World) -> None:
    document = world.document(confirmed=False, title="<script>alert(1)</script>方案", number="")
    assert "<script>alert(1)" not in _get(world.supervisor, document.pk).content.decode()


def test_the_page_loads_nothing_from_another_host(world: World, draft: PolicyDocument) -> None:
    html = _get(world.supervisor, draft.pk).content.decode()
    assert not re.findall(r"""(?:src|href)=["'](?:https?:)?//[^"']+""", html)


def test_every_script_that_is_imported_is_there_and_none_writes_markup() -> None:
    scripts = [STATIC / "checking.js", *sorted((STATIC / "checking").glob("*.js"))]
    assert len(scripts) > 10
    for script in scripts:
        code = script.read_text(encoding="utf-8")
        assert len(code.splitlines()) < 400, script.name
        assert not re.search(r"innerHTML|insertAdjacentHTML|document\.write|https?://", code), script.name
        for name in re.findall(r'from "(\./[^"]+)"', code):
            assert (script.parent / name).is_file(), (script.name, name)
    assert finders.find("policies/checking.css")
