"""系统管理员, 安全管理员 and 审计管理员 find nothing of the content of matters, at no address there is."""

from collections import Counter
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType

from departments.models.users import ADMINISTRATORS, UserRole
from tests.admin import as_user
from tests.config.routes import FIRST, SECRET, TwoDepartments, routes
from tests.conftest import World

pytestmark = [pytest.mark.long, pytest.mark.django_db]

WORDS = (SECRET, "本单位的话", "云政发〔2026〕", "便民服务提升行动方案")
# The other department's filer bears the secret for a name, and names of accounts are no matters.
ACCOUNTS = ("departments/user/", "departments/membership/", "record/", "api/v1/use-records/")
OF_ACCOUNTS = (f"{SECRET}方案", f"{SECRET}一", f"{SECRET}二", *WORDS[1:])
NOT_READ = ("static/", "healthz", "metrics", "logout/")
# What says nothing of a matter: own pages, names of units, accounts, the guide, the description of the API.
OPEN_TO_ALL = (
    "",
    "login/",
    "password_change/",
    "jsi18n/",
    "settings/",
    "find/",
    "search/",
    "guide/",
    "autocomplete/",
    "departments/",
    "signon/",
    "sign-on/second-factor/",
    "axes/",
    "access/",
    "django_celery_beat/",
    "reminders/channelsetting/",
    "begin/",
    "api/v1/docs/",
    "api/v1/schema/",
    "api/v1/departments/",
    "api/v1/groups/",
    "api/v1/access-changes/",
    "record/",
    "api/v1/use-records/",
    "api/v1/record-seal/",
    "api/v1/people/",
    "api/v1/search/",
    "api/v1/",
)


@pytest.mark.parametrize("role", ADMINISTRATORS)
def test_no_address_says_anything_of_a_matter_to_an_administrator(
    two: TwoDepartments, world: World, role: UserRole
) -> None:
    client, tried = as_user(getattr(world, role.value)), Counter[int]()
    opened: list[str] = []
    kinds = ContentType.objects.get_for_models(*two.foreign).values()
    for route in routes():
        if route.address.startswith(NOT_READ) or "url" in route.parameters:
            continue
        fillings: list[list[Any]] = [[]]
        if route.parameters:
            fillings = [[FIRST] * len(route.parameters), [two.own_id(route)] * len(route.parameters)]
            if route.parameters[0] == "content_type_id":
                fillings = [[kind.pk, FIRST] for kind in kinds]
        for filling in fillings:
            address = route.filled(filling)
            answer: Any = client.get(address)
            where = f"{address}: {answer.status_code}"
            assert answer.status_code < 500, where
            said = b"".join(answer.streaming_content) if answer.streaming else answer.content
            words = OF_ACCOUNTS if route.address.startswith(ACCOUNTS) else WORDS
            assert not any(word in said.decode(errors="replace") for word in words), where
            if answer.status_code == 200 and not _is_open(route.address):
                opened.append(where)
            tried[answer.status_code] += 1
    assert opened == []
    assert tried[403] + tried[404] > 200, tried


def _is_open(address: str) -> bool:
    whole = ("", "api/v1/")  # each begins every other
    return address in whole or address.startswith(tuple(one for one in OPEN_TO_ALL if one not in whole))
