"""How tests use the admin: as a browser without a screen."""

from typing import Any

from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from departments.models.users import User


def as_user(user: User) -> Client:
    """A client that the user is logged in with; a mistake answers 500 instead of raising."""
    client = Client(raise_request_exception=False)
    client.force_login(user, backend="departments.permissions.PasswordBackend")
    return client


def with_session(key: str) -> Client:
    """A client of its own in a session that was begun before: logging in costs as much as a page."""
    client = Client(raise_request_exception=False)
    client.cookies.load({"sessionid": key})
    return client


def page(name: str, obj: Any = None, step: str = "") -> str:
    """An address: `page("work_assignment")` a list, with an object its page, with a step that step's."""
    if obj is None:
        return reverse(f"admin:{name}_changelist")
    return reverse(f"admin:{name}_{step or 'change'}", args=[obj.pk])


def text(response: Any) -> str:
    """The page as a string."""
    html: str = response.content.decode()
    return html


def said(response: Any) -> list[str]:
    """The messages that a step left for the user, without the next step that they offer."""
    return [
        str(message).partition(' <a class="dc-next"')[0] for message in get_messages(response.wsgi_request)
    ]


def steps_offered(client: Client, address: str) -> list[str]:
    """The last part of the address of every step that a page offers."""
    return steps_on(client.get(address))


def steps_on(response: Any) -> list[str]:
    """The last part of the address of every step that the page offers."""
    actions = response.context["actions_detail"]
    return [str(action["path"]).rstrip("/").rsplit("/", 1)[-1] for action in actions]


def queries(client: Client, address: str) -> int:
    """How many queries a page takes."""
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
    assert response.status_code == 200, response.status_code
    return len(captured)
