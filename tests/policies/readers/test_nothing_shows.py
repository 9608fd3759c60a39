"""Of a document with a circle of readers nobody else finds a word or a number, wherever one looks."""

from typing import Any

import pytest

from departments.models.users import User, UserRole
from tests.admin import as_user, with_session
from tests.config.closed import CLOSED, NUMBERS, WORDS, ClosedDocument
from tests.config.crawl import NAMES, NEVER_ALIKE, NOT_ASKED, passing, said
from tests.config.routes import Route, numbers_kept, routes
from tests.conftest import World

pytestmark = pytest.mark.django_db

BEGINS = CLOSED[:3]  # finds it, and is said back without saying it
SEEKING = {"q": BEGINS, "text": BEGINS, "search": BEGINS, "document": NUMBERS + 1, "measure": NUMBERS + 1}


class Onlooker:
    """Somebody outside the circle, in one session."""

    def __init__(self, user: User) -> None:
        self.name = user.username
        self._session = as_user(user).cookies["sessionid"].value
        self.before: dict[str, tuple[int, str]] = {}

    def look(self, address: str, **asked: Any) -> tuple[int, str]:
        answer: Any = with_session(self._session).get(address, asked)
        return answer.status_code, passing(said(answer))


def _asked(*, plain: bool) -> list[Route]:
    found = [r for r in routes() if not r.address.startswith(NOT_ASKED) and not NAMES & set(r.parameters)]
    return [r for r in found if bool(r.parameters) != plain and r.address not in NEVER_ALIKE]


def _onlookers(world: World) -> list[Onlooker]:
    names = ["office-outside", "leader-outside", "third"]
    return [Onlooker(user) for user in User.objects.filter(username__in=names).order_by("pk")]


class TestOutsiders:
    @pytest.mark.long
    def test_no_list_no_count_no_file_differs_from_those_without_the_document(self, world: World) -> None:
        world.user("third", UserRole.FILER, "省农业农村厅")
        world.dispatched(title="公开方案")
        onlookers: list[Onlooker] = []

        def look_around() -> None:
            onlookers.extend(_onlookers(world))
            for one in onlookers:
                one.look("/")  # who was last here when stands on a page
                one.before = {r.address: one.look(f"/{r.address}") for r in _asked(plain=True)}

        with numbers_kept():
            ClosedDocument(world, before=look_around)
            for one in onlookers:
                for route in _asked(plain=True):
                    if (one.name, route.address) == ("office-outside", "departments/user/"):
                        continue  # when others were last here
                    now = one.look(f"/{route.address}")
                    assert now == one.before[route.address], (one.name, route.address)
                    found = one.look(f"/{route.address}", **SEEKING)[1]
                    assert not any(word in found for word in WORDS), (one.name, route.address)

    @pytest.mark.long
    def test_each_of_its_pages_answers_as_if_it_were_not_there(self, world: World) -> None:
        world.user("third", UserRole.FILER, "省农业农村厅")
        world.dispatched(title="公开方案")
        with numbers_kept():
            ClosedDocument(world)
            for one in _onlookers(world):
                for route in _asked(plain=False):
                    count = len(route.parameters)
                    there = route.filled([NUMBERS + 1] * count), route.filled([NUMBERS + 2] * count)
                    nowhere = one.look(route.filled([NUMBERS + 77_777] * count))[0]
                    for address in there:
                        status, words = one.look(address)
                        assert not any(word in words for word in WORDS), (one.name, address)
                        assert status == nowhere, (one.name, address)
