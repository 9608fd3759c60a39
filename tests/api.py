"""How tests call the API."""

from typing import Any

from django.utils import timezone
from rest_framework.test import APIClient

from departments.models.users import User
from departments.signon.models import Scope
from departments.signon.services.tokens import issue_token

ROOT = "/api/v1/"


def token_of(user: User) -> str:
    """The header's value of a token with which the user may do all that is his."""
    return f"Token {issue_token(actor=user, name='接口', scope=Scope.MANAGE, now=timezone.now())[1]}"


def as_user(user: User | None) -> APIClient:
    """A client that somebody is logged in with; with `None`, nobody."""
    client = APIClient()
    if user is not None:
        client.force_authenticate(user)
    return client


def read(client: APIClient, path: str, **query: Any) -> Any:
    """What a GET answers, which must be 200."""
    answer = client.get(ROOT + path, query)
    assert answer.status_code == 200, answer.content.decode()
    return answer.json()


def rows(client: APIClient, path: str, **query: Any) -> list[dict[str, Any]]:
    """The rows of a list's first page."""
    return read(client, path, **query)["results"]


def walk(client: APIClient, path: str, **query: Any) -> list[list[int]]:
    """The ids of every page, following `next`; an address met twice is a walk in a circle."""
    pages, page, met = [], read(client, path, **query), set()
    while True:
        assert page["next"] not in met
        met.add(page["next"])
        pages.append([row["id"] for row in page["results"]])
        if page["next"] is None:
            return pages
        page = client.get(page["next"]).json()


def write(client: APIClient, path: str, body: Any = None, *, expect: int = 200) -> Any:
    """What a POST answers, which must be `expect`."""
    answer = client.post(ROOT + path, body or {}, format="json")
    assert answer.status_code == expect, (answer.status_code, answer.content.decode())
    return answer.json()


def fields(problem: dict[str, Any]) -> list[str]:
    """Which fields of a body were refused, each once, in order."""
    return list(dict.fromkeys(error["field"] for error in problem["errors"]))
