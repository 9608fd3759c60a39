"""Whatever the description of the API allows, and what it forbids, is answered without a breakdown."""

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import response_schema_conformance

from tests.api import token_of
from tests.config.routes import TwoDepartments, routes

pytestmark = [pytest.mark.long, pytest.mark.django_db]

EXAMPLES = 3  # of each operation and mode
_MODEST = settings(
    max_examples=EXAMPLES,
    phases=[Phase.generate],
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
# A password tried for each example would say nothing of the ledger.
LEFT_OUT = {"/api/v1/token/", "/api/v1/schema/"}


@pytest.fixture(autouse=True)
def _one_connection() -> Iterator[None]:
    """The server runs inside the test's transaction: it must not close the connection after a request."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


def _real_ids(two: TwoDepartments) -> dict[str, int]:
    """An id that is there for every address that names one."""
    described = {route.filled(["{id}"] * len(route.parameters)): route for route in routes()}
    return {address: two.own_id(route) for address, route in described.items() if "{id}" in address}


def test_no_request_breaks_the_server(two: TwoDepartments) -> None:
    real = _real_ids(two)
    users = {"supervisor": two.world.supervisor, "filer": two.filer}
    tokens = {who: token_of(user) for who, user in users.items()}
    described = {"Authorization": tokens["supervisor"]}
    schema = schemathesis.openapi.from_wsgi("/api/v1/schema/", get_wsgi_application(), headers=described)
    tried: dict[str, Counter[int]] = {who: Counter() for who in users}

    # Making a request up takes longer than answering it: each is asked by both.
    def ask(case: Any, there: bool) -> None:
        if there and case.path in real:
            case.path_parameters = {"id": real[case.path]}
        for who, token in tokens.items():
            with transaction.atomic():
                answer = case.call(headers={"Authorization": token})
                if answer.status_code < 300:
                    case.validate_response(answer, checks=[response_schema_conformance])
                transaction.set_rollback(True)
            tried[who][answer.status_code] += 1
            assert answer.status_code < 500, (who, case.as_curl_command(), answer.status_code)

    for found in schema.get_all_operations():
        operation = found.ok()
        if operation.path in LEFT_OUT:
            continue
        for mode in GenerationMode:
            asked = given(operation.as_strategy(generation_mode=mode), st.booleans())(ask)
            # An address with no parameters and no body has nothing to be wrong in.
            with suppress(Unsatisfiable):
                _MODEST(asked)()
    # Not only refusals: a good part gets as far as the services.
    for who, answers in tried.items():
        assert answers.total() > 400, (who, answers)
        assert min(answers[200], answers[404], answers[400]) > 30, (who, answers)
